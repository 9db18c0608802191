"""Read a CSV source strictly: known columns, UTF-8, no empty file, the line of every row kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clauseway.loaders.bounded_files import FileRefused, read_at_most
from clauseway.loaders.problems import Problem, SourceError

SIZE_LIMIT = 256 * 1024 * 1024
"""Largest table read, in bytes; reading takes some ten times its size in memory. The largest source has 12 MB."""

_HIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no honest cell holds: signs that drive a terminal, and those that show a name as another one."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a source table.

    Attributes:
        file: Path of the file relative to the sources folder, with forward slashes.
        line: Line the row starts on (the header is line 1).
        values: Cell texts by column name, without blanks around them.
    """

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_table(folder: Path, file: str, columns: Sequence[str]) -> list[TableRow]:
    """Read every row of one table.

    Args:
        folder: Sources folder.
        file: Path inside it.
        columns: The columns the table must have, no more and no less, in any order.

    Raises:
        SourceError: The file is missing, empty, not UTF-8, has other columns, or a row has another width.
    """
    path = folder / file
    try:
        text = read_at_most(path, SIZE_LIMIT).decode("utf-8-sig")
    except FileNotFoundError:
        advice = f"Put it into {folder} or choose another --sources folder."
        raise _refuse(file, 0, "the file is missing.", advice) from None
    except OSError as error:
        raise _refuse(file, 0, f"the file cannot be read ({error.strerror}).") from error
    except FileRefused as error:
        raise _refuse(file, 0, f"{error}.", "Give it in parts, or check that it is the right file.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refuse(file, line, "the text is not UTF-8.", "Save the file as UTF-8 and try again.") from None
    if hidden := _HIDDEN.search(text):
        line = text[: hidden.start()].count("\n") + 1
        name = "a NUL character" if hidden[0] == "\0" else f"the hidden character U+{ord(hidden[0]):04X}"
        raise _refuse(file, line, f"there is {name}.", "Remove it.")
    if not text.strip():
        raise _refuse(file, 0, "the file is empty.", f"It needs a header: {','.join(columns)}.")
    # a file object rather than str.splitlines, which also breaks at form feeds and other marks inside cells
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[TableRow] = []
    line = 1
    try:
        header = next(reader)
        _check_header(file, header, columns)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                if len(cells) != len(header):
                    raise _refuse(
                        file, line, f"the row has {len(cells)} cells, the header has {len(header)}.",
                        "Put text that holds a comma in double quotes.",
                    )  # fmt: skip
                rows.append(TableRow(file, line, {k: v.strip() for k, v in zip(header, cells, strict=True)}))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _refuse(file, line, f"the row is not readable CSV ({error}).", "Check its double quotes.") from None
    return rows


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    import difflib

    seen: set[str] = set()
    for name in header:
        if name in seen:
            raise _refuse(file, 1, f"the column '{name}' stands twice.")
        seen.add(name)
    for name in header:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, 1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known columns: {', '.join(columns)}."
            raise _refuse(file, 1, f"there is no column '{name}' in this table.", hint)
    for name in columns:
        if name not in header:
            raise _refuse(file, 1, f"the column '{name}' is missing.", f"The table needs: {', '.join(columns)}.")


def _refuse(file: str, line: int, text: str, advice: str = "") -> SourceError:
    return SourceError([Problem(file, line, "error", text, advice)])
