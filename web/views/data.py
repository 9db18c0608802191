"""Data and sources: how well everything is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import AS_OF, Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

def data(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The evidence ledger."""
    table = graph.ledger(as_of=asked.as_of)
    return View("Data and sources", table)


KINDS = (
    Kind(
        name="data", address="/data", title="Data and sources", about="How well each agreement is known, and by whom.",
        parameters=(AS_OF,), answer=data, example="/data",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
