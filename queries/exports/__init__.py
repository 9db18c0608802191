"""Exports: one module a format, one registry that finds them, one function to call.

The same result gives the same bytes in every format. A file is there whole or not at all.
"""

from __future__ import annotations

from pathlib import Path

from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.description import described, description_path
from clauseway.queries.exports.files import ExportError, PipeClosed, to_bytes, write_to_pipe, write_together
from clauseway.queries.exports.format import Content, Format, Result
from clauseway.queries.exports.registry import all_formats, format_for, format_named
from clauseway.queries.exports.wide import wide_table
from clauseway.queries.pages import Page
from clauseway.queries.results import Matrix, ResultTable

__all__ = [
    "ExportError",
    "PipeClosed",
    "all_formats",
    "content_of",
    "description_path",
    "export",
    "rendered",
    "text_formats",
    "write_to_pipe",
]


def text_formats() -> tuple[str, ...]:
    """Names of the formats that can go to a pipe."""
    return tuple(name for name, form in all_formats().items() if form.text)


def content_of(result: Result, format: str, *, wide: bool = False) -> Content:
    """A result as the text or the bytes of a file.

    Args:
        result: A table, a matrix, a drawing, or an answer in sections.
        format: Name of a format.
        wide: A matrix as a grid in the formats that else have one row a cell.

    Raises:
        ExportError: The format is unknown, cannot show such a result, or its library is missing.
    """
    form = format_named(format)
    return _content(_shaped(result, form, wide), form)


def rendered(result: Result, format: str, *, wide: bool = False) -> str:
    """A result as text.

    Args:
        result: A table, a matrix, a drawing, or an answer in sections.
        format: One of `text_formats()`.
        wide: A matrix as a grid in the formats that else have one row a cell.

    Raises:
        ExportError: The format is unknown, only makes sense as a file, or cannot show such a result.
    """
    form = format_named(format)
    content = _content(_shaped(result, form, wide), form) if form.text else b""
    if isinstance(content, bytes):
        raise ExportError(f"A .{format} file cannot go to a pipe; name a file, for example -o result.{format}.")
    return content


def export(result: Result, path: Path | None, format: str | None = None, *, wide: bool = False) -> Path | None:
    """Write a result to a file, or to standard output if there is no path.

    Args:
        result: A table, a matrix, a drawing, or an answer in sections.
        path: Target; its suffix decides the format.
        format: Format for standard output (default `tsv`) and for a path whose suffix says nothing.
        wide: A matrix as a grid in the formats that else have one row a cell.

    Returns:
        The file beside it that says what the columns mean and where the rows come from, if one was written.

    Raises:
        ExportError: It could not be written; nothing half-written is left.
        PipeClosed: The reader of standard output went away.
    """
    if path is None:
        write_to_pipe(rendered(result, format or "tsv", wide=wide))
        return None
    form = format_named(format_for(path, format))
    shaped = _shaped(result, form, wide)
    content = _content(shaped, form)
    files = {path: to_bytes(content) if isinstance(content, str) else content}
    beside: Path | None = None
    if form.rows_alone and isinstance(shaped, ResultTable):
        beside = description_path(path)
        files[beside] = to_bytes(described(shaped, form, path.name))
    write_together(files)
    return beside


def _shaped(result: Result, form: Format, wide: bool) -> Result:
    """The result as the format shows it: formats of plain rows get a table."""
    if wide and not form.separator and form.matrix is None:
        raise ExportError(f"There is no wide form of .{form.name}; write .csv or .tsv, or leave out --wide.")
    if isinstance(result, Page) and form.page is None:
        return result.whole
    if isinstance(result, Drawing) and form.drawing is None:
        return result.table
    if isinstance(result, Matrix) and form.matrix is None:
        return wide_table(result) if wide else result.long_table()
    return result


def _content(result: Result, form: Format) -> Content:
    match result:
        case Page() if form.page is not None:
            return form.page(result)
        case Drawing() if form.drawing is not None:
            return form.drawing(result)
        case Matrix() if form.matrix is not None:
            return form.matrix(result)
        case ResultTable() if form.table is not None:
            return form.table(result)
        case _:
            raise ExportError(
                f"A .{form.name} file is a picture, and this answer is none; write .html or .docx instead."
            )
