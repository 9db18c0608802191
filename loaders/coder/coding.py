"""What the coder finds: one row for each clause type of an article, with the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

type Wording = Literal["none", "soft", "mixed", "hard"]
type Enforcement = Literal["full", "partial", "timed", "excluded", "excluded_with_review", "unknown"]

WORDINGS: tuple[Wording, ...] = get_args(Wording.__value__)
"""From the weakest to the strongest."""

CODE_VERSION = "1"
"""Of the rules that stand in code; a change of a lexicon changes the coder's version by itself."""

NOT_DIGITAL_ALONE = frozenset(
    {
        "telecommunications-access", "data-flow-outside-chapter", "financial-data-location", "paperless-trading",
        "single-window", "express-shipments", "logistics", "submarine-cables", "intermediary-liability",
        "data-flow-mention", "dispute-settlement-applies", "general-exceptions", "security-exception",
        "prudential-exception", "transition-periods", "institutional-committee", "review-clause",
        "accession-clause", "dispute-settlement",
    }
)  # fmt: skip
"""Slugs that also stand in treaties without a digital rule: they never make a treaty digital."""

QUALIFIERS = frozenset(
    {
        "public-policy-exception", "general-exceptions", "security-exception", "prudential-exception",
        "personal-data-exception", "indigenous-peoples-exception", "dispute-settlement", "transition-periods",
        "institutional-committee", "review-clause", "accession-clause", "dedicated-chapter",
        "dispute-settlement-excluded", "dispute-settlement-partial", "dispute-settlement-applies",
        "principle-avoid-barriers", "principle-wto-applicability", "principle-technology-neutrality",
        "digital-products-national-treatment", "digital-products-mfn", "data-flow-mention",
        "subject-to-other-chapters",
    }
)  # fmt: skip
"""Slugs that grade or place other clauses; they are not counted as coverage."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One clause type found in one article.

    Attributes:
        file: File the text was read from.
        clause: Slug of the taxonomy, or one of the qualifiers above.
        wording: Of the strongest operative paragraph.
        article: As cited; empty for what is said of the treaty as a whole.
        paragraph: The paragraph that the row rests on, as cited within the article.
        title: Heading of the article.
        evidence: Words of the text that the rule matched.
        exception: Kind of exception that qualifies the clause, `none_specific` when the article has none, empty
            where the question does not arise.
        enforcement: Reach of dispute settlement over the article.
        deferral: Who may wait and how long, `KHM: 5 years`, or for which event; several parted by `; `.
        refers_to: Instruments the article names, parted by `; `, in fixed spellings.
        language: ISO 639-1 code of the text.
        rule: The cue and the test of force that decided, `clause/title-1+force/hard-3`.
        confidence: Share of the codings by rules of this kind that a human reader confirms, in [0, 1]; see
            `docs/coder.md`.
        start: Offset of the paragraph in the text.
        end: Offset after it.
    """

    file: str
    clause: str
    wording: Wording
    article: str
    evidence: str
    paragraph: str
    title: str
    exception: str
    enforcement: Enforcement
    deferral: str
    refers_to: str
    language: str
    rule: str
    confidence: float
    start: int
    end: int

    def row(self) -> dict[str, str]:
        """The coding as a row of a table."""
        return {name: _cell(getattr(self, name)) for name in COLUMNS}


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Coding))
"""Columns of the CSV, the first five as the scorer of human codings reads them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule that was tried on an article, for `explain`.

    Attributes:
        rule: Its name.
        paragraph: Where it was tried, `title` for the heading.
        matched: The words it met; empty when it met none.
        outcome: What followed, in a few words.
    """

    rule: str
    paragraph: str
    matched: str
    outcome: str


def stronger(one: Wording, other: Wording) -> Wording:
    """The stronger of two grades.

    >>> stronger("soft", "mixed")
    'mixed'
    """
    return one if WORDINGS.index(one) >= WORDINGS.index(other) else other


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
