"""JSON and NDJSON: flat objects with stable keys in column order."""

from __future__ import annotations

import json
from datetime import date
from math import isfinite

from clauseway.graph.engine import Value
from clauseway.queries.exports.format import Format
from clauseway.queries.results import ResultTable

type JsonScalar = str | int | float | bool | None
type JsonValue = JsonScalar | list[JsonScalar]


def to_json(table: ResultTable) -> str:
    """The rows as a list of flat objects. Every object has every key; an empty table is `[]`."""
    return json.dumps(objects(table), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_ndjson(table: ResultTable) -> str:
    """The rows as one object a line."""
    return "".join(json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n" for item in objects(table))


def objects(table: ResultTable) -> list[dict[str, JsonValue]]:
    """The rows as JSON objects: every column in every one, days as text, no number that JSON lacks."""
    return [{name: _plain(value) for name, value in record.items()} for record in table.records()]


def _plain(value: Value) -> JsonValue:
    return [_scalar(item) for item in value] if isinstance(value, list) else _scalar(value)


def _scalar(value: str | int | float | bool | date | None) -> JsonScalar:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None  # JSON has no NaN
    return value


FORMATS = (
    Format(
        name="json",
        suffixes=(".json",),
        good_for="programs and `jq`: a list of flat objects, every key in every object",
        media_type="application/json",
        rows_alone=True,
        table=to_json,
    ),
    Format(
        name="ndjson",
        suffixes=(".ndjson", ".jsonl"),
        good_for="streams and loaders: one object a line",
        media_type="application/x-ndjson",
        rows_alone=True,
        table=to_ndjson,
    ),
)
