"""Which coding of an article is adopted when several sources speak of it.

1. The best verification level wins for the whole article (primary-text > secondary > title-only > recalled >
   machine-coded), so a clause that only a worse source saw there is not kept: the better reading did not see it.
2. Among codings of the same level, each clause type is taken from the finer reading (paragraphs before articles),
   then from the source that stands first in `loaders.sources.SOURCES`.
3. A coding that names no clause type yields wherever an equally good one names one for the article.

A coding that yields is kept beside the adopted one and shown as a reading that was not adopted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clauseway.loaders.locators import Locator
from clauseway.loaders.records import CodingRecord
from clauseway.ontology.strength import Verification

_LEVELS = {level: rank for rank, level in enumerate(Verification)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one coding: adopted when `yields_to` is `None`."""

    coding: CodingRecord
    yields_to: CodingRecord | None
    reason: str = ""


def decide(codings: Iterable[CodingRecord], preference: Mapping[str, int]) -> list[Verdict]:
    """Decide for every coding, in the given order.

    Args:
        codings: All codings of all sources.
        preference: Source id to its place in the order of preference, 0 first.
    """
    by_agreement: dict[str, list[CodingRecord]] = defaultdict(list)
    for coding in codings:
        by_agreement[coding.agreement].append(coding)
    return [v for group in by_agreement.values() for v in _decide_agreement(group, preference)]


def _decide_agreement(codings: list[CodingRecord], preference: Mapping[str, int]) -> list[Verdict]:
    index = _ByArticle(codings)
    return [_verdict(coding, index, preference) for coding in codings]


class _ByArticle:
    """Codings by every single article they cover; a module-wide reference meets all its articles."""

    def __init__(self, codings: list[CodingRecord]) -> None:
        self.exact: dict[str, list[CodingRecord]] = defaultdict(list)
        self.wide: list[CodingRecord] = []
        for coding in codings:
            for article in coding.covers:
                if article.endswith(".*"):
                    self.wide.append(coding)
                else:
                    self.exact[article].append(coding)

    def rivals(self, coding: CodingRecord) -> list[CodingRecord]:
        """Other codings that speak of an article this one covers."""
        found: dict[int, CodingRecord] = {}
        for article in coding.covers:
            if article.endswith(".*"):
                pools = [items for key, items in self.exact.items() if key.startswith(article[:-1])]
                pools.append([w for w in self.wide if article in w.covers])
            else:
                pools = [self.exact.get(article, [])]
                pools.append([w for w in self.wide if Locator(w.article, "", w.covers).meets(article)])
            for pool in pools:
                for rival in pool:
                    if rival is not coding:
                        found[id(rival)] = rival
        return list(found.values())


def _verdict(coding: CodingRecord, index: _ByArticle, preference: Mapping[str, int]) -> Verdict:
    rivals = [r for r in index.rivals(coding) if r.origin.source != coding.origin.source]
    own = _LEVELS[coding.verification]
    better = [r for r in rivals if _LEVELS[r.verification] < own]
    if better:
        chosen = min(better, key=lambda r: (_LEVELS[r.verification], r.clause != coding.clause, _key(r, preference)))
        return Verdict(coding, chosen, f"{chosen.verification.value} is better than {coding.verification.value}")
    equal = [r for r in rivals if _LEVELS[r.verification] == own]
    same = [r for r in equal if r.clause == coding.clause and _key(r, preference) < _key(coding, preference)]
    if same:
        chosen = min(same, key=lambda r: _key(r, preference))
        finer = chosen.granularity != coding.granularity
        return Verdict(coding, chosen, "read by paragraph" if finer else "equally good, its source is preferred")
    named = [r for r in equal if r.clause]
    if not coding.clause and coding.granularity == "article" and named:
        return Verdict(coding, named[0], "says which clause type it is")
    return Verdict(coding, None)


def _key(coding: CodingRecord, preference: Mapping[str, int]) -> tuple[int, int]:
    return (0 if coding.granularity == "paragraph" else 1, preference[coding.origin.source])
