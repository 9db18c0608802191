"""The query catalogue: every query is a page with a form of its header, and gives what the Python interface gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.queries.catalogue import catalogue
from clauseway.queries.facade import Graph
from clauseway.web.registry import all_kinds
from clauseway.web.views.catalogue import form_parameter, kind_name

type Get = Callable[..., BaseHTTPResponse]


def test_every_query_has_a_page_and_the_list_leads_to_it(get: Get) -> None:
    page = unescape(get("/queries").data.decode())
    for spec in catalogue().values():
        assert all_kinds()[kind_name(spec.name)].address == f"/query/{spec.name}"
        assert f'href="/query/{spec.name}' in page
        assert spec.question in page


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_example_of_every_query_finds_something(get: Get, name: str) -> None:
    path, _, query = all_kinds()[kind_name(name)].example.partition("?")
    rows = list(csv.DictReader(io.StringIO(get(f"{path}.csv?{query}").data.decode("utf-8-sig"))))
    assert rows
    assert list(rows[0]) == [column.name for column in catalogue()[name].columns]


def test_a_page_gives_the_rows_of_the_python_interface(get: Get, graph_file: Path) -> None:
    with Graph(GrafeoEngine.open(graph_file)) as graph:
        wanted = graph.query("agreements_of_pair", first="KOR", second="NZL")
    found = get("/query/agreements_of_pair.json?first=Korea&second=nz").json()
    assert len(found) == len(wanted.rows) > 3
    assert [row["agreement"] for row in found] == [row["agreement"] for row in wanted.rows]


def test_names_are_understood_in_the_fields(get: Get) -> None:
    page = unescape(get("/query/agreements_of_economy?iso3=china").data.decode())
    assert 'value="CHN"' in page
    assert 'data-suggest="economy"' in page
    assert ":param iso3 => 'CHN'" in page
    assert "MATCH (e:Economy {iso3: $iso3})" in page


def test_a_query_opened_without_anything_leads_to_its_example(get: Get) -> None:
    found = get("/query/agreements_of_economy")
    assert (found.status, found.headers["location"]) == (303, "/query/agreements_of_economy?iso3=CHN")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/query/agreements_of_economy?iso3=Singapor", "Did you mean SGP Singapore?"),
        ("/query/agreements_of_economy.csv", "needs the parameter 'iso3'"),
        ("/query/trade_partners_of_economy?iso3=CHN&limit=0", "write a whole number from 1 to 250"),
        ("/query/overlapping_agreements?clause=nothing-such", "Unknown clause type"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(get: Get, path: str, words: str) -> None:
    found = get(path)
    assert found.status == 400
    assert words in unescape(found.data.decode())


def test_every_parameter_that_names_something_is_recognised() -> None:
    for spec in catalogue().values():
        for parameter in spec.parameters:
            named = parameter.name in ("iso3", "first", "second", "slug", "clause", "group", "agreements")
            other = "string" not in parameter.type
            assert (form_parameter(parameter).type != "text") == (named or other), (spec.name, parameter.name)
