"""What a server is told when it starts; handed to its worker processes through the environment."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "CLAUSEWAY_SERVE"
"""Environment variable that carries the settings to worker processes. It never holds a password."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server is told.

    Attributes:
        graph: The graph file; None for the default one of the user. Not used with a Neo4j server.
        engine: `grafeo`, `neo4j` or `py2neo`.
        profile: Named profile of a Neo4j server; None for the variables of the environment.
        hosts: Values of the Host header, without port, that are answered; `*` for any.
        origins: Origins whose scripts may read the API; `*` for any.
        allow_cypher: Whether there is a page for queries of one's own.
        seconds: Time a request may take, more than 0.
        cache_bytes: Memory for answers kept, 0 or more.
        at_once: Answers worked out side by side in one process, 1 or more; others wait.
    """

    graph: Path | None = None
    engine: str = "grafeo"
    profile: str | None = None
    hosts: tuple[str, ...] = LOCAL_HOSTS
    origins: tuple[str, ...] = ()
    allow_cypher: bool = False
    seconds: float = 30.0
    cache_bytes: int = 64_000_000
    at_once: int = 4

    def to_environment(self) -> dict[str, str]:
        """The settings as variables of a worker's environment.

        >>> Settings.from_environment(Settings(hosts=("a.example",)).to_environment()).hosts
        ('a.example',)
        """
        told = asdict(self) | {"graph": None if self.graph is None else str(self.graph)}
        return {VARIABLE: json.dumps(told)}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings a server was started with; the defaults where none were handed on."""
        found = os.environ if environment is None else environment
        told = json.loads(found.get(VARIABLE, "{}"))
        for name in ("hosts", "origins"):
            if name in told:
                told[name] = tuple(told[name])
        if told.get("graph") is not None:
            told["graph"] = Path(told["graph"])
        return cls(**told)
