"""How much two economies would trade if they were like the others: a gravity equation, as pure functions.

The equation is estimated by Poisson pseudo maximum likelihood with effects of exporters and importers (Santos Silva and
Tenreyro 2006; Anderson and van Wincoop 2003), in statsmodels (extra `analysis`). Formulas, ranges and the worked
example stand in `docs/methods.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import log
from typing import Any

type Direction = tuple[str, str]
"""Codes of the economy that sells and the one that buys."""

MILLION = 1_000_000
"""Flows go into the estimate as millions of US dollars, so that no sum of squares grows out of bounds."""

STARTING_ROUNDS = 60
"""Rounds in which the first guess of the effects is balanced; more change nothing that matters."""

MOST_STEPS = 60
"""Newton steps after which an estimate that does not settle is given up."""


@dataclass(frozen=True, slots=True)
class FlowCell:
    """One direction of trade between two economies.

    Attributes:
        usd: US dollars in the year; 0 where the customs report none.
        traits: Values of the regressors, in their order.
    """

    exporter: str
    importer: str
    usd: int
    traits: tuple[float, ...]

    @property
    def direction(self) -> Direction:
        """Who sells to whom."""
        return self.exporter, self.importer


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its standard error, clustered by pair of economies.

    Attributes:
        low, high: Interval that covers it in 95 of 100 samples.
    """

    name: str
    value: float
    error: float
    z: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What the equation expects of a flow, US dollars.

    Attributes:
        low, high: Interval of 95 per cent for the expected value, not for a single flow.
    """

    usd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GravityEstimate:
    """An estimated gravity equation.

    Attributes:
        observations: Directions of trade in the sample.
        zeros: Those of them without a flow.
        pairs: Pairs of economies, the clusters of the standard errors.
        pseudo_r2: McFadden's, 1 - log-likelihood / log-likelihood of a constant, in [0, 1].
        r2: Squared correlation of flows and expectations, in [0, 1].
        expected: Expectations of the flows asked for, by direction.
    """

    coefficients: tuple[Coefficient, ...]
    observations: int
    zeros: int
    exporters: int
    importers: int
    pairs: int
    pseudo_r2: float
    r2: float
    expected: dict[Direction, Expected]


class NoEstimate(ValueError):
    """The data do not hold enough to estimate the equation; the text is one sentence."""


def untapped(observed: float, expected: float) -> float:
    """Trade that the equation expects beyond what there is, never below 0; in the unit of both (ours).

    >>> untapped(30, 100), untapped(120, 100)
    (70, 0)
    """
    return max(0, expected - observed)


def rectangle(
    flows: Mapping[Direction, int], traits: Mapping[tuple[str, str], tuple[float, ...]]
) -> list[FlowCell]:
    """Every exporter with every importer, a missing flow as 0; economies that never trade in the sample are left out.

    An economy is an exporter when a flow from it is known: its customs (or those of its partners) report, so that a
    partner they do not name bought nothing worth the name. Without such a flow nothing is known of its exports, and
    zeros would be made up.

    Args:
        flows: US dollars by (exporter, importer), of one year.
        traits: Regressors by pair of codes in alphabetical order; pairs without them are left out.

    >>> near = {("A", "B"): (0.0,), ("A", "C"): (1.0,), ("B", "C"): (1.0,)}
    >>> cells = rectangle({("A", "B"): 5, ("B", "A"): 3, ("A", "C"): 2, ("A", "D"): 9}, near)
    >>> [(cell.exporter, cell.importer, cell.usd) for cell in cells]
    [('A', 'B', 5), ('A', 'C', 2), ('B', 'A', 3), ('B', 'C', 0)]
    """
    known = {way: usd for way, usd in flows.items() if usd > 0 and (min(way), max(way)) in traits}
    exporters = sorted({exporter for exporter, _ in known})
    importers = sorted({importer for _, importer in known})
    return [
        FlowCell(exporter, importer, known.get((exporter, importer), 0), found)
        for exporter in exporters
        for importer in importers
        if (found := traits.get((min(exporter, importer), max(exporter, importer)))) is not None
    ]


def log_distance(km: int) -> float:
    """Natural logarithm of a distance; under a kilometre counts as one.

    >>> round(log_distance(1000), 4), log_distance(0)
    (6.9078, 0.0)
    """
    return log(max(km, 1))


def estimate(cells: Sequence[FlowCell], names: Sequence[str], asked: Collection[Direction] = ()) -> GravityEstimate:
    """Estimate the gravity equation.

    The flow from i to j is expected to be exp(x_ij b + e_i + m_j): e and m are effects of exporter and importer, which
    take up size, wealth and remoteness. The sums of expectations by exporter and by importer equal those of the flows
    (Fally 2015). Standard errors are robust and clustered by pair, both directions together.

    Args:
        cells: The sample, see `rectangle`.
        names: Names of the regressors, in the order of `FlowCell.traits`.
        asked: Directions to tell the expectation of; those outside the sample are left out.

    Raises:
        NoEstimate: Too few flows, or the regressors cannot be told from the effects.
        ImportError: statsmodels is not installed.

    >>> apart = {("A", "B"): 2, ("C", "D"): 2, ("A", "C"): 4, ("B", "D"): 4, ("A", "D"): 8, ("B", "C"): 8}
    >>> traits = {pair: (log_distance(km),) for pair, km in apart.items()}
    >>> flows = {way: 8_000_000 // km for pair, km in apart.items() for way in (pair, pair[::-1])}
    >>> found = estimate(rectangle(flows, traits), ["log_distance"], [("A", "B")])  # doctest: +SKIP
    >>> round(found.coefficients[0].value, 6), round(found.expected["A", "B"].usd)  # doctest: +SKIP
    (-1.0, 4000000)
    """
    numpy, statsmodels = _libraries()
    exporters = {code: place for place, code in enumerate(sorted({cell.exporter for cell in cells}))}
    importers = {code: place for place, code in enumerate(sorted({cell.importer for cell in cells}))}
    width = len(names)
    unknowns = width + len(exporters) + len(importers) - 1
    if len(cells) <= unknowns:
        raise NoEstimate(f"{len(cells)} directions of trade are too few to estimate {unknowns} numbers.")
    sold_by = numpy.array([exporters[cell.exporter] for cell in cells])
    bought_by = numpy.array([importers[cell.importer] for cell in cells])
    flows = numpy.array([cell.usd / MILLION for cell in cells])
    traits = numpy.array([cell.traits for cell in cells], dtype=float).reshape(len(cells), width)
    _refuse_what_effects_take_up(numpy, traits, sold_by, bought_by, names)
    matrix = numpy.zeros((len(cells), unknowns))
    matrix[:, :width] = traits
    each = numpy.arange(len(cells))
    matrix[each, width + sold_by] = 1
    later = bought_by > 0  # the first importer is the one the others are measured from
    matrix[each[later], width + len(exporters) + bought_by[later] - 1] = 1
    clusters: dict[Direction, int] = {}
    pairs = [(min(cell.direction), max(cell.direction)) for cell in cells]
    groups = numpy.array([clusters.setdefault(pair, len(clusters)) for pair in pairs])
    # the rank of the matrix is known by its making, and working it out takes longer than the estimate
    model = statsmodels.Poisson(flows, matrix, check_rank=False, hasconst=True)
    try:
        fitted = model.fit(
            start_params=_first_guess(numpy, flows, width, sold_by, bought_by),
            method="newton", maxiter=MOST_STEPS, disp=0, cov_type="cluster", cov_kwds={"groups": groups},
        )  # fmt: skip
    except numpy.linalg.LinAlgError:
        raise NoEstimate("The regressors of this sample cannot be told from the effects of its economies.") from None
    if not fitted.mle_retvals["converged"]:
        raise NoEstimate(f"The estimate did not settle within {MOST_STEPS} steps.")
    intervals = fitted.conf_int()
    coefficients = tuple(
        Coefficient(
            name, float(fitted.params[place]), float(fitted.bse[place]), float(fitted.tvalues[place]),
            float(fitted.pvalues[place]), float(intervals[place][0]), float(intervals[place][1]),
        )
        for place, name in enumerate(names)
    )  # fmt: skip
    wanted = set(asked)
    rows = [place for place, cell in enumerate(cells) if cell.direction in wanted]
    return GravityEstimate(
        coefficients,
        len(cells),
        sum(not cell.usd for cell in cells),
        len(exporters),
        len(importers),
        len(clusters),
        float(fitted.prsquared),
        float(numpy.corrcoef(flows, fitted.predict())[0, 1] ** 2),
        _expectations(fitted, matrix, cells, rows),
    )


def _expectations(
    fitted: Any, matrix: Any, cells: Sequence[FlowCell], rows: Sequence[int]
) -> dict[Direction, Expected]:
    if not rows:
        return {}
    found = fitted.get_prediction(matrix[rows])
    means, bounds = found.predicted, found.conf_int()
    return {
        cells[row].direction: Expected(
            float(means[place]) * MILLION, float(bounds[place][0]) * MILLION, float(bounds[place][1]) * MILLION
        )
        for place, row in enumerate(rows)
    }


def _first_guess(numpy: Any, flows: Any, width: int, sold_by: Any, bought_by: Any) -> Any:
    """Effects that balance the sums of exporters and importers without any regressor, found by turns."""
    selling = numpy.bincount(sold_by, flows)
    buying = numpy.bincount(bought_by, flows)
    sold, bought = numpy.ones(len(selling)), numpy.ones(len(buying))
    for _ in range(STARTING_ROUNDS):
        sold = selling / numpy.bincount(sold_by, bought[bought_by])
        bought = buying / numpy.bincount(bought_by, sold[sold_by])
    return numpy.concatenate(
        [numpy.zeros(width), numpy.log(sold) + numpy.log(bought[0]), numpy.log(bought[1:] / bought[0])]
    )


def _refuse_what_effects_take_up(
    numpy: Any, traits: Any, sold_by: Any, bought_by: Any, names: Sequence[str]
) -> None:
    """Refuse regressors that vary only by exporter or importer, or not at all: they have no coefficient of their own.

    Raises:
        NoEstimate: There is one.
    """
    left = traits.copy()
    for _ in range(STARTING_ROUNDS):
        for side in (sold_by, bought_by):
            counts = numpy.bincount(side)
            for place in range(left.shape[1]):
                left[:, place] -= (numpy.bincount(side, left[:, place]) / counts)[side]
    spread = numpy.abs(left).max(axis=0)
    for place, name in enumerate(names):
        if spread[place] < 1e-6:
            raise NoEstimate(f"'{name}' does not vary among the pairs of this sample.")


def _libraries() -> tuple[Any, Any]:
    try:
        return import_module("numpy"), import_module("statsmodels.api")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("numpy", "statsmodels", "scipy", "pandas"):
            raise
        raise AnalysisMissing(
            'The gravity estimate needs statsmodels, which is not installed; install it with: pip install '
            '"clauseway[analysis]".'
        ) from None


class AnalysisMissing(ImportError):
    """A library of the extra `analysis` is not installed; the text is one sentence."""
