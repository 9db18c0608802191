"""Marks before paragraphs and list items: `1.`, `(2bis)`, `(a)`, `iv)`, `①`, `•`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from clauseway.loaders.texts.numerals import cjk_value, roman_value

_PARTS = re.compile(r"(\(?)(\d{1,3}|[a-zA-Z]{1,5})[ ]?(bis|ter|quater|[A-Z])?([.)]*)")
BULLETS = "•·▪●○–—-"
KOREAN_LETTERS = "가나다라마바사아자차카타파하"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a mark.

    Attributes:
        style: Brackets and kind of sign; marks of one list share it.
        value: Place in the list, from 1.
    """

    style: str
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with every way to read it: `(i)` is the ninth letter or the first Roman number.

    Attributes:
        core: Without brackets and points.
    """

    core: str
    readings: tuple[Reading, ...]

    @property
    def starts(self) -> bool:
        """Whether a list may begin with it."""
        return any(reading.value <= 1 for reading in self.readings)

    @property
    def is_number(self) -> bool:
        """Whether it is an Arabic number."""
        return self.core[:1].isdigit()


@lru_cache(maxsize=4096)
def read_mark(text: str) -> Mark:
    """Read a mark as printed.

    >>> read_mark("(i)").readings
    (Reading(style='(i)', value=1), Reading(style='(a)', value=9))
    >>> read_mark("2bis.").core, read_mark("2bis.").readings
    ('2bis', (Reading(style='1.', value=2),))
    >>> read_mark("l.").readings[0]
    Reading(style='1.', value=1)
    >>> read_mark("•").readings
    (Reading(style='•', value=0),)
    """
    if text in BULLETS:
        return Mark(text, (Reading("•", 0),))
    if "①" <= text <= "⑳":
        value = ord(text) - ord("①") + 1
        return Mark(str(value), (Reading("①", value),))
    if text.strip("().") in KOREAN_LETTERS:
        letter = text.strip("().")
        return Mark(letter, (Reading(text.replace(letter, "가"), KOREAN_LETTERS.index(letter) + 1),))
    if (value := cjk_value(text.strip("()（）、"))) is not None:
        return Mark(str(value), (Reading("、1" if text.endswith("、") else "（1）", value),))
    match = _PARTS.fullmatch(text)
    if match is None:
        return Mark(text, (Reading(text, 0),))
    opening, core, more, closing = match.groups()
    closing = closing[:1]
    readings: list[Reading] = []
    if core.isdigit():
        readings.append(Reading(f"{opening}1{closing}", int(core)))
    elif core.islower() or core.isupper():
        kind, letter = ("i", "a") if core.islower() else ("I", "A")
        if set(core.lower()) <= set("ivx") and (roman := roman_value(core)) is not None:
            readings.append(Reading(f"{opening}{kind}{closing}", roman))
        if len(core) == 1:
            readings.append(Reading(f"{opening}{letter}{closing}", ord(core.lower()) - 96))
            if text in ("l.", "I."):  # a slip of character recognition: the first paragraph
                readings.insert(0, Reading("1.", 1))
        elif len(set(core)) == 1:
            readings.append(Reading(f"{opening}{letter}{closing}", 26 * (len(core) - 1) + ord(core[0].lower()) - 96))
    return Mark(core + (more or ""), tuple(readings) or (Reading(text, 0),))
