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
    depa_membership,
    desta,
    groups,
    hand_coded,
    instruments,
    paragraph_readings,
    party_lists,
    rcep_chapter,
    recalled,
    secondary,
    wto_text,
)

SOURCES: tuple[SourceModule, ...] = (
    agreements,
    accessions,
    depa_membership,
    paragraph_readings.OWN,
    paragraph_readings.PUBLISHED,
    chapter_readings,
    hand_coded,
    coverage,
    rcep_chapter,
    wto_text,
    article_facts,
    secondary,
    article_listings,
    instruments,
    recalled,
    desta,
    groups,
    party_lists,
)
