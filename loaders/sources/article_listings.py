"""Article numbers and titles from lists that say no more (`secondary_articles.csv`, its title-only rows)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading
from clauseway.loaders.records import AnyRecord, SourceRecord
from clauseway.loaders.sources.secondary import FILE, codings

SOURCE = SourceRecord(
    id="article-listings",
    title="Article numbers and titles from lists of the agreements' articles",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (facts; the lists are cited row by row)",
    files=(FILE,),
)


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Title-only codings."""
    return codings(loading, SOURCE, listings=True)
