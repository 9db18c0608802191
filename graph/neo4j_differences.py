"""What of a stored graph differs from the data, as statements that make it equal.

What is stored is read once, label by label and type by type, and compared here, so that nothing is written that is as
it should be. Both sides are streams in the same order, so that what is held in memory does not grow with the data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter

from clauseway.graph.engine import GraphSource, Properties, Relationship
from clauseway.graph.neo4j_marks import DATASET_LABEL, LOAD_ID, REL_KEY, UNFINISHED_LABEL
from clauseway.graph.neo4j_retired import Retired, read_names, retired_names
from clauseway.graph.neo4j_rows import relationship_keys
from clauseway.graph.neo4j_steps import Batch, NewRelationships, Step, inline
from clauseway.graph.neo4j_writer import Writer
from clauseway.graph.schema import NodeMapping, PropertyMapping, RelationshipMapping, Schema
from clauseway.graph.sorted_on_disk import Spool, sorted_on_disk

type _Key = tuple[str, ...]
type _Wanted = tuple[str, Relationship, str | None]
type _Pair[W] = tuple[W | None, list[object] | None]
"""What is wanted and what is stored of one thing; one of them may be missing. A row begins with its identity."""


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


class Differences:
    """Everything in which a database differs from the data, and the count of it.

    Attributes:
        changes: What was found so far, by label and type.
        retired: Names that only an earlier schema had; known once the steps were begun.
        loaded: Names that loads have used so far; known then too.
    """

    def __init__(
        self, writer: Writer, data: GraphSource, schema: Schema, counts: Mapping[str, int], batch_size: int, held: int
    ) -> None:
        self._writer = writer
        self._data = data
        self._schema = schema
        self._counts = counts
        self._batch_size = batch_size
        self._held = held
        self._stored: set[str] = set()
        self.changes: defaultdict[str, Changes] = defaultdict(Changes)
        self.retired = Retired()
        self.loaded: list[str] = []

    def steps(self) -> Iterator[Step]:
        """Every difference but that of the Dataset node, found as it is asked for.

        Stale nodes go last, so that no relationship hangs on a node that goes.
        """
        self._look()
        nodes = [node for node in self._schema.nodes if node.label != DATASET_LABEL]
        stale = Spool[Step]()
        for node in nodes:
            yield from self._node_steps(node, stale)
        for kind in dict.fromkeys(mapping.type for mapping in self._schema.relationships):
            yield from self._relationship_steps(kind)
        for kind in self.retired.types:
            pattern = f"()-[x:{kind}]->()"
            yield from self._retired_steps(kind, pattern, f"UNWIND $rows AS line {_by_id(pattern)} DELETE x")
        for label, names in self.retired.labels.items():
            yield from self._retired_steps(label, f"(x:{label})", _remove_node(label, names[0], names))
        yield from stale

    def _look(self) -> None:
        """Ask once for all names which of them are stored; answered from the server's counts, whatever the size."""
        self.loaded = read_names(self._writer)
        self.retired = retired_names(self.loaded, self._schema)
        patterns = {
            **{label: f"(x:{label})" for label in (*sorted(self._schema.labels), *self.retired.labels)},
            **{kind: f"()-[x:{kind}]->()" for kind in (*sorted(self._schema.relationship_types), *self.retired.types)},
        }
        text = " UNION ALL ".join(
            f"MATCH {pattern} RETURN '{name}' AS name, count(x) AS number" for name, pattern in patterns.items()
        )
        self._stored = {str(name) for name, number in self._writer.read(text) if number}

    def _node_steps(self, node: NodeMapping, stale: Spool[Step]) -> Iterator[Step]:
        names = self._names(node.label, node.properties)
        total = self._counts[node.label]
        items = self._data.nodes_of(node.label)
        pairs: Iterable[_Pair[Properties]] = ()
        if node.label in self._stored:
            values = ", ".join(f"x.{name}" for name in names)
            text = (
                f"MATCH (x:{node.label}) WHERE x.{LOAD_ID} IS NOT NULL "
                f"RETURN elementId(x), x.{node.key} AS key, {values}"
            )
            key = node.key
            pairs = _paired(
                (((str(item[key]),), item) for item in sorted_on_disk(items, itemgetter(key), self._held)),
                self._sorted_rows(text, 1),
            )
        create = Batch[object](
            node.label, f"UNWIND $rows AS line CREATE (:{node.label} {inline(names, 0)})", self._batch_size, total
        )
        update = Batch[object](
            node.label, f"UNWIND $rows AS line {_by_id(f'(x:{node.label})')} SET x += line.row", self._batch_size, total
        )
        remove = Batch[object](node.label, _remove_node(node.label, node.key, names), self._batch_size, 0)
        if node.label not in self._stored:  # nothing to compare, so nothing needs an order
            yield from create.fill(self._values(node.label, names, item) for item in items)
        unchanged = 0
        for item, row in pairs:
            if item is None:
                for step in remove.add({"id": row and row[0]}):
                    stale.append(step)
                continue
            values = self._values(node.label, names, item)
            if row is None:
                yield from create.add(values)
            elif _same(row[2:], values):
                unchanged += 1
            else:
                yield from update.add({"id": row[0], "row": self._whole(names, values)})
        yield from create.rest()
        yield from update.rest()
        for step in remove.rest():
            stale.append(step)
        self.changes[node.label] += Changes(create.done, update.done, remove.done, unchanged)

    def _relationship_steps(self, kind: str) -> Iterator[Step]:
        """The differences of one type; mappings that share it differ in the labels of their ends."""
        mappings = sorted((m for m in self._schema.relationships if m.type == kind), key=attrgetter("name"))
        names = self._names(kind, [p for mapping in mappings for p in mapping.properties])
        total = sum(self._counts[mapping.name] for mapping in mappings)
        wanted = {
            mapping.name: relationship_keys(self._data.relationships_of(mapping.name), self._held)
            for mapping in mappings
        }
        pairs: Iterable[_Pair[_Wanted]] = ()
        if kind in self._stored:
            pairs = _paired(
                (
                    ((name, item.start, item.end, key or ""), (name, item, key))
                    for name, items in wanted.items()
                    for item, key in items
                ),
                self._sorted_rows(self._stored_relationships(mappings, names), 4),
            )
        create = {m.name: NewRelationships(m, self._schema, self._batch_size, total) for m in mappings}
        by_id = _by_id(f"()-[x:{kind}]->()")
        update = Batch[object](kind, f"UNWIND $rows AS line {by_id} SET x += line.row", self._batch_size, total)
        remove = Batch[object](kind, f"UNWIND $rows AS line {by_id} DELETE x", self._batch_size, 0)
        if kind not in self._stored:
            for name, items in wanted.items():
                yield from create[name].fill(items)
        unchanged = 0
        for new, row in pairs:
            if new is None:
                yield from remove.add({"id": row and row[0]})
                continue
            name, item, key = new
            if row is None:
                yield from create[name].add((item, key))
            elif _same(row[5:], values := self._values(kind, names, item.properties)):
                unchanged += 1
            else:
                yield from update.add({"id": row[0], "row": self._whole(names, values)})
        for batch in (remove, update, *create.values()):
            yield from batch.rest()
        created = sum(batch.done for batch in create.values())
        self.changes[kind] += Changes(created, update.done, remove.done, unchanged)

    def _retired_steps(self, name: str, pattern: str, statement: str) -> Iterator[Step]:
        """Take out what Clauseway owns under a name that only an earlier schema had."""
        if name not in self._stored:
            return
        found = Spool[Step]()  # no result may be open on a connection that writes
        batch = Batch[object](name, statement, self._batch_size, 0)
        for (identity,) in self._writer.read(f"MATCH {pattern} WHERE x.{LOAD_ID} IS NOT NULL RETURN elementId(x)"):
            for step in batch.add({"id": identity}):
                found.append(step)
        for step in batch.rest():
            found.append(step)
        self.changes[name] += Changes(removed=batch.done)
        yield from found

    def _sorted_rows(self, text: str, width: int) -> Iterator[tuple[_Key, list[object]]]:
        """Stored rows by what identifies them: the columns after the first, so many; an absent one is empty."""

        def key_of(row: list[object]) -> _Key:
            return tuple([str(value or "") for value in row[1 : width + 1]])

        rows = ([_plain(value) for value in row] for row in self._writer.read(text))
        return ((key_of(row), row) for row in sorted_on_disk(rows, key_of, self._held))

    def _stored_relationships(self, mappings: list[RelationshipMapping], names: list[str]) -> str:
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
        names = self._names(DATASET_LABEL, self._schema.node(DATASET_LABEL).properties)
        texts = ", ".join(f"x.{name}" for name in names)
        stored = [
            row
            for label in (DATASET_LABEL, UNFINISHED_LABEL)
            for row in self._writer.read(f"MATCH (x:{label}) WHERE x.{LOAD_ID} IS NOT NULL RETURN {texts}")
        ]
        (item,) = self._data.nodes_of(DATASET_LABEL)
        if not stored:
            self.changes[DATASET_LABEL] = Changes(created=1)
        elif len(stored) == 1 and _same(list(map(_plain, stored[0])), self._values(DATASET_LABEL, names, item)):
            self.changes[DATASET_LABEL] = Changes(unchanged=1)
        else:
            self.changes[DATASET_LABEL] = Changes(updated=1, removed=len(stored) - 1)

    def dataset_row(self) -> dict[str, object]:
        """The properties of the Dataset node as a row for `SET +=`."""
        names = self._names(DATASET_LABEL, self._schema.node(DATASET_LABEL).properties)
        (item,) = self._data.nodes_of(DATASET_LABEL)
        return self._whole(names, self._values(DATASET_LABEL, names, item))

    def _names(self, name: str, properties: Iterable[PropertyMapping]) -> list[str]:
        """Properties of a label or type; those that only an earlier schema had come last."""
        return [*dict.fromkeys(p.name for p in properties), *self.retired.of(name)]

    def _values(self, name: str, names: list[str], item: Mapping[str, object]) -> list[object]:
        """The values of an item; those of retired properties are null."""
        values = [item.get(each) for each in names]
        if gone := len(self.retired.of(name)):
            values[-gone:] = [None] * gone
        return values

    def _whole(self, names: list[str], values: list[object]) -> dict[str, object]:
        """A row for `SET +=`: null takes a property out, and what it does not name stays."""
        return {**dict(zip(names, values, strict=True)), LOAD_ID: self._data.version}


def _paired[W](
    wanted: Iterator[tuple[_Key, W]], stored: Iterator[tuple[_Key, list[object]]]
) -> Iterator[_Pair[W]]:
    """Two streams in the order of their keys, side by side; a stored row that stands twice is wanted once.

    >>> list(_paired(iter([(("a",), 1), (("b",), 2)]), iter([(("b",), [7]), (("b",), [8])])))
    [(1, None), (2, [7]), (None, [8])]
    """
    left, right = next(wanted, None), next(stored, None)
    while left is not None or right is not None:
        if left is None or (right is not None and right[0] < left[0]):
            yield None, right[1] if right else None
            right = next(stored, None)
        elif right is None or left[0] < right[0]:
            yield left[1], None
            left = next(wanted, None)
        else:
            yield left[1], right[1]
            left, right = next(wanted, None), next(stored, None)


def _by_id(pattern: str) -> str:
    return f"MATCH {pattern} WHERE elementId(x) = line.id AND x.{LOAD_ID} IS NOT NULL"


def _remove_node(label: str, key: str, names: list[str]) -> str:
    """Delete a stale node; one that others use loses only what is ours, save its key.

    Others use it when a relationship without our mark hangs on it, or it has a label or property that is not ours.
    """
    ours = ", ".join(f"'{name}'" for name in (*names, LOAD_ID))
    gone = ", ".join(f"x.{name}" for name in (*(n for n in names if n != key), LOAD_ID))
    return (
        f"UNWIND $rows AS line {_by_id(f'(x:{label})')} "
        f"WITH x, (size(labels(x)) > 1 OR any(name IN keys(x) WHERE NOT name IN [{ours}]) "
        f"OR EXISTS {{ MATCH (x)-[r]-() WHERE r.{LOAD_ID} IS NULL }}) AS used "
        f"FOREACH (y IN CASE WHEN used THEN [] ELSE [x] END | DETACH DELETE y) "
        f"WITH x, used WHERE used REMOVE {gone}, x:{label}"
    )


def _same(stored: list[object], wanted: list[object]) -> bool:
    """Whether the stored values are those of the data, in value and in type.

    >>> _same([1, None], [1, None]), _same([True], [1])
    (True, False)
    """
    return stored == wanted and list(map(type, stored)) == list(map(type, wanted))


def _plain(value: object) -> object:
    """A stored value as the data have it: the libraries have dates of their own."""
    to_native = getattr(value, "to_native", None)
    if to_native is None:
        return value
    native: object = to_native()
    return native if isinstance(native, date) else value
