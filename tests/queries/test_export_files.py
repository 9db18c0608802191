"""Exports on disk and in pipes: whole or not at all, and one sentence when it cannot be."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from clauseway.queries.exports import ExportError, PipeClosed, export, formats, rendered, text_formats, write_to_pipe
from clauseway.queries.exports.files import write_atomically
from clauseway.queries.results import Column, Provenance, ResultTable


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
@pytest.mark.parametrize("format", FILE_FORMATS)
def test_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, format: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / f"a.{format}"
    target.write_text("old")
    monkeypatch.setattr(f"clauseway.queries.exports.files.os.{step}", refuse)
    assert "no space is left" in refusal(target)
    assert target.read_text() == "old"
    assert leftovers(tmp_path) == [target.name]


def test_interruption_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(beside: Path) -> None:
        beside.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.csv", interrupted)
    assert leftovers(tmp_path) == []


def test_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "a.docx")
    assert "'.docx'" in sentence
    assert all(f".{format}" in sentence for format in FILE_FORMATS)
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
    for format in TEXT_FORMATS:
        export(table(), tmp_path / f"a.{format}")
        content = (tmp_path / f"a.{format}").read_bytes()
        assert "Việt Nam".encode() in content
        assert b"\r" not in content
        assert content.endswith(b"\n")


# --- pipes ------------------------------------------------------------------------------------------------


def test_workbook_to_a_pipe_and_unknown_formats() -> None:
    with pytest.raises(ExportError, match="name a file"):
        export(table(), None, "xlsx")
    with pytest.raises(ExportError, match="csv, tsv, json"):
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
