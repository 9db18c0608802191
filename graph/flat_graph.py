"""A whole property graph as plain rows, for files of formats that know text, numbers and truth values only.

What [`graphml`][clauseway.graph.graphml] and [`json_lines`][clauseway.graph.json_lines] share: the identifiers, the
order, and how a value of the schema becomes a plain one. The bookkeeping of a load is not among the rows: such a file
is for other tools, not for a database that `clauseway load` keeps up to date.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import GraphError, GraphSource
from clauseway.graph.neo4j_rows import relationship_keys
from clauseway.graph.schema import PropertyMapping, PropertyType, Schema

type Plain = str | int | float | bool


@dataclass(frozen=True, slots=True)
class FlatNode:
    """One node.

    Attributes:
        id: Label and key value, `Economy/SGP`: the same in every file.
        label: Its one label.
        properties: Those it has, in the order of the schema; dates as ISO 8601.
    """

    id: str
    label: str
    properties: dict[str, Plain]


@dataclass(frozen=True, slots=True)
class FlatRelationship:
    """One relationship.

    Attributes:
        id: Mapping name and the keys of its ends, `PARTY_TO/SGP/depa`; parallel ones have a digest of their
            properties behind, so that each has its own and keeps it while the others change.
        type: Relationship type.
        start, end: Identifiers of the two nodes.
        start_label, end_label: Their labels.
        properties: As for a node.
    """

    id: str
    type: str
    start: str
    start_label: str
    end: str
    end_label: str
    properties: dict[str, Plain]


def node_id(label: str, key: object) -> str:
    """Identifier of a node, one for the whole graph.

    >>> node_id("Economy", "SGP")
    'Economy/SGP'
    """
    return f"{label}/{key}"


def flat_nodes(data: GraphSource, schema: Schema) -> Iterator[FlatNode]:
    """Every node, made one at a time, in the order of the schema.

    Raises:
        GraphError: A number is infinite or none, which neither JSON nor every reader of GraphML knows.
    """
    for mapping in schema.nodes:
        for item in data.nodes_of(mapping.label):
            name = node_id(mapping.label, item[mapping.key])
            yield FlatNode(name, mapping.label, _plain(item, mapping.properties, name))


def flat_relationships(data: GraphSource, schema: Schema) -> Iterator[FlatRelationship]:
    """Every relationship, made one at a time, in the order of the schema and then of the start nodes.

    Raises:
        GraphError: As for `flat_nodes`.
    """
    for mapping in schema.relationships:
        for item, key in relationship_keys(data.relationships_of(mapping.name)):
            name = "/".join([mapping.name, item.start, item.end, *([] if key is None else [key])])
            yield FlatRelationship(
                id=name,
                type=mapping.type,
                start=node_id(mapping.start, item.start),
                start_label=mapping.start,
                end=node_id(mapping.end, item.end),
                end_label=mapping.end,
                properties=_plain(item.properties, mapping.properties, name),
            )


def plain(value: object, kind: PropertyType) -> Plain:
    """A value of the schema as a format without dates can hold it.

    A number is always a float: else a file would say `5` for one economy, `5.5` for the next, and a reader that
    guesses types from the text would take them for two.

    >>> plain(date(2021, 1, 7), "date"), plain(5, "number"), plain(True, "boolean"), plain(3, "integer")
    ('2021-01-07', 5.0, True, 3)
    """
    if isinstance(value, date):
        return value.isoformat()
    if kind == "number" and isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, str | int | float) else str(value)


def _plain(item: Mapping[str, object], properties: Sequence[PropertyMapping], where: str) -> dict[str, Plain]:
    found = {p.name: plain(value, p.type) for p in properties if (value := item.get(p.name)) is not None}
    for name, value in found.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise GraphError(f"The {name} of {where} is {value}, which is no number that a file can hold.")
    return found
