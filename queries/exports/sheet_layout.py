"""How worksheets are laid out: widths, names of areas, and what a printer makes of them."""

# XlsxWriter ships without type information for some of its signatures.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WIDEST: Final = 60
"""Greatest width of a column, in characters; longer text wraps."""


def print_setup(sheet: Worksheet, pages_across: int = 1) -> None:
    """A4 across, fitted to the width of some pages, with file, sheet and page number at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages_across, 0)
    sheet.set_footer("&L&F · &A&RPage &P of &N")


def define(workbook: Workbook, name: str, sheet: str, area: tuple[int, int, int, int]) -> None:
    """Give an area a name: first row, first column, last row, last column, from 0."""
    from xlsxwriter.utility import xl_range_abs

    workbook.define_name(name, f"='{sheet}'!{xl_range_abs(*area)}")


def width(texts: Iterable[str], *, most: int = WIDEST) -> int:
    """Column width in characters for texts that may wrap.

    >>> width(["ab"]), width(["x" * 100])
    (6, 60)
    """
    return min(most, max((6, *(len(text) + 2 for text in texts))))
