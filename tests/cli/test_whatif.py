"""`clauseway whatif` says what would change, and what was wrong with the question; the graph file stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")


def test_measures_come_before_and_after_with_their_difference(clauseway: Clauseway, on_shipped: Path) -> None:
    stored = on_shipped.read_bytes()
    done = clauseway("whatif", "--join", "CHN:depa", *DAY, "-f", "json")
    assert done.code == 0, done.err
    for row in json.loads(done.out):
        if row["before"] is not None and row["after"] is not None:
            assert row["difference"] == pytest.approx(row["after"] - row["before"], abs=1e-6)
    measures = {row["measure"]: row for row in json.loads(done.out)}
    assert measures["duties"]["difference"] > 0
    assert measures["mean-gap"]["difference"] < 0
    assert on_shipped.read_bytes() == stored


def test_changes_can_be_repeated_and_mixed(clauseway: Clauseway, on_shipped: Path) -> None:
    words = ("--join", "CHN:depa", "--join", "KAZ:depa", "--leave", "GBR:cptpp", "--upgrade", "china-korea-fta:cptpp")
    rows = json.loads(clauseway("whatif", *words, "--by", "duty", *DAY, "-f", "json").out)
    assert {row["economy"] for row in rows} == {"CHN", "GBR", "KAZ", "KOR"}
    assert {"new", "stronger", "lifted"} <= {row["change"] for row in rows}


def test_a_terminal_is_told_the_set_and_where_accession_stands(clauseway: Clauseway, on_shipped: Path) -> None:
    told = " ".join(clauseway("whatif", "--join", "CHN:depa", *DAY, "-f", "table").out.split())
    assert "What if CHN joins depa, on 2026-11-21" in told
    assert "with the Parties of depa: CHL, CHN, KOR, NZL, SGP." in told
    assert "CHN and depa at present: accession-working-group since 2022-08-01." in told


def test_codings_that_do_not_count_bring_no_duty(clauseway: Clauseway, on_shipped: Path) -> None:
    words = ("whatif", "--join", "KAZ:depa", *DAY, "-f", "json")
    weak = {row["measure"]: row for row in json.loads(clauseway(*words).out)}
    strict = json.loads(clauseway(*words, "--min-verification", "primary-text").out)
    few = {row["measure"]: row for row in strict}
    assert few["duties"]["before"] <= weak["duties"]["before"]
    assert few["duties"]["not_read"] >= weak["duties"]["not_read"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name a change: --join ECONOMY:AGREEMENT"),
        (("--join", "CHN"), "'CHN' is no change to join; write two names with a colon between"),
        (("--join", "Chnia:depa"), "Did you mean CHN China?"),
        (("--join", "asian:depa"), "Did you mean 'asean'?"),
        (("--join", "CHN:dpea"), "Did you mean 'depa'?"),
        (("--join", "SGP:depa"), "SGP is bound by depa"),
        (("--leave", "KAZ:depa"), "KAZ is not bound by depa"),
        (("--upgrade", "rcep:rcep"), "rcep cannot be brought up to itself"),
        (("--join", "CHN:depa", "--by", "year"), "'economy'"),
        (("--join", "CHN:depa", "--group", "asian"), "Did you mean 'asean'?"),
        (("--join", "CHN:depa", "--group", "asean", "--economies", "CHN,JPN"), "not both"),
        (("--join", "CHN:depa", "--clause", "data-localization-ban"), "Did you mean 'data-localisation-ban'?"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_one_sentence(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], says: str
) -> None:
    done = clauseway("whatif", *words, *DAY)
    assert (done.code, done.out) == (2, "")
    assert says in done.message
