"""Exports: one module a format, one function to call.

The same result gives the same bytes in every format. A file is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clauseway.queries.exports.csv_export import to_csv, to_tsv
from clauseway.queries.exports.files import (
    ExportError,
    PipeClosed,
    format_for,
    to_bytes,
    write_atomically,
    write_to_pipe,
)
from clauseway.queries.exports.html import matrix_to_html, to_html
from clauseway.queries.exports.json_export import to_json, to_ndjson
from clauseway.queries.exports.licences import PLAIN_FORMATS, licences_path, source_table
from clauseway.queries.exports.markdown import matrix_to_markdown, to_markdown
from clauseway.queries.exports.workbook import matrix_workbook, table_workbook
from clauseway.queries.results import Matrix, Provenance, ResultTable

__all__ = [
    "FILE_FORMATS",
    "PLAIN_FORMATS",
    "TEXT_FORMATS",
    "ExportError",
    "PipeClosed",
    "export_matrix",
    "export_table",
    "licences_path",
    "render_matrix",
    "render_table",
    "write_to_pipe",
]

_TABLE_TEXT = {
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "ndjson": to_ndjson,
    "md": to_markdown,
    "html": to_html,
}
_MATRIX_TEXT = {"md": matrix_to_markdown, "html": matrix_to_html}

TEXT_FORMATS = tuple(_TABLE_TEXT)
"""Formats that can go to a pipe."""

FILE_FORMATS = (*TEXT_FORMATS, "xlsx")
"""Formats that can go to a file."""


def render_table(table: ResultTable, format: str) -> str:
    """A table as text.

    Args:
        table: The result.
        format: One of `TEXT_FORMATS`.

    Raises:
        ExportError: The format is unknown, or only makes sense as a file.
    """
    _check_text_format(format)
    return _TABLE_TEXT[format](table)


def render_matrix(matrix: Matrix, format: str) -> str:
    """A matrix as text: Markdown and HTML as a grid, the other formats as one row per cell.

    Args:
        matrix: The result.
        format: One of `TEXT_FORMATS`.

    Raises:
        ExportError: The format is unknown, or only makes sense as a file.
    """
    _check_text_format(format)
    if format in _MATRIX_TEXT:
        return _MATRIX_TEXT[format](matrix)
    return _TABLE_TEXT[format](matrix.long_table())


def export_table(table: ResultTable, path: Path | None, format: str | None = None) -> None:
    """Write a table to a file, or to standard output if there is no path.

    Args:
        table: The result.
        path: Target; its suffix decides the format.
        format: Format for standard output (default `tsv`) and for a path whose suffix says nothing.

    Raises:
        ExportError: It could not be written; nothing half-written is left.
        PipeClosed: The reader of standard output went away.
    """
    _export(table, render_table, table_workbook, path, format, table.provenance)


def export_matrix(matrix: Matrix, path: Path | None, format: str | None = None) -> None:
    """Write a matrix to a file, or to standard output if there is no path.

    Args:
        matrix: The result.
        path: Target; its suffix decides the format.
        format: Format for standard output (default `tsv`) and for a path whose suffix says nothing.

    Raises:
        ExportError: It could not be written; nothing half-written is left.
        PipeClosed: The reader of standard output went away.
    """
    _export(matrix, render_matrix, matrix_workbook, path, format, matrix.provenance)


def _check_text_format(format: str) -> None:
    if format == "xlsx":
        raise ExportError("A workbook cannot go to a pipe; name a file, for example -o result.xlsx.")
    if format not in TEXT_FORMATS:
        raise ExportError(f"Unknown format '{format}'; use one of {', '.join(FILE_FORMATS)}.")


def _export[T](
    result: T,
    render: Callable[[T, str], str],
    workbook: Callable[[T], bytes],
    path: Path | None,
    format: str | None,
    provenance: Provenance,
) -> None:
    if path is None:
        write_to_pipe(render(result, format or "tsv"))
        return
    chosen = format_for(path, format)
    content = workbook(result) if chosen == "xlsx" else to_bytes(render(result, chosen))

    def fill(beside: Path) -> None:
        beside.write_bytes(content)

    write_atomically(path, fill)
    if chosen in PLAIN_FORMATS and provenance.sources:
        licences = to_bytes(to_csv(source_table(provenance)))

        def fill_licences(beside: Path) -> None:
            beside.write_bytes(licences)

        write_atomically(licences_path(path), fill_licences)
