"""`clauseway cite`, and every format of an answer from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]
DAY = ("--as-of", "2026-11-21")
USAGE, OTHER = 2, 1


def test_bibtex_names_the_data_that_answer_and_the_day(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("cite", "--bibtex", *DAY)
    assert (done.code, done.err) == (0, "")
    rows = clauseway("coverage", "SGP", *DAY, "-f", "md").out
    version = done.out.partition("data ")[2].partition(",")[0]
    assert f"data {version[:8]}" in rows
    assert "as of 2026-11-21" in done.out
    assert f"urldate = {{{date.today().isoformat()}}}" in done.out
    assert clauseway("cite", "-f", "bibtex", *DAY).out == done.out


def test_a_citation_goes_to_a_file(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    done = clauseway("cite", "-f", "csl", *DAY, "-o", tmp_path / "c.json")
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {tmp_path / 'c.json'}.\n")
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))[0]["type"] == "dataset"


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--bibtex", "-f", "csl"), "two wishes"), (("-f", "apa"), "'bibtex'"), (("--as-of", "soon"), "YYYY-MM-DD")],
)
def test_a_wish_that_means_nothing_is_a_usage_error(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], says: str
) -> None:
    done = clauseway("cite", *words)
    assert done.code == USAGE
    assert says in done.message


def test_every_format_of_the_help_writes_a_matrix(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    listed = clauseway("matrix", "--help").out.partition("[table|")[2].partition("]")[0]
    names = "".join(listed.split()).split("|")
    assert {"xlsx", "docx", "svg", "png", "pdf", "parquet", "arrow"} <= set(names)
    for name in names:
        target = tmp_path / f"m.{name}"
        done = clauseway("matrix", "--agreements", "depa,rcep", *DAY, "-o", target)
        if (done.code == OTHER and "pip install" in done.err) or "library of the system" in done.err:
            continue
        assert done.code == 0, done.err
        assert target.stat().st_size > 0
        assert done.err.startswith("Wrote 2 x 51 cells to ")


def test_wide_is_a_grid(clauseway: Clauseway, on_shipped: Path) -> None:
    head, *lines = clauseway("matrix", "--agreements", "depa,rcep", *DAY, "--wide", "-f", "csv").out.splitlines()
    assert head.startswith("row,row_label,") and head.count(",") == 52
    assert [line.partition(",")[0] for line in lines] == ["depa", "rcep"]
    refused = clauseway("matrix", "--agreements", "depa,rcep", *DAY, "--wide", "-f", "json")
    assert refused.code == OTHER
    assert "no wide form of .json" in refused.message


def test_a_drawing_of_a_table_is_refused_in_one_sentence(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    done = clauseway("coverage", "SGP", *DAY, "-o", tmp_path / "c.svg")
    assert done.code == OTHER
    assert "is a picture" in done.message
    assert list(tmp_path.glob("c*")) == []


@pytest.mark.parametrize("form", ["xlsx", "docx", "png", "pdf", "parquet", "arrow"])
def test_a_file_format_without_a_file_is_a_usage_error(clauseway: Clauseway, on_shipped: Path, form: str) -> None:
    done = clauseway("matrix", "--group", "asean", "-f", form)
    assert done.code == USAGE
    assert f"'{form}' is for files" in done.message and "'csv'" in done.message


def test_a_format_serves_a_file_with_another_suffix(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    target = tmp_path / "coverage.data"
    assert clauseway("coverage", "SGP", *DAY, "-f", "xlsx", "-o", target).code == 0
    assert target.read_bytes().startswith(b"PK")


def test_a_page_is_written_section_by_section(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    clauseway("economy", "KAZ", *DAY, "-o", tmp_path / "k.html")
    text = (tmp_path / "k.html").read_text(encoding="utf-8")
    assert text.count('<table id="part-') == text.count('<h2 id="section-') >= 5
