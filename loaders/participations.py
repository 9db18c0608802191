"""Participations and memberships in time: one after the other, no two at once that bind, every choice told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import DateSpan, MembershipRecord, ParticipationRecord, PartyListRecord
from clauseway.ontology.standing import BINDING_STATES, WAITING_STATES
from clauseway.ontology.strength import Verification

_LEVELS = list(Verification)
_STEPS = ("candidate", "applied", "accession-working-group", "accession-invited", "signed-accession", "signed")
"""States that lead to being bound, in the order in which they follow one another."""


def begun_by_the_other_side(
    participations: Iterable[ParticipationRecord],
    signed: Mapping[str, DateSpan | None],
    acting_as_one: Collection[str],
) -> list[ParticipationRecord]:
    """Date a Party that stands alone on its side by the entry into force for the other side.

    An agreement of two sides binds a lone Party as soon as it binds anybody on the other side. Where the other side
    is one Party as well the day is the same; else the Party is surely bound from the first day known there.

    Args:
        participations: All of them.
        signed: Day of signature by agreement: nobody is bound before.
        acting_as_one: Names of sides whose economies enter into force together.
    """
    grouped: dict[str, list[ParticipationRecord]] = defaultdict(list)
    for party in participations:
        grouped[party.agreement].append(party)
    found: list[ParticipationRecord] = []
    for slug, parties in grouped.items():
        sides: dict[str, list[ParticipationRecord]] = defaultdict(list)
        for party in parties:
            if party.state in BINDING_STATES:
                sides[party.side or party.economy].append(party)
        alone = {name for name, on in sides.items() if len(on) == 1 or name in acting_as_one}
        for party in parties:
            own = party.side or party.economy
            others = [p for name, on in sides.items() if name != own for p in on if p.since]
            undated = party.state in BINDING_STATES and party.since is None
            if len(sides) != 2 or own not in alone or not undated or not others:
                found.append(party)
                continue
            first = min(others, key=lambda p: (p.since.last, p.economy) if p.since else (date.max, ""))
            since = _no_later_than(first, signed.get(slug), exact=alone == set(sides))
            told = f"{party.citation}; entry into force for {first.economy}"
            level = max(party.verification, first.verification, key=_LEVELS.index)
            found.append(party.model_copy(update={"since": since, "verification": level, "citation": told}))
    return found


def _no_later_than(other: ParticipationRecord, signed: DateSpan | None, *, exact: bool) -> DateSpan:
    assert other.since is not None
    if exact or signed is None or signed.first >= other.since.first:
        return other.since
    return DateSpan(first=signed.first, last=other.since.last, precision="year")


def in_sequence(participations: Iterable[ParticipationRecord], log: ProblemLog) -> list[ParticipationRecord]:
    """Participations by agreement, economy and time; a step towards being bound ends where the next one begins.

    Two sources may tell of the same step: the one with the closer date is kept, the earlier listed among equals.

    Args:
        participations: All of them.
        log: Where an economy bound twice at once is an error, and a second telling of a step is told.
    """
    grouped: dict[tuple[str, str], list[ParticipationRecord]] = defaultdict(list)
    for party in participations:
        grouped[party.agreement, party.economy].append(party)
    ordered: list[ParticipationRecord] = []
    for key in sorted(grouped):
        steps = _one_each_step(grouped[key], log)
        _refuse_two_at_once([p for p in steps if p.state in BINDING_STATES], log)
        ordered.extend(_ended(steps))
    return ordered


def compare_party_lists(
    lists: Iterable[PartyListRecord], participations: Iterable[ParticipationRecord], log: ProblemLog
) -> None:
    """Tell where a source names other Parties than those adopted; members of a union are left to its rule."""
    adopted: dict[str, set[str]] = defaultdict(set)
    for party in participations:
        if party.via != "EU" and party.state in (*BINDING_STATES, "signed"):
            adopted[party.agreement].add(party.economy)
    for named in lists:
        theirs, ours = set(named.economies), adopted[named.agreement]
        for codes, what in ((theirs - ours, "names also"), (ours - theirs, "does not name")):
            if codes:
                log.info(
                    named.origin.file, named.origin.line,
                    f"{named.agreement}: this source {what} {', '.join(sorted(codes))}; the Parties adopted are kept.",
                )  # fmt: skip


def _one_each_step(parties: Sequence[ParticipationRecord], log: ProblemLog) -> list[ParticipationRecord]:
    kept: list[ParticipationRecord] = []
    by_state: dict[str, ParticipationRecord] = {}
    for party in parties:
        if party.state in BINDING_STATES:
            kept.append(party)
            continue
        first = by_state.get(party.state)
        if first is None:
            by_state[party.state] = party
            continue
        better, other = (party, first) if _days_open(party) < _days_open(first) else (first, party)
        by_state[party.state] = better
        apart = better.since and other.since and better.since.apart_from(other.since)
        text = f"{other.agreement}: {other.economy} {other.state}"
        if apart and better.since and other.since:
            log.warning(
                other.origin.file, other.origin.line,
                f"{text} since {other.since.first} contradicts {better.since.first} ({better.origin}), which is kept.",
            )  # fmt: skip
        else:
            log.info(other.origin.file, other.origin.line, f"{text} is told by {better.origin} as well, which is kept.")
    return sorted([*kept, *by_state.values()], key=_in_time)


def _days_open(party: ParticipationRecord) -> int:
    return (party.since.last - party.since.first).days if party.since else date.max.toordinal()


def _in_time(party: ParticipationRecord) -> tuple[int, date]:
    bound = party.state in BINDING_STATES
    step = len(_STEPS) if bound else _STEPS.index(party.state) if party.state in _STEPS else len(WAITING_STATES)
    return step, party.since.first if party.since else date.min


def _ended(steps: list[ParticipationRecord]) -> list[ParticipationRecord]:
    """Let each step without duties end on the first possible day of the next one that is dated."""
    found: list[ParticipationRecord] = []
    for place, step in enumerate(steps):
        follows = (later.since.first for later in steps[place + 1 :] if later.since)
        end = next(follows, None)
        if step.state in _STEPS and step.until is None and end is not None:
            if step.since is None or step.since.first < end:
                found.append(step.model_copy(update={"until": end}))
            continue
        found.append(step)
    return found


def _refuse_two_at_once(bound: list[ParticipationRecord], log: ProblemLog) -> None:
    """An economy is bound by an agreement once at a time."""
    for first, second in pairwise(bound):
        starts = second.since.first if second.since else date.min
        if first.until is None or starts < first.until:
            log.error(
                second.origin.file, second.origin.line,
                f"{second.economy} already takes part in {second.agreement} at {first.origin}.", "Keep one of the two.",
            )  # fmt: skip


def adopt_memberships(records: Iterable[MembershipRecord], log: ProblemLog) -> list[MembershipRecord]:
    """One membership for each group and economy: the dated one, then the better verified, then the first listed.

    Args:
        records: All memberships.
        log: Where dates that contradict each other are told, and two of one source refused.
    """
    kept: dict[tuple[str, str], MembershipRecord] = {}
    for record in records:
        key = (record.group, record.economy)
        first = kept.get(key)
        if first is None:
            kept[key] = record
            continue
        if first.origin.file == record.origin.file:
            log.error(
                record.origin.file, record.origin.line,
                f"{record.economy} is already a member of {record.group} at {first.origin}.", "Keep one row.",
            )  # fmt: skip
            continue
        better = min((first, record), key=lambda r: (r.since is None, _LEVELS.index(r.verification)))
        other = record if better is first else first
        kept[key] = better
        if better.since and other.since and better.since != other.since:
            log.warning(
                other.origin.file, other.origin.line,
                f"{other.economy} in {other.group} since {other.since} contradicts {better.since} "
                f"({better.origin}), which is kept.",
            )  # fmt: skip
    return sorted(kept.values(), key=lambda r: (r.group, r.economy))
