"""Typed results: what a query gives back, before anyone decides how it looks.

A [`ResultTable`][clauseway.queries.results.ResultTable] is a list of flat rows with described columns; a
[`Matrix`][clauseway.queries.results.Matrix] is a grid of grades whose every cell names the evidence it
rests on. Both carry their [`Provenance`][clauseway.queries.results.Provenance], so an export can say which
data, on which date, answered which question.
"""

# Long because what a cell, a legend and a total are is read together by every format.

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from clauseway.graph.engine import Row, Value
from clauseway.queries.provenance import CODINGS_LICENCE, Provenance
from clauseway.queries.result_access import MatrixAccess, TableAccess
from clauseway.queries.shades import Scale
from clauseway.queries.value_text import as_text

__all__ = [
    "CODINGS_LICENCE",
    "GRADE_DIGITS",
    "GRADE_FILLS",
    "NOT_READ_CSS",
    "NOT_READ_GLYPH",
    "STANDARD_LEGEND",
    "Column",
    "ColumnType",
    "LegendEntry",
    "Margin",
    "Matrix",
    "MatrixCell",
    "Provenance",
    "ResultTable",
    "Value",
    "as_text",
    "shown_text",
]

type ColumnType = Literal["string", "integer", "number", "boolean", "date"]
type LegendLine = tuple[int | None, str, str]

GRADE_DIGITS: dict[str, int | None] = {
    "binding-enforceable": 5,
    "binding-unenforceable": 4,
    "qualified": 3,
    "best-endeavour": 2,
    "reviewable-later": 1,
    "absent": 0,
    "not-read": None,
}
"""Grade to the digit printed in a matrix, strongest first. A text nobody read has no digit: it is not 0."""

NOT_READ_GLYPH = "?"
"""What a matrix shows where no digit exists. Never an empty cell: that would look like an absent duty."""

GRADE_FILLS: dict[int, tuple[str, str]] = {
    0: ("f4f4f4", "1a1a1a"),
    1: ("cfe1f2", "1a1a1a"),
    2: ("93c4df", "1a1a1a"),
    3: ("4a97c9", "000000"),
    4: ("1764ab", "ffffff"),
    5: ("08306b", "ffffff"),
}
"""Digit to (fill, ink), RGB hex. One hue, darker is stronger, so the order survives colour blindness and
grey printing; every ink reaches a contrast of at least 4.5 on its fill."""

STANDARD_LEGEND: tuple[LegendLine, ...] = (
    (5, "binding-enforceable", "A firm duty, open to dispute settlement."),
    (4, "binding-unenforceable", "A firm duty, shut out of dispute settlement."),
    (3, "qualified", "A duty whose content or exception each Party largely sets itself."),
    (2, "best-endeavour", "A promise to try, to encourage or to cooperate."),
    (1, "reviewable-later", "Only a promise to come back to the subject."),
    (0, "absent", "The text was read and holds nothing on the subject."),
    (None, "not-read", "The text was not read: nothing is known, which is not the same as absent."),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Stable key, used in files.
        title: Heading for people.
        type: Type of every value in it that is not null.
        comment: What a value means, for the codebook.
    """

    name: str
    title: str
    type: ColumnType = "string"
    comment: str = ""


@dataclass(slots=True)
class ResultTable(TableAccess):
    """A list of flat rows with described columns.

    Attributes:
        title: The question the table answers.
        columns: Columns in file order.
        rows: Values by column name; a missing name is null.
        provenance: Where the rows come from.
        empty_message: Sentence shown when there is no row.
        shown: Names of the columns of terminal and Markdown tables; empty for all. Files get all columns.
    """

    # The checker meets this file by two names, so that the mixin seems to speak of other classes: hence the ignores.
    title: str
    columns: list[Column]  # pyright: ignore[reportIncompatibleVariableOverride]
    rows: list[Row]
    provenance: Provenance  # pyright: ignore[reportIncompatibleVariableOverride]
    empty_message: str = ""
    shown: tuple[str, ...] = ()

    def _itself(self) -> ResultTable:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self

    def shown_columns(self) -> list[Column]:
        """Columns for a narrow table, in the order of `shown`.

        Raises:
            KeyError: `shown` names a column the table does not have.
        """
        by_name = {column.name: column for column in self.columns}
        return [by_name[name] for name in self.shown] if self.shown else list(self.columns)

    def records(self) -> list[Row]:
        """Rows with every column present, keys in column order.

        Raises:
            ValueError: A row has a value under a name that is no column; it would be lost silently.
        """
        names = [column.name for column in self.columns]
        known = set(names)
        for row in self.rows:
            if not known.issuperset(row):
                stray = ", ".join(sorted(set(row) - known))
                raise ValueError(f"Rows of {self.title!r} have values without a column: {stray}.")
        return [{name: row.get(name) for name in names} for row in self.rows]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one row of a matrix owes under one column.

    Attributes:
        digit: 0 to 5, see `GRADE_DIGITS`; None when the text was not read.
        label: Short text for people.
        grade: Grade key.
        partners: How many partners the duty is owed to; None where that was not asked.
        agreement: Key of the agreement that decides the cell; empty if none does.
        article: Its article number.
        verification: How the coding was checked.
        active: False when the duty exists but is not owed on the day (deferred, not yet in force).
        evidence_id: Row of the evidence table the cell rests on; empty where no provision exists.
        row_id: Name of the cell, for `clauseway explain`.
        value: The number of a cell that holds no grade; of a change, what was added. None where it is not known.
        shown: What stands in such a cell; empty in a matrix of grades, which shows the digit.
        before: In a matrix of changes, what stood there before.
        after: In a matrix of changes, what stands there after.
    """

    digit: int | None
    label: str
    grade: str
    partners: int | None = None
    agreement: str = ""
    article: str = ""
    verification: str = ""
    active: bool | None = None
    evidence_id: str = ""
    row_id: str = ""
    value: float | None = None
    shown: str = ""
    before: str = ""
    after: str = ""

    @property
    def suspended(self) -> bool:
        """Whether there is a duty that is not owed on the day."""
        return self.active is False and bool(self.digit) and not self.shown

    @property
    def owed(self) -> int | None:
        """The digit of what is owed on the day: 0 for a duty that is put off, None where the text was not read."""
        return 0 if self.suspended else self.digit

    def glyph(self) -> str:
        """What stands in the cell; a duty that is not owed on the day stands in brackets.

        >>> MatrixCell(5, "", "binding-enforceable").glyph()
        '5'
        >>> MatrixCell(5, "", "binding-enforceable", active=False).glyph()
        '(5)'
        >>> MatrixCell(None, "", "not-read").glyph()
        '?'
        >>> MatrixCell(None, "", "", value=0.25, shown="0.25").glyph()
        '0.25'
        """
        if self.shown:
            return self.shown
        text = NOT_READ_GLYPH if self.digit is None else str(self.digit)
        return f"({text})" if self.suspended else text


NOT_READ_CELL = MatrixCell(None, "not read", "not-read")

NOT_READ_CSS, HALF_READ_CSS, NO_FILL = "gx", "gh", "na"
"""Styles beside the ramps: a text that was not read (hatched), a change of which one side was not read, and a cell
that can hold nothing (plain)."""

HALF_READ_FILL = ("fdf3c7", "1a1a1a")
"""Fill and ink of a change of which one side was not read: of neither colour of the ramp."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend: what a cell looks like, its style (empty for none), its name and its meaning."""

    mark: str
    css: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Margin:
    """A total for each row and each column.

    Attributes:
        name: Stable key.
        title: Heading for people.
        comment: What is counted.
        by_row: Total by row key; None where no cell is known.
        by_column: Total by column key.
        decimals: Decimals to show.
    """

    name: str
    title: str
    comment: str
    by_row: dict[str, float | None]
    by_column: dict[str, float | None]
    decimals: int = 0

    def shown(self, total: float | None) -> str:
        """A total as text; a question mark where nothing is known."""
        return NOT_READ_GLYPH if total is None else f"{total:,.{self.decimals}f}"


_PLACE_COLUMNS = [
    Column("row", "Row", "string", "Key of the matrix row."),
    Column("row_label", "Row name", "string", "Name of the matrix row."),
    Column("column", "Column", "string", "Key of the matrix column."),
    Column("column_label", "Column name", "string", "Name of the matrix column."),
    Column("theme", "Theme", "string", "Group the column belongs to."),
]
_EVIDENCE_COLUMN = Column("evidence_id", "Evidence", "string", "Row of the evidence table the cell rests on.")

LONG_COLUMNS = [
    *_PLACE_COLUMNS,
    Column("digit", "Digit", "integer", "Grade as a digit, 5 strongest, 0 absent; null: text not read."),
    Column("grade", "Grade", "string", "Grade of the commitment."),
    Column("label", "Label", "string", "The cell in words."),
    Column("partners", "Partners", "integer", "Number of partners the duty is owed to; null: not asked."),
    Column("agreement", "Agreement", "string", "Key of the agreement that decides the cell."),
    Column("article", "Article", "string", "Article that decides the cell."),
    Column("verification", "Verification", "string", "How the coding of that article was checked."),
    Column("active", "Active", "boolean", "Whether the duty is owed on the as-of date; null: no duty."),
    _EVIDENCE_COLUMN,
    Column("row_id", "Row", "string", "Name of the cell, for clauseway explain."),
]


def _number_columns(scale: Scale) -> list[Column]:
    changes = [
        Column("before", "Before", "string", "What stood in the cell before; ? not read, brackets: not owed."),
        Column("after", "After", "string", "What stands in it after."),
    ]
    return [
        *_PLACE_COLUMNS,
        *(changes if scale.kind == "changes" else []),
        Column("value", "Value", "number", f"The number: {scale.about}; null: not known."),
        Column("grade", "Known", "string", "not-read where no number is known, itself on the diagonal, else empty."),
        Column("label", "Label", "string", "The cell in words."),
        Column("agreement", "Agreements", "string", "Keys of the agreements behind the cell."),
        _EVIDENCE_COLUMN,
    ]


@dataclass(slots=True)
class Matrix(MatrixAccess):
    """A grid of grades, with the evidence for each cell.

    Attributes:
        title: The question the matrix answers.
        row_names: (key, label) of the rows, in order.
        column_names: (key, label) of the columns, in order.
        column_groups: Theme label by column key; columns of one theme should stand together.
        cells: Cell by (row key, column key). A pair left out counts as not read.
        evidence: One row per `evidence_id`, with provision, article, facts, verification and source. Values
            of its columns `agreement` and `source` are keys (first column) of the two tables below.
        agreements: The agreements the matrix draws on.
        sources: The sources of the evidence.
        provenance: Where the matrix comes from.
        legend: (digit, grade, meaning), strongest first; of a matrix of grades.
        scale: How numbers or changes look; None for a matrix of grades.
        margins: Totals of rows and columns, those asked for.
    """

    title: str
    row_names: list[tuple[str, str]]
    column_names: list[tuple[str, str]]
    column_groups: dict[str, str]
    cells: dict[tuple[str, str], MatrixCell]
    evidence: ResultTable
    agreements: ResultTable
    sources: ResultTable
    provenance: Provenance  # pyright: ignore[reportIncompatibleVariableOverride]
    legend: list[LegendLine] = field(default_factory=lambda: list(STANDARD_LEGEND))
    scale: Scale | None = None
    margins: tuple[Margin, ...] = ()

    def _itself(self) -> Matrix:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self

    def cell(self, row: str, column: str) -> MatrixCell:
        """The cell of a pair of keys; not read if nothing is known of it."""
        return self.cells.get((row, column), NOT_READ_CELL)

    def number(self, cell: MatrixCell) -> float | None:
        """The number of a cell that totals and orders count with: the digit of what is owed, or the value."""
        return cell.owed if self.scale is None else cell.value

    def css(self, cell: MatrixCell) -> str:
        """Style of a cell: a key of `fills`, `gx` (hatched: not read) or `na` (plain)."""
        if self.scale is None:
            return NOT_READ_CSS if cell.digit is None else f"g{cell.digit}"
        if cell.value is None:
            if cell.grade != NOT_READ_CELL.grade:
                return NO_FILL
            return HALF_READ_CSS if cell.before != cell.after else NOT_READ_CSS
        return self.scale.shade(cell.value).key

    @property
    def fills(self) -> dict[str, tuple[str, str]]:
        """(Fill, ink) by style, RGB hex."""
        if self.scale is None:
            return {f"g{digit}": colours for digit, colours in GRADE_FILLS.items()}
        return {HALF_READ_CSS: HALF_READ_FILL} | {s.key: (s.fill, s.ink) for s in self.scale.shades}

    def legend_entries(self) -> list[LegendEntry]:
        """The legend of any kind of matrix, the strongest first."""
        put_off = LegendEntry("(n)", "", "in brackets", "Agreed, but not owed on the as-of date.")
        if self.scale is None:
            grades = [
                LegendEntry(NOT_READ_GLYPH, NOT_READ_CSS, grade, meaning)
                if digit is None
                else LegendEntry(str(digit), f"g{digit}", grade, meaning)
                for digit, grade, meaning in self.legend
            ]
            return [*grades, put_off]
        shades = [LegendEntry(s.mark, s.key, s.mark, s.meaning) for s in reversed(self.scale.shades)]
        found = {self.css(cell) for cell in self.cells.values()}
        meaning = "Texts were not read, so the number is not known, which is not the same as none."
        if self.scale.kind == "changes":
            meaning = "Not read on either side."
            shades.append(LegendEntry("a→b", "", "before → after", "Then the change; one mark alone: nothing changed."))
            if any("(" in cell.before + cell.after for cell in self.cells.values()):
                shades.append(LegendEntry("(n)", "", "in brackets", "Agreed, but not owed on the day: counts as 0."))
            if HALF_READ_CSS in found:
                said = "Not read on one side, so the change is not known; what is known stands on the other side."
                shades.append(LegendEntry("?→n", HALF_READ_CSS, "?→n", said))
        if NOT_READ_CSS in found:
            shades.append(LegendEntry(NOT_READ_GLYPH, NOT_READ_CSS, "not-read", meaning))
        if NO_FILL in found:
            shades.append(LegendEntry("–", NO_FILL, "itself", "Row and column are the same."))
        return shades

    def wide_rows(self) -> list[tuple[str, str, list[MatrixCell]]]:
        """Rows as (key, label, cells in column order)."""
        keys = [key for key, _ in self.column_names]
        return [(row, label, [self.cell(row, key) for key in keys]) for row, label in self.row_names]

    def themes(self) -> list[tuple[str, int]]:
        """Runs of neighbouring columns of one theme, as (theme label, number of columns).

        One run without a label where the order has torn themes apart: a head a column would say nothing.
        """
        runs: list[tuple[str, int]] = []
        for key, _ in self.column_names:
            theme = self.column_groups.get(key, "").replace("-", " ")
            if runs and runs[-1][0] == theme:
                runs[-1] = (theme, runs[-1][1] + 1)
            else:
                runs.append((theme, 1))
        torn = len({theme for theme, _ in runs}) < len(runs)
        return [("", len(self.column_names))] if torn else runs

    def evidence_positions(self) -> dict[str, int]:
        """Position (from 0) of every evidence id in the evidence table.

        Raises:
            ValueError: An id stands twice, or a cell names evidence that is not in the table.
        """
        positions: dict[str, int] = {}
        for position, row in enumerate(self.evidence.rows):
            key = as_text(row.get("evidence_id"))
            if not key or key in positions:
                raise ValueError(f"The evidence table of {self.title!r} has no or a second row for {key!r}.")
            positions[key] = position
        for (row_key, column_key), cell in self.cells.items():
            if cell.evidence_id and cell.evidence_id not in positions:
                raise ValueError(
                    f"Cell {row_key} / {column_key} rests on {cell.evidence_id!r}, which is no evidence row."
                )
        return positions

    def long_table(self) -> ResultTable:
        """The matrix as one row per cell: the form for CSV, JSON and statistics packages."""
        labels = dict(self.column_names)
        columns = list(LONG_COLUMNS) if self.scale is None else _number_columns(self.scale)
        names = [column.name for column in columns]
        rows: list[Row] = []
        for row, row_label, cells in self.wide_rows():
            for (column, _), cell in zip(self.column_names, cells, strict=True):
                told: Row = {
                    "row": row,
                    "row_label": row_label,
                    "column": column,
                    "column_label": labels[column],
                    "theme": self.column_groups.get(column),
                    "before": cell.before or None,
                    "after": cell.after or None,
                    "value": cell.value,
                    "digit": cell.digit,
                    "grade": cell.grade if self.scale is None else cell.grade or None,
                    "label": cell.label,
                    "partners": cell.partners,
                    "agreement": cell.agreement or None,
                    "article": cell.article or None,
                    "verification": cell.verification or None,
                    "active": cell.active,
                    "evidence_id": cell.evidence_id or None,
                    "row_id": cell.row_id or None,
                }
                rows.append({name: told[name] for name in names})
        shown = {"row_label", "column_label", "digit", "before", "after", "value", "grade", "agreement", "article"}
        return ResultTable(
            title=self.title,
            columns=columns,
            rows=rows,
            provenance=self.provenance,
            empty_message="The matrix has no cell.",
            shown=tuple(name for name in names if name in shown),
        )


def shown_text(value: Value, column: Column) -> str:
    """A value as people see it: as `as_text`, but a digit that does not exist is a question mark.

    >>> shown_text(None, Column("digit", "Digit", "integer"))
    '?'
    """
    return NOT_READ_GLYPH if value is None and column.name == "digit" else as_text(value)
