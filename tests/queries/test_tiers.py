"""Tiers: the shipped tables, their faults by line, and what holds for any thresholds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.loaders.problems import SourceError
from clauseway.queries.runner import Runner
from clauseway.queries.tiers import (
    HIGHEST_WEIGHT,
    TIERS,
    TIERS_FILE,
    UNKNOWN,
    WEIGHTS_FILE,
    Threshold,
    Tier,
    most_alike,
    positions,
    read_clause_weights,
    read_thresholds,
    tier_of,
)

THEMES = {"paperless-trading": "paperless-trade-logistics", "cross-border-data-transfer": "data"}
THREE = (Threshold("a", 1, 2), Threshold("b", 1, 2), Threshold("c", 1, 2))
HEADER = "indicator,middle,advanced,themes,reason\n"


def themes_of(engine: Engine) -> dict[str, str]:
    return {str(row["clause"]): str(row["theme"]) for row in Runner(engine).rows("clauses") if row["counted"]}


def test_the_shipped_tables_name_only_what_the_graph_knows_and_give_reasons(grafeo: Engine) -> None:
    indicators = [str(row["indicator"]) for row in Runner(grafeo).rows("indicators")]
    themes = themes_of(grafeo)
    thresholds = read_thresholds(TIERS_FILE, indicators, set(themes.values()))
    assert all(threshold.reason for threshold in thresholds)
    weights = read_clause_weights(WEIGHTS_FILE, themes)
    assert set(weights) == {*TIERS, UNKNOWN}
    for by_clause in weights.values():
        assert set(by_clause) == set(themes)
        assert all(0 <= weight <= HIGHEST_WEIGHT for weight in by_clause.values())


def test_each_tier_weighs_most_what_the_strategy_begins_with_there(grafeo: Engine) -> None:
    weights = read_clause_weights(WEIGHTS_FILE, themes_of(grafeo))
    assert weights["early"]["electronic-authentication-signatures"] == HIGHEST_WEIGHT
    assert weights["early"]["cross-border-data-transfer"] == 0
    assert weights["middle"]["personal-data-protection"] == HIGHEST_WEIGHT
    assert weights["advanced"]["cross-border-data-transfer"] == HIGHEST_WEIGHT


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("internet-user,60,85,trust,", "mine.csv:2: error: 'internet-user' is not a known indicator. Did you mean"),
        ("internet-users,sixty,85,trust,", "mine.csv:2: error: column middle: 'sixty' is not a number."),
        ("internet-users,nan,85,trust,", "column middle: 'nan' is not a number."),
        ("internet-users,60,85,truth,", "'truth' is not a known theme. Did you mean 'trust'?"),
        ("lpi,1,2,,\nlpi,1,2,,", "mine.csv:3: error: 'lpi' stands twice."),
        ("", "there is no threshold."),
    ],
)
def test_a_table_of_thresholds_that_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, row: str, told: str
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_thresholds(file, ["internet-users", "lpi"], {"trust", "data"})
    assert told in str(caught.value)


def test_a_weight_out_of_range_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "weights.csv"
    file.write_text("theme,clause,early,middle,advanced,reason\ndata,,0,1,4,\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"weights\.csv:2: error: the weight 4 is not from 0 to 3\. Change advanced"):
        read_clause_weights(file, THEMES)


known = st.dictionaries(st.sampled_from("abc"), st.sampled_from([0.0, 1.0, 2.0]))


@given(known, st.sampled_from("abc"))
def test_a_higher_value_never_lowers_a_tier(values: dict[str, float], raised: str) -> None:
    if raised not in values:
        return
    before, after = tier_of(values, THREE), tier_of({**values, raised: 2.0}, THREE)
    for one, other in ((before.low, after.low), (before.high, after.high)):
        assert TIERS.index(other) >= TIERS.index(one)


@given(known)
def test_a_tier_lies_in_its_range_or_is_unknown(values: dict[str, float]) -> None:
    found = tier_of(values, THREE)
    assert TIERS.index(found.low) <= TIERS.index(found.high)
    if len(values) < 2 and found.low != found.high:
        assert found.name == UNKNOWN
    if found.name != UNKNOWN:
        assert TIERS.index(found.low) <= TIERS.index(found.name) <= TIERS.index(found.high)


def test_alike_are_the_nearest_of_the_same_tier() -> None:
    values = {code: {"a": a, "b": b} for code, a, b in (("A", 1.0, 1.0), ("B", 1.1, 1.0), ("C", 9.0, 9.0))}
    values["D"] = {"a": 1.05, "b": 1.0}
    tiers = {code: Tier("middle", "middle", "middle", {}) for code in "ABC"}
    tiers["D"] = Tier("early", "early", "early", {})
    assert most_alike("A", positions(values), tiers) == ("B", "C")
    assert most_alike("A", positions(values), tiers, 1) == ("B",)
    assert most_alike("Z", positions(values), tiers) == ()
