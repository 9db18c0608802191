"""From RDF to the property graph, by the schema: one SPARQL query a node label, one a relationship mapping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter

import pyoxigraph as ox

from clauseway.graph.engine import GraphData, Properties, Relationship, Scalar
from clauseway.graph.schema import NodeMapping, PropertyMapping, RelationshipMapping, Schema
from clauseway.ontology.namespaces import PREFIXES

_PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


class ProjectionError(Exception):
    """The RDF does not fit the schema: a key is missing or stands twice."""


def project(store: ox.Store, schema: Schema) -> GraphData:
    """Build the property graph.

    Nodes are ordered by key and relationships by their ends, so the same RDF gives the same graph.

    Raises:
        ProjectionError: A node has no key, two have the same one, or a relationship points nowhere.
    """
    nodes = {mapping.label: _nodes(store, mapping) for mapping in schema.nodes}
    relationships = {m.name: relationships_of(store, m, nodes, schema) for m in schema.relationships}
    version = str(nodes["Dataset"][0]["version"])
    return GraphData(nodes, relationships, version)


def relationships_of(
    store: ox.Store, mapping: RelationshipMapping, nodes: Mapping[str, list[Properties]], schema: Schema
) -> list[Relationship]:
    """The relationships of one mapping, in order.

    Args:
        store: Data and vocabularies.
        mapping: The mapping.
        nodes: The nodes that may be connected, by label.
        schema: The schema that the mapping is of.

    Raises:
        ProjectionError: A relationship points nowhere.
    """
    key = {node.label: node.key for node in schema.nodes}
    starts, ends = ({str(node[key[label]]) for node in nodes[label]} for label in (mapping.start, mapping.end))
    found: list[Relationship] = []
    for solution in _rows(store, relationship_query(mapping)):
        start, end = str(_scalar(solution["start"], "string")), str(_scalar(solution["end"], "string"))
        if start not in starts or end not in ends:
            label, lost = (mapping.start, start) if start not in starts else (mapping.end, end)
            raise ProjectionError(f"{mapping.name} points at {label} '{lost}', which is not in the dataset.")
        found.append(Relationship(start, end, _properties(solution, mapping.properties)))
    return in_order(found)


def in_order(found: list[Relationship]) -> list[Relationship]:
    """Relationships of one mapping by their ends, and those between the same ends by what they say."""
    found = sorted(found, key=attrgetter("start", "end"))
    ordered: list[Relationship] = []
    for _, alike in groupby(found, attrgetter("start", "end")):
        same = list(alike)
        ordered.extend(sorted(same, key=_told) if len(same) > 1 else same)
    return ordered


def node_query(mapping: NodeMapping) -> str:
    """SPARQL that lists the nodes of one label with their properties."""
    key = next(p for p in mapping.properties if p.name == mapping.key)
    return _select(
        f"?s a <{mapping.rdf_class}> . ?s {key.path} ?{key.name} .",
        [p for p in mapping.properties if p.name != mapping.key],
        [key.name],
    )


def relationship_query(mapping: RelationshipMapping) -> str:
    """SPARQL that lists the relationships of one mapping."""
    return _select(
        f"?s a <{mapping.subject_class}> . {mapping.where} "
        f"?s {mapping.start_path} ?start . ?s {mapping.end_path} ?end .",
        list(mapping.properties),
        ["start", "end"],
    )


def _select(pattern: str, optional: list[PropertyMapping], required: list[str]) -> str:
    names = " ".join(f"?{name}" for name in (*required, *(p.name for p in optional)))
    options = "".join(f"\n  OPTIONAL {{ ?s {p.path} ?{p.name} . }}" for p in optional)
    return f"{_PROLOGUE}SELECT DISTINCT ?s {names} WHERE {{\n  {pattern}{options}\n}}"


def _rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


def _nodes(store: ox.Store, mapping: NodeMapping) -> list[Properties]:
    found: dict[str, Properties] = {}
    for solution in _rows(store, node_query(mapping)):
        properties = _properties(solution, mapping.properties)
        key = str(properties[mapping.key])
        if key in found:
            raise ProjectionError(
                f"{mapping.label} '{key}' has two values for one of its properties: {found[key]} and {properties}."
            )
        found[key] = properties
    return [found[key] for key in sorted(found)]


def _told(relationship: Relationship) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in relationship.properties.items())


def _properties(solution: ox.QuerySolution, mappings: tuple[PropertyMapping, ...]) -> Properties:
    return {m.name: _scalar(term, m.type) for m in mappings if (term := solution[m.name]) is not None}


def _scalar(term: object, kind: str) -> Scalar:
    value = term.value if isinstance(term, (ox.Literal, ox.NamedNode)) else str(term)
    match kind:
        case "date":
            return date.fromisoformat(value)
        case "integer":
            return int(value)
        case "number":
            return float(value)
        case "boolean":
            return value == "true"
        case _:
            return value
