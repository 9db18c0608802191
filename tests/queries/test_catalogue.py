"""The contract of a query file: header, text, columns and types say the same, and the text is portable."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import Engine, Value
from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import (
    GRAPH_VIEWS_FOLDER,
    QUERIES_FOLDER,
    CatalogueError,
    QuerySpec,
    catalogue,
    parameter_values,
    parse_query,
    query,
)
from clauseway.queries.linting import lint_text
from clauseway.queries.portability import returned_columns, strip_literals, used_parameters

FILES = [path for path in sorted(QUERIES_FOLDER.rglob("*.cypher")) if path.parent != GRAPH_VIEWS_FOLDER]
SAMPLES: dict[str, Value] = {
    "iso3": "SGP",
    "slug": "rcep",
    "first": "SGP",
    "second": "NZL",
    "clause": "data-localisation-ban",
    "as_of": date(2026, 11, 21),
    "agreements": ["rcep", "cptpp"],
    "provisions": ["rcep/12.14.2/data-localisation-ban"],
    "group": "world",
    "limit": 5,
    "indicators": ["internet-users", "lpi"],
    "source": "paragraph-readings",
}
"""A value for each parameter name of the catalogue, with which its queries find something."""
SLUGS = {"members_of_group": "asean", "links_of_agreement": "depa", "texts_referred_by": "uncitral-mlec"}
"""Where `rcep` finds nothing."""
TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "date": date}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def sample(spec: QuerySpec) -> dict[str, Value]:
    if spec.name in SLUGS:
        return {"slug": SLUGS[spec.name]}
    if spec.name == "laws_required_by_clause":
        return {"clause": "personal-data-protection"}
    return {parameter.name: SAMPLES[parameter.name] for parameter in spec.parameters}


# ---- every file ---------------------------------------------------------------------------------


def test_there_are_queries_and_all_are_in_the_catalogue() -> None:
    assert {path.stem for path in FILES} == set(catalogue())
    assert len(FILES) == len(catalogue()) >= 18


@each_file
def test_the_header_is_whole(path: Path) -> None:
    spec = parse_query(path)
    assert (spec.name, spec.group) == (path.stem, path.parent.name)
    assert spec.question.endswith("?")
    assert spec.columns
    names = [column.name for column in spec.columns]
    assert len(set(names)) == len(names)
    header, _, body = path.read_text(encoding="utf-8").partition("\nMATCH")
    assert all(line.startswith("// ") for line in header.splitlines()), "the header is one run of lines"
    assert "//" not in body


@each_file
def test_declared_parameters_are_the_used_ones(path: Path) -> None:
    spec = parse_query(path)
    assert {parameter.name for parameter in spec.parameters} == used_parameters(spec.text)


@each_file
def test_returned_columns_are_the_declared_ones_in_order(path: Path) -> None:
    spec = parse_query(path)
    declared = [column.name for column in spec.columns]
    for part in re.split(r"\bUNION ALL\b", spec.text):
        assert returned_columns(part) == declared


@each_file
def test_the_linter_finds_nothing(path: Path) -> None:
    assert lint_text(path.read_text(encoding="utf-8"), load_schema()) == []


@each_file
def test_no_column_is_called_like_a_variable_of_a_pattern(path: Path) -> None:
    spec = parse_query(path)
    variables = set(re.findall(r"[(\[]\s*(\w+)\s*[:{)\]]", strip_literals(spec.text)))
    assert variables
    assert not variables & {column.name for column in spec.columns}


@pytest.mark.parametrize(
    "path", sorted(QUERIES_FOLDER.rglob("*.cypher")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_pattern_begins_at_what_is_known(path: Path) -> None:
    """Of the other way round Grafeo makes a walk over all nodes of the label, for each row before (docs/cypher.md)."""
    known: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("UNION"):
            known.clear()
        if not re.match(r"(OPTIONAL )?MATCH ", line):
            continue
        nodes = re.findall(r"\((\w*)([^()]*)\)", line.partition(" WHERE ")[0])
        assert nodes, line
        first, last = (name in known or "$" in properties for name, properties in (nodes[0], nodes[-1]))
        assert first or not last, line
        known |= {name for name, _ in nodes if name}


@each_file
def test_the_order_is_fixed(path: Path) -> None:
    text = strip_literals(parse_query(path).text)
    assert ("ORDER BY" in text) != ("UNION" in text), "a UNION cannot be ordered as a whole; all else has to be"
    if "ORDER BY" in text:
        assert "ORDER BY" in text.rpartition("RETURN")[2]


@each_file
def test_values_have_their_declared_types(engine: Engine, path: Path) -> None:
    spec = parse_query(path)
    rows = engine.run(spec.text, sample(spec))
    assert rows, "choose a sample that finds something"
    for column in spec.columns:
        found = {type(row[column.name]) for row in rows} - {type(None)}
        assert found <= {TYPES[column.type]}, f"{column.name} is declared {column.type}"


# ---- what keeps a header out --------------------------------------------------------------------

HEADER = ["// title: Economies", "// question: Which are there?", "// returns economy: string, ISO3 code"]
TEXT = "MATCH (e:Economy) RETURN e.iso3 AS economy ORDER BY economy"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([*HEADER, "// author: nobody"], r"list_them\.cypher:4: a header line is .*author"),
        ([*HEADER, "// just a remark"], r"list_them\.cypher:4: "),
        ([*HEADER[1:]], r"list_them\.cypher:1: the header has no 'title' line"),
        ([HEADER[0], HEADER[2]], r"list_them\.cypher:1: the header has no 'question' line"),
        ([*HEADER, "// param day: instant, required, the day"], r"list_them\.cypher:4: .*param day: instant"),
        ([*HEADER, "// param day: date, needed, the day"], r"list_them\.cypher:4: "),
        ([*HEADER, "// param Day: date, required, the day"], r"list_them\.cypher:4: "),
        ([*HEADER, "// param day: date, required, "], r"list_them\.cypher:4: "),
        ([*HEADER, "// returns kind: list of string, what it is"], r"list_them\.cypher:4: "),
        ([*HEADER, "// returns kind: text, what it is"], r"list_them\.cypher:4: .*returns kind: text"),
        ([*HEADER, "// returns kind"], r"list_them\.cypher:4: "),
    ],
)
def test_a_wrong_header_names_file_and_line(tmp_path: Path, lines: list[str], told: str) -> None:
    path = tmp_path / "list_them.cypher"
    path.write_text("\n".join([*lines, TEXT]), encoding="utf-8")
    with pytest.raises(CatalogueError, match=told):
        parse_query(path)


def test_a_whole_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "economies" / "list_them.cypher"
    path.parent.mkdir()
    lines = [*HEADER, "// param kinds: list of string, optional, kinds, joined by commas", TEXT]
    path.write_text("\n".join(lines), encoding="utf-8")
    spec = parse_query(path)
    assert (spec.name, spec.group, spec.title) == ("list_them", "economies", "Economies")
    (parameter,) = spec.parameters
    assert (parameter.type, parameter.required) == ("list of string", False)
    assert parameter.meaning == "kinds, joined by commas"
    assert spec.text == TEXT + "\n"


def test_an_unknown_query_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(CatalogueError, match="Did you mean 'overlapping_agreements'"):
        query("overlaping_agreements")
    with pytest.raises(CatalogueError, match="There is no query"):
        query("../../etc/passwd")


# ---- parameter values ---------------------------------------------------------------------------


def spec_with(kind: str, *, required: bool = True) -> QuerySpec:
    parameter = {"name": "it", "type": kind, "required": required, "meaning": "what is asked"}
    fields = {"name": "ask", "group": "tests", "title": "Ask", "question": "What?", "text": "RETURN $it AS it"}
    return QuerySpec.model_validate({**fields, "parameters": [parameter], "columns": []})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", "12", "12"),
        ("string", "", ""),
        ("integer", "-12", -12),
        ("number", "0.5", 0.5),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("list of string", "rcep,cptpp", ["rcep", "cptpp"]),
        ("list of string", "rcep,", ["rcep"]),
        ("list of string", "", []),
    ],
)
def test_a_text_becomes_a_typed_value(kind: str, text: str, value: Value) -> None:
    found = parameter_values(spec_with(kind), {"it": text})
    assert found == {"it": value}
    assert type(found["it"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.5"),
        ("number", "much"),
        ("boolean", "yes"),
        ("date", "2023-02-29"),
        ("date", "21 November 2026"),
    ],
)
def test_a_text_of_another_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(CatalogueError, match=f"'it' is not a {kind}: '{re.escape(text)}'"):
        parameter_values(spec_with(kind), {"it": text})


def test_a_missing_parameter_is_named_with_its_meaning() -> None:
    with pytest.raises(CatalogueError, match=r"'ask' needs --param it=\.\.\. \(date: what is asked\)"):
        parameter_values(spec_with("date"), {})
    assert parameter_values(spec_with("date", required=False), {}) == {"it": None}


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CatalogueError, match="no parameter 'day'; it has: it"):
        parameter_values(spec_with("date"), {"day": "2024-01-01"})
    with pytest.raises(CatalogueError, match="it has: none"):
        parameter_values(query("dataset"), {"day": "2024-01-01"})
