"""The sources and licences that go with an export, as a table."""

from __future__ import annotations

from dataclasses import replace

from clauseway.graph.engine import Row
from clauseway.queries.results import Column, Provenance, ResultTable

SOURCE_COLUMNS = (
    Column("source", "Source", "string", "key of a source the rows rest on"),
    Column("title", "Title", "string", "what it is"),
    Column("publisher", "Publisher", "string", "who published it"),
    Column("licence", "Licence", "string", "terms it is under"),
    Column("facts", "Facts", "integer", "how many of the facts behind the rows it made"),
)


def source_table(provenance: Provenance) -> ResultTable:
    """The sources of a result as a table of their own."""
    rows: list[Row] = [{c.name: getattr(cited, c.name) for c in SOURCE_COLUMNS} for cited in provenance.sources]
    return ResultTable("Sources and licences", list(SOURCE_COLUMNS), rows, replace(provenance, notes=[], sources=()))
