"""Which next steps are open to an economy, by the data: the candidates of a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Verification
from clauseway.queries.duties import day, text
from clauseway.queries.gap_analysis import ACCESSION_STATES
from clauseway.queries.kept import Kept
from clauseway.queries.rules_in_force import OwedCell, OwedRule, RulesInForce, rules_in_force
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.upgrade_facts import DIGITAL_ONLY, UpgradeFacts, in_union, via_of
from clauseway.queries.upgrade_steps import MEMORANDUM_HOST, Standpoint, Step, adopting, deepening, joining

DEEPENED = DIGITAL_ONLY - {"memorandum"} | {
    "bilateral-fta", "plurilateral-fta", "trade-cooperation-agreement", "framework-agreement",
}  # fmt: skip
"""Kinds of agreement that can be brought up; protocols and letters are parts of them."""

DOOR_STATES = ACCESSION_STATES | {"candidate", "signed"}
"""States of an economy that is on its way to an agreement."""

_NEWCOMER = "a newcomer"


@dataclass(frozen=True, slots=True)
class Open:
    """An agreement that economies can come into.

    Attributes:
        agreement: Its slug.
        newcomer: What a newcomer owes under it.
        parties: What the others owe, by economy: the Parties, or where none is bound those on their way to it.
        bound: Whether there are Parties.
        named: Whether the data name those others; else every economy stands for them.
        actors: Parties that have to agree, blocs counted once.
        to_all: Whether anyone may ask; else only who is on the way.
    """

    agreement: str
    newcomer: Mapping[str, OwedCell]
    parties: Mapping[str, Mapping[str, OwedCell]]
    bound: bool
    named: bool
    actors: int
    to_all: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """The facts with the rules in force by them; a path makes a new one after each step.

    Attributes:
        facts: What is known.
        rules: The rules in force in the world.
        best: The best sure rule of each economy by clause type.
        ladder: Its rules by clause type and rank.
        open: Agreements that can be joined.
    """

    facts: UpgradeFacts
    rules: RulesInForce
    best: dict[str, dict[str, OwedRule]]
    ladder: dict[str, dict[str, dict[int, OwedRule]]]
    open: tuple[Open, ...]
    _kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    def once[T](self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What a function makes of this moment, kept while it is; it must never be changed."""
        return self._kept.once(key, work_out)


def moment_of(facts: UpgradeFacts) -> Moment:
    """The rules in force and what is open, worked out once for the same facts."""
    return facts.once("moment", lambda: _worked_out(facts))


def _worked_out(facts: UpgradeFacts) -> Moment:
    rules = rules_in_force(facts.rules, facts.as_of, clauses=facts.clauses)
    ladder: dict[str, dict[str, dict[int, OwedRule]]] = defaultdict(lambda: defaultdict(dict))
    for agreement in sorted(rules.bound):
        for economy, party in rules.bound[agreement].items():
            for clause, cell in rules.owed.get((economy, agreement), {}).items() if party.sure else ():
                if cell.sure is not None:
                    held = ladder[economy][clause].get(cell.sure.grade.rank)
                    if held is None or _level(cell.sure) < _level(held):
                        ladder[economy][clause][cell.sure.grade.rank] = cell.sure
    best = {
        economy: {clause: by_rank[max(by_rank)] for clause, by_rank in by_clause.items()}
        for economy, by_clause in ladder.items()
    }
    return Moment(facts, rules, best, dict(ladder), tuple(_open_agreements(facts, rules)))


_LEVELS = {level.value: place for place, level in enumerate(Verification)}


def _level(rule: OwedRule) -> int:
    """How well a rule is known, 0 the best: among texts of one rung the better known is the better precedent."""
    return _LEVELS.get(rule.verification, len(_LEVELS))


def _open_agreements(facts: UpgradeFacts, rules: RulesInForce) -> Iterable[Open]:
    asked = {agreement for (_, agreement), rows in facts.doors.items() if _states(rows) & ACCESSION_STATES}
    asked |= {
        agreement
        for agreement, rows in facts.rules.provisions.items()
        if any(row["clause"] == "accession-clause" for row in rows)
    }
    waiting: dict[str, list[str]] = defaultdict(list)
    for (economy, agreement), rows in facts.doors.items():
        if _states(rows) & DOOR_STATES and economy in facts.rules.names:
            waiting[agreement].append(economy)
    for agreement in sorted(asked | waiting.keys()):
        row = facts.agreements.get(agreement, {})
        if row.get("binding") is not True or agreement in facts.replaced or agreement not in facts.rules.provisions:
            continue
        if facts.kind(agreement) not in DEEPENED:
            continue
        newcomer = _newcomer_cells(facts, agreement)
        if not any(cell.sure for cell in newcomer.values()):
            continue
        parties = [each for each, party in rules.bound.get(agreement, {}).items() if party.sure]
        if parties:
            owed = {each: rules.owed.get((each, agreement), {}) for each in parties}
            yield Open(agreement, newcomer, owed, True, True, _actors(facts, agreement, parties), agreement in asked)
        else:
            named = waiting.get(agreement, [])
            others = named or list(rules.economies)
            yield Open(agreement, newcomer, dict.fromkeys(others, newcomer), False, bool(named), 0, agreement in asked)


def _states(rows: Iterable[Row]) -> set[str]:
    return {text(row, "state") for row in rows}


def _newcomer_cells(facts: UpgradeFacts, agreement: str) -> Mapping[str, OwedCell]:
    """What anybody who joined on the day would owe."""
    alone = replace(facts.rules, participations={}, provisions={agreement: facts.rules.provisions[agreement]})
    joined = under(alone, Scenario(joins=((_NEWCOMER, agreement),)), facts.as_of)
    rules = rules_in_force(joined, facts.as_of, (_NEWCOMER,), clauses=facts.clauses)
    return rules.owed.get((_NEWCOMER, agreement), {})


def _actors(facts: UpgradeFacts, agreement: str, parties: Iterable[str]) -> int:
    return len({via_of(facts, party, agreement) or party for party in parties})


def standpoint(moment: Moment, economy: str) -> Standpoint:
    """Where an economy stands."""
    facts = moment.facts
    union, fellows = facts.unions.get(economy, ("", 0))
    return Standpoint(
        moment.rules,
        economy,
        facts.weights(economy),
        moment.best,
        facts.peers(economy),
        facts.without_law(economy),
        moment.ladder,
        union,
        fellows,
    )


def candidates(moment: Moment, economy: str) -> list[Step]:
    """Every step that would change something, unranked."""
    at = standpoint(moment, economy)
    facts = moment.facts
    found: list[Step] = []
    for each in moment.open:
        mine = moment.rules.bound.get(each.agreement, {})
        on_the_way = bool(_states(facts.doors.get((economy, each.agreement), [])) & DOOR_STATES)
        if economy in mine or not (each.to_all or on_the_way):
            continue
        others = {party: owed for party, owed in each.parties.items() if party != economy}
        with_union = in_union(facts, economy, facts.kind(each.agreement))
        found.append(
            joining(
                at, each.agreement, each.newcomer, others, bound=each.bound, actors=each.actors, in_union=with_union
            )
        )
    own_agreements = _own_agreements(moment, economy)
    for agreement, partners in own_agreements.items():
        actors = _actors(facts, agreement, partners)
        with_union = bool(via_of(facts, economy, agreement)) and in_union(facts, economy, facts.kind(agreement))
        found.append(deepening(at, "upgrade", agreement, partners, actors=actors, in_union=with_union))
    for memorandum, partner in _memoranda(facts, economy):
        if (partner,) in own_agreements.values():
            continue  # an agreement of the two alone is where commitments would go
        actors = 1 + (facts.unions[partner][1] if in_union(facts, partner, "memorandum") else 0)
        with_union = in_union(facts, economy, "memorandum")
        found.append(deepening(at, "commit", memorandum, (partner,), actors=actors, in_union=with_union))
    found = [step for step in found if any(gain.weight for gain in step.gains)]
    laws = [adopting(at, law, found) for law in facts.to_adopt(economy)]
    return [*found, *(step for step in laws if step is not None)]


def _own_agreements(moment: Moment, economy: str) -> dict[str, tuple[str, ...]]:
    """Agreements of an economy with those on the other side; of several with the same partners the newest."""
    facts = moment.facts
    by_partners: dict[tuple[str, ...], str] = {}
    for agreement, parties in sorted(moment.rules.bound.items()):
        own = parties.get(economy)
        row = facts.agreements.get(agreement, {})
        if own is None or not own.sure or row.get("binding") is not True or facts.kind(agreement) not in DEEPENED:
            continue
        partners = tuple(
            sorted(
                each
                for each, party in parties.items()
                if each != economy and party.sure and (not own.side or own.side != party.side)
            )
        )
        if not partners:
            continue
        held = by_partners.get(partners)
        if held is None or _began(facts, held) <= _began(facts, agreement):
            by_partners[partners] = agreement
    return {agreement: partners for partners, agreement in sorted(by_partners.items(), key=lambda each: each[1])}


def _began(facts: UpgradeFacts, agreement: str) -> date:
    return day(facts.agreements[agreement], "in_force") or date.min


def _memoranda(facts: UpgradeFacts, economy: str) -> list[tuple[str, str]]:
    """Silk Road e-commerce memoranda of an economy, with the other side."""
    signed = [
        (agreement, each)
        for (each, agreement), rows in sorted(facts.doors.items())
        if facts.kind(agreement) == "memorandum" and "signed" in _states(rows)
    ]
    with_host = {agreement for agreement, each in signed if each == MEMORANDUM_HOST}
    return [
        (agreement, other)
        for agreement, other in signed
        if other != economy and agreement in with_host and (agreement, economy) in signed
    ]
