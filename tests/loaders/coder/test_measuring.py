"""The coder against human codings, and the arithmetic of the scorer that belongs to them."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clauseway.loaders.coder.evaluation import Evaluation, SourcesMissing, evaluate, report, texts_of
from clauseway.loaders.coder.families import families, family_report
from clauseway.loaders.coder.running import code_file, code_files
from clauseway.loaders.texts.reading import read_document
from clauseway.queries.coded_texts import codings_csv, codings_html

MAIN = "hand_coded_dev (en, es)"
KOREAN = "depa_articles, ksdpa_articles (ko)"


@pytest.fixture(scope="module")
def measured(shared_data: Path) -> Evaluation:
    return evaluate(shared_data)


def test_items_stay_above_the_floor(measured: Evaluation) -> None:
    assert measured.raw.macro >= 0.91
    assert measured.read.macro >= 0.98
    assert measured.skipped == ()


@pytest.mark.parametrize(
    ("name", "clauses", "wording"),
    [(MAIN, 0.98, 0.97), (KOREAN, 0.92, 0.90), ("chapter_articles (de)", 0.92, 0.85),
     ("chapter_articles (es)", 0.97, 0.97)],
)  # fmt: skip
def test_articles_stay_above_the_floor(measured: Evaluation, name: str, clauses: float, wording: float) -> None:
    assert measured.articles[name].counts.f1 >= clauses
    assert measured.articles[name].wording >= wording


def test_the_report_lists_every_disagreement_with_its_evidence(measured: Evaluation) -> None:
    text = report(measured)
    assert text == report(measured)
    for one in measured.articles[MAIN].disagreements:
        assert f"{one.what} | {one.where}" in text


def test_our_figures_are_those_of_the_scorer(measured: Evaluation, shared_data: Path, tmp_path: Path) -> None:
    """Runs the scorer of the human codings over our rows and compares item by item."""
    desta = shared_data / "desta"
    with (desta / "tota_desta_match.csv").open(encoding="utf-8", newline="") as file:
        names = [row["tota_file"] for row in csv.DictReader(file) if row["split"] == "dev"]
    results = code_files([shared_data / "tota" / "xml" / name for name in names])
    rows = tmp_path / "rows.csv"
    rows.write_text(codings_csv([coding for result in results for coding in result.codings]), "utf-8")
    done = subprocess.run(
        [sys.executable, str(desta / "score_coder.py"), str(rows), "--match", str(desta / "tota_desta_match.csv"),
         "--codings", str(desta / "desta_ecommerce_coding_dev.csv"), "--split", "dev"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = re.search(r"macro F1 over 12 scored items: ([\d.]+)", done.stdout)
    assert theirs and float(theirs.group(1)) == pytest.approx(measured.raw.macro, abs=0.0005)
    for name, counts in measured.raw.counts.items():
        line = re.search(rf"\b{name}\s+(\d+)\s+(\d+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)", done.stdout)
        assert line and float(line.group(5)) == pytest.approx(counts.f1, abs=0.0005), name


def test_processes_and_cache_give_what_one_process_gives(shared_data: Path, tmp_path: Path) -> None:
    paths = [shared_data / "tota" / "xml" / f"pta_{number}.xml" for number in (54, 398, 417)]
    plain = [result.codings for result in code_files(paths)]
    assert [result.codings for result in code_files(paths, jobs=2, cache=tmp_path)] == plain
    again = list(code_files(paths, cache=tmp_path))
    assert all(result.cached for result in again)
    assert [result.codings for result in again] == plain


def test_a_kept_file_that_is_broken_is_coded_anew(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "tota" / "xml" / "pta_54.xml"
    whole = code_file(path, tmp_path).codings
    kept = next(tmp_path.rglob("*.json"))
    kept.write_text("[{", "utf-8")
    result = code_file(path, tmp_path)
    assert not result.cached
    assert result.codings == whole


def test_a_file_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = code_file(tmp_path / "empty.txt")
    assert "empty" in result.problem
    assert result.codings == ()
    with pytest.raises(SourcesMissing, match="no file"):
        texts_of([tmp_path / "missing.xml"])


def test_a_folder_without_the_human_codings_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesMissing, match=r"tota_desta_match\.csv"):
        evaluate(tmp_path)


def test_relatives_are_grouped_and_lone_cues_are_listed(shared_data: Path) -> None:
    numbers = (342, 156, 398)
    documents = [read_document(shared_data / "tota" / "xml" / f"pta_{number}.xml") for number in numbers]
    assert families(documents) == (("pta_156.xml", "pta_342.xml"), ("pta_398.xml",)) or families(documents) == (
        ("pta_342.xml", "pta_156.xml"), ("pta_398.xml",),
    )  # fmt: skip
    held = family_report(documents)
    assert set(held.kept) == {group[0] for group in held.families}
    assert all(0 <= share <= 1 for share in held.kept.values())


def test_the_page_marks_the_words_and_escapes_the_text(tmp_path: Path) -> None:
    path = tmp_path / "made-up.txt"
    path.write_text(
        "CHAPTER 14\nELECTRONIC COMMERCE\n\nArticle 14.1: Customs Duties\n\n"
        "1. No Party shall levy customs duties on <b>downloads</b> & files.\n",
        "utf-8",
    )
    document = read_document(path)
    page = codings_html([(document, code_file(path).codings)])
    assert "<mark>" in page
    assert "&lt;b&gt;downloads&lt;/b&gt; &amp; files" in page
    assert "<script" not in page and "http" not in page
