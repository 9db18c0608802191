"""Trade balances cited from papers, carried over so that our figures can be held against them."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.figures import Figure, Observation, decimal_text
from clauseway.loaders.loading import Loading
from clauseway.loaders.sources.figure_rows import number, whole_year
from clauseway.loaders.sources.indicators import PUBLISHED_TRADE, indicator_table
from clauseway.loaders.sources.seed_figures import AREAS

SOURCE = PUBLISHED_TRADE

_GROUPS = {slug for slug, _ in AREAS.values()}


def load(loading: Loading) -> Iterator[Figure]:
    """The indicators of these figures, then every figure; a series without an indicator is an error."""
    indicators = {i.columns[0][0]: i for i in indicator_table(loading, SOURCE)}
    yield from indicators.values()
    seen: set[tuple[str, str, str, int]] = set()
    for row in loading.rows(SOURCE.files[0], ("series", "economy", "partner", "year", "value", "note")):
        indicator = indicators.get(row["series"])
        if indicator is None:
            loading.unknown(row, "series of the table of indicators", row["series"], indicators)
            continue
        year = whole_year(loading, row, row["year"])
        value = number(loading, row, "value", indicator.low, indicator.high)
        economy = next(iter(loading.economies(row, [row["economy"]])), None)
        known = row["partner"] in _GROUPS
        partner = row["partner"] if known else next(iter(loading.economies(row, [row["partner"]])), None)
        if year is None or value is None or economy is None or partner is None:
            continue
        key = (indicator.id, economy, partner, year)
        if key in seen:
            loading.log.error(row.file, row.line, f"{' '.join(map(str, key))} stands twice.", "Keep one of the rows.")
            continue
        seen.add(key)
        text = decimal_text(value, indicator.decimals)
        yield Observation(indicator.id, economy, partner, year, text, row["note"], row.line)
