"""Sentences of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import cast

_PLAIN = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\n": " "}


class CoderMissing(ImportError):
    """The optional packages of the coder are not installed."""


def plain(text: str) -> str:
    r"""The text with plain quotes, dashes and spaces, character for character.

    >>> plain("“a Party’s” law")
    '"a Party\'s" law'
    """
    for written, wanted in _PLAIN.items():  # most are not there, which `replace` sees far faster than `translate`
        text = text.replace(written, wanted)
    return text


_FOOTNOTE_CALL = re.compile(r"(\[\^\w+\]|(?<=[^\W\d_])\d{1,2}([-.]\d{1,2})?\)?)\s*$")


def heading(title: str) -> str:
    """A heading in plain characters, without the call of a footnote that sticks to its end.

    >>> heading("Scope3"), heading("Annex 2")
    ('Scope', 'Annex 2')
    """
    return _FOOTNOTE_CALL.sub("", plain(title).strip()).strip()


@lru_cache(maxsize=4096)
def sentences(text: str, language: str) -> list[str]:
    """Split a paragraph into sentences.

    Args:
        text: Of the paragraph.
        language: ISO 639-1 code.

    Raises:
        CoderMissing: When the sentence splitter is not installed.
    """
    try:
        module = import_module("sentencex")
    except ImportError as error:
        raise CoderMissing(
            "Splitting sentences needs the package sentencex. Install Clauseway with its extra: clauseway[coder]."
        ) from error
    segment = cast("Callable[[str, str], Iterable[str]]", module.segment)
    found = (sentence.strip() for piece in _pieces(text) for sentence in segment(language, piece))
    return [sentence for sentence in found if sentence]


LONGEST_PIECE = 20_000
"""Characters given to the splitter at once: its time grows with the square of their number. No real paragraph of the
collections is longer."""


def _pieces(text: str) -> Iterable[str]:
    """A text in pieces that end at a blank where there is one."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        end = text.rfind(" ", start + 1, start + LONGEST_PIECE) + 1 or start + LONGEST_PIECE
        yield text[start:end]
        start = end
    yield text[start:]
