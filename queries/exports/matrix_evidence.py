"""The evidence of a matrix as a page shows it: one row for all the economies a provision binds alike.

A workbook has one row a cell. A page of 200 economies has to stay small enough for an e-mail, and nobody reads one
paragraph of an agreement fifteen times, once for each Party.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clauseway.graph.engine import Row
from clauseway.queries.results import Column, Matrix, ResultTable, as_text

MOST_ROWS = 3_000
"""Rows of evidence a page takes; a matrix that rests on more leaves them to the workbook."""

_KEPT = (
    "moment", "label", "agreement", "article", "paragraph", "title", "grade", "wording", "exception", "enforcement",
    "active", "active_from", "verification", "source", "why",
)  # fmt: skip
"""Columns of the evidence of duties that a page shows, those among them that hold anything."""

_WHOSE = Column("economies", "Economies", "string", "the economies of the matrix of which the row is true")


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """Evidence for a page.

    Attributes:
        table: The rows.
        places: Row, from 0, by evidence id of the matrix; empty where the page leaves the evidence out.
        left_out: A sentence where it does.
    """

    table: ResultTable
    places: Mapping[str, int]
    left_out: str = ""


def page_evidence(matrix: Matrix) -> PageEvidence:
    """The evidence of a matrix with rows that say the same put together.

    Raises:
        ValueError: A cell names evidence that is not in the evidence table.
    """
    positions = matrix.evidence_positions()
    whole = matrix.evidence
    names = [column.name for column in whole.columns]
    if "provision" in names:
        table, places = _together(whole, positions)
    else:
        table, places = whole, positions
    if len(table.rows) <= MOST_ROWS:
        return PageEvidence(table, places)
    told = (
        f"The {len(whole.rows):,} rows of evidence are left out of this page, which would be too large for an e-mail; "
        "write the matrix to a workbook (.xlsx) to have them."
    )
    return PageEvidence(replace(table, rows=[], empty_message=told), {}, told)


def _together(whole: ResultTable, positions: Mapping[str, int]) -> tuple[ResultTable, dict[str, int]]:
    filled = {name for row in whole.rows for name, value in row.items() if value is not None}
    if all(row.get("active") is True for row in whole.rows):
        filled.discard("active")
    if len(positions) > MOST_ROWS:
        filled.discard("title")  # of a page so large, the titles of articles are what can be spared
    kept = [name for name in _KEPT if name in filled]
    by_name = {column.name: column for column in whole.columns}
    rows: list[Row] = []
    owners: list[dict[str, None]] = []
    found: dict[tuple[str, ...], int] = {}
    places: dict[str, int] = {}
    for key, position in positions.items():
        row = whole.rows[position]
        # the provision tells paragraphs apart that look alike in the columns that are kept
        same = (as_text(row.get("provision")), *(as_text(row.get(name)) for name in kept))
        if same not in found:
            found[same] = len(rows)
            rows.append({name: row.get(name) for name in kept})
            owners.append({})
        places[key] = found[same]
        if row.get("economy"):
            owners[found[same]][as_text(row["economy"])] = None
    columns = [by_name[name] for name in kept]
    if any(owners):
        columns.append(_WHOSE)
        for row, whose in zip(rows, owners, strict=True):
            row[_WHOSE.name] = " ".join(whose)
    return replace(whole, columns=columns, rows=rows), places
