"""Where a set of economies lacks a common rule, and which few steps would close most of the gap: pure functions.

Formulas, ranges and the worked example stand in `docs/methods.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from math import ceil
from typing import Any

from clauseway.queries.rules_in_force import Pair

AGREE_COST = 2
"""Cost of a rule between two economies: each has to act. An accession costs 1 for each economy that joins, a new rule
of several 1 for each of them."""

EXACT_UP_TO = 8
"""Largest set for which the cheapest steps are also looked for by a solver."""

EVERY_SIZE_UP_TO = 12
"""Economies that can join one agreement up to which joint accessions of every size are offered."""


@dataclass(frozen=True, slots=True)
class Move:
    """A step that closes pairs.

    Attributes:
        economies: Those that act.
        agreement: The agreement they join; empty for a new rule among them.
        closes: Pairs it would bind.
        cost: How many economies have to act.
    """

    economies: tuple[str, ...]
    agreement: str
    closes: frozenset[Pair]
    cost: int

    def sentence(self) -> str:
        """The step in words.

        >>> Move(("A",), "x", frozenset({("A", "B")}), 1).sentence()
        'A joins x'
        >>> Move(("A", "B"), "", frozenset({("A", "B")}), 2).sentence()
        'A and B agree on it'
        """
        if not self.agreement:
            return f"{', '.join(self.economies[:-1])} and {self.economies[-1]} agree on it"
        return f"{', '.join(self.economies)} {'join' if len(self.economies) > 1 else 'joins'} {self.agreement}"


def gap(bound: int, pairs: int) -> float | None:
    """Harmonisation gap: 1 - pairs bound / all pairs, in [0, 1]; `None` without a pair (ours).

    >>> gap(3, 6), gap(0, 0)
    (0.5, None)
    """
    return round(1 - bound / pairs, 6) if pairs else None


def weakest_links(missing: Iterable[Pair]) -> list[tuple[str, int]]:
    """Economies by the number of pairs they lack, most first.

    >>> weakest_links([("A", "D"), ("B", "D"), ("A", "C")])
    [('A', 2), ('D', 2), ('B', 1), ('C', 1)]
    """
    counts = Counter(economy for pair in missing for economy in pair)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def moves(
    missing: Collection[Pair],
    parties: Mapping[str, Collection[str]],
    bound: Mapping[str, Collection[str]] | None = None,
) -> list[Move]:
    """Accessions that would bind missing pairs, of one economy and of several together, and new rules of several.

    Joint steps are of those that lack most pairs, in every size where few can join; where more than
    `EVERY_SIZE_UP_TO` can, in sizes 2, 4, 8 and so on and of all, so that their number stays small.

    Args:
        missing: Pairs not bound.
        parties: Economies of the set that owe the rule at the grade, by agreement that is open to others and holds it;
            there may be none yet.
        bound: Economies that are or may be bound by each agreement, whether or not they owe the rule already: they
            cannot join again.

    >>> found = moves([("A", "C"), ("B", "C"), ("A", "D"), ("B", "D"), ("C", "D")], {"x": {"A", "B"}})
    >>> [(move.sentence(), len(move.closes)) for move in found]  # doctest: +NORMALIZE_WHITESPACE
    [('C joins x', 2), ('D joins x', 2), ('C, D join x', 5),
     ('A, C and D agree on it', 3), ('A, B, C and D agree on it', 5)]
    """
    lacking = [economy for economy, _ in weakest_links(missing)]
    wanted = frozenset(missing)
    found: list[Move] = []
    for agreement in sorted(parties):
        inside = sorted(parties[agreement])
        there = {*parties[agreement], *(bound or {}).get(agreement, ())}
        for bundle in _bundles([economy for economy in lacking if economy not in there]):
            met = {(min(one, other), max(one, other)) for one in bundle for other in inside}
            closes = (met | set(combinations(sorted(bundle), 2))) & wanted
            if closes:
                found.append(Move(bundle, agreement, frozenset(closes), len(bundle)))
    for bundle in _bundles(lacking):
        closes = wanted.intersection(combinations(sorted(bundle), 2))
        if len(bundle) > AGREE_COST and closes:
            found.append(Move(bundle, "", frozenset(closes), len(bundle)))
    return found


def _bundles(economies: Sequence[str]) -> list[tuple[str, ...]]:
    """Economies that may act together: each alone, the first so many in growing numbers, and all."""
    every = range(2, len(economies)) if len(economies) <= EVERY_SIZE_UP_TO else [2**power for power in range(1, 9)]
    bundles = [(economy,) for economy in economies]
    bundles += [tuple(sorted(economies[:size])) for size in every if size < len(economies)]
    return [*bundles, tuple(sorted(economies))] if len(economies) > 1 else bundles


def pairs_to_close(missing: int, percent: float) -> int:
    """How many missing pairs make up a percentage, rounded up.

    >>> pairs_to_close(5, 80), pairs_to_close(3, 50), pairs_to_close(0, 80)
    (4, 2, 0)
    """
    return ceil(round(missing * percent / 100, 9))


def greedy_cover(
    missing: Collection[Pair], offered: Sequence[Move], need: int, trade: Mapping[Pair, int] | None = None
) -> list[Move]:
    """Steps that close enough pairs, each time the one with most new pairs for its cost.

    This is the greedy rule for weighted set cover. Its cost is at most 1 + ln n times that of the cheapest choice
    among the same steps, n being the largest number of pairs one step closes (Chvatal 1979; Slavik 1997 for a part).

    Args:
        missing: Pairs not bound.
        offered: Accessions; a rule between the two of a pair is always possible.
        need: How many pairs to close.
        trade: Trade of a pair, US dollars; among equal steps those with more trade come first.

    >>> pairs = [("A", "C"), ("B", "C"), ("A", "D"), ("B", "D"), ("C", "D")]
    >>> [move.sentence() for move in greedy_cover(pairs, moves(pairs, {"x": {"A", "B"}}), 5)]
    ['C, D join x']
    """
    flows = trade or {}
    open_pairs = set(missing)
    dated = open_pairs & flows.keys()
    chosen: list[Move] = []
    # the order decides nothing but the time: the likely best come first, and those that cannot beat them are passed
    likely = sorted(offered, key=lambda move: -len(move.closes) / move.cost)
    target = need = min(need, len(open_pairs))
    while need > 0:
        best: tuple[float, int, tuple[str, ...], str] | None = None
        taken: Move | None = None
        for move in likely:
            if best is not None and -min(len(move.closes), need) / move.cost > best[0]:
                continue  # not even if every pair it closes were still open
            new = move.closes & open_pairs
            useful = min(len(new), need) / move.cost
            if useful <= 1 / AGREE_COST:
                continue
            if best is not None and -useful > best[0]:
                continue  # before its trade is added up, which takes the most time
            place = (-useful, -sum(flows[pair] for pair in new & dated), move.economies, move.agreement)
            if best is None or place < best:
                best, taken = place, move
        if taken is None:
            rest = sorted(open_pairs, key=lambda pair: (-flows.get(pair, 0), pair))[:need]
            chosen += [Move(pair, "", frozenset({pair}), AGREE_COST) for pair in rest]
            break
        chosen.append(taken)
        need -= len(taken.closes & open_pairs)
        open_pairs -= taken.closes
    return _without_the_needless(chosen, target)


def _without_the_needless(chosen: Sequence[Move], need: int) -> list[Move]:
    """Leave out steps, the first first, that later ones made needless; this can only lower the cost."""
    if len(chosen) == 1:
        return list(chosen)
    times = Counter(pair for move in chosen for pair in move.closes)
    closed = len(times)
    kept: list[Move] = []
    for move in chosen:
        lost = sum(times[pair] == 1 for pair in move.closes)
        if closed - lost >= need:
            closed -= lost
            times.subtract(move.closes)
        else:
            kept.append(move)
    return kept


def plan_sentence(steps: Sequence[Move], most_names: int = 6) -> str:
    """Steps in one line: long lists of economies and rules between two are counted.

    >>> two = [Move(pair, "", frozenset({pair}), 2) for pair in (("A", "B"), ("A", "C"))]
    >>> plan_sentence([Move(("D",), "x", frozenset(), 1), *two])
    'D joins x; 2 pairs agree on it'
    """
    told: list[str] = []
    for move in steps:
        many = len(move.economies) > most_names
        if move.agreement:
            told.append(f"{len(move.economies)} economies join {move.agreement}" if many else move.sentence())
        elif len(move.economies) > AGREE_COST:
            told.append(f"{len(move.economies)} economies agree on it" if many else move.sentence())
    between = [move for move in steps if not move.agreement and len(move.economies) == AGREE_COST]
    if len(between) == 1:
        told.append(between[0].sentence())
    elif between:
        told.append(f"{len(between)} pairs agree on it")
    return "; ".join(told)


def exact_cost(missing: Collection[Pair], offered: Sequence[Move], need: int) -> int | None:
    """Cost of the cheapest choice among the same steps, by integer programming (HiGHS in scipy).

    Returns:
        `None` where scipy is not installed (extra `analysis`) or the solver found no proof in time.

    >>> pairs = [("A", "C"), ("B", "C"), ("A", "D"), ("B", "D"), ("C", "D")]
    >>> exact_cost(pairs, moves(pairs, {"x": {"A", "B"}}), 5)  # doctest: +SKIP
    2
    """
    pairs = sorted(missing)
    need = min(need, len(pairs))
    if need <= 0:
        return 0
    try:
        optimize: Any = import_module("scipy.optimize")
    except ImportError:
        return None
    every = [*offered, *(Move(pair, "", frozenset({pair}), AGREE_COST) for pair in pairs)]
    # unknowns: whether each step is taken, then whether each pair is closed; a pair is closed by a step taken
    rows = [
        [float(-(pair in move.closes)) for move in every] + [float(pair == other) for other in pairs] for pair in pairs
    ]
    rows.append([0.0] * len(every) + [-1.0] * len(pairs))
    solved = optimize.milp(
        [float(move.cost) for move in every] + [0.0] * len(pairs),
        integrality=[1] * (len(every) + len(pairs)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(rows, ub=[0.0] * len(pairs) + [float(-need)]),
        options={"time_limit": 5.0},
    )
    return round(float(solved.fun)) if solved.status == 0 else None
