"""The evidence ledger: how well each cell is known, counted by agreement, clause type or economy.

A cell is one agreement against one of the counted clause types. It is as well known as its best known provision; a
cell without one is `read-without` where the text was read whole, and `not-read` everywhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Literal

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Verification
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import participation_of
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

type LedgerKey = Literal["agreement", "clause", "economy"]

LEDGER_KEYS: tuple[LedgerKey, ...] = ("agreement", "clause", "economy")

READ_WITHOUT, NOT_READ = "read-without", "not-read"
LEVELS = (*(level.value for level in Verification), READ_WITHOUT, NOT_READ)
"""Levels of a cell, best first."""

_MEANINGS = {
    READ_WITHOUT: "cells of texts read whole that hold no such provision",
    NOT_READ: "cells of texts nobody read on the subject: nothing is known, which is not the same as absent",
}


def cell_levels(runner: Runner) -> dict[tuple[str, str], str]:
    """Level of every cell, by agreement and counted clause type."""
    clauses = [str(row["clause"]) for row in runner.rows("clauses") if row["counted"] is True]
    best: dict[tuple[str, str], str] = {}
    for row in runner.rows("provisions_by_cell"):
        cell, level = (str(row["agreement"]), str(row["clause"])), str(row["verification"])
        best[cell] = min(best.get(cell, level), level, key=LEVELS.index)
    found: dict[tuple[str, str], str] = {}
    for row in runner.rows("agreements"):
        without = READ_WITHOUT if row["reading"] in READ_WHOLE else NOT_READ
        for clause in clauses:
            cell = (str(row["agreement"]), clause)
            found[cell] = best.get(cell, without)
    return found


def ledger_table(runner: Runner, by: LedgerKey, as_of: date) -> ResultTable:
    """Cells by level, one row a key and a last row for all.

    Args:
        runner: Where to ask.
        by: What a row is. An economy has the cells of the agreements it is, or may be, bound by on the day; a cell
            that several economies share counts once in the last row.
        as_of: The day, for economies.
    """
    cells = cell_levels(runner)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    if by == "economy":
        names, members = _bound(runner, as_of)
        of_agreement: dict[str, Counter[str]] = defaultdict(Counter)
        for (agreement, _), level in cells.items():
            of_agreement[agreement][level] += 1
        for economy, agreements in members.items():
            for agreement in agreements:
                counts[economy].update(of_agreement[agreement])
        bound = set[str]().union(*members.values())
        whole = Counter(level for (agreement, _), level in cells.items() if agreement in bound)
    else:
        listed, label = ("agreements", "title") if by == "agreement" else ("clauses", "label")
        names = {str(row[by]): str(row[label]) for row in runner.rows(listed)}
        for (agreement, clause), level in cells.items():
            counts[agreement if by == "agreement" else clause][level] += 1
        whole = Counter(cells.values())
    rows: list[Row] = [{by: key, **_row(names[key], counts[key])} for key in names if key in counts]
    if rows:
        rows.append({by: "all", **_row("All", whole)})
    columns = [
        Column(by, by.capitalize(), "string", f"key of the {by}; 'all' in the last row"),
        Column("name", "Name", "string", "its name"),
        Column("cells", "Cells", "integer", "agreements times counted clause types"),
        *(
            Column(_name(level), level.capitalize(), "integer", _MEANINGS.get(level, f"cells best known by {level}"))
            for level in LEVELS
        ),
        Column("coded_share", "Coded", "number", "share of cells with a provision, of 1"),
        Column("text_share", "By the text", "number", "share of cells known from the text itself, of 1"),
        Column("not_read_share", "Not read", "number", "share of cells of which nothing is known, of 1"),
    ]
    shown = (by, "cells", *map(_name, LEVELS), "text_share", "not_read_share")
    notes = ["A cell is one agreement against one counted clause type, as well known as its best known provision."]
    provenance = runner.provenance("ledger", as_of if by == "economy" else None, {"by": by}, notes)
    table = ResultTable(f"Evidence by {by}", columns, rows, provenance, "The graph holds no agreement.", shown)
    return with_sources(runner, table, agreements={agreement for agreement, _ in cells})


def _bound(runner: Runner, as_of: date) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Names of economies, and the agreements each is or may be bound by on a day."""
    names: dict[str, str] = {}
    members: dict[str, set[str]] = defaultdict(set)
    for row in runner.rows("participations"):
        if in_party(participation_of(row), as_of) is not False:
            names[str(row["economy"])] = str(row["name"])
            members[str(row["economy"])].add(str(row["agreement"]))
    return names, members


def _row(name: str, counts: Counter[str]) -> Row:
    total = counts.total()
    by_text = counts[Verification.PRIMARY_TEXT.value] + counts[READ_WITHOUT]
    coded = total - counts[READ_WITHOUT] - counts[NOT_READ]
    shares = {"coded_share": coded, "text_share": by_text, "not_read_share": counts[NOT_READ]}
    return {
        "name": name,
        "cells": total,
        **{_name(level): counts[level] for level in LEVELS},
        **{share: round(number / total, 4) if total else None for share, number in shares.items()},
    }


def _name(level: str) -> str:
    """Column of a level.

    >>> _name("primary-text")
    'primary_text'
    """
    return level.replace("-", "_")
