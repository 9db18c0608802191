"""Search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_WORDS = Parameter(name="q", type="text", about="Words to look for.", title="Search", longest=200, example="China")


def search(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What matches some words."""
    return View("Search", graph.economies())


KINDS = (
    Kind(
        name="search", address="/search", title="Search", about="Economies, agreements, articles and clause types.",
        parameters=(_WORDS,), answer=search, example="/search?q=China",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
