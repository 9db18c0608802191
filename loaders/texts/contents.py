"""Tables of contents, which look like the headings they list."""

from __future__ import annotations

import re

from clauseway.loaders.texts.headings import Candidate
from clauseway.loaders.texts.titles import LEADERS, SENTENCE

SHORTEST_TABLE = 4
"""Headings in a row with nothing below them that make a table of contents."""


def without_contents(text: str, found: list[Candidate]) -> list[Candidate]:
    """Drop tables of contents: headings with page numbers, or in a row with nothing below them, that come again.

    Args:
        text: In which the headings stand.
        found: Lines that read as headings.

    Returns:
        Those that head something.
    """
    return _without_bare_runs(text, _without_leaders(found))


def _without_leaders(found: list[Candidate]) -> list[Candidate]:
    """Drop lines that end in dots and a page number, and the chapters listed between them."""
    last_place = {_key(candidate): at for at, candidate in enumerate(found)}
    led = [bool(LEADERS.search(c.rest)) and last_place[_key(c)] > at for at, c in enumerate(found)]
    kept: list[Candidate] = []
    for at, candidate in enumerate(found):
        beside = any(led[max(at - 1, 0) : at + 2])
        if not led[at] and not (beside and candidate.rank is not None and last_place[_key(candidate)] > at):
            kept.append(candidate)
    return kept


def _without_bare_runs(text: str, found: list[Candidate]) -> list[Candidate]:
    last_place = {_key(candidate): at for at, candidate in enumerate(found)}
    bare = [_bare(text, found, at) for at in range(len(found))]
    kept: list[Candidate] = []
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and bare[end]:
            end += 1
        again = sum(last_place[_key(candidate)] >= end for candidate in found[at:end])
        if end - at >= SHORTEST_TABLE and again >= 0.6 * (end - at):
            at = end
            continue
        for place in range(at, max(end, at + 1)):
            following = found[place + 1].rank if place + 1 < len(found) else None
            listed = (
                bare[place]
                and found[place].rank in ("chapter", "annex")
                and following in ("chapter", "annex", "preamble")
            )
            if not (listed and last_place[_key(found[place])] > place):
                kept.append(found[place])
        at = max(end, at + 1)
    return kept


def _key(candidate: Candidate) -> tuple[str | None, str]:
    return candidate.rank, candidate.number.lower()


def _bare(text: str, found: list[Candidate], at: int) -> bool:
    """Whether no sentence stands below a heading before the next one."""
    end = found[at + 1].start if at + 1 < len(found) else len(text)
    if end - found[at].end > 600:
        return False
    below = text[found[at].end : end]
    words = below.split()
    return len(words) <= 30 and not SENTENCE.search(below) and not re.search(r"[a-zà-ÿ][.;](?:\s|$)", below)
