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

HIGHEST = 5
"""Rank of the highest grade."""

LEAST_TYPES = 5
"""Clause types of which two agreements have to speak to be compared with each other."""

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
    return Load(len(found), len(found) - found.count(max(found, default=0)))


def spoken_types(one: Profile, other: Profile) -> list[tuple[int, int]]:
    """Grades of two profiles on the clause types known for both of which at least one holds a rule.

    Silence shared by all agreements would pass for likeness, so it is left out.

    >>> spoken_types({"a": 5, "b": None, "c": 0, "d": 0}, {"a": 4, "b": 3, "c": 1, "d": 0})
    [(5, 4), (0, 1)]
    """
    known = [(x, y) for clause, y in other.items() if y is not None and (x := one.get(clause)) is not None]
    return [(x, y) for x, y in known if x or y]


def model_distance(profile: Profile, model: Profile) -> float | None:
    """Share of clause types on which a profile is not in the band of a model, in [0, 1].

    Counted over types known for both of which at least one holds a rule.

    >>> model_distance({"a": 5, "b": 2, "c": 0, "d": 0}, {"a": 4, "b": 3, "c": 1, "d": 0})
    0.666667
    >>> model_distance({"a": None}, {"a": 4}) is None
    True
    """
    spoken = spoken_types(profile, model)
    if not spoken:
        return None
    return round(sum(band(x) != band(y) for x, y in spoken) / len(spoken), 6)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much an agreement says.

    Attributes:
        scope: Clause types it surely holds.
        depth: Sum of their grades by the highest possible sum, 0 to 1: a lower bound where types were not read.
        depth_most: The same if every type that was not read had the highest grade.
        unread: Share of clause types not read, 0 to 1.
    """

    scope: int
    depth: float
    depth_most: float
    unread: float


def extent(profile: Profile) -> Extent:
    """Scope and depth of the grades of an agreement.

    >>> extent({"a": 5, "b": 2, "c": 0, "d": None})
    Extent(scope=2, depth=0.35, depth_most=0.6, unread=0.25)
    >>> extent({})
    Extent(scope=0, depth=0.0, depth_most=1.0, unread=1.0)
    """
    if not profile:
        return Extent(0, 0.0, 1.0, 1.0)
    total = sum(rank or 0 for rank in profile.values()) / (HIGHEST * len(profile))
    unread = sum(rank is None for rank in profile.values()) / len(profile)
    return Extent(
        sum(bool(rank) for rank in profile.values()), round(total, 6), round(total + unread, 6), round(unread, 6)
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The agreement whose rules are most like.

    Attributes:
        agreement: Its slug.
        distance: Model distance, 0 to 1.
        types: Clause types the distance rests on.
    """

    agreement: str
    distance: float
    types: int


def nearest_by_rules(agreement: str, profiles: Mapping[str, Profile]) -> Neighbour | None:
    """The agreement at the smallest model distance; of equals the one compared on more types, then the first by slug.

    Another agreement is compared on `LEAST_TYPES` clause types at least, and on half of those that this one holds: of
    a text of which few types are known any other would seem alike.

    >>> five = dict.fromkeys("abcde", 5)
    >>> nearest_by_rules("x", {"x": five, "y": {**five, "a": 2}, "z": {"a": 5}})
    Neighbour(agreement='y', distance=0.2, types=5)
    >>> nearest_by_rules("z", {"x": five, "z": {"a": 5}}) is None
    True
    """
    own = profiles[agreement]
    least = max(LEAST_TYPES, sum(bool(rank) for rank in own.values()) / 2)
    found: list[Neighbour] = []
    for other, profile in profiles.items():
        spoken = spoken_types(own, profile) if other != agreement else []
        if len(spoken) >= least:
            apart = round(sum(band(x) != band(y) for x, y in spoken) / len(spoken), 6)
            found.append(Neighbour(other, apart, len(spoken)))
    return min(found, key=lambda each: (each.distance, -each.types, each.agreement), default=None)


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
