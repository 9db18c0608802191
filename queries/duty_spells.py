"""When an economy owed what: every duty as spells of time, worked out once, instead of one answer a day.

A standing changes only on the days that its facts name (entry into force, withdrawal, new version, end of a delay), so
the spells between those days hold the answer for every day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.duties import day, deferral_of, duty, participation_of, row_on, text

_TURNING = ("since", "since_latest", "until", "valid_from", "valid_until", "deferred_until", "may_extend_until")
"""Columns whose days may change how a provision stands."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a provision stands at one grade for an economy.

    Attributes:
        grade: A grade above `absent`: surely owed all the time; `not-read`: there, or perhaps there, and not read.
        start: First day.
        end: First day on which it is over; `None` when it still held on the last day looked at.
    """

    clause: str
    agreement: str
    article: str
    provision: str
    verification: str
    source: str
    grade: Grade
    start: date
    end: date | None

    def covers(self, asked: date) -> bool:
        """Whether a day lies in the spell."""
        return self.start <= asked and (self.end is None or asked < self.end)


@dataclass(frozen=True, slots=True)
class StepUp:
    """A day on which the best grade of a clause type rose.

    Attributes:
        before: Best grade on the day before; `None` when no duty was surely owed.
        spell: What the new grade rests on.
    """

    day: date
    before: Grade | None
    spell: Spell


def duty_spells(rows: Iterable[Row], last: date) -> list[Spell]:
    """The spells of all duties of one economy.

    Args:
        rows: Rows of the query `provisions_of_economy`: a provision once for each participation and each deferral.
        last: Last day to look at.
    """
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[text(row, "provision")].append(row)
    found: list[Spell] = []
    for group in grouped.values():
        named = [text(group[0], n) for n in ("clause", "agreement", "article", "provision", "verification", "source")]
        days = sorted({d for row in group for name in _TURNING if (d := day(row, name)) is not None and d <= last})
        told = [(asked, _grade_on(group, asked)) for asked in days]
        runs = [(next(run)[0], grade) for grade, run in groupby(told, key=lambda one: one[1])]
        for place, (start, grade) in enumerate(runs):
            if grade is not None:
                end = runs[place + 1][0] if place + 1 < len(runs) else None
                clause, agreement, article, provision, verification, source = named
                found.append(Spell(clause, agreement, article, provision, verification, source, grade, start, end))
    return found


def _grade_on(group: list[Row], asked: date) -> Grade | None:
    """The sure grade of a provision on a day; `None` when nothing is surely owed and nothing unread."""
    row = row_on(group, asked)
    assert row is not None, "a group has a row"
    deferrals = {(text(r, "deferral_kind"), deferral_of(r)) for r in group if text(r, "deferral_kind")}
    found = duty(row, participation_of(row), asked, deferrals)
    if found.grade.low is Grade.NOT_READ:
        return None if found.standing.active is False else Grade.NOT_READ
    return found.grade.low if found.standing.active is True and found.grade.low.rank > 0 else None


def owed_on(spells: Iterable[Spell], asked: date) -> dict[str, Spell]:
    """The strongest duty of each clause type that is surely owed on a day; of equals the oldest.

    >>> soft = Spell("p", "y", "1", "y/1", "", "", Grade.BEST_ENDEAVOUR, date(2010, 1, 1), None)
    >>> firm = Spell("p", "x", "2", "x/2", "", "", Grade.QUALIFIED, date(2012, 1, 1), date(2020, 1, 1))
    >>> [owed_on([soft, firm], date(year, 1, 1))["p"].agreement for year in (2011, 2012, 2020)]
    ['y', 'x', 'y']
    """
    best: dict[str, Spell] = {}
    for spell in spells:
        if spell.grade.rank > 0 and spell.covers(asked):
            held = best.get(spell.clause)
            if held is None or _order(spell) < _order(held):
                best[spell.clause] = spell
    return best


def _order(spell: Spell) -> tuple[int, date, str, str]:
    return (-spell.grade.rank, spell.start, spell.agreement, spell.provision)


def first_day(spells: Iterable[Spell], clause: str) -> date | None:
    """First day on which a clause type was surely owed at all, whether or not without a break since.

    >>> spell = Spell("p", "y", "1", "y/1", "", "", Grade.QUALIFIED, date(2010, 1, 1), date(2011, 1, 1))
    >>> first_day([spell], "p"), first_day([spell], "q")
    (datetime.date(2010, 1, 1), None)
    """
    return min((s.start for s in spells if s.clause == clause and s.grade.rank > 0), default=None)


def held_since(spells: Iterable[Spell], clause: str, least: Grade, asked: date) -> date | None:
    """First day of the unbroken time, up to a day, in which a clause type was surely owed at a grade or above.

    Args:
        spells: Duties of one economy, under whichever agreements.
        clause: Slug of the clause type.
        least: The grade.
        asked: The day the time has to reach; `None` is given back when the type is not owed so on it.

    >>> one = Spell("p", "y", "1", "y/1", "", "", Grade.QUALIFIED, date(2010, 1, 1), date(2015, 1, 1))
    >>> next_one = Spell("p", "x", "2", "x/2", "", "", Grade.BINDING_ENFORCEABLE, date(2012, 1, 1), None)
    >>> held_since([one, next_one], "p", Grade.QUALIFIED, date(2026, 1, 1))
    datetime.date(2010, 1, 1)
    >>> held_since([one, next_one], "p", Grade.BINDING_ENFORCEABLE, date(2026, 1, 1))
    datetime.date(2012, 1, 1)
    """
    enough = [s for s in spells if s.clause == clause and s.grade.rank >= max(least.rank, 1)]
    since = min((s.start for s in enough if s.covers(asked)), default=None)
    while since is not None:
        # what ended on this very day or later carries the time further back
        earlier = min((s.start for s in enough if s.start < since and (s.end is None or s.end >= since)), default=None)
        if earlier is None:
            break
        since = earlier
    return since


def steps_up(spells: Iterable[Spell], clause: str, last: date) -> list[StepUp]:
    """Every day on which the best sure grade of a clause type rose, in order of time.

    >>> soft = Spell("p", "y", "1", "y/1", "", "", Grade.BEST_ENDEAVOUR, date(2010, 1, 1), None)
    >>> firm = Spell("p", "x", "2", "x/2", "", "", Grade.QUALIFIED, date(2012, 1, 1), None)
    >>> [(up.day.year, up.before and up.before.value, up.spell.grade.value)
    ...  for up in steps_up([soft, firm], "p", date(2026, 1, 1))]
    [(2010, None, 'best-endeavour'), (2012, 'best-endeavour', 'qualified')]
    """
    own = [s for s in spells if s.clause == clause and s.grade.rank > 0]
    found: list[StepUp] = []
    before: Grade | None = None
    for turn in sorted({d for s in own for d in (s.start, s.end) if d is not None and d <= last}):
        best = owed_on(own, turn).get(clause)
        if best is not None and best.grade.rank > (before.rank if before else 0):
            found.append(StepUp(turn, before, best))
        before = best.grade if best else None
    return found
