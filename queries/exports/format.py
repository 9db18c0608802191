"""What a format is: the module of a format declares it, the registry finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from clauseway.queries.exports.files import ExportError
from clauseway.queries.pages import Page
from clauseway.queries.results import Matrix, ResultTable

type Content = str | bytes
type Result = ResultTable | Matrix | Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write a result.

    Attributes:
        name: Name for `--format`, and without its dot the first suffix.
        suffixes: File suffixes in small letters, with the dot.
        good_for: What a user takes it for: a part of a sentence, for the documentation.
        media_type: Media type of a file.
        text: Whether it is text, which can go to a pipe as well.
        rows_alone: Whether a file has no room for columns and sources, so that they go into a file beside it.
        separator: What parts the cells of a line, in formats of lines of cells.
        extra: The extra of the package that brings the library it needs; empty where none is needed.
        table: Writes a table; None where only a matrix can be shown this way.
        matrix: Writes a matrix as a grid; None where it is written as a table of one row a cell.
        page: Writes an answer in sections; None where it is written as one table.
    """

    name: str
    suffixes: tuple[str, ...]
    good_for: str
    media_type: str
    text: bool = True
    rows_alone: bool = False
    separator: str = ""
    extra: str = ""
    table: Callable[[ResultTable], Content] | None = None
    matrix: Callable[[Matrix], Content] | None = None
    page: Callable[[Page], Content] | None = None

    @property
    def writes(self) -> tuple[str, ...]:
        """What it can show in its own way, of `table`, `matrix` and `page`."""
        return tuple(kind for kind in ("table", "matrix", "page") if getattr(self, kind) is not None)


def library(module: str, package: str, form: Format) -> Any:
    """A library that only some formats need, imported now.

    Raises:
        ExportError: It is not installed, or a part of the system it stands on is missing.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise ExportError(
            f"Writing {form.suffixes[0]} needs {package}, which is not installed; "
            f'install it with: pip install "clauseway[{form.extra}]".'
        ) from None
    except OSError as error:
        raise ExportError(
            f"Writing {form.suffixes[0]} needs a library of the system that {package} cannot find: "
            f"{str(error).splitlines()[0]}."
        ) from error
