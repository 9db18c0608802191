"""SVG: a matrix as a heat map that prints sharp at any size, drawn by a template without any library."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from clauseway.queries.drawings.shapes import LETTER, LINE, MARGIN, cut, width_of
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.svg_drawing import NARROWEST, drawing_to_svg, statements
from clauseway.queries.exports.templating import environment
from clauseway.queries.results import NOT_READ_CSS, LegendEntry, Matrix

CELL = 20
"""Side of a cell in pixels; the digit in it is 11 pixels high."""
LONGEST_LABEL = 48


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks of one row in one ink, so that a drawing of 200 rows has hundreds of elements and not ten thousands.

    A text with a list of places sets each letter at its own; a mark of several letters stands alone.
    """

    y: int
    places: str
    ink: str
    text: str


@dataclass(frozen=True, slots=True)
class _Label:
    """Text at a place; `whole` is the label before it was cut."""

    x: float
    y: float
    text: str
    whole: str


def matrix_to_svg(matrix: Matrix, *, sources: bool = True) -> str:
    """The matrix as a heat map: digits on the colours of the grades, names, legend and provenance.

    Args:
        matrix: What to draw.
        sources: Whether to write below it where the answer comes from; a page says that itself.
    """
    left = round(MARGIN + max((width_of(_cut(label)) for _, label in matrix.row_names), default=0) + 8)
    top = round(MARGIN + 34 + max((width_of(_cut(label)) for _, label in matrix.column_names), default=0) + 8)
    columns, rows = len(matrix.column_names), len(matrix.row_names)
    across = _across(matrix)
    below = top + rows * CELL + 24
    width = max(NARROWEST, left + columns * across + MARGIN)
    step = LINE + 3
    legend = [
        (below + place * step, _fill(matrix, said.css), _ink(matrix, said.css), said.mark, _name(said), said.meaning)
        for place, said in enumerate(matrix.legend_entries())
    ]
    plain, bracketed = _marks(matrix, left, top, across)
    after = below + len(legend) * step + LINE
    lines = [line for text in (statements(matrix) if sources else []) for line in _wrapped(text, width)]
    return (
        environment()
        .get_template("heatmap.svg.j2")
        .render(
            title=matrix.title,
            description=f"{rows} rows and {columns} columns; {_content(matrix)} in each cell, ? not read.",
            width=width,
            height=after + len(lines) * LINE + MARGIN,
            margin=MARGIN,
            row_labels=[
                _Label(left - 8, top + place * CELL + 14, _cut(label), label)
                for place, (_, label) in enumerate(matrix.row_names)
            ],
            column_labels=[
                _Label(left + place * across + across / 2 + 4, top - 8, _cut(label), label)
                for place, (_, label) in enumerate(matrix.column_names)
            ],
            squares=_squares(matrix, left, top, across),
            marks=plain,
            bracketed=bracketed,
            rules=_rules(matrix, left, top, across),
            legend=legend,
            mark_width=max((16, *(round(width_of(mark)) + 8 for _, _, _, mark, _, _ in legend))),
            lines=[(after + place * LINE, line) for place, line in enumerate(lines)],
        )
    )


def _squares(matrix: Matrix, left: int, top: int, across: int) -> list[tuple[str, str]]:
    """All cells of one colour as one path, as (fill, path)."""
    paths: dict[str, list[str]] = {}
    for row, (_, _, cells) in enumerate(matrix.wide_rows()):
        for column, cell in enumerate(cells):
            path = paths.setdefault(_fill(matrix, matrix.css(cell)), [])
            path.append(f"M{left + column * across} {top + row * CELL}h{across}v{CELL}h-{across}z")
    return [(fill, "".join(paths[fill])) for fill in sorted(paths)]


def _marks(matrix: Matrix, left: int, top: int, across: int) -> tuple[list[_Marks], list[_Marks]]:
    """The digits, and apart from them the marks in brackets, which are set smaller and in italics."""
    plain: list[_Marks] = []
    bracketed: list[_Marks] = []
    for row, (_, _, cells) in enumerate(matrix.wide_rows()):
        y = top + row * CELL + 14
        inks: dict[str, list[tuple[int, str]]] = {}
        for column, cell in enumerate(cells):
            x, text, ink = left + column * across, cell.glyph(), _ink(matrix, matrix.css(cell))
            if len(text) == 1:
                inks.setdefault(ink, []).append((x + across // 2 - 3, text))
            else:
                bracketed.append(_Marks(y, str(x + across // 2), ink, text))
        for ink, marks in sorted(inks.items()):
            plain.append(_Marks(y, " ".join(str(x) for x, _ in marks), ink, "".join(text for _, text in marks)))
    return plain, bracketed


def _rules(matrix: Matrix, left: int, top: int, across: int) -> list[tuple[int, int, int]]:
    """Lines between the themes, as (x, from y, to y)."""
    rules: list[tuple[int, int, int]] = []
    x, bottom = left, top + len(matrix.row_names) * CELL
    for _, width in matrix.themes()[:-1]:
        x += width * across
        rules.append((x, top - 6, bottom))
    return rules


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(40, int((width - 2 * MARGIN) / LETTER))) or [""]


def _across(matrix: Matrix) -> int:
    """Width of a cell in pixels: a square, or what the longest text in one needs."""
    return max((CELL, *(round(width_of(cell.shown)) + 8 for cell in matrix.cells.values() if cell.shown)))


def _content(matrix: Matrix) -> str:
    return "a digit, 5 strongest," if matrix.scale is None else "a number"


def _name(entry: LegendEntry) -> str:
    return "" if entry.name == entry.mark else entry.name


def _fill(matrix: Matrix, css: str) -> str:
    return "url(#cw-not-read)" if css == NOT_READ_CSS else f"#{matrix.fills.get(css, ('ffffff', ''))[0]}"


def _ink(matrix: Matrix, css: str) -> str:
    return f"#{matrix.fills.get(css, ('', '000000'))[1]}"


def _cut(label: str) -> str:
    return cut(label, LONGEST_LABEL)


FORMATS = (
    Format(
        name="svg",
        suffixes=(".svg",),
        good_for="papers and slides: drawings, and the heat map of a matrix, that stay sharp at any size",
        media_type="image/svg+xml",
        matrix=matrix_to_svg,
        drawing=drawing_to_svg,
    ),
)
