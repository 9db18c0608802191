"""`clauseway explain` and `--explain` print trees, in every format of trees, and refuse what is no row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from clauseway.cli.derivation_rendering import render_explanation
from clauseway.queries.explanations import EXPLAINERS

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")
ROW = "coverage/CHN/cross-border-data-transfer"


def test_a_row_copied_from_a_file_explains_its_number(clauseway: Clauseway, on_shipped: Path) -> None:
    table = clauseway("coverage", "CHN", *DAY, "--clause", "cross-border-data-transfer", "-f", "csv").out
    (row,) = csv.DictReader(io.StringIO(table))
    done = clauseway("explain", row["row_id"])
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0].startswith(f"Cross-border data transfer: grade of China = {row['grade']}: ")
    assert re.search(r"^Sources:\n  agreements: ", done.out, re.MULTILINE)


def test_a_tree_goes_to_files_of_each_format(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    begin = {"txt": "Cross-border", "md": "## Cross-border", "html": "<!doctype html>", "json": "{"}
    for suffix, first in begin.items():
        done = clauseway("explain", ROW, *DAY, "-o", tmp_path / f"tree.{suffix}")
        assert done.code == 0
        assert done.err == f"Wrote 1 tree to {tmp_path / f'tree.{suffix}'}.\n"
        assert (tmp_path / f"tree.{suffix}").read_text(encoding="utf-8").startswith(first)
    assert json.loads((tmp_path / "tree.json").read_text())["tree"]["value"] == "qualified"


def test_a_format_of_rows_is_refused(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    done = clauseway("explain", ROW, *DAY, "-f", "csv")
    assert done.code != 0
    assert done.message == "A derivation is a tree and has no rows for 'csv'; use one of text, md, html, json."
    assert clauseway("explain", ROW, *DAY, "-o", tmp_path / "tree.xlsx").code != 0
    assert list(tmp_path.glob("tree*")) == []


def test_all_shows_long_lists_to_the_end(clauseway: Clauseway, on_shipped: Path) -> None:
    short, whole = (clauseway("explain", ROW, *DAY, *more).out for more in ((), ("--all",)))
    assert re.search(r"\.\.\. \d+ more", short)
    assert not re.search(r"\.\.\. \d+ more", whole)
    assert len(whole) > len(short)


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "CHN", "--clause", "smes"),
        ("pair", "CHN", "NZL", "--clause", "paperless-trading"),
        ("agreement", "aanzfta-2009"),
        ("matrix", "--agreements", "rcep", "--clauses", "smes"),
        ("gaps", "--group", "asean", "--clause", "smes"),
        ("compliance", "UZB", "--obligation-from", "rcep"),
        ("upgrade", "KAZ", "--clause", "paperless-trading"),
        ("whatif", "--join", "CHN:depa", "--by", "pair"),
    ],
    ids=" ".join,
)
def test_an_analysis_explains_its_rows(clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...]) -> None:
    done = clauseway(*words, *DAY, "--explain", "-f", "json")
    assert done.code == 0, done.err
    told: list[dict[str, Any]] | dict[str, Any] = json.loads(done.out)
    trees = [told] if isinstance(told, dict) else told
    assert trees
    assert len(trees) <= 10
    assert all(tree["row_id"].startswith(f"{words[0]}/") and tree["tree"]["from"] for tree in trees)


def test_only_the_first_rows_are_explained_and_the_rest_is_told(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("coverage", "KAZ", *DAY, "--explain", "-f", "json")
    assert len(json.loads(done.out)) == 10
    assert "Explained 10 of 51 rows" in done.err


def test_rows_without_a_name_are_not_explained(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("indicator,middle,advanced,themes,reason\ninternet-users,60,85,,ours\n", encoding="utf-8")
    done = clauseway("upgrade", "KAZ", "--tiers", own, *DAY, "--explain")
    assert done.code == 2
    assert done.message.startswith("--explain does not know the rows of this table; it explains coverage, pair,")


@pytest.mark.parametrize(
    "words", [("--kind", "grades"), ("--compare-to", "2020-01-01"), ("--what-if", "join KAZ:depa")], ids=" ".join
)
def test_counts_and_changes_of_a_matrix_are_not_explained(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...]
) -> None:
    done = clauseway("matrix", "--economies", "KAZ,SGP", *DAY, *words, "--explain")
    assert done.code == 2
    assert done.message == "--explain explains grades; leave out --kind, --compare-to and --what-if."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("coverage/CHN/sme", "Did you mean 'coverage/CHN/smes'?"),
        ("coverge/CHN/smes", "Did you mean 'coverage/CHN/smes'?"),
        ("coverage", "the form is coverage/ECONOMY/CLAUSE."),
    ],
)
def test_a_name_of_no_row_is_a_usage_error(clauseway: Clauseway, on_shipped: Path, typed: str, told: str) -> None:
    done = clauseway("explain", typed)
    assert (done.code, done.out) == (2, "")
    assert told in done.message


def test_the_help_tells_every_form(clauseway: Clauseway) -> None:
    told = clauseway("explain", "--help").out
    for name, explainer in EXPLAINERS.items():
        assert re.search(rf"^ +{re.escape(name)}/", told, re.MULTILINE), name
        assert explainer.forms[0].partition("[")[0] in told


def test_a_terminal_draws_the_tree_and_names_the_sources(shipped_graph: Path) -> None:
    import clauseway

    with clauseway.open(shipped_graph) as graph:
        found = graph.explain("coverage/KAZ/cross-border-data-transfer", as_of="2026-11-21")
    console = Console(width=100, record=True, file=io.StringIO())
    render_explanation(found, console=console, most=8)
    text = console.export_text()
    assert "├── " in text and "└── " in text
    assert "not-read" in text and "To read: chapter 11" in " ".join(text.split())
    assert "Source agreements: " in text
