"""What every engine must do: one suite, run on each of them over the same small graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from clauseway.graph.engine import Engine, GraphData, GraphError, QueryRefused, Relationship, Value
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.neo4j_engine import Neo4jEngine
from clauseway.graph.neo4j_load import load, writer_of
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.py2neo_engine import Py2neoEngine
from clauseway.graph.schema import Schema


@pytest.fixture(scope="module", params=["grafeo", "neo4j", "py2neo"])
def opener(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    shared_small_graph: GraphData,
    schema: Schema,
) -> Callable[[], Engine]:
    """Opens the small graph for reading, with one engine after the other."""
    if request.param == "py2neo" and find_spec("py2neo") is None:
        request.getfixturevalue("require_or_skip")("py2neo", "py2neo is not installed")
    if request.param != "grafeo":
        settings: Neo4jSettings = request.getfixturevalue("neo4j_settings")
        load(settings, shared_small_graph, schema, open_writer=writer_of(request.param))
        if request.param == "py2neo":
            return lambda: Py2neoEngine.connect(settings)
        return lambda: Neo4jEngine.connect(settings)
    path = tmp_path_factory.mktemp("contract") / "small.grafeo"
    write_graph_file(path, shared_small_graph, schema)
    return lambda: GrafeoEngine.open(path)


@pytest.fixture(scope="module")
def engine(opener: Callable[[], Engine]) -> Iterator[Engine]:
    """The small graph, open."""
    with opener() as opened:
        yield opened


def column(engine: Engine, text: str, **parameters: Value) -> list[Value]:
    """The only column of a query."""
    return [value for row in engine.run(text, parameters) for value in row.values()]


def only(engine: Engine, text: str, **parameters: Value) -> Value:
    """The only value of a query."""
    (value,) = column(engine, text, **parameters)
    return value


def test_is_an_engine_that_knows_its_name(engine: Engine) -> None:
    assert isinstance(engine, Engine)
    assert engine.name in {"grafeo", "neo4j", "py2neo"}


# ---- values -------------------------------------------------------------------------------------


def test_returns_dates_as_dates(engine: Engine) -> None:
    signed = only(engine, "MATCH (a:Agreement {slug: 'first-pact'}) RETURN a.signed AS signed")
    assert signed == date(2020, 2, 29)
    assert type(signed) is date


def test_returns_dates_inside_lists_as_dates(engine: Engine) -> None:
    text = "MATCH (a:Agreement) WITH a.signed AS signed ORDER BY signed RETURN collect(signed) AS dates"
    assert only(engine, text) == [date(1999, 12, 31), date(2020, 2, 29)]


def test_an_absent_property_is_null(engine: Engine) -> None:
    text = "MATCH (a:Agreement {slug: 'second-pact'}) RETURN a.signed AS signed, a.signed IS NULL AS absent"
    assert engine.run(text, {}) == [{"signed": None, "absent": True}]


def test_a_property_given_as_none_is_absent(engine: Engine) -> None:
    text = "MATCH (p:Provision) WHERE p.wording IS NULL RETURN p.number AS number"
    assert column(engine, text) == ["8.9"]


def test_an_absent_relationship_property_is_null(engine: Engine) -> None:
    text = "MATCH (:Economy {iso3: 'XCC'})-[m:MEMBER_OF]->(:Group) RETURN m.since AS since"
    assert column(engine, text) == [None]


def test_booleans_integers_and_numbers_keep_their_types(engine: Engine) -> None:
    text = (
        "MATCH (c:ClauseType {slug: 'preamble'}) "
        "RETURN c.counted AS counted, c.position AS position, c.position / 2.0 AS half, count(*) AS n"
    )
    (row,) = engine.run(text, {})
    assert row == {"counted": False, "position": 3, "half": 1.5, "n": 1}
    assert [type(value) for value in row.values()] == [bool, int, float, int]


def test_unicode_quotes_and_line_ends_come_back_as_they_were(engine: Engine) -> None:
    text = (
        "MATCH (e:Economy) WHERE e.iso3 <> 'XAA' RETURN e.name AS name, e.aliases AS aliases ORDER BY e.iso3"
    )
    rows = engine.run(text, {})
    assert [row["name"] for row in rows] == ["Bêta d’Été", "Γάμμα", "デルタ 🌏", "Épsilon"]
    assert rows[-1]["aliases"] == 'quote " and \\ and \n line'


def test_columns_stand_in_the_order_of_return(engine: Engine) -> None:
    text = "MATCH (e:Economy {iso3: 'XAA'}) RETURN e.name AS name, e.iso3 AS iso3, e.iso2 AS iso2"
    assert list(engine.run(text, {})[0]) == ["name", "iso3", "iso2"]


@pytest.mark.parametrize("returned", ["e", "r", "p", "{iso3: e.iso3}"])
def test_refuses_a_query_that_returns_what_is_no_plain_value(engine: Engine, returned: str) -> None:
    with pytest.raises(QueryRefused, match="return plain columns"):
        engine.run(f"MATCH p = (e:Economy)-[r:PARTY_TO]->(:Agreement) RETURN {returned} AS thing", {})


# ---- order --------------------------------------------------------------------------------------


def test_keeps_order_by(engine: Engine) -> None:
    text = "MATCH (e:Economy) RETURN e.iso3 AS iso3 ORDER BY iso3"
    assert column(engine, text) == ["XAA", "XBB", "XCC", "XDD", "XEE"]
    assert column(engine, f"{text} DESC") == ["XEE", "XDD", "XCC", "XBB", "XAA"]


def test_nulls_come_last_going_up_and_first_going_down(engine: Engine) -> None:
    text = "MATCH (a:Agreement) RETURN a.slug AS slug ORDER BY a.signed"
    assert column(engine, text) == ["soft-code", "first-pact", "second-pact"]
    assert column(engine, f"{text} DESC") == ["second-pact", "first-pact", "soft-code"]


def test_skip_and_limit_take_parameters(engine: Engine) -> None:
    text = "MATCH (e:Economy) RETURN e.iso3 AS iso3 ORDER BY iso3 SKIP $skip LIMIT $limit"
    assert column(engine, text, skip=1, limit=2) == ["XBB", "XCC"]


def test_collect_keeps_the_order_of_its_rows(engine: Engine) -> None:
    text = "MATCH (p:Provision) WITH p ORDER BY p.number RETURN collect(p.number) AS numbers"
    assert only(engine, text) == ["1.1", "2", "4.1", "4.2", "8.10", "8.9"]


# ---- parameters ---------------------------------------------------------------------------------


def test_takes_a_list_parameter_even_an_empty_one(engine: Engine) -> None:
    text = "MATCH (e:Economy) WHERE e.iso3 IN $wanted RETURN e.iso3 AS iso3 ORDER BY iso3"
    assert column(engine, text, wanted=["XDD", "XBB", "nobody"]) == ["XBB", "XDD"]
    assert column(engine, text, wanted=[]) == []


def test_takes_a_date_parameter(engine: Engine) -> None:
    text = "MATCH (a:Agreement) WHERE a.signed <= $day RETURN a.slug AS slug ORDER BY slug"
    assert column(engine, text, day=date(2020, 2, 29)) == ["first-pact", "soft-code"]
    assert column(engine, text, day=date(2020, 2, 28)) == ["soft-code"]


def test_takes_a_list_of_dates(engine: Engine) -> None:
    text = "MATCH (a:Agreement) WHERE a.signed IN $days RETURN a.slug AS slug"
    assert column(engine, text, days=[date(2020, 2, 29), date(2000, 1, 1)]) == ["first-pact"]


def test_takes_none_as_a_filter_that_is_off(engine: Engine) -> None:
    text = "MATCH (a:Agreement) WHERE $kind IS NULL OR a.kind = $kind RETURN a.slug AS slug ORDER BY slug"
    assert column(engine, text, kind=None) == ["first-pact", "second-pact", "soft-code"]
    assert column(engine, text, kind="memorandum") == ["soft-code"]


def test_none_as_a_date_compares_to_nothing(engine: Engine) -> None:
    assert column(engine, "MATCH (a:Agreement) WHERE a.signed <= $day RETURN a.slug AS slug", day=None) == []


def test_gives_parameters_back_as_they_were(engine: Engine) -> None:
    given: dict[str, Value] = {
        "nothing": None,
        "day": date(2024, 2, 29),
        "mixed": ["a", None, "ü"],
        "empty": [],
        "yes": True,
        "count": 2**40,
        "share": 0.1,
    }
    text = f"RETURN {', '.join(f'${name} AS {name}' for name in given)}"
    (row,) = engine.run(text, given)
    assert row == given
    assert [type(value) for value in row.values()] == [type(value) for value in given.values()]


def test_a_parameter_is_a_value_and_never_cypher(engine: Engine) -> None:
    text = "MATCH (e:Economy) WHERE e.iso3 = $iso3 RETURN e.iso3 AS iso3"
    assert column(engine, text, iso3="XAA' OR '1'='1") == []


def test_a_parameter_nobody_uses_does_no_harm(engine: Engine) -> None:
    assert engine.run("RETURN 1 AS one", {"unused": "x"}) == [{"one": 1}]


def test_refuses_a_query_whose_parameter_is_missing(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="iso3"):
        engine.run("MATCH (e:Economy) WHERE e.iso3 = $iso3 RETURN e.name AS name", {})


# ---- patterns -----------------------------------------------------------------------------------


def test_keeps_parallel_relationships(engine: Engine) -> None:
    text = (
        "MATCH (:Economy {iso3: 'XDD'})-[r:PARTY_TO]->(:Agreement {slug: 'first-pact'}) "
        "RETURN r.since AS since, r.until AS until ORDER BY since"
    )
    assert engine.run(text, {}) == [
        {"since": date(2021, 1, 1), "until": date(2022, 1, 1)},
        {"since": date(2023, 5, 4), "until": None},
    ]


def test_keeps_relationships_that_are_equal_in_everything(engine: Engine) -> None:
    text = "MATCH (:Economy {iso3: 'XEE'})-[m:MEMBER_OF]->(:Group) RETURN count(m) AS n"
    assert only(engine, text) == 2


def test_a_relationship_is_used_once_in_a_match(engine: Engine) -> None:
    text = (
        "MATCH (:Economy {iso3: 'XAA'})-[:PARTY_TO]->(:Agreement)<-[:PARTY_TO]-(e:Economy) "
        "RETURN e.iso3 AS iso3 ORDER BY iso3"
    )
    assert column(engine, text) == ["XBB", "XDD", "XDD"]


def test_answers_exists_and_count_subqueries(engine: Engine) -> None:
    text = (
        "MATCH (a:Agreement) RETURN a.slug AS slug, "
        "COUNT { MATCH (a)-[:CONTAINS]->(:Provision) } AS provisions, "
        "EXISTS { MATCH (a)-[:CONTAINS]->(:Provision {wording: 'hard'}) } AS hard ORDER BY slug"
    )
    assert [tuple(row.values()) for row in engine.run(text, {})] == [
        ("first-pact", 3, True),
        ("second-pact", 2, False),
        ("soft-code", 1, False),
    ]


def test_answers_what_is_not_there(engine: Engine) -> None:
    text = (
        "MATCH (e:Economy) WHERE NOT EXISTS { MATCH (e)-[:PARTY_TO]->(:Agreement)-[:CONTAINS]->(p:Provision)"
        "-[:ADDRESSES]->(:ClauseType {slug: $clause}) WHERE p.wording = $wording } "
        "RETURN e.iso3 AS iso3 ORDER BY iso3"
    )
    assert column(engine, text, clause="free-flow", wording="hard") == ["XCC", "XEE"]


def test_who_was_a_party_on_a_day(engine: Engine) -> None:
    text = (
        "MATCH (e:Economy)-[r:PARTY_TO]->(:Agreement {slug: 'first-pact'}) "
        "WHERE r.since <= $day AND (r.until IS NULL OR $day < r.until) RETURN e.iso3 AS iso3 ORDER BY iso3"
    )
    assert column(engine, text, day=date(2021, 1, 1)) == ["XAA", "XDD"]
    assert column(engine, text, day=date(2022, 1, 1)) == ["XAA", "XBB"]
    assert column(engine, text, day=date(2023, 5, 4)) == ["XAA", "XBB", "XDD"]


def test_chained_optional_matches_keep_every_outer_row(engine: Engine) -> None:
    text = (
        "MATCH (e:Economy) OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement) "
        "OPTIONAL MATCH (a)-[:CONTAINS]->(p:Provision) WHERE p.wording = 'soft' "
        "RETURN e.iso3 AS iso3, count(DISTINCT a) AS agreements, count(p) AS soft ORDER BY iso3"
    )
    assert [tuple(row.values()) for row in engine.run(text, {})] == [
        ("XAA", 1, 0),
        ("XBB", 2, 0),
        ("XCC", 1, 0),
        ("XDD", 2, 1),
        ("XEE", 0, 0),
    ]


def test_counts_by_group_with_a_group_for_null(engine: Engine) -> None:
    text = "MATCH (p:Provision) RETURN p.wording AS wording, count(*) AS n ORDER BY n DESC, wording"
    assert [tuple(row.values()) for row in engine.run(text, {})] == [
        ("hard", 2),
        ("mixed", 1),
        ("none", 1),
        ("soft", 1),
        (None, 1),
    ]


def test_a_label_nobody_knows_is_an_empty_answer_without_a_warning(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    assert engine.run("MATCH (n:NoSuchLabel) RETURN n.name AS name", {}) == []
    assert caplog.records == []


# ---- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (e:Economy {iso3: 'XZZ'}) RETURN e.iso3 AS iso3",
        "MERGE (g:Group {slug: 'new'}) RETURN g.slug AS slug",
        "MATCH (e:Economy) SET e.name = 'x' RETURN e.iso3 AS iso3",
        "MATCH (e:Economy) REMOVE e.name",
        "MATCH (e:Economy) DETACH DELETE e",
        "CREATE INDEX some_index FOR (n:Economy) ON (n.name)",
    ],
)
def test_refuses_a_query_that_writes(engine: Engine, text: str) -> None:
    before = engine.run("MATCH (e:Economy) RETURN e.iso3 AS iso3, e.name AS name ORDER BY iso3", {})
    with pytest.raises(QueryRefused, match=r"(?i)read.only|reading only"):
        engine.run(text, {})
    assert engine.run("MATCH (e:Economy) RETURN e.iso3 AS iso3, e.name AS name ORDER BY iso3", {}) == before
    assert len(before) == 5


@pytest.mark.parametrize(
    "text", ["", "RETRUN 1", "MATCH (e:Economy) RETURN nobody", "RETURN 1 AS a; RETURN 2 AS a"]
)
def test_a_mistake_in_a_query_is_told_in_one_line(engine: Engine, text: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        engine.run(text, {})
    assert "\n" not in str(caught.value)
    assert 20 < len(str(caught.value)) < 200


def test_refuses_a_query_that_fails_while_it_runs(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="zero"):
        engine.run("MATCH (c:ClauseType) RETURN 1 / (c.position - 1) AS x", {})


def test_answers_again_after_a_refusal(engine: Engine) -> None:
    with pytest.raises(QueryRefused):
        engine.run("nonsense", {})
    assert engine.run("RETURN 1 AS one", {}) == [{"one": 1}]


# ---- closing ------------------------------------------------------------------------------------


def test_closing_twice_is_fine_and_a_closed_engine_says_so(opener: Callable[[], Engine]) -> None:
    opened = opener()
    opened.close()
    opened.close()
    with pytest.raises(GraphError, match="closed"):
        opened.run("RETURN 1 AS one", {})


def test_two_readers_at_once_do_not_disturb_each_other(engine: Engine, opener: Callable[[], Engine]) -> None:
    with opener() as other:
        assert only(other, "MATCH (e:Economy) RETURN count(e) AS n") == 5
    assert only(engine, "MATCH (e:Economy) RETURN count(e) AS n") == 5


def test_a_relationship_without_its_node_is_refused_and_leaves_no_file(tmp_path: Path, schema: Schema) -> None:
    data = GraphData({}, {"CONTAINS": [Relationship("nowhere", "nothing")]}, "1")
    with pytest.raises(GraphError, match="'nowhere'"):
        write_graph_file(tmp_path / "broken.grafeo", data, schema)
    assert list(tmp_path.iterdir()) == []
