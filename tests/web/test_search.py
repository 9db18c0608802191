"""Search: codes, names in any script, words, article numbers, typing errors; suggestions while typing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.queries.finding import CODE, LIKE, NAME, WORDS, NameIndex, plain
from clauseway.queries.runner import Runner
from clauseway.web.suggestions import MOST

type Get = Callable[..., BaseHTTPResponse]



@pytest.fixture(scope="module")
def names(graph_file: Path) -> NameIndex:
    with GrafeoEngine.open(graph_file) as engine:
        return NameIndex.of(Runner(engine))


@pytest.mark.parametrize(
    ("typed", "kind", "key", "how"),
    [
        ("CHN", "economy", "CHN", CODE),
        ("cn", "economy", "CHN", CODE),
        ("china", "economy", "CHN", NAME),
        ("中国", "economy", "CHN", NAME),
        ("Китай", "economy", "CHN", NAME),
        ("الصين", "economy", "CHN", NAME),
        ("日本", "economy", "JPN", NAME),
        ("Қазақстан", "economy", "KAZ", NAME),
        ("South Korea", "economy", "KOR", NAME),
        ("cote d'ivoire", "economy", "CIV", NAME),
        ("Singpaore", "economy", "SGP", LIKE),
        ("Kazahstan", "economy", "KAZ", LIKE),
        ("depa", "agreement", "depa", CODE),
        ("digitl econmy partnership agreement", "agreement", "depa", LIKE),
        ("asean", "group", "asean", CODE),
        ("Cross-border data transfer", "clause", "cross-border-data-transfer", CODE),
        ("data localsation", "clause", "data-localisation-ban", LIKE),
        ("rcep 12.15", "article", "rcep/12.15.2/cross-border-data-transfer", CODE),
        ("rcep article 12.15.2", "article", "rcep/12.15.2/cross-border-data-transfer", WORDS),
        ("agreements of pair", "query", "agreements_of_pair", CODE),
    ],
)
def test_the_first_find_is_what_is_meant(names: NameIndex, typed: str, kind: str, key: str, how: int) -> None:
    first = names.find(typed)[0]
    assert (first.thing.kind, first.thing.key, first.how) == (kind, key, how)


def test_a_beginning_finds_the_economy_before_its_agreements(names: NameIndex) -> None:
    found = names.find("singapor")
    assert (found[0].thing.key, found[0].why) == ("SGP", "its name begins so")
    assert {each.thing.kind for each in found[1:4]} == {"agreement"}


def test_an_article_number_alone_finds_it_in_every_agreement(names: NameIndex) -> None:
    found = names.find("14.11")
    assert {"cptpp", "tpp"} <= {each.thing.key.partition("/")[0] for each in found}
    assert all(each.thing.name.split()[1].startswith("14.11") for each in found)


def test_words_of_a_title_find_articles(names: NameIndex) -> None:
    keys = {each.thing.key for each in names.find("personal information", ["article"])}
    assert {"cptpp/14.8.1/personal-data-protection", "rcep/12.8.1/personal-data-protection"} <= keys


def test_every_economy_and_agreement_is_found_by_its_code_first(names: NameIndex) -> None:
    for thing in names.things:
        if thing.kind in ("economy", "agreement", "clause", "group"):
            assert thing in [each.thing for each in names.find(thing.key) if each.how == CODE], thing.key


def test_only_the_kinds_asked_for_are_found(names: NameIndex) -> None:
    assert {each.thing.kind for each in names.find("china", ["agreement"])} == {"agreement"}


@pytest.mark.parametrize("typed", ["", "   ", "!?", "\u0301", "xqzvkwj", "x" * 200])
def test_what_means_nothing_finds_nothing(names: NameIndex, typed: str) -> None:
    assert names.find(typed) == []


@pytest.mark.parametrize("text", ["ﬁne", "ÅLAND", "한국", "हिन्दी", "a.b", "1.2.", ".5", "İstanbul"])
def test_a_text_made_plain_stays_as_it_is_when_made_plain_again(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_the_page_tells_how_many_were_found_and_why(get: Get) -> None:
    page = unescape(get("/search?q=%E4%B8%AD%E5%9B%BD").data.decode())
    assert "<h1>Search: 中国</h1>" in page
    assert "also called 中国" in page
    assert 'href="/economy/CHN"' in page


def test_a_search_without_finds_leads_on(get: Get) -> None:
    page = get("/search?q=xqzvkwj")
    assert page.status == 200
    assert "Nothing here is called or spelled like 'xqzvkwj'." in unescape(page.data.decode())
    assert b'href="/economies"' in page.data


def test_every_link_of_a_search_leads_somewhere(get: Get) -> None:
    main = get("/search?q=data").data.decode().partition("<main")[2].partition("</main>")[0]
    addresses = {unescape(each) for each in re.findall(r'<li><a href="(/[^"#]+)"', main)}
    assert len(addresses) > 20
    assert {get(each).status for each in addresses} == {200}


# ---- suggestions --------------------------------------------------------------------------------


def test_suggestions_name_the_thing_and_its_page(get: Get) -> None:
    found = get("/suggest?q=sing&type=economy")
    assert found.headers["content-type"] == "application/json"
    assert found.json()[0] == {
        "kind": "economy", "key": "SGP", "name": "Singapore", "note": "SGP", "address": "/economy/SGP",
    }  # fmt: skip
    assert {each["kind"] for each in found.json()} == {"economy"}


@pytest.mark.parametrize(
    ("typed", "type_asked", "kinds"),
    [
        ("data", "clauses", {"clause type"}),
        ("rcep", "agreements", {"agreement"}),
        ("a", "group", {"group", "agreement"}),
        ("china", "economies", {"economy"}),
    ],
)
def test_suggestions_are_of_the_type_of_the_field(get: Get, typed: str, type_asked: str, kinds: set[str]) -> None:
    found = get(f"/suggest?q={typed}&type={type_asked}").json()
    assert 1 <= len(found) <= 8
    assert {each["kind"] for each in found} <= kinds


def test_nothing_typed_gets_no_suggestion(get: Get) -> None:
    assert get("/suggest?q=").json() == []
    assert get("/suggest").json() == []


@pytest.mark.parametrize(("query", "status"), [("q=a&type=planet", 400), ("p=a", 400), (f"q={'a' * 101}", 400)])
def test_bad_suggestion_requests_are_refused(get: Get, query: str, status: int) -> None:
    assert get(f"/suggest?{query}").status == status


def test_any_beginning_and_any_slip_of_the_keys_is_answered(get: Get, names: NameIndex) -> None:
    draw = random.Random(20261122)
    words = [thing.name for thing in names.things]
    asked: set[str] = set()
    while len(asked) < 100:
        word = draw.choice(words)[: draw.randint(1, 25)]
        if draw.random() < 0.3 and len(word) > 4:  # a typing error: two letters change places
            place = draw.randrange(len(word) - 1)
            word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        asked.add(word)
    for word in sorted(asked):
        found = get(f"/suggest?q={quote(word)}")
        assert found.status == 200, word
        assert len(found.json()) <= MOST, word
