"""Answers as a user asks for them: one answer in every format, names as people type them, dates that matter."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from clauseway.ontology.strength import Grade

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")
DUTY_KEYS = (
    "economy", "partner", "clause", "label", "theme", "agreement", "article", "wording", "exception", "enforcement",
    "grade", "score_low", "score_high", "active", "active_from", "verification", "source", "via",
)  # fmt: skip
ESCAPE = "\x1b"


def in_order(wanted: tuple[str, ...], given: list[str]) -> bool:
    """Whether the wanted names stand among the given ones in this order."""
    rest = iter(given)
    return all(name in rest for name in wanted)


def csv_rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def as_text(row: dict[str, Any]) -> dict[str, str]:
    """A JSON row as CSV spells it."""
    words = {None: "", True: "true", False: "false"}
    return {k: words[v] if v is None or isinstance(v, bool) else str(v) for k, v in row.items()}


# Formats


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "CHN", *DAY),
        ("pair", "SGP", "NZL", *DAY),
        ("agreement", "rcep", "--economy", "KHM", *DAY),
        ("economies",),
        ("query", "list"),
        ("query", "run", "agreements_of_economy", "--param", "iso3=SGP"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_all_formats_hold_the_same_rows(clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...]) -> None:
    texts: dict[str, str] = {}
    for form in ("csv", "tsv", "json", "ndjson", "md", "html", "table"):
        done = clauseway(*words, "--format", form)
        assert (done.code, done.err) == (0, "")
        texts[form] = done.out
    found = [as_text(row) for row in json.loads(texts["json"])]
    assert len(found) > 5
    assert [as_text(json.loads(line)) for line in texts["ndjson"].splitlines()] == found
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        flat = [{k: " ".join(v.split()) for k, v in row.items()} for row in csv_rows(texts[form], delimiter)]
        assert flat == [{k: " ".join(v.split()) for k, v in row.items()} for row in found]
    assert len(table_rows(texts["html"])) == len(found)
    lines = [line for line in texts["md"].splitlines() if line.startswith("|")]
    assert len(lines) == len(found) + 2
    assert ESCAPE not in "".join(texts.values())
    for row in found[:5]:
        key = next(value for name, value in row.items() if name in ("clause", "economy", "query", "agreement"))
        assert html.escape(key) in texts["html"] or key in words


class _Rows(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.in_body, self.rows = False, list[int]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":
            self.in_body = True
        elif tag == "tr" and self.in_body:
            self.rows.append(0)
        elif tag in ("td", "th") and self.in_body:
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self.in_body = False


def table_rows(page: str) -> list[int]:
    """Cells in each row of the tables' bodies."""
    reader = _Rows()
    reader.feed(page)
    return reader.rows


def test_a_pipe_gets_tab_separated_values(process: Clauseway, on_shipped: Path) -> None:
    piped = process("economies")
    assert piped.out == process("economies", "--format", "tsv").out
    assert csv_rows(piped.out, "\t")[0]["economy"] == "ABW"


@pytest.mark.parametrize("words", [("coverage", "CHN", "-f", "table"), ("doctor",), ("query", "show", "counts")])
@pytest.mark.parametrize("variable", [None, "NO_COLOR"])
def test_a_pipe_gets_no_colour(
    process: Clauseway, on_shipped: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], variable: str | None
) -> None:
    if variable:
        monkeypatch.setenv(variable, "1")
    done = process(*words)
    assert done.code == 0
    assert ESCAPE not in done.out + done.err


def on_a_terminal(words: list[str]) -> str:
    """Everything a program writes to a terminal."""
    import os
    import subprocess

    pty = pytest.importorskip("pty", reason="terminals as files exist on POSIX only")
    controller, terminal = pty.openpty()
    with subprocess.Popen(words, stdin=terminal, stdout=terminal, stderr=terminal) as running:
        os.close(terminal)
        seen = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:  # Linux says so when the program has ended
                break
            if not part:
                break
            seen += part
        running.wait(60)
    os.close(controller)
    return seen.decode()


def test_a_terminal_gets_a_coloured_table_and_a_plain_one_with_no_color(
    on_shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    words = [sys.executable, "-m", "clauseway", "coverage", "SGP", "--min-grade", "qualified", *DAY]
    coloured = on_a_terminal(words)
    assert f"{ESCAPE}[" in coloured
    assert "binding-enforceable" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = on_a_terminal(words)
    assert "binding-enforceable" in plain
    assert not re.search(rf"{ESCAPE}\[[0-9;]*[34]8;", plain), "no colour of ink or paper"


# Files


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".ndjson", ".md", ".html"])
def test_the_suffix_of_the_output_decides_the_format(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"out{suffix}"
    done = clauseway("coverage", "CHN", *DAY, "-o", target)
    assert (done.code, done.out) == (0, "")
    beside = tmp_path / f"{target.name}-metadata.json"
    rows_alone = suffix in (".csv", ".tsv", ".json", ".ndjson")
    told = f" Columns, sources and licences: {beside}." if rows_alone else ""
    assert done.err == f"Wrote 51 rows to {target}.{told}\n"
    assert target.read_text(encoding="utf-8") == clauseway("coverage", "CHN", *DAY, "-f", suffix[1:]).out
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ([target.name, beside.name] if rows_alone else [target.name])


def test_the_licences_of_what_was_used_go_with_every_format(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    clauseway("coverage", "KHM", *DAY, "-o", tmp_path / "out.csv")
    told = json.loads((tmp_path / "out.csv-metadata.json").read_text(encoding="utf-8"))["dc:source"]
    names = {"source": "dc:identifier", "publisher": "dc:publisher", "licence": "dc:license"}
    cited = [{key: source[name] for key, name in names.items()} for source in told]
    assert {"agreements", "own-readings"} <= {row["source"] for row in cited}
    assert all(row["publisher"] and row["licence"] for row in cited)
    for form in ("md", "html"):
        page = html.unescape(clauseway("coverage", "KHM", *DAY, "-f", form).out)
        for row in cited:
            assert f"Licence: {row['licence']}" in page
    terminal = clauseway("coverage", "KHM", *DAY, "-f", "table").out
    assert f"Sources: {', '.join(row['source'] for row in cited)} (licences:" in " ".join(terminal.split())
    assert "CC BY" not in terminal
    clauseway("coverage", "KHM", *DAY, "-o", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx", read_only=True)["Licences"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [row["source"] for row in cited]


def test_a_workbook_holds_the_rows_of_the_csv(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    assert clauseway("coverage", "SGP", *DAY, "-o", target).code == 0
    expected = csv_rows(clauseway("coverage", "SGP", *DAY, "-f", "csv").out)
    heads, *cells = load_workbook(target)["Data"].iter_rows(values_only=True)
    assert list(heads) == list(expected[0])
    texts = ("clause", "label", "agreement", "article", "wording", "grade", "verification")
    places = [heads.index(name) for name in texts]
    found = [[str(row[place] or "") for place in places] for row in cells]
    assert found == [[row[name] for name in texts] for row in expected]


def test_the_same_question_gives_the_same_file(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "json", "html", "xlsx"):
        one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
        for target in (one, other):
            assert clauseway("coverage", "NZL", *DAY, "-o", target).code == 0
        assert one.read_bytes() == other.read_bytes()


# Answers


@pytest.mark.parametrize(
    "words",
    [("coverage", "SGP"), ("pair", "SGP", "NZL"), ("pair", "SGP", "NZL", "--paragraphs"), ("agreement", "depa"),
     ("agreement", "rcep", "--economy", "KHM")],
    ids=" ".join,
)  # fmt: skip
def test_json_is_a_list_of_flat_objects_with_the_promised_keys_in_order(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...]
) -> None:
    text = clauseway(*words, *DAY, "--format", "json").out
    assert text.lstrip().startswith("[")
    rows: list[dict[str, Any]] = json.loads(text)
    assert rows
    for row in rows:
        assert in_order(DUTY_KEYS, list(row))
        assert not any(isinstance(value, (dict, list)) for value in row.values())
        assert 0 <= row["score_low"] <= row["score_high"] <= 1
        assert row["active"] in (True, False, None)
        assert row["grade"] is None or Grade(row["grade"])
        if row["active_from"] is not None:
            date.fromisoformat(row["active_from"])


@pytest.mark.parametrize("typed", ["SGP", "sgp", "SG", "sg", "Singapore", "singapore", "SINGAPORE", " Singapore "])
def test_an_economy_may_be_named_by_code_or_name_in_any_case(
    clauseway: Clauseway, on_shipped: Path, typed: str
) -> None:
    rows = json.loads(clauseway("coverage", typed, "--clause", "smes", *DAY, "-f", "json").out)
    assert [row["economy"] for row in rows] == ["SGP"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("UK", "GBR"), ("south korea", "KOR"), ("Vietnam", "VNM"), ("viet nam", "VNM"), ("Türkiye", "TUR"),
     ("turkey", "TUR"), ("TÜRKIYE", "TUR"), ("中国", "CHN"), ("EU", "EUU"), ("hong kong", "HKG"), ("Laos", "LAO"),
     ("Taiwan", "TWN"), ("chinese taipei", "TWN")],
)  # fmt: skip
def test_an_economy_may_be_named_by_an_alias(clauseway: Clauseway, on_shipped: Path, typed: str, code: str) -> None:
    rows = json.loads(clauseway("coverage", typed, "--clause", "smes", "-f", "json").out)
    assert [row["economy"] for row in rows] == [code]


def test_a_clause_type_may_be_named_by_its_label_and_several_by_commas(clauseway: Clauseway, on_shipped: Path) -> None:
    clauses = {row["clause"]: row["label"] for row in csv_rows(clauseway("clauses", "-f", "csv").out)}
    slugs = ["paperless-trading", "data-localisation-ban"]
    by_label = clauseway("coverage", "SGP", *DAY, "--clause", clauses[slugs[0]], "--clause", slugs[1], "-f", "csv")
    by_comma = clauseway("coverage", "SGP", *DAY, "--clause", ",".join(slugs), "-f", "csv")
    assert {row["clause"] for row in csv_rows(by_label.out)} == set(slugs)
    assert by_label.out == by_comma.out


@pytest.mark.parametrize("economy", ["CHN", "SGP", "TKL"])
def test_coverage_has_a_row_for_each_substantive_clause_type(
    clauseway: Clauseway, on_shipped: Path, economy: str
) -> None:
    rows = csv_rows(clauseway("coverage", economy, *DAY, "-f", "csv").out)
    wide = csv_rows(clauseway("coverage", economy, *DAY, "--qualifiers", "-f", "csv").out)
    assert len({row["clause"] for row in rows}) == len(rows) == 51
    assert len({row["clause"] for row in wide}) == len(wide) == 62
    assert {row["clause"] for row in rows} < {row["clause"] for row in wide}


@pytest.mark.parametrize("least", ["binding-enforceable", "qualified", "best-endeavour"])
def test_a_least_grade_keeps_active_rows_at_or_above_it(clauseway: Clauseway, on_shipped: Path, least: str) -> None:
    every = csv_rows(clauseway("coverage", "SGP", *DAY, "-f", "csv").out)
    kept = csv_rows(clauseway("coverage", "SGP", *DAY, "--min-grade", least, "-f", "csv").out)
    reach = [r for r in every if r["active"] == "true" and Grade(r["grade"]).rank >= Grade(least).rank]
    assert kept == reach
    assert 0 < len(kept) < len(every)


def test_coverage_depends_on_the_date(clauseway: Clauseway, on_shipped: Path) -> None:
    """New Zealand and Singapore were bound by DEPA from 7 January 2021."""
    for day, active in (("2021-01-06", False), ("2021-01-07", True)):
        rows = csv_rows(clauseway("agreement", "depa", "--economy", "NZL", "--as-of", day, "-f", "csv").out)
        assert rows
        assert any(row["active"] == "true" for row in rows) is active


def test_an_economy_without_agreements_gets_an_answer_that_says_so(clauseway: Clauseway, on_shipped: Path) -> None:
    rows = csv_rows(clauseway("coverage", "TKL", *DAY, "-f", "csv").out)
    assert {row["grade"] for row in rows} <= {"absent", "not-read"}
    assert all(row["why"] for row in rows)
    nothing = clauseway("pair", "TKL", "PCN", *DAY, "-f", "csv")
    assert nothing.code == 0
    assert csv_rows(nothing.out) == []
    assert "No agreement in force between Tokelau and Pitcairn" in nothing.err


@pytest.mark.parametrize(
    "choice", [("--economies", "CHN,sg,Viet Nam"), ("--group", "asean"), ("--agreements", "depa,rcep")]
)
def test_a_matrix_comes_in_every_format(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path, choice: tuple[str, str]
) -> None:
    rows = {"--group": 10, "--economies": 3, "--agreements": 2}[choice[0]]
    sizes: dict[str, int] = {}
    for suffix in ("csv", "json", "md", "html", "xlsx"):
        target = tmp_path / f"matrix.{suffix}"
        done = clauseway("matrix", *choice, *DAY, "-o", target)
        assert done.code == 0
        assert re.fullmatch(rf"Wrote (\d+) x 51 cells to {re.escape(str(target))}\.( Columns, sources .*)?\n", done.err)
        sizes[suffix] = int(done.err.split()[1])
    assert set(sizes.values()) == {sizes["csv"]}
    assert sizes["csv"] >= rows
    cells = csv_rows((tmp_path / "matrix.csv").read_text(encoding="utf-8"))
    assert len(cells) == sizes["csv"] * 51
    assert [as_text(row) for row in json.loads((tmp_path / "matrix.json").read_text(encoding="utf-8"))] == cells
    page = (tmp_path / "matrix.html").read_text(encoding="utf-8")
    note = (tmp_path / "matrix.md").read_text(encoding="utf-8")
    for label in {row["row_label"] for row in cells}:
        assert html.escape(label) in page
        assert label in note
    workbook = load_workbook(tmp_path / "matrix.xlsx", read_only=True)
    assert len(workbook.worksheets) >= 4


def test_a_matrix_of_chosen_clauses_has_only_those(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("matrix", "--economies", "CHN", "--clauses", "smes,paperless-trading", *DAY, "-f", "csv")
    assert {row["column"] for row in csv_rows(done.out)} == {"smes", "paperless-trading"}


def test_the_parties_of_an_agreement_are_a_group(clauseway: Clauseway, on_shipped: Path) -> None:
    day = ("--as-of", "2024-05-03")
    rows = csv_rows(clauseway("matrix", "--group", "depa", "--clauses", "smes", *day, "-f", "csv").out)
    assert {row["row"] for row in rows} == {"CHL", "NZL", "SGP", "KOR"}
    before = csv_rows(
        clauseway("matrix", "--group", "depa", "--clauses", "smes", "--as-of", "2024-05-02", "-f", "csv").out
    )
    assert {row["row"] for row in before} == {"CHL", "NZL", "SGP"}


@pytest.mark.parametrize(("command", "key", "least"), [
    ("economies", "economy", 240), ("agreements", "agreement", 100), ("clauses", "clause", 62), ("groups", "group", 8),
])  # fmt: skip
def test_listings_name_each_thing_once(
    clauseway: Clauseway, on_shipped: Path, command: str, key: str, least: int
) -> None:
    names = [row[key] for row in csv_rows(clauseway(command, "-f", "csv").out)]
    assert len(set(names)) == len(names) >= least


def test_the_page_of_an_economy_has_a_table_a_section_on_a_terminal(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("economy", "kazakhstan", *DAY, "-f", "table")
    assert (done.code, done.err) == (0, "")
    for heading in ("Memberships", "Agreements, in time", "Readiness: latest figures", "Digital laws at home"):
        assert heading in done.out
    assert done.out.count("as of 2026-11-21") == 1, "one provenance line for the whole page"


def test_the_page_of_an_economy_is_one_table_in_a_file(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    target = tmp_path / "kaz.xlsx"
    assert clauseway("economy", "KAZ", *DAY, "-o", target).code == 0
    assert target.stat().st_size > 0
    rows = csv_rows(clauseway("economy", "KAZ", *DAY, "-f", "csv").out)
    assert {row["section"] for row in rows} == {
        "memberships", "agreements", "coverage", "readiness", "laws", "partners",
    }  # fmt: skip
