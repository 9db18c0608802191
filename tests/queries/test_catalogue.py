"""The contract of a query file: header, text, columns and types say the same, and the text is portable."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import Engine, Value
from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import (
    QUERIES_FOLDER,
    CatalogueError,
    QuerySpec,
    catalogue,
    parameter_values,
    parse_query,
    query,
)
from clauseway.queries.portability import faults, returned_columns, strip_literals, used_parameters

FILES = sorted(QUERIES_FOLDER.rglob("*.cypher"))
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
def test_the_text_is_portable_and_in_the_schema(path: Path) -> None:
    assert faults(parse_query(path).text, load_schema()) == []


@each_file
def test_no_column_is_called_like_a_variable_of_a_pattern(path: Path) -> None:
    spec = parse_query(path)
    variables = set(re.findall(r"[(\[]\s*(\w+)\s*[:{)\]]", strip_literals(spec.text)))
    assert variables
    assert not variables & {column.name for column in spec.columns}


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


# ---- what keeps a text out ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE (e:Economy)", "it writes (CREATE)"),
        ("MERGE (e:Economy {iso3: $iso3})", "it writes (MERGE)"),
        ("MATCH (e:Economy) set e.name = $name", "it writes (SET)"),
        ("MATCH (e:Economy) DELETE e", "it writes (DELETE)"),
        ("MATCH (e:Economy) DETACH DELETE e", "it writes (DETACH)"),
        ("MATCH (e:Economy) REMOVE e.name", "it writes (REMOVE)"),
        ("DROP INDEX economy_iso3", "it writes (DROP)"),
        ("MATCH (e:Economy) FOREACH (x IN $list | SET e.name = x)", "it writes (FOREACH)"),
        ("LOAD  CSV FROM $url AS line RETURN line", "it writes (LOAD"),
        ("CALL db.labels()", "it writes (CALL)"),
        ("MATCH (e:Country) RETURN e.iso3 AS economy", "no node label 'Country'"),
        ("MATCH (:Country)-[:PARTY_TO]->(a:Agreement) RETURN a.slug AS slug", "no node label 'Country'"),
        ("MATCH (e:Economy)-[:SIGNED]->(a:Agreement) RETURN e.iso3 AS economy", "no relationship type 'SIGNED'"),
        ("MATCH (a:Agreement)-[:AMENDS|ENDS]->(b:Agreement) RETURN a.slug AS slug", "type 'ENDS'"),
        ("MATCH (e:Economy) RETURN e.population AS population", "no property 'population'"),
        ("MATCH (e:Economy {code: $code}) RETURN e.iso3 AS economy", "no property 'code'"),
        ("MATCH (e:Economy)-[:PARTY_TO]-(a:Agreement) RETURN a.slug AS slug", "undirected"),
        ("MATCH (e:Economy)-[r]-(a:Agreement) RETURN a.slug AS slug", "undirected"),
        ("RETURN COLLECT { MATCH (e:Economy) RETURN e.iso3 } AS found", "COLLECT { }"),
        ("MATCH (p:Provision) WHERE p.wording IN ['hard', 'soft'] RETURN p.id AS id", "literal list in IN"),
        ("MATCH (n:Economy|Group) RETURN n.name AS name", "alternatives of labels"),
        ("MATCH (c:ClauseType) RETURN round(c.position, 2) AS position", "round(x, n)"),
        ("MATCH (e:Economy) RETURN e.iso3 || e.name AS text", "|| is not known"),
        ("MATCH (a:Agreement) RETURN a.signed + duration({years: 5}) AS due", "durations differ"),
        ("MATCH (e:Economy) WHERE isEmpty(e.name) RETURN e.iso3 AS economy", "isEmpty()"),
        ("MATCH p = SHORTEST 1 (a:Agreement)-[:AMENDS]->+(b:Agreement) RETURN a.slug AS slug", "SHORTEST k"),
        ("MATCH ((a:Agreement)-[:AMENDS]->(b:Agreement)){1,3} RETURN a.slug AS slug", "quantified paths"),
        ("MATCH (a:Agreement) WHERE a.signed < date() RETURN a.slug AS slug", "today's date"),
        ("MATCH (e:Economy) RETURN id(e) AS number", "internal identifiers"),
        ("MATCH (e:Economy) RETURN elementId(e) AS number", "internal identifiers"),
        ("MATCH (c:ClauseType) RETURN sum(c.position) AS total", "sum() of nothing"),
        ("MATCH (e:Economy) WHERE e:Country RETURN e.iso3 AS economy", "no node label 'Country'"),
        ("MATCH (e:Economy {iso3: $iso3, code: $code}) RETURN e.iso3 AS economy", "no property 'code'"),
        ("MATCH (a:Agreement)--(b:Agreement) RETURN a.slug AS slug", "undirected"),
        ("MATCH (a:Agreement)-[:AMENDS]->{1,3}(b:Agreement) RETURN a.slug AS slug", "quantified paths"),
        ("MATCH (e:Economy WHERE e.iso3 = $iso3) RETURN e.name AS name", "WHERE inside a node pattern"),
        ("RETURN sum($x) AS total, coalesce($y, 0) AS other", "sum() of nothing"),
        ("MATCH (e:Economy) // the economy's own\nSET e.name = 'x'", "it writes (SET)"),
        (
            "MATCH (e:Economy) OPTIONAL MATCH (e)-[:MEMBER_OF]->(g:Group) "
            "WHERE (e)-[:PARTY_TO]->(:Agreement) RETURN e.iso3 AS economy",
            "a pattern in the WHERE of an OPTIONAL MATCH",
        ),
        (
            "MATCH (e:Economy) OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement) "
            "WHERE EXISTS { MATCH (a)-[:CONTAINS]->(:Provision) } RETURN e.iso3 AS economy",
            "subquery in the WHERE of an OPTIONAL MATCH",
        ),
        (
            "MATCH (e:Economy) OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement)\nWHERE a.binding AND\n"
            "COUNT { MATCH (a)-[:CONTAINS]->(:Provision) } > 0 RETURN e.iso3 AS economy",
            "subquery in the WHERE of an OPTIONAL MATCH",
        ),
    ],
)
def test_a_planted_fault_is_found(text: str, told: str) -> None:
    assert any(told in fault for fault in faults(text, load_schema())), faults(text, load_schema())


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (e:Economy) WHERE e.name = 'CREATE (x:Nothing) || IN [1]' RETURN e.iso3 AS economy",
        "MATCH (e:Economy) // SET e.name, IN [1], date()\nRETURN e.iso3 AS economy",
        "MATCH (e:Economy) WHERE e.iso3 IN $list AND NOT e.name IN $others RETURN e.iso3 AS economy",
        "MATCH (a:Agreement)<-[r:PARTY_TO]-(e:Economy) "
        "RETURN r.since AS since, COUNT { MATCH (a)<-[:PARTY_TO]-(o:Economy) } AS number",
        "MATCH (e:Economy) WHERE EXISTS { MATCH (e)-[:MEMBER_OF]->(:Group {slug: $slug}) } "
        "OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement) WHERE a.binding RETURN a.slug AS slug",
        "MATCH (c:ClauseType) RETURN coalesce(sum(c.position), 0) AS total",
    ],
)
def test_what_is_portable_is_let_through(text: str) -> None:
    assert faults(text, load_schema()) == []


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
