"""Every kind of page: it answers, its files answer, bad input gets one sentence."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.web.registry import all_kinds

type Get = Callable[..., BaseHTTPResponse]

# the queries of the catalogue are one page with other words; a crawler opens all of them
KINDS = [*sorted(name for name in all_kinds() if not name.startswith("query-")), "query-accessions"]


def text_of(found: BaseHTTPResponse) -> str:
    return unescape(found.data.decode("utf-8"))


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_page_answers_its_example(get: Get, name: str) -> None:
    found = get(all_kinds()[name].example)
    assert found.status == 200, text_of(found)[-600:]
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert len(re.findall("<h1", text_of(found))) == 1


@pytest.mark.parametrize("name", KINDS)
def test_each_page_has_the_same_answer_as_json_and_csv(get: Get, name: str) -> None:
    path, _, query = all_kinds()[name].example.partition("?")
    stem = "/index" if path == "/" else path
    as_json, as_csv = get(f"{stem}.json?{query}"), get(f"{stem}.csv?{query}")
    assert as_json.status == as_csv.status == 200, text_of(as_json)[:500]
    rows = list(csv.DictReader(io.StringIO(as_csv.data.decode("utf-8-sig"))))
    assert len(as_json.json()) == len(rows)


def test_a_name_in_the_path_leads_to_the_one_address_of_the_thing(get: Get) -> None:
    found = get("/economy/china?as_of=2020-01-01")
    assert (found.status, found.headers["location"]) == (308, "/economy/CHN?as_of=2020-01-01")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/economy/Singapor", 404, "Did you mean SGP Singapore?"),
        ("/economy/CHN?as_of=2020-13-01", 400, "is no day; write YYYY-MM-DD"),
        ("/economy/CHN?as_off=2020-01-01", 400, "Did you mean 'as_of'?"),
        ("/economy/CHN?as_of=2020-01-01&as_of=2021-01-01", 400, "given twice"),
        ("/econmy/CHN", 404, "Did you mean /economy?"),
        ("/economy/CHN.xslx", 404, "Unknown economy"),
        ("/explain/coverage/CHN/nothing", 404, "nothing"),
    ],
)
def test_bad_input_gets_one_sentence(get: Get, path: str, status: int, words: str) -> None:
    found = get(path)
    assert found.status == status
    assert words in text_of(found)


def test_a_file_that_cannot_be_had_is_told_as_problem_json(get: Get) -> None:
    found = get("/economy/Singapor.csv")
    assert found.status == 404
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["detail"] == "Unknown economy 'Singapor'. Did you mean SGP Singapore?"
