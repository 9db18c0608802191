"""Typed records: what the sources say, one model a record kind, each with the place it was read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeGuard, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

type Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
type Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type Precision = Literal["day", "month", "year"]
type ParticipationState = Literal[
    "in-force", "provisional", "signed", "signed-accession", "accession-invited", "accession-working-group", "applied",
    "candidate", "withdrawn",
]  # fmt: skip
type LinkKind = Literal["amends", "supersedes", "incorporates", "suspends", "upgrades", "side-letter-of", "part-of"]

LINK_KINDS: tuple[str, ...] = get_args(LinkKind.__value__)
"""How one agreement may act on another, as the scheme `link` lists it."""


def is_link_kind(text: str) -> TypeGuard[LinkKind]:
    """Whether a text is one of the kinds of link between agreements."""
    return text in LINK_KINDS


class Origin(BaseModel):
    """Where a record was read.

    Attributes:
        source: Identifier of the source module.
        file: File relative to the sources folder (`readings/...` for the project's own readings).
        line: Line of the file.
        part: What tells it from other records of the same row; empty when a row gives one record of a kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    file: str
    line: int
    part: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Record(BaseModel):
    """What every record carries: its origin, how well it is known, and the citation the source gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    origin: Origin
    verification: Verification
    citation: str = ""


class DateSpan(BaseModel):
    """A date with its precision: the first and last day it may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    first: date
    last: date
    precision: Precision

    def within(self, frame: DateSpan) -> bool:
        """Whether every day it may be is a day the other may be."""
        return frame.first <= self.first and self.last <= frame.last

    def apart_from(self, other: DateSpan) -> bool:
        """Whether the two have no day in common; a month and a day in it agree."""
        return self.last < other.first or other.last < self.first


class AgreementRecord(Record):
    """An agreement as one source describes it."""

    slug: Slug
    title: str
    kind: str
    binding: bool
    signed: DateSpan | None = None
    status: str = ""
    chapter: str = ""
    dispute_settlement: str = ""
    reading: str = "none"
    enforcement_default: Enforcement = Enforcement.UNKNOWN


class DateClaim(Record):
    """A date of an agreement, for all its Parties or for one, from a source that lists dates alone."""

    agreement: Slug
    field: Literal["signed", "in_force", "provisional"]
    economy: Iso3 | None = None
    when: DateSpan


class PartyClaim(Record):
    """An economy that a list names as a Party of an agreement; a list that names one names them all."""

    agreement: Slug
    economy: Iso3


class ParticipationRecord(Record):
    """An economy's part in an agreement for a time; one that applied, signed and joined has one for each."""

    agreement: Slug
    economy: Iso3
    state: ParticipationState
    since: DateSpan | None = None
    until: date | None = None
    via: str = ""
    side: str = ""


class CodingRecord(Record):
    """What one reader found in one place of an agreement, as far as it bears on one clause type.

    Attributes:
        article: As shown; may be a range when the reader gave one.
        covers: The single articles it speaks of.
        granularity: `paragraph` readings are preferred to `article` ones of the same level.
        wording: `None` when the text was not read.
    """

    agreement: Slug
    article: str
    paragraph: str = ""
    covers: tuple[str, ...]
    granularity: Literal["paragraph", "article"]
    title: str = ""
    clause: str = ""
    wording: Wording | None = None
    exception: RuleException | None = None
    enforcement: Enforcement | None = None
    basis: str = ""
    refers_to: str = ""
    summary: str = ""
    note: str = ""
    coder: str
    version: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class ItemClaim(Record):
    """What another coding project says of an agreement as a whole: whether it has one item of its codebook."""

    agreement: Slug
    item: str
    present: bool


class PartyGroupRecord(Record):
    """A group whose members an agreement's source names as Parties without listing them."""

    agreement: Slug
    group: Slug
    state: ParticipationState
    since: DateSpan | None = None


class DeferralRecord(Record):
    """A delay granted to one economy (`*`: every Party) for one paragraph, as the text counts it."""

    agreement: Slug
    article: str
    paragraph: str = ""
    economy: str
    kind: Literal["duty", "dispute-settlement"]
    years: int | None = None
    extend_years: int | None = None
    event: str = ""
    counts_from: Literal["agreement", "party", ""] = ""
    note: str = ""

    @model_validator(mode="after")
    def _ends_somehow(self) -> DeferralRecord:
        if self.years is None and not self.event:
            raise ValueError("a deferral needs a number of years or an event that ends it")
        if self.years is not None and not self.counts_from:
            raise ValueError("a deferral in years needs counts_from (agreement or party)")
        return self


class LinkRecord(Record):
    """A link from one agreement to another."""

    start: Slug
    end: Slug
    kind: LinkKind
    when: date | None = None
    ends_articles: str = ""
    note: str = ""


class MembershipRecord(Record):
    """An economy in a group.

    Attributes:
        since: First day of membership.
        until: First day on which it no longer is a member.
        bound_until: First day on which the group's agreements no longer reach it, where that is later.
    """

    group: Slug
    group_name: str
    economy: Iso3
    since: date | None = None
    until: date | None = None
    bound_until: date | None = None


class BlocRecord(Record):
    """How a group of economies takes part in agreements.

    Attributes:
        label: What `via` and `side` call it.
        code: Code of the group as an economy; empty when it is no Party of its own.
        acts: `for-members` (it is the Party, its members are covered through it), `with-members` (it and its members
            are Parties together) or `through-members` (each member is a Party in its own name).
    """

    group: Slug
    label: str
    code: str = ""
    acts: Literal["for-members", "with-members", "through-members"]


class CorrectionRecord(Record):
    """What a later check said of a recalled coding."""

    agreement: Slug
    clause: str
    article: str
    verdict: Literal["confirmed", "corrected", "unconfirmed"]
    text: str


class SourceRecord(BaseModel):
    """A source: who published it, under which licence, which files feed it.

    Attributes:
        own: Whether it is a reading of this project.
        ships: Whether its records are shipped: its licence allows it and they are few; else only
            `build --sources` reads it.
        ships_with_codings: Of a source that is not shipped: whether its agreements that hold provisions are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Slug
    title: str
    publisher: str
    licence: str
    files: tuple[str, ...]
    own: bool = False
    ships: bool = True
    ships_with_codings: bool = False

    @property
    def in_dataset(self) -> bool:
        """Whether the shipped dataset holds claims of it, all or some."""
        return self.ships or self.ships_with_codings


class EconomyRecord(BaseModel):
    """An economy: a state, a separate customs territory or a union."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    iso3: Iso3
    iso2: str
    name: str
    kind: Literal["state", "customs-territory", "union"]
    aliases: tuple[str, ...] = ()


type AnyRecord = (
    AgreementRecord
    | DateClaim
    | ParticipationRecord
    | PartyGroupRecord
    | CodingRecord
    | DeferralRecord
    | LinkRecord
    | MembershipRecord
    | BlocRecord
    | CorrectionRecord
    | PartyClaim
    | ItemClaim
)
