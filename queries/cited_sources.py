"""Which sources the rows of a result rest on: publisher and licence go with every export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from clauseway.graph.engine import Row, Value
from clauseway.queries.citations import CitedSource
from clauseway.queries.results import Provenance, ResultTable
from clauseway.queries.runner import Runner


def cited_sources(
    runner: Runner, rows: Iterable[Row], *, agreements: Iterable[str] = (), economies: Collection[str] = ()
) -> tuple[CitedSource, ...]:
    """The sources behind rows: of the codings of their provisions, and of what ties economies to their agreements.

    Args:
        runner: Where to ask.
        rows: Rows with the columns `provision` or `agreement`.
        agreements: Further agreements the answer looked at; a text without a rule is evidence too.
        economies: The economies the answer is about; all when empty.

    Returns:
        Each source once, by key; none for a graph that was built before sources were kept in it.
    """
    provisions: set[str] = set()
    slugs = set(agreements)
    for row in rows:
        if row.get("provision"):
            provisions.add(str(row["provision"]))
        if row.get("agreement"):
            slugs.add(str(row["agreement"]))
    if not provisions and not slugs:
        return ()
    facts: Counter[str] = Counter()
    asked: dict[str, Value] = {"provisions": [*sorted(provisions)], "agreements": [*sorted(slugs)]}
    for row in runner.rows("sources_of_facts", **asked):
        about = not row["economy"] or not economies or row["economy"] in economies
        if about and row["source"] and isinstance(row["facts"], int):
            facts[str(row["source"])] += row["facts"]
    if not facts:
        return ()
    return tuple(
        CitedSource(
            str(row["source"]), str(row["title"]), str(row["publisher"]), str(row["licence"]), facts[str(row["source"])]
        )
        for row in runner.rows("sources")
        if row["source"] in facts
    )


def with_sources(
    runner: Runner, table: ResultTable, *, agreements: Iterable[str] = (), economies: Collection[str] = ()
) -> ResultTable:
    """The table, its provenance naming the sources its rows rest on; arguments as for `cited_sources`."""
    found = cited_sources(runner, table.rows, agreements=agreements, economies=economies)
    table.provenance = _naming(table.provenance, found, runner)
    return table


def _naming(provenance: Provenance, sources: tuple[CitedSource, ...], runner: Runner) -> Provenance:
    return replace(provenance, sources=sources, milliseconds=runner.milliseconds)


def with_named_sources(
    runner: Runner, table: ResultTable, facts: Mapping[str, int], *, agreements: Iterable[str] = ()
) -> ResultTable:
    """The table, its provenance naming sources by key, for rows that are no provisions.

    Args:
        runner: Where to ask.
        table: The table.
        facts: How many facts behind the rows each source made.
        agreements: Agreements the rows rest on besides; their sources are named too.
    """
    more = {cited.source: cited for cited in cited_sources(runner, (), agreements=agreements)}
    named = {
        key: CitedSource(key, str(row["title"]), str(row["publisher"]), str(row["licence"]), facts[key])
        for row in runner.rows("sources")
        if (key := str(row["source"])) in facts
    }
    found = tuple(cited for _, cited in sorted((more | named).items()))
    table.provenance = _naming(table.provenance, found, runner)
    return table
