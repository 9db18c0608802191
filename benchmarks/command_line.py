"""Starting the command line: whole processes from the shell's point of view, and what they import.

    python benchmarks/command_line.py [--runs 5] [--quick]

Each figure is a process from start to end. They take turns with a bare `python -c pass`, which no command can beat.
The import times are those of `python -X importtime -m clauseway --help`: what each package spends in its own modules,
without those a bare Python loads too.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from measuring import Asked, Figure, Measured, clauseway, in_turn, run_alone, run_process

BARE = "python -c pass"
SHOWN = 10
"""Packages of the import budget that are shown."""


def measure(asked: Asked) -> Measured:
    """Starts of commands, and the import budget of `--help`."""
    runs = 1 if asked.quick else asked.runs
    with tempfile.TemporaryDirectory(prefix="clauseway-start-") as folder:
        graph = Path(folder) / "shipped.grafeo"
        run_process(clauseway("build", "--graph", graph))

        def process(*words: str, **environment: str) -> Callable[[], object]:
            command = [sys.executable, *words]
            return lambda: run_process(command, CLAUSEWAY_GRAPH=str(graph), **environment)

        def ours(*words: str) -> Callable[[], object]:
            return process("-m", "clauseway", *words)

        completing = {"_CLAUSEWAY_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
        taken = in_turn(
            {
                BARE: process("-c", "pass"),
                "clauseway --help": ours("--help"),
                "shell completion of a command": process(
                    "-m", "clauseway", COMP_WORDS="clauseway cov", **completing
                ),
                "shell completion of an option": process(
                    "-m", "clauseway", COMP_WORDS="clauseway coverage --as", **{**completing, "COMP_CWORD": "2"}
                ),
                "clauseway coverage --help": ours("coverage", "--help"),
                "clauseway coverage CHN": ours("coverage", "CHN"),
                "clauseway pair CHN NZL": ours("pair", "CHN", "NZL"),
            },
            runs,
        )
    goals = {"clauseway --help": "<= 0.25"}
    figures = [
        Figure(name, "s", times, goals.get(name, ""), "" if name == BARE else BARE) for name, times in taken.items()
    ]
    figures += _import_budget(runs)
    return Measured("command_line", "Starting the command line", figures)


def _import_budget(runs: int) -> list[Figure]:
    """What `--help` spends in its imports, by package, in milliseconds: the whole, and the largest."""
    bare = set(_imports("-c", "pass"))
    each = [_by_package(_imports("-m", "clauseway", "--help"), bare) for _ in range(runs)]
    whole = tuple(sum(of.values()) for of in each)
    packages = sorted(each[0], key=lambda name: -statistics.median(of.get(name, 0) for of in each))
    name = "imports of --help, all packages"
    return [
        Figure(name, "ms", whole),
        *(Figure(f"imports of --help: {p}", "ms", tuple(of.get(p, 0) for of in each)) for p in packages[:SHOWN]),
    ]


def _imports(*words: str) -> dict[str, int]:
    """Modules that a Python process imports, and the microseconds each takes without those it imports itself."""
    told = subprocess.run([sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=True)
    found: dict[str, int] = {}
    for line in told.stderr.splitlines():
        kind, _, columns = line.partition(":")
        parts = [part.strip() for part in columns.split("|")]
        if kind == "import time" and len(parts) == 3 and parts[0].isdigit():
            found[parts[2]] = int(parts[0])
    return found


def _by_package(modules: dict[str, int], but: set[str]) -> dict[str, float]:
    """Milliseconds by package; Clauseway's floors are told apart."""
    found: dict[str, float] = defaultdict(float)
    for name, microseconds in modules.items():
        if name not in but:
            parts = name.split(".")
            found[".".join(parts[: 2 if parts[0] == "clauseway" else 1])] += microseconds / 1000
    return found


if __name__ == "__main__":
    run_alone(measure)
