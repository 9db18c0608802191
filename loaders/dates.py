"""Dates as sources write them: a day, a month or a year, and the days they may stand for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

type Precision = Literal["day", "month", "year"]

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year.

    Attributes:
        first: First day it may be.
        last: Last day it may be; equal to `first` for a day.
        precision: `day`, `month` or `year`.
    """

    first: date
    last: date
    precision: Precision


class DateUnreadable(ValueError):
    """A text is not a date in one of the known forms.

    Attributes:
        given: The text: of a cell with several dates, the one that cannot be read.
    """

    def __init__(self, given: str, verdict: str = "is not a date") -> None:
        """Take the text and what is wrong with it."""
        self.given = given
        super().__init__(f"'{given}' {verdict}")


def parse_date(text: str) -> PartialDate:
    """Read `2020-06-12`, `2020-06`, `Dec 2024` or `2018`.

    >>> parse_date("2018")
    PartialDate(first=datetime.date(2018, 1, 1), last=datetime.date(2018, 12, 31), precision='year')
    >>> parse_date("Dec 2024").first
    datetime.date(2024, 12, 1)

    Raises:
        DateUnreadable: The text has another form, or the day does not exist.
    """
    text = text.strip()
    if match := re.fullmatch(r"([A-Z][a-z]{2}) (\d{4})", text):
        month = _MONTHS.get(match[1].lower())
        if month:
            text = f"{match[2]}-{month:02d}"
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not match:
        raise DateUnreadable(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return PartialDate(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return PartialDate(date(year, month, day), date(year, month, day), "day")
    except (ValueError, calendar.IllegalMonthError):
        raise DateUnreadable(text, "is not a day of the calendar") from None


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date with what the source adds to it in brackets.

    Attributes:
        when: The date, `None` when the source says it does not know.
        remark: The words in brackets.
        recalled: The remark or the text marks the date as recalled or unverified.
    """

    when: PartialDate | None
    remark: str = ""
    recalled: bool = False


_UNKNOWN = re.compile(r"unverified\b|to be announced|not stated|n/a$")


def parse_stated(text: str) -> StatedDate:
    """Read a date cell such as `2022-02-18 (recalled)` or `unverified`.

    >>> parse_stated("2022-02-18 (recalled)").recalled
    True
    >>> parse_stated("unverified").when is None
    True

    Raises:
        DateUnreadable: It is neither a date nor a word for not knowing.
    """
    text = text.strip()
    if not text or _UNKNOWN.match(text):
        return StatedDate(None)
    match = re.fullmatch(r"([^()]+?)\s*(?:\((.*)\))?", text)
    if not match:
        raise DateUnreadable(text)
    remark = match[2] or ""
    return StatedDate(parse_date(match[1]), remark, bool(re.search(r"recalled|unverified", remark)))


def is_prose(text: str) -> bool:
    """Whether a date cell tells a story rather than a date (four words or more before any bracket).

    >>> is_prose("adopted by ministers in Feb 2024"), is_prose("2020-02-30")
    (True, False)
    """
    return len(text.partition("(")[0].split()) >= 4


@dataclass(frozen=True, slots=True)
class EntryIntoForce:
    """When the agreement entered into force for some of its Parties.

    Attributes:
        parties: ISO3 codes; empty for all Parties not named elsewhere in the cell.
        when: The date, `None` when undated.
        remark: What the source adds.
        recalled: The date is recalled or unverified.
        provisional: First day of provisional application, if the cell gives one.
    """

    parties: tuple[str, ...]
    when: PartialDate | None
    remark: str = ""
    recalled: bool = False
    provisional: PartialDate | None = None


_PARTIES = r"[A-Z]{3}(?:,[A-Z]{3})*"


def parse_entry_into_force(text: str) -> list[EntryIntoForce]:
    """Read an entry-into-force cell with its Parties.

    >>> cell = "NZL,SGP 2021-01-07; CHL 2021-11-23; KOR dates unverified"
    >>> [(e.parties, str(e.when.first) if e.when else None) for e in parse_entry_into_force(cell)]
    [(('NZL', 'SGP'), '2021-01-07'), (('CHL',), '2021-11-23'), (('KOR',), None)]
    >>> parse_entry_into_force("2006-09-01 (KOR)")[0].parties
    ('KOR',)

    Raises:
        DateUnreadable: A part of the cell has no known form.
    """
    return [_entry(part.strip()) for part in re.split(r";(?![^(]*\))", text) if part.strip()]


def _entry(part: str) -> EntryIntoForce:
    if match := re.fullmatch(rf"({_PARTIES}) (?:dates )?(?:unverified|to be announced).*", part):
        return EntryIntoForce(tuple(match[1].split(",")), None)
    if match := re.fullmatch(rf"({_PARTIES}) (.+)", part):
        inner = _entry(match[2])
        return EntryIntoForce(tuple(match[1].split(",")), inner.when, inner.remark, inner.recalled, inner.provisional)
    if match := re.fullmatch(rf"(\S+) for ({_PARTIES})", part):
        return EntryIntoForce(tuple(match[2].split(",")), parse_date(match[1]))
    if match := re.fullmatch(rf"(\S+) \(({_PARTIES})\)", part):
        return EntryIntoForce(tuple(match[2].split(",")), parse_date(match[1]))
    if match := re.fullmatch(r"(\S+) \(provisional (\S+)\)", part):
        return EntryIntoForce((), parse_date(match[1]), provisional=parse_date(match[2]))
    stated = parse_stated(part)
    return EntryIntoForce((), stated.when, stated.remark, stated.recalled)
