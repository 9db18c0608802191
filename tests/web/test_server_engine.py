"""The explorer on a Neo4j server: the same answers, and what it says while there is nothing to ask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3

from clauseway.graph.engine import GraphData, GraphError
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped
from clauseway.web import graphs
from clauseway.web.api import API
from clauseway.web.settings import Settings

type Serve = Callable[[Settings], AbstractContextManager[str]]

ADDRESSES = (
    "/economy/CHN/coverage?as_of=2026-01-01", "/economy/KOR?as_of=2024-05-03", "/agreement/depa", "/economies",
    "/pair/KOR/NZL?as_of=2024-05-03", "/clause/cross-border-data-transfer", "/groups", "/clauses",
)  # fmt: skip


def under(data: GraphData, version: str) -> GraphData:
    """The same data under another version."""
    nodes = {**data.nodes, "Dataset": [{**each, "version": version} for each in data.nodes["Dataset"]]}
    return replace(data, version=version, nodes=nodes)


@pytest.fixture
def server(
    neo4j_settings: Neo4jSettings, monkeypatch: pytest.MonkeyPatch
) -> tuple[Neo4jSettings, GraphData]:
    """A server with the shipped dataset, and what was loaded."""
    monkeypatch.setenv("NEO4J_URI", neo4j_settings.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_settings.password or "")
    data = build_from_shipped(lambda _stage: None, trust_seal=True).graph
    load(neo4j_settings, data, load_schema())
    return neo4j_settings, data


def test_a_server_serves_the_rows_of_the_file_and_is_followed_when_it_is_loaded_anew(
    server: tuple[Neo4jSettings, GraphData],
    serve: Serve,
    graph_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings, data = server
    pool = urllib3.PoolManager(timeout=180)

    def ask(address: str, path: str) -> urllib3.BaseHTTPResponse:
        return pool.request("GET", address + API + path, retries=False)

    with serve(Settings(engine="neo4j", seconds=120)) as on_server, serve(Settings(graph=graph_file)) as on_file:
        for path in ADDRESSES:
            one, other = ask(on_server, path), ask(on_file, path)
            assert one.status == other.status == 200, one.data[:500]
            assert one.json()["rows"] == other.json()["rows"], path
        assert ask(on_server, "/groups").headers["etag"] == ask(on_file, "/groups").headers["etag"]

        # loaded anew: whoever asks what is not kept sees it at once, the others after two seconds at most
        load(settings, under(data, "another"), load_schema())
        assert ask(on_server, "/economy/NZL").json()["provenance"]["data_version"] == "another"
        assert ask(on_server, "/groups").json()["provenance"]["data_version"] == "another"

        # while a load is under way: what is kept goes on, what is not is refused
        monkeypatch.setattr(graphs, "SERVER_LOOK_SECONDS", 0.0)
        with open_driver(settings) as driver:
            driver.execute_query("MATCH (l:ClausewayLoad) SET l.state = 'loading'", database_=settings.database)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "clauseway.web"):
            assert ask(on_server, "/groups").status == 200
            refused = ask(on_server, "/economy/AUS")
            assert ask(on_server, "/groups").status == 200
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["detail"] == "The data cannot be asked at the moment; try again."
        assert sum(record.getMessage().startswith("Still serving") for record in caplog.records) == 1
        with open_driver(settings) as driver:
            driver.execute_query("MATCH (l:ClausewayLoad) SET l.state = 'complete'", database_=settings.database)
        assert ask(on_server, "/economy/AUS").status == 200


def test_a_server_that_does_not_answer_is_told_before_anything_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "unused")
    with pytest.raises(GraphError, match=r"127\.0\.0\.1:9"):
        graphs.Graphs(Settings(engine="neo4j"))
