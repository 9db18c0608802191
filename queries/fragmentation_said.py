"""Measures of fragmentation in plain sentences, and the drawings of its breakdowns."""

from __future__ import annotations

from collections.abc import Sequence

from clauseway.graph.engine import Row
from clauseway.queries.drawings.bars import bars
from clauseway.queries.drawings.panels import Panel, panels
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.said import figure, number, share

MOST_BARS = 25
"""Clause types that a chart shows."""

NAMES = {
    "agreements": "Agreements in force",
    "pairs-with-rules": "Pairs with rules",
    "clause-entropy": "Clause entropy",
    "pair-divergence": "Pair divergence",
    "overlap-load": "Overlap load",
    "conflict-load": "Conflict load",
    "rules-per-clause": "Rules per clause type",
    "camps": "Camps",
    "modularity": "Modularity",
    "text-distance": "Text distance",
    "copied-share": "Copied share",
}
"""Measures at large, in words."""

READ_COLUMNS = (
    Column("name", "Measure", "string", "the measure in words"),
    Column("told", "Value", "string", "its value; not known where nothing behind it was read"),
    Column("reading", "What it says", "string", "the value in a sentence"),
    Column("range", "Can be", "string", "lowest and highest value"),
    Column("unread", "Not read", "string", "share of the cells behind it that were not read"),
    Column("row_id", "Row", "string", "name of the row, for clauseway explain"),
)

WELL_PARTED = 0.3
"""Modularity from which on a division is said to be a good one (see the methods)."""


def measure_said(row: Row) -> str:
    """The value of a measure at large in a sentence.

    >>> measure_said({"measure": "pairs-with-rules", "value": 31.0, "high": 45.0})
    '31 of 45 pairs of economies owe each other at least one duty.'
    >>> measure_said({"measure": "modularity", "value": None})
    'Not known: nothing behind it was read.'
    """
    value, high = row.get("value"), row.get("high")
    if not isinstance(value, (int, float)):
        return (
            "Not known: the words of texts are not part of the data."
            if row["measure"] in ("text-distance", "copied-share")
            else "Not known: nothing behind it was read."
        )
    match row["measure"]:
        case "agreements":
            return f"{value:,.0f} agreements are surely in force between two or more of these economies."
        case "pairs-with-rules":
            of = f"{high:,.0f} pairs" if isinstance(high, (int, float)) else "pairs"
            return f"{value:,.0f} of {of} of economies owe each other at least one duty."
        case "clause-entropy":
            return (
                f"The agreements that hold a clause type spread over the bands of strength by {value:.2f}, mean over "
                "clause types: 0 would be one band for all, 1 an even split."
            )
        case "pair-divergence":
            return f"Two economies with rules have {1 - value:.0%} of their rules in common by strength, on average."
        case "overlap-load":
            return f"Where a pair has a rule on a clause type, {value:.2f} agreements hold one at once, on average."
        case "conflict-load":
            return f"Of these, {value:.2f} agreements are weaker than the best one of the pair, on average."
        case "rules-per-clause":
            return f"A clause type comes in {value:.1f} combinations of wording, exception and dispute settlement."
        case "camps":
            if value <= 1:
                return "The network of rules does not fall apart into camps."
            return f"The network of rules falls into {value:,.0f} camps of economies that are bound more closely."
        case "modularity":
            parted = "well" if value > WELL_PARTED else "not well"
            return f"The camps are {parted} parted: {value:.2f}, where a good division begins above {WELL_PARTED}."
        case _:
            return f"{row.get('meaning')}: {value:.2f}."


def measures_read(table: ResultTable) -> ResultTable:
    """The measures at large as people read them: a sentence each.

    Args:
        table: The table of fragmentation at large.
    """
    rows: list[Row] = [
        {
            "name": NAMES.get(str(row["measure"]), str(row["measure"])),
            "told": figure(row["value"]),
            "reading": measure_said(row),
            "range": f"{figure(row['low'])} to {figure(row['high'])}" if row["high"] is not None
            else f"{figure(row['low'])} upwards",
            "unread": share(row["not_read"]),
            "row_id": row.get("row_id"),
        }
        for row in table.rows
    ]  # fmt: skip
    return ResultTable(table.title, list(READ_COLUMNS), rows, table.provenance, table.empty_message)


def fragmentation_lead(table: ResultTable, name: str) -> str:
    """The measures at large in a sentence or two.

    Args:
        table: The table of fragmentation at large.
        name: The set in words.
    """
    by_measure = {str(row["measure"]): row for row in table.rows}
    pairs, apart = by_measure["pairs-with-rules"], by_measure["pair-divergence"]
    day = table.provenance.as_of
    if not pairs["value"]:
        return f"On {day} no duty between two of {name} is surely in force in the data."
    said = f"On {day} {figure(by_measure['agreements']['value'])} agreements in force tie {name}: "
    said += f"{figure(pairs['value'])} of {figure(pairs['high'])} pairs owe each other a duty"
    if isinstance(apart["value"], (int, float)):
        said += f", and two economies with rules share {1 - apart['value']:.0%} of them by strength"
    return f"{said}. {share(apart['not_read'])} of the cells behind this were not read."


def by_clause_drawing(table: ResultTable, name: str) -> Drawing:
    """Clause types by how far their agreements spread over the bands of strength, the widest first.

    Args:
        table: The table of fragmentation by clause type.
        name: The set in words.
    """
    known = [row for row in table.rows if isinstance(row["entropy"], (int, float)) and row["agreements"]]
    ranked = sorted(known, key=lambda row: (-number(row["entropy"]), str(row["label"])))[:MOST_BARS]
    values = [
        (str(row["label"]), number(row["entropy"]), f"{number(row['entropy']):.2f}; {row['agreements']} agreements")
        for row in ranked
    ]
    most = f", the {MOST_BARS} widest" if len(known) > MOST_BARS else ""
    title = f"Spread of strength by clause type, {name}, {table.provenance.as_of}"
    return bars(title, f"Entropy over four bands of strength, 0 to 1{most}", values, table, most=1.0)


def by_year_drawing(table: ResultTable, name: str) -> Drawing:
    """How the measures moved from year to year.

    Args:
        table: The table of fragmentation by year.
        name: The set in words.
    """
    measures = (
        ("agreements", "Agreements in force", 0.0, None, 0),
        ("pairs", "Pairs with rules", 0.0, None, 0),
        ("entropy", "Clause entropy", 0.0, 1.0, 2),
        ("divergence", "Pair divergence", 0.0, 1.0, 2),
        ("overlap", "Overlap load", 1.0, None, 2),
        ("conflict", "Conflict load", 0.0, None, 2),
    )
    made = [
        Panel(title, tuple((int(number(row["year"])), _known(row[key])) for row in table.rows), low, high, decimals)
        for key, title, low, high, decimals in measures
    ]
    return panels(f"Fragmentation by year, {name}", _year_reading(table.rows), made, table)


def _year_reading(rows: Sequence[Row]) -> str:
    ruled = [row for row in rows if row["pairs"]]
    if not ruled:
        return "In none of the years was a duty between two of them surely in force."
    first, last = ruled[0], ruled[-1]

    def moved(key: str, title: str) -> str:
        one, other = _known(first[key]), _known(last[key])
        if one is None or other is None:
            return f"{title} is not known at one end"
        verb = "rose" if other > one else "fell" if other < one else "stayed"
        return f"{title} {verb} from {one:.2f} to {other:.2f}" if verb != "stayed" else f"{title} stayed at {one:.2f}"

    years = f"From {first['year']} to {last['year']}"
    return f"{years} {moved('divergence', 'divergence')}, and {moved('overlap', 'overlap')}."


def _known(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
