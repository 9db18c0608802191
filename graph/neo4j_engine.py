"""The `neo4j` engine: a Neo4j server, 5.26 or newer, over the official driver.

Reading only; [`load`][clauseway.graph.neo4j_load.load] fills the database. The driver is imported where it is
used, because importing it takes a fifth of a second that the embedded engine's users should not wait for.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, LiteralString, Self, cast

from clauseway.graph.engine import (
    QUERY_TIMEOUT_SECONDS,
    GraphError,
    GraphUnreachable,
    QueryRefused,
    Row,
    Value,
    as_value,
)
from clauseway.graph.neo4j_errors import as_graph_error, first_line, too_old
from clauseway.graph.neo4j_marks import READ_MARK, Mark, not_ready, read_mark
from clauseway.graph.neo4j_settings import Neo4jSettings, require_bolt_address

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

OLDEST_VERSION = (5, 26)
"""The long-term release the load statements and the catalogue were tried on; older ones lack syntax."""

METADATA = {"app": "clauseway"}
"""Stands beside each of our transactions in the server's query log and in SHOW TRANSACTIONS."""

SETTLE_SECONDS = 2.0
"""How long a reader waits for a load to end: one that changes a few facts takes a fraction of it."""

_CONNECT_SECONDS = 5.0
_ACQUIRE_SECONDS = 15.0
_RETRY_SECONDS = 5.0
_POLL_SECONDS = 0.1

type Answer = tuple[tuple[str, ...], list[list[object]]]


class VersionGuard:
    """Lets answers of one data version pass, and tells when there is another one, or a mix of two."""

    def __init__(self, settings: Neo4jSettings) -> None:
        self._settings = settings
        self._pinned: Mark | None = None

    def settle[A](self, ask: Callable[[], tuple[Mark | None, A, Mark | None]]) -> A:
        """Ask until no load came between.

        Args:
            ask: Gives an answer with the marks read just before and just after it.

        Raises:
            GraphNotFound: There is no graph, or a load does not end within two seconds.
            GraphError: A load has put another data version in the place of the one first seen.
        """
        give_up = time.monotonic() + SETTLE_SECONDS
        while True:
            before, answer, after = ask()
            if before is not None and before == after and before.is_complete:
                self._require_same(before)
                return answer
            if after is None or time.monotonic() > give_up:
                raise not_ready(after, self._settings)
            time.sleep(_POLL_SECONDS)

    def _require_same(self, seen: Mark) -> None:
        if self._pinned is None:
            self._pinned = seen
        if self._pinned.generation != seen.generation:
            raise GraphError(
                f"The database {self._settings.database!r} at {self._settings.shown_uri} was loaded anew since it was "
                f"opened: data version {self._pinned.version} then, {seen.version} now; open it again and ask anew."
            )


class Neo4jEngine:
    """A Clauseway graph in a Neo4j database, opened for reading. Made by `connect`."""

    name = "neo4j"

    def __init__(self, driver: Driver, settings: Neo4jSettings) -> None:
        self._driver: Driver | None = driver
        self._settings = settings
        self._guard = VersionGuard(settings)

    @classmethod
    def connect(cls, settings: Neo4jSettings) -> Neo4jEngine:
        """Connect, and make sure that a complete Clauseway graph is there.

        Raises:
            GraphUnreachable: No server answers, the address is none, or the credentials are refused.
            GraphNotFound: The database does not exist, or holds no complete Clauseway graph.
            GraphError: The server is older than 5.26.
        """
        engine = cls(open_driver(settings), settings)
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
        """The answer, and what the load mark said before and after it, in one transaction on one server."""
        if self._driver is None:
            raise GraphUnreachable(f"The connection to {self._settings.shown_uri} was closed.")
        from neo4j import READ_ACCESS, unit_of_work
        from neo4j.exceptions import GqlError

        # the driver takes 0 for "no limit"
        @unit_of_work(timeout=max(timeout, 0.001), metadata=METADATA)
        def read(transaction: ManagedTransaction) -> tuple[Mark | None, Answer, Mark | None]:
            before = read_mark(transaction.run(READ_MARK).data())
            result = transaction.run(cast(LiteralString, text), dict(parameters))
            answer = result.keys(), [record.values() for record in result]
            return before, answer, read_mark(transaction.run(READ_MARK).data())

        try:
            # READ_ACCESS sends it to any member of a cluster; the bookmarks keep the next query from a member that lags
            # behind the one asked last, whose older data version would look like another load
            with self._driver.session(  # pyright: ignore[reportUnknownMemberType]
                database=self._settings.database,
                default_access_mode=READ_ACCESS,
                bookmark_manager=self._driver.execute_query_bookmark_manager,
            ) as session:
                return session.execute_read(read)
        except GqlError as error:
            raise as_graph_error(error, self._settings, timeout=timeout) from error
        except (ValueError, TypeError, OverflowError) as error:
            # what the driver says of a parameter it cannot send
            raise QueryRefused(
                f"A query parameter cannot be sent to Neo4j: {first_line(str(error))}."
            ) from error

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_driver(settings: Neo4jSettings, *, retry_seconds: float = _RETRY_SECONDS) -> Driver:
    """Connect a driver and make sure that the server can be used.

    Args:
        settings: Where to and as whom.
        retry_seconds: How long a transaction that met a passing fault is tried again.

    Raises:
        GraphUnreachable: No server answers, the address is none, or the credentials are refused.
        GraphError: The server is older than 5.26.
    """
    require_bolt_address(settings)
    from neo4j import GraphDatabase, NotificationMinimumSeverity
    from neo4j.exceptions import GqlError

    # Without any handler Python prints the driver's warnings to stderr beside our one sentence;
    # a program that sets up logging still gets them.
    log = logging.getLogger("neo4j")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    try:
        driver = GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
            settings.uri,
            auth=None if settings.password is None else (settings.username, settings.password),
            connection_timeout=_CONNECT_SECONDS,
            connection_acquisition_timeout=_ACQUIRE_SECONDS,
            max_transaction_retry_time=retry_seconds,
            # an unknown label is an empty answer on every engine, not a warning on one of them
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            user_agent="clauseway",
        )
    except (GqlError, ValueError) as error:
        raise as_graph_error(error, settings) from error
    try:
        agent = driver.get_server_info().agent  # pyright: ignore[reportUnknownMemberType]
        if not is_supported(agent):
            raise too_old(settings, agent.removeprefix("Neo4j/"))
    except (GqlError, ValueError) as error:
        driver.close()
        raise as_graph_error(error, settings) from error
    except BaseException:
        driver.close()
        raise
    return driver


def is_supported(agent: str) -> bool:
    """Whether a server that calls itself so is new enough.

    >>> [is_supported(f"Neo4j/{version}") for version in ("4.4.48", "5.25.1", "5.26.30", "2026.08.1")]
    [False, False, True, True]
    >>> is_supported("Neo4j/5.27-aura"), is_supported("another product")
    (True, False)
    """
    version = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_VERSION
