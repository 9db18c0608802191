"""`clauseway code` as a process: what is kept when it is killed, what Ctrl-C leaves, and hostile files."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clauseway.loaders.coder.lexicon import coder_version

HEADER = "file,clause,wording"


def texts(folder: Path, count: int, times: int = 1) -> Path:
    """A folder of chapters in our own words, no two alike."""
    folder.mkdir()
    for number in range(1, count + 1):
        articles = "".join(
            f"Article {number}.{at}: Paperless Trading\n\n1. Each Party shall endeavour to take electronic forms.\n\n"
            for at in range(1, times + 1)
        )
        (folder / f"text-{number:03d}.txt").write_text(f"CHAPTER {number}\nELECTRONIC COMMERCE\n\n{articles}", "utf-8")
    return folder


def started(home: Path, *arguments: object) -> subprocess.Popen[bytes]:
    """The command with a cache of its own, as leader of a group of processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "clauseway", "code", *map(str, arguments)],
        env={**os.environ, "XDG_CACHE_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def wait_until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.005)
    return False


def nobody_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is named by XDG_CACHE_HOME on Linux only")


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path, jobs: int) -> None:
    folder, home = texts(tmp_path / "texts", 120, 12), tmp_path / "home"
    run = started(home, "--jobs", jobs, folder)
    assert wait_until(lambda: len(list(home.rglob("*.json"))) >= 5)
    run.kill()
    run.communicate()
    assert wait_until(lambda: nobody_left(run.pid)), "a process is left"
    kept = {path: path.stat().st_mtime_ns for path in home.rglob("*.json")}
    assert 5 <= len(kept) < 120
    out, err = started(home, "--jobs", jobs, folder).communicate(timeout=60)
    assert err == b""
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(list(home.rglob("*.json"))) == 120
    assert out == started(home, "--no-cache", folder).communicate(timeout=60)[0]
    assert out.count(b"paperless-trading") >= 120


@linux
def test_the_cache_is_found_by_the_bytes_and_the_version_of_the_coder(tmp_path: Path) -> None:
    folder, home = texts(tmp_path / "texts", 1), tmp_path / "home"
    started(home, folder).communicate(timeout=60)
    kept = home / "clauseway" / "codings" / coder_version()
    digest = hashlib.sha256((folder / "text-001.txt").read_bytes()).hexdigest()
    assert [path.name for path in kept.iterdir()] == [f"{digest}.txt.json"]


@linux
def test_ctrl_c_says_one_word_and_leaves_no_process(tmp_path: Path) -> None:
    folder, home = texts(tmp_path / "texts", 600, 12), tmp_path / "home"
    run = started(home, "--jobs", 2, folder, "-o", tmp_path / "out.csv")
    assert wait_until(lambda: list(home.rglob("*.json")))
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    _, err = run.communicate(timeout=20)
    assert run.returncode == 130
    assert b"Traceback" not in err
    assert wait_until(lambda: nobody_left(run.pid)), "a process is left"
    assert not (tmp_path / "out.csv").exists()
    assert not list(tmp_path.glob(".clauseway-*"))


@linux
def test_a_process_killed_from_outside_is_one_sentence(tmp_path: Path) -> None:
    folder, home = texts(tmp_path / "texts", 200, 12), tmp_path / "home"
    run = started(home, "--jobs", 2, folder)
    assert wait_until(lambda: list(home.rglob("*.json")))
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    _, err = run.communicate(timeout=20)
    assert run.returncode == 1
    assert err.startswith(b"Error: A process that codes was ended from outside") and err.count(b"\n") == 1


def rc4(key: bytes, data: bytes) -> bytes:
    """The cipher of the oldest encrypted PDF files."""
    state, at, made = list(range(256)), 0, bytearray()
    for index in range(256):
        at = (at + state[index] + key[index % len(key)]) % 256
        state[index], state[at] = state[at], state[index]
    index = at = 0
    for byte in data:
        index = (index + 1) % 256
        at = (at + state[index]) % 256
        state[index], state[at] = state[at], state[index]
        made.append(byte ^ state[(state[index] + state[at]) % 256])
    return bytes(made)


def encrypted_pdf() -> bytes:
    """A page that opens with a password alone (standard handler, revision 2, of ISO 32000-1, 7.6.3)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    name, permissions = b"0123456789abcdef", (2**32 - 4).to_bytes(4, "little")
    user, owner = ((word + padding)[:32] for word in (b"user", b"owner"))
    of_owner = rc4(hashlib.md5(owner).digest()[:5], user)
    of_user = rc4(hashlib.md5(user + of_owner + permissions + name).digest()[:5], padding)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (of_owner.hex().encode(), of_user.hex().encode()),
    )
    made, offsets = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, held in enumerate(objects, 1):
        offsets += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj%bendobj\n" % (number, held)
    trailer = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%b><%b>]>>" % ((name.hex().encode(),) * 2)
    return made + b"xref\n0 5\n" + offsets + trailer + b"startxref %d %%%%EOF" % len(made)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<treaty><body>&b;</body></treaty>"
)
HOSTILE = {
    "empty.txt": (b"", "the file is empty"),
    "binary.txt": (bytes(range(256)) * 50, "it looks like a binary file"),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "files ending in .png are not read"),
    "broken.pdf": (b"%PDF-1.7\n1 0 obj", "the PDF is broken"),
    "secret.pdf": (encrypted_pdf(), "the PDF is encrypted; save it without a password"),
    "broken.docx": (b"PK\x03\x04 nothing", "the Word file is broken"),
    "bomb.xml": (BOMB, "the XML declares entities"),
    "latin.xml": ('<?xml version="1.0" encoding="utf-8"?><treaty>é</treaty>'.encode("latin-1"), "no well-formed XML"),
    "line.txt": (b"each Party shall " * 3_000_000, "a line of it is longer than 10 million characters"),
}


def invoked(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the whole command."""
    from clauseway.cli.main import main

    monkeypatch.setattr(sys, "argv", ["clauseway", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_sentence(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, why = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    status, out, err = invoked(capfd, monkeypatch, "code", "--no-cache", tmp_path / name)
    assert status == 3
    assert err.startswith(f"Not coded: {name}: {why}") and err.count("\n") == 1
    assert out.startswith(HEADER) and out.count("\n") == 1


def test_what_is_named_wrongly_ends_in_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").mkdir()
    folder = texts(tmp_path / "texts", 1)
    for status, why, arguments in (
        (2, "Error: No text lies in ", [tmp_path / "none"]),
        (3, "Error: There is no file ", [tmp_path / "missing.xml"]),
        (2, "Error: Missing argument", ["run"]),
        (1, "Error: Cannot write ", [folder, "-o", tmp_path / "nowhere" / "x.csv"]),
        (1, "Error: Cannot write ", [folder, "-o", folder / "text-001.txt" / "x.csv"]),
        (2, "Error: Invalid value", [folder, "-o", folder]),
        (2, "Error: Invalid value for '--jobs'", [folder, "--jobs", "0"]),
        (2, "Error: 'nowhere' is no address", [folder, "--scheduler", "nowhere"]),
    ):
        found, out, err = invoked(capfd, monkeypatch, "code", *arguments, "--no-cache")
        assert (found, out) == (status, ""), arguments
        assert err.startswith(why) and err.count("\n") == 1, err


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    status, out, err = invoked(capfd, monkeypatch, "code", texts(tmp_path / "texts", 1))
    assert (status, err) == (0, "")
    assert "paperless-trading" in out
