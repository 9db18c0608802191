"""The words of single articles in the treaty texts of a sources folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clauseway.loaders.loading import Loading
from clauseway.loaders.treaty_texts import treaty_texts

PREFERRED_LANGUAGE = "en"
"""Of several texts of an agreement that hold an article, the one in this language is taken."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as printed.

    Attributes:
        file: Path of the text in the sources folder.
        number: Number of the article, as coded.
        title: Its heading; may be empty.
        language: ISO 639-1 code.
        paragraphs: Number and words of each paragraph, list items apart, without footnotes.
    """

    file: str
    number: str
    title: str
    language: str
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The words of all paragraphs, one a line."""
        return "\n".join(words for _, words in self.paragraphs)


def article_texts(
    loading: Loading, wanted: Mapping[str, Collection[str]]
) -> tuple[dict[tuple[str, str], ArticleText], list[str]]:
    """Read articles; only the texts of the agreements asked for are opened.

    Args:
        loading: The run over a sources folder.
        wanted: Numbers of articles by slug of the agreement.

    Returns:
        The articles found, by agreement and number, and a sentence for each text that could not be read.

    Raises:
        SourceError: A table of the sources cannot be used.
    """
    from clauseway.loaders.texts.problems import TextUnreadable
    from clauseway.loaders.texts.reading import read_document

    found: dict[tuple[str, str], ArticleText] = {}
    problems: list[str] = []
    for stored in treaty_texts(loading):
        numbers = wanted.get(stored.agreement, ())
        if not numbers:
            continue
        try:
            document = read_document(stored.path)
        except TextUnreadable as error:
            problems.append(str(error))
            continue
        for _, article in document.articles():
            key = stored.agreement, article.number
            own = stored.articles is None or stored.articles.fullmatch(article.number) is not None
            if article.number not in numbers or not own or not article.paragraphs:
                continue
            if key not in found or found[key].language != PREFERRED_LANGUAGE == document.language:
                paragraphs = tuple((each.number, each.text) for each in article.paragraphs)
                found[key] = ArticleText(stored.file, article.number, article.title, document.language, paragraphs)
    return found, problems
