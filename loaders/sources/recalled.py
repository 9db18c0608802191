"""Codings and dates recalled without a text at hand, and the check that later confirmed or corrected them."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, CorrectionRecord, DateClaim, SourceRecord
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="recalled",
    title="Codings and dates recalled, to be checked",
    publisher="Clauseway contributors",
    licence="CC BY 4.0",
    files=("facts/recalled_coverage.csv", "facts/recalled_check.csv", "facts/recalled_dates.csv"),
)

_VERDICTS = ("confirmed", "corrected", "unconfirmed")


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Recalled codings, corrections and dates."""
    yield from _codings(loading)
    columns = ("agreement", "clause_slug", "article_number", "verdict", "correct_value", "source")
    for row in loading.rows("facts/recalled_check.csv", columns):
        verdict = loading.one_of(row, "verdict", row["verdict"], _VERDICTS, "unconfirmed")
        yield CorrectionRecord(
            origin=origin(SOURCE, row),
            verification=Verification.PRIMARY_TEXT if verdict != "unconfirmed" else Verification.RECALLED,
            citation=row["source"],
            agreement=row["agreement"],
            clause=loading.clause(row, row["clause_slug"]),
            article=row["article_number"],
            verdict="confirmed" if verdict == "confirmed" else "corrected" if verdict == "corrected" else "unconfirmed",
            text=row["correct_value"],
        )
    yield from _dates(loading)


def _codings(loading: Loading) -> Iterator[CodingRecord]:
    columns = (
        "agreement", "clause_slug", "article_number", "article_title", "wording", "exception", "enforcement", "note",
        "verification",
    )  # fmt: skip
    seen: dict[tuple[str, str, str], int] = {}
    for row in loading.rows("facts/recalled_coverage.csv", columns):
        key = (row["agreement"], row["clause_slug"], row["article_number"])
        if key in seen:
            text = f"{' '.join(key)} is already on line {seen[key]}."
            loading.log.error(row.file, row.line, text, "Keep one of them.")
            continue
        seen[key] = row.line
        locator = parse_locator(row["article_number"])
        yield CodingRecord(
            origin=origin(SOURCE, row),
            verification=Verification.RECALLED,
            citation="recalled, no text at hand",
            agreement=row["agreement"],
            article=locator.article,
            paragraph=locator.paragraph,
            covers=locator.covers,
            granularity="article",
            title=row["article_title"],
            clause=loading.clause(row, row["clause_slug"]),
            wording=loading.wording(row, row["wording"]),
            exception=loading.exception(row, row["exception"]),
            enforcement=loading.enforcement(row, row["enforcement"]),
            summary=row["note"],
            coder="clauseway",
        )


def _dates(loading: Loading) -> Iterator[DateClaim]:
    for row in loading.rows("facts/recalled_dates.csv", ("agreement", "field", "economy", "value", "verification")):
        economy = row["economy"]
        if economy and not loading.economies(row, [economy]):
            continue
        kind = loading.one_of(row, "date field", row["field"], ("signed", "in_force", "provisional"), "signed")
        when = loading.exact_date(row, "value", row["value"])
        if when is None:
            continue
        yield DateClaim(
            origin=origin(SOURCE, row),
            verification=Verification.RECALLED,
            citation="recalled, no text at hand",
            agreement=row["agreement"],
            field="in_force" if kind == "in_force" else "provisional" if kind == "provisional" else "signed",
            economy=economy or None,
            when=when,
        )
