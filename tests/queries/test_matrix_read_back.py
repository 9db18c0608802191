"""A matrix read back from a file gives the same cells, whichever format carried it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # pyright: ignore[reportMissingModuleSource]

from clauseway.queries.exports import export
from clauseway.queries.results import Matrix, MatrixCell

type Cells = dict[tuple[str, str], MatrixCell]
type Marks = dict[tuple[str, str], tuple[int | None, bool, str]]
"""Digit, whether it is not owed on the day, and the evidence it leads to."""


@pytest.fixture
def matrix(matrix_named: Callable[[str], Matrix]) -> Matrix:
    return matrix_named("Économie <a> & “b”")


def cells_of(matrix: Matrix) -> Cells:
    return {(row, column): matrix.cell(row, column) for row, _ in matrix.row_names for column, _ in matrix.column_names}


def marks_of(matrix: Matrix) -> Marks:
    return {place: (cell.digit, cell.suspended, cell.evidence_id) for place, cell in cells_of(matrix).items()}


def cell_from(row: dict[str, Any]) -> MatrixCell:
    names = ("agreement", "article", "verification", "evidence_id")
    texts: dict[str, Any] = {name: row[name] or "" for name in names}
    return MatrixCell(row["digit"], row["label"], row["grade"], row["partners"], active=row["active"], **texts)


def from_text(row: dict[str, str]) -> dict[str, Any]:
    """A row of a CSV file by the types its description gives."""
    read: dict[str, Any] = dict(row)
    for name in ("digit", "partners"):
        read[name] = int(row[name]) if row[name] else None
    read["active"] = {"true": True, "false": False, "": None}[row["active"]]
    return read


@pytest.mark.parametrize(("suffix", "separator"), [("csv", ","), ("tsv", "\t")])
def test_lines_give_every_cell_whole(tmp_path: Path, matrix: Matrix, suffix: str, separator: str) -> None:
    export(matrix, tmp_path / f"m.{suffix}")
    text = (tmp_path / f"m.{suffix}").read_text(encoding="utf-8")
    rows = [from_text(row) for row in csv.DictReader(io.StringIO(text), delimiter=separator)]
    assert {(row["row"], row["column"]): cell_from(row) for row in rows} == cells_of(matrix)


@pytest.mark.parametrize("suffix", ["json", "ndjson"])
def test_objects_give_every_cell_whole(tmp_path: Path, matrix: Matrix, suffix: str) -> None:
    export(matrix, tmp_path / f"m.{suffix}")
    text = (tmp_path / f"m.{suffix}").read_text(encoding="utf-8")
    rows = json.loads(text) if suffix == "json" else [json.loads(line) for line in text.splitlines()]
    assert {(row["row"], row["column"]): cell_from(row) for row in rows} == cells_of(matrix)


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_columns_give_every_cell_whole(
    tmp_path: Path, matrix: Matrix, at_hand: Callable[[str], None], suffix: str
) -> None:
    at_hand(suffix)
    ipc: Any = pytest.importorskip("pyarrow.ipc")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / f"m.{suffix}"
    export(matrix, target)
    table = parquet.read_table(target) if suffix == "parquet" else ipc.open_file(target).read_all()
    assert {(row["row"], row["column"]): cell_from(row) for row in table.to_pylist()} == cells_of(matrix)


@pytest.mark.parametrize(("suffix", "separator"), [("csv", ","), ("tsv", "\t")])
def test_a_wide_file_has_a_mark_in_every_cell(tmp_path: Path, matrix: Matrix, suffix: str, separator: str) -> None:
    export(matrix, tmp_path / f"m.{suffix}", wide=True)
    text = (tmp_path / f"m.{suffix}").read_text(encoding="utf-8")
    found: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=separator):
        found |= {(row["row"], column): row[column] for column, _ in matrix.column_names}
    assert set(found.values()) == {"5", "0", "4*", "1", "?"}
    read = {place: (None if mark == "?" else int(mark[0]), mark.endswith("*")) for place, mark in found.items()}
    assert read == {place: (digit, suspended) for place, (digit, suspended, _) in marks_of(matrix).items()}


def test_a_workbook_gives_digits_states_and_evidence(tmp_path: Path, matrix: Matrix) -> None:
    export(matrix, tmp_path / "m.xlsx")
    book: Any = load_workbook(tmp_path / "m.xlsx")
    grid, evidence = book["Matrix"], book["Clauses"]
    found: Marks = {}
    for line in range(4, 4 + len(matrix.row_names)):
        for place, (column, _) in enumerate(matrix.column_names, start=3):
            cell = grid.cell(line, place)
            leads = re.fullmatch(r"'Clauses'!A(\d+)", cell.hyperlink.location)
            key = str(evidence.cell(int(leads[1]), 1).value) if leads else ""
            digit = None if cell.value == "?" else int(cell.value)
            found[grid.cell(line, 1).value, column] = (digit, "(" in cell.number_format, key)
    assert found == marks_of(matrix)


class _Grid(HTMLParser):
    """The cells of the grid and the first cells of the evidence table, by their ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self.keys: list[str] = []
        self.evidence: dict[str, str] = {}
        self._table = self._row = ""
        self._link = ""
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table = found["id"]
        elif tag == "tr":
            self._row = found.get("id", "")
        elif tag == "th" and found.get("scope") == "row":
            if self._table == "matrix":
                self.keys.append(found["title"])
                self.rows.append([])
            self._open = self._table == "e"
        elif tag == "td" and self._table == "matrix" and self.rows:
            self.rows[-1].append(("", ""))
            self._open = True
        elif tag == "a" and self._open and self.rows and self._table == "matrix":
            self._link = found["href"].removeprefix("#")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open, self._link = False, ""

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        if self._table == "e":
            self.evidence[self._row] = data
        else:
            self.rows[-1][-1] = (self.rows[-1][-1][0] + data, self._link)


def test_a_page_gives_digits_states_and_evidence(tmp_path: Path, matrix: Matrix) -> None:
    export(matrix, tmp_path / "m.html")
    page = _Grid((tmp_path / "m.html").read_text(encoding="utf-8"))
    found: Marks = {}
    for key, row in zip(page.keys, page.rows, strict=True):
        for (column, _), (mark, link) in zip(matrix.column_names, row, strict=True):
            digit = None if mark == "?" else int(mark.strip("()"))
            found[key, column] = (digit, mark.startswith("("), page.evidence.get(link, ""))
    assert found == marks_of(matrix)


def test_a_document_gives_digits_and_states(
    tmp_path: Path, matrix: Matrix, at_hand: Callable[[str], None]
) -> None:
    at_hand("docx")
    document: Any = pytest.importorskip("docx").Document
    export(matrix, tmp_path / "m.docx")
    grid = document(str(tmp_path / "m.docx")).tables[0]
    read = [[cell.text for cell in row.cells] for row in grid.rows]
    assert read[0] == ["", *(label for _, label in matrix.column_names)]
    assert read[1:] == [[label, *(cell.glyph() for cell in cells)] for _, label, cells in matrix.wide_rows()]
