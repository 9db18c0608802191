"""HTML: one self-contained page that opens from an e-mail, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clauseway.graph.engine import Row, Value
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.templating import environment
from clauseway.queries.pages import Page
from clauseway.queries.results import (
    CODINGS_LICENCE,
    GRADE_FILLS,
    NOT_READ_GLYPH,
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
    evidence_rows = matrix.evidence_positions()
    agreements = _page_table(matrix.agreements, "agreement")
    sources = _page_table(matrix.sources, "source")
    targets = {"agreement": _anchors(agreements), "source": _anchors(sources)}
    page = environment().get_template("matrix.html.j2")
    return page.render(
        legend=[
            (NOT_READ_GLYPH if digit is None else digit, _css(digit), grade, meaning)
            for digit, grade, meaning in matrix.legend
        ],
        themes=matrix.themes(),
        columns=matrix.column_names,
        rows=[
            (key, label, [_grid_cell(cell, evidence_rows) for cell in cells])
            for key, label, cells in matrix.wide_rows()
        ],
        tables=[_page_table(matrix.evidence, "evidence", targets), agreements, sources],
        **_frame(matrix.title, matrix.provenance, len(matrix.row_names)),
    )


def page_to_html(page: Page) -> str:
    """The sections as tables of one page, each with the columns it shows, and links to each at the top."""
    views = [_page_table(_narrowed(section), f"section-{n}") for n, section in enumerate(page.sections, start=1)]
    template = environment().get_template("sections.html.j2")
    return template.render(views=views, **_frame(page.title, page.provenance, len(page.whole.rows)))


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
        "fills": GRADE_FILLS,
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


def _grid_cell(cell: MatrixCell, evidence_rows: Mapping[str, int]) -> PageCell:
    css = f"{_css(cell.digit)} off" if cell.suspended else _css(cell.digit)
    if not cell.evidence_id:
        return PageCell(cell.glyph(), css=css)
    tip = " · ".join(part for part in (cell.label or cell.grade, cell.agreement, cell.article) if part)
    return PageCell(cell.glyph(), f"#evidence-{evidence_rows[cell.evidence_id] + 1}", css=css, tip=tip)


def _css(digit: int | None) -> str:
    return "gx" if digit is None else f"g{digit}"


FORMATS = (
    Format(
        name="html",
        suffixes=(".html", ".htm"),
        good_for="e-mail and browsers: one page that needs no network, with light, dark and print dress",
        media_type="text/html",
        table=to_html,
        matrix=matrix_to_html,
        page=page_to_html,
    ),
)
