"""An answer in sections: one table for programs, a table a section for people."""

from __future__ import annotations

from dataclasses import dataclass

from clauseway.queries.provenance import Provenance
from clauseway.queries.results import ResultTable


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that people read section by section.

    Attributes:
        whole: All rows as one table; what formats of plain rows hold.
        sections: The same rows a section, each with its own title and columns to show.
    """

    whole: ResultTable
    sections: tuple[ResultTable, ...]

    @property
    def title(self) -> str:
        """The question the page answers."""
        return self.whole.title

    @property
    def provenance(self) -> Provenance:
        """Where the rows come from."""
        return self.whole.provenance
