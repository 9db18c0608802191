"""Answers that are one query of the catalogue: any query with its parameters, and the plain listings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from clauseway.graph.engine import Row, Value
from clauseway.queries.catalogue import QuerySpec, catalogue, parameter_values, query
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.columns import spec_columns
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.runner import Runner

type Listing = Literal["economies", "agreements", "clauses", "groups"]

LISTINGS: dict[Listing, tuple[str, ...]] = {
    "economies": ("economy", "iso2", "name", "kind", "agreements"),
    "agreements": (
        "agreement", "title", "kind", "in_force", "date_verification", "reading", "parties", "provisions",
    ),
    "clauses": ("clause", "label", "theme", "counted", "agreements", "provisions"),
    "groups": ("group", "name", "members"),
}  # fmt: skip
"""Listing, which is also the name of its query, to the columns of a narrow table."""


def query_values(spec: QuerySpec, given: Mapping[str, str], as_of: date) -> dict[str, Value]:
    """Typed parameters of a query; one named `as_of` that is not given is the day asked about.

    Raises:
        CatalogueError: One is missing, unknown, or not of its type.
    """
    texts = dict(given)
    if "as_of" in {parameter.name for parameter in spec.parameters}:
        texts.setdefault("as_of", as_of.isoformat())
    return parameter_values(spec, texts)


def run_query(runner: Runner, spec: QuerySpec, values: dict[str, Value]) -> ResultTable:
    """One query of the catalogue as a table with its sources."""
    rows = runner.rows(spec.name, **values)
    provenance = runner.provenance(spec.name, None, values, [])
    table = ResultTable(spec.title, spec_columns(spec), rows, provenance, "The query found nothing.")
    return with_sources(runner, table)


def listing(runner: Runner, name: Listing) -> ResultTable:
    """Everything of one kind that the graph knows."""
    spec = query(name)
    rows = runner.rows(name)
    provenance = runner.provenance(name, None, {}, [])
    table = ResultTable(spec.title, spec_columns(spec), rows, provenance, "There are none.", LISTINGS[name])
    return with_sources(runner, table)


def query_list(engine: str) -> ResultTable:
    """Every query with the question it answers; asks no graph.

    Args:
        engine: Name of the engine, for the provenance.
    """
    rows: list[Row] = [
        {
            "query": spec.name,
            "group": spec.group,
            "title": spec.title,
            "question": spec.question,
            "parameters": ", ".join(p.name for p in spec.parameters) or None,
        }
        for spec in catalogue().values()
    ]
    columns = [
        Column("query", "Query", "string", "name of the query"),
        Column("group", "Group", "string", "folder of the query"),
        Column("title", "Title", "string", "a few words"),
        Column("question", "Question", "string", "question it answers"),
        Column("parameters", "Parameters", "string", "names of its parameters"),
    ]
    provenance = Provenance("", None, engine, "query list")
    return ResultTable("Query catalogue", columns, rows, provenance, "", ("query", "question", "parameters"))
