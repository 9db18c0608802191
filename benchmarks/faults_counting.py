"""What the trials of `faults.py` share: outcomes that are counted, runs of the command line, graphs to compare."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from clauseway.graph.engine import GraphData, GraphError
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import Schema, load_schema
from clauseway.queries.runner import Runner

DAY = "2026-11-21"
"""The day all questions are about: answers must not change with the day of the run."""

LONGEST_SECONDS = 300
"""A command that takes longer hangs."""


@dataclass(slots=True)
class Counted:
    """How many trials of one kind of fault went how; `wrong` holds a sentence for each that must not be."""

    name: str
    outcomes: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    skipped: str = ""
    """Why this machine cannot try it; then nothing is counted."""

    @property
    def tried(self) -> int:
        """Number of trials."""
        return sum(self.outcomes.values())

    def add(self, outcome: str) -> None:
        """Count a trial that went as it should."""
        self.outcomes[outcome] += 1

    def fail(self, outcome: str, sentence: str) -> None:
        """Count a trial that went wrong."""
        self.outcomes[f"WRONG: {outcome}"] += 1
        self.wrong.append(sentence)

    def row(self) -> str:
        """A line of the table."""
        if self.skipped:
            return f"| {self.name} | not tried | {self.skipped} |"
        told = "; ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        return f"| {self.name} | {self.tried} | {told} |"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a kind of fault gets to work with.

    Attributes:
        place: An empty folder of its own.
        dice: Seeded.
        quick: Whether only a few trials are wanted.
        shipped: The graph of the shipped dataset.
        schema: Its schema.
        graph: A graph file of it.
    """

    place: Path
    dice: random.Random
    quick: bool
    shipped: GraphData
    schema: Schema
    graph: Path

    def times(self, whole: int, quick: int) -> int:
        """How many trials: so many, or the few of a quick run."""
        return quick if self.quick else whole

    def older_graph(self, path: Path) -> Path:
        """A graph file of another data version, with an economy less, written to a path."""
        nodes = {**self.shipped.nodes, "Dataset": [{**self.shipped.nodes["Dataset"][0], "version": "older"}]}
        nodes["ClauseType"] = [
            {**each, "label": f"{each['label']} (older)"} for each in self.shipped.nodes["ClauseType"]
        ]
        write_graph_file(path, replace(self.shipped, nodes=nodes, version="older"), self.schema)
        return path


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run of the command line."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What it said failed: the one line that begins with "Error: ", or empty."""
        lines = [line for line in self.err.splitlines() if line.startswith("Error: ")]
        return lines[0] if len(lines) == 1 and "Traceback" not in self.err else ""


def command(*words: object) -> list[str]:
    """The command line of this very installation."""
    return [sys.executable, "-m", "clauseway", *map(str, words)]


def clauseway(*words: object, wrapper: list[str] | None = None, **environment: str) -> Run:
    """Run the command line to its end, with a time limit."""
    done = subprocess.run(
        [*(wrapper or []), *command(*words)], capture_output=True, text=True, errors="replace",
        stdin=subprocess.DEVNULL, timeout=LONGEST_SECONDS, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


def killed_after(words: list[str], ready: Callable[[], bool], seconds: float) -> bool:
    """Start a command, wait until it is ready, then so many seconds, and kill it with all its children (SIGKILL).

    Returns:
        Whether it was still at work.
    """
    child = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True
    )
    while child.poll() is None and not ready():
        time.sleep(0.001)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(seconds)
    alive = child.poll() is None
    child.send_signal(signal.SIGKILL)  # the process alone: what it started must end by itself
    child.wait()
    return alive


def session_is_empty(session: int, seconds: float = 10) -> bool:
    """Whether every process of a session ends within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def whole_graph(path: Path, schema: Schema) -> list[object] | None:
    """Everything a graph file answers, in a form that compares; nothing where it is refused as it should be.

    Raises:
        Exception: Whatever else than the sentence of a `GraphError` comes of it.
    """
    try:
        with GrafeoEngine.open(path) as engine:
            _ = Runner(engine).version
            return list(_everything(engine, schema))
    except GraphError:
        return None


def _everything(engine: GrafeoEngine, schema: Schema) -> Iterator[object]:
    for node in schema.nodes:
        columns = ", ".join(f"n.{p.name} AS {p.name}" for p in node.properties)
        yield sorted(repr(row) for row in engine.run(f"MATCH (n:{node.label}) RETURN {columns}", {}))
    for mapping in schema.relationships:
        ends = {node.label: node.key for node in schema.nodes}
        properties = "".join(f", r.{p.name} AS {p.name}" for p in mapping.properties)
        text = (
            f"MATCH (a:{mapping.start})-[r:{mapping.type}]->(b:{mapping.end}) "
            f"RETURN a.{ends[mapping.start]} AS a, b.{ends[mapping.end]} AS b{properties}"
        )
        yield sorted(repr(row) for row in engine.run(text, {}))


def hidden(folder: Path) -> list[str]:
    """Names in a folder that no reader takes for anything: what a killed run leaves."""
    return sorted(each.name for each in folder.glob(".*") if each.suffix in (".part", ".tmp"))


def make_trial(place: Path, seed: int, quick: bool) -> Callable[[str], Trial]:
    """Build the shipped graph once, and give each kind of fault its own folder and its own dice."""
    from clauseway.loaders.build import build_from_shipped

    schema = load_schema()
    shipped = build_from_shipped(lambda _stage: None, trust_seal=True).graph
    graph = place / "shipped.grafeo"
    write_graph_file(graph, shipped, schema)

    def trial(name: str) -> Trial:
        folder = place / name
        folder.mkdir()
        return Trial(folder, random.Random(f"{seed} {name}"), quick, shipped, schema, graph)

    return trial
