"""The API: the rows of the pages as JSON, some at a time, and a document that says what it answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import urllib3

from clauseway.web.api import API, api_kinds
from clauseway.web.settings import Settings

type Get = Callable[..., urllib3.BaseHTTPResponse]

KINDS = sorted(kind.name for kind in api_kinds())
SAMPLE = [*(name for name in KINDS if not name.startswith("query-")), "query-accessions"]


@pytest.mark.parametrize("name", SAMPLE)
def test_each_answer_holds_the_rows_of_the_page(get: Get, name: str) -> None:
    example = next(kind.example for kind in api_kinds() if kind.name == name)
    found = get(API + example)
    assert found.status == 200, found.data[:500]
    assert found.headers["content-type"] == "application/json"
    told: dict[str, Any] = found.json()
    path, _, query = example.partition("?")
    rows = list(csv.DictReader(io.StringIO(get(f"{'/index' if path == '/' else path}.csv?{query}").data.decode())))
    assert told["total"] == len(rows)
    assert len(told["rows"]) == min(100, len(rows))
    assert all(set(row) == {column["name"] for column in told["columns"]} for row in told["rows"])


def test_the_pages_of_rows_are_the_whole_answer_each_row_once(get: Get) -> None:
    whole = get(f"{API}/economies?limit=1000").json()
    found: list[Any] = []
    address = f"{API}/economies?limit=100"
    while address:
        told = get(address).json()
        found += told["rows"]
        address = told["next"]
    assert found == whole["rows"]
    assert len(found) == whole["total"] > 200


def test_an_offset_beyond_the_last_row_is_told(get: Get) -> None:
    found = get(f"{API}/groups?offset=100000")
    assert found.status == 404
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["parameter"] == "offset"


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/economy/Singapor", 404, "economy"),
        ("/economy/CHN?as_of=tomorrow", 400, "as_of"),
        ("/economy/CHN?limit=0", 400, "limit"),
        ("/economy/CHN?limit=1001", 400, "limit"),
        ("/economy/CHN?colour=red", 400, "colour"),
        ("/nothing", 404, None),
    ],
)
def test_what_does_not_fit_is_a_problem_as_rfc_9457_has_it(
    get: Get, path: str, status: int, parameter: str | None
) -> None:
    found = get(API + path)
    assert (found.status, found.headers["content-type"]) == (status, "application/problem+json")
    told = found.json()
    assert told["status"] == status
    assert told.get("parameter") == parameter
    assert told["detail"].count(". ") <= 1 and told["detail"].endswith((".", "?"))


def test_a_name_is_taken_as_the_thing_it_names(get: Get) -> None:
    by_name, by_code = get(f"{API}/economy/china").json(), get(f"{API}/economy/CHN").json()
    assert by_name["rows"] == by_code["rows"]


def test_the_contents_name_every_answer_and_the_document(get: Get) -> None:
    told = get(f"{API}/").json()
    assert sorted(each["name"] for each in told["answers"]) == KINDS
    assert set(get(told["openapi"]).json()["paths"]) == {
        f"{API}/", *(API + kind.address.replace(":path", "") for kind in api_kinds())
    }  # fmt: skip


def test_scripts_of_other_origins_may_read_only_where_that_is_allowed(
    get: Get, serve: Callable[[Settings], AbstractContextManager[str]], graph_file: Path
) -> None:
    assert "access-control-allow-origin" not in get(f"{API}/groups", origin="https://a.example").headers
    with serve(Settings(graph=graph_file, origins=("https://a.example",))) as address:
        pool = urllib3.PoolManager(timeout=60)
        asked = {origin: pool.request("GET", f"{address}{API}/groups", headers={"origin": origin}).headers
                 for origin in ("https://a.example", "https://b.example")}  # fmt: skip
        page = pool.request("GET", f"{address}/groups", headers={"origin": "https://a.example"})
    assert asked["https://a.example"]["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-origin" not in asked["https://b.example"]
    assert "access-control-allow-origin" not in page.headers
