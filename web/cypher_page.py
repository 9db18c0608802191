"""The page for queries of one's own, which is there only with `--allow-cypher`.

Nothing can be written through it: the text is refused when it is not one statement that only reads, and the graph is
opened for reading. Each query runs in a process of its own, one at a time, ended when its time is over.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from clauseway.graph.engine import Row
from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.queries.portability import why_not_only_reading
from clauseway.queries.results import Column, ColumnType, Provenance, ResultTable
from clauseway.web.kinds import Code, Kind, Part, View
from clauseway.web.parameters import Asked, Parameter
from clauseway.web.problems import Problem, bad_parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses
    from clauseway.web.settings import Settings

MOST_SECONDS = 10.0
"""Time a query may take, start of its process included; less where requests as a whole get less."""

MOST_ROWS = 1_000
LONGEST = 4_000
EXAMPLE = (
    "MATCH (e:Economy)-[p:PARTY_TO]->(a:Agreement {slug: 'depa'})\n"
    "RETURN e.iso3 AS economy, e.name AS name, p.state AS state, p.since AS since\nORDER BY since"
)

_TEXT = Parameter(
    name="q", type="text", title="Cypher", longest=LONGEST, lines=True, required=True, example=EXAMPLE,
    about=f"One query that reads and returns plain columns; at most {LONGEST:,} characters, {MOST_ROWS:,} rows.",
)  # fmt: skip

_NOTES = (
    "A query of one's own has to ask for the day itself: participations, deferrals and versions carry their dates.",
    "A provision without a wording was not read, which is not the same as a text without a duty.",
)


class CypherRuns:
    """Runs queries one at a time, each in a process that is ended when its time is over."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one = threading.Lock()
        self.seconds = min(MOST_SECONDS, settings.seconds * 0.8)

    def run(self, text: str, graph: str) -> dict[str, Any]:
        """What the query gives.

        Raises:
            Problem: 503 while another query runs, or when the time is over; 400 when the engine refuses the text.
        """
        if not self._one.acquire(timeout=self.seconds / 4):
            raise Problem(503, "Busy", "Another query is running; queries of one's own run one at a time. Try again.")
        try:
            return self._run(text, graph)
        finally:
            self._one.release()

    def _run(self, text: str, graph: str) -> dict[str, Any]:
        asked = {
            "engine": self._settings.engine,
            "profile": self._settings.profile,
            "graph": graph,
            "text": text,
            "seconds": self.seconds,
            "rows": MOST_ROWS,
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "clauseway.web.cypher_process"],
                input=json.dumps(asked), capture_output=True, encoding="utf-8", timeout=self.seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Problem(
                503, "Took too long", f"The query was stopped after {self.seconds:g} seconds; ask for less: a MATCH "
                "without a relationship pairs everything with everything.",
            ) from None  # fmt: skip
        if done.returncode != 0:
            raise Problem(
                503, "Stopped", "The query needed more memory than it may take and was stopped; ask for less."
            )
        found = cast("dict[str, Any]", json.loads(done.stdout))
        if "refused" in found:
            raise bad_parameter("q", found["refused"])
        return found


def cypher_kind(settings: Settings) -> Kind:
    """The page, for a server with these settings."""
    from clauseway.web.links import address_of

    def made(example: str) -> Kind:
        return Kind(
            name="cypher", address="/cypher", title="Cypher", about="A query of one's own, which can only read.",
            parameters=(_TEXT,), answer=partial(cypher, CypherRuns(settings)),
            width="wide", example=example,
        )  # fmt: skip

    return made(address_of(made(""), {"q": EXAMPLE}))


def cypher(runs: CypherRuns, graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The rows of a query of one's own."""
    text = asked.text("q")
    if fault := why_not_only_reading(text):
        raise bad_parameter("q", fault)
    engine = asked.runner.engine
    found = runs.run(text, str(engine.path) if isinstance(engine, GrafeoEngine) else "")
    rows: list[Row] = [
        {name: _read(value) for name, value in zip(found["columns"], row, strict=True)} for row in found["rows"]
    ]
    columns = [Column(name, name, _type(rows, name), "as the query returns it") for name in found["columns"]]
    number = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    lead = f"{number}, and more: a query gives at most {MOST_ROWS:,}." if found["more"] else f"{number}."
    provenance = Provenance(found["version"], None, engine.name, "cypher", {"q": text}, notes=list(_NOTES))
    table = ResultTable("Answer", columns, rows, provenance, "The query found nothing.")
    schema = Part("What the graph holds", (Code("Schema of the graph", _holds()),))
    return View("Cypher", table, lead, (Part("Answer", (table,)), schema))


def _read(value: Any) -> Any:
    """A value as the process wrote it; only days need a mark of their own."""
    return date.fromisoformat(cast("dict[str, str]", value)["day"]) if isinstance(value, dict) else value


def _type(rows: list[Row], name: str) -> ColumnType:
    """Type of a column: that of all its values, `string` where they differ."""
    types = {type(row[name]) for row in rows if row[name] is not None}
    names: dict[type, ColumnType] = {bool: "boolean", int: "integer", float: "number", date: "date"}
    if types == {int, float}:
        return "number"
    return names.get(types.pop(), "string") if len(types) == 1 else "string"


def _holds() -> str:
    """Labels, relationships and properties, a line each."""
    from clauseway.graph.schema import load_schema

    schema = load_schema()
    nodes = [(f"(:{node.label})", ", ".join(p.name for p in node.properties)) for node in schema.nodes]
    edges = [
        (f"(:{each.start})-[:{each.type}]->(:{each.end})", ", ".join(p.name for p in each.properties))
        for each in schema.relationships
    ]
    return "\n".join(f"{pattern}  {properties}".rstrip() for pattern, properties in (*nodes, *edges))
