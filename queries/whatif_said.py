"""What-if in plain sentences and small tables: what changes, before and after, for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from clauseway.graph.engine import Row
from clauseway.queries.asked_scenarios import NAMES_TOLD
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.said import figure, listed, share
from clauseway.queries.scenarios import Scenario

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
    Column("before", "Before", "string", "value as the rules are"),
    Column("after", "After", "string", "value as they would be"),
    Column("told", "Change", "string", "after less before"),
    Column("meaning", "What it says", "string", "what it says"),
    Column("unread", "Not read", "string", "share of the cells behind the row that were not read"),
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
            "before": figure(row["before"]),
            "after": figure(row["after"]),
            "unread": share(row["not_read"]),
            **{name: row.get(name) for name in ("over", "meaning", "row_id")},
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
        (NAMES[key], f"{figure(row['before'])} → {figure(row['after'])} ({change_said(row)})", str(row["row_id"]))
        for key in HEADLINES
        if (row := by_measure.get(key)) is not None
    ]


DUTIES = {
    "new": "{} new", "stronger": "{} stronger", "weaker": "{} weaker", "lifted": "{} lifted",
    "more-partners": "{} owed to more partners", "fewer-partners": "{} owed to fewer partners",
}  # fmt: skip
PAIRS = {
    "newly-bound": "{} newly bound", "more": "{} bound on more", "fewer": "{} bound on fewer",
    "exchanged": "{} bound on others", "released": "{} released",
}  # fmt: skip
"""Kinds of change of duties and of pairs, in words."""


def whatif_said(scenario: Scenario, tables: Mapping[str, ResultTable], names: Mapping[str, str]) -> str:
    """What a scenario would change, in a sentence or two.

    Args:
        scenario: The changes.
        tables: The tables of duties, pairs and laws.
        names: Names of economies and titles of agreements by key.
    """
    duties = Counter(str(row["change"]) for row in tables["duty"].rows)
    pairs = Counter(str(row["change"]) for row in tables["pair"].rows)
    laws = Counter(str(row["status"]) for row in tables["law"].rows)
    said = f"If {_named(scenario, names)} on {tables['duty'].provenance.as_of}: "
    if not duties and not pairs:
        return f"{said}nothing would change in what was read; the notes say what is not known."
    said += f"duties: {_counted(duties, DUTIES)}; pairs: {_counted(pairs, PAIRS)}."
    if laws["missing"]:
        said += f" {laws['missing']} of the changed duties rest on a kind of law that a source reports as missing."
    return said


def _counted(found: Mapping[str, int], words: Mapping[str, str]) -> str:
    return ", ".join(words[key].format(found[key]) for key in words if found.get(key)) or "none changes"


def _named(scenario: Scenario, names: Mapping[str, str]) -> str:
    """The changes with names for keys, as the condition of a sentence."""
    told: list[str] = []
    for moves, verb in ((scenario.joins, "joined"), (scenario.leaves, "left")):
        for agreement in dict.fromkeys(slug for _, slug in moves):
            acting = [names.get(code, code) for code, slug in moves if slug == agreement]
            who = listed(acting) if len(acting) <= NAMES_TOLD else f"{len(acting)} economies"
            told.append(f"{who} {verb} {names.get(agreement, agreement)}")
    told += [
        f"the Parties of {names.get(agreement, agreement)} took on the rules of {names.get(model, model)}"
        for agreement, model in scenario.upgrades
    ]
    return listed(told)
