"""Scenarios: facts as they would be, with the stored ones left as they are."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.rules_in_force import RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, ScenarioError, is_bound, under

DAY = date(2026, 11, 21)
SAMPLE = ("CHN", "CHL", "KAZ", "KOR", "NZL", "SGP", "VNM")


@pytest.fixture(scope="module")
def facts(grafeo: Engine) -> RuleFacts:
    return rule_facts(Runner(grafeo))


def grades(rules: RulesInForce) -> dict[tuple[str, str, str], int]:
    pairs = [*rules.pairs(), *((other, one) for one, other in rules.pairs())]
    return {(*pair, clause): cell.low for pair in pairs for clause, cell in rules.between(*pair).items() if cell.low}


def test_who_joins_owes_the_rules_of_the_agreement_and_is_owed_them(facts: RuleFacts) -> None:
    before = rules_in_force(facts, DAY, SAMPLE)
    after = rules_in_force(under(facts, Scenario(joins=(("KAZ", "depa"),)), DAY), DAY, SAMPLE)
    assert before.between("KAZ", "NZL") == {} == before.between("NZL", "KAZ")
    for way in (("KAZ", "NZL"), ("NZL", "KAZ")):
        assert {cell.rule.agreement for cell in after.between(*way).values() if cell.rule} == {"depa"}
    assert after.between("KAZ", "CHN") == before.between("KAZ", "CHN")


def test_joining_never_lowers_a_grade(facts: RuleFacts) -> None:
    before = grades(rules_in_force(facts, DAY, SAMPLE))
    after = grades(rules_in_force(under(facts, Scenario(joins=(("CHN", "cptpp"), ("KAZ", "depa"))), DAY), DAY, SAMPLE))
    assert all(after[cell] >= low for cell, low in before.items())
    assert len(after) > len(before)


def test_leaving_after_joining_restores_what_was(facts: RuleFacts) -> None:
    joined = under(facts, Scenario(joins=(("KAZ", "depa"),)), DAY)
    back = under(joined, Scenario(leaves=(("KAZ", "depa"),)), DAY)
    assert grades(rules_in_force(back, DAY, SAMPLE)) == grades(rules_in_force(facts, DAY, SAMPLE))


def test_a_scenario_leaves_the_facts_it_was_given_as_they_were(facts: RuleFacts) -> None:
    before = grades(rules_in_force(facts, DAY, SAMPLE))
    under(facts, Scenario((("KAZ", "depa"),), (("SGP", "depa"),), (("rcep", "cptpp"),)), DAY)
    assert grades(rules_in_force(facts, DAY, SAMPLE)) == before


def test_an_upgrade_gives_the_rules_of_the_model_to_the_parties_alone(facts: RuleFacts) -> None:
    before = rules_in_force(facts, DAY, ("CHN", "KOR", "NZL"))
    after = rules_in_force(
        under(facts, Scenario(upgrades=(("china-korea-fta", "cptpp"),)), DAY), DAY, ("CHN", "KOR", "NZL")
    )
    rule = after.between("CHN", "KOR")["cross-border-data-transfer"].rule
    assert rule is not None
    assert (rule.agreement, rule.article) == ("china-korea-fta", "cptpp 14.11")
    assert after.between("CHN", "NZL") == before.between("CHN", "NZL")


def test_what_binds_already_cannot_be_joined_and_what_does_not_bind_cannot_be_left(facts: RuleFacts) -> None:
    assert is_bound(facts, "SGP", "depa", DAY)
    with pytest.raises(ScenarioError, match="SGP is bound by depa on 2026-11-21 already"):
        under(facts, Scenario(joins=(("SGP", "depa"),)), DAY)
    with pytest.raises(ScenarioError, match="KAZ is not bound by depa on 2026-11-21"):
        under(facts, Scenario(leaves=(("KAZ", "depa"),)), DAY)
    with pytest.raises(ScenarioError, match="brought up to itself"):
        under(facts, Scenario(upgrades=(("rcep", "rcep"),)), DAY)
