"""What a firm that trades between two economies may rely on: duties by topic, with the dates of change ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.columns import dates_ahead
from clauseway.queries.compliance import LawAtHome, citing_laws, laws_at_home, requirements_of
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import day
from clauseway.queries.pair_analysis import pair_table, shared_agreements
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import ROW_ID, RowId, trust_options
from clauseway.queries.runner import Runner

TOPICS: dict[str, tuple[str, ...]] = {
    "transfers": ("cross-border-data-transfer", "data-flow-review"),
    "localisation": ("data-localisation-ban", "financial-data-location"),
    "personal data": ("personal-data-protection",),
    "signatures": (
        "electronic-authentication-signatures", "electronic-contracts", "electronic-transactions-framework",
    ),
    "consumers": ("online-consumer-protection", "online-dispute-resolution"),
    "spam": ("unsolicited-messages",),
    "source code": ("source-code-protection", "cryptography"),
    "customs duties": ("customs-duties-electronic-transmissions",),
}  # fmt: skip
"""Topic to the clause types it is about, in the order of the table."""

_KEPT = (
    "economy", "partner", "clause", "label", "direction", "agreement", "article", "paragraph", "wording", "exception",
    "enforcement", "grade", "active", "active_from", "may_extend_until", "strongest", "differs_from",
    "verification", "source", "provision", "why",
)  # fmt: skip
SHOWN = (
    "topic", "label", "direction", "agreement", "article", "grade", "active", "active_from", "changes_on",
    "laws_at_home",
)  # fmt: skip
_ENDS = ("valid_until", "until")
_DELAYS = ("deferred_until", "may_extend_until")


def next_change(facts: Sequence[tuple[Row, bool]], as_of: date) -> date | None:
    """First day after `as_of` on which a date of a provision falls, or None.

    Args:
        facts: What the graph holds of the provision for each of the two economies, with whether that economy owes the
            duty: its delays count only then, its leaving always.
        as_of: The date.

    >>> waiting = {"deferred_until": date(2027, 1, 1), "until": None}
    >>> next_change([(waiting, True)], date(2026, 11, 22)), next_change([(waiting, False)], date(2026, 11, 22))
    (datetime.date(2027, 1, 1), None)
    """
    found = [
        ahead
        for row, owes in facts
        for name in (*_ENDS, *(_DELAYS if owes else ()))
        if (ahead := day(row, name)) and ahead > as_of
    ]
    return min(found, default=None)


def between_table(runner: Runner, first: tuple[str, str], second: tuple[str, str], as_of: date) -> ResultTable:
    """Duties between two economies that a firm meets, topic by topic.

    A clause type without a rule in force has a row too: `absent` only where every shared agreement was read whole.

    Args:
        runner: Where to ask.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The date.
    """
    clauses = [clause for clauses in TOPICS.values() for clause in clauses]
    pair = pair_table(runner, first, second, as_of, clauses=clauses)
    by_clause: dict[str, list[Row]] = defaultdict(list)
    for row in pair.rows:
        by_clause[str(row["clause"])].append(row)
    labels = {str(row["clause"]): str(row["label"]) for row in runner.rows("clauses")}
    laws = {code: laws_at_home(runner, code) for code, _ in (first, second)}
    facts = _facts(runner, (first[0], second[0]))
    silence = _silence(runner, first, second, as_of)
    rows: list[Row] = []
    for topic, slugs in TOPICS.items():
        for clause in slugs:
            told = _told_laws(runner, clause, laws)
            found = by_clause.get(clause)
            if not found:
                about: Row = {"topic": topic, "clause": clause, "label": labels[clause]}
                named = str(RowId("pair", (first[0], second[0], clause), trust_options(runner.trust), as_of))
                rows.append({**about, **silence, "laws_at_home": told, ROW_ID.name: named})
                continue
            for row in found:
                holders = {first[0], second[0]} if row["direction"] == "mutual" else {str(row["economy"])}
                held = [(each, code in holders) for code, each in facts.get(str(row["provision"]), [])]
                kept = {name: row[name] for name in _KEPT}
                change = next_change(held, as_of)
                kept[ROW_ID.name] = row[ROW_ID.name]
                rows.append({"topic": topic, **kept, "changes_on": change, "laws_at_home": told})
    columns = _columns(pair)
    names = f"{first[1]} and {second[1]}"
    # the pair's own note has the days on which a duty begins; those on which one ends are told here
    ends = {change for row in rows if (change := day(row, "changes_on"))} - {*dates_ahead(pair.rows, as_of)}
    told = ", ".join(end.isoformat() for end in sorted(ends))
    notes = [*pair.provenance.notes, *([f"Further dates of change: {told}."] if told else [])]
    parameters: dict[str, Value] = {"first": first[0], "second": second[0]}
    cited: list[Row] = [{"law_source": law.source} for held in laws.values() for law in held.values()]
    provenance = replace(
        pair.provenance, query="compliance between", parameters=parameters, notes=notes,
        milliseconds=runner.milliseconds,
    )  # fmt: skip
    return ResultTable(
        title=f"Duties a firm meets between {names} on {as_of}",
        columns=columns,
        rows=rows,
        provenance=citing_laws(runner, provenance, cited),
        shown=SHOWN,
    )


def _columns(pair: ResultTable) -> list[Column]:
    by_name = {column.name: column for column in pair.columns}
    return [
        Column("topic", "Topic", "string", f"one of {', '.join(TOPICS)}"),
        *(by_name[name] for name in _KEPT),
        Column("changes_on", "Changes on", "date", "first day ahead on which a date of it falls; null: none known"),
        Column("laws_at_home", "Laws at home", "string", "state of the kinds of law it rests on, in both economies"),
        ROW_ID,
    ]


def _facts(runner: Runner, economies: Sequence[str]) -> dict[str, list[tuple[str, Row]]]:
    """What the graph holds of each provision, with the economy it is said of."""
    found: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for code in economies:
        for row in runner.rows("provisions_of_economy", iso3=code):
            found[str(row["provision"])].append((code, row))
    return found


def _silence(runner: Runner, first: tuple[str, str], second: tuple[str, str], as_of: date) -> Row:
    """What is said where no rule is in force: absent after reading everything, else not read."""
    shared = shared_agreements(runner, first[0], second[0], as_of)
    bound = [each.slug for each in shared if each.bound is not False and not each.same_side]
    if not bound:
        return {"grade": Grade.NOT_READ.value, "why": "No agreement in force between them is in the data."}
    reading = {str(row["agreement"]): row["reading"] for row in runner.rows("agreements")}
    unread = [slug for slug in bound if reading[slug] not in READ_WHOLE]
    if unread:
        return {"grade": Grade.NOT_READ.value, "why": f"Not or only partly read: {', '.join(unread)}."}
    return {"grade": Grade.ABSENT.value, "why": "No agreement in force between them holds it."}


def _told_laws(runner: Runner, clause: str, laws: Mapping[str, Mapping[str, LawAtHome]]) -> str | None:
    told = [
        f"{code} {needed.law}: {held.get(needed.law, LawAtHome()).state}"
        for needed in requirements_of(runner, clause)
        for code, held in laws.items()
    ]
    return "; ".join(told) or None
