"""Files of matrices of every kind: read back, opened by LibreOffice, and small and quick at full size."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import openpyxl  # pyright: ignore[reportMissingModuleSource]
import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.queries.columns import DUTY_COLUMNS
from clauseway.queries.exports.formats.html import matrix_to_html
from clauseway.queries.exports.formats.markdown import matrix_to_markdown
from clauseway.queries.exports.formats.workbook import matrix_workbook
from clauseway.queries.exports.matrix_evidence import MOST_ROWS, page_evidence
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.results import GRADE_DIGITS, Column, Matrix, MatrixCell, Provenance, ResultTable
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)
QUESTIONS: dict[str, dict[str, Any]] = {
    "clauses": {"margins": True, "order": "region"},
    "divergence": {"kind": "divergence", "margins": True},
    "agreements": {"kind": "agreements", "margins": True},
    "grades": {"kind": "grades"},
    "dates": {"compare_to": date(2019, 12, 31), "margins": True},
    "what if": {"what_if": ["join IDN:cptpp"]},
    "divergence by dates": {"kind": "divergence", "compare_to": date(2019, 12, 31)},
}


@pytest.fixture(scope="module", params=QUESTIONS)
def matrix(request: pytest.FixtureRequest, grafeo: Engine) -> Matrix:
    economies = ["SGP", "KHM", "IDN", "BRN", "NZL"]
    return asked_matrix(Runner(grafeo), DAY, economies=economies, **QUESTIONS[request.param])


@pytest.fixture(scope="module")
def full() -> Matrix:
    """200 economies against 51 clause types, every cell with evidence, drawn from 1,530 provisions."""
    provenance = Provenance("1a2b3c4d", DAY, "grafeo", "matrix")
    grades = [grade for grade in GRADE_DIGITS if grade not in ("absent", "not-read")]
    evidence: list[Row] = []
    cells: dict[tuple[str, str], MatrixCell] = {}
    for row in range(200):
        for column in range(51):
            place = column * 30 + row % 30
            grade, agreement = grades[place % len(grades)], f"agreement-{place // 12}"
            key = f"E{len(evidence) + 1:04d}"
            told: Row = {name.name: None for name in DUTY_COLUMNS}
            told |= {
                "evidence_id": key, "economy": f"X{row:02d}", "clause": f"clause-{column}", "grade": grade,
                "label": f"Clause type number {column}", "theme": "data", "agreement": agreement,
                "article": f"14.{place % 12}",
                "title": "Location of computing facilities", "wording": "hard", "exception": "legitimate-objective",
                "enforcement": "full", "active": True, "active_from": date(2022, 1, 1), "verification": "primary-text",
                "date_verification": "primary-text", "provision": f"{agreement}/{place}",
                "score_low": 1.0, "score_high": 1.0,
                "source": f"Agreement number {place // 12}, chapter 14, consolidated text of 2022, read in full",
            }  # fmt: skip
            evidence.append(told)
            cells[f"X{row:02d}", f"clause-{column}"] = MatrixCell(
                GRADE_DIGITS[grade], f"Clause type number {column}", grade, 14, agreement, f"14.{place % 12}",
                "primary-text", True, key,
            )  # fmt: skip
    columns = [Column("evidence_id", "Evidence"), *DUTY_COLUMNS]
    sources: list[Row] = [{"source": source} for source in sorted({str(row["source"]) for row in evidence})]
    agreements: list[Row] = [{"agreement": slug} for slug in sorted({str(row["agreement"]) for row in evidence})]
    return Matrix(
        "Full size",
        [(f"X{row:02d}", f"Economy number {row}") for row in range(200)],
        [(f"clause-{column}", f"Clause type number {column}") for column in range(51)],
        {f"clause-{column}": f"theme-{column // 6}" for column in range(51)},
        cells,
        ResultTable("Evidence", columns, evidence, provenance),
        ResultTable("Agreements", [Column("agreement", "Agreement")], agreements, provenance),
        ResultTable("Sources", [Column("source", "Source")], sources, provenance),
        provenance,
    )


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def shown(cell: Any) -> str:
    """What a reader sees in a cell of a sheet, by its number format."""
    if not isinstance(cell.value, (int, float)):
        return str(cell.value)
    sections = str(cell.number_format).split(";")
    part = sections[0 if cell.value > 0 or len(sections) < 3 else 1 if cell.value < 0 else 2]
    digits = re.sub(r'"[^"]*"', "", part)
    decimals = len(digits.partition(".")[2])
    number = f"{abs(cell.value):.{decimals}f}" if digits else ""
    return "".join(re.findall(r'"([^"]*)"', part.rpartition(digits)[0] if digits else part)) + number + (
        ")" if part.startswith('"("') else ""
    )  # fmt: skip


def test_every_kind_reads_back_from_the_workbook(matrix: Matrix) -> None:
    book = opened(matrix_workbook(matrix))
    sheet = book["Matrix"]
    evidence = book.sheetnames[2]
    for row, (key, label, cells) in enumerate(matrix.wide_rows(), start=4):
        assert (sheet.cell(row, 1).value, sheet.cell(row, 2).value) == (key, label)
        for column, cell in enumerate(cells, start=3):
            found = sheet.cell(row, column)
            assert shown(found) == cell.glyph()
            if cell.value is not None and isinstance(found.value, (int, float)):
                assert found.value == pytest.approx(cell.value)
            if cell.evidence_id:
                name, line = re.fullmatch(r"'(\w+)'!A(\d+)", found.hyperlink.location).groups()  # pyright: ignore
                assert name == evidence
                assert book[name].cell(int(line), 1).value == cell.evidence_id
    assert book.sheetnames[:2] == ["Read me", "Matrix"]
    assert book.sheetnames[3:] == ["Agreements", "Sources and licences", "Citations", "Codebook"]
    for place, margin in enumerate(matrix.margins, start=1):
        last = 3 + len(matrix.row_names)
        assert sheet.cell(last + place, 2).value == margin.title
        totals = [sheet.cell(last + place, column).value for column in range(3, 3 + len(matrix.column_names))]
        expected = [margin.by_column[key] for key, _ in matrix.column_names]
        assert totals == ["?" if total is None else total for total in expected]


def test_no_cell_of_any_kind_is_empty_or_formula(matrix: Matrix) -> None:
    sheet = opened(matrix_workbook(matrix))["Matrix"]
    for row in range(4, 4 + len(matrix.row_names)):
        for column in range(3, 3 + len(matrix.column_names)):
            assert sheet.cell(row, column).value is not None
            assert sheet.cell(row, column).data_type in ("n", "s")


def test_workbooks_filter_print_and_say_what_they_are(matrix: Matrix) -> None:
    book = opened(matrix_workbook(matrix))
    sheet = book["Matrix"]
    assert sheet.auto_filter.ref.startswith("A3:")
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("C4", "$2:$3", "$A:$B")
    names = {"Matrix_digits", "Agreements_rows", "Sources_and_licences_rows", "Citations_rows"}
    assert names <= set(book.defined_names)
    assert book.properties.title == matrix.title[:255]
    assert book.properties.keywords
    text = "\n".join(str(cell.value) for row in book["Read me"].iter_rows() for cell in row if cell.value is not None)
    for entry in matrix.legend_entries():
        assert entry.meaning in text


def test_pages_and_markdown_show_each_cell_once(matrix: Matrix) -> None:
    page, text = matrix_to_html(matrix), matrix_to_markdown(matrix)
    grid = page[page.index('<table id="matrix"') : page.index("</table>", page.index('<table id="matrix"'))]
    cells = re.findall(r"<td class=\"(?:g|v|c|na)[^\"]*\">(?:<a [^>]*>)?([^<]*)</", grid)
    assert cells == [cell.glyph() for _, _, line in matrix.wide_rows() for cell in line]
    for _, label, line in matrix.wide_rows():
        assert f"| {label} | {' | '.join(cell.glyph() for cell in line)} |" in text
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The profile of LibreOffice, which takes seconds to make."""
    return (tmp_path_factory.mktemp("office") / "profile").as_uri()


def test_libreoffice_opens_every_kind_and_makes_pages(
    matrix: Matrix, office: str, tmp_path: Path, require_or_skip: Callable[[str, str], NoReturn]
) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        require_or_skip("soffice", "LibreOffice cannot be found")
    (tmp_path / "matrix.xlsx").write_bytes(matrix_workbook(matrix))
    command = [program, "--headless", f"-env:UserInstallation={office}", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path), str(tmp_path / "matrix.xlsx")]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    content = (tmp_path / "matrix.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(content) > 10_000


def test_the_full_size_is_quick_and_small(full: Matrix) -> None:
    started = time.process_time()
    page = matrix_to_html(full)
    assert time.process_time() - started < 2
    assert len(page.encode()) < 1_000_000
    started = time.process_time()
    matrix_workbook(full)
    assert time.process_time() - started < 5


def test_a_page_puts_together_what_binds_several_alike(full: Matrix) -> None:
    evidence = page_evidence(full)
    assert len(evidence.table.rows) < len(full.evidence.rows)
    for (row, _), cell in full.cells.items():
        told = evidence.table.rows[evidence.places[cell.evidence_id]]
        assert (told["agreement"], told["article"], told["grade"]) == (cell.agreement, cell.article, cell.grade)
        assert row in str(told["economies"]).split()


def test_too_much_evidence_is_left_out_of_a_page_and_said(full: Matrix) -> None:
    rows: list[Row] = [{"evidence_id": f"E{n}"} for n in range(MOST_ROWS + 1)]
    table = ResultTable("Pairs", [Column("evidence_id", "Evidence")], rows, full.provenance)
    cells = {("X00", "clause-0"): MatrixCell(5, "", "binding-enforceable", evidence_id="E7")}
    large = Matrix("Large", full.row_names[:1], full.column_names[:1], {}, cells, table, full.agreements, full.sources,
                   full.provenance)  # fmt: skip
    page = matrix_to_html(large)
    assert "rows of evidence are left out" in page
    assert 'href="#e-' not in page
