"""Whether panels can hear the digital rules, and where the text says so.

The exclusion may stand in the digital chapter, in the chapter on disputes, or in an annex; it may take out the whole
chapter, some of its articles, or an article for some years.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from clauseway.loaders.coder.coding import Enforcement
from clauseway.loaders.coder.lexicon import Lexicon, Match
from clauseway.loaders.coder.scope import Place
from clauseway.loaders.coder.sentences import heading, plain, sentences
from clauseway.loaders.texts.document import Article, Chapter, Document, Paragraph

type Verdict = Literal["applies", "partial", "excluded", "silent"]


@dataclass(frozen=True, slots=True)
class DisputeReach:
    """How far dispute settlement reaches into the digital rules.

    Attributes:
        verdict: `silent` where the text holds no dispute settlement at all.
        article: Where it is said.
        paragraph: The paragraph of the words.
        match: Cue and words.
        enforcement: Of an article that is not listed.
        listed: Enforcement of articles that the text names, by their numbers.
    """

    verdict: Verdict
    article: Article | None = None
    paragraph: Paragraph | None = None
    match: Match | None = None
    enforcement: Enforcement = "unknown"
    listed: dict[str, Enforcement] = field(default_factory=dict[str, Enforcement])

    def over(self, article: str) -> Enforcement:
        """Enforcement of an article."""
        return self.listed.get(article, self.enforcement)


def dispute_reach(document: Document, places: Sequence[Place], lexicon: Lexicon) -> DisputeReach:
    """Find out how far dispute settlement reaches.

    Args:
        document: The treaty.
        places: Its digital articles.
        lexicon: Cues of its language.
    """
    if said := _said_there(places, lexicon):
        return said
    if said := _said_in_disputes(document, places, lexicon):
        return said
    if not any(place.reach != "article" for place in places) and (said := _own_chapter(document, places, lexicon)):
        return said
    if said := _annexes(document, places, lexicon):
        return said
    for chapter, article, match in _dispute_articles(document, lexicon):
        if chapter.part != "preamble":
            return DisputeReach("applies", article, None, match, "full")
    return DisputeReach("silent")


def _said_there(places: Sequence[Place], lexicon: Lexicon) -> DisputeReach | None:
    """The digital chapter speaks of disputes itself."""
    review = False
    found: DisputeReach | None = None
    for place in places:
        titled = lexicon.cues("kinds.disputes").find(heading(place.article.title)) is not None
        if place.reach == "treaty" and not titled:
            continue
        for paragraph in place.article.paragraphs:
            text = plain(paragraph.full_text)
            if titled and lexicon.cues("disputes.review").find(text):
                review = True
            if found:
                continue
            if titled and (match := lexicon.cues("disputes.partial").find(text)):
                after = place.article.paragraphs[place.article.paragraphs.index(paragraph) :]
                found = _partial(place, paragraph, match, plain(" ".join(p.full_text for p in after)), places)
            elif (match := lexicon.cues("disputes.excluded").find(text)) and (
                titled or lexicon.cues("kinds.disputes").find(text)
            ):
                found = DisputeReach("excluded", place.article, paragraph, match, "excluded")
    if found and found.verdict == "excluded" and review:
        return DisputeReach("excluded", found.article, found.paragraph, found.match, "excluded_with_review")
    return found


def _partial(
    place: Place, paragraph: Paragraph, match: Match, text: str, places: Sequence[Place]
) -> DisputeReach:
    chapter = place.chapter.number
    named = {
        number if "." in number or not chapter else f"{chapter}.{number}"
        for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\([^)]*\)", " ", text))
    }
    known = {one.article.number for one in places}
    named &= known
    timed = match.cue.startswith("disputes/timed") or bool(re.search(r"period|plazo|Zeitraum|기간", text))
    only_these_stay = match.cue == "disputes/partial-1"
    listed: dict[str, Enforcement] = dict.fromkeys(
        known - named if only_these_stay else named, "timed" if timed else "excluded"
    )
    return DisputeReach("partial", place.article, paragraph, match, "full", listed)


def _said_in_disputes(document: Document, places: Sequence[Place], lexicon: Lexicon) -> DisputeReach | None:
    """The chapter on disputes shuts the digital chapter out, by its name or by its number."""
    numbers = {place.chapter.number for place in places if place.reach == "chapter" and place.chapter.number}
    for chapter in document.chapters:
        if not lexicon.cues("disputes.chapter").find(heading(chapter.title)):
            continue
        if lexicon.cues("disputes.not_chapter").find(heading(chapter.title)):
            continue
        for article in chapter.articles:
            for paragraph in article.paragraphs:
                for sentence in sentences(paragraph.text, lexicon.language):
                    text = plain(sentence)
                    match = lexicon.cues("disputes.chapter_out").find(text)
                    if match is None and (by_number := lexicon.cues("disputes.chapter_out_number").find(text)):
                        listed = lexicon.cues("disputes.chapter_list").find(by_number.words)
                        named = set(re.findall(r"\d+", re.sub(r"\([^)]*\)", " ", listed.words if listed else "")))
                        match = by_number if numbers & named else None
                    if match and places:
                        return DisputeReach("excluded", article, paragraph, match, "excluded")
    return None


def _own_chapter(document: Document, places: Sequence[Place], lexicon: Lexicon) -> DisputeReach | None:
    """A single article on electronic commerce stands in a chapter that is shut out as a whole."""
    for place in places:
        for article in place.chapter.articles:
            for paragraph in article.paragraphs:
                text = plain(paragraph.full_text)
                if lexicon.cues("kinds.disputes").find(text) and (
                    match := lexicon.cues("disputes.excluded").find(text)
                ):
                    return DisputeReach("excluded", article, paragraph, match, "excluded")
    return None


def _annexes(document: Document, places: Sequence[Place], lexicon: Lexicon) -> DisputeReach | None:
    """An annex on the reach of dispute settlement lists articles that it does not hear."""
    for chapter in document.chapters:
        if chapter.part != "annex":
            continue
        for article in chapter.articles:
            headings = plain(f"{chapter.title} {article.title}")
            if not lexicon.cues("kinds.disputes").find(headings):
                continue
            for paragraph in article.paragraphs:
                text = plain(article.text)
                if match := lexicon.cues("disputes.annex_out").find(text):
                    named = set(re.findall(r"\d+\.\d+", text)) & {place.article.number for place in places}
                    if named:
                        listed: dict[str, Enforcement] = dict.fromkeys(named, "excluded")
                        return DisputeReach("partial", article, paragraph, match, "full", listed)
    return None


def _dispute_articles(document: Document, lexicon: Lexicon) -> list[tuple[Chapter, Article, Match]]:
    found: list[tuple[Chapter, Article, Match]] = []
    for chapter in document.chapters:
        headings = plain(" ".join((chapter.title, *chapter.within[-1:])))
        if lexicon.cues("disputes.not_chapter").find(headings):
            continue
        of_chapter = lexicon.cues("disputes.chapter").find(headings)
        if of_chapter and chapter.articles:
            found.append((chapter, chapter.articles[0], of_chapter))
    if found:
        return found
    for chapter in document.chapters:
        for article in chapter.articles:
            if match := lexicon.cues("kinds.disputes").find(heading(article.title)):
                return [(chapter, article, match)]
    return []
