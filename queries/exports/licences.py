"""The sources and licences that go with an export: as a table, and where that table goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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


PLAIN_FORMATS = ("csv", "tsv", "json", "ndjson")
"""Formats that hold rows alone: their sources and licences go into a file beside them."""


_LONGEST_STEM = 240
"""Bytes of a file's name that leave room for a further suffix where names have at most 255."""


def licences_path(path: Path) -> Path:
    """Where the sources and licences of a plain file go.

    >>> licences_path(Path("out/coverage.csv")).name
    'coverage.csv.licences.csv'
    """
    stem = path.name.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return path.with_name(f"{stem}.licences.csv")
