"""RCEP chapter 12 by article, an earlier and coarser reading than the project's own (`rcep_ch12.csv`).

It is kept because it can contradict: where both speak of an article, the paragraph reading is adopted and this
one stays visible in the provenance.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.article_titles import clauses_of_title
from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.records import AnyRecord, CodingRecord, SourceRecord
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

SOURCE = SourceRecord(
    id="rcep-chapter",
    title="RCEP chapter 12 by article",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding of a public treaty text)",
    files=("facts/rcep_ch12.csv",),
)

_COLUMNS = (
    "agreement", "article", "title", "legal_force_reader_coded", "summary_own_words", "transition", "source",
    "enforceable_by_dispute_settlement",
)  # fmt: skip

_FORCE: dict[str, tuple[Wording, RuleException | None]] = {
    "n/a": (Wording.NONE, None),
    "scope": (Wording.NONE, None),
    "no_dispute_settlement": (Wording.NONE, None),
    "recognition": (Wording.SOFT, RuleException.NONE_SPECIFIC),
    "soft": (Wording.SOFT, RuleException.NONE_SPECIFIC),
    "mixed": (Wording.SOFT, RuleException.NONE_SPECIFIC),  # here the word means: several soft duties
    "conditional": (Wording.MIXED, RuleException.NONE_SPECIFIC),
    "binding": (Wording.HARD, RuleException.NONE_SPECIFIC),
    "binding_self_judging_exception": (Wording.HARD, RuleException.SELF_JUDGING),
}


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings."""
    for row in loading.rows("facts/rcep_ch12.csv", _COLUMNS):
        force = loading.one_of(row, "legal force", row["legal_force_reader_coded"], list(_FORCE), "n/a")
        wording, exception = _FORCE[force]
        transition = row["transition"]
        for clause in clauses_of_title(row["title"]) or ("",):
            yield CodingRecord(
                origin=origin(SOURCE, row),
                verification=Verification.PRIMARY_TEXT,
                citation=row["source"],
                agreement="rcep",
                article=row["article"],
                covers=parse_locator(row["article"]).covers,
                granularity="article",
                title=row["title"],
                clause=clause,
                wording=wording,
                exception=exception,
                enforcement=Enforcement.EXCLUDED_WITH_REVIEW,
                basis=row["enforceable_by_dispute_settlement"],
                summary=row["summary_own_words"],
                note=f"transition: {transition}" if transition else "",
                coder="clauseway",
            )
