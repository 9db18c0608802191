"""Pages: words, drawings, tables and texts side by side, in each format for people."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest

from clauseway.queries.drawings.bars import bars
from clauseway.queries.exports import rendered
from clauseway.queries.exports.registry import format_named
from clauseway.queries.pages import Page, Paragraph, Section, SideBySide, paragraph
from clauseway.queries.results import Column, Provenance, ResultTable

MADE = Provenance("1a2b3c4d", date(2026, 11, 21), "grafeo", "made up", notes=["Read with care."])
COLUMNS = [Column("name", "Name"), Column("usd", "Trade", "integer")]
TABLE = ResultTable("Who?", COLUMNS, [{"name": "a", "usd": 1}], MADE)
NEW = Paragraph((("No Party ", False), ("shall", True), (" refuse.", False)), "quote", "en")


@pytest.fixture
def page() -> Page:
    return Page(
        TABLE,
        (
            Section("In short", (paragraph("One thing is known."), paragraph("A hint.", "small"))),
            Section("Seen", (bars("Trade of a", "USD", [("a", 1.0, "1")], TABLE), TABLE)),
            Section("Beside", (SideBySide((("RCEP", (NEW,)), ("DEPA <b>", (paragraph("Empty", "strong"),)))),)),
        ),
    )


class Heads(HTMLParser):
    """Headings, marked words and drawings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.heads: list[str] = []
        self.marks: list[str] = []
        self.drawings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.drawings += tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.heads.append(data)
        if self.open and self.open[-1] == "mark":
            self.marks.append(data)


def test_html_has_each_section_with_its_words_drawings_and_columns(page: Page) -> None:
    html = rendered(page, "html")
    found = Heads(html)
    assert found.heads == ["Who?", "In short", "Seen", "Beside", "RCEP", "DEPA <b>", "Notes"]
    assert found.marks == ["shall"]
    assert found.drawings == 1
    assert "DEPA <b>" not in html
    assert html.count("One thing is known.") == 1
    assert '<blockquote lang="en">' in html


def test_markdown_has_the_same_words(page: Page) -> None:
    text = rendered(page, "md")
    assert "## In short\n\nOne thing is known." in text
    assert "> No Party **shall** refuse." in text
    assert "### DEPA \\<b>" in text
    assert "Note: Read with care." in text


def test_word_has_the_same_words_and_the_marked_ones_are_bold(page: Page, at_hand: Callable[[str], None]) -> None:
    at_hand("docx")
    write = format_named("docx").page
    assert write is not None
    data = write(page)
    assert isinstance(data, bytes)
    document: Any = import_module("docx").Document(io.BytesIO(data))
    texts = [each.text for each in document.paragraphs]
    assert {"Who?", "In short", "One thing is known.", "Seen", "Beside"} <= set(texts)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    told = next(cell for cell in cells if cell.text == "No Party shall refuse.")
    assert [run.text for run in told.paragraphs[0].runs if run.bold] == ["shall"]
    assert write(page) == data


def test_formats_of_rows_hold_the_whole_as_one_table(page: Page) -> None:
    assert rendered(page, "csv").splitlines()[1:] == ["a,1"]
