"""The evidence ledger counts every cell once, and never takes an unread text for one without a rule."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.ontology.strength import Verification
from clauseway.queries.ledger import LEVELS, LedgerKey, cell_levels, ledger_table
from clauseway.queries.results import as_text
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 22)
COUNTS = [level.replace("-", "_") for level in LEVELS]


@pytest.fixture
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def number(row: Row, name: str) -> int:
    found = row[name]
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("by", ["agreement", "clause", "economy"])
def test_the_levels_of_a_row_add_up_to_its_cells(runner: Runner, by: LedgerKey) -> None:
    for row in ledger_table(runner, by, DAY).records():
        assert sum(number(row, name) for name in COUNTS) == number(row, "cells"), row
        coded, unread = row["coded_share"], row["not_read_share"]
        assert isinstance(coded, float) and isinstance(unread, float)
        assert abs(coded + unread + number(row, "read_without") / number(row, "cells") - 1) < 2e-4


@pytest.mark.parametrize("by", ["agreement", "clause"])
def test_the_last_row_is_the_sum_of_the_others(runner: Runner, by: LedgerKey) -> None:
    *rows, whole = ledger_table(runner, by, DAY).records()
    assert whole[by] == "all"
    for name in ("cells", *COUNTS):
        assert sum(number(row, name) for row in rows) == number(whole, name)


def test_agreements_and_clause_types_count_the_same_cells(runner: Runner) -> None:
    ends = [ledger_table(runner, by, DAY).records()[-1] for by in ("agreement", "clause")]
    assert [ends[0][name] for name in ("cells", *COUNTS)] == [ends[1][name] for name in ("cells", *COUNTS)]
    assert ends[0]["cells"] == 51 * len(runner.rows("agreements"))


def test_a_text_nobody_read_has_no_cell_without_a_rule(runner: Runner) -> None:
    reading = {as_text(row["agreement"]): row["reading"] for row in runner.rows("agreements")}
    for row in ledger_table(runner, "agreement", DAY).records()[:-1]:
        read = reading[as_text(row["agreement"])] in ("digital-chapter", "main-text")
        assert (number(row, "not_read") if read else number(row, "read_without")) == 0


def test_a_cell_is_as_well_known_as_its_best_provision(runner: Runner) -> None:
    levels = cell_levels(runner)
    for row in runner.rows("provisions_by_cell"):
        cell = (str(row["agreement"]), str(row["clause"]))
        if cell in levels:
            assert LEVELS.index(levels[cell]) <= LEVELS.index(str(row["verification"]))
    assert levels["rcep", "cross-border-data-transfer"] == Verification.PRIMARY_TEXT.value


def test_an_economy_has_the_cells_of_its_agreements_on_the_day(runner: Runner) -> None:
    now = {str(row["economy"]): row for row in ledger_table(runner, "economy", DAY).records()}
    in_2021 = {str(row["economy"]): row for row in ledger_table(runner, "economy", date(2021, 12, 31)).records()}
    assert number(now["CHN"], "cells") % 51 == 0
    assert number(now["CHN"], "cells") > number(in_2021["CHN"], "cells")  # RCEP came on 2022-01-01
    assert number(now["all"], "cells") < sum(number(row, "cells") for key, row in now.items() if key != "all")
