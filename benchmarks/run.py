"""Run the benchmarks one after the other, each in a process of its own, and write docs/benchmarks.md.

    python benchmarks/run.py                    everything (make bench), an hour or more
    python benchmarks/run.py build rdf          some of it; the page keeps the other results
    python benchmarks/run.py --quick            what continuous integration runs (make bench-quick): nothing is kept
    python benchmarks/run.py --page             only write the page anew from the results that are kept
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measuring import RESULTS, ROOT, Measured, table_of

SUBJECTS: dict[str, str] = {
    "build": "Building the graph: how long, how much memory, where the time goes",
    "rdf": "RDF: parse, validate, write, beside rdflib and pySHACL",
    "graph_load": "Loading a graph engine, beside rdflib-neo4j and neosemantics",
    "queries": "Every query and analysis on both engines, beside SPARQL, pandas and networkx",
    "command_line": "Starting the command line",
    "exports": "Files and pages",
    "coder": "Reading and coding treaty texts",
    "growth": "Ten and a hundred times the data",
}
"""Name of a benchmark's module to what it answers, in the order of the page."""

PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--page", action="store_true", help="measure nothing")
    asked = parser.parse_args()
    unknown = set(asked.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}.")
    failed: list[str] = []
    for subject in [] if asked.page else asked.subjects or SUBJECTS:
        begun = time.perf_counter()
        print(f"\n== {subject}: {SUBJECTS[subject]}", flush=True)
        options = ["--quick"] if asked.quick else ["--runs", str(asked.runs)]
        done = subprocess.run([sys.executable, Path(__file__).parent / f"{subject}.py", *options], check=False)
        print(f"   {time.perf_counter() - begun:.0f} s", flush=True)
        if done.returncode:
            failed.append(subject)
    if not asked.quick:
        PAGE.write_text(page(), encoding="utf-8")
        print(f"\nWrote {PAGE.relative_to(ROOT)}")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


def page() -> str:
    """docs/benchmarks.md, from the results that are kept."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench` (`python benchmarks/run.py`); each table says when and where it was measured. Machines",
        "are noisy: what is compared was run in turn, in one run, and the ratio of the medians is what to quote.",
        "`make bench-quick` is the small form that continuous integration runs.",
    ]
    for subject, question in SUBJECTS.items():
        lines += ["", f"## {question}", ""]
        kept = RESULTS / f"{subject}.json"
        if not kept.exists():
            lines.append("Not measured yet.")
            continue
        found = Measured.read(kept)
        known = ", ".join(f"{name} {number}" for name, number in found.versions.items())
        lines += [f"`benchmarks/{subject}.py`, {found.day}; {found.machine}; {known}.", "", table_of(found)]
        for remark in found.remarks:
            lines += ["", remark]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
