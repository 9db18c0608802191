"""The page of methods: its examples give what it says, and every formula tells its source, range and an example."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from clauseway.queries.explanations import EXPLAINERS
from clauseway.queries.explanations.fragmentation import MEASURES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods.md"


def formulas() -> list[list[str]]:
    """Rows of the tables of measures, cell by cell."""
    rows: list[list[str]] = []
    inside = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        inside = line.startswith("|") and (inside or line.startswith("| measure |"))
        if inside and not line.startswith(("| measure |", "|---")):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_examples_of_the_page_give_what_it_says() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert failed == 0
    assert tried > 20


@pytest.mark.parametrize("row", formulas(), ids=lambda row: row[0])
def test_every_formula_has_a_range_a_source_and_an_example(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row), f"an empty cell: {row}"


def test_every_measure_that_can_be_explained_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    told = {row[0] for row in formulas()}
    for measure in MEASURES:
        # how many there are of something needs no formula
        assert measure in ("agreements", "pairs-with-rules", "rules-per-clause") or measure.replace("-", " ") in told
    assert all(name.partition("-")[0] in text.lower() for name in EXPLAINERS)
