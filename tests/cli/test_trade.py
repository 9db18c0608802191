"""`clauseway trade` says what it was asked, and what was wrong with the question."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")


def rows(text: str) -> list[dict[str, Any]]:
    return json.loads(text)


def test_an_economy_as_first_word_is_short_for_its_flows(clauseway: Clauseway, on_shipped: Path) -> None:
    short, long = clauseway("trade", "KAZ", *DAY), clauseway("trade", "flows", "Kazakhstan", *DAY)
    assert short.code == 0, short.err
    assert short.out == long.out != ""


def test_a_group_with_a_partner_is_a_series(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("trade", "--group", "central-asia", "--with", "CHN", *DAY, "-f", "json")
    assert done.code == 0, done.err
    found = rows(done.out)
    assert {row["economy"] for row in found} == {"KAZ", "KGZ", "TJK", "TKM", "UZB", "central-asia"}
    assert {row["partner"] for row in found} == {"CHN"}
    assert {row["basis"] for row in found} == {"reported", "cited"}


def test_published_figures_can_be_asked_of_one_economy(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("trade", "published", "KAZ", *DAY, "-f", "json")
    assert {row["partner"] for row in rows(done.out)} == {"KAZ"}
    assert all(row["published_source"] for row in rows(done.out))


def test_gravity_of_two_economies_is_both_directions(clauseway: Clauseway, on_shipped: Path) -> None:
    pytest.importorskip("statsmodels")
    done = clauseway("trade", "gravity", "KAZ", "CHN", *DAY, "-f", "json")
    assert done.code == 0, done.err
    assert {(row["exporter"], row["importer"]) for row in rows(done.out)} == {("KAZ", "CHN"), ("CHN", "KAZ")}
    assert all(row["low_usd"] < row["expected_usd"] < row["high_usd"] for row in rows(done.out))


def test_without_the_library_gravity_is_one_sentence(
    clauseway: Clauseway, on_shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    done = clauseway("trade", "gravity", "KAZ", "CHN")
    assert done.code == 1
    assert done.message == (
        "The gravity estimate needs statsmodels, which is not installed; install it with: "
        'pip install "clauseway[analysis]".'
    )


def test_flows_that_cannot_be_estimated_say_how_to_get_them(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("trade", "gravity", "UZB", "TKM", *DAY, "-f", "json")
    assert done.code == 0
    assert rows(done.out) == []
    assert "clauseway build --sources FOLDER" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trade", "flows"), "Name one economy, or --group."),
        (("trade", "KAZ", "--group", "asean"), "Name one economy, or --group."),
        (("trade", "KAZ", "--with", "kazakhstan"), "does not trade with itself"),
        (("trade", "Kazakstan"), "Unknown economy 'Kazakstan'"),
        (("trade", "--group", "asian"), "Unknown group 'asian'."),
        (("trade", "published", "Kazakstan"), "Unknown economy 'Kazakstan'"),
        (("trade", "gravity"), "Name one or two economies, or --group."),
        (("trade", "gravity", "KAZ", "CHN", "UZB"), "Name one or two economies, or --group."),
        (("trade", "gravity", "KAZ", "--with", "CHN"), "--with goes with --group"),
        (("trade", "gravity", "KAZ", "KAZ"), "Kazakhstan is given twice; name two economies."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], told: str
) -> None:
    done = clauseway(*words)
    assert done.code == 2
    assert told in done.message
