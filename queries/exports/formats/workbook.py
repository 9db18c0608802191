"""Excel workbooks: a matrix whose every cell leads to its evidence, and plain tables."""

# XlsxWriter ships without type information for some of its signatures.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from clauseway.queries.exports.files import ExportError
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.licences import source_table
from clauseway.queries.exports.sheet_cells import cell_text, write_value
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.provenance import CONTRIBUTORS
from clauseway.queries.results import (
    GRADE_FILLS,
    NOT_READ_GLYPH,
    Matrix,
    MatrixCell,
    Provenance,
    ResultTable,
    as_text,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format as CellStyle
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW: Final = 3
FIRST_COLUMN: Final = 2
"""Where the digits of the Matrix sheet begin, from 0: below title, theme and head, right of key and name."""

MOST_ROWS: Final = 1_048_575
MOST_COLUMNS: Final = 16_384
MOST_LINKS: Final = 65_530
"""Links that one sheet takes; Excel calls a file with more damaged."""
_WIDEST: Final = 60
_TALLEST: Final = 409
"""Greatest width in characters and height in points; Excel takes no row taller than 409."""
_LONGEST_TIP: Final = 255
_HATCH: Final = 14
"""Excel's number for thin diagonal stripes."""


@dataclass(frozen=True, slots=True)
class _Styles:
    title: CellStyle
    strong: CellStyle
    wrapped: CellStyle
    link: CellStyle
    date: CellStyle
    head: CellStyle
    theme: CellStyle
    rotated: CellStyle
    key: CellStyle
    digit: CellStyle
    suspended: CellStyle
    not_read: CellStyle
    fills: dict[int, CellStyle]

    def of(self, cell: MatrixCell) -> CellStyle:
        if cell.digit is None:
            return self.not_read
        return self.suspended if cell.suspended else self.digit


def matrix_workbook(matrix: Matrix) -> bytes:
    """The matrix as a workbook: Read me, Matrix, Evidence, Agreements, Sources, Licences, Codebook.

    Raises:
        ExportError: The matrix is larger than a sheet.
        ValueError: A cell names evidence that is not in the evidence table.
    """
    evidence_rows = matrix.evidence_positions()
    buffer = BytesIO()
    workbook = _new_workbook(buffer, matrix.title, matrix.provenance)
    styles = _styles(workbook)
    readme, grid = workbook.add_worksheet("Read me"), workbook.add_worksheet("Matrix")
    next_row = _fill_readme(readme, matrix.title, matrix.provenance, styles, _MATRIX_GUIDE)
    _fill_legend(readme, next_row + 1, matrix, styles)
    _fill_grid(workbook, grid, matrix, evidence_rows, styles)
    links = {
        "agreement": _row_links(matrix.agreements, "Agreements"),
        "source": _row_links(matrix.sources, "Sources"),
    }
    tables = {"Evidence": matrix.evidence, "Agreements": matrix.agreements, "Sources": matrix.sources}
    for name, table in tables.items():
        _add_table(workbook, name, table, styles, links if name == "Evidence" else {})
    tables |= _add_licences(workbook, matrix.provenance, styles)
    _fill_codebook(
        workbook.add_worksheet("Codebook"), {"Matrix (as CSV)": matrix.long_table(), **tables}, styles
    )
    grid.activate()
    workbook.close()
    return buffer.getvalue()


def table_workbook(table: ResultTable) -> bytes:
    """A table as a workbook: Read me, Data, Licences (where rows rest on sources), Codebook.

    Raises:
        ExportError: The table is larger than a sheet.
    """
    buffer = BytesIO()
    workbook = _new_workbook(buffer, table.title, table.provenance)
    styles = _styles(workbook)
    _fill_readme(workbook.add_worksheet("Read me"), table.title, table.provenance, styles, _TABLE_GUIDE)
    data = _add_table(workbook, "Data", table, styles, {})
    tables = {"Data": table, **_add_licences(workbook, table.provenance, styles)}
    _fill_codebook(workbook.add_worksheet("Codebook"), tables, styles)
    data.activate()
    workbook.close()
    return buffer.getvalue()


_MATRIX_GUIDE = (
    "Each row of the sheet Matrix is an economy or agreement, each column a subject; the digit is the grade.",
    "Click a digit to reach its row of the sheet Evidence; agreement and source are links there.",
    "A 0 or ? without a provision of its own leads to the sheet Agreements: the texts that were looked at.",
    "A digit in brackets and italics: agreed, but not owed on the as-of date.",
)
_TABLE_GUIDE = ("The sheet Data holds the rows, the sheet Codebook says what each column means.",)


def _add_licences(workbook: Workbook, provenance: Provenance, styles: _Styles) -> dict[str, ResultTable]:
    """Add the sheet Licences where the rows rest on sources; what was added, by sheet."""
    if not provenance.sources:
        return {}
    table = source_table(provenance)
    _add_table(workbook, "Licences", table, styles, {})
    return {"Licences": table}


def _new_workbook(buffer: BytesIO, title: str, provenance: Provenance) -> Workbook:
    from xlsxwriter import Workbook

    workbook = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Excel stores when a file was made; a clock reading would make every export differ.
    created = datetime.combine(provenance.as_of or date(2000, 1, 1), time())
    workbook.set_properties(
        {
            "title": xml_text(title)[:_LONGEST_TIP],
            "subject": f"Clauseway {provenance.query}",
            "author": CONTRIBUTORS,
            "company": "Clauseway",
            "comments": xml_text(provenance.citation(title))[:_LONGEST_TIP],
            "created": created,
        }
    )
    return workbook


def _styles(workbook: Workbook) -> _Styles:
    def style(**properties: object) -> CellStyle:
        return workbook.add_format({"valign": "top", **properties})

    line = {"border": 1, "border_color": "#D0D0D0"}
    centred = {"align": "center", "valign": "vcenter", **line}
    return _Styles(
        title=style(bold=True, font_size=14),
        strong=style(bold=True),
        wrapped=style(text_wrap=True),
        link=style(text_wrap=True, font_color="#1457A0", underline=1),
        date=style(num_format="yyyy-mm-dd", align="left"),
        head=style(bold=True, text_wrap=True, bg_color="#F0F3F6", bottom=1),
        theme=style(bold=True, text_wrap=True, bg_color="#E3E9EF", **centred),
        rotated=style(**{"text_wrap": True, "rotation": 90, **centred, "valign": "bottom"}),
        key=style(**{"bold": True, **line, "valign": "vcenter"}),
        digit=style(num_format="0", **centred),
        suspended=style(num_format='"("0")"', italic=True, **centred),
        not_read=style(pattern=_HATCH, fg_color="#BFBFBF", bg_color="#FFFFFF", **centred),
        fills={
            digit: workbook.add_format({"bg_color": f"#{fill}", "font_color": f"#{ink}"})
            for digit, (fill, ink) in GRADE_FILLS.items()
        },
    )


def _fill_readme(
    sheet: Worksheet, title: str, provenance: Provenance, styles: _Styles, guide: tuple[str, ...]
) -> int:
    """Write the cover sheet; returns the first row below it."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    _print_setup(sheet)
    sheet.write_string(0, 0, cell_text(title), styles.title)
    statements = provenance.statements(title)
    how = [("How to read", sentence) for sentence in guide]
    at = next((place for place, (head, _) in enumerate(statements) if head in ("Note", "Source", "Licence")), 0)
    facts = [*statements[:at], *how, *statements[at:]]
    for row, (name, text) in enumerate(facts, start=2):
        sheet.write_string(row, 0, name, styles.strong)
        sheet.write_string(row, 1, cell_text(text), styles.wrapped)
    return 2 + len(facts)


def _fill_legend(sheet: Worksheet, first: int, matrix: Matrix, styles: _Styles) -> None:
    sheet.write_string(first, 0, "Legend", styles.strong)
    for row, (digit, grade, meaning) in enumerate(matrix.legend, start=first + 1):
        if digit is None:
            sheet.write_string(row, 0, NOT_READ_GLYPH, styles.not_read)
        else:
            sheet.write_number(row, 0, digit, styles.digit)
        sheet.write_string(row, 1, cell_text(f"{grade}: {meaning}"), styles.wrapped)
    _colour_digits(sheet, (first + 1, 0, first + len(matrix.legend), 0), styles)


def _fill_grid(
    workbook: Workbook, sheet: Worksheet, matrix: Matrix, evidence_rows: Mapping[str, int], styles: _Styles
) -> None:
    last_row, last_column = FIRST_ROW + len(matrix.row_names) - 1, FIRST_COLUMN + len(matrix.column_names) - 1
    _check_size(matrix.title, last_row, last_column + 1)
    sheet.write_string(0, 0, cell_text(matrix.title), styles.title)
    column = FIRST_COLUMN
    for theme, width in matrix.themes():
        if width == 1:
            sheet.write_string(1, column, cell_text(theme), styles.theme)
        else:
            sheet.merge_range(1, column, 1, column + width - 1, cell_text(theme), styles.theme)
        column += width
    sheet.write_string(2, 0, "Key", styles.head)
    sheet.write_string(2, 1, "Name", styles.head)
    for column, (_, label) in enumerate(matrix.column_names, start=FIRST_COLUMN):
        sheet.write_string(2, column, cell_text(label), styles.rotated)
    links_left = MOST_LINKS
    for row, (key, label, cells) in enumerate(matrix.wide_rows(), start=FIRST_ROW):
        sheet.write_string(row, 0, cell_text(key), styles.key)
        sheet.write_string(row, 1, cell_text(label), styles.key)
        for column, cell in enumerate(cells, start=FIRST_COLUMN):
            # The link comes first: the value written over it keeps the link.
            style = styles.of(cell)
            position = evidence_rows.get(cell.evidence_id)
            target = (
                "internal:'Agreements'!A1" if position is None else f"internal:'Evidence'!A{position + 2}"
            )
            links_left -= 1
            if links_left >= 0:
                sheet.write_url(row, column, target, style, tip=_tip(label, cell))
            if cell.digit is None:
                sheet.write_string(row, column, NOT_READ_GLYPH, style)
            else:
                sheet.write_number(row, column, cell.digit, style)
    names = [label for _, label in matrix.row_names]
    sheet.set_column(0, 0, _width(["Key", *(key for key, _ in matrix.row_names)], most=16))
    sheet.set_column(1, 1, _width(["Name", *names], most=34))
    sheet.set_column(FIRST_COLUMN, max(last_column, FIRST_COLUMN), 4.3)
    sheet.set_row(1, 45)
    longest = max((len(label) for _, label in matrix.column_names), default=0)
    sheet.set_row(2, min(220, 24 + 5.4 * longest))
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    _print_setup(sheet)
    sheet.repeat_rows(1, 2)
    sheet.repeat_columns(0, 1)
    if matrix.row_names and matrix.column_names:
        area = (FIRST_ROW, FIRST_COLUMN, last_row, last_column)
        _colour_digits(sheet, area, styles)
        sheet.print_area(0, 0, last_row, last_column)
        _define(workbook, "Matrix_digits", "Matrix", area)


def _colour_digits(sheet: Worksheet, area: tuple[int, int, int, int], styles: _Styles) -> None:
    for digit, style in styles.fills.items():
        sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": digit, "format": style})


def _add_table(
    workbook: Workbook,
    name: str,
    table: ResultTable,
    styles: _Styles,
    links: Mapping[str, Mapping[str, str]],
) -> Worksheet:
    """Add a sheet with a table; `links` gives, by column name, where a value of that column leads."""
    sheet = workbook.add_worksheet(name)
    records = table.records()
    _check_size(table.title, len(records), len(table.columns))
    widths: list[int] = []
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, cell_text(column.name), styles.head)
        widths.append(_width([column.name, *(as_text(record[column.name]) for record in records)]))
        sheet.set_column(index, index, widths[-1])
    links_left = MOST_LINKS
    for row, record in enumerate(records, start=1):
        # Not every program fits the height of wrapped rows by itself when it opens a file.
        lines = max(
            (ceil(len(as_text(v)) / w) for v, w in zip(record.values(), widths, strict=True)), default=1
        )
        sheet.set_row(row, min(_TALLEST, 15 * max(lines, 1)))
        for index, (key, value) in enumerate(record.items()):
            target = links.get(key, {}).get(as_text(value)) if value is not None else None
            links_left -= target is not None
            if target is None or links_left < 0:
                write_value(sheet, row, index, value, styles.wrapped, styles.date)
            else:
                sheet.write_url(row, index, target, styles.link)
                write_value(sheet, row, index, value, styles.link, styles.date)
    if not records:
        sheet.write_string(1, 0, table.empty_message or "No rows.", styles.wrapped)
    sheet.freeze_panes(1, 1)
    _print_setup(sheet)
    sheet.repeat_rows(0)
    if table.columns:
        area = (0, 0, max(len(records), 1), len(table.columns) - 1)
        sheet.autofilter(*area)
        _define(workbook, f"{name}_rows", name, area)
    return sheet


def _fill_codebook(sheet: Worksheet, tables: Mapping[str, ResultTable], styles: _Styles) -> None:
    heads = (("sheet", 16), ("column", 22), ("title", 24), ("type", 10), ("meaning", 80))
    for index, (head, width) in enumerate(heads):
        sheet.write_string(0, index, head, styles.head)
        sheet.set_column(index, index, width)
    described = [(name, column) for name, table in tables.items() for column in table.columns]
    for row, (name, column) in enumerate(described, start=1):
        for index, text in enumerate((name, column.name, column.title, column.type, column.comment)):
            sheet.write_string(row, index, cell_text(text), styles.wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(described), 1), 4)
    _print_setup(sheet)
    sheet.repeat_rows(0)


def _row_links(table: ResultTable, sheet: str) -> dict[str, str]:
    """Link to the row of a table by the value of its first column."""
    if not table.columns:
        return {}
    key = table.columns[0].name
    return {
        as_text(record[key]): f"internal:'{sheet}'!A{row}"
        for row, record in enumerate(table.records(), start=2)
    }


def _tip(row_label: str, cell: MatrixCell) -> str:
    parts = (row_label, cell.label or cell.grade, cell.agreement, cell.article)
    return xml_text(" · ".join(part for part in parts if part))[:_LONGEST_TIP]


def _print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F · &A&RPage &P of &N")


def _define(workbook: Workbook, name: str, sheet: str, area: tuple[int, int, int, int]) -> None:
    from xlsxwriter.utility import xl_range_abs

    workbook.define_name(name, f"='{sheet}'!{xl_range_abs(*area)}")


def _width(texts: list[str], *, most: int = _WIDEST) -> int:
    """Column width in characters for texts that may wrap."""
    return min(most, max(6, *(len(text) + 2 for text in texts)))


def _check_size(title: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise ExportError(
            f"{title!r} has {rows:,} rows and {columns:,} columns, more than a worksheet holds; "
            "write a .csv file instead."
        )


FORMATS = (
    Format(
        name="xlsx",
        suffixes=(".xlsx",),
        good_for="Excel: sheets with how to read it, rows or matrix, the evidence behind each cell, codebook",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        text=False,
        table=table_workbook,
        matrix=matrix_workbook,
    ),
)
