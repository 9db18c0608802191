"""Treaties in our own words, built without a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from clauseway.loaders.texts.document import Article, Chapter, Document, Paragraph

type Treaty = Callable[..., Document]


def article(number: str, title: str, paragraphs: Sequence[str | tuple[str, str]], at: int) -> Article:
    """An article whose paragraphs are plain words, or a lead-in with a list item."""
    made: list[Paragraph] = []
    start = at
    for position, words in enumerate(paragraphs, 1):
        lead, text = words if isinstance(words, tuple) else ("", words)
        made.append(Paragraph(str(position), text, start, start + len(text), lead))
        start += len(text) + 1
    return Article(number, f"Article {number}", title, f"art_{number}", at, start, tuple(made))


@pytest.fixture
def treaty() -> Treaty:
    """Builds a treaty: `treaty({"Electronic Commerce": [("14.1", "Scope", ["words"])]}, language="en")`."""

    def build(
        chapters: dict[str, Sequence[tuple[str, str, Sequence[str | tuple[str, str]]]]],
        language: str = "en",
        title: str = "Made-up Trade Agreement",
        within: tuple[str, ...] = (),
    ) -> Document:
        made: list[Chapter] = []
        text = ""
        for number, (heading, articles) in enumerate(chapters.items(), 1):
            held: list[Article] = []
            for name, of, paragraphs in articles:
                one = article(name, of, paragraphs, len(text))
                held.append(one)
                text += "\n".join(paragraph.text for paragraph in one.paragraphs) + "\n"
            chapter = articles[0][0].partition(".")[0] if articles and "." in articles[0][0] else str(number)
            made.append(Chapter(chapter, heading, "chapter", tuple(held), within))
        return Document("made-up.txt", "0" * 64, language, title, (), text, tuple(made))

    return build
