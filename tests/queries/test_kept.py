"""What is kept of one state of the data changes no answer, and nobody changes what is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.ontology.strength import Verification
from clauseway.queries.coverage_analysis import coverage_table, economy_coverage
from clauseway.queries.economy_page import economy_page
from clauseway.queries.favours import favours_table
from clauseway.queries.fragmentation_analysis import fragmentation_table
from clauseway.queries.gap_analysis import gaps_table
from clauseway.queries.group_coverage import group_coverage_table
from clauseway.queries.kept import MOST_ROWS, Kept
from clauseway.queries.names import UnknownName, members_of
from clauseway.queries.rules_in_force import rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.trust import Trust

DAY = date(2026, 11, 21)
SET = ("AUS", "CHN", "JPN", "NZL", "SGP", "VNM")

ANSWERS: dict[str, Callable[[Runner], list[Row]]] = {
    "coverage": lambda r: coverage_table(r, "SGP", "Singapore", DAY).rows,
    "page": lambda r: economy_page(r, "SGP", "Singapore", DAY).rows,
    "group": lambda r: group_coverage_table(r, SET, DAY).rows,
    "gaps": lambda r: gaps_table(r, SET, DAY).rows,
    "gaps by economy": lambda r: gaps_table(r, SET, DAY, by="economy").rows,
    "favours": lambda r: favours_table(r, ("SGP", "Singapore"), ("AUS", "Australia"), DAY).rows,
    "by clause": lambda r: fragmentation_table(r, SET, DAY, by="clause").rows,
    "by year": lambda r: fragmentation_table(r, SET, DAY, by="year").rows,
}


def test_one_runner_asked_for_everything_twice_gives_the_rows_of_fresh_runners(grafeo: Engine) -> None:
    shared = Runner(grafeo)
    kept = deepcopy([ANSWERS[name](shared) for name in ANSWERS])
    facts = rule_facts(shared)
    rows = deepcopy([facts.participations, facts.provisions, facts.deferrals, facts.clauses, facts.names])
    again = [ANSWERS[name](shared) for name in reversed(ANSWERS)][::-1]
    assert again == kept == [answer(Runner(grafeo)) for answer in ANSWERS.values()]
    assert rows == [facts.participations, facts.provisions, facts.deferrals, facts.clauses, facts.names]
    assert rule_facts(shared) is facts


def test_a_row_that_a_reader_changes_stays_as_it_was_for_the_next(grafeo: Engine) -> None:
    shared = Runner(grafeo)
    for name, answer in ANSWERS.items():
        before = deepcopy(answer(shared))
        for row in answer(shared):
            row.clear()
        assert answer(shared) == before, name


def test_runners_that_share_what_is_kept_keep_their_trust_apart(grafeo: Engine) -> None:
    kept = Kept()
    every = Runner(grafeo, kept=kept)
    strict = Runner(grafeo, Trust(Verification.PRIMARY_TEXT), kept=kept)
    seen = [economy_coverage(each, "CHN", DAY) for each in (every, strict)]
    alone = [economy_coverage(Runner(grafeo, each.trust), "CHN", DAY) for each in (every, strict)]
    assert seen == alone
    assert seen[0] != seen[1]
    assert economy_coverage(every, "CHN", DAY) is seen[0]


def test_facts_that_a_scenario_changed_do_not_answer_with_what_was_kept(grafeo: Engine) -> None:
    facts = rule_facts(Runner(grafeo))
    before = rules_in_force(facts, DAY, SET)
    changed = under(facts, Scenario(leaves=(("SGP", "depa"),)), DAY)
    assert "SGP" in before.bound["depa"]
    assert "SGP" not in rules_in_force(changed, DAY, SET).bound["depa"]
    assert rules_in_force(facts, DAY, SET) is before
    assert rules_in_force(replace(facts), DAY, SET) == before


def test_what_several_threads_ask_for_is_worked_out_once() -> None:
    kept, made = Kept(), list[int]()

    def slow() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    told: list[int] = []
    threads = [threading.Thread(target=lambda: told.append(kept.once("key", slow))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [1] * 6


def test_a_failure_is_not_kept() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.once("key", lambda: 1 // 0)
    assert kept.once("key", lambda: "made") == "made"


def test_a_group_without_members_in_the_data_is_not_called_unknown(grafeo: Engine) -> None:
    with pytest.raises(UnknownName) as failed:
        members_of(Runner(grafeo), "World", DAY)
    assert str(failed.value) == "No member of the group 'world' is in the data. List: clauseway groups"


def test_rows_asked_for_twice_come_from_memory_and_are_each_callers_own(grafeo: Engine) -> None:
    shared = Runner(grafeo)
    first = shared.rows("parties_of_agreement", slug="depa")
    asked = shared.milliseconds
    kept = deepcopy(first)
    first[0].clear()
    assert shared.rows("parties_of_agreement", slug="depa") == kept
    assert shared.milliseconds == asked
    assert shared.rows("parties_of_agreement", slug="cptpp") != kept


def test_a_table_that_would_put_out_all_the_others_is_not_kept(grafeo: Engine) -> None:
    shared = Runner(grafeo)
    shared.rows("economies")
    before = len(shared.kept.rows)
    assert len(shared.rows("distances")) > MOST_ROWS
    assert len(shared.kept.rows) == before > 0
