"""Comparison matrices: clause types by economy or by agreement, every cell tied to its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.agreement_analysis import agreement_duties
from clauseway.queries.catalogue import query
from clauseway.queries.cited_sources import cited_sources
from clauseway.queries.columns import DUTY_COLUMNS, duty_row, spec_columns
from clauseway.queries.coverage_analysis import READ_WHOLE, ClauseCoverage
from clauseway.queries.coverage_of_many import coverage_of_many
from clauseway.queries.duties import Duty, text
from clauseway.queries.results import GRADE_DIGITS, Column, Matrix, MatrixCell, ResultTable
from clauseway.queries.row_ids import RowId, trust_options
from clauseway.queries.rules_in_force import RuleFacts, rule_facts
from clauseway.queries.runner import Runner

_EVIDENCE_COLUMNS = (
    Column("evidence_id", "Evidence", "string", "key that a cell of the matrix points to"),
    *DUTY_COLUMNS,
)
_SOURCE_COLUMNS = (
    Column("source", "Source", "string", "citation as the coding gives it"),
    Column("verification", "Known by", "string", "levels of the codings that rest on it"),
    Column("codings", "Codings", "integer", "number of evidence rows that rest on it"),
)


def economy_matrix(
    runner: Runner,
    economies: Sequence[tuple[str, str]],
    as_of: date,
    *,
    clauses: Iterable[str] = (),
    title: str = "",
    facts: RuleFacts | None = None,
) -> Matrix:
    """Clause types by economy: the best active grade of each, as the coverage of each economy gives it.

    Args:
        runner: Where to ask.
        economies: Code and name of each row.
        as_of: The date.
        clauses: Only these clause types (all 51 when empty).
        title: Title of the matrix.
        facts: What the grades are worked out from, where it was fetched already or a scenario has changed it.
    """
    wanted = list(clauses)
    kinds = _clause_types(runner, wanted)
    known = facts or rule_facts(runner)
    codes = [iso3 for iso3, _ in economies]
    coverage = coverage_of_many(known, codes, as_of, qualifiers=bool(wanted))
    ending = RowId("", (), trust_options(runner.trust), as_of).ending
    slugs = [str(kind["clause"]) for kind in kinds]
    cells: dict[tuple[str, str], MatrixCell] = {}
    evidence: list[Row] = []
    for iso3 in codes:
        found = coverage[iso3].clauses
        for slug in slugs:
            cells[iso3, slug] = _economy_cell(iso3, found[slug], evidence, f"matrix/{iso3}/{slug}{ending}")
    parameters: dict[str, Value] = {
        "economies": ",".join(code for code, _ in economies),
        "clauses": ",".join(wanted) or None,
    }
    return _matrix(
        runner, title or f"Clause coverage by economy on {as_of}", list(economies), kinds, cells, evidence, as_of,
        parameters,
    )  # fmt: skip


def agreement_matrix(
    runner: Runner, agreements: Sequence[tuple[str, str]], as_of: date, *, clauses: Iterable[str] = ()
) -> Matrix:
    """Clause types by agreement: the strongest paragraph of each, by the text in force on the date."""
    wanted = list(clauses)
    kinds = _clause_types(runner, wanted)
    reading = {str(a["agreement"]): str(a["reading"]) for a in runner.rows("agreements")}
    ending = RowId("", (), trust_options(runner.trust), as_of).ending
    slugs = [str(kind["clause"]) for kind in kinds]
    cells: dict[tuple[str, str], MatrixCell] = {}
    evidence: list[Row] = []
    for slug, _ in agreements:
        by_clause: dict[str, list[Duty]] = defaultdict(list)
        for found in agreement_duties(runner, slug, as_of):
            by_clause[text(found.row, "clause")].append(found)
        silent = Grade.ABSENT if reading[slug] in READ_WHOLE else Grade.NOT_READ
        digit, grade = GRADE_DIGITS[silent.value], silent.value
        why = "Not in the digital chapter." if silent is Grade.ABSENT else "The text was not or only partly read."
        for clause in slugs:
            name = f"matrix/{slug}/{clause}{ending}"
            if said := by_clause.get(clause):
                cells[slug, clause] = _evidence_cell(duty_row(_told(said), economy=None), None, evidence, name)
            else:
                cells[slug, clause] = MatrixCell(digit, why, grade, row_id=name)
    parameters: dict[str, Value] = {
        "agreements": ",".join(slug for slug, _ in agreements),
        "clauses": ",".join(wanted) or None,
    }
    return _matrix(
        runner, f"Clause types by agreement on {as_of}", list(agreements), kinds, cells, evidence, as_of, parameters
    )


def _clause_types(runner: Runner, wanted: list[str]) -> list[Row]:
    rows = runner.rows("clauses")
    if wanted:
        return [row for row in rows if row["clause"] in wanted]
    return [row for row in rows if row["counted"] is True]


def _economy_cell(iso3: str, found: ClauseCoverage, evidence: list[Row], name: str) -> MatrixCell:
    grade = found.grade.value
    if found.best is None:
        return MatrixCell(GRADE_DIGITS[grade], found.why, grade, row_id=name)
    row = duty_row(found.best, economy=iso3, why=found.why)
    row["grade"] = grade
    return _evidence_cell(row, len(found.partners), evidence, name)


def _told(duties: list[Duty]) -> Duty:
    """Of what an agreement says on one clause type, what its cell tells: what is owed, else what was not read."""

    def strength(found: Duty) -> tuple[bool, bool, int, float, float]:
        active = found.standing.active
        return (active is True, active is None, found.grade.low.rank, found.score.low, found.score.high)

    owed = [each for each in duties if each.grade.low not in (Grade.ABSENT, Grade.NOT_READ)]
    unread = [each for each in duties if each.grade.low is Grade.NOT_READ]
    return max(owed or unread or duties, key=strength)


def _evidence_cell(row: Row, partners: int | None, evidence: list[Row], name: str) -> MatrixCell:
    key = f"E{len(evidence) + 1:04d}"
    evidence.append({"evidence_id": key, **row})
    place = " ".join(str(row[name]) for name in ("article", "paragraph") if row.get(name))
    active = row["active"]
    return MatrixCell(
        digit=GRADE_DIGITS[str(row["grade"])],
        label=str(row["label"]),
        grade=str(row["grade"]),
        partners=partners,
        agreement=str(row["agreement"]),
        article=place,
        verification=str(row["verification"]),
        active=active if isinstance(active, bool) else None,
        evidence_id=key,
        row_id=name,
    )


def _matrix(
    runner: Runner,
    title: str,
    row_names: list[tuple[str, str]],
    kinds: list[Row],
    cells: dict[tuple[str, str], MatrixCell],
    evidence: list[Row],
    as_of: date,
    parameters: dict[str, Value],
) -> Matrix:
    used = {str(row["agreement"]) for row in evidence}
    agreements = [row for row in runner.rows("agreements") if row["agreement"] in used]
    about = [key for key, _ in row_names]
    by_economy = "economies" in parameters
    looked_at, bound = ([], about) if by_economy else (about, [])
    cited = cited_sources(runner, evidence, agreements=looked_at, economies=bound)
    provenance = replace(runner.provenance("matrix", as_of, parameters, []), sources=cited)

    def table(name: str, columns: Sequence[Column], rows: list[Row], *shown: str) -> ResultTable:
        return ResultTable(name, list(columns), rows, provenance, shown=shown)

    return Matrix(
        title=title,
        row_names=row_names,
        column_names=[(str(k["clause"]), str(k["label"])) for k in kinds],
        column_groups={str(k["clause"]): str(k["theme"]) for k in kinds},
        cells=cells,
        evidence=table("Evidence", _EVIDENCE_COLUMNS, evidence),
        agreements=table("Agreements", spec_columns(query("agreements")), agreements, *_AGREEMENT_SHOWN),
        sources=table("Sources", _SOURCE_COLUMNS, _sources(evidence)),
        provenance=provenance,
    )


_AGREEMENT_SHOWN = ("agreement", "title", "kind", "signed", "in_force", "status", "reading")
"""Columns of the agreements in a document, where all would not fit."""


def _sources(evidence: list[Row]) -> list[Row]:
    levels: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    for row in evidence:
        if row["source"]:
            levels[str(row["source"])].add(str(row["verification"]))
            counts[str(row["source"])] += 1
    return [
        {"source": source, "verification": ", ".join(sorted(levels[source])), "codings": counts[source]}
        for source in sorted(counts)
    ]
