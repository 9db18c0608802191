"""An answer in sections, for people to read: words, tables, drawings and texts side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.provenance import Provenance
from clauseway.queries.results import Matrix, ResultTable

type Piece = tuple[str, bool]
"""Some words, and whether they are marked."""

type Style = Literal["text", "small", "strong", "quote"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some words.

    Attributes:
        pieces: Words, parted where marking begins or ends.
        style: `quote` for words of a treaty.
        language: ISO 639-1 code of words that are not English.
    """

    pieces: tuple[Piece, ...]
    style: Style = "text"
    language: str = ""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Columns to compare, each with a heading."""

    columns: tuple[tuple[str, tuple[Paragraph, ...]], ...]


type Block = Paragraph | SideBySide | ResultTable | Matrix | Drawing


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that people read section by section.

    Attributes:
        whole: All rows as one table; what formats of plain rows hold.
        sections: What formats for people show.
    """

    whole: ResultTable
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The question the page answers."""
        return self.whole.title

    @property
    def provenance(self) -> Provenance:
        """Where the rows come from."""
        return self.whole.provenance

    def save(self, path: str | Path) -> None:
        """Write it to a file; the suffix decides the format (html, docx, md; rows alone: csv, json, xlsx).

        Raises:
            ExportError: It could not be written; nothing half-written is left.
        """
        from clauseway.queries.exports import export

        itself: Any = self  # an editable installation has the class under two paths
        export(itself, Path(path))

    def _repr_html_(self) -> str:
        """The page, for a notebook."""
        from clauseway.queries.exports import rendered

        itself: Any = self
        return rendered(itself, "html")


def paragraph(text: str, style: Style = "text") -> Paragraph:
    """Words without a mark.

    >>> paragraph("Nothing is known.").pieces
    (('Nothing is known.', False),)
    """
    return Paragraph(((text, False),), style)


def page_of_tables(whole: ResultTable, tables: tuple[ResultTable, ...]) -> Page:
    """A page with a section a table."""
    return Page(whole, tuple(Section(table.title, (table,)) for table in tables))
