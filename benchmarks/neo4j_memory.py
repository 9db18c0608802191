"""How much memory a load and a dump take, over made-up graphs of several sizes that are never held.

    python benchmarks/neo4j_memory.py [--items 100000 400000]
    NEO4J_URI=... NEO4J_PASSWORD=... python benchmarks/neo4j_memory.py --load

Half of the items are nodes of one label, half relationships. Each size has a process of its own, whose most memory is
what the operating system counted; its own after the imports is told beside. `--load` fills the database, which must be
empty, and then loads a graph of other nodes of the same number over it, so that everything is compared; each size
empties it again.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from clauseway.graph.engine import Properties, Relationship
from clauseway.graph.neo4j_csv import dump
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema


class MadeUpGraph:
    """Provisions and the articles that hold them, made when they are asked for."""

    def __init__(self, number: int, version: str) -> None:
        self._number = number
        self.version = version

    def labels(self) -> Sequence[str]:
        return ("Agreement", "Provision", "Dataset")

    def mappings(self) -> Sequence[str]:
        return ("CONTAINS",)

    def nodes_of(self, label: str) -> Iterator[Properties]:
        if label == "Agreement":
            yield from ({"slug": f"pact-{n}", "title": f"Pact {n}"} for n in range(100))
        elif label == "Provision":
            for n in range(self._number):
                yield {"id": self._id(n), "number": f"{n}", "title": f"Made up {n}", "wording": "hard"}
        elif label == "Dataset":
            yield {"version": self.version, "ontology_version": "0"}

    def relationships_of(self, mapping: str) -> Iterator[Relationship]:
        if mapping == "CONTAINS":
            yield from (Relationship(f"pact-{n % 100}", self._id(n)) for n in range(self._number))

    def _id(self, number: int) -> str:
        return f"{self.version}/{number * 7919 % 10_000_019:08}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, nargs="+", default=[100_000, 400_000], help="nodes and relationships")
    arguments.add_argument("--load", action="store_true", help="also load into a database")
    arguments.add_argument("--child", choices=("dump", "fill", "replace"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.child:
        one(asked.child, asked.items[0])
        return
    for items in asked.items:
        for road in ("dump", "fill", "replace") if asked.load else ("dump",):
            subprocess.run([sys.executable, __file__, "--child", road, "--items", str(items)], check=True)
        if asked.load:
            clear(Neo4jSettings.from_environment())


def one(road: str, items: int) -> None:
    schema = load_schema()
    graph = MadeUpGraph(items // 2, "b" if road == "replace" else "a")
    if road != "dump":
        import neo4j  # noqa: F401 - counted among the imports

    before = most_memory()
    begun = time.perf_counter()
    if road == "dump":
        with tempfile.TemporaryDirectory() as folder:
            dump(graph, schema, Path(folder) / "tables", started="2026-01-01T00:00:00Z")
    else:
        load(Neo4jSettings.from_environment(), graph, schema)
    seconds = time.perf_counter() - begun
    print(f"{road:8} {items:9,} items: {most_memory():5.0f} MB at most, {before:.0f} MB before; {seconds:.1f} s")


def most_memory() -> float:
    """Most memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def clear(settings: Neo4jSettings) -> None:
    with open_driver(settings) as driver, driver.session(database=settings.database) as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


if __name__ == "__main__":
    main()
