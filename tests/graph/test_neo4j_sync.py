"""A load beside others: their properties, another loader, readers in the middle of it; with both libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any, NoReturn

import pytest

from clauseway.graph.engine import GraphData, GraphError, GraphNotFound
from clauseway.graph.neo4j_differences import Changes
from clauseway.graph.neo4j_engine import Neo4jEngine
from clauseway.graph.neo4j_load import load, writer_of
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import DriverWriter, LockTaken, Records, Writer
from clauseway.graph.schema import Schema

type Cypher = Callable[..., list[dict[str, Any]]]
type OpenWriter = Callable[[Neo4jSettings], Writer]


@pytest.fixture(params=["neo4j", "py2neo"])
def open_writer(request: pytest.FixtureRequest, require_or_skip: Callable[[str, str], NoReturn]) -> OpenWriter:
    """Connects with one library and then with the other."""
    if request.param == "py2neo" and find_spec("py2neo") is None:
        require_or_skip("py2neo", "py2neo is not installed")
    return writer_of(request.param)


# ---- what others have ---------------------------------------------------------------------------


def test_properties_of_others_stay_on_nodes_and_relationships_that_change(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher, open_writer: OpenWriter
) -> None:
    load(empty_database, small_graph, schema, open_writer=open_writer)
    cypher("MATCH (e:Economy {iso3: 'XAA'}) SET e.rating = 5, e:Watched")
    cypher("MATCH (:Economy {iso3: 'XAA'})-[r:PARTY_TO]->() SET r.note = 'ours'")
    cypher("MATCH (d:Dataset) SET d.note = 'ours'")
    assert load(empty_database, _renamed(small_graph), schema, open_writer=open_writer).total.updated == 3
    assert cypher(
        "MATCH (e:Watched {iso3: 'XAA'})-[r:PARTY_TO]->(), (d:Dataset) "
        "RETURN e.name AS name, e.rating AS rating, r.state AS state, r.note AS note, d.note AS noted"
    ) == [{"name": "Alpha the New", "rating": 5, "state": "left", "note": "ours", "noted": "ours"}]


@pytest.mark.parametrize(
    "use",
    [
        "MATCH (e:Economy {iso3: 'XEE'}) SET e.rating = 5",
        "MATCH (e:Economy {iso3: 'XEE'}) SET e:Watched",
        "MATCH (e:Economy {iso3: 'XEE'}) CREATE (:Ship)-[:FLIES_FLAG_OF]->(e)",
    ],
)
def test_a_node_that_is_gone_from_the_data_stays_for_others_who_use_it(
    use: str, empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    cypher(use)
    summary = load(empty_database, _without_xee(small_graph), schema)
    assert summary.by_name["Economy"].removed == 1
    assert cypher("MATCH (e:Economy {iso3: 'XEE'}) RETURN e") == []
    (left,) = cypher("MATCH (e {iso3: 'XEE'}) RETURN e.name AS name, e.load_id AS mark, e.rating AS rating")
    assert (left["name"], left["mark"]) == (None, None)
    # and when it comes back, it is a node of its own beside that one
    assert load(empty_database, small_graph, schema).by_name["Economy"].created == 1
    assert load(empty_database, small_graph, schema, dry_run=True).total.any is False


def test_a_relationship_of_others_between_our_nodes_stays(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    cypher("MATCH (a:Economy {iso3: 'XAA'}), (p:Agreement {slug: 'soft-code'}) CREATE (a)-[:PARTY_TO {mine: 1}]->(p)")
    assert not load(empty_database, small_graph, schema).total.any
    assert cypher("MATCH ()-[r:PARTY_TO {mine: 1}]->() RETURN count(r) AS n") == [{"n": 1}]


def test_mappings_of_one_type_can_be_told_apart_by_their_ends(schema: Schema) -> None:
    ends = [(mapping.type, mapping.start, mapping.end) for mapping in schema.relationships]
    assert len(set(ends)) == len(ends)


# ---- saying without doing -----------------------------------------------------------------------


def test_a_dry_run_says_what_a_load_would_do_and_writes_nothing(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher, open_writer: OpenWriter
) -> None:
    everything = Changes(created=sum(small_graph.counts().values()))
    assert load(empty_database, small_graph, schema, dry_run=True, open_writer=open_writer).total == everything
    assert cypher("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    load(empty_database, small_graph, schema, open_writer=open_writer)
    changed = _renamed(_without_xee(small_graph))
    foretold = load(empty_database, changed, schema, dry_run=True, open_writer=open_writer)
    assert load(empty_database, changed, schema, open_writer=open_writer) == foretold
    assert foretold.total == Changes(0, 3, 3, sum(changed.counts().values()) - 3)


# ---- another loader -----------------------------------------------------------------------------


def test_a_second_loader_is_refused_while_the_first_one_holds_the_lock(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, open_writer: OpenWriter
) -> None:
    load(empty_database, small_graph, schema)
    first = open_writer(empty_database)
    try:
        with (
            first.lock(5.0),
            pytest.raises(LockTaken, match=r"Another load into the database 'neo4j' at .* nothing was changed"),
        ):
            load(empty_database, _renamed(small_graph), schema, lock_wait=0.5, open_writer=open_writer)
    finally:
        first.close()
    assert load(empty_database, _renamed(small_graph), schema, open_writer=open_writer).total.updated == 3


def test_a_loader_that_lost_its_lock_can_write_no_more(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)

    def another_takes_over(_name: str, _done: int, _total: int) -> None:
        cypher("MATCH (l:ClausewayLoad) SET l.token = 'of another loader'")

    with pytest.raises(GraphError, match="another one has taken over the database"):
        load(empty_database, _renamed(small_graph), schema, progress=another_takes_over, at_once=0)
    with pytest.raises(GraphNotFound, match="has not ended"):
        Neo4jEngine.connect(empty_database)


class LossyWriter(DriverWriter):
    """Loses the connection at one write, before or after the server has kept it."""

    def __init__(self, settings: Neo4jSettings, at: int, *, kept: bool) -> None:
        super().__init__(settings)
        self._left, self._kept = at, kept

    def write(self, statements: Any) -> list[Records]:
        self._left -= 1
        if self._left or self._kept:
            found = super().write(statements)
            if self._left:
                return found
        raise ConnectionResetError


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("at_once", [0, 10_000])
def test_a_load_that_is_cut_off_at_any_write_is_completed_by_the_next(
    kept: bool,
    at_once: int,
    empty_database: Neo4jSettings,
    small_graph: GraphData,
    schema: Schema,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clauseway.graph.neo4j_engine.SETTLE_SECONDS", 0.0)
    other = _renamed(_without_xee(small_graph))
    versions = [small_graph, other]
    load(empty_database, small_graph, schema)
    for at in range(1, 40):
        target, old = versions[at % 2], versions[(at + 1) % 2]
        try:
            load(
                empty_database, target, schema, batch_size=1, at_once=at_once,
                open_writer=lambda settings, at=at: LossyWriter(settings, at, kept=kept),
            )  # fmt: skip
        except ConnectionResetError:
            _require_whole_or_marked(empty_database, (old, target), schema)
        else:
            assert at > 3  # every write of this load was cut off once
            return
        load(empty_database, target, schema)
        assert not load(empty_database, target, schema, dry_run=True).total.any
    pytest.fail("a load of so little took 40 writes")


def _require_whole_or_marked(settings: Neo4jSettings, versions: tuple[GraphData, GraphData], schema: Schema) -> None:
    try:
        with Neo4jEngine.connect(settings) as engine:
            (row,) = engine.run("MATCH (d:Dataset) RETURN d.version AS version", {})
    except GraphNotFound:
        return
    (seen,) = (data for data in versions if data.version == row["version"])
    assert not load(settings, seen, schema, dry_run=True).total.any


# ---- readers ------------------------------------------------------------------------------------


@pytest.fixture
def reader(empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema) -> Iterator[Neo4jEngine]:
    """Opened on the small graph before a load changes it."""
    load(empty_database, small_graph, schema)
    with Neo4jEngine.connect(empty_database) as engine:
        yield engine


def test_a_reader_is_told_when_another_version_is_there(
    reader: Neo4jEngine, empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema
) -> None:
    load(empty_database, _renamed(small_graph), schema)
    for _ in range(2):
        with pytest.raises(GraphError, match="data version small-1 then, small-2 now"):
            reader.run("RETURN 1 AS one", {})


def test_a_load_that_changes_nothing_does_not_disturb_a_reader(
    reader: Neo4jEngine, empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema
) -> None:
    load(empty_database, small_graph, schema)
    assert reader.run("RETURN 1 AS one", {}) == [{"one": 1}]


def test_no_reader_sees_a_mix_at_any_step_of_a_load(
    empty_database: Neo4jSettings,
    small_graph: GraphData,
    schema: Schema,
    cypher: Cypher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clauseway.graph.neo4j_engine.SETTLE_SECONDS", 0.0)
    load(empty_database, small_graph, schema)
    refused: list[str] = []

    def look(name: str, _done: int, _total: int) -> None:
        if name != "Dataset":  # that one is told after the last write
            with pytest.raises(GraphNotFound, match=r"small-2 .* has not ended"):
                Neo4jEngine.connect(empty_database)
            # nor is there a Dataset node for those who look without Clauseway
            assert cypher("MATCH (d:Dataset) RETURN d") == []
            refused.append(name)

    load(empty_database, _renamed(small_graph), schema, progress=look, at_once=0, batch_size=1)
    assert refused == ["Economy", "PARTY_TO"]


def test_a_reader_waits_for_a_short_load(
    reader: Neo4jEngine, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    cypher("MATCH (l:ClausewayLoad) SET l.state = 'loading'")

    def the_load_ends(_seconds: float) -> None:
        cypher("MATCH (l:ClausewayLoad) SET l.state = 'complete'")

    monkeypatch.setattr("time.sleep", the_load_ends)
    assert reader.run("RETURN 1 AS one", {}) == [{"one": 1}]


def test_an_answer_with_a_load_in_its_middle_is_not_given(
    reader: Neo4jEngine, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = Neo4jEngine._ask, list[int]()  # pyright: ignore[reportPrivateUsage]

    def ask(engine: Neo4jEngine, *given: Any) -> Any:
        before, answer, after = original(engine, *given)
        calls.append(1)
        assert after is not None
        return before, answer, replace(after, generation=after.generation + 1) if len(calls) == 1 else after

    monkeypatch.setattr(Neo4jEngine, "_ask", ask)
    assert reader.run("RETURN 1 AS one", {}) == [{"one": 1}]
    assert len(calls) == 2


# ---- what the tests stand on --------------------------------------------------------------------


def _renamed(data: GraphData) -> GraphData:
    """The next version: an economy renamed and its participation changed."""
    economies = [{**e, "name": "Alpha the New"} if e["iso3"] == "XAA" else e for e in data.nodes["Economy"]]
    parties = [
        replace(r, properties={**r.properties, "state": "left"}) if r.start == "XAA" else r
        for r in data.relationships["PARTY_TO"]
    ]
    dataset = [{**data.nodes["Dataset"][0], "version": "small-2"}]
    return GraphData(
        {**data.nodes, "Economy": economies, "Dataset": dataset},
        {**data.relationships, "PARTY_TO": parties},
        "small-2",
    )


def _without_xee(data: GraphData) -> GraphData:
    return GraphData(
        {**data.nodes, "Economy": [e for e in data.nodes["Economy"] if e["iso3"] != "XEE"]},
        {**data.relationships, "MEMBER_OF": [r for r in data.relationships["MEMBER_OF"] if r.start != "XEE"]},
        data.version,
    )
