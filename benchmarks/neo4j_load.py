"""Load the same graph into Neo4j in turn by Clauseway, by rdflib-neo4j and by the bulk import, and give the ratios.

    NEO4J_URI=... NEO4J_PASSWORD=... python benchmarks/neo4j_load.py [--rounds 3] [--items 70000] [--at-least 3]
    python benchmarks/neo4j_load.py ... --jars DIR        also the bulk import, with the jars of a Neo4j server

The database must be empty. The graph is the shipped one without what RDF triples cannot say: properties of
relationships, and relationships that are equal then. Each round fills the empty database by each road once, after a
few rounds that are not counted; read the ratio of the medians, since machines are noisy. `--items 20000` is short
enough for continuous integration; `--at-least` makes a lower ratio a failure. Needs rdflib-neo4j.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from rdflib import RDF, BNode, Literal, Namespace, URIRef
from rdflib.graph import Graph

from clauseway.graph.engine import GraphData, Relationship
from clauseway.graph.neo4j_csv import dump
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema, load_schema

PLACE = Namespace("https://w3id.org/clauseway/benchmark/")
BATCH = 5000
WARM = 2
"""Rounds that are not counted: the server compiles what it runs often."""

type Triple = tuple[URIRef, URIRef, URIRef | Literal]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--items", type=int, default=70_000, help="nodes and relationships, at most")
    arguments.add_argument("--at-least", type=float, default=0.0, help="fail below this ratio")
    arguments.add_argument("--jars", type=Path, help="folder of the jars of a Neo4j server")
    asked = arguments.parse_args()
    settings, schema = Neo4jSettings.from_environment(), load_schema()
    data = plain_graph(schema, asked.items)
    triples = as_triples(data, schema)
    items = sum(data.counts().values())
    rust = find_spec("neo4j._rust") is not None
    codec = f"driver {'with' if rust else 'without'} Rust codec"
    print(f"{items} items, {len(triples)} triples; batches of {BATCH}; {codec}")

    clear(settings, only_look=True)
    roads: dict[str, Callable[[], float]] = {
        "clauseway": lambda: by_clauseway(settings, data, schema),
        "rdflib-neo4j": lambda: by_rdflib_neo4j(settings, triples, items),
    }
    taken: dict[str, list[float]] = {name: [] for name in roads}
    for turn in range(asked.rounds + WARM):
        for name, road in roads.items():
            clear(settings)
            seconds = road()
            if turn >= WARM:
                taken[name].append(seconds)
    clear(settings)
    median = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in median.items():
        print(f"{name:14} {seconds:6.2f} s  {items / seconds:8,.0f} items/s  {len(triples) / seconds:8,.0f} triples/s; "
              f"best {min(taken[name]):.2f} s")  # fmt: skip
    ratio = median["rdflib-neo4j"] / median["clauseway"]
    best = min(taken["rdflib-neo4j"]) / min(taken["clauseway"])
    print(f"clauseway / rdflib-neo4j: {ratio:.1f} times the rows/s (medians of {asked.rounds}), {best:.1f} at best")
    if asked.jars:
        by_import(asked.jars, data, schema, items)
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if ratio < asked.at_least:
        sys.exit(f"The ratio {ratio:.1f} is below {asked.at_least:g}.")


def plain_graph(schema: Schema, most: int) -> GraphData:
    """The shipped graph as far as triples can say it, cut to a number of items; labels share no key."""
    from clauseway.loaders.build import build_from_shipped

    whole = build_from_shipped(lambda _stage: None, trust_seal=True).graph
    left = most - sum(len(items) for items in whole.nodes.values())
    relationships: dict[str, list[Relationship]] = {}
    seen: set[tuple[str, str, str]] = set()
    types = {mapping.name: mapping.type for mapping in schema.relationships}
    for name, items in whole.relationships.items():
        kept = [r for r in items if (types[name], r.start, r.end) not in seen]
        pairs = dict.fromkeys((r.start, r.end) for r in kept)
        seen |= {(types[name], *pair) for pair in pairs}
        relationships[name] = [Relationship(*pair) for pair in pairs][: max(left, 0)]
        left -= len(relationships[name])
    return GraphData(whole.nodes, relationships, whole.version)


def as_triples(data: GraphData, schema: Schema) -> list[Triple]:
    triples: list[Triple] = []
    for node in schema.nodes:
        for item in data.nodes[node.label]:
            subject = PLACE[f"{node.label}/{quoted(item[node.key])}"]
            triples.append((subject, RDF.type, PLACE[node.label]))
            triples += [(subject, PLACE[key], Literal(value)) for key, value in item.items() if value is not None]
    for mapping in schema.relationships:
        for r in data.relationships[mapping.name]:
            start, end = PLACE[f"{mapping.start}/{quoted(r.start)}"], PLACE[f"{mapping.end}/{quoted(r.end)}"]
            triples.append((start, PLACE[mapping.type], end))
    assert not any(isinstance(s, BNode) for s, _, _ in triples)
    return triples


def quoted(text: object) -> str:
    from urllib.parse import quote

    return quote(str(text), safe="")


def by_clauseway(settings: Neo4jSettings, data: GraphData, schema: Schema) -> float:
    begun = time.perf_counter()
    summary = load(settings, data, schema, batch_size=BATCH)
    seconds = time.perf_counter() - begun
    assert summary.total.created == sum(data.counts().values())
    return seconds


def by_rdflib_neo4j(settings: Neo4jSettings, triples: list[Triple], items: int) -> float:
    from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

    config = Neo4jStoreConfig(
        auth_data={
            "uri": settings.uri,
            "database": settings.database,
            "user": settings.username,
            "pwd": settings.password,
        },
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        batching=True,
        batch_size=BATCH,
    )
    # its constraint is made once and stays, as ours do: the round that is not counted makes both
    begun = time.perf_counter()
    graph = Graph(store=Neo4jStore(config=config))
    for triple in triples:
        graph.add(triple)
    graph.close(True)
    seconds = time.perf_counter() - begun
    with open_driver(settings) as driver:
        text = (
            "CALL () { MATCH (n:Resource) RETURN count(n) AS n UNION ALL MATCH ()-[r]->() RETURN count(r) AS n } "
            "RETURN sum(n) AS n"
        )
        (found,) = driver.execute_query(text, database_=settings.database).records
    assert found["n"] == items, f"rdflib-neo4j made {found['n']} of {items} items"
    return seconds


def by_import(jars: Path, data: GraphData, schema: Schema, items: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        begun = time.perf_counter()
        dump(data, schema, folder / "tables", started="2026-01-01T00:00:00Z")
        dumped = time.perf_counter() - begun
        (folder / "home" / "conf").mkdir(parents=True)
        (folder / "home" / "conf" / "neo4j.conf").write_text("db.tx_log.preallocate=false\n")
        begun = time.perf_counter()
        done = subprocess.run(
            ["java", "-Xmx512m", "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j",
             "--overwrite-destination", "@import.args"],
            cwd=folder / "tables", capture_output=True, text=True, check=False,
            env={**os.environ, "NEO4J_HOME": str(folder / "home"), "NEO4J_CONF": str(folder / "home" / "conf")},
        )  # fmt: skip
        seconds = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"The bulk import failed: {done.stdout[-500:]} {done.stderr[-500:]}")
    print(f"{'bulk import':14} {seconds:6.2f} s  {items / seconds:8,.0f} items/s, with the start of the tool; "
          f"writing its tables {dumped:.2f} s")  # fmt: skip


def clear(settings: Neo4jSettings, *, only_look: bool = False) -> None:
    with open_driver(settings) as driver, driver.session(database=settings.database) as session:
        if only_look:
            (found,) = session.run("MATCH (n) RETURN count(n) AS n")
            if found["n"]:
                sys.exit(f"{settings.shown_uri} holds {found['n']} nodes; this needs an empty database.")
        session.run(f"MATCH (n) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS").consume()


if __name__ == "__main__":
    main()
