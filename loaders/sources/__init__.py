"""One module a source; the order here is the order of preference among equally good readings."""

from __future__ import annotations

from clauseway.loaders.loading import SourceModule
from clauseway.loaders.sources import (
    accessions,
    agreements,
    article_facts,
    article_listings,
    chapter_readings,
    coverage,
    cyberlaw,
    groups,
    indicators,
    law_requirements,
    paragraph_readings,
    rcep_chapter,
    recalled,
    secondary,
    seed_figures,
    trade,
    wto_text,
)

SOURCES: tuple[SourceModule, ...] = (
    agreements,
    accessions,
    paragraph_readings.OWN,
    paragraph_readings.PUBLISHED,
    chapter_readings,
    coverage,
    rcep_chapter,
    wto_text,
    article_facts,
    secondary,
    article_listings,
    recalled,
    groups,
    law_requirements,
    cyberlaw,
    *indicators.INDICATOR_FILES,
    seed_figures,
    trade.TRADE_2016,
    trade.COMTRADE_2019,
    trade.DISTANCES,
)
