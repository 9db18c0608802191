"""Clause types against grades: how many economies or agreements of a matrix stand at each grade."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from clauseway.graph.engine import Row, Value
from clauseway.queries.results import GRADE_DIGITS, Column, Matrix, MatrixCell, ResultTable
from clauseway.queries.shades import count_scale

PUT_OFF = "put-off"
"""Column of duties that were agreed, but are not owed on the day: they stand at no grade yet."""

_EVIDENCE_COLUMNS = (
    Column("evidence_id", "Evidence", "string", "key that a cell of the matrix points to"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("grade", "Grade", "string", "grade, or put-off: agreed, but not owed on the day"),
    Column("count", "Count", "integer", "how many stand there"),
    Column("which", "Which", "string", "keys of those that do"),
    Column("agreements", "Agreements", "string", "keys of the agreements that decide it"),
)


def grade_counts(matrix: Matrix, rows: str) -> Matrix:
    """Count the rows of a matrix of grades, clause type by clause type.

    Every row of the matrix is counted once in each clause type, so the counts of a clause type add up to their number.

    Args:
        matrix: Clause types by economy or by agreement.
        rows: What its rows are: `economies` or `agreements`.
    """
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    deciding: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row, _ in matrix.row_names:
        for clause, _ in matrix.column_names:
            cell = matrix.cell(row, clause)
            place = (clause, PUT_OFF if cell.suspended else cell.grade)
            held[place].append(row)
            if cell.agreement:
                deciding[place].add(cell.agreement)
    total = len(matrix.row_names)
    scale = count_scale(map(len, held.values()), f"{rows} at the grade", f"{rows.capitalize()} at the grade.")
    columns = [*GRADE_DIGITS, PUT_OFF]
    cells: dict[tuple[str, str], MatrixCell] = {}
    evidence: list[Row] = []
    for clause, label in matrix.column_names:
        for grade in columns:
            found = held.get((clause, grade), [])
            key = f"G{len(evidence) + 1:04d}" if found else ""
            names = sorted(deciding.get((clause, grade), ()))
            if found:
                evidence.append(
                    {
                        "evidence_id": key,
                        "clause": clause,
                        "label": label,
                        "grade": grade,
                        "count": len(found),
                        "which": [*found],
                        "agreements": [*names],
                    }
                )
            cells[clause, grade] = MatrixCell(
                None, f"{len(found)} of {total} {rows}", "", agreement="; ".join(names), evidence_id=key,
                value=len(found), shown=scale.shown(len(found)),
            )  # fmt: skip
    parameters: dict[str, Value] = {"kind": "grades", **matrix.provenance.parameters}
    provenance = replace(matrix.provenance, parameters=parameters)
    return Matrix(
        title=f"{rows.capitalize()} by clause type and grade on {matrix.provenance.as_of}",
        row_names=list(matrix.column_names),
        column_names=[(grade, _head(grade)) for grade in columns],
        column_groups={},
        cells=cells,
        evidence=ResultTable("Counts", list(_EVIDENCE_COLUMNS), evidence, provenance),
        agreements=matrix.agreements,
        sources=matrix.sources,
        provenance=provenance,
        scale=scale,
    )


def _head(grade: str) -> str:
    digit = GRADE_DIGITS.get(grade)
    return f"{digit} {grade}" if digit is not None else grade
