"""Markdown: pipe tables for papers, issues and chats."""

from __future__ import annotations

from collections.abc import Iterable

from clauseway.graph.engine import Value
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.format import Format
from clauseway.queries.pages import Block, Page, Paragraph, SideBySide
from clauseway.queries.results import Matrix, Provenance, ResultTable, as_text, shown_text

_ESCAPES = str.maketrans({character: f"\\{character}" for character in "\\|<&*`["})


def to_markdown(table: ResultTable) -> str:
    """The shown columns as a pipe table under a heading, with the provenance below."""
    return "\n".join([*_section(table), *_provenance(table.title, table.provenance, len(table.rows))])


def page_to_markdown(page: Page) -> str:
    """The sections one below the other, tables with the columns they show; a drawing is given as its table."""
    lines = [f"# {escaped(page.title)}", ""]
    for section in page.sections:
        alone = len(section.blocks) == 1 and isinstance(section.blocks[0], ResultTable)
        lines += [] if alone else [f"## {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return "\n".join([*lines[:-1], *_provenance(page.title, page.provenance, len(page.whole.rows))])


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [_paragraph(block)]
        case SideBySide():
            told = [
                [f"### {escaped(title)}", *(line for each in parts for line in ("", _paragraph(each)))]
                for title, parts in block.columns
            ]
            return [line for column in told for line in (*column, "")][:-1]
        case Drawing():
            return [escaped(block.reading), "", *_section(block.table)]
        case Matrix():
            return _grid(block)
        case ResultTable():
            return _section(block)


def _paragraph(block: Paragraph) -> str:
    words = "".join(_marked(words) if marked else _words(words) for words, marked in block.pieces).strip()
    return f"**{words}**" if block.style == "strong" else f"> {words}" if block.style == "quote" else words


def _words(words: str) -> str:
    """Words without markup, with one blank where blanks stood around them."""
    inner = escaped(words)
    return f"{' ' * words[:1].isspace()}{inner}{' ' * words[-1:].isspace()}" if inner else " " * bool(words)


def _marked(words: str) -> str:
    inner = escaped(words)
    return _words(words).replace(inner, f"**{inner}**") if inner else _words(words)


def _section(table: ResultTable) -> list[str]:
    columns = table.shown_columns()
    lines = [f"## {escaped(table.title)}", ""]
    if not table.rows:
        return [*lines, escaped(table.empty_message or "No rows.")]
    lines.append(_line(escaped(column.title) for column in columns))
    lines.append(_line("---:" if column.type in ("integer", "number") else "---" for column in columns))
    lines += [
        _line(escaped(shown_text(record[column.name], column)) for column in columns) for record in table.records()
    ]
    return lines


def matrix_to_markdown(matrix: Matrix) -> str:
    """The matrix as a pipe table, with its totals, legend and provenance."""
    return "\n".join([*_grid(matrix), *_provenance(matrix.title, matrix.provenance, len(matrix.row_names))])


def _grid(matrix: Matrix) -> list[str]:
    labels = [escaped(label) for _, label in matrix.column_names]
    totals = [escaped(margin.title) for margin in matrix.margins]
    lines = [f"## {escaped(matrix.title)}", "", _line(["", *labels, *totals])]
    lines.append(_line(["---", *[":-:"] * len(labels), *["---:"] * len(totals)]))
    lines += [
        _line(
            [
                escaped(label),
                *(cell.glyph() for cell in cells),
                *(margin.shown(margin.by_row[key]) for margin in matrix.margins),
            ]
        )
        for key, label, cells in matrix.wide_rows()
    ]
    for margin in matrix.margins:
        sums = (margin.shown(margin.by_column[key]) for key, _ in matrix.column_names)
        lines.append(_line([f"*{escaped(margin.title)}*", *sums, *("" for _ in totals)]))
    lines.append("")
    for entry in matrix.legend_entries():
        name = "" if entry.name == entry.mark else f"{escaped(entry.name)}: "
        lines.append(f"- {escaped(entry.mark)} {name}{escaped(entry.meaning)}")
    return lines


def escaped(value: Value) -> str:
    r"""A value as one line of Markdown text that keeps its table cell and makes no markup.

    >>> print(escaped("a|b"))
    a\|b
    """
    return " ".join(as_text(value).split()).translate(_ESCAPES)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _provenance(title: str, provenance: Provenance, rows: int) -> list[str]:
    notes = [f"{head}: {escaped(text)}" for head, text in provenance.statements(title) if head not in _IN_ONE_LINE]
    facts = f"*Clauseway {escaped(provenance.query)} · {' · '.join(provenance.facts(rows))}*"
    return ["", facts, *(line for note in notes for line in ("", note)), ""]


_IN_ONE_LINE = ("Question", "As of", "Data version", "Ontology version", "Query")
"""What the line of facts or the heading says already."""

FORMATS = (
    Format(
        name="md",
        suffixes=(".md",),
        good_for="papers, issues and chats: pipe tables of the columns that matter most",
        media_type="text/markdown",
        table=to_markdown,
        matrix=matrix_to_markdown,
        page=page_to_markdown,
    ),
)
