"""Answers as bytes: pages by the templates, files by the exports, problems by both."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import Response

from clauseway import __version__
from clauseway.graph.engine import Value
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports import ExportError, all_formats, content_of
from clauseway.queries.exports.svg_drawing import drawing_to_svg
from clauseway.queries.exports.templating import escaping
from clauseway.queries.pages import Page, Paragraph, SideBySide
from clauseway.queries.provenance import CODINGS_LICENCE
from clauseway.queries.results import Column, Matrix, MatrixCell, ResultTable, shown_text
from clauseway.web.answers_kept import Kept, style_hashes
from clauseway.web.kinds import Code, Compared, Facts, Form, Kind, Links, Part, Terms, Tree, View, WebBlock
from clauseway.web.links import Addresses, with_suffix
from clauseway.web.menu import menu
from clauseway.web.parameters import AS_OF, COMMON, Asked, Parameter
from clauseway.web.problems import Problem
from clauseway.web.registry import kind_named
from clauseway.web.static_files import TEMPLATES, static_address

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_ROWS = 300
"""Rows of one table on a page; its files hold all."""

MOST_CELLS = 3_000
"""Cells of one table on a page: a wide one is cut sooner, so that a page stays below 200 KB."""

GRID_CELLS = 20_000
"""Cells of a matrix on a page; a larger one is for a file."""

WEIGHTY_CELLS = 4_000
"""Cells from which on a matrix links and explains only those of which something is known: bytes are many times more."""

SHOWN_BY_BROWSERS = ("json", "svg", "png", "pdf", "html", "md")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the template needs it."""

    text: str
    address: str = ""
    numeric: bool = False
    css: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template needs it; `left_out` rows are only in the files."""

    anchor: str
    title: str
    heads: list[Column]
    rows: list[list[Cell]]
    empty: str
    left_out: int = 0


@cache
def environment() -> Environment:
    """The templates of the pages: every value is text, never markup."""
    made = escaping(TEMPLATES)
    made.globals["version"] = __version__  # pyright: ignore[reportArgumentType]
    made.globals["static_address"] = static_address  # pyright: ignore[reportArgumentType]
    made.globals["licence"] = CODINGS_LICENCE  # pyright: ignore[reportArgumentType]
    return made


def page_of(kind: Kind, view: View, at: Addresses, *, cypher: bool = False) -> Kept:
    """The answer as a page; `cypher` puts the page for queries of one's own into its menu."""
    asked = at.asked
    parts = view.parts or (Part(view.title, (_as_block(view.main),)),)
    provenance = view.provenance
    notes = list(dict.fromkeys((*view.notes, *provenance.notes)))
    body = (
        environment()
        .get_template("view.html.j2")
        .render(
            kind=kind,
            menu=menu(kind.path(asked.texts), cypher=cypher),
            view=view,
            at=at,
            asked=asked,
            parts=[
                (anchor := part.anchor or f"part-{n}", part, _blocks(part, anchor, at))
                for n, part in enumerate(parts, start=1)
            ],
            controls=_controls(kind, asked),
            # in the order of the parameters: a set would give another page in each process
            carried=[(p.name, asked.texts[p.name]) for p in kind.parameters if p.name in asked.given - {*kind.in_path}],
            files=[(name, at.file(name)) for name in kind.files if _can_write(name)],
            part_file=with_suffix,
            facts=provenance.version_facts(),
            notes=notes,
            sources=[cited.sentence() for cited in provenance.sources],
            citation=provenance.citation(view.title),
            takes_day=any(each is AS_OF for each in kind.parameters),
        )
    )
    content = body.encode("utf-8", "replace")
    return Kept(content, "text/html; charset=utf-8", styles=style_hashes(content))


def file_of(view: View, suffix: str, name: str) -> Kept:
    """The main result of an answer as a file.

    Raises:
        Problem: 404 for a picture where there is none, 501 for a format whose library is not installed.
    """
    form = all_formats()[suffix]
    try:
        content = content_of(view.main, suffix)
    except ExportError as error:
        # the one cause that installing something mends is a server's matter
        if "pip install" in str(error) or "library of the system" in str(error):
            raise Problem(501, "Not on this server", f"This server cannot write .{suffix} files.") from None
        raise Problem(404, "Not found", str(error)) from None
    body = content.encode("utf-8") if isinstance(content, str) else content
    media = f"{form.media_type}; charset=utf-8" if form.text else form.media_type
    return Kept(body, media, filename="" if suffix in SHOWN_BY_BROWSERS else f"{file_name(name)}.{suffix}")


def file_name(text: str) -> str:
    """A name for a file, of letters, digits and hyphens.

    >>> file_name("/pair/CHN/NZL?as_of=2026-01-01")
    'clauseway-pair-CHN-NZL-as_of-2026-01-01'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "clauseway-" + re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:80]


def problem_response(problem: Problem, path: str, *, cypher: bool = False) -> Response:
    """A problem as a page, or as problem+json where rows or an API answer were asked for."""
    headers = {"cache-control": "no-store"}
    if problem.status == 503:
        headers["retry-after"] = "5"
    if problem.status == 431:
        headers["connection"] = "close"
    if problem.status == 405:
        headers["allow"] = "GET, HEAD, OPTIONS"
    last = path.rpartition("/")[2]
    if path.startswith("/api/") or ("." in last and last.rpartition(".")[2] in all_formats()):
        content = json.dumps(problem.to_json(), ensure_ascii=False)
        return Response(content, problem.status, headers, "application/problem+json")
    page = environment().get_template("problem.html.j2").render(problem=problem, menu=menu(path, cypher=cypher))
    return Response(page, problem.status, headers, "text/html; charset=utf-8")


def _as_block(result: ResultTable | Matrix | Page | Drawing) -> WebBlock:
    return result.whole if isinstance(result, Page) else result


def _can_write(name: str) -> bool:
    """Whether the library of a format is installed, so that no file is offered that cannot be had."""
    from importlib.util import find_spec

    needs = {"png": "cairosvg", "pdf": "cairosvg", "docx": "docx", "parquet": "pyarrow", "arrow": "pyarrow"}
    return name not in needs or find_spec(needs[name]) is not None


def _blocks(part: Part, anchor: str, at: Addresses) -> list[tuple[str, object]]:
    made: list[tuple[str, object]] = []
    for n, block in enumerate(part.blocks, start=1):
        here = f"{anchor}-{n}"
        match block:
            case Paragraph():
                made.append(("words", block))
            case SideBySide():
                made.append(("side", block.columns))
            case Compared():
                made.append(("compared", block))
            case Links():
                made.append(("links", block))
            case Facts():
                made.append(("facts", block))
            case Tree():
                made.append(("tree", block.top))
            case Terms():
                made.append(("terms", block.terms))
            case Code():
                made.append(("code", block))
            case Form():
                made.append(("form", _form(block, here, at)))
            case Drawing():
                svg = Markup(drawing_to_svg(block, name=here, sources=False, headed=False))
                given = any(block.table is other for other in part.blocks)
                made.append(("drawing", (svg, None if given else table_of(block.table, here, at), block)))
            case Matrix():
                made.append(("matrix", _grid(block, here, at)))
            case ResultTable():
                made.append(("table", table_of(block, here, at)))
    return made


def table_of(table: ResultTable, anchor: str, at: Addresses) -> Table:
    """A table with its links, in the columns it shows."""
    columns = table.shown_columns()
    numeric = {column.name for column in columns if column.type in ("integer", "number")}
    # the name of a row is long and only of use as an address: its first cell leads there
    heads = [column for column in columns if column.name != "row_id"]
    most = min(MOST_ROWS, MOST_CELLS // max(1, len(heads)))
    explained = any(row.get("row_id") for row in table.rows[:most])
    rows: list[list[Cell]] = []
    for row in table.rows[:most]:
        cells = [
            Cell(_shown(row.get(c.name), c), at.of_cell(c.name, row), c.name in numeric, _css(c, row)) for c in heads
        ]
        if explained:
            cells.append(Cell("why", at.of_cell("row_id", row)) if row.get("row_id") else Cell(""))
        rows.append(cells)
    if explained:
        heads = [*heads, Column("row_id", "Evidence", "string", "The derivation of the row, down to its sources.")]
    left_out = max(0, len(table.rows) - most)
    return Table(anchor, table.title, heads, rows, table.empty_message or "No rows.", left_out)


LONG_TEXT = 48
"""Letters from which a cell is as wide as a sentence needs."""


SHORT_TEXT = 14
"""Letters up to which a cell needs no room set aside for it."""


def _css(column: Column, row: Mapping[str, object]) -> str:
    """Style of a cell: of the grade it shows, whose word stands in it as well, of a date, of a sentence."""
    value = row.get(column.name)
    if column.type == "string" and ("grade" in column.name or column.name == "best"):
        return f"grade-{value}".replace(" ", "-") if value else ""
    if column.type == "date":
        return "date"
    length = len(value) if isinstance(value, str) else 0
    return "long" if length > LONG_TEXT else "words" if length > SHORT_TEXT else ""


def _shown(value: Value, column: Column) -> str:
    """A value as a page shows it: a share to three decimals, money with commas; the files hold all digits.

    >>> _shown(0.311902, Column("share", "Share", "number")), _shown(1234567, Column("usd", "Trade", "integer"))
    ('0.312', '1,234,567')
    """
    if isinstance(value, float) and column.type == "number":
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and column.name.endswith("usd"):
        return f"{value:,}"
    return shown_text(value, column)


def _grid(matrix: Matrix, anchor: str, at: Addresses) -> dict[str, object]:
    """A matrix as the template needs it; too large a one is a picture in a file."""
    if len(matrix.row_names) * len(matrix.column_names) > GRID_CELLS:
        return {"anchor": anchor, "matrix": matrix, "rows": [], "large": True}
    slim = len(matrix.row_names) * len(matrix.column_names) > WEIGHTY_CELLS
    rows = [
        (
            key,
            label,
            _row_address(key, matrix, at),
            [
                _grid_cell(matrix, cell, _pair_address(key, column, matrix, at), at, slim=slim)
                for (column, _), cell in zip(matrix.column_names, cells, strict=True)
            ],
        )
        for key, label, cells in matrix.wide_rows()
    ]
    return {
        "anchor": anchor,
        "matrix": matrix,
        "rows": rows,
        "columns": [(key, label, _row_address(key, matrix, at)) for key, label in matrix.column_names],
        "themes": matrix.themes(),
        "legend": matrix.legend_entries(),
        "fills": Markup(
            "".join(f".{css}{{background:#{fill};color:#{ink}}}" for css, (fill, ink) in matrix.fills.items())
        ),
        "large": False,
        "slim": slim,
    }


def _row_address(key: str, matrix: Matrix, at: Addresses) -> str:
    """Where the head of a row or column leads."""
    if key in _agreements_of(matrix):
        return at.to("agreement", agreement=key)
    if len(key) == 3 and key.isupper():
        return at.to("economy", economy=key)
    if key in matrix.column_groups and (matrix.scale is None or matrix.scale.kind == "changes"):
        return at.to("clause", clause=key)
    return ""


def _agreements_of(matrix: Matrix) -> list[str]:
    """Slugs of the rows of a matrix of agreements."""
    return str(matrix.provenance.parameters.get("agreements") or "").split(",")


def _pair_address(row: str, column: str, matrix: Matrix, at: Addresses) -> str:
    """Where a cell of two economies leads; empty for other cells."""
    if matrix.scale is None or row == column or not all(len(key) == 3 and key.isupper() for key in (row, column)):
        return ""
    return at.to("pair", first=row, second=column)


def _grid_cell(matrix: Matrix, cell: MatrixCell, pair: str, at: Addresses, *, slim: bool) -> Cell:
    known = cell.value if matrix.scale else cell.digit is not None
    if slim and not known:
        return Cell(cell.glyph(), css=matrix.css(cell))
    css = f"{matrix.css(cell)} off" if cell.suspended else matrix.css(cell)
    place = " ".join(part for part in (cell.agreement, cell.article) if part)
    tip = " · ".join(part for part in (cell.label or cell.grade, place, cell.verification) if part)
    return Cell(cell.glyph(), at.to("explain", row=cell.row_id) if cell.row_id else pair, css=css, tip=tip)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: a parameter and what stands in it."""

    parameter: Parameter
    text: str
    id: str


def _controls(kind: Kind, asked: Asked) -> list[Field]:
    """The fields of the page's own form: all its parameters but the day, which has a place of its own."""
    return [
        Field(each, asked.text(each.name), f"field-{each.name}")
        for each in kind.parameters
        if each is not AS_OF and each.name not in kind.in_path and not each.unseen
    ]


def _form(form: Form, anchor: str, at: Addresses) -> dict[str, object]:
    kind = kind_named(form.kind)
    fields = [
        Field(each, form.filled.get(each.name, each.default), f"{anchor}-{each.name}")
        for each in kind.parameters
        if (each.name in form.only if form.only else each not in COMMON)
    ]
    carried = [(each.name, at.asked.texts[each.name]) for each in COMMON if each.name in at.asked.given]
    carried += [(name, text) for name, text in form.hidden.items() if text]
    # a path with holes cannot be the target of a form: the page /go reads the fields and leads on
    target = f"/go/{kind.name}" if kind.in_path else kind.address
    return {"title": form.title, "button": form.button, "fields": fields, "target": target, "carried": carried}
