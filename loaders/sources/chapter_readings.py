"""Whole chapters read in Korean, German and Spanish, article by article (`chapter_articles.csv`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.loaders.text_citations import text_citations
from clauseway.ontology.strength import RuleException, Wording

SOURCE = SourceRecord(
    id="chapter-readings",
    title="Digital chapters read whole, article by article",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding of public treaty texts)",
    files=("facts/chapter_articles.csv",),
)

_COLUMNS = (
    "agreement", "article", "title_en", "title_original", "clause_slug", "wording", "enforcement",
    "enforcement_basis", "refers_to", "language", "verification", "source_file", "note",
)  # fmt: skip

_AMENDING = "depa-protocol-2023"
"""Its articles take effect inside DEPA, whose amended version carries the clauses: counted once, there."""

_EXCEPTION_WORDS: tuple[tuple[str, RuleException], ...] = (
    ("two-limb", RuleException.REVIEWABLE_TWO_LIMB),
    ("closed list", RuleException.CLOSED_LIST),
    ("without limbs", RuleException.PUBLIC_POLICY_NO_LIMB),
    ("outside", RuleException.CLOSED_LIST),
    ("exceptions to acceptance", RuleException.CLOSED_LIST),
)


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings; an article with several clause types gives one coding for each."""
    citations = text_citations(loading)
    for row in loading.rows("facts/chapter_articles.csv", _COLUMNS):
        text = PurePosixPath(row["source_file"]).name
        locator = parse_locator(row["article"])
        amending = row["agreement"] == _AMENDING
        wording = loading.wording(row, row["wording"])
        note = row["note"]
        if amending:
            note = " ".join(filter(None, ("takes effect in DEPA as amended, where it is coded;", note)))
        for slug in ("",) if amending else row["clause_slug"].split("|"):
            yield CodingRecord(
                origin=origin(SOURCE, row),
                verification=loading.verification(row, row["verification"]),
                citation=citations.get(text, text),
                agreement=row["agreement"],
                article=row["article"],
                covers=locator.covers,
                granularity="article",
                title=row["title_en"],
                clause=loading.clause(row, slug),
                wording=wording,
                exception=None if wording is Wording.NONE else _exception(note),
                enforcement=loading.enforcement(row, row["enforcement"]),
                basis=row["enforcement_basis"],
                refers_to=row["refers_to"],
                note=note,
                coder="clauseway",
            )


def _exception(note: str) -> RuleException:
    lowered = note.lower()
    for words, value in _EXCEPTION_WORDS:
        if words in lowered:
            return value
    return RuleException.NONE_SPECIFIC
