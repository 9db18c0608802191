"""Colour ramps of matrices of numbers and of changes, with the legend that goes with them.

Grades have their own ramp beside the grades. Every ramp keeps its order in grey and for colour-blind readers (one hue
from light to dark, or orange against blue), every ink reaches a contrast of 4.5 on its fill, and every cell has its
number or its signed change in print, so colour never speaks alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf
from typing import Literal

type ScaleKind = Literal["numbers", "changes"]

_DARK, _LIGHT = "1a1a1a", "ffffff"
_NUMBER_RAMP = (
    ("f7f5fa", _DARK), ("dfdbec", _DARK), ("c3bcdc", _DARK), ("a197c8", _DARK), ("7a62aa", _LIGHT), ("51297f", _LIGHT),
)  # fmt: skip
_CHANGE_RAMP = (
    ("8c3a04", _LIGHT), ("f6b77a", _DARK), ("fbe0c6", _DARK), ("f7f7f7", _DARK), ("d3e3f1", _DARK), ("92c5de", _DARK),
    ("1b5a99", _LIGHT),
)  # fmt: skip
_CHANGE_KEYS = ("cm3", "cm2", "cm1", "c0", "cp1", "cp2", "cp3")


@dataclass(frozen=True, slots=True)
class Shade:
    """One step of a ramp.

    Attributes:
        key: Name of the step, for style sheets.
        low: Least number that gets it; the step ends where the next one begins.
        fill: Colour of the cell, RGB hex.
        ink: Colour of the text in it, RGB hex.
        mark: The numbers it stands for, as a legend shows them.
        meaning: What they say, in a sentence.
    """

    key: str
    low: float
    fill: str
    ink: str
    mark: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How the cells of a matrix of numbers look.

    Attributes:
        kind: `numbers`, or `changes` from one number to another.
        decimals: Decimals of a number that is shown.
        shades: The steps, least first.
        about: What a number is, for the codebook.
        summed: Whether adding the numbers of a row makes sense; else a margin gives their mean.
    """

    kind: ScaleKind
    decimals: int
    shades: tuple[Shade, ...]
    about: str
    summed: bool = True

    def shade(self, number: float) -> Shade:
        """The step of a number.

        >>> [share_scale("").shade(x).mark for x in (0.0, 0.2, 1.0)]
        ['0.00 to 0.10', '0.20 to 0.30', '0.50 to 1.00']
        """
        if self.kind == "numbers":
            return next(shade for shade in reversed(self.shades) if number >= shade.low or shade is self.shades[0])
        size = round(abs(number), self.decimals)
        reached = [shade for shade in self.shades if shade.low * number > 0 and abs(shade.low) <= size]
        return max(reached, key=lambda shade: abs(shade.low)) if reached else self.shades[len(self.shades) // 2]

    def shown(self, number: float) -> str:
        """A number as cells show it.

        >>> share_scale("").shown(0.4449), count_scale([3], "").shown(3)
        ('0.44', '3')
        """
        return f"{number:.{self.decimals}f}"

    def signed(self, change: float) -> str:
        """A change with its sign; none has the sign ±.

        >>> change_scale(0).signed(3), change_scale(0).signed(-2), change_scale(0).signed(0)
        ('+3', '−2', '±0')
        """
        size = self.shown(abs(change))
        return f"±{size}" if not float(size) else f"{'+' if change > 0 else '−'}{size}"


def share_scale(about: str, meaning: str = "Darker is more.") -> Scale:
    """Five steps of a number in [0, 1], narrower where most numbers lie."""
    bounds = (0.0, 0.1, 0.2, 0.3, 0.5, 1.0)
    steps = [
        Shade(f"v{n}", low, *_NUMBER_RAMP[n + 1], f"{low:.2f} to {high:.2f}", meaning)
        for n, (low, high) in enumerate(pairwise(bounds))
    ]
    return Scale("numbers", 2, tuple(steps), about, summed=False)


def count_scale(counts: Iterable[float], about: str, meaning: str = "Darker is more.") -> Scale:
    """None, and up to five even steps to the largest of some counts.

    >>> [shade.mark for shade in count_scale([0, 7, 12], "").shades]
    ['0', '1 to 3', '4 to 6', '7 to 9', '10 to 12']
    >>> [shade.mark for shade in count_scale([2], "").shades]
    ['0', '1', '2']
    """
    most = int(max(counts, default=0))
    width = max(1, ceil(most / 5))
    shades = [Shade("v0", -inf, *_NUMBER_RAMP[0], "0", "None.")]
    for n, low in enumerate(range(1, most + 1, width), start=1):
        high = min(low + width - 1, most)
        mark = str(low) if low == high else f"{low} to {high}"
        shades.append(Shade(f"v{n}", low, *_NUMBER_RAMP[n], mark, meaning))
    return Scale("numbers", 0, tuple(shades), about)


def change_scale(decimals: int, *, middle: float = 2, large: float = 3) -> Scale:
    """Falls in orange, rises in blue, none in grey, in three steps of size each.

    Args:
        decimals: Decimals of the numbers compared.
        middle: Size at which the second step begins.
        large: Size at which the strongest step begins.

    >>> [shade.mark for shade in change_scale(0).shades]
    ['−3 or more', '−2', '−1', '±0', '+1', '+2', '+3 or more']
    >>> [change_scale(2, middle=0.1, large=0.3).shade(x).mark for x in (-0.5, -0.1, 0.001, 0.04)]
    ['−0.30 or more', '−0.10 to 0.29', '±0.00', '+0.01 to 0.09']
    """
    least = 10.0**-decimals

    def span(sign: str, low: float, end: float) -> str:
        first, last = f"{sign}{low:.{decimals}f}", f"{end - least:.{decimals}f}"
        return first if first == sign + last else f"{first} to {last}"

    def steps(sign: str) -> list[tuple[float, str]]:
        return [
            (least, span(sign, least, middle)),
            (middle, span(sign, middle, large)),
            (large, f"{sign}{large:.{decimals}f} or more"),
        ]

    rises, falls = steps("+"), steps("−")
    told = [
        *((-size, mark, "Less than before.") for size, mark in reversed(falls)),
        (0.0, f"±{0:.{decimals}f}", "The same number on both sides."),
        *((size, mark, "More than before.") for size, mark in rises),
    ]
    shades = [
        Shade(key, low, *colours, mark, meaning)
        for key, colours, (low, mark, meaning) in zip(_CHANGE_KEYS, _CHANGE_RAMP, told, strict=True)
    ]
    return Scale("changes", decimals, tuple(shades), "what a cell holds after the change, less what it held before")
