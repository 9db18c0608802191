"""What each process of growth.py does: one road at one size, with what its stages took.

    python benchmarks/growth_roads.py ROAD SIZE FOLDER RESULT.json
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

ALL_PAIRS_UP_TO = 3.0
GRAFEO_UP_TO = 10.0
"""The engine holds the whole graph in memory, and so does whoever asks it; past this size the graph goes to Neo4j."""
DAY, OTHER_DAY = date(2026, 11, 22), date(2026, 1, 1)
ASKED = 20
"""Economies and pairs that are asked about, spread over all of them."""

OF_ECONOMY = """
PREFIX cw: <https://w3id.org/clauseway/ontology#>
SELECT ?clause (COUNT(DISTINCT ?provision) AS ?n) WHERE {{
  ?economy cw:iso3 "{}" . ?party cw:economy ?economy ; cw:agreement ?agreement .
  ?provision cw:ofAgreement ?agreement ; cw:addresses ?clause }} GROUP BY ?clause"""
"""Provisions that an economy accepted, by clause type, in SPARQL."""


class Account:
    """Seconds of processor time and by the clock, and the most memory so far, of each stage.

    Beside other work a processor second does less, so before, between and after the stages one small build is timed,
    always the same: `pace` is the median of its processor seconds around and in a stage.
    """

    def __init__(self, *, paced: bool = True) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self._spent = (0.0, 0.0)
        self._paces: list[float] = []
        self._paced = paced
        if paced:
            from synthetic import Synthetic

            small = Synthetic(0.01)
            self._common, self._part = small.common_quads(), claim_quads_of(small)
        self.pace()

    def pace(self) -> None:
        """Time the small build; it counts for no stage."""
        if not self._paced:
            self._paces.append(1.0)
            return
        from clauseway.loaders.parted_build import build_in_parts

        wall, processor = time.perf_counter(), time.process_time()
        build_in_parts(self._common, [self._part])
        self._paces.append(time.process_time() - processor)
        self._spent = (self._spent[0] + time.perf_counter() - wall, self._spent[1] + self._paces[-1])

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside as a stage."""
        del self._paces[:-1]
        wall, processor = time.perf_counter() - self._spent[0], time.process_time() - self._spent[1]
        yield
        wall = time.perf_counter() - self._spent[0] - wall
        processor = time.process_time() - self._spent[1] - processor
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.pace()
        self.found[name] = {
            "wall": wall, "processor": processor, "memory": memory, "pace": statistics.median(self._paces),
        }  # fmt: skip


def claim_quads_of(made: Any) -> list[Any]:
    """Statements of three agreements."""
    from clauseway.loaders.rdf_dataset import claim_quads

    return claim_quads(made.part(range(3)))


def build(size: float, folder: Path, *, paced: bool = True) -> dict[str, dict[str, float]]:
    """From records to RDF in parts, the gate, the projection; then tables for a bulk import, Neo4j, a graph file."""
    from synthetic import Synthetic, shipped_models

    from clauseway.graph.grafeo_engine import write_graph_file
    from clauseway.graph.neo4j_csv import dump
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.parted_build import build_in_parts

    account, schema = Account(paced=paced), load_schema()
    shipped_models()
    made = Synthetic(size)

    def told() -> Iterator[Any]:
        parts = made.quads()
        for number in range(made.parts):
            print(f"part {number + 1} of {made.parts}", file=sys.stderr)
            yield next(parts)  # a name would keep the part
            account.pace()

    with account.stage("build"):
        graph = build_in_parts(made.common_quads(), told())
    account.found["counts"] = {
        "statements": graph.statements,
        "parts": graph.parts,
        "economies": len(made.economies) + len(made.unions),
        "agreements": sum(1 for _ in graph.nodes_of("Agreement")),
        "provisions": sum(1 for _ in graph.nodes_of("Provision")),
        "items": sum(sum(1 for _ in graph.nodes_of(label)) for label in graph.labels())
        + sum(sum(1 for _ in graph.relationships_of(name)) for name in graph.mappings()),
    }
    if size >= 1:
        with account.stage("tables"):
            dump(graph, schema, folder / "tables", started="2026-01-01T00:00:00Z")
        if os.environ.get("NEO4J_URI"):
            from clauseway.graph.neo4j_load import load
            from clauseway.graph.neo4j_settings import Neo4jSettings

            with account.stage("neo4j"):
                load(Neo4jSettings.from_environment(), graph, schema)
    if size <= GRAFEO_UP_TO:
        # last, since the engine holds the whole graph in this very process
        with account.stage("grafeo"):
            write_graph_file(folder / "graph.grafeo", graph, schema)
        account.found["counts"]["file"] = (folder / "graph.grafeo").stat().st_size / 2**20
    return account.found


def generate(size: float, _folder: Path) -> dict[str, dict[str, float]]:
    """The share of the generator in the build: the same statements, made and let go."""
    from synthetic import Synthetic, shipped_models

    from clauseway.loaders.build import uncollected

    account = Account()
    shipped_models()
    made = Synthetic(size)
    with account.stage("generate"), uncollected():
        statements = len(made.common_quads()) + sum(len(quads) for quads in made.quads())
    account.found["counts"] = {"statements": statements}
    return account.found


def whole(size: float, _folder: Path) -> dict[str, dict[str, float]]:
    """The same statements in one store, checked and projected at once: what a build of the sources does."""
    from synthetic import Synthetic, shipped_models

    from clauseway.graph.schema import load_schema
    from clauseway.loaders.build import uncollected
    from clauseway.loaders.parted_build import dataset_statements
    from clauseway.loaders.projection import project
    from clauseway.loaders.rdf_files import store_of
    from clauseway.loaders.validation import check_shapes

    account = Account()
    shipped_models()
    made = Synthetic(size)
    with account.stage("whole"), uncollected():
        quads = made.common_quads()
        for part in made.quads():
            quads.extend(part)
        store = store_of([*quads, *dataset_statements("whole")])
        check_shapes(store)
        graph = project(store, load_schema())
    account.found["counts"] = {"provisions": len(graph.nodes["Provision"]), "statements": len(quads)}
    return account.found


def on_disk(size: float, folder: Path) -> dict[str, dict[str, float]]:
    """The parts as files of N-Quads, and all of them in one Oxigraph store on disk, the one its server serves."""
    import pyoxigraph as ox
    from synthetic import Synthetic, shipped_models, write_quads

    account = Account()
    shipped_models()
    made = Synthetic(size)
    files = folder / "nquads"
    files.mkdir()
    with account.stage("nquads"):
        write_quads(files / "common.nq", made.common_quads())
        for number, quads in enumerate(made.quads()):
            write_quads(files / f"part-{number:05}.nq", quads)
    with account.stage("disk"):
        store = ox.Store(str(folder / "oxigraph"))
        for file in sorted(files.iterdir()):
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        store.flush()
    with account.stage("disk asked"):
        for economy in made.economies[::len(made.economies) // ASKED][:ASKED]:
            list(store.query(OF_ECONOMY.format(economy), use_default_graph_as_union=True))  # type: ignore[arg-type]
    account.found["disk asked"]["processor"] /= ASKED
    counts = {"files": files, "store": folder / "oxigraph"}
    account.found["on disk"] = {
        name: sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 2**20
        for name, place in counts.items()
    }
    for place in counts.values():
        shutil.rmtree(place)
    return account.found


def ask(size: float, folder: Path, *, paced: bool = True) -> dict[str, dict[str, float]]:
    """Open the graph file and ask; economies and pairs are spread over all of them."""
    import clauseway

    # the small build of an account takes memory of its own, so what memory is asked of is opened before
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    graph = clauseway.open(folder / "graph.grafeo")
    graph.query("provisions_by_verification")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    graph.close()
    account = Account(paced=paced)
    with account.stage("open"):
        graph = clauseway.open(folder / "graph.grafeo")
    account.found["open"] |= {"memory": after, "engine": after - before}
    with graph:
        asked = ASKED if paced else 5
        counted = graph.query("economies")
        codes = [str(row["economy"]) for row in counted.rows if row["kind"] != "union"]
        some = [codes[n * len(codes) // asked] for n in range(asked)]
        graph.coverage(some[0], as_of=DAY)

        def median(action: Callable[[str, str], object]) -> float:
            times: list[float] = []
            for one, other in zip(some, [*some[1:], some[0]], strict=True):
                begun = time.process_time()
                action(one, other)
                times.append(time.process_time() - begun)
            return statistics.median(times)

        def once(name: str, action: Callable[[], object]) -> None:
            with account.stage(name):
                action()

        def spread(name: str, action: Callable[[str, str], object]) -> None:
            with account.stage(name):
                seconds = median(action)
            account.found[name]["processor"] = seconds

        spread("coverage of an economy", lambda one, _: graph.coverage(one, as_of=DAY))
        spread("what binds a pair", lambda one, two: graph.pair(one, two, as_of=DAY))
        group = "group-9"
        once("gaps of a group, first", lambda: graph.gaps(group=group, as_of=DAY))
        once("gaps of a group, another day", lambda: graph.gaps(group=group, as_of=OTHER_DAY))
        once("fragmentation of a group", lambda: graph.fragmentation(group=group, as_of=DAY))
        once("matrix of all economies, first", lambda: graph.matrix(all_economies=True, as_of=DAY))
        once("matrix of all economies, another day", lambda: graph.matrix(all_economies=True, as_of=OTHER_DAY))
        if size <= ALL_PAIRS_UP_TO:
            once("fragmentation of all economies", lambda: graph.fragmentation(as_of=DAY))
    return account.found


def quick(size: float, folder: Path) -> dict[str, dict[str, float]]:
    """Build and ask in this process, without the small build beside: both would take longer than the rest."""
    return {**build(size, folder, paced=False), **ask(size, folder, paced=False)}


ROADS = {road.__name__: road for road in (build, generate, whole, on_disk, ask)}


def main() -> None:
    road, size, place, result = sys.argv[1:]
    Path(result).write_text(json.dumps(ROADS[road](float(size), Path(place))), encoding="utf-8")


if __name__ == "__main__":
    main()
