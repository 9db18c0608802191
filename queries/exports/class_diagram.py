"""The classes of the ontology and the properties between them, drawn as SVG."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import hypot

from clauseway.ontology.namespaces import CW
from clauseway.ontology.reference import Reference, local_name

WIDTH, BOX_WIDTH, BOX_HEIGHT = 1060, 120, 44
_COLUMN, _LEFT, _TOP, _ROW = 184, 5, 20, 150
_PLACES: dict[str, tuple[float, int]] = {
    # class -> (column, row): the groups and texts, below them what is claimed of them, below that what claims share
    "Group": (0, 0), "Agreement": (2, 0), "Provision": (4, 0), "ClauseType": (5, 0),
    "Membership": (0, 1), "Participation": (1, 1), "DateClaim": (2, 1), "AgreementLink": (3, 1),
    "Deferral": (4, 1), "Coding": (5, 1),
    "Economy": (0, 2), "Claim": (2.5, 2), "Source": (4, 2), "Dataset": (5, 2),
    "TradeFlow": (0, 3), "Distance": (1, 3), "Observation": (2, 3), "Indicator": (3, 3), "LawStatus": (4, 3),
    "LawKind": (5, 3), "LawRequirement": (5, 4), "PartyClaim": (1, 4),
}  # fmt: skip
_CONCEPTS_OF = {f"{CW}addresses": f"{CW}ClauseType"}
"""Properties whose declared range is any concept, and the class of those they point to."""
_COLUMNS, _APART, _LETTER = 6, 18, 6.1


@dataclass(frozen=True, slots=True)
class Box:
    """A class: its name and the upper left corner."""

    name: str
    x: float
    y: float

    @property
    def middle(self) -> tuple[float, float]:
        """Centre of the box."""
        return self.x + BOX_WIDTH / 2, self.y + BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A property between two classes, or (without a name) a subclass and its class."""

    name: str
    x1: float
    y1: float
    x2: float
    y2: float
    label_x: float
    label_y: float

    @property
    def label_width(self) -> float:
        """About the width of the name, for a ground that keeps the line from running through it."""
        return len(self.name) * _LETTER + 6


@dataclass(frozen=True, slots=True)
class Diagram:
    """What a template draws."""

    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    subclasses: list[Arrow]


def class_diagram(reference: Reference) -> Diagram:
    """Lay out the classes: the known ones by hand, any other in rows below."""
    boxes = _boxes([local_name(term.iri) for term in reference.of_kind("class")])
    links: list[tuple[str, Box, Box]] = []
    for term in reference.of_kind("object property"):
        target = boxes.get(_CONCEPTS_OF.get(term.iri, term.range))
        sources = [boxes[iri] for iri in term.domains if iri in boxes]
        links += [(local_name(term.iri), source, target) for source in sources if target is not None]
    narrower = [
        ("", boxes[term.iri], boxes[parent])
        for term in reference.of_kind("class")
        for parent in term.parents
        if parent in boxes
    ]
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + _TOP
    return Diagram(int(height), list(boxes.values()), _arrows(links), _arrows(narrower))


def _boxes(names: list[str]) -> dict[str, Box]:
    others = [name for name in names if name not in _PLACES]
    below = max((row for _, row in _PLACES.values()), default=0) + 1
    places = dict(_PLACES)
    for index, name in enumerate(others):
        places[name] = (index % _COLUMNS, below + index // _COLUMNS)
    return {
        f"{CW}{name}": Box(name, _LEFT + places[name][0] * _COLUMN, _TOP + places[name][1] * _ROW) for name in names
    }


def _arrows(links: list[tuple[str, Box, Box]]) -> list[Arrow]:
    """Lines between the borders of boxes; several between the same two run side by side."""
    between = Counter(frozenset((source.name, target.name)) for _, source, target in links)
    drawn: Counter[frozenset[str]] = Counter()
    arrows: list[Arrow] = []
    for name, source, target in links:
        pair = frozenset((source.name, target.name))
        shift = (drawn[pair] - (between[pair] - 1) / 2) * _APART
        place = (drawn[pair] + 1) / (between[pair] + 1)
        drawn[pair] += 1
        arrows.append(_arrow(name, source, target, shift, place))
    return arrows


def _arrow(name: str, source: Box, target: Box, shift: float, place: float) -> Arrow:
    (x1, y1), (x2, y2) = source.middle, target.middle
    length = hypot(x2 - x1, y2 - y1) or 1.0
    # the same side is "left" for both directions, so that two arrows of one pair do not fall together
    turn = 1 if (source.name, target.name) == tuple(sorted((source.name, target.name))) else -1
    across = (-(y2 - y1) / length * shift * turn, (x2 - x1) / length * shift * turn)
    start = _border(source, x2 - x1, y2 - y1, across)
    end = _border(target, x1 - x2, y1 - y2, across)
    at = place if turn == 1 else 1 - place
    label_x, label_y = (one + (other - one) * at for one, other in zip(start, end, strict=True))
    x1, y1, x2, y2, label_x, label_y = (round(value, 1) for value in (*start, *end, label_x, label_y))
    return Arrow(name, x1, y1, x2, y2, label_x, label_y)


def _border(box: Box, dx: float, dy: float, across: tuple[float, float]) -> tuple[float, float]:
    """Where a line that leaves the shifted middle of a box in a direction meets its border."""
    half_width, half_height = BOX_WIDTH / 2, BOX_HEIGHT / 2
    x, y = across
    reach = [
        (half - offset if step > 0 else half + offset) / abs(step)
        for half, offset, step in ((half_width, x, dx), (half_height, y, dy))
        if step
    ]
    scale = min(reach, default=0.0)
    return box.middle[0] + x + dx * scale, box.middle[1] + y + dy * scale
