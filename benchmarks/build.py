"""Building the graph: whole commands, their memory, the share of each stage, and builds anew after one change.

    python benchmarks/build.py [--runs 5] [--quick]

Each figure is a run of `clauseway build` (or `clauseway dataset`) as a process of its own. It is given a terminal, so
that it tells its stages, and these are timed from outside. Memory is the largest sum over the process and those it
starts; pages they share are counted in each, so it is an upper bound. All but the shipped dataset needs the source data
(`CLAUSEWAY_SHARED` names the folder); of it a copy is made, in which single files are changed.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measuring import SHARED, Asked, Figure, Measured, clauseway, run_alone

SHIPPED = "build, shipped dataset"
ALL = "build, all sources, texts coded before"
CODED = "build, all sources, {} texts coded"
TICK = 0.05
"""Seconds between two looks at the memory."""

_STAGE = re.compile(r"\x1b\[K([^\r]+?) \.\.\.\r")
_PARTS = {
    "reading ": "reading sources",
    "coding texts": "coding texts",
    "checking figures": "checking and projecting figures",
}
"""How stages begin that count as one, and what they are together."""


@dataclass(frozen=True, slots=True)
class Told:
    """A run of a command: seconds, largest memory of it and its children in MB, seconds by stage."""

    wall: float
    memory: float
    stages: dict[str, float]


def measure(asked: Asked) -> Measured:
    """Builds of the shipped dataset and of all sources, and what a change of one file costs."""
    found = Measured("build", "Building the graph", [])
    with tempfile.TemporaryDirectory(prefix="clauseway-build-") as folder:
        place = Path(folder)
        if asked.quick or not SHARED.is_dir():
            shipped = [run_told(clauseway("build"), place) for _ in range(1 if asked.quick else asked.runs)]
            found.figures += _whole(SHIPPED, shipped, "", stages=True)
            if not asked.quick:
                found.figures.append(Figure(ALL, "s", note="the source data are not here; see CLAUSEWAY_SHARED"))
            return found
        found.figures = _of_sources(place, asked.runs)
    found.remarks.append(
        "A build after one change was as dear as one with the texts coded before, until figures were kept as they were "
        "checked and projected ([decision 24](decisions/0024-kept-figures.md)). What is left is reading, reconciling "
        "and checking the claims, of which one reading can change any, and the graph file, which is always written new."
    )
    return found


def _of_sources(place: Path, runs: int) -> list[Figure]:
    sources = place / "sources"
    shutil.copytree(SHARED, sources)
    kept = place / "kept"  # the cache of one who builds again and again
    run_told(_build(sources), place, kept)  # not counted
    texts = sum(1 for _ in kept.rglob("*.json"))
    coded = CODED.format(texts)
    taken: dict[str, list[Told]] = defaultdict(list)

    def changed(change: Callable[[Path, int], None]) -> Callable[[int], Told]:
        def run(turn: int) -> Told:
            change(sources, turn)
            return run_told(_build(sources), place, kept)

        return run

    def cold(_: int) -> Told:
        cache = place / "cold"
        try:
            return run_told(_build(sources), place, cache)
        finally:
            shutil.rmtree(cache, ignore_errors=True)

    ways: dict[str, Callable[[int], Told]] = {
        SHIPPED: lambda _: run_told(clauseway("build"), place, kept),
        coded: cold,
        ALL: lambda _: run_told([*_build(sources), "--anew"], place, kept),
        "build again, one reading changed": changed(_one_reading),
        "build again, one treaty text changed": changed(_one_text),
        "build again, one figure changed": changed(_one_figure),
        "dataset, written anew": lambda _: run_told(
            clauseway("dataset", "--sources", sources, "-o", place / "dataset"), place, kept
        ),
    }
    for turn in range(runs):
        for name, way in ways.items():
            taken[name].append(way(turn))
    figures = _whole(SHIPPED, taken.pop(SHIPPED), "")
    figures += _whole(coded, taken.pop(coded), "<= 60", memory_goal="<= 1500", stages=True)
    figures += [f for name, told in taken.items() for f in _whole(name, told, "", against=coded)]
    base = next(figure for figure in figures if figure.name == coded)
    for name in [name for name in taken if name.startswith("build again")]:
        shares = tuple(100 * told.wall / whole for told, whole in zip(taken[name], base.runs, strict=True))
        figures.append(Figure(f"{name}: share of the whole build", "%", shares, "<= 20"))
    return figures


def _build(sources: Path) -> list[str | Path]:
    return clauseway("build", "--sources", sources)


def _one_reading(sources: Path, turn: int) -> None:
    """The note of one rule gets another word."""
    _replace(sources, "facts/coverage.csv", "(SMEs, legal frameworks", f"(SMEs {turn}, legal frameworks")


def _one_text(sources: Path, turn: int) -> None:
    """A treaty text is fetched anew and differs, by a comment in it."""
    _replace(sources, "tota/xml/pta_10.xml", "</treaty>", f"<!-- {turn} --></treaty>")


def _one_figure(sources: Path, turn: int) -> None:
    """A figure of one indicator gets another value."""
    _replace(sources, "indicators/gtmi_2022.csv", '"gtmi_backend",0.75', f'"gtmi_backend",0.7{turn}')


def _replace(sources: Path, file: str, old: str, new: str) -> None:
    text = (SHARED / file).read_text(encoding="utf-8")
    if old not in text:
        raise RuntimeError(f"{file} no longer holds '{old}'; choose another change.")
    (sources / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def _whole(
    name: str, told: list[Told], goal: str, *, memory_goal: str = "", against: str = "", stages: bool = False
) -> list[Figure]:
    """Seconds and memory of some runs and, if asked, the share of each stage."""
    figures = [
        Figure(name, "s", tuple(each.wall for each in told), goal, against),
        Figure(f"{name}: memory", "MB", tuple(each.memory for each in told), memory_goal),
    ]
    if stages:
        for stage in told[0].stages:
            shares = tuple(100 * each.stages.get(stage, 0) / sum(each.stages.values()) for each in told)
            figures.append(Figure(f"{name}: share of {stage}", "%", shares))
    return figures


def run_told(command: list[str | Path], place: Path, cache: Path | None = None) -> Told:
    """Run a command that tells its stages on a terminal.

    Args:
        command: The command.
        place: Folder for its graph.
        cache: Folder for what it keeps from run to run; an empty one else.

    Raises:
        RuntimeError: It failed; with the end of what it said.
    """
    ours, theirs = pty.openpty()
    environment = {
        **os.environ, "CLAUSEWAY_GRAPH": str(place / "built.grafeo"), "XDG_CACHE_HOME": str(cache or place / "empty"),
        "COLUMNS": "200",
    }  # fmt: skip
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment
    )
    os.close(theirs)
    said, memory, told = "", 0.0, [("starting", begun)]
    looked = 0.0
    while True:
        ready = bool(select.select([ours], [], [], TICK)[0])
        now = time.perf_counter()
        if now - looked >= TICK:
            memory, looked = max(memory, _memory(child.pid)), now
        if not ready:
            continue
        try:
            piece = os.read(ours, 65536).decode(errors="replace")
        except OSError:  # nobody holds the other end any more
            break
        if not piece:
            break
        said += piece
        told += [(_part(stage), now) for stage in _STAGE.findall(piece)]
    wall = time.perf_counter() - begun
    os.close(ours)
    if child.wait():
        raise RuntimeError(f"{child.args} ended with {child.returncode}: {said[-2000:]}")
    stages: dict[str, float] = defaultdict(float)
    for (stage, start), (_, end) in zip(told, [*told[1:], ("", begun + wall)], strict=True):
        stages[stage] += end - start
    return Told(wall, memory, dict(stages))


def _part(stage: str) -> str:
    return next((part for begins, part in _PARTS.items() if stage.startswith(begins)), stage)


def _memory(pid: int) -> float:
    """Resident MB of a process and all it started; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 + sum(_memory(int(child)) for child in children)


if __name__ == "__main__":
    run_alone(measure)
