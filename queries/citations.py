"""A source as a result cites it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that rows rest on, with the terms it is under.

    Attributes:
        source: Key of the source.
        title: What it is.
        publisher: Who published it.
        licence: Terms it is under.
        facts: How many of the facts behind the rows it made.
        address: Where its files were published; empty for tables of this project, and where nobody asked.
    """

    source: str
    title: str
    publisher: str
    licence: str
    facts: int
    address: str = ""

    def sentence(self) -> str:
        """The source in one line.

        >>> CitedSource("wto-text", "The text", "WTO", "WTO terms", 2).sentence()
        'wto-text: The text. Publisher: WTO. Licence: WTO terms.'
        """
        return f"{self.source}: {self.title}. Publisher: {self.publisher}. Licence: {self.licence}."
