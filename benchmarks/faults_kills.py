"""Kill -9 at random moments of a build, of a batch of exports and of a workbook, and see what is left.

After each kill: what a reader gets is the old result or the new one, whole; a new run completes, gives what a run
that nobody disturbed gives, and clears what the killed one left.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from faults_counting import DAY, Counted, Trial, clauseway, command, hidden, killed_after, session_is_empty, whole_graph


def builds(trial: Trial) -> Counted:
    """Half of the kills at any moment, half while the file is being written beside the old one."""
    found = Counted("`build` killed")
    old = trial.older_graph(trial.place / "old" / "old.grafeo")
    target = trial.place / "new" / "graph.grafeo"
    target.parent.mkdir()
    shutil.copy(old, target)
    answers = {"old graph": whole_graph(old, trial.schema), "new graph": whole_graph(trial.graph, trial.schema)}
    words = command("build", "--graph", target)
    longest, writing = 4.0, 0.5
    if not trial.quick:
        begun = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        longest = time.perf_counter() - begun
    turn = late = 0
    while turn < trial.times(50, 1) and late < 50:
        shutil.copy(old, target)
        in_writing = turn % 2 == 0
        wait = trial.dice.uniform(0, writing if in_writing else longest)
        alive = killed_after(words, _begun(target.parent) if in_writing else _at_once, wait)
        if not alive:
            late += 1
            writing *= 0.9
            longest *= 0.97
            continue
        turn += 1
        now = whole_graph(target, trial.schema)
        state = next((name for name, answer in answers.items() if answer == now), "")
        left = hidden(target.parent)
        again = clauseway("build", "--graph", target)
        if not state or again.code or whole_graph(target, trial.schema) != answers["new graph"]:
            found.fail("answers", f"killed after {wait:.2f} s: {state or 'neither graph'}, then {again.err[-300:]}")
        elif hidden(target.parent):
            found.fail("leftovers", f"killed after {wait:.2f} s: {hidden(target.parent)} stayed after the next build")
        else:
            found.add(f"the {state} answers, {'a hidden folder left and cleared' if left else 'nothing left'}, "
                      "rebuilt equal")  # fmt: skip
    return found


def batches(trial: Trial) -> Counted:
    """Over some economies, by one process and by two; the folder holds an earlier question's files half of the time."""
    found = Counted("`export` of many economies killed")
    known = [str(each["iso3"]) for each in trial.shipped.nodes["Economy"] if each.get("kind") != "union"]
    some = ",".join(sorted(trial.dice.sample(known, trial.times(24, 6))))
    words = ("export", "--economies", some, "--kind", "coverage", "--format", "csv", "--graph", trial.graph)
    reference = trial.place / "reference"
    begun = time.perf_counter()
    _must(clauseway(*words, "--as-of", DAY, "-o", reference).code == 0, "the undisturbed export fails")
    longest = time.perf_counter() - begun
    whole = _bytes(reference)
    earlier = trial.place / "earlier"
    _must(clauseway(*words, "--as-of", "2020-01-01", "-o", earlier).code == 0, "the earlier export fails")
    turn = late = 0
    while turn < trial.times(20, 1) and late < 40:
        folder = trial.place / f"batch-{turn}"
        shutil.rmtree(folder, ignore_errors=True)
        if turn % 2:
            shutil.copytree(earlier, folder)
        jobs = 1 + turn // 2 % 2
        run = command(*words, "--as-of", DAY, "-o", folder, "--jobs", jobs)
        wait = trial.dice.uniform(0, longest * 1.2)
        child, alive = _killed(run, wait)
        if not alive:
            late += 1
            continue
        turn += 1
        ended = session_is_empty(child)
        now = _bytes(folder) if folder.is_dir() else {}
        stamped = ".clauseway-batch.json" in now and now[".clauseway-batch.json"] == whole[".clauseway-batch.json"]
        mixed = [name for name in now if name in whole and now[name] != whole[name]] if stamped else []
        again = clauseway(*words, "--as-of", DAY, "-o", folder)
        after = _bytes(folder)
        if mixed or again.code or after != whole or not ended:
            found.fail("files", f"{jobs} jobs, {wait:.2f} s: mixed {mixed[:3]}, ended {ended}, "
                       f"again {again.err[-200:]}, differ {sorted(n for n in whole if after.get(n) != whole[n])[:3]}, "
                       f"more {sorted(set(after) - set(whole))[:3]}")  # fmt: skip
        else:
            found.add("files there are whole or of the question before, the next run completes to equal bytes")
        shutil.rmtree(folder)
    return found


def workbooks(trial: Trial) -> Counted:
    """One workbook over an older one."""
    found = Counted("`matrix -o x.xlsx` killed")
    folder = trial.place / "sheets"
    folder.mkdir()
    target = folder / "matrix.xlsx"
    words = ("matrix", "--group", "asean", "--graph", trial.graph, "-o", target)
    _must(clauseway(*words, "--as-of", "2020-01-01").code == 0, "the older workbook fails")
    old = target.read_bytes()
    begun = time.perf_counter()
    _must(clauseway(*words, "--as-of", DAY).code == 0, "the workbook fails")
    longest = time.perf_counter() - begun
    new = target.read_bytes()
    turn = late = 0
    while turn < trial.times(20, 2) and late < 40:
        target.write_bytes(old)
        in_writing = turn % 2 == 0
        wait = trial.dice.uniform(0, 0.02 if in_writing else longest)
        alive = killed_after(
            command(*words, "--as-of", DAY), _begun(folder) if in_writing else _at_once, wait
        )
        if not alive:
            late += 1
            longest *= 0.97
            continue
        turn += 1
        now, left = target.read_bytes(), hidden(folder)
        again = clauseway(*words, "--as-of", DAY)
        if now not in (old, new) or again.code or target.read_bytes() != new or hidden(folder):
            found.fail("file", f"killed after {wait:.3f} s: {again.err[-200:]} {hidden(folder)}")
        else:
            rest = "a hidden file left and cleared" if left else "nothing left"
            found.add(f"the {'old' if now == old else 'new'} workbook is there, {rest}, written again to equal bytes")
    return found


def _at_once() -> bool:
    return True


def _begun(folder: Path) -> Callable[[], bool]:
    return lambda: bool(hidden(folder))


def _killed(words: list[str], seconds: float) -> tuple[int, bool]:
    child = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        child.wait(seconds)
        return child.pid, False
    except subprocess.TimeoutExpired:
        child.kill()  # it alone: its children must see that it is gone
        child.wait()
        return child.pid, True


def _bytes(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith(".tmp")}


def _must(holds: bool, sentence: str) -> None:
    if not holds:
        raise RuntimeError(sentence)


KINDS = {"builds": builds, "batches": batches, "workbooks": workbooks}
