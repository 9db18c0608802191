"""Ten and a hundred times the data: how build, load and queries grow, and what memory they take.

    python benchmarks/growth.py [--quick]
    GROWTH_SIZES="1 3 10 30" GROWTH_KEEP=folder python benchmarks/growth.py

Size 1 is 200 economies, 1,000 agreements and some 50,000 provisions (see synthetic.py); 100 is 2,000, 100,000 and
5,000,000. Each size and road is a process of its own. What is fitted is processor time over that of one small build,
always the same, which is timed in turn with the stages: other work on the machine then weighs little. The loads of
Neo4j alone are by the clock, since another process works. With GROWTH_KEEP what a process found is kept in that folder,
with its graph files, so that a run that was broken off goes on where it was.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from measuring import ROOT, Asked, Figure, Measured, growth_exponent, run_alone, run_process

SIZES = (1.0, 3.0, 10.0)
QUICK_SIZES = (0.01, 0.02, 0.04)
"""The largest is about the shipped data: size 1 takes most of a minute."""
WHOLE_SIZES = (0.1, 0.3, 1.0)
"""Sizes at which the build that holds everything is measured beside; it takes memory by the gigabyte."""
NEO4J_UP_TO = 3.0
GENERATOR_UP_TO = 3.0
"""Beyond it the share of the generator is the same, and to measure it takes minutes."""
ALL_PAIRS_UP_TO = 3.0
QUICK_BOUND = 1.4
"""Highest exponent a quick run lets pass: at such sizes what does not grow weighs, and machines are noisy."""
DAY, OTHER_DAY = date(2026, 11, 22), date(2026, 1, 1)
ASKED = 20
"""Economies and pairs that are asked about, spread over all of them."""

QUERIES = {
    "coverage of an economy": "three queries that begin at one economy",
    "what binds a pair": "four queries that begin at two economies",
    "gaps of a group, first": "fetches every provision and participation once a graph",
    "gaps of a group, another day": "from what was fetched",
    "matrix of all economies, first": "in a process that fetched already",
    "matrix of all economies, another day": "from what was fetched",
    "fragmentation of a group": "from what was fetched",
    "fragmentation of all economies": "every pair of economies",
}


# ---- in a process of its own ---------------------------------------------------------------------------


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

    def paced() -> Iterator[Any]:
        for quads in made.quads():
            yield quads
            account.pace()

    with account.stage("build"):
        graph = build_in_parts(made.common_quads(), paced())
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


ROADS = {road.__name__: road for road in (build, generate, whole, ask)}

# ---- all of them ---------------------------------------------------------------------------------------


def taken(road: str, size: float, folder: Path, **environment: str) -> dict[str, dict[str, float]]:
    """What a road took at a size, from a process of its own or, with GROWTH_KEEP, from one that ran before."""
    place = folder / f"{size:g}"
    place.mkdir(parents=True, exist_ok=True)
    kept = place / f"{road}.json"
    if not kept.exists():
        run_process([sys.executable, __file__, "--road", road, f"{size}", place, kept], **environment)
    return json.loads(kept.read_text(encoding="utf-8"))


@contextmanager
def neo4j_server(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a new server; empty where there is no Java or Maven."""
    if not (shutil.which("java") and shutil.which("mvn")):
        yield {}
        return
    try:
        uri = server("start", "--instance", folder).splitlines()[-1]
        yield {"NEO4J_URI": uri, "NEO4J_PASSWORD": server("password", "--instance", folder).strip()}
    finally:
        server("stop", "--instance", folder)


def server(*words: str | Path) -> str:
    """What `tests/neo4j_server` says."""
    command = [str(ROOT / "tests" / "neo4j_server"), *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure(asked: Asked) -> Measured:
    if asked.quick:
        sizes = QUICK_SIZES
    else:
        sizes = tuple(sorted(float(size) for size in os.environ.get("GROWTH_SIZES", "").split())) or SIZES
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("GROWTH_KEEP") or temporary).resolve()
        if asked.quick:
            quick(sizes[0], Path(temporary))  # what is imported and read at first use does not count
            found = {size: quick(size, Path(temporary)) for size in sizes}
        else:
            found = {size: all_of(size, folder) for size in sizes}
        wholes = {} if asked.quick else {size: taken("whole", size, folder) for size in WHOLE_SIZES}
    figures = list(figures_of(found, wholes))
    if asked.quick:
        for figure in figures:
            if figure.name.startswith("growth of") and figure.median > QUICK_BOUND:
                sys.exit(f"{figure.name} has the exponent {figure.median:.2f}, above {QUICK_BOUND}.")
    title = (__doc__ or "").partition("\n")[0]
    return Measured("growth", title, figures, [] if asked.quick else remarks_of(found, wholes))


def all_of(size: float, folder: Path) -> dict[str, dict[str, float]]:
    """Every road at a size."""
    found = dict(taken("generate", size, folder)) if size <= GENERATOR_UP_TO else {}
    place = folder / f"{size:g}"
    if size <= NEO4J_UP_TO and not (place / "build.json").exists():
        with neo4j_server(place / "server") as environment:
            found |= taken("build", size, folder, **environment)
        shutil.rmtree(place / "server", ignore_errors=True)
    else:
        found |= taken("build", size, folder)
    tables, imported = place / "tables", place / "import.json"
    if tables.exists() and shutil.which("java") and not imported.exists():
        begun = time.perf_counter()
        server("import", "--csv", tables, "--instance", place / "imported")
        imported.write_text(json.dumps({"import": {"wall": time.perf_counter() - begun}}), encoding="utf-8")
        shutil.rmtree(place / "imported")
    if imported.exists():
        found |= json.loads(imported.read_text(encoding="utf-8"))
    found |= {name: value for name, value in taken("ask", size, folder).items() if name != "counts"}
    return found


STAGES = {
    "build": ("build in parts", "processor", "records, RDF, gate, projection"),
    "tables": ("tables for a bulk import", "processor", "for neo4j-admin, from the same graph"),
    "grafeo": ("graph file of Grafeo", "processor", ""),
    "open": ("opening the graph file", "processor", ""),
    "neo4j": ("load into Neo4j", "wall", "into an empty database, by the clock"),
    "import": ("bulk import into Neo4j", "wall", "neo4j-admin with its start, by the clock"),
}


def figures_of(
    found: dict[float, dict[str, dict[str, float]]], wholes: dict[float, dict[str, dict[str, float]]]
) -> Iterator[Figure]:
    """Exponents, then seconds and memory at each size."""
    sizes = list(found)

    def series(stage: str, what: str) -> dict[float, float]:
        """What a stage took at each size, in small builds of the same minutes; the clock's seconds as they are."""
        there = {s: found[s][stage] for s in sizes if found[s].get(stage, {}).get(what, 0) > 0}
        return {s: each[what] / (each["pace"] if what == "processor" else 1) for s, each in there.items()}

    def exponent(name: str, costs: dict[float, float], goal: str, note: str) -> Iterator[Figure]:
        if len(costs) > 1:
            counts = [found[s]["counts"]["provisions"] for s in costs]
            slope = growth_exponent(counts, costs.values())
            over = f"over sizes {', '.join(f'{s:g}' for s in costs)}"
            yield Figure(f"growth of {name}", "", (slope,), goal, note="; ".join(filter(None, (note, over))))

    for stage, (name, what, note) in STAGES.items():
        yield from exponent(name, series(stage, what), "<= 1.1", note)
    for name, note in QUERIES.items():
        yield from exponent(name, series(name, "processor"), "<= 1.1", note)
    for size in sizes:
        counts = found[size]["counts"]
        told = f"{counts['economies']:,.0f} economies, {counts['agreements']:,.0f} agreements, "
        told += f"{counts['provisions']:,.0f} provisions, {counts['statements']:,.0f} statements"
        for stage, (name, what, _) in STAGES.items():
            if cost := found[size].get(stage, {}).get(what):
                yield Figure(f"x{size:g}: {name}", "s", (cost,), note=told if stage == "build" else "")
        if found[size]["build"]["pace"] != 1:
            yield Figure(f"x{size:g}: the small build beside", "s", (found[size]["build"]["pace"],))
        if "generate" in found[size]:
            yield Figure(f"x{size:g}: of the build, the generator", "s", (found[size]["generate"]["processor"],))
        for name in QUERIES:
            if cost := found[size].get(name, {}).get("processor"):
                yield Figure(f"x{size:g}: {name}", "ms", (cost * 1000,))
        for name, stage, goal in (
            ("memory of the build in parts", "build", "<= 4096"),
            ("memory with the tables written", "tables", ""),
            ("memory with the graph file written, Grafeo in the process", "grafeo", ""),
            ("memory of the graph file opened and gone through once", "open", ""),
            ("memory after questions on one economy", "what binds a pair", ""),
            ("memory after questions on sets", "matrix of all economies, another day", ""),
        ):
            if stage in found[size]:
                yield Figure(f"x{size:g}: {name}", "MB", (found[size][stage]["memory"],), goal)
        if "open" in found[size]:
            share = found[size]["open"]["engine"]
            yield Figure(f"x{size:g}: of that, what the engine took", "MB", (share,), note="beyond the imports")
        yield Figure(f"x{size:g}: size of the graph file", "MB", (counts["file"],))
    for size, each in wholes.items():
        note = f"{each['counts']['provisions']:,.0f} provisions"
        yield Figure(f"x{size:g}: memory of a build held whole", "MB", (each["whole"]["memory"],), note=note)
        yield Figure(f"x{size:g}: build held whole", "s", (each["whole"]["processor"],))


def remarks_of(
    found: dict[float, dict[str, dict[str, float]]], wholes: dict[float, dict[str, dict[str, float]]]
) -> list[str]:
    """What the figures mean, with what follows from them at size 100."""
    largest, least = max(found), min(found)
    first, last = found[least], found[largest]
    held = max(wholes)
    per_statement = wholes[held]["whole"]["memory"] * 2**20 / wholes[held]["counts"]["statements"]
    pace = last["build"]["processor"] / last["counts"]["statements"]
    return [
        f"Held whole, a build takes {per_statement:,.0f} bytes a statement (at x{held:g}): the statements as Python "
        "objects, the store and the graph lie in memory together. In parts it takes "
        f"{last['build']['memory']:,.0f} MB at x{largest:g} and {first['build']['memory']:,.0f} MB at x{least:g}.",
        f"A build in parts takes {pace * 1e6:.0f} µs of one core a statement at x{largest:g}.",
        "Grafeo holds the whole graph in the memory of the process that writes or opens the file: "
        f"{last['grafeo']['memory']:,.0f} MB to write x{largest:g}, {last['open']['memory']:,.0f} MB to open it. Past "
        "its memory the same graph goes to Neo4j, as tables for a bulk import or by a load; both stream.",
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--road"]:
        road, size, place, result = sys.argv[2:]
        Path(result).write_text(json.dumps(ROADS[road](float(size), Path(place))), encoding="utf-8")
    else:
        run_alone(measure)
