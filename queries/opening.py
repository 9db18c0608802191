"""Open the graph a question goes to: a graph file, the shipped dataset built into one, or a Neo4j server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clauseway.graph.engine import Engine
    from clauseway.graph.neo4j_settings import Neo4jSettings

type Tell = Callable[[str], None]
"""Takes a sentence about what is going on."""


def default_graph() -> Path:
    """Graph file in the user's data folder (or `CLAUSEWAY_GRAPH`)."""
    from platformdirs import user_data_path

    named = os.environ.get("CLAUSEWAY_GRAPH")
    return Path(named) if named else user_data_path("clauseway", appauthor=False) / "clauseway.grafeo"


def open_graph_file(graph: Path | None, tell: Tell) -> Engine:
    """Open a graph file; the default one is built from the shipped dataset when it is missing.

    Args:
        graph: The file, `None` for the default one.
        tell: Told of a build, which takes some seconds.

    Raises:
        GraphNotFound: A named file is missing: that is a mistake, not a wish to build.
        GraphDamaged: It is no graph file.
    """
    from clauseway.graph.grafeo_engine import GrafeoEngine

    path = graph or default_graph()
    if not path.exists() and path == default_graph():
        build_shipped(path, tell)
    return GrafeoEngine.open(path)


def open_server(settings: Neo4jSettings, engine: str = "neo4j") -> Engine:
    """Connect to a Neo4j server that was loaded by `clauseway load`.

    Args:
        settings: Which server, and as whom.
        engine: `neo4j` for the official driver, `py2neo` for that library.

    Raises:
        GraphUnreachable: It does not answer or refuses the credentials.
        GraphError: py2neo is asked for and not installed.
    """
    if engine == "py2neo":
        from clauseway.graph.py2neo_engine import Py2neoEngine

        return Py2neoEngine.connect(settings)
    from clauseway.graph.neo4j_engine import Neo4jEngine

    return Neo4jEngine.connect(settings)


def build_shipped(path: Path, tell: Tell) -> None:
    """Build the shipped dataset into a graph file, saying so."""
    from clauseway.graph.grafeo_engine import write_graph_file
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.build import build_from_shipped

    tell(f"No graph at {path} yet: building the shipped dataset (some seconds, once).")
    built = build_from_shipped(lambda stage: None, trust_seal=True)
    write_graph_file(path, built.graph, load_schema())
    tell(f"Built data version {built.graph.version}.")
