"""The coder on a Dask cluster of two worker processes of this machine."""

# pyright: reportUnknownMemberType=false
# The client of the cluster is only partly typed.

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest
from click.testing import CliRunner

from clauseway.cli.commands.code import code
from clauseway.loaders.coder import cluster
from clauseway.loaders.coder.cluster import code_files_on, refusal, worker_facts
from clauseway.loaders.coder.lexicon import coder_version
from clauseway.loaders.coder.running import FileResult, PoolFailed, code_files

if TYPE_CHECKING:
    from distributed import LocalCluster


@pytest.fixture(scope="module")
def local_cluster(require_or_skip: Callable[[str, str], NoReturn]) -> Iterator[LocalCluster]:
    """A scheduler and two workers, each a process of its own, reachable from this machine alone."""
    for package in ("dask", "distributed"):
        if find_spec(package) is None:
            require_or_skip("dask", f"{package} is not installed; install clauseway[distributed]")
    import dask.config

    with dask.config.set({"distributed.comm.retry.count": 0}), cluster_of(2) as held:
        yield held


@contextmanager
def cluster_of(workers: int, processes: bool = True) -> Generator[LocalCluster]:
    """A cluster on ports of its own, closed at the end."""
    from distributed import LocalCluster

    made = LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=processes, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", protocol="tcp", silence_logs=50,
    )  # fmt: skip
    try:
        yield made
    finally:
        cast("Any", made).close()


def texts(folder: Path, count: int) -> list[Path]:
    """Chapters in our own words, no two alike."""
    made: list[Path] = []
    for number in range(count):
        path = folder / f"text-{number:03d}.txt"
        path.write_text(
            f"CHAPTER {number + 1}\nELECTRONIC COMMERCE\n\nArticle {number + 1}.1: Customs Duties\n\n"
            "1. No Party shall levy customs duties on downloads.\n\n"
            f"Article {number + 1}.2: Paperless Trading\n\n1. Each Party shall endeavour to take electronic forms.\n",
            "utf-8",
        )
        made.append(path)
    return made


def on_workers(held: LocalCluster, act: Callable[..., object], *arguments: object) -> dict[str, object]:
    """Run a function on each worker, by address."""
    from distributed import Client

    with Client(held.scheduler_address, set_as_default=False) as client:
        return cast("dict[str, object]", client.run(act, *arguments))


def test_a_cluster_gives_the_bytes_that_one_process_gives(local_cluster: LocalCluster, tmp_path: Path) -> None:
    paths = [str(path) for path in texts(tmp_path, 12)]
    here = CliRunner().invoke(code, ["--no-cache", *reversed(paths)])
    there = CliRunner().invoke(code, ["--no-cache", "--scheduler", local_cluster.scheduler_address, *reversed(paths)])
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout
    assert here.stdout.count("paperless-trading") >= 12


def test_a_text_that_cannot_be_read_is_named_in_its_place(local_cluster: LocalCluster, tmp_path: Path) -> None:
    paths = texts(tmp_path, 3)
    paths[1].write_bytes(b"%PDF-1.7 and nothing after it")
    paths.append(tmp_path / "empty.txt")
    paths[3].write_bytes(b"")
    results = list(code_files_on(local_cluster.scheduler_address, paths))
    assert [result.file for result in results] == [path.name for path in paths]
    assert [bool(result.codings) for result in results] == [True, False, True, False]
    assert "the PDF is broken" in results[1].problem and "empty" in results[3].problem


def test_kept_texts_are_not_sent_again(local_cluster: LocalCluster, tmp_path: Path) -> None:
    paths = texts(tmp_path, 4)
    first = list(code_files_on(local_cluster.scheduler_address, paths[:2], tmp_path / "kept"))
    told: list[int] = []

    def progress(count: int, of: int, result: FileResult) -> None:
        told.append(count)

    again = list(code_files_on(local_cluster.scheduler_address, paths, tmp_path / "kept", progress))
    assert [result.cached for result in again] == [True, True, False, False]
    assert [result.codings for result in again[:2]] == [result.codings for result in first]
    assert told == [1, 2, 3, 4]
    assert [result.cached for result in code_files(paths, cache=tmp_path / "kept")] == [True] * 4


def test_a_worker_with_another_coder_is_refused(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "coder_version", lambda: "0-anotherone")
    with pytest.raises(PoolFailed, match=rf"^Worker tcp://127\S+ has the coder {coder_version()} and this machine 0-"):
        list(code_files_on(local_cluster.scheduler_address, texts(tmp_path, 1)))


def test_a_worker_that_comes_later_is_checked_too(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "coder_version", lambda: "0-anotherone")
    monkeypatch.setattr(cluster, "_check_workers", lambda client, address: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(PoolFailed, match="that came later has the coder"):
        list(code_files_on(local_cluster.scheduler_address, texts(tmp_path, 1)))


def test_a_worker_without_a_package_is_refused(local_cluster: LocalCluster, tmp_path: Path) -> None:
    def hide(hidden: bool) -> None:
        import sys

        if hidden:
            sys.modules["docx"] = None  # pyright: ignore[reportArgumentType]
        else:
            del sys.modules["docx"]

    on_workers(local_cluster, hide, True)
    try:
        with pytest.raises(PoolFailed, match=r"^Worker tcp://\S+ lacks docx; install .clauseway\[distributed\]"):
            list(code_files_on(local_cluster.scheduler_address, texts(tmp_path, 1)))
    finally:
        on_workers(local_cluster, hide, False)


def test_a_text_whose_worker_dies_is_given_to_another(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = texts(tmp_path, 6)
    mark = tmp_path / "died"

    def dies_once(data: bytes, file: str, version: str) -> FileResult:
        import os
        import signal

        from clauseway.loaders.coder.running import code_bytes

        if file == "text-002.txt" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return code_bytes(data, file)

    monkeypatch.setattr(cluster, "code_sent_text", dies_once)
    results = list(code_files_on(local_cluster.scheduler_address, paths))
    assert mark.exists()
    assert [result.codings for result in results] == [result.codings for result in code_files(paths)]


def test_a_text_that_kills_every_worker_stops_no_other(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(data: bytes, file: str, version: str) -> FileResult:
        import os
        import signal

        from clauseway.loaders.coder.running import code_bytes

        if file == "text-001.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return code_bytes(data, file)

    monkeypatch.setattr(cluster, "code_sent_text", dies)
    monkeypatch.setattr(cast("Any", local_cluster.scheduler), "allowed_failures", 0)
    results = list(code_files_on(local_cluster.scheduler_address, texts(tmp_path, 3)))
    assert "every worker that was given this text" in results[1].problem
    assert results[0].codings and results[2].codings


def test_a_scheduler_that_is_not_there_is_one_sentence(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(PoolFailed, match=r"^No Dask scheduler answers at tcp://127\.0\.0\.1:1; check the address"):
        list(code_files_on("tcp://127.0.0.1:1", texts(tmp_path, 1)))
    with pytest.raises(PoolFailed, match=r"^'nowhere' is no address of a Dask scheduler"):
        list(code_files_on("nowhere", texts(tmp_path, 1)))


def test_a_scheduler_without_workers_is_one_sentence(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with (
        cluster_of(0) as empty,
        pytest.raises(PoolFailed, match=r"has no worker; start one with `dask worker tcp://127"),
    ):
        list(code_files_on(empty.scheduler_address, texts(tmp_path, 1)))


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PoolFailed, match=r"Install Clauseway with its extra: clauseway\[distributed\]\.$"):
        list(code_files_on("tcp://127.0.0.1:1", texts(tmp_path, 1)))


def test_jobs_and_scheduler_exclude_each_other(tmp_path: Path) -> None:
    result = CliRunner().invoke(code, ["--jobs", "2", "--scheduler", "tcp://h:1", str(texts(tmp_path, 1)[0])])
    assert result.exit_code == 2
    assert "give one of them" in result.stderr


def test_what_a_worker_cannot_say_is_told() -> None:
    assert worker_facts() == (coder_version(), ())
    assert "lacks the package clauseway;" in refusal({"tcp://a:1": ModuleNotFoundError(name="clauseway")}, "1")
    assert "could not say what it has (OSError: gone)" in refusal({"tcp://a:1": OSError("gone")}, "1")
    assert refusal({"tcp://a:1": ("1", ())}, "1") == ""


def test_a_scheduler_that_goes_away_in_the_middle_is_one_sentence(
    local_cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with cluster_of(1, processes=False) as held:
        results = code_files_on(held.scheduler_address, texts(tmp_path, 40))
        assert next(results).codings
        held.close()
        with pytest.raises(PoolFailed, match=r"went away; start it and run again"):
            list(results)
