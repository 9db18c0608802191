"""Single articles described by pages that quote or summarise them (`article_facts.csv`)."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.agreement_names import known_names, slug_of_name
from clauseway.loaders.article_titles import clauses_of_title
from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.ontology.strength import RuleException, Verification, Wording

SOURCE = SourceRecord(
    id="article-facts",
    title="Articles as quoted or summarised by pages about them",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (own words; the pages are cited row by row)",
    files=("facts/article_facts.csv",),
)

_COLUMNS = ("agreement", "article", "title", "summary_own_words", "legal_force", "address", "evidence")

_FORCE: dict[str, tuple[Wording | None, RuleException | None]] = {
    "": (None, None),
    "see text": (None, None),
    "binding": (Wording.HARD, None),
    "binding with self-judging exception": (Wording.HARD, RuleException.SELF_JUDGING),
    "binding wording inside an affirmation chapeau; enforceability not verified": (Wording.MIXED, None),
    "recognition": (Wording.SOFT, None),
    "soft": (Wording.SOFT, None),
    "soft (mou)": (Wording.SOFT, None),
}

_PROCEDURAL = frozenset({"amendment"})


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings; rows without an article tell of dates or counts and are not codings."""
    for row in loading.rows("facts/article_facts.csv", _COLUMNS):
        slug = slug_of_name(row["agreement"])
        if slug is None:
            loading.unknown(row, "agreement name", row["agreement"], known_names())
            continue
        if not row["article"]:
            loading.log.info(row.file, row.line, f"'{row['title']}' names no article: kept as a remark only.")
            continue
        force = loading.one_of(row, "legal force", row["legal_force"].lower(), list(_FORCE), "")
        wording, exception = _FORCE[force]
        summary = row["summary_own_words"]
        if "closed list" in summary.lower():
            exception = RuleException.CLOSED_LIST
        if "without public policy exception" in summary.lower():
            exception = RuleException.NONE_SPECIFIC
        if row["title"].lower() in _PROCEDURAL:
            wording, exception = Wording.NONE, None
        for clause in clauses_of_title(row["title"]) or ("",):
            if clause == "scope-definitions" and wording is None:
                wording = Wording.NONE
            yield CodingRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY if wording is not None else Verification.TITLE_ONLY,
                citation=row["address"],
                agreement=slug,
                article=row["article"].removeprefix("Art "),
                covers=parse_locator(row["article"].removeprefix("Art ")).covers,
                granularity="article",
                title=row["title"],
                clause=clause,
                wording=wording,
                exception=exception,
                summary=summary,
                note=row["evidence"],
                coder="clauseway",
            )
