"""Exports on disk and in pipes: whole or not at all, and one sentence when it cannot be."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import Row
from clauseway.queries.exports import (
    ExportError,
    PipeClosed,
    all_formats,
    description_path,
    export,
    rendered,
    text_formats,
    write_to_pipe,
)
from clauseway.queries.exports.files import write_atomically
from clauseway.queries.results import Column, Provenance, ResultTable

OF_TABLES = [name for name, form in all_formats().items() if form.table]
"""Formats that write a table; the others draw matrices."""


def table() -> ResultTable:
    provenance = Provenance("1a2b3c4d", date(2026, 11, 21), "grafeo", "coverage")
    columns = [Column("name", "Name"), Column("articles", "Articles", "integer")]
    return ResultTable("Who owes what?", columns, [{"name": "Việt Nam", "articles": 3}], provenance)


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(path: Path, format: str | None = None) -> str:
    with pytest.raises(ExportError) as caught:
        export(table(), path, format)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_missing_folder(tmp_path: Path) -> None:
    assert "there is no folder" in refusal(tmp_path / "nowhere" / "a.csv")
    assert leftovers(tmp_path) == []


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "is not a folder" in refusal(tmp_path / "file" / "a.csv")


def test_target_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert "it is a folder" in refusal(tmp_path / "a.csv")
    assert leftovers(tmp_path) == ["a.csv"]


def test_target_that_is_a_device(tmp_path: Path) -> None:
    assert "not an ordinary file" in refusal(Path(os.devnull), "csv")
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("clauseway.queries.exports.files.os.open", refuse)
    assert "is read-only" in refusal(tmp_path / "a.csv")
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_for_real(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "is read-only" in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize("step", ["replace", "fsync"])
@pytest.mark.parametrize("format", OF_TABLES)
def test_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_hand: Callable[[str], None], step: str, format: str
) -> None:
    at_hand(format)
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / f"a.{format}"
    target.write_text("old")
    monkeypatch.setattr(f"clauseway.queries.exports.files.os.{step}", refuse)
    beside = description_path(target)
    beside.write_text("old too")
    assert "no space is left" in refusal(target)
    assert (target.read_text(), beside.read_text()) == ("old", "old too")
    assert leftovers(tmp_path) == sorted([target.name, beside.name])


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB, with an old file on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def long_table() -> ResultTable:
    rows: list[Row] = [{"name": f"{n:x} {n * n:x} {n**3:x}", "articles": n} for n in range(20_000)]
    return ResultTable("Who owes what?", table().columns, rows, table().provenance)


@pytest.mark.parametrize("format", ["csv", "json", "html", "xlsx", "parquet"])
def test_a_disk_that_is_full_for_real(tiny_disk: Path, at_hand: Callable[[str], None], format: str) -> None:
    at_hand(format)
    target = tiny_disk / f"a.{format}"
    target.write_text("old")
    with pytest.raises(ExportError, match="no space is left on the disk; nothing was written"):
        export(long_table(), target)
    assert target.read_text() == "old"
    assert leftovers(tiny_disk) == [target.name]


def test_a_disk_with_room_for_the_rows_but_not_for_their_description(tiny_disk: Path) -> None:
    (tiny_disk / "filler").write_bytes(b"x" * 56 * 1024)  # leaves two pages, and the folder needs none
    columns = [Column(f"c{n}", f"Column {n}", comment="Meaning. " * 30) for n in range(40)]
    wide = ResultTable("t", columns, [], table().provenance)
    with pytest.raises(ExportError, match="no space is left"):
        export(wide, tiny_disk / "a.csv")
    assert leftovers(tiny_disk) == ["filler"]


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from clauseway.queries.exports import ExportError, export\n"
        "from clauseway.queries.results import Column, Provenance, ResultTable\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "rows = [{'a': str(n)} for n in range(1000)]\n"
        "table = ResultTable('t', [Column('a', 'A')], rows, Provenance('v', None, 'grafeo', 'q'))\n"
        "try:\n    export(table, Path(sys.argv[1]))\nexcept ExportError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.csv")], capture_output=True, text=True, check=True
    )
    assert "no file that large; nothing was written." in done.stdout
    assert leftovers(tmp_path) == []


def test_the_file_beside_is_refused_with_the_file(tmp_path: Path) -> None:
    """A folder in the place of the description: the rows are not written without it."""
    description_path(tmp_path / "a.csv").mkdir()
    assert "a.csv-metadata.json': it is a folder" in refusal(tmp_path / "a.csv")
    assert leftovers(tmp_path) == ["a.csv-metadata.json"]


@pytest.mark.parametrize("name", ["../out.csv", "sub/../../out.csv", "./sub/../../out.csv"])
def test_a_path_that_climbs_is_taken_as_the_user_wrote_it_and_both_files_stay_together(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "work" / "sub").mkdir(parents=True)
    export(table(), tmp_path / "work" / name)
    assert leftovers(tmp_path) == ["out.csv", "out.csv-metadata.json", "work"]
    assert leftovers(tmp_path / "work" / "sub") == []
    described = json.loads((tmp_path / "out.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["url"] == "out.csv"


@pytest.mark.parametrize("name", ["...", "con.csv ", "a/b/../../..", "x" * 300 + ".csv"])
def test_names_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError):
        export(table(), tmp_path / name)
    assert leftovers(tmp_path) == []


def test_interruption_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(beside: Path) -> None:
        beside.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.csv", interrupted)
    assert leftovers(tmp_path) == []


def test_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "a.doc")
    assert "'.doc'" in sentence
    assert all(f".{format}" in sentence for format in all_formats())
    assert "no suffix" in refusal(tmp_path / "matrix")
    assert leftovers(tmp_path) == []


def test_suffix_decides_and_a_format_serves_other_names(tmp_path: Path) -> None:
    export(table(), tmp_path / "a.JSON", "csv")
    assert json.loads((tmp_path / "a.JSON").read_text(encoding="utf-8"))
    export(table(), tmp_path / "rows.txt", "csv")
    assert (tmp_path / "rows.txt").read_text(encoding="utf-8").startswith("name,articles")


def test_permissions(tmp_path: Path) -> None:
    fresh, kept = tmp_path / "fresh.csv", tmp_path / "kept.csv"
    kept.write_text("old")
    kept.chmod(0o640)
    plain = tmp_path / "plain"
    plain.write_text("")
    export(table(), fresh)
    export(table(), kept)
    assert fresh.stat().st_mode == plain.stat().st_mode  # follows the umask
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    export(table(), link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("name,articles")


def test_text_is_utf8_with_line_feeds(tmp_path: Path) -> None:
    for format in set(text_formats()) & set(OF_TABLES):
        export(table(), tmp_path / f"a.{format}")
        content = (tmp_path / f"a.{format}").read_bytes()
        assert "Việt Nam".encode() in content
        assert b"\r" not in content
        assert content.endswith(b"\n")


# --- pipes ------------------------------------------------------------------------------------------------


def test_workbook_to_a_pipe_and_unknown_formats() -> None:
    with pytest.raises(ExportError, match="name a file"):
        export(table(), None, "xlsx")
    with pytest.raises(ExportError, match="csv, docx, html, json"):
        rendered(table(), "yaml")


def test_a_pipe_gets_tsv_by_default(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    export(table(), None)
    assert capsysbinary.readouterr().out.decode() == rendered(table(), "tsv")


def test_a_closed_pipe_is_no_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w", encoding="ascii") as stream, pytest.raises(PipeClosed):
        write_to_pipe("Việt Nam\n" * 100_000, stream)
    # leaving the block flushed the stream once more, into nothing


def test_a_reader_that_stops_early_sees_no_traceback() -> None:
    script = (
        "from clauseway.queries.exports import PipeClosed, write_to_pipe\n"
        "try:\n    write_to_pipe('row\\n' * 1_000_000)\nexcept PipeClosed:\n    pass\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"row\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_a_redirection() -> None:
    stream = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115  closing it again must not fail either
    with pytest.raises(ExportError, match="Cannot write to the output"):
        write_to_pipe("x\n" * 100_000, stream)
    stream.close()


def test_a_stream_without_bytes_gets_text() -> None:
    stream = io.StringIO()
    write_to_pipe("Việt Nam\n", stream)
    assert stream.getvalue() == "Việt Nam\n"
