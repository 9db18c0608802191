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

NOBODY = 65534
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
    """Folders that may not be written: a disk mounted for reading only, and another user's folder."""
    found = Counted("read-only folder")
    if os.geteuid() != 0:
        found.skipped = "needs to be root: to mount a disk for reading only and to become another user"
        return found
    folder = trial.place / "read-only"
    folder.mkdir()
    shutil.copy(trial.graph, folder / "graph.grafeo")
    folder.chmod(0o755)
    graph = folder / "graph.grafeo"
    unreadable = trial.place / "unreadable.grafeo"
    shutil.copy(trial.graph, unreadable)
    unreadable.chmod(0)
    before = whole_graph(graph, trial.schema)
    writing: list[tuple[object, ...]] = [
        ("matrix", "--group", "asean", "--graph", graph, "--as-of", DAY, "-o", folder / "x.xlsx"),
        ("export", "--economies", "CHN,JPN", "--graph", graph, "--as-of", DAY, "-o", folder / "batch"),
        ("build", "--graph", graph),
        ("draw", "ego", "CHN", "--graph", graph, "--as-of", DAY, "-o", folder / "x.svg"),
        ("rdf", "export", "-o", folder / "x.nq"),
    ]
    reading = ("coverage", "CHN", "--graph", graph, "--as-of", DAY, "-f", "csv")
    someone = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    home = trial.place / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    open_to_all = _open_to_all(trial.place, someone)
    ways: dict[str, list[str]] = {"mounted for reading only": []}
    if open_to_all:
        ways["as another user"] = someone
    for how, wrapper in ways.items():
        if not wrapper:
            subprocess.run(["mount", "--bind", "-o", "ro", folder, folder], check=True)
        try:
            for words in writing[: trial.times(len(writing), 2)]:
                run = clauseway(*words, wrapper=wrapper, HOME=str(home), XDG_CACHE_HOME=str(home))
                left = sorted(each.name for each in folder.iterdir())
                if run.code == 1 and run.sentence and left == ["graph.grafeo"]:
                    found.add(f"one sentence, exit 1, nothing left ({how})")
                else:
                    found.fail("read-only", f"{words[0]} ({how}): exit {run.code}, {run.err[-300:]!r}, {left}")
            run = clauseway(*reading, wrapper=wrapper, HOME=str(home))
            if run.code == 0 and run.out:
                found.add(f"a graph in it answers ({how})")
            else:
                found.fail("reading", f"{how}: exit {run.code}, {run.err[-300:]!r}")
        finally:
            if not wrapper:
                subprocess.run(["umount", folder], check=True)
    if open_to_all:
        run = clauseway("coverage", "CHN", "--graph", unreadable, wrapper=someone, HOME=str(home))
        if run.code in (1, 3) and run.sentence:
            found.add("a graph file that may not be read: one sentence")
        else:
            found.fail("unreadable graph", f"exit {run.code}, {run.err[-300:]!r}")
    if whole_graph(graph, trial.schema) != before:
        found.fail("changed", "the graph in the read-only folder changed")
    return found


def _open_to_all(place: Path, someone: list[str]) -> bool:
    """Let another user through to the trial's folder; whether that user can run Clauseway from here at all."""
    for folder in (place, place.parent):
        folder.chmod(0o755)
    return clauseway("--version", wrapper=someone, HOME="/").code == 0


def closed_midway(trial: Trial) -> Counted:
    """A disk that becomes read-only while a build writes to it, at a random moment of the writing."""
    found = Counted("permission lost half-way")
    if os.geteuid() != 0:
        found.skipped = "needs to be root, to mount a disk anew for reading only"
        return found
    folder = trial.place / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
    target = folder / "graph.grafeo"
    old = trial.older_graph(target)
    answers = {"old": whole_graph(old, trial.schema), "new": whole_graph(trial.graph, trial.schema)}
    try:
        for _ in range(trial.times(6, 1)):
            trial.older_graph(target)
            child = subprocess.Popen(command("build", "--graph", target), stderr=subprocess.PIPE, text=True)
            while child.poll() is None and not hidden(folder):
                time.sleep(0.001)
            time.sleep(trial.dice.uniform(0, 0.3))
            # a file system with a file open for writing cannot be mounted so: try until it can
            closed = False
            while child.poll() is None and not closed:
                again = subprocess.run(["mount", "-o", "remount,ro", folder], capture_output=True, check=False)
                closed = again.returncode == 0
            assert child.stderr is not None
            said = child.stderr.read()
            code = child.wait()
            subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            now = whole_graph(target, trial.schema)
            state = next((name for name, answer in answers.items() if answer == now), "")
            errors = [line for line in said.splitlines() if line.startswith("Error: ")]
            sound = state == "new" if code == 0 else state == "old" and code == 1 and len(errors) == 1
            if not sound or "Traceback" in said:
                found.fail("half-way", f"exit {code}, the {state or 'neither'} graph answers, {said[-300:]!r}")
            else:
                found.add(f"exit {code}, the {state} graph answers")
            again = clauseway("build", "--graph", target)
            if again.code or hidden(folder):
                found.fail("after it", f"exit {again.code}, left {hidden(folder)}, {again.err[-200:]}")
    finally:
        subprocess.run(["umount", folder], check=True)
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
