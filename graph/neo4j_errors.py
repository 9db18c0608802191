"""What a Neo4j server or its driver fails with, as one sentence a user can act on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from clauseway.graph.engine import (
    QUERY_TIMEOUT_SECONDS,
    GraphError,
    GraphNotFound,
    GraphUnreachable,
    QueryRefused,
)
from clauseway.graph.neo4j_settings import Neo4jSettings

_FULL = (
    "Neo.DatabaseError.Transaction.TransactionCommitFailed",
    "Neo.DatabaseError.Transaction.TransactionLogError",
    "Neo.DatabaseError.General.StorageDamageDetected",
)


def as_graph_error(
    error: Exception, settings: Neo4jSettings, *, timeout: float = QUERY_TIMEOUT_SECONDS
) -> GraphError:
    """Turn what the driver raised into one sentence a user can act on."""
    from neo4j.exceptions import ConfigurationError, IncompleteCommit, Neo4jError, UnsupportedServerProduct

    if isinstance(error, Neo4jError):
        return refusal(error.code or "", error.message or "", settings, timeout=timeout)
    if isinstance(error, ConfigurationError) and "Bolt Protocol" in str(error):
        # the driver cannot ask a server this old to leave its notifications out
        return too_old(settings, "older than 5.7")
    if isinstance(error, IncompleteCommit):
        # not tried again: the server may have written it
        return GraphUnreachable(
            f"The connection to {settings.shown_uri} broke before the server could say whether it kept the last "
            "changes; load again, which completes them."
        )
    return unreachable(settings, _whole_text(error), speaks_another=isinstance(error, UnsupportedServerProduct))


def unreachable(settings: Neo4jSettings, reason: str, *, speaks_another: bool = False) -> GraphUnreachable:
    """Why there is no connection, as far as the library's own words tell.

    >>> unreachable(Neo4jSettings("bolt+s://db.example"), "[SSLEOFError] Connection Failed")
    GraphUnreachable('What answers at bolt+s://db.example does not encrypt; name it as bolt://... in NEO4J_URI.')
    """
    shown = settings.shown_uri
    plain, plus, _ = shown.partition("://")[0].partition("+")
    if plus and "CERTIFICATE_VERIFY_FAILED" in reason.upper():
        return GraphUnreachable(
            f"The certificate of the server at {shown} is not trusted here; one that signed itself is accepted under "
            f"{plain}+ssc://... in NEO4J_URI."
        )
    if plus and "SSL" in reason:
        return GraphUnreachable(f"What answers at {shown} does not encrypt; name it as {plain}://... in NEO4J_URI.")
    if speaks_another:
        return GraphUnreachable(
            f"What answers at {shown} does not speak Bolt in the clear; name it as {plain}+s://... in NEO4J_URI if it "
            "encrypts, or name another server."
        )
    return GraphUnreachable(f"No Neo4j answers at {shown}; start the server, or name another one in NEO4J_URI.")


def _whole_text(error: BaseException) -> str:
    """The words of an error and of all that caused it: the driver keeps the reason of a failed handshake down there."""
    parts = [f"{type(error).__name__}: {error}"]
    parts += [_whole_text(member) for member in cast("Sequence[BaseException]", getattr(error, "exceptions", ()))]
    if error.__cause__ is not None:
        parts.append(_whole_text(error.__cause__))
    return " ".join(parts)


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
        case "General.ForbiddenOnReadOnlyDatabase" | "General.WriteOnReadOnlyAccessDatabase":
            return QueryRefused(f"The database {database!r} of {at} is open for reading only.")
        case "Security.Forbidden":
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
        case "Schema.ConstraintValidationFailed":
            return QueryRefused(f"A constraint of the database {database!r} forbids it: {first_line(message)}.")
        case "Schema.IndexAlreadyExists":
            return QueryRefused(
                f"Somebody's index stands where Clauseway needs a constraint; drop it (SHOW INDEXES names it): "
                f"{first_line(message)}."
            )
        case full if full in _FULL or "No space left" in message:
            return QueryRefused(f"{at} could not write; its disk may be full. Make room, start it, and load again.")
        case _ if "needs to be restarted" in message:
            return GraphUnreachable(
                f"The database {database!r} of {at} has stopped itself after a fault, such as a full disk; see its "
                "log, and start the server again."
            )
        case other if other.startswith("Security."):
            return GraphUnreachable(f"{at} refuses the user {who!r}: {first_line(message)}.")
        case _:
            return QueryRefused(f"Neo4j refused the query: {first_line(message)}.")


def too_old(settings: Neo4jSettings, version: str) -> GraphError:
    """The error for a server that lacks the syntax of the catalogue and the load."""
    return GraphError(
        f"The server at {settings.shown_uri} is Neo4j {version}; Clauseway needs 5.26 or newer."
    )


def first_line(message: str) -> str:
    r"""The server's reason as one line, without its list of every word it would have accepted.

    >>> first_line("Invalid input 'RETRUN': expected 'CALL' or 'WITH' (line 1, column 1 (offset: 0))\n^")
    "Invalid input 'RETRUN' (line 1, column 1)"
    """
    line = message.strip().split("\n", 1)[0].strip().rstrip(".")
    place = re.search(r"\(line \d+, column \d+", line)
    if place is None:
        return line
    return f"{line[: place.start()].split(': expected ', 1)[0].rstrip()} {place[0]})"
