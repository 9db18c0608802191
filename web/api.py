"""The API: the answers of the pages as JSON, some rows at a time, under the same addresses below `/api/v1`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.formats.json_rows import objects
from clauseway.queries.pages import Page
from clauseway.queries.provenance import CODINGS_LICENCE
from clauseway.queries.results import Matrix, ResultTable, as_text
from clauseway.queries.runner import Runner
from clauseway.web.answers_kept import Kept
from clauseway.web.kinds import Kind, View
from clauseway.web.links import Addresses
from clauseway.web.parameters import Asked, Parameter, read_asked
from clauseway.web.problems import Problem
from clauseway.web.registry import all_kinds

API = "/api/v1"
MOST_ROWS = 1_000

LIMIT = Parameter(
    name="limit", type="integer", about="Rows of one answer.", default="100", least=1, most=MOST_ROWS, example="100"
)
OFFSET = Parameter(
    name="offset", type="integer", about="Rows to leave out before the first.", default="0", least=0, most=10_000_000,
    example="0",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows are asked for: at most `limit`, after the first `offset`."""

    limit: int
    offset: int


def paging(kind: Kind) -> tuple[Parameter, ...]:
    """The parameters that choose rows; a query that has a `limit` of its own keeps it."""
    own = {each.name for each in kind.parameters}
    return tuple(each for each in (LIMIT, OFFSET) if each.name not in own)


def api_kinds() -> list[Kind]:
    """The kinds of pages that the API answers; at the address of the start page it has its own contents."""
    return [kind for kind in all_kinds().values() if kind.in_api and kind.address != "/"]


def question(
    runner: Runner, kind: Kind, in_path: Mapping[str, str], in_query: Sequence[tuple[str, str]]
) -> tuple[Asked, Rows]:
    """What a request of the API asks.

    Raises:
        Problem: A parameter does not fit; other ways to write a name are taken as that name.
    """
    asked = read_asked(runner, (*kind.parameters, *paging(kind)), in_path, in_query, from_form=False)
    choosing = {each.name for each in paging(kind)}
    limit = asked.integer(LIMIT.name) if LIMIT.name in choosing else None
    rows = Rows(limit or MOST_ROWS, asked.integer(OFFSET.name) or 0)
    own = {name: text for name, text in asked.texts.items() if name not in choosing}
    return replace(asked, texts=own, given=asked.given & own.keys()), rows


def api_answer(view: View, at: Addresses, rows: Rows) -> Kept:
    """An answer as JSON.

    Raises:
        Problem: 404; the offset is beyond the last row.
    """
    table = _table(view)
    total = len(table.rows)
    if rows.offset and rows.offset >= total:
        raise Problem(404, "Not found", f"There are {total} rows; the offset {rows.offset} is beyond.", OFFSET.name)
    part = replace_rows(table, rows)
    page = at.this()

    def at_offset(offset: int) -> str:
        mark = "&" if "?" in page else "?"
        limit = f"limit={rows.limit}&" if LIMIT in paging(at.kind) else ""
        return f"{API}{page}{mark}{limit}offset={offset}"

    provenance = table.provenance
    told: dict[str, Any] = {
        "title": view.title,
        "reading": view.lead or None,
        "columns": [
            {"name": c.name, "title": c.title, "type": c.type, "comment": c.comment or None} for c in table.columns
        ],
        "rows": objects(part),
        "total": total,
        "limit": rows.limit,
        "offset": rows.offset,
        "next": at_offset(rows.offset + rows.limit) if rows.offset + rows.limit < total else None,
        "previous": at_offset(max(0, rows.offset - rows.limit)) if rows.offset else None,
        "page": page,
        "empty_message": (table.empty_message or None) if not total else None,
        "provenance": {
            "data_version": provenance.data_version,
            "ontology_version": provenance.ontology_version or None,
            "as_of": provenance.as_of.isoformat() if provenance.as_of else None,
            "query": provenance.query,
            "parameters": {name: as_text(value) for name, value in provenance.parameters.items() if value is not None},
            "notes": list(dict.fromkeys((*view.notes, *provenance.notes))),
            "sources": [
                {"source": s.source, "title": s.title, "publisher": s.publisher, "licence": s.licence,
                 "address": s.address or None}
                for s in provenance.sources
            ],
            "licence": CODINGS_LICENCE,
            "citation": provenance.citation(view.title),
        },
    }  # fmt: skip
    return as_json(told)


def contents(version: str) -> Kept:
    """What the API answers."""
    kinds = [
        {"name": kind.name, "title": kind.title, "about": kind.about, "address": f"{API}{kind.address}",
         "example": f"{API}{kind.example}"}
        for kind in api_kinds()
    ]  # fmt: skip
    return as_json({"data_version": version, "openapi": f"{API}/openapi.json", "answers": kinds})


def as_json(told: object) -> Kept:
    """JSON for a program."""
    return Kept(json.dumps(told, ensure_ascii=False, allow_nan=False).encode(), "application/json")


def replace_rows(table: ResultTable, rows: Rows) -> ResultTable:
    """The table with the rows asked for alone."""
    wanted = table.rows[rows.offset : rows.offset + rows.limit]
    return replace(table, rows=wanted)


def _table(view: View) -> ResultTable:
    match view.main:
        case Matrix():
            return view.main.long_table()
        case Page():
            return view.main.whole
        case Drawing():
            return view.main.table
        case ResultTable():
            return view.main
