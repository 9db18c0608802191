"""The `neo4j` engine: a Neo4j server, 5.26 or newer, over the official driver.

Reading only; [`load`][clauseway.graph.neo4j_load.load] fills the database. The driver is imported where it is
used, because importing it takes a fifth of a second that the embedded engine's users should not wait for.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString, Self, cast
from urllib.parse import urlsplit

from clauseway.graph.engine import (
    QUERY_TIMEOUT_SECONDS,
    GraphError,
    GraphNotFound,
    GraphUnreachable,
    QueryRefused,
    Row,
    Value,
    as_value,
)

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

OLDEST_VERSION = (5, 26)
"""The long-term release the load statements and the catalogue were tried on; older ones lack syntax."""

LOAD_COMMAND = "clauseway load --to neo4j"

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_CONNECT_SECONDS = 5.0
_ACQUIRE_SECONDS = 15.0
_RETRY_SECONDS = 5.0
_METADATA = {"app": "clauseway"}


@dataclass(frozen=True, slots=True, repr=False)
class Neo4jSettings:
    """Where the database is and who asks.

    Attributes:
        uri: `bolt://host:port`, or `neo4j://` for a cluster; `+s` for encryption, `+ssc` for encryption
            with a self-signed certificate.
        username: User name; unused when there is no password.
        password: Password, or None for a server without authentication. Never shown.
        database: Name of the database; Neo4j Community has one, `neo4j`.
    """

    uri: str = "bolt://127.0.0.1:7687"
    username: str = "neo4j"
    password: str | None = None
    database: str = "neo4j"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Neo4jSettings:
        """Read `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`.

        An empty variable counts as absent.

        >>> Neo4jSettings.from_environment({"NEO4J_PASSWORD": "not to be seen", "NEO4J_DATABASE": ""})
        Neo4jSettings(uri='bolt://127.0.0.1:7687', username='neo4j', password=..., database='neo4j')
        """
        found = os.environ if environment is None else environment
        default = cls()
        return cls(
            uri=found.get("NEO4J_URI") or default.uri,
            username=found.get("NEO4J_USERNAME") or default.username,
            password=found.get("NEO4J_PASSWORD") or None,
            database=found.get("NEO4J_DATABASE") or default.database,
        )

    @property
    def shown_uri(self) -> str:
        """The address without what may stand before an `@`: people put passwords there.

        >>> Neo4jSettings(uri="bolt://me:secret@db.example:7687").shown_uri
        'bolt://db.example:7687'
        """
        return re.sub(r"^([\w+.-]*://)?.*@", r"\1", self.uri, flags=re.DOTALL)

    def __repr__(self) -> str:
        password = "None" if self.password is None else "..."
        return (
            f"Neo4jSettings(uri={self.shown_uri!r}, username={self.username!r}, password={password}, "
            f"database={self.database!r})"
        )


class Neo4jEngine:
    """A Clauseway graph in a Neo4j database, opened for reading. Made by `connect`."""

    name = "neo4j"

    def __init__(self, driver: Driver, settings: Neo4jSettings) -> None:
        self._driver: Driver | None = driver
        self._settings = settings

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
            engine._require_dataset()
        except BaseException:
            engine.close()
            raise
        return engine

    def run(
        self, text: str, parameters: Mapping[str, Value], *, timeout: float = QUERY_TIMEOUT_SECONDS
    ) -> list[Row]:
        """Run one read query; see [`Engine.run`][clauseway.graph.engine.Engine.run]."""
        if self._driver is None:
            raise GraphUnreachable(f"The connection to {self._settings.shown_uri} was closed.")
        from neo4j import READ_ACCESS, unit_of_work
        from neo4j.exceptions import GqlError

        # the driver takes 0 for "no limit"
        @unit_of_work(timeout=max(timeout, 0.001), metadata=_METADATA)
        def read(transaction: ManagedTransaction) -> tuple[tuple[str, ...], list[list[object]]]:
            result = transaction.run(cast(LiteralString, text), dict(parameters))
            return result.keys(), [record.values() for record in result]

        try:
            with self._driver.session(  # pyright: ignore[reportUnknownMemberType]
                database=self._settings.database, default_access_mode=READ_ACCESS
            ) as session:
                columns, records = session.execute_read(read)
        except GqlError as error:
            raise as_graph_error(error, self._settings, timeout=timeout) from error
        except (ValueError, TypeError, OverflowError) as error:
            # what the driver says of a parameter it cannot send
            raise QueryRefused(
                f"A query parameter cannot be sent to Neo4j: {_first_line(str(error))}."
            ) from error
        return [dict(zip(columns, map(as_value, values), strict=True)) for values in records]

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _require_dataset(self) -> None:
        if self.run("MATCH (d:Dataset) WHERE d.load_id IS NOT NULL RETURN d.version AS version LIMIT 1", {}):
            return
        where = f"the database {self._settings.database!r} at {self._settings.shown_uri}"
        if self.run("MATCH (n) WHERE n.load_id IS NOT NULL RETURN n.load_id AS load LIMIT 1", {}):
            raise GraphNotFound(
                f"The last load of {where} was interrupted; load it again with: {LOAD_COMMAND}"
            )
        raise GraphNotFound(f"There is no Clauseway graph in {where}; load it with: {LOAD_COMMAND}")


def open_driver(settings: Neo4jSettings, *, retry_seconds: float = _RETRY_SECONDS) -> Driver:
    """Connect a driver and make sure that the server can be used.

    Args:
        settings: Where to and as whom.
        retry_seconds: How long a transaction that met a passing fault is tried again.

    Raises:
        GraphUnreachable: No server answers, the address is none, or the credentials are refused.
        GraphError: The server is older than 5.26.
    """
    _require_bolt_address(settings)
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
            raise _too_old(settings, agent.removeprefix("Neo4j/"))
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


def as_graph_error(
    error: Exception, settings: Neo4jSettings, *, timeout: float = QUERY_TIMEOUT_SECONDS
) -> GraphError:
    """Turn what the driver raised into one sentence a user can act on."""
    from neo4j.exceptions import ConfigurationError, Neo4jError

    if isinstance(error, Neo4jError):
        return refusal(error.code or "", error.message or "", settings, timeout=timeout)
    if isinstance(error, ConfigurationError) and "Bolt Protocol" in str(error):
        # the driver cannot ask a server this old to leave its notifications out
        return _too_old(settings, "older than 5.7")
    return GraphUnreachable(
        f"No Neo4j answers at {settings.shown_uri}; start the server, or name another one in NEO4J_URI."
    )


def refusal(
    code: str, message: str, settings: Neo4jSettings, *, timeout: float = QUERY_TIMEOUT_SECONDS
) -> GraphError:
    """The error for a status code of the server.

    >>> reason = "Variable `m` not defined (line 1, column 8)"
    >>> refusal("Neo.ClientError.Statement.SyntaxError", reason, Neo4jSettings())
    QueryRefused('Neo4j refused the query: Variable `m` not defined (line 1, column 8).')
    """
    at = f"Neo4j at {settings.shown_uri}"
    who, database = settings.username, settings.database
    match code.removeprefix("Neo.ClientError.").removeprefix("Neo.TransientError."):
        case "Security.Unauthorized" if settings.password is None:
            return GraphUnreachable(f"{at} asks for a password; give it in NEO4J_PASSWORD.")
        case "Security.Unauthorized":
            return GraphUnreachable(
                f"{at} refuses the password of the user {who!r}; correct NEO4J_USERNAME and NEO4J_PASSWORD."
            )
        case "Security.AuthenticationRateLimit":
            return GraphUnreachable(f"{at} was given wrong passwords too often; wait a minute and try again.")
        case "Security.CredentialsExpired":
            return GraphUnreachable(
                f"{at} wants the first password of the user {who!r} changed before any use."
            )
        case (
            "Security.Forbidden"
            | "General.ForbiddenOnReadOnlyDatabase"
            | "General.WriteOnReadOnlyAccessDatabase"
        ):
            return QueryRefused(
                f"{at} does not allow the user {who!r} to do this in the database {database!r}."
            )
        case "Database.DatabaseNotFound":
            return GraphNotFound(
                f"{at} has no database {database!r}; name one in NEO4J_DATABASE (the usual one is 'neo4j')."
            )
        case "General.DatabaseUnavailable":
            return GraphUnreachable(f"The database {database!r} of {at} is stopped; start it and try again.")
        case "Statement.AccessMode":
            return QueryRefused("The query writes, and the graph is open for reading only.")
        case timed_out if timed_out.startswith("Transaction.TransactionTimedOut"):
            return QueryRefused(f"The query was given up after its time limit of {timeout:g} seconds.")
        case other if other.startswith("Security."):
            return GraphUnreachable(f"{at} refuses the user {who!r}: {_first_line(message)}.")
        case _:
            return QueryRefused(f"Neo4j refused the query: {_first_line(message)}.")


def _too_old(settings: Neo4jSettings, version: str) -> GraphError:
    return GraphError(
        f"The server at {settings.shown_uri} is Neo4j {version}; Clauseway needs 5.26 or newer."
    )


def _require_bolt_address(settings: Neo4jSettings) -> None:
    """Refuse what is no Bolt address before the driver sees it: it would try HTTP, or repeat a password."""
    shown = settings.shown_uri
    try:
        parts = urlsplit(settings.uri)
        port = parts.port
    except ValueError as error:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} has no usable port; write bolt://HOST:7687."
        ) from error
    if parts.scheme not in _SCHEMES or not parts.hostname or port == 0:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} is none of bolt://HOST:7687 and neo4j://HOST:7687 (the browser's "
            "http address is another one)."
        )
    if "@" in settings.uri:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} was given with a user name in it; give the name in NEO4J_USERNAME "
            "and the password in NEO4J_PASSWORD."
        )


def _first_line(message: str) -> str:
    r"""The server's reason as one line, without its list of every word it would have accepted.

    >>> _first_line("Invalid input 'RETRUN': expected 'CALL' or 'WITH' (line 1, column 1 (offset: 0))\n^")
    "Invalid input 'RETRUN' (line 1, column 1)"
    """
    line = message.strip().split("\n", 1)[0].strip().rstrip(".")
    place = re.search(r"\(line \d+, column \d+", line)
    if place is None:
        return line
    return f"{line[: place.start()].split(': expected ', 1)[0].rstrip()} {place[0]})"
