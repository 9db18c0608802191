"""Agreements side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import AS_OF, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_AGREEMENTS = Parameter(
    name="agreements", type="agreements", about="Two to five agreements, parted by commas.", required=True,
    example="depa,rcep",
)  # fmt: skip


def compare(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Agreements side by side."""
    page = graph.compare(*asked.names("agreements"), as_of=asked.as_of)
    return View(page.title, page)


KINDS = (
    Kind(
        name="compare", address="/compare", title="Compare agreements",
        about="Two to five agreements side by side.",
        parameters=(_AGREEMENTS, AS_OF), answer=compare, width="wide", example="/compare?agreements=depa,rcep",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
