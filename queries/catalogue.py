"""The catalogue: every `.cypher` file of this folder with its typed header.

A header is a run of `//` lines: `title`, `question`, `param NAME: TYPE, required|optional, MEANING` and
`returns NAME: TYPE, MEANING`, in the order of the query's columns. It is documentation, form and contract at once:
tests hold it equal to the text below it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from clauseway.graph.engine import Value

QUERIES_FOLDER = Path(__file__).parent
GRAPH_VIEWS_FOLDER = QUERIES_FOLDER / "graph_views"
"""Queries that return nodes and relationships for drawings; their headers are of another form (`graph_variants.py`)."""

type ParameterType = Literal["string", "integer", "number", "boolean", "date", "list of string"]
type ColumnType = Literal["string", "integer", "number", "boolean", "date"]
type _Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
type _Sentence = Annotated[str, StringConstraints(min_length=3)]


class QueryParameter(BaseModel):
    """A parameter of a query."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: _Name
    type: ParameterType
    required: bool
    meaning: _Sentence


class QueryColumn(BaseModel):
    """A column a query returns; any of them may be null."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: _Name
    type: ColumnType
    meaning: _Sentence


class QuerySpec(BaseModel):
    """A catalogue query.

    Attributes:
        name: File name without its ending.
        group: Folder it lies in.
        title: A few words.
        question: The question it answers, in plain language.
        text: The Cypher without its header.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: _Name
    group: _Name
    title: _Sentence
    question: _Sentence
    parameters: tuple[QueryParameter, ...]
    columns: tuple[QueryColumn, ...]
    text: str


class CatalogueError(ValueError):
    """A query is not in the catalogue, its header is wrong, or a parameter does not fit."""


class HeaderError(ValueError):
    """A line of a header that does not have its form."""


_PARAMETER = re.compile(r"param (\w+): ([a-z ]+), (required|optional), (.+)")
_COLUMN = re.compile(r"returns (\w+): ([a-z]+), (.+)")


def parse_query(path: Path) -> QuerySpec:
    """Read one query file.

    Raises:
        CatalogueError: The header is not complete or not in the form; file and line are named.
    """
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    parameters: list[QueryParameter] = []
    columns: list[QueryColumn] = []
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("//"):
            body.append(line)
            continue
        try:
            entry = header_entry(line.removeprefix("//").strip())
        except HeaderError as error:
            raise CatalogueError(f"{path.name}:{number}: {error}: {line}") from None
        match entry:
            case QueryParameter():
                parameters.append(entry)
            case QueryColumn():
                columns.append(entry)
            case (key, value):
                header[key] = value
    for key in ("title", "question"):
        if key not in header:
            raise CatalogueError(f"{path.name}:1: the header has no '{key}' line.")
    return QuerySpec(
        name=path.stem,
        group=path.parent.name,
        title=header["title"],
        question=header["question"],
        parameters=tuple(parameters),
        columns=tuple(columns),
        text="\n".join(body).strip() + "\n",
    )


def header_entry(entry: str) -> QueryParameter | QueryColumn | tuple[str, str]:
    """What one line of a header says, without its `//`: a parameter, a column, or title or question with its text.

    >>> header_entry("returns economy: string, ISO3 code").name
    'economy'

    Raises:
        HeaderError: It does not have the form.
    """
    try:
        if entry.startswith("param "):
            name, kind, need, meaning = _match(_PARAMETER, entry)
            return QueryParameter.model_validate(
                {"name": name, "type": kind, "required": need == "required", "meaning": meaning}
            )
        if entry.startswith("returns "):
            name, kind, meaning = _match(_COLUMN, entry)
            return QueryColumn.model_validate({"name": name, "type": kind, "meaning": meaning})
    except ValidationError as error:
        first = error.errors()[0]
        raise HeaderError(f"{first['loc'][0]}: {first['msg']}") from None
    key, colon, value = entry.partition(": ")
    if not colon or key not in ("title", "question"):
        raise HeaderError("a header line is title, question, param or returns")
    return key, value


def query_files(name: str = "*") -> list[Path]:
    """The files of the catalogue, or that of one query, by folder and name."""
    found = sorted(QUERIES_FOLDER.glob(f"*/{name}.cypher"))
    return [path for path in found if path.parent != GRAPH_VIEWS_FOLDER]


def _match(pattern: re.Pattern[str], entry: str) -> tuple[str, ...]:
    match = pattern.fullmatch(entry)
    if not match:
        raise HeaderError(f"it does not have the form '{pattern.pattern}'")
    return match.groups()


@cache
def catalogue() -> dict[str, QuerySpec]:
    """Every query by name, in the order of group and name.

    Raises:
        CatalogueError: A header is wrong, or two files have one name.
    """
    found: dict[str, QuerySpec] = {}
    for path in query_files():
        spec = parse_query(path)
        if spec.name in found:
            raise CatalogueError(f"two queries are called '{spec.name}'; rename one.")
        found[spec.name] = spec
    return found


@cache
def query(name: str) -> QuerySpec:
    """One query, reading only its own file.

    Raises:
        CatalogueError: There is none of that name; the nearest is offered.
    """
    files = query_files(name) if re.fullmatch(r"\w+", name) else []
    if files:
        return parse_query(files[0])
    import difflib

    near = difflib.get_close_matches(name, list(catalogue()), 1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise CatalogueError(f"There is no query '{name}'.{hint} List them with: clauseway query list")


def parameter_values(spec: QuerySpec, given: dict[str, str]) -> dict[str, Value]:
    """Typed parameter values from texts; optional ones that are not given are null.

    Raises:
        CatalogueError: One is missing, unknown, or not of its type.
    """
    known = {p.name: p for p in spec.parameters}
    for name in given:
        if name not in known:
            names = ", ".join(known) or "none"
            raise CatalogueError(f"The query '{spec.name}' has no parameter '{name}'; it has: {names}.")
    values: dict[str, Value] = {}
    for parameter in spec.parameters:
        if parameter.name not in given:
            if parameter.required:
                meaning = f"{parameter.type}: {parameter.meaning}"
                raise CatalogueError(f"The query '{spec.name}' needs --param {parameter.name}=... ({meaning}).")
            values[parameter.name] = None
            continue
        values[parameter.name] = _typed(parameter, given[parameter.name])
    return values


def _typed(parameter: QueryParameter, text: str) -> Value:
    try:
        text.encode()  # an argument that is no text in Unicode would stop the engine
        match parameter.type:
            case "string":
                return text
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case "date":
                return date.fromisoformat(text)
            case "list of string":
                return [part for part in text.split(",") if part]
    except (ValueError, KeyError):
        raise CatalogueError(f"The parameter '{parameter.name}' is not a {parameter.type}: '{text}'.") from None
