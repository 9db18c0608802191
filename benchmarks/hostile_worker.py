"""A process of its own that is given hostile inputs one by one, and what is said of how it took each.

The process runs the command line as the installed program does (`clauseway.cli.main.main`), many inputs one after the
other, because starting Python for each would take an hour. It is watched from outside: one that takes too long, needs
too much memory or dies is ended and started anew, and that input has failed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

SECONDS = 30.0
"""An input may take so long; the slowest honest question to the shipped graph takes a third of it."""

MEMORY_BYTES = 1_500_000_000
"""Resident memory that the process may reach: some 400 MB are there before the first input."""

SMALL_SOURCES = Path(__file__).resolve().parents[1] / "tests" / "loaders" / "sources_small"

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
CANARY = "canary-4f1c0a-of-a-file-nobody-named"
"""What stands in a file beside the folder of an input; an answer that holds it has read what it must not."""


@dataclass(frozen=True, slots=True)
class Input:
    """One hostile input.

    Attributes:
        kind: What it is an input of, for the counts.
        name: What is hostile about it, short.
        words: The words of the command line, or the name of a loader and its words.
        files: Files beside it by their path in its folder; a text is written as UTF-8.
        environment: Variables set for it.
        sources: Whether the small made-up sources are copied to `sources` in its folder before the files are written.
        may_fail: Exit codes it may end with; 1 only where the machine is at fault and not what was given.
    """

    kind: str
    name: str
    words: tuple[str, ...]
    files: Mapping[str, bytes | str] = field(default_factory=dict[str, bytes | str])
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    sources: bool = False
    may_fail: tuple[int, ...] = (2, 3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an input was taken: exit code (or `hang`, `memory`, `crash`), what was said, and the peak of memory in MB."""

    code: int | str
    out: bytes
    err: str
    seconds: float = 0.0
    megabytes: float = 0.0


def wrong(given: Input, outcome: Outcome) -> str:
    """What is wrong with how an input was taken; empty for nothing."""
    if isinstance(outcome.code, str):
        return f"{outcome.code} after {outcome.seconds:.0f} s at {outcome.megabytes:.0f} MB"
    said = outcome.err + outcome.out.decode(errors="replace")
    if "Traceback (most recent" in said or "--debug for the traceback" in outcome.err:
        return f"nobody foresaw it: {outcome.err[-300:]!r}"
    if CANARY in said:
        return "it read a file outside"
    if control := _CONTROL.search(outcome.err):
        return f"a control character {control[0]!r} in what is said: {outcome.err[-300:]!r}"
    if outcome.code == 0:
        return ""
    if outcome.code not in given.may_fail:
        return f"exit code {outcome.code}: {outcome.err[-300:]!r}"
    lines = [line for line in outcome.err.splitlines() if line.startswith(("Error: ", "Not coded: "))]
    if not lines or not outcome.err.rstrip().endswith(lines[-1]):
        return f"no sentence: {outcome.err[-300:]!r}"
    if sum(line.startswith("Error: ") for line in lines) > 1:
        return f"more than one sentence: {outcome.err[-300:]!r}"
    return ""


class Worker:
    """The watched process; `take` gives it an input."""

    def __init__(self, graph: Path, scratch: Path, seconds: float = SECONDS) -> None:
        self._graph, self._scratch, self._seconds = graph, scratch, seconds
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, self._graph, self._scratch), daemon=False)
        self._process.start()
        other.close()
        self._pipe.recv()  # it has imported everything

    def take(self, given: Input) -> Outcome:
        """Give an input and wait for what becomes of it."""
        begun = time.monotonic()
        peak = 0.0
        self._pipe.send(given)
        try:
            while not self._pipe.poll(0.02):
                peak = max(peak, _resident(self._process.pid))
                taken = time.monotonic() - begun
                if taken > self._seconds or peak * 1e6 > MEMORY_BYTES:
                    self._renew()
                    return Outcome("hang" if taken > self._seconds else "memory", b"", "", taken, peak)
            found = self._pipe.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            code = self._process.exitcode
            self._renew()
            return Outcome(f"crash ({code})", b"", "", time.monotonic() - begun, peak)
        assert isinstance(found, Outcome)
        if found.megabytes * 1e6 > MEMORY_BYTES:
            return Outcome("memory", found.out, found.err, found.seconds, found.megabytes)
        return found

    def _renew(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _resident(pid: int | None) -> float:
    """Resident memory of a process in MB; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


# ---- in the process ---------------------------------------------------------------------------------------


def _serve(pipe: Connection, graph: Path, scratch: Path) -> None:
    """Take inputs until the pipe closes; each in a new folder, with the environment of a stranger."""
    for name in [name for name in os.environ if name.startswith(("NEO4J_", "CLAUSEWAY_"))]:
        del os.environ[name]
    home = scratch / "home"
    os.environ |= {
        "CLAUSEWAY_GRAPH": str(graph), "XDG_DATA_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home), "COLUMNS": "120", "NEO4J_URI": "bolt://127.0.0.1:9", "NEO4J_PASSWORD": "x",
    }  # fmt: skip
    _import_all()
    (scratch / "canary.csv").write_text(f"a,b\n{CANARY},1\n", encoding="utf-8")
    (scratch / "canary.xml").write_text(
        f"<treaty><meta><name>{CANARY}</name><language>en</language></meta><body><chapter name='{CANARY}'>"
        f"<article number='1' name='Customs duties'>No Party shall impose customs duties on electronic "
        f"transmissions {CANARY}.</article></chapter></body></treaty>", encoding="utf-8",
    )  # fmt: skip
    pipe.send("ready")
    with contextlib.suppress(EOFError):
        while True:
            given = pipe.recv()
            pipe.send(_run(given, scratch))


def _import_all() -> None:
    """What commands import when they are asked, and sources read with the readings that lie beside them."""
    from clauseway.loaders import build as build_module
    from clauseway.loaders.build import Progress, read_sources
    from clauseway.loaders.dataset import Dataset
    from clauseway.loaders.problems import Problem
    from clauseway.loaders.sources import machine_coded

    def with_their_readings(
        chosen: Path, progress: Progress, *, readings: Path = SMALL_SOURCES, shipping: bool = False
    ) -> tuple[Dataset, list[Problem]]:
        return read_sources(chosen, progress, readings=chosen / "readings", shipping=shipping)

    build_module.read_sources = with_their_readings
    machine_coded._JOBS = 1  # processes of its own would take longer than the three small texts


def _run(given: Input, scratch: Path) -> Outcome:
    folder = Path(tempfile.mkdtemp(dir=scratch))
    before = dict(os.environ)
    outer = Path.cwd()
    try:
        if given.sources:
            shutil.copytree(SMALL_SOURCES, folder / "sources")
        for name, content in given.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode(errors="surrogateescape") if isinstance(content, str) else content)
        os.chdir(folder)
        os.environ |= given.environment
        return _said_by(given.words)
    finally:
        os.chdir(outer)
        os.environ.clear()
        os.environ |= before
        shutil.rmtree(folder, ignore_errors=True)


def _said_by(words: tuple[str, ...]) -> Outcome:
    """Run a command line with what it prints caught at the file descriptors, where libraries in C print too."""
    from clauseway.cli.main import main

    _forget_peak()
    begun = time.monotonic()
    kept = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        streams = sys.stdout, sys.stderr, sys.argv
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.argv = ["clauseway", *words]
        code: int = 1
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 0 if stopped.code is None else 1
        except BaseException as error:  # what the installed program would end in, with a traceback
            import traceback

            traceback.print_exception(error, file=sys.stderr)
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
            sys.stdout, sys.stderr, sys.argv = streams
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)
            os.close(kept[0])
            os.close(kept[1])
        out.seek(0)
        err.seek(0)
        return Outcome(code, out.read(1 << 20), err.read(1 << 20).decode(errors="replace"),
                       time.monotonic() - begun, _peak())  # fmt: skip


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Largest resident memory since `_forget_peak`, in MB; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return 0.0
