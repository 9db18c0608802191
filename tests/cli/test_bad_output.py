"""Output that cannot be written is one sentence, and nothing half-written stays; a reader may leave early."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

OTHER = 1


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder with a digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder nobody may write to; for root, who may, the system call is made to refuse."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        real_open, real_mkdir = os.open, os.mkdir

        def refuse(path: Any, flags_allow: bool) -> None:
            if not flags_allow and str(path).startswith(str(folder)):
                raise PermissionError(13, "Permission denied", str(path))

        def guarded_open(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            refuse(path, not flags & os.O_CREAT)
            return real_open(path, flags, *rest, **named)

        def guarded_mkdir(path: Any, *rest: Any, **named: Any) -> None:
            refuse(path, False)
            real_mkdir(path, *rest, **named)

        monkeypatch.setattr(os, "open", guarded_open)
        monkeypatch.setattr(os, "mkdir", guarded_mkdir)
    return folder


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_read_only_folder_is_named_in_one_sentence(
    clauseway: Clauseway, on_shipped: Path, read_only_folder: Path, name: str
) -> None:
    done = clauseway("economies", "-o", read_only_folder / name)
    assert done.code == OTHER
    assert "read-only" in done.message
    assert done.err.count("\n") == 1
    assert contents(read_only_folder) == {}


def test_a_graph_for_a_read_only_folder_is_refused_in_one_sentence(
    clauseway: Clauseway, sources: Path, read_only_folder: Path
) -> None:
    done = clauseway("build", "--sources", sources, "--graph", read_only_folder / "new.grafeo")
    assert done.code == OTHER
    assert str(read_only_folder) in done.message
    assert contents(read_only_folder) == {}


@pytest.mark.parametrize("command", [("coverage", "CHN"), ("matrix", "--economies", "CHN,SGP")])
def test_an_output_that_cannot_be_written_is_one_sentence(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    before = contents(tmp_path)
    for output, says in (
        (tmp_path / "folder.csv", "it is a folder"),
        (tmp_path / "nowhere" / "out.csv", "there is no folder"),
        (tmp_path / "file" / "out.csv", "is not a folder"),
        (tmp_path / "out.doc", "format"),
        (tmp_path / "out", "format"),
    ):
        done = clauseway(*command, "-o", output)
        assert done.code == OTHER
        assert says in done.message
        assert done.err.count("\n") == 1
    assert contents(tmp_path) == before


def test_a_graph_in_place_of_a_folder_is_refused(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    done = clauseway("build", "--sources", sources, "--graph", tmp_path)
    assert done.code == OTHER
    assert "is a folder" in done.message


def test_a_dataset_folder_that_is_a_file_is_refused(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    done = clauseway("dataset", "--sources", sources, "-o", tmp_path / "taken")
    assert done.code == OTHER
    assert "taken" in done.message
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "CHN"),
        ("coverage", "CHN", "--format", "table"),
        ("matrix", "--group", "asean", "--format", "html"),
        ("query", "show", "counts"),
        ("rdf", "export"),
        ("doctor",),
        ("--help",),
        ("coverage", "--help"),
    ],
    ids=" ".join,
)
def test_a_reader_who_leaves_early_is_no_failure(on_shipped: Path, words: tuple[str, ...]) -> None:
    """As in `clauseway ... | head -1`, at its worst: the reader is gone before the first byte."""
    running = subprocess.Popen(
        [sys.executable, "-m", "clauseway", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    said = running.stderr.read().decode()
    running.stderr.close()
    assert (running.wait(60), said) == (0, "")


def test_head_takes_its_line_and_nobody_complains(on_shipped: Path) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"'{sys.executable}' -m clauseway agreements --format csv | head -1"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == b""
    assert next(csv.reader(io.StringIO(done.stdout.decode())))[0] == "agreement"
