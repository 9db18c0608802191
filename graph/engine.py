"""What every graph engine offers, and the words it may fail with.

Two engines implement [`Engine`][clauseway.graph.engine.Engine]: `grafeo` (embedded, the default) and
`neo4j` (a server). One contract suite (`tests/graph/test_engine_contract.py`) runs over both, so a third
engine is one more class that passes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, cast, runtime_checkable

type Scalar = str | int | float | bool | date | None
type Value = Scalar | list[Scalar]
type Row = dict[str, Value]
type Properties = dict[str, Value]

QUERY_TIMEOUT_SECONDS = 30.0
"""A catalogue query takes milliseconds; one that takes this long is a mistake or an attack."""


class GraphError(Exception):
    """A graph could not be opened, loaded or queried. The text is one sentence a user can act on."""


class GraphNotFound(GraphError):
    """There is no graph where one was expected (no file, no such database)."""


class GraphDamaged(GraphError):
    """The file or database is there, but it is not a Clauseway graph that can be read."""


class GraphUnreachable(GraphError):
    """The server does not answer, or refuses the credentials."""


class QueryRefused(GraphError):
    """The engine did not accept the query text or its parameters, or ran out of its time limit."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship, by the keys of its two ends.

    Attributes:
        start: Key value of the start node (its label is fixed by the schema).
        end: Key value of the end node.
        properties: Property values by name; absent facts are left out, never stored as null.
    """

    start: str
    end: str
    properties: Properties = field(default_factory=dict[str, Value])


class GraphSource(Protocol):
    """A property graph that is read label by label, as often as it takes, and need not lie in memory.

    Each iterator is asked for anew and then gives the same items, in any order.
    """

    @property
    def version(self) -> str:
        """Data version; the same data always has the same one."""
        ...

    def labels(self) -> Collection[str]:
        """Node labels that it has."""
        ...

    def mappings(self) -> Collection[str]:
        """Names of the relationship mappings that it has (see `RelationshipMapping.name`)."""
        ...

    def nodes_of(self, label: str) -> Iterable[Properties]:
        """Property maps of the nodes of a label; none when it has no such label."""
        ...

    def relationships_of(self, mapping: str) -> Iterable[Relationship]:
        """Relationships of a mapping; none when it has no such mapping."""
        ...


@dataclass(slots=True)
class GraphData:
    """A whole property graph in memory, ready to be written; a `GraphSource`.

    Attributes:
        nodes: Node label to the property maps of its nodes.
        relationships: Name of a relationship mapping of the schema (see `RelationshipMapping.name`)
            to its relationships.
        version: Data version; the same data always has the same one.
    """

    nodes: dict[str, list[Properties]]
    relationships: dict[str, list[Relationship]]
    version: str

    def counts(self) -> dict[str, int]:
        """Number of nodes by label and of relationships by mapping name."""
        return {name: len(items) for name, items in (*self.nodes.items(), *self.relationships.items())}

    def labels(self) -> Collection[str]:
        """See `GraphSource.labels`."""
        return self.nodes.keys()

    def mappings(self) -> Collection[str]:
        """See `GraphSource.mappings`."""
        return self.relationships.keys()

    def nodes_of(self, label: str) -> Sequence[Properties]:
        """See `GraphSource.nodes_of`."""
        return self.nodes.get(label, ())

    def relationships_of(self, mapping: str) -> Sequence[Relationship]:
        """See `GraphSource.relationships_of`."""
        return self.relationships.get(mapping, ())


@runtime_checkable
class Engine(Protocol):
    """A graph that answers Cypher. Opened read-only; results are plain Python values.

    Attributes:
        name: `grafeo` or `neo4j`.
    """

    name: str

    def run(
        self, text: str, parameters: Mapping[str, Value], *, timeout: float = QUERY_TIMEOUT_SECONDS
    ) -> list[Row]:
        """Run one read query.

        Args:
            text: Cypher in the portable subset.
            parameters: Parameter values by name; dates as `datetime.date`.
            timeout: Seconds after which the query is given up.

        Returns:
            Rows in the query's order, each a mapping from column name to a plain value
            (dates as `datetime.date`).

        Raises:
            QueryRefused: The engine did not accept the text or the parameters, or time ran out.
            GraphUnreachable: The server went away.
        """
        ...

    def close(self) -> None:
        """Release the file or the connection. A second call does nothing."""
        ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *_: object) -> None: ...


def as_value(raw: object) -> Value:
    """Turn what an engine gave into a plain value, or say what it was.

    >>> as_value([1, None])
    [1, None]

    Raises:
        QueryRefused: The query returned a node, a path or a map: catalogue queries return flat columns.
    """
    if raw is None or isinstance(raw, (str, int, float, bool, date)):
        return raw
    if isinstance(raw, Sequence):
        return [_as_scalar(item) for item in cast("Sequence[object]", raw)]
    return _as_scalar(raw)


def _as_scalar(raw: object) -> Scalar:
    if raw is None or isinstance(raw, (str, int, float, bool, date)):
        return raw
    to_native = getattr(raw, "to_native", None)  # neo4j.time.Date
    if to_native is not None:
        native = to_native()
        if isinstance(native, date):
            return native
    raise QueryRefused(
        f"A query returned a {type(raw).__name__}; return plain columns (e.iso3 AS economy) instead."
    )
