"""Tiles of economies, a row a region: the coverage of a clause type across the world.

A tile is as large for an island as for a continent, each stands beside its neighbours, and no border is drawn: a map
of outlines would hide the small economies, and say things about territory that the data do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from clauseway.queries.drawings.shapes import LINE, MARGIN, TITLE_ROOM, Box, Drawing, Shape, Words, width_of
from clauseway.queries.results import STANDARD_LEGEND, ResultTable

WIDE, HIGH, GAP = 34, 18, 3
"""Pixels of a tile, and between two."""

IN_A_LINE = 14
"""Tiles of a line; a region with more takes several."""

LEGEND = (
    *(
        (f"tile g{digit}", name.replace("-", " ")) if digit is not None
        else ("tile unknown", "not read: nothing is known, which is not the same as absent")
        for digit, name, _ in STANDARD_LEGEND
    ),
    ("tile g3 putoff", "agreed, but put off or perhaps not in force on the day"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """An economy.

    Attributes:
        code: What stands on the tile.
        region: Row it stands in; tiles of one region come one after the other.
        rank: Rank of its grade, 0 to 5; `None` when not read.
        tip: What it says of itself.
        put_off: Whether the duty does not surely apply on the day.
    """

    code: str
    region: str
    rank: int | None
    tip: str = ""
    put_off: bool = False


def tiles(title: str, reading: str, economies: Sequence[Tile], table: ResultTable) -> Drawing:
    """Draw economies as tiles.

    Args:
        title: The question.
        reading: One sentence that says what is to be seen.
        economies: In the order to draw, region by region.
        table: The same as a table.
    """
    left = MARGIN + max((width_of(each.region) for each in economies), default=0) + 10
    y: float = TITLE_ROOM + LINE
    shapes: list[Shape] = []
    for region, group in groupby(economies, key=lambda each: each.region):
        members = list(group)
        shapes.append(Words(left - 10, y + 13, region, "ink", "end"))
        for place, each in enumerate(members):
            x = left + (place % IN_A_LINE) * (WIDE + GAP)
            top = y + (place // IN_A_LINE) * (HIGH + GAP)
            known = "unknown" if each.rank is None else f"g{each.rank}"
            ink = "dim" if each.rank is None else f"on{each.rank}"
            shapes.append(Box(x, top, WIDE, HIGH, f"tile {known}{' putoff' if each.put_off else ''}", each.tip))
            shapes.append(Words(x + WIDE / 2, top + 13, each.code, ink, "middle", tip=each.tip))
        y += ((len(members) - 1) // IN_A_LINE + 1) * (HIGH + GAP) + 4
    width = left + IN_A_LINE * (WIDE + GAP) + MARGIN
    return Drawing(title, reading, width, y + 8, tuple(shapes), LEGEND, table)
