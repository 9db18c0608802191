"""A matrix as a grid of plain cells, for spreadsheets that read CSV."""

from __future__ import annotations

from clauseway.graph.engine import Row
from clauseway.queries.results import Column, Matrix, MatrixCell, ResultTable

NOT_OWED_MARK = "*"
"""Stands after the digit of a duty that is not owed on the day. The brackets of other formats will not do:
a spreadsheet reads (4) in a CSV file as minus four."""

_COMMENT = "5 strongest to 0 absent; ? text not read; * agreed, but not owed on the as-of date."
_NUMBER_COMMENT = "? not known, because a text was not read."


def plain_mark(cell: MatrixCell) -> str:
    """A cell in one or two characters that no spreadsheet takes for something else.

    >>> plain_mark(MatrixCell(4, "", "binding-unenforceable", active=False))
    '4*'
    """
    return f"{cell.digit}{NOT_OWED_MARK}" if cell.suspended else cell.glyph()


def wide_table(matrix: Matrix) -> ResultTable:
    """One row a row of the matrix, one column a column: key, name, then a mark in every cell, never an empty one."""
    comment = _COMMENT if matrix.scale is None else f"{matrix.scale.about}; {_NUMBER_COMMENT}"
    columns = [
        Column("row", "Row", "string", "Key of the matrix row."),
        Column("row_label", "Row name", "string", "Name of the matrix row."),
        *(Column(key, label, "string", f"{label}: {comment}") for key, label in matrix.column_names),
    ]
    names = [column.name for column in columns]
    rows: list[Row] = [
        dict(zip(names, (key, label, *map(plain_mark, cells)), strict=True)) for key, label, cells in matrix.wide_rows()
    ]
    return ResultTable(matrix.title, columns, rows, matrix.provenance, "The matrix has no row.")
