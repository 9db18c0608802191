"""Next steps of an economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked
from clauseway.web.views.economies import ECONOMY

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

def upgrade(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Next steps, ranked."""
    table = graph.upgrade(asked.text("economy"), as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="upgrade", address="/upgrade/{economy}", title="Next steps of an economy",
        about="Which steps an economy could take next, ranked, with what each wins and needs.",
        parameters=(ECONOMY, *COMMON), answer=upgrade, width="wide", example="/upgrade/KAZ",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
