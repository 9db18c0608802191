"""The query catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

def queries(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every query."""
    return View("Query catalogue", graph.queries())


KINDS = (
    Kind(
        name="queries", address="/queries", title="Query catalogue", about="Every query with the question it answers.",
        answer=queries, example="/queries",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
