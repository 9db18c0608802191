"""The comparison matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_GROUP = Parameter(name="group", type="group", about="The members of this group as rows.", example="asean")


def matrix(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Rows against clause types."""
    made = graph.matrix(group=asked.text("group") or "asean", as_of=asked.as_of)
    return View(made.title, made)


KINDS = (
    Kind(
        name="matrix", address="/matrix", title="Matrix", about="Economies or agreements against clause types.",
        parameters=(_GROUP, *COMMON), answer=matrix, width="wide", example="/matrix?group=asean",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
