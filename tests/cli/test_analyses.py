"""The commands that analyse sets of economies say what they were asked and what was wrong with the question."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("on_shipped")

type Clauseway = Callable[..., Any]

SMALL = Path(__file__).resolve().parent.parent / "loaders" / "sources_small"
DAY = ("--as-of", "2026-11-21")


def rows(text: str) -> list[dict[str, Any]]:
    return json.loads(text)


def test_fragmentation_of_all_economies_keeps_its_ranges(clauseway: Clauseway) -> None:
    done = clauseway("fragmentation", *DAY, "--format", "json")
    assert done.code == 0, done.err
    for row in rows(done.out):
        if row["value"] is not None:
            assert row["low"] <= row["value"] <= (row["high"] if row["high"] is not None else row["value"])


def test_the_members_of_rcep_lie_nearest_to_rcep_or_to_a_wider_model(clauseway: Clauseway) -> None:
    done = clauseway("fragmentation", "--group", "rcep", "--by", "economy", *DAY, "--format", "json")
    nearest = {row["economy"]: row["model"] for row in rows(done.out)}
    assert (nearest["CHN"], nearest["THA"], nearest["VNM"], nearest["SGP"]) == ("rcep", "rcep", "cptpp", "depa")


def test_the_texts_of_a_sources_folder_are_compared_when_it_is_named(
    clauseway: Clauseway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    asked = ("fragmentation", "--group", "asean", *DAY, "--format", "md")
    assert "No words were compared" in clauseway(*asked).out
    assert "The words of 0 of these agreements were compared" in clauseway(*asked, "--sources", SMALL).out


def test_singapore_stands_at_the_centre_of_the_network(clauseway: Clauseway) -> None:
    done = clauseway("fragmentation", "--by", "network", *DAY, "--format", "json")
    assert rows(done.out)[0]["economy"] == "SGP"


def test_gaps_of_a_list_can_be_asked_for_one_clause_type_and_grade(clauseway: Clauseway) -> None:
    asked = ("gaps", "--economies", "CHN,JPN,KOR,SGP,NZL,USA", "--clause", "cross-border-data-transfer", *DAY)
    (row,) = rows(clauseway(*asked, "--format", "json").out)
    (strict,) = rows(clauseway(*asked, "--grade", "binding-enforceable", "--format", "json").out)
    assert (row["pairs"], row["bound"]) == (15, 10)
    assert row["steps"] == "USA joins rcep"
    assert strict["bound"] < row["bound"]


def test_two_without_an_agreement_get_the_chain_in_the_sentence(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("pair", "KAZ", "SGP", *DAY, "--format", "json")
    assert (done.code, rows(done.out)) == (0, [])
    assert done.err.startswith("No agreement in force between Kazakhstan and Singapore on 2026-11-21 is in the data.")
    assert "Chain 1: Kazakhstan to Viet Nam by eaeu-vietnam-fta (depth " in done.err
    shown = " ".join(clauseway("pair", "KAZ", "SGP", *DAY, "--format", "table").out.split())
    assert "Chain 2: Kazakhstan to China by eaeu-china-etca" in shown


def test_the_trend_of_an_economy_ends_on_the_day_asked_about(clauseway: Clauseway, on_shipped: Path) -> None:
    found = rows(clauseway("coverage", "trend", "SGP", "--as-of", "2022-05-01", "--format", "json").out)
    assert (found[0]["day"], found[-1]["day"], len(found)) == ("2000-01-01", "2022-05-01", 24)
    assert [row["clauses"] for row in found] == sorted(row["clauses"] for row in found)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("coverage",), "Name one of ECONOMY, --group and --economies."),
        (("coverage", "trend"), "Name one of ECONOMY, --group and --economies."),
        (("coverage", "CHN", "--group", "asean"), "Name one of ECONOMY, --group and --economies."),
        (("coverage", "Viet", "Nam"), "Name one economy; a name of several words goes in quotes: 'Viet Nam'."),
        (("coverage", "trend", "--group", "asean"), "A trend is of one ECONOMY"),
        (("coverage", "trend", "CHN", "--min-grade", "qualified"), "A trend is of one ECONOMY"),
        (("coverage", "CHN", "--by", "year"), "--by goes with trend"),
        (("coverage", "--group", "asean", "--qualifiers"), "--qualifiers with one ECONOMY"),
        (("pair", "CHN", "NZL", "--chain", "--favours"), "Name only one of"),
        (("pair", "CHN", "NZL", "--chain", "--clause", "smes"), "--chain looks at all clause types"),
        (("gaps",), "Name one of --group and --economies."),
        (("gaps", "--group", "asean", "--economies", "CHN,JPN"), "not both"),
        (("gaps", "--economies", "CHN"), "Name at least two economies."),
        (("gaps", "--group", "asian"), "Unknown group 'asian'."),
        (("fragmentation", "--group", "asean", "--economies", "CHN,JPN"), "not both"),
        (("fragmentation", "--economies", "CHN,Chian"), "Unknown economy 'Chian'"),
        (("fragmentation", "--by", "year", "--sources", "."), "--sources goes with --by agreement, --by network"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    clauseway: Clauseway, words: tuple[str, ...], told: str
) -> None:
    done = clauseway(*words)
    assert done.code == 2
    assert told in done.err
