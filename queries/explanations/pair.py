"""Why two economies owe each other what they owe on a clause type."""

from __future__ import annotations

import re
from dataclasses import replace

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.names import UnknownName
from clauseway.queries.pair_analysis import SharedAgreement, pair_table, shared_agreements
from clauseway.queries.results import as_text
from clauseway.queries.row_ids import RowId

_WAY = re.compile(r"[A-Z]{3}-[A-Z]{3}")


def explain_pair(asked: RowAsked) -> Derivation:
    """`pair/FIRST/SECOND/CLAUSE[/AGREEMENT[/PLACE]][/DEBTOR-CREDITOR]`: the grade of a rule between two."""
    first, second, clause = asked.economy(0), asked.economy(1), asked.clause(2)
    if first == second:
        raise UnknownName(f"'{asked.row}' names one economy twice; the form is {asked.form}.")
    rest = asked.row.keys[3:]
    if rest:
        asked.agreement(3)
    places = [part for part in rest[1:] if not _WAY.fullmatch(part)]
    named = [(code, asked.evidence.name(code)) for code in (first, second)]
    table = pair_table(
        asked.runner, named[0], named[1], asked.as_of, clauses=[clause], paragraphs=bool(places)
    )
    rows = [row for row in table.rows if RowId.read(str(row["row_id"])).keys[3 : 3 + len(rest)] == rest]
    if rest and not rows:
        known = {RowId.read(str(row["row_id"])).keys for row in table.rows}
        last = 2 + len(rest)
        wrong = (at for at in range(3, last) if all(keys[at : at + 1] != rest[at - 3 : at - 2] for keys in known))
        place = next(wrong, last)
        raise asked.unknown(place, "rule of this pair", {keys[place] for keys in known if len(keys) > place})
    shared = shared_agreements(asked.runner, first, second, asked.as_of)
    binding = [each for each in shared if each.bound is not False and not each.same_side]
    title = f"{clause} between {named[0][1]} and {named[1][1]}"
    if not rows:
        return _nothing(asked.evidence, f"{title}: grade", first, second, binding)
    if len(rows) == 1 and rest:
        return _rule(asked.evidence, rows[0], f"{title}: grade")
    best = max(rows, key=lambda row: (row["strongest"] is True, row["active"] is True, _rank(row)))
    ordered = sorted(rows, key=lambda row: (row is not best, row["strongest"] is not True, row["active"] is not True))
    nodes = [
        replace(node, row_id=asked.row_id(*_keys(row))) if len(ordered) > 1 else node
        for row in ordered
        for node in [_rule(asked.evidence, row, "")]
    ]
    unread = _unread(asked.evidence, first, binding)
    how = f"the strongest of {len(rows)} rules" if len(rows) > 1 else "the one rule that was read"
    return Derivation(f"{title}: grade", best["grade"], how, (*nodes, *unread))


def _keys(row: Row) -> tuple[str, ...]:
    found = RowId.read(str(row["row_id"]))
    return (found.analysis, *found.keys)


def _rank(row: Row) -> int:
    return Grade(str(row["grade"])).rank


def _rule(evidence: Evidence, row: Row, label: str) -> Derivation:
    """One row of the table: the rule as it stands for who owes it, and for the other side where both do."""
    economy, partner = str(row["economy"]), str(row["partner"])
    duty = evidence.duty(evidence.duty_of(economy, str(row["provision"])), economy)
    told = [f"owed {row['direction']}"]
    told.append("the strongest of the pair on it" if row["strongest"] is True else "not the strongest of the pair")
    if row["active"] is not True:
        told.append(str(row["why"] or "not active"))
    elif row["active_from"]:
        told.append(f"active between the two from {as_text(row['active_from'])}")
    if row["differs_from"]:
        told.append(f"differs from {row['differs_from']}")
    other = evidence.participation(partner, str(row["agreement"]))
    where = f"{row['agreement']} Article {row['article']}"
    return Derivation(label or where, row["grade"], "; ".join(told), (duty, other))


def _unread(evidence: Evidence, economy: str, binding: list[SharedAgreement]) -> list[Derivation]:
    slugs = [each.slug for each in binding if text(evidence.about(each.slug), "reading") not in READ_WHOLE]
    if not slugs:
        return []
    nodes = tuple(shortened(evidence.unread(economy, slug)) for slug in slugs)
    return [Derivation("shared agreements not or only partly read", len(nodes), "they may hold more on it", nodes)]


def _nothing(
    evidence: Evidence, label: str, first: str, second: str, binding: list[SharedAgreement]
) -> Derivation:
    """A clause type on which no row is: absent only where every shared agreement was read."""
    if not binding:
        why = f"It holds no agreement in force between {first} and {second} on {evidence.as_of}."
        return Derivation(
            label, Grade.NOT_READ.value, "no agreement known to be in force binds the two", (evidence.dataset(why),)
        )
    unread = _unread(evidence, first, binding)
    silent = [
        evidence.silent(first, each.slug)
        for each in binding
        if text(evidence.about(each.slug), "reading") in READ_WHOLE
    ]
    grade = Grade.NOT_READ if unread else Grade.ABSENT
    how = "not found in what was read" if unread else "every shared agreement was read and is silent on it"
    return Derivation(label, grade.value, how, (*unread, *silent))
