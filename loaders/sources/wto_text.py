"""The stabilised text of the WTO Agreement on Electronic Commerce by article (`wto_jsi_ecommerce.csv`)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.article_titles import clauses_of_title
from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

SOURCE = SourceRecord(
    id="wto-text",
    title="WTO Agreement on Electronic Commerce (INF/ECOM/87) by article",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding of a public WTO document)",
    files=("facts/wto_jsi_ecommerce.csv",),
)

_COLUMNS = (
    "agreement", "article", "title", "legal_force_reader_coded", "summary_own_words", "n_shall", "n_shall_endeavour",
    "n_encouraged", "n_recognize", "n_chars", "source",
)  # fmt: skip

_FORCE: dict[str, Wording | None] = {
    "": None,
    "scope": Wording.NONE,
    "dispute_settlement": Wording.NONE,
    "recognition": Wording.SOFT,
    "soft": Wording.SOFT,
    "mixed": Wording.MIXED,
    "binding": Wording.HARD,
}


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings; an article whose force was not graded keeps its title and verb counts only."""
    for row in loading.rows("facts/wto_jsi_ecommerce.csv", _COLUMNS):
        force = loading.one_of(row, "legal force", row["legal_force_reader_coded"], list(_FORCE), "")
        wording = _FORCE[force]
        graded = wording is not None
        duty = graded and wording is not Wording.NONE
        counts = ", ".join(
            f"{row[column]} {words}"
            for column, words in (("n_shall", "shall"), ("n_shall_endeavour", "shall endeavour"))
            if row[column] not in ("", "0")
        )
        for clause in clauses_of_title(row["title"]) or ("",):
            yield CodingRecord(
                origin=origin(SOURCE, row),
                verification=Verification.PRIMARY_TEXT if graded else Verification.TITLE_ONLY,
                citation=row["source"],
                agreement="wto-jsi-ecommerce",
                article=row["article"],
                covers=parse_locator(row["article"]).covers,
                granularity="article",
                title=row["title"],
                clause=clause,
                wording=wording,
                exception=RuleException.NONE_SPECIFIC if duty else None,
                enforcement=Enforcement.FULL,
                basis="Article 27 brings in the WTO Dispute Settlement Understanding",
                summary=row["summary_own_words"],
                note=f"verbs counted: {counts}" if counts and not graded else "",
                coder="clauseway",
            )
