"""Turn the records of all sources into one dataset: no orphan, no duplicate, every choice visible."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from clauseway.loaders.blocs import bind_members, parties_of_groups
from clauseway.loaders.dataset import Agreement, Dataset, Provision
from clauseway.loaders.deferrals import apply_deferrals
from clauseway.loaders.economies import economies
from clauseway.loaders.figures import Figure, Figures
from clauseway.loaders.locators import provision_id
from clauseway.loaders.participations import (
    adopt_memberships,
    begun_by_the_other_side,
    in_sequence,
)
from clauseway.loaders.precedence import decide
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import (
    AgreementRecord,
    AnyRecord,
    BlocRecord,
    CodingRecord,
    CorrectionRecord,
    DateClaim,
    DateSpan,
    DeferralRecord,
    ItemClaim,
    LinkRecord,
    MembershipRecord,
    ParticipationRecord,
    PartyClaim,
    PartyGroupRecord,
    Record,
    SourceRecord,
)
from clauseway.ontology.strength import Enforcement, Verification, Wording

_ORDER = list(Verification)


def reconcile(
    records: Iterable[AnyRecord | Figure],
    sources: Sequence[SourceRecord],
    log: ProblemLog,
    article_enforcement: dict[tuple[str, str], tuple[Enforcement, str]],
) -> Dataset:
    """Build the dataset.

    Args:
        records: Records of all sources.
        sources: The sources in order of preference.
        log: Where problems go; errors are collected, the caller refuses them.
        article_enforcement: (agreement, article) to enforcement and basis, where it differs from the default.
    """
    sorted_records = _Sorted(records)
    agreements = {a.slug: a for a in sorted_records.agreements}
    _refuse_orphans(sorted_records, agreements, log)
    memberships = adopt_memberships(sorted_records.memberships, log)
    signed = {slug: _signed_day(record, sorted_records) for slug, record in agreements.items()}
    as_one = {bloc.label for bloc in sorted_records.blocs if bloc.acts != "through-members"}
    listed = [
        *begun_by_the_other_side(_date_participations(sorted_records, log), signed, as_one),
        *parties_of_groups(sorted_records.party_groups, memberships, log),
    ]
    participations = bind_members(listed, sorted_records.blocs, memberships, signed, log)
    participations = in_sequence(participations, log)
    first_days = _first_days(participations)
    dated = {slug: _dated(agreement, sorted_records, first_days, log) for slug, agreement in agreements.items()}
    codings = [
        _with_enforcement(c, agreements[c.agreement], article_enforcement)
        for c in sorted_records.codings
        if c.agreement in agreements
    ]
    provisions = _provisions(codings, sources, log)
    _end_replaced(provisions, sorted_records.links)
    _correct(provisions, sorted_records.corrections, log)
    _mark_machine_read(dated, provisions)
    deferrals = apply_deferrals(sorted_records.deferrals, provisions, participations, dated, log)
    return Dataset(
        sources=tuple(sources),
        economies=economies(),
        agreements=dict(sorted(dated.items())),
        participations=participations,
        provisions=provisions,
        deferrals=deferrals,
        links=sorted(sorted_records.links, key=lambda link: (link.start, link.end, link.kind)),
        memberships=memberships,
        blocs=sorted_records.blocs,
        corrections=sorted_records.corrections,
        party_claims=sorted_records.party_claims,
        item_claims=sorted_records.item_claims,
        figures=sorted_records.figures,
    )


class _Sorted:
    """Records by kind."""

    def __init__(self, records: Iterable[AnyRecord | Figure]) -> None:
        self.agreements: list[AgreementRecord] = []
        self.dates: list[DateClaim] = []
        self.participations: list[ParticipationRecord] = []
        self.codings: list[CodingRecord] = []
        self.deferrals: list[DeferralRecord] = []
        self.links: list[LinkRecord] = []
        self.memberships: list[MembershipRecord] = []
        self.blocs: list[BlocRecord] = []
        self.party_groups: list[PartyGroupRecord] = []
        self.corrections: list[CorrectionRecord] = []
        self.party_claims: list[PartyClaim] = []
        self.item_claims: list[ItemClaim] = []
        self.figures = Figures()
        for record in records:
            match record:
                case AgreementRecord():
                    self.agreements.append(record)
                case DateClaim():
                    self.dates.append(record)
                case ParticipationRecord():
                    self.participations.append(record)
                case CodingRecord():
                    self.codings.append(record)
                case DeferralRecord():
                    self.deferrals.append(record)
                case LinkRecord():
                    self.links.append(record)
                case MembershipRecord():
                    self.memberships.append(record)
                case BlocRecord():
                    self.blocs.append(record)
                case PartyGroupRecord():
                    self.party_groups.append(record)
                case CorrectionRecord():
                    self.corrections.append(record)
                case PartyClaim():
                    self.party_claims.append(record)
                case ItemClaim():
                    self.item_claims.append(record)
                case _:
                    self.figures.add(record)
        self.figures.sort()


def _refuse_orphans(found: _Sorted, agreements: dict[str, AgreementRecord], log: ProblemLog) -> None:
    named: list[tuple[Record, str]] = [
        *((r, r.agreement) for r in (*found.dates, *found.participations, *found.codings, *found.deferrals)),
        *((r, r.agreement) for r in (*found.corrections, *found.party_claims, *found.item_claims)),
        *((link, slug) for link in found.links for slug in (link.start, link.end)),
    ]
    for record, slug in named:
        if slug not in agreements:
            near = difflib.get_close_matches(slug, list(agreements), 1)
            advice = f"Did you mean '{near[0]}'?" if near else "Add it to agreements.csv or mend the slug."
            log.error(record.origin.file, record.origin.line, f"'{slug}' is not a known agreement.", advice)


def _date_participations(found: _Sorted, log: ProblemLog) -> list[ParticipationRecord]:
    """Fill undated participations from date lists, and sharpen a year or month by a day that lies in it.

    A sharpened date is only as well known as the list that gave the day; a contradiction keeps the better source.
    """
    claims: dict[tuple[str, str | None], DateClaim] = {}
    for claim in found.dates:
        if claim.field != "signed":
            claims.setdefault((claim.agreement, claim.economy), claim)
    dated: list[ParticipationRecord] = []
    told: set[int] = set()
    for party in found.participations:
        claim = claims.get((party.agreement, party.economy)) or claims.get((party.agreement, None))
        if claim is None or party.state != "in-force":
            dated.append(party)
        elif party.since is None or (party.since.precision != "day" and claim.when.within(party.since)):
            if party.since is not None and claim.origin.line not in told:
                told.add(claim.origin.line)
                log.info(
                    claim.origin.file, claim.origin.line,
                    f"{party.agreement}: {claim.when.first} ({claim.verification.value}) sharpens "
                    f"the {party.since.precision} of {party.origin}.",
                )  # fmt: skip
            dated.append(
                party.model_copy(
                    update={
                        "since": claim.when,
                        "state": "provisional" if claim.field == "provisional" else "in-force",
                        "verification": claim.verification,
                        "citation": claim.citation,
                    }
                )
            )
        else:
            if claim.when.apart_from(party.since):
                log.warning(
                    claim.origin.file, claim.origin.line,
                    f"{party.agreement} for {party.economy}: {claim.when.first} contradicts {party.since.first} "
                    f"({party.origin}), which is kept ({party.verification.value} before {claim.verification.value}).",
                )  # fmt: skip
            dated.append(party)
    return dated


def _first_days(participations: Iterable[ParticipationRecord]) -> dict[str, tuple[DateSpan, Verification]]:
    first: dict[str, tuple[DateSpan, Verification]] = {}
    for party in participations:
        if party.state not in ("in-force", "provisional") or party.since is None:
            continue
        known = first.get(party.agreement)
        if known is None or _surely_first(party.since) < _surely_first(known[0]):
            first[party.agreement] = (party.since, party.verification)
    return first


def _surely_first(when: DateSpan) -> tuple[date, int]:
    """Sort key: the earliest day that is sure, an exact one first."""
    return when.last, (when.last - when.first).days


def _signed_day(record: AgreementRecord, found: _Sorted) -> DateSpan | None:
    claimed = (c.when for c in found.dates if c.agreement == record.slug and c.field == "signed")
    return record.signed or next(claimed, None)


def _dated(
    record: AgreementRecord,
    found: _Sorted,
    first_days: dict[str, tuple[DateSpan, Verification]],
    log: ProblemLog,
) -> Agreement:
    claims = tuple(c for c in found.dates if c.agreement == record.slug)
    signed, level = record.signed, record.verification
    claim = next((c for c in claims if c.field == "signed"), None)
    if claim is not None and (signed is None or (signed.precision != "day" and claim.when.within(signed))):
        signed, level = claim.when, claim.verification
    elif claim is not None and signed is not None and claim.when.apart_from(signed):
        log.warning(
            claim.origin.file, claim.origin.line,
            f"{record.slug}: signed {claim.when.first} contradicts {signed.first} ({record.origin}), which is kept.",
        )  # fmt: skip
    in_force, in_force_level = first_days.get(record.slug, (None, Verification.SECONDARY))
    weaker = max(level, in_force_level, key=_ORDER.index)
    return Agreement(record, signed, in_force, weaker, claims)


def _with_enforcement(
    coding: CodingRecord,
    agreement: AgreementRecord,
    article_enforcement: dict[tuple[str, str], tuple[Enforcement, str]],
) -> CodingRecord:
    if coding.enforcement is not None:
        return coding
    for article in coding.covers:
        known = article_enforcement.get((coding.agreement, article))
        if known:
            return coding.model_copy(update={"enforcement": known[0], "basis": known[1]})
    basis = "not known for this agreement"
    if agreement.enforcement_default is not Enforcement.UNKNOWN:
        basis = f"as for the whole agreement ({agreement.dispute_settlement or agreement.kind})"
    return coding.model_copy(update={"enforcement": agreement.enforcement_default, "basis": basis})


def _provisions(codings: list[CodingRecord], sources: Sequence[SourceRecord], log: ProblemLog) -> list[Provision]:
    preference = {source.id: place for place, source in enumerate(sources)}
    provisions: dict[str, Provision] = {}
    adopted: dict[int, str] = {}
    yielded: list[tuple[CodingRecord, CodingRecord, str]] = []
    for verdict in decide(codings, preference):
        coding = verdict.coding
        if verdict.yields_to is not None:
            yielded.append((coding, verdict.yields_to, verdict.reason))
            continue
        key = provision_id(coding.agreement, coding.article, coding.paragraph, coding.clause, coding.version)
        if key in provisions:
            first = provisions[key].coding.origin
            log.error(
                coding.origin.file, coding.origin.line, f"'{key}' is already coded at {first}.",
                "Keep one of the two rows, or tell them apart by paragraph.",
            )  # fmt: skip
            continue
        provisions[key] = Provision(key, coding, valid_from=coding.valid_from, valid_until=coding.valid_until)
        adopted[id(coding)] = key
    strengths: dict[tuple[str, str, str], set[Wording | None]] = defaultdict(set)
    for provision in provisions.values():
        for article in provision.coding.covers:
            strengths[provision.coding.agreement, article, provision.coding.clause].add(provision.coding.wording)
    winners = {id(loser): winner for loser, winner, _ in yielded}
    for loser, winner, reason in yielded:
        final = winner
        steps = 0
        while id(final) in winners:
            final, steps = winners[id(final)], steps + 1
            if steps > len(winners):
                raise RuntimeError(f"{loser.origin} and its rivals yield to each other: mend loaders/precedence.py")
        key = adopted.get(id(final))
        if key is not None:
            provisions[key].others.append(loser)
            found = strengths[loser.agreement, final.covers[0], loser.clause]
            if loser.wording is not None and loser.wording not in found:
                log.info(
                    loser.origin.file, loser.origin.line,
                    f"{key}: {_facts(loser)} yields to {_facts(final)} of {final.origin} ({reason}).",
                )  # fmt: skip
    ordered = sorted(provisions.values(), key=lambda p: (p.coding.agreement, _reading_order(p)))
    counters: dict[str, int] = defaultdict(int)
    for provision in ordered:
        counters[provision.coding.agreement] += 1
        provision.position = counters[provision.coding.agreement]
    return ordered


def _facts(coding: CodingRecord) -> str:
    wording = coding.wording.value if coding.wording else "not read"
    return f"'{wording}' ({coding.verification.value}{', ' + coding.clause if coding.clause else ''})"


def _reading_order(provision: Provision) -> tuple[object, ...]:
    coding = provision.coding
    return (_natural(coding.article), _natural(coding.paragraph), coding.clause, coding.version)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts 12.2 before 12.10 and 8.61-A after 8.61."""
    parts = re.findall(r"\d+|[^\d]+", text)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def _end_replaced(provisions: list[Provision], links: list[LinkRecord]) -> None:
    """A chapter that a later agreement replaced holds only until that agreement's day."""
    for link in links:
        if not link.ends_articles or link.when is None:
            continue
        for provision in provisions:
            coding = provision.coding
            if coding.agreement != link.end or provision.valid_until is not None:
                continue
            for pattern in link.ends_articles.split("|"):
                prefix = pattern.removesuffix("*")
                if any(a == pattern or (pattern.endswith("*") and a.startswith(prefix)) for a in coding.covers):
                    provision.valid_until = link.when


def _mark_machine_read(agreements: dict[str, Agreement], provisions: list[Provision]) -> None:
    """Where nobody read the text but the coder did, say so; it may have missed a rule, so silence stays unread."""
    for slug in {p.coding.agreement for p in provisions if p.coding.verification is Verification.MACHINE_CODED}:
        known = agreements[slug]
        if known.record.reading == "none":
            agreements[slug] = replace(known, record=known.record.model_copy(update={"reading": "machine-read"}))


def _correct(provisions: list[Provision], corrections: list[CorrectionRecord], log: ProblemLog) -> None:
    """A recalled coding that a text has since corrected must not be the adopted one."""
    wrong = {(c.agreement, c.clause, c.article): c for c in corrections if c.verdict == "corrected"}
    for provision in provisions:
        coding = provision.coding
        correction = wrong.get((coding.agreement, coding.clause, coding.article))
        if coding.verification is Verification.RECALLED and correction is not None:
            log.warning(
                coding.origin.file, coding.origin.line,
                f"'{provision.id}' is adopted as recalled, though {correction.origin} corrects it.",
                "Add the reading of the text.",
            )  # fmt: skip
