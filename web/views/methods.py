"""Methods: what the words and numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

def methods(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What the words and numbers mean."""
    return View("Methods", graph.clauses())


KINDS = (
    Kind(
        name="methods", address="/methods", title="Methods", about="What the words and numbers mean.",
        answer=methods, example="/methods",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
