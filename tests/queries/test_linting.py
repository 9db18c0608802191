"""The linter of Cypher texts: what it finds, where it says it is, and what it lets through."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import catalogue
from clauseway.queries.cypher_text import read_tokens
from clauseway.queries.lint_rules import BETTER_FUNCTIONS, PORTABLE_FUNCTIONS, RULES, Rule, rule
from clauseway.queries.linting import Problem, lint_text, query_files, read_query_text
from clauseway.queries.portability import faults


def lint(text: str, *, neo4j_only: bool = False) -> list[Problem]:
    return lint_text(text, load_schema(), "own.cypher", neo4j_only=neo4j_only)


def rules_of(text: str) -> list[str]:
    return [problem.rule for problem in lint(text)]


def only(text: str) -> Problem:
    problems = lint(text)
    assert len(problems) == 1, problems
    return problems[0]


# ---- every rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_the_bad_example_breaks_its_own_rule_and_no_other(one: Rule) -> None:
    assert set(rules_of(one.bad)) == {one.name}


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_the_good_example_is_clean(one: Rule) -> None:
    assert lint(one.good) == []


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_who_asks_only_neo4j_keeps_the_rules_that_hold_there(one: Rule) -> None:
    kept = one.kind != "portable" or one.engine == "Neo4j"
    assert {problem.rule for problem in lint(one.bad, neo4j_only=True)} == ({one.name} if kept else set())


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [one.name for one in RULES]
    assert len(set(names)) == len(names) >= 30
    assert rule("bare-sum").engine == "Grafeo"


# ---- planted faults -----------------------------------------------------------------------------


PLANTED: list[tuple[str, str]] = [
    ("CREATE (e:Economy)", "writes"),
    ("MERGE (e:Economy {iso3: $iso3})", "writes"),
    ("MATCH (e:Economy) set e.name = $name", "writes"),
    ("MATCH (e:Economy) DELETE e", "writes"),
    ("MATCH (e:Economy) DETACH DELETE e", "writes"),
    ("MATCH (e:Economy) REMOVE e.name", "writes"),
    ("DROP INDEX economy_iso3", "writes"),
    ("INSERT (:Economy {iso3: $iso3})", "writes"),
    ("MATCH (e:Economy) // the economy's own\nSET e.name = 'x'", "writes"),
    ("MATCH (e:Economy) CALL (e) { MATCH (e) SET e.name = 'x' }", "writes"),
    ("LOAD  CSV FROM $url AS line RETURN line", "load-csv"),
    ("CALL apoc.periodic.iterate($outer, $inner, {})", "procedure"),
    ("MATCH (e:Economy) WHERE e:Country RETURN e.iso3 AS economy", "label"),
    ("MATCH (e:Economy) RETURN e:Country AS found", "label"),
    ("MATCH (e:Economy:Country) RETURN e.iso3 AS economy", "label"),
    ("MATCH (e:`Economy `) RETURN e.iso3 AS economy", "label"),
    ("MATCH (e:Economy) WHERE EXISTS { (e)-[:MEMBER_OF]->(:Club) } RETURN e.iso3 AS economy", "label"),
    ("MATCH (a:Agreement)-[:AMENDS|ENDS]->(b:Agreement) RETURN a.slug AS slug", "relationship-type"),
    ("MATCH (e:Economy) RETURN [(e)-[:SIGNED]->(a) | 1] AS n", "relationship-type"),
    ("MATCH (e:Economy {code: $code}) RETURN e.iso3 AS economy", "property"),
    ("MATCH (e:Economy)-[:PARTY_TO {day: $day}]->() RETURN e.iso3 AS economy", "property"),
    ("MATCH (e:Economy)-[p:PARTY_TO]->() RETURN p.signed AS signed", "property"),
    ("MATCH (:Economy)-[:PARTY_TO]->(a) RETURN a.iso3 AS economy", "property"),
    ("MATCH (e:Economy) WITH e AS one RETURN one.slug AS slug", "property"),
    ("MATCH (e:Economy) RETURN e {.slug, .name} AS found", "property"),
    ("MATCH (a:Agreement)-[:PARTY_TO]->(e) RETURN a.slug AS slug", "direction"),
    ("MATCH (p:Provision)-[:CONTAINS]->(a:Agreement) RETURN a.slug AS slug", "direction"),
    ("MATCH (p:Provision), (a:Agreement) WHERE (p)-[:CONTAINS]->(a) RETURN a.slug AS slug", "direction"),
    ("MATCH (e:Economy)-[:ADDRESSES]->(c:ClauseType) RETURN c.slug AS slug", "ends"),
    ("MATCH (e:Economy)-->(c:ClauseType) RETURN c.slug AS slug", "ends"),
    ("MATCH (e:Economy)-[r]-(a:Agreement) RETURN a.slug AS slug", "undirected"),
    ("MATCH (a:Agreement)--(b:Agreement) RETURN a.slug AS slug", "undirected"),
    ("MATCH (a:Agreement)<-->(b:Agreement) RETURN a.slug AS slug", "undirected"),
    ("MATCH ((a:Agreement)-[:AMENDS]->(b:Agreement)){1,3} RETURN a.slug AS slug", "quantified-path"),
    ("MATCH (a:Agreement)-[:AMENDS]->+(b:Agreement) RETURN a.slug AS slug", "quantified-path"),
    ("MATCH p = ALL SHORTEST (a:Agreement)-[:AMENDS*1..3]->(b:Agreement) RETURN length(p) AS n", "shortest"),
    ("RETURN sum($x) AS total, coalesce($y, 0) AS other", "bare-sum"),
    ("MATCH (a:Agreement) RETURN a.signed + duration({years: 5}) AS due", "duration"),
    ("MATCH (e:Economy) WHERE isEmpty(e.name) RETURN e.iso3 AS economy", "function"),
    ("MATCH (e:Economy) RETURN cuont(e) AS n", "function"),
    ("RETURN timestamp() AS now", "today"),
    ("MATCH (e:Economy) RETURN id(e) AS number", "internal-identifier"),
    ("RETURN toString(1.0) AS text", "number-as-text"),
    ("MATCH (c:ClauseType) WHERE c.position = '1' RETURN c.slug AS slug", "type"),
    ("MATCH (c:ClauseType {counted: 'true'}) RETURN c.slug AS slug", "type"),
    ("MATCH (a:Agreement) WHERE a.signed STARTS WITH '2020' RETURN a.slug AS slug", "type"),
    (
        "// param at: string, required, a place\nMATCH (c:ClauseType) WHERE c.position = $at RETURN c.slug AS slug",
        "type",
    ),
    (
        "// param all: list of string, required, places\n"
        "MATCH (c:ClauseType) WHERE c.position IN $all RETURN c.slug AS slug",
        "type",
    ),
    (
        "MATCH (e:Economy) OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement)\nWHERE a.binding AND\n"
        "COUNT { MATCH (a)-[:CONTAINS]->(:Provision) } > 0 RETURN e.iso3 AS economy",
        "optional-subquery",
    ),
    ("MACTH (e:Economy) RETURN e.iso3 AS economy", "syntax"),
    ("MATCH (e:Economy) WEHRE (e.iso3 = $iso3) RETURN e.name AS name", "syntax"),
    ("MATCH (e:Economy)", "syntax"),
    ("MATCH (e:Economy) RETURN 'SGP AS economy", "syntax"),
    ("MATCH (e:Economy) RETURN e.iso3) AS economy", "syntax"),
    ("/* MATCH (e:Economy) RETURN e.iso3 AS economy", "syntax"),
    ("", "syntax"),
    ("// param day: date, required, the day\nRETURN 1 AS one", "parameter"),
]  # fmt: skip
"""Texts with a fault, and the rule that finds it."""


@pytest.mark.parametrize(("text", "name"), PLANTED)
def test_a_planted_fault_is_found(text: str, name: str) -> None:
    assert name in rules_of(text), lint(text)


RIGHT = [
    "MATCH (e:Economy) WHERE e.name = 'CREATE (x:Nothing) || IN [1]' RETURN e.iso3 AS economy",
    "MATCH (e:Economy) // SET e.name, IN [1], date()\nRETURN e.iso3 AS economy",
    "MATCH (e:Economy) /* MERGE (x:Nothing) */ RETURN e.iso3 AS economy",
    "MATCH (`SET`:Economy) RETURN `SET`.iso3 AS `CREATE`",
    "MATCH (set:Economy) RETURN set.iso3 AS merge",
    "MATCH (e:Economy) WHERE e.iso3 IN $list AND NOT e.name IN $others RETURN e.iso3 AS economy",
    "MATCH (a:Agreement)<-[r:PARTY_TO]-(e:Economy) "
    "RETURN r.since AS since, COUNT { MATCH (a)<-[:PARTY_TO]-(o:Economy) } AS number",
    "MATCH (e:Economy) WHERE EXISTS { MATCH (e)-[:MEMBER_OF]->(:Group {slug: $slug}) } "
    "OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement) WHERE a.binding RETURN a.slug AS slug",
    "MATCH (c:ClauseType) RETURN coalesce(sum(c.position), 0) AS total",
    "MATCH (e:Economy)-[x:EXPORTS_TO]->(:Economy) RETURN (coalesce(x.usd, 0)) + (1) AS more",
    "MATCH (a:Agreement) WHERE a.signed.year = 2020 RETURN a.slug AS slug",
    "MATCH (a:Agreement) RETURN toString(a.signed) AS day",
    "MATCH p = (e:Economy)-[:PARTY_TO]->(a) RETURN [n IN nodes(p) | n.anything] AS found",
    "UNWIND $rows AS row MATCH (e:Economy {iso3: row.code}) RETURN e.name AS name",
    "MATCH (e:Economy)-[:MEMBER_OF|PARTY_TO]->(x) RETURN x.slug AS slug",
    "MATCH (e:Economy)-[r]->(x:Group) RETURN r.since AS since",
    "MATCH (e:Economy) WITH e.iso3 AS e RETURN e AS economy",
    "MATCH (e:Economy) RETURN e.iso3 AS e UNION MATCH (a:Agreement) RETURN a.slug AS e",
    "MATCH (x:Economy) RETURN x.iso3 AS key UNION ALL MATCH (x:Agreement) RETURN x.slug AS key",
    "RETURN {create: 1, set: 2}.set AS two",
    "RETURN [x IN [1, 2] WHERE x IS NOT NULL | x] AS list",
    "MATCH (e:Economy) RETURN DISTINCT e.name AS name ORDER BY name SKIP 1 LIMIT $limit;",
    "MATCH (e:Economy) RETURN e.iso3 AS economy;\nMATCH (a:Agreement) RETURN a.slug AS agreement;\n",
    "EXPLAIN MATCH (e:Economy) RETURN e.iso3 AS economy",
    "MATCH (e:Economy) RETURN *",
    "// a remark, param or not\nMATCH (e:Economy {iso3: $iso3}) RETURN e.name AS name",
    "MATCH (a:Economy), (b:Economy) WHERE a.iso3 < b.iso3 RETURN 1 - (2) AS x, a.iso3 AS a1",
    "MATCH (a:Agreement) WHERE (a.signed IS NULL OR a.signed <= $as_of) AND (a.binding) RETURN a.slug AS slug",
    "MATCH (e:Economy) WHERE any(r IN $list WHERE r.code = e.iso3) RETURN e.name AS name",
    "MATCH (e:Economy) RETURN CASE e.kind WHEN 'state' THEN 1 ELSE 0 END AS n",
    "MATCH (e:Economy) RETURN CASE WHEN (e)-[:MEMBER_OF]->(:Group) THEN 1 ELSE 0 END AS n",
]  # fmt: skip
"""Texts without one."""


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_let_through(text: str) -> None:
    assert lint(text) == []


def test_several_problems_are_all_told_in_the_order_of_the_text() -> None:
    text = (
        "MATCH (e:Economi)-[:PARTY]->(a)\nWHERE a.signd > date() AND e.iso3 IN ['SGP']\n"
        "RETURN b.slug AS slug, sum(e.x)"
    )
    places = [(problem.line, problem.column, problem.rule) for problem in lint(text)]
    assert places == [
        (1, 10, "label"),
        (1, 21, "relationship-type"),
        (2, 9, "property"),
        (2, 17, "today"),
        (2, 38, "literal-list"),
        (3, 8, "variable"),
        (3, 24, "bare-sum"),
        (3, 30, "property"),
    ]


def test_columns_are_counted_in_characters_from_one() -> None:
    problem = only("RETURN 'Türkiye 🌏' AS x, nothing.name AS y")
    assert (problem.line, problem.column) == (1, 26)
    assert str(problem).startswith("own.cypher:1:26: variable: ")


# ---- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (e:economy) RETURN e.iso3 AS x", "no node label 'economy'; did you mean 'Economy'?"),
        ("MATCH (:Economy)-[:party_to]->(a) RETURN a.slug AS x", "type 'party_to'; did you mean 'PARTY_TO'?"),
        ("MATCH (e:Economy) RETURN e.izo3 AS x", "Economy has no property 'izo3'; did you mean 'iso3'?"),
        ("MATCH (e:Economy) RETURN e.slug AS x", "has no property 'slug' (Agreement, ClauseType, Group, ... have it)"),
        ("MATCH (:Economy)-[:PARTY_TO]->(a) RETURN a.titel AS x", "Agreement has no property 'titel'; did you mean"),
        (
            "MATCH (a:Agreement)-[:PARTY_TO]->(e:Economy) RETURN a.slug AS x",
            "PARTY_TO runs from Economy to Agreement; here it runs from Agreement to Economy: turn the arrow",
        ),
        (
            "MATCH (a:Agreement)-[:ADDRESSES]->(c:ClauseType) RETURN a.slug AS x",
            "ADDRESSES runs from Provision to ClauseType; here it runs from Agreement to ClauseType",
        ),
        (
            "MATCH (a:Agreement) WHERE a.signed > '2020-01-01' RETURN a.slug AS x",
            "a.signed is a date, '2020-01-01' is text; write date('2020-01-01')",
        ),
        ("MATCH (e:Economy) RETURN isEmpty(e.name) AS x", "isEmpty() is not known to both engines; write size(x) = 0"),
        ("MATCH (e:Economy) RETURN cuont(e) AS x", "did you mean 'count'?"),
        ("MTACH (e:Economy) RETURN e.iso3 AS x", "a query cannot begin with 'MTACH'; did you mean 'MATCH'?"),
        ("MATCH (e:Economy)", "the query ends without RETURN"),
        ("MATCH (e:Economy) RETURN ee.iso3 AS x", "nothing in the query is called 'ee'"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_wrong_and_what_to_write(text: str, told: str) -> None:
    assert told in only(text).message


def test_the_header_is_held_against_the_text() -> None:
    header = "// title: Own\n// question: Which?\n// param code: string, required, key\n// returns name: string, name\n"
    problems = lint(header + "MATCH (e:Economy {iso3: $cod}) RETURN e.name AS economy")
    assert [(p.line, p.rule) for p in problems] == [(3, "parameter"), (5, "parameter"), (5, "columns")]
    assert "it declares $code, which is not used" in problems[1].message
    assert problems[2].message == "it returns economy; the header says name"
    assert lint(header + "MATCH (e:Economy {iso3: $code}) RETURN e.name AS name") == []


@pytest.mark.parametrize(
    "line", ["// param day: time, required, day", "// param day", "// returns Day: date, the day", "// returns x: y"]
)
def test_a_header_line_that_cannot_be_read_is_told_with_its_line(line: str) -> None:
    problem = only(f"// title: Own\n{line}\nRETURN 1 AS one")
    assert (problem.line, problem.rule) == (2, "header")


def test_the_old_question_gives_the_same_sentences() -> None:
    text = "MATCH (e:Economi) RETURN e.iso3 AS economy"
    assert faults(text, load_schema()) == [only(text).message]


# ---- files --------------------------------------------------------------------------------------


def test_a_folder_stands_for_its_query_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.cypher", "in/a.CQL", "c.txt"):
        (tmp_path / name).write_text("RETURN 1 AS one")
    assert query_files(tmp_path) == [tmp_path / "b.cypher", tmp_path / "in" / "a.CQL"]


def test_what_is_not_utf_8_is_told_with_its_place() -> None:
    problem = read_query_text(b"RETURN 1\nRETURN '\xe9'", "own.cypher")
    assert isinstance(problem, Problem)
    assert (problem.line, problem.column, problem.rule) == (2, 9, "syntax")
    assert read_query_text(b"\xef\xbb\xbfRETURN 1", "own.cypher") == "RETURN 1"


def test_what_is_looked_at_grows_with_the_pattern_and_not_with_its_square() -> None:
    def looks(relationships: int) -> int:
        text = "MATCH " + "(a)-[]->" * relationships + "(b) RETURN 1 AS x"
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            lint(text)
        finally:
            sys.setprofile(before)
        return seen

    assert looks(2000) < 5 * looks(500)


# ---- any text -----------------------------------------------------------------------------------

PIECES = sorted(
    {token.text for spec in catalogue().values() for token in read_tokens(spec.text)[0]}
    | {token.text for one in RULES for token in read_tokens(one.bad)[0]}
    | {"'", '"', "`", "/*", "*/", "//", "\n", ";", "$", "(", ")", "[", "]", "{", "}", "<-", "->", "--", "|", "!", ".."}
)


def problems_point_into(text: str) -> bool:
    """Whether each problem that is found has a rule, a message and a place in the text."""
    return all(
        1 <= problem.line <= text.count("\n") + 1 and problem.column >= 1 and rule(problem.rule) and problem.message
        for problem in lint(text)
    )


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_gets_problems_that_point_into_it(text: str) -> None:
    assert problems_point_into(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=600, deadline=None)
def test_any_heap_of_cypher_gets_problems_that_point_into_it(text: str) -> None:
    assert problems_point_into(text)


@given(st.sampled_from(sorted(catalogue())), st.data())
@settings(max_examples=200, deadline=None)
def test_a_query_cut_off_anywhere_gets_problems_that_point_into_it(name: str, data: st.DataObject) -> None:
    text = catalogue()[name].text
    start = data.draw(st.integers(0, len(text)))
    assert problems_point_into(text[start : data.draw(st.integers(start, len(text)))])


def test_better_functions_are_not_the_portable_ones() -> None:
    assert not BETTER_FUNCTIONS.keys() & {name.lower() for name in PORTABLE_FUNCTIONS}
