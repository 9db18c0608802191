"""`clauseway sources` on the command line: the catalogue of files, a folder held against it, and what is fetched."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

import pytest

from clauseway.loaders import source_files as module
from clauseway.loaders.source_files import SourceFile, source_files

USAGE, DATA = 2, 3


class Run(Protocol):
    """What one run of the command line gave."""

    code: int
    out: str
    err: str
    message: str


type Clauseway = Callable[..., Run]

CONTENT = {"groups/block_memberships.csv": b"a,b\n1,2\n", "trade/dist_cepii.csv": b"x" * 5000}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> list[SourceFile]:
    """A catalogue of two small files, one of them without an address of its own."""
    files = [
        SourceFile(
            file=name, publisher="A publisher", address="https://example.org/x" if number else "", licence="CC BY 4.0",
            sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), derived="no" if number else "yes",
            feeds="tests", ships="yes",
        )
        for number, (name, content) in enumerate(CONTENT.items())
    ]  # fmt: skip
    monkeypatch.setattr(module, "source_files", lambda: tuple(files))
    return files


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A mirror of the two files on this machine."""
    folder = tmp_path / "mirror"
    for name, content in CONTENT.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(content)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_files_are_listed_with_licence_and_checksum(clauseway: Clauseway) -> None:
    rows = json.loads(clauseway("sources", "list", "--files", "-f", "json").out)
    assert [row["file"] for row in rows] == [file.file for file in source_files()]
    blocks = next(row for row in rows if row["file"] == "groups/block_memberships.csv")
    assert "groups" in blocks["read_by"].split("; ")
    assert blocks["licence"] == "MIT" and len(blocks["sha256"]) == 64


def test_a_source_shows_its_files(clauseway: Clauseway) -> None:
    told = clauseway("sources", "show", "groups", "-f", "csv").err
    assert "groups/bri_members.csv: 5,443 bytes, SHA-256 58df5164" in told


def test_fetched_from_a_mirror_and_found_right(
    clauseway: Clauseway, catalogue: list[SourceFile], mirror: str, tmp_path: Path
) -> None:
    done = clauseway("sources", "fetch", "--to", tmp_path / "data", "--from", mirror)
    told = done.err
    assert done.code == 0
    assert "trade/dist_cepii.csv  5,000 bytes  A publisher  CC BY 4.0  http://127.0.0.1" in told
    assert told.index("2 files, 5,008 bytes.") < told.index("trade/dist_cepii.csv: fetched")
    for name, content in CONTENT.items():
        assert (tmp_path / "data" / name).read_bytes() == content
    again = clauseway("sources", "fetch", "--to", tmp_path / "data", "--from", mirror)
    assert again.err.count(": already there") == 2
    checked = clauseway("sources", "verify", tmp_path / "data", "-f", "json")
    assert checked.code == 0
    assert {row["state"] for row in json.loads(checked.out)} == {"ok"}


def test_a_dry_run_fetches_nothing(
    clauseway: Clauseway, catalogue: list[SourceFile], mirror: str, tmp_path: Path
) -> None:
    done = clauseway("sources", "fetch", "trade", "--to", tmp_path / "data", "--from", mirror, "--dry-run")
    assert done.code == 0 and "1 files, 5,000 bytes." in done.err
    assert not (tmp_path / "data").exists()


def test_one_file_that_fails_does_not_keep_the_others_back(
    clauseway: Clauseway, catalogue: list[SourceFile], mirror: str, tmp_path: Path
) -> None:
    (tmp_path / "mirror/groups/block_memberships.csv").unlink()
    done = clauseway("sources", "fetch", "--to", tmp_path / "data", "--from", mirror)
    assert done.code == DATA
    assert done.message.startswith("There is no groups/block_memberships.csv at http://127.0.0.1")
    assert (tmp_path / "data/trade/dist_cepii.csv").is_file()


def test_a_converted_file_is_refused_before_anything_is_fetched(
    clauseway: Clauseway, catalogue: list[SourceFile], tmp_path: Path
) -> None:
    done = clauseway("sources", "fetch", "groups", "trade", "--to", tmp_path / "data")
    assert done.code == DATA
    assert "name a mirror with --from" in done.message
    assert not (tmp_path / "data").exists()


def test_without_a_name_what_has_no_address_is_left_out(
    clauseway: Clauseway, catalogue: list[SourceFile], tmp_path: Path
) -> None:
    told = clauseway("sources", "fetch", "--to", tmp_path / "data", "--dry-run").err
    assert "1 files have no address" in told and "groups/" not in told


def test_a_wrong_folder_is_exit_code_3_with_what_is_wrong_first(
    clauseway: Clauseway, catalogue: list[SourceFile], tmp_path: Path
) -> None:
    (tmp_path / "trade").mkdir()
    (tmp_path / "trade/dist_cepii.csv").write_bytes(b"y" * 5000)
    done = clauseway("sources", "verify", tmp_path, "-f", "json")
    assert done.code == DATA
    assert "1 files differ from the catalogue, 1 are missing" in done.message
    assert [row["state"] for row in json.loads(done.out)] == ["differs", "missing"]
    only = clauseway("sources", "verify", tmp_path, "--only", "groups", "-f", "json")
    assert [row["file"] for row in json.loads(only.out)] == ["groups/block_memberships.csv"]


def test_a_strange_name_is_a_usage_error_with_the_nearest(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("sources", "fetch", "indicator", "--to", tmp_path)
    assert done.code == USAGE
    assert "'indicator'. Did you mean 'indicators'?" in done.message
