"""Agreements, their Parties and dates, from the two agreement tables and the project's readings about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from clauseway.loaders.dates import DateUnreadable, EntryIntoForce, parse_entry_into_force, parse_stated
from clauseway.loaders.economies import iso3_codes
from clauseway.loaders.loading import Loading, origin, span
from clauseway.loaders.records import (
    LINK_KINDS,
    AgreementRecord,
    AnyRecord,
    DateSpan,
    DeferralRecord,
    LinkRecord,
    ParticipationRecord,
    PartyGroupRecord,
    SourceRecord,
    is_link_kind,
)
from clauseway.loaders.tables import TableRow
from clauseway.ontology.strength import Enforcement, Verification

SOURCE = SourceRecord(
    id="agreements",
    title="Agreements, Parties and dates as read from texts and official pages",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own table; the pages read are cited row by row)",
    files=(
        "facts/agreements.csv",
        "facts/agreements_more.csv",
        "readings/agreements_added.csv",
        "readings/agreement_kinds.csv",
        "readings/reading_extent.csv",
        "readings/sides.csv",
        "readings/party_groups.csv",
        "readings/links.csv",
        "readings/deferrals.csv",
    ),
)

_COLUMNS = (
    "slug", "name", "type", "parties_iso3", "signed", "in_force", "status", "ecommerce_chapter",
    "dispute_settlement_applies_digital", "source_address",
)  # fmt: skip


type _Concluded = Literal["in-force", "signed", "candidate"]


@dataclass(frozen=True, slots=True)
class _About:
    """What the project's readings add to an agreement row."""

    kind: str = "bilateral-fta"
    binding: bool = True
    enforcement: Enforcement = Enforcement.UNKNOWN
    reading: str = "none"


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Agreements, participations, links and deferrals."""
    named: list[TableRow] = []
    about = _readings(loading, named)
    side_rows = list(loading.rows("readings/sides.csv", ("agreement", "side", "parties")))
    named.extend(side_rows)
    sides = {
        (row["agreement"], code): row["side"]
        for row in side_rows
        for code in loading.economies(row, row["parties"].split("|"))
    }
    group_rows = list(loading.rows("readings/party_groups.csv", ("agreement", "group", "basis")))
    named.extend(group_rows)
    groups = {row["agreement"]: row["group"] for row in group_rows}
    seen: dict[str, TableRow] = {}
    for file in ("facts/agreements.csv", "facts/agreements_more.csv", "readings/agreements_added.csv"):
        for row in loading.rows(file, _COLUMNS):
            slug = row["slug"]
            if slug in seen:
                first = seen[slug]
                loading.log.error(
                    row.file, row.line, f"the agreement '{slug}' is already defined at {first.file}:{first.line}.",
                    "Merge the two rows or give this one another slug.",
                )  # fmt: skip
                continue
            seen[slug] = row
            if slug not in about:
                loading.log.warning(
                    row.file, row.line, f"'{slug}' has no row in readings/agreement_kinds.csv.",
                    "It is taken as a bilateral free-trade agreement with unknown dispute settlement.",
                )  # fmt: skip
            yield from _agreement(loading, row, about.get(slug, _About()), sides, groups)
    for row in named:
        if row["agreement"] not in seen:
            loading.unknown(row, "agreement", row["agreement"], seen)
    yield from _links(loading)
    yield from _deferrals(loading)


_EXTENTS = ("digital-chapter", "main-text", "partial", "none")


def _readings(loading: Loading, named: list[TableRow]) -> dict[str, _About]:
    """What the readings add, by agreement; every row that names one is put into `named`."""
    extent_rows = list(loading.rows("readings/reading_extent.csv", ("agreement", "extent", "chapter", "basis")))
    named.extend(extent_rows)
    extents = {
        row["agreement"]: loading.one_of(row, "reading extent", row["extent"], _EXTENTS, "none")
        for row in extent_rows
    }
    found: dict[str, _About] = {}
    columns = ("agreement", "kind", "binding", "enforcement_default", "basis")
    for row in loading.rows("readings/agreement_kinds.csv", columns):
        named.append(row)
        found[row["agreement"]] = _About(
            kind=row["kind"],
            binding=loading.one_of(row, "yes or no (true, false)", row["binding"], ("true", "false"), "true") == "true",
            enforcement=loading.enforcement(row, row["enforcement_default"]) or Enforcement.UNKNOWN,
            reading=extents.get(row["agreement"], "none"),
        )
    return found


def _agreement(
    loading: Loading,
    row: TableRow,
    about: _About,
    sides: dict[tuple[str, str], str],
    groups: dict[str, str],
) -> Iterator[AnyRecord]:
    signed, signed_recalled = _signed(loading, row)
    where = origin(SOURCE, row)
    citation = row["source_address"]
    yield AgreementRecord(
        origin=where,
        verification=Verification.RECALLED if signed_recalled else Verification.SECONDARY,
        citation=citation,
        slug=row["slug"],
        title=row["name"],
        kind=about.kind,
        binding=about.binding,
        signed=signed,
        status=row["status"],
        chapter=row["ecommerce_chapter"],
        dispute_settlement=row["dispute_settlement_applies_digital"],
        reading=about.reading,
        enforcement_default=about.enforcement,
    )
    if row["slug"] in groups:
        yield PartyGroupRecord(
            origin=where,
            verification=Verification.SECONDARY,
            citation=citation,
            agreement=row["slug"],
            group=groups[row["slug"]],
            state=_concluded(row["status"]),
            since=None,
        )
    elif about.kind != "programme":  # its single instruments have Parties, it has none
        yield from _participations(loading, row, signed, sides)


def _signed(loading: Loading, row: TableRow) -> tuple[DateSpan | None, bool]:
    try:
        stated = parse_stated(row["signed"])
    except DateUnreadable as error:
        loading.bad_date(row, "signed", row["signed"], error)
        return None, False
    return (span(stated.when) if stated.when else None), stated.recalled


def _participations(
    loading: Loading, row: TableRow, signed: DateSpan | None, sides: dict[tuple[str, str], str]
) -> Iterator[ParticipationRecord]:
    listed = row["parties_iso3"]
    if all(len(code) == 3 and code.isupper() for code in listed.split("|")) or "|" in listed:
        parties = loading.economies(row, listed.split("|"))
    else:
        parties = [code for code in listed.split()[:1] if code in iso3_codes()]
        loading.log.warning(
            row.file, row.line, f"the Parties of '{row['slug']}' are not listed one by one ('{listed[:60]}').",
            f"Only {', '.join(parties) or 'no Party'} is taken; add ISO3 codes joined by '|'.",
        )  # fmt: skip
    entries = _entries(loading, row)
    shared = next((e for e in entries if not e.parties), None)
    by_party = {code: entry for entry in entries for code in entry.parties}
    for code in by_party:
        if code not in parties and code not in listed:
            loading.unknown(row, f"Party of '{row['slug']}' (column in_force)", code, parties)
    concluded = _concluded(row["status"])
    for code in parties:
        side = sides.get((row["slug"], code), "")
        yield from _participation(row, code, by_party.get(code) or shared, signed, concluded, side=side)


def _participation(
    row: TableRow, code: str, entry: EntryIntoForce | None, signed: DateSpan | None, concluded: _Concluded, *, side: str
) -> Iterator[ParticipationRecord]:
    dated = entry is not None and entry.when is not None
    state: _Concluded = "in-force" if dated else concluded
    since = signed if state == "signed" else span(entry.when) if entry is not None and entry.when is not None else None
    recalled = entry is not None and entry.recalled
    party = ParticipationRecord(
        origin=origin(SOURCE, row),
        verification=Verification.RECALLED if recalled else Verification.SECONDARY,
        citation=row["source_address"],
        agreement=row["slug"],
        economy=code,
        state="provisional" if entry is not None and "provisional" in entry.remark else state,
        since=since,
        side=side,
    )
    if entry is not None and entry.when is not None and entry.provisional is not None:
        advance = span(entry.provisional)
        yield party.model_copy(update={"state": "provisional", "since": advance, "until": entry.when.first})
        party = party.model_copy(update={"state": "in-force"})
    yield party


def _concluded(status: str) -> _Concluded:
    """`in-force`, `signed` or `candidate`, as the status cell tells it.

    >>> _concluded("signed, not in force (June 2026)"), _concluded("in force (unverified)")
    ('signed', 'in-force')
    >>> _concluded("negotiations concluded 2026-05-30"), _concluded("unverified")
    ('candidate', 'in-force')
    >>> _concluded("negotiations concluded 2021-12-15; in force unverified")
    'in-force'
    """
    text = status.lower()
    if text.startswith(("draft", "adopted", "text published")):
        return "candidate"
    if text.startswith("negotiations concluded") and "in force" not in text:
        return "candidate"
    return "signed" if text.startswith(("signed", "ratified")) or "not in force" in text else "in-force"


def _entries(loading: Loading, row: TableRow) -> list[EntryIntoForce]:
    try:
        return parse_entry_into_force(row["in_force"])
    except DateUnreadable as error:
        loading.bad_date(row, "in_force", row["in_force"], error)
        return []


def _links(loading: Loading) -> Iterator[LinkRecord]:
    for row in loading.rows("readings/links.csv", ("from", "to", "kind", "date", "ends_articles", "note", "source")):
        kind = row["kind"]
        if not is_link_kind(kind):
            loading.unknown(row, "link between agreements", kind, LINK_KINDS)
            continue
        when = loading.exact_date(row, "date", row["date"])
        yield LinkRecord(
            origin=origin(SOURCE, row),
            verification=Verification.RECALLED if row["source"] == "recalled" else Verification.SECONDARY,
            citation=row["source"],
            start=row["from"],
            end=row["to"],
            kind=kind,
            when=when.first if when else None,
            ends_articles=row["ends_articles"],
            note=row["note"],
        )


def _deferrals(loading: Loading) -> Iterator[DeferralRecord]:
    columns = (
        "agreement", "article", "paragraph", "economy", "kind", "years", "extend_years", "event", "counts_from",
        "basis", "note", "source",
    )  # fmt: skip
    for row in loading.rows("readings/deferrals.csv", columns):
        if row["economy"] != "*" and not loading.economies(row, [row["economy"]]):
            continue
        kind = loading.one_of(row, "deferral kind", row["kind"], ("duty", "dispute-settlement"), "duty")
        counts = loading.one_of(row, "counts_from", row["counts_from"], ("agreement", "party", ""), "")
        yield DeferralRecord(
            origin=origin(SOURCE, row),
            verification=Verification.PRIMARY_TEXT,
            citation=row["source"],
            agreement=row["agreement"],
            article=row["article"],
            paragraph=row["paragraph"],
            economy=row["economy"],
            kind="dispute-settlement" if kind == "dispute-settlement" else "duty",
            years=_number(loading, row, "years"),
            extend_years=_number(loading, row, "extend_years"),
            event=row["event"],
            counts_from="agreement" if counts == "agreement" else "party" if counts == "party" else "",
            note=" ".join(filter(None, (row["basis"], row["note"]))),
        )


def _number(loading: Loading, row: TableRow, column: str) -> int | None:
    text = row[column]
    if not text:
        return None
    if not text.isdigit():
        loading.log.error(row.file, row.line, f"column {column}: '{text}' is not a whole number of years.")
        return None
    return int(text)
