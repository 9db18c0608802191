"""A ladder of rungs: where an economy stands on each clause type, and where a step would take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauseway.queries.drawings.shapes import MARGIN, TITLE_ROOM, Disc, Drawing, Shape, Stroke, Words, width_of
from clauseway.queries.drawings.shapes import label as drawn_label
from clauseway.queries.results import ResultTable

RUNGS = (
    "absent", "reviewable later", "best endeavour", "qualified", "binding, not enforceable", "binding, enforceable",
)  # fmt: skip
"""Names of the rungs, the lowest first; their places are the ranks of the grades."""

FIRM = 4
"""The lowest firm rung."""

RUNG = 136
ROW = 22

LEGEND = (
    ("rung now", "best grade in force today"),
    ("rung then", "grade after the step"),
    ("dim", "? : the texts were not read, so the rung of today is not known"),
)


@dataclass(frozen=True, slots=True)
class Climb:
    """A clause type on the ladder.

    Attributes:
        label: Name of the clause type.
        now: Rank of the grade today, 0 to 5; `None` when not read.
        then: Rank after the step; `None` when the step does not touch it.
        step: The step that takes it there.
    """

    label: str
    now: int | None
    then: int | None = None
    step: str = ""


def ladder(title: str, climbs: Sequence[Climb], table: ResultTable) -> Drawing:
    """Draw the rung of each clause type today and, with an arrow, after a step.

    Args:
        title: The question.
        climbs: Clause types, in the order to draw.
        table: The same as a table.
    """
    left = MARGIN + max((width_of(drawn_label(0, 0, climb.label).text) for climb in climbs), default=0) + 40
    top = TITLE_ROOM + 40

    def x_of(rank: int) -> float:
        return left + RUNG * rank + RUNG / 2

    bottom = top + ROW * len(climbs)
    shapes: list[Shape] = []
    for rank, name in enumerate(RUNGS):
        shapes += [Stroke(x_of(rank), top - 4, x_of(rank), bottom, "grid")]
        shapes += [Words(x_of(rank), top - 10, name, "dim", "middle")]
    for row, climb in enumerate(climbs):
        y = top + row * ROW + ROW / 2
        shapes.append(drawn_label(left - 28, y + 4, climb.label, anchor="end"))
        if climb.then is not None:
            start = x_of(climb.now) if climb.now is not None else x_of(0) - RUNG / 2
            tip = f"{climb.label}: {climb.step}"
            shapes.append(Stroke(start, y, x_of(climb.then), y, "climb", 2.0, tip))
            shapes.append(Disc(x_of(climb.then), y, 6, "rung then", tip))
        if climb.now is None:
            shapes.append(Words(left - 12, y + 4, "?", "dim", "middle", tip=f"{climb.label}: not read"))
        else:
            shapes.append(Disc(x_of(climb.now), y, 6, "rung now", f"{climb.label}: {RUNGS[climb.now]}"))
    rising = sum(climb.then is not None for climb in climbs)
    unread = sum(climb.now is None for climb in climbs)
    firm = sum((climb.now or 0) >= FIRM for climb in climbs)
    first = f"{rising} of {len(climbs)} clause types rise" if rising else f"{firm} of {len(climbs)} are on a firm rung"
    reading = f"{first}; {unread} are not read today." if unread else f"{first}."
    return Drawing(title, reading, left + RUNG * len(RUNGS) + MARGIN, bottom + 8, tuple(shapes), LEGEND, table)
