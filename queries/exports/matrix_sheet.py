"""The sheet Matrix of a workbook: the grid with links to its evidence, its colours, totals and legend."""

# XlsxWriter ships without type information for some of its signatures.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING, Final

from clauseway.queries.exports.sheet_cells import cell_text
from clauseway.queries.exports.sheet_layout import define, print_setup, width
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.results import NOT_READ_CSS, Matrix, MatrixCell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW: Final = 3
FIRST_COLUMN: Final = 2
"""Where the cells of the sheet begin, from 0: below title, theme and head, right of key and name."""

MOST_LINKS: Final = 65_530
"""Links that one sheet takes; Excel calls a file with more damaged."""

MOST_NUMBER_FORMATS: Final = 150
"""Number formats of its own that a workbook may have; Excel takes some 200, fewer in some languages."""

READABLE_WIDTH: Final = 300
"""Characters that fit on a page across so that they can still be read; a wider grid takes several pages."""

_LONGEST_TIP: Final = 255
_HATCH: Final = 14
"""Excel's number for thin diagonal stripes."""

_LINE = {"border": 1, "border_color": "#D0D0D0"}
_CENTRED = {"align": "center", "valign": "vcenter", **_LINE}

_GRADE_GUIDE = (
    "Each row of the sheet Matrix is an economy or agreement, each column a subject; the digit is the grade.",
    "Click a digit to reach its row of the sheet {sheet}; agreement and source are links there.",
    "A 0 or ? without a provision of its own leads to the sheet Agreements: the texts that were looked at.",
    "A digit in brackets and italics: agreed, but not owed on the as-of date.",
)
_NUMBER_GUIDE = (
    "Each cell of the sheet Matrix holds a number: {about}.",
    "Click a number to reach its row of the sheet {sheet}.",
    "A ? is not known, because texts were not read; that is not the same as 0.",
)
_CHANGE_GUIDE = (
    "Each cell of the sheet Matrix shows what stood there before, what stands there after, and the change; a cell with "
    "one mark alone did not change.",
    "As a number, for sorting and formulas, a cell is its change; what cannot be compared is text.",
    "Click a cell to reach its evidence in the sheet {sheet}: the row before and the row after, one below the other.",
)


def guide(matrix: Matrix, evidence_sheet: str) -> tuple[str, ...]:
    """How to read the workbook, sentence by sentence."""
    if matrix.scale is None:
        sentences = _GRADE_GUIDE
    else:
        sentences = _CHANGE_GUIDE if matrix.scale.kind == "changes" else _NUMBER_GUIDE
    about = "" if matrix.scale is None else matrix.scale.about
    totals = tuple(f"{margin.title}: {margin.comment}." for margin in matrix.margins)
    return (*(sentence.format(sheet=evidence_sheet, about=about) for sentence in sentences), *totals)


class MatrixStyles:
    """The formats of the cells of a matrix, each made once, and the rules that colour the numbers."""

    def __init__(self, workbook: Workbook, matrix: Matrix) -> None:
        """Make the formats that every matrix needs.

        Args:
            workbook: Where they belong.
            matrix: The matrix whose cells they dress.
        """
        self._workbook = workbook
        self._matrix = matrix
        self._made: dict[tuple[str, str], Format] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#F0F3F6", "bottom": 1, "valign": "bottom"}
        )
        self.theme = workbook.add_format({"bold": True, "text_wrap": True, "bg_color": "#E3E9EF", **_CENTRED})
        self.rotated = workbook.add_format({"rotation": 90, "text_wrap": True, **_CENTRED, "valign": "top"})
        self.key = workbook.add_format({"bold": True, "valign": "vcenter", **_LINE})
        self.fills = {
            css: workbook.add_format({"bg_color": f"#{fill}", "font_color": f"#{ink}"})
            for css, (fill, ink) in matrix.fills.items()
        }
        changes = {cell.glyph() for cell in matrix.cells.values() if cell.after}
        self._changes_as_numbers = len(changes) <= MOST_NUMBER_FORMATS

    def write(self, sheet: Worksheet, row: int, column: int, cell: MatrixCell) -> None:
        """Write a cell: as a number where it has one, that looks as it does everywhere else."""
        css, number = self._matrix.css(cell), cell.digit
        if cell.shown and (self._changes_as_numbers or not cell.after):
            number = cell.value
        if number is None:
            sheet.write_string(row, column, cell.glyph(), self.style(css))
        else:
            sheet.write_number(row, column, number, self.style("", self._number_format(cell)))

    def style_of(self, cell: MatrixCell) -> Format:
        """The format of a cell, for its link."""
        return self.style(self._matrix.css(cell))

    def style(self, css: str, number_format: str = "") -> Format:
        """A format by style of the cell and number format."""
        if (css, number_format) not in self._made:
            look: dict[str, object] = dict(_CENTRED)
            if number_format:
                look |= {"num_format": number_format, "italic": number_format.startswith('"("')}
            if css == NOT_READ_CSS:
                look |= {"pattern": _HATCH, "fg_color": "#BFBFBF", "bg_color": "#FFFFFF"}
            elif css in self._matrix.fills:
                fill, ink = self._matrix.fills[css]
                look |= {"bg_color": f"#{fill}", "font_color": f"#{ink}"}
            self._made[css, number_format] = self._workbook.add_format(look)
        return self._made[css, number_format]

    def _number_format(self, cell: MatrixCell) -> str:
        scale = self._matrix.scale
        if scale is None:
            return '"("0")"' if cell.suspended else "0"
        if not cell.after:
            return "0" if scale.decimals == 0 else f"0.{'0' * scale.decimals}"
        if cell.before == cell.after:
            return f'"{cell.after}"'
        told, number = f"{cell.before}→{cell.after}", "0" if scale.decimals == 0 else f"0.{'0' * scale.decimals}"
        return ";".join(f'"{told} {sign}"{number}' for sign in "+−±")

    def colour(self, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
        """Colour the numbers of an area by rule, so that colours follow when somebody changes a number."""
        scale = self._matrix.scale
        rules: list[tuple[str, float, str]] = []
        if scale is None:
            rules = [("==", int(css.removeprefix("g")), css) for css in self.fills]
        elif scale.kind == "numbers":
            least, *higher = scale.shades
            rules = [(">=", shade.low, shade.key) for shade in reversed(higher)]
            rules.append(("<", min((shade.low for shade in higher), default=1.0), least.key))
        else:
            half = 0.5 * 10.0**-scale.decimals  # a change is sorted into its step as it is shown
            middle = len(scale.shades) // 2
            rules = [(">=", round(shade.low - half, 6), shade.key) for shade in reversed(scale.shades[middle + 1 :])]
            rules += [("<=", round(shade.low + half, 6), shade.key) for shade in scale.shades[:middle]]
            rules.append(("==", 0, scale.shades[middle].key))
        for criteria, value, css in rules:
            sheet.conditional_format(
                *area,
                {"type": "cell", "criteria": criteria, "value": value, "format": self.fills[css], "stop_if_true": True},
            )


def fill_legend(sheet: Worksheet, first: int, matrix: Matrix, looks: MatrixStyles, words: Format) -> None:
    """Write the legend into two columns, from a row on."""
    for row, entry in enumerate(matrix.legend_entries(), start=first):
        if matrix.scale is None and entry.mark.isdigit():
            sheet.write_number(row, 0, int(entry.mark), looks.style(entry.css))
        else:
            sheet.write_string(row, 0, entry.mark, looks.style(entry.css))
        said = entry.meaning if entry.name == entry.mark else f"{entry.name}: {entry.meaning}"
        sheet.write_string(row, 1, cell_text(said), words)


def fill_grid(workbook: Workbook, sheet: Worksheet, matrix: Matrix, evidence_sheet: str, looks: MatrixStyles) -> None:
    """Fill the sheet Matrix.

    Raises:
        ValueError: A cell names evidence that is not in the evidence table.
    """
    evidence_rows = matrix.evidence_positions()
    last_row, last_column = FIRST_ROW + len(matrix.row_names) - 1, FIRST_COLUMN + len(matrix.column_names) - 1
    _fill_heads(sheet, matrix, looks)
    links_left = MOST_LINKS
    for row, (key, label, cells) in enumerate(matrix.wide_rows(), start=FIRST_ROW):
        sheet.write_string(row, 0, cell_text(key), looks.key)
        sheet.write_string(row, 1, cell_text(label), looks.key)
        for column, cell in enumerate(cells, start=FIRST_COLUMN):
            position = evidence_rows.get(cell.evidence_id)
            target = "'Agreements'!A1" if position is None else f"'{evidence_sheet}'!A{position + 2}"
            links_left -= 1
            if links_left >= 0:
                # The link comes first: the value written over it keeps the link.
                sheet.write_url(row, column, f"internal:{target}", looks.style_of(cell), tip=_tip(label, cell))
            looks.write(sheet, row, column, cell)
    _fill_margins(sheet, matrix, looks, last_row, last_column)
    _lay_out(sheet, matrix, last_column)
    if matrix.row_names and matrix.column_names:
        area = (FIRST_ROW, FIRST_COLUMN, last_row, last_column)
        looks.colour(sheet, area)
        sheet.autofilter(FIRST_ROW - 1, 0, last_row, last_column)
        sheet.print_area(0, 0, last_row + len(matrix.margins), last_column + len(matrix.margins))
        define(workbook, "Matrix_digits", "Matrix", area)


def _fill_heads(sheet: Worksheet, matrix: Matrix, looks: MatrixStyles) -> None:
    sheet.write_string(0, 0, cell_text(matrix.title), looks.title)
    column = FIRST_COLUMN
    for theme, span in matrix.themes():
        if span == 1:
            sheet.write_string(1, column, cell_text(theme), looks.theme)
        elif theme:
            sheet.merge_range(1, column, 1, column + span - 1, cell_text(theme), looks.theme)
        column += span
    sheet.write_string(2, 0, "Key", looks.head)
    sheet.write_string(2, 1, "Name", looks.head)
    for column, (_, label) in enumerate(matrix.column_names, start=FIRST_COLUMN):
        sheet.write_string(2, column, cell_text(label), looks.rotated)


def _fill_margins(sheet: Worksheet, matrix: Matrix, looks: MatrixStyles, last_row: int, last_column: int) -> None:
    for place, margin in enumerate(matrix.margins, start=1):
        number = looks.style("", "#,##0" if margin.decimals == 0 else f"#,##0.{'0' * margin.decimals}")
        sheet.write_string(2, last_column + place, margin.title, looks.rotated)
        sheet.write_string(last_row + place, 1, margin.title, looks.key)
        totals = [
            (row, last_column + place, margin.by_row[key])
            for row, (key, _) in enumerate(matrix.row_names, start=FIRST_ROW)
        ]
        totals += [
            (last_row + place, column, margin.by_column[key])
            for column, (key, _) in enumerate(matrix.column_names, start=FIRST_COLUMN)
        ]
        for row, column, total in totals:
            if total is None:
                sheet.write_string(row, column, margin.shown(total), number)
            else:
                sheet.write_number(row, column, total, number)


def _lay_out(sheet: Worksheet, matrix: Matrix, last_column: int) -> None:
    sheet.set_column(0, 0, width(["Key", *(key for key, _ in matrix.row_names)], most=16))
    sheet.set_column(1, 1, width(["Name", *(label for _, label in matrix.row_names)], most=34))
    sheet.set_column(FIRST_COLUMN, max(last_column, FIRST_COLUMN), _cell_width(matrix.cells.values()))
    if matrix.margins:
        sheet.set_column(last_column + 1, last_column + len(matrix.margins), 6.5)
    if any(theme for theme, _ in matrix.themes()):
        sheet.set_row(1, 45)
    longest = max((len(label) for _, label in matrix.column_names), default=0)
    # the text hangs from the top, so that the buttons of the filters have room below it
    sheet.set_row(2, min(240, 44 + 5.4 * longest))
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    across = 50 + len(matrix.column_names) * _cell_width(matrix.cells.values()) + 6.5 * len(matrix.margins)
    print_setup(sheet, pages_across=ceil(across / READABLE_WIDTH))
    sheet.repeat_rows(1, 2)
    sheet.repeat_columns(0, 1)


def _cell_width(cells: Iterable[MatrixCell]) -> float:
    return max(4.3, 1.05 * max((len(cell.shown) for cell in cells), default=0) + 1)


def _tip(row_label: str, cell: MatrixCell) -> str:
    partners = "" if cell.partners is None else f"{cell.partners} partner{'' if cell.partners == 1 else 's'}"
    parts = (row_label, cell.label or cell.grade, cell.agreement, cell.article, partners, cell.verification)
    return xml_text(" · ".join(part for part in parts if part))[:_LONGEST_TIP]
