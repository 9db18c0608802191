"""Totals of the rows and columns of a matrix, worked out from its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from clauseway.queries.results import Margin, Matrix

type _Total = Callable[[list[float | None]], float | None]


def with_margins(matrix: Matrix) -> Matrix:
    """The matrix with the totals that make sense for what its cells hold.

    Grades: duties owed on the day, the sum of their digits, and texts not read. Counts: their sum. Shares: the mean
    of those known. Changes: how many rose, how many fell, and the net change.
    """
    totals: list[tuple[str, str, str, _Total, int]]
    if matrix.scale is None:
        totals = [
            ("owed", "Owed", "cells with a duty that is owed on the day", _number_of(lambda x: x > 0), 0),
            ("sum", "Sum", "sum of the digits of what is owed", _sum, 0),
            ("not_read", "Not read", "cells whose text was not read", lambda found: sum(x is None for x in found), 0),
        ]
    elif matrix.scale.kind == "changes":
        decimals = matrix.scale.decimals
        totals = [
            ("rose", "Rose", "cells whose number rose", _number_of(lambda x: x > 0), 0),
            ("fell", "Fell", "cells whose number fell", _number_of(lambda x: x < 0), 0),
            ("net", "Net", "sum of the changes that are known", _sum, decimals),
        ]
    elif matrix.scale.summed:
        totals = [("sum", "Sum", "sum of the numbers", _sum, matrix.scale.decimals)]
    else:
        totals = [("mean", "Mean", "mean of the numbers that are known", _mean, matrix.scale.decimals)]
    rows, columns = [key for key, _ in matrix.row_names], [key for key, _ in matrix.column_names]

    def numbers(places: Iterable[tuple[str, str]]) -> list[float | None]:
        found = (matrix.cell(*place) for place in places)
        return [matrix.number(cell) for cell in found if cell.grade != "itself"]

    margins = tuple(
        Margin(
            name,
            title,
            comment,
            {row: total(numbers((row, column) for column in columns)) for row in rows},
            {column: total(numbers((row, column) for row in rows)) for column in columns},
            decimals,
        )
        for name, title, comment, total, decimals in totals
    )
    return replace(matrix, margins=margins)


def _number_of(holds: Callable[[float], bool]) -> _Total:
    return lambda found: sum(x is not None and holds(x) for x in found)


def _sum(found: list[float | None]) -> float | None:
    known = [x for x in found if x is not None]
    return round(sum(known), 6) if known else None


def _mean(found: list[float | None]) -> float | None:
    known = [x for x in found if x is not None]
    return round(sum(known) / len(known), 6) if known else None
