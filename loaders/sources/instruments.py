"""Instruments beside the trade agreements: memoranda, standards, model laws, conventions, older versions.

Each Silk Road e-commerce memorandum is an instrument of its own between China and one partner, so that no partner looks
bound to another; the programme they belong to has no Parties. A memorandum never binds: its sides are `signed`, or
`candidate` where the signing itself was not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.economies import economies
from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import (
    AgreementRecord,
    AnyRecord,
    DateClaim,
    DateSpan,
    LinkRecord,
    ParticipationRecord,
    SourceRecord,
)
from clauseway.loaders.tables import TableRow
from clauseway.ontology.strength import Enforcement, Verification

SOURCE = SourceRecord(
    id="instruments",
    title="Instruments beside the trade agreements: memoranda, standards, model laws, conventions, older versions",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (own words; the pages are cited row by row)",
    files=(
        "readings/instruments.csv",
        "readings/instrument_parties.csv",
        "readings/instrument_dates.csv",
        "groups/silk_road_mou_partners.csv",
        "groups/silk_road_mou_facts.csv",
    ),
    own=True,
)

PROGRAMME = "srec-mous"
"""The Silk Road e-commerce programme, of which each memorandum is a part."""

_CHINA = "CHN"
_STATES = ("in-force", "signed", "candidate")
_EXTENTS = ("digital-chapter", "main-text", "partial", "none")


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Instruments, their Parties, and the memoranda with their link to the programme."""
    seen: dict[str, TableRow] = {}
    yield from _instruments(loading, seen)
    columns = ("agreement", "economy", "state", "since", "side", "verification", "note", "source")
    for row in loading.rows("readings/instrument_parties.csv", columns):
        if row["agreement"] not in seen:
            loading.unknown(row, "instrument", row["agreement"], seen)
            continue
        for code in loading.economies(row, [row["economy"]]):
            yield _party(loading, row, row["agreement"], code)
    yield from _memoranda(loading)
    yield from _dates(loading)


def _instruments(loading: Loading, seen: dict[str, TableRow]) -> Iterator[AnyRecord]:
    columns = (
        "slug", "title", "kind", "binding", "signed", "parties", "state", "since", "reading", "status",
        "verification", "source",
    )  # fmt: skip
    for row in loading.rows("readings/instruments.csv", columns):
        slug = row["slug"]
        if slug in seen:
            loading.log.error(
                row.file, row.line, f"the instrument '{slug}' is already defined at line {seen[slug].line}.",
                "Merge the two rows or give this one another slug.",
            )  # fmt: skip
            continue
        seen[slug] = row
        binding = loading.one_of(row, "yes or no (true, false)", row["binding"], ("true", "false"), "true") == "true"
        yield AgreementRecord(
            origin=origin(SOURCE, row),
            verification=loading.verification(row, row["verification"]),
            citation=row["source"],
            slug=slug,
            title=row["title"],
            kind=row["kind"],
            binding=binding,
            signed=loading.exact_date(row, "signed", row["signed"]),
            status=row["status"],
            reading=loading.one_of(row, "reading extent", row["reading"], _EXTENTS, "none"),
            enforcement_default=Enforcement.UNKNOWN if binding else Enforcement.NON_BINDING,
        )
        for code in loading.economies(row, filter(None, row["parties"].split("|"))):
            yield _party(loading, row, slug, code)


def _party(loading: Loading, row: TableRow, slug: str, code: str) -> ParticipationRecord:
    state = loading.one_of(row, "state of a participation", row["state"], _STATES, "candidate")
    return ParticipationRecord(
        origin=origin(SOURCE, row),
        verification=loading.verification(row, row["verification"]),
        citation=row["source"],
        agreement=slug,
        economy=code,
        state="in-force" if state == "in-force" else "signed" if state == "signed" else "candidate",
        since=loading.exact_date(row, "since", row["since"]),
        side=row.values.get("side", ""),
    )


def _dates(loading: Loading) -> Iterator[DateClaim]:
    """Days that pages give for agreements of the tables; they come before what was only recalled."""
    for row in loading.rows("readings/instrument_dates.csv", ("agreement", "field", "economy", "value", "source")):
        field = loading.one_of(row, "dated step", row["field"], ("signed", "in_force"), "in_force")
        when = loading.exact_date(row, "value", row["value"])
        if when is None:
            continue
        codes = loading.economies(row, [row["economy"]]) if row["economy"] else [None]
        for code in codes:
            yield DateClaim(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation=row["source"],
                agreement=row["agreement"],
                field="signed" if field == "signed" else "in_force",
                economy=code,
                when=when,
            )


def _memoranda(loading: Loading) -> Iterator[AnyRecord]:
    names = {economy.iso3: economy.name for economy in economies()}
    told = _second_source(loading)
    columns = ("iso3", "name", "signed_or_year", "source", "note", "confidence")
    for row in loading.rows("groups/silk_road_mou_partners.csv", columns):
        for code in loading.economies(row, [row["iso3"]]):
            signed = loading.exact_date(row, "signed_or_year", row["signed_or_year"])
            citation = row["source"]
            second = told.get(code)
            if second is not None:
                citation = _compare(loading, row, signed, *second)
            level = loading.one_of(row, "confidence", row["confidence"], ("high", "medium", "low"), "low")
            slug = f"srec-mou-{code.lower()}"
            seen = "signing not seen" if level == "low" else "signed, as pages report"
            status = f"{seen}; confidence {level}" + (f"; {row['note']}" if row["note"] else "")
            yield AgreementRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation=citation,
                slug=slug,
                title=f"China-{names[code]} memorandum on e-commerce cooperation (Silk Road e-commerce)",
                kind="memorandum",
                binding=False,
                signed=signed,
                status=status,
                dispute_settlement="n (memorandum)",
                enforcement_default=Enforcement.NON_BINDING,
            )
            for side in (_CHINA, code):
                yield ParticipationRecord(
                    origin=origin(SOURCE, row),
                    verification=Verification.SECONDARY,
                    citation=citation,
                    agreement=slug,
                    economy=side,
                    state="candidate" if level == "low" else "signed",
                    since=signed,
                )
            yield LinkRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation=citation,
                start=slug,
                end=PROGRAMME,
                kind="part-of",
                note="One of the programme's bilateral memoranda.",
            )


def _second_source(loading: Loading) -> dict[str, tuple[TableRow, DateSpan | None]]:
    """What the page facts say of single memoranda; their counts of partners are not facts about any one of them."""
    columns = ("kind", "iso3", "date", "count", "statement_own_words", "address", "confidence")
    return {
        row["iso3"]: (row, loading.exact_date(row, "date", row["date"]))
        for row in loading.rows("groups/silk_road_mou_facts.csv", columns)
        if row["kind"] == "mou"
    }


def _compare(loading: Loading, row: TableRow, signed: DateSpan | None, other: TableRow, dated: DateSpan | None) -> str:
    """Warn where the two files differ; the addresses of both, once each."""
    if signed is not None and dated is not None and signed.apart_from(dated):
        loading.log.warning(
            other.file, other.line,
            f"{other['iso3']}: {dated.first} contradicts {signed.first} ({row.file}:{row.line}), which is kept.",
        )  # fmt: skip
    addresses = [part.strip() for part in f"{row['source']} ; {other['address']}".split(" ; ")]
    return " ; ".join(dict.fromkeys(addresses))
