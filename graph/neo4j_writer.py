"""What a load needs of a library that speaks to Neo4j, and that by the official driver."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, LiteralString, Protocol, cast

from clauseway.graph.engine import GraphError
from clauseway.graph.neo4j_engine import METADATA, open_driver
from clauseway.graph.neo4j_errors import as_graph_error
from clauseway.graph.neo4j_marks import LOCK_LABEL
from clauseway.graph.neo4j_settings import Neo4jSettings

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

type Statement = tuple[str, Mapping[str, object]]
type Records = list[dict[str, object]]

TAKE_LOCK = f"MATCH (l:{LOCK_LABEL} {{name: 'load'}}) SET l.held = true RETURN l.name AS name"
"""Waits while another transaction that ran it is open; it is rolled back in the end, so it never changes anything."""

GIVEN_UP = ("LockClientStopped", "LockAcquisitionTimeout", "TransactionTimedOut")
"""How the codes begin with which a server ends a transaction that waited too long for a lock."""

LOCK_TAKEN = "Another load holds the lock."
BATCH_TIMEOUT_SECONDS = 300.0
RETRY_SECONDS = 30.0


class LockTaken(GraphError):
    """Another load holds the lock."""


class Writer(Protocol):
    """A connection that a load writes through. Every failure is a `GraphError`."""

    def write(self, statements: Sequence[Statement]) -> list[Records]:
        """Run statements in one transaction; it is tried again only when the server certainly undid it.

        Returns:
            The rows of each statement.
        """
        ...

    def read(self, text: str) -> Iterator[list[object]]:
        """Values of the rows of one statement, streamed."""
        ...

    def lock(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Hold the lock of a load until the context ends or this process dies.

        Raises:
            LockTaken: Another load held it for the whole time.
        """
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class DriverWriter:
    """Writes through the official driver.

    The sessions follow one another, so that on a cluster each statement sees what the one before it wrote.
    """

    def __init__(self, settings: Neo4jSettings) -> None:
        self._settings = settings
        self._driver: Driver = open_driver(settings, retry_seconds=RETRY_SECONDS)
        self._session = self._driver.session(  # pyright: ignore[reportUnknownMemberType]
            database=settings.database
        )

    def write(self, statements: Sequence[Statement]) -> list[Records]:
        """See `Writer.write`: the driver does not try again when a commit's answer was lost."""
        from neo4j import unit_of_work

        @unit_of_work(timeout=BATCH_TIMEOUT_SECONDS, metadata=METADATA)
        def run(transaction: ManagedTransaction) -> list[Records]:
            return [
                [record.data() for record in transaction.run(cast(LiteralString, text), dict(parameters))]
                for text, parameters in statements
            ]

        with self._failures():
            return self._session.execute_write(run)

    def read(self, text: str) -> Iterator[list[object]]:
        """See `Writer.read`."""
        from neo4j import Query

        with self._failures():
            for record in self._session.run(Query(cast(LiteralString, text), METADATA, BATCH_TIMEOUT_SECONDS)):
                yield record.values()

    @contextmanager
    def lock(self, wait_seconds: float) -> Generator[None]:
        """See `Writer.lock`."""
        from neo4j.exceptions import GqlError, Neo4jError

        with self._driver.session(  # pyright: ignore[reportUnknownMemberType]
            database=self._settings.database
        ) as session:
            try:
                # a time limit holds for a whole transaction, so the wait is tried in one of its own
                with session.begin_transaction(metadata=METADATA, timeout=wait_seconds) as trial:
                    trial.run(TAKE_LOCK).consume()
                    trial.rollback()
            except Neo4jError as error:
                if (error.code or "").rpartition(".")[2].startswith(GIVEN_UP):
                    raise LockTaken(LOCK_TAKEN) from error
                raise as_graph_error(error, self._settings) from error
            with self._failures():
                holding = session.begin_transaction(metadata=METADATA, timeout=0)
                holding.run(TAKE_LOCK).consume()
            try:
                yield
            finally:
                with suppress(GqlError):  # a lost connection has freed the lock already
                    holding.close()

    def close(self) -> None:
        """See `Writer.close`."""
        self._session.close()
        self._driver.close()

    @contextmanager
    def _failures(self) -> Generator[None]:
        from neo4j.exceptions import GqlError

        try:
            yield
        except GqlError as error:
            raise as_graph_error(error, self._settings, timeout=BATCH_TIMEOUT_SECONDS) from error
