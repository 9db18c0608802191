"""The document model: what every reader gives and the coder reads, whatever the format was.

Offsets count characters of `Document.text`, the text as it was read and cleaned; `text[start:end]` of a paragraph is
its words. Locators follow the `eId` grammar of Akoma Ntoso 1.0 (OASIS), for instance `chp_14__art_14.11__para_2`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

type Part = Literal["preamble", "chapter", "annex", "protocol", "side-letter"]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note below the text, tied to the paragraph that calls it.

    Attributes:
        mark: As printed.
        start: Offset of its words in the document.
        end: Offset after them.
    """

    mark: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a list item joined to the words that lead into the list.

    Attributes:
        number: As cited, `2`, `1(a)` or `1(a)(i)`; empty for the only, unnumbered paragraph of an article.
        text: Its words, without footnotes.
        lead_in: Words of the paragraph above that a list item completes; empty for a paragraph of its own.
        start: Offset of its own words in the document.
        end: Offset after them.
        page: Page of the source, from 1; `None` where the format has no pages.
        eid: Akoma Ntoso locator; `para_nn1` counts paragraphs the print does not number.
    """

    number: str
    text: str
    start: int
    end: int
    lead_in: str = ""
    footnotes: tuple[Footnote, ...] = ()
    page: int | None = None
    eid: str = ""

    @property
    def full_text(self) -> str:
        """The words with those that lead into them."""
        return f"{self.lead_in} {self.text}" if self.lead_in else self.text


@dataclass(frozen=True, slots=True)
class Article:
    """An article.

    Attributes:
        number: As cited with its chapter, `14.11`, `127`, `8.61-A`; chapter.article also where the print counts
            articles anew in each chapter.
        printed: As printed (`ARTICLE 11`).
        title: Heading, empty when there is none.
        eid: Akoma Ntoso locator.
        start: Offset of its heading in the document.
        end: Offset after its last paragraph.
    """

    number: str
    printed: str
    title: str
    eid: str
    start: int
    end: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The words of all paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, annex or section that holds articles.

    Attributes:
        number: Arabic, also where the print is Roman; empty for a preamble or an unnumbered annex.
        title: Heading.
        part: What it is a part of.
        within: Titles of the parts around it, outermost first (a combined title with an e-commerce section).
    """

    number: str
    title: str
    part: Part
    articles: tuple[Article, ...]
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A treaty text.

    Attributes:
        file: Name of the file it was read from, without folders.
        sha256: Checksum of the file.
        language: ISO 639-1 code of the text.
        title: Name of the treaty as the file gives it; may be empty.
        parties: ISO 3166-1 alpha-3 codes, where the file names them.
        text: All words, as read and cleaned.
        chapters: In the order of the text.
    """

    file: str
    sha256: str
    language: str
    title: str
    parties: tuple[str, ...]
    text: str
    chapters: tuple[Chapter, ...]

    def articles(self) -> Iterator[tuple[Chapter, Article]]:
        """Every article with its chapter, in the order of the text."""
        for chapter in self.chapters:
            for article in chapter.articles:
                yield chapter, article
