"""Word documents for briefs: tables with real heads, a matrix with its colours and digits (extra `docx`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from clauseway.graph.engine import Value
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.format import Format, library
from clauseway.queries.exports.formats.pictures import to_png
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.pages import Page, Paragraph, SideBySide
from clauseway.queries.provenance import CONTRIBUTORS
from clauseway.queries.results import (
    NOT_READ_CSS,
    Column,
    Matrix,
    Provenance,
    ResultTable,
    shown_text,
)

BLOCK = 30
"""Columns of a matrix that stand side by side on an A4 page laid across."""
_TWIPS = 567
"""Twentieths of a point in a centimetre."""
_WIDTH = round(26.7 * _TWIPS)
"""Room between the margins of an A4 page laid across."""
_KEY = round(4.4 * _TWIPS)
_LETTER = 100
"""About the width of a letter of 9 points."""
_LONGEST_WORD, _LONGEST_LINE = 16, 60
_HEAD_FILL = "E3E9EF"
_LINE_COLOUR = "B0B0B0"
_LONGEST_FIELD = 255
"""Characters a document property takes."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def table_to_docx(table: ResultTable) -> bytes:
    """The columns a table shows, what they mean, and where the rows come from.

    Raises:
        ExportError: The extra is not installed.
    """
    document = _new_document(table.title, table.provenance)
    _add_table(document, table)
    _add_codebook(document, table.shown_columns())
    _add_provenance(document, table.title, table.provenance)
    return _saved(document)


def page_to_docx(page: Page) -> bytes:
    """The sections of an answer: words, tables, pictures, texts side by side.

    Raises:
        ExportError: The extra is not installed.
    """
    document = _new_document(page.title, page.provenance)
    for section in page.sections:
        document.add_heading(xml_text(section.title), 2)
        tables = [block for block in section.blocks if isinstance(block, ResultTable)]
        for block in section.blocks:
            if isinstance(block, Drawing):
                _add_drawing(document, block, with_table=all(block.table is not table for table in tables))
            else:
                _add_block_of_page(document, block)
    _add_provenance(document, page.title, page.provenance)
    return _saved(document)


def _add_block_of_page(document: Any, block: Paragraph | SideBySide | Matrix | ResultTable) -> None:
    match block:
        case Paragraph():
            _add_words(document.add_paragraph(), block)
        case SideBySide():
            grid = document.add_table(rows=2, cols=len(block.columns))
            grid.style = "Table Grid"
            for place, (title, parts) in enumerate(block.columns):
                grid.cell(0, place).paragraphs[0].add_run(xml_text(title)).bold = True
                cell = grid.cell(1, place)
                for number, part in enumerate(parts):
                    _add_words(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), part)
        case Matrix():
            _add_matrix(document, block)
        case ResultTable():
            _add_table(document, block)


def _add_words(line: Any, block: Paragraph) -> None:
    shared = import_module("docx.shared")
    for words, marked in block.pieces:
        run = line.add_run(xml_text(words))
        run.bold = marked or block.style == "strong"
        run.underline = marked
        run.italic = block.style == "quote"
        if block.style == "small":
            run.font.size = shared.Pt(8)


def _add_drawing(document: Any, drawing: Drawing, *, with_table: bool) -> None:
    """The drawing as a picture where the extra `charts` is installed, and its table if asked for."""
    document.add_paragraph(xml_text(drawing.reading))
    if find_spec("cairosvg") is not None:
        shared = import_module("docx.shared")
        picture = BytesIO(to_png(drawing, sources=False))
        wide, tall = 26.0, 16.0
        scale = min(wide / drawing.width, tall / drawing.height)
        document.add_picture(picture, width=shared.Cm(drawing.width * scale))
    if with_table:
        _add_table(document, drawing.table)


def matrix_to_docx(matrix: Matrix) -> bytes:
    """The grid in blocks of columns that fit a page, the legend and the agreements and sources it draws on.

    Raises:
        ExportError: The extra is not installed.
    """
    document = _new_document(matrix.title, matrix.provenance)
    _add_matrix(document, matrix)
    document.add_heading("Agreements", 2)
    _add_table(document, matrix.agreements)
    _add_provenance(document, matrix.title, matrix.provenance)
    return _saved(document)


def _add_matrix(document: Any, matrix: Matrix) -> None:
    for first in range(0, len(matrix.column_names), BLOCK):
        _add_block(document, matrix, first, min(first + BLOCK, len(matrix.column_names)))
    _add_legend(document, matrix)


def _new_document(title: str, provenance: Provenance) -> Any:
    docx = library("docx", "python-docx", DOCX)
    shared, oxml, enums = (import_module(f"docx.{part}") for part in ("shared", "oxml", "enum.section"))
    document = docx.Document()
    section = document.sections[0]
    section.orientation = enums.WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = shared.Cm(29.7), shared.Cm(21)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, shared.Cm(1.5))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", shared.Pt(10)
    normal.paragraph_format.space_after = shared.Pt(4)
    footer = section.footer.paragraphs[0]
    footer.add_run(xml_text(f"Clauseway · {' · '.join(provenance.version_facts())} · page "))
    footer._p.append(oxml.parse_xml(f'<w:fldSimple {_NAMESPACE} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    properties = document.core_properties
    properties.title = xml_text(title)[:_LONGEST_FIELD]
    properties.subject = xml_text(f"Clauseway {provenance.query}")[:_LONGEST_FIELD]
    properties.author = properties.last_modified_by = CONTRIBUTORS
    properties.comments = xml_text(provenance.citation(title))[:_LONGEST_FIELD]
    # the clock would make every file differ
    properties.created = properties.modified = datetime.combine(provenance.as_of or date(2000, 1, 1), time())
    document.add_heading(xml_text(title), 1)
    return document


def _add_table(document: Any, table: ResultTable) -> None:
    if not table.rows:
        document.add_paragraph(xml_text(table.empty_message or "No rows."))
        return
    columns = table.shown_columns()
    rows = [[shown_text(record[column.name], column) for column in columns] for record in table.records()]
    widths = _widths(columns, rows)
    numeric = [column.type in ("integer", "number") for column in columns]
    titles = zip((column.title for column in columns), widths, strict=True)
    heads = [_cell(title, width, fill=_HEAD_FILL, bold=True) for title, width in titles]
    lines = [
        [
            _cell(text, width, align="right" if right else "left", bold=place == 0)
            for place, (text, width, right) in enumerate(zip(row, widths, numeric, strict=True))
        ]
        for row in rows
    ]
    _append(document, _grid(widths, [_row(heads, head=True), *map(_row, lines)]))


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Widths that fill the page, in twentieths of a point: room for the longest word first, then by length of text.

    A date or a number broken in two misleads, so only words longer than `_LONGEST_WORD` letters are.
    """
    least: list[int] = []
    wanted: list[int] = []
    for place, column in enumerate(columns):
        texts = [f"{column.title} ", *(row[place] for row in rows)]  # heads are bold, which is wider
        breaks = re.compile(r"\s" if column.type == "date" else r"(?<=-)|\s(?=\S)")
        longest = max((len(part) for text in texts for part in breaks.split(text)), default=1)
        least.append(min(_LONGEST_WORD, longest) + 2)
        wanted.append(min(_LONGEST_LINE, max(map(len, texts))) + 2)
    slack = [max(0, want - word) for want, word in zip(wanted, least, strict=True)]
    spare = max(0, _WIDTH // _LETTER - sum(least))
    share = min(1.0, spare / sum(slack)) if sum(slack) else 0.0
    letters = [word + share * more for word, more in zip(least, slack, strict=True)]
    return [round(_WIDTH * count / sum(letters)) for count in letters]


def _add_legend(document: Any, matrix: Matrix) -> None:
    document.add_heading("Legend", 2)
    widths = [round(1.2 * _TWIPS), round(5 * _TWIPS), round(15 * _TWIPS)]
    rows: list[str] = []
    for entry in matrix.legend_entries():
        name = "" if entry.name == entry.mark else entry.name
        words = (_cell(name, widths[1], bold=True), _cell(entry.meaning, widths[2]))
        rows.append(_row([_mark(matrix, entry.mark, entry.css, widths[0]), *words]))
    _append(document, _grid(widths, rows))


def _add_block(document: Any, matrix: Matrix, first: int, last: int) -> None:
    names = matrix.column_names[first:last]
    wide = (_WIDTH - _KEY) // BLOCK
    widths = [_KEY, *(wide for _ in names)]
    if len(matrix.column_names) > BLOCK:
        document.add_heading(f"Columns {first + 1} to {last} of {len(matrix.column_names)}", 2)
    heads = [_cell("", _KEY, fill=_HEAD_FILL)]
    heads += [_cell(label, wide, fill=_HEAD_FILL, upward=True, size=8) for _, label in names]
    longest = max((len(label) for _, label in names), default=0)
    rows = [_row(heads, head=True, height=min(4400, 300 + 90 * longest))]
    for _, label, cells in matrix.wide_rows():
        line = [_cell(label, _KEY, bold=True, size=9)]
        line += [
            _mark(matrix, cell.glyph(), matrix.css(cell), wide, italic=cell.suspended) for cell in cells[first:last]
        ]
        rows.append(_row(line))
    _append(document, _grid(widths, rows))


def _add_codebook(document: Any, columns: Iterable[Column]) -> None:
    described = [column for column in columns if column.comment]
    if not described:
        return
    document.add_heading("What the columns mean", 2)
    for column in described:
        paragraph = document.add_paragraph()
        paragraph.add_run(xml_text(f"{column.title} ({column.name}): ")).bold = True
        paragraph.add_run(xml_text(column.comment))


def _add_provenance(document: Any, title: str, provenance: Provenance) -> None:
    document.add_heading("Where this comes from", 2)
    for head, text in provenance.statements(title):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{head}: ").bold = True
        paragraph.add_run(xml_text(text))


def _append(document: Any, table: str) -> None:
    oxml = import_module("docx.oxml")
    # before the properties of the section, which close the body; a paragraph keeps two tables apart
    document.element.body.insert_element_before(oxml.parse_xml(table), "w:sectPr")
    document.add_paragraph()


def _grid(widths: Sequence[int], rows: Iterable[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE_COLOUR}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0420" w:firstRow="1" w:firstColumn="0"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Iterable[str], *, head: bool = False, height: int = 0) -> str:
    tall = f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _mark(matrix: Matrix, mark: str, css: str, width: int, *, italic: bool = False) -> str:
    """What stands in a cell of a matrix, in the dress of its style; hatched where a text was not read."""
    if css == NOT_READ_CSS:
        return _cell(mark, width, align="center", size=9, stripes=True)
    fill, ink = matrix.fills.get(css, ("", ""))
    return _cell(mark, width, fill=fill, ink=ink, align="center", size=9 if len(mark) < 4 else 7, italic=italic)


def _cell(
    value: Value,
    width: int,
    *,
    fill: str = "",
    ink: str = "",
    align: str = "left",
    bold: bool = False,
    italic: bool = False,
    upward: bool = False,
    stripes: bool = False,
    size: int = 9,
) -> str:
    """A cell with one paragraph; `size` is in points, `width` in twentieths of a point."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    if stripes:
        shade = '<w:shd w:val="thinDiagStripe" w:color="A6A6A6" w:fill="FFFFFF"/>'
    turned = '<w:textDirection w:val="btLr"/>' if upward else ""
    run = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    run += f'<w:color w:val="{ink}"/>' if ink else ""
    run += f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    text = "</w:t><w:br/><w:t xml:space=\"preserve\">".join(
        _escaped(line) for line in xml_text(str(value)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{turned}'
        f'<w:vAlign w:val="{"center" if upward else "top"}"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
    )


def _escaped(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _saved(document: Any) -> bytes:
    """The document as bytes; the parts of the archive carry no clock, which the library would put there."""
    import zipfile

    written, settled = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in parts.infolist():
            fixed.writestr(zipfile.ZipInfo(part.filename, _EPOCH), parts.read(part), zipfile.ZIP_DEFLATED)
    return settled.getvalue()


DOCX = Format(
    name="docx",
    suffixes=(".docx",),
    good_for="briefs in Word: tables with repeated heads, a matrix in its colours, sources and citation",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    text=False,
    extra="docx",
    table=table_to_docx,
    matrix=matrix_to_docx,
    page=page_to_docx,
)
FORMATS = (DOCX,)
