"""What is kept in the cache comes back as it was, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauseway.loaders import kept_files

CONTENT = [{"words": "Each Party shall …", "number": 7, "none": None}]


def test_what_was_kept_comes_back_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.json"
    kept_files.keep(path, CONTENT)
    assert kept_files.kept(path) == CONTENT
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


@pytest.mark.parametrize("bit", [0, 1, 2, 4])
def test_no_flipped_bit_is_read(tmp_path: Path, bit: int) -> None:
    path = tmp_path / "a.json"
    kept_files.keep(path, CONTENT)
    whole = path.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << bit
        path.write_bytes(damaged)
        assert kept_files.kept(path) is None


@pytest.mark.parametrize("left", [b"", b"[", b"\xff\xfe\n[]", b"[]"])
def test_what_is_no_kept_file_is_not_read(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "a.json").write_bytes(left)
    assert kept_files.kept(tmp_path / "a.json") is None
    assert kept_files.kept(tmp_path / "none.json") is None


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept_files.keep(tmp_path / "file" / "a.json", CONTENT)
    assert kept_files.kept(tmp_path / "file" / "a.json") is None
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
