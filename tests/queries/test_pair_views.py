"""Views of a pair: inconsistencies, what others get, chains of agreements; on paper, by law and on the shipped data."""

from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine, Row
from clauseway.ontology.strength import Grade
from clauseway.queries.chains import chain_table, chains_between, shortest_chains, with_chain
from clauseway.queries.favours import favours, favours_table
from clauseway.queries.names import find_two_economies
from clauseway.queries.pair_analysis import pair_table
from clauseway.queries.pair_inconsistencies import inconsistencies, inconsistency_table
from clauseway.queries.rules_in_force import Bound, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 21)
PAIRS = (("CHN", "NZL"), ("KAZ", "SGP"), ("SGP", "NZL"), ("KOR", "SGP"))


def rank(row: Row, name: str) -> int:
    return Grade(str(row[name])).rank


# ---- inconsistencies ----------------------------------------------------------------------------


def rule(agreement: str, grade: Grade, direction: str = "mutual", **more: str | None) -> Row:
    debtor, creditor = ("A", "B") if direction == "mutual" else direction.split(" to ")
    row: Row = {
        "direction": direction, "economy": debtor, "partner": creditor, "clause": "p", "agreement": agreement,
        "provision": f"{agreement}/1", "grade": grade.value, "grade_high": grade.value, "exception": None,
        "active": True, "score_low": 0.5, "score_high": 0.5,
    }  # fmt: skip
    return {**row, **more}


def told(rows: list[Row]) -> list[tuple[object, ...]]:
    return [(r["direction"], r["agreement"], r["other_agreement"], r["differs_in"], r["sure"]) for r in rows]


def test_the_inconsistencies_of_the_miniature_are_those_on_paper() -> None:
    """A and B have x (5) and y (3) on p: one inconsistency, the same in both directions."""
    rows = [rule("x", Grade.BINDING_ENFORCEABLE), rule("y", Grade.QUALIFIED)]
    assert told(inconsistencies(rows)) == [("mutual", "x", "y", "grade", True)]


def test_a_difference_that_a_fact_not_known_could_undo_is_not_sure() -> None:
    firm = rule("x", Grade.BINDING_ENFORCEABLE)
    open_ = rule("y", Grade.QUALIFIED, grade_high=Grade.BINDING_ENFORCEABLE.value)
    assert told(inconsistencies([firm, open_])) == [("mutual", "x", "y", "grade", False)]


def test_exceptions_differ_only_where_both_are_recorded() -> None:
    one = rule("x", Grade.QUALIFIED, exception="self_judging")
    assert inconsistencies([one, rule("y", Grade.QUALIFIED)]) == []
    other = rule("y", Grade.QUALIFIED, exception="closed_list")
    assert told(inconsistencies([one, other])) == [("mutual", "x", "y", "exception", True)]


def test_what_only_one_of_the_two_owes_differs_in_its_direction_alone() -> None:
    rows = [rule("x", Grade.BINDING_ENFORCEABLE, "A to B"), rule("y", Grade.QUALIFIED)]
    assert told(inconsistencies(rows)) == [("A to B", "x", "y", "grade", True)]


def test_what_is_not_in_force_or_not_read_is_no_inconsistency() -> None:
    waiting: Row = {**rule("x", Grade.BINDING_ENFORCEABLE), "active": False}
    assert inconsistencies([waiting, rule("y", Grade.QUALIFIED)]) == []
    assert inconsistencies([rule("x", Grade.NOT_READ), rule("y", Grade.QUALIFIED)]) == []
    assert inconsistencies([rule("x", Grade.ABSENT), rule("y", Grade.QUALIFIED)]) == []


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_each_inconsistency_stands_in_the_table_of_the_pair(grafeo: Engine, pair: tuple[str, str]) -> None:
    runner = Runner(grafeo)
    two = find_two_economies(runner, *pair)
    known = {(row["agreement"], row["provision"], row["grade"]) for row in pair_table(runner, *two, TODAY).rows}
    for row in inconsistency_table(runner, *two, TODAY).rows:
        assert (row["agreement"], row["provision"], row["grade"]) in known
        assert (row["other_agreement"], row["other_provision"], row["other_grade"]) in known
        assert rank(row, "grade") >= rank(row, "other_grade")
        assert row["source"] and row["other_source"]
        share = row["not_read"]
        assert isinstance(share, float) and 0 <= share < 1


def test_singapore_and_new_zealand_have_a_firm_and_a_qualified_rule_on_data_transfer(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    two = find_two_economies(runner, "SGP", "NZL")
    rows = inconsistency_table(runner, *two, TODAY, clauses=["cross-border-data-transfer"]).rows
    assert any(row["other_agreement"] == "rcep" and row["other_grade"] == "qualified" for row in rows)


# ---- favours ------------------------------------------------------------------------------------


def test_the_favours_of_the_miniature_are_those_on_paper(miniature: ModuleType) -> None:
    rules: RulesInForce = miniature.world()
    to_d = favours(rules, "A", "D")  # w: p at 2, q absent; x: p at 5, q at 2 to B and C
    assert [(each.clause, each.here.low, each.best.agreement, each.favoured) for each in to_d.found] == [
        ("p", 2, "x", ("B", "C")),
        ("q", 0, "x", ("B", "C")),
    ]
    assert favours(rules, "D", "A").found == (), "D gives nobody more than what it owes A"
    assert favours(rules, "C", "D").found == (), "z was not read"
    assert favours(rules, "C", "D").open == ("p", "q")
    apart = favours(rules, "B", "D")  # no agreement at all: all that B owes others
    assert [(each.clause, each.best.agreement) for each in apart.found] == [("p", "x"), ("q", "x")]
    assert favours(rules, "A", "B").found == ()


@given(st.sets(st.sampled_from("ABCD"), min_size=2), st.integers(1, 5))
def test_a_favour_is_above_all_that_the_partner_may_have(miniature: ModuleType, parties: set[str], rank: int) -> None:
    rules: RulesInForce = miniature.world(
        {**miniature.PARTIES, "more": "".join(sorted(parties))}, {**miniature.GRADES, "more": {"p": rank}}
    )
    for pair in combinations(rules.economies, 2):
        for economy, partner in (pair, pair[::-1]):
            for each in favours(rules, economy, partner).found:
                assert each.best.grade.rank > each.here.high >= each.here.low
                for other in each.favoured:
                    assert rules.between(economy, other)[each.clause].low == each.best.grade.rank
                assert set(each.favoured) <= set(each.better) and partner not in each.better


def test_new_zealand_gives_the_cptpp_firmer_data_rules_than_china(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = favours_table(runner, *find_two_economies(runner, "CHN", "NZL"), TODAY)
    rows = {(row["economy"], row["clause"]): row for row in table.rows}
    transfer = rows["NZL", "cross-border-data-transfer"]
    assert (transfer["agreement"], transfer["article"], transfer["grade"]) == ("cptpp", "14.11", "binding-enforceable")
    assert (transfer["agreement_here"], transfer["grade_here"]) == ("rcep", "qualified")
    assert "JPN" in str(transfer["favoured"]) and "CHN" not in str(transfer["favoured"])
    assert transfer["sure"] is False, "the upgrade of 2022 between the two was not read"
    assert "china-new-zealand-upgrade" in " ".join(table.provenance.notes)
    assert ("CHN", "cross-border-data-transfer") not in rows


# ---- chains -------------------------------------------------------------------------------------


def test_the_chain_of_the_miniature_is_that_on_paper(miniature: ModuleType) -> None:
    """B and D share nothing: by A (x at 0.7, w at 0.2) or by C (x at 0.7, z not read), the former deeper."""
    found = chains_between(miniature.world(), "B", "D")
    assert found.paths == (("B", "A", "D"), ("B", "C", "D"))
    assert (found.number, found.links, found.sure) == (2, 2, True)
    assert chains_between(miniature.world(), "A", "B").paths == (("A", "B"),)


def test_a_chain_over_a_date_not_known_comes_only_where_there_is_no_other(miniature: ModuleType) -> None:
    rules: RulesInForce = miniature.world({"x": "AB", "w": "BD"})
    bound = {**rules.bound, "w": {**rules.bound["w"], "D": Bound(False, "")}}
    perhaps = RulesInForce(rules.as_of, rules.economies, rules.clauses, bound, rules.owed, rules.read_whole)
    found = chains_between(perhaps, "A", "D")
    assert (found.paths, found.sure) == ((("A", "B", "D"),), False)


every_pair = list(combinations("ABCDEF", 2))


@given(st.dictionaries(st.sampled_from(every_pair), st.floats(0, 1), min_size=1))
def test_chains_are_shortest_symmetric_and_made_of_links(deep: dict[tuple[str, str], float]) -> None:
    def depth_of(one: str, other: str) -> float:
        return deep[min(one, other), max(one, other)]

    there, back = shortest_chains(deep, "A", "F", depth_of), shortest_chains(deep, "F", "A", depth_of)
    assert (there.links, there.number) == (back.links, back.number)
    assert len(there.paths) == min(there.number, 3)
    if ("A", "F") in deep:
        assert there.paths == (("A", "F"),)
    sums = [sum(depth_of(*link) for link in pairwise(path)) for path in there.paths]
    assert sums == pytest.approx(sorted(sums, reverse=True))
    for path in there.paths:
        assert (path[0], path[-1], len(set(path))) == ("A", "F", len(path))
        assert all((min(link), max(link)) in deep for link in pairwise(path))


def test_kazakhstan_reaches_singapore_by_the_partners_of_its_union(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    two = find_two_economies(runner, "KAZ", "SGP")
    table = chain_table(runner, *two, TODAY)
    links = [(row["chain"], row["first"], row["second"], row["agreement"]) for row in table.rows]
    assert links[:2] == [(1, "KAZ", "VNM", "eaeu-vietnam-fta"), (1, "VNM", "SGP", "cptpp")]
    pair = with_chain(runner, pair_table(runner, *two, TODAY), *two, TODAY)
    assert pair.rows == []
    assert pair.empty_message.startswith(
        "No agreement in force between Kazakhstan and Singapore on 2026-11-21 is in the data. Chain 1: Kazakhstan to "
        "Viet Nam by eaeu-vietnam-fta"
    )


def test_two_with_an_agreement_have_one_chain_and_the_table_of_the_pair_as_ever(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    two = find_two_economies(runner, "CHN", "NZL")
    (row,) = chain_table(runner, *two, TODAY).rows
    assert (row["chain"], row["link"], row["sure"]) == (1, 1, True)
    pair = pair_table(runner, *two, TODAY)
    told = list(pair.provenance.notes)
    assert with_chain(runner, pair, *two, TODAY).provenance.notes == told


def test_an_economy_without_any_agreement_has_no_chain_and_is_named(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = chain_table(runner, *find_two_economies(runner, "AFG", "USA"), TODAY)
    assert table.rows == []
    assert table.empty_message.endswith("Afghanistan has no agreement in force with anybody in the data.")


def test_a_link_whose_text_was_not_read_has_no_depth(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    rows = chain_table(runner, *find_two_economies(runner, "KEN", "VNM"), TODAY).rows
    kenya = rows[0]
    assert (kenya["agreement"], kenya["sure"], kenya["depth"], kenya["grade"]) == (
        "kenya-uae-cepa", False, None, "not-read",
    )  # fmt: skip


def test_no_pair_of_a_sample_has_more_links_than_its_neighbours_allow(grafeo: Engine) -> None:
    rules = rules_in_force(rule_facts(Runner(grafeo)), TODAY)
    sample = ("KAZ", "SGP", "BRA", "IND", "KHM", "USA", "GEO")
    links = {pair: chains_between(rules, *pair).links for pair in combinations(sorted(sample), 2)}
    for one, two, three in combinations(sorted(sample), 3):
        ab, bc, ac = links[one, two], links[two, three], links[one, three]
        if ab and bc and ac:
            assert ac <= ab + bc and ab <= ac + bc and bc <= ab + ac


# ---- both engines -------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS[:3], ids="-".join)
def test_both_engines_give_the_same_views(grafeo: Engine, neo4j: Engine, pair: tuple[str, str]) -> None:
    for make in (inconsistency_table, favours_table, chain_table):
        tables = [make(Runner(e), *find_two_economies(Runner(e), *pair), TODAY) for e in (grafeo, neo4j)]
        assert tables[0].rows == tables[1].rows == tables[0].records()
        assert tables[0].provenance.notes == tables[1].provenance.notes
        assert tables[0].provenance.sources == tables[1].provenance.sources
