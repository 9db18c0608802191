"""Most-favoured comparison: what an economy owes other partners at a higher grade than it owes a given one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.rules_in_force import Cell, OwedRule, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code of the economy that gives"),
    Column("partner", "Partner", "string", "ISO3 code of the one it gives less"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("theme", "Theme", "string", "slug of its theme"),
    Column("grade", "Grade there", "string", "the best sure grade it owes anybody else"),
    Column("grade_here", "Grade here", "string", "the grade it owes the partner; null without an agreement in force"),
    Column("favoured", "Favoured", "string", "ISO3 codes of all it owes the best grade, parted by commas"),
    Column("partners", "Partners", "integer", "how many these are"),
    Column("better", "Better off", "integer", "all economies it owes a higher grade than the partner"),
    Column("agreement", "Agreement", "string", "agreement of the best grade; of several that of most of the favoured"),
    Column("article", "Article", "string", "its article"),
    Column("verification", "Known by", "string", "how its coding is known"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("agreement_here", "Agreement here", "string", "agreement of the grade here; null where it is absent"),
    Column("article_here", "Article here", "string", "its article"),
    Column("sure", "Sure", "boolean", "whether all texts between the two were read; else one may give more"),
    Column("not_read", "Not read", "number", "share of the agreements between the two not wholly read, in [0, 1]"),
)
SHOWN = (
    "economy", "label", "grade", "favoured", "agreement", "article", "grade_here", "agreement_here", "article_here",
    "better", "sure", "not_read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Favour:
    """A clause type on which an economy gives others more than a partner.

    Attributes:
        here: What it owes the partner.
        best: The rule behind the best grade; of several agreements that with the most favoured.
        favoured: Economies it owes the best grade.
        better: All economies it owes a higher grade than the partner.
    """

    clause: str
    here: Cell
    best: OwedRule
    favoured: tuple[str, ...]
    better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Favours:
    """What an economy gives others and not a partner.

    Attributes:
        found: The clause types, in the order of the taxonomy.
        open: Clause types on which others get a duty, but what the partner gets is not known well enough to compare.
    """

    found: tuple[Favour, ...]
    open: tuple[str, ...]


def favours(rules: RulesInForce, economy: str, partner: str) -> Favours:
    """Compare what an economy owes a partner with what it owes everybody else.

    A clause type is listed only when the sure grade there is above the best the grade here may be by the facts known,
    and never where nothing is known here because a text between the two was not read.

    Args:
        rules: The rules among all economies.
        economy: Who gives.
        partner: Who might get less.
    """
    shared = rules.shared(economy, partner)
    known = not shared or rules.is_known(economy, partner)
    own = rules.between(economy, partner)
    given = {
        other: rules.between(economy, other)
        for other in rules.economies
        if other not in (economy, partner) and rules.shared(economy, other)
    }
    found: list[Favour] = []
    unsure: list[str] = []
    for clause in rules.clauses:
        here = own.get(clause, Cell(known=known))
        there = {
            other: cell.rule
            for other, cells in given.items()
            if (cell := cells.get(clause)) is not None and cell.rule is not None and cell.low > here.low
        }
        if not there:
            continue
        top = max(rule.grade.rank for rule in there.values())
        if (here.low == 0 and not here.known) or here.high >= top:
            unsure.append(clause)
            continue
        favoured = tuple(sorted(other for other, rule in there.items() if rule.grade.rank == top))
        better = tuple(sorted(other for other, rule in there.items() if rule.grade.rank > here.high))
        found.append(Favour(clause, here, _most_shared(there[other] for other in favoured), favoured, better))
    return Favours(tuple(found), tuple(unsure))


def _most_shared(given: Iterable[OwedRule]) -> OwedRule:
    """The rule that stands for most partners; of equals the first by agreement and article."""
    rules = list(given)
    return min(rules, key=lambda rule: (-rules.count(rule), rule.agreement, rule.article))


def favours_table(
    runner: Runner, first: tuple[str, str], second: tuple[str, str], as_of: date, *, clauses: Iterable[str] = ()
) -> ResultTable:
    """What each of two economies gives others at a higher grade than the other of the two, as a table.

    Args:
        runner: Where to ask.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The date.
        clauses: Only these clause types (the 51 substantive ones when empty).
    """
    wanted = tuple(clauses)
    rules = rules_in_force(rule_facts(runner), as_of, clauses=wanted)
    rows: list[Row] = []
    notes: list[str] = []
    for (one, one_name), (other, other_name) in ((first, second), (second, first)):
        compared = favours(rules, one, other)
        rows += [_row(rules, one, other, each) for each in compared.found]
        many = len(compared.found)
        notes.append(
            f"As far as texts were read, {one_name} gives others more than {other_name} on {many} clause "
            f"type{'' if many == 1 else 's'}."
        )
        if compared.open:
            notes.append(
                f"Not compared, for the text or a fact between the two is not known: {', '.join(compared.open)}."
            )
    shared = rules.shared(first[0], second[0])
    if unread := [agreement for agreement, _ in shared if agreement not in rules.read_whole]:
        notes.append(f"Between the two not or only partly read, so that they may give more: {', '.join(unread)}.")
    if not shared:
        notes.insert(0, f"No agreement in force between {first[1]} and {second[1]} on {as_of} is in the data.")
    parameters: dict[str, Value] = {"first": first[0], "second": second[0], "clauses": ",".join(wanted) or None}
    table = ResultTable(
        title=f"What {first[1]} and {second[1]} give others but not each other on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance("favours", as_of, parameters, notes),
        empty_message=" ".join(notes),
        shown=SHOWN,
    )
    with_row_ids(
        table, runner.trust, lambda row: ("favour", row["economy"], row["partner"], row["clause"]),
        clauses=parameters["clauses"],
    )  # fmt: skip
    behind = {economy for row in rows for economy in str(row["favoured"]).split(", ")}
    cited = {first[0], second[0], *behind}
    return with_sources(runner, table, agreements=[agreement for agreement, _ in shared], economies=cited)


def _row(rules: RulesInForce, economy: str, partner: str, found: Favour) -> Row:
    kind, here = rules.clauses[found.clause], found.here.rule
    shared = rules.shared(economy, partner)
    unread = sum(agreement not in rules.read_whole for agreement, _ in shared)
    absent = Grade.ABSENT.value if shared else None
    return {
        "economy": economy,
        "partner": partner,
        "clause": found.clause,
        "label": kind.label,
        "theme": kind.theme,
        "grade": found.best.grade.value,
        "grade_here": here.grade.value if here else absent,
        "favoured": ", ".join(found.favoured),
        "partners": len(found.favoured),
        "better": len(found.better),
        "agreement": found.best.agreement,
        "article": found.best.article,
        "verification": found.best.verification,
        "source": found.best.source,
        "provision": found.best.provision,
        "agreement_here": here.agreement if here else None,
        "article_here": here.article if here else None,
        "sure": not unread,
        "not_read": round(unread / len(shared), 6) if shared else 0.0,
    }
