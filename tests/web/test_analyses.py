"""Fragmentation, next steps, what-if, comparison and matrix: their pages say what the Python interface says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.queries.facade import Graph
from clauseway.queries.opening import open_graph_file

type Get = Callable[..., BaseHTTPResponse]

DAY = "2026-06-01"
"""A day that is not today, so that every link has to carry it on."""


@pytest.fixture(scope="module")
def graph(graph_file: Path) -> Iterator[Graph]:
    with Graph(open_graph_file(graph_file, lambda _: None)) as opened:
        yield opened


def text_of(found: BaseHTTPResponse) -> str:
    """The words of a page, without markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found.data.decode("utf-8"))))


def links_of(found: BaseHTTPResponse) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]+)"', found.data.decode("utf-8"))]


# ---- fragmentation ------------------------------------------------------------------------------


def test_the_measures_of_a_group_are_those_of_the_python_interface(get: Get, graph: Graph) -> None:
    by_measure = {row["measure"]: row["value"] for row in graph.fragmentation(group="asean", as_of=DAY).rows}
    said = text_of(get(f"/fragmentation?group=asean&as_of={DAY}"))
    assert f"{by_measure['pairs-with-rules']:.0f} of 55 pairs of economies owe each other at least one duty" in said
    assert f"{by_measure['overlap-load']:.2f} agreements hold one at once" in said


def test_a_measure_of_fragmentation_leads_to_its_derivation(get: Get) -> None:
    links = links_of(get(f"/fragmentation?group=asean&as_of={DAY}"))
    explained = next(each for each in links if each.startswith("/explain/fragmentation/asean/pair-divergence"))
    assert get(explained).status == 200


def test_fragmentation_by_year_is_drawn_and_its_file_holds_every_year(get: Get) -> None:
    there = f"/fragmentation?group=asean&by=year&clauses=cross-border-data-transfer&as_of={DAY}"
    assert "<svg" in get(there).data.decode("utf-8")
    rows = get(there.replace("/fragmentation?", "/fragmentation.json?")).json()
    assert [row["year"] for row in rows] == list(range(2000, 2027))


def test_a_network_of_all_economies_is_refused_in_a_sentence(get: Get) -> None:
    found = get("/fragmentation/network")
    assert found.status == 400
    assert "Name a group or 2 to 60 economies to draw" in text_of(found)


# ---- next steps ---------------------------------------------------------------------------------


def test_the_steps_of_an_economy_stand_in_the_order_of_the_python_interface(get: Get, graph: Graph) -> None:
    steps = [str(row["step"]) for row in graph.upgrade("KAZ", as_of=DAY).rows]
    found = get(f"/upgrade/KAZ?as_of={DAY}")
    said = text_of(found)
    assert f"First: {steps[0]}" in said
    places = [said.index(step) for step in steps]
    assert places == sorted(places)
    assert f"/whatif?join=KAZ:depa&as_of={DAY}" in links_of(found)
    assert get(f"/upgrade/KAZ.json?as_of={DAY}").json()[0]["step"] == steps[0]


def test_next_steps_begin_with_a_form_and_the_tier_of_every_economy(get: Get) -> None:
    found = get(f"/upgrade?as_of={DAY}")
    tiers = {row["economy"]: row["tier"] for row in get(f"/upgrade.json?as_of={DAY}").json()}
    assert tiers["SGP"] == "advanced"
    assert 'action="/go/upgrade"' in found.data.decode("utf-8")
    assert f"Advanced ({list(tiers.values()).count('advanced')})" in text_of(found)


def test_the_tier_of_an_economy_is_told_with_the_weights(get: Get) -> None:
    said = text_of(get(f"/upgrade/KAZ?as_of={DAY}"))
    tier = next(row["tier"] for row in get(f"/upgrade.json?as_of={DAY}").json() if row["economy"] == "KAZ")
    assert f"Kazakhstan counts as {tier}" in said
    assert f"Weights of the criteria, tier {tier}" in said


# ---- what if ------------------------------------------------------------------------------------


def test_a_what_if_without_a_change_is_a_form_and_no_answer(get: Get) -> None:
    found = get("/whatif")
    assert found.status == 200
    assert get("/whatif.json").json() == []
    assert "/whatif?join=CHN:depa" in links_of(found)
    assert 'name="who"' in found.data.decode("utf-8")


def test_what_a_form_asks_is_what_an_address_asks(get: Get, graph: Graph) -> None:
    typed = get(f"/whatif?change=join&who=china&what=depa&as_of={DAY}")
    after = {row["measure"]: row for row in graph.whatif("CHN:depa", as_of=DAY).rows}["duties"]
    assert f"{after['before']:.0f} → {after['after']:.0f} (+{after['difference']:.0f})" in text_of(typed)
    direct = get(f"/whatif.json?join=CHN:depa&as_of={DAY}").json()
    assert get(f"/whatif.json?change=join&who=china&what=depa&as_of={DAY}").json() == direct


def test_each_economy_of_a_pair_that_changes_leads_to_its_page(get: Get) -> None:
    assert f"/economy/NZL?as_of={DAY}" in links_of(get(f"/whatif?join=CHN:depa&as_of={DAY}"))


def test_a_second_change_keeps_the_first(get: Get) -> None:
    body = get(f"/whatif?join=CHN:depa&as_of={DAY}").data.decode("utf-8")
    assert '<input type="hidden" name="join" value="CHN:depa">' in body
    rows = get(f"/whatif.json?join=CHN:depa&change=join&who=KAZ&what=depa&by=duty&as_of={DAY}").json()
    assert {row["economy"] for row in rows} == {"CHN", "KAZ"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("join=CHN", "write two names with a colon between"),
        ("join=SGP:depa", "is bound by depa"),
        ("who=CHN", "the field 'what' is empty"),
        ("join=Chinaa:depa", "Did you mean"),
    ],
)
def test_a_change_that_cannot_be_made_gets_one_sentence(get: Get, query: str, words: str) -> None:
    found = get(f"/whatif?{query}&as_of={DAY}")
    assert found.status == 400
    assert words in text_of(found)


# ---- comparison ---------------------------------------------------------------------------------


def test_a_comparison_without_agreements_is_a_form(get: Get) -> None:
    found = get("/compare")
    assert found.status == 200
    assert get("/compare.json").json() == []
    assert 'name="agreements"' in found.data.decode("utf-8")


SIX = "depa,rcep,cptpp,usmca,eu-japan-epa,china-korea-fta"


@pytest.mark.parametrize(("agreements", "count"), [("depa", "1 is"), (SIX, "6 are")])
def test_fewer_than_two_or_more_than_five_agreements_are_refused(get: Get, agreements: str, count: str) -> None:
    found = get(f"/compare?agreements={agreements}")
    assert found.status == 400
    assert f"Name 2 to 5 agreements to compare; {count}" in text_of(found)


def test_each_provision_of_a_comparison_leads_to_its_evidence(get: Get, graph: Graph) -> None:
    found = get(f"/compare?agreements=depa,rcep&clauses=cross-border-data-transfer&as_of={DAY}")
    page = graph.compare("depa", "rcep", clauses="cross-border-data-transfer", as_of=DAY)
    keys = [str(row["provision"]) for row in page.whole.rows if row["provision"]]
    links = links_of(found)
    assert keys
    for key in keys:
        there = next(each for each in links if each.startswith(f"/evidence/{key}?"))
        assert get(there).status == 200


def test_a_text_that_was_not_read_is_not_shown_as_absent_beside_others(get: Get) -> None:
    found = get(f"/compare?agreements=cptpp,depa,rcep,usmca,eu-japan-epa&as_of={DAY}")
    said = text_of(found)
    assert "No article known: the text was not read whole." in said
    assert "the text of at least one was not read, which is not the same as no rule" in said
    assert len(found.data) < 200_000


# ---- matrix -------------------------------------------------------------------------------------


def test_a_matrix_without_a_question_shows_asean_and_a_form(get: Get) -> None:
    bare, asked = get(f"/matrix.json?as_of={DAY}").json(), get(f"/matrix.json?group=asean&as_of={DAY}").json()
    assert bare == asked
    assert len(asked) == 11 * 51
    assert "Choose rows and columns" in text_of(get(f"/matrix?as_of={DAY}"))


def test_a_cell_of_a_matrix_leads_to_its_evidence(get: Get) -> None:
    links = links_of(get(f"/matrix?economies=CHN,SGP&themes=data&as_of={DAY}"))
    cell = next(each for each in links if each.startswith("/explain/matrix/SGP/cross-border-data-transfer"))
    assert get(cell).status == 200


def test_a_cell_of_two_economies_leads_to_the_pair(get: Get) -> None:
    links = links_of(get(f"/matrix?economies=CHN,SGP,JPN&kind=agreements&as_of={DAY}"))
    assert f"/pair/CHN/SGP?as_of={DAY}" in links


def test_the_matrix_of_every_economy_is_one_page_of_less_than_1_5_megabytes(get: Get) -> None:
    found = get(f"/matrix?all=economies&as_of={DAY}")
    assert found.status == 200
    body = found.data.decode("utf-8")
    assert len(found.data) < 1_500_000
    assert body.count('<th scope="row">') > 200
    # what was not read stays marked, and never as 0
    assert body.count('<td class="gx">?</td>') > 1_000


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("themes=dta", "Unknown theme 'dta'. Did you mean 'data'?"),
        ("group=asean&economies=CHN", "Name the rows in one way"),
        ("agreements=depa,rcep&clauses=dispute-settlement", "has no grade of its own"),
        ("agreements=depa,rcep&kind=divergence", "sets economies against economies"),
    ],
)
def test_a_matrix_that_cannot_be_made_gets_one_sentence(get: Get, query: str, words: str) -> None:
    found = get(f"/matrix?{query}")
    assert found.status == 400
    assert words in text_of(found)
