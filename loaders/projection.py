"""From RDF to the property graph, by the schema: one SPARQL query a node label, one a relationship mapping."""

from __future__ import annotations

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
    keys = {
        mapping.label: {str(node[mapping.key]) for node in nodes[mapping.label]} for mapping in schema.nodes
    }
    relationships = {mapping.name: _relationships(store, mapping, keys) for mapping in schema.relationships}
    version = str(nodes["Dataset"][0]["version"])
    return GraphData(nodes, relationships, version)


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


def _relationships(
    store: ox.Store, mapping: RelationshipMapping, keys: dict[str, set[str]]
) -> list[Relationship]:
    found: list[Relationship] = []
    starts, ends = keys[mapping.start], keys[mapping.end]
    for solution in _rows(store, relationship_query(mapping)):
        start, end = str(_scalar(solution["start"], "string")), str(_scalar(solution["end"], "string"))
        if start not in starts or end not in ends:
            label, key = (mapping.start, start) if start not in starts else (mapping.end, end)
            raise ProjectionError(f"{mapping.name} points at {label} '{key}', which is not in the dataset.")
        found.append(Relationship(start, end, _properties(solution, mapping.properties)))
    found.sort(key=attrgetter("start", "end"))
    ordered: list[Relationship] = []
    for _, alike in groupby(found, attrgetter("start", "end")):
        same = list(alike)
        ordered.extend(sorted(same, key=_told) if len(same) > 1 else same)
    return ordered


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
