"""What would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_JOIN = Parameter(
    name="join", type="text", about="Who joins what, as CHN:depa; commas part several.", example="CHN:depa"
)


def whatif(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Before and after."""
    table = graph.whatif(asked.names("join") or ["CHN:depa"], as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="whatif", address="/whatif", title="What if",
        about="What would change if economies joined or left agreements.",
        parameters=(_JOIN, *COMMON), answer=whatif, example="/whatif?join=CHN:depa",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
