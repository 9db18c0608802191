"""Two economies: what binds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_FIRST = Parameter(name="first", type="economy", about="One economy.", required=True, example="CHN")
_SECOND = Parameter(name="second", type="economy", about="The other economy.", required=True, example="NZL")


def pair(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What binds two economies."""
    table = graph.pair(asked.text("first"), asked.text("second"), as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="pair", address="/pair/{first}/{second}", title="What binds two economies",
        about="Every rule in force between two economies, clause by clause.",
        parameters=(_FIRST, _SECOND, *COMMON), answer=pair, width="wide", example="/pair/CHN/NZL",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
