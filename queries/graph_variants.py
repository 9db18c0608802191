"""GRAPH variants: queries of the catalogue that return nodes and relationships, for tools that draw them.

One file of the folder `graph_views` each, named like the table it is the drawing of. A header is a run of `//` lines:
`title`, `question`, `param` as in the catalogue, `example NAME: VALUE` for each parameter but the day asked about,
`returns NAME: LABEL or TYPE, MEANING`, `table: NAME` of the query of the catalogue, `key COLUMN: VARIABLE.PROPERTY` for
the columns of that table which both must agree on, and `see` and `read`, with `guide: PLACE`, where it stands in the
guide of the browser kit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from clauseway.queries.catalogue import (
    GRAPH_VIEWS_FOLDER,
    CatalogueError,
    QueryParameter,
    header_entry,
    query,
)

type ExampleValue = str | date


class GraphColumn(BaseModel):
    """What a variable of the result holds.

    Attributes:
        kind: Node label, relationship types parted by `|`, or `list of` one of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    kind: str
    meaning: str


class GraphView(BaseModel):
    """A query whose result is a graph.

    Attributes:
        name: File name without its ending; also that of `table`.
        examples: A value for each parameter, save those that take the day asked about.
        table: The query of the catalogue with the same answer as a table.
        keys: Column of that table to the variable and property that hold the same.
        guide: Place in the guide, from 1, or none.
        see: What the drawing shows; empty outside the guide.
        read: How to read it; empty outside the guide.
        text: The Cypher without its header.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    title: str
    question: str
    parameters: tuple[QueryParameter, ...]
    examples: dict[str, str]
    columns: tuple[GraphColumn, ...]
    table: str
    keys: dict[str, str]
    guide: int | None = None
    see: str = ""
    read: str = ""
    text: str

    def values(self, as_of: date) -> dict[str, ExampleValue]:
        """The example as parameters, with the day asked about."""
        return {p.name: as_of if p.type == "date" else self.examples[p.name] for p in self.parameters}


_LINE = re.compile(r"(title|question|param|example|returns|table|key|guide|see|read)\b:? ?(.*)")
_NAMED = re.compile(r"(\w+): (.+)")
_RETURNED = re.compile(r"(\w+): ((?:list of )?[\w|]+), (.+)")


def parse_view(path: Path) -> GraphView:
    """Read one file.

    Raises:
        CatalogueError: The header is not complete or not in the form; the file is named, and the line where there is
            one.
    """
    single: dict[str, str] = {}
    parameters: list[QueryParameter] = []
    columns: list[GraphColumn] = []
    named: dict[str, dict[str, str]] = {"example": {}, "key": {}}
    body: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("//"):
            body.append(line)
            continue
        entry = line.removeprefix("//").strip()
        try:
            word, rest = _groups(_LINE, entry)
            match word:
                case "param":
                    parameter = header_entry(entry)
                    assert isinstance(parameter, QueryParameter)  # the line begins so
                    parameters.append(parameter)
                case "returns":
                    name, kind, meaning = _groups(_RETURNED, rest)
                    columns.append(GraphColumn(name=name, kind=kind, meaning=meaning))
                case "example" | "key":
                    name, value = _groups(_NAMED, rest)
                    named[word][name] = value
                case _:
                    single[word] = rest
        except ValueError as error:
            raise CatalogueError(f"{path.name}:{number}: {str(error).splitlines()[0]}: {line}") from None
    try:
        return GraphView.model_validate(
            {
                **single,
                "name": path.stem,
                "parameters": parameters,
                "examples": named["example"],
                "columns": columns,
                "keys": named["key"],
                "text": "\n".join(body).strip() + "\n",
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{path.name}: the header: {first['loc'][0]}: {first['msg']}.") from None


def _groups(pattern: re.Pattern[str], entry: str) -> tuple[str, ...]:
    found = pattern.fullmatch(entry)
    if not found:
        raise ValueError(f"does not have the form '{pattern.pattern}'")
    return found.groups()


@cache
def graph_views() -> dict[str, GraphView]:
    """Every GRAPH variant by name: those of the guide in its order, then the others.

    Raises:
        CatalogueError: A header is wrong.
    """
    found = [parse_view(path) for path in sorted(GRAPH_VIEWS_FOLDER.glob("*.cypher"))]
    found.sort(key=lambda view: (view.guide is None, view.guide or 0, view.name))
    return {view.name: view for view in found}


def graph_view(name: str) -> GraphView:
    """The GRAPH variant of one query of the catalogue.

    Raises:
        CatalogueError: There is no such query, or it has no GRAPH variant.
    """
    spec = query(name)
    if view := graph_views().get(spec.name):
        return view
    raise CatalogueError(
        f"The query '{name}' has no GRAPH variant; these have one: {', '.join(sorted(graph_views()))}."
    )


def literal(value: ExampleValue) -> str:
    r"""A value as Cypher writes it.

    >>> literal("it's"), literal(date(2026, 11, 22))
    ("'it\\'s'", "date('2026-11-22')")
    """
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def with_values(text: str, values: Mapping[str, ExampleValue]) -> str:
    r"""The query with its parameters as names that a first line sets: it runs as it is and is changed in one place.

    >>> with_values("MATCH (e:Economy {iso3: $iso3}) RETURN e", {"iso3": "SGP"})
    "WITH 'SGP' AS iso3\nMATCH (e:Economy {iso3: iso3}) RETURN e"
    """
    if not values:
        return text
    first = ", ".join(f"{literal(value)} AS {name}" for name, value in values.items())
    return f"WITH {first}\n{re.sub(r'\$(\w+)', r'\1', text)}"
