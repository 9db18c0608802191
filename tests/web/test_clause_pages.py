"""Pages of clause types: who owes one, where it is written, and what it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from urllib3 import BaseHTTPResponse

import clauseway
from clauseway.ontology.strength import Grade

type Get = Callable[..., BaseHTTPResponse]
type Read = Callable[[str], Any]

DAY = "2026-11-22"
SLUG = "cross-border-data-transfer"


def test_the_economies_that_owe_a_clause_type_are_those_of_their_own_coverage(get: Get, graph_file: Path) -> None:
    rows = {row["economy"]: row for row in get(f"/clause/{SLUG}.json?as_of={DAY}").json()}
    with clauseway.open(graph_file) as graph:
        for code in ("CHN", "KOR", "KAZ", "DEU", "CHE"):
            own = graph.coverage(code, clauses=SLUG, as_of=DAY).rows[0]
            for column in ("grade", "active", "partners", "agreement", "article"):
                assert rows[code][column] == own[column], (code, column)


def test_the_lead_counts_what_the_rows_hold(get: Get, read: Read) -> None:
    rows = get(f"/clause/{SLUG}.json?as_of={DAY}").json()
    owed = [row for row in rows if row["active"] and Grade(row["grade"]).rank > 0]
    firm = [row for row in owed if Grade(row["grade"]).rank >= Grade.BINDING_UNENFORCEABLE.rank]
    said = f"{len(owed)} of {len(rows)} economies owe a duty on it to somebody, {len(firm)} of them a firm one."
    page = read(f"/clause/{SLUG}?as_of={DAY}")
    assert said in page.lead
    assert f"{len(firm)} of " in page.part("Across the world"), "picture and lead tell the same number"


def test_not_read_is_never_a_tile_of_absence(get: Get) -> None:
    rows = get(f"/clause/{SLUG}.json?as_of={DAY}").json()
    unread = [row["economy"] for row in rows if row["grade"] == "not-read" and row["agreements"]]
    picture = get(f"/clause/{SLUG}/world.svg?as_of={DAY}").data.decode()
    assert picture.count('<rect class="tile unknown"') == len(unread) + 1, "and one in the legend"


def test_the_strongest_texts_come_first_with_their_words_in_ours(read: Read) -> None:
    best = read(f"/clause/{SLUG}?as_of={DAY}").part("Best precedents")
    assert "binding-enforceable" in best
    assert "/evidence/cptpp/14.11" in best
    assert "best-endeavour" not in best


def test_a_clause_type_shows_its_definition_and_the_laws_it_needs(read: Read) -> None:
    page = read("/clause/personal-data-protection")
    assert "<blockquote" not in page.part("What it is")
    assert "Example:" in page.part("What it is")
    assert "have the law" in page.part("Laws it needs at home")


def test_before_any_agreement_nobody_owes_anything(read: Read) -> None:
    page = read("/clause/smes?as_of=1990-01-01")
    assert "Nobody surely owes it on 1990-01-01." in page.text


def test_every_clause_type_stands_in_the_list_with_its_definition(get: Get, read: Read) -> None:
    rows = get("/clauses.json").json()
    assert len(rows) == 62
    assert all(row["definition"] for row in rows)
    assert read("/clauses").lead.startswith("62 clause types in 12 themes: 51 are counted")
