"""What others make of our files: APOC and neosemantics import them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import LiteralString, NoReturn, cast

import pyoxigraph as ox
import pytest
from neo4j.time import Date

from clauseway.graph.engine import GraphData
from clauseway.graph.graphml import graphml_lines
from clauseway.graph.json_lines import json_lines
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neosemantics import neosemantics_statements
from clauseway.graph.neosemantics_graph import graph_statements
from clauseway.graph.schema import Schema
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import read_shipped_claims, serialize, store_of, vocabulary_quads
from clauseway.ontology.namespaces import CW, resource

type Nodes = dict[str, tuple[str, dict[str, object]]]
type Relationships = list[tuple[str, str, str, dict[str, object]]]
type Run = Callable[..., list[dict[str, object]]]

SERVER = Path(__file__).resolve().parents[1] / "neo4j_server"


@pytest.fixture(scope="module")
def instance(
    tmp_path_factory: pytest.TempPathFactory, require_or_skip: Callable[[str, str], NoReturn]
) -> Iterator[Path]:
    """A server of its own, with APOC and neosemantics."""
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        require_or_skip("neo4j", f"{' and '.join(missing)} cannot be found")
    folder = tmp_path_factory.mktemp("apoc")
    server("apoc", "--instance", str(folder))
    server("neosemantics", "--instance", str(folder))
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
        ask("DROP CONSTRAINT n10s_unique_uri IF EXISTS")
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


def test_the_rdf_imported_by_neosemantics_becomes_the_same_graph(run: Run, schema: Schema, tmp_path: Path) -> None:
    """The recipe of docs/neo4j.md, on the RDF of two agreements and all that hangs on them."""
    quads = rdf_of("depa", "uk-singapore-dea")
    expected = project(store_of(quads), schema)
    file = tmp_path / "some.ttl"
    file.write_bytes(serialize([*quads, *vocabulary_quads()], "ttl"))
    for statement in neosemantics_statements(schema):
        run(statement)
    told = run("CALL n10s.rdf.import.fetch($file, 'Turtle', {languageFilter: 'en'})", file=file.as_uri())
    loaded, parsed = (cast(int, told[0][name]) for name in ("triplesLoaded", "triplesParsed"))
    assert loaded == parsed > 2000
    for statement in graph_statements(schema):
        run(statement)
    assert expected.counts()["Provision"] > 50
    for node in schema.nodes:
        columns = ", ".join(f"x.{p.name} AS {p.name}" for p in node.properties)
        assert in_order(run(f"MATCH (x:{node.label}) RETURN {columns}")) == in_order(
            {p.name: item.get(p.name) for p in node.properties} for item in expected.nodes[node.label]
        ), node.label
    for kind in schema.relationships:
        start, end = schema.node(kind.start), schema.node(kind.end)
        columns = "".join(f", r.{p.name} AS {p.name}" for p in kind.properties)
        pattern = f"(a:{start.label})-[r:{kind.type}]->(b:{end.label})"
        found = run(f"MATCH {pattern} RETURN a.{start.key} AS `from`, b.{end.key} AS `to`{columns}")
        assert in_order(found) == in_order(
            {"from": r.start, "to": r.end} | {p.name: r.properties.get(p.name) for p in kind.properties}
            for r in expected.relationships[kind.name]
        ), kind.name


def rdf_of(*slugs: str) -> list[ox.Quad]:
    """The shipped claims without the other agreements and whatever speaks of them."""
    quads = read_shipped_claims()
    place = resource("agreement", "")
    kept = {resource("agreement", slug) for slug in slugs}
    gone = {name for q in quads if (name := iri(q.subject)).startswith(place) and name not in kept}
    ways = ("agreement", "ofAgreement", "codes", "provision", "fromAgreement", "toAgreement")
    speaking = {f"{CW}{name}" for name in ways}
    for _ in range(2):  # claims speak of provisions, and these of agreements
        gone |= {iri(q.subject) for q in quads if q.predicate.value in speaking and iri(q.object) in gone}
    return [q for q in quads if iri(q.subject) not in gone and iri(q.object) not in gone]


def iri(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The address of a term; empty for what has none."""
    return term.value if isinstance(term, ox.NamedNode) else ""


def in_order(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Rows as texts in an order; days of the driver become days of Python."""
    return sorted(
        repr([(name, value.to_native() if isinstance(value, Date) else value) for name, value in row.items()])
        for row in rows
    )


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
