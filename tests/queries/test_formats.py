"""The registry of formats: every one is found, says what it writes, and refuses in one sentence what it cannot."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clauseway.graph.engine import Row
from clauseway.queries.exports import ExportError, all_formats, export, rendered, text_formats
from clauseway.queries.exports import format as format_module
from clauseway.queries.exports import formats as folder
from clauseway.queries.exports.registry import format_for, suffixes
from clauseway.queries.pages import Page, page_of_tables
from clauseway.queries.results import Column, Matrix, Provenance, ResultTable

type Named = Callable[[str], Matrix]
type AtHand = Callable[[str], None]

MADE = Provenance("1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "coverage", {"economy": "KAZ"}, 3.0,
                  ["Take care."], (), "0.1.0")  # fmt: skip
COLUMNS = [
    Column("name", "Name", "string", "Name of the economy."),
    Column("articles", "Articles", "integer"),
    Column("share", "Share", "number", "from 0 to 1"),
    Column("binding", "Binding", "boolean"),
    Column("since", "Since", "date", "first day"),
    Column("partners", "Partners"),
]


def table() -> ResultTable:
    rows: list[Row] = [
        {
            "name": "Việt Nam", "articles": -5, "share": 0.25, "binding": True, "since": date(2024, 5, 3),
            "partners": ["SGP", "CHL"],
        },
        {"name": "nothing known", "share": float("nan")},
    ]  # fmt: skip
    return ResultTable("Who owes what?", list(COLUMNS), rows, MADE, shown=("name", "since"))


def page() -> Page:
    whole = table()
    parts = (
        ResultTable("Firm", whole.columns, whole.rows[:1], MADE, shown=("name", "articles")),
        ResultTable("Loose", whole.columns, [], MADE, "Nothing is loose.", shown=("name",)),
    )
    return page_of_tables(whole, parts)


def test_every_module_of_the_folder_is_a_format() -> None:
    modules = {path.stem for path in Path(str(folder.__file__)).parent.glob("*.py")} - {"__init__"}
    made_in = {
        write.__module__.rpartition(".")[2]
        for form in all_formats().values()
        for write in (form.table, form.matrix)
        if write is not None
    }
    assert made_in == modules


def test_the_formats_of_the_issue_are_there() -> None:
    assert list(all_formats()) == [
        "arrow", "csv", "docx", "html", "json", "md", "ndjson", "parquet", "pdf", "png", "svg", "tsv", "xlsx",
    ]  # fmt: skip
    assert set(text_formats()) == {"csv", "html", "json", "md", "ndjson", "svg", "tsv"}


def test_every_format_says_what_it_is_good_for_and_writes_something() -> None:
    for name, form in all_formats().items():
        assert form.suffixes[0] == f".{name}"
        assert form.good_for and not form.good_for.endswith(".")
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", form.media_type)
        assert {"table", "matrix"} & set(form.writes)


def test_a_suffix_in_any_case_decides() -> None:
    assert format_for(Path("a.FEATHER")) == "arrow"
    assert format_for(Path("a.jsonl")) == "ndjson"
    assert set(suffixes().values()) == set(all_formats())


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_a_drawing_of_a_table_is_refused_with_what_to_do(tmp_path: Path, format: str) -> None:
    for result in (table(), page()):
        with pytest.raises(ExportError, match=rf"A \.{format} file is a picture.*write \.html or \.docx"):
            export(result, tmp_path / f"a.{format}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", [name for name, form in all_formats().items() if not form.text])
def test_a_file_format_does_not_go_to_a_pipe(matrix_named: Named, format: str) -> None:
    with pytest.raises(ExportError, match=rf"cannot go to a pipe; name a file, for example -o result\.{format}"):
        rendered(matrix_named("x"), format)


@pytest.mark.parametrize("format", ["json", "ndjson", "parquet", "arrow"])
def test_wide_is_for_lines_of_cells(tmp_path: Path, matrix_named: Named, format: str) -> None:
    with pytest.raises(ExportError, match=rf"no wide form of \.{format}; write \.csv or \.tsv"):
        export(matrix_named("x"), tmp_path / f"m.{format}", wide=True)
    assert list(tmp_path.iterdir()) == []


def test_wide_changes_nothing_where_a_matrix_is_a_grid_anyway(matrix_named: Named) -> None:
    for format in ("html", "md", "svg"):
        assert rendered(matrix_named("x"), format, wide=True) == rendered(matrix_named("x"), format)


@pytest.mark.parametrize(
    ("format", "package", "extra"),
    [("docx", "python-docx", "docx"), ("png", "CairoSVG", "charts"), ("pdf", "CairoSVG", "charts"),
     ("parquet", "pyarrow", "arrow"), ("arrow", "pyarrow", "arrow")],
)  # fmt: skip
def test_a_missing_library_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, matrix_named: Named, format: str, package: str, extra: str
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named '{name}'", name=name.partition(".")[0])

    monkeypatch.setattr(format_module, "import_module", missing)
    with pytest.raises(ExportError) as caught:
        export(matrix_named("x"), tmp_path / f"m.{format}")
    assert str(caught.value) == (
        f'Writing .{format} needs {package}, which is not installed; install it with: pip install "clauseway[{extra}]".'
    )
    assert list(tmp_path.iterdir()) == []


def test_a_library_of_the_system_that_is_missing_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, matrix_named: Named
) -> None:
    def missing(name: str) -> Any:
        raise OSError('no library called "cairo-2" was found\ncannot load library')

    monkeypatch.setattr(format_module, "import_module", missing)
    with pytest.raises(ExportError) as caught:
        export(matrix_named("x"), tmp_path / "m.png")
    assert "\n" not in str(caught.value)
    assert 'needs a library of the system that CairoSVG cannot find: no library called "cairo-2"' in str(caught.value)


SAME = """
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from clauseway.queries.exports import all_formats, export
from clauseway.queries.results import Column, Matrix, MatrixCell, Provenance, ResultTable
made = Provenance("1a2b3c4d", date(2026, 11, 21), "grafeo", "q", {"b": "1", "a": ["x"]}, 3, ["n"], (), "0.1.0")
columns = [Column("evidence_id", "E"), Column("n", "N", "number")]
table = ResultTable("T", columns, [{"evidence_id": "e", "n": 0.1}], made)
cells = {("r", "c"): MatrixCell(5, "l", "binding-enforceable", evidence_id="e")}
matrix = Matrix("M", [("r", "R"), ("s", "S")], [("c", "C")], {"c": "T"}, cells, table, table, table, made)
for name, form in all_formats().items():
    for result, writes in ((table, form.table), (matrix, form.table or form.matrix)):
        if writes and name not in sys.argv[2:]:
            export(result, Path(sys.argv[1]) / f"{type(result).__name__}.{name}")
"""


def test_the_same_result_gives_the_same_bytes_at_another_time_and_place(tmp_path: Path) -> None:
    """Neither the clock, nor the time zone, nor the order of hashing leaves a trace in any format."""
    left_out: list[str] = []
    for name, form in all_formats().items():
        try:
            module = {"docx": "docx", "charts": "cairosvg", "arrow": "pyarrow"}.get(form.extra, "json")
            __import__(module)
        except (ImportError, OSError):
            left_out.append(name)
    contents: list[dict[str, bytes]] = []
    for seed, zone, language in (("1", "Pacific/Kiritimati", "C"), ("2", "America/Lima", "C.UTF-8")):
        target = tmp_path / seed
        target.mkdir()
        subprocess.run(
            [sys.executable, "-c", f"import time; time.sleep(2.1)\n{SAME}", str(target), *left_out],
            check=True, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
        )  # fmt: skip
        contents.append({path.name: path.read_bytes() for path in sorted(target.iterdir())})
    first, second = contents
    assert [name for name in first if first[name] != second[name]] == []
    assert first.keys() == second.keys()
    tried = [form for name, form in all_formats().items() if name not in left_out]
    assert len(first) == sum((2 if form.table else 1) * (2 if form.rows_alone else 1) for form in tried)


def test_archives_carry_no_clock(tmp_path: Path, matrix_named: Named, at_hand: AtHand) -> None:
    at_hand("docx")
    for suffix in ("docx", "xlsx"):
        export(matrix_named("x"), tmp_path / f"m.{suffix}")
        with zipfile.ZipFile(tmp_path / f"m.{suffix}") as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}


@pytest.mark.parametrize("format", all_formats())
def test_every_file_tells_versions_day_query_licences_and_how_to_cite(
    tmp_path: Path, matrix_named: Named, at_hand: AtHand, format: str
) -> None:
    at_hand(format)
    if format == "png":
        pytest.skip("a picture of text cannot be searched; it is drawn from the SVG, which is")
    target = tmp_path / f"m.{format}"
    beside = export(matrix_named("The question"), target)
    text = (beside or target).read_bytes().decode("utf-8", errors="ignore")
    if format in ("docx", "xlsx"):
        with zipfile.ZipFile(target) as parts:
            text = " ".join(parts.read(name).decode("utf-8", errors="ignore") for name in parts.namelist())
    elif format == "parquet":
        parquet: Any = pytest.importorskip("pyarrow.parquet")
        text = parquet.read_schema(target).metadata[b"clauseway"].decode()
    elif format == "pdf":
        pdf: Any = pytest.importorskip("pypdfium2")
        page = pdf.PdfDocument(target)[0]
        text = " ".join(page.get_textpage().get_text_bounded().split())
    for part in ("1a2b3c4d5e6f", "0.1.0", "2026-11-21", "matrix", "The question", "CC BY 4.0", "creativecommons.org",
                 "own", "group", "w3id.org/clauseway"):  # fmt: skip
        assert part in text, part


def test_parquet_keeps_types_and_tells_what_columns_mean(tmp_path: Path, at_hand: AtHand) -> None:
    at_hand("parquet")
    pa: Any = pytest.importorskip("pyarrow")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    export(table(), tmp_path / "t.parquet")
    read = parquet.read_table(tmp_path / "t.parquet")
    types = [pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.list_(pa.string())]
    assert read.schema.types == types
    assert read.to_pylist() == [
        {"name": "Việt Nam", "articles": -5, "share": 0.25, "binding": True, "since": date(2024, 5, 3),
         "partners": ["SGP", "CHL"]},
        {"name": "nothing known", "articles": None, "share": None, "binding": None, "since": None, "partners": None},
    ]  # fmt: skip
    assert read.schema.field("share").metadata == {b"title": b"Share", b"description": b"from 0 to 1"}
    about = json.loads(read.schema.metadata[b"clauseway"])
    assert [column["name"] for column in about["tableSchema"]["columns"]] == [column.name for column in COLUMNS]


def test_a_value_that_does_not_fit_its_column_becomes_text(tmp_path: Path, at_hand: AtHand) -> None:
    at_hand("arrow")
    ipc: Any = pytest.importorskip("pyarrow.ipc")
    rows: list[Row] = [{"n": 2**70, "m": ["a", 1]}, {"n": None, "m": "b"}]
    export(ResultTable("t", [Column("n", "N", "integer"), Column("m", "M")], rows, MADE), tmp_path / "t.arrow")
    read = ipc.open_file(tmp_path / "t.arrow").read_all()
    assert read.to_pylist() == [{"n": str(2**70), "m": "a; 1"}, {"n": None, "m": "b"}]


def test_a_document_shows_the_columns_of_a_narrow_table(tmp_path: Path, at_hand: AtHand) -> None:
    at_hand("docx")
    document_of: Any = pytest.importorskip("docx").Document
    export(table(), tmp_path / "t.docx")
    document = document_of(str(tmp_path / "t.docx"))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Name", "Since"], ["Việt Nam", "2024-05-03"], ["nothing known", ""],
    ]  # fmt: skip
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("What the columns mean", "Name of the economy.", "Note: Take care.", "Cite as: Clauseway, Who owes"):
        assert part in text
    heads = document.element.body.xpath("//w:tblHeader")
    assert len(heads) == 1  # the head is repeated on every page


def test_an_answer_in_sections(tmp_path: Path, at_hand: AtHand) -> None:
    text = rendered(page(), "md")
    assert text.index("# Who owes") < text.index("## Firm") < text.index("| Name | Articles |")
    assert "Nothing is loose." in text and "data 1a2b3c4d" in text
    site = rendered(page(), "html")
    assert '<a href="#section-2">Loose</a>' in site and 'id="section-2"' in site
    assert rendered(page(), "csv") == rendered(table(), "csv")
    at_hand("docx")
    document_of: Any = pytest.importorskip("docx").Document
    export(page(), tmp_path / "p.docx")
    document = document_of(str(tmp_path / "p.docx"))
    heads = [p.text for p in document.paragraphs if str(p.style and p.style.name).startswith("Heading")]
    assert heads == ["Who owes what?", "Firm", "Loose", "Where this comes from"]


def test_a_wide_matrix_stands_in_blocks_that_fit_a_page(tmp_path: Path, matrix_named: Named, at_hand: AtHand) -> None:
    at_hand("docx")
    document_of: Any = pytest.importorskip("docx").Document
    matrix = matrix_named("x")
    matrix.column_names = [(f"c{n}", f"Clause {n}") for n in range(62)]
    export(matrix, tmp_path / "m.docx")
    grids = document_of(str(tmp_path / "m.docx")).tables[:3]
    assert [len(grid.columns) for grid in grids] == [31, 31, 3]
    heads = [cell.text for grid in grids for cell in grid.rows[0].cells[1:]]
    assert heads == [label for _, label in matrix.column_names]


def test_a_picture_is_twice_the_size_of_the_drawing(tmp_path: Path, matrix_named: Named, at_hand: AtHand) -> None:
    at_hand("png")
    image_module: Any = pytest.importorskip("PIL.Image")
    size = re.search(r'width="(\d+)" height="(\d+)"', rendered(matrix_named("x"), "svg"))
    assert size is not None
    export(matrix_named("x"), tmp_path / "m.png")
    with image_module.open(io.BytesIO((tmp_path / "m.png").read_bytes())) as image:
        assert image.size == (2 * int(size[1]), 2 * int(size[2]))
