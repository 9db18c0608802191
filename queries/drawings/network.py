"""Networks of economies bound by rules: around one economy, or within a group.

Economies stand on a circle, so that no two labels meet whatever their number; the circle grows with it. Neighbours on
it belong to one camp, so that most lines stay short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atan2, cos, degrees, pi, sin

from clauseway.queries.drawings.shapes import MARGIN, TITLE_ROOM, Disc, Drawing, Shape, Stroke, width_of
from clauseway.queries.drawings.shapes import label as drawn_label
from clauseway.queries.fragmentation import camps
from clauseway.queries.results import ResultTable
from clauseway.queries.rules_in_force import Pair

LEAST_RADIUS = 150.0
PER_NODE = 15.0
"""Pixels of the circle's line for each economy: the height of a label."""

MOST_LONELY = 12
"""Economies bound with no other one up to which they are drawn; more of them are counted only."""

THICKEST, THICKEST_OF_MANY, MANY = 5.0, 2.0, 80
"""Width of the line of the deepest rules, and where more than so many lines cross."""

CAMP_STYLES = 6
"""Camps with a style of their own; further ones share the last."""


def circle_order(economies: Sequence[str], depth: Mapping[Pair, float]) -> list[str]:
    """Economies in the order they stand on the circle: camp by camp, the unbound last.

    >>> circle_order(["A", "B", "C", "D", "E"], {("A", "C"): 1.0, ("B", "D"): 1.0})
    ['A', 'C', 'B', 'D', 'E']
    """
    found = camps({pair: weight for pair, weight in depth.items() if set(pair) <= set(economies)})
    placed = [economy for camp in found.members for economy in camp]
    return placed + [economy for economy in economies if economy not in set(placed)]


def network(
    title: str,
    names: Mapping[str, str],
    depth: Mapping[Pair, float],
    table: ResultTable,
    *,
    tips: Mapping[Pair, str] | None = None,
    centre: str = "",
) -> Drawing:
    """Draw who is bound with whom; the thicker a line, the deeper the rules.

    Args:
        title: The question.
        names: Economies to draw, by code.
        depth: Depth of the rules of a pair, above 0 and up to 1; pairs left out are not bound.
        table: The same as a table.
        tips: What to tell of a line.
        centre: An economy to put into the middle; only its lines are drawn.
    """
    told = tips or {}
    drawn = {pair: weight for pair, weight in depth.items() if not centre or centre in pair}
    bound = {economy for pair in drawn for economy in pair}
    outside = [economy for economy in names if economy != centre]
    lonely = sum(economy not in bound for economy in outside)
    if lonely > MOST_LONELY:
        outside = [economy for economy in outside if economy in bound]
    order = circle_order(outside, depth)
    radius = max(LEAST_RADIUS, PER_NODE * len(order) / (2 * pi))
    room = max((width_of(drawn_label(0, 0, names[economy]).text) for economy in order), default=0.0) + 22
    middle_x = MARGIN + room + radius
    middle_y = TITLE_ROOM + 20 + room + radius
    # not by networkx: its layouts need numpy, which the base installation does not bring
    step = 2 * pi / max(len(order), 1)
    places = {e: (middle_x + radius * cos(n * step), middle_y + radius * sin(n * step)) for n, e in enumerate(order)}
    if centre:
        places[centre] = (middle_x, middle_y)
    styles = _styles(order, depth)
    most = max(drawn.values(), default=1.0)
    thickest = THICKEST if len(drawn) <= MANY else THICKEST_OF_MANY
    shapes: list[Shape] = [
        Stroke(*places[one], *places[other], "tie", 0.5 + thickest * weight / most, told.get((one, other), ""))
        for (one, other), weight in sorted(drawn.items(), key=lambda item: (item[1], item[0]))
        if one in places and other in places
    ]
    for economy in order:
        shapes += _node(economy, names[economy], places[economy], (middle_x, middle_y), styles[economy])
    if centre:
        shapes += [Disc(middle_x, middle_y, 9, "node centre", names[centre])]
        shapes += [drawn_label(middle_x, middle_y - 14, names[centre], css="ink strong halo", anchor="middle")]
    if centre:
        some = str(len(drawn)) if len(drawn) == len(order) else f"{len(drawn)} of {len(order)}"
        reading = f"{some} economies are bound with {names[centre]} by a rule surely in force."
    else:
        pairs = len(names) * (len(names) - 1) // 2
        alone = "1 economy is" if lonely == 1 else f"{lonely} economies are"
        reading = f"{len(drawn):,} of {pairs:,} pairs are bound; {alone} bound with none of the others."
    side = 2 * (room + radius + MARGIN)
    return Drawing(title, reading, side, side + TITLE_ROOM, tuple(shapes), _legend(styles), table)


def _styles(order: Sequence[str], depth: Mapping[Pair, float]) -> dict[str, str]:
    found = camps({pair: weight for pair, weight in depth.items() if set(pair) <= set(order)})
    styles = {e: f"camp{min(n, CAMP_STYLES)}" for n, camp in enumerate(found.members, 1) for e in camp}
    return {economy: styles.get(economy, "lone") for economy in order}


def _node(economy: str, name: str, place: tuple[float, float], middle: tuple[float, float], style: str) -> list[Shape]:
    """A disc, and its label outside the circle, turned so that it is never upside down."""
    angle = atan2(place[1] - middle[1], place[0] - middle[0])
    x, y = place[0] + 9 * cos(angle), place[1] + 9 * sin(angle)
    turn = degrees(angle)
    anchor = "start"
    if abs(turn) > 90:
        turn, anchor = turn - 180 if turn > 0 else turn + 180, "end"
    return [
        Disc(*place, 5, f"node {style}", f"{name} ({economy})"),
        drawn_label(x, y, name, css="ink centred", anchor=anchor, turn=round(turn, 2)),
    ]


def _legend(styles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    drawn = sorted(set(styles.values()) - {"lone"})
    rows = [
        (f"node {style}", f"camp {style.removeprefix('camp')}: bound more closely with each other") for style in drawn
    ]
    lone = [("node lone", "no rule in force with the others")] if "lone" in styles.values() else []
    return (*rows, *lone, ("tie", "rules in force between two; the thicker, the deeper"))
