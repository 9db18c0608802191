"""What a source module is, and what it is given: its rows, and checks that name file and line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from clauseway.loaders.dates import DateUnreadable, PartialDate, is_prose, parse_date, parse_stated
from clauseway.loaders.economies import iso3_codes
from clauseway.loaders.figures import Figure
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import AnyRecord, DateSpan, Origin, SourceRecord
from clauseway.loaders.tables import TableRow, read_table
from clauseway.loaders.vocabulary import clause_slugs
from clauseway.ontology import READINGS_FOLDER
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording


class SourceModule(Protocol):
    """One module in `loaders.sources`: it says what it reads and turns it into records."""

    @property
    def SOURCE(self) -> SourceRecord:
        """Who published it, under which licence, which files feed it."""
        ...

    def load(self, loading: Loading) -> Iterable[AnyRecord | Figure]:
        """Read the source's files into records, noting every problem in the log."""
        ...


@dataclass(slots=True)
class Loading:
    """One run over the sources.

    Attributes:
        folder: The sources folder (`--sources`).
        log: Where problems go.
        readings: Folder of the project's own readings.
        progress: Told of long work with one short sentence.
        current: The row handed out last, for a problem that shows only in the record made from it.
    """

    folder: Path
    log: ProblemLog = field(default_factory=ProblemLog)
    readings: Path = READINGS_FOLDER
    progress: Callable[[str], None] = field(default=lambda _: None, repr=False)
    current: TableRow | None = None

    def rows(self, file: str, columns: Sequence[str]) -> Iterator[TableRow]:
        """Rows of one table, one by one; files under `readings/` are the project's own.

        Raises:
            SourceError: The table cannot be used at all.
        """
        if file.startswith("readings/"):
            found = read_table(self.readings.parent, file, columns)
        else:
            found = read_table(self.folder, file, columns)
        for row in found:
            self.current = row
            yield row

    def clause(self, row: TableRow, slug: str) -> str:
        """A clause slug, checked; an empty one stays empty, an unknown one is an error."""
        if slug and slug not in clause_slugs():
            self.unknown(row, "clause type", slug, clause_slugs())
            return ""
        return slug

    def economies(self, row: TableRow, codes: Iterable[str]) -> list[str]:
        """ISO3 codes, checked; unknown ones are errors and left out."""
        good: list[str] = []
        for code in codes:
            if code in iso3_codes():
                good.append(code)
            else:
                self.unknown(row, "ISO 3166 code", code, iso3_codes())
        return good

    def unknown(self, row: TableRow, what: str, given: str, known: Collection[str]) -> None:
        """Note an unknown value with its nearest match."""
        self.log.error(row.file, row.line, f"'{given}' is not a known {what}.", spelling_advice(given, known))

    def one_of(self, row: TableRow, what: str, given: str, known: Collection[str], fallback: str) -> str:
        """A value out of a fixed list; another one is an error."""
        if given in known:
            return given
        self.unknown(row, what, given, known)
        return fallback

    def wording(self, row: TableRow, text: str) -> Wording:
        """A wording; another word is an error and taken as `none`."""
        return Wording(self.one_of(row, "wording", text, list(Wording), Wording.NONE.value))

    def exception(self, row: TableRow, text: str) -> RuleException | None:
        """An exception; an empty cell is not recorded, another word is an error."""
        if not text:
            return None
        return RuleException(self.one_of(row, "exception", text, list(RuleException), "none_specific"))

    def enforcement(self, row: TableRow, text: str) -> Enforcement | None:
        """An enforcement; an empty cell is not recorded, another word is an error."""
        if not text:
            return None
        return Enforcement(self.one_of(row, "enforcement", text, list(Enforcement), Enforcement.UNKNOWN.value))

    def verification(self, row: TableRow, text: str) -> Verification:
        """A verification level; another word is an error."""
        return Verification(self.one_of(row, "verification", text, list(Verification), "primary-text"))

    def date(self, row: TableRow, column: str, text: str) -> DateSpan | None:
        """A date cell; empty, unverified or told in prose gives `None`, a bad date is an error."""
        try:
            stated = parse_stated(text)
        except DateUnreadable as error:
            self.bad_date(row, column, text, error)
            return None
        return span(stated.when) if stated.when else None

    def exact_date(self, row: TableRow, column: str, text: str) -> DateSpan | None:
        """A date cell that must hold a date or nothing."""
        if not text:
            return None
        try:
            return span(parse_date(text))
        except DateUnreadable as error:
            self.bad_date(row, column, text, error)
            return None

    def bad_date(self, row: TableRow, column: str, text: str, error: DateUnreadable) -> None:
        """Note a date that cannot be read: prose is a warning, anything else an error."""
        if is_prose(error.given):
            self.log.warning(
                row.file, row.line, f"column {column} tells a story instead of a date ('{text}').",
                "The date stays unknown until a dated source is added.",
            )  # fmt: skip
        else:
            self.log.error(
                row.file, row.line, f"column {column}: {error}.", "Write YYYY-MM-DD, YYYY-MM, YYYY or 'unverified'."
            )

    def refuse(self, error: ValidationError) -> None:
        """Turn what pydantic says of the record made from the current row into one problem an item."""
        file, line = (self.current.file, self.current.line) if self.current else ("", 0)
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            given = f"{where}: '{item['input']}' is refused: " if where else ""
            self.log.error(file, line, f"{given}{item['msg']}.")


def spelling_advice(given: str, known: Collection[str]) -> str:
    """The nearest of the known values as a question.

    >>> spelling_advice("lpi_scores", ["lpi_score", "year"]), spelling_advice("x", ["lpi_score"])
    ("Did you mean 'lpi_score'?", 'Check its spelling.')
    """
    near = difflib.get_close_matches(given, sorted(known), 1, 0.6)
    return f"Did you mean '{near[0]}'?" if near else "Check its spelling."


def origin(source: SourceRecord, row: TableRow) -> Origin:
    """Origin of a record made from a row."""
    return Origin(source=source.id, file=row.file, line=row.line)


def span(when: PartialDate) -> DateSpan:
    """A parsed date as a record value."""
    return DateSpan(first=when.first, last=when.last, precision=when.precision)
