"""What a user asks of a matrix, and the matrix that answers: kind, rows, day, comparison, order and margins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from clauseway.graph.engine import Value
from clauseway.queries.asked_changes import changes_asked, plainly
from clauseway.queries.asked_scenarios import scenario_sentence
from clauseway.queries.grade_counts import grade_counts
from clauseway.queries.matrices import agreement_matrix, economy_matrix
from clauseway.queries.matrix_differences import difference
from clauseway.queries.matrix_margins import with_margins
from clauseway.queries.matrix_orders import Order, ordered
from clauseway.queries.names import UnknownName, find_agreement, find_clauses, find_economy, members_of
from clauseway.queries.pair_matrices import pair_matrix
from clauseway.queries.results import Matrix
from clauseway.queries.rules_in_force import RuleFacts, rule_facts
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import under

type MatrixKind = Literal["clauses", "divergence", "agreements", "grades"]

MATRIX_KINDS: tuple[MatrixKind, ...] = ("clauses", "divergence", "agreements", "grades")

ALL = "all"
"""Word that names every agreement."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows a question is about.

    Attributes:
        names: Key and name of each.
        of: What they are.
        whose: What to call them all in a title; empty where they were named one by one.
    """

    names: list[tuple[str, str]]
    of: Literal["economies", "agreements"]
    whose: str = ""


def asked_matrix(
    runner: Runner,
    as_of: date,
    *,
    kind: MatrixKind = "clauses",
    economies: Iterable[str] | None = None,
    group: str | None = None,
    agreements: Iterable[str] | None = None,
    all_economies: bool = False,
    clauses: Iterable[str] = (),
    order: Order = "given",
    order_columns: Order | None = None,
    margins: bool = False,
    compare_to: date | None = None,
    what_if: Iterable[str] = (),
) -> Matrix:
    """The matrix that answers a question.

    Args:
        runner: Where to ask.
        as_of: The date.
        kind: `clauses` (rows against clause types), `divergence` or `agreements` (economies against economies), or
            `grades` (clause types against grades, with the number of rows at each).
        economies: Codes, names or aliases of the rows.
        group: A group, or an agreement whose Parties are the rows.
        agreements: Slugs or titles of the rows; `all` for every agreement.
        all_economies: Whether every economy that is no union is a row.
        clauses: Only these clause types.
        order: Order of the rows, and of the columns where they are the same economies.
        order_columns: Order of the columns.
        margins: Whether to add the totals of rows and columns.
        compare_to: Another day: the matrix then shows what changed from the earlier of the two to the later.
        what_if: Changes such as `join CHN:depa`: the matrix then shows what they would change on the day.

    Raises:
        UnknownName: The rows are not named in exactly one way, a name means nothing, or parts of the question do not
            go together, or a change cannot be made.
        ClusteringMissing: An order by similarity is asked for, and scipy is not installed.
    """
    rows = _rows(runner, as_of, economies, group, agreements, all_economies)
    changes = list(what_if)
    _check(kind, rows, compare_to, changes)
    wanted = find_clauses(runner, clauses)
    if rows.of == "agreements":
        _check_graded(runner, wanted)
    facts = rule_facts(runner) if rows.of == "economies" else None

    def matrix(day: date, known: RuleFacts | None) -> Matrix:
        return _plain(runner, kind, rows, day, wanted, known)

    if compare_to is not None:
        first, last = sorted((as_of, compare_to))
        made = difference(
            matrix(first, facts),
            matrix(last, facts),
            (first.isoformat(), last.isoformat()),
            title=f"Change of {_subject(kind, rows)} from {first} to {last}",
            parameters={"compare_to": compare_to},
        )
        made = replace(made, provenance=replace(made.provenance, as_of=as_of))
    elif changes and facts is not None:
        scenario = changes_asked(runner, changes, as_of, facts=facts)
        parameters: dict[str, Value] = {"what_if": [plainly(text) for text in changes]}
        made = difference(
            matrix(as_of, facts),
            matrix(as_of, under(facts, scenario.scenario, as_of)),
            ("as it is", "what if"),
            title=f"Change of {_subject(kind, rows)} on {as_of}, if {scenario_sentence(scenario.scenario)}",
            parameters=parameters,
        )
        told = made.provenance
        made = replace(made, provenance=replace(told, notes=[*scenario.notes, *told.notes]))
    else:
        made = matrix(as_of, facts)
    made = ordered(made, order, order_columns)
    asked: dict[str, Value] = {
        "order": None if order == "given" else order,
        "order_columns": order_columns,
    }
    provenance = made.provenance
    made = replace(made, provenance=replace(provenance, parameters={**provenance.parameters, **asked}))
    return with_margins(made) if margins else made


def _rows(
    runner: Runner,
    as_of: date,
    economies: Iterable[str] | None,
    group: str | None,
    agreements: Iterable[str] | None,
    all_economies: bool,
) -> _Rows:
    if sum((economies is not None, group is not None, agreements is not None, all_economies)) != 1:
        raise UnknownName("Name one of --economies, --group, --all-economies and --agreements.")
    if agreements is not None:
        parts = [part.strip() for part in agreements if part.strip()]
        if parts == [ALL]:
            known = [(str(row["agreement"]), str(row["title"])) for row in runner.rows("agreements")]
            return _Rows(known, "agreements", "all agreements")
        return _Rows(_once(find_agreement(runner, part) for part in parts), "agreements")
    if group is not None:
        return _Rows(_once(members_of(runner, group, as_of)), "economies", _group_name(runner, group))
    if all_economies:
        listed = [row for row in runner.rows("economies") if row["kind"] != "union"]
        return _Rows([(str(row["economy"]), str(row["name"])) for row in listed], "economies", "all economies")
    return _Rows(_once(find_economy(runner, part) for part in economies or () if part.strip()), "economies")


def _group_name(runner: Runner, group: str) -> str:
    """Name of a group, or `Parties of` an agreement."""
    slug = group.strip().casefold()
    named = {str(row["group"]): str(row["name"]) for row in runner.rows("groups")}
    return named.get(slug, f"Parties of {slug}")


def _once(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(names))


def _check(kind: MatrixKind, rows: _Rows, compare_to: date | None, changes: list[str]) -> None:
    if compare_to is not None and changes:
        raise UnknownName("Name --compare-to or --what-if, not both: a matrix shows one change.")
    if kind in ("divergence", "agreements"):
        if rows.of == "agreements":
            raise UnknownName(
                f"A matrix of kind '{kind}' sets economies against economies; name --economies, --group or "
                "--all-economies instead of --agreements."
            )
        if len(rows.names) < 2:
            raise UnknownName(f"A matrix of kind '{kind}' needs at least two economies.")
    if changes and rows.of == "agreements":
        raise UnknownName(
            "--what-if changes what economies owe, not what agreements say; name --economies, --group or "
            "--all-economies instead of --agreements."
        )


def _check_graded(runner: Runner, wanted: list[str]) -> None:
    """Refuse clause types that only frame others: a provision on them has no grade to show."""
    graded = {str(row["clause"]) for row in runner.rows("clauses") if row["counted"] is True}
    for clause in wanted:
        if clause not in graded:
            raise UnknownName(f"'{clause}' frames other rules and has no grade of its own, so no matrix can show it.")


def _plain(
    runner: Runner, kind: MatrixKind, rows: _Rows, day: date, clauses: list[str], facts: RuleFacts | None
) -> Matrix:
    """The matrix of one day, before any order."""
    subject = _subject(kind, rows)
    title = f"{subject[0].upper()}{subject[1:]} on {day}"
    if kind in ("divergence", "agreements"):
        return pair_matrix(runner, kind, rows.names, day, clauses=clauses, title=title, facts=facts)
    if rows.of == "agreements":
        made = agreement_matrix(runner, rows.names, day, clauses=clauses)
    else:
        made = economy_matrix(runner, rows.names, day, clauses=clauses, title=title, facts=facts)
    return replace(grade_counts(made, rows.of), title=title) if kind == "grades" else made


def _subject(kind: MatrixKind, rows: _Rows) -> str:
    """What a matrix is about, as a part of a sentence."""
    whose = f" ({rows.whose})" if rows.whose else ""
    match kind:
        case "divergence":
            return f"divergence between economies{whose}"
        case "agreements":
            return f"agreements in force between economies{whose}"
        case "grades":
            return f"{rows.of} by clause type and grade{whose}"
        case "clauses":
            if rows.of == "agreements":
                return f"clause types by agreement{whose}"
            return f"clause coverage of {rows.whose}" if rows.whose else "clause coverage by economy"
