"""Articles known from pages and lists about the agreements (`secondary_articles.csv`).

The file has two kinds of rows: lists that give number and title only, and facts a page states. The first are a
source of their own (`article_listings`), since a title is less than a fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.article_titles import clauses_of_title
from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.loaders.tables import TableRow
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

FILE = "facts/secondary_articles.csv"
SOURCE = SourceRecord(
    id="secondary",
    title="Facts on articles from pages about the agreements",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (own words; the pages are cited row by row)",
    files=(FILE,),
)

_COLUMNS = (
    "agreement_slug", "article", "title", "fact_own_words", "legal_force_if_stated", "address", "verification",
)  # fmt: skip
_FORCE: dict[str, Wording | None] = {
    "": None,
    "hard": Wording.HARD,
    "mixed": Wording.MIXED,
    "soft": Wording.SOFT,
    "soft (3)": Wording.SOFT,
    "none": Wording.NONE,
}
_TITLE_ONLY = "Number and subject only"


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Codings from facts that a page states."""
    return codings(loading, SOURCE, listings=False)


def codings(loading: Loading, source: SourceRecord, *, listings: bool) -> Iterator[CodingRecord]:
    """Codings of one of the two kinds of rows.

    Args:
        loading: The run.
        source: The source to name.
        listings: Whether to take the rows that give a title only, or the others.
    """
    for row in loading.rows(FILE, _COLUMNS):
        if (row["fact_own_words"] == _TITLE_ONLY) is not listings:
            continue
        if not row["article"]:
            loading.log.info(
                row.file, row.line, f"{row['agreement_slug']}: a remark without an article: {row['title']}."
            )
            continue
        yield from _codings_of_row(loading, source, row, listings=listings)


def _codings_of_row(
    loading: Loading, source: SourceRecord, row: TableRow, *, listings: bool
) -> Iterator[CodingRecord]:
    force = loading.one_of(row, "legal force", row["legal_force_if_stated"], list(_FORCE), "")
    wording = _FORCE[force]
    locator = parse_locator(row["article"])
    fact = row["fact_own_words"]
    lowered = fact.lower()
    exception = None
    if wording not in (None, Wording.NONE):
        if "two limbs" in lowered:
            exception = RuleException.REVIEWABLE_TWO_LIMB
        elif "closed list" in lowered:
            exception = RuleException.CLOSED_LIST
    clauses = clauses_of_title(row["title"])
    if not clauses and wording is None:
        wording = Wording.NONE if "definition" in lowered or "scope" in lowered else None
    for clause in clauses or ("",):
        level = Verification.TITLE_ONLY if listings or wording is None else Verification.SECONDARY
        yield CodingRecord(
            origin=origin(source, row),
            verification=level,
            citation=row["address"],
            agreement=row["agreement_slug"],
            article=locator.article,
            paragraph=locator.paragraph,
            covers=locator.covers,
            granularity="article",
            title=row["title"],
            clause=clause,
            wording=wording,
            exception=exception,
            enforcement=Enforcement.EXCLUDED if "outside dispute settlement" in lowered and clause == "" else None,
            summary="" if listings else fact,
            coder="clauseway",
        )
