"""Two economies besides their rules: the agreements they share, the days of change ahead, the whole in words."""

from __future__ import annotations

from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import RANK_OF, Grade
from clauseway.queries.agreements_listed import READ_AS
from clauseway.queries.duties import day, text
from clauseway.queries.names import agreement_titles
from clauseway.queries.pair_analysis import SharedAgreement
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.said import listed

SHARED_COLUMNS = (
    Column("agreement", "Key", "string", "slug of the agreement"),
    Column("agreement_title", "Agreement", "string", "its title"),
    Column("standing", "Between the two", "string", "whether it is in force between them on the day"),
    Column("since", "Since", "date", "first day on which both are or were surely bound; null when not known"),
    Column("first_state", "First", "string", "how the first of the two takes part"),
    Column("second_state", "Second", "string", "how the second takes part"),
    Column("kind", "Kind", "string", "kind of agreement"),
    Column("reading", "Text", "string", "how far its digital text was read"),
)
SHARED_SHOWN = ("agreement_title", "standing", "since", "first_state", "second_state", "reading")
_ORDER = ("in force", "perhaps in force", "not meant to bind", "not in force", "both on one side")

COLUMNS = (
    Column("date", "Day", "date", "day of the change"),
    Column("what", "What", "string", "begins to apply, or may be put off until then"),
    Column("direction", "Owed", "string", "mutual, or who owes it to whom where the two differ"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("grade", "Grade", "string", "grade that is sure by the text"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("article", "Article", "string", "article number"),
    Column("provision", "Provision", "string", "key of the provision"),
)
SHOWN = ("date", "what", "direction", "label", "grade", "agreement", "article")


def changes_ahead(table: ResultTable, as_of: date) -> ResultTable:
    """The changes after a day, the nearest first.

    Args:
        table: The rules between two economies, see `pair_table`.
        as_of: The day asked about.
    """
    rows: list[Row] = []
    kept = [each.name for each in COLUMNS[2:]]
    for row in table.rows:
        for column, what in (("active_from", "begins to apply"), ("may_extend_until", "may be put off until then")):
            when = day(row, column)
            if when is not None and when > as_of:
                rows.append({"date": when, "what": what, **{name: row.get(name) for name in kept}})
    rows.sort(key=lambda row: (str(row["date"]), str(row["label"]), str(row["agreement"])))
    return ResultTable(
        f"What changes after {as_of}", list(COLUMNS), rows, table.provenance,
        f"No day after {as_of} on which a rule between the two changes is in the data.", SHOWN,
    )  # fmt: skip


def shared_table(
    runner: Runner, shared: list[SharedAgreement], first: tuple[str, str], second: tuple[str, str], as_of: date
) -> ResultTable:
    """The agreements in which two economies both take part, those in force first.

    Args:
        runner: Where to ask.
        shared: What `shared_agreements` found.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The day asked about.
    """
    titles = agreement_titles(runner)
    rows: list[Row] = [
        {
            "agreement": each.slug,
            "agreement_title": titles.get(each.slug),
            "standing": _standing(each),
            "since": each.since,
            "first_state": each.first_state,
            "second_state": each.second_state,
            "kind": each.kind.replace("-", " "),
            "reading": READ_AS.get(each.reading, each.reading),
        }
        for each in shared
    ]
    rows.sort(key=lambda row: (_ORDER.index(str(row["standing"])), str(row["since"]), str(row["agreement"])))
    names = {"first_state": first[1], "second_state": second[1]}
    columns = [Column(each.name, names.get(each.name, each.title), each.type, each.comment) for each in SHARED_COLUMNS]
    return ResultTable(
        f"Agreements that {first[1]} and {second[1]} share", columns, rows,
        runner.provenance("agreements of a pair", as_of, {"first": first[0], "second": second[0]}, []),
        f"No agreement in which both {first[1]} and {second[1]} take part is in the data.", SHARED_SHOWN,
    )  # fmt: skip


def _standing(shared: SharedAgreement) -> str:
    if shared.same_side:
        return "both on one side"
    if not shared.binding:
        return "not meant to bind"
    return {True: "in force", None: "perhaps in force", False: "not in force"}[shared.bound]


def pair_said(
    runner: Runner,
    table: ResultTable,
    shared: list[SharedAgreement],
    first: tuple[str, str],
    second: tuple[str, str],
    as_of: date,
) -> str:
    """What binds two economies, in a sentence or two with figures; arguments as for `shared_table`."""
    titles = agreement_titles(runner)
    names = f"{first[1]} and {second[1]}"
    bound = [each for each in shared if each.bound is not False and not each.same_side and each.binding]
    if not bound:
        return f"No agreement in force between {names} on {as_of} is in the data."
    told = [f"{titles[each.slug]}{f' (since {each.since})' if each.since else ' (day not known)'}" for each in bound]
    owed = [row for row in table.rows if row["active"] is True and RANK_OF.get(text(row, "grade"), 0) > 0]
    both = {text(row, "clause") for row in owed if row["direction"] == "mutual"}
    firm = {text(row, "clause") for row in owed if RANK_OF[text(row, "grade")] >= Grade.BINDING_UNENFORCEABLE.rank}
    types = {text(row, "clause") for row in owed}
    count = "One agreement is" if len(bound) == 1 else f"{len(bound)} agreements are"
    rules = (
        f"They owe a duty on {len(types)} clause types, on {len(firm) or 'none'} of them a firm one; {len(both)} are "
        "owed both ways alike." if types else "No coded rule of theirs is surely in force between the two."
    )  # fmt: skip
    return f"{count} in force between {names} on {as_of}: {listed(told)}. {rules}"
