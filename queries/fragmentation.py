"""How far rules differ: the measures of fragmentation, as pure functions of grades.

Formulas, ranges and the worked example stand in `docs/methods.md`. A grade is a rank from 0 (absent) to 5
(binding-enforceable); `None` is a text that was not read and never counts as 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import log
from typing import Any

type Profile = Mapping[str, int | None]
"""Best grade by clause type; `None` where the text was not read."""

BANDS = ("none", "soft", "mixed", "hard")
"""Bands of strength, weakest first."""

COMMUNITY_SEED = 20261121
"""Seed of the community detection: the same data give the same camps."""


def band(rank: int) -> str:
    """The band of a grade: firm duties are hard, qualified ones mixed, promises soft.

    >>> [band(rank) for rank in range(6)]
    ['none', 'soft', 'soft', 'mixed', 'hard', 'hard']
    """
    return BANDS[(0, 1, 1, 2, 3, 3)[rank]]


def clause_entropy(ranks: Iterable[int | None]) -> float | None:
    """How evenly the agreements are spread over the four bands, in [0, 1]; 0 is one rule, 1 an even split.

    Shannon's entropy over the bands divided by its maximum, log 4 (ours).

    Args:
        ranks: One grade an agreement; those not read are left out.

    Returns:
        `None` when no text was read.

    >>> clause_entropy([5, 4, 5])
    0.0
    >>> clause_entropy([5, 5, 2, 2])
    0.5
    >>> clause_entropy([0, 1, 3, 5])
    1.0
    >>> clause_entropy([None]) is None
    True
    """
    counts = Counter(band(rank) for rank in ranks if rank is not None)
    total = sum(counts.values())
    if not total:
        return None
    return round(abs(sum(n / total * log(n / total) for n in counts.values())) / log(len(BANDS)), 6)


def divergence(one: Profile, other: Profile) -> float | None:
    """How far two profiles lie apart, in [0, 1]: 1 - sum of minima / sum of maxima (weighted Jaccard distance).

    Only clause types known for both count.

    Returns:
        `None` when no clause type is known for both; 0 when neither has a rule.

    >>> divergence({"a": 5, "b": 2}, {"a": 5, "b": 2})
    0.0
    >>> divergence({"a": 5, "b": 2, "c": 3}, {"a": 3, "b": 4, "c": None})
    0.444444
    """
    shared = [(x, y) for clause, x in one.items() if x is not None and (y := other.get(clause)) is not None]
    if not shared:
        return None
    most = sum(max(x, y) for x, y in shared)
    return round(1 - sum(min(x, y) for x, y in shared) / most, 6) if most else 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """How many agreements say something to a pair on one clause type, and how many say less than the best.

    Attributes:
        overlap: Agreements in force that bind both and hold the clause type.
        conflict: Those of them whose grade is not the best one.
    """

    overlap: int
    conflict: int


def load(ranks: Iterable[int]) -> Load:
    """Overlap and conflict load of a pair on a clause type.

    Args:
        ranks: Grade under each agreement that holds the clause type.

    >>> load([5, 5, 3])
    Load(overlap=3, conflict=1)
    >>> load([])
    Load(overlap=0, conflict=0)
    """
    found = [rank for rank in ranks if rank > 0]
    return Load(len(found), sum(rank != max(found) for rank in found))


def model_distance(profile: Profile, model: Profile) -> float | None:
    """Share of clause types on which a profile is not in the band of a model, in [0, 1].

    Counted over types known for both of which at least one holds a rule, so that silence shared by all agreements
    does not pass for likeness.

    >>> model_distance({"a": 5, "b": 2, "c": 0, "d": 0}, {"a": 4, "b": 3, "c": 1, "d": 0})
    0.666667
    >>> model_distance({"a": None}, {"a": 4}) is None
    True
    """
    known = [(x, y) for clause, y in model.items() if y is not None and (x := profile.get(clause)) is not None]
    spoken = [(x, y) for x, y in known if x or y]
    if not spoken:
        return None
    return round(sum(band(x) != band(y) for x, y in spoken) / len(spoken), 6)


@dataclass(frozen=True, slots=True)
class Camps:
    """Communities of the network of rules.

    Attributes:
        members: Economies of each camp, the largest camp first; economies without any rule are in none.
        modularity: Quality of the division, in [-0.5, 1]; above about 0.3 camps are well parted.
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float | None


def camps(depth: Mapping[tuple[str, str], float]) -> Camps:
    """Camps of economies bound more closely with each other than with the rest (Louvain method, fixed seed).

    Args:
        depth: How deeply a pair is bound, above 0; pairs left out are not bound.

    >>> camps({("A", "B"): 1.0, ("C", "D"): 1.0}).members
    (('A', 'B'), ('C', 'D'))
    >>> camps({("A", "B"): 1.0, ("C", "D"): 1.0}).modularity
    0.5
    >>> camps({})
    Camps(members=(), modularity=None)
    """
    bound = sorted((pair, weight) for pair, weight in depth.items() if weight > 0)
    if not bound:
        return Camps((), None)
    networkx: Any = import_module("networkx")
    network = networkx.Graph()
    network.add_nodes_from(sorted({economy for pair, _ in bound for economy in pair}))
    network.add_weighted_edges_from((one, other, weight) for (one, other), weight in bound)
    found: Sequence[set[str]] = networkx.community.louvain_communities(network, weight="weight", seed=COMMUNITY_SEED)
    quality: float = networkx.community.modularity(network, found, weight="weight")
    ordered = sorted((tuple(sorted(camp)) for camp in found), key=lambda camp: (-len(camp), camp))
    return Camps(tuple(ordered), round(quality, 6))


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of what is known, `None` when nothing is.

    >>> mean([1.0, None, 0.0])
    0.5
    """
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 6) if known else None
