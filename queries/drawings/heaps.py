"""Texts heaped on the rungs of the ladder: how many agreements hold a clause type how strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauseway.queries.drawings.ladder import RUNGS
from clauseway.queries.drawings.shapes import MARGIN, TITLE_ROOM, Disc, Drawing, Shape, Stroke, Words
from clauseway.queries.results import ResultTable

RUNG = 160
"""Pixels of a rung: its name has to fit."""

STEP = 15
"""Pixels from one disc to the next."""

IN_A_LINE = 9
"""Discs side by side on a rung."""

LEGEND = (
    ("rung then", "an agreement whose text was read by a person"),
    ("rung now", "an agreement whose text was read by rules, or known at second hand"),
)
NOT_READ = "title only"


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement on its rung.

    Attributes:
        rank: Rank of the grade of its text, 0 to 5; -1 when only a title is known.
        read: Whether a person read the text.
        tip: Its title and article.
    """

    rank: int
    read: bool
    tip: str


def heaps(title: str, reading: str, texts: Sequence[Held], table: ResultTable) -> Drawing:
    """Draw a disc an agreement, on the rung of its text.

    Args:
        title: The question.
        reading: One sentence that says what is to be seen.
        texts: In any order; those read by a person are drawn first.
        table: The same as a table.
    """
    first = -1 if any(each.rank < 0 for each in texts) else 0
    ranks = range(first, len(RUNGS))
    groups = {rank: sorted((t for t in texts if t.rank == rank), key=lambda t: not t.read) for rank in ranks}
    lines = max((-(-len(group) // IN_A_LINE) for group in groups.values()), default=0)
    bottom = TITLE_ROOM + 34 + lines * STEP
    shapes: list[Shape] = [Stroke(MARGIN, bottom + 4, MARGIN + RUNG * len(groups), bottom + 4, "grid")]
    for column, (rank, group) in enumerate(groups.items()):
        start = MARGIN + RUNG * column + 8
        for place, each in enumerate(group):
            line, across = divmod(place, IN_A_LINE)
            css = "rung then" if each.read else "rung now"
            shapes.append(Disc(start + across * STEP + 6, bottom - 8 - line * STEP, 5, css, each.tip))
        name = RUNGS[rank] if rank >= 0 else NOT_READ
        shapes.append(Words(start, bottom + 20, name, "ink"))
        shapes.append(Words(start, bottom + 34, str(len(group)), "dim"))
    return Drawing(
        title, reading, MARGIN * 2 + RUNG * len(groups), bottom + 44, tuple(shapes), LEGEND, table
    )
