"""The data are exchanged while they are served: the next request sees the others, those under way end on the old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3

from clauseway.graph.engine import GraphData
from clauseway.graph.grafeo_engine import write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped
from clauseway.web import app as application
from clauseway.web.api import API
from clauseway.web.kinds import Kind
from clauseway.web.settings import Settings

type Serve = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def data() -> GraphData:
    """The shipped dataset."""
    return build_from_shipped(lambda _stage: None, trust_seal=True).graph


def put(path: Path, data: GraphData, version: str) -> None:
    """Put the data under a version of this name where they are served, as `clauseway build` does it."""
    nodes = {**data.nodes, "Dataset": [{**each, "version": version} for each in data.nodes["Dataset"]]}
    write_graph_file(path, replace(data, version=version, nodes=nodes), load_schema())


def open_files(name: str) -> int:
    """How often this process holds a file of this name, be it that it was replaced."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        try:
            found += name in str(each.readlink())
        except OSError:
            continue
    return found


def test_the_next_request_sees_the_other_data(serve: Serve, data: GraphData, tmp_path: Path) -> None:
    graph = tmp_path / "swapped.grafeo"
    pool = urllib3.PoolManager(timeout=60)
    put(graph, data, "version-0")
    before = 0
    with serve(Settings(graph=graph)) as address:
        tags: list[str] = []
        for number in range(6):
            if number:
                put(graph, data, f"version-{number}")
            # a client that knows the data of before is told of the others at once
            headers = {"if-none-match": tags[-1]} if tags else {}
            found = pool.request("GET", f"{address}{API}/groups", headers=headers, retries=False)
            assert found.status == 200
            assert found.json()["provenance"]["data_version"] == f"version-{number}"
            tags.append(found.headers["etag"])
            same = pool.request("GET", f"{address}{API}/groups", headers={"if-none-match": tags[-1]}, retries=False)
            assert same.status == 304
            before = before or open_files("swapped.grafeo")
        assert len(set(tags)) == 6
        if Path("/proc/self/fd").is_dir():
            assert open_files("swapped.grafeo") == before


def test_a_request_under_way_ends_on_the_data_it_began_with(
    serve: Serve, data: GraphData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = tmp_path / "graph.grafeo"
    put(graph, data, "the old one")
    began, go_on = threading.Event(), threading.Event()
    real = application.view_of

    def work(kind: Kind, *rest: object) -> object:
        if kind.name == "economy":
            began.set()
            assert go_on.wait(30)
        return real(kind, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(application, "view_of", work)
    pool = urllib3.PoolManager(timeout=60, maxsize=4)
    answers: list[urllib3.BaseHTTPResponse] = []
    with serve(Settings(graph=graph)) as address:
        asks = threading.Thread(
            target=lambda: answers.append(pool.request("GET", f"{address}{API}/economy/CHN", retries=False))
        )
        asks.start()
        assert began.wait(30)
        put(graph, data, "the new one")
        meanwhile = pool.request("GET", f"{address}{API}/groups", retries=False).json()
        go_on.set()
        asks.join(60)
        after = pool.request("GET", f"{address}{API}/economy/CHN", retries=False).json()
    assert meanwhile["provenance"]["data_version"] == after["provenance"]["data_version"] == "the new one"
    assert answers[0].status == 200
    assert answers[0].json()["provenance"]["data_version"] == "the old one"
    assert answers[0].json()["rows"] == after["rows"]


def test_a_damaged_file_leaves_the_old_data_and_is_told_once(
    serve: Serve, data: GraphData, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    graph = tmp_path / "graph.grafeo"
    put(graph, data, "sound")
    pool = urllib3.PoolManager(timeout=60)
    with serve(Settings(graph=graph)) as address:

        def version() -> str:
            found = pool.request("GET", f"{address}{API}/", retries=False)
            assert found.status == 200
            return found.json()["data_version"]

        assert version() == "sound"
        beside = tmp_path / "beside"
        beside.write_bytes(graph.read_bytes()[:5_000])
        beside.replace(graph)
        assert [version() for _ in range(5)] == ["sound"] * 5
        assert pool.request("GET", f"{address}/economy/NZL", retries=False).status == 200
        graph.unlink()
        assert version() == "sound"
        told = [record.getMessage() for record in caplog.records if record.name == "clauseway.web"]
        assert len(told) == 1 and told[0].startswith("Still serving data version sound: ")
        put(graph, data, "mended")
        assert version() == "mended"


def test_many_who_ask_during_exchanges_are_all_answered(serve: Serve, data: GraphData, tmp_path: Path) -> None:
    graph = tmp_path / "graph.grafeo"
    put(graph, data, "0")
    pool = urllib3.PoolManager(timeout=60, maxsize=8)
    statuses: list[int] = []
    until = time.monotonic() + 4

    def ask(address: str, number: int) -> None:
        while time.monotonic() < until:
            path = (f"{API}/groups", "/economies.csv", "/clauses.json")[number % 3]
            statuses.append(pool.request("GET", address + path, retries=False).status)

    with serve(Settings(graph=graph)) as address:
        asking = [threading.Thread(target=ask, args=(address, number)) for number in range(6)]
        for each in asking:
            each.start()
        number = 0
        while time.monotonic() < until:
            number += 1
            put(graph, data, str(number))
        for each in asking:
            each.join(60)
        last = pool.request("GET", f"{address}{API}/", retries=False).json()["data_version"]
    assert number > 1 and last == str(number)
    assert len(statuses) > 20 and set(statuses) == {200}
