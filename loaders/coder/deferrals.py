"""Who may wait before an article binds, and for how long or for what."""

from __future__ import annotations

import re
from functools import cache

from clauseway.loaders.coder.lexicon import Lexicon
from clauseway.loaders.coder.sentences import plain, sentences
from clauseway.loaders.texts.document import Article


@cache
def _economies() -> tuple[tuple[str, str], ...]:
    """Names of economies as treaties print them, the longest first, with their ISO 3166-1 alpha-3 codes."""
    import pycountry

    names: dict[str, str] = {}
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")):
            if name:
                names[name.partition(",")[0]] = country.alpha_3
    names |= {"Viet Nam": "VNM", "Vietnam": "VNM", "Lao PDR": "LAO", "Turkey": "TUR", "Korea": "KOR", "Brunei": "BRN"}
    return tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))


def deferral_of(article: Article, lexicon: Lexicon) -> str:
    """Deferrals that an article or its footnotes grant.

    Returns:
        `KHM: 5 years; VNM: until an event`, in the order of the text; `*` stands for any Party. Empty for none.
    """
    found: dict[str, str] = {}
    for paragraph in article.paragraphs:
        for text in (paragraph.text, *(note.text for note in paragraph.footnotes)):
            for sentence in sentences(text, lexicon.language):
                for who, term in _granted(plain(sentence), lexicon):
                    found.setdefault(who, term)
    return "; ".join(f"{who}: {term}" for who, term in found.items())


def _granted(sentence: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    grant = lexicon.cues("deferral.grant").find(sentence)
    if grant is None:
        return []
    years = lexicon.cues("deferral.years").find(sentence)
    event = lexicon.cues("deferral.event").find(sentence)
    if years:
        number = _number(years.words, lexicon)
        term = f"{number} years" if number else "a period"
    elif event:
        term = "until an event"
    else:
        return []
    before = sentence[: grant.end]
    whom: list[tuple[int, str]] = []
    for name, code in _economies():
        at = before.find(name)
        if at >= 0:
            whom.append((at, code))
            before = before.replace(name, " " * len(name))
    return [(code, term) for _, code in sorted(whom)] or [("*", term)]


def _number(words: str, lexicon: Lexicon) -> int | None:
    """The first number in words or digits.

    Args:
        words: For instance `for a period of five years`.
        lexicon: Holds the number words of its language.
    """
    for word in re.findall(r"\w+", words.lower()):
        if word.isdigit():
            return int(word)
        if word in lexicon.numbers:
            return lexicon.numbers[word]
    return None
