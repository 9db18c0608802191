"""Measures codings against human ones: DESTA's items for whole treaties, and hand codings of articles.

The arithmetic is that of the scorer that belongs to the human codings, so that both give the same figures; a test
runs both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clauseway.loaders.coder.coding import NOT_DIGITAL_ALONE, QUALIFIERS, WORDINGS, Coding, Wording

type Answer = tuple[tuple[str, Wording], ...]

_ANY_DIGITAL = "*digital*"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of DESTA and the clauses that answer it.

    Attributes:
        name: As in DESTA.
        scored: Whether it enters the macro average.
        gated: Whether it counts only where the treaty has a digital rule.
        answers: Any of these clauses with at least that wording.
    """

    name: str
    scored: bool
    gated: bool
    answers: Answer


ITEMS: tuple[Item, ...] = (
    Item("ecommerce_provisions", True, False, ((_ANY_DIGITAL, "none"),)),
    Item("ecommerce_chapter", True, False, (("dedicated-chapter", "none"),)),
    Item("ecommerce_duty", True, False, (("customs-duties-electronic-transmissions", "soft"),)),
    Item("ecommerce_nt", True, False, (("digital-products-national-treatment", "mixed"),)),
    Item("ecommerce_mfn", True, False, (("digital-products-mfn", "mixed"),)),
    Item("ecommerce_service_investment_provisions", True, False, (("electronic-supply-of-services", "none"),)),
    Item(
        "ecommerce_inconsistency_rules", True, False,
        (("relation-to-other-chapters", "none"), ("subject-to-other-chapters", "none")),
    ),
    Item("ecommerce_barriers", True, False, (("principle-avoid-barriers", "none"),)),
    Item("ecommerce_wto", True, False, (("principle-wto-applicability", "none"),)),
    Item(
        "ecommerce_dispute_settlement_yes", True, True,
        (("dispute-settlement-applies", "none"), ("dispute-settlement-partial", "none")),
    ),
    Item(
        "ecommerce_dispute_settlement_no", True, False,
        (("dispute-settlement-excluded", "none"), ("dispute-settlement-partial", "none")),
    ),
    Item(
        "data_flow_free_movement", True, True,
        (
            ("cross-border-data-transfer", "none"), ("data-flow-review", "none"),
            ("data-flow-outside-chapter", "none"), ("data-flow-mention", "none"),
        ),
    ),
    Item("ecommerce_technology_neutrality", False, False, (("principle-technology-neutrality", "none"),)),
    Item("data_flow_limit_prohibit_localisation_requirements", False, False, (("data-localisation-ban", "none"),)),
)  # fmt: skip


@dataclass(slots=True)
class Counts:
    """Hits and misses."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in [0, 1]; 0 when nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found, in [0, 1]; 0 when nothing is there."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in [0, 1]."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell on which the coder and the human differ.

    Attributes:
        what: Item or clause.
        where: Treaty, or file and article.
        human: The human's code.
        coder: Ours.
        human_evidence: The human's words, where given.
        evidence: Ours.
    """

    what: str
    where: str
    human: str
    coder: str
    human_evidence: str = ""
    evidence: str = ""


@dataclass(slots=True)
class ItemScores:
    """Scores by item.

    Attributes:
        treaties: Number of treaties matched.
        overridden: Number of cells read otherwise.
        counts: By item.
        disagreements: Every one.
    """

    treaties: int
    overridden: int
    counts: dict[str, Counts]
    disagreements: list[Disagreement]

    @property
    def macro(self) -> float:
        """Mean F1 over the scored items that have a positive, in [0, 1]."""
        used = [
            self.counts[item.name].f1
            for item in ITEMS
            if item.scored and self.counts[item.name].tp + self.counts[item.name].fn
        ]
        return sum(used) / len(used) if used else 0.0


@dataclass(slots=True)
class ArticleScores:
    """Scores by article and clause.

    Attributes:
        counts: Of clause detection.
        graded: Found pairs that carry a grade.
        exact: Of these, graded alike.
        confusion: Pairs of the human's grade and ours, with their number.
        disagreements: Every one.
    """

    counts: Counts = field(default_factory=Counts)
    graded: int = 0
    exact: int = 0
    confusion: dict[tuple[Wording, Wording], int] = field(default_factory=lambda: defaultdict(int))
    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])

    @property
    def wording(self) -> float:
        """Share of the found pairs with the same grade, in [0, 1]."""
        return self.exact / self.graded if self.graded else 0.0


def answers(codings: Iterable[Coding], item: Item) -> Coding | None:
    """The first coding that answers an item with yes; `None` for no."""
    rows = list(codings)
    digital = next((row for row in rows if row.clause not in NOT_DIGITAL_ALONE), None)
    if item.gated and digital is None:
        return None
    for clause, least in item.answers:
        if clause == _ANY_DIGITAL:
            if digital is not None:
                return digital
            continue
        for row in rows:
            if row.clause == clause and WORDINGS.index(row.wording) >= WORDINGS.index(least):
                return row
    return None


def score_items(
    treaties: Mapping[str, Sequence[Coding]],
    codes: Mapping[str, Mapping[str, str]],
    overrides: Mapping[tuple[str, str], str],
) -> ItemScores:
    """Score treaties against DESTA's items.

    Args:
        treaties: Codings by DESTA number.
        codes: DESTA's row by number; empty or not-available cells are left out.
        overrides: `0`, `1` or `drop` by number and item, where a reader found the human code wrong or the stored
            text lacking.
    """
    scores = ItemScores(len(treaties), len(overrides), {}, [])
    for item in ITEMS:
        counts = scores.counts[item.name] = Counts()
        for number, codings in sorted(treaties.items()):
            value = overrides.get((number, item.name), (codes[number].get(item.name) or "").strip())
            if value in ("", "NA", "nan", "drop"):
                continue
            human, found = float(value) == 1, answers(codings, item)
            counts.tp += human and found is not None
            counts.fp += not human and found is not None
            counts.fn += human and found is None
            counts.tn += not human and found is None
            if human != (found is not None):
                scores.disagreements.append(
                    Disagreement(
                        item.name, f"{number} {codes[number].get('name', '')}", str(int(human)),
                        str(int(found is not None)), "", f"{found.article}: {found.evidence}" if found else "",
                    )
                )  # fmt: skip
    return scores


def article_number(printed: str) -> str:
    """The number of an article in one shape, however it is printed.

    >>> article_number("ARTICLE 14-03")
    '14.3'
    """
    found = re.search(r"\d+(?:[.\-]\d+)*[A-Za-z]?", printed)
    if found is None:
        return printed.strip().lower()
    return re.sub(r"\b0+(\d)", r"\1", found.group(0).replace("-", ".")).upper()


@dataclass(frozen=True, slots=True)
class HandCoding:
    """A human's coding of a clause of an article; article `*` says that the whole file holds none."""

    file: str
    article: str
    clause: str
    wording: Wording
    evidence: str = ""


def score_articles(files: Mapping[str, Sequence[Coding]], gold: Sequence[HandCoding]) -> ArticleScores:
    """Score articles against hand codings.

    Only articles that the human listed are compared, qualifiers never; architecture clauses, which the human graded
    `none`, are not compared on wording.

    Args:
        files: Codings by file stem.
        gold: Hand codings of the same stems.
    """
    whole = {row.file for row in gold if row.article == "*"}
    listed: dict[str, set[str]] = defaultdict(set)
    human: dict[tuple[str, str, str], HandCoding] = {}
    for row in gold:
        if row.article == "*":
            continue
        number = article_number(row.article)
        listed[row.file].add(number)
        if row.clause in QUALIFIERS:
            continue
        key = (row.file, number, row.clause)
        if key not in human or _rank(row.wording) > _rank(human[key].wording):
            human[key] = row
    found: dict[tuple[str, str, str], Coding] = {}
    for stem in {row.file for row in gold}:
        for coding in files.get(stem, ()):
            if coding.clause in QUALIFIERS:
                continue
            number = article_number(coding.article)
            if stem in whole:
                if coding.clause in NOT_DIGITAL_ALONE:
                    continue
            elif number not in listed[stem]:
                continue
            key = (stem, number, coding.clause)
            if key not in found or _rank(coding.wording) > _rank(found[key].wording):
                found[key] = coding
    return _compared(human, found)


def _compared(
    human: Mapping[tuple[str, str, str], HandCoding], found: Mapping[tuple[str, str, str], Coding]
) -> ArticleScores:
    scores = ArticleScores()
    both = set(human) & set(found)
    scores.counts = Counts(len(both), len(set(found) - both), len(set(human) - both))
    for key in sorted(set(human) | set(found)):
        where = f"{key[0]} {key[1]}"
        hand, ours = human.get(key), found.get(key)
        if hand is None or ours is None:
            scores.disagreements.append(
                Disagreement(
                    key[2], where, hand.wording if hand else "absent", ours.wording if ours else "absent",
                    hand.evidence if hand else "", ours.evidence if ours else "",
                )
            )  # fmt: skip
            continue
        if hand.wording == "none":
            continue
        scores.graded += 1
        scores.confusion[hand.wording, ours.wording] += 1
        if hand.wording == ours.wording:
            scores.exact += 1
        else:
            scores.disagreements.append(
                Disagreement(key[2], where, hand.wording, ours.wording, hand.evidence, ours.evidence)
            )
    return scores


def _rank(wording: Wording) -> int:
    return WORDINGS.index(wording)
