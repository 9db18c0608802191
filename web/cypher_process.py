"""A process of its own for one query that somebody typed: `python -m clauseway.web.cypher_process`.

The embedded engine cannot be interrupted, and an answer of millions of rows would fill the memory of the server; a
process can be ended and is held to its memory. It reads one JSON object from standard input and writes one.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from clauseway.graph.engine import GraphError, Row

MEMORY_BYTES = 4 << 30
"""Address space the process may take, more than half of which the engine sets aside without using it."""


def answer(asked: dict[str, Any]) -> dict[str, object]:
    """Run the query that was asked.

    Args:
        asked: `settings` (see `Settings.told`), `text`, `seconds` (for a server) and `rows` (at most).

    Returns:
        `version`, `columns`, `rows` and whether there are `more`; or `refused`, a sentence.
    """
    from clauseway.queries.opening import open_graph_file, open_server
    from clauseway.queries.portability import returned_columns
    from clauseway.queries.runner import Runner

    try:
        if asked["engine"] == "grafeo":
            engine = open_graph_file(Path(asked["graph"]), lambda _: None)
        else:
            from clauseway.graph.neo4j_settings import Neo4jSettings

            profile = asked["profile"]
            server = Neo4jSettings.from_profile(profile) if profile else Neo4jSettings.from_environment()
            engine = open_server(server, asked["engine"])
        with engine:
            found = engine.run(asked["text"], {}, timeout=asked["seconds"])
            version = Runner(engine).version
    except GraphError as error:
        return {"refused": str(error)}
    columns = list(found[0]) if found else returned_columns(asked["text"].rstrip().rstrip(";"))
    rows = [_written(row, columns) for row in found[: asked["rows"]]]
    return {"version": version, "columns": columns, "rows": rows, "more": len(found) > asked["rows"]}


def _written(row: Row, columns: list[str]) -> list[object]:
    return [{"day": value.isoformat()} if isinstance(value := row[name], date) else value for name in columns]


def main() -> None:
    """Answer what stands on standard input."""
    asked = json.load(sys.stdin)
    _hold_to(asked["seconds"])
    json.dump(answer(asked), sys.stdout, default=str)


def _hold_to(seconds: float) -> None:
    """Bound memory and time, where the system can: an alarm ends the process even if its server is gone."""
    import signal

    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + 2)
    try:
        import resource
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
