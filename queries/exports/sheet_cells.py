"""Values as the cells of a worksheet take them."""

# XlsxWriter ships without type information for some of its signatures.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from datetime import date, datetime, time
from math import isfinite
from typing import TYPE_CHECKING, Final

from clauseway.graph.engine import Value
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.results import as_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767
LARGEST_EXACT: Final = 10**15
"""Length of a text that a cell takes, and the size from which whole numbers lose digits."""


def write_value(sheet: Worksheet, row: int, column: int, value: Value, style: Format, date_style: Format) -> None:
    """Write a value as what it is; text is never run as a formula, and an empty value leaves the cell empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)) and isfinite(value) and abs(value) < LARGEST_EXACT:
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date) and value.year > 1900:  # a worksheet's calendar starts in 1900, wrongly
        sheet.write_datetime(row, column, datetime.combine(value, time()), date_style)
    elif text := as_text(value):
        sheet.write_string(row, column, cell_text(text), style)


def cell_text(text: str) -> str:
    """Text as a cell takes it: no character that XML forbids, and no longer than Excel allows.

    Longer text would be dropped whole by the library; a cut that shows is better than a gap. Excel counts in
    halves of UTF-16, where an emoji or a rare ideograph is two.

    >>> len(cell_text("x" * 40_000)), len(cell_text("𝒙" * 40_000))
    (32767, 16384)
    """
    clean = xml_text(text)
    if len(clean) <= LONGEST_TEXT // 2:
        return clean
    coded = clean.encode("utf-16-le")
    if len(coded) <= 2 * LONGEST_TEXT:
        return clean
    # a pair that the cut went through is left out
    return coded[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + "…"
