"""Tables on a terminal: readable at any width, coloured only where colour is wanted, safe to print."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from clauseway.cli.rendering import GAP, fitted_widths, render_to_terminal
from clauseway.graph.engine import Row
from clauseway.queries.results import GRADE_DIGITS, Column, Provenance, ResultTable

COLUMNS = [
    Column("economy", "Economy"),
    Column("articles", "Articles", "integer"),
    Column("grade", "Grade"),
    Column("summary", "Summary"),
    Column("since", "Since", "date"),
]
SENTENCE = "Lets data cross borders for business, save where a public policy aim needs otherwise."


def result(
    rows: list[Row] | None = None, *, shown: tuple[str, ...] = (), notes: list[str] | None = None
) -> ResultTable:
    if rows is None:
        rows = [
            {
                "economy": "Singapore",
                "articles": n,
                "grade": grade,
                "summary": SENTENCE,
                "since": date(2024, 5, 3),
            }
            for n, grade in enumerate(GRADE_DIGITS)
        ]
    provenance = Provenance("1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "q", {}, 12.4, notes or [])
    return ResultTable("Who owes what?", COLUMNS, rows, provenance, "No economy owes this.", shown)


def printed(table: ResultTable, *, width: int = 100, colour: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
    )
    render_to_terminal(table, console=console)
    return stream.getvalue()


def test_table_and_provenance_line() -> None:
    text = printed(result())
    lines = text.splitlines()
    assert lines[0].strip() == "Who owes what?"
    assert lines[-1] == "data 1a2b3c4d · as of 2026-11-21 · grafeo · 7 rows · 12 ms"
    assert all(grade in text for grade in GRADE_DIGITS)
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    assert max(cell_len(line.rstrip()) for line in printed(result(), width=width).splitlines()) <= width


def test_long_text_wraps_and_numbers_stay_whole_on_the_right() -> None:
    table = result(
        [{"economy": "Singapore", "articles": 1_234_567, "grade": "qualified", "summary": SENTENCE}]
    )
    lines = printed(table).splitlines()
    rows = [line for line in lines if "1234567" in line]
    assert len(rows) == 1
    heading = next(line for line in lines if "Articles" in line)
    assert heading.index("Articles") + len("Articles") == rows[0].index("1234567") + len("1234567")
    assert SENTENCE not in "\n".join(lines)  # it does not fit on one line
    assert all(word in "\n".join(lines) for word in SENTENCE.split())


def test_grades_are_coloured_and_spelt_out() -> None:
    text = printed(result(), colour=True)
    assert "48;2;8;48;107" in text  # the darkest fill, for binding-enforceable
    assert "binding-enforceable" in text
    assert "\x1b[2m" in text  # a dim provenance line


def test_columns_without_room_are_named() -> None:
    text = printed(result(), width=50)
    assert "No room for" in text
    assert "Since" in text.split("No room for")[1]
    assert "-o FILE" in text


def test_only_shown_columns() -> None:
    text = printed(result(shown=("economy", "grade")))
    assert "Economy" in text
    assert "Articles" not in text
    with pytest.raises(KeyError):
        printed(result(shown=("nothing",)))


def test_empty_result_says_so() -> None:
    lines = printed(result([], notes=["One text was not read."])).splitlines()
    assert lines == [
        "No economy owes this.",
        "data 1a2b3c4d · as of 2026-11-21 · grafeo · 0 rows · 12 ms",
        "One text was not read.",
    ]


def test_null_dates_and_unread_digits() -> None:
    table = result([{"economy": None, "since": date(2027, 1, 1)}])
    table.columns = [*COLUMNS, Column("digit", "Digit", "integer")]
    text = printed(table)
    assert "None" not in text
    assert "2027-01-01" in text
    assert "?" in text.splitlines()[-2]


def test_data_cannot_drive_the_terminal_or_make_markup() -> None:
    text = printed(
        result([{"economy": "\x1b[31mred\x07 [bold]x[/bold] [/]"}], notes=["[red]note[/red] \x1b]0;t\x07"])
    )
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]x[/bold]" in text.replace("\n", "")
    assert "[red]note[/red]" in text


@pytest.mark.parametrize(
    "name", ["Việt Nam", "中华人民共和国", "ประเทศไทย", "المملكة العربية السعودية", "🇸🇬"]
)
def test_scripts(name: str) -> None:
    text = printed(result([{"economy": name, "articles": 1}]))
    assert name.split()[0][:2] in text


def test_plain_separator_where_the_output_is_not_utf8() -> None:
    content = io.BytesIO()
    stream = io.TextIOWrapper(content, encoding="ascii")
    render_to_terminal(result([]), console=Console(file=stream, width=100))
    stream.flush()
    assert b"data 1a2b3c4d | as of 2026-11-21" in content.getvalue()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 120), st.integers(1, 14)), min_size=1, max_size=20),
    st.integers(20, 200),
)
def test_widths_always_fit_and_stay_readable(columns: list[tuple[int, int]], room: int) -> None:
    natural = [full for full, _ in columns]
    least = [min(full, small) for full, small in columns]
    widths = fitted_widths(natural, least, room)
    assert 1 <= len(widths) <= len(columns)
    assert sum(widths) + GAP * (len(widths) - 1) <= room
    for width, low, full in zip(widths, least, natural, strict=False):
        assert low <= width <= full
