"""Where a treaty speaks of digital trade: whole treaty, chapter, section, single article, or a mention elsewhere."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from clauseway.loaders.coder.lexicon import Lexicon, Match
from clauseway.loaders.coder.sentences import heading, plain
from clauseway.loaders.texts.document import Article, Chapter, Document

type Reach = Literal["treaty", "chapter", "section", "article", "outside"]

_HEAD = 4000
"""Characters in which a text names itself."""

_SHORT_ARTICLE = 6000
"""Characters below which two mentions make an article of a combined title one on electronic commerce."""


@dataclass(frozen=True, slots=True)
class Place:
    """An article and how the coder came to read it.

    Attributes:
        reach: What makes it digital; `outside` when nothing does.
        named: Whether a heading names electronic commerce or digital trade.
    """

    chapter: Chapter
    article: Article
    reach: Reach
    named: bool = False


@dataclass(frozen=True, slots=True)
class DedicatedChapter:
    """A heading that gives electronic commerce a chapter or section of its own, or a reference to one."""

    match: Match
    article: Article | None
    by_reference: bool = False


def gate(document: Document, lexicon: Lexicon) -> frozenset[int]:
    """Which articles are worth reading, by plain search over the whole text.

    Returns:
        Positions of the articles, counted through the document, that hold one of the gate words of the lexicon.
    """
    text = document.text.lower()
    starts = [article.start for _, article in document.articles()]
    hit: set[int] = set()
    for word in lexicon.gate:
        at = text.find(word)
        while at >= 0:
            position = bisect.bisect_right(starts, at) - 1
            hit.add(position)
            # on to the next article: one hit is enough
            after = starts[position + 1] if position + 1 < len(starts) else len(text)
            at = text.find(word, max(after, at + 1))
    return frozenset(hit)


def places(document: Document, lexicon: Lexicon, gated: frozenset[int]) -> Iterator[Place]:
    """Every article that is read, with its reach, in the order of the text."""
    treaty = _treaty(document, lexicon)
    kinds: dict[int, tuple[Reach, bool]] = {}
    for position, (chapter, article) in enumerate(document.articles()):
        if chapter.part == "preamble":
            continue
        if id(chapter) not in kinds:
            kinds[id(chapter)] = _chapter(chapter, lexicon, treaty)
        reach, named = kinds[id(chapter)]
        if reach in ("treaty", "chapter"):
            yield Place(chapter, article, reach, named)
        elif position in gated:
            if reach == "section" and _speaks_of_it(article, lexicon):
                yield Place(chapter, article, "section", named=True)
            elif lexicon.cues("scope.digital_article").find(heading(article.title)):
                yield Place(chapter, article, "article", named=True)
            else:
                yield Place(chapter, article, "outside")


def dedicated_chapter(document: Document, lexicon: Lexicon, gated: frozenset[int]) -> DedicatedChapter | None:
    """The chapter, section or title that is named after electronic commerce or digital trade, if there is one.

    A treaty whose stored text lacks the chapter may still refer to it by its number and name; that reference is
    taken too, marked as such.
    """
    named = lexicon.cues("scope.named_chapter")
    if match := _treaty(document, lexicon):
        return DedicatedChapter(match, None)
    for chapter in document.chapters:
        if chapter.part == "preamble":
            continue
        for title in (chapter.title, *chapter.within[::-1]):
            if match := named.find(heading(title)):
                return DedicatedChapter(match, chapter.articles[0] if chapter.articles else None)
    for position, (_, article) in enumerate(document.articles()):
        for paragraph in article.paragraphs if position in gated else ():
            if match := lexicon.cues("scope.chapter_reference").find(plain(paragraph.text)):
                return DedicatedChapter(match, article, by_reference=True)
    return None


def mention(text: str, lexicon: Lexicon) -> Match | None:
    """Electronic commerce spoken of, other than by the name of a chapter, committee or law."""
    words = plain(text)
    if lexicon.cues("scope.mention").find(words) is None:
        return None
    return lexicon.cues("scope.mention").find(lexicon.cues("scope.reference").cut(words))


def _treaty(document: Document, lexicon: Lexicon) -> Match | None:
    """Whether the whole treaty is on digital trade, by its title or by the words it opens with."""
    return lexicon.cues("scope.digital_treaty").find(plain(document.title)) or lexicon.cues("scope.treaty_head").find(
        plain(document.text[:_HEAD])
    )


def _chapter(chapter: Chapter, lexicon: Lexicon, treaty: Match | None) -> tuple[Reach, bool]:
    own = heading(chapter.title)
    if lexicon.cues("scope.named_chapter").find(own):
        combined = bool(lexicon.cues("scope.combined").find(own))
        return ("section" if combined else "chapter"), True
    if treaty or lexicon.cues("scope.digital_chapter").find(own):
        return ("treaty" if treaty else "chapter"), treaty is not None
    for title in map(heading, chapter.within):
        if lexicon.cues("scope.named_chapter").find(title):
            return ("section" if lexicon.cues("scope.combined").find(title) else "chapter"), True
    return "outside", False


def _speaks_of_it(article: Article, lexicon: Lexicon) -> bool:
    """Whether an article of a combined title is on electronic commerce: its heading says so, or its text twice."""
    if mention(article.title, lexicon):
        return True
    if len(article.text) > _SHORT_ARTICLE or lexicon.cues("kinds.institutions").find(heading(article.title)):
        return False
    text = lexicon.cues("scope.reference").cut(plain(article.text))
    found = sum(1 for pattern in lexicon.cues("scope.mention").patterns for _ in pattern.finditer(text))
    return found >= 2
