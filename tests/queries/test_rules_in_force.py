"""The rules in force among many economies equal what the pair and the coverage command say one by one."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from clauseway.graph.engine import Engine
from clauseway.ontology.strength import Grade, Verification
from clauseway.queries.coverage_analysis import economy_coverage
from clauseway.queries.pair_analysis import pair_table
from clauseway.queries.rules_in_force import RuleFacts, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust

TODAY = date(2026, 11, 21)
DATES = (date(2021, 11, 23), date(2024, 5, 2), TODAY, date(2027, 1, 2))
SAMPLE = ("AUS", "BRN", "CHL", "CHN", "DEU", "JPN", "KHM", "KOR", "NZL", "SGP", "USA", "VNM")


@pytest.fixture(scope="module")
def facts(grafeo: Engine) -> RuleFacts:
    return rule_facts(Runner(grafeo))


def ranks_by_pair_command(runner: Runner, first: str, second: str, day: date) -> dict[tuple[str, str], int]:
    """Best sure grade by (debtor, clause), from the rows of the pair table."""
    best: dict[tuple[str, str], int] = {}
    for row in pair_table(runner, (first, first), (second, second), day).rows:
        if row["active"] is not True or row["grade"] in (None, Grade.ABSENT.value, Grade.NOT_READ.value):
            continue
        for debtor in (first, second) if row["direction"] == "mutual" else (str(row["economy"]),):
            place = (debtor, str(row["clause"]))
            best[place] = max(best.get(place, 0), Grade(str(row["grade"])).rank)
    return best


@pytest.mark.parametrize("day", DATES, ids=str)
def test_each_pair_is_as_the_pair_command_says(grafeo: Engine, facts: RuleFacts, day: date) -> None:
    runner = Runner(grafeo)
    rules = rules_in_force(facts, day, SAMPLE)
    compared = 0
    for first, second in list(combinations(SAMPLE, 2))[::4]:
        expected = ranks_by_pair_command(runner, first, second, day)
        found = {
            (debtor, clause): cell.low
            for debtor, creditor in ((first, second), (second, first))
            for clause, cell in rules.between(debtor, creditor).items()
            if cell.low
        }
        assert found == expected, (first, second)
        compared += len(found)
    assert compared > 20


def test_a_profile_is_what_the_coverage_command_says(grafeo: Engine, facts: RuleFacts) -> None:
    rules = rules_in_force(facts, TODAY)
    for economy in SAMPLE:
        expected = {
            clause: found.grade.rank
            for clause, found in economy_coverage(Runner(grafeo), economy, TODAY).clauses.items()
            if found.best and found.best.standing.active is True and found.grade.rank > 0
        }
        found = {clause: cell.low for clause, cell in rules.profile(economy).items() if cell.low}
        assert found == expected, economy


def test_every_cell_with_a_grade_names_its_article_and_source(facts: RuleFacts) -> None:
    rules = rules_in_force(facts, TODAY, SAMPLE)
    cells = [cell for pair in rules.pairs() for cell in rules.between(*pair).values()]
    assert all((cell.rule is not None) == (cell.low > 0) for cell in cells)
    assert all(cell.high >= cell.low for cell in cells)
    assert all(c.rule.agreement and c.rule.provision and c.rule.source for c in cells if c.rule)


def test_members_of_one_side_owe_each_other_nothing_by_it(facts: RuleFacts) -> None:
    rules = rules_in_force(facts, TODAY, ("DEU", "FRA", "JPN"))
    assert "eu-japan-epa" not in [agreement for agreement, _ in rules.shared("DEU", "FRA")]
    assert "eu-japan-epa" in [agreement for agreement, _ in rules.shared("DEU", "JPN")]


def test_a_delay_of_one_side_counts_in_its_direction_only(facts: RuleFacts) -> None:
    """Cambodia owes the transfer rule of RCEP 12.15 only from 2027 at the earliest; Japan owes it to Cambodia now."""
    rules = rules_in_force(facts, date(2026, 12, 31), ("JPN", "KHM"), clauses=("cross-border-data-transfer",))
    assert rules.between("JPN", "KHM")["cross-border-data-transfer"].low == Grade.QUALIFIED.rank
    assert "cross-border-data-transfer" not in rules.between("KHM", "JPN")


def test_a_coding_that_is_not_trusted_is_not_read_and_not_absent(grafeo: Engine) -> None:
    strict = rule_facts(Runner(grafeo, Trust(Verification.PRIMARY_TEXT)))
    all_of_it = rules_in_force(rule_facts(Runner(grafeo)), TODAY, SAMPLE)
    rules = rules_in_force(strict, TODAY, SAMPLE)
    lost = 0
    for debtor, creditor in rules.pairs():
        before, after = all_of_it.between(debtor, creditor), rules.between(debtor, creditor)
        for clause, cell in before.items():
            assert after[clause].low <= cell.low
            if cell.low and not after[clause].low:
                assert not after[clause].known
                lost += 1
    assert lost


def test_without_a_shared_agreement_nothing_is_owed_and_nothing_known(facts: RuleFacts) -> None:
    rules = rules_in_force(facts, TODAY, ("AFG", "USA"))
    assert rules.between("AFG", "USA") == {}
    assert not rules.is_known("AFG", "USA")
