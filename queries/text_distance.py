"""Distance of agreements by their words, and economies as makers of rules, for tables of fragmentation.

The texts themselves are not shipped: some were gathered under terms that forbid commercial use, so the figures are
made anew from the texts in a reader's own sources folder. How words are compared stands in `docs/methods.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from statistics import fmean

from clauseway.loaders.similarity.collection import ComparedChapter, compared_chapters
from clauseway.loaders.similarity.digital_chapters import default_cache
from clauseway.loaders.similarity.precedents import Likeness, copied_share, likenesses, voices
from clauseway.queries.rules_in_force import Pair

READERS = 2
"""Processes that read texts which are not kept yet."""

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Copied:
    """The earlier agreement that holds the largest part of a text.

    Attributes:
        agreement: Its slug.
        share: The part, 0 to 1.
    """

    agreement: str
    share: float


@dataclass(frozen=True, slots=True)
class Maker:
    """How much of what an economy signed it had said before.

    Attributes:
        chapters: Digital chapters whose Parties differ in what they signed before.
        own: Mean part of them that stands in its earlier ones, 0 to 1.
        lead: Mean of `own` less that of the other sides, -1 to 1; above 0 it makes rules more than it takes them.
    """

    chapters: int
    own: float
    lead: float


@dataclass(frozen=True, slots=True)
class TextDistances:
    """What is known from the texts of a sources folder.

    Attributes:
        languages: Languages of the digital chapters of each agreement; one without any was not read.
        likest: Highest Jaccard of two agreements that share a run of five words.
        copied: The largest precedent of each agreement, among all earlier texts.
        makers: Makers by economy, a union in place of its members.
    """

    languages: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    likest: dict[Pair, float] = field(default_factory=dict[Pair, float])
    copied: dict[str, Copied] = field(default_factory=dict[str, Copied])
    makers: dict[str, Maker] = field(default_factory=dict[str, Maker])

    def jaccard(self, one: str, other: str) -> float | None:
        """Likeness of the words of two agreements, 0 to 1; `None` where they have no text in one language.

        >>> known = TextDistances({"x": frozenset({"en"}), "y": frozenset({"en"}), "z": frozenset({"fr"})})
        >>> known.jaccard("x", "y"), known.jaccard("x", "z"), known.jaccard("x", "w")
        (0.0, None, None)
        """
        if not self.languages.get(one, frozenset()) & self.languages.get(other, frozenset()):
            return None
        return self.likest.get((min(one, other), max(one, other)), 0.0)

    def nearest(self, agreement: str, others: Iterable[str]) -> tuple[str, float] | None:
        """The agreement whose words are most like, the first by slug of equals; `None` where none can be compared.

        >>> both = frozenset({"en"})
        >>> TextDistances({"x": both, "y": both, "z": both}, {("x", "z"): 0.5}).nearest("x", "yz")
        ('z', 0.5)
        """
        found = [(-like, other) for other in others if (like := self.jaccard(agreement, other)) is not None]
        return min(((other, -like) for like, other in found), key=lambda each: (-each[1], each[0]), default=None)

    def mean_distance(self, agreements: Iterable[str]) -> tuple[float | None, float]:
        """Mean of 1 - Jaccard over the pairs that can be compared, and the share of pairs that cannot.

        >>> both = frozenset({"en"})
        >>> TextDistances({"x": both, "y": both, "z": both}, {("x", "z"): 0.5}).mean_distance("wxyz")
        (0.833333, 0.5)
        """
        every = [self.jaccard(*pair) for pair in combinations(sorted(set(agreements)), 2)]
        known = [like for like in every if like is not None]
        unread = round(1 - len(known) / len(every), _DIGITS) if every else 1.0
        return (round(1 - fmean(known), _DIGITS) if known else None), unread


def text_distances(chapters: Sequence[ComparedChapter]) -> TextDistances:
    """Compare the digital chapters of a collection.

    Of several texts of one agreement the likest counts, and of a chapter's precedents the largest.

    Args:
        chapters: As `compared_chapters` reads them.
    """
    texts = [chapter.text for chapter in chapters]
    languages: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        languages[text.agreement].add(text.language)
    pairs = likenesses(texts)
    likest: dict[Pair, float] = {}
    for pair in pairs:
        names = pair.one.agreement, pair.other.agreement
        key = min(names), max(names)
        likest[key] = max(likest.get(key, 0.0), round(pair.jaccard, _DIGITS))
    return TextDistances(
        {agreement: frozenset(found) for agreement, found in languages.items()},
        likest,
        _largest(copied_share(pairs).values()),
        _makers(chapters),
    )


def text_distances_of(sources: Path, tell: Callable[[str], None]) -> TextDistances:
    """Compare the texts of a sources folder.

    Args:
        sources: The folder.
        tell: Gets a sentence for each text that cannot be read and is left out.

    Raises:
        NoDigitalChapter: No text holds one.
        SourceError: A table of the sources cannot be used.
    """
    chapters, problems = compared_chapters(sources, (), READERS, default_cache())
    for problem in problems:
        tell(f"Not compared: {problem}")
    return text_distances(chapters)


def _largest(found: Iterable[Likeness]) -> dict[str, Copied]:
    largest: dict[str, Copied] = {}
    for each in found:
        own = each.one.agreement
        if own not in largest or each.copied > largest[own].share:
            largest[own] = Copied(each.other.agreement, round(each.copied, _DIGITS))
    return largest


def _makers(chapters: Sequence[ComparedChapter]) -> dict[str, Maker]:
    heard: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for voice in voices([chapter.text for chapter in chapters]):
        heard[voice.economy].append((voice.own, voice.lead))
    return {
        economy: Maker(
            len(said), round(fmean(own for own, _ in said), _DIGITS), round(fmean(lead for _, lead in said), _DIGITS)
        )
        for economy, said in heard.items()
    }
