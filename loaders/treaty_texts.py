"""Which agreement each stored treaty text is the text of, and what the sources say of that agreement.

Texts of the Texts of Trade Agreements (ToTA) collection are tied to DESTA numbers by `tota_desta_match.csv`, and by
`readings/desta_numbers.csv` to the agreements that the tables of the sources know under a slug of their own. The texts
of ToTA that match no treaty of DESTA are agreements of their own, `tota-<n>`; they and the texts beside ToTA are listed
in `readings/treaty_texts.csv`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clauseway.loaders.loading import Loading
from clauseway.loaders.records import AgreementRecord, DateSpan, ParticipationRecord
from clauseway.loaders.tables import TableRow

TOTA_FOLDER = "tota/xml"
MATCH_FILE = "desta/tota_desta_match.csv"
TEXTS_FILE = "readings/treaty_texts.csv"
NUMBERS_FILE = "readings/desta_numbers.csv"

_MATCH = ("tota_file", "desta_number", "split", "confidence", "method", "language", "annex_text", "chars", "text_note")


@dataclass(frozen=True, slots=True)
class TreatyText:
    """A stored text.

    Attributes:
        file: Path in the sources folder, with forward slashes.
        agreement: Slug of the agreement.
        row: The row of a table that ties the two; `None` for a text that is in no table.
        articles: Pattern of the numbers of the agreement's own articles, where the text holds others too (a protocol
            behind it, annexes that count anew); `None` when all are its own.
    """

    path: Path
    file: str
    agreement: str
    row: TableRow | None = None
    articles: re.Pattern[str] | None = None

    @property
    def tota(self) -> bool:
        """Whether it is of the ToTA collection."""
        return self.file.startswith(TOTA_FOLDER)


@dataclass(frozen=True, slots=True)
class Described:
    """What the agreement tables say of an agreement."""

    title: str
    signed: DateSpan | None
    parties: tuple[str, ...]


def treaty_texts(loading: Loading) -> Iterator[TreatyText]:
    """The texts of a sources folder, ToTA first, by number; a listed text that is not there is left out.

    Raises:
        SourceError: One of the three tables cannot be used.
    """
    from clauseway.loaders.sources.desta import slug_of_number  # a source reads treaty texts, so not at the top

    slugs = {r["desta_number"]: r["agreement"] for r in loading.rows(NUMBERS_FILE, ("desta_number", "agreement"))}
    tied = [
        (f"{TOTA_FOLDER}/{row['tota_file']}", slugs.get(number) or slug_of_number(number), row)
        for row in loading.rows(MATCH_FILE, _MATCH)
        for number in [row["desta_number"]]
    ]
    listed = loading.rows(TEXTS_FILE, ("file", "agreement", "articles"))
    tied += [(row["file"], row["agreement"], row) for row in listed]
    for file, agreement, row in sorted(tied, key=lambda known: _reading_order(known[0])):
        if not _lies_inside(file):
            loading.log.error(row.file, row.line, f"'{file}' leads out of the sources folder.", "Name a file in it.")
            continue
        path = loading.folder / file
        if path.is_file():
            pattern = row.values.get("articles", "")
            try:
                yield TreatyText(path, file, agreement, row, re.compile(pattern) if pattern else None)
            except re.error as error:
                loading.log.error(row.file, row.line, f"'{pattern}' is no pattern ({error}).", "Correct it.")


def _lies_inside(file: str) -> bool:
    """Whether a path of a table stays in the folder it is put behind."""
    path = PurePosixPath(file.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts


def _reading_order(file: str) -> tuple[bool, int, str]:
    """Texts of ToTA first, by number."""
    tota = file.startswith(TOTA_FOLDER)
    return not tota, len(file) if tota else 0, file


def described_agreements(loading: Loading) -> dict[str, Described]:
    """Title, signature and Parties of the agreements that the tables of a sources folder describe, by slug."""
    from clauseway.loaders.sources import agreements

    titles: dict[str, AgreementRecord] = {}
    parties: dict[str, dict[str, None]] = defaultdict(dict)
    for record in agreements.load(loading):
        if isinstance(record, AgreementRecord):
            titles.setdefault(record.slug, record)
        elif isinstance(record, ParticipationRecord):
            parties[record.agreement][record.economy] = None
    return {slug: Described(r.title, r.signed, tuple(parties[slug])) for slug, r in titles.items()}
