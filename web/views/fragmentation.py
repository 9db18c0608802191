"""How far rules differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_GROUP = Parameter(name="group", type="group", about="Only the economies of this group.", example="asean")


def fragmentation(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """How far rules differ."""
    table = graph.fragmentation(group=asked.text("group") or None, as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="fragmentation", address="/fragmentation", title="Fragmentation",
        about="How far rules differ among economies: spread, divergence, overlap, conflict.",
        parameters=(_GROUP, *COMMON), answer=fragmentation, example="/fragmentation?group=asean",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
