"""The `py2neo` engine and loader, for people whose programs are built on py2neo (extra `clauseway[py2neo]`).

py2neo is end-of-life: its last release is of 2023, and it speaks no Bolt newer than 4.3. The `neo4j` engine is the
default; see decision 5. py2neo drops the reason of a connection that fails, so the official driver knocks first and
tells it. Only Bolt is used: py2neo's HTTP transport does not work with these servers. Its own calls know no time
limit and no metadata, so the message that begins a transaction is made here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Self

from clauseway.graph.engine import (
    QUERY_TIMEOUT_SECONDS,
    GraphError,
    GraphUnreachable,
    QueryRefused,
    Row,
    Value,
    as_value,
)
from clauseway.graph.neo4j_engine import METADATA, Answer, VersionGuard, open_driver
from clauseway.graph.neo4j_errors import first_line, refusal, unreachable
from clauseway.graph.neo4j_marks import READ_MARK, Mark, read_mark
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import (
    BATCH_TIMEOUT_SECONDS,
    GIVEN_UP,
    LOCK_TAKEN,
    RETRY_SECONDS,
    TAKE_LOCK,
    LockTaken,
    Records,
    Statement,
)

_BEGIN = 0x11
_PAUSE_SECONDS = 0.5
_FETCHED = 1000


def require_py2neo() -> None:
    """Make sure that py2neo is there, before anything is asked of it.

    Raises:
        GraphError: It is not installed.
    """
    try:
        import_module("py2neo")
    except ImportError as error:
        raise GraphError(
            "py2neo is not installed; install it with: pip install 'clauseway[py2neo]'. It is end-of-life: the engine "
            "and the driver 'neo4j' need nothing more and do the same."
        ) from error


class Py2neoEngine:
    """A Clauseway graph in a Neo4j database, opened for reading over py2neo. Made by `connect`."""

    name = "py2neo"

    def __init__(self, connection: _Connection, settings: Neo4jSettings) -> None:
        self._connection: _Connection | None = connection
        self._settings = settings
        self._guard = VersionGuard(settings)

    @classmethod
    def connect(cls, settings: Neo4jSettings) -> Py2neoEngine:
        """Connect, and make sure that a complete Clauseway graph is there.

        Raises:
            GraphUnreachable: No server answers, the address is none, or the credentials are refused.
            GraphNotFound: The database does not exist, or holds no complete Clauseway graph.
            GraphError: py2neo is not installed, or the server is older than 5.26.
        """
        engine = cls(_Connection(settings), settings)
        try:
            engine.run("RETURN 1 AS one", {})
        except BaseException:
            engine.close()
            raise
        return engine

    def run(
        self, text: str, parameters: Mapping[str, Value], *, timeout: float = QUERY_TIMEOUT_SECONDS
    ) -> list[Row]:
        """Run one read query; see [`Engine.run`][clauseway.graph.engine.Engine.run].

        Raises:
            GraphNotFound: A load is under way or was interrupted.
            GraphError: Another data version was loaded since `connect`.
        """
        columns, records = self._guard.settle(lambda: self._ask(text, parameters, timeout))
        return [dict(zip(columns, map(as_value, values), strict=True)) for values in records]

    def _ask(
        self, text: str, parameters: Mapping[str, Value], timeout: float
    ) -> tuple[Mark | None, Answer, Mark | None]:
        connection = self._connection
        if connection is None:
            raise GraphUnreachable(f"The connection to {self._settings.shown_uri} was closed.")

        def ask() -> tuple[Mark | None, Answer, Mark | None]:
            with connection.transaction(max(timeout, 0.001), readonly=True) as transaction:
                before = read_mark(transaction.records(READ_MARK, {}))
                answer = transaction.run(text, parameters)
                return before, answer, read_mark(transaction.records(READ_MARK, {}))

        return connection.again(ask, seconds=_PAUSE_SECONDS)

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Py2neoWriter:
    """Writes through py2neo; a [`Writer`][clauseway.graph.neo4j_writer.Writer]."""

    def __init__(self, settings: Neo4jSettings) -> None:
        self._settings = settings
        self._connection = _Connection(settings)

    def write(self, statements: Sequence[Statement]) -> list[Records]:
        """See `Writer.write`."""

        def write_once() -> list[Records]:
            with self._connection.transaction(BATCH_TIMEOUT_SECONDS) as transaction:
                return [transaction.records(text, parameters) for text, parameters in statements]

        return self._connection.again(write_once, seconds=RETRY_SECONDS)

    def read(self, text: str) -> Iterator[list[object]]:
        """See `Writer.read`."""
        try:
            with self._connection.transaction(BATCH_TIMEOUT_SECONDS) as transaction:
                yield from transaction.stream(text)
        except _ServerRefusal as error:
            raise error.told from error

    @contextmanager
    def lock(self, wait_seconds: float) -> Generator[None]:
        """See `Writer.lock`."""
        holding = _Connection(self._settings)
        try:
            try:
                with holding.transaction(wait_seconds, keep=False) as trial:
                    trial.run(TAKE_LOCK, {})
            except _ServerRefusal as error:
                if error.code.rpartition(".")[2].startswith(GIVEN_UP):
                    raise LockTaken(LOCK_TAKEN) from error
                raise error.told from error
            holding.keep_open(TAKE_LOCK)
            yield
        finally:
            holding.close()  # the server undoes what is open on a connection that ends

    def close(self) -> None:
        """See `Writer.close`."""
        self._connection.close()


def _library(name: str) -> Any:
    """A module of py2neo, which has no types."""
    return import_module(name)


class _ServerRefusal(GraphError):
    """A refusal of the server with its code, on its way to becoming a sentence."""

    def __init__(self, code: str, told: GraphError) -> None:
        super().__init__(str(told))
        self.code = code
        self.told = told


class _Connection:
    """py2neo's connector, whose errors are ours."""

    def __init__(self, settings: Neo4jSettings) -> None:
        require_py2neo()
        open_driver(settings).close()
        self.settings = settings
        profile = _library("py2neo").ConnectionProfile(settings.uri, auth=(settings.username, settings.password or ""))
        with self.failures(QUERY_TIMEOUT_SECONDS):
            self._connector = _library("py2neo.client").Connector(profile, user_agent="clauseway")

    @contextmanager
    def transaction(
        self, timeout: float, *, readonly: bool = False, keep: bool = True
    ) -> Generator[_Transaction]:
        """A transaction that is committed at the end, or rolled back where it is not to be kept.

        Args:
            timeout: Seconds after which the server gives it up; 0 for no limit.
            readonly: Whether the server refuses writes in it.
            keep: Whether what it wrote is to stay.
        """
        with self.failures(timeout):
            reference = self._begin(timeout, readonly=readonly)
            try:
                yield _Transaction(self._connector, reference)
            except BaseException:
                with suppress(Exception):  # the first failure is the one to tell
                    self._connector.rollback(reference)
                raise
            if keep:
                self._connector.commit(reference)
            else:
                with suppress(Exception):  # a lost connection has freed the lock already
                    self._connector.rollback(reference)

    def keep_open(self, text: str) -> None:
        """Run a statement in a transaction that stays open until the connection is closed."""
        with self.failures(0):
            _Transaction(self._connector, self._begin(0, readonly=False)).run(text, {})

    def _begin(self, timeout: float, *, readonly: bool) -> Any:
        """As `Connector.begin`, with the words of Bolt for a time limit and metadata, which py2neo writes wrongly."""
        connection: Any = self._connector._acquire(self.settings.database, readonly)
        connection._assert_open()
        connection._assert_no_transaction()
        reference = _library("py2neo.client.bolt").BoltTransactionRef(connection, self.settings.database, readonly)
        connection._transaction = reference
        limits = {"tx_timeout": round(timeout * 1000), "tx_metadata": METADATA}
        response: Any = connection.append_message(_BEGIN, {**reference.extra, **limits})
        connection._sync(response)
        connection._audit(reference)
        return reference

    def again[R](self, work: Callable[[], R], *, seconds: float) -> R:
        """Do some work in a transaction; once more, and again, while the server says that it undid it in passing."""
        give_up = time.monotonic() + seconds
        while True:
            try:
                return work()
            except _ServerRefusal as error:
                if not error.code.startswith("Neo.TransientError.") or time.monotonic() > give_up:
                    raise error.told from error
                time.sleep(_PAUSE_SECONDS)

    @contextmanager
    def failures(self, timeout: float) -> Generator[None]:
        """Turn what py2neo raises into our own sentences."""
        errors = _library("py2neo.errors")
        refused: type[Exception] = errors.Neo4jError
        lost: tuple[type[Exception], ...] = (
            errors.ConnectionBroken,
            errors.ConnectionLimit,
            errors.ConnectionUnavailable,
            errors.ProtocolError,
            errors.ServiceUnavailable,
            OSError,
        )
        try:
            yield
        except refused as error:
            code, message = str(getattr(error, "code", "")), str(error.args[0] if error.args else "")
            raise _ServerRefusal(code, refusal(code, message, self.settings, timeout=timeout)) from error
        except lost as error:
            raise unreachable(self.settings, f"{type(error).__name__}: {error}") from error
        except (ValueError, TypeError, OverflowError) as error:
            raise QueryRefused(
                f"A query parameter cannot be sent to Neo4j: {first_line(str(error))}."
            ) from error

    def close(self) -> None:
        with suppress(Exception):  # it may be closed by the other side
            self._connector.close()


class _Transaction:
    """An open transaction of py2neo."""

    def __init__(self, connector: Any, reference: Any) -> None:
        self._connector = connector
        self._reference = reference

    def run(self, text: str, parameters: Mapping[str, object]) -> Answer:
        """Column names and rows of a statement."""
        result: Any = self._connector.run(self._reference, text, dict(parameters))
        self._connector.pull(result, -1)
        columns = tuple(str(name) for name in result.fields())
        rows: list[list[object]] = []
        while (record := result.take()) is not None:
            rows.append(list(record))
        return columns, rows

    def stream(self, text: str) -> Iterator[list[object]]:
        """Rows of a statement, fetched some at a time."""
        result: Any = self._connector.run(self._reference, text, {})
        while True:
            self._connector.pull(result, _FETCHED)
            while (record := result.take()) is not None:
                yield list(record)
            if not result.has_more_records():
                return

    def records(self, text: str, parameters: Mapping[str, object]) -> Records:
        """Rows of a statement by column name."""
        columns, rows = self.run(text, parameters)
        return [dict(zip(columns, row, strict=True)) for row in rows]
