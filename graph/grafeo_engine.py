"""The embedded engine: one Grafeo file, written new and swapped in, read by many.

Why Grafeo and why pinned: `docs/decisions/0001-embedded-engine.md`. A file is never patched: `write_graph_file`
builds a new one beside the target and `os.replace`s it, so readers of the old file keep their answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from itertools import batched, chain
from pathlib import Path
from types import NoneType
from typing import Any, Protocol, cast

from clauseway.graph.engine import (
    QUERY_TIMEOUT_SECONDS,
    GraphDamaged,
    GraphError,
    GraphNotFound,
    GraphSource,
    Properties,
    QueryRefused,
    Row,
    Value,
    as_value,
)
from clauseway.graph.new_folder import workshop_beside
from clauseway.graph.schema import Schema
from clauseway.graph.unfinished import flush_to_disk

_BATCH = 50_000
"""Nodes or relationships handed to the engine at once: so many of them Python holds, and no more."""

_PLAIN = frozenset((str, int, float, bool, date, NoneType))
"""Types that need no look at the single value."""


class _Database(Protocol):
    """The part of Grafeo's database that is used; the package itself ships no types."""

    def execute_cypher(self, text: str, parameters: dict[str, Any], /) -> Any: ...

    def create_property_index(self, name: str, /) -> None: ...

    def batch_create_nodes_with_props(self, label: str, rows: Sequence[Properties], /) -> list[int]: ...

    def batch_create_edges(self, edges: Sequence[tuple[int, int, str, Properties]], /) -> list[int]: ...

    def close(self) -> None: ...


def _grafeo() -> Any:
    """The package, imported only when a graph is opened."""
    return import_module("grafeo")


class GrafeoEngine:
    """A graph file opened for reading. Several processes may read one file at once."""

    name = "grafeo"

    def __init__(self, database: _Database, path: Path) -> None:
        """Take an open database; use [`open`][clauseway.graph.grafeo_engine.GrafeoEngine.open] instead."""
        self._database: _Database | None = database
        self.path = path

    @classmethod
    def open(cls, path: Path) -> GrafeoEngine:
        """Open a graph file read-only.

        Raises:
            GraphNotFound: There is no such file.
            GraphDamaged: The file is cut off, or is not a Grafeo file.
        """
        grafeo = _grafeo()
        if not path.exists():
            raise GraphNotFound(f"There is no graph at {path}; make one with: clauseway build --graph {path}")
        if path.is_dir():
            raise GraphDamaged(f"{path} is a folder, not a graph file; name a file.")
        try:
            return cls(grafeo.GrafeoDB.open_read_only(str(path)), path)
        except grafeo.GrafeoCorruptionError:
            raise GraphDamaged(
                f"The graph file {path} is damaged; build it again with: clauseway build --graph {path}"
            ) from None
        except (grafeo.GrafeoError, OSError, RuntimeError) as error:
            raise GraphDamaged(
                f"{path} cannot be opened as a graph ({_plain(error)}); build one with: clauseway build --graph {path}"
            ) from None

    def run(
        self, text: str, parameters: Mapping[str, Value], *, timeout: float = QUERY_TIMEOUT_SECONDS
    ) -> list[Row]:
        """Run one read query; see [`Engine.run`][clauseway.graph.engine.Engine.run].

        The embedded engine runs in this process and cannot be interrupted, so `timeout` has no effect here.
        """
        if self._database is None:
            raise GraphError("The graph is closed.")
        try:
            rows: list[dict[str, object]] = self._database.execute_cypher(text, dict(parameters)).to_list()
            # the whole result is looked over at once: that takes a third of the time of a call for each value
            if _PLAIN.issuperset(map(type, chain.from_iterable(map(dict[str, object].values, rows)))):
                return cast("list[Row]", rows)
            return [{column: as_value(value) for column, value in row.items()} for row in rows]
        except (_grafeo().GrafeoError, TypeError, ValueError) as error:
            raise QueryRefused(f"The query was refused: {_plain(error)}") from None

    def close(self) -> None:
        """Release the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def __enter__(self) -> GrafeoEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_graph_file(path: Path, data: GraphSource, schema: Schema) -> None:
    """Write a graph file: built beside the target, then put in its place in one step.

    Args:
        path: The file to make or replace.
        data: The whole graph; it is read once, in batches. The engine itself holds all of it while it writes.
        schema: The schema it follows.

    Raises:
        GraphError: The folder is missing or cannot be written, or there is no space left.
    """
    folder = path.parent
    if path.is_dir():
        raise GraphError(f"{path} is a folder; name a file for the graph.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with workshop_beside(path) as workshop:
            beside = workshop / "new.grafeo"
            _fill(beside, data, schema)
            flush_to_disk(beside)
            beside.replace(path)
    except OSError as error:
        raise GraphError(f"The graph cannot be written to {path} ({error.strerror}).") from None


def _fill(path: Path, data: GraphSource, schema: Schema) -> None:
    grafeo = _grafeo()
    try:
        database: _Database = grafeo.GrafeoDB(str(path))
        try:
            numbers: dict[str, dict[Value, int]] = {}
            for node in schema.nodes:
                found = numbers.setdefault(node.label, {})
                for rows in map(list, batched(data.nodes_of(node.label), _BATCH)):
                    made = database.batch_create_nodes_with_props(node.label, rows)
                    found.update(zip((row[node.key] for row in rows), made, strict=True))
            for mapping in schema.relationships:
                starts, ends = numbers[mapping.start], numbers[mapping.end]
                # by the numbers of its ends: three times as fast as Cypher that looks both up by key
                for some in batched(data.relationships_of(mapping.name), _BATCH):
                    database.batch_create_edges(
                        [(starts[r.start], ends[r.end], mapping.type, r.properties) for r in some]
                    )
            for key in sorted({node.key for node in schema.nodes}):
                database.create_property_index(key)
        finally:
            database.close()
    except KeyError as error:
        raise GraphError(f"The graph could not be written: a relationship ends at {error}, which is no node.") from None
    except grafeo.GrafeoError as error:
        raise GraphError(f"The graph could not be written ({_plain(error)}).") from None


def _plain(error: BaseException) -> str:
    """First line of an engine message, without its code."""
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return first.partition(": ")[2] or first if first.startswith("GRAFEO-") else first
