"""A timeline: one bar a participation, from its first day to its last, and marks for what changes later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.queries.drawings.shapes import (
    LINE,
    MARGIN,
    TITLE_ROOM,
    Box,
    Disc,
    Drawing,
    Shape,
    Stroke,
    Words,
    width_of,
)
from clauseway.queries.drawings.shapes import label as drawn_label
from clauseway.queries.results import ResultTable

PLOT = 560
"""Pixels of the time axis."""

ROW = 20
"""Pixels of a line."""

type Place = Callable[[date], float]
"""Where a day stands on the axis."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that holds for a time.

    Attributes:
        label: What it is called.
        state: in-force, provisional, waiting (signed, applied, ...) or ended.
        since: First day; `None` when no source gives it.
        until: First day it no longer holds; `None` while it does.
        changes: Days on which something in it changes.
    """

    label: str
    state: str
    since: date | None
    until: date | None = None
    changes: tuple[date, ...] = ()


LEGEND = (
    ("bar in-force", "in force"),
    ("bar provisional", "applied provisionally"),
    ("bar waiting", "signed, applied for, under talks, or a memorandum: nothing owed"),
    ("bar ended", "ended"),
    ("change", "a duty begins or ends"),
)


def timeline(title: str, spans: Sequence[Span], as_of: date, table: ResultTable) -> Drawing:
    """Draw spans against the years, the earliest first, those without a first day last.

    Args:
        title: The question.
        spans: What to draw.
        as_of: The day asked about, a line through all rows.
        table: The same as a table.
    """
    ordered = sorted(spans, key=lambda span: (span.since is None, span.since or date.max, span.label))
    first, last = years_of(ordered, as_of)
    left = MARGIN + max((width_of(drawn_label(0, 0, span.label).text) for span in ordered), default=0) + 10
    top = TITLE_ROOM + LINE + 20

    def place(day: date) -> float:
        start, end = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()
        return left + PLOT * (min(max(day.toordinal(), start), end) - start) / (end - start)

    bottom = top + ROW * len(ordered)
    shapes: list[Shape] = []
    step = max(1, (last - first) // 9)
    for year in range(first, last + 1, step):
        x = place(date(year, 1, 1))
        shapes += [Stroke(x, top - 6, x, bottom, "grid"), Words(x, top - 10, str(year), "dim", "middle")]
    for row, span in enumerate(ordered):
        shapes += _row(span, top + row * ROW, left, place, as_of)
    today = place(as_of)
    shapes.append(Stroke(today, top - 6, today, bottom, "today", 1.5))
    shapes.append(Words(today, bottom + 14, str(as_of), "dim", "middle"))
    held = sum(span.state in ("in-force", "provisional") for span in ordered)
    ahead = sorted({day for span in ordered for day in span.changes if day > as_of})
    reading = f"{held} of {len(ordered)} participations hold on {as_of}."
    if ahead:
        reading += f" Next change: {ahead[0]}."
    return Drawing(title, reading, left + PLOT + MARGIN + 20, bottom + 24, tuple(shapes), LEGEND, table)


def years_of(spans: Iterable[Span], as_of: date) -> tuple[int, int]:
    """First and last year of the axis.

    >>> years_of([Span("x", "in-force", date(2019, 5, 1), changes=(date(2027, 1, 1),))], date(2026, 11, 21))
    (2019, 2027)
    """
    days = [as_of]
    for span in spans:
        days += [day for day in (span.since, span.until, *span.changes) if day is not None]
    return min(days).year, max(days).year


def _row(span: Span, y: float, left: float, place: Place, as_of: date) -> list[Shape]:
    until = span.until or max(as_of, span.since or as_of)  # what has not begun yet is a mark on its first day
    days = f"{span.since or 'day not known'} to {span.until or 'now'}"
    tip = f"{span.label}: {span.state}, {days}"
    shapes: list[Shape] = [drawn_label(left - 8, y + 14, span.label, anchor="end")]
    if span.since is None:
        return [*shapes, Words(left + 4, y + 14, f"? {span.state}, day not known", "dim", tip=tip)]
    start, end = sorted((place(span.since), place(until)))
    shapes.append(Box(start, y + 4, max(4.0, end - start), ROW - 8, f"bar {span.state}", tip))
    shapes += [Disc(place(day), y + ROW / 2, 4, "change", f"{span.label}: changes on {day}") for day in span.changes]
    return shapes
