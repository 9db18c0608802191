"""`clauseway query lint`: what it prints, how it ends, and that no graph is needed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clauseway.queries.catalogue import query_files

type Clauseway = Callable[..., Any]

GOOD = "MATCH (e:Economy) RETURN e.iso3 AS economy\n"
BAD = "MATCH (e:Economi)\nRETURN e.iso3 || e.name AS economy\n"


def given_on_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))


def test_a_clean_file_ends_with_a_short_line_and_no_graph(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "own.cypher"
    file.write_text(GOOD)
    done = clauseway("query", "lint", file)
    assert (done.code, done.out, done.err) == (0, "", "Clean: 1 file.\n")
    assert not (tmp_path / "data-home").exists()


def test_every_problem_is_a_line_and_the_exit_code_is_that_of_bad_data(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "own.cypher"
    file.write_text(BAD)
    done = clauseway("query", "lint", file)
    assert done.code == 3
    assert done.out.splitlines() == [
        f"{file}:1:10: label: the schema has no node label 'Economi'; did you mean 'Economy'?",
        f"{file}:2:15: joined-text: || is refused by Grafeo; write + between two texts",
    ]
    assert done.message == "2 problems in 1 file."


def test_for_neo4j_alone_the_rules_of_the_other_engine_are_left_away(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "own.cypher"
    file.write_text(BAD.replace("Economi)", "Economy)"))
    assert clauseway("query", "lint", file).code == 3
    assert clauseway("query", "lint", "--neo4j-only", file).code == 0


def test_a_folder_and_standard_input_are_read(
    clauseway: Clauseway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("a.cypher", GOOD), ("b.cql", BAD), ("c.txt", BAD)):
        (tmp_path / name).write_text(text)
    done = clauseway("query", "lint", tmp_path)
    assert (done.code, done.message) == (3, "2 problems in 2 files.")
    given_on_stdin(monkeypatch, BAD.encode())
    done = clauseway("query", "lint", "-")
    assert done.out.startswith("<stdin>:1:10: label: ")
    given_on_stdin(monkeypatch, b"RETURN '\xff'")
    told = clauseway("query", "lint", "-").out
    assert told == "<stdin>:1:9: syntax: the byte 0xff is not UTF-8; save the file as UTF-8\n"


def test_problems_come_in_the_formats_of_other_answers(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "own.cypher"
    file.write_text(BAD)
    done = clauseway("query", "lint", file, "--format", "json")
    assert done.code == 3
    rows = json.loads(done.out)
    assert [(row["line"], row["column"], row["rule"]) for row in rows] == [(1, 10, "label"), (2, 15, "joined-text")]
    table = tmp_path / "problems.csv"
    assert clauseway("query", "lint", file, "-o", table).code == 3
    assert table.read_text(encoding="utf-8-sig").splitlines()[0] == "file,line,column,rule,problem"


def test_the_catalogue_itself_is_clean(clauseway: Clauseway) -> None:
    done = clauseway("query", "lint", *query_files())
    assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize("words", [(), ("nowhere.cypher",)])
def test_no_file_is_a_usage_error(clauseway: Clauseway, words: tuple[str, ...]) -> None:
    assert clauseway("query", "lint", *words).code == 2


def test_a_folder_without_queries_is_a_usage_error(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("query", "lint", tmp_path)
    assert done.code == 2
    assert "holds no .cypher or .cql file" in done.err
