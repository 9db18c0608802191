"""The hand-coded sample on which the text coder is developed, as a second reader's view (`hand_coded_dev.csv`)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.loaders.tables import TableRow
from clauseway.ontology.strength import Enforcement, Verification

SOURCE = SourceRecord(
    id="hand-coded",
    title="Hand-coded sample of digital chapters, article by article",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding; words quoted as evidence are not taken over)",
    files=("facts/hand_coded_dev.csv",),
)

_COLUMNS = ("file", "article", "clause", "wording", "exception", "dispute_settlement", "evidence")

_TEXTS = {
    # text of the sample -> (agreement, what is cited)
    "pacer-plus": ("pacer-plus", "PACER Plus text"),
    "pta_54": ("safta-2003", "SAFTA text of 2003 (ToTA pta_54)"),
    "pta_159": ("korus-fta", "Korea-US FTA text (ToTA pta_159)"),
    "pta_160": ("malaysia-australia-fta", "Malaysia-Australia FTA text (ToTA pta_160)"),
    "pta_398": ("china-korea-fta", "China-Korea FTA text (ToTA pta_398)"),
    "pta_417": ("mexico-panama-fta", "Mexico-Panama FTA text, in Spanish (ToTA pta_417)"),
    "pta_439": ("singapore-taiwan-astep", "Singapore-Chinese Taipei agreement text (ToTA pta_439)"),
    "rcep_ch12_electronic_commerce": ("rcep", "RCEP legal text, chapter 12"),
    "singapore-turkey-fta": ("singapore-turkey-fta", "Turkey-Singapore FTA text"),
    "switzerland-china-fta": ("switzerland-china-fta", "Switzerland-China FTA text"),
}

_CLAUSES = {
    "digital-products-mfn": "non-discrimination-digital-products",
    "digital-products-national-treatment": "non-discrimination-digital-products",
    "dispute-settlement-excluded": "dispute-settlement",
    "dispute-settlement-partial": "dispute-settlement",
}
"""Finer labels of the sample; each names a part of one clause type."""

_NO_CLAUSE_TYPE = "principle-"
"""Statements of principle, which the sample sets apart and the taxonomy leaves in the aims of a chapter."""

_WHOLE_TEXT = "*"
"""Article of a row that found no digital chapter: a remark on the text, not a coding."""


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings, one a clause type and article; the first row of an article stands for its finer labels."""
    seen: set[tuple[str, str, str]] = set()
    for row in loading.rows("facts/hand_coded_dev.csv", _COLUMNS):
        if row["file"] not in _TEXTS:
            loading.unknown(row, "text of the hand-coded sample", row["file"], list(_TEXTS))
            continue
        if row["article"] == _WHOLE_TEXT:
            loading.log.info(row.file, row.line, f"'{row['file']}' holds no digital chapter: kept as a remark only.")
            continue
        if row["clause"].startswith(_NO_CLAUSE_TYPE):
            loading.log.info(row.file, row.line, f"'{row['clause']}' is no clause type: kept as a remark only.")
            continue
        agreement, citation = _TEXTS[row["file"]]
        clause = loading.clause(row, _CLAUSES.get(row["clause"], row["clause"]))
        if (agreement, row["article"], clause) in seen:
            continue
        seen.add((agreement, row["article"], clause))
        enforcement, basis = _enforcement(loading, row)
        yield CodingRecord(
            origin=origin(SOURCE, row),
            verification=Verification.PRIMARY_TEXT,
            citation=citation,
            agreement=agreement,
            article=row["article"],
            covers=parse_locator(row["article"]).covers,
            granularity="article",
            clause=clause,
            wording=loading.wording(row, row["wording"]),
            exception=loading.exception(row, row["exception"]),
            enforcement=enforcement,
            basis=basis,
            coder="hand-coded sample",
        )


def _enforcement(loading: Loading, row: TableRow) -> tuple[Enforcement | None, str]:
    """Value and basis of a cell such as `full (17.2)`; a chapter reached in part is left to its articles' readings."""
    value, _, basis = row["dispute_settlement"].removesuffix(")").partition(" (")
    if value == Enforcement.PARTIAL:
        return None, ""
    return loading.enforcement(row, value), basis
