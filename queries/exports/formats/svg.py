"""SVG: a matrix as a heat map that prints sharp at any size, drawn by a template without any library."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass

from clauseway.queries.exports.format import Format
from clauseway.queries.exports.templating import environment
from clauseway.queries.results import GRADE_FILLS, NOT_READ_GLYPH, Matrix, MatrixCell

CELL = 20
"""Side of a cell in pixels; the digit in it is 11 pixels high."""
MARGIN = 16
LINE = 15
LETTER = 6.2
"""About the width of a letter of 11 pixels; ideographs are twice as wide."""
NARROWEST = 720
"""A drawing is at least so wide, so that the lines below it can be read."""
LONGEST_LABEL = 48


@dataclass(frozen=True, slots=True)
class _Mark:
    """A cell as it is drawn: the place of its left upper corner, what fills it and what stands in it."""

    x: int
    y: int
    css: str
    text: str


@dataclass(frozen=True, slots=True)
class _Label:
    """Text at a place; `whole` is the label before it was cut."""

    x: float
    y: float
    text: str
    whole: str


def matrix_to_svg(matrix: Matrix) -> str:
    """The matrix as a heat map: digits on the colours of the grades, names, legend and provenance."""
    left = round(MARGIN + max((_width(_cut(label)) for _, label in matrix.row_names), default=0) + 8)
    top = round(MARGIN + 34 + max((_width(_cut(label)) for _, label in matrix.column_names), default=0) + 8)
    columns, rows = len(matrix.column_names), len(matrix.row_names)
    below = top + rows * CELL + 24
    width = max(NARROWEST, left + columns * CELL + MARGIN)
    step = LINE + 3
    legend = [
        (below + place * step, NOT_READ_GLYPH if digit is None else str(digit), _css(digit), f"{grade}: {meaning}")
        for place, (digit, grade, meaning) in enumerate(matrix.legend)
    ]
    after = below + len(legend) * step + LINE
    said = ["(n) in brackets: agreed, but not owed on the as-of date.", *_statements(matrix)]
    lines = [line for text in said for line in _wrapped(text, width)]
    return (
        environment()
        .get_template("heatmap.svg.j2")
        .render(
            title=matrix.title,
            description=f"{rows} rows and {columns} columns; a digit in each cell, 5 strongest, ? not read.",
            width=width,
            height=after + len(lines) * LINE + MARGIN,
            cell=CELL,
            margin=MARGIN,
            fills=GRADE_FILLS,
            row_labels=[
                _Label(left - 8, top + place * CELL + 14, _cut(label), label)
                for place, (_, label) in enumerate(matrix.row_names)
            ],
            column_labels=[
                _Label(left + place * CELL + 14, top - 8, _cut(label), label)
                for place, (_, label) in enumerate(matrix.column_names)
            ],
            marks=_marks(matrix, left, top),
            rules=_rules(matrix, left, top),
            legend=legend,
            lines=[(after + place * LINE, line) for place, line in enumerate(lines)],
        )
    )


def _marks(matrix: Matrix, left: int, top: int) -> list[_Mark]:
    return [
        _Mark(left + column * CELL, top + row * CELL, _cell_css(cell), cell.glyph())
        for row, (_, _, cells) in enumerate(matrix.wide_rows())
        for column, cell in enumerate(cells)
    ]


def _rules(matrix: Matrix, left: int, top: int) -> list[tuple[int, int, int]]:
    """Lines between the themes, as (x, from y, to y)."""
    rules: list[tuple[int, int, int]] = []
    x, bottom = left, top + len(matrix.row_names) * CELL
    for _, width in matrix.themes()[:-1]:
        x += width * CELL
        rules.append((x, top - 6, bottom))
    return rules


def _statements(matrix: Matrix) -> list[str]:
    return [f"{head}: {text}" for head, text in matrix.provenance.statements(matrix.title) if head != "Question"]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(40, int((width - 2 * MARGIN) / LETTER))) or [""]


def _cell_css(cell: MatrixCell) -> str:
    return f"{_css(cell.digit)} off" if cell.suspended else _css(cell.digit)


def _css(digit: int | None) -> str:
    return "gx" if digit is None else f"g{digit}"


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _width(text: str) -> float:
    """About the width of a text in pixels.

    >>> _width("ab") < _width("中国")
    True
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return LETTER * (len(text) + wide)


FORMATS = (
    Format(
        name="svg",
        suffixes=(".svg",),
        good_for="papers and slides: a heat map of a matrix that stays sharp at any size",
        media_type="image/svg+xml",
        matrix=matrix_to_svg,
    ),
)
