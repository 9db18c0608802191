"""Fragmentation: a world worked out on paper, laws that hold for any grades, and the shipped data by other ways."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from math import log
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.queries.fragmentation import (
    LEAST_TYPES,
    Extent,
    Load,
    clause_entropy,
    divergence,
    extent,
    load,
    model_distance,
    nearest_by_rules,
)
from clauseway.queries.fragmentation_analysis import fragmentation_table
from clauseway.queries.fragmentation_columns import COLUMNS
from clauseway.queries.fragmentation_measures import (
    depth_of_pairs,
    fragmentation_by_clause,
    headline,
    largest_partners,
    mean_divergence,
    ranks_of_agreement,
    ranks_of_economy,
    rule_sets,
)
from clauseway.queries.results import ResultTable
from clauseway.queries.rules_in_force import rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.text_distance import Copied, Maker, TextDistances

TODAY = date(2026, 11, 21)
ASEAN = ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM")

ranks = st.one_of(st.none(), st.integers(0, 5))
profiles = st.dictionaries(st.sampled_from("abcdef"), ranks)


# ---- the miniature, on paper --------------------------------------------------------------------


def test_the_clause_measures_are_those_on_paper(miniature: ModuleType) -> None:
    found = fragmentation_by_clause(miniature.world())
    p, q = found["p"], found["q"]
    assert p.ranks == {"w": 2, "x": 5, "y": 3, "z": None}
    assert p.entropy == pytest.approx(log(3) / log(4), abs=1e-6)  # soft, hard and mixed, one each
    assert sorted((each.overlap, each.conflict) for each in p.loads) == [(1, 0), (1, 0), (1, 0), (2, 1)]
    assert len(p.rules) == 3
    assert p.best.rule and p.best.rule.agreement == "x"
    assert p.unread == 0.25
    assert q.ranks == {"w": 0, "x": 2, "y": 0, "z": None}
    assert q.entropy == pytest.approx((log(3) - 2 / 3 * log(2)) / log(4), abs=1e-6)  # one soft, two none
    assert q.loads == (Load(1, 0),) * 3


def test_the_profiles_and_their_divergence_are_those_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    told = {economy: ranks_of_economy(rules, economy) for economy in rules.economies}
    assert told["A"] == told["B"] == told["C"] == {"p": 5, "q": 2}
    assert told["D"] == {"p": 2, "q": None}  # z was not read, so q may be anything
    everybody, each = mean_divergence(told)
    assert everybody == 0.3  # three pairs at 0, three at 1 - 2/5
    assert each == {"A": 0.2, "B": 0.2, "C": 0.2, "D": 0.6}


def test_the_headline_is_that_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    told = headline(rules)
    assert (told.agreements, told.pairs) == (4, 4)
    assert told.overlap == pytest.approx(8 / 7, abs=1e-6)
    assert told.conflict == pytest.approx(1 / 7, abs=1e-6)
    assert told.rules == 2.0
    assert told.unread == 0.25
    assert depth_of_pairs(rules) == {("A", "B"): 0.7, ("A", "C"): 0.7, ("A", "D"): 0.2, ("B", "C"): 0.7}
    assert told.camps.members == (("A", "B", "C", "D"),)  # to part D off would give a modularity of -0.004
    assert told.camps.modularity == 0.0


def test_the_distance_to_a_model_is_that_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    own = ranks_of_economy(rules, "A")
    assert model_distance(own, ranks_of_agreement(rules, "x")) == 0.0
    assert model_distance(own, ranks_of_agreement(rules, "y")) == 1.0  # p is mixed there, q absent
    assert model_distance(own, ranks_of_agreement(rules, "z")) is None


def test_the_rule_sets_of_partners_are_those_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    assert rule_sets(rules, "A", "BCD") == (2, 0)  # B and C owe A the same strongest rules, D others
    assert rule_sets(rules, "C", "ABD") == (1, 1)


def test_scope_and_depth_of_agreements_are_those_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    assert extent(ranks_of_agreement(rules, "x")) == Extent(2, 0.7, 0.7, 0.0)
    assert extent(ranks_of_agreement(rules, "w")) == Extent(1, 0.2, 0.2, 0.0)
    assert extent(ranks_of_agreement(rules, "z")) == Extent(0, 0.0, 1.0, 1.0)  # not read: anything is possible


def test_pairs_without_a_common_agreement_are_passed_over(miniature: ModuleType) -> None:
    rules = miniature.world()
    assert list(rules.linked()) == [("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("C", "D")]
    assert rules.between("B", "D") == {}


# ---- what holds for any grades ------------------------------------------------------------------


@given(st.integers(0, 5), st.integers(1, 9))
def test_identical_rules_have_no_entropy(rank: int, times: int) -> None:
    assert clause_entropy([rank] * times) == 0


@given(st.lists(ranks))
def test_entropy_keeps_its_range_and_ignores_what_was_not_read(found: list[int | None]) -> None:
    entropy = clause_entropy(found)
    assert entropy is None or 0 <= entropy <= 1
    assert clause_entropy([*found, None]) == entropy


@given(profiles, profiles)
def test_divergence_is_symmetric_and_in_its_range(one: dict[str, int | None], other: dict[str, int | None]) -> None:
    apart = divergence(one, other)
    assert apart == divergence(other, one)
    assert apart is None or 0 <= apart <= 1


@given(profiles)
def test_nothing_diverges_from_itself(one: dict[str, int | None]) -> None:
    assert divergence(one, one) == (None if all(rank is None for rank in one.values()) else 0)


@given(profiles, profiles)
def test_the_distance_of_two_agreements_has_no_direction(
    one: dict[str, int | None], other: dict[str, int | None]
) -> None:
    assert model_distance(one, other) == model_distance(other, one)


@given(profiles)
def test_depth_lies_between_its_bounds_which_meet_where_all_was_read(found: dict[str, int | None]) -> None:
    told = extent(found)
    assert 0 <= told.depth <= told.depth_most <= 1 + 1e-6
    assert (told.depth == told.depth_most) is (told.unread == 0)


@given(st.dictionaries(st.sampled_from("vwxyz"), profiles, min_size=1))
def test_a_neighbour_is_another_agreement_that_no_comparable_one_is_nearer_than(
    found: dict[str, dict[str, int | None]],
) -> None:
    for agreement, profile in found.items():
        near = nearest_by_rules(agreement, found)
        if near is not None:
            assert near.agreement != agreement
            assert near.types >= LEAST_TYPES
            assert near.distance == model_distance(profile, found[near.agreement])


@given(st.lists(st.integers(0, 5)))
def test_of_the_agreements_of_a_pair_at_least_one_is_the_best(found: list[int]) -> None:
    loaded = load(found)
    assert 0 <= loaded.conflict <= max(loaded.overlap - 1, 0)


@given(st.sets(st.sampled_from("ABCD"), min_size=2), st.integers(1, 5))
def test_one_more_agreement_never_lowers_the_pairs_bound(miniature: ModuleType, parties: set[str], rank: int) -> None:
    before = headline(miniature.world())
    more = miniature.world(
        {**miniature.PARTIES, "more": "".join(sorted(parties))}, {**miniature.GRADES, "more": {"q": rank}}
    )
    assert headline(more).pairs >= before.pairs
    assert headline(more).agreements == before.agreements + 1


# ---- the shipped data ---------------------------------------------------------------------------


def test_the_pairs_that_overlap_are_those_of_the_catalogue_query(grafeo: Engine) -> None:
    """The query leaves provisional application out and knows no deferral, so a clause nobody put off is compared."""
    runner = Runner(grafeo)
    rules = rules_in_force(rule_facts(runner), TODAY)
    asked = runner.rows("overlapping_agreements", clause="paperless-trading", as_of=TODAY)
    found = fragmentation_by_clause(rules)["paperless-trading"]
    assert len(asked) == sum(each.overlap > 1 for each in found.loads) > 50
    total = sum(n for row in asked if isinstance(n := row["agreements"], int))
    assert total == sum(each.overlap for each in found.loads if each.overlap > 1)


def test_the_largest_partners_are_those_of_the_catalogue_query(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    partners = largest_partners(runner.rows("trade_flows"))
    for economy in ("CHN", "KAZ", "SGP", "USA", "FJI"):
        asked = runner.rows("trade_partners_of_economy", iso3=economy, limit=20)
        assert partners[economy] == tuple(row["partner"] for row in asked)


def content(table: ResultTable) -> dict[str, object]:
    told = asdict(table)
    del told["provenance"]["engine"], told["provenance"]["milliseconds"]
    return told


@pytest.mark.parametrize("by", COLUMNS)
def test_every_table_has_all_its_columns_and_names_its_sources(grafeo: Engine, by: str) -> None:
    table = fragmentation_table(Runner(grafeo), ASEAN, TODAY, by=by)
    assert table.rows
    assert table.records() == table.rows
    assert table.provenance.sources
    assert all(0 <= row["not_read"] <= 1 for row in table.rows if isinstance(row["not_read"], float))


def test_all_economies_are_answered_and_the_same_each_time(grafeo: Engine) -> None:
    first, second = (content(fragmentation_table(Runner(grafeo), (), TODAY, by="economy")) for _ in range(2))
    assert first == second


def test_both_engines_give_the_same_tables(grafeo: Engine, neo4j: Engine) -> None:
    for by in ("", "agreement", "clause", "economy", "network"):
        assert content(fragmentation_table(Runner(neo4j), ASEAN, TODAY, by=by)) == content(
            fragmentation_table(Runner(grafeo), ASEAN, TODAY, by=by)
        )


# ---- with words ---------------------------------------------------------------------------------

BOTH = frozenset({"en"})
WORDS = TextDistances(
    {"rcep": BOTH, "aanzfta-2009": BOTH, "tpp": BOTH},
    {("aanzfta-2009", "rcep"): 0.25, ("rcep", "tpp"): 0.5},
    {"rcep": Copied("tpp", 0.4)},
    {"SGP": Maker(3, 0.5, 0.25), "EUU": Maker(7, 0.6, 0.5)},
)


def test_without_texts_the_measures_of_words_are_null_and_told_as_not_read(grafeo: Engine) -> None:
    table = fragmentation_table(Runner(grafeo), ASEAN, TODAY)
    told = {row["measure"]: (row["value"], row["not_read"]) for row in table.rows}
    assert told["text-distance"] == told["copied-share"] == (None, 1.0)
    assert any("texts are not shipped" in note for note in table.provenance.notes)
    by_agreement = fragmentation_table(Runner(grafeo), ASEAN, TODAY, by="agreement")
    assert {(row["near_text"], row["copied_share"], row["text_not_read"]) for row in by_agreement.rows} == {
        (None, None, 1.0)
    }


def test_the_words_of_the_agreements_in_force_are_compared_and_no_others(grafeo: Engine) -> None:
    told = {row["measure"]: row for row in fragmentation_table(Runner(grafeo), ASEAN, TODAY, texts=WORDS).rows}
    assert told["text-distance"]["value"] == 0.75  # TPP is not in force, so it counts for nobody's distance
    assert told["text-distance"]["because"] == "aanzfta-2009, rcep"
    assert (told["copied-share"]["value"], told["copied-share"]["because"]) == (0.4, "rcep")
    rows = {
        row["agreement"]: row
        for row in fragmentation_table(Runner(grafeo), ASEAN, TODAY, by="agreement", texts=WORDS).rows
    }
    assert (rows["rcep"]["near_text"], rows["rcep"]["jaccard"]) == ("aanzfta-2009", 0.25)
    assert (rows["rcep"]["copied_from"], rows["rcep"]["copied_share"]) == ("tpp", 0.4)
    assert rows["cptpp"]["near_text"] is None


def test_makers_stand_beside_their_place_in_the_network(grafeo: Engine) -> None:
    table = fragmentation_table(Runner(grafeo), ASEAN, TODAY, by="network", texts=WORDS)
    rows = {row["economy"]: row for row in table.rows}
    assert (rows["SGP"]["chapters"], rows["SGP"]["lead"]) == (3, 0.25)
    assert rows["THA"]["lead"] is None
    assert rows["SGP"]["degree"] == len(ASEAN) - 1
    assert set(rows) == set(ASEAN)


def test_a_network_of_one_clause_type_holds_only_those_it_binds(grafeo: Engine) -> None:
    table = fragmentation_table(Runner(grafeo), (), TODAY, by="network", clauses=["source-code-protection"])
    degrees = {row["economy"]: row["degree"] for row in table.rows}
    assert degrees["CHN"] == 0
    assert 0 < int(str(degrees["SGP"])) < 40
