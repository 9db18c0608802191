"""What-if in plain sentences and small tables: what changes, before and after, for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from clauseway.graph.engine import Row
from clauseway.queries.results import Column, ResultTable

NAMES = {
    "duties": "Duties owed",
    "duties-hard": "Firm duties",
    "duties-mixed": "Qualified duties",
    "duties-soft": "Promises",
    "partners": "Partners owed a duty",
    "partner-duties": "Duties by partner",
    "trade-covered": "Trade covered",
    "law-met": "Duties with the law there",
    "law-draft": "Duties with a draft law",
    "law-missing": "Duties without the law",
    "law-no-data": "Duties, law not known",
    "pairs-with-rules": "Pairs with rules",
    "pairs-bound": "Pairs bound, by clause type",
    "mean-gap": "Mean gap",
    "clause-entropy": "Clause entropy",
    "pair-divergence": "Pair divergence",
    "overlap-load": "Overlap load",
    "conflict-load": "Conflict load",
    "modularity": "Modularity",
}
"""Measures in words."""

HEADLINES = ("duties", "partners", "pairs-bound", "mean-gap", "pair-divergence", "law-missing")
"""Measures that stand above the tables."""

COLUMNS = (
    Column("name", "Measure", "string", "the measure in words"),
    Column("over", "Over", "string", "acting: the economies that act; set: the set named in the notes"),
    Column("before", "Before", "number", "value as the rules are; null when not known"),
    Column("after", "After", "number", "value as they would be"),
    Column("told", "Change", "string", "after less before"),
    Column("meaning", "What it says", "string", "what it says"),
    Column("not_read", "Not read", "number", "share of the cells behind the row not read, in [0, 1]"),
    Column("row_id", "Row", "string", "name of the row, for clauseway explain"),
)


def change_said(row: Row) -> str:
    """A difference with its sign.

    >>> change_said({"difference": 2.0}), change_said({"difference": -0.25}), change_said({"difference": 0.0})
    ('+2', '-0.25', 'unchanged')
    >>> change_said({"difference": None})
    'not known'
    """
    value = row.get("difference")
    if not isinstance(value, (int, float)):
        return "not known"
    return f"{value:+.3g}" if abs(value) < 1 and value else f"{value:+,.6g}" if value else "unchanged"


def measures_read(table: ResultTable) -> ResultTable:
    """The measures before and after, as people read them.

    Args:
        table: The table of measures.
    """
    rows: list[Row] = [
        {
            "name": NAMES[str(row["measure"])],
            "told": change_said(row),
            **{name: row.get(name) for name in ("over", "before", "after", "meaning", "not_read", "row_id")},
        }
        for row in table.rows
    ]
    return ResultTable(table.title, list(COLUMNS), rows, table.provenance, table.empty_message)


def headlines(table: ResultTable) -> list[tuple[str, str, str]]:
    """The measures that matter most: name, `before → after (change)`, and the name of the row that explains it.

    Args:
        table: The table of measures.
    """
    by_measure = {str(row["measure"]): row for row in table.rows}
    return [
        (NAMES[key], f"{_figure(row['before'])} → {_figure(row['after'])} ({change_said(row)})", str(row["row_id"]))
        for key in HEADLINES
        if (row := by_measure.get(key)) is not None
    ]


def whatif_said(tables: Mapping[str, ResultTable]) -> str:
    """What a scenario would change, in a sentence or two.

    Args:
        tables: The tables of the measures, of duties, pairs and laws.
    """
    duties = Counter(str(row["change"]) for row in tables["duty"].rows)
    pairs = Counter(str(row["change"]) for row in tables["pair"].rows)
    laws = Counter(str(row["status"]) for row in tables["law"].rows)
    told = [f"{n} {change}" for change, n in duties.items()]
    if not told and not pairs:
        return "Nothing would change in what was read: see the notes for what is not known."
    said = f"Duties that change: {', '.join(told) or 'none'}. "
    said += f"Pairs that change: {', '.join(f'{n} {change}' for change, n in pairs.items()) or 'none'}."
    if laws["missing"]:
        said += f" {laws['missing']} of these duties rest on a kind of law that a source reports as missing."
    return said


def _figure(value: object) -> str:
    if not isinstance(value, (int, float)):
        return "not known"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"
