"""Ranking of next steps by several criteria, with weights and how far the order depends on them.

Scores are those of SPOTIS by pymcdm (extra `analysis`); `docs/methods.md` says how criteria are scaled. A criterion is
a number from 0 (worst) to 1 (best).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from clauseway.queries.names import UnknownName

CRITERIA = ("gain", "trade", "partners", "precedent", "readiness", "ease", "talks", "harmony")
"""Criteria, each from 0 (worst) to 1 (best)."""

WEIGHTS: dict[str, dict[str, float]] = {
    tier: dict(zip(CRITERIA, weights, strict=True))
    for tier, weights in {
        "early": (0.20, 0.10, 0.05, 0.15, 0.20, 0.20, 0.05, 0.05),
        "middle": (0.25, 0.15, 0.05, 0.15, 0.10, 0.15, 0.10, 0.05),
        "advanced": (0.30, 0.20, 0.05, 0.10, 0.05, 0.10, 0.15, 0.05),
        "unknown": (0.25, 0.15, 0.05, 0.15, 0.10, 0.15, 0.10, 0.05),
    }.items()
}
"""Weight of each criterion by tier (ours): what is within reach counts most for early economies, what is won for
advanced ones. Each row sums to 1; a tier that is not known has the weights of the middle one."""

SEED = 20261122
"""Seed of the random weights: the same data give the same shares."""

DRAWS = 200
"""Random weights drawn."""

TOP = 3

type Criteria = Mapping[str, float]
"""Value of each criterion, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Places of alternatives in the order they were given.

    Attributes:
        scores: Nearness to the best there could be, in [0, 1]; empty without pymcdm.
        stays: Share of draws of weights in which each is among the first three; empty without pymcdm.
    """

    scores: tuple[float, ...] = ()
    stays: tuple[float, ...] = ()


def weights_given(text: str) -> dict[str, float]:
    """Weights from words such as `gain=0.5,trade=0.2`.

    >>> weights_given("gain=0.5, trade=0")
    {'gain': 0.5, 'trade': 0.0}

    Raises:
        UnknownName: A criterion is unknown or named twice, or a weight is no number from 0 upwards.
    """
    given: dict[str, float] = {}
    for part in (part.strip() for part in text.split(",") if part.strip()):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise UnknownName(f"'{part}' is no weight; write criterion=number, for example gain=0.5.")
        if name not in CRITERIA:
            near = difflib.get_close_matches(name, CRITERIA, 1, 0.5)
            hint = f"Did you mean '{near[0]}'?" if near else f"Use {', '.join(CRITERIA)}."
            raise UnknownName(f"Unknown criterion '{name}'. {hint}")
        if name in given:
            raise UnknownName(f"The weight of '{name}' is given twice.")
        given[name] = _weight(name, value)
    return given


def weights_for(tier: str, given: Mapping[str, float]) -> dict[str, float]:
    """Weights of a tier, some replaced by given ones, scaled to sum 1.

    >>> weights_for("middle", {})["gain"]
    0.25
    >>> weights_for("middle", {name: 0 for name in CRITERIA if name != "gain"})["gain"]
    1.0

    Raises:
        UnknownName: All are 0.
    """
    found = {**WEIGHTS[tier], **given}
    total = sum(found.values())
    if total <= 0:
        raise UnknownName("All weights are 0; give at least one criterion a weight.")
    return {name: round(value / total, 6) for name, value in found.items()} if given else found


def _weight(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise UnknownName(f"The weight of {name} is '{text}'; write a number from 0 upwards.")
    return value


def is_there() -> bool:
    """Whether pymcdm can be imported."""
    return _library() is not None


@cache
def _library() -> Any:
    """SPOTIS of pymcdm and numpy, or nothing: imported only here, for they are slow to import."""
    try:
        return import_module("pymcdm.methods").SPOTIS([[0.0, 1.0]] * len(CRITERIA)), import_module("numpy")
    except ImportError:
        return None


@cache
def _random_weights(number: int, draws: int) -> Any:
    _, numpy = _library()
    return numpy.random.default_rng(SEED).dirichlet(numpy.ones(number), size=draws)


def ranked(alternatives: Sequence[Criteria], weights: Mapping[str, float], draws: int = DRAWS) -> Ranked:
    """Score alternatives and see how the first three hold under random weights.

    SPOTIS measures the weighted distance of an alternative from the ideal (1 on every criterion) within fixed bounds,
    so that one that is added or left out moves no other; the score is 1 less that distance. The weights of the draws
    come evenly from all that sum to 1 (Dirichlet distribution with all parameters 1).

    >>> best, worse = dict.fromkeys(CRITERIA, 1.0), dict.fromkeys(CRITERIA, 0.25)
    >>> found = ranked([worse, best], WEIGHTS["middle"])
    >>> found.scores in ((), (0.25, 1.0))
    True
    >>> ranked([], WEIGHTS["middle"]).scores
    ()
    """
    if not alternatives or not is_there():
        return Ranked()
    method, numpy = _library()
    matrix = numpy.array([[each[name] for name in CRITERIA] for each in alternatives])
    types = numpy.ones(len(CRITERIA))

    def scores(vector: Any) -> Any:
        return numpy.round(1 - method(matrix, vector, types, validation=False), 9)

    stays = numpy.zeros(len(alternatives))
    for vector in _random_weights(len(CRITERIA), draws):
        order = numpy.argsort(-scores(vector), kind="stable")
        stays[order[:TOP]] += 1
    told = scores(numpy.array([weights[name] for name in CRITERIA]))
    return Ranked(tuple(round(float(s), 6) for s in told), tuple(round(float(s) / draws, 6) for s in stays))
