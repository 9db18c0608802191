"""Workbooks: read back with another library, and every cell of a matrix leads to its evidence and source."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl  # pyright: ignore[reportMissingModuleSource]
import pytest

from clauseway.graph.engine import Row, Value
from clauseway.queries.exports import ExportError, export
from clauseway.queries.exports.formats import workbook as workbook_export
from clauseway.queries.exports.formats.workbook import matrix_workbook, table_workbook
from clauseway.queries.results import GRADE_DIGITS, Column, Matrix, MatrixCell, Provenance, ResultTable

GRADES = list(GRADE_DIGITS)
PROVENANCE = Provenance(
    "1a2b3c4d", date(2026, 11, 21), "grafeo", "coverage", {"economy": "all"}, 5, ["Take care."]
)
EVIDENCE_COLUMNS = ["evidence_id", "agreement", "article", "summary", "verification", "source"]


def build_matrix(rows: int, columns: int) -> Matrix:
    """A matrix with every grade, a suspended duty in every fifth cell, and evidence for each duty."""
    evidence: list[Row] = []
    cells: dict[tuple[str, str], MatrixCell] = {}
    for row in range(rows):
        for column in range(columns):
            grade = GRADES[(row * 3 + column) % len(GRADES)]
            digit = GRADE_DIGITS[grade]
            key = f"agr-{row}/{column}/clause@{row}" if digit else ""
            if key:
                evidence.append(
                    {
                        "evidence_id": key,
                        "agreement": f"agr-{row}",
                        "article": f"{column}.2",
                        "summary": "=1+1 looks like a formula, but is a sentence of some length. " * 3,
                        "verification": "primary-text",
                        "source": f"source-{row % 3}",
                    }
                )
            active = None if not key else (row + column) % 5 != 0
            cells[f"E{row}", f"c{column}"] = MatrixCell(
                digit, grade, grade, 2, f"agr-{row}" if key else "", "1", "primary-text", active, key
            )
    return Matrix(
        "=Who owes what?",
        [(f"E{row}", f"Économie {row}") for row in range(rows)],
        [(f"c{column}", f"Clause {column}") for column in range(columns)],
        {f"c{column}": f"Theme {column // 4}" for column in range(columns)},
        cells,
        ResultTable(
            "Evidence",
            [Column(n, n.title(), comment="Meaning.") for n in EVIDENCE_COLUMNS],
            evidence,
            PROVENANCE,
        ),
        ResultTable(
            "Agreements",
            [Column("slug", "Agreement"), Column("in_force", "In force", "date")],
            [{"slug": f"agr-{row}", "in_force": date(2020, 1, 7)} for row in range(rows)],
            PROVENANCE,
        ),
        ResultTable(
            "Sources",
            [Column("source_id", "Source")],
            [{"source_id": f"source-{n}"} for n in range(3)],
            PROVENANCE,
        ),
        PROVENANCE,
    )


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def target_of(cell: Any) -> tuple[str, int]:
    found = re.fullmatch(r"'(\w+)'!A(\d+)", cell.hyperlink.location)
    assert found is not None
    return found[1], int(found[2])


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return build_matrix(8, 9)


@pytest.fixture(scope="module")
def book(matrix: Matrix) -> Any:
    return opened(matrix_workbook(matrix))


def test_sheets(book: Any) -> None:
    assert book.sheetnames == ["Read me", "Matrix", "Clauses", "Agreements", "Citations", "Codebook"]
    assert book.active.title == "Matrix"


def test_digits_are_numbers_and_unread_texts_are_marked(matrix: Matrix, book: Any) -> None:
    sheet = book["Matrix"]
    for row, (key, label, cells) in enumerate(matrix.wide_rows(), start=4):
        assert (sheet.cell(row, 1).value, sheet.cell(row, 2).value) == (key, label)
        for column, cell in enumerate(cells, start=3):
            found = sheet.cell(row, column)
            assert found.value == ("?" if cell.digit is None else cell.digit)
            assert found.comment is None
            if cell.digit is None:
                assert found.fill.patternType == "lightUp"  # stripes
            else:
                assert found.data_type == "n"
            assert ("(" in found.number_format) == cell.suspended


def test_every_cell_can_be_traced_to_provision_and_source(matrix: Matrix, book: Any) -> None:
    sheet, evidence = book["Matrix"], book["Clauses"]
    traced = 0
    for row, (_, _, cells) in enumerate(matrix.wide_rows(), start=4):
        for column, cell in enumerate(cells, start=3):
            name, line = target_of(sheet.cell(row, column))
            if not cell.evidence_id:
                assert (name, line) == ("Agreements", 1)
                continue
            assert name == "Clauses"
            assert evidence.cell(line, 1).value == cell.evidence_id
            for title, key in (("agreement", "Agreements"), ("source", "Citations")):
                link = evidence.cell(line, EVIDENCE_COLUMNS.index(title) + 1)
                linked_sheet, linked_line = target_of(link)
                assert linked_sheet == key
                assert book[key].cell(linked_line, 1).value == link.value
            traced += 1
    assert traced == len(matrix.evidence.rows)


def test_heads_and_themes(matrix: Matrix, book: Any) -> None:
    sheet = book["Matrix"]
    heads = [sheet.cell(3, column) for column in range(3, 12)]
    assert [head.value for head in heads] == [label for _, label in matrix.column_names]
    assert {head.alignment.textRotation for head in heads} == {90}
    assert [str(area) for area in sorted(sheet.merged_cells.ranges, key=str)] == ["C2:F2", "G2:J2"]
    assert [sheet[cell].value for cell in ("C2", "G2", "K2")] == ["Theme 0", "Theme 1", "Theme 2"]
    assert sheet.freeze_panes == "C4"


def test_print_setup_names_and_filters(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert book["Matrix"].print_title_rows == "$2:$3"
    assert book["Matrix"].print_title_cols == "$A:$B"
    assert book["Clauses"].print_title_rows == "$1:$1"
    assert book["Clauses"].auto_filter.ref == f"A1:F{book['Clauses'].max_row}"
    assert book.defined_names["Matrix_digits"].attr_text == "'Matrix'!$C$4:$K$11"


def test_colours_depend_on_the_digit(book: Any) -> None:
    rules = [rule for area in book["Matrix"].conditional_formatting for rule in area.rules]
    assert sorted(rule.formula[0] for rule in rules) == ["0", "1", "2", "3", "4", "5"]
    assert {rule.operator for rule in rules} == {"equal"}


def test_read_me_says_what_this_is(book: Any) -> None:
    text = "\n".join(
        str(cell.value) for row in book["Read me"].iter_rows() for cell in row if cell.value is not None
    )
    for part in (
        "=Who owes what?",
        "2026-11-21",
        "1a2b3c4d",
        "CC BY 4.0",
        "Cite as",
        "Legend",
        "Take care.",
        "economy",
    ):
        assert part in text
    for grade in GRADES:
        assert f"{grade}: " in text


def test_codebook_lists_every_column(book: Any) -> None:
    rows = list(book["Codebook"].iter_rows(values_only=True))
    assert rows[0] == ("sheet", "column", "title", "type", "meaning")
    described = {(row[0], row[1]) for row in rows[1:]}
    for name in ("Clauses", "Agreements", "Citations"):
        assert {(name, cell.value) for cell in book[name][1]} <= described


def test_text_like_a_formula_stays_text(book: Any) -> None:
    cell = book["Clauses"].cell(2, EVIDENCE_COLUMNS.index("summary") + 1)
    assert cell.data_type == "s"
    assert cell.value.startswith("=1+1")
    assert cell.alignment.wrapText
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_values_read_back() -> None:
    texts = [
        "Việt Nam",
        "中华人民共和国",
        "المملكة",
        "=1",
        "+1",
        "-1",
        "@x",
        "https://example.org",
        "two\nlines",
    ]
    others: list[Value] = [
        -5,
        0.25,
        True,
        False,
        date(2024, 5, 3),
        date(1789, 7, 14),
        10**18,
        None,
        ["a", "b"],
    ]
    values: list[Row] = [{"a": value, "b": 1} for value in [*texts, *others]]
    table = ResultTable("t", [Column("a", "A"), Column("b", "B", "integer")], values, PROVENANCE)
    book = opened(table_workbook(table))
    assert book.sheetnames == ["Read me", "Data", "Codebook"]
    read = [cell.value for cell in book["Data"]["A"]][1:]
    dates = [datetime(2024, 5, 3), "1789-07-14"]  # a worksheet knows no day before 1900
    expected = [*texts, -5, 0.25, True, False, *dates, str(10**18), None, "a; b"]
    assert read == expected
    assert book["Data"]["A10"].alignment.wrapText
    assert all(cell.hyperlink is None for row in book["Data"].iter_rows() for cell in row)


def test_text_longer_than_a_cell_is_cut_visibly() -> None:
    table = ResultTable("t", [Column("a", "A")], [{"a": "x" * 40_000}], PROVENANCE)
    value = opened(table_workbook(table))["Data"]["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…")


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook_export, "MOST_ROWS", 2)
    table = ResultTable("t", [Column("a", "A")], [{"a": n} for n in range(3)], PROVENANCE)
    with pytest.raises(ExportError, match=r"write a \.csv file"):
        export(table, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_small_and_empty_matrices(rows: int, columns: int) -> None:
    book = opened(matrix_workbook(build_matrix(rows, columns)))
    assert book.sheetnames[1] == "Matrix"
    assert book["Clauses"].cell(1, 1).value == "evidence_id"


def test_dangling_evidence_is_refused() -> None:
    broken = build_matrix(2, 2)
    broken.evidence.rows.pop()
    with pytest.raises(ValueError, match="no evidence row"):
        matrix_workbook(broken)


def test_bytes_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    first = matrix_workbook(build_matrix(3, 3))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        later = time.time() + 86_400 * 400
        monkeypatch.setattr(time, "time", lambda: later)
        assert matrix_workbook(build_matrix(3, 3)) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    properties = opened(first).properties
    assert properties.created == datetime(2026, 11, 21)
    assert properties.modified == datetime(2026, 11, 21)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_undated_results_have_a_fixed_day() -> None:
    table = ResultTable("t", [Column("a", "A")], [], Provenance("v", None, "grafeo", "q"))
    assert opened(table_workbook(table)).properties.created == datetime(2000, 1, 1)


def test_full_size_is_quick(tmp_path: Path) -> None:
    matrix = build_matrix(200, 51)
    start = time.perf_counter()
    export(matrix, tmp_path / "matrix.xlsx")
    assert time.perf_counter() - start < 5
    assert (tmp_path / "matrix.xlsx").stat().st_size < 3_000_000
