"""CSV and TSV: plain rows for spreadsheets, statistics packages and pipes."""

from __future__ import annotations

from collections.abc import Callable

from clauseway.graph.engine import Value
from clauseway.queries.exports.format import Format
from clauseway.queries.results import ResultTable, as_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet runs a cell that begins with one of these as a formula, some also one with the wide signs of
East Asian keyboards."""

_ONE_LINE = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def to_csv(table: ResultTable) -> str:
    """The table as RFC 4180 CSV with LF line ends; text like a formula gets a leading apostrophe."""
    return _delimited(table, ",", guarded)


def to_tsv(table: ResultTable) -> str:
    """The table as tab-separated lines, one row a line; text like a formula gets a leading apostrophe.

    Tabs and line breaks within a cell become a space, so `cut`, `sort` and `awk` work.
    """
    return _delimited(table, "\t", lambda value: guarded(value).translate(_ONE_LINE))


def guarded(value: Value) -> str:
    """The text of a cell, made harmless for spreadsheets. Numbers keep their minus sign.

    >>> guarded("=1+1"), guarded("-5"), guarded(-5), guarded("  @SUM(A1)")
    ("'=1+1", "'-5", '-5', "'  @SUM(A1)")
    """
    text = as_text(value)
    is_text = isinstance(value, (str, list))
    # some programs drop leading blanks before they look for a formula
    return f"'{text}" if is_text and text.lstrip(" ").startswith(FORMULA_STARTS) else text


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


FORMATS = (
    Format(
        name="csv",
        suffixes=(".csv",),
        good_for="spreadsheets and statistics packages; a matrix has a row a cell, with `--wide` it is a grid",
        media_type="text/csv",
        rows_alone=True,
        separator=",",
        table=to_csv,
    ),
    Format(
        name="tsv",
        suffixes=(".tsv",),
        good_for="`cut`, `sort` and `awk`: always one line a row; what a pipe gets by default",
        media_type="text/tab-separated-values",
        rows_alone=True,
        separator="\t",
        table=to_tsv,
    ),
)
