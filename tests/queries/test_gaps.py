"""Gaps: a world worked out on paper, the greedy rule against the solver and its bound, the shipped data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from itertools import combinations
from math import log
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.ontology.strength import Grade
from clauseway.queries.gap_analysis import clause_gaps, gaps_table, trade_of_pairs
from clauseway.queries.gaps import Move, exact_cost, greedy_cover, moves
from clauseway.queries.law_readiness import LawReadiness
from clauseway.queries.pair_analysis import pair_table
from clauseway.queries.results import ResultTable
from clauseway.queries.rules_in_force import Pair
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 21)
TRIO = ("AUS", "CHN", "JPN", "KHM")


# ---- the miniature, on paper --------------------------------------------------------------------


def test_bound_and_missing_pairs_are_those_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    found = clause_gaps(rules, Grade.QUALIFIED, 80, {}, ["x"], rules)
    assert found["p"].bound == (("A", "B"), ("A", "C"), ("B", "C"))
    assert found["p"].missing == (("A", "D"), ("B", "D"), ("C", "D"))
    assert found["p"].hidden == {("C", "D")}  # z was not read
    assert [step.sentence() for step in found["p"].steps] == ["D joins x"]
    assert found["q"].bound == ()
    assert found["q"].steps and all(not step.agreement for step in found["q"].steps)  # x holds q as a promise only


def test_a_lower_grade_binds_more(miniature: ModuleType) -> None:
    rules = miniature.world()
    found = clause_gaps(rules, Grade.BEST_ENDEAVOUR, 80, {}, [], rules)
    assert found["p"].bound == (("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"))
    assert len(found["q"].bound) == 3


def test_the_greedy_steps_and_the_least_cost_are_those_on_paper() -> None:
    """Only y is open, of A and B: D joins and closes two, C and D have to agree; jointly C and D join for 2."""
    missing = [("A", "D"), ("B", "D"), ("C", "D")]
    offered = moves(missing, {"y": {"A", "B"}})
    steps = greedy_cover(missing, offered, 3)
    assert [step.sentence() for step in steps] == ["D joins y", "C and D agree on it"]
    assert sum(step.cost for step in steps) == 3
    pytest.importorskip("scipy")
    assert exact_cost(missing, offered, 3) == 2


def test_steps_that_later_ones_make_needless_are_left_out() -> None:
    pairs = [("A", "B"), ("A", "C"), ("B", "C")]
    one = Move(("A",), "x", frozenset(pairs[:2]), 1)
    everything = Move(("A", "B"), "x", frozenset(pairs), 1)
    assert greedy_cover(pairs, [one, everything], 3) == [everything]


def test_trade_breaks_ties() -> None:
    missing = [("A", "B"), ("C", "D")]
    assert greedy_cover(missing, [], 1, {("C", "D"): 5})[0].economies == ("C", "D")


def test_no_data_is_not_taken_as_law() -> None:
    laws = LawReadiness({"p": ("privacy",)}, {"A": frozenset({"privacy"}), "B": frozenset()})
    assert laws.lacking("p", ["A", "B", "C"]) == {"privacy": ("B", "C")}
    assert laws.lacking("q", ["B"]) == {}


# ---- what holds for any gap ---------------------------------------------------------------------

every_pair = list(combinations("ABCDE", 2))
some_pairs = st.sets(st.sampled_from(every_pair), min_size=1)
memberships = st.dictionaries(st.sampled_from("xy"), st.sets(st.sampled_from("ABCDE")))


@settings(deadline=None, max_examples=40)
@given(some_pairs, memberships, st.data())
def test_the_greedy_steps_close_enough_within_their_bound(
    missing: set[Pair], parties: dict[str, Collection[str]], data: st.DataObject
) -> None:
    pytest.importorskip("scipy")
    need = data.draw(st.integers(1, len(missing)))
    offered = moves(missing, parties)
    steps = greedy_cover(missing, offered, need)
    assert len(frozenset[Pair]().union(*(step.closes for step in steps))) >= need
    least = exact_cost(missing, offered, need)
    cost = sum(step.cost for step in steps)
    largest = max((len(step.closes) for step in offered), default=1)
    assert least is not None
    assert least <= cost <= least * (1 + log(largest)) + 1e-9


@given(st.sets(st.sampled_from("ABCD"), min_size=2), st.integers(1, 5))
def test_one_more_agreement_never_lowers_the_pairs_bound(miniature: ModuleType, parties: set[str], rank: int) -> None:
    before = miniature.world()
    after = miniature.world(
        {**miniature.PARTIES, "more": "".join(sorted(parties))}, {**miniature.GRADES, "more": {"p": rank}}
    )
    for grade in (Grade.BEST_ENDEAVOUR, Grade.QUALIFIED, Grade.BINDING_ENFORCEABLE):
        one = clause_gaps(before, grade, 0, {}, [], before)["p"].bound
        assert set(one) <= set(clause_gaps(after, grade, 0, {}, [], after)["p"].bound)


# ---- the shipped data ---------------------------------------------------------------------------


def test_a_pair_is_missing_where_the_pair_command_finds_no_such_rule(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    clause = "cross-border-data-transfer"
    table = gaps_table(runner, TRIO, TODAY, by="pair", clauses=[clause])
    missing = {(row["first"], row["second"]) for row in table.rows}
    for first, second in combinations(TRIO, 2):
        rows = pair_table(runner, (first, first), (second, second), TODAY, clauses=[clause]).rows
        owing: set[object] = set()
        for row in rows:
            if row["active"] is True and Grade(str(row["grade"])).rank >= Grade.QUALIFIED.rank:
                owing |= {first, second} if row["direction"] == "mutual" else {row["economy"]}
        assert ((first, second) in missing) == (owing != {first, second})
    assert missing == {("AUS", "KHM"), ("CHN", "KHM"), ("JPN", "KHM")}, "Cambodia has put the rule off"


def test_the_gap_closes_when_the_delay_ends(grafeo: Engine) -> None:
    later = gaps_table(Runner(grafeo), TRIO, date(2030, 1, 2), by="pair", clauses=["cross-border-data-transfer"])
    assert later.rows == []


def test_trade_of_a_pair_is_the_sum_of_both_ways(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    trade = trade_of_pairs(runner.rows("trade_flows"))
    for row in runner.rows("trade_partners_of_economy", iso3="CHN", limit=10):
        partner = str(row["partner"])
        assert trade[min("CHN", partner), max("CHN", partner)] == row["total"]


def content(table: ResultTable) -> dict[str, object]:
    told = asdict(table)
    del told["provenance"]["engine"], told["provenance"]["milliseconds"]
    return told


@pytest.mark.parametrize("by", ["clause", "economy", "pair", "step"])
def test_every_table_has_all_its_columns_and_names_its_sources(grafeo: Engine, by: str) -> None:
    table = gaps_table(Runner(grafeo), TRIO, TODAY, by=by)
    assert table.rows
    assert table.records() == table.rows
    assert table.provenance.sources


def test_both_engines_give_the_same_tables(grafeo: Engine, neo4j: Engine) -> None:
    for by in ("clause", "step"):
        assert content(gaps_table(Runner(neo4j), TRIO, TODAY, by=by)) == content(
            gaps_table(Runner(grafeo), TRIO, TODAY, by=by)
        )


def test_a_party_that_has_put_a_rule_off_is_not_told_to_join(grafeo: Engine) -> None:
    """Cambodia owes the rule on data localisation of RCEP only later; it cannot accede to what it is Party to."""
    table = gaps_table(
        Runner(grafeo), ["BRN", "IDN", "KHM", "LAO", "MMR", "TLS"], TODAY, by="step",
        clauses=["data-localisation-ban"], close=100,
    )  # fmt: skip
    joining = {str(row["move"]) for row in table.rows if row["agreement"] == "rcep"}
    assert all(not {"KHM", "LAO", "MMR", "BRN", "IDN"} & set(move.replace(",", "").split()) for move in joining)
    assert [move for move in moves([("A", "C")], {"x": {"A"}}, {"x": {"A", "C"}}) if move.agreement] == []
