"""CSV and TSV: plain rows for spreadsheets, statistics packages and pipes."""

from __future__ import annotations

from collections.abc import Callable

from clauseway.graph.engine import Value
from clauseway.queries.results import ResultTable, as_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a CSV cell that begins with one of these as a formula."""

_ONE_LINE = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def to_csv(table: ResultTable) -> str:
    """The table as RFC 4180 CSV with LF line ends; text like a formula gets a leading apostrophe."""
    return _delimited(table, ",", guarded)


def to_tsv(table: ResultTable) -> str:
    """The table as tab-separated lines, one row a line.

    Tabs and line breaks within a cell become a space, so `cut`, `sort` and `awk` work. There is no
    apostrophe guard: these lines are for programs, which would take the apostrophe for data.
    """
    return _delimited(table, "\t", lambda value: as_text(value).translate(_ONE_LINE))


def guarded(value: Value) -> str:
    """The text of a CSV cell, made harmless for spreadsheets. Numbers keep their minus sign.

    >>> guarded("=1+1"), guarded("-5"), guarded(-5)
    ("'=1+1", "'-5", '-5')
    """
    text = as_text(value)
    is_text = isinstance(value, (str, list))
    return f"'{text}" if is_text and text.startswith(FORMULA_STARTS) else text


def _delimited(table: ResultTable, separator: str, text_of: Callable[[Value], str]) -> str:
    lines = [[text_of(column.name) for column in table.columns]]
    lines += [[text_of(value) for value in record.values()] for record in table.records()]
    return "".join(_line(cells, separator) for cells in lines)


def _line(cells: list[str], separator: str) -> str:
    # A lone empty cell would be an empty line, which readers skip as if the row did not exist.
    quoted = ['""'] if cells == [""] else [_quoted(cell, separator) for cell in cells]
    return separator.join(quoted) + "\n"


def _quoted(cell: str, separator: str) -> str:
    special = separator in cell or '"' in cell or "\n" in cell or "\r" in cell
    return '"' + cell.replace('"', '""') + '"' if special else cell
