"""Dates as sources write them: every form is read to the right days, and anything else is refused in one way."""

from __future__ import annotations

import calendar
import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clauseway.loaders.dates import (
    DateUnreadable,
    PartialDate,
    is_prose,
    parse_date,
    parse_entry_into_force,
    parse_stated,
)

LETTERS = st.characters(codec="utf-8")
ALMOST_DATES = st.text(alphabet="0123456789-; (),ABCNZLprovisionalunverified\n\t٣²", max_size=40)
CELLS = st.text(LETTERS, max_size=40) | ALMOST_DATES


@given(CELLS)
@example("2023-02-29")
@example("2023-13")
@example("2023-00-10")
@example("0000")
@example("0000-01-01")
@example("9999-12-31")
@example("٢٠٢٣-٠١-٠١")
@example("²⁰²³")
@example("Foo 2020")
@example("NZL 2021-01-07; SGP")
@example("2021-01-07 (provisional 2020)")
@example("2021-01-07 (provisional soon)")
@example("soon for NZL")
@example("NZL,SGP NZL,SGP 2021")
@example("(((")
@pytest.mark.parametrize("parse", [parse_date, parse_stated, parse_entry_into_force])
def test_a_cell_is_read_or_refused_and_nothing_else_happens(parse: Callable[[str], Any], text: str) -> None:
    try:
        parse(text)
    except DateUnreadable as error:
        assert str(error)


@given(st.dates())
def test_a_day_is_that_day(day: date) -> None:
    assert parse_date(day.isoformat()) == PartialDate(day, day, "day")


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_is_its_first_and_last_day(year: int, month: int) -> None:
    found = parse_date(f"{year:04d}-{month:02d}")
    assert found.precision == "month"
    assert found.first == date(year, month, 1)
    assert found.last.month == month
    assert found.last.day == calendar.monthrange(year, month)[1]
    assert parse_date(f"{calendar.month_abbr[month]} {year:04d}") == found


@given(st.integers(1, 9999))
def test_a_year_is_its_first_and_last_day(year: int) -> None:
    assert parse_date(f"{year:04d}") == PartialDate(date(year, 1, 1), date(year, 12, 31), "year")


@given(st.dates(date(1, 1, 1), date(9998, 1, 1)), st.integers(0, 400))
def test_blanks_around_a_date_do_not_matter(day: date, blanks: int) -> None:
    assert parse_date(" " * (blanks % 5) + day.isoformat() + "\t") == parse_date(day.isoformat())


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "2023-02-30", "2023-13", "2023-00", "2023-00-10", "23-01-01", "2023-1-1", "2023/01/01",
     "01.02.2023", "Foo 2020", "dec 2024", "soon", "", "2023-01-01T00:00"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateUnreadable):
        parse_date(text)


def test_29_february_stands_in_leap_years_only() -> None:
    assert parse_date("2024-02-29").first == date(2024, 2, 29)
    assert parse_date("2024-02").last == date(2024, 2, 29)
    assert parse_date("2023-02").last == date(2023, 2, 28)
    with pytest.raises(DateUnreadable):
        parse_date("2100-02-29")


@pytest.mark.parametrize(
    "text", ["", " ", "unverified", "unverified (site only)", "to be announced", "not stated", "n/a"]
)
def test_words_for_not_knowing_give_no_date(text: str) -> None:
    assert parse_stated(text).when is None


@pytest.mark.parametrize(
    ("text", "remark", "recalled"),
    [
        ("2022-02-18 (recalled)", "recalled", True),
        ("2022-02-18 (month unverified)", "month unverified", True),
        ("2022-02-18 (KOR)", "KOR", False),
        ("2022-02-18", "", False),
    ],
)
def test_a_remark_is_kept_and_marks_a_recalled_date(text: str, remark: str, recalled: bool) -> None:
    stated = parse_stated(text)
    assert stated.when == parse_date("2022-02-18")
    assert (stated.remark, stated.recalled) == (remark, recalled)


def test_entries_into_force_are_read_party_by_party() -> None:
    found = parse_entry_into_force("PCN,NFK 2021-02-01; TKL 2022-03; SJM dates unverified; 2023 (recalled; a page)")
    assert [entry.parties for entry in found] == [("PCN", "NFK"), ("TKL",), ("SJM",), ()]
    assert [entry.when.precision if entry.when else None for entry in found] == ["day", "month", None, "year"]
    assert [entry.recalled for entry in found] == [False, False, False, True]


@pytest.mark.parametrize("text", ["2021-02-01 (PCN)", "2021-02-01 for PCN", "PCN 2021-02-01"])
def test_one_party_may_be_named_in_three_ways(text: str) -> None:
    (entry,) = parse_entry_into_force(text)
    assert entry.parties == ("PCN",)
    assert entry.when == parse_date("2021-02-01")


def test_a_day_of_provisional_application_is_kept_beside_the_entry_into_force() -> None:
    (entry,) = parse_entry_into_force("2017-09-01 (provisional 2016-01-01)")
    assert entry.when == parse_date("2017-09-01")
    assert entry.provisional == parse_date("2016-01-01")


def test_a_semicolon_inside_brackets_parts_nothing() -> None:
    assert len(parse_entry_into_force("2021-01-01 (one; two); PCN 2022")) == 2


def test_prose_is_told_from_a_bad_date() -> None:
    assert is_prose("signed by some ministers in spring")
    assert not is_prose("2023-02-30 (a remark of many more words)")


def test_every_date_cell_of_the_agreement_tables_is_read_or_tells_a_story(shared_data: Path) -> None:
    cells = 0
    for name in ("agreements.csv", "agreements_more.csv"):
        with (shared_data / "facts" / name).open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                for column, parse in (("signed", parse_stated), ("in_force", parse_entry_into_force)):
                    cells += 1
                    try:
                        parse(row[column])
                    except DateUnreadable as error:
                        assert is_prose(error.given), f"{name}, row {line}, {column}: {error}"
    assert cells > 200


def test_every_exact_date_of_the_sources_is_a_date(shared_data: Path) -> None:
    cells = 0
    for name, columns in (
        ("facts/recalled_dates.csv", ["value"]),
        ("groups/bri_members.csv", ["joined_month", "left_month"]),
    ):
        with (shared_data / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for cell in (row[column] for column in columns if row[column]):
                    found = parse_date(cell)
                    cells += 1
                    assert found.last - found.first <= timedelta(days=366)
    assert cells > 150
