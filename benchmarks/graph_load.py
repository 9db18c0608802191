"""Loading a graph engine

The same graph is loaded in turn by each road: into the embedded engine, and into one warm Neo4j by Clauseway, by
rdflib-neo4j and by neosemantics, with the driver's codec in Python and in Rust; beside them the bulk import into a
stopped server. The graph is the shipped one without what RDF triples cannot say: properties of relationships, and
relationships that are equal then. Each Python road is a process of its own that stays, so that one installation can
have both codecs: the one in Rust is kept out by making its import fail.

    python benchmarks/graph_load.py [--runs 5]     starts a server of its own (Java and Maven), and stops it
    python benchmarks/graph_load.py --quick        20,000 items, no bulk import; fails when the ratio is below 1.2
    NEO4J_URI=... NEO4J_PASSWORD=... python benchmarks/graph_load.py    on an empty server that runs

Needs rdflib-neo4j; the Rust codec is neo4j-rust-ext.
"""

from __future__ import annotations

import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from measuring import ROOT, Asked, Figure, Measured, in_turn, run_alone

if TYPE_CHECKING:
    from neo4j import Session
    from rdflib import Literal, URIRef

    from clauseway.graph.engine import GraphData
    from clauseway.graph.neo4j_settings import Neo4jSettings
    from clauseway.graph.schema import Schema

    type Triple = tuple[URIRef, URIRef, URIRef | Literal]

SERVER = ROOT / "tests" / "neo4j_server"
PLACE = "https://w3id.org/clauseway/benchmark/"
BATCH = 5000
WARM = 3
"""Rounds that are not counted: the server compiles what it runs often."""
QUICK_ITEMS = 20_000
GOAL = 3.0
QUICK_BOUND = 1.2
"""What a short run, on a machine that does other things too, falls below only when something is really lost."""

OURS, OURS_RUST = "Neo4j, by Clauseway", "Neo4j, by Clauseway, Rust codec"
THEIRS, THEIRS_RUST = "Neo4j, by rdflib-neo4j", "Neo4j, by rdflib-neo4j, Rust codec"
NEOSEMANTICS = "Neo4j, by neosemantics"
BULK = "Neo4j stopped, bulk import"
GRAFEO = "Grafeo, a new graph file"
WORKERS = {OURS: ("clauseway", False), THEIRS: ("rdflib", False), OURS_RUST: ("clauseway", True),
           THEIRS_RUST: ("rdflib", True)}  # fmt: skip
"""Road to its worker and whether that has the codec in Rust."""


@dataclass(frozen=True)
class Work:
    """What is loaded: the graph, the same as triples, and both counted."""

    data: GraphData
    schema: Schema
    triples: list[Triple]
    items: int


def measure(asked: Asked) -> Measured:
    """Load by every road that can be had, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        server = stack.enter_context(running_server(folder / "server", plugins=not asked.quick))
        work = plain_work(QUICK_ITEMS if asked.quick else sys.maxsize)
        missing: dict[str, str] = {}
        roads: dict[str, Callable[[], object]] = {GRAFEO: lambda: into_grafeo(folder / "graph", work)}
        if isinstance(server, str):
            missing = dict.fromkeys((*WORKERS, NEOSEMANTICS, BULK), server)
        else:
            roads |= neo4j_roads(server, work, folder, stack, missing, quick=asked.quick)
        if not isinstance(server, str):
            for name in roads.keys() - {GRAFEO, BULK}:
                clear(server)
                roads[name]()
                require_all(server, work, name)
        taken = in_turn(
            roads, 1 if asked.quick else asked.runs, warm=0 if asked.quick else WARM,
            before=lambda: None if isinstance(server, str) else clear(server),
        )  # fmt: skip
    figures = [
        Figure(name, "items/s", tuple(work.items / seconds for seconds in taken[name]),
               against=THEIRS if THEIRS in taken else "", note=f"{statistics.median(taken[name]):.2f} s")
        if name in taken else Figure(name, "items/s", note=missing[name])
        for name in (GRAFEO, *WORKERS, NEOSEMANTICS, BULK) if name in taken or name in missing
    ]  # fmt: skip
    for ours, theirs, codec in ((OURS, THEIRS, "Python"), (OURS_RUST, THEIRS_RUST, "Rust")):
        if ours in taken and theirs in taken:
            ratios = tuple(b / a for a, b in zip(taken[ours], taken[theirs], strict=True))
            bound = QUICK_BOUND if asked.quick else GOAL
            name = f"Clauseway against rdflib-neo4j, codec in {codec}"
            figures.append(Figure(name, "times", ratios, f">= {bound:g}"))
    if asked.quick and figures[-1].met is False:
        sys.exit(f"The ratio {figures[-1].median:.1f} is below {QUICK_BOUND:g}.")
    told = f"{work.items} nodes and relationships, {len(work.triples)} triples; batches of {BATCH}."
    return Measured("graph_load", "Loading a graph engine", figures, [told, *REMARKS])


REMARKS = ()


# ---- the data -------------------------------------------------------------------------------------


def plain_work(most: int) -> Work:
    """The shipped graph as far as triples can say it, cut to a number of items; labels share no key."""
    from clauseway.graph.engine import GraphData, Relationship
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.build import build_from_shipped

    schema = load_schema()
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
    data = GraphData(whole.nodes, relationships, whole.version)
    return Work(data, schema, as_triples(data, schema), sum(data.counts().values()))


def as_triples(data: GraphData, schema: Schema) -> list[Triple]:
    """A triple for each label, property and relationship."""
    from rdflib import RDF, Literal, Namespace

    place = Namespace(PLACE)

    def named(label: str, key: object) -> URIRef:
        return place[f"{label}/{quote(str(key), safe='')}"]

    triples: list[Triple] = []
    for node in schema.nodes:
        for item in data.nodes[node.label]:
            subject = named(node.label, item[node.key])
            triples.append((subject, RDF.type, place[node.label]))
            triples += [(subject, place[key], Literal(value)) for key, value in item.items() if value is not None]
    for mapping in schema.relationships:
        for r in data.relationships[mapping.name]:
            triples.append((named(mapping.start, r.start), place[mapping.type], named(mapping.end, r.end)))
    return triples


# ---- the roads ------------------------------------------------------------------------------------


def into_grafeo(folder: Path, work: Work) -> None:
    """A new graph file, as a build writes it."""
    from clauseway.graph.grafeo_engine import write_graph_file

    write_graph_file(folder / "graph.grafeo", work.data, work.schema)


def neo4j_roads(
    server: Neo4jSettings, work: Work, folder: Path, stack: ExitStack, missing: dict[str, str], *, quick: bool
) -> dict[str, Callable[[], object]]:
    """What fills the running server, and the bulk import; why a road cannot be had goes into `missing`."""
    roads: dict[str, Callable[[], object]] = {}
    kept = folder / "work.pickle"
    kept.write_bytes(pickle.dumps((server, work)))
    without_rust = "neo4j-rust-ext is not installed" if find_spec("neo4j._rust") is None else ""
    without_rdflib = "rdflib-neo4j is not installed" if find_spec("rdflib_neo4j") is None else ""
    for name, (road, rust) in WORKERS.items():
        reason = (rust and without_rust) or (road == "rdflib" and without_rdflib) or ""
        if reason:
            missing[name] = reason
        elif not (quick and rust):
            roads[name] = stack.enter_context(worker(road, kept, rust=rust))
    if quick:
        return roads
    triples = folder / "graph.nt"
    triples.write_text("".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in work.triples), encoding="utf-8")
    if has_neosemantics(server):
        roads[NEOSEMANTICS] = lambda: by_neosemantics(server, triples, work)
    else:
        missing[NEOSEMANTICS] = "the server has no neosemantics, and Maven did not give it"
    if shutil.which("java"):
        roads[BULK] = lambda: by_import(folder, work)
    else:
        missing[BULK] = "Java cannot be found"
    return roads


@contextmanager
def worker(road: str, kept: Path, *, rust: bool) -> Iterator[Callable[[], None]]:
    """A process that has the data in memory and loads them each time that it is called."""
    command = [sys.executable, __file__, "--worker", road, str(kept), "rust" if rust else "python"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        ask, answers = process.stdin, process.stdout

        def call() -> None:
            ask.write("load\n")
            ask.flush()
            if (said := answers.readline().strip()) != "done":
                raise RuntimeError(f"The worker {road} ended: {said}")

        if answers.readline().strip() != "ready":
            raise RuntimeError(f"The worker {road} did not start.")
        yield call
        ask.close()


def work_on(road: str, kept: Path, codec: str) -> None:
    """What a worker does."""
    if codec == "python":
        sys.modules["neo4j._rust"] = None  # type: ignore[assignment]  # importing it fails, as if it were not there
    server, work = pickle.loads(kept.read_bytes())
    from neo4j._codec.packstream import v1

    assert (v1._rust_pack is not None) == (codec == "rust"), f"the codec is not the one in {codec}"
    load = {"clauseway": by_clauseway, "rdflib": by_rdflib_neo4j}[road]
    answers, sys.stdout = sys.stdout, sys.stderr  # rdflib-neo4j prints what it finds
    print("ready", file=answers, flush=True)
    for _ in sys.stdin:
        load(server, work)
        print("done", file=answers, flush=True)


def by_clauseway(settings: Neo4jSettings, work: Work) -> None:
    """As `clauseway load --to neo4j` does, once it has the graph."""
    from clauseway.graph.neo4j_load import load

    summary = load(settings, work.data, work.schema, batch_size=BATCH)
    assert summary.total.created == work.items


def by_rdflib_neo4j(settings: Neo4jSettings, work: Work) -> None:
    """In batches of the same size; its constraint is made once and stays, as ours do."""
    from rdflib.graph import Graph
    from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

    config = Neo4jStoreConfig(
        auth_data={"uri": settings.uri, "database": settings.database, "user": settings.username,
                   "pwd": settings.password},
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        batching=True,
        batch_size=BATCH,
    )  # fmt: skip
    graph = Graph(store=Neo4jStore(config=config))
    for triple in work.triples:
        graph.add(triple)
    graph.close(True)


def by_neosemantics(settings: Neo4jSettings, triples: Path, work: Work) -> None:
    """The server reads the triples from a file itself."""
    with session_of(settings) as session:
        session.run("CALL n10s.graphconfig.init({handleVocabUris: 'IGNORE', handleRDFTypes: 'LABELS'})").consume()
        found = session.run("CALL n10s.rdf.import.fetch($file, 'N-Triples')", file=triples.as_uri()).single(strict=True)
        assert found["triplesLoaded"] == len(work.triples), found.data()


def by_import(folder: Path, work: Work) -> None:
    """Tables for neo4j-admin written, and read by it: with the start of the tool, without that of a server."""
    from clauseway.graph.neo4j_csv import dump

    tables = folder / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    dump(work.data, work.schema, tables, started="2026-01-01T00:00:00Z")
    script("import", folder / "imported", "--csv", str(tables))


# ---- the server -----------------------------------------------------------------------------------


@contextmanager
def running_server(instance: Path, *, plugins: bool) -> Iterator[Neo4jSettings | str]:
    """The empty server that the environment names, or one of our own; or else why there is none."""
    from clauseway.graph.neo4j_settings import Neo4jSettings

    if "NEO4J_URI" in os.environ:
        settings = Neo4jSettings.from_environment()
        with session_of(settings) as session:
            if number := session.run("MATCH (n) RETURN count(n) AS number").single(strict=True)["number"]:
                sys.exit(f"{settings.shown_uri} holds {number} nodes; this empties the database: give it an empty one.")
        yield settings
        return
    if gone := [program for program in ("java", "mvn") if shutil.which(program) is None]:
        yield f"{' and '.join(gone)} cannot be found"
        return
    if plugins:
        subprocess.run([SERVER, "neosemantics", "--instance", instance], check=False)
    settings = Neo4jSettings(uri=script("start", instance), password=script("password", instance))
    try:
        yield settings
    finally:
        script("stop", instance)


def script(verb: str, instance: Path, *words: str) -> str:
    """The last line that the script for a real server prints; the server runs as Java has it, not as for tests."""
    done = subprocess.run(
        [SERVER, verb, *words, "--instance", instance], capture_output=True, text=True, check=False,
        env=os.environ | {"CLAUSEWAY_NEO4J_JAVA_OPTIONS": os.environ.get("CLAUSEWAY_NEO4J_JAVA_OPTIONS", "")},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"neo4j_server {verb} failed: {done.stderr[-1000:]} {done.stdout[-1000:]}")
    return (done.stdout.strip().splitlines() or [""])[-1]


CONSTRAINT = "CREATE CONSTRAINT n10s_unique_uri IF NOT EXISTS FOR (r:Resource) REQUIRE r.uri IS UNIQUE"


@contextmanager
def session_of(settings: Neo4jSettings) -> Iterator[Session]:
    from clauseway.graph.neo4j_engine import open_driver

    with open_driver(settings) as driver, driver.session(database=settings.database) as session:
        yield session


def has_neosemantics(settings: Neo4jSettings) -> bool:
    with session_of(settings) as session:
        text = "SHOW PROCEDURES YIELD name WHERE name = 'n10s.rdf.import.fetch' RETURN count(*) AS number"
        return session.run(text).single(strict=True)["number"] == 1


def clear(settings: Neo4jSettings) -> None:
    """Take everything out. The constraint that neosemantics and rdflib-neo4j need stays, as those of ours do."""
    with session_of(settings) as session:
        session.run(f"MATCH (n) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS").consume()
        session.run(CONSTRAINT).consume()


def require_all(settings: Neo4jSettings, work: Work, road: str) -> None:
    """Make sure that a road made each node and each relationship; those that tools keep for themselves do not count."""
    nodes = "|".join([*sorted(work.schema.labels), "DatasetBeingLoaded"])
    text = (
        f"CALL () {{ MATCH (n:{nodes}) RETURN count(n) AS n UNION ALL MATCH ()-[r]->() RETURN count(r) AS n }} "
        "RETURN sum(n) AS items"
    )
    with session_of(settings) as session:
        found = session.run(text).single(strict=True)["items"]
    assert found == work.items, f"{road} made {found} of {work.items} items"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work_on(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        run_alone(measure)
