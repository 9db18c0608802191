"""Where an economy and its largest trade partners lack rules: one row a partner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import mutual_rules
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.gaps import gap
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.rules_in_force import RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code"),
    Column("partner", "Partner", "string", "ISO3 code of the trade partner"),
    Column("name", "Name", "string", "its name"),
    Column("usd", "Trade", "integer", "trade of the two, US dollars, goods both ways, latest year"),
    Column("bound", "Bound", "integer", "clause types each surely owes the other at the grade or above"),
    Column("gap", "Gap", "number", "1 - bound / clause types, in [0, 1]"),
    Column("grade", "At grade", "string", "the grade a rule has to reach"),
    Column("agreements", "In force", "string", "agreements surely in force between them"),
    Column("not_read", "Not read", "number", "share of these agreements not or only partly read; null without any"),
)
SHOWN = ("name", "usd", "bound", "gap", "agreements", "not_read")


def partner_gaps(
    runner: Runner,
    iso3: str,
    name: str,
    partners: Sequence[tuple[str, int | None]],
    as_of: date,
    *,
    grade: Grade = Grade.QUALIFIED,
) -> ResultTable:
    """Clause types that bind an economy and each of some partners.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name.
        partners: Code of each partner and the trade with it, US dollars.
        as_of: The date.
        grade: The grade a rule has to reach in both directions.
    """
    facts = rule_facts(runner)
    rules = rules_in_force(facts, as_of, [iso3, *(code for code, _ in partners)])
    rows = [_row(rules, iso3, code, usd, facts.names.get(code, code), grade) for code, usd in partners]
    bound = {slug for code, _ in partners for slug, sure in rules.shared(iso3, code) if sure}
    table = ResultTable(
        title=f"{name} and its largest trade partners on {as_of}: clause types at {grade.value} or above",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance(
            "partner gaps", as_of, {"economy": iso3, "grade": grade.value},
            ["A clause type that is not bound may be bound by a text not read."],
        ),
        empty_message=f"No trade flow of {name} is in the data.",
        shown=SHOWN,
    )  # fmt: skip
    return with_sources(runner, table, agreements=sorted(bound), economies=[iso3, *(code for code, _ in partners)])


def _row(rules: RulesInForce, iso3: str, partner: str, usd: int | None, name: str, grade: Grade) -> Row:
    reached = sum(rule.grade.rank >= grade.rank for rule in mutual_rules(rules, iso3, partner).values())
    shared = [slug for slug, sure in rules.shared(iso3, partner) if sure]
    unread = sum(slug not in rules.read_whole for slug in shared)
    return {
        "economy": iso3,
        "partner": partner,
        "name": name,
        "usd": usd,
        "bound": reached,
        "gap": gap(reached, len(rules.clauses)),
        "grade": grade.value,
        "agreements": ", ".join(shared) or None,
        "not_read": round(unread / len(shared), 6) if shared else None,
    }
