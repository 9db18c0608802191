"""Orders for the rows and columns of a matrix: as given, by name, region or total, or so that like stands by like."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Literal

from clauseway.queries.names import UnknownName
from clauseway.queries.regions import knows, region_place
from clauseway.queries.results import Matrix

type Order = Literal["given", "alphabetical", "region", "total", "similarity"]

ORDERS: tuple[Order, ...] = ("given", "alphabetical", "region", "total", "similarity")

type _Names = list[tuple[str, str]]
type _Lines = list[list[float | None]]


class ClusteringMissing(ImportError):
    """The library that finds the order by similarity is not installed."""


def ordered(matrix: Matrix, rows: Order = "given", columns: Order | None = None) -> Matrix:
    """The matrix with its rows and columns in another order; no cell changes.

    Args:
        matrix: The matrix.
        rows: Order of the rows.
        columns: Order of the columns; when not named, that of the rows where both are the same things, else as given.

    Raises:
        UnknownName: Rows or columns without a region are to be ordered by it.
        ClusteringMissing: The order by similarity is asked for, and scipy is not installed.
    """
    if rows == "given" and columns in (None, "given"):
        return matrix
    square = [key for key, _ in matrix.row_names] == [key for key, _ in matrix.column_names]
    by_row: _Lines = [[matrix.number(matrix.cell(row, column)) for column, _ in matrix.column_names]
                      for row, _ in matrix.row_names]  # fmt: skip
    by_column: _Lines = [list(line) for line in zip(*by_row, strict=True)] or [[] for _ in matrix.column_names]
    distances = by_row if square and matrix.scale and not matrix.scale.summed else None
    row_places = _places(matrix.row_names, by_row, rows, "rows", distances)
    if columns is None:
        column_places = row_places if square else list(range(len(matrix.column_names)))
    else:
        column_places = _places(matrix.column_names, by_column, columns, "columns", distances)
    return replace(
        matrix,
        row_names=[matrix.row_names[place] for place in row_places],
        column_names=[matrix.column_names[place] for place in column_places],
    )


def _places(names: _Names, lines: _Lines, order: Order, what: str, distances: _Lines | None) -> list[int]:
    """Places of the names in their new order; what is equal keeps its place."""
    keys: list[tuple[object, ...]]
    match order:
        case "given":
            return list(range(len(names)))
        case "similarity":
            return similarity_order(lines, distances)
        case "alphabetical":
            keys = [(_letters(label),) for _, label in names]
        case "total":
            keys = [(-sum(x for x in line if x is not None),) for line in lines]
        case "region":
            if names and not any(knows(code) for code, _ in names):
                raise UnknownName(f"The {what} of this matrix are no economies, so have no region; take another order.")
            keys = [(region_place(code), _letters(label)) for code, label in names]
    return sorted(range(len(names)), key=lambda place: keys[place])


def _letters(label: str) -> str:
    """A label for sorting: without case and accents.

    >>> sorted(["Zambia", "Åland Islands", "afghanistan"], key=_letters)
    ['afghanistan', 'Åland Islands', 'Zambia']
    """
    plain = unicodedata.normalize("NFKD", label)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def similarity_order(lines: Sequence[Sequence[float | None]], distances: _Lines | None = None) -> list[int]:
    """Places of the lines so that neighbours are alike: the leaves of a clustering tree, turned for the best order.

    Average linkage over the weighted Jaccard distance of the numbers known for both (1 where none is, 0 between two
    lines that nobody read), then the order of the leaves with the least sum of distances between neighbours
    (Bar-Joseph, Gifford and Jaakkola 2001).

    Args:
        lines: Numbers of each line; None where a text was not read.
        distances: Distances to use instead, one line for each.

    Raises:
        ClusteringMissing: scipy is not installed.
    """
    if len(lines) < 3:
        return list(range(len(lines)))
    try:
        hierarchy: Any = import_module("scipy.cluster.hierarchy")
        squareform: Any = import_module("scipy.spatial.distance").squareform
        numpy: Any = import_module("numpy")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("scipy", "numpy"):
            raise
        raise ClusteringMissing(
            "The order by similarity needs scipy, which is not installed; install it with: "
            'pip install "clauseway[analysis]", or choose another order.'
        ) from None
    if distances is None:
        held = numpy.array([[float("nan") if x is None else x for x in line] for line in lines], dtype=float)
        apart = _jaccard(numpy, held)
    else:
        apart = numpy.array([[1.0 if x is None else x for x in line] for line in distances], dtype=float)
    numpy.fill_diagonal(apart, 0.0)
    tree = hierarchy.linkage(squareform(apart, checks=False), method="average", optimal_ordering=True)
    return [int(place) for place in hierarchy.leaves_list(tree)]


def _jaccard(numpy: Any, held: Any) -> Any:
    """Weighted Jaccard distance between all lines, over places known in both; numbers below 0 move all up."""
    known = ~numpy.isnan(held)
    least = numpy.nanmin(held) if known.any() else 0.0
    filled = numpy.where(known, held - min(least, 0.0), 0.0)
    apart = numpy.ones((len(held), len(held)))
    for place in range(len(held)):
        both = known & known[place]
        most = numpy.where(both, numpy.maximum(filled, filled[place]), 0.0).sum(axis=1)
        shared = numpy.where(both, numpy.minimum(filled, filled[place]), 0.0).sum(axis=1)
        like = numpy.divide(shared, most, out=numpy.ones(len(held)), where=most > 0)
        blank = ~known.any(axis=1) & ~known[place].any()
        apart[place] = numpy.where(both.any(axis=1), 1.0 - like, numpy.where(blank, 0.0, 1.0))
    return apart
