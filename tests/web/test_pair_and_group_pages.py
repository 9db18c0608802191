"""Pages of pairs and groups: their figures are those of the Python interface, and emptiness is a sentence."""

from __future__ import annotations

from pathlib import Path

import clauseway
from tests.web.test_agreement_pages import Get, lead, page, part

DAY = "2026-11-22"


def test_a_pair_tells_its_agreements_by_title_and_since_when(get: Get, graph_file: Path) -> None:
    text = page(get, f"/pair/CHN/NZL?as_of={DAY}")
    assert "3 agreements are in force between China and New Zealand" in lead(text)
    assert "Regional Comprehensive Economic Partnership (since 2022-01-01)" in lead(text)
    with clauseway.open(graph_file) as graph:
        rows = graph.pair("CHN", "NZL", as_of=DAY).rows
    assert len(get(f"/pair/CHN/NZL.json?as_of={DAY}").json()) == len(rows)


def test_two_economies_without_an_agreement_get_the_sentence_and_the_chain(get: Get) -> None:
    text = page(get, f"/pair/KAZ/USA?as_of={DAY}")
    assert f"No agreement in force between Kazakhstan and United States on {DAY} is in the data." in lead(text)
    assert "Chain 1: Kazakhstan to Viet Nam" in lead(text)
    assert "gives its two ends no rights" in part(text, "Shortest chains of agreements")


def test_changes_ahead_are_told_with_their_day(get: Get) -> None:
    text = page(get, f"/pair/KHM/NZL?as_of={DAY}")
    assert "2027-01-01" in part(text, "What changes ahead")


def test_two_members_of_a_union_owe_each_other_nothing_by_its_agreements(get: Get) -> None:
    text = page(get, f"/pair/DEU/FRA?as_of={DAY}")
    assert "both on one side" in part(text, "Agreements they share")


def test_an_economy_is_no_pair_with_itself(get: Get) -> None:
    assert get("/pair/CHN/CHN").status == 404


def test_the_form_of_a_pair_leads_to_its_page(get: Get) -> None:
    assert 'action="/go/pair"' in page(get, "/pair")
    found = get("/go/pair?first=china&second=new+zealand")
    assert (found.status, found.headers["location"]) == (303, "/pair/CHN/NZL")


def test_a_group_page_holds_the_figures_of_gaps_and_coverage(get: Get, graph_file: Path) -> None:
    with clauseway.open(graph_file) as graph:
        coverage = graph.group_coverage(group="asean", as_of=DAY)
        gaps = graph.gaps(group="asean", as_of=DAY)
    none = sum(row["bound"] == 0 for row in coverage.rows)
    text = page(get, f"/group/asean?as_of={DAY}")
    assert f"0 of 51 clause types bind all pairs and {none} bind none." in lead(text)
    told = get(f"/group/asean.json?as_of={DAY}").json()
    assert [(row["clause"], row["gap"]) for row in told] == [(row["clause"], row["gap"]) for row in gaps.rows]
    assert ">MYS-SGP</a>" in part(text, "Coverage by clause type")


def test_a_group_without_members_in_the_data_is_a_sentence(get: Get) -> None:
    assert "A group needs two to have a rule in common." in lead(page(get, "/group/world"))
    assert "on 1950-01-01 is in the data" in lead(page(get, "/group/asean?as_of=1950-01-01"))


def test_the_pictures_of_a_group_are_pages_and_files(get: Get) -> None:
    for name in ("bars", "network", "heatmap"):
        found = get(f"/group/asean/{name}.svg")
        assert found.status == 200
        assert found.data.lstrip().startswith(b"<svg")
        assert get(f"/group/asean/{name}").status == 200
