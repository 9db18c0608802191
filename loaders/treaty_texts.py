"""Which agreement each stored treaty text is the text of, and what the sources say of that agreement.

Texts of the Texts of Trade Agreements (ToTA) collection are tied to DESTA numbers by `tota_desta_match.csv`, and by
`readings/desta_numbers.csv` to the agreements that the tables of the sources know under a slug of their own. A text
without a match is an agreement of its own, `tota-<n>`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clauseway.loaders.loading import Loading
from clauseway.loaders.records import AgreementRecord, DateSpan, ParticipationRecord
from clauseway.loaders.sources import agreements
from clauseway.loaders.sources.desta import slug_of_number

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
        desta: Number of the treaty in DESTA; empty when it is matched to none.
        note: What the match table says of the text, such as a missing annex.
    """

    path: Path
    file: str
    agreement: str
    desta: str = ""
    note: str = ""

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
    slugs = {r["desta_number"]: r["agreement"] for r in loading.rows(NUMBERS_FILE, ("desta_number", "agreement"))}
    folder = loading.folder / TOTA_FOLDER
    if folder.is_dir():
        matched = {row["tota_file"]: row for row in loading.rows(MATCH_FILE, _MATCH)}
        for path in sorted(folder.glob("*.xml"), key=lambda p: (len(p.name), p.name)):
            row = matched.get(path.name)
            number = row["desta_number"] if row else ""
            slug = slugs.get(number) or slug_of_number(number) if number else f"tota-{path.stem.rpartition('_')[2]}"
            yield TreatyText(path, f"{TOTA_FOLDER}/{path.name}", slug, number, row["text_note"] if row else "")
    for row in loading.rows(TEXTS_FILE, ("file", "agreement")):
        path = loading.folder / row["file"]
        if path.is_file():
            yield TreatyText(path, row["file"], row["agreement"])


def described_agreements(loading: Loading) -> dict[str, Described]:
    """Title, signature and Parties of the agreements that the tables of a sources folder describe, by slug."""
    titles: dict[str, AgreementRecord] = {}
    parties: dict[str, dict[str, None]] = defaultdict(dict)
    for record in agreements.load(loading):
        if isinstance(record, AgreementRecord):
            titles.setdefault(record.slug, record)
        elif isinstance(record, ParticipationRecord):
            parties[record.agreement][record.economy] = None
    return {slug: Described(r.title, r.signed, tuple(parties[slug])) for slug, r in titles.items()}
