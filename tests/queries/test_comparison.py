"""Agreements side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.queries.comparison import compared, marked
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)
TRANSFER = "cross-border-data-transfer"


@pytest.fixture
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def test_each_agreement_has_its_provisions_with_the_facts(runner: Runner) -> None:
    comparison, problems = compared(runner, ["depa", "rcep", "cptpp"], [TRANSFER], DAY)
    assert not problems
    [clause] = comparison.clauses
    assert [slug for slug, _, _ in clause.agreements] == ["depa", "rcep", "cptpp"]
    rows = list(comparison.table)
    assert {row["agreement"]: row["article"] for row in rows} == {"depa": "4.3", "rcep": "12.15", "cptpp": "14.11"}
    assert all(row["source"] and row["verification"] and row["grade"] for row in rows)
    assert [row["copied_share"] for row in rows] == [None] * len(rows)


def test_an_agreement_without_an_article_is_absent_only_when_it_was_read_whole(runner: Runner) -> None:
    rcep, other = (
        {row["agreement"]: row["grade"] for row in compared(runner, [slug], ["source-code-protection"], DAY)[0].table}
        for slug in ("rcep", "china-maldives-fta")
    )
    assert rcep == {"rcep": "absent"}
    assert other == {"china-maldives-fta": "not-read"}


def test_without_clause_types_all_that_one_of_them_holds_are_compared(runner: Runner) -> None:
    comparison, _ = compared(runner, ["depa", "rcep"], [], DAY)
    named = {clause.clause for clause in comparison.clauses}
    assert {"electronic-invoicing", "paperless-trading"} <= named
    assert all(len(clause.agreements) == 2 for clause in comparison.clauses)


def test_the_words_of_the_texts_stand_beside_each_other(runner: Runner, shared_data: Path) -> None:
    comparison, problems = compared(
        runner, ["rcep", "korea-singapore-dpa", "china-korea-fta"], ["paperless-trading"], DAY, sources=shared_data
    )
    assert not problems
    [clause] = comparison.clauses
    articles = {slug: found[0] for slug, _, found in clause.agreements}
    assert articles["rcep"].paragraphs and articles["rcep"].copied is None
    assert not any(new for _, pieces in articles["rcep"].paragraphs for _, new in pieces)
    # a text in Korean is not held against one in English
    assert articles["korea-singapore-dpa"].language == "ko"
    assert articles["korea-singapore-dpa"].copied is None
    assert any(new for _, pieces in articles["china-korea-fta"].paragraphs for _, new in pieces)
    share = articles["china-korea-fta"].copied
    assert share is not None and 0 < share < 1


def test_words_are_marked_where_the_other_text_has_others() -> None:
    assert marked("No Party shall impose duties.", "No Party may impose duties") == (
        ("No Party ", False),
        ("shall", True),
        (" impose duties.", False),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_marking_loses_no_letter_and_a_text_has_nothing_new_beside_itself(one: str, other: str) -> None:
    assert "".join(words for words, _ in marked(one, other)) == one
    assert not any(new for _, new in marked(one, one))
