"""Clause types: the list, and who has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.catalogue_answers import listing
from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

CLAUSE = Parameter(
    name="clause", type="clause", about="Slug or name of a clause type.", required=True,
    example="cross-border-data-transfer",
)  # fmt: skip


def clauses(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every clause type."""
    return View("Clause types", listing(asked.runner, "clauses"))


def clause(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One clause type."""
    table = graph.query("commitments_on_clause", clause=asked.text("clause"))
    return View(table.title, table)


KINDS = (
    Kind(
        name="clauses", address="/clauses", title="Clause types", about="Every clause type in the data.",
        answer=clauses, example="/clauses",
    ),
    Kind(
        name="clause", address="/clause/{clause}", title="A clause type",
        about="Who owes a clause type, how strongly, and the best precedents.",
        parameters=(CLAUSE, *COMMON), answer=clause, example="/clause/cross-border-data-transfer",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
