"""The command line, run in this process or in one of its own, on the shipped graph and on made-up sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clauseway.cli.main import main
from clauseway.graph.grafeo_engine import write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders import build as build_module
from clauseway.loaders.build import Progress, read_sources
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.problems import Problem
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import shipped_store

SMALL = Path(__file__).resolve().parent.parent / "loaders" / "sources_small"


@dataclass(frozen=True)
class Run:
    """What one run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The one line of stderr that says what failed."""
        lines = [line for line in self.err.splitlines() if line.startswith("Error: ")]
        assert len(lines) == 1, self.err
        assert self.err.rstrip().endswith(lines[0]), "nothing follows the sentence"
        assert "Traceback" not in self.err + self.out
        return lines[0].removeprefix("Error: ")


type Clauseway = Callable[..., Run]
"""Runs a command line given as words."""


@pytest.fixture(scope="session")
def shipped_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset as a graph file; the shapes are checked elsewhere."""
    path = tmp_path_factory.mktemp("shipped") / "shipped.grafeo"
    schema = load_schema()
    write_graph_file(path, project(shipped_store(), schema), schema)
    return path


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the user's: no graph, no server, no data folder."""
    own = ("NEO4J_", "CLAUSEWAY_GRAPH", "CLAUSEWAY_NEO4J_PROFILE", "_CLAUSEWAY")
    for name in [name for name in os.environ if name.startswith(own)]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def on_shipped(shipped_graph: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands answer from the shipped graph."""
    monkeypatch.setenv("CLAUSEWAY_GRAPH", str(shipped_graph))
    return shipped_graph


@pytest.fixture
def clauseway(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Clauseway:
    """Run a command line in this process, as the installed program does."""

    def run(*words: object) -> Run:
        capfdbinary.readouterr()
        monkeypatch.setattr(sys, "argv", ["clauseway", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        code = stopped.value.code
        return Run(code if isinstance(code, int) else 0 if code is None else 1, out.decode(), err.decode())

    return run


@pytest.fixture
def process(tmp_path: Path) -> Clauseway:
    """Run a command line in a process of its own, with pipes for its output."""

    def run(*words: object) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "clauseway", *map(str, words)],
            capture_output=True, cwd=tmp_path, stdin=subprocess.DEVNULL, timeout=120, check=False,
        )  # fmt: skip
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the made-up sources, which `--sources` reads with the readings that belong to them."""
    folder = shutil.copytree(SMALL, tmp_path / "sources")

    def with_their_readings(
        chosen: Path, progress: Progress, *, readings: Path = folder, shipping: bool = False
    ) -> tuple[Dataset, list[Problem]]:
        return read_sources(chosen, progress, readings=chosen / "readings", shipping=shipping)

    monkeypatch.setattr(build_module, "read_sources", with_their_readings)
    return folder
