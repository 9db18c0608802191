"""Where an engine answers wrongly, silently, and what the catalogue does instead.

Each trap is a query with the right answer and the answer one engine gives. A test here fails when a new
version of that engine mends the trap: then the rule that goes round it can be dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from clauseway.graph.engine import Engine, GraphData, QueryRefused, Value
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.neo4j_engine import Neo4jEngine
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema


@dataclass(frozen=True, slots=True)
class Trap:
    """A query one engine answers wrongly.

    Attributes:
        name: What goes wrong.
        text: The query; one column.
        right: The right answer: the values of that column.
        wrong: What the engine answers instead.
        rule: What the catalogue does about it.
        instead: The same question asked by that rule, right everywhere; None where the rule is not to ask.
        parameters: Parameters of both queries.
    """

    name: str
    text: str
    right: list[Value]
    wrong: list[Value]
    rule: str
    instead: str | None = None
    parameters: dict[str, Value] = field(default_factory=dict[str, Value])

    def __str__(self) -> str:
        return self.name


def _groups_of_parties(condition: str) -> str:
    return (
        f"MATCH (e:Economy) OPTIONAL MATCH (e)-[:MEMBER_OF]->(g:Group) WHERE {condition} "
        "RETURN DISTINCT e.iso3 + ' ' + coalesce(g.slug, '-') AS found ORDER BY found"
    )


_A_PARTY = "MATCH (e)-[:PARTY_TO]->(:Agreement {slug: 'first-pact'})"

GRAFEO_TRAPS = [
    *(
        Trap(
            name=f"{what} in the WHERE of an OPTIONAL MATCH drops outer rows",
            text=_groups_of_parties(condition),
            right=["XAA circle", "XBB -", "XCC -", "XDD -", "XEE -"],
            wrong=["XAA circle", "XBB -", "XDD -"],
            rule="ask for the subquery in WITH or RETURN",
            instead=(
                "MATCH (e:Economy) OPTIONAL MATCH (e)-[:MEMBER_OF]->(g:Group) "
                f"RETURN DISTINCT e.iso3 + ' ' + CASE WHEN g IS NOT NULL AND EXISTS {{ {_A_PARTY} }} "
                "THEN g.slug ELSE '-' END AS found ORDER BY found"
            ),
        )
        for what, condition in (
            ("EXISTS", f"EXISTS {{ {_A_PARTY} }}"),
            ("COUNT > 0", f"COUNT {{ {_A_PARTY} }} > 0"),
            ("a pattern", _A_PARTY.removeprefix("MATCH ")),
        )
    ),
    Trap(
        name="null IN an empty list is null, so NOT .. IN [] loses rows without the property",
        text="MATCH (p:Provision) WHERE NOT p.wording IN $left_out RETURN count(p) AS n",
        right=[6],
        wrong=[5],
        rule="test the size of a list that may be empty, or give the property a value with coalesce",
        instead=(
            "MATCH (p:Provision) WHERE size($left_out) = 0 OR NOT p.wording IN $left_out RETURN count(p) AS n"
        ),
        parameters={"left_out": []},
    ),
    Trap(
        name="a list is not found, instead of perhaps found, in a list of lists where a null stands",
        text="RETURN [1, 2] IN [[1, null]] AS found",
        right=[None],
        wrong=[False],
        rule="no nulls in lists that are compared",
    ),
    Trap(
        name="none(..) over a null is true, not null",
        text="RETURN none(wording IN $wordings WHERE wording = 'hard') AS found",
        right=[None],
        wrong=[True],
        rule="no nulls in lists that are searched",
        parameters={"wordings": ["soft", None]},
    ),
    Trap(
        name="a string parameter equals an integer property",
        text="MATCH (c:ClauseType) WHERE c.position = $position RETURN c.slug AS slug",
        right=[],
        wrong=["free-flow"],
        rule="parameters have the type of the property",
        parameters={"position": "1"},
    ),
    Trap(
        name="an integer parameter equals a string property",
        text="MATCH (p:Provision) WHERE p.number = $number RETURN p.id AS id",
        right=[],
        wrong=["soft-code/2/free-flow"],
        rule="parameters have the type of the property",
        parameters={"number": 2},
    ),
    Trap(
        name="an integer property is found in a list of strings",
        text="MATCH (c:ClauseType) WHERE c.position IN $positions RETURN c.slug AS slug",
        right=[],
        wrong=["free-flow"],
        rule="parameters have the type of the property",
        parameters={"positions": ["1"]},
    ),
    Trap(
        name="the sum of nothing is null",
        text="MATCH (c:ClauseType) WHERE c.position > 99 RETURN sum(c.position) AS total",
        right=[0],
        wrong=[None],
        rule="write coalesce(sum(x), 0)",
        instead="MATCH (c:ClauseType) WHERE c.position > 99 RETURN coalesce(sum(c.position), 0) AS total",
    ),
    Trap(
        name="toString of a whole float has no decimals",
        text="RETURN toString(1.0) AS text",
        right=["1.0"],
        wrong=["1"],
        rule="return the number; make text of it in Python",
    ),
]

NEO4J_TRAPS = [
    Trap(
        name="IN and two NOT IN with written-out lists find nothing",
        text=(
            "MATCH (c:ClauseType) "
            "WHERE c.position IN [1, 2] AND NOT c.position IN [2] AND NOT c.position IN [5] "
            "RETURN c.slug AS slug"
        ),
        right=["free-flow"],
        wrong=[],
        rule="give lists as parameters",
        instead=(
            "MATCH (c:ClauseType) "
            "WHERE c.position IN $some AND NOT c.position IN $other AND NOT c.position IN $more "
            "RETURN c.slug AS slug"
        ),
        parameters={"some": [1, 2], "other": [2], "more": [5]},
    )
]

MISSING_IN_GRAFEO = {
    "round to decimals": "RETURN round(1.25, 1) AS x",
    "label alternatives": "MATCH (n:Economy|Group) RETURN count(n) AS n",
    "COLLECT subqueries": "RETURN COLLECT { MATCH (e:Economy) RETURN e.iso3 } AS x",
    "joining text with ||": "RETURN 'a' || 'b' AS x",
    "isEmpty": "RETURN isEmpty([]) AS x",
    "WHERE inside a node pattern": "MATCH (e:Economy WHERE e.iso3 = 'XAA') RETURN e.iso3 AS x",
    "quantified paths": "MATCH (:Economy)-[:PARTY_TO]->{1,2}(a) RETURN count(a) AS n",
    "SHORTEST k": "MATCH p = SHORTEST 1 (:Economy {iso3: 'XAA'})-[:PARTY_TO]->+(:Agreement) RETURN length(p) AS n",
    "label conjunctions": "MATCH (n:Economy&Economy) RETURN count(n) AS n",
    "negated labels": "MATCH (n:!Economy) RETURN count(n) AS n",
    "labels behind IS": "MATCH (n IS Economy) RETURN count(n) AS n",
    "negated types": "MATCH (:Economy)-[:!PARTY_TO]->(n) RETURN count(n) AS n",
    "durations": "RETURN duration.between(date('2020-01-01'), date('2021-01-01')).years AS n",
    "a version before the query": "CYPHER 5 MATCH (n:Economy) RETURN count(n) AS n",
}


@pytest.fixture(scope="module")
def grafeo(
    tmp_path_factory: pytest.TempPathFactory, shared_small_graph: GraphData, schema: Schema
) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("traps") / "small.grafeo"
    write_graph_file(path, shared_small_graph, schema)
    with GrafeoEngine.open(path) as engine:
        yield engine


@pytest.fixture(scope="module")
def neo4j(neo4j_settings: Neo4jSettings, shared_small_graph: GraphData, schema: Schema) -> Iterator[Engine]:
    load(neo4j_settings, shared_small_graph, schema)
    with Neo4jEngine.connect(neo4j_settings) as engine:
        yield engine


def ask(engine: Engine, trap: Trap, text: str) -> list[Value]:
    return [value for row in engine.run(text, trap.parameters) for value in row.values()]


def assert_still_there(engine: Engine, trap: Trap) -> None:
    found = ask(engine, trap, trap.text)
    assert found != trap.right, f"mended in {engine.name}: drop the work-around ({trap.rule})"
    assert found == trap.wrong, f"{engine.name} is wrong in a new way; look again at: {trap.name}"


@pytest.mark.parametrize("trap", GRAFEO_TRAPS, ids=str)
def test_grafeo_still_has_the_trap(grafeo: Engine, trap: Trap) -> None:
    assert_still_there(grafeo, trap)


@pytest.mark.parametrize("trap", GRAFEO_TRAPS, ids=str)
def test_neo4j_answers_right_where_grafeo_does_not(neo4j: Engine, trap: Trap) -> None:
    assert ask(neo4j, trap, trap.text) == trap.right


@pytest.mark.parametrize("trap", NEO4J_TRAPS, ids=str)
def test_neo4j_still_has_the_trap(neo4j: Engine, trap: Trap) -> None:
    assert_still_there(neo4j, trap)


@pytest.mark.parametrize("trap", NEO4J_TRAPS, ids=str)
def test_grafeo_answers_right_where_neo4j_does_not(grafeo: Engine, trap: Trap) -> None:
    assert ask(grafeo, trap, trap.text) == trap.right


@pytest.mark.parametrize("trap", [t for t in (*GRAFEO_TRAPS, *NEO4J_TRAPS) if t.instead], ids=str)
@pytest.mark.parametrize("name", ["grafeo", "neo4j"])
def test_the_way_round_is_right(name: str, trap: Trap, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(name)
    assert trap.instead is not None
    assert ask(engine, trap, trap.instead) == trap.right


@pytest.mark.parametrize("construct", MISSING_IN_GRAFEO)
def test_grafeo_still_lacks(construct: str, grafeo: Engine, neo4j: Engine) -> None:
    text = MISSING_IN_GRAFEO[construct]
    assert neo4j.run(text, {})
    try:
        grafeo.run(text, {})
    except QueryRefused:
        return
    pytest.fail(f"mended in grafeo: {construct} may join the portable subset")


def test_grafeo_still_takes_a_date_that_is_none_for_null(grafeo: Engine, neo4j: Engine) -> None:
    text = "RETURN date('2020-13-01') AS day"
    with pytest.raises(QueryRefused):
        neo4j.run(text, {})
    try:
        found = grafeo.run(text, {})
    except QueryRefused:
        pytest.fail("mended in grafeo: drop the work-around (give dates as date parameters)")
    assert found == [{"day": None}]
