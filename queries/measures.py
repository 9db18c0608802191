"""What each measure is: formula, range and example, from one table that the pages and the documentation share."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "measures.csv"

SECTIONS: dict[str, str] = {
    "strength": "Strength",
    "coverage": "Coverage",
    "fragmentation": "Fragmentation",
    "words": "Likeness of words",
    "gaps": "Gaps",
    "compliance": "Compliance",
    "what-if": "What-if",
    "trade": "Trade",
    "gravity": "Gravity",
    "upgrade-paths": "Upgrade paths",
}
"""Section to its title, in the order of the documentation."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure.

    Attributes:
        section: Analysis it belongs to, a key of `SECTIONS`.
        measure: What it is called.
        formula: How it is worked out, in words and signs.
        range: Values it may take.
        source: Whose measure it is.
        example: Its value in the example of its section.
    """

    section: str
    measure: str
    formula: str
    range: str
    source: str
    example: str

    @property
    def anchor(self) -> str:
        """Its name in an address.

        >>> Measure("fragmentation", "clause entropy", "", "", "", "").anchor
        'fragmentation-clause-entropy'
        """
        return f"{self.section}-{re.sub(r'[^a-z0-9]+', '-', self.measure.lower()).strip('-')}"


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, in the order of the documentation."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Measure(**row) for row in csv.DictReader(file))


def without_marks(text: str) -> str:
    """A text of the table without its Markdown.

    >>> without_marks("([strength](strength.md)) at `qualified`")
    '(strength) at qualified'
    """
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("`", "")
