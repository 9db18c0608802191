"""GraphML of a whole graph, read back by networkx."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from typing import Any, cast
from xml.etree import ElementTree

import networkx as nx
import pytest

from clauseway.graph.engine import GraphData, GraphError, Relationship
from clauseway.graph.graphml import NAMESPACE, graphml_lines
from clauseway.graph.schema import Schema

type Nodes = dict[str, tuple[str, dict[str, object]]]
type Relationships = list[tuple[str, str, str, dict[str, object]]]


def read(data: GraphData, schema: Schema) -> Any:
    """What networkx makes of the document."""
    network = cast("Any", nx)
    return network.read_graphml(io.BytesIO(b"".join(graphml_lines(data, schema))))


def test_networkx_reads_every_node_with_its_properties_and_types(
    shared_small_graph: GraphData, schema: Schema, nodes_in_a_file: Nodes
) -> None:
    found = read(shared_small_graph, schema)
    assert {
        name: (properties.pop("labels"), properties, {key: type(value) for key, value in properties.items()})
        for name, properties in found.nodes(data=True)
    } == {
        name: (f":{label}", properties, {key: type(value) for key, value in properties.items()})
        for name, (label, properties) in nodes_in_a_file.items()
    }


def test_networkx_reads_every_relationship_and_keeps_parallel_ones_apart(
    shared_small_graph: GraphData, schema: Schema, relationships_in_a_file: Relationships
) -> None:
    found = read(shared_small_graph, schema)
    assert found.is_multigraph()
    assert found.is_directed()
    edges = [
        (properties.pop("label"), start, end, properties) for start, end, properties in found.edges(data=True)
    ]
    assert sorted(edges, key=repr) == sorted(relationships_in_a_file, key=repr)
    assert found.number_of_edges("Economy/XDD", "Agreement/first-pact") == 2
    assert len({key for *_, key in found.edges(keys=True)}) == len(edges)


def test_there_are_as_many_of_each_label_and_type_as_in_the_graph(
    shared_small_graph: GraphData, schema: Schema
) -> None:
    found = read(shared_small_graph, schema)
    types = {mapping.name: mapping.type for mapping in schema.relationships}
    labels = Counter(properties["labels"] for _, properties in found.nodes(data=True))
    assert labels == {f":{label}": len(items) for label, items in shared_small_graph.nodes.items()}
    counted: Counter[str] = Counter()
    for name, items in shared_small_graph.relationships.items():
        counted[types[name]] += len(items)
    assert Counter(properties["label"] for *_, properties in found.edges(data=True)) == counted


def test_text_comes_back_letter_by_letter(small_graph: GraphData, schema: Schema) -> None:
    text = "<b> & \"it's\"\ttab \r\n line ]]> 🌏"
    small_graph.nodes["Economy"][0]["name"] = text
    assert read(small_graph, schema).nodes["Economy/XAA"]["name"] == text


def test_whole_numbers_of_a_measure_stay_numbers_with_a_point(small_graph: GraphData, schema: Schema) -> None:
    small_graph.nodes["Indicator"] = [{"id": "steps", "name": "Steps"}]
    small_graph.relationships["OBSERVED"] = [Relationship("XAA", "steps", {"year": 2020, "value": 5})]
    (properties,) = read(small_graph, schema).get_edge_data("Economy/XAA", "Indicator/steps").values()
    assert (properties["value"], type(properties["value"])) == (5.0, float)
    assert (properties["year"], type(properties["year"])) == (2020, int)


def test_every_key_that_is_used_is_declared_once(shared_small_graph: GraphData, schema: Schema) -> None:
    document = ElementTree.fromstring(b"".join(graphml_lines(shared_small_graph, schema)))
    declared = [key.attrib["id"] for key in document.iter(f"{{{NAMESPACE}}}key")]
    assert len(declared) == len(set(declared))
    assert {data.attrib["key"] for data in document.iter(f"{{{NAMESPACE}}}data")} <= set(declared)


def test_the_same_data_give_the_same_bytes(small_graph: GraphData, schema: Schema) -> None:
    first = b"".join(graphml_lines(small_graph, schema))
    assert first == b"".join(graphml_lines(small_graph, schema))
    small_graph.nodes["Agreement"][0]["signed"] = date(2020, 3, 1)
    assert first != b"".join(graphml_lines(small_graph, schema))


def test_a_character_that_xml_cannot_hold_is_named_with_its_place(small_graph: GraphData, schema: Schema) -> None:
    small_graph.nodes["Agreement"][1]["title"] = "bell \x07"
    with pytest.raises(GraphError, match=r"U\+0007 in the Agreement 'second-pact'; .* --format jsonl"):
        list(graphml_lines(small_graph, schema))


def test_data_that_contradict_themselves_give_no_line(small_graph: GraphData, schema: Schema) -> None:
    small_graph.relationships["MEMBER_OF"].append(Relationship("XZZ", "circle"))
    with pytest.raises(GraphError, match="no Economy is 'XZZ'"):
        next(graphml_lines(small_graph, schema))
