"""Results on a terminal: a table that fits the window, and one line that says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clauseway.graph.engine import Value
from clauseway.queries.harmless_text import without_hidden
from clauseway.queries.results import GRADE_DIGITS, GRADE_FILLS, Column, ResultTable, shown_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

READABLE_WIDTH = 14
"""A text column this wide can still be read when wrapped; a column with only short words needs less."""

GAP = 3
"""Characters between two columns: a space on both sides of where a rule would be."""


def render_to_terminal(table: ResultTable, *, console: Console) -> None:
    """Print the shown columns of a table, its provenance line and its notes.

    Columns wrap to fit the window. Columns for which no readable width is left are dropped from the right
    and named below the table. Grades are coloured and always spelt out as well.

    Args:
        table: The result.
        console: Where to print; decides width and colour.
    """
    _print_foot(table, _print_body(table, console), console)


def render_page(page: ResultTable, sections: Iterable[ResultTable], *, console: Console) -> None:
    """Print the title of a page, its sections as tables one below the other, and one provenance line for all."""
    from rich.text import Text

    console.print(Text(without_hidden(page.title), style="bold"))
    for section in sections:
        console.print()
        for note in _print_body(section, console):
            console.print(Text(without_hidden(note), style="dim"))
    console.print()
    _print_foot(page, [], console)


def _print_body(table: ResultTable, console: Console) -> list[str]:
    """Print the rows, or the sentence on why there is none; the notes say which columns had no room."""
    from rich.text import Text

    if table.rows:
        return _print_rows(table, console)
    console.print(Text(without_hidden(table.empty_message or "No rows.")))
    return []


def _print_foot(table: ResultTable, notes: list[str], console: Console) -> None:
    from rich.text import Text

    provenance = table.provenance
    dot = " · " if console.encoding.lower().startswith("utf") else " | "
    console.print(Text(dot.join(provenance.run_facts(len(table.rows))), style="dim"))
    for note in (*notes, *provenance.notes):
        console.print(Text(without_hidden(note), style="dim"))
    if provenance.sources:
        names = ", ".join(cited.source for cited in provenance.sources)
        console.print(Text(f"Sources: {names} (licences: clauseway sources list, and in every export).", style="dim"))


def _print_rows(table: ResultTable, console: Console) -> list[str]:
    """Print the rows; the notes say which columns had no room."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    columns = table.shown_columns()
    texts = [[_text(record[column.name], column) for column in columns] for record in table.records()]
    heads = [without_hidden(column.title) for column in columns]
    natural = [
        max(_cells(head), *(_cells(row[index].plain) for row in texts)) for index, head in enumerate(heads)
    ]
    least = [
        full if _is_whole(column) else min(full, _least([head], texts, index))
        for index, (column, head, full) in enumerate(zip(columns, heads, natural, strict=True))
    ]
    widths = fitted_widths(natural, least, console.width)
    grid = Table(
        title=_escaped(table.title),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for column, head, width in zip(columns, heads, widths, strict=False):
        right = column.type in ("integer", "number")
        grid.add_column(_escaped(head), justify="right" if right else "left", width=width, overflow="fold")
    for row in texts:
        grid.add_row(*row[: len(widths)])
    console.print(grid)
    hidden = heads[len(widths) :]
    if not hidden:
        return []
    return [f"No room for {', '.join(hidden)}: widen the window, or write all columns with -o FILE."]


def fitted_widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths for as many columns, from the left, as fit with a readable width each.

    Args:
        natural: Width each column would like, in character cells.
        least: Width below which it cannot be read.
        room: Width of the window.

    Returns:
        A width for each column that fits; at least one.

    >>> fitted_widths([10, 40], [5, 10], 80), fitted_widths([10, 40], [5, 10], 33)
    ([10, 40], [6, 24])
    >>> fitted_widths([10, 40, 20], [5, 10, 20], 20)
    [5, 12]
    """
    count = len(natural)
    while count > 1 and sum(least[:count]) + GAP * (count - 1) > room:
        count -= 1
    widths = list(least[:count])
    slack = room - GAP * (count - 1) - sum(widths)
    for _ in range(slack):
        # One cell at a time to the column that would wrap most often.
        neediest = max(range(count), key=lambda index: natural[index] / widths[index])
        if widths[neediest] >= natural[neediest]:
            break
        widths[neediest] += 1
    return widths


def _is_grade(column: Column) -> bool:
    return "grade" in column.name


def _is_whole(column: Column) -> bool:
    """Whether wrapping would spoil the values: half a number or half a grade misleads."""
    return _is_grade(column) or column.type in ("integer", "number", "date")


def _text(value: Value, column: Column) -> Text:
    from rich.text import Text

    if isinstance(value, float):
        return Text(f"{value:,.6g}")
    if isinstance(value, int) and column.name.endswith("usd"):
        return Text(f"{value:,}")  # ten digits in a row are not read; years and numbers of articles stay as they are
    text = without_hidden(shown_text(value, column))
    if _is_grade(column) and text in GRADE_DIGITS:
        digit = GRADE_DIGITS[text]
        if digit is None:
            return Text(text, style="italic")
        fill, ink = GRADE_FILLS[digit]
        return Text(text, style=f"#{ink} on #{fill}")
    return Text(text)


def _least(heads: list[str], texts: list[list[Text]], index: int) -> int:
    words = [word for text in (*heads, *(row[index].plain for row in texts)) for word in text.split()]
    return min(READABLE_WIDTH, max((_cells(word) for word in words), default=1))


def _escaped(text: str) -> Text:
    from rich.text import Text

    return Text(without_hidden(text))


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return max(cell_len(text), 1)
