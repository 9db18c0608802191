"""Whether a provision stands for an economy on a date: participation, version and deferral, in three values.

`True` and `False` are certain, `None` means that the sources do not tell (an undated entry into force, an event
that may have come, a longer delay that may have been taken). The counting of "N years after entry into force" is
argued in `docs/decisions/0007-counting-of-periods.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

BINDING_STATES = frozenset({"in-force", "provisional"})
"""Participation states in which duties are owed."""

WAITING_STATES = (
    "signed", "signed-accession", "accession-invited", "accession-working-group", "applied", "candidate", "withdrawn",
)  # fmt: skip
"""Participation states without duties, the nearest to being bound first."""


@dataclass(frozen=True, slots=True)
class Participation:
    """When an economy is a Party.

    Attributes:
        state: `in-force`, `provisional`, or a state without duties (see `WAITING_STATES`).
        since: First day on which it may have begun; `None` when undated.
        since_latest: Day from which it surely holds; equal to `since` for an exact date.
        until: First day on which it no longer holds.
    """

    state: str
    since: date | None = None
    since_latest: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Deferral:
    """A delay granted to one economy for one provision.

    Attributes:
        until: First day on which the duty applies (`None` when an event ends the delay).
        event: The event that ends it, in words.
        may_extend_until: Last first-day if the economy takes the longer delay.
        note: Extra words for the reader.
    """

    until: date | None = None
    event: str | None = None
    may_extend_until: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer for one economy, provision and date.

    Attributes:
        active: Whether the duty applies; `None` when the sources do not tell.
        active_from: First day on which it applies or applied, when known.
        may_extend_until: Last day to which the economy may put it off, when it may.
        why: One sentence when the answer is not plainly yes.
        shielded: Whether dispute settlement is still shut for this economy (timed enforcement).
    """

    active: bool | None
    active_from: date | None
    may_extend_until: date | None = None
    why: str = ""
    shielded: bool = False


def years_after(start: date, years: int) -> date:
    """First day after a period of `years` that runs from `start`: the anniversary.

    A period that begins on 29 February and ends in a common year ends on 1 March.

    >>> years_after(date(2022, 1, 1), 5)
    datetime.date(2027, 1, 1)
    >>> years_after(date(2020, 2, 29), 1)
    datetime.date(2021, 3, 1)
    """
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def in_party(participation: Participation, day: date) -> bool | None:
    """Whether the economy is bound as a Party on a day.

    >>> exact = Participation("in-force", date(2022, 1, 1), date(2022, 1, 1))
    >>> in_party(exact, date(2021, 12, 31)), in_party(exact, date(2022, 1, 1))
    (False, True)
    >>> in_party(Participation("in-force"), date(2022, 1, 1)) is None
    True
    >>> in_party(Participation("signed", date(2022, 1, 1), date(2022, 1, 1)), date(2023, 1, 1))
    False
    """
    if participation.state not in BINDING_STATES:
        return False
    if participation.until is not None and day >= participation.until:
        return False
    if participation.since is None or participation.since_latest is None:
        return None
    if day < participation.since:
        return False
    return True if day >= participation.since_latest else None


def participation_on(participations: Iterable[Participation], day: date) -> Participation | None:
    """The one of an economy's participations in an agreement that answers for a day.

    An economy may have applied, signed, applied provisionally, been bound and left, one after the other. What binds
    on the day comes first, then what may bind, then what will, then what did; only where nothing ever binds does a
    state without duties answer, the nearest to being bound.

    >>> asked = Participation("applied", date(2021, 2, 1), date(2021, 2, 1), date(2023, 7, 16))
    >>> bound = Participation("in-force", date(2024, 12, 1), date(2024, 12, 31))
    >>> participation_on([asked, bound], date(2022, 1, 1)).state
    'in-force'
    >>> participation_on([asked], date(2022, 1, 1)).state
    'applied'
    >>> participation_on([], date(2022, 1, 1)) is None
    True
    """

    def key(one: Participation) -> tuple[int, int]:
        if one.state not in BINDING_STATES:
            known = WAITING_STATES.index(one.state) if one.state in WAITING_STATES else len(WAITING_STATES)
            ended = one.until is not None and day >= one.until
            begun = one.since is None or one.since <= day
            return (4 if begun and not ended else 5, known)
        bound = in_party(one, day)
        if bound is True:
            return (0, -(one.since_latest or day).toordinal())
        if bound is None:
            return (1, 0)
        if one.until is not None and day >= one.until:
            return (3, -one.until.toordinal())
        return (2, (one.since or day).toordinal())

    return min(participations, key=key, default=None)


def standing(
    participation: Participation | None,
    day: date,
    *,
    valid_from: date | None = None,
    valid_until: date | None = None,
    deferrals: Iterable[Deferral] = (),
    shields: Iterable[Deferral] = (),
) -> Standing:
    """Whether a provision is active for an economy on a day, from when, and why not.

    Args:
        participation: How the economy takes part; `None` when it is no Party at all.
        day: The day asked about.
        valid_from: First day of this version of the provision (`None`: as long as the agreement).
        valid_until: First day on which this version no longer holds.
        deferrals: Delays of the duty for this economy.
        shields: Delays of dispute settlement only.

    >>> party = Participation("in-force", date(2022, 1, 1), date(2022, 1, 1))
    >>> five = Deferral(date(2027, 1, 1), may_extend_until=date(2030, 1, 1))
    >>> standing(party, date(2026, 12, 31), deferrals=[five]).active
    False
    >>> after = standing(party, date(2027, 1, 2), deferrals=[five])
    >>> after.active is None, after.may_extend_until
    (True, datetime.date(2030, 1, 1))
    >>> standing(party, date(2030, 1, 1), deferrals=[five]).active
    True
    """
    shielded = any(_runs(shield, day) is not False for shield in shields)
    if participation is None:
        return Standing(False, None, why="It is no Party.")
    starts = [d for d in (participation.since_latest, valid_from) if d is not None]
    active_from = max(starts) if participation.since_latest is not None else None
    party = in_party(participation, day)
    if participation.state not in BINDING_STATES:
        return Standing(False, None, why=f"Participation is only {participation.state}.", shielded=shielded)
    if party is False and participation.until is not None and day >= participation.until:
        return Standing(False, active_from, why=f"Participation ended on {participation.until}.", shielded=shielded)
    if valid_until is not None and day >= valid_until:
        return Standing(False, active_from, why=f"This version was replaced on {valid_until}.", shielded=shielded)
    if valid_until is not None and active_from is not None and active_from >= valid_until:
        return Standing(False, None, why="It joined after this version was replaced.", shielded=shielded)

    put_off = [d for d in deferrals if d.until is not None]
    events = [d for d in deferrals if d.until is None]
    last = max((d.until for d in put_off if d.until is not None), default=None)
    extension = max((d.may_extend_until for d in put_off if d.may_extend_until is not None), default=None)
    if last is not None and active_from is not None:
        active_from = max(active_from, last)
    if party is False:
        return Standing(False, active_from, extension, f"In force for it only from {participation.since}.", shielded)
    if valid_from is not None and day < valid_from:
        return Standing(False, active_from, extension, f"This version applies from {valid_from}.", shielded)
    if last is not None and day < last:
        return Standing(False, active_from, extension, f"Its duty is put off until {last}.", shielded)
    if events:
        what = (events[0].event or "").strip().rstrip(".")
        why = f"Its duty waits for an event that is not recorded to have come: {what}."
        return Standing(None, None, extension, why, shielded)
    if extension is not None and day < extension:
        why = (
            f"Its duty was put off until {last}; the text lets it add a delay until {extension} if necessary, "
            "and whether it did is not recorded."
        )
        return Standing(None, active_from, extension, why, shielded)
    if party is None:
        why = (
            "No source read dates its entry into force for this economy."
            if participation.since is None
            else f"In force for it between {participation.since} and {participation.since_latest}; "
            "the exact day is not recorded."
        )
        return Standing(None, active_from, None, why, shielded)
    if extension is not None and active_from is not None and extension > active_from:
        why = f"It may have begun on {active_from} already; it surely has since {extension}."
        return Standing(True, extension, None, why, shielded)
    if participation.since != participation.since_latest and active_from == participation.since_latest:
        why = f"In force for it since a day between {participation.since} and {participation.since_latest}."
        return Standing(True, active_from, None, why, shielded)
    return Standing(True, active_from, None, "", shielded)


def _runs(shield: Deferral, day: date) -> bool | None:
    if shield.until is None:
        return None
    return day < shield.until
