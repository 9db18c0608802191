"""Events of DEPA membership from a table of blocs: signatures, accessions, working groups and requests."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, ParticipationRecord, ParticipationState, SourceRecord
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="depa-membership",
    title="DEPA membership events",
    publisher="internacia-db (datenoio)",
    licence="MIT",
    files=("groups/depa_membership_facts.csv",),
)

_STATES: dict[str, ParticipationState] = {
    "signed": "signed",
    "accession_invited": "accession-invited",
    "accession_working_group": "accession-working-group",
    "accession_requested": "applied",
}
_ENTRIES = ("entry_into_force", "acceded", "protocol_entry_into_force")
"""Events that the agreement tables tell with more precision; nothing is read from them here."""


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Participations without duties, one an event."""
    for row in loading.rows("groups/depa_membership_facts.csv", ("iso3", "event", "date", "note")):
        event = loading.one_of(row, "event", row["event"], (*_STATES, *_ENTRIES), "")
        if event not in _STATES:
            continue
        for code in loading.economies(row, [row["iso3"]]):
            yield ParticipationRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation="internacia-db, DEPA",
                agreement="depa",
                economy=code,
                state=_STATES[event],
                since=loading.exact_date(row, "date", row["date"]),
            )
