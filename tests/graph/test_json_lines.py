"""JSON Lines of a whole graph: the rows APOC writes and reads, built up again by networkx."""

from __future__ import annotations

import json
from typing import Any, cast

import networkx as nx
import pytest

from clauseway.graph.engine import GraphData, GraphError, Relationship
from clauseway.graph.json_lines import json_lines
from clauseway.graph.schema import Schema

type Nodes = dict[str, tuple[str, dict[str, object]]]
type Relationships = list[tuple[str, str, str, dict[str, object]]]


def rows(data: GraphData, schema: Schema) -> list[dict[str, Any]]:
    return [json.loads(line) for line in json_lines(data, schema)]


def test_a_graph_built_from_the_rows_is_the_graph(
    shared_small_graph: GraphData, schema: Schema, nodes_in_a_file: Nodes, relationships_in_a_file: Relationships
) -> None:
    network: Any = cast("Any", nx).MultiDiGraph()
    for row in rows(shared_small_graph, schema):
        if row["type"] == "node":
            assert not network.has_node(row["id"])
            network.add_node(row["id"], labels=row["labels"], properties=row["properties"])
        else:
            for end in (row["start"], row["end"]):
                assert network.nodes[end["id"]]["labels"] == end["labels"]
            ends = row["start"]["id"], row["end"]["id"]
            assert not network.has_edge(*ends, key=row["id"])
            network.add_edge(*ends, key=row["id"], label=row["label"], properties=row["properties"])
    nodes = {name: (inside["labels"][0], inside["properties"]) for name, inside in network.nodes(data=True)}
    assert nodes == nodes_in_a_file
    edges = [(inside["label"], start, end, inside["properties"]) for start, end, inside in network.edges(data=True)]
    assert sorted(edges, key=repr) == sorted(relationships_in_a_file, key=repr)
    assert network.number_of_edges("Group/circle", "Economy/XEE") == 0
    assert network.number_of_edges("Economy/XEE", "Group/circle") == 2


def test_rows_have_the_form_of_apoc(shared_small_graph: GraphData, schema: Schema) -> None:
    found = {row["id"]: row for row in rows(shared_small_graph, schema)}
    assert found["Agreement/soft-code"] == {
        "type": "node",
        "id": "Agreement/soft-code",
        "labels": ["Agreement"],
        "properties": {
            "slug": "soft-code",
            "title": "Soft Code",
            "kind": "memorandum",
            "signed": "1999-12-31",
            "binding": False,
        },
    }
    assert found["SUPERSEDES/first-pact/soft-code"] == {
        "type": "relationship",
        "id": "SUPERSEDES/first-pact/soft-code",
        "label": "SUPERSEDES",
        "properties": {"date": "2021-01-01"},
        "start": {"id": "Agreement/first-pact", "labels": ["Agreement"]},
        "end": {"id": "Agreement/soft-code", "labels": ["Agreement"]},
    }


def test_every_node_comes_before_the_first_relationship(shared_small_graph: GraphData, schema: Schema) -> None:
    kinds = [row["type"] for row in rows(shared_small_graph, schema)]
    assert kinds == sorted(kinds)


def test_a_line_is_one_object_whatever_the_text(small_graph: GraphData, schema: Schema) -> None:
    text = "one\ntwo\r\u2028three \x07 🌏"
    small_graph.nodes["Economy"][0]["name"] = text
    lines = b"".join(json_lines(small_graph, schema)).split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == sum(small_graph.counts().values())
    assert json.loads(lines[0])["properties"]["name"] == text


def test_identifiers_stay_when_other_relationships_come(small_graph: GraphData, schema: Schema) -> None:
    before = [row["id"] for row in rows(small_graph, schema)]
    small_graph.relationships["PARTY_TO"].insert(0, Relationship("XAA", "soft-code", {"state": "applied"}))
    after = [row["id"] for row in rows(small_graph, schema)]
    assert set(after) - set(before) == {"PARTY_TO/XAA/soft-code"}
    assert set(before) <= set(after)


def test_a_measure_that_is_no_number_is_refused(small_graph: GraphData, schema: Schema) -> None:
    small_graph.nodes["Indicator"] = [{"id": "steps"}]
    small_graph.relationships["OBSERVED"] = [Relationship("XAA", "steps", {"value": float("nan")})]
    with pytest.raises(GraphError, match="The value of OBSERVED/XAA/steps is nan, which is no number"):
        list(json_lines(small_graph, schema))
