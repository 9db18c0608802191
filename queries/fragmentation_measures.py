"""The measures of fragmentation over the rules in force among a set of economies on a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clauseway.graph.engine import Row
from clauseway.queries.bound_pairs import depth
from clauseway.queries.fragmentation import (
    Camps,
    Load,
    Profile,
    camps,
    clause_entropy,
    divergence,
    load,
    mean,
)
from clauseway.queries.fragmentation_columns import TOP_PARTNERS
from clauseway.queries.rules_in_force import Cell, OwedCell, Pair, RulesInForce


@dataclass(frozen=True, slots=True)
class ClauseFragmentation:
    """How one clause type is spread over the agreements of a set.

    Attributes:
        entropy: Spread over the bands; `None` when no text was read.
        ranks: Grade by agreement; `None` where the text was not read.
        rules: Different combinations of the facts of the text.
        loads: Overlap and conflict of each pair with at least one rule.
        best: The strongest rule.
        unread: Share of agreements not read on it.
    """

    entropy: float | None
    ranks: dict[str, int | None]
    rules: frozenset[str]
    loads: tuple[Load, ...]
    best: Cell
    unread: float


def ranks_of_agreement(rules: RulesInForce, agreement: str) -> dict[str, int | None]:
    """The best grade any economy of the set owes under an agreement, by clause type; `None` where not read."""
    found: dict[str, int | None] = {}
    duties = _different_duties(rules, agreement)
    for clause in rules.clauses:
        cells = [owed[clause] for owed in duties if clause in owed]
        sure = max((cell.sure.grade.rank for cell in cells if cell.sure), default=0)
        read = agreement in rules.read_whole and not any(cell.titled for cell in cells)
        found[clause] = sure or (0 if read else None)
    return found


def _different_duties(rules: RulesInForce, agreement: str) -> list[Mapping[str, OwedCell]]:
    """What the Parties of an agreement owe, once for those whose duties are one object: most of them."""
    every = (rules.owed.get((party, agreement), {}) for party in rules.bound.get(agreement, {}))
    return list({id(owed): owed for owed in every}.values())


def agreements_between(rules: RulesInForce) -> tuple[str, ...]:
    """Agreements that surely bind at least one pair of the set."""
    return tuple(sorted({a for pair in rules.linked() for a, sure in rules.shared(*pair) if sure}))


def fragmentation_by_clause(rules: RulesInForce) -> dict[str, ClauseFragmentation]:
    """Entropy, number of rules and load of every clause type among the agreements of a set."""
    between = agreements_between(rules)
    ranks = {agreement: ranks_of_agreement(rules, agreement) for agreement in between}
    held: dict[str, dict[Pair, list[int]]] = defaultdict(lambda: defaultdict(list))
    met: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for pair in rules.linked():
        for agreement, sure in rules.shared(*pair):
            if not sure:
                continue
            one, other = (rules.owed[side, agreement] for side in pair)
            key = id(one), id(other)
            if key not in met:
                met[key] = _best_of_two(one, other)
            for clause, rank in met[key]:
                held[clause][pair].append(rank)
    duties = [owed for agreement in between for owed in _different_duties(rules, agreement)]
    found: dict[str, ClauseFragmentation] = {}
    for clause in rules.clauses:
        texts = {agreement: ranks[agreement][clause] for agreement in between}
        sure = [cell.sure for owed in duties if (cell := owed.get(clause)) is not None and cell.sure is not None]
        best = max(sure, key=lambda rule: (rule.grade.rank, rule.agreement), default=None)
        found[clause] = ClauseFragmentation(
            clause_entropy(texts.values()),
            texts,
            frozenset(rule.rule for rule in sure),
            tuple(load(values) for values in held[clause].values()),
            Cell(best.grade.rank, best.grade.rank, best) if best else Cell(),
            sum(rank is None for rank in texts.values()) / len(texts) if texts else 1.0,
        )
    return found


def _best_of_two(one: Mapping[str, OwedCell], other: Mapping[str, OwedCell]) -> list[tuple[str, int]]:
    """Clause types on which one of two Parties owes a duty, with the better grade of the two."""
    found: list[tuple[str, int]] = []
    for clause in one.keys() | other.keys():
        rules = [side[clause].sure for side in (one, other) if clause in side]
        if rank := max((rule.grade.rank for rule in rules if rule), default=0):
            found.append((clause, rank))
    return found


def ranks_of_economy(rules: RulesInForce, economy: str) -> dict[str, int | None]:
    """The best grade an economy owes anybody, by clause type; `None` where not read."""
    return {clause: cell.low or (0 if cell.known else None) for clause, cell in rules.profile(economy).items()}


def depth_of_pairs(rules: RulesInForce) -> dict[Pair, float]:
    """How deeply each pair is bound: mean grade over clause types, the weaker direction, in (0, 1]."""
    linked = ((pair, depth(rules, *pair)) for pair in rules.linked())
    return {pair: deep for pair, deep in linked if deep}


def mean_divergence(profiles: Mapping[str, Profile]) -> tuple[float | None, dict[str, float | None]]:
    """Mean divergence over the pairs of which each holds a rule, and the same for each economy."""
    by_economy: dict[str, list[float]] = {economy: [] for economy in profiles}
    told = [economy for economy in profiles if any(profiles[economy].values())]
    # the members of a union have one profile between them, so few of the pairs differ
    kinds: dict[tuple[tuple[str, int | None], ...], int] = {}
    kind = {e: kinds.setdefault(tuple(sorted(profiles[e].items())), len(kinds)) for e in told}
    met: dict[tuple[int, int], float | None] = {}
    every: list[float] = []
    for place, first in enumerate(told):
        for second in told[place + 1 :]:
            key = kind[first], kind[second]
            if key not in met:
                met[key] = divergence(profiles[first], profiles[second])
            apart = met[key]
            if apart is not None:
                every.append(apart)
                by_economy[first].append(apart)
                by_economy[second].append(apart)
    return mean(every), {economy: mean(values) for economy, values in by_economy.items()}


def largest_partners(flows: Iterable[Row], limit: int = TOP_PARTNERS) -> dict[str, tuple[str, ...]]:
    """The largest trade partners of each economy, exports and imports of its latest year together."""
    latest: dict[str, int] = defaultdict(int)
    rows = [(str(f["exporter"]), str(f["importer"]), f["year"], f["usd"]) for f in flows]
    for one, other, year, _ in rows:
        assert isinstance(year, int)
        latest[one], latest[other] = max(latest[one], year), max(latest[other], year)
    total: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, other, year, usd in rows:
        assert isinstance(usd, int)
        for own, partner in ((one, other), (other, one)):
            if year == latest[own]:
                total[own][partner] += usd
    return {
        economy: tuple(sorted(partners, key=lambda p: (-partners[p], p))[:limit])
        for economy, partners in total.items()
    }


def rule_sets(rules: RulesInForce, economy: str, partners: Iterable[str]) -> tuple[int, int]:
    """Different rule sets an economy meets among partners, and partners with which no rule in force is known.

    A rule set is what the partner owes, by clause type: grade, wording, exception and reach of dispute settlement.
    """
    met: set[frozenset[tuple[str, str]]] = set()
    without = 0
    for partner in partners:
        owed = rules.between(partner, economy)
        told = frozenset((clause, f"{c.rule.grade.value}: {c.rule.rule}") for clause, c in owed.items() if c.rule)
        without += not told
        met |= {told} if told else set()
    return len(met), without


@dataclass(frozen=True, slots=True)
class Headline:
    """The measures of a set on a date; means are `None` when nothing behind them was read.

    Attributes:
        agreements: Agreements surely in force between members.
        pairs: Pairs that owe each other at least one duty.
        entropy: Mean clause entropy over clause types held by an agreement.
        divergence: Mean pair divergence.
        overlap: Mean overlap load over pairs and clause types with a rule.
        conflict: Mean conflict load over the same.
        rules: Mean number of different rules of a clause type held.
        camps: The camps.
        resting: Agreements that hold a rule in force.
        unread: Share of cells (agreement and clause type) not read.
    """

    agreements: int
    pairs: int
    entropy: float | None
    divergence: float | None
    overlap: float | None
    conflict: float | None
    rules: float | None
    camps: Camps
    resting: tuple[str, ...]
    unread: float


def headline(rules: RulesInForce) -> Headline:
    """All measures of a set on a date, worked out once for the same rules."""
    return rules.once("headline", lambda: _headline(rules))


def _headline(rules: RulesInForce) -> Headline:
    found = fragmentation_by_clause(rules)
    held = [each for each in found.values() if each.best.rule]
    loads = [each for clause in held for each in clause.loads]
    profiles = {economy: ranks_of_economy(rules, economy) for economy in rules.economies}
    owing = [
        (one, other)
        for one, other in rules.linked()
        if any(cell.low for way in ((one, other), (other, one)) for cell in rules.between(*way).values())
    ]
    return Headline(
        len(agreements_between(rules)),
        len(owing),
        mean(each.entropy for each in held),
        mean_divergence(profiles)[0],
        mean(float(each.overlap) for each in loads),
        mean(float(each.conflict) for each in loads),
        mean(float(len(each.rules)) for each in held),
        camps(depth_of_pairs(rules)),
        tuple(sorted({agreement for each in held for agreement, rank in each.ranks.items() if rank})),
        round(sum(each.unread for each in found.values()) / len(found), 6) if found else 1.0,
    )
