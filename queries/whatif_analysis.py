"""What-if as tables: measures before and after, by economy, clause type, duty, pair or law at home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.asked_scenarios import AskedScenario, scenario_sentence
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.compliance import citing_laws
from clauseway.queries.results import ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rules_in_force import RuleFacts
from clauseway.queries.runner import Runner
from clauseway.queries.whatif_columns import COLUMNS, SHOWN
from clauseway.queries.whatif_comparison import Comparison, compare, touched_agreements
from clauseway.queries.whatif_notes import whatif_notes
from clauseway.queries.whatif_rows import ROWS


def whatif_table(
    runner: Runner,
    asked: AskedScenario,
    as_of: date,
    *,
    by: str = "",
    grade: Grade = Grade.QUALIFIED,
    economies: Iterable[str] = (),
    name: str = "",
    clauses: Iterable[str] = (),
    facts: RuleFacts | None = None,
) -> ResultTable:
    """What would change, as a table.

    Args:
        runner: Where to ask.
        asked: The changes.
        as_of: The day of the changes.
        by: Nothing for the measures; `economy`, `clause`, `duty`, `pair` or `law`.
        grade: The grade a rule has to reach for a pair to count as bound.
        economies: The set gaps and fragmentation are measured over, see `compare`.
        name: The group that the set is, if it is one.
        clauses: Only these clause types.
        facts: The facts as they are, if they were fetched before.
    """
    return whatif_tables(
        runner, asked, as_of, by=(by,), grade=grade, economies=economies, name=name, clauses=clauses, facts=facts
    )[by]


def whatif_tables(
    runner: Runner,
    asked: AskedScenario,
    as_of: date,
    *,
    by: Iterable[str] = tuple(COLUMNS),
    grade: Grade = Grade.QUALIFIED,
    economies: Iterable[str] = (),
    name: str = "",
    clauses: Iterable[str] = (),
    facts: RuleFacts | None = None,
) -> dict[str, ResultTable]:
    """The tables of several breakdowns, of rules worked out once; arguments as for `whatif_table`."""
    chosen, wanted = tuple(economies), tuple(clauses)
    found = compare(runner, asked.scenario, as_of, economies=chosen, clauses=wanted, grade=grade, facts=facts)
    return {each: _table(found, asked, as_of, each, chosen, name, wanted) for each in by}


def _table(
    found: Comparison,
    asked: AskedScenario,
    as_of: date,
    by: str,
    chosen: tuple[str, ...],
    name: str,
    wanted: tuple[str, ...],
) -> ResultTable:
    runner, grade = found.runner, found.before.grade
    rows = ROWS[by](found)
    parameters: dict[str, Value] = {
        "joins": ",".join(":".join(each) for each in asked.scenario.joins) or None,
        "leaves": ",".join(":".join(each) for each in asked.scenario.leaves) or None,
        "upgrades": ",".join(":".join(each) for each in asked.scenario.upgrades) or None,
        "by": by or None,
        "grade": grade.value,
        "economies": ",".join(chosen) or None,
        "clauses": ",".join(wanted) or None,
    }
    told = name or ("the economies named" if chosen else "")
    notes = [*asked.notes, *whatif_notes(found, as_of, by, told)]
    table = ResultTable(
        title=f"What if {scenario_sentence(asked.scenario)}, on {as_of}",
        columns=list(COLUMNS[by]),
        rows=rows,
        provenance=runner.provenance("whatif", as_of, parameters, notes),
        empty_message="Nothing would change.",
        shown=SHOWN[by],
    )
    if asked.changes:
        options = {**asked.changes, "grade": grade.value if grade is not Grade.QUALIFIED else None}
        options |= {"set": set_key(name, chosen) if chosen else None, "clauses": parameters["clauses"]}
        with_row_ids(table, runner.trust, lambda row: _row_key(by, row), **options)
    models = {model for _, model in asked.scenario.upgrades}
    resting = {
        rule.agreement
        for positions in (found.before, found.after)
        for economy in found.acting
        for rule in positions.of(economy).rules.values()
    }
    looked_at = resting | models | set(touched_agreements(asked.scenario))
    looked_at |= {agreement for pair in found.inside[0].pairs() for agreement, _ in found.inside[0].shared(*pair)}
    table = with_sources(runner, table, agreements=sorted(looked_at), economies=found.members)
    table.provenance = citing_laws(runner, table.provenance, rows)
    return table


def _row_key(by: str, row: Row) -> tuple[Value, ...]:
    keys = {"": ("measure",), "pair": ("first", "second"), "duty": ("economy", "clause"),
            "law": ("economy", "clause", "law")}.get(by, (by,))  # fmt: skip
    return ("whatif", *([by] if by else []), *(row[key] for key in keys))
