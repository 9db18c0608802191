"""A schema that lost names: what Clauseway owns under them goes, and what others have stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clauseway.graph.engine import GraphData, Properties, Relationship
from clauseway.graph.neo4j_differences import Changes
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import NodeMapping, PropertyMapping, RelationshipMapping, Schema

type Cypher = Callable[..., list[dict[str, Any]]]


def _text(name: str) -> PropertyMapping:
    return PropertyMapping(name, "", "string", "")


@pytest.fixture
def older(schema: Schema) -> Schema:
    """The schema with a label, two types, a property of a node and one of a relationship more."""
    port = NodeMapping("Port", "", "code", (_text("code"), _text("name")), "", "name")
    sails = RelationshipMapping("SAILS_TO", "SAILS_TO", "Economy", "Economy", "", "", "", "", (), "")
    lies = RelationshipMapping("LIES_IN", "LIES_IN", "Port", "Economy", "", "", "", "", (), "")
    return Schema(
        (*(_with(node, "anthem") if node.label == "Economy" else node for node in schema.nodes), port),
        (*(_with(r, "mood") if r.name == "MEMBER_OF" else r for r in schema.relationships), sails, lies),
    )


def _with[M: (NodeMapping, RelationshipMapping)](mapping: M, name: str) -> M:
    return replace(mapping, properties=(*mapping.properties, _text(name)))


@pytest.fixture
def older_graph(small_graph: GraphData) -> GraphData:
    """The small graph as that schema has it."""
    first, *others = small_graph.nodes["Economy"]
    member, *members = small_graph.relationships["MEMBER_OF"]
    ports: list[Properties] = [{"code": "P1", "name": "One"}, {"code": "P2", "name": "Two"}]
    return GraphData(
        {**small_graph.nodes, "Economy": [{**first, "anthem": "La"}, *others], "Port": ports},
        {
            **small_graph.relationships,
            "MEMBER_OF": [replace(member, properties={**member.properties, "mood": "merry"}), *members],
            "SAILS_TO": [Relationship("XAA", "XBB")],
            "LIES_IN": [Relationship("P1", "XAA"), Relationship("P2", "XAA")],
        },
        "older",
    )


def test_what_only_an_older_schema_had_goes_and_what_others_have_stays(
    empty_database: Neo4jSettings,
    small_graph: GraphData,
    schema: Schema,
    older: Schema,
    older_graph: GraphData,
    cypher: Cypher,
) -> None:
    load(empty_database, older_graph, older)
    cypher("MATCH (p:Port {code: 'P2'}) SET p.crane = 3")
    cypher("MATCH (a:Economy {iso3: 'XAA'}), (b:Economy {iso3: 'XBB'}) CREATE (a)-[:SAILS_TO {mine: 1}]->(b)")
    cypher("CREATE (:Ship {name: 'Aurora', load_id: 'theirs', anthem: 'Lo'})")

    foretold = load(empty_database, small_graph, schema, dry_run=True)
    summary = load(empty_database, small_graph, schema)
    assert summary == foretold
    assert {name: c for name, c in summary.by_name.items() if c.any} == {
        "Economy": Changes(updated=1, unchanged=4),
        "MEMBER_OF": Changes(updated=1, unchanged=3),
        "Port": Changes(removed=2),
        "SAILS_TO": Changes(removed=1),
        "LIES_IN": Changes(removed=2),
    }
    assert cypher("MATCH (p:Port) RETURN p") == []
    assert cypher("MATCH (p {code: 'P2'}) RETURN properties(p) AS p") == [{"p": {"code": "P2", "crane": 3}}]
    assert cypher("MATCH ()-[r:SAILS_TO|LIES_IN]->() RETURN properties(r) AS r") == [{"r": {"mine": 1}}]
    assert cypher("MATCH (n) WHERE n.anthem IS NOT NULL RETURN n.anthem AS it") == [{"it": "Lo"}]
    assert cypher("MATCH ()-[r {mood: 'merry'}]->() RETURN r") == []
    # the label is anybody's now: our rule of one key went with it, and their use of it is not ours to judge
    cypher("CREATE (:Port {code: 'X', load_id: 'theirs'}), (:Port {code: 'X'})")
    cypher("MATCH (e:Economy {iso3: 'XBB'}) SET e.anthem = 'theirs'")
    assert not load(empty_database, small_graph, schema).total.any
    assert cypher("MATCH (p:Port) RETURN count(p) AS n") == [{"n": 2}]
    assert cypher("MATCH (e:Economy {iso3: 'XBB'}) RETURN e.anthem AS it") == [{"it": "theirs"}]


class CutOffError(Exception):
    """Stands for a lost connection."""


def test_an_interrupted_load_forgets_no_retired_name(
    empty_database: Neo4jSettings,
    small_graph: GraphData,
    schema: Schema,
    older: Schema,
    older_graph: GraphData,
    cypher: Cypher,
) -> None:
    def cut_off(_name: str, _done: int, _total: int) -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        load(empty_database, older_graph, older, at_once=0, batch_size=10, progress=cut_off)
    with pytest.raises(CutOffError):
        load(empty_database, small_graph, schema, at_once=0, batch_size=1, progress=cut_off)
    load(empty_database, small_graph, schema)
    assert cypher("MATCH (p:Port) RETURN p") == []
    assert cypher("MATCH (n) WHERE n.anthem IS NOT NULL RETURN n") == []
    assert load(empty_database, small_graph, schema).total == Changes(unchanged=sum(small_graph.counts().values()))


def test_a_name_that_somebody_wrote_into_the_mark_is_never_run(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, cypher: Cypher
) -> None:
    load(empty_database, small_graph, schema)
    cypher("MATCH (l:ClausewayLoad) SET l.names = [':A) DETACH DELETE n //.b', '-B]->() DELETE x //'] + l.names")
    assert not load(empty_database, small_graph, schema).total.any
