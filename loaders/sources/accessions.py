"""Economies on their way to an agreement: candidates, applicants and accession talks, none of which binds."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, ParticipationRecord, ParticipationState, SourceRecord

SOURCE = SourceRecord(
    id="accessions",
    title="Accession requests, talks and candidates",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (own words; the pages are cited row by row)",
    files=("readings/accessions.csv",),
    own=True,
)


_STATES: tuple[ParticipationState, ...] = (
    "signed-accession", "accession-invited", "accession-working-group", "applied", "candidate", "withdrawn",
)  # fmt: skip


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Participations without duties."""
    columns = ("agreement", "economy", "state", "since", "verification", "note", "source")
    for row in loading.rows("readings/accessions.csv", columns):
        state = loading.one_of(row, "state of an accession", row["state"], _STATES, "candidate")
        for code in loading.economies(row, [row["economy"]]):
            yield ParticipationRecord(
                origin=origin(SOURCE, row),
                verification=loading.verification(row, row["verification"]),
                citation=row["source"],
                agreement=row["agreement"],
                economy=code,
                state=next(known for known in _STATES if known == state),
                since=loading.exact_date(row, "since", row["since"]),
            )
