"""Shingles: runs of five words, the unit in which texts are compared.

A text is a set of shingles, so the figures say how much of the wording is shared, not where it stands. Comparison is
exact: an inverted index from shingle to the texts that hold it counts what each two share, in time that grows with
the number of shared shingles and not with the square of the number of texts. The measure follows the resemblance and
containment of Broder (1997), "On the resemblance and containment of documents"; the copied share follows the idea of
Allee and Elsig (2019), "Are the contents of international treaties copied and pasted?".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

WIDTH = 5
"""Words of a shingle."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words(text: str) -> list[str]:
    """Words of a text in small letters: runs of letters, joined by hyphens and apostrophes; figures are no words.

    >>> words("No Party's e-mail (a) shall, by 2025, ...")
    ['no', "party's", 'e-mail', 'a', 'shall', 'by']
    """
    return _WORD.findall(text.lower().replace("’", "'"))


def shingles(sequence: Sequence[str], width: int = WIDTH) -> frozenset[str]:
    """Every run of `width` words, once.

    A text shorter than that has no shingle, so that it is like nothing.

    Raises:
        ValueError: `width` is below 1.

    >>> sorted(shingles("a b c a b c".split(), 3))
    ['a b c', 'b c a', 'c a b']
    """
    if width < 1:
        raise ValueError("a shingle has at least one word")
    return frozenset(" ".join(sequence[at : at + width]) for at in range(len(sequence) - width + 1))


def jaccard(one: int, other: int, shared: int) -> float:
    """Resemblance of two sets, 0 to 1: what they share by what they hold together.

    Args:
        one: Size of the first set.
        other: Size of the second.
        shared: Size of what both hold.

    >>> jaccard(4, 6, 2)
    0.25
    >>> jaccard(0, 0, 0)
    0.0
    """
    union = one + other - shared
    return shared / union if union else 0.0


def share(size: int, shared: int) -> float:
    """Part of a set that another holds too, 0 to 1 (containment).

    >>> share(4, 3)
    0.75
    """
    return shared / size if size else 0.0


def shared_counts(texts: Mapping[str, Collection[str]]) -> dict[tuple[str, str], int]:
    """How many shingles each two texts share, exactly, by an inverted index; pairs that share none are left out.

    Keys stand in the order in which the texts are given.

    >>> shared_counts({"x": {"a", "b"}, "y": {"b", "c"}, "z": {"d"}})
    {('x', 'y'): 1}
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for name, held in texts.items():
        for shingle in held:
            holders[shingle].append(name)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for names in holders.values():
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                counts[one, other] += 1
    return dict(counts)


def union_of(texts: Iterable[Collection[str]]) -> frozenset[str]:
    """Shingles that any of the texts holds.

    >>> sorted(union_of([{"a"}, {"b", "a"}]))
    ['a', 'b']
    """
    return frozenset[str]().union(*texts)
