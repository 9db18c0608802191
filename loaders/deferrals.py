"""Count deferrals out into dates and tie each to the provisions it puts off."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from clauseway.loaders.dataset import Agreement, AppliedDeferral, Provision
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import DeferralRecord, ParticipationRecord
from clauseway.ontology.standing import BINDING_STATES, years_after


def apply_deferrals(
    records: list[DeferralRecord],
    provisions: list[Provision],
    participations: list[ParticipationRecord],
    agreements: dict[str, Agreement],
    log: ProblemLog,
) -> list[AppliedDeferral]:
    """Deferrals by economy and provision, in a stable order.

    Args:
        records: Deferrals as the texts grant them.
        provisions: Adopted provisions; a paragraph that is not coded of its own is met by its article.
        participations: Who takes part; `*` means every economy that is or will be bound.
        agreements: For the day from which a period runs.
        log: Where deferrals of nothing, or for nobody, are noted as errors.
    """
    by_article: dict[tuple[str, str], list[Provision]] = defaultdict(list)
    for provision in provisions:
        for article in provision.coding.covers:
            by_article[provision.coding.agreement, article].append(provision)
    parties: dict[str, dict[str, ParticipationRecord]] = defaultdict(dict)
    for party in participations:  # the first that binds counts a period; one that never binds can still be named
        known = parties[party.agreement].get(party.economy)
        if known is None or known.state not in BINDING_STATES:
            parties[party.agreement][party.economy] = party
    applied: list[AppliedDeferral] = []
    for record in records:
        if record.agreement not in agreements:
            continue
        there = by_article.get((record.agreement, record.article), [])
        exact = [p for p in there if p.coding.paragraph == record.paragraph]
        whole = [p for p in there if not p.coding.paragraph] if record.paragraph else there
        targets = exact or whole
        if not targets:
            log.error(
                record.origin.file, record.origin.line,
                f"no coding of {record.agreement} {record.article} {record.paragraph} to put off.",
                "Add the paragraph's coding or mend the reference.",
            )  # fmt: skip
            continue
        for economy in _deferred_economies(record, parties[record.agreement], log):
            until, extended = _count(record, economy, parties[record.agreement], agreements[record.agreement], log)
            for target in targets:
                note = record.note
                if not exact and record.paragraph:
                    note += f" (of paragraph {record.paragraph}; the article is coded as a whole)"
                applied.append(AppliedDeferral(record, economy, target.id, until, extended, note))
    return sorted(applied, key=lambda d: (d.provision, d.economy, d.record.kind, d.record.origin.line))


def _deferred_economies(
    record: DeferralRecord, parties: dict[str, ParticipationRecord], log: ProblemLog
) -> list[str]:
    if record.economy == "*":
        return sorted(code for code, party in parties.items() if party.state in BINDING_STATES)
    if record.economy not in parties:
        log.error(
            record.origin.file, record.origin.line,
            f"{record.economy} is no Party of {record.agreement}.", "Mend the code or the Parties.",
        )  # fmt: skip
        return []
    return [record.economy]


def _count(
    record: DeferralRecord,
    economy: str,
    parties: dict[str, ParticipationRecord],
    agreement: Agreement,
    log: ProblemLog,
) -> tuple[date | None, date | None]:
    """First day of the duty, and the last first-day if the longer delay is taken."""
    if record.years is None:
        return None, None
    start = agreement.in_force if record.counts_from == "agreement" else parties[economy].since
    if start is None:
        log.error(
            record.origin.file, record.origin.line,
            f"the period runs from an entry into force of {record.agreement} that is not dated.", "Add the date.",
        )  # fmt: skip
        return None, None
    until = years_after(start.last, record.years)
    extended = years_after(start.last, record.years + record.extend_years) if record.extend_years else None
    return until, extended
