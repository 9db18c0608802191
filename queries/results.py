"""Typed results: what a query gives back, before anyone decides how it looks.

A [`ResultTable`][clauseway.queries.results.ResultTable] is a list of flat rows with described columns; a
[`Matrix`][clauseway.queries.results.Matrix] is a grid of grades whose every cell names the evidence it
rests on. Both carry their [`Provenance`][clauseway.queries.results.Provenance], so an export can say which
data, on which date, answered which question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from clauseway.graph.engine import Row, Value
from clauseway.queries.provenance import CODINGS_LICENCE, Provenance
from clauseway.queries.result_access import MatrixAccess, TableAccess
from clauseway.queries.value_text import as_text

__all__ = [
    "CODINGS_LICENCE",
    "GRADE_DIGITS",
    "GRADE_FILLS",
    "NOT_READ_GLYPH",
    "STANDARD_LEGEND",
    "Column",
    "ColumnType",
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

    @property
    def suspended(self) -> bool:
        """Whether there is a duty that is not owed on the day."""
        return self.active is False and bool(self.digit)

    def glyph(self) -> str:
        """The cell in one to three characters; a duty that is not owed on the day stands in brackets.

        >>> MatrixCell(5, "", "binding-enforceable").glyph()
        '5'
        >>> MatrixCell(5, "", "binding-enforceable", active=False).glyph()
        '(5)'
        >>> MatrixCell(None, "", "not-read").glyph()
        '?'
        """
        text = NOT_READ_GLYPH if self.digit is None else str(self.digit)
        return f"({text})" if self.suspended else text


NOT_READ_CELL = MatrixCell(None, "not read", "not-read")

LONG_COLUMNS = [
    Column("row", "Row", "string", "Key of the matrix row."),
    Column("row_label", "Row name", "string", "Name of the matrix row."),
    Column("column", "Column", "string", "Key of the matrix column."),
    Column("column_label", "Column name", "string", "Name of the matrix column."),
    Column("theme", "Theme", "string", "Group the column belongs to."),
    Column("digit", "Digit", "integer", "Grade as a digit, 5 strongest, 0 absent; null: text not read."),
    Column("grade", "Grade", "string", "Grade of the commitment."),
    Column("label", "Label", "string", "The cell in words."),
    Column("partners", "Partners", "integer", "Number of partners the duty is owed to; null: not asked."),
    Column("agreement", "Agreement", "string", "Key of the agreement that decides the cell."),
    Column("article", "Article", "string", "Article that decides the cell."),
    Column("verification", "Verification", "string", "How the coding of that article was checked."),
    Column("active", "Active", "boolean", "Whether the duty is owed on the as-of date; null: no duty."),
    Column("evidence_id", "Evidence", "string", "Row of the evidence table the cell rests on."),
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
        legend: (digit, grade, meaning), strongest first.
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

    def _itself(self) -> Matrix:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self

    def cell(self, row: str, column: str) -> MatrixCell:
        """The cell of a pair of keys; not read if nothing is known of it."""
        return self.cells.get((row, column), NOT_READ_CELL)

    def wide_rows(self) -> list[tuple[str, str, list[MatrixCell]]]:
        """Rows as (key, label, cells in column order)."""
        keys = [key for key, _ in self.column_names]
        return [(row, label, [self.cell(row, key) for key in keys]) for row, label in self.row_names]

    def themes(self) -> list[tuple[str, int]]:
        """Runs of neighbouring columns of one theme, as (theme label, number of columns)."""
        runs: list[tuple[str, int]] = []
        for key, _ in self.column_names:
            theme = self.column_groups.get(key, "")
            if runs and runs[-1][0] == theme:
                runs[-1] = (theme, runs[-1][1] + 1)
            else:
                runs.append((theme, 1))
        return runs

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
        rows: list[Row] = []
        for row, row_label, cells in self.wide_rows():
            for (column, _), cell in zip(self.column_names, cells, strict=True):
                rows.append(
                    {
                        "row": row,
                        "row_label": row_label,
                        "column": column,
                        "column_label": labels[column],
                        "theme": self.column_groups.get(column),
                        "digit": cell.digit,
                        "grade": cell.grade,
                        "label": cell.label,
                        "partners": cell.partners,
                        "agreement": cell.agreement or None,
                        "article": cell.article or None,
                        "verification": cell.verification or None,
                        "active": cell.active,
                        "evidence_id": cell.evidence_id or None,
                    }
                )
        return ResultTable(
            title=self.title,
            columns=list(LONG_COLUMNS),
            rows=rows,
            provenance=self.provenance,
            empty_message="The matrix has no cell.",
            shown=("row_label", "column_label", "digit", "grade", "agreement", "article"),
        )


def shown_text(value: Value, column: Column) -> str:
    """A value as people see it: as `as_text`, but a digit that does not exist is a question mark.

    >>> shown_text(None, Column("digit", "Digit", "integer"))
    '?'
    """
    return NOT_READ_GLYPH if value is None and column.name == "digit" else as_text(value)
