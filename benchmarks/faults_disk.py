"""Disks that fill up, folders that may not be written or are closed half-way, and clocks that jump."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from faults_counting import DAY, Counted, Run, Trial, clauseway, command, hidden, whole_graph

CLOCK = Path(__file__).parent / "shifted_clock.c"


def full_disks(trial: Trial) -> Counted:
    """On a small memory disk that fills up at another point each time, or with a limit on the size of files."""
    found = Counted("disk full")
    tasks: dict[str, tuple[object, ...]] = {
        "graph.grafeo": ("build", "--graph"),
        "matrix.xlsx": ("matrix", "--group", "asean", "--graph", trial.graph, "--as-of", DAY, "-o"),
        "coverage.csv": ("coverage", "CHN", "--graph", trial.graph, "--as-of", DAY, "-o"),
        "data.nq": ("rdf", "export", "-o"),
    }
    if trial.quick:
        del tasks["data.nq"], tasks["graph.grafeo"]
    largest = {"graph.grafeo": 3 << 20, "matrix.xlsx": 120 << 10, "coverage.csv": 24 << 10, "data.nq": 8 << 20}
    for turn in range(trial.times(20, 2)):
        name = list(tasks)[turn % len(tasks)]
        room = trial.dice.randrange(8 << 10, largest[name] * 3 // 4)
        with _small_disk(trial.place / f"disk-{turn}", room) as (folder, wrapper, how):
            target = folder / name
            old = b"old\n"
            target.write_bytes(old)
            run = clauseway(*tasks[name], target, wrapper=wrapper)
            if run.code == 0:
                found.add("room enough, written")
            elif run.code != 1 or not run.sentence or target.read_bytes() != old or hidden(folder):
                state = "kept" if target.read_bytes() == old else "touched"
                found.fail("disk full", f"{name} with {room} bytes ({how}): exit {run.code}, {run.err[-300:]!r}, "
                           f"left {hidden(folder)}, target {state}")  # fmt: skip
            else:
                found.add(f"one sentence, exit 1, the old file stays ({how})")
    run = _to_full_output(trial)
    if run.code == 1 and run.sentence:
        found.add("output that takes no more: one sentence, exit 1")
    else:
        found.fail("full output", f"exit {run.code}: {run.err[-300:]!r}")
    return found


def _to_full_output(trial: Trial) -> Run:
    words = command("coverage", "CHN", "--graph", trial.graph, "--as-of", DAY, "-f", "csv")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    return Run(done.returncode, "", done.stderr)


@contextlib.contextmanager
def _small_disk(place: Path, room: int) -> Iterator[tuple[Path, list[str], str]]:
    """A folder with so much room, the command that limits it, and how it is limited."""
    place.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room // 4096 * 4096}", "tmpfs", place], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    try:
        if mounted:
            yield place, [], "memory disk"
        else:
            yield place, ["prlimit", f"--fsize={room}"], "limit on the size of files"
    finally:
        if mounted:
            subprocess.run(["umount", place], check=True)


def closed_folders(trial: Trial) -> Counted:
    """Folders that may not be written: by their permission bits, and on a disk mounted for reading only."""
    found = Counted("read-only folder")
    folder = trial.place / "read-only"
    folder.mkdir()
    graph = folder / "graph.grafeo"
    shutil.copy(trial.graph, graph)
    before = whole_graph(graph, trial.schema)
    writing: list[tuple[object, ...]] = [
        ("matrix", "--group", "asean", "--graph", graph, "--as-of", DAY, "-o", folder / "x.xlsx"),
        ("export", "--economies", "CHN,JPN", "--graph", graph, "--as-of", DAY, "-o", folder / "batch"),
        ("build", "--graph", graph),
        ("draw", "ego", "CHN", "--graph", graph, "--as-of", DAY, "-o", folder / "x.svg"),
        ("rdf", "export", "-o", folder / "x.nq"),
    ]
    reading = ("coverage", "CHN", "--graph", graph, "--as-of", DAY, "-f", "csv")
    ways = {"permission bits": (_closed_by_bits, bound_by_bits())}
    if os.geteuid() == 0:
        ways["mounted for reading only"] = (_mounted_for_reading, [])
    for how, (closed, wrapper) in ways.items():
        with closed(folder):
            for words in writing[: trial.times(len(writing), 2)]:
                run = clauseway(*words, wrapper=wrapper)
                left = sorted(each.name for each in folder.iterdir())
                if run.code == 1 and run.sentence and left == ["graph.grafeo"]:
                    found.add(f"one sentence, exit 1, nothing left ({how})")
                else:
                    found.fail("read-only", f"{words[0]} ({how}): exit {run.code}, {run.err[-300:]!r}, {left}")
            run = clauseway(*reading, wrapper=wrapper)
            if run.code == 0 and run.out:
                found.add(f"a graph in it answers ({how})")
            else:
                found.fail("reading", f"{how}: exit {run.code}, {run.err[-300:]!r}")
    if whole_graph(graph, trial.schema) != before:
        found.fail("changed", "the graph in the read-only folder changed")
    graph.chmod(0)
    run = clauseway(*reading, wrapper=bound_by_bits())
    if run.code in (1, 2, 3) and run.sentence:
        found.add("a graph file that may not be read: one sentence")
    else:
        found.fail("unreadable graph", f"exit {run.code}, {run.err[-300:]!r}")
    return found


def bound_by_bits() -> list[str]:
    """What to put before a command so that permission bits bind it: root gives up its privilege over them."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@contextlib.contextmanager
def _closed_by_bits(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@contextlib.contextmanager
def _mounted_for_reading(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "--bind", "-o", "ro", folder, folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def closed_midway(trial: Trial) -> Counted:
    """A folder that is closed (its permission bits) while a build writes in it, at a random moment of the writing."""
    found = Counted("permission lost half-way")
    folder = trial.place / "closing"
    folder.mkdir()
    target = folder / "graph.grafeo"
    answers = {"old": whole_graph(trial.older_graph(target), trial.schema)}
    answers["new"] = whole_graph(trial.graph, trial.schema)
    for _ in range(trial.times(6, 1)):
        trial.older_graph(target)
        child = subprocess.Popen(
            [*bound_by_bits(), *command("build", "--graph", target)], stderr=subprocess.PIPE, text=True
        )
        while child.poll() is None and not hidden(folder):
            time.sleep(0.001)
        time.sleep(trial.dice.uniform(0, 0.2))
        with _closed_by_bits(folder):
            said = child.communicate()[1]
        now = whole_graph(target, trial.schema)
        state = next((name for name, answer in answers.items() if answer == now), "")
        errors = [line for line in said.splitlines() if line.startswith("Error: ")]
        refused = child.returncode == 1 and len(errors) == 1
        sound = state == "new" if child.returncode == 0 else state == "old" and refused
        if not sound or "Traceback" in said:
            found.fail("half-way", f"exit {child.returncode}, the {state or 'neither'} graph answers, {said[-300:]!r}")
        else:
            told = "one sentence, " if child.returncode else ""
            found.add(f"{told}exit {child.returncode}, the {state} graph answers")
        again = clauseway("build", "--graph", target)
        if again.code or hidden(folder):
            found.fail("after it", f"exit {again.code}, left {hidden(folder)}, {again.err[-200:]}")
    return found


def clocks(trial: Trial) -> Counted:
    """Clocks that are wrong or jump while a command runs, and files from the future and from 1970."""
    found = Counted("clock jumps")
    words = ("coverage", "CHN", "--graph", trial.graph, "--as-of", DAY, "-f", "csv")
    right = clauseway(*words).out
    graph = trial.place / "graph.grafeo"
    shutil.copy(trial.graph, graph)
    for stamp in (0, 2**31 - 1, 2**33):
        os.utime(graph, (stamp, stamp))
        run = clauseway("coverage", "CHN", "--graph", graph, "--as-of", DAY, "-f", "csv")
        if run.code == 0 and run.out == right:
            found.add("a graph file dated 1970, 2038 or 2242 answers the same")
        else:
            found.fail("dates of files", f"dated {stamp}: exit {run.code}, {run.err[-200:]}")
    library = trial.place / "shifted_clock.so"
    compiler = shutil.which("cc")
    if compiler is None or subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, CLOCK, "-ldl"], capture_output=True, check=False
    ).returncode:  # fmt: skip
        found.add("no C compiler here: the clock itself was not shifted")
        return found
    for days in (-36_500 // 2, -400, 400, 20_000)[: trial.times(4, 1)]:
        shifted = {"LD_PRELOAD": str(library), "SHIFT_SECONDS": str(days * 86_400)}
        run = clauseway(*words, **shifted)
        if run.code == 0 and run.out == right:
            found.add("a day that is named gives the same answer whatever the clock says")
        else:
            found.fail("clock", f"{days} days: exit {run.code}, {run.err[-200:]}")
        run = clauseway("coverage", "CHN", "--graph", graph, "-f", "json", **shifted)
        if run.code == 0:
            found.add("without a day, the clock's own day is asked about, and told")
        else:
            found.fail("clock", f"{days} days, today: exit {run.code}, {run.err[-200:]}")
    for seconds in (86_400, -86_400)[: trial.times(2, 0)]:
        jumping = {"LD_PRELOAD": str(library), "SHIFT_SECONDS": str(seconds), "SHIFT_AFTER_CALLS": "40"}
        run = clauseway("build", "--graph", graph, **jumping)
        if run.code == 0 and whole_graph(graph, trial.schema) == whole_graph(trial.graph, trial.schema):
            found.add("a build over a jump of a day, either way, gives the same graph")
        else:
            found.fail("jump", f"{seconds} s: exit {run.code}, {run.err[-200:]}")
    return found


KINDS: dict[str, Callable[[Trial], Counted]] = {
    "full_disks": full_disks,
    "closed_folders": closed_folders,
    "closed_midway": closed_midway,
    "clocks": clocks,
}
