"""Figures cited from papers and a news report: an economy or a group, often with a partner."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.figures import Area, Figure, Indicator, Observation, decimal_text
from clauseway.loaders.loading import Loading
from clauseway.loaders.sources.figure_rows import number, whole_year
from clauseway.loaders.sources.indicators import SEED_FIGURES, indicator_table
from clauseway.loaders.tables import TableRow

SOURCE = SEED_FIGURES

_PAPERS = {
    "000_7f64f0b294131656.txt": "Lu Shu: ",
    "002_d38e8e6bc42b517d.txt": "Xinhua, 28 November 2023: ",
    "003_0637b32e208924cc.txt": "Wenya Huang, ",
}
"""How the table names a text, and how the citation of every indicator read from it begins."""

AREAS: dict[str, tuple[str, str]] = {
    "belt-and-road": ("bri", "Belt and Road Initiative"),
    "belt-and-road-africa": ("bri-africa", "Belt and Road economies in Africa"),
    "belt-and-road-asia": ("bri-asia", "Belt and Road economies in Asia"),
    "belt-and-road-europe": ("bri-europe", "Belt and Road economies in Europe"),
    "belt-and-road-north-america": ("bri-north-america", "Belt and Road economies in North America"),
    "belt-and-road-oceania": ("bri-oceania", "Belt and Road economies in Oceania"),
    "belt-and-road-south-america": ("bri-south-america", "Belt and Road economies in South America"),
    "central-asia": ("central-asia", "Central Asia"),
    "world": ("world", "World"),
}
"""Area as the table writes it to slug and name of the group."""


def load(loading: Loading) -> Iterator[Figure]:
    """The indicators of these figures, then every figure; a series without an indicator is an error."""
    indicators = {i.columns[0][0]: i for i in indicator_table(loading, SOURCE)}
    yield from indicators.values()
    yield from (Area(slug, name) for slug, name in AREAS.values())
    seen: set[tuple[str, str, str, int]] = set()
    columns = ("series", "reporter", "partner", "year", "value", "unit", "source", "note")
    for row in loading.rows(SOURCE.files[0], columns):
        if row["series"] not in indicators:
            loading.unknown(row, "series of the table of indicators", row["series"], indicators)
            continue
        found = _observation(loading, row, indicators[row["series"]])
        if found is None:
            continue
        key = (found.indicator, found.area, found.partner, found.year)
        if key in seen:
            loading.log.error(row.file, row.line, f"{' '.join(map(str, key))} stands twice.", "Keep one of the rows.")
            continue
        seen.add(key)
        yield found


def _observation(loading: Loading, row: TableRow, indicator: Indicator) -> Observation | None:
    if row["source"] not in _PAPERS or not indicator.citation.startswith(_PAPERS[row["source"]]):
        loading.log.error(
            row.file, row.line, f"'{row['source']}' is not the text that {indicator.id} cites.",
            "Give these figures an indicator of their own, with its citation.",
        )  # fmt: skip
        return None
    year = whole_year(loading, row, row["year"])
    value = number(loading, row, "value", indicator.low, indicator.high)
    area = _area(loading, row, row["reporter"])
    partner = _area(loading, row, row["partner"]) if row["partner"] else ""
    if year is None or value is None or not area or partner is None:
        return None
    text = decimal_text(value, indicator.decimals)
    return Observation(indicator.id, area, partner, year, text, row["note"], row.line)


def _area(loading: Loading, row: TableRow, text: str) -> str | None:
    if text in AREAS:
        return AREAS[text][0]
    return next(iter(loading.economies(row, [text])), None)
