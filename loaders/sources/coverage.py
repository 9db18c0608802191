"""Clauses found in the digital chapters of some sixty agreements, article by article (`coverage.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.ontology.strength import RuleException, Verification, Wording

SOURCE = SourceRecord(
    id="coverage",
    title="Clauses by agreement and article, from texts, quotations and article lists",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding; the texts read are cited row by row)",
    files=("facts/coverage.csv",),
)

_COLUMNS = (
    "agreement", "clause_slug", "article_number", "article_title", "strength", "note", "source_address",
)  # fmt: skip

_TEXT_SOURCES = (
    "github.com/mappingtreaties/tota",
    "HUGGO/TreatyTexts",
    "RCEP Agreement (All Chapters)",
    "international.gc.ca/trade-commerce/trade-agreements-accords-commerciaux",
)
"""Marks of an address that holds the treaty text itself; every other address is a page about it."""

_EXCEPTION_WORDS: tuple[tuple[str, RuleException], ...] = (
    # first match wins; the notes are the project's own words
    ("closed list", RuleException.CLOSED_LIST),
    ("lacks the necessity limb", RuleException.REVIEWABLE_ONE_LIMB),
    ("only the anti-discrimination limb", RuleException.REVIEWABLE_ONE_LIMB),
    ("two-limb", RuleException.REVIEWABLE_TWO_LIMB),
    ("self-judging", RuleException.SELF_JUDGING),
    ("decided by the implementing party", RuleException.SELF_JUDGING),
    ("with carve-outs", RuleException.CLOSED_LIST),
    ("carve-outs", RuleException.CLOSED_LIST),
    ("subject to two exceptions", RuleException.CLOSED_LIST),
    ("subject to exceptions", RuleException.CLOSED_LIST),
)

_FILE_ORDER = re.compile(r"art (\d+) (?:of ch\.13 in file order|\(file order\))")
"""Articles of the Pacific Alliance's chapter 13, counted by their place in the file, which is their number."""

_OPENING_ONLY = "title and opening read"


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings."""
    for row in loading.rows("facts/coverage.csv", _COLUMNS):
        locator = parse_locator(_FILE_ORDER.sub(r"13.\1", row["article_number"]))
        note = row["note"]
        wording = None
        if row["strength"] != "unverified":
            value = loading.one_of(row, "strength", row["strength"], [*Wording, "unverified"], "none")
            wording = Wording(value)
        verification = _verification(row["source_address"], note, wording)
        yield CodingRecord(
            origin=origin(SOURCE, row),
            verification=verification,
            citation=row["source_address"],
            agreement=row["agreement"],
            article=locator.article,
            paragraph=locator.paragraph,
            covers=locator.covers,
            granularity="article",
            title=row["article_title"].strip("[]"),
            clause=loading.clause(row, row["clause_slug"]),
            wording=wording,
            exception=_exception(note, wording, verification),
            summary=note if wording is not None else "",
            note="" if wording is not None else note,
            coder="clauseway",
        )


def _verification(address: str, note: str, wording: Wording | None) -> Verification:
    if wording is None:
        return Verification.TITLE_ONLY
    if _OPENING_ONLY in note.lower():
        # the opening shows the verb, the rest was inferred from a sister text: better than a title, less than a text
        return Verification.SECONDARY
    return Verification.PRIMARY_TEXT if any(mark in address for mark in _TEXT_SOURCES) else Verification.SECONDARY


def _exception(note: str, wording: Wording | None, verification: Verification) -> RuleException | None:
    if wording is None or wording is Wording.NONE:
        return None
    lowered = note.lower()
    for words, value in _EXCEPTION_WORDS:
        if words in lowered:
            return value
    # whoever read the text noted every exception; a page about the text may have left one out
    return RuleException.NONE_SPECIFIC if verification is Verification.PRIMARY_TEXT else None
