"""What changed between two matrices of one question: two dates, or the facts as they are and as a scenario has them."""

from __future__ import annotations

from dataclasses import replace

from clauseway.graph.engine import Row, Value
from clauseway.queries.citations import CitedSource
from clauseway.queries.results import NOT_READ_GLYPH, Column, Matrix, MatrixCell, ResultTable
from clauseway.queries.shades import Scale, change_scale

_MOMENT = Column("moment", "Moment", "string", "which side of the comparison the row belongs to")


def difference(
    before: Matrix, after: Matrix, moments: tuple[str, str], *, title: str, parameters: dict[str, Value]
) -> Matrix:
    """The change of every cell, with what stood there on both sides.

    Grades change by their digits, where a duty that is not owed on the day counts as 0. Where a text was not read on
    one side or both, the change is not known. Each changed cell leads to its evidence, the rows of both sides one
    below the other; an unchanged one to that of the second side.

    Args:
        before: The first side.
        after: The second side, with the same rows and columns; its names, order and data version are kept.
        moments: What to call the two sides, such as their dates.
        title: Title of the matrix of changes.
        parameters: Parameters that tell the comparison.
    """
    scale = _scale(before, after)
    cells: dict[tuple[str, str], MatrixCell] = {}
    evidence: list[Row] = []
    old_rows, new_rows = _by_key(before), _by_key(after)
    rose = fell = same = unknown = 0
    for row, _ in after.row_names:
        for column, _ in after.column_names:
            old, new = before.cell(row, column), after.cell(row, column)
            change = _change(before, old, after, new)
            if new.grade == "itself":
                cells[row, column] = new
                continue
            moved = old.glyph() != new.glyph()
            rose, fell = rose + (change is not None and change > 0), fell + (change is not None and change < 0)
            same, unknown = same + (change == 0), unknown + (change is None)
            sides = [(moments[0], old_rows.get(old.evidence_id))] if moved else []
            sides.append((moments[1], new_rows.get(new.evidence_id)))
            key = ""
            for moment, found in sides:
                if found is not None:
                    own = f"C{len(evidence) + 1:05d}"
                    key = key or own
                    evidence.append({**found, "evidence_id": own, "moment": moment})
            cells[row, column] = _cell(old, new, change, scale, key)
    notes = [
        f"From {moments[0]} to {moments[1]}: {rose} cells rose, {fell} fell, {same} kept their number; "
        f"{unknown} cannot be compared, because a text was not read on one side or both.",
        *dict.fromkeys([*before.provenance.notes, *after.provenance.notes]),
    ]
    provenance = replace(
        after.provenance,
        parameters={**after.provenance.parameters, **parameters},
        notes=notes,
        milliseconds=max(before.provenance.milliseconds, after.provenance.milliseconds),
        sources=_both_sources(before, after),
    )
    columns = [after.evidence.columns[0], _MOMENT, *after.evidence.columns[1:]]
    return Matrix(
        title=title,
        row_names=list(after.row_names),
        column_names=list(after.column_names),
        column_groups=dict(after.column_groups),
        cells=cells,
        evidence=ResultTable("Evidence of both sides", columns, evidence, provenance),
        agreements=_both_tables(before.agreements, after.agreements, provenance_of=after),
        sources=_both_tables(before.sources, after.sources, provenance_of=after),
        provenance=provenance,
        scale=scale,
    )


def _change(before: Matrix, old: MatrixCell, after: Matrix, new: MatrixCell) -> float | None:
    one, other = before.number(old), after.number(new)
    return None if one is None or other is None else round(other - one, 6)


def _scale(before: Matrix, after: Matrix) -> Scale:
    kind = after.scale
    if kind is None:
        return change_scale(0)
    if not kind.summed:
        return change_scale(kind.decimals, middle=0.1, large=0.3)
    changes = [
        abs(change)
        for (row, column), cell in after.cells.items()
        if (change := _change(before, before.cell(row, column), after, cell)) is not None
    ]
    most = int(max(changes, default=0))
    return change_scale(kind.decimals, middle=max(2, most // 3), large=max(3, most * 2 // 3))


def _cell(old: MatrixCell, new: MatrixCell, change: float | None, scale: Scale, key: str) -> MatrixCell:
    first, second = old.glyph(), new.glyph()
    moved = first != second
    told = f"{first}→{second}" if moved else second
    signed = f" {scale.signed(change)}" if moved and change is not None else ""
    label = f"{_words(old)} → {_words(new)}" if moved else f"unchanged: {_words(new)}"
    unread = NOT_READ_GLYPH in (first, second)
    return MatrixCell(
        digit=None,
        label=label,
        grade="not-read" if unread else "",
        agreement=new.agreement or old.agreement,
        article=new.article or old.article,
        verification=new.verification or old.verification,
        evidence_id=key,
        value=change,
        shown=told + signed,
        before=first,
        after=second,
    )


def _words(cell: MatrixCell) -> str:
    """What a cell holds, in words: a grade with its agreement, or what is counted."""
    if not cell.grade:
        return cell.label
    put_off = " (not owed yet)" if cell.suspended else ""
    return f"{cell.grade}{put_off}{f' by {cell.agreement}' if cell.agreement else ''}"


def _by_key(matrix: Matrix) -> dict[str, Row]:
    positions = matrix.evidence_positions()
    return {key: matrix.evidence.rows[place] for key, place in positions.items()}


def _both_tables(before: ResultTable, after: ResultTable, *, provenance_of: Matrix) -> ResultTable:
    """The rows of both, those of the second where both have one of a key, in the order of the keys."""
    key = after.columns[0].name
    rows = {str(row[key]): row for table in (before, after) for row in table.rows}
    return replace(after, rows=[rows[name] for name in sorted(rows)], provenance=provenance_of.provenance)


def _both_sources(before: Matrix, after: Matrix) -> tuple[CitedSource, ...]:
    found: dict[str, CitedSource] = {}
    for cited in (*after.provenance.sources, *before.provenance.sources):
        known = found.get(cited.source)
        if known is None or known.facts < cited.facts:
            found[cited.source] = cited
    return tuple(sorted(found.values(), key=lambda cited: cited.source))
