"""Changes as a user writes them: names, groups and unions, and what cannot be done."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.asked_scenarios import rules_under, scenario_asked
from clauseway.queries.names import UnknownName
from clauseway.queries.rules_in_force import rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario

DAY = date(2026, 11, 21)


@pytest.fixture
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def test_names_become_keys_and_the_same_change_twice_counts_once(runner: Runner) -> None:
    found = scenario_asked(
        runner,
        ["China: DEPA", "CHN:depa"],
        ["United Kingdom:cptpp"],
        ["china-korea-fta:cptpp"],
        DAY,
    )
    assert found.scenario == Scenario((("CHN", "depa"),), (("GBR", "cptpp"),), (("china-korea-fta", "cptpp"),))
    assert found.notes == ()


def test_of_a_group_those_act_that_can(runner: Runner) -> None:
    found = scenario_asked(runner, ["asean:depa"], ["asean:cptpp"], [], DAY)
    assert ("SGP", "depa") not in found.scenario.joins
    assert ("THA", "depa") in found.scenario.joins
    assert [economy for economy, _ in found.scenario.leaves] == ["BRN", "MYS", "SGP", "VNM"]
    assert found.notes[0] == "Of asean, SGP is bound already by depa; 10 join it."
    assert len(found.notes) == 2


def test_a_union_stands_for_its_members_on_one_side(runner: Runner) -> None:
    found = scenario_asked(runner, ["European Union:depa"], [], [], DAY).scenario
    assert len(found.joins) == 27
    assert dict(found.sides) == {economy: "EU" for economy, _ in found.joins}


@pytest.mark.parametrize(
    ("joins", "leaves", "upgrades", "says"),
    [
        (["CHN"], [], [], "'CHN' is no change to join; write two names with a colon between, such as CHN:depa."),
        ([":depa"], [], [], "no change to join"),
        (["CHN:"], [], [], "no change to join"),
        (["CHN:depa:cptpp"], [], [], "no change to join"),
        ([], [], ["rcep"], "such as china-korea-fta:cptpp"),
        (["Chnia:depa"], [], [], "Did you mean CHN China?"),
        (["asian:depa"], [], [], "Unknown economy or group 'asian'. Did you mean 'asean'?"),
        (["CHN:dpea"], [], [], "Did you mean 'depa'?"),
        ([], [], ["china-korea-fta:cptp"], "Did you mean 'cptpp'?"),
        (["SGP:depa"], [], [], "SGP is bound by depa on 2026-11-21 already, so it cannot join it."),
        (["depa:depa"], [], [], "All members of depa are bound by depa on 2026-11-21 already, so none can join it."),
        ([], ["KAZ:depa"], [], "KAZ is not bound by depa on 2026-11-21, so it cannot leave it."),
        ([], ["central-asia:depa"], [], "No member of central-asia is bound by depa"),
        ([], [], ["rcep:rcep"], "rcep cannot be brought up to itself"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    runner: Runner, joins: list[str], leaves: list[str], upgrades: list[str], says: str
) -> None:
    with pytest.raises(UnknownName) as failed:
        scenario_asked(runner, joins, leaves, upgrades, DAY)
    assert says in str(failed.value)
    assert "\n" not in str(failed.value)


def test_rules_under_no_change_are_those_in_force(runner: Runner) -> None:
    chosen = ("CHN", "KAZ", "NZL")
    assert rules_under(runner, Scenario(), DAY, chosen) == rules_in_force(rule_facts(runner), DAY, chosen)
    changed = rules_under(runner, Scenario(joins=(("KAZ", "depa"),)), DAY, chosen, clauses=["smes"])
    assert list(changed.between("KAZ", "NZL")) == ["smes"]
