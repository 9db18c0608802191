"""Reports: each sentence rests on a table of the page, and the page needs nothing else."""

from __future__ import annotations

import re
from datetime import date

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports import rendered
from clauseway.queries.gap_analysis import gaps_table
from clauseway.queries.names import find_economy, group_name, members_of
from clauseway.queries.pages import Page, Paragraph, Section
from clauseway.queries.partner_gaps import partner_gaps
from clauseway.queries.reports import economy_report, group_report
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


@pytest.fixture(scope="module")
def china(runner: Runner) -> Page:
    return economy_report(runner, "CHN", "China", DAY)


@pytest.fixture(scope="module")
def asean(runner: Runner) -> Page:
    return group_report(runner, [code for code, _ in members_of(runner, "asean", DAY)], "asean", DAY)


def section(page: Page, title: str) -> Section:
    return next(each for each in page.sections if each.title == title)


def words(part: Section) -> str:
    return " ".join(text for block in part.blocks if isinstance(block, Paragraph) for text, _ in block.pieces)


def table(part: Section) -> ResultTable:
    return next(block for block in part.blocks if isinstance(block, ResultTable))


def test_the_summary_counts_what_the_coverage_shows(china: Page) -> None:
    said = words(section(china, "In short"))
    rows = china.whole.rows
    owed = [row for row in rows if row["active"] is True and row["grade"] not in ("not-read", "absent")]
    firm = [row for row in owed if str(row["grade"]).startswith("binding")]
    assert f"China owes a duty on {len(owed)} of {len(rows)} clause types, on {len(firm)} of them a firm one" in said
    unread = sum(row["grade"] == "not-read" for row in rows)
    assert f"On {unread} clause types nothing is known" in said


def test_the_first_step_of_the_summary_is_the_first_of_the_table(china: Page) -> None:
    first = table(section(china, "Next steps")).rows[0]
    assert str(first["step"]) in words(section(china, "In short"))


def test_a_clause_type_that_was_not_read_is_told_apart_from_the_table(china: Page) -> None:
    part = section(china, "Clause coverage")
    assert all(row["grade"] != "not-read" for row in table(part).rows)
    assert "Not read (" in words(part)


def test_every_section_holds_something_and_the_pictures_have_tables(china: Page, asean: Page) -> None:
    for page in (china, asean):
        assert all(part.blocks for part in page.sections)
        drawings = [block for part in page.sections for block in part.blocks if isinstance(block, Drawing)]
        assert len(drawings) >= 2
        assert all(drawing.reading and drawing.table.rows for drawing in drawings)


def test_a_group_is_named_in_full_and_counted(asean: Page, runner: Runner) -> None:
    assert group_name(runner, "asean") == "Association of Southeast Asian Nations"
    said = words(section(asean, "In short"))
    assert "has 11 members on 2026-11-21, which make 55 pairs" in said
    rows = asean.whole.rows
    assert f"{sum(row['bound'] == 0 for row in rows)} bind none" in said


@pytest.mark.parametrize("code", ["KAZ", "AFG", "SGP"])
def test_the_page_is_one_small_file_that_needs_no_network(runner: Runner, code: str) -> None:
    html = rendered(economy_report(runner, *find_economy(runner, code), DAY), "html")
    assert len(html.encode()) < 1_000_000
    assert not re.search(r"<(?:link|script|img|iframe)\b", html)
    assert not re.search(r"url\(\s*['\"]?https?:", html)
    assert html.count("<h1") == 1


def test_an_economy_of_which_nothing_is_known_gets_a_page_that_says_so(runner: Runner) -> None:
    page = economy_report(runner, "AFG", "Afghanistan", DAY)
    said = words(section(page, "In short"))
    assert "No duty of Afghanistan on a digital clause type is surely in force" in said
    rendered(page, "html")


def test_the_sources_of_all_parts_are_named_once(china: Page) -> None:
    keys = [source.source for source in china.provenance.sources]
    assert len(keys) == len(set(keys)) > 5


def test_the_same_question_gives_the_same_page(runner: Runner, asean: Page) -> None:
    again = group_report(runner, [code for code, _ in members_of(runner, "asean", DAY)], "asean", DAY)
    assert rendered(again, "html") == rendered(asean, "html")


def test_the_gaps_with_the_largest_partners_are_those_of_the_pairs(runner: Runner) -> None:
    """Kazakhstan and Russia are both members of the Eurasian Economic Union, and no rule here binds the two."""
    lacking = partner_gaps(runner, "KAZ", "Kazakhstan", [("RUS", 100), ("VNM", None), ("AFG", 5)], DAY)
    rows = {row["partner"]: row for row in lacking.rows}
    pair = gaps_table(runner, ["KAZ", "VNM"], DAY, by="pair")
    assert rows["VNM"]["bound"] == 51 - len(pair.rows)
    assert rows["VNM"]["agreements"] == "eaeu-vietnam-fta"
    assert rows["AFG"]["gap"] == 1
    assert rows["AFG"]["not_read"] is None
