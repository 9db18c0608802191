"""Which kinds of digital law an economy has: UNCTAD's tracker of 2026."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.figures import LAW_FILE, LAW_SOURCE, Figure, LawState, LawStatus
from clauseway.loaders.loading import Loading
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.sources.figure_rows import Codes

SOURCE = SourceRecord(
    id=LAW_SOURCE,
    title="Global Cyberlaw Tracker 2026",
    publisher="UNCTAD",
    licence="UNCTAD terms; facts cited with attribution",
    files=(LAW_FILE,),
)

_YEAR = 2026
_LAWS = {
    "Electronic Transactions": "e-transactions",
    "Consumer Protection": "consumer-protection",
    "Privacy and Data Protection": "privacy",
    "Cybercrime": "cybercrime",
    "Indirect Taxation": "indirect-taxation",
}
_STATES: dict[str, LawState] = {
    "Legislation": "legislation",
    "Draft Legislation": "draft",
    "No Legislation": "none",
    "No Data": "no-data",
}
_REGIONS = (
    "Africa", "Latin America and Caribbean", "Asia and Oceania", "Developing countries", "Developed countries",
    "Least developed countries", "Landlocked developing countries", "Small island developing states",
)  # fmt: skip


def load(loading: Loading) -> Iterator[Figure]:
    """One state of law for each economy and kind of law."""
    codes = Codes(LAW_FILE)
    seen: dict[str, int] = {}
    for row in loading.rows(LAW_FILE, ("code", "country", *_LAWS, *_REGIONS, "iso3")):
        economy = codes.economy(row["iso3"])
        if economy is None:
            continue
        if seen.setdefault(economy, row.line) != row.line:
            loading.log.error(
                row.file, row.line, f"{economy} stands already in line {seen[economy]}.", "Keep one of the rows."
            )
            continue
        for column, law in _LAWS.items():
            if row[column] not in _STATES:
                loading.unknown(row, f"state of law in column {column}", row[column], _STATES)
                continue
            yield LawStatus(economy, law, _STATES[row[column]], _YEAR, row.line)
    codes.tell(loading)
