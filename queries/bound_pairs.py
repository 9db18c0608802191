"""Which pairs of a set owe each other a rule: counted once for gaps and for the coverage of groups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from clauseway.ontology.strength import Grade
from clauseway.queries.rules_in_force import Cell, OwedRule, Pair, RulesInForce


@dataclass(frozen=True, slots=True)
class BoundPairs:
    """The pairs of a set on one clause type.

    Attributes:
        bound: Pairs that surely owe it each other at the grade asked for or above.
        perhaps: Further pairs that may, by facts not known.
        missing: All pairs that are not surely bound.
        hidden: Pairs with a shared text not read on it.
    """

    bound: tuple[Pair, ...]
    perhaps: tuple[Pair, ...]
    missing: tuple[Pair, ...]
    hidden: frozenset[Pair]


def bound_pairs(rules: RulesInForce, grade: Grade) -> dict[str, BoundPairs]:
    """Which pairs owe each other each clause type at a grade or above, and where a text not read may hide it.

    Args:
        rules: The rules among the set.
        grade: The grade a rule has to reach in both directions.
    """
    bound: dict[str, list[Pair]] = defaultdict(list)
    perhaps: dict[str, list[Pair]] = defaultdict(list)
    hidden: dict[str, set[Pair]] = defaultdict(set)
    for pair in rules.linked():
        own, other = rules.between(*pair), rules.between(pair[1], pair[0])
        unread = not rules.is_known(*pair)
        for clause in rules.clauses:
            one, two = own.get(clause), other.get(clause)
            if one and two and min(one.low, two.low) >= grade.rank:
                bound[clause].append(pair)
                continue
            if one and two and min(one.high, two.high) >= grade.rank:
                perhaps[clause].append(pair)
            if unread or (one and not one.known) or (two and not two.known):
                hidden[clause].add(pair)
    every = tuple(rules.pairs())
    found: dict[str, BoundPairs] = {}
    for clause in rules.clauses:
        held = set(bound[clause])
        missing = tuple(pair for pair in every if pair not in held)
        found[clause] = BoundPairs(tuple(bound[clause]), tuple(perhaps[clause]), missing, frozenset(hidden[clause]))
    return found


def mutual_rules(rules: RulesInForce, first: str, second: str) -> dict[str, OwedRule]:
    """What two economies surely owe each other, by clause type, in the direction that is weaker.

    A clause type that only one of them owes is left out.
    """
    own, other = rules.between(first, second), rules.between(second, first)
    weaker = ((clause, _weaker(one, other.get(clause))) for clause, one in own.items())
    return {clause: rule for clause, rule in weaker if rule is not None}


def mutual_rule(rules: RulesInForce, first: str, second: str, clause: str) -> OwedRule | None:
    """What two economies surely owe each other on one clause type, in the direction that is weaker."""
    return _weaker(rules.between(first, second).get(clause), rules.between(second, first).get(clause))


def _weaker(one: Cell | None, two: Cell | None) -> OwedRule | None:
    if one is None or two is None or one.rule is None or two.rule is None:
        return None
    return one.rule if one.rule.grade.rank <= two.rule.grade.rank else two.rule


def depth(rules: RulesInForce, first: str, second: str) -> float:
    """How deeply two economies are bound, 0 to 1: sum of grades, the weaker direction, by 5 times the clause types."""
    most = Grade.BINDING_ENFORCEABLE.rank * len(rules.clauses)
    own, other = rules.between(first, second), rules.between(second, first)
    total = sum(min(one.low, two.low) for clause, one in own.items() if one.low and (two := other.get(clause)))
    return total / most if most else 0.0
