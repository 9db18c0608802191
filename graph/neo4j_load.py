"""Writing a whole property graph into a Neo4j database, again and again without harm.

Every node and relationship that Clauseway owns carries bookkeeping properties: `load_id`, the data version
that last held it, and, on relationships, `rel_key`, which tells parallel ones apart. What lacks `load_id`
belongs to somebody else and is left alone. The `Dataset` node goes first and comes last: a load that was
interrupted leaves a graph that [`connect`][clauseway.graph.neo4j_engine.Neo4jEngine.connect] refuses.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString, cast

from clauseway.graph.engine import (
    GraphData,
    GraphError,
    GraphNotFound,
    GraphUnreachable,
    Properties,
    Relationship,
)
from clauseway.graph.neo4j_engine import Neo4jSettings, as_graph_error, open_driver
from clauseway.graph.schema import NodeMapping, RelationshipMapping, Schema, neo4j_constraints

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

type Progress = Callable[[str, int, int], None]
type Batch = Sequence[Mapping[str, object]]

DATASET_LABEL = "Dataset"
BATCH_SIZE = 5000
LOAD_ID = "load_id"
REL_KEY = "rel_key"

_BATCH_TIMEOUT_SECONDS = 300.0
_RETRY_SECONDS = 30.0

# A row that says what is stored already is not written, so that a second load changes nothing at all.
# `updated` looks past the load stamp: a new version that says the same of a thing has not changed it.
_WRITE_WHAT_DIFFERS = (
    "WITH x, row WHERE properties(x) <> row "
    f"WITH x, row, x.{LOAD_ID} IS NULL AS is_new, x {{.*, {LOAD_ID}: row.{LOAD_ID}}} <> row AS differs "
    "SET x = row "
    "RETURN sum(CASE WHEN is_new THEN 1 ELSE 0 END) AS created, "
    "sum(CASE WHEN differs AND NOT is_new THEN 1 ELSE 0 END) AS updated"
)


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
    data: GraphData,
    schema: Schema,
    *,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
) -> LoadSummary:
    """Make the Clauseway part of a database equal to the data.

    Other people's nodes and relationships stay, save a relationship that hangs on a Clauseway node which is
    gone from the data. A Clauseway node is written whole: properties added to it by hand are lost.

    Args:
        settings: The database; its user must be allowed to write and to create constraints.
        data: The whole graph.
        schema: The schema of the data; properties it does not name are left out.
        progress: Called after each batch with a label or type, the rows done and the rows in all.
        batch_size: Rows a transaction, 1 or more.

    Returns:
        What was created, updated and removed, and what was as it should be.

    Raises:
        GraphError: The data contradict the schema or themselves; or the database has nodes of the same
            labels that Clauseway did not load; or the server refuses a statement.
        GraphUnreachable: The server is away or refuses the credentials.
        GraphNotFound: There is no such database.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be 1 or more")
    node_rows = _node_rows(data, schema)
    relationship_rows = _relationship_rows(data, schema)
    from neo4j.exceptions import GqlError

    try:
        with (
            open_driver(settings, retry_seconds=_RETRY_SECONDS) as driver,
            driver.session(database=settings.database) as session,  # pyright: ignore[reportUnknownMemberType]
        ):
            work = _Load(session, data.version, batch_size, progress or (lambda _name, _done, _total: None))
            work.refuse_foreign_labels(schema, settings)
            for statement in neo4j_constraints(schema):
                work.write(statement)
            dataset = schema.node(DATASET_LABEL)
            work.remove_stale_nodes(dataset)
            for node in schema.nodes:
                if node is not dataset:
                    work.merge_nodes(node, node_rows[node.label])
            for mapping in schema.relationships:
                work.merge_relationships(mapping, schema, relationship_rows[mapping.name])
            # once for each type: two mappings may share one, and a stale relationship is stale in both
            for kind in dict.fromkeys(mapping.type for mapping in schema.relationships):
                work.remove_stale_relationships(kind)
            for node in schema.nodes:
                if node is not dataset:
                    work.remove_stale_nodes(node)
            work.merge_nodes(dataset, node_rows[DATASET_LABEL])
    except GqlError as error:
        told = as_graph_error(error, settings, timeout=_BATCH_TIMEOUT_SECONDS)
        if isinstance(told, (GraphUnreachable, GraphNotFound)):
            raise told from error
        raise GraphError(f"The load stopped: {told}") from error
    return LoadSummary(work.summary(schema))


class _Load:
    """One load under way: a session, the stamp, and what has been done so far."""

    def __init__(self, session: Session, load_id: str, batch_size: int, progress: Progress) -> None:
        self._session = session
        self._load_id = load_id
        self._batch_size = batch_size
        self._progress = progress
        self._changes: defaultdict[str, Changes] = defaultdict(Changes)

    def write(self, statement: str, **parameters: object) -> dict[str, int]:
        """Run one statement in a transaction of its own that is tried again after a passing fault."""
        from neo4j import unit_of_work

        @unit_of_work(timeout=_BATCH_TIMEOUT_SECONDS, metadata={"app": "clauseway"})
        def run(transaction: ManagedTransaction) -> dict[str, int]:
            record = transaction.run(cast(LiteralString, statement), parameters).single()
            return {} if record is None else record.data()

        return self._session.execute_write(run)

    def refuse_foreign_labels(self, schema: Schema, settings: Neo4jSettings) -> None:
        """Stop before MERGE could take over, and overwrite, nodes that somebody else made."""
        for node in schema.nodes:
            found = self.write(f"MATCH (n:{node.label}) WHERE n.{LOAD_ID} IS NULL RETURN count(n) AS foreign")
            if found["foreign"]:
                raise GraphError(
                    f"The database {settings.database!r} at {settings.shown_uri} has nodes with the label "
                    f"{node.label} that Clauseway did not load ({found['foreign']}); use another database or "
                    "rename their label."
                )

    def merge_nodes(self, node: NodeMapping, rows: Batch) -> None:
        statement = (
            f"UNWIND $rows AS row MERGE (x:{node.label} {{{node.key}: row.{node.key}}}) {_WRITE_WHAT_DIFFERS}"
        )
        self._merge(node.label, statement, rows)

    def merge_relationships(self, mapping: RelationshipMapping, schema: Schema, rows: Batch) -> None:
        start, end = schema.node(mapping.start), schema.node(mapping.end)
        statement = (
            f"UNWIND $rows AS line MATCH (a:{start.label} {{{start.key}: line.start}}) "
            f"MATCH (b:{end.label} {{{end.key}: line.end}}) "
            f"MERGE (a)-[x:{mapping.type} {{{REL_KEY}: line.row.{REL_KEY}}}]->(b) "
            f"WITH x, line.row AS row {_WRITE_WHAT_DIFFERS}"
        )
        self._merge(mapping.type, statement, rows)

    def remove_stale_nodes(self, node: NodeMapping) -> None:
        match = f"MATCH (x:{node.label}) WHERE x.{LOAD_ID} <> $load_id"
        self._remove(node.label, f"{match} WITH x LIMIT $size DETACH DELETE x RETURN count(*) AS removed")

    def remove_stale_relationships(self, kind: str) -> None:
        match = f"MATCH ()-[x:{kind}]->() WHERE x.{LOAD_ID} <> $load_id"
        self._remove(kind, f"{match} WITH x LIMIT $size DELETE x RETURN count(*) AS removed")

    def summary(self, schema: Schema) -> dict[str, Changes]:
        names = (*(n.label for n in schema.nodes), *(r.type for r in schema.relationships))
        return {name: self._changes[name] for name in names}

    def _merge(self, name: str, statement: str, rows: Batch) -> None:
        for done in range(0, len(rows), self._batch_size):
            batch = rows[done : done + self._batch_size]
            told = self.write(statement, rows=batch)
            unchanged = len(batch) - told["created"] - told["updated"]
            self._changes[name] += Changes(told["created"], told["updated"], 0, unchanged)
            self._progress(name, done + len(batch), len(rows))

    def _remove(self, name: str, statement: str) -> None:
        while removed := self.write(statement, load_id=self._load_id, size=self._batch_size)["removed"]:
            self._changes[name] += Changes(removed=removed)


def _node_rows(data: GraphData, schema: Schema) -> dict[str, list[dict[str, object]]]:
    """Rows by label, each stamped; labels without nodes have an empty list.

    Raises:
        GraphError: A label is unknown, a key is missing or stands twice, or there is not one Dataset node.
    """
    if unknown := sorted(data.nodes.keys() - schema.labels):
        raise GraphError(f"The data has nodes with labels the schema does not know: {', '.join(unknown)}.")
    if len(data.nodes.get(DATASET_LABEL, ())) != 1:
        raise GraphError(f"The data must have exactly one {DATASET_LABEL} node.")
    rows: dict[str, list[dict[str, object]]] = {}
    for node in schema.nodes:
        items = data.nodes.get(node.label, [])
        twice = [key for key, times in Counter(_keys(node, items)).items() if times > 1]
        if twice:
            raise GraphError(f"The data has two {node.label} nodes with the {node.key} {twice[0]!r}.")
        names = [p.name for p in node.properties]
        rows[node.label] = [{**_present(item, names), LOAD_ID: data.version} for item in items]
    return rows


def _relationship_rows(data: GraphData, schema: Schema) -> dict[str, list[dict[str, object]]]:
    """Rows by mapping name, in the order of their start nodes so that a batch locks few of them.

    Raises:
        GraphError: A mapping is unknown, or an end is not among the nodes.
    """
    if unknown := sorted(data.relationships.keys() - {r.name for r in schema.relationships}):
        raise GraphError(f"The data has relationships the schema does not know: {', '.join(unknown)}.")
    known = {n.label: set(_keys(n, data.nodes.get(n.label, []))) for n in schema.nodes}
    rows: dict[str, list[dict[str, object]]] = {}
    for mapping in schema.relationships:
        items = data.relationships.get(mapping.name, [])
        for item in items:
            for label, key in ((mapping.start, item.start), (mapping.end, item.end)):
                if key not in known[label]:
                    raise GraphError(
                        f"{mapping.name} from {item.start!r} to {item.end!r}: no {label} is {key!r}."
                    )
        names = [p.name for p in mapping.properties]
        rows[mapping.name] = [
            {
                "start": item.start,
                "end": item.end,
                "row": {**_present(item.properties, names), REL_KEY: key, LOAD_ID: data.version},
            }
            for item, key in relationship_keys(mapping.name, items)
        ]
    return rows


def relationship_keys(name: str, items: Sequence[Relationship]) -> Iterator[tuple[Relationship, str]]:
    """Give each relationship of one mapping a key that is the same on the next load.

    A relationship that is alone between its two nodes is known by them, so a changed property is an update.
    Parallel ones are known by their properties as well; equal ones are counted.

    >>> one = Relationship("SGP", "depa", {"since": "2021"})
    >>> other = Relationship("SGP", "depa", {"since": "2022"})
    >>> keys = [key for _, key in relationship_keys("PARTY_TO", [one, other, one])]
    >>> len(set(keys)), keys == [key for _, key in relationship_keys("PARTY_TO", [other, one, one])]
    (3, False)
    >>> set(keys) == {key for _, key in relationship_keys("PARTY_TO", [other, one, one])}
    True
    """
    alone = {ends for ends, times in Counter((r.start, r.end) for r in items).items() if times == 1}
    seen: Counter[str] = Counter()
    for item in sorted(items, key=lambda r: (r.start, r.end)):
        identity: list[object] = [name, item.start, item.end]
        if (item.start, item.end) not in alone:
            identity.append({key: value for key, value in item.properties.items() if value is not None})
        text = json.dumps(identity, sort_keys=True, default=str)
        seen[text] += 1
        yield item, hashlib.sha256(f"{text}{seen[text]}".encode()).hexdigest()[:32]


def _keys(node: NodeMapping, items: Sequence[Properties]) -> list[str]:
    keys = [item.get(node.key) for item in items]
    given = [key for key in keys if isinstance(key, str) and key]
    if len(given) < len(keys):
        raise GraphError(f"The data has a node {node.label} without {node.key}.")
    return given


def _present(properties: Properties, names: Sequence[str]) -> dict[str, object]:
    return {name: properties[name] for name in names if properties.get(name) is not None}
