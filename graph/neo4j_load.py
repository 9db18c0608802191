"""Making the Clauseway part of a Neo4j database equal to a property graph, again and again without harm.

What is stored is read once, label by label, and compared here; only what differs is written. What lacks the
bookkeeping of [`neo4j_marks`][clauseway.graph.neo4j_marks] belongs to somebody else and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from uuid import uuid4

from clauseway.graph.engine import GraphError, GraphSource, QueryRefused
from clauseway.graph.neo4j_differences import Changes, Differences
from clauseway.graph.neo4j_marks import (
    DATASET_LABEL,
    LOAD_ID,
    LOAD_LABEL,
    LOCK_LABEL,
    MARK_CONSTRAINTS,
    READ_MARK,
    UNFINISHED_LABEL,
    read_mark,
)
from clauseway.graph.neo4j_retired import loaded_names
from clauseway.graph.neo4j_rows import check_data
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_steps import Step
from clauseway.graph.neo4j_writer import DriverWriter, LockTaken, Records, Statement, Writer
from clauseway.graph.schema import Schema, neo4j_constraints
from clauseway.graph.sorted_on_disk import HELD

type Progress = Callable[[str, int, int], None]

BATCH_SIZE = 5000
LOCK_WAIT_SECONDS = 10.0
AT_ONCE = 10_000
"""Changes up to this number go in one transaction: a server holds some 1 kB of memory for each until it commits."""

_OWN_LOAD = f"MATCH (l:{LOAD_LABEL} {{name: 'load', token: $token}}) "


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did, by node label and relationship type in the schema's order."""

    by_name: dict[str, Changes]

    @property
    def total(self) -> Changes:
        """The sum over labels and types."""
        return sum(self.by_name.values(), start=Changes())


def load(
    settings: Neo4jSettings,
    data: GraphSource,
    schema: Schema,
    *,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
    at_once: int = AT_ONCE,
    dry_run: bool = False,
    lock_wait: float = LOCK_WAIT_SECONDS,
    held: int = HELD,
    open_writer: Callable[[Neo4jSettings], Writer] = DriverWriter,
) -> LoadSummary:
    """Make the Clauseway part of a database equal to the data.

    Nodes, relationships and properties of others stay. A Clauseway node that is gone from the data while something of
    others hangs on it loses what is Clauseway's, save its key, and stays for them.

    Args:
        settings: The database; its user must be allowed to write and to create constraints.
        data: The whole graph; it is read label by label, a few times, and never held.
        schema: The schema of the data; properties it does not name are left out.
        progress: Called after each batch with a label or type, the rows done and the rows in all.
        batch_size: Rows a statement, 1 or more.
        at_once: Up to this many changes are written in one transaction, more of them batch by batch.
        dry_run: Only say what a load would do; nothing at all is written.
        lock_wait: Seconds to wait for another load to end, more than 0.
        held: Items that a sorting may hold in memory, 1 or more; the rest lies in temporary files.
        open_writer: Connects with one of the libraries.

    Returns:
        What was created, updated and removed, and what was as it should be.

    Raises:
        GraphError: The data contradict the schema or themselves; or the database has nodes of the same
            labels that Clauseway did not load; or another load is under way; or the server refuses a statement.
        GraphUnreachable: The server is away or refuses the credentials.
        GraphNotFound: There is no such database.
    """
    if batch_size < 1 or held < 1:
        raise ValueError(f"batch_size is {batch_size} and held is {held}; both must be 1 or more")
    counts = check_data(data, schema, held)
    writer = open_writer(settings)
    try:
        differences = Differences(writer, data, schema, counts, batch_size, held)
        work = _Load(
            writer, data.version, schema, differences, batch_size, progress or (lambda _name, _done, _total: None)
        )
        work.refuse_foreign_labels(settings)
        if dry_run:
            for _ in work.differences.steps():
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
        self,
        writer: Writer,
        version: str,
        schema: Schema,
        differences: Differences,
        batch_size: int,
        progress: Progress,
    ) -> None:
        self._writer = writer
        self._version = version
        self._schema = schema
        self._batch_size = batch_size
        self._progress = progress
        self._token = uuid4().hex
        self.differences = differences

    def refuse_foreign_labels(self, settings: Neo4jSettings) -> None:
        """Stop before a query could count nodes that somebody else made."""
        text = " UNION ALL ".join(
            f"MATCH (n:{label}) WHERE n.{LOAD_ID} IS NULL RETURN '{label}' AS label, count(n) AS number"
            for label in sorted(self._schema.labels)
        )
        for label, number in self._writer.read(text):
            if number:
                raise GraphError(
                    f"The database {settings.database!r} at {settings.shown_uri} has nodes with the label "
                    f"{label} that Clauseway did not load ({number}); use another database or "
                    "rename their label."
                )

    def run(self, at_once: int) -> None:
        """Write every difference: few in one transaction, many in batches; the mark says `loading` all the while."""
        self._take_over()
        steps = self.differences.steps()
        few: list[Step] = []
        found = 0
        for step in steps:
            few.append(step)
            found += step.changes
            if found > at_once:
                break
        self.differences.find_dataset()
        names = loaded_names(self._schema)
        if not few and not self.differences.changes[DATASET_LABEL].any and self._is_complete():
            if names != self.differences.loaded:
                self._write([_set_names(names)])
            return
        # until the end both the old names and the new ones count, lest an interrupted load forgets some
        both = list(dict.fromkeys([*self.differences.loaded, *names]))
        self._write([_begin(self._version), _set_names(both)])
        self._drop_retired_constraints()
        if found <= at_once:
            self._write([*((step.statement, step.parameters) for step in few), *self._finish(names)])
            for step in few:
                self._progress(step.name, step.done, step.total)
        else:
            for bundle in _bundles(chain(few, steps), self._batch_size):
                self._write([(step.statement, step.parameters) for step in bundle])
                for step in bundle:
                    self._progress(step.name, step.done, step.total)
            self._write(self._finish(names))
        self._progress(DATASET_LABEL, 1, 1)

    def summary(self) -> LoadSummary:
        """What was found, by label and type."""
        if DATASET_LABEL not in self.differences.changes:
            self.differences.find_dataset()
        retired = self.differences.retired
        names = (
            *(node.label for node in self._schema.nodes),
            *(mapping.type for mapping in self._schema.relationships),
            *retired.labels,
            *retired.types,
        )
        return LoadSummary({name: self.differences.changes[name] for name in names})

    # ---- marks ----------------------------------------------------------------------------------

    def _take_over(self) -> None:
        """Put our token into the mark: whoever wrote under another one can write no more."""
        self._writer.write(
            [
                (
                    f"MATCH (l:{LOAD_LABEL} {{name: 'load'}}) "
                    "SET l.token = $token, l.state = coalesce(l.state, 'empty')",
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
        ours = {"token": self._token, "load_id": self._version}
        results: list[Records] = self._writer.write([(text, {**given, **ours}) for text, given in (guard, *statements)])
        if not results[0]:
            raise GraphError(
                "The load stopped: another one has taken over the database. It will make it equal to its own data."
            )

    def _finish(self, names: list[str]) -> list[Statement]:
        return [
            (
                f"MERGE (x:{UNFINISHED_LABEL}) SET x:{DATASET_LABEL}, x += $row REMOVE x:{UNFINISHED_LABEL}",
                {"row": self.differences.dataset_row()},
            ),
            _set_names(names),
            (
                _OWN_LOAD + "SET l.state = 'complete', l.generation = coalesce(l.generation, 0) + 1, "
                "l.finished = $now",
                {"now": _now()},
            ),
        ]

    def _drop_retired_constraints(self) -> None:
        """Nodes of others may have the label from now on, and need not keep our rule."""
        retired = self.differences.retired.constraints()
        if retired:
            have = _constraints(self._writer)
            for label, key in retired:
                if (label, key) in have:
                    self._writer.write([(f"DROP CONSTRAINT {label.lower()}_{key} IF EXISTS", {})])


def _bundles(steps: Iterable[Step], most: int) -> Iterator[list[Step]]:
    """Small steps together, so that each transaction is worth its while.

    >>> steps = [Step("A", "", {}, number, number, 9) for number in (1, 2, 9, 1)]
    >>> [[step.changes for step in bundle] for bundle in _bundles(steps, 3)]
    [[1, 2], [9], [1]]
    """
    bundle: list[Step] = []
    for step in steps:
        if bundle and sum(each.changes for each in bundle) + step.changes > most:
            yield bundle
            bundle = []
        bundle.append(step)
    if bundle:
        yield bundle


def _set_names(names: list[str]) -> Statement:
    return _OWN_LOAD + "SET l.names = $names", {"names": names}


def _begin(version: str) -> Statement:
    """Mark the database as unfinished, and the node that names its version too, for those who look only there."""
    return (
        _OWN_LOAD + "SET l.state = 'loading', l.version = $version, l.started = $now WITH l "
        f"OPTIONAL MATCH (d:{DATASET_LABEL}) WHERE d.{LOAD_ID} IS NOT NULL "
        f"FOREACH (x IN CASE WHEN d IS NULL THEN [] ELSE [d] END | SET x:{UNFINISHED_LABEL} REMOVE x:{DATASET_LABEL})",
        {"version": version, "now": _now()},
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


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
