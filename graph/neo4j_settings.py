"""Where a Neo4j database is and who asks: from the environment or a named profile, as other tools of Neo4j do."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from clauseway.graph.engine import GraphUnreachable

AURA_HOST = ".databases.neo4j.io"
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


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

    @classmethod
    def from_profile(
        cls, name: str, file: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> Neo4jSettings:
        """Read a named profile; of the environment only `NEO4J_PASSWORD`, and only where the profile has none.

        Address and name come from the profile alone, so that a password for one server is not sent to another.

        Raises:
            ProfileError: There is no such file or profile, it is not well formed, or others can read its password.
        """
        from clauseway.graph.neo4j_profiles import profile_file, read_profile

        found = os.environ if environment is None else environment
        given = read_profile(name, file or profile_file(found))
        given.setdefault("password", found.get("NEO4J_PASSWORD") or "")
        default = cls()
        return cls(
            uri=given.get("uri") or default.uri,
            username=given.get("username") or default.username,
            password=given["password"] or None,
            database=given.get("database") or default.database,
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


def require_bolt_address(settings: Neo4jSettings) -> None:
    """Refuse what is no Bolt address before the driver sees it: it would try HTTP, or repeat a password."""
    shown = settings.shown_uri
    try:
        parts = urlsplit(settings.uri)
        port = parts.port
    except ValueError as error:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} has no usable port; write bolt://HOST:7687."
        ) from error
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} is none of bolt://HOST:7687 and neo4j://HOST:7687 (the browser's "
            "http address is another one)."
        )
    if "@" in settings.uri:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} was given with a user name in it; give the name in NEO4J_USERNAME "
            "and the password in NEO4J_PASSWORD."
        )
    if parts.hostname.endswith(AURA_HOST) and "+" not in parts.scheme:
        raise GraphUnreachable(
            f"The Neo4j address {shown!r} is one of Aura, which only speaks encrypted; write neo4j+s://{parts.hostname}."
        )
