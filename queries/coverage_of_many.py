"""Clause coverage of many economies at once, from facts fetched once.

The answers are those of `coverage_analysis`, cell by cell. There one economy is asked for in five queries; here the
facts of all are in memory already, a scenario may have changed them, and members of a bloc, who joined on one day and
have put off the same, share their duties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.standing import Deferral, Participation, in_party
from clauseway.queries.coverage_analysis import ClauseCoverage, EconomyCoverage, clause_coverage, is_in_play
from clauseway.queries.duties import Duty, duty, participation_of, row_on, text
from clauseway.queries.rules_in_force import ClauseKind, RuleFacts

type _Key = tuple[str, Participation, str, str, tuple[tuple[str, tuple[tuple[str, Deferral], ...]], ...]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an economy takes part in an agreement on the day."""

    row: Row
    party: Participation
    bound: bool | None


def coverage_of_many(
    facts: RuleFacts, economies: Iterable[str], as_of: date, *, qualifiers: bool = False
) -> Mapping[str, EconomyCoverage]:
    """The coverage of each economy; those asked for last are kept with the facts.

    Args:
        facts: What was fetched, or what a scenario made of it.
        economies: Codes; a union has a coverage too.
        as_of: The date.
        qualifiers: Whether to include the 11 qualifying and institutional types.
    """
    asked = tuple(economies)
    return facts.once(
        ("coverage of many", asked, as_of, qualifiers), lambda: _worked_out(facts, asked, as_of, qualifiers=qualifiers)
    )


def _worked_out(
    facts: RuleFacts, economies: Iterable[str], as_of: date, *, qualifiers: bool
) -> Mapping[str, EconomyCoverage]:
    kinds = [kind for kind in facts.clauses.values() if qualifiers or kind.slug in facts.counted]
    parts: dict[str, dict[str, _Standing]] = defaultdict(dict)
    bound: dict[str, dict[str, set[str]]] = defaultdict(dict)
    sides: dict[tuple[str, str], set[str]] = {}
    for (economy, agreement), rows in facts.participations.items():
        row = row_on(rows, as_of)
        if row is not None:
            party = participation_of(row)
            parts[economy][agreement] = _Standing(row, party, in_party(party, as_of))
        sides[economy, agreement] = {text(each, "side") for each in rows}
        if economy in facts.names:  # a union is no partner beside its members
            now = {text(each, "side") for each in rows if in_party(participation_of(each), as_of) is True}
            if now:
                bound[agreement][economy] = now
    delayed = {economy for economy, _ in facts.deferrals}
    made: dict[_Key, dict[str, list[Duty]]] = {}
    found: dict[str, EconomyCoverage] = {}
    for economy in economies:
        own = parts.get(economy, {})
        names = tuple(agreement for agreement, part in own.items() if part.bound is not False)
        unread = tuple(agreement for agreement in names if agreement not in facts.read_whole)
        by_clause: dict[str, list[Duty]] = defaultdict(list)
        for agreement, part in own.items():
            for clause, duties in _duties(facts, economy, agreement, part, as_of, delayed, made).items():
                by_clause[clause].extend(duties)
        partners: dict[str, frozenset[str]] = {}
        clauses: dict[str, ClauseCoverage] = {}
        for kind in kinds:
            duties = by_clause.get(kind.slug, [])
            for each in duties:
                agreement = text(each.row, "agreement")
                if agreement not in partners:
                    partners[agreement] = _partners(economy, sides[economy, agreement], bound.get(agreement, {}))
            clauses[kind.slug] = clause_coverage(_kind_row(kind), duties, partners, names, unread)
        found[economy] = EconomyCoverage(economy, clauses, unread, names)
    return found


def _partners(economy: str, own_sides: set[str], bound: dict[str, set[str]]) -> frozenset[str]:
    """Economies bound with it by an agreement, those of its own side left out."""
    return frozenset(
        other
        for other, sides in bound.items()
        if other != economy and any(not side or own != side for side in sides for own in own_sides)
    )


def _duties(
    facts: RuleFacts,
    economy: str,
    agreement: str,
    part: _Standing,
    as_of: date,
    delayed: set[str],
    made: dict[_Key, dict[str, list[Duty]]],
) -> dict[str, list[Duty]]:
    """Duties of a participation that belong into the picture, by clause type."""
    provisions = facts.provisions.get(agreement, [])
    put_off: dict[str, tuple[tuple[str, Deferral], ...]] = {}
    if economy in delayed:
        put_off = {
            name: facts.deferrals[economy, name]
            for name in (text(row, "provision") for row in provisions)
            if (economy, name) in facts.deferrals
        }
    via, known = text(part.row, "via"), text(part.row, "date_verification")
    key = (agreement, part.party, via, known, tuple(put_off.items()))
    if key not in made:
        kept: dict[str, list[Duty]] = defaultdict(list)
        for row in provisions:
            kind = facts.clauses.get(text(row, "clause"))
            if kind is None:
                continue
            delays = tuple(dict.fromkeys(put_off.get(text(row, "provision"), ())))
            told: Row = {
                **row,
                "label": kind.label,
                "theme": kind.theme,
                "via": via or None,
                "date_verification": known or None,
                "deferral_kind": delays[0][0] if delays else None,
            }
            each = duty(told, part.party, as_of, delays)
            if is_in_play(each, as_of):
                kept[kind.slug].append(each)
        made[key] = dict(kept)
    return made[key]


def _kind_row(kind: ClauseKind) -> Row:
    return {"clause": kind.slug, "label": kind.label, "theme": kind.theme}
