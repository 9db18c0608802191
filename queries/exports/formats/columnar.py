"""Parquet and Arrow: typed columns for data frames and warehouses, by pyarrow (extra `arrow`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from math import isfinite
from typing import Any

from clauseway.graph.engine import Value
from clauseway.queries.exports.description import description
from clauseway.queries.exports.format import Format, library
from clauseway.queries.results import Column, ResultTable, as_text

METADATA_KEY = b"clauseway"
"""Key of the schema's metadata under which the description of the rows stands, as JSON."""


def to_parquet(table: ResultTable) -> bytes:
    """The table as a Parquet file; its schema says what the columns mean and where the rows come from.

    Raises:
        ExportError: The extra is not installed.
    """
    parquet = library("pyarrow.parquet", "pyarrow", PARQUET)
    buffer = BytesIO()
    parquet.write_table(_arrow_table(table, PARQUET), buffer, compression="zstd")
    return buffer.getvalue()


def to_arrow(table: ResultTable) -> bytes:
    """The table as an Arrow file (Feather version 2), not compressed, so that every reader takes it.

    Raises:
        ExportError: The extra is not installed.
    """
    arrow = library("pyarrow", "pyarrow", ARROW)
    made = _arrow_table(table, ARROW)
    buffer = BytesIO()
    with arrow.ipc.new_file(buffer, made.schema) as writer:
        writer.write_table(made)
    return buffer.getvalue()


def _arrow_table(table: ResultTable, form: Format) -> Any:
    arrow = library("pyarrow", "pyarrow", form)
    records = table.records()
    arrays = [_array(arrow, column, [record[column.name] for record in records]) for column in table.columns]
    fields = [
        arrow.field(column.name, array.type, metadata={"title": column.title, "description": column.comment})
        for column, array in zip(table.columns, arrays, strict=True)
    ]
    about = json.dumps(description(table, form), ensure_ascii=False).encode("utf-8", errors="replace")
    return arrow.table(arrays, schema=arrow.schema(fields, metadata={METADATA_KEY: about}))


def _array(arrow: Any, column: Column, values: Sequence[Value]) -> Any:
    """The values in the type of their column; as text where one of them does not fit it."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, list) for value in present):
        lists = [[_text(item) for item in value] if isinstance(value, list) else None for value in values]
        return arrow.array(lists, arrow.list_(arrow.string()))
    typed = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
    }
    if column.type in typed:
        finite = [None if isinstance(value, float) and not isfinite(value) else value for value in values]
        try:
            return arrow.array(finite, typed[column.type])
        except (arrow.ArrowException, OverflowError, TypeError, ValueError):
            pass
    return arrow.array([None if value is None else _text(value) for value in values], arrow.string())


def _text(value: Value) -> str:
    # half a surrogate pair (a mangled command-line argument) has no UTF-8
    return as_text(value).encode("utf-8", errors="replace").decode()


PARQUET = Format(
    name="parquet",
    suffixes=(".parquet",),
    good_for="data frames and warehouses: small, typed, with the codebook in its schema",
    media_type="application/vnd.apache.parquet",
    text=False,
    extra="arrow",
    table=to_parquet,
)
ARROW = Format(
    name="arrow",
    suffixes=(".arrow", ".feather"),
    good_for="R, pandas and polars in memory: typed columns that are read without parsing",
    media_type="application/vnd.apache.arrow.file",
    text=False,
    extra="arrow",
    table=to_arrow,
)
FORMATS = (PARQUET, ARROW)
