"""The digital chapters of a collection of texts, each with its agreement, its day and its Parties, ready to compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clauseway.loaders.loading import Loading
from clauseway.loaders.similarity.digital_chapters import DigitalChapter, digital_chapters
from clauseway.loaders.similarity.precedents import DatedText
from clauseway.loaders.similarity.shingles import shingles, words
from clauseway.loaders.sources.desta import as_they_act
from clauseway.loaders.treaty_texts import Described, TreatyText, described_agreements, treaty_texts


class NoDigitalChapter(ValueError):
    """None of the texts holds a digital chapter, or none was given; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ComparedChapter:
    """A digital chapter with what names it and places it in time.

    Attributes:
        title: Name of the agreement.
        text: Its shingles, which run on over the bounds of its articles.
    """

    chapter: DigitalChapter
    title: str
    text: DatedText

    def articles(self) -> Iterator[tuple[str, str, DatedText]]:
        """Number, title and shingles of each article; its key is `file article`."""
        own = self.text
        for article in self.chapter.articles:
            yield article.number, article.title, DatedText(
                f"{own.key} {article.number}", own.agreement, own.language, own.signed, own.signed_by, own.parties,
                shingles(words(article.text)),
            )  # fmt: skip


def compared_chapters(
    sources: Path | None, files: Sequence[Path], jobs: int = 1, cache: Path | None = None
) -> tuple[list[ComparedChapter], list[str]]:
    """Read the digital chapters of a sources folder, of further files, or of both.

    A file beside the sources is a text of its own: it has the day of signature that it gives itself, or none.

    Args:
        sources: A sources folder.
        files: Further texts.
        jobs: Processes.
        cache: Folder of kept chapters; `None` keeps none.

    Returns:
        The chapters by day of signature, undated ones last, and a sentence for each text that could not be read.

    Raises:
        NoDigitalChapter: No text holds one.
        SourceError: A table of the sources cannot be used.
    """
    listed: list[TreatyText] = []
    described: dict[str, Described] = {}
    if sources is not None:
        loading = Loading(sources)
        listed = list(treaty_texts(loading))
        described = described_agreements(loading)
    known = {text.path.resolve() for text in listed}
    listed += [TreatyText(path, path.name, path.stem.lower()) for path in files if path.resolve() not in known]
    read = digital_chapters([text.path for text in listed], jobs, cache)
    found = [
        _compared(text, chapter, described.get(text.agreement))
        for text, chapter in zip(listed, read, strict=True)
        if chapter.articles
    ]
    if not found:
        raise NoDigitalChapter(
            "None of the texts holds a digital chapter that could be read. "
            "Name texts, or a sources folder with --sources."
        )
    found.sort(key=lambda c: (c.text.signed is None, c.text.signed or date.min, c.text.agreement, c.text.key))
    return found, [chapter.problem for chapter in read if chapter.problem]


def _compared(text: TreatyText, chapter: DigitalChapter, about: Described | None) -> ComparedChapter:
    signed = signed_by = date.fromisoformat(chapter.signed) if chapter.signed else None
    parties = chapter.parties
    if about is not None:
        parties = parties or about.parties
        if signed is None and about.signed is not None:
            signed, signed_by = about.signed.first, about.signed.last
    title = chapter.title or text.agreement
    if about is not None and not (text.tota and chapter.title):
        title = about.title
    held = shingles(words(" ".join(article.text for article in chapter.articles)))
    return ComparedChapter(
        chapter, title,
        DatedText(
            chapter.file, text.agreement, chapter.language, signed, signed_by, as_they_act(parties), held
        ),
    )  # fmt: skip
