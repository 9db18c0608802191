"""The shipped form of figures: plain tables, a few bytes a figure, sorted so that two versions compare line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from clauseway.loaders.figures import (
    SHIPPED_TRADE,
    Distance,
    Figures,
    Flow,
    LawState,
    LawStatus,
    Observation,
    latest_and_series,
)
from clauseway.loaders.loading import Loading
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.sources.indicators import indicator_table
from clauseway.loaders.sources.seed_figures import AREAS
from clauseway.loaders.tables import TableRow, read_table

FIGURES_FOLDER = "figures"

_LAW_STATES: dict[str, LawState] = {
    "legislation": "legislation",
    "draft": "draft",
    "none": "none",
    "no-data": "no-data",
}

_HEADERS: dict[str, tuple[str, ...]] = {
    "observations.csv": ("indicator", "area", "partner", "year", "value", "note", "line"),
    "laws.csv": ("economy", "law", "status", "year", "line"),
    "trade.csv": ("exporter", "importer", "year", "thousand_usd", "line"),
    "distances.csv": ("first", "second", "km", "contiguous", "common_language", "line"),
}


def shipped_figures(figures: Figures) -> Figures:
    """The figures whose licence lets them be shipped: short series, latest values, all flows, laws and distances."""
    from clauseway.loaders.sources import SOURCES

    ships = {module.SOURCE.id for module in SOURCES if module.SOURCE.ships}
    kept = Figures(
        indicators=[i for i in figures.indicators if i.source.id in ships],
        laws=figures.laws,
        flows=[f for f in figures.flows if f.source in ships],
        distances=figures.distances,
        requirements=figures.requirements,
        areas=figures.areas,
    )
    known = {i.id for i in kept.indicators}
    kept.observations = [o for o in latest_and_series(figures) if o.indicator in known]
    return kept


def figure_tables(figures: Figures) -> dict[str, str]:
    """The tables by file name; the same figures give the same text."""
    return {
        "observations.csv": _table(
            "observations.csv",
            ((o.indicator, o.area, o.partner, o.year, o.value, o.note, o.line) for o in figures.observations),
        ),
        "laws.csv": _table("laws.csv", ((x.economy, x.law, x.status, x.year, x.line) for x in figures.laws)),
        "trade.csv": _table(
            "trade.csv",
            ((f.exporter, f.importer, f.year, f.usd // 1000, f.line) for f in figures.flows),
        ),
        "distances.csv": _table(
            "distances.csv",
            (
                (d.first, d.second, d.km, int(d.contiguous), int(d.common_language), d.line)
                for d in figures.distances
            ),
        ),
    }


def _table(name: str, rows: Iterable[tuple[object, ...]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_HEADERS[name])
    writer.writerows(rows)
    return written.getvalue()


def write_figure_tables(figures: Figures, folder: Path) -> list[Path]:
    """Write the tables, each beside and then in place."""
    target = folder / FIGURES_FOLDER
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, text in figure_tables(figures).items():
        beside = target / f"{name}.part"
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(target / name)
        written.append(target / name)
    return written


def read_figure_tables(folder: Path) -> Figures:
    """Read the shipped tables back.

    Raises:
        SourceError: A table is missing or a row of it cannot be read.
    """
    figures = Figures(indicators=list(indicator_table(Loading(folder))), areas=dict(AREAS.values()))
    known = {i.id for i in figures.indicators}

    def observation(row: TableRow) -> Observation:
        if row["indicator"] not in known:
            raise ValueError(f"there is no indicator '{row['indicator']}'")
        return Observation(
            row["indicator"], row["area"], row["partner"], int(row["year"]), str(row["value"]), row["note"],
            int(row["line"]),
        )  # fmt: skip

    def law(row: TableRow) -> LawStatus:
        return LawStatus(row["economy"], row["law"], _LAW_STATES[row["status"]], int(row["year"]), int(row["line"]))

    def flow(row: TableRow) -> Flow:
        year = int(row["year"])
        return Flow(
            SHIPPED_TRADE[year], row["exporter"], row["importer"], year, int(row["thousand_usd"]) * 1000,
            int(row["line"]),
        )  # fmt: skip

    def distance(row: TableRow) -> Distance:
        return Distance(
            row["first"], row["second"], int(row["km"]), row["contiguous"] == "1", row["common_language"] == "1",
            int(row["line"]),
        )  # fmt: skip

    figures.observations = _read(folder, "observations.csv", observation)
    figures.laws = _read(folder, "laws.csv", law)
    figures.flows = _read(folder, "trade.csv", flow)
    figures.distances = _read(folder, "distances.csv", distance)
    return figures


def _read(folder: Path, name: str, make: Callable[[TableRow], Any]) -> list[Any]:
    file = f"{FIGURES_FOLDER}/{name}"
    found: list[Any] = []
    for row in read_table(folder, file, _HEADERS[name]):
        try:
            found.append(make(row))
        except (ValueError, KeyError) as error:
            text = f"the row cannot be read ({error})."
            raise SourceError([Problem(file, row.line, "error", text, "Reinstall Clauseway.")]) from None
    return found
