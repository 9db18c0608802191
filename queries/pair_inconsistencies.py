"""Inconsistencies of a pair: agreements in force between two economies that hold different rules on one clause type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import RANK_OF, Grade
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import text
from clauseway.queries.pair_analysis import pair_table, shared_agreements
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

COLUMNS = (
    Column("direction", "Owed", "string", "mutual, or who owes it to whom where the two directions differ"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("theme", "Theme", "string", "slug of its theme"),
    Column("differs_in", "Differs in", "string", "grade, exception, or both"),
    Column("sure", "Sure", "boolean", "whether they surely differ; false where a fact not known could make them equal"),
    Column("agreement", "Agreement", "string", "agreement with the stronger rule"),
    Column("article", "Article", "string", "its article"),
    Column("grade", "Grade", "string", "its sure grade"),
    Column("exception", "Exception", "string", "exception written for it; null when not recorded"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("other_agreement", "Other", "string", "agreement with the other rule"),
    Column("other_article", "Its article", "string", "its article"),
    Column("other_grade", "Its grade", "string", "its sure grade"),
    Column("other_exception", "Its exception", "string", "exception written for it; null when not recorded"),
    Column("other_source", "Its source", "string", "citation of its coding"),
    Column("other_provision", "Its provision", "string", "key of the provision"),
    Column("not_read", "Not read", "number", "share of the agreements of the pair unread on the clause type, 0 to 1"),
)
SHOWN = (
    "label", "direction", "differs_in", "sure", "agreement", "article", "grade", "exception", "other_agreement",
    "other_article", "other_grade", "other_exception", "not_read",
)  # fmt: skip



def inconsistencies(rows: Iterable[Row]) -> list[Row]:
    """Where the strongest rule of a pair on a clause type and one of another agreement in force are not the same.

    Args:
        rows: Rows of the table of a pair, one a clause type, agreement and direction.

    Returns:
        One row for each weaker or otherwise excepted rule, without `not_read`. Exceptions differ only where both are
        recorded; `sure` is false where the ranges of the two grades overlap and no recorded exceptions differ.

    >>> pair = {"direction": "mutual", "economy": "A", "partner": "B", "clause": "p", "active": True}
    >>> firm = {**pair, "agreement": "x", "provision": "x/1", "grade": "binding-enforceable",
    ...         "grade_high": "binding-enforceable", "exception": None, "score_low": 1.0}
    >>> soft = {**firm, "agreement": "y", "provision": "y/1", "grade": "qualified", "grade_high": "qualified"}
    >>> [(row["agreement"], row["other_agreement"], row["differs_in"], row["sure"])
    ...  for row in inconsistencies([soft, firm])]
    [('x', 'y', 'grade', True)]
    >>> inconsistencies([firm, {**firm, "agreement": "z"}])
    []
    """
    owed: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["active"] is not True or RANK_OF.get(text(row, "grade"), 0) <= 0:
            continue
        one, other = text(row, "economy"), text(row, "partner")
        ways = ((one, other), (other, one)) if row["direction"] == "mutual" else ((one, other),)
        for debtor, creditor in ways:
            owed[text(row, "clause"), debtor, creditor].append(row)
    found: dict[tuple[object, ...], Row] = {}
    for (clause, debtor, creditor), same in owed.items():
        strongest = min(same, key=_strength)
        for other in same:
            differs_in = _difference(strongest, other)
            if other["agreement"] != strongest["agreement"] and differs_in:
                key = (clause, *(row[name] for row in (strongest, other) for name in ("agreement", "provision")))
                if key in found:
                    found[key]["direction"] = "mutual"
                else:
                    found[key] = _row(strongest, other, f"{debtor} to {creditor}", differs_in)
    return list(found.values())


def _strength(row: Row) -> tuple[int, int, float, str]:
    low = row["score_low"]
    high = RANK_OF.get(text(row, "grade_high"), 0)
    return -RANK_OF[text(row, "grade")], -high, -(low if isinstance(low, float) else 0.0), text(row, "agreement")


def _difference(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    grades = one["grade"] != other["grade"]
    exceptions = bool(one["exception"] and other["exception"] and one["exception"] != other["exception"])
    return " and ".join(name for name, differs in (("grade", grades), ("exception", exceptions)) if differs)


def _row(strongest: Row, other: Row, direction: str, differs_in: str) -> Row:
    apart = RANK_OF[text(strongest, "grade")] > RANK_OF[text(other, "grade_high")]
    named = ("agreement", "article", "grade", "exception", "source", "provision")
    return {
        "direction": direction,
        **{name: strongest.get(name) for name in ("clause", "label", "theme")},
        "differs_in": differs_in,
        "sure": apart or "exception" in differs_in,
        **{name: strongest.get(name) for name in named},
        **{f"other_{name}": other.get(name) for name in named},
    }


def inconsistency_table(
    runner: Runner, first: tuple[str, str], second: tuple[str, str], as_of: date, *, clauses: Iterable[str] = ()
) -> ResultTable:
    """Inconsistencies between the agreements of a pair, as a table.

    Args:
        runner: Where to ask.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The date.
        clauses: Only these clause types (all when empty).
    """
    table = pair_table(runner, first, second, as_of, clauses=clauses)
    bound = {
        shared.slug: shared.reading
        for shared in shared_agreements(runner, first[0], second[0], as_of)
        if shared.bound is not False and not shared.same_side
    }
    rows = inconsistencies(table.rows)
    for row in rows:
        row["not_read"] = _not_read(table.rows, text(row, "clause"), bound)
    several = len(
        {text(row, "agreement") for row in table.rows if row["active"] is True and row["grade"] != Grade.NOT_READ}
    )
    names = f"{first[1]} and {second[1]} on {as_of}"
    told = f"{several} agreements in force between {names} hold a provision that was read."
    empty = f"No two agreements in force between {names} are known to hold different rules. {told}"
    if not bound:
        empty = table.empty_message
    notes = [
        "All rules listed are in force side by side, so the stronger one can be invoked unless an agreement says which "
        "gives way; that is not coded here.",
        told,
    ]
    made = runner.provenance("inconsistencies", as_of, table.provenance.parameters, notes if rows else [empty])
    found = ResultTable(
        title=f"Inconsistencies between the agreements of {first[1]} and {second[1]} on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=replace(made, sources=table.provenance.sources),
        empty_message=empty,
        shown=SHOWN,
    )
    return with_row_ids(found, runner.trust, lambda row: _row_key(first[0], second[0], row))


def _row_key(first: str, second: str, row: Row) -> tuple[Value, ...]:
    """What names a row: the clause type and the agreement and place of either rule."""
    places = [part for name in ("provision", "other_provision") for part in text(row, name).split("/")[:2]]
    return "inconsistency", first, second, row["clause"], *places


def _not_read(rows: Iterable[Row], clause: str, bound: Mapping[str, str]) -> float:
    """Share of the agreements in force whose text was not read on a clause type."""
    told = [(text(row, "agreement"), text(row, "grade")) for row in rows if row["clause"] == clause]
    read = {agreement for agreement, grade in told if grade != Grade.NOT_READ.value}
    titled = {agreement for agreement, grade in told if grade == Grade.NOT_READ.value}
    hidden = [a for a, reading in bound.items() if a not in read and (a in titled or reading not in READ_WHOLE)]
    return round(len(hidden) / len(bound), 6)
