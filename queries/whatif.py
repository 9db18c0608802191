"""What a change of the rules does to economies and to a set of them: pure functions of rules before and after.

Formulas, ranges and the worked example stand in `docs/methods.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clauseway.ontology.strength import Grade
from clauseway.queries.fragmentation import band, mean
from clauseway.queries.fragmentation_measures import headline
from clauseway.queries.gap_analysis import clause_gaps
from clauseway.queries.gaps import gap
from clauseway.queries.rules_in_force import Cell, OwedRule, Pair, RulesInForce

UP_BANDS = ("hard", "mixed", "soft")
"""Bands of strength in which something is owed, strongest first."""


@dataclass(frozen=True, slots=True)
class Position:
    """What one economy owes others, and which rules it shares with them.

    Attributes:
        rules: The strongest rule owed to at least one partner, by clause type.
        partners: Partners owed any duty on it, by clause type.
        bound: Clause types that economy and partner owe each other at the grade asked for or above, by partner.
        unread: Clause types without a sure duty that a text not read may hold.
    """

    rules: Mapping[str, OwedRule]
    partners: Mapping[str, frozenset[str]]
    bound: Mapping[str, frozenset[str]]
    unread: frozenset[str]

    @property
    def all_partners(self) -> frozenset[str]:
        """Partners owed at least one duty."""
        return frozenset[str]().union(*self.partners.values())

    def in_band(self, name: str) -> int:
        """Clause types whose strongest rule is in a band."""
        return sum(band(rule.grade.rank) == name for rule in self.rules.values())


@dataclass(slots=True)
class Positions:
    """Positions of economies under one set of rules, worked out when asked for.

    Attributes:
        rules: The rules among all economies that may be partners.
        grade: The grade a rule has to reach for a pair to count as bound.
    """

    rules: RulesInForce
    grade: Grade
    _made: dict[tuple[object, ...], Mapping[str, Cell]] = field(
        default_factory=dict[tuple[object, ...], Mapping[str, Cell]]
    )
    _found: dict[str, Position] = field(default_factory=dict[str, Position])

    def of(self, economy: str) -> Position:
        """The position of an economy."""
        if economy not in self._found:
            self._found[economy] = self._position(economy)
        return self._found[economy]

    def bound(self, first: str, second: str) -> frozenset[str]:
        """Clause types that two economies owe each other at the grade or above."""
        own, other = self.owed(first, second), self.owed(second, first)
        least = self.grade.rank
        return frozenset(c for c, cell in own.items() if cell.low >= least and c in other and other[c].low >= least)

    def owed(self, debtor: str, creditor: str) -> Mapping[str, Cell]:
        """As `RulesInForce.between`; economies that joined a bloc together share what they owe, so it is kept."""
        shared = self.rules.shared(debtor, creditor)
        key = tuple((name, sure, id(self.rules.owed.get((debtor, name)))) for name, sure in shared)
        if key not in self._made:
            self._made[key] = self.rules.between(debtor, creditor)
        return self._made[key]

    def _position(self, economy: str) -> Position:
        best: dict[str, OwedRule] = {}
        partners: dict[str, set[str]] = {}
        bound: dict[str, frozenset[str]] = {}
        for partner in self.rules.economies:
            if partner == economy or not self.rules.shared(economy, partner):
                continue
            for clause, cell in self.owed(economy, partner).items():
                if cell.rule is None:
                    continue
                partners.setdefault(clause, set()).add(partner)
                if clause not in best or best[clause].grade.rank < cell.low:
                    best[clause] = cell.rule
            if both := self.bound(economy, partner):
                bound[partner] = both
        profile = self.rules.profile(economy)
        unread = frozenset(clause for clause, cell in profile.items() if clause not in best and not cell.known)
        return Position(best, {clause: frozenset(who) for clause, who in partners.items()}, bound, unread)


def difference(before: float | None, after: float | None) -> float | None:
    """After less before; `None` when one of them is not known.

    >>> difference(0.5, 0.2), difference(3, 3), difference(None, 1)
    (-0.3, 0, None)
    """
    return None if before is None or after is None else round(after - before, 6)


def change_of_pair(before: Collection[str], after: Collection[str]) -> str:
    """How the clause types a pair is bound on changed; empty when they did not.

    >>> change_of_pair([], ["a"]), change_of_pair(["a"], []), change_of_pair(["a"], ["a", "b"])
    ('newly-bound', 'released', 'more')
    >>> change_of_pair(["a", "b"], ["a"]), change_of_pair(["a"], ["b"]), change_of_pair(["a"], ["a"])
    ('fewer', 'exchanged', '')
    """
    one, other = set(before), set(after)
    if one == other:
        return ""
    if not one or not other:
        return "newly-bound" if other else "released"
    return "more" if one < other else "fewer" if other < one else "exchanged"


def change_of_duty(before: int, after: int, partners: int = 0) -> str:
    """How a duty changed: by rank of its grade (0 to 5), else by number of partners; empty when it did not.

    >>> change_of_duty(0, 3), change_of_duty(5, 0), change_of_duty(2, 5), change_of_duty(5, 3)
    ('new', 'lifted', 'stronger', 'weaker')
    >>> change_of_duty(5, 5, 2), change_of_duty(5, 5, -1), change_of_duty(5, 5)
    ('more-partners', 'fewer-partners', '')
    """
    if before != after:
        return "new" if not before else "lifted" if not after else "stronger" if after > before else "weaker"
    return "more-partners" if partners > 0 else "fewer-partners" if partners < 0 else ""


def trade_covered(
    bound: Mapping[str, Mapping[str, Collection[str]]], trade: Mapping[Pair, int], clauses: int
) -> float | None:
    """Share of the trade of economies with partners bound, mean over clause types, in [0, 1] (ours).

    Args:
        bound: Clause types bound, by economy and partner.
        trade: Trade of pairs, US dollars; pairs without a figure count as 0.
        clauses: Number of clause types.

    Returns:
        `None` without trade or clause types. A pair of which both act counts twice, above and below the line.

    >>> trade_covered({"D": {"A": ["p"], "C": ["p"]}}, {("A", "D"): 10, ("B", "D"): 10, ("C", "D"): 20}, 2)
    0.375
    """
    total = sum(usd for pair, usd in trade.items() for economy in pair if economy in bound)
    if not total or not clauses:
        return None
    covered = sum(
        trade.get((min(economy, partner), max(economy, partner)), 0) * len(shared)
        for economy, partners in bound.items()
        for partner, shared in partners.items()
    )
    return round(covered / (total * clauses), 6)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure under one set of rules.

    Attributes:
        over: `acting` for the economies that act, `set` for the set gaps and fragmentation are measured over.
        value: `None` when nothing behind it was read, or nothing is there to measure.
        unread: Share of the cells behind it not read, in [0, 1].
        because: Agreements it rests on.
    """

    over: str
    value: float | None
    unread: float
    because: tuple[str, ...]


def acting_measures(
    positions: Positions, acting: Sequence[str], trade: Mapping[Pair, int]
) -> dict[str, Measure]:
    """Measures of the economies that act, by key; numbers are added up over them."""
    found = {economy: positions.of(economy) for economy in acting}
    clauses = len(positions.rules.clauses)
    cells = len(acting) * clauses
    unread = round(sum(len(each.unread) for each in found.values()) / cells, 6) if cells else 0.0
    resting = tuple(sorted({rule.agreement for each in found.values() for rule in each.rules.values()}))

    def measure(value: float | None) -> Measure:
        return Measure("acting", value, unread, resting)

    return {
        "duties": measure(sum(len(each.rules) for each in found.values())),
        **{f"duties-{name}": measure(sum(each.in_band(name) for each in found.values())) for name in UP_BANDS},
        "partners": measure(sum(len(each.all_partners) for each in found.values())),
        "partner-duties": measure(sum(len(who) for each in found.values() for who in each.partners.values())),
        "trade-covered": measure(trade_covered({e: each.bound for e, each in found.items()}, trade, clauses)),
    }


def set_measures(rules: RulesInForce, grade: Grade) -> dict[str, Measure]:
    """Gaps and fragmentation of a set, by key."""
    told = headline(rules)
    gaps = clause_gaps(rules, grade, 0, {}, (), rules)
    missing = sum(len(each.missing) for each in gaps.values())
    hidden = sum(len(each.hidden.intersection(each.missing)) for each in gaps.values())
    behind_gaps = round(hidden / missing, 6) if missing else 0.0
    mean_gap = mean(gap(len(each.bound), len(each.bound) + len(each.missing)) for each in gaps.values())

    def measure(value: float | None, unread: float = told.unread) -> Measure:
        return Measure("set", value, unread, told.resting)

    return {
        "pairs-with-rules": measure(told.pairs, behind_gaps),
        "pairs-bound": measure(sum(len(each.bound) for each in gaps.values()), behind_gaps),
        "mean-gap": measure(mean_gap, behind_gaps),
        "clause-entropy": measure(told.entropy),
        "pair-divergence": measure(told.divergence),
        "overlap-load": measure(told.overlap),
        "conflict-load": measure(told.conflict),
        "modularity": measure(told.camps.modularity),
    }


def changed_pairs(before: Positions, after: Positions, acting: Iterable[str]) -> list[Pair]:
    """Pairs with an acting economy of which the clause types bound changed, in alphabetical order."""
    found: set[Pair] = set()
    for economy in acting:
        one, other = before.of(economy).bound, after.of(economy).bound
        for partner in one.keys() | other.keys():
            if one.get(partner) != other.get(partner):
                found.add((min(economy, partner), max(economy, partner)))
    return sorted(found)
