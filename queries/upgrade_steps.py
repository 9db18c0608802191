"""Next steps an economy could take, and what each would change: arithmetic on the rules in force, without a graph.

Only rungs of texts that were read are offered, and only where the rung of today is known. Formulas stand in
`docs/methods.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from clauseway.ontology.strength import Grade
from clauseway.queries.rules_in_force import Cell, OwedCell, OwedRule, RulesInForce

type Kind = Literal["join", "upgrade", "commit", "adopt"]

LADDER = 5
"""Rungs above nothing: the rank of the strongest grade."""

MEMORANDUM_HOST = "CHN"
"""The side that all Silk Road e-commerce memoranda share."""


@dataclass(frozen=True, slots=True)
class PairCell:
    """How far two economies are bound to each other on one clause type: the weaker direction counts.

    Attributes:
        low: Rank of the sure grade, 0 to 5.
        high: Rank of the best it may be, among texts that were read.
        known: Whether the rung of today is known, so that a change of it can be told.
        own: What the economy asked about owes the other.
    """

    low: int = 0
    high: int = 0
    known: bool = True
    own: OwedRule | None = None


def pair_cells(rules: RulesInForce, economy: str, partner: str) -> tuple[dict[str, PairCell], bool]:
    """The cells of a pair, and whether a clause type that is not among them is surely absent."""
    shared = rules.shared(economy, partner)
    silent = not shared or rules.is_known(economy, partner)
    own, other = rules.between(economy, partner), rules.between(partner, economy)
    nothing = Cell(known=silent)
    found: dict[str, PairCell] = {}
    for clause in own.keys() | other.keys():
        one, two = own.get(clause, nothing), other.get(clause, nothing)
        known = all(cell.low or cell.known for cell in (one, two))
        found[clause] = PairCell(min(one.low, two.low), min(one.high, two.high), known, one.rule)
    return found, silent


@dataclass(frozen=True, slots=True)
class Precedent:
    """That an economy owes a rung already, and by which text."""

    economy: str
    rule: OwedRule


@dataclass(frozen=True, slots=True)
class Gain:
    """What a step changes on one clause type.

    Attributes:
        clause: Slug of the clause type.
        weight: What it weighs in the tier of the economy, 0 to 3.
        start: Lowest rank of today among the partners that gain.
        rule: The rule that would be owed; its rank is the rung reached.
        climbed: Rungs climbed with each partner that gains, 1 to 5, by partner.
        own: Own precedent, at that rung or above.
        peer: Precedent of the economy most alike that has one.
        best: The best the economy owes anybody on the clause type, where that is below the rung.
        laws: Kinds of law it needs that are not known to be in force.
    """

    clause: str
    weight: float
    start: int
    rule: OwedRule
    climbed: dict[str, int]
    own: Precedent | None = None
    peer: Precedent | None = None
    best: OwedRule | None = None
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A rule in force with a partner that differs from the one a step would add, in grade, wording or exception."""

    partner: str
    clause: str
    today: OwedRule
    then: OwedRule


@dataclass(frozen=True, slots=True)
class Step:
    """One next step.

    Attributes:
        kind: Which of the four.
        economy: Who takes it.
        target: Agreement or memorandum, or the kind of law.
        partners: Economies on the other side, whether or not they gain.
        bound: Whether they are Parties today; else the gain waits for them.
        gains: By clause type, what weighs and climbs most first.
        conflicts: Rules in force that differ.
        touched: Rules of the step for which the pair has one today, conflicting or not.
        cells: Pairs and clause types the step could bear on.
        hidden: Those whose rung, today's or the new one, was not read.
        new_firm: Firm or qualified rules on clause types where the economy has accepted that rung nowhere.
        actors: Parties, blocs counted once, and fellow members of an own union that have to agree.
        union: Union that takes part for or with the economy in such agreements; empty without one.
        unlocks: For a law: the steps it prepares.
        perhaps: Rungs that would be climbed where the text of today was not read, if it holds nothing; by clause type
            and partner. They are never offered, only counted in the range of the gain.
    """

    kind: Kind
    economy: str
    target: str
    partners: tuple[str, ...]
    bound: bool
    gains: tuple[Gain, ...]
    conflicts: tuple[Conflict, ...] = ()
    touched: int = 0
    cells: int = 0
    hidden: int = 0
    new_firm: tuple[OwedRule, ...] = ()
    actors: int = 0
    union: str = ""
    unlocks: tuple[str, ...] = ()
    perhaps: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, dict[str, int]])

    def gaining(self) -> tuple[str, ...]:
        """Partners that gain on a clause type that weighs something, or on any where none weighs."""
        telling = [gain for gain in self.gains if gain.weight] or self.gains
        return tuple(sorted({partner for gain in telling for partner in gain.climbed}))

    def laws(self) -> tuple[str, ...]:
        """Kinds of law not known to be in force that its clause types need."""
        return tuple(sorted({law for gain in self.gains for law in gain.laws}))


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What is known of an economy when its steps are looked for.

    Attributes:
        rules: The rules in force in the world.
        economy: Whose steps.
        weights: Weight of each clause type in its tier.
        best: The best rule each economy owes anybody, by clause type.
        peers: Economies most alike, the nearest first.
        lacking: Kinds of law not known to be in force, by clause type.
        ladder: Rule by rank that each economy owes somebody, by clause type.
        union: Customs union it is in; empty without one.
        fellows: Other members of that union.
    """

    rules: RulesInForce
    economy: str
    weights: Mapping[str, float]
    best: Mapping[str, Mapping[str, OwedRule]]
    peers: Sequence[str]
    lacking: Mapping[str, tuple[str, ...]]
    ladder: Mapping[str, Mapping[str, Mapping[int, OwedRule]]]
    union: str = ""
    fellows: int = 0


def own_precedent(at: Standpoint, clause: str, rank: int) -> Precedent | None:
    """That the economy accepts a rung elsewhere."""
    rule = at.best.get(at.economy, {}).get(clause)
    return Precedent(at.economy, rule) if rule is not None and rule.grade.rank >= rank else None


def peer_precedent(at: Standpoint, clause: str, rank: int) -> Precedent | None:
    """The economy most alike that accepts a rung."""
    for peer in at.peers:
        rule = at.best.get(peer, {}).get(clause)
        if rule is not None and rule.grade.rank >= rank:
            return Precedent(peer, rule)
    return None


def rule_within_reach(at: Standpoint, clause: str, partners: Sequence[str], today: int) -> OwedRule | None:
    """The rung to offer on a clause type: what all sides accept elsewhere, else the next rung with a peer precedent.

    Args:
        at: Where the economy stands.
        clause: Clause type.
        partners: All of whom have to accept the rung elsewhere.
        today: Rank of today with the partner that is bound least.

    Returns:
        A text in force with that rung, of a partner where there is one, else of a peer or the economy itself.
    """
    theirs = min((_rank(at, partner, clause) for partner in partners), default=0)
    own = min(theirs, _rank(at, at.economy, clause))
    if own > today:
        return _text_with(at, clause, own, (*partners, at.economy))
    peers = [peer for peer in at.peers if _rank(at, peer, clause) > today]
    highest = min(theirs, max((_rank(at, peer, clause) for peer in peers), default=0))
    for rank in range(max(own, today) + 1, highest + 1):
        accepting = [peer for peer in peers if _rank(at, peer, clause) >= rank]
        if (rule := _text_with(at, clause, rank, (*partners, *accepting))) is not None:
            return rule
    return None


def _rank(at: Standpoint, economy: str, clause: str) -> int:
    rule = at.best.get(economy, {}).get(clause)
    return rule.grade.rank if rule is not None else 0


def _text_with(at: Standpoint, clause: str, rank: int, economies: Iterable[str]) -> OwedRule | None:
    """A text of exactly that rung that one of the economies owes somebody, the first that has one."""
    for economy in economies:
        rule = at.ladder.get(economy, {}).get(clause, {}).get(rank)
        if rule is not None:
            return rule
    return None


@dataclass(slots=True)
class Balance:
    """Cells of a step, counted partner by partner."""

    climbed: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    perhaps: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    start: dict[str, int] = field(default_factory=dict[str, int])
    conflicts: list[Conflict] = field(default_factory=list[Conflict])
    touched: int = 0
    cells: int = 0
    hidden: int = 0

    def add(
        self, clause: str, partner: str, today: PairCell, then: OwedRule | None, rank: int, *, unread: bool = False
    ) -> None:
        """Count one cell.

        Args:
            clause: Clause type.
            partner: The other side.
            today: The cell as it stands.
            then: What the economy would owe; `None` when the new text says nothing.
            rank: Rank of the weaker direction then.
            unread: Whether the new text has an article on it that was not read.
        """
        if then is None and not unread:
            return
        self.cells += 1
        if then is None or (not today.known and rank > today.low):
            self.hidden += 1
            if then is not None:
                self.perhaps.setdefault(clause, {})[partner] = rank - today.low
            return
        if today.own is not None and rank:
            self.touched += 1
            if facts_of_rule(today.own) != facts_of_rule(then):
                self.conflicts.append(Conflict(partner, clause, today.own, then))
        if rank > max(today.low, today.high):
            self.climbed.setdefault(clause, {})[partner] = rank - today.low
            self.start[clause] = min(self.start.get(clause, LADDER), today.low)


def facts_of_rule(rule: OwedRule) -> tuple[int, str]:
    """Grade, wording and exception of a rule; the reach of dispute settlement is in the grade.

    >>> facts_of_rule(OwedRule("a", "1", "a/1", Grade.QUALIFIED, "hard, self_judging, excluded", "", ""))
    (3, 'hard, self_judging')
    """
    return rule.grade.rank, ", ".join(rule.rule.split(", ")[:2])


def step_from(
    at: Standpoint,
    kind: Kind,
    target: str,
    partners: tuple[str, ...],
    balance: Balance,
    rules: Mapping[str, OwedRule],
    *,
    bound: bool,
    actors: int,
    in_union: bool,
) -> Step:
    """Put a step together from its counted cells; `rules` is all that it would have the economy owe."""
    gains = [
        Gain(
            clause,
            at.weights.get(clause, 0.0),
            balance.start[clause],
            rules[clause],
            climbed,
            own_precedent(at, clause, rules[clause].grade.rank),
            peer_precedent(at, clause, rules[clause].grade.rank),
            at.best.get(at.economy, {}).get(clause),
            at.lacking.get(clause, ()),
        )
        for clause, climbed in balance.climbed.items()
    ]
    gains.sort(key=lambda gain: (-gain.weight * sum(gain.climbed.values()), gain.clause))
    new_firm = tuple(
        rule
        for clause, rule in rules.items()
        if rule.grade.rank >= Grade.QUALIFIED.rank and own_precedent(at, clause, rule.grade.rank) is None
    )
    return Step(
        kind, at.economy, target, partners, bound, tuple(gains), tuple(balance.conflicts), balance.touched,
        balance.cells, balance.hidden, new_firm, actors + (at.fellows if in_union else 0),
        at.union if in_union else "", perhaps=balance.perhaps,
    )  # fmt: skip


def joining(
    at: Standpoint,
    agreement: str,
    newcomer: Mapping[str, OwedCell],
    partners: Mapping[str, Mapping[str, OwedCell]],
    *,
    bound: bool,
    actors: int,
    in_union: bool,
) -> Step:
    """The step of joining an agreement: only the pairs of the newcomer change.

    Args:
        at: Who joins and what holds today.
        agreement: Its slug.
        newcomer: What a newcomer owes under it.
        partners: What the others owe under it.
        bound: Whether they are bound by it today.
        actors: Parties that have to agree, blocs counted once.
        in_union: Whether the economy would act with or through its union.
    """
    balance = Balance()
    said = [(clause, cell.sure) for clause, cell in newcomer.items() if cell.sure is not None or cell.titled]
    for partner, owed in partners.items():
        today, silent = pair_cells(at.rules, at.economy, partner)
        absent = PairCell(known=silent)
        for clause, rule in said:
            theirs, before = owed.get(clause), today.get(clause, absent)
            if rule is not None and theirs is not None and theirs.sure is not None:
                balance.add(clause, partner, before, rule, min(rule.grade.rank, theirs.sure.grade.rank))
            else:
                balance.add(clause, partner, before, None, 0, unread=rule is None)
    rules = {clause: cell.sure for clause, cell in newcomer.items() if cell.sure is not None}
    others = tuple(partners)
    return step_from(at, "join", agreement, others, balance, rules, bound=bound, actors=actors, in_union=in_union)


def deepening(
    at: Standpoint, kind: Kind, target: str, partners: Sequence[str], *, actors: int, in_union: bool
) -> Step:
    """The step of taking the rules within reach of all into an agreement or memorandum.

    Clause types that weigh nothing in the tier are left out; what the pair has from any agreement counts as today's.
    """
    balance = Balance()
    rules: dict[str, OwedRule] = {}
    known = {partner: pair_cells(at.rules, at.economy, partner) for partner in partners}
    for clause, weight in at.weights.items():
        today = {partner: cells.get(clause, PairCell(known=silent)) for partner, (cells, silent) in known.items()}
        least = min((cell.low for cell in today.values()), default=0)
        rule = rule_within_reach(at, clause, partners, least) if weight else None
        if rule is None:
            continue
        for partner, cell in today.items():
            # what is changed itself is no conflict
            others = cell if cell.own is None or cell.own.agreement != target else replace(cell, own=None)
            balance.add(clause, partner, others, rule, rule.grade.rank)
        if clause in balance.climbed:
            rules[clause] = rule
    if kind == "upgrade" and target not in at.rules.read_whole:
        balance.perhaps = {}  # what nobody has read cannot be said to lack anything
    return step_from(at, kind, target, tuple(partners), balance, rules, bound=True, actors=actors, in_union=in_union)


def adopting(at: Standpoint, law: str, steps: Iterable[Step]) -> Step | None:
    """The step of adopting a kind of law: what it makes workable of the step it prepares most of.

    Returns:
        `None` when no step needs it.
    """
    prepared = [(step, tuple(gain for gain in step.gains if law in gain.laws and gain.weight)) for step in steps]
    found = [(step, gains) for step, gains in prepared if gains]
    if not found:
        return None
    best, gains = max(
        found, key=lambda each: sum(g.weight * sum(g.climbed.values()) for g in each[1]) / len(each[0].partners)
    )
    unlocks = tuple(f"{step.kind} {step.target}" for step, _ in found)
    return Step("adopt", at.economy, law, best.partners, best.bound, gains, unlocks=unlocks)
