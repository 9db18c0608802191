"""Coverage of a set: the miniature on paper, and the shipped data against gaps."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import bound_pairs, depth, mutual_rules
from clauseway.queries.gap_analysis import gaps_table
from clauseway.queries.group_coverage import group_coverage_table, pair_grades
from clauseway.queries.rules_in_force import RulesInForce
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 21)
SAMPLE = ("AUS", "CHN", "JPN", "KHM", "SGP")
OWED = [grade for grade in Grade if grade.rank > 0]


def test_the_pairs_and_their_grades_are_those_on_paper(miniature: ModuleType) -> None:
    rules: RulesInForce = miniature.world()
    found = bound_pairs(rules, Grade.QUALIFIED)["p"]
    assert found.bound == (("A", "B"), ("A", "C"), ("B", "C"))
    assert found.hidden == {("C", "D")}
    grades = {one.pair: one.rank for one in pair_grades(rules)["p"]}
    assert grades == {("A", "B"): 5, ("A", "C"): 5, ("A", "D"): 2, ("B", "C"): 5}, "C and D are not read, B and D apart"
    on_q = {one.pair: one.rank for one in pair_grades(rules)["q"]}
    assert on_q == {("A", "B"): 2, ("A", "C"): 2, ("A", "D"): 0, ("B", "C"): 2}, "w was read and holds no q"
    assert depth(rules, "A", "B") == 0.7
    assert {clause: rule.agreement for clause, rule in mutual_rules(rules, "B", "A").items()} == {"p": "x", "q": "x"}


@given(st.sets(st.sampled_from("ABCD"), min_size=2), st.integers(1, 5), st.sampled_from(OWED))
def test_joining_never_lowers_the_coverage_of_a_set(
    miniature: ModuleType, parties: set[str], rank: int, grade: Grade
) -> None:
    before = miniature.world()
    after = miniature.world(
        {**miniature.PARTIES, "more": "".join(sorted(parties))}, {**miniature.GRADES, "more": {"p": rank}}
    )
    assert set(bound_pairs(before, grade)["p"].bound) <= set(bound_pairs(after, grade)["p"].bound)
    for pair in before.pairs():
        assert depth(before, *pair) <= depth(after, *pair)


@pytest.mark.parametrize("grade", [Grade.QUALIFIED, Grade.BEST_ENDEAVOUR])
def test_the_share_is_one_minus_the_gap(grafeo: Engine, grade: Grade) -> None:
    rows = group_coverage_table(Runner(grafeo), SAMPLE, TODAY, grade=grade).rows
    gaps = {row["clause"]: row for row in gaps_table(Runner(grafeo), SAMPLE, TODAY, grade=grade).rows}
    assert len(rows) == 51
    for row in rows:
        gap = gaps[row["clause"]]
        share, lacking = row["share"], gap["gap"]
        assert isinstance(share, float) and isinstance(lacking, float)
        assert share == pytest.approx(1 - lacking, abs=1e-6)
        assert (row["bound"], row["pairs"]) == (gap["bound"], gap["pairs"])


def test_the_best_pair_is_never_below_the_worst_and_names_its_article(grafeo: Engine) -> None:
    for row in group_coverage_table(Runner(grafeo), SAMPLE, TODAY).rows:
        if row["best_grade"] is not None:
            assert row["agreement"] and row["article"] and row["source"] and row["provision"]
            if row["worst_grade"] is not None:
                assert Grade(str(row["best_grade"])).rank >= Grade(str(row["worst_grade"])).rank
        else:
            assert row["bound"] == 0


def test_cambodia_is_in_the_worst_pair_while_its_delay_runs(grafeo: Engine) -> None:
    (row,) = group_coverage_table(Runner(grafeo), SAMPLE[:4], TODAY, clauses=["cross-border-data-transfer"]).rows
    assert (row["bound"], row["pairs"]) == (3, 6)
    assert str(row["best_pair"]) in ("AUS-JPN", "AUS-CHN", "CHN-JPN")
    later = group_coverage_table(Runner(grafeo), SAMPLE[:4], date(2030, 1, 2), clauses=["cross-border-data-transfer"])
    assert later.rows[0]["share"] == 1.0


def test_both_engines_give_the_same_coverage_of_a_set(grafeo: Engine, neo4j: Engine) -> None:
    one, other = (group_coverage_table(Runner(engine), SAMPLE, TODAY) for engine in (grafeo, neo4j))
    assert one.rows == other.rows
    assert one.provenance.notes == other.provenance.notes
    assert one.provenance.sources == other.provenance.sources
