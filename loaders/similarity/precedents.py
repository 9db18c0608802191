"""Who wrote it first: copied shares, and economies as makers and takers of rules over time.

The measures of makers and takers follow the idea of Seiermann (2018), "Only words? How power in trade agreement texts
affects international trade flows": a treaty is like the earlier treaties of the Party that wrote it. The formulas are
this project's own and are given with each function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.loaders.similarity.shingles import jaccard, share, shared_counts, union_of


@dataclass(frozen=True, slots=True)
class DatedText:
    """The shingles of a digital chapter, or of one article, with what places it in time.

    Attributes:
        key: Its own name.
        agreement: What it is a text of; versions and translations of one agreement are never its precedents.
        language: ISO 639-1 code; texts are compared within a language.
        signed: First day on which it may have been signed; `None` where no source tells.
        signed_by: Day on which it surely was.
        parties: ISO 3166-1 alpha-3 codes, a union in place of its members.
    """

    key: str
    agreement: str
    language: str
    signed: date | None
    signed_by: date | None
    parties: tuple[str, ...]
    held: frozenset[str]

    def comparable(self, other: DatedText) -> bool:
        """Whether the two are texts of different agreements in one language."""
        return self.language == other.language and self.agreement != other.agreement

    def after(self, other: DatedText) -> bool:
        """Whether the other was surely signed before; a text without a day (a draft) comes after all that have one."""
        return other.signed_by is not None and (self.signed is None or other.signed_by < self.signed)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share.

    Attributes:
        jaccard: Resemblance, 0 to 1.
        shared: Number of shingles both hold.
        copied: Part of the first that the second holds, 0 to 1.
        kept: Part of the second that the first holds, 0 to 1.
    """

    one: DatedText
    other: DatedText
    jaccard: float
    shared: int
    copied: float
    kept: float

    @property
    def turned(self) -> Likeness:
        """The same, seen from the second text."""
        return Likeness(self.other, self.one, self.jaccard, self.shared, self.kept, self.copied)


@dataclass(frozen=True, slots=True)
class Voice:
    """How much of a treaty a Party had said before.

    Attributes:
        own: Part of the text that stands in earlier treaties of the Party, 0 to 1.
        alone: Part that stands in earlier treaties of the Party and of no other side.
        lead: `own` less the mean `own` of the other sides, -1 to 1; above 0 the Party is the maker.
    """

    text: DatedText
    economy: str
    own: float
    alone: float
    lead: float


def likenesses(texts: Sequence[DatedText]) -> list[Likeness]:
    """Every two comparable texts that share a shingle; the later signed first of the two where days tell."""
    found: list[Likeness] = []
    by_language: dict[str, list[DatedText]] = defaultdict(list)
    for text in texts:
        by_language[text.language].append(text)
    for group in by_language.values():
        known = {text.key: text for text in group}
        for (first, second), count in shared_counts({text.key: text.held for text in group}).items():
            one, other = known[first], known[second]
            if one.comparable(other):
                found.append(_likeness(other, one, count) if other.after(one) else _likeness(one, other, count))
    return found


def _likeness(one: DatedText, other: DatedText, count: int) -> Likeness:
    return Likeness(
        one, other, jaccard(len(one.held), len(other.held), count), count,
        share(len(one.held), count), share(len(other.held), count),
    )  # fmt: skip


def like(text: DatedText, texts: Iterable[DatedText], *, earlier_only: bool = False) -> list[Likeness]:
    """What a text shares with each comparable other, the most copied first.

    Args:
        text: The text asked about.
        texts: The others; itself and those it cannot be compared with are passed over.
        earlier_only: Leave out texts that were not surely signed before it.
    """
    found: list[Likeness] = []
    for other in texts:
        if text.comparable(other) and (text.after(other) or not earlier_only):
            count = len(text.held & other.held)
            if count:
                found.append(_likeness(text, other, count))
    return sorted(found, key=lambda known: (-known.copied, -known.jaccard, known.other.key))


def copied_share(pairs: Iterable[Likeness]) -> dict[str, Likeness]:
    """For each text the one earlier text that holds the largest part of it; the earliest of equals.

    Args:
        pairs: As `likenesses` gives them.
    """
    best: dict[str, Likeness] = {}
    for pair in pairs:
        for known in (pair, pair.turned):
            if known.one.after(known.other):
                rival = best.get(known.one.key)
                if rival is None or _rank(known) > _rank(rival):
                    best[known.one.key] = known
    return best


def _rank(known: Likeness) -> tuple[float, float, int, str]:
    signed = known.other.signed
    return known.copied, known.jaccard, -(signed.toordinal() if signed else 0), known.other.key


def voices(texts: Iterable[DatedText]) -> list[Voice]:
    """Who spoke in each treaty: for each Party how much of it stands in its own earlier treaties.

    Parties whose earlier treaties are the same (members of a union) are one side. A treaty whose Parties all have the
    same past tells nothing of makers and takers, and is left out, as is one without a day of signature.
    own(a, p) = |S(a) and U(p, a)| / |S(a)|, where U(p, a) is the union of the shingles of p's comparable texts signed
    before a; lead(a, p) = own(a, p) - mean of own(a, q) over the sides q other than that of p.
    """
    known = sorted((t for t in texts if t.signed is not None), key=lambda t: (t.signed or date.min, t.key))
    found: list[Voice] = []
    for place, text in enumerate(known):
        if text.agreement in {earlier.agreement for earlier in known[:place] if earlier.language == text.language}:
            continue  # a second version of the same text would count twice
        before = [other for other in known[:place] if text.comparable(other) and text.after(other)]
        found.extend(_voices_in(text, before))
    return found


def _voices_in(text: DatedText, before: Sequence[DatedText]) -> list[Voice]:
    pasts: dict[frozenset[str], list[str]] = defaultdict(list)
    for economy in text.parties:
        pasts[frozenset(other.key for other in before if economy in other.parties)].append(economy)
    if len(pasts) < 2 or not text.held:
        return []
    held = {other.key: other.held for other in before}
    said = {past: text.held & union_of(held[key] for key in past) for past in pasts}
    found: list[Voice] = []
    for past, economies in pasts.items():
        others = [words for rival, words in said.items() if rival != past]
        own = share(len(text.held), len(said[past]))
        alone = share(len(text.held), len(said[past] - union_of(others)))
        lead = own - sum(share(len(text.held), len(words)) for words in others) / len(others)
        found.extend(Voice(text, economy, own, alone, lead) for economy in economies)
    return found


def in_periods(found: Iterable[Voice], years: int) -> Mapping[tuple[str, int], list[Voice]]:
    """Voices by economy and first year of the period; periods count from the year 2000.

    Args:
        found: As `voices` gives them.
        years: Length of a period.

    Raises:
        ValueError: A period is shorter than a year.
    """
    if years < 1:
        raise ValueError("a period has at least one year")
    periods: dict[tuple[str, int], list[Voice]] = defaultdict(list)
    for voice in found:
        if voice.text.signed is not None:
            year = 2000 + (voice.text.signed.year - 2000) // years * years
            periods[voice.economy, year].append(voice)
    return periods
