"""The property-graph schema, read from `ontology/graph-schema.ttl`.

The one declaration gives the indexes of the embedded engine, the constraints of Neo4j, the load statements
of both, the documentation page (`docs/graph-schema.md`) and the names a query may use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from clauseway.ontology import GRAPH_SCHEMA_FILE
from clauseway.ontology.namespaces import PG, RDF, RDFS
from clauseway.ontology.turtle import Description, read_descriptions

type PropertyType = Literal["string", "date", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class PropertyMapping:
    """One property of a node or relationship and where its value lies in the RDF.

    Attributes:
        name: Property name in the graph, lower_snake.
        path: SPARQL property path from the mapped resource to the value.
        type: Value type.
        comment: What the value means, for the documentation.
    """

    name: str
    path: str
    type: PropertyType
    comment: str


@dataclass(frozen=True, slots=True)
class NodeMapping:
    """A node label: which RDF class it holds, its key and its properties in display order.

    Attributes:
        caption: The property that a drawing writes on the node.
    """

    label: str
    rdf_class: str
    key: str
    properties: tuple[PropertyMapping, ...]
    comment: str
    caption: str


@dataclass(frozen=True, slots=True)
class RelationshipMapping:
    """A relationship: type, ends and where the RDF says so.

    Attributes:
        name: Unique name of the mapping; equals `type` save where one type has two mappings.
        type: Relationship type, UPPER_SNAKE.
        start, end: Labels of the two ends.
        subject_class: Class of the resource the relationship is made from.
        start_path, end_path: SPARQL paths from that resource to the *key values* of the two ends.
        where: A further triple pattern on `?s`, or an empty string.
        caption: The property that a drawing writes on the relationship; empty where it writes the type.
    """

    name: str
    type: str
    start: str
    end: str
    subject_class: str
    start_path: str
    end_path: str
    where: str
    properties: tuple[PropertyMapping, ...]
    comment: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole schema."""

    nodes: tuple[NodeMapping, ...]
    relationships: tuple[RelationshipMapping, ...]

    def node(self, label: str) -> NodeMapping:
        """The mapping of one label.

        Raises:
            KeyError: The schema has no such label.
        """
        for mapping in self.nodes:
            if mapping.label == label:
                return mapping
        raise KeyError(label)

    @property
    def labels(self) -> frozenset[str]:
        """Every node label."""
        return frozenset(n.label for n in self.nodes)

    @property
    def relationship_types(self) -> frozenset[str]:
        """Every relationship type."""
        return frozenset(r.type for r in self.relationships)

    @property
    def property_names(self) -> frozenset[str]:
        """Every property name of nodes and relationships."""
        return frozenset(p.name for m in (*self.nodes, *self.relationships) for p in m.properties)


def neo4j_constraints(schema: Schema) -> list[str]:
    """Uniqueness constraints for Neo4j, one a label; each can be run again without harm."""
    return [
        f"CREATE CONSTRAINT {n.label.lower()}_{n.key} IF NOT EXISTS FOR (n:{n.label}) REQUIRE n.{n.key} IS UNIQUE"
        for n in schema.nodes
    ]


def create_node_statement(node: NodeMapping) -> str:
    """Cypher that creates nodes of one label from `$rows`, each row a map with every property."""
    return f"UNWIND $rows AS row CREATE (n:{node.label} {{{_row_map(node.properties)}}})"


def create_relationship_statement(mapping: RelationshipMapping, schema: Schema) -> str:
    """Cypher that creates relationships from `$rows` with `start`, `end` and every property."""
    start, end = schema.node(mapping.start), schema.node(mapping.end)
    properties = _row_map(mapping.properties)
    inline = f" {{{properties}}}" if properties else ""
    return (
        f"UNWIND $rows AS row MATCH (a:{start.label} {{{start.key}: row.start}}) "
        f"MATCH (b:{end.label} {{{end.key}: row.end}}) CREATE (a)-[:{mapping.type}{inline}]->(b)"
    )


def _row_map(properties: tuple[PropertyMapping, ...]) -> str:
    return ", ".join(f"{p.name}: row.{p.name}" for p in properties)


@cache
def load_schema() -> Schema:
    """Read the schema once from the ontology.

    Raises:
        KeyError: A mapping in the Turtle file lacks a required term (a fault of the file, not of a user).
    """
    descriptions = read_descriptions(GRAPH_SCHEMA_FILE)
    nodes = [_node(d, descriptions) for d in descriptions.values() if f"{PG}NodeMapping" in d.iris(f"{RDF}type")]
    relationships = [
        _relationship(d, descriptions)
        for d in descriptions.values()
        if f"{PG}RelationshipMapping" in d.iris(f"{RDF}type")
    ]
    nodes.sort(key=lambda pair: pair[0])
    relationships.sort(key=lambda pair: pair[0])
    return Schema(tuple(n for _, n in nodes), tuple(r for _, r in relationships))


def _node(d: Description, everything: dict[str, Description]) -> tuple[int, NodeMapping]:
    return int(d.text(f"{PG}order")), NodeMapping(
        label=d.text(f"{PG}label"),
        rdf_class=d.iri(f"{PG}fromClass"),
        key=d.text(f"{PG}key"),
        properties=_properties(d, everything),
        comment=d.text(f"{RDFS}comment"),
        caption=d.text(f"{PG}caption"),
    )


def _relationship(d: Description, everything: dict[str, Description]) -> tuple[int, RelationshipMapping]:
    kind = d.text(f"{PG}type")
    return int(d.text(f"{PG}order")), RelationshipMapping(
        name=d.text(f"{PG}name", default=kind),
        type=kind,
        start=everything[d.iri(f"{PG}start")].text(f"{PG}label"),
        end=everything[d.iri(f"{PG}end")].text(f"{PG}label"),
        subject_class=d.iri(f"{PG}fromClass"),
        start_path=d.text(f"{PG}startPath"),
        end_path=d.text(f"{PG}endPath"),
        where=d.text(f"{PG}where", default=""),
        properties=_properties(d, everything),
        comment=d.text(f"{RDFS}comment"),
        caption=d.text(f"{PG}caption", default=""),
    )


def _properties(d: Description, everything: dict[str, Description]) -> tuple[PropertyMapping, ...]:
    found: list[tuple[int, PropertyMapping]] = []
    for reference in d.iris(f"{PG}property"):
        p = everything[reference]
        found.append(
            (
                int(p.text(f"{PG}order")),
                PropertyMapping(
                    name=p.text(f"{PG}name"),
                    path=p.text(f"{PG}path"),
                    type=_property_type(p.text(f"{PG}datatype")),
                    comment=p.text(f"{RDFS}comment"),
                ),
            )
        )
    return tuple(mapping for _, mapping in sorted(found, key=lambda pair: pair[0]))


def _property_type(name: str) -> PropertyType:
    match name:
        case "string" | "date" | "integer" | "number" | "boolean":
            return name
        case _:
            raise KeyError(f"graph-schema.ttl: pg:datatype {name!r} is not string, date, integer, number or boolean")
