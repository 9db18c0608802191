"""Next steps: a world worked out on paper, what holds for any, and the shipped data."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.ontology.strength import Verification
from clauseway.queries.rules_in_force import OwedRule, RulesInForce, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.trust import Trust
from clauseway.queries.upgrade_candidates import Moment, candidates, moment_of
from clauseway.queries.upgrade_facts import UpgradeFacts, upgrade_facts
from clauseway.queries.upgrade_measures import accepted_share, effort, gain_with, measured, ready_share
from clauseway.queries.upgrade_steps import Standpoint, Step, adopting, deepening, joining, pair_cells

DAY = date(2026, 11, 22)
FIVE = ("KAZ", "UZB", "SGP", "CHN", "KEN")
SAMPLE = (
    *FIVE, "AFG", "ARE", "BRA", "DEU", "GBR", "GUM", "IDN", "IND", "LAO", "MMR", "NZL", "PAN", "PCN", "RUS", "RWA",
    "TKM", "TUR", "TWN", "USA", "VNM",
)  # fmt: skip
WEIGHTS = {"p": 3.0, "q": 1.0}


@pytest.fixture(scope="module")
def facts(grafeo: Engine) -> UpgradeFacts:
    return upgrade_facts(Runner(grafeo), DAY)


@pytest.fixture(scope="module")
def moment(facts: UpgradeFacts) -> Moment:
    return moment_of(facts)


# ---- the miniature, on paper --------------------------------------------------------------------


def standing_of(rules: RulesInForce, economy: str, peers: tuple[str, ...] = ()) -> Standpoint:
    ladder: dict[str, dict[str, dict[int, OwedRule]]] = {}
    for (each, _), cells in rules.owed.items():
        for clause, cell in cells.items():
            if cell.sure is not None:
                ladder.setdefault(each, {}).setdefault(clause, {})[cell.sure.grade.rank] = cell.sure
    best = {e: {c: ranks[max(ranks)] for c, ranks in clauses.items()} for e, clauses in ladder.items()}
    return Standpoint(rules, economy, WEIGHTS, best, peers, {"p": ("privacy",)}, ladder)


def d_joins_x(miniature: ModuleType, parties: str = "ABC") -> Step:
    rules = miniature.world()
    newcomer = {clause: miniature.cell("x", rank) for clause, rank in miniature.GRADES["x"].items()}
    others = {party: rules.owed[party, "x"] for party in parties}
    at = standing_of(rules, "D", ("C",))
    return joining(at, "x", newcomer, others, bound=True, actors=3, in_union=False)


def test_joining_climbs_the_rungs_of_the_newcomers_pairs(miniature: ModuleType) -> None:
    """D owes A a promise by w, B nothing; what it has with C by z nobody read."""
    step = d_joins_x(miniature)
    assert {gain.clause: gain.climbed for gain in step.gains} == {"p": {"A": 3, "B": 5}, "q": {"A": 2, "B": 2}}
    assert (step.cells, step.hidden) == (6, 2)
    assert step.perhaps == {"p": {"C": 5}, "q": {"C": 2}}
    assert gain_with(step, WEIGHTS) == {"A": 0.55, "B": 0.85, "C": 0.0}
    assert gain_with(step, WEIGHTS, at_most=True) == {"A": 0.55, "B": 0.85, "C": 0.85}


def test_a_rule_that_stays_beside_the_new_one_is_named(miniature: ModuleType) -> None:
    (conflict,) = d_joins_x(miniature).conflicts
    assert (conflict.partner, conflict.clause) == ("A", "p")
    assert (conflict.today.agreement, conflict.then.agreement) == ("w", "x")


def test_precedents_laws_and_effort_are_those_on_paper(miniature: ModuleType) -> None:
    """D has accepted neither rung; C, its peer, both; p needs a law. Only p is firm."""
    step = d_joins_x(miniature)
    assert [(gain.clause, gain.own, gain.peer.economy if gain.peer else "") for gain in step.gains] == [
        ("p", None, "C"), ("q", None, "C"),
    ]  # fmt: skip
    assert step.laws() == ("privacy",)
    assert (len(step.new_firm), step.actors) == (1, 3)
    assert accepted_share(step) == 0.5
    assert ready_share(step) == round(4 / (3 * 8 + 4), 6)
    assert effort(len(step.new_firm), len(step.laws()), step.actors) == 7
    assert round(sum(gain_with(step, WEIGHTS).values()) / 3, 3) == 0.467
    assert round(1 - len(step.conflicts) / step.cells, 3) == 0.833


def test_an_agreement_is_brought_up_by_the_next_rung_a_peer_accepts(miniature: ModuleType) -> None:
    """A owes p at 5 elsewhere and has a text at 3; D only owes 2, so 3 is the next rung, and only with a peer."""
    rules = miniature.world()
    alone = deepening(standing_of(rules, "D"), "upgrade", "w", ("A",), actors=1, in_union=False)
    assert alone.gains == ()
    step = deepening(standing_of(rules, "D", ("C",)), "upgrade", "w", ("A",), actors=1, in_union=False)
    assert {gain.clause: (gain.start, gain.rule.agreement, gain.rule.grade.rank) for gain in step.gains} == {
        "p": (2, "y", 3), "q": (0, "x", 2),
    }  # fmt: skip
    assert step.conflicts == ()


def test_what_both_accept_elsewhere_comes_before_anything_new(miniature: ModuleType) -> None:
    rules = miniature.world({**miniature.PARTIES, "v": "CD"}, {**miniature.GRADES, "v": {"p": 4}})
    step = deepening(standing_of(rules, "D"), "upgrade", "w", ("A",), actors=1, in_union=False)
    (gain,) = step.gains
    assert (gain.clause, gain.rule.agreement, gain.rule.grade.rank) == ("p", "v", 4)
    assert gain.own is not None


def test_a_pair_whose_text_was_not_read_is_offered_nothing(miniature: ModuleType) -> None:
    rules = miniature.world()
    step = deepening(standing_of(rules, "D", ("A",)), "upgrade", "z", ("C",), actors=1, in_union=False)
    assert step.gains == ()
    assert step.hidden == step.cells == 2
    assert step.perhaps == {}


def test_a_law_prepares_the_clause_types_that_need_it(miniature: ModuleType) -> None:
    at = standing_of(miniature.world(), "D", ("C",))
    step = adopting(at, "privacy", [d_joins_x(miniature)])
    assert step is not None
    assert [gain.clause for gain in step.gains] == ["p"]
    assert step.unlocks == ("join x",)
    assert adopting(at, "cybercrime", [d_joins_x(miniature)]) is None


some_parties = st.sets(st.sampled_from("ABC"), min_size=1)
some_rungs = st.dictionaries(st.sampled_from("pq"), st.integers(1, 5), min_size=1)


@given(some_parties, some_rungs)
def test_joining_never_lowers_a_rung_and_climbs_at_most_the_ladder(
    miniature: ModuleType, parties: set[str], ranks: dict[str, int]
) -> None:
    rules = miniature.world()
    newcomer = {clause: miniature.cell("n", rank) for clause, rank in ranks.items()}
    others = dict.fromkeys(sorted(parties), newcomer)
    step = joining(standing_of(rules, "D"), "n", newcomer, others, bound=True, actors=1, in_union=False)
    for gain in step.gains:
        assert all(1 <= rungs <= ranks[gain.clause] for rungs in gain.climbed.values())
        for partner in gain.climbed:
            today, silent = pair_cells(rules, "D", partner)
            assert today[gain.clause].known if gain.clause in today else silent
    values = gain_with(step, WEIGHTS).values()
    assert all(0 <= value <= 1 for value in values)


# ---- the shipped data ---------------------------------------------------------------------------


@pytest.mark.parametrize("economy", SAMPLE)
def test_no_rung_comes_from_a_text_that_was_not_read(facts: UpgradeFacts, moment: Moment, economy: str) -> None:
    wording = {
        (str(row["provision"]), str(row["clause"])): row["wording"]
        for rows in facts.rules.provisions.values()
        for row in rows
    }
    steps = candidates(moment, economy)
    assert steps, "anybody can join something"
    for step in steps:
        found = measured(facts, step)
        assert 0 <= found.gain <= found.gain_most <= 1
        assert all(0 <= value <= 1 for value in (found.accepted, found.ready, found.talks, found.harmony))
        assert step.economy not in step.partners
        for gain in step.gains:
            assert gain.rule.grade.rank > 0
            assert wording[gain.rule.provision, gain.clause] is not None
            assert gain.rule.source
            for partner in gain.climbed:
                today, silent = pair_cells(moment.rules, economy, partner)
                assert today[gain.clause].known if gain.clause in today else silent


@pytest.mark.parametrize(("economy", "agreement"), [("KAZ", "depa"), ("CHN", "cptpp"), ("KEN", "rcep")])
def test_what_joining_adds_is_what_the_whole_world_worked_out_anew_says(
    facts: UpgradeFacts, moment: Moment, economy: str, agreement: str
) -> None:
    step = next(step for step in candidates(moment, economy) if step.target == agreement)
    after = rules_in_force(under(facts.rules, Scenario(joins=((economy, agreement),)), DAY), DAY)
    for gain in step.gains:
        for partner, rungs in gain.climbed.items():
            before = pair_cells(moment.rules, economy, partner)[0]
            low = before[gain.clause].low if gain.clause in before else 0
            assert pair_cells(after, economy, partner)[0][gain.clause].low == low + rungs
    counted = sum(len(gain.climbed) for gain in step.gains)
    changed = 0
    for partner in step.partners:
        old, silent = pair_cells(moment.rules, economy, partner)
        for clause, cell in pair_cells(after, economy, partner)[0].items():
            start = old.get(clause)
            known = start.known if start else silent
            high = max(start.low, start.high) if start else 0
            changed += known and cell.low > high
    assert counted == changed > 0


def test_codings_by_rule_give_no_rung_when_they_do_not_count(grafeo: Engine) -> None:
    strict = moment_of(upgrade_facts(Runner(grafeo, Trust(machine_coded=False)), DAY))
    steps = [step for economy in ("CHN", "SGP") for step in candidates(strict, economy)]
    used = {gain.rule.verification for step in steps for gain in step.gains}
    assert used and Verification.MACHINE_CODED.value not in used


def test_a_memorandum_is_offered_where_no_agreement_of_the_two_is_there(moment: Moment) -> None:
    found = {step.target: step for step in candidates(moment, "CHN") if step.kind == "commit"}
    assert "srec-mou-are" in found
    assert "srec-mou-sgp" not in found, "the China-Singapore agreement is where commitments would go"
    assert [step.target for step in candidates(moment, "ARE") if step.kind == "commit"] == ["srec-mou-are"]


def test_a_member_of_a_customs_union_joins_with_it_only_where_tariffs_come_along(moment: Moment) -> None:
    kazakh = {step.target: step for step in candidates(moment, "KAZ")}
    assert (kazakh["depa"].union, kazakh["rcep"].union) == ("", "eaeu")
    german = {step.target: step for step in candidates(moment, "DEU")}
    assert german["depa"].union == "eu"


def test_nobody_is_offered_what_binds_it_or_what_was_replaced(moment: Moment) -> None:
    for economy in ("SGP", "NZL", "JPN"):
        joined = {step.target for step in candidates(moment, economy) if step.kind == "join"}
        assert not joined & {"cptpp", "rcep", "tpp"}
        assert not {a for a in joined if economy in moment.rules.bound.get(a, {})}
