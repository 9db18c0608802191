"""Exports: same result, same bytes; every format gives the same cells back; nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauseway.graph.engine import Row, Value
from clauseway.queries.exports import all_formats, export, rendered, text_formats
from clauseway.queries.exports.formats.delimited import FORMULA_STARTS, guarded
from clauseway.queries.results import (
    GRADE_DIGITS,
    GRADE_FILLS,
    Column,
    Matrix,
    MatrixCell,
    Provenance,
    ResultTable,
    as_text,
)

SCRIPTS = ["Việt Nam", "中华人民共和国", "ประเทศไทย", "المملكة العربية السعودية", "საქართველო", "🇸🇬 e\u0301"]
DANGEROUS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def provenance(milliseconds: float = 3.0, engine: str = "grafeo") -> Provenance:
    return Provenance(
        "1a2b3c4d5e6f", date(2026, 11, 21), engine, "coverage", {"clause": "<all>"}, milliseconds
    )


def table(rows: list[Row] | None = None, **changes: float | str) -> ResultTable:
    columns = [
        Column("name", "Name", "string", "Name of the economy."),
        Column("articles", "Articles", "integer"),
        Column("share", "Share", "number"),
        Column("binding", "Binding", "boolean"),
        Column("since", "Since", "date"),
    ]
    if rows is None:
        rows = [
            {"name": name, "articles": -5, "share": 0.25, "binding": True, "since": date(2024, 5, 3)}
            for name in [*SCRIPTS, *DANGEROUS, 'say "so", twice', "a|b\\c", "two\nlines", "<b>&amp;</b>"]
        ]
        rows.append({"name": "nothing known"})
    milliseconds, engine = float(changes.get("milliseconds", 3.0)), str(changes.get("engine", "grafeo"))
    return ResultTable(
        "Who owes what?", columns, rows, provenance(milliseconds, engine), "Nobody owes anything."
    )


def matrix() -> Matrix:
    evidence = ResultTable(
        "Evidence",
        [Column("evidence_id", "Evidence"), Column("agreement", "Agreement"), Column("source", "Source")],
        [{"evidence_id": "a/1", "agreement": "a", "source": "<s>"}],
        provenance(),
    )
    agreements = ResultTable("Agreements", [Column("slug", "Agreement")], [{"slug": "a"}], provenance())
    sources = ResultTable("Sources", [Column("source_id", "Source")], [{"source_id": "<s>"}], provenance())
    cells = {
        ("SGP", "x"): MatrixCell(5, "firm", "binding-enforceable", 2, "a", "1", "primary-text", True, "a/1"),
        ("SGP", "y"): MatrixCell(0, "none", "absent"),
        ("CHL", "x"): MatrixCell(4, "firm", "binding-unenforceable", 1, "a", "1", "secondary", False, "a/1"),
    }
    return Matrix(
        "Who owes what?",
        [("SGP", "Singapore"), ("CHL", "Chile")],
        [("x", "Data <flows>"), ("y", "Spam")],
        {"x": "Data", "y": "Trust"},
        cells,
        evidence,
        agreements,
        sources,
        provenance(),
    )


class PageReader(HTMLParser):
    """Cells by table id, every id and every local link of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.addresses: list[str] = []
        self.scopes: list[str] = []
        self._rows: list[list[str]] | None = None
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            assert found["id"] not in self.ids
            self.ids.add(found["id"])
        self.addresses += [found[name] for name in ("src", "srcset", "data") if name in found]
        if found.get("href", "").startswith("#"):
            self.links.append(found["href"][1:])
        if tag == "table":
            self._rows = self.tables.setdefault(found["id"], [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._rows[-1].append("")
            self._in_cell = True
            if tag == "th":
                self.scopes.append(found.get("scope", "missing"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "table":
            self._rows = None

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._rows:
            self._rows[-1][-1] += data


def expected_cells(result: ResultTable, text_of: Callable[[Value], str] = as_text) -> list[list[str]]:
    return [[text_of(value) for value in record.values()] for record in result.records()]


# --- the same bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [name for name, form in all_formats().items() if form.table])
def test_same_table_gives_same_bytes(tmp_path: Path, at_hand: Callable[[str], None], format: str) -> None:
    at_hand(format)
    first, second = tmp_path / f"a.{format}", tmp_path / f"b.{format}"
    export(table(milliseconds=3.0), first)
    export(table(milliseconds=900.0, engine="neo4j"), second)  # how it was computed leaves no trace
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > 0


@pytest.mark.parametrize("format", all_formats())
def test_same_matrix_gives_same_bytes(tmp_path: Path, at_hand: Callable[[str], None], format: str) -> None:
    at_hand(format)
    first, second = tmp_path / f"a.{format}", tmp_path / f"b.{format}"
    export(matrix(), first)
    export(matrix(), second)
    assert first.read_bytes() == second.read_bytes()


# --- every format gives the same cells back ---------------------------------------------------------------


def test_csv_reads_back() -> None:
    text = rendered(table(), "csv")
    head, *rows = list(csv.reader(io.StringIO(text, newline="")))
    assert head == ["name", "articles", "share", "binding", "since"]
    assert rows == expected_cells(table(), guarded)
    assert rows[0] == ["Việt Nam", "-5", "0.25", "true", "2024-05-03"]
    assert rows[-1] == ["nothing known", "", "", "", ""]


@pytest.mark.parametrize(("format", "separator"), [("csv", ","), ("tsv", "\t")])
def test_text_that_looks_like_a_formula_is_guarded_but_no_number(format: str, separator: str) -> None:
    rows = list(csv.reader(io.StringIO(rendered(table(), format), newline=""), delimiter=separator))
    for row in rows[1:]:
        assert not row[0].startswith(FORMULA_STARTS)
    assert {row[1] for row in rows[1:]} == {"-5", ""}


def test_csv_keeps_a_row_whose_only_cell_is_empty() -> None:
    lone = ResultTable("t", [Column("a", "A")], [{"a": None}, {"a": "x"}], provenance())
    assert list(csv.reader(io.StringIO(rendered(lone, "csv")))) == [["a"], [""], ["x"]]


def test_tsv_is_one_line_a_row() -> None:
    text = rendered(table(), "tsv")
    lines = text.removesuffix("\n").split("\n")
    assert len(lines) == 1 + len(table().rows)
    assert {line.count("\t") for line in lines} == {4}
    assert "two lines\t" in text
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert rows[1:] == expected_cells(
        table(), lambda value: guarded(value).replace("\n", " ").replace("\t", " ").replace("\r", " ")
    )


def test_json_is_a_list_of_flat_objects_with_stable_keys() -> None:
    text = rendered(table(), "json")
    rows = json.loads(text)
    assert text.endswith("\n]\n")
    assert all(list(row) == ["name", "articles", "share", "binding", "since"] for row in rows)
    assert rows[0] == {
        "name": "Việt Nam",
        "articles": -5,
        "share": 0.25,
        "binding": True,
        "since": "2024-05-03",
    }
    assert rows[-1]["since"] is None
    assert "Việt Nam" in text  # not escaped


def test_ndjson_has_the_rows_of_json() -> None:
    lines = rendered(table(), "ndjson").removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == json.loads(rendered(table(), "json"))


def test_json_has_no_nan() -> None:
    result = ResultTable(
        "t", [Column("a", "A", "number")], [{"a": float("nan")}, {"a": float("inf")}], provenance()
    )
    assert json.loads(rendered(result, "json")) == [{"a": None}, {"a": None}]
    assert rendered(result, "csv") == 'a\n""\n""\n'


def test_markdown_keeps_its_columns() -> None:
    lines = [line for line in rendered(table(), "md").splitlines() if line.startswith("|")]
    assert len(lines) == 2 + len(table().rows)
    assert {len(unescaped_pipes(line)) for line in lines} == {6}
    assert any(r"a\|b\\c" in line for line in lines)
    assert not any("<b>" in line.replace("\\<", "") for line in lines)


def unescaped_pipes(line: str) -> list[int]:
    plain = line.replace("\\\\", "  ")
    return [i for i, character in enumerate(plain) if character == "|" and plain[i - 1 : i] != "\\"]


def test_markdown_shows_only_the_shown_columns() -> None:
    result = table()
    result.shown = ("since", "name")
    assert "| Since | Name |" in rendered(result, "md")
    assert "Articles" not in rendered(result, "md")
    assert "articles" in rendered(result, "csv")


def test_html_reads_back() -> None:
    reader = PageReader(rendered(table(), "html"))
    head, *rows = reader.tables["rows"]
    assert head == ["Name", "Articles", "Share", "Binding", "Since"]
    assert rows == expected_cells(table())
    assert set(reader.scopes) == {"col", "row"}


def test_html_needs_no_network_and_runs_nothing() -> None:
    for page in (rendered(table(), "html"), rendered(matrix(), "html")):
        reader = PageReader(page)
        assert reader.addresses == []
        assert "<script" not in page
        assert "<link" not in page
        assert "url(" not in page
        assert "@import" not in page
        assert "default-src 'none'" in page


def test_html_links_only_https() -> None:
    values: list[Row] = [
        {"a": "x", "b": b} for b in ("https://example.org/a?b=1", "javascript:alert(1)", "http://x")
    ]
    page = rendered(ResultTable("t", [Column("a", "A"), Column("b", "B")], values, provenance()), "html")
    assert '<a href="https://example.org/a?b=1">' in page
    assert page.count("<a href") == 1


def test_matrix_page_cells_lead_to_evidence() -> None:
    reader = PageReader(rendered(matrix(), "html"))
    assert reader.tables["matrix"][2:] == [["Singapore", "5", "0"], ["Chile", "(4)", "?"]]
    assert reader.links.count("e-1") == 2
    assert set(reader.links) <= reader.ids
    assert {"agreement-1", "source-1"} <= set(reader.links)  # from the evidence on to both
    assert {"col", "row", "colgroup"} == set(reader.scopes)


def test_matrix_as_markdown_and_rows() -> None:
    text = rendered(matrix(), "md")
    assert "| Singapore | 5 | 0 |" in text
    assert "| Chile | (4) | ? |" in text
    rows = json.loads(rendered(matrix(), "json"))
    assert [(row["row"], row["column"], row["digit"], row["grade"]) for row in rows] == [
        ("SGP", "x", 5, "binding-enforceable"),
        ("SGP", "y", 0, "absent"),
        ("CHL", "x", 4, "binding-unenforceable"),
        ("CHL", "y", None, "not-read"),
    ]
    assert rendered(matrix(), "csv") == rendered(matrix().long_table(), "csv")


@pytest.mark.parametrize("format", [name for name in text_formats() if all_formats()[name].table])
def test_empty_table(format: str) -> None:
    text = rendered(table(rows=[]), format)
    expected = {"csv": "name,articles,share,binding,since\n", "json": "[]\n", "ndjson": ""}
    if format in expected:
        assert text == expected[format]
    elif format in ("md", "html"):
        assert "Nobody owes anything." in text


def test_a_value_without_a_column_is_not_lost_silently() -> None:
    with pytest.raises(ValueError, match="nmae"):
        rendered(table(rows=[{"nmae": "x"}]), "csv")


def test_a_cell_without_its_evidence_is_refused() -> None:
    broken = matrix()
    broken.evidence.rows.clear()
    with pytest.raises(ValueError, match="a/1"):
        rendered(broken, "html")


def test_every_ink_can_be_read_on_its_fill() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    fills = [luminance(fill) for fill, _ in GRADE_FILLS.values()]
    assert fills == sorted(fills, reverse=True)
    for fill, ink in GRADE_FILLS.values():
        light, dark = sorted((luminance(fill), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert set(GRADE_FILLS) == {digit for digit in GRADE_DIGITS.values() if digit is not None}


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(),
    st.sampled_from(DANGEROUS),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first draw builds Unicode tables
@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES})))
def test_any_values_survive_csv_and_json(rows: list[Row]) -> None:
    result = ResultTable("t", [Column("a", "A"), Column("b", "B")], rows, provenance())
    read = list(csv.reader(io.StringIO(rendered(result, "csv"), newline="")))
    assert read == [["a", "b"], *expected_cells(result, guarded)]
    for row in rows:
        for value in row.values():
            if isinstance(value, date):
                assert date.fromisoformat(guarded(value)) == value
            elif isinstance(value, (int, float)):
                assert json.loads(guarded(value)) == value
    flat = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]
    assert json.loads(rendered(result, "json")) == flat
    assert [json.loads(line) for line in rendered(result, "ndjson").split("\n")[:-1]] == flat


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    script = (
        "import sys, clauseway.cli.rendering\n"
        "from clauseway.queries.exports import all_formats\n"
        "all_formats()\n"
        "heavy = ('jinja2', 'xlsxwriter', 'rich', 'docx', 'pyarrow', 'cairosvg')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_values_as_text() -> None:
    assert as_text(["a", None, date(2024, 1, 2), False]) == "a; ; 2024-01-02; false"
    assert list(GRADE_DIGITS.values()) == [5, 4, 3, 2, 1, 0, None]
