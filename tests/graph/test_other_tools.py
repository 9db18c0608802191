"""What others make of our files: APOC imports them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import LiteralString, NoReturn, cast

import pytest

from clauseway.graph.engine import GraphData
from clauseway.graph.graphml import graphml_lines
from clauseway.graph.json_lines import json_lines
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema

type Nodes = dict[str, tuple[str, dict[str, object]]]
type Relationships = list[tuple[str, str, str, dict[str, object]]]
type Run = Callable[..., list[dict[str, object]]]

SERVER = Path(__file__).resolve().parents[1] / "neo4j_server"


@pytest.fixture(scope="module")
def instance(
    tmp_path_factory: pytest.TempPathFactory, require_or_skip: Callable[[str, str], NoReturn]
) -> Iterator[Path]:
    """A server of its own, with APOC."""
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        require_or_skip("neo4j", f"{' and '.join(missing)} cannot be found")
    folder = tmp_path_factory.mktemp("apoc")
    server("apoc", "--instance", str(folder))
    server("start", "--instance", str(folder))
    try:
        yield folder
    finally:
        server("stop", "--instance", str(folder))


@pytest.fixture
def run(instance: Path) -> Iterator[Run]:
    """Runs statements in the database of that server, empty before and after."""
    with open_driver(settings_of(instance)) as driver:

        def ask(text: str, **parameters: object) -> list[dict[str, object]]:
            records, _, _ = driver.execute_query(cast(LiteralString, text), parameters)
            return [record.data() for record in records]

        ask("MATCH (n) DETACH DELETE n")
        yield ask
        ask("MATCH (n) DETACH DELETE n")


def test_apoc_imports_the_graphml(
    run: Run,
    shared_small_graph: GraphData,
    schema: Schema,
    nodes_in_a_file: Nodes,
    relationships_in_a_file: Relationships,
    tmp_path: Path,
) -> None:
    file = tmp_path / "small.graphml"
    file.write_bytes(b"".join(graphml_lines(shared_small_graph, schema)))
    told = run("CALL apoc.import.graphml($file, {readLabels: true}) YIELD nodes, relationships", file=file.as_uri())
    assert told == [counts(shared_small_graph)]
    assert_the_same(run, nodes_in_a_file, relationships_in_a_file)


def test_apoc_imports_the_json_lines(
    run: Run,
    shared_small_graph: GraphData,
    schema: Schema,
    nodes_in_a_file: Nodes,
    relationships_in_a_file: Relationships,
    tmp_path: Path,
) -> None:
    file = tmp_path / "small.jsonl"
    file.write_bytes(b"".join(json_lines(shared_small_graph, schema)))
    for label in shared_small_graph.nodes:
        run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.neo4jImportId IS UNIQUE")
    told = run("CALL apoc.import.json($file) YIELD nodes, relationships", file=file.as_uri())
    assert told == [counts(shared_small_graph)]
    identifiers = run("MATCH (n) RETURN n.neo4jImportId AS id")
    assert {row["id"] for row in identifiers} == nodes_in_a_file.keys()
    run("MATCH (n) REMOVE n.neo4jImportId")
    assert_the_same(run, nodes_in_a_file, relationships_in_a_file)


def counts(graph: GraphData) -> dict[str, object]:
    return {
        "nodes": sum(map(len, graph.nodes.values())),
        "relationships": sum(map(len, graph.relationships.values())),
    }


def assert_the_same(run: Run, nodes: Nodes, relationships: Relationships) -> None:
    """The database holds these nodes and relationships, with these properties and types, and nothing else."""
    keys = {name: label for name, (label, _) in nodes.items()}
    found = run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties")
    assert sorted(([f"{row['labels']}", row["properties"]] for row in found), key=repr_in_order) == sorted(
        ([f"{[keys[name]]}", inside] for name, (_, inside) in nodes.items()), key=repr_in_order
    )
    key = "coalesce({0}.iso3, {0}.slug, {0}.id, {0}.version)"
    edges = run(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
        f"head(labels(a)) + '/' + {key.format('a')} AS start, head(labels(b)) + '/' + {key.format('b')} AS end"
    )
    assert sorted(([row["type"], row["start"], row["end"], row["properties"]] for row in edges), key=repr_in_order) == (
        sorted((list(edge) for edge in relationships), key=repr_in_order)
    )


def repr_in_order(row: Sequence[object]) -> str:
    return repr([*row[:-1], sorted(cast("dict[str, object]", row[-1]).items())])


def settings_of(folder: Path) -> Neo4jSettings:
    """The server of an instance, as it listens now."""
    return Neo4jSettings(
        uri=server("url", "--instance", str(folder)), password=server("password", "--instance", str(folder))
    )


def server(*words: str) -> str:
    """The last line that the script for a real server prints."""
    done = subprocess.run(
        [str(SERVER), *words], capture_output=True, text=True, timeout=600, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return (done.stdout.strip().splitlines() or [""])[-1]
