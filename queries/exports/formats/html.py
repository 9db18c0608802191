"""HTML: one self-contained page that opens from an e-mail, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from clauseway.graph.engine import Row, Value
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.formats.svg import matrix_to_svg
from clauseway.queries.exports.matrix_evidence import page_evidence
from clauseway.queries.exports.svg_drawing import drawing_to_svg
from clauseway.queries.exports.templating import environment
from clauseway.queries.pages import Block, Page, Paragraph, Section, SideBySide
from clauseway.queries.results import (
    CODINGS_LICENCE,
    GRADE_FILLS,
    Column,
    Matrix,
    MatrixCell,
    Provenance,
    ResultTable,
    as_text,
    shown_text,
)

SNIPPET_ROWS = 20
"""Rows of a result that a notebook shows; the rest is counted."""

MOST_TIPS = 3_000
"""Cells up to which each tells what it rests on when pointed at; in a larger page the row it leads to does."""


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell as a template needs it; `href` is empty where there is nothing to follow."""

    text: str
    href: str = ""
    numeric: bool = False
    css: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as a template needs it; row n (from 1) gets the id `anchor-n`."""

    anchor: str
    title: str
    heads: list[Column]
    rows: list[list[PageCell]]
    empty_message: str


def to_html(table: ResultTable) -> str:
    """The table, all columns, as a page."""
    view = _page_table(table, "rows")
    codebook = [column for column in table.columns if column.comment]
    page = environment().get_template("table.html.j2")
    return page.render(view=view, codebook=codebook, **_frame(table.title, table.provenance, len(table.rows)))


def matrix_to_html(matrix: Matrix) -> str:
    """The matrix as a page: grid, legend, and the evidence, agreements and sources the cells lead to.

    Raises:
        ValueError: A cell names evidence that is not in the evidence table.
    """
    evidence = page_evidence(matrix)
    agreements = _page_table(matrix.agreements, "agreement")
    sources = _numbered(_page_table(matrix.sources, "source"))
    targets = {
        "agreement": _anchors(agreements),
        "source": {row[1].text: f"#source-{row[0].text}" for row in sources.rows},
    }
    shown = _page_table(evidence.table, "e", targets)
    for row in shown.rows:
        for place, cell in enumerate(row):
            if cell.href.startswith("#source-"):  # a citation is long, and stands in the table of sources
                row[place] = replace(cell, text=cell.href.removeprefix("#source-"))
    with_tip = len(matrix) <= MOST_TIPS
    frame = _frame(matrix.title, matrix.provenance, len(matrix.row_names))
    page = environment().get_template("matrix.html.j2")
    return page.render(
        legend=matrix.legend_entries(),
        themes=matrix.themes(),
        columns=matrix.column_names,
        rows=[
            (key, label, [_grid_cell(matrix, cell, evidence.places, with_tip) for cell in cells])
            for key, label, cells in matrix.wide_rows()
        ],
        margins=matrix.margins,
        caption=_caption(matrix),
        tables=[shown, agreements, sources],
        **{**frame, "fills": matrix.fills},
    )


def _caption(matrix: Matrix) -> str:
    if matrix.scale is None:
        return "Grade by row and column"
    about = matrix.scale.about
    return f"{about[0].upper()}{about[1:]}"


def _numbered(view: PageTable) -> PageTable:
    """The table with the number of each row before it, to be cited by."""
    heads = [Column("number", "No.", "integer"), *view.heads]
    rows = [[PageCell(str(number)), *row] for number, row in enumerate(view.rows, start=1)]
    return PageTable(view.anchor, view.title, heads, rows, view.empty_message)


def page_to_html(page: Page) -> str:
    """The sections one below the other, and links to each at the top; a drawing stands above its table."""
    parts: list[tuple[str, str, list[tuple[str, object]]]] = []
    for n, section in enumerate(page.sections, start=1):
        blocks = [_part(block, f"part-{n}-{m}", section) for m, block in enumerate(section.blocks)]
        parts.append((f"section-{n}", section.title, blocks))
    template = environment().get_template("sections.html.j2")
    return template.render(parts=parts, **_frame(page.title, page.provenance, len(page.whole.rows)))


def drawing_to_html(drawing: Drawing) -> str:
    """The drawing above its table."""
    return page_to_html(Page(drawing.table, (Section("Drawing", (drawing,)),)))


def _part(block: Block, anchor: str, section: Section) -> tuple[str, object]:
    """Kind of a block, and what the template needs of it; no table of a section is given twice."""
    match block:
        case Paragraph():
            return "words", block
        case SideBySide():
            return "side", block.columns
        case Drawing():
            svg = Markup(drawing_to_svg(block, name=anchor, sources=False))
            given = any(block.table is other for other in section.blocks)
            return "drawing", (svg, None if given else _page_table(_narrowed(block.table), anchor), block.title)
        case Matrix():
            return "picture", (Markup(matrix_to_svg(block, sources=False)), block.title)
        case ResultTable():
            return "table", _page_table(_narrowed(block), anchor)


def _narrowed(table: ResultTable) -> ResultTable:
    """The table with the columns it shows alone."""
    columns = table.shown_columns()
    rows: list[Row] = [{column.name: row.get(column.name) for column in columns} for row in table.rows]
    return ResultTable(table.title, columns, rows, table.provenance, table.empty_message)


def table_snippet(table: ResultTable) -> str:
    """The first rows, in the columns of a narrow table, with the provenance: a piece of a page for a notebook."""
    columns = table.shown_columns()
    rows = [[shown_text(row.get(column.name), column) for column in columns] for row in table.rows]
    heads = [column.title for column in columns]
    return _snippet(table.title, heads, rows, table.provenance, table.empty_message or "No rows.")


def matrix_snippet(matrix: Matrix) -> str:
    """The first rows of the grid with the provenance: a piece of a page for a notebook."""
    rows = [[label, *(cell.glyph() for cell in cells)] for _, label, cells in matrix.wide_rows()]
    heads = ["", *(label for _, label in matrix.column_names)]
    return _snippet(matrix.title, heads, rows, matrix.provenance, "The matrix has no cell.")


def _snippet(title: str, heads: list[str], rows: list[list[str]], provenance: Provenance, empty: str) -> str:
    return (
        environment()
        .get_template("snippet.html.j2")
        .render(
            title=title,
            heads=heads,
            rows=rows[:SNIPPET_ROWS],
            left_out=max(0, len(rows) - SNIPPET_ROWS),
            empty_message=empty,
            facts=provenance.facts(len(rows)),
            notes=provenance.notes,
            sources=[cited.sentence() for cited in provenance.sources],
        )
    )


def _frame(title: str, provenance: Provenance, rows: int) -> dict[str, object]:
    return {
        "title": title,
        "facts": provenance.facts(rows),
        "query": provenance.query,
        "parameters": provenance.given_parameters(),
        "notes": provenance.notes,
        "sources": [cited.sentence() for cited in provenance.sources],
        "licence": CODINGS_LICENCE,
        "citation": provenance.citation(title),
        "fills": {f"g{digit}": colours for digit, colours in GRADE_FILLS.items()},
    }


def _page_table(
    table: ResultTable, anchor: str, targets: Mapping[str, Mapping[str, str]] | None = None
) -> PageTable:
    known = targets or {}
    numeric = {column.name for column in table.columns if column.type in ("integer", "number")}
    rows = [
        [
            PageCell(as_text(value), _href(value, known.get(name, {})), name in numeric)
            for name, value in record.items()
        ]
        for record in table.records()
    ]
    return PageTable(anchor, table.title, table.columns, rows, table.empty_message or "No rows.")


def _href(value: Value, anchors: Mapping[str, str]) -> str:
    text = as_text(value)
    if text in anchors:
        return anchors[text]
    # Only https: a data cell must not be able to carry a script address into a page.
    return text if text.startswith("https://") and not any(map(str.isspace, text)) else ""


def _anchors(view: PageTable) -> dict[str, str]:
    return {row[0].text: f"#{view.anchor}-{position}" for position, row in enumerate(view.rows, start=1)}


def _grid_cell(matrix: Matrix, cell: MatrixCell, places: Mapping[str, int], with_tip: bool) -> PageCell:
    css = f"{matrix.css(cell)} off" if cell.suspended else matrix.css(cell)
    if cell.evidence_id not in places:
        return PageCell(cell.glyph(), css=css)
    href = f"#e-{places[cell.evidence_id] + 1}"
    if not with_tip:
        return PageCell(cell.glyph(), href, css=css)
    partners = "" if cell.partners is None else f"{cell.partners} partner{'' if cell.partners == 1 else 's'}"
    place = " ".join(part for part in (cell.agreement, cell.article) if part)
    parts = (cell.label or cell.grade, place, partners, cell.verification)
    return PageCell(cell.glyph(), href, css=css, tip=" · ".join(part for part in parts if part))


FORMATS = (
    Format(
        name="html",
        suffixes=(".html", ".htm"),
        good_for="e-mail and browsers: one page that needs no network, with light, dark and print dress",
        media_type="text/html",
        table=to_html,
        matrix=matrix_to_html,
        page=page_to_html,
        drawing=drawing_to_html,
    ),
)
