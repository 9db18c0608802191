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
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from graph_load import script
from growth_roads import GRAFEO_UP_TO, quick
from measuring import Asked, Figure, Measured, growth_exponent, run_alone, run_process

ROADS = Path(__file__).with_name("growth_roads.py")
SIZES = (1.0, 3.0, 10.0)
QUICK_SIZES = (0.02, 0.04, 0.08)
"""The largest is twice the shipped data: size 1 takes most of a minute."""
WHOLE_SIZES = (0.1, 0.3, 1.0)
"""Sizes at which the build that holds everything is measured beside; it takes memory by the gigabyte."""
NEO4J_UP_TO = 3.0
BESIDE_UP_TO = 3.0
"""The generator alone and the store on disk are measured up to here."""
QUICK_BOUND = 1.7
"""Highest exponent a quick run lets pass: at such sizes what does not grow weighs, and machines are noisy."""
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


def taken(road: str, size: float, folder: Path, **environment: str) -> dict[str, dict[str, float]]:
    """What a road took at a size, from a process of its own or, with GROWTH_KEEP, from one that ran before."""
    place = folder / f"{size:g}"
    place.mkdir(parents=True, exist_ok=True)
    kept = place / f"{road}.json"
    if not kept.exists():
        run_process([sys.executable, ROADS, road, f"{size}", place, kept], **environment)
    return json.loads(kept.read_text(encoding="utf-8"))


@contextmanager
def neo4j_server(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a new server; empty where there is no Java or Maven."""
    if not (shutil.which("java") and shutil.which("mvn")):
        yield {}
        return
    try:
        uri = script("start", folder)
        yield {"NEO4J_URI": uri, "NEO4J_PASSWORD": script("password", folder)}
    finally:
        script("stop", folder)


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
    found = {**taken("generate", size, folder), **taken("on_disk", size, folder)} if size <= BESIDE_UP_TO else {}
    place = folder / f"{size:g}"
    if 1 <= size <= NEO4J_UP_TO and not (place / "build.json").exists():
        with neo4j_server(place / "server") as environment:
            found |= taken("build", size, folder, **environment)
        shutil.rmtree(place / "server", ignore_errors=True)
    else:
        found |= taken("build", size, folder)
    tables, imported = place / "tables", place / "import.json"
    if tables.exists() and shutil.which("java") and not imported.exists():
        begun = time.perf_counter()
        script("import", place / "imported", "--csv", str(tables))
        imported.write_text(json.dumps({"import": {"wall": time.perf_counter() - begun}}), encoding="utf-8")
        shutil.rmtree(place / "imported")
    if imported.exists():
        found |= json.loads(imported.read_text(encoding="utf-8"))
    if size <= GRAFEO_UP_TO:
        found |= {name: value for name, value in taken("ask", size, folder).items() if name != "counts"}
    return found


STAGES = {
    "build": ("build in parts", "processor", "records, RDF, gate, projection"),
    "tables": ("tables for a bulk import", "processor", "for neo4j-admin, from the same graph"),
    "grafeo": ("graph file of Grafeo", "processor", ""),
    "open": ("opening the graph file", "processor", ""),
    "nquads": ("files of N-Quads", "processor", "generated and written, a file a part"),
    "disk": ("loading them into an Oxigraph store on disk", "processor", "the store that its server serves"),
    "disk asked": ("coverage of an economy in SPARQL from that store", "processor", "mean of 20 economies"),
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
    if wholes:
        memory = {s: found[s]["build"]["memory"] for s in sizes}
        yield from exponent("memory of the build in parts", memory, "", "a part at a time, so that of the largest part")
    for size in sizes:
        counts = found[size]["counts"]
        told = f"{counts['economies']:,.0f} economies, {counts['agreements']:,.0f} agreements, "
        told += f"{counts['provisions']:,.0f} provisions, {counts['statements']:,.0f} statements"
        for stage, (name, what, _) in STAGES.items():
            if cost := found[size].get(stage, {}).get(what):
                yield Figure(f"x{size:g}: {name}", "s", (cost,), note=told if stage == "build" else "")
        if found[size]["build"]["pace"] == 1:
            continue  # all in one process: its memory tells nothing of a size
        yield Figure(f"x{size:g}: the small build beside", "s", (found[size]["build"]["pace"],))
        if "generate" in found[size]:
            yield Figure(f"x{size:g}: of the build, the generator", "s", (found[size]["generate"]["processor"],))
        for name in QUERIES:
            if cost := found[size].get(name, {}).get("processor"):
                yield Figure(f"x{size:g}: {name}", "ms", (cost * 1000,))
        for name, stage, goal in (
            ("memory of the build in parts", "build", "<= 4096"),
            ("memory of loading the store on disk", "disk", ""),
            ("memory with the tables written", "tables", ""),
            ("memory with the graph file written, Grafeo in the process", "grafeo", ""),
            ("memory of the graph file opened and gone through once", "open", ""),
            ("memory after questions on one economy", "what binds a pair", ""),
            ("memory after questions on sets", "matrix of all economies, another day", ""),
        ):
            if stage in found[size]:
                yield Figure(f"x{size:g}: {name}", "MB", (found[size][stage]["memory"],), goal)
        for name, megabytes in found[size].get("on disk", {}).items():
            told = "files of N-Quads" if name == "files" else "Oxigraph store on disk"
            yield Figure(f"x{size:g}: size of the {told}", "MB", (megabytes,))
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
    opened = max(size for size in found if "open" in found[size])
    held = max(wholes)
    per_statement = wholes[held]["whole"]["memory"] * 2**20 / wholes[held]["counts"]["statements"]
    pace = last["build"]["processor"] / last["counts"]["statements"]
    return [
        f"Held whole, a build takes {per_statement:,.0f} bytes a statement (at x{held:g}): the statements as Python "
        "objects, the store and the graph lie in memory together. In parts it takes "
        f"{last['build']['memory']:,.0f} MB at x{largest:g} and {first['build']['memory']:,.0f} MB at x{least:g}.",
        f"A build in parts takes {pace * 1e6:.0f} µs of one core a statement at x{largest:g}.",
        "Grafeo holds the whole graph in the memory of the process that writes or opens the file: "
        f"{found[opened]['grafeo']['memory']:,.0f} MB to write x{opened:g}, {found[opened]['open']['memory']:,.0f} MB "
        "to open it. Past its memory the graph goes to Neo4j, as tables for a bulk import or by a load; both stream.",
    ]


if __name__ == "__main__":
    run_alone(measure)
