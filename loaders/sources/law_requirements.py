"""Which clause type needs which kind of law at home to be carried out (own judgement, with the reason)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.figures import Figure, LawRequirement
from clauseway.loaders.loading import Loading
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.vocabulary import law_slugs

SOURCE = SourceRecord(
    id="law-requirements",
    title="Laws that clause types require at home",
    publisher="Clauseway contributors",
    licence="CC BY 4.0",
    files=("readings/law_requirements.csv",),
    own=True,
)


def load(loading: Loading) -> Iterator[Figure]:
    """One requirement a row."""
    seen: set[tuple[str, str]] = set()
    for row in loading.rows(SOURCE.files[0], ("clause", "law", "reason")):
        clause = loading.clause(row, row["clause"])
        if row["law"] not in law_slugs():
            loading.unknown(row, "kind of law", row["law"], law_slugs())
            continue
        if (clause, row["law"]) in seen:
            loading.log.error(row.file, row.line, f"'{clause}' requires '{row['law']}' twice.", "Keep one of the rows.")
            continue
        seen.add((clause, row["law"]))
        if clause:
            yield LawRequirement(clause, row["law"], row["reason"], row.line)
