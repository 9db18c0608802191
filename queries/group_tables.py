"""The one way from the rows of an analysis of a group to its table, with the sources it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from clauseway.graph.engine import Row
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.runner import Runner


def group_table(
    runner: Runner,
    title: str,
    layout: tuple[Iterable[Column], tuple[str, ...]],
    rows: list[Row],
    provenance: Provenance,
    *,
    empty_message: str,
    agreements: Iterable[str],
    economies: Collection[str],
) -> ResultTable:
    """The table of an analysis of a group.

    Args:
        runner: Where the sources are asked for.
        title: Title of the table.
        layout: All columns, and the names of those a terminal shows.
        rows: The rows.
        provenance: How they were made; the sources are added here.
        empty_message: What is said when there is no row.
        agreements: Agreements the answer looked at; a text without a rule is evidence too.
        economies: The group.
    """
    columns, shown = layout
    table = ResultTable(
        title=title,
        columns=list(columns),
        rows=rows,
        provenance=provenance,
        empty_message=empty_message,
        shown=shown,
    )
    return with_sources(runner, table, agreements=agreements, economies=economies)
