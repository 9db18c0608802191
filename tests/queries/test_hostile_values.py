"""Values that would harm: formulas, markup and scripts in names, scripts of the world, sheets that are too large."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # pyright: ignore[reportMissingModuleSource]

from clauseway.queries.exports import ExportError, all_formats, export, matrix_sheet, rendered
from clauseway.queries.exports.formats import pictures
from clauseway.queries.exports.formats import workbook as workbook_export
from clauseway.queries.exports.formats.delimited import guarded
from clauseway.queries.exports.formats.workbook import table_workbook
from clauseway.queries.exports.sheet_cells import LONGEST_TEXT, cell_text
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.harmless_text import TURNING
from clauseway.queries.results import Column, Matrix, Provenance, ResultTable

FORMULAS = [
    "=HYPERLINK(\"http://x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "  =1",
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></svg><script>alert(1)</script>",
    "]]><b>", "<!-- ", "&lt;b&gt; & 'x' \"y\"", "javascript:alert(1)",
]  # fmt: skip
MADE = Provenance("1a2b3c4d", None, "grafeo", "q")

type Named = Callable[[str], Matrix]


def table_named(text: str) -> ResultTable:
    """A table in which a text stands in the title, a column name, its title and comment, and a cell."""
    made = Provenance("1a2b3c4d", None, "grafeo", text, {text: text}, 0, [text])
    return ResultTable(text, [Column(text or "a", text, "string", text)], [{text or "a": text}], made)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize(("format", "separator"), [("csv", ","), ("tsv", "\t")])
def test_no_cell_of_a_line_is_run_as_a_formula(
    matrix_named: Named, text: str, format: str, separator: str
) -> None:
    for content in (
        rendered(table_named(text), format),
        rendered(matrix_named(text), format),
        rendered(matrix_named(text), format, wide=True),
    ):
        cells = [cell for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator) for cell in row]
        assert any(text.strip() in cell for cell in cells), "the text is there"
        for cell in cells:
            assert not cell.lstrip(" \t\r\n").startswith(("=", "+", "@", "＝")), cell
            assert not cell.startswith(("\t", "\r", "\n"))
            assert not cell.startswith("-")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_run_as_a_formula(tmp_path: Path, matrix_named: Named, text: str) -> None:
    for name, result in (("t.xlsx", table_named(text)), ("m.xlsx", matrix_named(text))):
        export(result, tmp_path / name)
        book: Any = load_workbook(tmp_path / name)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
                # what is a link leads into the workbook
                assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in row)


class _Page(HTMLParser):
    """Names of the elements, of their attributes, and all text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", MARKUP)
def test_a_name_makes_no_markup_in_a_page(matrix_named: Named, text: str) -> None:
    for hostile, plain in ((table_named(text), table_named("plain")), (matrix_named(text), matrix_named("plain"))):
        found, expected = _Page(rendered(hostile, "html")), _Page(rendered(plain, "html"))
        assert found.elements == expected.elements
        assert found.attributes == expected.attributes
        assert text in found.text
        assert all(link.startswith("#") for link in found.links)


TURNS = ["\u202egpj.exe", "CHN\u202d", "a\u2066b\u2069"]
"""Names with signs that turn the direction of writing, so that one name is shown as another."""


@pytest.mark.parametrize("text", TURNS)
def test_a_name_cannot_turn_the_direction_of_writing(tmp_path: Path, matrix_named: Named, text: str) -> None:
    turning = re.compile(f"[{TURNING}]|&#x20[23]|&#x206")
    for result in (table_named(text), matrix_named(text)):
        for format in ("html", "svg") if isinstance(result, Matrix) else ("html",):
            assert not turning.search(rendered(result, format))
        for suffix in ("xlsx", "docx"):
            export(result, tmp_path / f"t.{suffix}")
            with ZipFile(tmp_path / f"t.{suffix}") as parts:
                for part in parts.namelist():
                    if part.endswith(".xml"):
                        assert not turning.search(parts.read(part).decode()), part
    data = json.loads(rendered(table_named(text), "json"))
    assert text in data[0].values(), "data stay as they are"


@pytest.mark.parametrize("text", MARKUP)
def test_a_name_makes_no_markup_in_a_drawing(matrix_named: Named, text: str) -> None:
    found = ElementTree.fromstring(rendered(matrix_named(text), "svg"))
    plain = ElementTree.fromstring(rendered(matrix_named("p" * len(text)), "svg"))
    assert [element.tag for element in found.iter()] == [element.tag for element in plain.iter()]
    assert [sorted(element.attrib) for element in found.iter()] == [sorted(element.attrib) for element in plain.iter()]
    assert found.findtext("{http://www.w3.org/2000/svg}title") == text


@pytest.mark.parametrize("text", MARKUP)
def test_a_name_makes_no_markup_in_a_document(
    tmp_path: Path, matrix_named: Named, at_hand: Callable[[str], None], text: str
) -> None:
    at_hand("docx")
    document_of: Any = pytest.importorskip("docx").Document
    export(matrix_named(text), tmp_path / "m.docx")
    document = document_of(str(tmp_path / "m.docx"))
    assert document.paragraphs[0].text == text
    assert document.tables[0].cell(1, 0).text == text
    assert document.core_properties.title == text


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
"""Every script of Unicode, with control characters, marks and signs of every plane."""
_CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
FEW = settings(deadline=None, max_examples=40, suppress_health_check=_CHECKS)


@FEW
@given(NAMES)
def test_names_in_every_script_survive_text_formats(name: str) -> None:
    table = ResultTable("t", [Column("a", "A")], [{"a": name}], MADE)
    for format, separator in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(rendered(table, format), newline=""), delimiter=separator))
        expected = guarded(name)
        if format == "tsv":
            expected = expected.translate(str.maketrans("\t\n\r", "   "))
        assert rows == [["a"], [expected]]
    assert json.loads(rendered(table, "json")) == [{"a": name}]
    page = _Page(rendered(table, "html"))
    shown = xml_text(name).replace("\r\n", "\n").replace("\r", "\n")
    assert shown in page.text.replace("\r\n", "\n").replace("\r", "\n")


@FEW
@given(NAMES)
def test_names_in_every_script_survive_a_workbook(name: str) -> None:
    table = ResultTable("t", [Column("a", "A")], [{"a": name}], MADE)
    book: Any = load_workbook(io.BytesIO(table_workbook(table)))
    # Excel writes control characters as _x000D_, which the reader of this test leaves as it is
    read = re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), str(book["Data"]["A2"].value))
    assert read == cell_text(name)


@FEW
@given(NAMES)
def test_names_in_every_script_survive_a_drawing_and_a_document(matrix_named: Named, name: str) -> None:
    matrix = matrix_named(name)
    title = ElementTree.fromstring(rendered(matrix, "svg")).findtext("{http://www.w3.org/2000/svg}title")
    assert title == xml_text(name).replace("\r\n", "\n").replace("\r", "\n")
    docx: Any = pytest.importorskip("docx")
    write = all_formats()["docx"].matrix
    assert write is not None
    content = write(matrix)
    assert isinstance(content, bytes)
    cell: Any = docx.Document(io.BytesIO(content)).tables[0].cell(1, 0)
    assert cell.text == xml_text(name).replace("\r\n", "\n").replace("\r", "\n")


@FEW
@given(NAMES)
def test_names_in_every_script_survive_parquet(name: str) -> None:
    pyarrow_parquet: Any = pytest.importorskip("pyarrow.parquet")
    write = all_formats()["parquet"].table
    assert write is not None
    content = write(ResultTable(name, [Column(name, name)], [{name: name}], MADE))
    assert isinstance(content, bytes)
    assert pyarrow_parquet.read_table(io.BytesIO(content)).to_pylist() == [{name: name}]


def test_a_matrix_wider_than_a_sheet_is_refused(tmp_path: Path, matrix_named: Named) -> None:
    matrix = matrix_named("x")
    matrix.column_names = [(f"c{n}", f"Clause {n}") for n in range(16_383)]
    with pytest.raises(ExportError, match=r"16,385 columns, more than a worksheet holds; write a \.csv file"):
        export(matrix, tmp_path / "m.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_table_wider_than_a_sheet_is_refused(tmp_path: Path) -> None:
    columns = [Column(f"c{n}", f"C{n}") for n in range(16_385)]
    with pytest.raises(ExportError, match="more than a worksheet holds"):
        export(ResultTable("t", columns, [], MADE), tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_cell_holds_as_much_as_excel_counts() -> None:
    """Excel counts halves of UTF-16: an emoji is two, and half of one may not stay."""
    for text in ("x" * 40_000, "😀" * 20_000, "x" + "😀" * 20_000):
        cut = cell_text(text)
        assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
        assert cut.endswith("…") and text.startswith(cut[:-1])
        value = load_workbook(io.BytesIO(table_workbook(table_named(text[:16_000])))).active
        assert value is not None
    assert cell_text("😀" * 16_383) == "😀" * 16_383


def test_more_links_than_a_sheet_takes(
    monkeypatch: pytest.MonkeyPatch, matrix_named: Named, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setattr(matrix_sheet, "MOST_LINKS", 4)
    grid: Any = load_workbook(io.BytesIO(workbook_export.matrix_workbook(matrix_named("x"))))["Matrix"]
    links = [cell.hyperlink is not None for row in grid.iter_rows(min_row=4, min_col=3) for cell in row]
    assert links == [True] * 4 + [False] * 2
    assert all(cell.value is not None for row in grid.iter_rows(min_row=4) for cell in row)
    assert not recwarn.list


def test_a_picture_larger_than_can_be_drawn_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, matrix_named: Named
) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    for suffix in ("png", "pdf"):
        with pytest.raises(ExportError, match=r"more than the 100 of a picture; write \.svg"):
            export(matrix_named("x"), tmp_path / f"m.{suffix}")
    assert list(tmp_path.iterdir()) == []
