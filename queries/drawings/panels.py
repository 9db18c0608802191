"""Measures over the years: a small panel each, side by side, so that no two scales share one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from clauseway.queries.drawings.shapes import MARGIN, TITLE_ROOM, Disc, Drawing, Shape, Stroke, Words
from clauseway.queries.results import ResultTable

WIDTH, HEIGHT = 290, 110
"""Room of the plot of a panel."""

LEFT, ABOVE, BELOW = 40, 26, 26
"""Room for the values, the name and the years of a panel."""

IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure over the years.

    Attributes:
        name: What is measured.
        points: Year and value, the first year first; `None` where it is not known.
        least: Value at the foot of the panel.
        most: Value at its head; the largest value where not given.
        decimals: Decimals of the values told.
    """

    name: str
    points: tuple[tuple[int, float | None], ...]
    least: float = 0.0
    most: float | None = None
    decimals: int = 2

    def head(self) -> float:
        """The value at the head of the panel, above that at its foot.

        >>> Panel("load", ((2000, 1.0), (2001, None)), least=1.0).head()
        2.0
        """
        if self.most is not None:
            return self.most
        largest = max((value for _, value in self.points if value is not None), default=self.least)
        if self.decimals == 0:  # the value half way up is told as well, and has to be a whole number
            largest += (largest - self.least) % 2
        return largest if largest > self.least else self.least + (1 if self.decimals else 2)


def panels(title: str, reading: str, measures: Sequence[Panel], table: ResultTable) -> Drawing:
    """Draw measures over the years; a year whose value is not known leaves a gap in the line.

    Args:
        title: The question.
        reading: One sentence that says what is to be seen.
        measures: The panels, in the order to draw; the years are those of the first.
        table: The same as a table.
    """
    shapes: list[Shape] = []
    for place, measure in enumerate(measures):
        row, column = divmod(place, IN_A_ROW)
        x = MARGIN + LEFT + column * (WIDTH + LEFT + 24)
        y = TITLE_ROOM + 12 + ABOVE + row * (HEIGHT + ABOVE + BELOW)
        shapes += _panel(measure, x, y)
    rows = -(-len(measures) // IN_A_ROW)
    width = 2 * MARGIN + IN_A_ROW * (WIDTH + LEFT + 24)
    return Drawing(
        title, reading, width, TITLE_ROOM + 12 + rows * (HEIGHT + ABOVE + BELOW), tuple(shapes), (), table
    )


def _panel(measure: Panel, left: float, top: float) -> list[Shape]:
    years = [year for year, _ in measure.points]
    if not years:
        return []
    first, last = years[0], max(years[-1], years[0] + 1)
    head = measure.head()

    def x_of(year: int) -> float:
        return left + WIDTH * (year - first) / (last - first)

    def y_of(value: float) -> float:
        return top + HEIGHT * (1 - (value - measure.least) / (head - measure.least))

    shapes: list[Shape] = [Words(left - LEFT + 8, top - 12, measure.name, "ink strong")]
    for value in (measure.least, (measure.least + head) / 2, head):
        shapes.append(Stroke(left, y_of(value), left + WIDTH, y_of(value), "grid"))
        shapes.append(Words(left - 6, y_of(value) + 4, f"{value:.{measure.decimals}f}", "dim", "end"))
    for year in range(first, last + 1):
        if year % 5 == 0:
            shapes.append(Words(x_of(year), top + HEIGHT + 15, str(year), "dim", "middle"))
    for (year, value), (after, next_value) in pairwise(measure.points):
        if value is not None and next_value is not None:
            shapes.append(Stroke(x_of(year), y_of(value), x_of(after), y_of(next_value), "climb", 2))
    shapes += [
        Disc(x_of(year), y_of(value), 2.5, "rung then", f"{year}: {value:.{measure.decimals}f}")
        for year, value in measure.points
        if value is not None
    ]
    return shapes
