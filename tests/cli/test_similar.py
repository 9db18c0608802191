"""`clauseway similar`: tables of likeness in every format, and one sentence for what cannot be compared."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

USAGE, DATA = 2, 3
BODY = "Neither Party shall levy duties on what is sent from one to the other by wire"
TEXT = """# Agreement on Electronic Commerce

Article 1
Duties

{body}.

Article 2
Paper

Each Party shall take electronic forms where its law asks for forms on paper{more}.
"""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "first.md").write_text(TEXT.format(body=BODY, more=""))
    (folder / "second.md").write_text(TEXT.format(body=f"{BODY}, now or later", more=" or stamps on parchment"))
    return folder


def test_pairs_are_given_in_every_format(clauseway: Clauseway, texts: Path, tmp_path: Path) -> None:
    done = clauseway("similar", str(texts), "--pairs", "-f", "csv")
    assert done.code == 0, done.err
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert (row["file"], row["other_file"]) == ("first.md", "second.md")
    assert 0.5 < float(row["jaccard"]) < 1
    assert json.loads(clauseway("similar", str(texts), "--pairs", "-f", "json").out)[0]["shared"] > 10
    for suffix in ("xlsx", "html", "md", "tsv", "ndjson"):
        assert clauseway("similar", str(texts), "-o", str(tmp_path / f"out.{suffix}")).code == 0


def test_an_article_finds_its_like(clauseway: Clauseway, texts: Path) -> None:
    done = clauseway("similar", str(texts), "--with", "first", "--article", "1", "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert (row["other_file"], row["other_article"]) == ("second.md", "1")
    assert float(row["copied_share"]) == 1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name texts to compare, or a sources folder with --sources DIR."),
        (["{texts}", "--with", "frist"], "Did you mean 'first'?"),
        (["{texts}", "--with", "first", "--article", "11"], "has no article '11'"),
        (["{texts}", "--article", "1"], "--article needs --with"),
        (["{texts}", "--pairs", "--makers"], "Name only one of --with, --pairs and --makers."),
        (["{texts}", "--makers", "--earlier-only"], "--earlier-only goes with --with or --pairs"),
    ],
)
def test_wrong_usage_is_one_sentence(clauseway: Clauseway, texts: Path, words: list[str], said: str) -> None:
    done = clauseway("similar", *(word.format(texts=texts) for word in words))
    assert done.code == USAGE
    assert said in done.message


def test_texts_without_a_digital_chapter_are_data_that_cannot_be_used(clauseway: Clauseway, tmp_path: Path) -> None:
    (tmp_path / "goods.txt").write_text("Article 1\nGoods cross the border.\n")
    done = clauseway("similar", str(tmp_path))
    assert done.code == DATA
    assert "None of the texts holds a digital chapter" in done.message


def test_all_digital_chapters_of_the_sources_take_ten_seconds_at_most(
    clauseway: Clauseway, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    clauseway("similar", "--sources", str(shared_data), "-f", "csv")
    started = time.perf_counter()
    done = clauseway("similar", "--sources", str(shared_data), "-f", "csv")
    assert time.perf_counter() - started < 10
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO(done.out))}
    assert len(rows) >= 60
    assert rows["pta_342.xml"]["copied_from"] == "us-peru-tpa"
    assert rows["pta_342.xml"]["copied_share"] == "0.9875"
