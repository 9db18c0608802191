"""Pages of pairs and groups: their figures are those of the Python interface, and emptiness is a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from urllib3 import BaseHTTPResponse

import clauseway

type Get = Callable[..., BaseHTTPResponse]
type Read = Callable[[str], Any]

DAY = "2026-11-22"


def test_a_pair_tells_its_agreements_by_title_and_since_when(get: Get, read: Read, graph_file: Path) -> None:
    page = read(f"/pair/CHN/NZL?as_of={DAY}")
    assert "3 agreements are in force between China and New Zealand" in page.lead
    assert "Regional Comprehensive Economic Partnership (since 2022-01-01)" in page.lead
    with clauseway.open(graph_file) as graph:
        rows = graph.pair("CHN", "NZL", as_of=DAY).rows
    assert len(get(f"/pair/CHN/NZL.json?as_of={DAY}").json()) == len(rows)


def test_two_economies_without_an_agreement_get_the_sentence_and_the_chain(read: Read) -> None:
    page = read(f"/pair/KAZ/USA?as_of={DAY}")
    assert f"No agreement in force between Kazakhstan and United States on {DAY} is in the data." in page.lead
    assert "Chain 1: Kazakhstan to Viet Nam" in page.lead
    assert "gives its two ends no rights" in page.part("Shortest chains of agreements")


def test_changes_ahead_are_told_with_their_day(read: Read) -> None:
    page = read(f"/pair/KHM/NZL?as_of={DAY}")
    assert "2027-01-01" in page.part("What changes ahead")


def test_two_members_of_a_union_owe_each_other_nothing_by_its_agreements(read: Read) -> None:
    page = read(f"/pair/DEU/FRA?as_of={DAY}")
    assert "both on one side" in page.part("Agreements they share")


def test_an_economy_is_no_pair_with_itself(get: Get) -> None:
    assert get("/pair/CHN/CHN").status == 404


def test_the_form_of_a_pair_leads_to_its_page(get: Get, read: Read) -> None:
    assert 'action="/go/pair"' in read("/pair").text
    found = get("/go/pair?first=china&second=new+zealand")
    assert (found.status, found.headers["location"]) == (303, "/pair/CHN/NZL")


def test_a_group_page_holds_the_figures_of_gaps_and_coverage(get: Get, read: Read, graph_file: Path) -> None:
    with clauseway.open(graph_file) as graph:
        coverage = graph.group_coverage(group="asean", as_of=DAY)
        gaps = graph.gaps(group="asean", as_of=DAY)
    none = sum(row["bound"] == 0 for row in coverage.rows)
    page = read(f"/group/asean?as_of={DAY}")
    assert f"0 of 51 clause types bind all pairs and {none} bind none." in page.lead
    assert len(get(f"/group/asean.json?as_of={DAY}").json()) == len(coverage.rows)
    told = get(f"/group/asean/gaps.json?as_of={DAY}").json()
    assert [(row["clause"], row["gap"]) for row in told] == [(row["clause"], row["gap"]) for row in gaps.rows]
    assert ">MYS-SGP</a>" in page.part("Coverage by clause type")


def test_a_group_without_members_in_the_data_is_a_sentence(read: Read) -> None:
    assert "A group needs two to have a rule in common." in read("/group/world").lead
    assert "on 1950-01-01 is in the data" in read("/group/asean?as_of=1950-01-01").lead


def test_a_group_too_large_for_steps_says_so_and_shows_its_gaps(read: Read) -> None:
    page = read("/group/bri")
    assert "looked for here for groups of up to 60 members" in page.part("Gaps")
    assert ">Gap</" in page.part("Gaps")
    assert ">Steps</" not in page.part("Gaps")
    assert "pairs agree on it" not in page.text
    assert "/group/bri/steps" not in page.text
    assert "clauseway gaps --group bri" in read("/group/bri/steps").lead
    assert "No steps were looked for." in read("/group/bri/gaps").text


def test_the_pictures_of_a_group_are_pages_and_files(get: Get) -> None:
    for name in ("bars", "network", "heatmap"):
        found = get(f"/group/asean/{name}.svg")
        assert found.status == 200
        assert found.data.lstrip().startswith(b"<svg")
        assert get(f"/group/asean/{name}").status == 200
