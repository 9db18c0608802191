"""Where the words of a coding stand in their paragraph, to mark them for a reader."""

from __future__ import annotations

import re


def spans(text: str, evidence: str) -> list[tuple[int, int]]:
    r"""Places of the quoted words in a text, whatever its white space and quotation marks.

    Args:
        text: A paragraph as the document holds it.
        evidence: Words of a coding; several quotations are parted by ` | `.

    Returns:
        Offsets in the text, in order, without overlaps.

    >>> spans("No  Party shall\nimpose duties", "shall impose | No Party")
    [(0, 9), (10, 22)]
    """
    found: list[tuple[int, int]] = []
    for quoted in evidence.split(" | "):
        words = quoted.split()
        if not words:
            continue
        pattern = r"\s+".join(_loose(word) for word in words)
        if match := re.search(pattern, text, re.IGNORECASE):
            found.append(match.span())
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _loose(word: str) -> str:
    """A word whose quotation marks and dashes may be of any kind."""
    escaped = re.escape(word)
    return escaped.replace("'", "['’‘]").replace('"', '["“”„]').replace(r"\-", "[-–—]")
