"""Blocs in agreements: who is bound through which, for the time of its membership, and never twice.

The rules are read from `readings/blocs.csv`, dated memberships from the groups source. A union that acts for its
members is a Party of its own (the European Union, code EUU); each member is bound `via` it while the agreement is in
force for the union and the membership, or the transition after it, lasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import (
    BlocRecord,
    DateSpan,
    MembershipRecord,
    ParticipationRecord,
    PartyGroupRecord,
)
from clauseway.ontology.standing import BINDING_STATES
from clauseway.ontology.strength import Verification

UNION_CODE = "EUU"
"""Code of the European Union as an economy (ISO 3166 reserves EU; the World Bank writes EUU)."""

_LEVELS = list(Verification)


def bind_members(
    participations: Sequence[ParticipationRecord],
    blocs: Sequence[BlocRecord],
    memberships: Sequence[MembershipRecord],
    signed: Mapping[str, DateSpan | None],
    log: ProblemLog,
) -> list[ParticipationRecord]:
    """Participations with those of bloc members put in by the rule of their bloc.

    Args:
        participations: As the sources list them; all members of a union, or its own code, stand for the union.
        blocs: The rules.
        memberships: Who belongs to each bloc, and when.
        signed: Day of signature by agreement; it tells that a former member had left when the day of entry into
            force is not known.
        log: Where an economy is noted that stands on the side of a bloc it was no member of.
    """
    members: dict[str, list[MembershipRecord]] = defaultdict(list)
    for membership in memberships:
        members[membership.group].append(membership)
    by_agreement: dict[str, list[ParticipationRecord]] = defaultdict(list)
    for party in participations:
        by_agreement[party.agreement].append(party)
    bound: list[ParticipationRecord] = []
    for slug, parties in by_agreement.items():
        for bloc in blocs:
            known = members[bloc.group]
            if not known:
                continue
            if bloc.acts == "for-members":
                parties = list(_through_union(parties, bloc, known, signed.get(slug)))
            else:
                parties = [_with_bloc(party, bloc) for party in parties]
                _check_side(parties, bloc, known, log)
        bound.extend(parties)
    return bound


def parties_of_groups(
    named: Iterable[PartyGroupRecord], memberships: Sequence[MembershipRecord], log: ProblemLog
) -> Iterator[ParticipationRecord]:
    """Participations of today's members of the groups that sources name as Parties."""
    for group in named:
        members = [member for member in memberships if member.group == group.group and member.until is None]
        if not members:
            log.error(
                group.origin.file, group.origin.line, f"the group '{group.group}' has no member in the data.",
                "Mend readings/party_groups.csv.",
            )  # fmt: skip
        for member in members:
            yield ParticipationRecord(
                origin=group.origin,
                verification=group.verification,
                citation=f"{group.citation}; {member.citation}",
                agreement=group.agreement,
                economy=member.economy,
                state=group.state,
                since=group.since,
            )


def _through_union(
    parties: list[ParticipationRecord], bloc: BlocRecord, members: list[MembershipRecord], signed: DateSpan | None
) -> Iterator[ParticipationRecord]:
    ever = {member.economy for member in members}
    today = {member.economy for member in members if member.until is None}
    own = [party for party in parties if party.economy == bloc.code]
    listed = [party for party in parties if party.economy in ever]
    if not own and not today <= {party.economy for party in listed}:
        yield from parties
        return
    if not own:
        leader = next((p for p in listed if p.state in BINDING_STATES and p.since), listed[0])
        own = [leader.model_copy(update={"economy": bloc.code})]
    # a union and its members stand on one side, also where the source names no sides
    own = [party.model_copy(update={"side": party.side or bloc.label}) for party in own]
    yield from own
    yield from (party for party in parties if party.economy != bloc.code and party.economy not in ever)
    for union in own:
        for member in members:
            covered = _covered(union, member, bloc, signed)
            if covered is not None:
                yield covered


def _covered(
    union: ParticipationRecord, member: MembershipRecord, bloc: BlocRecord, signed: DateSpan | None
) -> ParticipationRecord | None:
    """A member's participation through its union, or `None` when it was no member at the time."""
    leaves = member.bound_until or member.until
    since, until = union.since, min((day for day in (union.until, leaves) if day), default=None)
    level, citation = union.verification, union.citation
    if leaves is not None:
        known = since or signed
        if union.state not in BINDING_STATES or known is None or known.first >= leaves:
            return None
    if union.state in BINDING_STATES and since is not None and member.since is not None and member.since > since.first:
        since = DateSpan(first=member.since, last=max(member.since, since.last), precision="day")
        if since.first != since.last:
            since = since.model_copy(update={"precision": "year"})
    if (since, until) != (union.since, union.until):
        level = max(level, member.verification, key=_LEVELS.index)
        citation = f"{citation}; membership of {bloc.label}: {member.citation}"
    return union.model_copy(
        update={
            "economy": member.economy, "via": bloc.label, "since": since, "until": until, "verification": level,
            "citation": citation,
        }
    )  # fmt: skip


def _with_bloc(party: ParticipationRecord, bloc: BlocRecord) -> ParticipationRecord:
    if bloc.acts == "with-members" and party.side == bloc.label:
        return party.model_copy(update={"via": bloc.label})
    return party


def _check_side(
    parties: Iterable[ParticipationRecord], bloc: BlocRecord, members: list[MembershipRecord], log: ProblemLog
) -> None:
    for party in parties:
        if party.side != bloc.label:
            continue
        day = party.since.last if party.since else None
        if not any(member.economy == party.economy and _holds(member, day) for member in members):
            log.warning(
                party.origin.file, party.origin.line,
                f"{party.agreement}: {party.economy} stands on the side {bloc.label} but was no member of it"
                f"{f' on {day}' if day else ''}.", "Mend readings/sides.csv or readings/groups.csv.",
            )  # fmt: skip


def _holds(member: MembershipRecord, day: date | None) -> bool:
    if day is None:
        return member.until is None
    return (member.since or date.min) <= day < (member.until or day + timedelta(days=1))
