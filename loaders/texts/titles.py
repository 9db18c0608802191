"""What a title looks like, beside a sentence."""

from __future__ import annotations

import re

SENTENCE = re.compile(
    r"\b(?:shall|may|must|means|agree[sd]?|recogni[sz]e[sd]?|is|are|was|has|have|will|leads?|applies|apply|provides?"
    r"|deber[áa]n?|podr[áa]n?|ser[áa]n?|est[áa]n?|tiene|peut|doit|sont|sera|muss|soll|kann|wird|werden)\b"
)
LIST_START = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-z]{1,3}|[ivx]{1,4})[.)]|[-•–*]|\[\^?\d)\s?")
LEADERS = re.compile(r"\s*(?:\.{3,}|…+|(?:\. ){3,}|_{3,})\s*\d{0,4}\s*$|\s{3,}\d{1,4}\s*$|\t\s*\d{1,4}\s*$")
SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "under",
        "upon",
        "via",
        "with",
        "without",
        "within",
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "y",
        "e",
        "o",
        "en",
        "con",
        "para",
        "por",
        "entre",
        "du",
        "des",
        "le",
        "les",
        "et",
        "à",
        "au",
        "aux",
        "sur",
        "pour",
        "der",
        "die",
        "das",
        "und",
        "oder",
        "von",
        "zu",
        "zur",
        "zum",
        "im",
        "für",
        "mit",
        "über",
    ]
)
LONGEST_TITLE = 200


def title_like(line: str) -> bool:
    """Whether a line may be a title: short, no sentence, most of its long words with a capital where that is custom.

    >>> title_like("Non-Discriminatory Treatment of Digital Products"), title_like("The Parties shall consult")
    (True, False)
    >>> title_like("Relación con otros acuerdos"), title_like("(a) goods;"), title_like("and the Annex;")
    (True, False, False)
    """
    line = line.strip()
    if not line or len(line) > LONGEST_TITLE or line[-1] in ";,:" or LIST_START.match(line):
        return False
    if line[0].islower() or SENTENCE.search(line):
        return False
    return not (line.endswith(".") and len(line) > 80)


def capitalised(line: str) -> bool:
    """Whether every longer word has a capital, as in an English title."""
    words = [word.strip("()[]“”\"'’,.") for word in re.split(r"[\s/–—-]+", line)]
    long = [word for word in words if len(word) > 2 and word.lower() not in SMALL]
    return bool(long) and all(not word[:1].islower() for word in long)
