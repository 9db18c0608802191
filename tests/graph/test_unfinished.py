"""What a killed process leaves is cleared by the next one, and what a living one works on is let be."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clauseway.graph.engine import GraphData
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import Schema
from clauseway.graph.unfinished import clear_abandoned, under_work

pytest.importorskip("fcntl", reason="this system has no locks that end with their process")

WORKING = """
import sys, time
from pathlib import Path
from clauseway.graph.new_folder import workshop_beside
with workshop_beside(Path(sys.argv[1])) as workshop:
    (workshop / "half").write_text("half a graph")
    print(workshop, flush=True)
    time.sleep(60)
"""


def somebody_at_work(target: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that prepares a file, and the folder it does so in."""
    child = subprocess.Popen([sys.executable, "-c", WORKING, str(target)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    return child, Path(child.stdout.readline().strip())


def test_a_build_lets_others_work_and_clears_what_a_killed_one_left(
    tmp_path: Path, shared_small_graph: GraphData, schema: Schema
) -> None:
    target = tmp_path / "graph.grafeo"
    child, workshop = somebody_at_work(target)
    try:
        write_graph_file(target, shared_small_graph, schema)
        assert (workshop / "half").is_file()
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    assert workshop.is_dir()
    write_graph_file(target, shared_small_graph, schema)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.grafeo"]
    with GrafeoEngine.open(target) as engine:
        assert engine.run("MATCH (e:Economy) RETURN count(e) AS n", {})[0]["n"]


def test_only_names_of_that_kind_are_cleared(tmp_path: Path) -> None:
    for name in (".mine.0.tmp", ".mine.1.tmp", "mine.0.tmp", ".mine.x.tmp"):
        (tmp_path / name).touch()
    clear_abandoned(tmp_path, re.compile(r"\.mine\.\d\.tmp"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mine.x.tmp", "mine.0.tmp"]
    clear_abandoned(tmp_path / "nowhere", re.compile("x"))


def test_what_was_cleared_before_it_was_held_is_made_anew(tmp_path: Path) -> None:
    """The moment between the making of a file and the taking of its lock."""
    made: list[Path] = []

    def make() -> Path:
        path = tmp_path / str(len(made))
        made.append(path)
        path.touch()
        if len(made) == 1:
            clear_abandoned(tmp_path, re.compile(r"\d"))
        return path

    with under_work(make) as path:
        assert path.is_file()
        clear_abandoned(tmp_path, re.compile(r"\d"))
        assert path.is_file()
