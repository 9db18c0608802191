"""Loading a real Neo4j: again and again, beside other people's data, and after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clauseway.graph.engine import (
    GraphData,
    GraphError,
    GraphNotFound,
    GraphUnreachable,
    Properties,
    Relationship,
)
from clauseway.graph.neo4j_differences import Changes
from clauseway.graph.neo4j_engine import Neo4jEngine
from clauseway.graph.neo4j_load import LoadSummary, load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema

type Cypher = Callable[..., list[dict[str, Any]]]


def test_loads_everything_and_reports_it(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    seen: list[tuple[str, int, int]] = []
    summary = load(
        empty_database,
        small_graph,
        schema,
        batch_size=2,
        at_once=3,
        progress=lambda name, done, total: seen.append((name, done, total)),
    )
    counts = small_graph.counts()
    assert {name: change.created for name, change in summary.by_name.items() if change.created} == counts
    assert summary.total == Changes(created=sum(counts.values()))
    assert [step for step in seen if step[0] == "Economy"] == [
        ("Economy", 2, 5),
        ("Economy", 4, 5),
        ("Economy", 5, 5),
    ]
    assert seen[-1] == ("Dataset", 1, 1)
    assert _graph(cypher) == _as_stored(small_graph, schema)


def test_a_second_load_of_the_same_changes_nothing(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    before, mark = _identities(cypher), _mark(cypher)
    summary = load(empty_database, small_graph, schema)
    assert summary.total == Changes(unchanged=sum(small_graph.counts().values()))
    assert _identities(cypher) == before
    assert _mark(cypher) == mark
    assert mark["state"] == "complete"
    assert mark["generation"] == 1


def test_the_order_of_the_data_does_not_matter(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    before = _identities(cypher)
    for items in (*small_graph.nodes.values(), *small_graph.relationships.values()):
        items.reverse()
    assert load(empty_database, small_graph, schema).total.created == 0
    assert _identities(cypher) == before


def test_a_load_of_changed_data_adds_changes_and_removes(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    changed = _changed(small_graph)
    summary = load(empty_database, changed, schema)
    assert _only_changes(summary) == {
        "Economy": Changes(created=1, updated=1, removed=1, unchanged=3),
        "Agreement": Changes(updated=1, unchanged=2),
        "Dataset": Changes(updated=1),
        "PARTY_TO": Changes(created=1, updated=1, unchanged=6),
        "MEMBER_OF": Changes(removed=2, unchanged=2),
    }
    assert _graph(cypher) == _as_stored(changed, schema)


def test_an_absent_fact_is_taken_out_again(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    del small_graph.nodes["Agreement"][0]["signed"]
    small_graph.version = "small-2"
    load(empty_database, small_graph, schema)
    assert cypher("MATCH (a:Agreement {slug: 'first-pact'}) RETURN a.signed AS signed") == [{"signed": None}]


def test_a_load_mends_what_was_tampered_with(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    cypher("MATCH (e:Economy {iso3: 'XAA'}) SET e.name = 'Omega'")
    cypher("MATCH (:Economy {iso3: 'XCC'})-[r:PARTY_TO]->() DELETE r")
    load(empty_database, small_graph, schema)
    assert _graph(cypher) == _as_stored(small_graph, schema)


def test_foreign_nodes_and_relationships_stay(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    cypher("CREATE (:Ship {name: 'Aurora', load_id: 'theirs'})-[:CARRIES]->(:Cargo {name: 'tin'})")
    load(empty_database, small_graph, schema)
    cypher("MATCH (s:Ship), (e:Economy {iso3: 'XAA'}) CREATE (s)-[:FLIES_FLAG_OF {since: 1999}]->(e)")
    load(empty_database, _changed(small_graph), schema)
    assert cypher(
        "MATCH (s:Ship)-[:CARRIES]->(c) RETURN s.name AS ship, s.load_id AS mark, c.name AS cargo"
    ) == [{"ship": "Aurora", "mark": "theirs", "cargo": "tin"}]
    assert cypher("MATCH (:Ship)-[f:FLIES_FLAG_OF]->(e:Economy) RETURN f.since AS since, e.iso3 AS iso3") == [
        {"since": 1999, "iso3": "XAA"}
    ]


def test_refuses_to_take_over_nodes_of_the_same_label(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    cypher("CREATE (:Economy {iso3: 'XAA', gdp: 12})")
    with pytest.raises(GraphError, match="label Economy that Clauseway did not load"):
        load(empty_database, small_graph, schema)
    assert cypher("MATCH (n) RETURN n.gdp AS gdp") == [{"gdp": 12}]


class InterruptionError(Exception):
    """Stands for a lost connection or Ctrl-C."""


def _interrupt_at(stage: str) -> Callable[[str, int, int], None]:
    def progress(name: str, _done: int, _total: int) -> None:
        if name == stage:
            raise InterruptionError

    return progress


@pytest.mark.parametrize("stage", ["Economy", "Agreement", "PARTY_TO", "MEMBER_OF"])
def test_an_interrupted_load_is_visible_and_the_next_one_heals_it(
    stage: str, empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    changed = _changed(small_graph)
    with pytest.raises(InterruptionError):
        load(empty_database, changed, schema, progress=_interrupt_at(stage), at_once=0, batch_size=1)
    with pytest.raises(GraphNotFound, match="wait for it, or load again with: clauseway load --to neo4j"):
        Neo4jEngine.connect(empty_database)
    load(empty_database, changed, schema)
    Neo4jEngine.connect(empty_database).close()
    assert _graph(cypher) == _as_stored(changed, schema)


def test_a_key_stands_once_even_for_those_who_write_by_hand(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    constraints = cypher(
        "SHOW CONSTRAINTS YIELD labelsOrTypes, properties "
        "RETURN labelsOrTypes[0] AS label, properties[0] AS key"
    )
    assert {(c["label"], c["key"]) for c in constraints} >= {(n.label, n.key) for n in schema.nodes}


def test_an_index_of_somebody_else_in_the_place_of_a_constraint_is_named(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    cypher("DROP CONSTRAINT economy_iso3 IF EXISTS")
    cypher("CREATE INDEX theirs FOR (e:Economy) ON (e.iso3)")
    try:
        with pytest.raises(GraphError, match=r"drop it \(SHOW INDEXES names it\): .*\(:Economy \{iso3\}\)"):
            load(empty_database, small_graph, schema)
    finally:
        cypher("DROP INDEX theirs")


def test_a_constraint_that_only_has_the_name_is_told(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    cypher("DROP CONSTRAINT economy_iso3 IF EXISTS")
    cypher("CREATE CONSTRAINT economy_iso3 FOR (s:Ship) REQUIRE s.name IS UNIQUE")
    try:
        with pytest.raises(GraphError, match="a constraint named economy_iso3 is there, but it is not the one"):
            load(empty_database, small_graph, schema)
    finally:
        cypher("DROP CONSTRAINT economy_iso3")


def test_loading_says_the_same_of_an_absent_server_or_database(
    neo4j_settings: Neo4jSettings, small_graph: GraphData, schema: Schema
) -> None:
    with pytest.raises(GraphUnreachable, match="No Neo4j answers"):
        load(Neo4jSettings("bolt://127.0.0.1:1"), small_graph, schema)
    with pytest.raises(GraphNotFound, match="has no database"):
        load(replace(neo4j_settings, database="elsewhere"), small_graph, schema)


def _duplicate_key(data: GraphData) -> None:
    data.nodes["Economy"].append({"iso3": "XAA"})


def _missing_key(data: GraphData) -> None:
    data.nodes["Economy"].append({"name": "Nameless"})


def _no_dataset(data: GraphData) -> None:
    del data.nodes["Dataset"]


def _unknown_label(data: GraphData) -> None:
    data.nodes["Planet"] = [{"name": "Mars"}]


def _unknown_relationship(data: GraphData) -> None:
    data.relationships["ORBITS"] = []


def _missing_end(data: GraphData) -> None:
    data.relationships["PARTY_TO"].append(Relationship("XAA", "third-pact"))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_duplicate_key, "two Economy nodes with the iso3 'XAA'"),
        (_missing_key, "a node Economy without iso3"),
        (_no_dataset, "exactly one Dataset node"),
        (_unknown_label, "Planet"),
        (_unknown_relationship, "ORBITS"),
        (_missing_end, "PARTY_TO from 'XAA' to 'third-pact': no Agreement is 'third-pact'"),
    ],
)
def test_refuses_data_that_contradict_themselves_before_anything_is_written(
    spoil: Callable[[GraphData], None], words: str, small_graph: GraphData, schema: Schema
) -> None:
    spoil(small_graph)
    with pytest.raises(GraphError, match=words):
        load(Neo4jSettings("bolt://127.0.0.1:1"), small_graph, schema)


# ---- what the tests stand on --------------------------------------------------------------------


def _changed(data: GraphData) -> GraphData:
    """The next version: an economy gone, one new, one renamed; a party changed, one new."""
    economies: list[Properties] = [e for e in data.nodes["Economy"] if e["iso3"] != "XEE"]
    economies[1] = {**economies[1], "name": "Beta"}
    parties = [
        replace(r, properties={**r.properties, "until": date(2025, 1, 1)}) if r.start == "XAA" else r
        for r in data.relationships["PARTY_TO"]
    ]
    return GraphData(
        nodes={
            **data.nodes,
            "Economy": [*economies, {"iso3": "XFF", "name": "Phi"}],
            "Agreement": [
                {**a, "title": "Softer Code"} if a["slug"] == "soft-code" else a for a in data.nodes["Agreement"]
            ],
            "Dataset": [{"version": "small-2", "ontology_version": "0"}],
        },
        relationships={
            **data.relationships,
            "PARTY_TO": [*parties, Relationship("XFF", "soft-code", {"state": "applied"})],
            "MEMBER_OF": [r for r in data.relationships["MEMBER_OF"] if r.start != "XEE"],
        },
        version="small-2",
    )


def _only_changes(summary: LoadSummary) -> dict[str, Changes]:
    return {name: c for name, c in summary.by_name.items() if c.created or c.updated or c.removed}


def _as_stored(data: GraphData, schema: Schema) -> list[str]:
    """The data in the form of `_graph`."""
    nodes = [f"{label} {_text(item)}" for label, items in data.nodes.items() for item in items]
    types = {r.name: r.type for r in schema.relationships}
    relationships = [
        f"{r.start} {types[name]} {r.end} {_text(r.properties)}"
        for name, rs in data.relationships.items()
        for r in rs
    ]
    return sorted(nodes + relationships)


def _graph(cypher: Cypher) -> list[str]:
    """Every node and relationship as text, without the bookkeeping."""
    nodes = cypher(
        "MATCH (n) WHERE NOT n:ClausewayLoad AND NOT n:ClausewayLock "
        "RETURN labels(n)[0] AS label, properties(n) AS properties"
    )
    key = "coalesce({0}.iso3, {0}.slug, {0}.id, {0}.version)"
    relationships = cypher(
        f"MATCH (a)-[r]->(b) RETURN {key.format('a')} AS a, type(r) AS type, {key.format('b')} AS b, "
        "properties(r) AS properties"
    )
    return sorted(
        [f"{n['label']} {_text(n['properties'])}" for n in nodes]
        + [f"{r['a']} {r['type']} {r['b']} {_text(r['properties'])}" for r in relationships]
    )


def _text(properties: Mapping[str, Any]) -> str:
    kept = {k: str(v) for k, v in properties.items() if v is not None and k not in {"load_id", "rel_key"}}
    return str(sorted(kept.items()))


def _mark(cypher: Cypher) -> dict[str, Any]:
    """What the bookkeeping says, without what each loader writes of itself."""
    (row,) = cypher("MATCH (l:ClausewayLoad) RETURN l {.state, .generation, .version, .started, .finished} AS mark")
    return row["mark"]


def _identities(cypher: Cypher) -> list[str]:
    """Every element with its identity and properties: equal means that nothing was made anew."""
    rows = cypher(
        "MATCH (n) WHERE NOT n:ClausewayLoad AND NOT n:ClausewayLock "
        "RETURN elementId(n) AS id, properties(n) AS properties"
    ) + cypher(
        "MATCH ()-[r]->() RETURN elementId(r) AS id, properties(r) AS properties"
    )
    return sorted(str((row["id"], sorted(str(item) for item in row["properties"].items()))) for row in rows)
