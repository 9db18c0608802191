"""DESTA: treaties with their Parties and years, from 1948 to 2022, and who joined or left them.

A treaty that the agreement tables hold already (readings/desta_numbers.csv) is not made again: its year of signature
and its Parties are claims beside theirs. Consolidated texts are the treaty again, talks are no treaty, and treaties
among member States of the European Union alone are its memberships: none of them is loaded. DESTA records no end
of a treaty other than a withdrawal, so that whether an old one still binds is not known from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from clauseway.loaders.blocs import UNION_CODE
from clauseway.loaders.dates import PartialDate
from clauseway.loaders.economies import UNINHABITED, economies
from clauseway.loaders.loading import Loading, origin, span
from clauseway.loaders.records import (
    AgreementRecord,
    AnyRecord,
    DateClaim,
    DateSpan,
    LinkRecord,
    ParticipationRecord,
    PartyClaim,
    SourceRecord,
)
from clauseway.loaders.tables import TableRow
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="desta",
    title="Design of Trade Agreements (DESTA), version 2.1: treaties and Parties",
    publisher="Andreas Dür, Leonardo Baccini, Manfred Elsig (World Trade Institute and partners)",
    licence="CC0 (R package); DESTA asks to be cited: Dür, Baccini and Elsig (2014)",
    files=("desta/desta_treaties_parties_iso3.csv", "desta/treaties_dyads.csv", "readings/desta_numbers.csv"),
    ships=False,  # whole, it would quadruple the shipped dataset
    ships_with_codings=True,
)

_CITATION = "DESTA 2.1, treaty {number} (Dür, Baccini and Elsig 2014)"
_COLUMNS = (
    "number", "base_treaty", "name", "entry_type", "year", "entryforceyear", "typememb", "regioncon", "wto_listed",
    "wto_name", "parties_iso3",
)  # fmt: skip
_KINDS = ("base_treaty", "accession", "withdrawal", "protocol or amendment", "consolidated", "negotiation")
_UNION_EVER = frozenset(
    {
        "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GBR", "GRC", "HUN",
        "IRL", "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE",
    }
)  # fmt: skip
_FOUNDERS = frozenset(["BEL", "DEU", "FRA", "ITA", "LUX", "NLD"])
_SIDES = {
    "EFTA": "EFTA", "ASEAN": "ASEAN", "GCC": "GCC", "MERCOSUR": "Mercosur", "SACU": "SACU", "EAEU": "EAEU",
    "Caribbean Community": "CARICOM", "CARICOM": "CARICOM", "CARIFORUM": "CARIFORUM",
    "Central America": "Central America",
}  # fmt: skip
"""What a treaty's name calls a side, and what that side is called here."""
_NAMES_IN_DESTA = {"Russia": "RUS", "UK": "GBR", "EC": UNION_CODE, "Korea": "KOR", "Kyrgyzstan": "KGZ"}


@dataclass(frozen=True, slots=True)
class _Treaty:
    """A row of the list with its Parties as they act: a union in place of its members."""

    row: TableRow
    number: str
    parties: tuple[str, ...]
    signed: DateSpan | None
    in_force: DateSpan | None

    @property
    def slug(self) -> str:
        return slug_of_number(self.number)


def slug_of_number(number: str) -> str:
    """Slug of a treaty that only DESTA describes.

    >>> slug_of_number("3+1"), slug_of_number("193a")
    ('desta-3-1', 'desta-193a')
    """
    return f"desta-{number.replace('+', '-').replace('_', '-').lower()}"


def as_they_act(listed: Sequence[str]) -> tuple[str, ...]:
    """Parties as they act: the European Union in place of its members, where it meets others.

    >>> as_they_act(["BEL", "DEU", "FRA", "ITA", "LUX", "NLD", "KOR"])
    ('EUU', 'KOR')
    """
    union = set(listed) >= _FOUNDERS and not set(listed) <= _UNION_EVER
    return tuple(dict.fromkeys([UNION_CODE, *(c for c in listed if c not in _UNION_EVER)] if union else listed))


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Treaties, Parties, accessions, withdrawals and amendments."""
    columns = ("desta_number", "agreement")
    known = {row["desta_number"]: row for row in loading.rows("readings/desta_numbers.csv", columns)}
    treaties = list(_treaties(loading))
    numbers = {treaty.number for treaty in treaties}
    for number, row in known.items():
        if number not in numbers:
            loading.unknown(row, "DESTA number", number, numbers)
    slugs = {t.number: known[t.number]["agreement"] if t.number in known else t.slug for t in treaties}
    bases = {t.number: t for t in treaties if t.row["entry_type"] == "base_treaty" and len(t.parties) > 1}
    left = _withdrawals(loading, treaties)
    skipped = Counter[str]()
    for treaty in treaties:
        kind = treaty.row["entry_type"]
        base = bases.get(treaty.row["base_treaty"])
        inside = set(treaty.parties) <= _UNION_EVER
        if kind in ("consolidated", "negotiation") or inside:
            skipped["treaties among members of the European Union" if inside else kind] += 1
        elif len(treaty.parties) < 2:
            skipped["with fewer than two Parties that have an ISO code"] += 1
        elif treaty.number in known:
            yield from _beside(treaty, slugs[treaty.number])
        elif kind == "base_treaty":
            yield from _agreement(treaty, treaty.slug, left)
        elif kind == "protocol or amendment":
            yield from _agreement(treaty, treaty.slug, left)
            if base is not None and not set(base.parties) <= _UNION_EVER:
                yield _amends(treaty, slugs[base.number])
        elif kind == "accession" and base is not None and base.number not in known:
            yield from _joined(treaty, base, slugs[base.number], left)
    _compare_dyads(loading, treaties)
    told = ", ".join(f"{count} {what}" for what, count in sorted(skipped.items()))
    loading.log.info(SOURCE.files[0], 0, f"not loaded: {told}.")


def _treaties(loading: Loading) -> Iterator[_Treaty]:
    for row in loading.rows(SOURCE.files[0], _COLUMNS):
        loading.one_of(row, "kind of entry", row["entry_type"], _KINDS, "base_treaty")
        listed = loading.economies(row, (c for c in row["parties_iso3"].split(";") if c and c not in UNINHABITED))
        yield _Treaty(
            row, row["number"], as_they_act(listed), _year(loading, row, "year"),
            _year(loading, row, "entryforceyear"),
        )  # fmt: skip


def _year(loading: Loading, row: TableRow, column: str) -> DateSpan | None:
    text = row[column].removesuffix(".0")
    if not text:
        return None
    if not (text.isdigit() and len(text) == 4):
        loading.log.error(row.file, row.line, f"column {column}: '{row[column]}' is not a year.")
        return None
    return span(PartialDate(date(int(text), 1, 1), date(int(text), 12, 31), "year"))


def _agreement(
    treaty: _Treaty, slug: str, left: dict[tuple[str, str], date]
) -> Iterator[AgreementRecord | ParticipationRecord]:
    row = treaty.row
    bilateral = len(treaty.parties) == 2 or _sides(treaty) is not None
    kind = "bilateral-fta" if bilateral else "plurilateral-fta"
    if row["entry_type"] == "protocol or amendment":
        kind = "amending-protocol"
    status = f"in force since {treaty.in_force.first.year} in DESTA" if treaty.in_force else "signed in DESTA"
    yield AgreementRecord(
        origin=origin(SOURCE, row),
        verification=Verification.SECONDARY,
        citation=_CITATION.format(number=treaty.number),
        slug=slug,
        title=row["name"],
        kind=kind,
        binding=True,
        signed=treaty.signed,
        status=f"{status}; whether it still stands is not recorded",
    )
    for economy in treaty.parties:
        yield _party(treaty, treaty, slug, economy, left)


def _party(
    treaty: _Treaty, base: _Treaty, slug: str, economy: str, left: dict[tuple[str, str], date]
) -> ParticipationRecord:
    sides = _sides(base)
    ended = left.get((base.number, economy))
    since = treaty.in_force or treaty.signed
    if ended is not None and since is not None and ended <= since.first:
        ended = None
    return ParticipationRecord(
        origin=origin(SOURCE, treaty.row),
        verification=Verification.SECONDARY,
        citation=_CITATION.format(number=treaty.number),
        agreement=slug,
        economy=economy,
        state="in-force" if treaty.in_force else "signed",
        since=since,
        until=ended,
        side=sides.get(economy, "") if sides else "",
    )


def _sides(treaty: _Treaty) -> dict[str, str] | None:
    """The side of each Party where the name tells one bloc against one other Party."""
    for name, side in _SIDES.items():
        if name not in treaty.row["name"] or len(treaty.parties) < 3:
            continue
        others = [code for code in treaty.parties if _is_named(code, treaty.row["name"])]
        if len(others) == 1:
            return {code: side for code in treaty.parties if code not in others}
    return None


def _is_named(code: str, title: str) -> bool:
    return any(name in title for name in _names_of(code))


@cache
def _names_of(code: str) -> tuple[str, ...]:
    own = tuple(name for name, known in _NAMES_IN_DESTA.items() if known == code)
    about = next(e for e in economies() if e.iso3 == code)
    return (*own, about.name)


def _joined(
    treaty: _Treaty, base: _Treaty, slug: str, left: dict[tuple[str, str], date]
) -> Iterator[ParticipationRecord]:
    """Those of an accession who are no Party of the treaty yet; members of the Union come in through it."""
    for economy in treaty.parties:
        if economy not in base.parties and economy not in _UNION_EVER and _is_named(economy, treaty.row["name"]):
            yield _party(treaty, base, slug, economy, left)


def _withdrawals(loading: Loading, treaties: list[_Treaty]) -> dict[tuple[str, str], date]:
    """First day on which an economy surely has left a treaty, by number of the treaty and economy."""
    left: dict[tuple[str, str], date] = {}
    for treaty in treaties:
        if treaty.row["entry_type"] != "withdrawal" or treaty.signed is None:
            continue
        _, _, who = treaty.row["name"].partition("withdrawal ")
        leaving = [code for code in treaty.parties if who and _is_named(code, who)]
        if who.strip() == "UK":
            continue  # it left with the Union; the rule of the Union dates it
        if not leaving:
            loading.log.info(treaty.row.file, treaty.row.line, f"'{treaty.row['name']}' names nobody that left.")
        for economy in leaving:
            left[treaty.row["base_treaty"], economy] = date(treaty.signed.first.year + 1, 1, 1)
    return left


def _amends(treaty: _Treaty, base: str) -> LinkRecord:
    return LinkRecord(
        origin=origin(SOURCE, treaty.row),
        verification=Verification.SECONDARY,
        citation=_CITATION.format(number=treaty.number),
        start=treaty.slug,
        end=base,
        kind="amends",
    )


def _beside(treaty: _Treaty, slug: str) -> Iterator[DateClaim | PartyClaim]:
    """What DESTA says of an agreement that another source describes."""
    where, citation = origin(SOURCE, treaty.row), _CITATION.format(number=treaty.number)
    if treaty.signed is not None:
        yield DateClaim(
            origin=where, verification=Verification.SECONDARY, citation=citation, agreement=slug, field="signed",
            when=treaty.signed,
        )  # fmt: skip
    for economy in treaty.parties:
        yield PartyClaim(
            origin=where, verification=Verification.SECONDARY, citation=citation, agreement=slug, economy=economy
        )


def _compare_dyads(loading: Loading, treaties: list[_Treaty]) -> None:
    """Check the list against the table of pairs: the same treaties, each with as many Parties."""
    columns = (
        "country1", "country2", "iso1", "iso2", "number", "base_treaty", "name", "entry_type", "consolidated", "year",
        "entryforceyear", "language", "typememb", "regioncon", "wto_listed", "wto_name",
    )  # fmt: skip
    listed = {t.number: len([code for code in t.row["parties_iso3"].split(";") if code]) for t in treaties}
    paired: dict[str, set[str]] = defaultdict(set)
    first: dict[str, TableRow] = {}
    for row in loading.rows(SOURCE.files[1], columns):
        paired[row["number"]].update((row["country1"], row["country2"]))
        first.setdefault(row["number"], row)
    for number, countries in paired.items():
        row = first[number]
        if number not in listed:
            loading.log.warning(row.file, row.line, f"treaty {number} of the pairs is not in the list of treaties.")
        elif len(countries) != listed[number]:
            loading.log.info(
                row.file, row.line,
                f"treaty {number} ({row['name']}) has {len(countries)} Parties in the pairs, {listed[number]} in the "
                "list, which is kept (Kosovo has no ISO code).",
            )  # fmt: skip
