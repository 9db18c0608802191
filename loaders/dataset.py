"""The reconciled dataset: what is adopted, with what was not adopted still beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from clauseway.loaders.figures import Figures
from clauseway.loaders.records import (
    AgreementRecord,
    BlocRecord,
    CodingRecord,
    CorrectionRecord,
    DateClaim,
    DateSpan,
    DeferralRecord,
    EconomyRecord,
    ItemClaim,
    LinkRecord,
    MembershipRecord,
    ParticipationRecord,
    PartyClaim,
    SourceRecord,
)
from clauseway.ontology.strength import Verification


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement with its adopted dates.

    Attributes:
        record: The description it rests on.
        signed: Adopted date of signature.
        in_force: First day of duties for any Party, as far as dated.
        date_verification: The weaker level of the two dates.
        date_claims: Dates other sources give that were not adopted or filled a gap.
    """

    record: AgreementRecord
    signed: DateSpan | None
    in_force: DateSpan | None
    date_verification: Verification
    date_claims: tuple[DateClaim, ...] = ()

    @property
    def slug(self) -> str:
        """Key of the agreement."""
        return self.record.slug


@dataclass(slots=True)
class Provision:
    """A paragraph (or article) as far as it bears on one clause type, with the coding that is adopted.

    Attributes:
        position: Place in the agreement, counted from 1 in the order of its articles.
        others: Codings of the same place and clause type that yielded, best first.
        refers_to: Slugs of the instruments its adopted coding names.
    """

    id: str
    coding: CodingRecord
    others: list[CodingRecord] = field(default_factory=list[CodingRecord])
    valid_from: date | None = None
    valid_until: date | None = None
    position: int = 0
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedDeferral:
    """A deferral of one economy, tied to a provision and counted out into dates."""

    record: DeferralRecord
    economy: str
    provision: str
    until: date | None
    may_extend_until: date | None
    note: str


@dataclass(slots=True)
class Dataset:
    """Everything that goes into the RDF."""

    sources: tuple[SourceRecord, ...]
    economies: tuple[EconomyRecord, ...]
    agreements: dict[str, Agreement]
    participations: list[ParticipationRecord]
    provisions: list[Provision]
    deferrals: list[AppliedDeferral]
    links: list[LinkRecord]
    memberships: list[MembershipRecord]
    blocs: list[BlocRecord]
    corrections: list[CorrectionRecord]
    party_claims: list[PartyClaim] = field(default_factory=list[PartyClaim])
    item_claims: list[ItemClaim] = field(default_factory=list[ItemClaim])
    figures: Figures = field(default_factory=Figures)
