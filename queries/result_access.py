"""What a result offers to a Python user: rows, columns, data frames, files, and a look in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clauseway.graph.engine import Row, Value

if TYPE_CHECKING:
    from clauseway.queries.citations import CitedSource
    from clauseway.queries.results import Column, Matrix, MatrixCell, Provenance, ResultTable

_PANDAS_TYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
"""Column type to a pandas type that knows missing values; dates become timestamps apart."""


class TableAccess:
    """Reading a `ResultTable` row by row or column by column, and handing it on."""

    __slots__ = ()
    columns: list[Column]
    provenance: Provenance

    def records(self) -> list[Row]:
        """Rows with every column present; each kind of result says how."""
        raise NotImplementedError

    def _itself(self) -> ResultTable:
        raise NotImplementedError

    @property
    def sources(self) -> tuple[CitedSource, ...]:
        """The sources the rows rest on, each with publisher and licence."""
        return self.provenance.sources

    def __iter__(self) -> Iterator[Row]:
        """Rows as mappings with every column present; values are text, numbers, booleans, dates, lists or None."""
        return iter(self.records())

    def __len__(self) -> int:
        return len(self._itself().rows)

    def __bool__(self) -> bool:
        """An answer is an answer, even without rows; ask `len` for their number."""
        return True

    def __getitem__(self, name: str) -> list[Value]:
        """The values of a column, row by row.

        Raises:
            KeyError: There is no such column; the names of all are given.
        """
        names = [column.name for column in self.columns]
        if name not in names:
            raise KeyError(f"There is no column '{name}'; there are: {', '.join(names)}.")
        return [row.get(name) for row in self._itself().rows]

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame` whose `attrs` hold the citation and the sources.

        Missing values stay missing: whole numbers are `Int64`, truth values `boolean`, days timestamps.

        Raises:
            ImportError: pandas is not installed.
        """
        table = self._itself()
        pandas = _pandas()
        series: dict[str, Any] = {}
        for column in table.columns:
            values = self[column.name]
            if column.type == "date":
                series[column.name] = pandas.to_datetime(pandas.Series(values, dtype="object"))
            elif any(isinstance(value, list) for value in values):
                series[column.name] = pandas.Series(values, dtype="object")
            else:
                series[column.name] = pandas.Series(values, dtype=_PANDAS_TYPES[column.type])
        frame = pandas.DataFrame(series)
        frame.attrs.update(_attributes(table.title, table.provenance))
        return frame

    def to_csv(self, path: str | Path) -> None:
        """Write all columns as CSV, with a file of columns, sources and licences beside it, as `-o FILE` does.

        Raises:
            ExportError: It could not be written; nothing half-written is left.
        """
        from clauseway.queries.exports import export

        export(self._itself(), Path(path), "csv")

    def to_excel(self, path: str | Path) -> None:
        """Write a workbook with the rows, a codebook and the sources.

        Raises:
            ExportError: The name does not end in `.xlsx`, or it could not be written.
        """
        from clauseway.queries.exports import export

        export(self._itself(), _workbook_path(path))

    def _repr_html_(self) -> str:
        """The first rows and their provenance, for a notebook."""
        from clauseway.queries.exports.formats.html import table_snippet

        return table_snippet(self._itself())


class MatrixAccess:
    """Reading a `Matrix` cell by cell, and handing it on."""

    __slots__ = ()
    row_names: list[tuple[str, str]]
    column_names: list[tuple[str, str]]
    provenance: Provenance

    def _itself(self) -> Matrix:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Row]:
        """One row a cell, as `long_table` gives them."""
        return iter(self._itself().long_table().records())

    def __len__(self) -> int:
        """Number of cells."""
        return len(self.row_names) * len(self.column_names)

    def __bool__(self) -> bool:
        """An answer is an answer, even without cells; ask `len` for their number."""
        return True

    def __getitem__(self, place: tuple[str, str]) -> MatrixCell:
        """The cell at (row key, column key).

        Raises:
            KeyError: The matrix has no such row or column.
        """
        row, column = place
        for name, known, kind in ((row, self.row_names, "row"), (column, self.column_names, "column")):
            if name not in (key for key, _ in known):
                raise KeyError(f"There is no {kind} '{name}' in this matrix.")
        return self._itself().cell(row, column)

    def to_pandas(self) -> Any:
        """The digits or numbers as a `pandas.DataFrame`, placed as in the matrix; what nobody read is missing.

        `long_table().to_pandas()` gives one row a cell with its evidence.

        Raises:
            ImportError: pandas is not installed.
        """
        matrix = self._itself()
        pandas = _pandas()
        graded = matrix.scale is None
        held: Mapping[str, Sequence[float | None]] = {
            column: [
                cell.digit if graded else cell.value
                for cell in (matrix.cell(row, column) for row, _ in matrix.row_names)
            ]
            for column, _ in matrix.column_names
        }
        kind = _PANDAS_TYPES["integer" if graded else "number"]
        frame = pandas.DataFrame(held, index=[row for row, _ in matrix.row_names]).astype(kind)
        frame.attrs.update(_attributes(matrix.title, matrix.provenance))
        return frame

    def to_csv(self, path: str | Path) -> None:
        """Write one row a cell as CSV, with a file of columns, sources and licences beside it.

        Raises:
            ExportError: It could not be written; nothing half-written is left.
        """
        from clauseway.queries.exports import export

        export(self._itself(), Path(path), "csv")

    def to_excel(self, path: str | Path) -> None:
        """Write the workbook with the grid, the evidence of every cell, the sources and a codebook.

        Raises:
            ExportError: The name does not end in `.xlsx`, or it could not be written.
        """
        from clauseway.queries.exports import export

        export(self._itself(), _workbook_path(path))

    def _repr_html_(self) -> str:
        """The first rows of the grid and their provenance, for a notebook."""
        from clauseway.queries.exports.formats.html import matrix_snippet

        return matrix_snippet(self._itself())


def _pandas() -> Any:
    try:
        return import_module("pandas")
    except ModuleNotFoundError as error:
        if error.name != "pandas":
            raise
        raise ImportError(
            'to_pandas() needs pandas, which is not installed; install it with: pip install "clauseway[pandas]".'
        ) from None


def _attributes(title: str, provenance: Provenance) -> dict[str, object]:
    return {
        "title": title,
        "citation": provenance.citation(title),
        "notes": list(provenance.notes),
        "sources": [cited.sentence() for cited in provenance.sources],
    }


def _workbook_path(path: str | Path) -> Path:
    from clauseway.queries.exports import ExportError

    wanted = Path(path)
    if wanted.suffix.lower() != ".xlsx":
        raise ExportError(f"A workbook is named *.xlsx; '{wanted}' is not.")
    return wanted
