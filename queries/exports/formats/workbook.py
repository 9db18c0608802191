"""Excel workbooks: a matrix whose every cell leads to its evidence, and plain tables."""

# XlsxWriter ships without type information for some of its signatures.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Final

from clauseway.queries.exports.files import ExportError
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.licences import source_table
from clauseway.queries.exports.matrix_sheet import (
    FIRST_COLUMN,
    FIRST_ROW,
    MOST_LINKS,
    MatrixStyles,
    fill_grid,
    fill_legend,
    guide,
)
from clauseway.queries.exports.sheet_cells import cell_text, write_value
from clauseway.queries.exports.sheet_layout import define, print_setup, width
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.provenance import CONTRIBUTORS
from clauseway.queries.results import (
    Matrix,
    Provenance,
    ResultTable,
    as_text,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format as CellStyle
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
MOST_COLUMNS: Final = 16_384
_README_LETTERS: Final = 92
"""Letters of a line of the cover sheet: its column is 100 wide, and some letters are wide too."""
_TALLEST: Final = 409
"""Greatest height of a row in points that Excel takes."""
_LONGEST_TIP: Final = 255


@dataclass(frozen=True, slots=True)
class _Styles:
    title: CellStyle
    strong: CellStyle
    wrapped: CellStyle
    link: CellStyle
    date: CellStyle
    head: CellStyle


def matrix_workbook(matrix: Matrix) -> bytes:
    """The matrix as a workbook: Read me, Matrix, Clauses, Agreements, Sources and licences, Citations, Codebook.

    The sheet Clauses holds the evidence, a row a cell; where no cell rests on clauses it is called Evidence.

    Raises:
        ExportError: The matrix is larger than a sheet.
        ValueError: A cell names evidence that is not in the evidence table.
    """
    margins = len(matrix.margins)
    _check_size(
        matrix.title, len(matrix.row_names) + margins + FIRST_ROW, len(matrix.column_names) + margins + FIRST_COLUMN
    )
    evidence_sheet = _evidence_sheet(matrix)
    buffer = BytesIO()
    workbook = _new_workbook(buffer, matrix.title, matrix.provenance)
    styles = _styles(workbook)
    readme, grid = workbook.add_worksheet("Read me"), workbook.add_worksheet("Matrix")
    next_row = _fill_readme(readme, matrix.title, matrix.provenance, styles, guide(matrix, evidence_sheet))
    looks = MatrixStyles(workbook, matrix)
    readme.write_string(next_row + 1, 0, "Legend", styles.strong)
    fill_legend(readme, next_row + 2, matrix, looks, styles.wrapped)
    fill_grid(workbook, grid, matrix, evidence_sheet, looks)
    links = {
        "agreement": _row_links(matrix.agreements, "Agreements"),
        "source": _row_links(matrix.sources, "Citations"),
    }
    tables = {evidence_sheet: matrix.evidence, "Agreements": matrix.agreements}
    for name, table in tables.items():
        _add_table(workbook, name, table, styles, links if name == evidence_sheet else {})
    tables |= _add_licences(workbook, matrix.provenance, styles, "Sources and licences")
    tables["Citations"] = matrix.sources
    _add_table(workbook, "Citations", matrix.sources, styles, {})
    _fill_codebook(
        workbook.add_worksheet("Codebook"), {"Matrix (as CSV)": matrix.long_table(), **tables}, styles
    )
    grid.activate()
    workbook.close()
    return buffer.getvalue()


def _evidence_sheet(matrix: Matrix) -> str:
    about_clauses = matrix.scale is None or any(column.name == "provision" for column in matrix.evidence.columns)
    return "Clauses" if about_clauses else "Evidence"


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


_TABLE_GUIDE = ("The sheet Data holds the rows, the sheet Codebook says what each column means.",)


def _add_licences(
    workbook: Workbook, provenance: Provenance, styles: _Styles, name: str = "Licences"
) -> dict[str, ResultTable]:
    """Add a sheet of sources and licences where the rows rest on sources; what was added, by sheet."""
    if not provenance.sources:
        return {}
    table = source_table(provenance)
    _add_table(workbook, name, table, styles, {})
    return {name: table}


def _new_workbook(buffer: BytesIO, title: str, provenance: Provenance) -> Workbook:
    from xlsxwriter import Workbook

    workbook = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Excel stores when a file was made; a clock reading would make every export differ.
    created = datetime.combine(provenance.as_of or date(2000, 1, 1), time())
    workbook.set_properties(
        {
            "title": xml_text(title)[:_LONGEST_TIP],
            "subject": xml_text(f"Clauseway {provenance.query}")[:_LONGEST_TIP],
            "author": CONTRIBUTORS,
            "company": "Clauseway",
            "category": "Rules of digital trade",
            "keywords": "digital trade, trade agreements, Clauseway",
            "comments": xml_text(provenance.citation(title))[:_LONGEST_TIP],
            "created": created,
        }
    )
    return workbook


def _styles(workbook: Workbook) -> _Styles:
    def style(**properties: object) -> CellStyle:
        return workbook.add_format({"valign": "top", **properties})

    return _Styles(
        title=style(bold=True, font_size=14),
        strong=style(bold=True),
        wrapped=style(text_wrap=True),
        link=style(text_wrap=True, font_color="#1457A0", underline=1),
        date=style(num_format="yyyy-mm-dd", align="left"),
        head=style(bold=True, text_wrap=True, bg_color="#F0F3F6", bottom=1),
    )


def _fill_readme(
    sheet: Worksheet, title: str, provenance: Provenance, styles: _Styles, reading: tuple[str, ...]
) -> int:
    """Write the cover sheet; returns the first row below it."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    print_setup(sheet)
    sheet.write_string(0, 0, cell_text(title), styles.title)
    statements = provenance.statements(title)
    how = [("How to read", sentence) for sentence in reading]
    at = next((place for place, (head, _) in enumerate(statements) if head in ("Note", "Source", "Licence")), 0)
    facts = [*statements[:at], *how, *statements[at:]]
    for row, (name, text) in enumerate(facts, start=2):
        sheet.write_string(row, 0, name, styles.strong)
        sheet.write_string(row, 1, cell_text(text), styles.wrapped)
        # Not every program fits the height of wrapped rows by itself when it opens a file.
        sheet.set_row(row, min(_TALLEST, 15 * max(1, -(-len(text) // _README_LETTERS))))
    return 2 + len(facts)


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
    told = [[as_text(value) for value in record.values()] for record in records]
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, cell_text(column.name), styles.head)
        texts = [line[index] for line in told]
        widths.append(width([column.name, *texts]))
        # a column that holds nothing keeps its place, so that the columns are the same in every file
        empty = bool(records) and index > 0 and not any(texts)
        sheet.set_column(index, index, widths[-1], None, {"hidden": True} if empty else {})
    links_left = MOST_LINKS
    for row, (record, line) in enumerate(zip(records, told, strict=True), start=1):
        # Not every program fits the height of wrapped rows by itself when it opens a file.
        lines = max((-(-len(text) // room) for text, room in zip(line, widths, strict=True)), default=1)
        sheet.set_row(row, min(_TALLEST, 15 * max(lines, 1)))
        for index, (key, value) in enumerate(record.items()):
            if value is None:
                continue
            target = links[key].get(line[index]) if key in links else None
            links_left -= target is not None
            if target is None or links_left < 0:
                write_value(sheet, row, index, value, styles.wrapped, styles.date)
            else:
                sheet.write_url(row, index, target, styles.link)
                write_value(sheet, row, index, value, styles.link, styles.date)
    if not records:
        sheet.write_string(1, 0, table.empty_message or "No rows.", styles.wrapped)
    sheet.freeze_panes(1, 1)
    print_setup(sheet)
    sheet.repeat_rows(0)
    if table.columns:
        area = (0, 0, max(len(records), 1), len(table.columns) - 1)
        sheet.autofilter(*area)
        define(workbook, f"{name.replace(' ', '_')}_rows", name, area)
    return sheet


def _fill_codebook(sheet: Worksheet, tables: Mapping[str, ResultTable], styles: _Styles) -> None:
    heads = (("sheet", 16), ("column", 22), ("title", 24), ("type", 10), ("meaning", 80))
    for index, (head, room) in enumerate(heads):
        sheet.write_string(0, index, head, styles.head)
        sheet.set_column(index, index, room)
    described = [(name, column) for name, table in tables.items() for column in table.columns]
    for row, (name, column) in enumerate(described, start=1):
        for index, text in enumerate((name, column.name, column.title, column.type, column.comment)):
            sheet.write_string(row, index, cell_text(text), styles.wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(described), 1), 4)
    print_setup(sheet)
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
