"""What a drawing is made of, and how much room words take.

Lengths are pixels of a screen, from the left upper corner. A shape names a class of the style sheet instead of a
colour, so that a drawing reads in light, in dark and on paper.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from clauseway.queries.results import Provenance, ResultTable

LETTER = 6.2
"""About the width of a letter of 11 pixels; ideographs are twice as wide."""

LONGEST_LABEL = 44
"""Letters of a label; the rest is cut, and the whole stands in its tip."""

MARGIN = 16
LINE = 15
TITLE_ROOM = 40
"""Room above the first shape: margin, title and the reading below it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    css: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; `thick` is its width."""

    x1: float
    y1: float
    x2: float
    y2: float
    css: str
    thick: float = 1.0
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    css: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: `anchor` is start, middle or end, `turn` degrees clockwise around its place."""

    x: float
    y: float
    text: str
    css: str = "ink"
    anchor: str = "start"
    turn: float = 0.0
    tip: str = ""


type Shape = Box | Stroke | Disc | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of an answer.

    Attributes:
        title: The question.
        reading: One sentence that says what is to be seen.
        width: Width in pixels.
        height: Height in pixels, without the lines on sources below.
        shapes: From the lowest to the topmost.
        legend: Class of the style sheet and meaning of each kind of mark.
        table: The same as a table.
    """

    title: str
    reading: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[str, str], ...]
    table: ResultTable

    @property
    def provenance(self) -> Provenance:
        """Where the answer comes from."""
        return self.table.provenance


def width_of(text: str) -> float:
    """About the width of a text of 11 pixels.

    >>> width_of("ab") < width_of("中国")
    True
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return LETTER * (len(text) + wide)


def cut(label: str, most: int = LONGEST_LABEL) -> str:
    """A label short enough to be drawn.

    >>> cut("Singapore", 5)
    'Sing…'
    """
    return label if len(label) <= most else f"{label[: most - 1]}…"


def label(x: float, y: float, text: str, *, css: str = "ink", anchor: str = "start", turn: float = 0.0) -> Words:
    """A label, cut where it is too long, with the whole of it as its tip."""
    shown = cut(text)
    return Words(x, y, shown, css, anchor, turn, text if shown != text else "")
