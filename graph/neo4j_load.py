"""Making the Clauseway part of a Neo4j database equal to a property graph, again and again without harm.

What is stored is read once, label by label, and compared here; only what differs is written. What lacks the
bookkeeping of [`neo4j_marks`][clauseway.graph.neo4j_marks] belongs to somebody else and is left alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import batched, chain, groupby
from uuid import uuid4

from clauseway.graph.engine import GraphData, GraphError, QueryRefused, Relationship
from clauseway.graph.neo4j_marks import (
    DATASET_LABEL,
    LOAD_ID,
    LOAD_LABEL,
    LOCK_LABEL,
    MARK_CONSTRAINTS,
    READ_MARK,
    REL_KEY,
    UNFINISHED_LABEL,
    read_mark,
)
from clauseway.graph.neo4j_rows import check_data, relationship_keys
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import DriverWriter, LockTaken, Records, Statement, Writer
from clauseway.graph.schema import NodeMapping, RelationshipMapping, Schema, neo4j_constraints

type Progress = Callable[[str, int, int], None]
type Line = dict[str, object] | list[object]
"""A row of a statement; new things are sent as lists, because a driver in Python spends its time on names."""

BATCH_SIZE = 5000
LOCK_WAIT_SECONDS = 10.0
AT_ONCE = 10_000
"""Changes up to this number go in one transaction: a server holds some 1 kB of memory for each until it commits."""

_OWN_LOAD = f"MATCH (l:{LOAD_LABEL} {{name: 'load', token: $token}}) "


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
class LoadSummary:
    """What a load did, by node label and relationship type in the schema's order."""

    by_name: dict[str, Changes]

    @property
    def total(self) -> Changes:
        """The sum over labels and types."""
        return sum(self.by_name.values(), start=Changes())


@dataclass(frozen=True, slots=True)
class _Step:
    """One statement with its rows: how many things it changes, and how far it brings their label or type."""

    name: str
    statement: str
    rows: list[Line]
    changes: int
    done: int
    total: int


def load(
    settings: Neo4jSettings,
    data: GraphData,
    schema: Schema,
    *,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
    at_once: int = AT_ONCE,
    dry_run: bool = False,
    lock_wait: float = LOCK_WAIT_SECONDS,
    open_writer: Callable[[Neo4jSettings], Writer] = DriverWriter,
) -> LoadSummary:
    """Make the Clauseway part of a database equal to the data.

    Nodes, relationships and properties of others stay. A Clauseway node that is gone from the data while something of
    others hangs on it loses what is Clauseway's, save its key, and stays for them.

    Args:
        settings: The database; its user must be allowed to write and to create constraints.
        data: The whole graph.
        schema: The schema of the data; properties it does not name are left out.
        progress: Called after each batch with a label or type, the rows done and the rows in all.
        batch_size: Rows a statement, 1 or more.
        at_once: Up to this many changes are written in one transaction, more of them batch by batch.
        dry_run: Only say what a load would do; nothing at all is written.
        lock_wait: Seconds to wait for another load to end, more than 0.
        open_writer: Connects with one of the libraries.

    Returns:
        What was created, updated and removed, and what was as it should be.

    Raises:
        GraphError: The data contradict the schema or themselves; or the database has nodes of the same
            labels that Clauseway did not load; or another load is under way; or the server refuses a statement.
        GraphUnreachable: The server is away or refuses the credentials.
        GraphNotFound: There is no such database.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be 1 or more")
    check_data(data, schema)
    writer = open_writer(settings)
    try:
        work = _Load(writer, data, schema, batch_size, progress or (lambda _name, _done, _total: None))
        work.refuse_foreign_labels(settings)
        if dry_run:
            for _ in work.steps():
                pass
            return work.summary()
        _prepare_marks(writer)
        try:
            with writer.lock(lock_wait):
                _require_constraints(writer, schema)
                work.run(at_once)
        except LockTaken as error:
            raise LockTaken(
                f"Another load into the database {settings.database!r} at {settings.shown_uri} is under way; "
                "nothing was changed. Wait until it ends and load again."
            ) from error
        return work.summary()
    except QueryRefused as error:
        raise GraphError(f"The load stopped: {error}") from error
    finally:
        writer.close()


def writer_of(driver: str) -> Callable[[Neo4jSettings], Writer]:
    """What connects with a library of that name.

    Raises:
        GraphError: It is py2neo, and that is not installed.
    """
    if driver == "py2neo":
        from clauseway.graph.py2neo_engine import Py2neoWriter, require_py2neo

        require_py2neo()
        return Py2neoWriter
    return DriverWriter


class _Load:
    """One load under way: a connection, the data, and what has been found and done so far."""

    def __init__(
        self, writer: Writer, data: GraphData, schema: Schema, batch_size: int, progress: Progress
    ) -> None:
        self._writer = writer
        self._data = data
        self._schema = schema
        self._batch_size = batch_size
        self._progress = progress
        self._token = uuid4().hex
        self._changes: defaultdict[str, Changes] = defaultdict(Changes)

    def refuse_foreign_labels(self, settings: Neo4jSettings) -> None:
        """Stop before a query could count nodes that somebody else made."""
        for node in self._schema.nodes:
            (row,) = self._writer.read(f"MATCH (n:{node.label}) WHERE n.{LOAD_ID} IS NULL RETURN count(n) AS n")
            if row[0]:
                raise GraphError(
                    f"The database {settings.database!r} at {settings.shown_uri} has nodes with the label "
                    f"{node.label} that Clauseway did not load ({row[0]}); use another database or "
                    "rename their label."
                )

    def run(self, at_once: int) -> None:
        """Write every difference: few in one transaction, many in batches; the mark says `loading` all the while."""
        self._take_over()
        steps = self.steps()
        few: list[_Step] = []
        found = 0
        for step in steps:
            few.append(step)
            found += step.changes
            if found > at_once:
                break
        self._find_dataset()
        if not few and not self._changes[DATASET_LABEL].any and self._is_complete():
            return
        self._write([_begin(self._data.version)])
        if found <= at_once:
            self._write([*((step.statement, {"rows": step.rows}) for step in few), *self._finish()])
            for step in few:
                self._progress(step.name, step.done, step.total)
        else:
            for step in chain(few, steps):
                self._write([(step.statement, {"rows": step.rows})])
                self._progress(step.name, step.done, step.total)
            self._write(self._finish())
        self._progress(DATASET_LABEL, 1, 1)

    def steps(self) -> Iterator[_Step]:
        """Every difference but that of the Dataset node, found as it is asked for.

        Stale relationships go before anything is added and stale nodes last, so that none hangs on a node that goes.
        """
        nodes = [node for node in self._schema.nodes if node.label != DATASET_LABEL]
        stale: list[_Step] = []
        for node in nodes:
            yield from self._node_steps(node, stale)
        for kind in dict.fromkeys(mapping.type for mapping in self._schema.relationships):
            yield from self._relationship_steps(kind)
        yield from stale

    def summary(self) -> LoadSummary:
        """What was found, by label and type."""
        if DATASET_LABEL not in self._changes:
            self._find_dataset()
        names = (*(n.label for n in self._schema.nodes), *(r.type for r in self._schema.relationships))
        return LoadSummary({name: self._changes[name] for name in names})

    # ---- what differs ---------------------------------------------------------------------------

    def _node_steps(self, node: NodeMapping, stale: list[_Step]) -> Iterator[_Step]:
        names = [p.name for p in node.properties]
        wanted = {str(item[node.key]): item for item in self._data.nodes.get(node.label, [])}
        total = len(wanted)
        updated: list[Line] = []
        removed: list[Line] = []
        unchanged = 0
        if self._is_stored(f"(x:{node.label})"):
            values = ", ".join(f"x.{name}" for name in names)
            text = f"MATCH (x:{node.label}) WHERE x.{LOAD_ID} IS NOT NULL RETURN elementId(x), x.{node.key} AS key, {values}"
            for identity, key, *stored in self._writer.read(text):
                item = wanted.pop(str(key), None)
                if item is None:
                    removed.append({"id": identity})
                elif _same(stored, item, names):
                    unchanged += 1
                else:
                    updated.append({"id": identity, "row": self._whole_row(item, names)})
        created = ([item.get(name) for name in names] for item in wanted.values())
        self._changes[node.label] += Changes(len(wanted), len(updated), len(removed), unchanged)
        create = f"UNWIND $rows AS line CREATE (:{node.label} {_inline(names, 0)})"
        yield from self._batches(node.label, create, created, total)
        update = (
            f"UNWIND $rows AS line MATCH (x:{node.label}) WHERE elementId(x) = line.id AND x.{LOAD_ID} IS NOT NULL "
            "SET x += line.row"
        )
        yield from self._batches(node.label, update, updated, total)
        stale += self._batches(node.label, _remove_node(node, names, self._schema), removed, len(removed))

    def _relationship_steps(self, kind: str) -> Iterator[_Step]:
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
                    updated.append({"id": identity, "row": self._whole_row(found[1].properties, names)})
        self._changes[kind] += Changes(len(wanted), len(updated), len(removed), unchanged)
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
                yield _Step(kind, create, _by_start(batch, own), len(batch), done, total)

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

    def _find_dataset(self) -> None:
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
            self._changes[DATASET_LABEL] = Changes(created=1)
        elif len(stored) == 1 and _same(stored[0], item, names):
            self._changes[DATASET_LABEL] = Changes(unchanged=1)
        else:
            self._changes[DATASET_LABEL] = Changes(updated=1, removed=len(stored) - 1)

    def _is_stored(self, pattern: str) -> bool:
        """Whether anything matches; answered from the server's count store, so free on an empty database."""
        return any(row[0] for row in self._writer.read(f"MATCH {pattern} RETURN count(x) AS n"))

    def _batches(
        self, name: str, statement: str, lines: Iterable[Line], total: int
    ) -> Iterator[_Step]:
        done = 0
        for rows in batched(lines, self._batch_size):
            done += len(rows)
            yield _Step(name, statement, list(rows), len(rows), done, total)

    def _whole_row(self, item: Mapping[str, object], names: list[str]) -> dict[str, object]:
        """A row for `SET +=`: null takes a property out, and what it does not name stays."""
        return {**{name: item.get(name) for name in names}, LOAD_ID: self._data.version}

    # ---- marks ----------------------------------------------------------------------------------

    def _take_over(self) -> None:
        """Put our token into the mark: whoever wrote under another one can write no more."""
        self._writer.write(
            [
                (
                    f"MATCH (l:{LOAD_LABEL} {{name: 'load'}}) SET l.token = $token, l.state = coalesce(l.state, 'empty')",
                    {"token": self._token},
                )
            ]
        )

    def _is_complete(self) -> bool:
        rows = self._writer.write([(READ_MARK, {})])[0]
        mark = read_mark(rows)
        return mark is not None and mark.is_complete

    def _write(self, statements: list[Statement]) -> None:
        """Write in one transaction, if the load is still ours: the lock is lost with its connection."""
        guard: Statement = (_OWN_LOAD + "SET l.writes = coalesce(l.writes, 0) + 1 RETURN l.name AS name", {})
        ours = {"token": self._token, "load_id": self._data.version}
        results: list[Records] = self._writer.write([(text, {**given, **ours}) for text, given in (guard, *statements)])
        if not results[0]:
            raise GraphError(
                "The load stopped: another one has taken over the database. It will make it equal to its own data."
            )

    def _finish(self) -> list[Statement]:
        node = self._schema.node(DATASET_LABEL)
        (item,) = self._data.nodes[DATASET_LABEL]
        row = self._whole_row(item, [p.name for p in node.properties])
        owned = json.dumps({n.label: [p.name for p in n.properties] for n in self._schema.nodes}, sort_keys=True)
        return [
            (f"MERGE (x:{UNFINISHED_LABEL}) SET x:{DATASET_LABEL}, x += $row REMOVE x:{UNFINISHED_LABEL}", {"row": row}),
            (
                _OWN_LOAD + "SET l.state = 'complete', l.generation = coalesce(l.generation, 0) + 1, "
                "l.finished = $now, l.owned = $owned",
                {"now": _now(), "owned": owned},
            ),
        ]


def _begin(version: str) -> Statement:
    """Mark the database as unfinished, and the node that names its version too, for those who look only there."""
    return (
        _OWN_LOAD + "SET l.state = 'loading', l.version = $version, l.started = $now WITH l "
        f"OPTIONAL MATCH (d:{DATASET_LABEL}) WHERE d.{LOAD_ID} IS NOT NULL "
        f"FOREACH (x IN CASE WHEN d IS NULL THEN [] ELSE [d] END | SET x:{UNFINISHED_LABEL} REMOVE x:{DATASET_LABEL})",
        {"version": version, "now": _now()},
    )


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


def _prepare_marks(writer: Writer) -> None:
    """Make sure of the two bookkeeping nodes, once, before the lock can be taken."""
    have = _constraints(writer)
    for label, key, statement in MARK_CONSTRAINTS:
        if (label, key) not in have:
            writer.write([(statement, {})])
    writer.write([(f"MERGE (:{LOAD_LABEL} {{name: 'load'}})", {}), (f"MERGE (:{LOCK_LABEL} {{name: 'load'}})", {})])


def _require_constraints(writer: Writer, schema: Schema) -> None:
    have = _constraints(writer)
    missing = [
        (node, statement)
        for node, statement in zip(schema.nodes, neo4j_constraints(schema), strict=True)
        if (node.label, node.key) not in have
    ]
    if not missing:
        return
    for _, statement in missing:
        writer.write([(statement, {})])
    have = _constraints(writer)
    for node, _ in missing:
        if (node.label, node.key) not in have:
            raise GraphError(
                f"The load stopped: a constraint named {node.label.lower()}_{node.key} is there, but it is not the one "
                f"that keeps {node.key} of {node.label} unique; drop it and load again."
            )
    # a new index is filled in the background, and until then the planner cannot use it
    writer.write([("CALL db.awaitIndexes(300)", {})])


def _constraints(writer: Writer) -> set[tuple[object, object]]:
    text = (
        "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties "
        "WHERE type IN ['UNIQUENESS', 'NODE_PROPERTY_UNIQUENESS', 'NODE_KEY'] AND size(properties) = 1 "
        "RETURN labelsOrTypes[0] AS label, properties[0] AS key"
    )
    return {(row[0], row[1]) for row in writer.read(text)}


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
        columns += ([item.properties.get(name) for _, item in pairs] for name in names)
        filled = ([] if all(value is None for value in column) else column for column in columns)
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


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
