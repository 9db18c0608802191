"""The page for queries of one's own: off by default, only reading, held to rows and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
import urllib3

from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped
from clauseway.queries.catalogue import catalogue
from clauseway.queries.portability import why_not_only_reading
from clauseway.web.settings import Settings

type Get = Callable[..., urllib3.BaseHTTPResponse]
type Serve = Callable[[Settings], AbstractContextManager[str]]

SECONDS = 15.0
"""Time a request gets in these tests; a query gets four fifths of it, at most 10 seconds."""


@pytest.fixture(scope="module")
def ask(serve: Serve, graph_file: Path) -> Iterator[Get]:
    with serve(Settings(graph=graph_file, allow_cypher=True, seconds=SECONDS)) as address:
        pool = urllib3.PoolManager(timeout=60)

        def get(text: str, suffix: str = "") -> urllib3.BaseHTTPResponse:
            return pool.request("GET", f"{address}/cypher{suffix}?q={quote(text)}", redirect=False, retries=False)

        yield get


def sentence(found: urllib3.BaseHTTPResponse) -> str:
    return unescape(found.data.decode()).partition('<p class="lead">')[2].partition("</p>")[0]


def test_there_is_no_such_page_unless_it_is_allowed(get: Get) -> None:
    assert get("/cypher").status == 404
    assert get("/cypher.csv?q=RETURN%201%20AS%20one").status == 404


def test_a_query_gives_a_page_and_files(ask: Get) -> None:
    text = "MATCH (e:Economy)-[p:PARTY_TO]->(a:Agreement {slug: 'depa'})\nRETURN e.iso3 AS economy, p.since AS since"
    page = ask(text)
    assert page.status == 200
    assert b'<a href="/economy/SGP">SGP</a>' in page.data
    rows = ask(text, ".json").json()
    assert {"CHL", "NZL", "SGP", "KOR"} <= {row["economy"] for row in rows}
    assert ask(text, ".csv").data.decode("utf-8-sig").splitlines()[0] == "economy,since"


def test_an_answer_is_cut_at_a_thousand_rows_and_says_so(ask: Get) -> None:
    told = sentence(ask("UNWIND range(1, 5000) AS x RETURN x AS x"))
    assert told == "1,000 rows, and more: a query gives at most 1,000."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CREATE (e:Economy {iso3: 'XXX'}) RETURN e.iso3 AS economy", "begins with MATCH"),
        ("MATCH (e:Economy) SET e.name = 'x' RETURN e.iso3 AS economy", "holds SET"),
        ("MATCH (e:Economy) DETACH DELETE e", "holds DETACH"),
        ("MATCH (e:Economy) /* ' */ DELETE e // '", "holds DELETE"),
        ("MATCH (`'`:Economy) DELETE `'`", "backquotes"),
        ("MATCH (e:Economy) RETURN e.iso3 AS x; MATCH (e) DELETE e", "several statements"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row[0] AS x", "begins with MATCH"),
        ("WITH 1 AS one LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row[0] AS x", "holds LOAD"),
        ("CALL db.labels() YIELD label RETURN label", "begins with MATCH"),
        ("UNWIND [1] AS x CALL { CREATE (n:X) } RETURN x", "holds CALL"),
        ("SHOW USERS", "begins with MATCH"),
        ("EXPLAIN MATCH (e) RETURN e", "begins with MATCH"),
    ],
)
def test_writing_is_refused_with_a_sentence(ask: Get, text: str, words: str) -> None:
    found = ask(text)
    assert found.status == 400
    assert words in sentence(found)


@pytest.mark.parametrize(
    "text", ["MATCH (e:Economy) RETURN e", "MATCH (e:Economy RETURN 1", "RETURN 1 / 'a' AS x, nothing AS y"]
)
def test_what_the_engine_refuses_is_told(ask: Get, text: str) -> None:
    found = ask(text)
    assert found.status == 400
    assert sentence(found)


def test_an_endless_query_is_stopped_and_the_server_goes_on(ask: Get) -> None:
    started = time.monotonic()
    found = ask("MATCH (a:Provision), (b:Provision), (c:Provision) RETURN count(*) AS n")
    assert found.status == 503
    assert "was stopped after 10 seconds" in sentence(found)
    assert time.monotonic() - started < SECONDS
    assert ask("RETURN 1 AS one", ".json").json() == [{"one": 1}]


def test_every_query_of_the_catalogue_counts_as_reading() -> None:
    assert {spec.name: why for spec in catalogue().values() if (why := why_not_only_reading(spec.text))} == {}


def test_a_server_is_asked_in_the_same_way(
    neo4j_settings: Neo4jSettings, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(neo4j_settings, build_from_shipped(lambda _stage: None, trust_seal=True).graph, load_schema())
    monkeypatch.setenv("NEO4J_URI", neo4j_settings.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_settings.password or "")
    pool = urllib3.PoolManager(timeout=60)
    with serve(Settings(engine="neo4j", allow_cypher=True, seconds=SECONDS)) as address:

        def ask(text: str) -> urllib3.BaseHTTPResponse:
            return pool.request("GET", f"{address}/cypher.json?q={quote(text)}", redirect=False, retries=False)

        text = "MATCH (e:Economy)-[:MEMBER_OF]->(:Group {slug: 'asean'}) RETURN e.iso3 AS e ORDER BY e"
        # a server that was just filled may need the time of a query or two to begin with
        members = next((found for _ in range(3) if (found := ask(text)).status == 200), ask(text))
        assert members.status == 200, members.data
        assert [row["e"] for row in members.json()][:3] == ["BRN", "IDN", "KHM"]
        assert "holds SET" in ask("MATCH (e:Economy) SET e.name = 'x'").json()["detail"]
        endless = ask("MATCH (a:Provision), (b:Provision), (c:Provision) WHERE a.id + b.id = c.id RETURN count(*) AS n")
        assert endless.status in (400, 503)
        assert ask("RETURN 1 AS one").json() == [{"one": 1}]
