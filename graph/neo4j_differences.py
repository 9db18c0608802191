"""What of a stored graph differs from the data, as statements that make it equal.

What is stored is read once, label by label and type by type, and compared here, so that nothing is written that is as
it should be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched, groupby

from clauseway.graph.engine import GraphData, Relationship
from clauseway.graph.neo4j_marks import DATASET_LABEL, LOAD_ID, REL_KEY, UNFINISHED_LABEL
from clauseway.graph.neo4j_rows import relationship_keys
from clauseway.graph.neo4j_writer import Writer
from clauseway.graph.schema import NodeMapping, RelationshipMapping, Schema

type Line = Mapping[str, object] | Sequence[object]
"""A row of a statement; new things are sent as lists, because a driver in Python spends its time on names."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a load did to the nodes of one label, or to the relationships of one type; all counts >= 0.

    >>> Changes(created=1) + Changes(created=2, unchanged=3)
    Changes(created=3, updated=0, removed=0, unchanged=3)
    """

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.created + other.created,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )

    def __str__(self) -> str:
        return (
            f"{self.created} created, {self.updated} updated, {self.removed} removed, {self.unchanged} unchanged"
        )

    @property
    def any(self) -> bool:
        """Whether anything was not as it should be."""
        return bool(self.created or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement with its rows: how many things it changes, and how far it brings their label or type."""

    name: str
    statement: str
    rows: list[Line]
    changes: int
    done: int
    total: int


class Differences:
    """Everything in which a database differs from the data, and the count of it.

    Attributes:
        changes: What was found so far, by label and type.
    """

    def __init__(self, writer: Writer, data: GraphData, schema: Schema, batch_size: int) -> None:
        self._writer = writer
        self._data = data
        self._schema = schema
        self._batch_size = batch_size
        self.changes: defaultdict[str, Changes] = defaultdict(Changes)

    def steps(self) -> Iterator[Step]:
        """Every difference but that of the Dataset node, found as it is asked for.

        Stale relationships go before anything is added and stale nodes last, so that none hangs on a node that goes.
        """
        nodes = [node for node in self._schema.nodes if node.label != DATASET_LABEL]
        stale: list[Step] = []
        for node in nodes:
            yield from self._node_steps(node, stale)
        for kind in dict.fromkeys(mapping.type for mapping in self._schema.relationships):
            yield from self._relationship_steps(kind)
        yield from stale

    def _node_steps(self, node: NodeMapping, stale: list[Step]) -> Iterator[Step]:
        names = [p.name for p in node.properties]
        wanted = {str(item[node.key]): item for item in self._data.nodes.get(node.label, [])}
        total = len(wanted)
        updated: list[Line] = []
        removed: list[Line] = []
        unchanged = 0
        if self._is_stored(f"(x:{node.label})"):
            values = ", ".join(f"x.{name}" for name in names)
            text = (
                f"MATCH (x:{node.label}) WHERE x.{LOAD_ID} IS NOT NULL "
                f"RETURN elementId(x), x.{node.key} AS key, {values}"
            )
            for identity, key, *stored in self._writer.read(text):
                item = wanted.pop(str(key), None)
                if item is None:
                    removed.append({"id": identity})
                elif _same(stored, item, names):
                    unchanged += 1
                else:
                    updated.append({"id": identity, "row": self.whole_row(item, names)})
        created = ([item.get(name) for name in names] for item in wanted.values())
        self.changes[node.label] += Changes(len(wanted), len(updated), len(removed), unchanged)
        create = f"UNWIND $rows AS line CREATE (:{node.label} {_inline(names, 0)})"
        yield from self._batches(node.label, create, created, total)
        update = (
            f"UNWIND $rows AS line MATCH (x:{node.label}) WHERE elementId(x) = line.id AND x.{LOAD_ID} IS NOT NULL "
            "SET x += line.row"
        )
        yield from self._batches(node.label, update, updated, total)
        stale += self._batches(node.label, _remove_node(node, names, self._schema), removed, len(removed))

    def _relationship_steps(self, kind: str) -> Iterator[Step]:
        """The differences of one type; mappings that share it differ in the labels of their ends."""
        mappings = [mapping for mapping in self._schema.relationships if mapping.type == kind]
        wanted: dict[tuple[object, ...], tuple[RelationshipMapping, Relationship]] = {
            (mapping.name, item.start, item.end, key): (mapping, item)
            for mapping in mappings
            for item, key in relationship_keys(self._data.relationships.get(mapping.name, []))
        }
        total = len(wanted)
        names = list(dict.fromkeys(p.name for mapping in mappings for p in mapping.properties))
        updated: list[Line] = []
        removed: list[Line] = []
        unchanged = 0
        if self._is_stored(f"()-[x:{kind}]->()"):
            for identity, mapping_name, start, end, key, *stored in self._writer.read(self._stored(mappings, names)):
                found = wanted.pop((mapping_name, start, end, key), None)
                if found is None:
                    removed.append({"id": identity})
                elif _same(stored, found[1].properties, names):
                    unchanged += 1
                else:
                    updated.append({"id": identity, "row": self.whole_row(found[1].properties, names)})
        self.changes[kind] += Changes(len(wanted), len(updated), len(removed), unchanged)
        by_id = f"MATCH ()-[x:{kind}]->() WHERE elementId(x) = line.id AND x.{LOAD_ID} IS NOT NULL"
        yield from self._batches(kind, f"UNWIND $rows AS line {by_id} DELETE x", removed, len(removed))
        yield from self._batches(kind, f"UNWIND $rows AS line {by_id} SET x += line.row", updated, total)
        for mapping in mappings:
            start, end = self._schema.node(mapping.start), self._schema.node(mapping.end)
            new = [(key, item) for (*_, key), (its, item) in wanted.items() if its is mapping]
            own = [p.name for p in mapping.properties if any(p.name in item.properties for _, item in new)]
            create = (
                f"UNWIND $rows AS line MATCH (a:{start.label} {{{start.key}: line[0]}}) "
                f"UNWIND range(0, size(line[1]) - 1) AS i MATCH (b:{end.label} {{{end.key}: line[1][i]}}) "
                f"CREATE (a)-[:{kind} {_inline([REL_KEY, *own], 2, '[i]')}]->(b)"
            )
            done = 0
            for batch in batched(new, self._batch_size):
                done += len(batch)
                yield Step(kind, create, _by_start(batch, own), len(batch), done, total)

    def _stored(self, mappings: list[RelationshipMapping], names: list[str]) -> str:
        """Cypher for the stored relationships of one type: identity, mapping, keys of the ends, own key, values."""
        columns: defaultdict[str, str] = defaultdict(str)
        for mapping in mappings:
            start, end = self._schema.node(mapping.start), self._schema.node(mapping.end)
            when = f"WHEN a:{start.label} AND b:{end.label} THEN "
            columns["mapping"] += f"{when}'{mapping.name}' "
            columns["start"] += f"{when}a.{start.key} "
            columns["end"] += f"{when}b.{end.key} "
        identity = ", ".join(f"CASE {cases}END AS {name}" for name, cases in columns.items())
        values = "".join(f", x.{name}" for name in names)
        return (
            f"MATCH (a)-[x:{mappings[0].type}]->(b) WHERE x.{LOAD_ID} IS NOT NULL "
            f"RETURN elementId(x), {identity}, x.{REL_KEY} AS key{values}"
        )

    def find_dataset(self) -> None:
        """Compare the one Dataset node, under either of its names."""
        node = self._schema.node(DATASET_LABEL)
        names = [p.name for p in node.properties]
        values = ", ".join(f"x.{name}" for name in names)
        stored = [
            row
            for label in (DATASET_LABEL, UNFINISHED_LABEL)
            for row in self._writer.read(f"MATCH (x:{label}) WHERE x.{LOAD_ID} IS NOT NULL RETURN {values}")
        ]
        (item,) = self._data.nodes[DATASET_LABEL]
        if not stored:
            self.changes[DATASET_LABEL] = Changes(created=1)
        elif len(stored) == 1 and _same(stored[0], item, names):
            self.changes[DATASET_LABEL] = Changes(unchanged=1)
        else:
            self.changes[DATASET_LABEL] = Changes(updated=1, removed=len(stored) - 1)

    def _is_stored(self, pattern: str) -> bool:
        """Whether anything matches; answered from the server's count store, so free on an empty database."""
        return any(row[0] for row in self._writer.read(f"MATCH {pattern} RETURN count(x) AS n"))

    def _batches(
        self, name: str, statement: str, lines: Iterable[Line], total: int
    ) -> Iterator[Step]:
        done = 0
        for rows in batched(lines, self._batch_size):
            done += len(rows)
            yield Step(name, statement, list(rows), len(rows), done, total)

    def whole_row(self, item: Mapping[str, object], names: list[str]) -> dict[str, object]:
        """A row for `SET +=`: null takes a property out, and what it does not name stays."""
        return {**{name: item.get(name) for name in names}, LOAD_ID: self._data.version}


def _remove_node(node: NodeMapping, names: list[str], schema: Schema) -> str:
    """Delete a stale node; one that others use loses only what is ours, save its key.

    Others use it when a relationship without our mark hangs on it, or it has a label or property that is not ours.
    """
    ours = ", ".join(f"'{name}'" for name in (*names, LOAD_ID))
    gone = ", ".join(f"x.{name}" for name in (*(n for n in names if n != node.key), LOAD_ID))
    return (
        f"UNWIND $rows AS line MATCH (x:{node.label}) WHERE elementId(x) = line.id AND x.{LOAD_ID} IS NOT NULL "
        f"WITH x, (size(labels(x)) > 1 OR any(name IN keys(x) WHERE NOT name IN [{ours}]) "
        f"OR EXISTS {{ MATCH (x)-[r]-() WHERE r.{LOAD_ID} IS NULL }}) AS used "
        f"FOREACH (y IN CASE WHEN used THEN [] ELSE [x] END | DETACH DELETE y) "
        f"WITH x, used WHERE used REMOVE {gone}, x:{node.label}"
    )


def _inline(names: list[str], first: int, index: str = "") -> str:
    """A property map in Cypher whose values are the items of `line` from one on; what is null is not set.

    >>> _inline(["iso3", "name"], 0)
    '{iso3: line[0], name: line[1], load_id: $load_id}'
    """
    values = ", ".join(f"{name}: line[{place}]{index}" for place, name in enumerate(names, first))
    return f"{{{values}, {LOAD_ID}: $load_id}}"


def _by_start(batch: Iterable[tuple[object, Relationship]], names: list[str]) -> list[Line]:
    """Relationships with the same start as one line: its key, the keys of the ends, own keys, and values by column.

    This halves the look-ups of the server and most of the work of a driver in Python: twice the rows a second. A
    column without any value is empty, and an item past its end is null.

    >>> one, other = Relationship("SGP", "depa", {"via": "EU"}), Relationship("SGP", "rcep")
    >>> _by_start([(None, one), (None, other)], ["since", "via"])
    [['SGP', ['depa', 'rcep'], [], [], ['EU', None]]]
    """
    lines: list[Line] = []
    for start, together in groupby(batch, key=lambda pair: pair[1].start):
        pairs = list(together)
        columns: list[list[object]] = [[key for key, _ in pairs]]
        for name in names:
            columns.append([item.properties.get(name) for _, item in pairs])
        filled: list[object] = [[] if all(value is None for value in column) else column for column in columns]
        lines.append([start, [item.end for _, item in pairs], *filled])
    return lines


def _same(stored: list[object], item: Mapping[str, object], names: list[str]) -> bool:
    """Whether the stored values are those of the data, in value and in type.

    >>> _same([1, None], {"position": 1}, ["position", "label"]), _same([True], {"position": 1}, ["position"])
    (True, False)
    """
    for name, value in zip(names, stored, strict=True):
        wanted = item.get(name)
        found = _plain(value)
        if found != wanted or type(found) is not type(wanted):
            return False
    return True


def _plain(value: object) -> object:
    """A stored value as the data have it: the libraries have dates of their own."""
    to_native = getattr(value, "to_native", None)
    if to_native is None:
        return value
    native: object = to_native()
    return native if isinstance(native, date) else value
