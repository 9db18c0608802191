"""Start, data, sources and methods: the figures are those of the Python interface, every word has an anchor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.ontology.strength import Enforcement, Grade, RuleException, Verification, Wording
from clauseway.queries.days_ahead import days_ahead
from clauseway.queries.facade import Graph
from clauseway.queries.measures import SECTIONS, measures
from clauseway.queries.runner import Runner

type Get = Callable[..., BaseHTTPResponse]


@pytest.fixture(scope="module")
def graph(graph_file: Path) -> Iterator[Graph]:
    with Graph(GrafeoEngine.open(graph_file)) as opened:
        yield opened


def page(get: Get, path: str) -> str:
    found = get(path)
    assert found.status == 200
    return unescape(found.data.decode())


def test_the_start_page_counts_what_there_is(get: Get, graph: Graph) -> None:
    text = page(get, "/")
    for name, number in (("Economies", len(graph.economies().rows)), ("Agreements", len(graph.agreements().rows))):
        assert re.search(rf"<dt>{name}</dt><dd><a [^>]+>{number}</a>", text)
    assert graph.version in text
    assert 'data-suggest="any"' in text


def test_the_start_page_leads_to_every_list(get: Get) -> None:
    text = page(get, "/")
    for name in ("economies", "agreements", "clauses", "groups", "matrix", "queries", "data", "sources", "methods"):
        address = f"/{name}"
        assert f'href="{address}"' in text, address


def test_deferred_duties_of_rcep_are_seen_ahead(graph_file: Path) -> None:
    with GrafeoEngine.open(graph_file) as engine:
        rows = days_ahead(Runner(engine), date(2026, 11, 22)).rows
    first = rows[0]
    assert (first["day"], first["agreement"], first["economies"]) == (date(2027, 1, 1), "rcep", "KHM, LAO, MMR, VNM")
    assert "12.15" in str(first["articles"]).split(", ")
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)  # pyright: ignore[reportArgumentType]


def test_no_day_ahead_is_a_sentence(graph_file: Path) -> None:
    with GrafeoEngine.open(graph_file) as engine:
        table = days_ahead(Runner(engine), date(2100, 1, 1))
    assert (table.rows, table.empty_message) == ([], "The sources name no day after 2100-01-01.")


@pytest.mark.parametrize("by", ["agreement", "clause", "economy"])
def test_the_ledger_is_that_of_the_python_interface(get: Get, graph: Graph, by: str) -> None:
    assert len(get(f"/data.json?by={by}").json()) == len(graph.ledger(by).rows)


def test_the_levels_stand_with_their_counts(get: Get) -> None:
    text = page(get, "/data")
    assert all(f'id="level-{level.value}"' in text for level in Verification)
    assert "provisions of" in text


def test_each_source_has_a_page_with_publisher_and_licence(get: Get) -> None:
    listed = get("/sources.json").json()
    assert len(listed) > 20
    for row in listed:
        text = page(get, f"/source/{row['source']}")
        assert row["publisher"] in text
        assert row["licence"] in text


def test_what_rests_on_a_source_adds_up(get: Get) -> None:
    listed = {row["source"]: row for row in get("/sources.json").json()}
    resting = get("/source/paragraph-readings.json").json()
    codings = sum(row["facts"] for row in resting if row["fact"] == "coding")
    assert codings == listed["paragraph-readings"]["codings"] > 300
    assert {row["agreement"] for row in resting} >= {"depa", "korea-singapore-dpa"}


def test_an_unknown_source_is_told_with_the_nearest(get: Get) -> None:
    found = get("/source/paragraph-reading")
    assert found.status == 404
    assert "Did you mean 'paragraph-readings'?" in unescape(found.data.decode())


def test_every_word_of_strength_has_an_anchor(get: Get) -> None:
    text = page(get, "/methods")
    schemes = {"grade": Grade, "wording": Wording, "exception": RuleException, "enforcement": Enforcement}
    for scheme, values in schemes.items():
        for value in values:
            assert f'id="{scheme}-{value.value}"' in text, value
    assert len(re.findall(r'\bid="', text)) == len(set(re.findall(r'\bid="([^"]+)"', text)))


def test_every_measure_stands_with_its_formula(get: Get) -> None:
    text = page(get, "/methods")
    assert {each.section for each in measures()} == set(SECTIONS)
    for each in measures():
        assert f'id="{each.anchor}"' in text, each.anchor
    assert "- sum of s log s over the four bands, divided by log 4" in text
    assert "](" not in text.partition("<main")[2]
