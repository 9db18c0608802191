"""Instruments that an article refers to, in fixed spellings."""

from __future__ import annotations

from clauseway.loaders.coder.lexicon import Lexicon
from clauseway.loaders.coder.sentences import plain
from clauseway.loaders.texts.document import Article


def instruments(article: Article, lexicon: Lexicon) -> tuple[str, ...]:
    """Instruments named in an article or in its footnotes, in the order of the lexicon."""
    notes = " ".join(note.text for paragraph in article.paragraphs for note in paragraph.footnotes)
    text = plain(f"{article.text} {notes}")
    return tuple(name for name, cues in lexicon.references if cues.find(text))
