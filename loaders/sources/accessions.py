"""Economies that ask to join an agreement: applications and candidates, none of which binds (own reading of pages)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, ParticipationRecord, SourceRecord
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="accessions",
    title="Accession requests and candidates",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (own words; the pages are cited row by row)",
    files=("readings/accessions.csv",),
    own=True,
)


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Participations without duties."""
    columns = ("agreement", "economy", "state", "since", "note", "source")
    for row in loading.rows("readings/accessions.csv", columns):
        state = loading.one_of(row, "state of an accession", row["state"], ("applied", "candidate"), "candidate")
        for code in loading.economies(row, [row["economy"]]):
            yield ParticipationRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation=row["source"],
                agreement=row["agreement"],
                economy=code,
                state="applied" if state == "applied" else "candidate",
                since=loading.exact_date(row, "since", row["since"]),
            )
