"""What every benchmark shares: runs taken in turn, whole processes with their memory, and figures that can be kept.

A benchmark is one module of this folder: its first line is its title, `measure(asked)` gives its figures, and
`run_alone(...)` makes it a command of its own. `run.py` runs them one after the other, each in a process of its own,
and writes `docs/benchmarks.md` from what they left in `results/`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CLAUSEWAY_SHARED") or ROOT.parent / "shared" / "data")
"""The folder of source data; benchmarks that need it leave their figures out, saying so, where it is not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How much to measure: `runs` counted runs of each; `quick` is what continuous integration has time for."""

    runs: int = 5
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: the median of some runs, their least and most, and what it is held against.

    `goal` is a bound in the figure's own unit ("<= 60", ">= 5"); without one, nothing is promised. `against` is the
    name of another figure of the same run, and the ratio of the two medians is what to quote: machines are noisy.
    `note` says what was measured, or why a figure is missing (then there are no runs).
    """

    name: str
    unit: str
    runs: tuple[float, ...] = ()
    goal: str = ""
    against: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        """Median of the runs; not a number where nothing was measured."""
        return statistics.median(self.runs) if self.runs else float("nan")

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; nothing without a goal or without runs."""
        if not self.goal or not self.runs:
            return None
        sign, bound = self.goal.split()[:2]
        return self.median <= float(bound) if sign == "<=" else self.median >= float(bound)


@dataclass(slots=True)
class Measured:
    """The figures of one benchmark, with the machine and the versions they were measured on."""

    subject: str
    title: str
    figures: list[Figure]
    remarks: list[str] = field(default_factory=list[str])
    """Sentences for the reader: what falls short and why, what was mended (before and after)."""
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    machine: str = field(default_factory=lambda: machine())
    versions: dict[str, str] = field(default_factory=lambda: versions())
    quick: bool = False
    details: list[Figure] = field(default_factory=list[Figure])
    """Figures that the JSON keeps and the page leaves out."""

    def write(self, path: Path) -> None:
        """Keep it as JSON, written beside and then swapped in."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".partial")
        beside.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(beside, path)

    @classmethod
    def read(cls, path: Path) -> Measured:
        """What `write` kept."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        figures, details = (
            [Figure(**{**each, "runs": tuple(each["runs"])}) for each in kept.pop(name, ())]
            for name in ("figures", "details")
        )
        return cls(figures=figures, details=details, **kept)


def in_turn(
    actions: Mapping[str, Callable[[], object]], runs: int, *, warm: int = 1, before: Callable[[], object] | None = None
) -> dict[str, tuple[float, ...]]:
    """Seconds of each action, taken in turn (A B A B), so that a slower minute of the machine meets all of them.

    Args:
        actions: Name to what is timed.
        runs: Counted runs of each.
        warm: Rounds that are not counted.
        before: Called, untimed, before each action.
    """
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(runs + warm):
        for name, action in actions.items():
            if before is not None:
                before()
            begun = time.perf_counter()
            action()
            if turn >= warm:
                taken[name].append(time.perf_counter() - begun)
    return {name: tuple(times) for name, times in taken.items()}


@dataclass(frozen=True, slots=True)
class Process:
    """One finished process: seconds by the clock and of processor time, and its largest memory in MB."""

    wall: float
    processor: float
    memory: float
    output: str


def run_process(command: Iterable[str | Path], **environment: str) -> Process:
    """Run a command to its end and give what it took, by the operating system's own account.

    Memory is the largest of this process alone, not of its children; it is counted from a fresh start, which a child
    of a large process is not, so benchmarks start small.

    Raises:
        RuntimeError: The command failed; with the end of what it said.
    """
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert child.stdout is not None
    said = child.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{child.args} ended with {child.returncode}: {said[-2000:]}")
    return Process(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def clauseway(*arguments: str | Path) -> list[str | Path]:
    """The command line of this very installation."""
    return [sys.executable, "-m", "clauseway", *arguments]


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least a share of the values (above 0, to 1) do not exceed: nearest rank."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1]


def growth_exponent(sizes: Iterable[float], costs: Iterable[float]) -> float:
    """Slope of the line through (log size, log cost) by least squares: 1 is linear, 2 is quadratic."""
    fit = statistics.linear_regression([math.log(s) for s in sizes], [math.log(c) for c in costs])
    return fit.slope


def machine() -> str:
    """Processor, cores and memory, as far as the system says."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries whose speed is measured."""
    found = {"python": platform.python_version()}
    for name in ("clauseway", "grafeo", "neo4j", "pyoxigraph", "pyshacl", "rdflib", "pandas", "networkx"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def run_alone(measure: Callable[[Asked], Measured]) -> None:
    """Make a benchmark a command: measure, keep the result, print the table."""
    title = (sys.modules[measure.__module__].__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (default 5)")
    parser.add_argument("--quick", action="store_true", help="small data and few runs, as continuous integration does")
    parser.add_argument("-o", "--output", type=Path, help="where the JSON goes (default: results/, nowhere if quick)")
    asked = parser.parse_args()
    found = measure(Asked(runs=min(asked.runs, 3) if asked.quick else asked.runs, quick=asked.quick))
    found.quick = asked.quick
    target = asked.output or (None if asked.quick else RESULTS / f"{found.subject}.json")
    if target is not None:
        found.write(target)
    print(table_of(found))


def table_of(found: Measured) -> str:
    """The figures as a Markdown table, with ratios to what they are held against and whether goals are met."""
    medians = {figure.name: figure.median for figure in found.figures}
    lines = ["| figure | median | least to most | ratio | goal |", "|---|---:|---|---|---|"]
    for figure in found.figures:
        note = f" ({figure.note})" if figure.note else ""
        if not figure.runs:
            lines.append(f"| {figure.name} | not measured | | | {note.strip()} |")
            continue
        ratio = ""
        if figure.against:
            ratio = f"{figure.median / medians[figure.against]:.3g} × {figure.against}"
        goal = ""
        if figure.goal:
            goal = f"{figure.goal.replace('<=', '≤').replace('>=', '≥')}: {'met' if figure.met else '**not met**'}"
        spread = f"{min(figure.runs):.3g} to {max(figure.runs):.3g}" if len(figure.runs) > 1 else ""
        lines.append(f"| {figure.name}{note} | {figure.median:.3g} {figure.unit} | {spread} | {ratio} | {goal} |")
    return "\n".join(lines)
