"""Ranking and paths: scores by hand, shares of draws, weights refused, order of what is needed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.queries import upgrade_ranking
from clauseway.queries.names import UnknownName
from clauseway.queries.runner import Runner
from clauseway.queries.upgrade_analysis import CLAUSE_COLUMNS, STEP_COLUMNS, upgrade_table
from clauseway.queries.upgrade_candidates import candidates, moment_of
from clauseway.queries.upgrade_facts import UpgradeFacts, upgrade_facts
from clauseway.queries.upgrade_paths import after, path
from clauseway.queries.upgrade_ranking import CRITERIA, TOP, WEIGHTS, ranked, weights_for, weights_given

DAY = date(2026, 11, 22)

criterion = st.integers(0, 100).map(lambda n: n / 100)
alternatives = st.lists(st.fixed_dictionaries(dict.fromkeys(CRITERIA, criterion)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def facts(grafeo: Engine) -> UpgradeFacts:
    return upgrade_facts(Runner(grafeo), DAY)


# ---- weights and scores -------------------------------------------------------------------------


def test_the_weights_of_each_tier_sum_to_one() -> None:
    for tier, weights in WEIGHTS.items():
        assert sum(weights.values()) == pytest.approx(1), tier
        assert weights_for(tier, {}) == weights


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("gian=1", "Unknown criterion 'gian'. Did you mean 'gain'?"),
        ("gain", "'gain' is no weight; write criterion=number"),
        ("gain=much", "The weight of gain is 'much'; write a number from 0 upwards."),
        ("gain=-1", "from 0 upwards"),
        ("gain=inf", "from 0 upwards"),
        ("gain=1,gain=2", "given twice"),
    ],
)
def test_weights_that_mean_nothing_are_refused(words: str, told: str) -> None:
    with pytest.raises(UnknownName) as caught:
        weights_given(words)
    assert told in str(caught.value)


def test_no_weight_at_all_is_refused() -> None:
    with pytest.raises(UnknownName, match="All weights are 0"):
        weights_for("early", dict.fromkeys(CRITERIA, 0.0))


@settings(deadline=None, max_examples=25)
@given(alternatives)
def test_the_score_is_one_less_the_weighted_distance_to_the_ideal(given_: list[dict[str, float]]) -> None:
    pytest.importorskip("pymcdm")
    weights = WEIGHTS["advanced"]
    found = ranked(given_, weights, draws=20)
    for score, each in zip(found.scores, given_, strict=True):
        assert score == pytest.approx(1 - sum(weights[name] * (1 - each[name]) for name in CRITERIA), abs=1e-5)
    assert sum(found.stays) == pytest.approx(min(TOP, len(given_)))
    assert all(0 <= share <= 1 for share in found.stays)
    assert ranked(given_, weights, draws=20) == found


def test_what_is_best_in_everything_stays_first_under_any_weights() -> None:
    pytest.importorskip("pymcdm")
    every: list[dict[str, float]] = [dict.fromkeys(CRITERIA, 0.1 * n) for n in (0, 1, 2, 3, 4, 9)]
    found = ranked(every, WEIGHTS["middle"])
    assert found.stays[-1] == 1
    assert found.stays[:3] == (0, 0, 0)


def test_without_pymcdm_the_steps_stand_by_gain_and_say_why(grafeo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade_ranking, "_library", lambda: None)
    table = upgrade_table(Runner(grafeo), ["KAZ"], DAY, name="Kazakhstan")
    assert {(row["rank"], row["score"], row["top3"]) for row in table.rows} == {(None, None, None)}
    gains = [row["by_gain"] for row in table.rows]
    assert gains == sorted(gains, key=lambda gain: -float(str(gain)))
    assert any("install the extra 'analysis'" in note for note in table.provenance.notes)


# ---- tables -------------------------------------------------------------------------------------


def test_rows_have_their_columns_and_types_and_say_what_they_rest_on(grafeo: Engine) -> None:
    types = {"string": str, "integer": int, "number": float, "boolean": bool}
    for by, columns in (("step", STEP_COLUMNS), ("clause", CLAUSE_COLUMNS)):
        table = upgrade_table(Runner(grafeo), ["CHN", "MMR"], DAY, by=by)
        assert table.rows
        for row in table.rows:
            assert list(row) == [*(column.name for column in columns), "row_id"]
            for column in columns:
                assert row[column.name] is None or type(row[column.name]) is types[column.type], column.name
            assert row["because" if by == "step" else "source"]
            assert 0 <= float(str(row["not_read"])) <= 1
    assert table.provenance.sources


def test_talks_are_told_with_day_and_source(grafeo: Engine) -> None:
    rows = upgrade_table(Runner(grafeo), ["CHN"], DAY).rows
    told = next(str(row["talks"]) for row in rows if row["target"] == "depa")
    assert "accession-working-group since 2022-08: " in told
    assert "applied since 2021-11-01: " in told
    singapore = upgrade_table(Runner(grafeo), ["SGP"], DAY).rows
    assert all(row["talks"] is None for row in singapore if row["target"] == "wto-jsi-ecommerce")
    efta = next(row for row in singapore if row["target"] == "efta-singapore-fta")
    assert str(efta["talks"]).startswith("efta-singapore-dea signed since 2025-09-25: "), "another text is under way"
    assert efta["by_talks"] == 1


def test_a_precedent_that_only_a_rule_found_says_so(grafeo: Engine) -> None:
    rows = upgrade_table(Runner(grafeo), ["UZB"], DAY, by="clause").rows
    told = {str(row["peer_precedent"]) for row in rows}
    assert any(", machine-coded)" in each for each in told)
    assert all(", primary-text)" not in each for each in told)


def test_only_the_clause_types_asked_about_count(grafeo: Engine) -> None:
    rows = upgrade_table(Runner(grafeo), ["UZB"], DAY, by="clause", clauses=["paperless-trading"]).rows
    assert {row["clause"] for row in rows} == {"paperless-trading"}


def test_both_engines_give_the_same_steps(grafeo: Engine, neo4j: Engine) -> None:
    for economy in ("KAZ", "SGP", "MMR"):
        one, other = (upgrade_table(Runner(engine), [economy], DAY).rows for engine in (grafeo, neo4j))
        assert one == other


# ---- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize("economy", ["KAZ", "MMR", "CHN", "UZB"])
def test_on_a_path_a_law_comes_before_what_needs_it_and_nothing_comes_twice(facts: UpgradeFacts, economy: str) -> None:
    found = [each.step for each in path(facts, economy, 4, {})]
    assert found
    missing = set(facts.to_adopt(economy))
    taken: set[tuple[str, str]] = set()
    for step in found:
        assert (step.kind, step.target) not in taken
        taken.add((step.kind, step.target))
        if step.kind == "adopt":
            missing.discard(step.target)
        else:
            assert not missing & {law for gain in step.gains if gain.weight for law in gain.laws}


def test_a_step_taken_brings_its_rungs_and_is_not_offered_again(facts: UpgradeFacts) -> None:
    before = moment_of(facts)
    for kind, economy in (("join", "KAZ"), ("commit", "ARE"), ("upgrade", "CHN")):
        step = next(each for each in candidates(before, economy) if each.kind == kind)
        then = moment_of(after(facts, step))
        for gain in step.gains:
            for partner in gain.climbed:
                cell = then.rules.between(economy, partner)[gain.clause]
                assert cell.low >= gain.rule.grade.rank, (step.target, gain.clause, partner)
        again = [each for each in candidates(then, economy) if (each.kind, each.target) == (step.kind, step.target)]
        offered = {(gain.clause, partner) for each in again for gain in each.gains for partner in gain.climbed}
        rungs = {gain.clause: gain.rule.grade.rank for each in again for gain in each.gains}
        for gain in step.gains:
            for partner in gain.climbed:
                assert (gain.clause, partner) not in offered or rungs[gain.clause] > gain.rule.grade.rank
    assert moment_of(facts).rules.bound.keys() == before.rules.bound.keys(), "the facts given stay as they are"
