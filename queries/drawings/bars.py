"""Ranked bars: the largest values first, each with its figure."""

from __future__ import annotations

from collections.abc import Sequence

from clauseway.queries.drawings.shapes import MARGIN, TITLE_ROOM, Box, Drawing, Shape, Words, width_of
from clauseway.queries.drawings.shapes import label as drawn_label
from clauseway.queries.results import ResultTable

PLOT = 420
ROW = 20

type Bar = tuple[str, float | None, str]
"""Label, value (`None`: not known) and the figure as text."""


def bars(title: str, measured: str, values: Sequence[Bar], table: ResultTable, *, most: float | None = None) -> Drawing:
    """Draw values as bars, in the order given.

    Args:
        title: The question.
        measured: What a bar measures.
        values: The bars; values are 0 or more.
        table: The same as a table.
        most: Value of the longest possible bar; the largest value when not given.
    """
    longest = most or max((value for _, value, _ in values if value is not None), default=0) or 1
    left = MARGIN + max((width_of(drawn_label(0, 0, name).text) for name, _, _ in values), default=0) + 10
    top = TITLE_ROOM + 20
    shapes: list[Shape] = []
    for row, (name, value, figure) in enumerate(values):
        y = top + row * ROW
        shapes.append(drawn_label(left - 8, y + 14, name, anchor="end"))
        if value is None:
            shapes.append(Words(left, y + 14, "? not known", "dim"))
            continue
        length = PLOT * value / longest
        shapes.append(Box(left, y + 4, max(1.0, length), ROW - 8, "bar in-force", f"{name}: {figure}"))
        shapes.append(Words(left + length + 6, y + 14, figure))
    known = [(name, figure) for name, value, figure in values if value is not None]
    said = f"; the first is {known[0][0]} with {known[0][1]}." if known else ": nothing is known."
    room = max((width_of(figure) for _, _, figure in values), default=0) + 12
    width, height = left + PLOT + room + MARGIN, top + ROW * len(values) + 8
    return Drawing(title, measured + said, width, height, tuple(shapes), (), table)
