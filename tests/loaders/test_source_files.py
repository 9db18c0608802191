"""The catalogue of source files covers what the sources read, and tells a right folder from a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauseway.loaders import source_files as module
from clauseway.loaders.source_files import check_files, chosen_files, source_files, unknown_files
from clauseway.loaders.sources import SOURCES


def unheard(file: str, done: int, whole: int) -> None:
    """Progress nobody looks at."""


RECORDS = [source.SOURCE for source in SOURCES]


def test_each_file_is_catalogued_once_in_order() -> None:
    names = [file.file for file in source_files()]
    assert names == sorted(set(names))


def test_every_file_a_source_reads_is_catalogued_and_may_ship() -> None:
    known = {file.file: file for file in source_files()}
    for record in (record for record in RECORDS if record.ships):
        for name in record.files:
            if not name.startswith("readings/"):
                assert known[name].ships == "yes", f"{name} feeds the shipped dataset"


def test_what_can_be_fetched_has_one_encrypted_address_pinned_to_a_commit() -> None:
    fetched = [file for file in source_files() if file.can_be_fetched]
    assert fetched
    for file in fetched:
        parts = file.address.split("/")
        assert file.address.startswith("https://") and ";" not in file.address
        assert any(len(part) == 40 and set(part) <= set("0123456789abcdef") for part in parts), file.address


def test_the_catalogue_agrees_with_the_source_data(shared_data: Path) -> None:
    wrong = [check for check in check_files(shared_data, source_files(), unheard) if check.state != "ok"]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("groups", "groups/block_memberships.csv"),
        ("trade", "trade/dist_cepii.csv"),
        ("texts/chapters", "texts/chapters/us-peru-tpa.es.md"),
        ("facts/coverage.csv", "facts/coverage.csv"),
        ("recalled", "facts/recalled_dates.csv"),
    ],
)
def test_files_are_named_by_source_folder_or_path(name: str, some: str) -> None:
    assert some in [file.file for file in chosen_files([name], RECORDS)]


def test_no_name_is_every_file_and_a_strange_one_none() -> None:
    assert chosen_files([], RECORDS) == list(source_files())
    with pytest.raises(KeyError, match="nowhere"):
        chosen_files(["groups", "nowhere"], RECORDS)


def test_a_folder_is_held_against_the_catalogue(tmp_path: Path) -> None:
    first, second, third, fourth = source_files()[:4]
    for file in (first, second, third):
        (tmp_path / file.file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / first.file).write_bytes(b"x" * first.bytes)
    (tmp_path / second.file).write_bytes(b"x")
    (tmp_path / third.file).mkdir()
    (tmp_path / "tota").mkdir()
    for name in ("tota/a.xml", "tota/b.xml", "stray.csv", ".hidden", ".SOURCES.md.part"):
        (tmp_path / name).write_bytes(b"12")
    checks = check_files(tmp_path, [first, second, third, fourth], unheard)
    assert [check.state for check in checks] == ["differs", "differs", "missing", "missing"]
    assert checks[0].note.startswith("checksum ") and checks[1].note == f"{1 - second.bytes:+,} bytes"
    assert checks[2].note == "this is not a file"
    assert [(c.file, c.state, c.bytes, c.note) for c in unknown_files(tmp_path)] == [
        ("stray.csv", "unknown", 2, ""),
        ("tota/", "unknown", 4, "2 files"),
    ]


def test_a_large_file_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"\0" * (3 * module._BLOCK + 5))  # pyright: ignore[reportPrivateUsage]
    seen: list[int] = []
    module.checksum(path, seen.append)
    assert len(seen) == 4 and seen[-1] == path.stat().st_size
