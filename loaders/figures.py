"""Figures: observations, states of law, trade flows and distances, kept as light rows because there are many.

They are claims like any other, but a hundred times as many as all others together. So they are plain rows with
the line they were read from, are shipped as tables (`figure_tables`) and become statements only when a build
streams them into the store (`figures_rdf`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from clauseway.loaders.records import SourceRecord

type Direction = Literal["higher-is-better", "lower-is-better", ""]
type LawState = Literal["legislation", "draft", "none", "no-data"]

LAW_FILE = "indicators/unctad_cyberlaw_2026_iso3.csv"
LAW_SOURCE = "unctad-cyberlaw"
DISTANCE_FILE = "trade/dist_cepii.csv"
DISTANCE_SOURCE = "cepii-distances"
TRADE_FILES: dict[str, str] = {
    "trade-2016": "trade/trade_2016_with_provisions.csv",
    "comtrade-2019": "trade/comtrade_imports_2019_86x86.csv",
}
"""Source of trade flows to the file they are in; a flow names its source."""
TRADE_REPORTERS: dict[str, Literal["exporter", "importer"]] = {"trade-2016": "exporter", "comtrade-2019": "importer"}
"""Source of trade flows to the side whose customs counted them; the two sides of a flow seldom agree."""
SHIPPED_TRADE: dict[int, str] = {2016: "trade-2016"}
"""Year of shipped flows to their source: one a year, so that the shipped table need not repeat it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, in which unit, and where it is read.

    Attributes:
        columns: Column of the file (or value of its naming column) to the year it is of; 0 when the row tells.
        first_year, last_year: Years of the file that are this measure; both 0 when all are.
        ship_from: First year of the series that is shipped; the latest value of an economy always is.
        low, high: Values below or above are impossible; `None` when there is no such bound.
        decimals: Digits kept after the point.
        file: Where the figures are, relative to the sources folder.
        line: Line of `readings/indicators.csv`.
    """

    id: str
    name: str
    definition: str
    unit: str
    direction: Direction
    source: SourceRecord
    file: str
    columns: tuple[tuple[str, int], ...]
    first_year: int
    last_year: int
    ship_from: int
    low: float | None
    high: float | None
    decimals: int
    citation: str
    line: int

    def is_of(self, year: int) -> bool:
        """Whether the file's figure of a year is this measure."""
        return not self.first_year or self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True, order=True)
class Observation:
    """A value of an indicator for an economy (ISO3 code) or a group (slug, lower-case) in a year.

    Attributes:
        value: Decimal number as text, without exponent or trailing zeros.
        partner: Code or slug of the other side; empty when the figure is not about one.
        note: What the source says of this value, e.g. that it is projected.
    """

    indicator: str
    area: str
    partner: str
    year: int
    value: str
    note: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class LawStatus:
    """Whether an economy has a kind of law, in a year; `no-data` is not `none`."""

    economy: str
    law: str
    status: LawState
    year: int
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """Goods from one economy to another in a year, in USD to the nearest thousand."""

    source: str
    exporter: str
    importer: str
    year: int
    usd: int
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """Two economies, in the order of their codes: kilometres between their largest cities, and two facts."""

    first: str
    second: str
    km: int
    contiguous: bool
    common_language: bool
    line: int


@dataclass(frozen=True, slots=True)
class LawRequirement:
    """A clause type that cannot be carried out without a kind of law, and why (own judgement)."""

    clause: str
    law: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Area:
    """A group that a figure is about, with its name."""

    slug: str
    name: str


type Figure = Area | Indicator | Observation | LawStatus | Flow | Distance | LawRequirement


@dataclass(slots=True)
class Figures:
    """All figures of a dataset.

    Attributes:
        areas: Names of groups by slug, for those that only figures speak of.
    """

    indicators: list[Indicator] = field(default_factory=list[Indicator])
    observations: list[Observation] = field(default_factory=list[Observation])
    laws: list[LawStatus] = field(default_factory=list[LawStatus])
    flows: list[Flow] = field(default_factory=list[Flow])
    distances: list[Distance] = field(default_factory=list[Distance])
    requirements: list[LawRequirement] = field(default_factory=list[LawRequirement])
    areas: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, figure: Figure) -> None:
        """Put a figure where it belongs."""
        match figure:
            case Observation():
                self.observations.append(figure)
            case Flow():
                self.flows.append(figure)
            case Distance():
                self.distances.append(figure)
            case LawStatus():
                self.laws.append(figure)
            case Indicator():
                self.indicators.append(figure)
            case LawRequirement():
                self.requirements.append(figure)
            case Area():
                self.areas[figure.slug] = figure.name

    def sort(self) -> None:
        """Bring everything into one order, whatever the order of reading."""
        self.indicators.sort(key=lambda i: i.id)
        self.requirements.sort(key=lambda r: (r.clause, r.law))
        for rows in (self.observations, self.laws, self.flows, self.distances):
            rows.sort()


def is_group(area: str) -> bool:
    """Whether an area is a group (slug) and not an economy (code).

    >>> is_group("central-asia"), is_group("KAZ")
    (True, False)
    """
    return not area.isupper()


def decimal_text(value: float, decimals: int) -> str:
    """A number as text with at most so many digits after the point.

    >>> decimal_text(59.860, 2), decimal_text(1185137703650.99, 0), decimal_text(0.0, 2)
    ('59.86', '1185137703651', '0')
    """
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def latest_and_series(figures: Figures) -> list[Observation]:
    """The observations that are shipped: from `ship_from` on, and the latest of each economy however old."""
    start = {i.id: i.ship_from for i in figures.indicators}
    latest: dict[tuple[str, str, str], int] = {}
    for o in figures.observations:
        key = (o.indicator, o.area, o.partner)
        latest[key] = max(o.year, latest.get(key, o.year))
    return [
        o
        for o in figures.observations
        if o.year >= start[o.indicator] or o.year == latest[o.indicator, o.area, o.partner]
    ]
