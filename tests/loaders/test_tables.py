"""Every way a table can be broken gives one sentence with file and line; nothing is read by halves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.tables import read_table

COLUMNS = ("agreement", "article", "note")
GOOD = "agreement,article,note\na,1.1,x\n"


def refusal(folder: Path, content: str | bytes | None) -> Problem:
    if content is not None:
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / "table.csv").write_bytes(raw)
    with pytest.raises(SourceError) as caught:
        read_table(folder, "table.csv", COLUMNS)
    (problem,) = caught.value.problems
    assert problem.file == "table.csv"
    assert problem.severity == "error"
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"table.csv:{problem.line}: " if problem.line else "table.csv: ")
    return problem


def read(folder: Path, content: str | bytes) -> list[tuple[int, list[str]]]:
    (folder / "table.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(row.line, [row[name] for name in COLUMNS]) for row in read_table(folder, "table.csv", COLUMNS)]


def test_a_good_table_is_read_with_the_line_of_every_row(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD + "b,1.2,\n") == [(2, ["a", "1.1", "x"]), (3, ["b", "1.2", ""])]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    assert read(tmp_path, "note,agreement,article\nx,a,1.1\n") == [(2, ["a", "1.1", "x"])]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "agreement,article,note\n") == []


def test_an_unknown_column_is_named_with_its_nearest_match(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "agreement,articel,note\na,1.1,x\n")
    assert problem.line == 1
    assert "'articel'" in problem.text
    assert problem.advice == "Did you mean 'article'?"


def test_an_unknown_column_like_no_other_comes_with_the_known_ones(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "agreement,article,note,zzz\na,1.1,x,y\n")
    assert "'zzz'" in problem.text
    assert all(name in problem.advice for name in COLUMNS)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "agreement,note\na,x\n")
    assert (problem.line, problem.text) == (1, "the column 'article' is missing.")


def test_a_doubled_column_is_named(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "agreement,article,note,note\na,1.1,x,y\n")
    assert (problem.line, problem.text) == (1, "the column 'note' stands twice.")


@pytest.mark.parametrize(("row", "cells"), [("a,1.1", 2), ("a,1.1,x,y", 4), ("a", 1)])
def test_a_row_of_another_width_is_refused_with_its_line(tmp_path: Path, row: str, cells: int) -> None:
    problem = refusal(tmp_path, GOOD + row + "\n")
    assert problem.line == 3
    assert f"{cells} cells" in problem.text
    assert "header has 3" in problem.text


def test_an_unclosed_quote_is_refused_at_the_row_that_opens_it(tmp_path: Path) -> None:
    problem = refusal(tmp_path, GOOD + 'b,1.2,"never closed\nc,1.3,y\n')
    assert problem.line == 3
    assert "quotes" in problem.advice


def test_text_after_a_closing_quote_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, GOOD + 'b,1.2,"closed" early\n').line == 3


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, mark: bytes) -> None:
    problem = refusal(tmp_path, mark + GOOD.encode() + b"\xe9t\xe9,1.2,y\n")
    assert problem.line == 3
    assert "UTF-8" in problem.text


def test_a_nul_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, GOOD + "b,1.\0,y\n").line == 3


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t", "\ufeff"])
def test_an_empty_file_is_refused_with_the_header_it_needs(tmp_path: Path, content: str) -> None:
    problem = refusal(tmp_path, content)
    assert "empty" in problem.text
    assert ",".join(COLUMNS) in problem.advice


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, None)
    assert "missing" in problem.text
    assert "--sources" in problem.advice


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    assert "cannot be read" in refusal(tmp_path, None).text


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + GOOD) == [(2, ["a", "1.1", "x"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_of_the_three_ways(tmp_path: Path, end: str) -> None:
    assert read(tmp_path, (GOOD + "b,1.2,y\n").replace("\n", end)) == [(2, ["a", "1.1", "x"]), (3, ["b", "1.2", "y"])]


def test_a_cell_of_several_lines_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    content = 'agreement,article,note\na,1.1,"one\ntwo\nthree"\nb,1.2,y\n'
    assert read(tmp_path, content) == [(2, ["a", "1.1", "one\ntwo\nthree"]), (5, ["b", "1.2", "y"])]


def test_the_line_of_a_fault_after_a_cell_of_several_lines_is_right(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'agreement,article,note\na,1.1,"one\ntwo"\nb,1.2\n').line == 4


def test_empty_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    assert read(tmp_path, "agreement,article,note\n\n\na,1.1,x\n") == [(4, ["a", "1.1", "x"])]


def test_blanks_around_a_cell_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, "agreement,article,note\n a ,\t1.1,x \n") == [(2, ["a", "1.1", "x"])]


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_marks_that_only_look_like_line_ends_stay_inside_their_cell(tmp_path: Path, mark: str) -> None:
    content = f"agreement,article,note\na,1.1,one{mark}two\nb,1.2,y\n"
    assert read(tmp_path, content) == [(2, ["a", "1.1", f"one{mark}two"]), (3, ["b", "1.2", "y"])]


@given(st.binary(max_size=80) | st.text('abc,"\n\r\0é ', max_size=60).map(lambda text: (GOOD + text).encode()))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "any.csv").write_bytes(content)
    try:
        rows = read_table(folder, "any.csv", COLUMNS)
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert all(set(row.values) == set(COLUMNS) for row in rows)
