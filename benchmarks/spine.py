"""Time the spine side by side in one run: starts, the build, and one question asked four ways.

    python benchmarks/spine.py [--runs 5]

Machines are noisy, so read the ratios: each is of two medians taken in turn in the same run. Nothing here is a
test, and no test is timed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

COVERAGE_SPARQL = """
PREFIX cw: <https://w3id.org/clauseway/ontology#>
SELECT ?clause ?agreement ?provision WHERE {
  ?economy cw:iso3 "CHN" . ?party cw:economy ?economy ; cw:agreement ?a .
  ?a cw:hasParticipation ?party ; cw:slug ?agreement .
  ?p cw:ofAgreement ?a ; cw:provisionId ?provision ; cw:addresses/cw:clauseSlug ?clause .
} ORDER BY ?clause ?agreement ?provision
"""


def median_of(runs: int, action: Callable[[], object]) -> float:
    """Median seconds of an action, after one run that is not counted."""
    action()
    times: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Run everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "bench.grafeo"
        rows = [*_whole_processes(runs, graph), *_one_question(runs, graph)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {date.today()}, medians of {runs} runs")
    print("versions: " + ", ".join(f"{n} {version(n)}" for n in ("clauseway", "grafeo", "pyoxigraph", "rdflib")))
    base = {name: seconds for name, seconds, _ in rows}
    for name, seconds, against in rows:
        ratio = f"{seconds / base[against]:8.2f} x {against}" if against else ""
        print(f"{name:44s} {seconds * 1000:10.1f} ms  {ratio}")


def _whole_processes(runs: int, graph: Path) -> list[tuple[str, float, str]]:
    environment = {**os.environ, "CLAUSEWAY_GRAPH": str(graph)}

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            [sys.executable, *arguments], check=True, env=environment, capture_output=True
        )

    bare = "python -c pass"
    return [
        (bare, median_of(runs, process("-c", "pass")), ""),
        ("clauseway --help", median_of(runs, process("-m", "clauseway", "--help")), bare),
        ("clauseway build (shipped)", median_of(runs, process("-m", "clauseway", "build")), bare),
        ("clauseway coverage CHN", median_of(runs, process("-m", "clauseway", "coverage", "CHN")), bare),
        ("clauseway pair CHN NZL", median_of(runs, process("-m", "clauseway", "pair", "CHN", "NZL")), bare),
    ]


def _one_question(runs: int, graph: Path) -> list[tuple[str, float, str]]:
    import rdflib

    from clauseway.graph.grafeo_engine import GrafeoEngine
    from clauseway.loaders.rdf_files import read_shipped, serialize, store_of
    from clauseway.queries.catalogue import query
    from clauseway.queries.coverage_analysis import coverage_table
    from clauseway.queries.runner import Runner

    quads = read_shipped()
    store = store_of(quads)
    plain = rdflib.Dataset(default_union=True)
    plain.parse(data=serialize(quads, "nq"), format="nquads")
    plain.parse(data=b"".join(f"{q.triple} .\n".encode() for q in store), format="nt")
    name = "coverage query, Grafeo"
    with GrafeoEngine.open(graph) as engine:
        runner = Runner(engine)
        text = query("provisions_of_economy").text
        return [
            (name, median_of(runs, lambda: engine.run(text, {"iso3": "CHN"})), ""),
            (
                "coverage query, Oxigraph SPARQL",
                median_of(runs, lambda: list(store.query(COVERAGE_SPARQL, use_default_graph_as_union=True))),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportArgumentType]
                name,
            ),
            ("coverage query, rdflib SPARQL", median_of(runs, lambda: list(plain.query(COVERAGE_SPARQL))), name),
            (
                "coverage analysis (queries and grades)",
                median_of(runs, lambda: coverage_table(runner, "CHN", "China", date(2026, 11, 21))),
                name,
            ),
        ]


if __name__ == "__main__":
    main()
