"""Paragraph by paragraph readings: the project's own of some twenty texts, DEPA and the Korea-Singapore DPA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.loaders.tables import TableRow
from clauseway.loaders.text_citations import text_citations
from clauseway.ontology.strength import Verification

_OWN_COLUMNS = (
    "agreement", "article", "paragraph", "title", "clause_slug", "wording", "exception", "enforcement",
    "enforcement_basis", "refers_to", "summary", "note", "source",
)  # fmt: skip
_PUBLISHED_COLUMNS = (
    "agreement", "module", "article", "paragraph", "title_en", "title_basis", "clause_slug", "wording", "exception",
    "enforcement", "enforcement_basis", "deferral", "refers_to", "summary_own_words", "evidence_ko", "verification",
    "version", "status", "note",
)  # fmt: skip

PROTOCOL_IN_FORCE = date(2024, 3, 19)
"""Day the 2023 Protocol replaced eight places of DEPA (MFAT overview page, cited in `agreements.csv`)."""

_VERSIONS: dict[tuple[str, str], tuple[str, date | None, date | None]] = {
    # (version, status) -> label of the version, first day, first day after
    ("original-2020", "superseded"): ("original-2020", None, PROTOCOL_IN_FORCE),
    ("original-2020", "current"): ("", None, None),
    ("as-amended-2023", "current"): ("as-amended-2023", PROTOCOL_IN_FORCE, None),
    ("original-2022", "current"): ("", None, None),
}


_TEXTS = {
    "facts/depa_articles.csv": "depa-and-protocol-2023.ko.md",
    "facts/ksdpa_articles.csv": "korea-singapore-dpa.ko.md",
}
"""The text each table was read from."""


@dataclass(frozen=True, slots=True)
class OwnReadings:
    """Readings made by this project, kept in `ontology/readings`."""

    SOURCE: SourceRecord

    def load(self, loading: Loading) -> Iterator[AnyRecord]:
        """Codings by paragraph."""
        for file in self.SOURCE.files:
            for row in loading.rows(file, _OWN_COLUMNS):
                yield _coding(
                    loading,
                    self.SOURCE,
                    row,
                    title=row["title"],
                    summary=row["summary"],
                    citation=row["source"],
                    verification=Verification.PRIMARY_TEXT,
                )


@dataclass(frozen=True, slots=True)
class PublishedReadings:
    """Readings of the two Korean treaty texts, with versions."""

    SOURCE: SourceRecord

    def load(self, loading: Loading) -> Iterator[AnyRecord]:
        """Codings by paragraph, each with the days its version holds."""
        citations = text_citations(loading)
        for file in self.SOURCE.files:
            text = _TEXTS[file]
            for row in loading.rows(file, _PUBLISHED_COLUMNS):
                key = (row["version"], row["status"])
                if key not in _VERSIONS:
                    loading.unknown(row, "version and status", " ".join(key), [" ".join(k) for k in _VERSIONS])
                    continue
                version, valid_from, valid_until = _VERSIONS[key]
                amended = row["version"] == "as-amended-2023" and row["article"].partition(".")[0].isdigit()
                yield _coding(
                    loading,
                    self.SOURCE,
                    row,
                    title=row["title_en"],
                    summary=row["summary_own_words"],
                    citation=citations.get(text, text),
                    verification=loading.verification(row, row["verification"]),
                    agreement="depa" if amended and "." in row["article"] else row["agreement"],
                    version=version,
                    valid_from=valid_from,
                    valid_until=valid_until,
                )


def _coding(
    loading: Loading,
    source: SourceRecord,
    row: TableRow,
    *,
    title: str,
    summary: str,
    citation: str,
    verification: Verification,
    agreement: str = "",
    version: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> CodingRecord:
    locator = parse_locator(row["article"])
    return CodingRecord(
        origin=origin(source, row),
        verification=verification,
        citation=citation,
        agreement=agreement or row["agreement"],
        article=row["article"],
        paragraph=row["paragraph"],
        covers=locator.covers,
        granularity="paragraph",
        title=title,
        clause=loading.clause(row, row["clause_slug"]),
        wording=loading.wording(row, row["wording"]),
        exception=loading.exception(row, row["exception"]),
        enforcement=loading.enforcement(row, row["enforcement"]),
        basis=row["enforcement_basis"],
        refers_to=row["refers_to"],
        summary=summary,
        note=row["note"],
        coder="clauseway",
        version=version,
        valid_from=valid_from,
        valid_until=valid_until,
    )


OWN = OwnReadings(
    SourceRecord(
        id="own-readings",
        title="RCEP, CPTPP, the WTO text and other digital chapters, paragraph by paragraph",
        publisher="Clauseway contributors",
        licence="CC BY 4.0",
        files=(
            "readings/rcep_paragraphs.csv",
            "readings/cptpp_facts.csv",
            "readings/wto_ecommerce_paragraphs.csv",
            "readings/treaty_paragraphs.csv",
            "readings/chapter_paragraphs.csv",
        ),
        own=True,
    )
)
PUBLISHED = PublishedReadings(
    SourceRecord(
        id="paragraph-readings",
        title="DEPA with its 2023 Protocol and the Korea-Singapore DPA, paragraph by paragraph",
        publisher="Clauseway contributors",
        licence="CC BY 4.0 (the project's own coding of two public treaty texts)",
        files=("facts/depa_articles.csv", "facts/ksdpa_articles.csv"),
    )
)
