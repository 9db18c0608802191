"""What the readers of figures share: codes of economies as statistics write them, numbers, and what is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from clauseway.loaders.economies import iso3_codes
from clauseway.loaders.loading import Loading
from clauseway.loaders.tables import TableRow

OLD_CODES: dict[str, str] = {
    "KN1": "KNA",
    "MNT": "MNE",
    "PAL": "PSE",
    "ROM": "ROU",
    "TMP": "TLS",
    "YUG": "SRB",  # CEPII measures from Belgrade
    "ZAR": "COD",
}
"""Codes that publishers still use for an economy whose ISO code is another one."""


@dataclass(slots=True)
class Codes:
    """Turns codes into ISO3 and counts what is no economy: aggregates, bunkers, codes outside ISO 3166."""

    file: str
    dropped: Counter[str] = field(default_factory=Counter[str])

    def economy(self, code: str) -> str | None:
        """The ISO3 code, or nothing when the code is no economy's."""
        code = OLD_CODES.get(code, code)
        if code in iso3_codes():
            return code
        return self.drop(code)

    def drop(self, code: str) -> None:
        """Leave out a row of this code."""
        self.dropped[code or "(empty)"] += 1

    def tell(self, loading: Loading) -> None:
        """Say in one line how many rows were left out."""
        if self.dropped:
            names = sorted(self.dropped)
            shown = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
            loading.log.info(
                self.file, 0,
                f"{self.dropped.total()} rows of {len(names)} codes that are no economy of ISO 3166 "
                f"({shown}) are left out.",
            )  # fmt: skip


def number(loading: Loading, row: TableRow, column: str, low: float | None, high: float | None) -> float | None:
    """A number cell; empty and `NA` give nothing, no number and impossible values are errors."""
    text = row[column]
    if text in ("", "NA"):
        return None
    try:
        value = float(text)
    except ValueError:
        loading.log.error(row.file, row.line, f"column {column}: '{text}' is not a number.", "Write digits or nothing.")
        return None
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        bounds = f"from {low:g}" + (f" to {high:g}" if high is not None else " on") if low is not None else "a number"
        loading.log.error(
            row.file, row.line, f"column {column}: {text} is impossible; it must be {bounds}.", "Check the row."
        )
        return None
    return value


def whole_year(loading: Loading, row: TableRow, text: str) -> int | None:
    """A year from 1900 to 2100; anything else is an error."""
    if text.isdecimal() and 1900 <= int(text) <= 2100:
        return int(text)
    loading.log.error(row.file, row.line, f"'{text}' is not a year.", "Write four digits.")
    return None
