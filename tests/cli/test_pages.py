"""Comparisons, drawings, reports and batches of them from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")
TRANSFER = ("--clause", "cross-border-data-transfer")


def test_agreements_stand_side_by_side_in_a_page(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    done = clauseway("compare", "depa", "rcep", "cptpp", *TRANSFER, *DAY, "-o", str(target))
    assert done.code == 0, done.err
    page = target.read_text(encoding="utf-8")
    for told in ("Article 4.3", "Article 12.15", "Article 14.11", "Digital Economy Partnership Agreement"):
        assert told in page


def test_a_comparison_in_rows_has_one_a_provision(clauseway: Clauseway, on_shipped: Path) -> None:
    rows = json.loads(clauseway("compare", "rcep", "cptpp", *TRANSFER, *DAY, "-f", "json").out)
    assert [(row["agreement"], row["article"], row["grade"]) for row in rows] == [
        ("rcep", "12.15", "qualified"), ("cptpp", "14.11", "binding-enforceable"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "rcep"), "Name at least two agreements."),
        (("compare", "rcep", "rcep"), "Name at least two agreements."),
        (("compare", "rcep", "depaa"), "Did you mean 'depa'?"),
        (("compare", "rcep", "depa", "--clause", "spam"), "Unknown clause type 'spam'."),
        (("draw", "ego", "Chian"), "Did you mean CHN China?"),
        (("draw", "group", "asian"), "Unknown group 'asian'. Did you mean 'asean'?"),
        (("draw", "heatmap"), "Name one of --group and --economies."),
        (("report",), "Name one of --economy and --group."),
        (("report", "--economy", "KAZ", "--group", "asean"), "Name one of --economy and --group."),
        (("report", "--group", "asian"), "Unknown group 'asian'."),
        (("export", "--kind", "report", "-o", "x"), "Name one of --all-economies, --economies and --group."),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], told: str
) -> None:
    done = clauseway(*words)
    assert done.code == 2
    assert told in done.message


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("draw", "ego", "CHN", "--group", "asean"), "Rules in force with China"),
        (("draw", "group", "asean", "--clause", "paperless-trading"), "45 of 55 pairs are bound"),
        (("draw", "timeline", "KAZ"), "Agreements of Kazakhstan in time"),
        (("draw", "ladder", "KAZ"), "Rungs of Kazakhstan"),
        (("draw", "heatmap", "--economies", "CHN,SGP"), "Clause coverage"),
    ],
)
def test_a_drawing_is_written_as_svg(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    target = tmp_path / "x.svg"
    done = clauseway(*words, *DAY, "-o", str(target))
    assert done.code == 0, done.err
    assert told in target.read_text(encoding="utf-8")


def test_a_drawing_in_a_pipe_is_its_table(clauseway: Clauseway, on_shipped: Path) -> None:
    lines = clauseway("draw", "ego", "SGP", *DAY).out.splitlines()
    assert lines[0].startswith("first\tfirst_name\tsecond")
    assert len(lines) > 20


def test_a_report_is_a_page_and_in_a_pipe_its_main_table(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    target = tmp_path / "kaz.html"
    done = clauseway("report", "--economy", "Kazakhstan", *DAY, "-o", str(target))
    assert done.code == 0, done.err
    assert "Report on Kazakhstan (KAZ) on 2026-11-21" in target.read_text(encoding="utf-8")
    assert len(json.loads(clauseway("report", "--economy", "KAZ", *DAY, "-f", "json").out)) == 51


def test_a_batch_writes_a_file_an_economy_and_goes_on_where_it_stopped(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    words = ("export", "--economies", "KAZ,SGP", "--kind", "coverage", "--format", "csv", *DAY, "-o", str(folder))
    done = clauseway(*words)
    assert done.code == 0, done.err
    assert {path.name for path in folder.glob("*.csv")} == {"KAZ.csv", "SGP.csv"}
    assert "2 written, 0 there already" in done.err
    (folder / "KAZ.csv").unlink()
    before = (folder / "SGP.csv").stat().st_mtime_ns
    again = clauseway(*words)
    assert "1 written, 1 there already" in again.err
    assert (folder / "SGP.csv").stat().st_mtime_ns == before


def test_a_batch_of_another_day_is_written_anew(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    words = ("export", "--economies", "KAZ,SGP", "--kind", "coverage", "--format", "csv", "-o", str(folder))
    clauseway(*words, *DAY)
    assert "2 written, 0 there already" in clauseway(*words, "--as-of", "2027-01-01").err


def test_a_batch_never_takes_files_of_another_question_for_its_own(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    """Not those of economies that the question in between left out, either."""
    whole = ("export", "--economies", "JPN,KOR,SGP", "--kind", "coverage", "--format", "csv", "-o", str(tmp_path))
    clauseway(*whole, "--as-of", "2020-01-01")
    old = (tmp_path / "KOR.csv").read_bytes()
    one = ("export", "--economies", "JPN,SGP", "--kind", "coverage", "--format", "csv", "-o", str(tmp_path))
    clauseway(*one, *DAY)
    done = clauseway(*whole, *DAY)
    assert "1 written, 2 there already" in done.err
    assert (tmp_path / "KOR.csv").read_bytes() != old


def test_a_batch_killed_before_its_question_is_noted_is_written_anew(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    words = ("export", "--economies", "JPN,SGP", "--kind", "coverage", "--format", "csv", "-o", str(tmp_path), *DAY)
    clauseway(*words)
    for damaged in (b"\xff\xfe", b"", None):
        stamp = tmp_path / ".clauseway-batch.json"
        stamp.unlink() if damaged is None else stamp.write_bytes(damaged)
        done = clauseway(*words)
        assert done.code == 0
        assert "2 written, 0 there already" in done.err


def test_a_batch_by_two_processes_gives_the_same_files(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    words = ("export", "--economies", "KAZ,SGP,CHN", "--kind", "report", "--format", "html", *DAY)
    assert clauseway(*words, "-o", str(one)).code == 0
    assert clauseway(*words, "--jobs", "2", "-o", str(two)).code == 0
    assert {path.name: path.read_bytes() for path in one.glob("*.html")} == {
        path.name: path.read_bytes() for path in two.glob("*.html")
    }


def test_a_batch_into_a_file_is_refused(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("x", encoding="utf-8")
    done = clauseway("export", "--economies", "KAZ,SGP", "--kind", "report", "-o", str(target))
    assert done.code == 2
    assert "is a file" in done.err
