"""Markdown: pipe tables for papers, issues and chats."""

from __future__ import annotations

from collections.abc import Iterable

from clauseway.graph.engine import Value
from clauseway.queries.results import Matrix, Provenance, ResultTable, as_text, shown_text

_ESCAPES = str.maketrans({character: f"\\{character}" for character in "\\|<&*`["})


def to_markdown(table: ResultTable) -> str:
    """The shown columns as a pipe table under a heading, with the provenance below."""
    columns = table.shown_columns()
    align = ["---:" if column.type in ("integer", "number") else "---" for column in columns]
    lines = [f"## {escaped(table.title)}", ""]
    if table.rows:
        lines += [_line(escaped(column.title) for column in columns), _line(align)]
        lines += [
            _line(escaped(shown_text(record[column.name], column)) for column in columns)
            for record in table.records()
        ]
    else:
        lines.append(escaped(table.empty_message or "No rows."))
    return "\n".join([*lines, *_provenance(table.provenance, len(table.rows))])


def matrix_to_markdown(matrix: Matrix) -> str:
    """The matrix as a pipe table of digits, with its legend and provenance below."""
    labels = [escaped(label) for _, label in matrix.column_names]
    lines = [f"## {escaped(matrix.title)}", "", _line(["", *labels]), _line(["---", *[":-:"] * len(labels)])]
    lines += [
        _line([escaped(label), *(cell.glyph() for cell in cells)]) for _, label, cells in matrix.wide_rows()
    ]
    lines.append("")
    for digit, grade, meaning in matrix.legend:
        lines.append(f"- {'?' if digit is None else digit} {escaped(grade)}: {escaped(meaning)}")
    lines.append("- (n) in brackets: agreed, but not owed on the as-of date.")
    return "\n".join([*lines, *_provenance(matrix.provenance, len(matrix.row_names))])


def escaped(value: Value) -> str:
    r"""A value as one line of Markdown text that keeps its table cell and makes no markup.

    >>> print(escaped("a|b"))
    a\|b
    """
    return " ".join(as_text(value).split()).translate(_ESCAPES)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _provenance(provenance: Provenance, rows: int) -> list[str]:
    notes = [f"Note: {escaped(note)}" for note in provenance.notes]
    notes += [f"Source: {escaped(cited.sentence())}" for cited in provenance.sources]
    facts = f"*Clauseway {escaped(provenance.query)} · {' · '.join(provenance.facts(rows))}*"
    return ["", facts, *(line for note in notes for line in ("", note)), ""]
