"""Takes running headers, footers and page numbers out of a text, so that sentences go on across pages."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from clauseway.loaders.texts.drafts import PAGE_BREAK

EDGE = 3
"""Lines at the top and at the foot of a page among which headers and numbers are looked for."""

_PAGE_NUMBER = re.compile(
    r"(?:page|página|seite|p\.)?\s*[-–—|]?\s*(?:[\dA-Z]{1,3}\s?[-–]\s?)?(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:/|of|de|von)\s*\d{1,4})?"
    r"\s*[-–—|]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")
_DASHED_NUMBER = re.compile(r"\n[ \t\x01#]*(?:[-–—]\s?\d{1,4}\s?[-–—]|[Pp]age \d{1,4}(?: of \d{1,4})?)[ \t]*(?=\n|\Z)")
LEAST_REPEATS = 4
LEAST_PAGE = 15
"""Lines of the shortest page; figures closer together count something else."""


def without_furniture(text: str) -> str:
    r"""Remove what is printed on every page.

    Args:
        text: With `\f` before each page after the first, or without pages.

    Returns:
        The text, pages still parted by `\f`.

    >>> without_furniture("Treaty\n1\nEach\n\fTreaty\n2\nParty\n\fTreaty\n3\nmay\n\fTreaty\n4\nact").split()
    ['Each', 'Party', 'may', 'act']
    """
    if PAGE_BREAK not in text:
        return _without_page_numbers(_DASHED_NUMBER.sub("\n", text))
    pages = [page.split("\n") for page in text.split(PAGE_BREAK)]
    repeated = Counter(shape for lines in pages for shape in {_shape(lines[at]) for at in _edges(lines)})
    needed = max(LEAST_REPEATS, len(pages) // 20)
    cleaned: list[str] = []
    for lines in pages:
        edges = _edges(lines)
        drop = {at for at in edges if repeated[_shape(lines[at])] >= needed and _furniture(lines[at], edges, at, lines)}
        cleaned.append("\n".join(line for at, line in enumerate(lines) if at not in drop))
    return PAGE_BREAK.join(cleaned)


def _without_page_numbers(text: str) -> str:
    """Page numbers of a text whose page breaks are lost: lone figures that count up, a page of lines apart."""
    lines = text.split("\n")
    lone = [at for at, line in enumerate(lines) if len(line) < 12 and line.strip().isdecimal()]
    drop: set[int] = set()
    for before, after in pairwise(lone):
        step = int(lines[after]) - int(lines[before])
        if step == 1 and after - before >= LEAST_PAGE:
            drop |= {before, after}
    if len(drop) < LEAST_REPEATS:
        return text
    return "\n".join(line for at, line in enumerate(lines) if at not in drop)


def _edges(lines: list[str]) -> list[int]:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return sorted({*filled[:EDGE], *filled[-EDGE:]})


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.strip().lower())


def _furniture(line: str, edges: list[int], at: int, lines: list[str]) -> bool:
    words = line.strip()
    if _PAGE_NUMBER.fullmatch(words):
        # a lone figure above the last line is the mark of a footnote, not the number of the page
        return at in (*edges[:2], edges[-1]) or not words.isdigit() or not _note_below(lines, at)
    return len(words) > 5 and not re.match(r"(?:Article|Artículo|Artikel|제\d|第)\b|\(?[a-z\d]{1,3}[.)]", words)


def _note_below(lines: list[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(lines[at + 1].strip())
