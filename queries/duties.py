"""From rows of facts to duties: the grade, the score and whether it is active, for an economy on a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import Deferral, Participation, Standing, participation_on, standing
from clauseway.ontology.strength import (
    Enforcement,
    Facts,
    Grade,
    GradeRange,
    RuleException,
    ScoreRange,
    Wording,
    grade,
    score,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A provision as it stands for an economy (or, without one, for the agreement) on a date.

    Attributes:
        row: What the query gave, with `enforcement` as it stands on the date.
        facts: The facts of the text as they stand on the date.
        standing: Whether it is active, from when and why not.
        grade: Its label, the sure one and the best possible one.
        score: Its number, lowest and highest, 0 when inactive.
    """

    row: Row
    standing: Standing
    facts: Facts
    grade: GradeRange
    score: ScoreRange

    @property
    def strength_key(self) -> tuple[object, ...]:
        """Sort key: the strongest duty first, and among equals the one surely active and best verified."""
        activity = {True: 0, None: 1, False: 2}[self.standing.active]
        return (
            activity,
            -self.grade.low.rank,
            -self.grade.high.rank,
            -self.score.low,
            -self.score.high,
            str(self.row["agreement"]),
            str(self.row["provision"]),
        )


def text(row: Mapping[str, Value], name: str) -> str:
    """A text column, empty when null."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def day(row: Mapping[str, Value], name: str) -> date | None:
    """A date column."""
    value = row.get(name)
    return value if isinstance(value, date) else None


def holds_on(row: Mapping[str, Value], day_asked: date) -> bool:
    """Whether this version of a provision is the one that holds on a day."""
    start, end = day(row, "valid_from"), day(row, "valid_until")
    return (start is None or start <= day_asked) and (end is None or end > day_asked)


def facts_of(row: Mapping[str, Value]) -> Facts:
    """The facts of the text in a row."""
    wording, exception, enforcement = text(row, "wording"), text(row, "exception"), text(row, "enforcement")
    return Facts(
        Wording(wording) if wording else None,
        RuleException(exception) if exception else None,
        Enforcement(enforcement) if enforcement else None,
        text(row, "clause"),
    )


def participation_of(row: Mapping[str, Value], prefix: str = "") -> Participation:
    """The participation in a row."""
    return Participation(
        text(row, f"{prefix}state"),
        day(row, f"{prefix}since"),
        day(row, f"{prefix}since_latest"),
        day(row, f"{prefix}until"),
    )


def row_on[R: Mapping[str, Value]](rows: Iterable[R], day_asked: date, prefix: str = "") -> R | None:
    """Of rows that repeat one thing for each participation of an economy, the first whose participation answers.

    Args:
        rows: Rows with a participation each; the same one may come again.
        day_asked: The date.
        prefix: What the participation's columns begin with.
    """
    by_participation: dict[Participation, R] = {}
    for row in rows:
        by_participation.setdefault(participation_of(row, prefix), row)
    chosen = participation_on(by_participation, day_asked)
    return by_participation[chosen] if chosen is not None else None


def one_each[R: Mapping[str, Value]](rows: Iterable[R], day_asked: date, *names: str) -> list[R]:
    """Of rows that differ by participation alone, the one that answers for the day, by the columns named."""
    grouped: dict[tuple[str, ...], list[R]] = defaultdict(list)
    for row in rows:
        grouped[tuple(text(row, name) for name in names)].append(row)
    return [row for group in grouped.values() if (row := row_on(group, day_asked)) is not None]


def deferral_of(row: Mapping[str, Value]) -> Deferral:
    """The deferral in a row."""
    return Deferral(
        day(row, "deferred_until"), text(row, "deferral_event") or None, day(row, "may_extend_until"), text(row, "note")
    )


def duty(
    row: Row, participation: Participation | None, day_asked: date, deferrals: Iterable[tuple[str, Deferral]] = ()
) -> Duty:
    """Derive one duty.

    Args:
        row: Facts of the provision.
        participation: How the economy takes part.
        day_asked: The date.
        deferrals: (kind, deferral) of this economy for this provision.
    """
    kinds = list(deferrals)
    stand = standing(
        participation,
        day_asked,
        valid_from=day(row, "valid_from"),
        valid_until=day(row, "valid_until"),
        deferrals=[d for kind, d in kinds if kind == "duty"],
        shields=[d for kind, d in kinds if kind == "dispute-settlement"],
    )
    facts = facts_of(row)
    if stand.shielded and facts.enforcement in (Enforcement.TIMED, Enforcement.FULL):
        facts = replace(facts, enforcement=Enforcement.EXCLUDED)
        row = {**row, "enforcement": Enforcement.EXCLUDED.value}
    return Duty(row, stand, facts, grade(facts), score(facts, active=stand.active))


def duties_by_provision(rows: Iterable[Row], day_asked: date) -> list[Duty]:
    """Duties from rows that repeat a provision once for each participation of the economy and each deferral."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[text(row, "provision")].append(row)
    found: list[Duty] = []
    for group in grouped.values():
        chosen = row_on(group, day_asked)
        assert chosen is not None, "a group has a row"
        deferrals = dict.fromkeys(
            (text(row, "deferral_kind"), deferral_of(row)) for row in group if text(row, "deferral_kind")
        )
        found.append(duty(chosen, participation_of(chosen), day_asked, deferrals))
    return found


def with_their_duties(duties: Iterable[Duty]) -> list[Duty]:
    """Let paragraphs without a duty of their own stand as the duties of their article do.

    An exception, a saving clause or a carve-out has effect only where a duty of its article has: while every duty
    of the article is put off, so is the exception to it. An article that holds no duty is left as it is.
    """
    found = list(duties)
    by_article: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for each in found:
        if each.facts.wording not in (None, Wording.NONE):
            by_article[text(each.row, "agreement"), text(each.row, "article")].append(each)
    return [
        _carried(each, by_article.get((text(each.row, "agreement"), text(each.row, "article")), []))
        for each in found
    ]


def _carried(each: Duty, owed: list[Duty]) -> Duty:
    if each.facts.wording is not Wording.NONE or not owed:
        return each
    if any(o.standing.active is True for o in owed):
        starts = [o.standing.active_from for o in owed if o.standing.active is True and o.standing.active_from]
        start = min(starts, default=each.standing.active_from)
        return replace(each, standing=replace(each.standing, active_from=start))
    lead = min(owed, key=lambda o: o.strength_key)
    why = f"It goes with the duty of its article: {lead.standing.why}"
    return replace(each, standing=replace(lead.standing, why=why))


def strongest(duties: Iterable[Duty]) -> Duty | None:
    """The strongest duty, or `None` when there is none."""
    return min(duties, key=lambda d: d.strength_key, default=None)


def is_read(found: Duty) -> bool:
    """Whether the text behind a duty was read."""
    return found.grade.low is not Grade.NOT_READ
