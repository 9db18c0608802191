"""What a reader hands over before numbers, locators and offsets are settled: chapters and articles as printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

type Rank = Literal["preamble", "part", "title", "chapter", "section", "annex", "protocol", "side-letter"]

PAGE_BREAK = "\f"
"""Stands in a body where the source begins a new page."""


@dataclass(slots=True)
class DraftArticle:
    """An article as printed.

    Attributes:
        printed: Its number with the word before it (`ARTICLE 12.2`); empty for text outside any article.
        title: Heading, empty when there is none.
        body: Words below the heading with the line breaks of the source, footnotes and page breaks included.
        page: Page on which it begins, from 1; `None` where the format has no pages.
    """

    printed: str
    title: str
    body: str
    page: int | None = None


@dataclass(slots=True)
class DraftChapter:
    """A chapter as printed.

    Attributes:
        rank: What the print calls it; decides what stands inside what.
        printed: Its number with the word before it (`CHAPTER XIV`); empty when it has none.
    """

    rank: Rank
    printed: str
    title: str
    articles: list[DraftArticle] = field(default_factory=list[DraftArticle])


@dataclass(slots=True)
class Draft:
    """A treaty text as a reader found it.

    Attributes:
        language: ISO 639-1 code, empty when the file does not say.
    """

    title: str
    language: str
    parties: tuple[str, ...]
    chapters: list[DraftChapter]
