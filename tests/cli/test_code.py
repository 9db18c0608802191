"""`clauseway code`: run by default, explain, evaluate, and what bad input gets."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from clauseway.cli.commands.code import code

CHAPTER = (
    "CHAPTER 14\nELECTRONIC COMMERCE\n\nArticle 14.1: Customs Duties\n\n"
    "1. No Party shall levy customs duties on downloads.\n\n"
    "Article 14.2: Paperless Trading\n\n1. Each Party shall endeavour to take electronic forms.\n"
)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "made-up.txt"
    path.write_text(CHAPTER, "utf-8")
    return path


def asked(*arguments: str) -> str:
    """Standard output of a command that must succeed."""
    result = CliRunner().invoke(code, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_files_alone_are_coded_as_csv(text: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(asked(str(text), "--no-cache"))))
    assert {(row["article"], row["clause"], row["wording"]) for row in rows} >= {
        ("14.1", "customs-duties-electronic-transmissions", "hard"),
        ("14.2", "paperless-trading", "soft"),
    }
    assert list(rows[0])[:5] == ["file", "clause", "wording", "article", "evidence"]


def test_run_may_be_said_and_a_folder_may_be_named(text: Path) -> None:
    assert asked("run", "--no-cache", str(text.parent)) == asked("--no-cache", str(text))


@pytest.mark.parametrize("form", ["json", "ndjson", "html"])
def test_other_formats_hold_the_same_codings(text: Path, form: str) -> None:
    out = asked("--no-cache", "-f", form, str(text))
    if form == "json":
        assert json.loads(out)["codings"][0]["article"] == "14.1"
    elif form == "ndjson":
        assert [json.loads(line)["clause"] for line in out.splitlines()]
    else:
        assert "<mark>" in out


def test_the_suffix_of_the_output_decides_and_nothing_is_half_written(text: Path, tmp_path: Path) -> None:
    target = tmp_path / "codings.json"
    assert asked("--no-cache", str(text), "-o", str(target)) == ""
    assert json.loads(target.read_text("utf-8"))["coder_version"]
    assert not list(tmp_path.glob(".clauseway-*"))


def test_explain_shows_the_rules_with_the_words_marked(text: Path) -> None:
    out = asked("explain", str(text), "--article", "14.1")
    assert "customs-duties-electronic-transmissions/title-1 «Customs Duties»" in out
    assert "»" in out and "force/hard" in out
    assert len(asked("explain", str(text), "--article", "14.1", "--all")) > len(out)


def test_an_article_that_is_not_there_is_named_with_the_nearest(text: Path) -> None:
    result = CliRunner().invoke(code, ["explain", str(text), "--article", "14.11"])
    assert result.exit_code == 2
    assert "no article 14.11" in result.output
    assert "14.1" in result.output


def test_an_unreadable_text_is_named_and_the_others_are_coded(text: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    result = CliRunner().invoke(code, ["--no-cache", str(text), str(empty)])
    assert result.exit_code == 3
    assert "Not coded: empty.txt" in result.stderr
    assert "paperless-trading" in result.stdout


def test_evaluate_prints_items_articles_and_disagreements(shared_data: Path) -> None:
    out = asked("evaluate", "--sources", str(shared_data), "--no-cache")
    assert "macro F1: raw 0.9" in out
    assert "human \\ coder" in out
    assert "Disagreements with hand_coded_dev" in out
