"""The reconciled dataset as RDF: one named graph a source for its claims, one for what is adopted.

A claim (a coding, a participation, a deferral, a link, a membership) is described once, in the graph of its
source, with `prov:wasDerivedFrom` the row it was read from. The dataset graph holds agreements, economies and
provisions, and points at the claims it adopts and at those that yielded.
"""

# Long because the one writer has a method for each kind of record.

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pyoxigraph as ox

from clauseway.loaders.dataset import Agreement, AppliedDeferral, Dataset, Provision
from clauseway.loaders.display_names import agreement_name, provision_name
from clauseway.loaders.figure_tables import figure_tables
from clauseway.loaders.figures_rdf import described_quads
from clauseway.loaders.records import (
    AgreementRecord,
    BlocRecord,
    CodingRecord,
    DateClaim,
    DateSpan,
    EconomyRecord,
    ItemClaim,
    LinkRecord,
    MembershipRecord,
    ParticipationRecord,
    PartyClaim,
    Record,
    SourceRecord,
)
from clauseway.loaders.vocabulary import clause_labels
from clauseway.ontology.namespaces import CW, DATASET_GRAPH, DCT, PROV, RDF, XSD, concept, resource
from clauseway.ontology.version import ontology_version

_TYPE = ox.NamedNode(f"{RDF}type")


def dataset_quads(dataset: Dataset) -> list[ox.Quad]:
    """Every statement of the dataset but those of its figures, sorted: the same dataset gives the same list.

    The version is that of the figures too. `figures_rdf.figure_quads` makes their statements, one by one.
    """
    groups = {membership.group for membership in dataset.memberships}
    described = described_quads(dataset.figures, groups, dataset.sources)
    quads = sort_quads([*claim_quads(dataset), *described])
    tables = figure_tables(dataset.figures)
    version = hashlib.sha256("\n".join((*map(str, quads), *tables.values())).encode()).hexdigest()[:12]
    writer = _Writer()
    writer.dataset(version)
    for quad in writer.quads:
        insort(quads, quad, key=_by_graph)
    return quads


def claim_quads(dataset: Dataset) -> list[ox.Quad]:
    """Statements of everything in the dataset, or in a part of one, but figures and version, as they come."""
    writer = _Writer()
    for source in dataset.sources:
        writer.source(source)
    for economy in dataset.economies:
        writer.economy(economy)
    for agreement in dataset.agreements.values():
        writer.agreement(agreement)
    for party in dataset.participations:
        writer.participation(party)
    for provision in dataset.provisions:
        writer.provision(provision, dataset.agreements[provision.coding.agreement].record)
    for deferral in dataset.deferrals:
        writer.deferral(deferral)
    for link in dataset.links:
        writer.link(link)
    for membership in dataset.memberships:
        writer.membership(membership)
    for bloc in dataset.blocs:
        writer.bloc(bloc)
    for claim in dataset.party_claims:
        writer.party_claim(claim)
    for item in dataset.item_claims:
        writer.item_claim(item)
    return writer.quads


def coding_quads(coding: CodingRecord, provision: str) -> list[ox.Quad]:
    """Statements of one coding, whose provision is named by its IRI."""
    writer = _Writer()
    writer.coding(coding, provision)
    return writer.quads


def sort_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Statements once each, by graph, subject, predicate and object."""
    keyed = {_by_graph(quad): quad for quad in quads}
    return [keyed[key] for key in sorted(keyed)]


def _by_graph(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


class _Writer:
    """Collects statements; each method writes one kind of thing."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []

    def dataset(self, version: str) -> None:
        self._add(
            DATASET_GRAPH,
            f"{DATASET_GRAPH}#this",
            "Dataset",
            [("datasetVersion", _text(version)), ("ontologyVersion", _text(ontology_version()))],
        )

    def source(self, source: SourceRecord) -> None:
        self._add(
            DATASET_GRAPH,
            resource("source", source.id),
            "Source",
            [
                ("sourceId", _text(source.id)),
                (f"{DCT}title", _text(source.title)),
                (f"{DCT}publisher", _text(source.publisher)),
                (f"{DCT}license", _text(source.licence)),
                *(("file", _text(file)) for file in source.files),
            ],
        )

    def economy(self, economy: EconomyRecord) -> None:
        self._add(
            DATASET_GRAPH,
            resource("economy", economy.iso3),
            "Economy",
            [
                ("iso3", _text(economy.iso3)),
                ("iso2", _text(economy.iso2)),
                ("name", _text(economy.name)),
                ("economyKind", _text(economy.kind)),
                ("aliases", _text("|".join(economy.aliases))),
            ],
        )

    def agreement(self, agreement: Agreement) -> None:
        record = agreement.record
        subject = resource("agreement", record.slug)
        signed, in_force = agreement.signed, agreement.in_force
        self._add(
            DATASET_GRAPH,
            subject,
            "Agreement",
            [
                ("slug", _text(record.slug)),
                (f"{DCT}title", _text(record.title)),
                ("name", _text(agreement_name(record.slug, record.title))),
                ("agreementKind", _concept("kind", record.kind)),
                ("signed", _date(signed.first if signed else None)),
                ("signedPrecision", _concept("precision", signed.precision if signed else None)),
                ("inForce", _date(in_force.first if in_force else None)),
                ("inForcePrecision", _concept("precision", in_force.precision if in_force else None)),
                ("dateVerification", _concept("verification", agreement.date_verification.value)),
                ("binding", _boolean(record.binding)),
                ("status", _text(record.status)),
                ("readingExtent", _concept("extent", record.reading)),
                ("disputeSettlement", _text(record.dispute_settlement)),
                ("chapter", _text(record.chapter)),
                *self._provenance(record),
            ],
        )
        for claim in agreement.date_claims:
            self.date_claim(claim)

    def date_claim(self, claim: DateClaim) -> None:
        self._claim(
            claim,
            claim_iri(claim),
            "DateClaim",
            [
                ("agreement", _iri("agreement", claim.agreement)),
                ("economy", _iri("economy", claim.economy) if claim.economy else None),
                ("dateField", _text(claim.field)),
                *_span(claim.when),
            ],
        )

    def participation(self, party: ParticipationRecord) -> None:
        subject = claim_iri(party, party.economy, party.state)
        self._claim(
            party,
            subject,
            "Participation",
            [
                ("economy", _iri("economy", party.economy)),
                ("agreement", _iri("agreement", party.agreement)),
                ("state", _concept("state", party.state)),
                *_span(party.since),
                ("until", _date(party.until)),
                ("via", _text(party.via)),
                ("side", _text(party.side)),
            ],
        )
        self._adopt(resource("agreement", party.agreement), "hasParticipation", subject)

    def provision(self, provision: Provision, agreement: AgreementRecord) -> None:
        coding = provision.coding
        short, about = agreement_name(agreement.slug, agreement.title), clause_labels().get(coding.clause, coding.title)
        subject = resource("provision", provision.id)
        self._add(
            DATASET_GRAPH,
            subject,
            "Provision",
            [
                ("provisionId", _text(provision.id)),
                ("ofAgreement", _iri("agreement", coding.agreement)),
                ("name", _text(provision_name(short, coding.article, coding.paragraph, about))),
                ("article", _text(coding.article)),
                ("paragraph", _text(coding.paragraph)),
                ("position", _integer(provision.position)),
                ("version", _text(coding.version)),
                ("validFrom", _date(provision.valid_from)),
                ("validUntil", _date(provision.valid_until)),
                ("addresses", _concept("clause", coding.clause or None)),
                ("adoptedCoding", ox.NamedNode(coding_iri(coding))),
                *(("otherCoding", ox.NamedNode(coding_iri(other))) for other in provision.others),
                *(("refersToInstrument", _iri("agreement", slug)) for slug in provision.refers_to),
            ],
        )
        for each in (coding, *provision.others):
            self.coding(each, subject)

    def coding(self, coding: CodingRecord, provision: str) -> None:
        self._claim(
            coding,
            coding_iri(coding),
            "Coding",
            [
                ("codes", ox.NamedNode(provision)),
                ("codedClause", _concept("clause", coding.clause or None)),
                ("title", _text(coding.title)),
                ("wording", _concept("wording", coding.wording)),
                ("exception", _concept("exception", coding.exception)),
                ("enforcement", _concept("enforcement", coding.enforcement)),
                ("enforcementBasis", _text(coding.basis)),
                ("coder", _text(coding.coder)),
                ("summary", _text(coding.summary)),
                ("note", _text(coding.note)),
                ("refersTo", _text(coding.refers_to)),
            ],
        )

    def deferral(self, deferral: AppliedDeferral) -> None:
        subject = claim_iri(deferral.record, deferral.economy, deferral.provision)
        provision = resource("provision", deferral.provision)
        self._claim(
            deferral.record,
            subject,
            "Deferral",
            [
                ("economy", _iri("economy", deferral.economy)),
                ("provision", ox.NamedNode(provision)),
                ("deferralKind", _text(deferral.record.kind)),
                ("until", _date(deferral.until)),
                ("event", _text(deferral.record.event)),
                ("mayExtendUntil", _date(deferral.may_extend_until)),
                ("note", _text(deferral.note)),
            ],
        )
        self._adopt(provision, "hasDeferral", subject)

    def link(self, link: LinkRecord) -> None:
        subject = claim_iri(link)
        self._claim(
            link,
            subject,
            "AgreementLink",
            [
                ("fromAgreement", _iri("agreement", link.start)),
                ("toAgreement", _iri("agreement", link.end)),
                ("linkKind", _concept("link", link.kind)),
                ("date", _date(link.when)),
                ("note", _text(link.note)),
            ],
        )
        self._adopt(resource("agreement", link.start), "hasLink", subject)

    def membership(self, membership: MembershipRecord) -> None:
        group = resource("group", membership.group)
        self._add(
            DATASET_GRAPH, group, "Group", [("slug", _text(membership.group)), ("name", _text(membership.group_name))]
        )
        subject = claim_iri(membership)
        self._claim(
            membership,
            subject,
            "Membership",
            [
                ("economy", _iri("economy", membership.economy)),
                ("group", ox.NamedNode(group)),
                ("since", _date(membership.since)),
                ("until", _date(membership.until)),
                ("boundUntil", _date(membership.bound_until)),
            ],
        )
        self._adopt(group, "hasMembership", subject)

    def bloc(self, bloc: BlocRecord) -> None:
        self._quad(DATASET_GRAPH, resource("group", bloc.group), f"{CW}treatyPractice", ox.Literal(bloc.acts))

    def party_claim(self, claim: PartyClaim) -> None:
        self._claim(
            claim,
            claim_iri(claim, claim.economy, "party"),
            "PartyClaim",
            [("agreement", _iri("agreement", claim.agreement)), ("economy", _iri("economy", claim.economy))],
        )

    def item_claim(self, claim: ItemClaim) -> None:
        self._claim(
            claim,
            claim_iri(claim, claim.item),
            "ItemClaim",
            [
                ("agreement", _iri("agreement", claim.agreement)),
                ("item", _text(claim.item)),
                ("present", _boolean(claim.present)),
            ],
        )

    def _adopt(self, adopter: str, predicate: str, claim: str) -> None:
        self._quad(DATASET_GRAPH, adopter, f"{CW}{predicate}", ox.NamedNode(claim))

    def _claim(self, record: Record, subject: str, kind: str, values: list[tuple[str, _Object]]) -> None:
        graph = resource("graph", record.origin.source)
        verification = ("verification", _concept("verification", record.verification.value))
        source = ("fromSource", _iri("source", record.origin.source))
        self._add(graph, subject, kind, [*values, source, verification, *self._provenance(record)])

    def _provenance(self, record: Record) -> Iterator[tuple[str, _Object]]:
        yield f"{DCT}source", _text(record.citation)
        yield f"{PROV}wasDerivedFrom", ox.NamedNode(row_iri(record))

    def _add(self, graph: str, subject: str, kind: str, values: list[tuple[str, _Object]]) -> None:
        about, place = ox.NamedNode(subject), _named(graph)
        self.quads.append(ox.Quad(about, _TYPE, _named(CW + kind), place))
        for predicate, value in values:
            if value is not None:
                named = _named(predicate if ":" in predicate else CW + predicate)
                self.quads.append(ox.Quad(about, named, value, place))

    def _quad(self, graph: str, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        self.quads.append(ox.Quad(ox.NamedNode(subject), _named(predicate), value, _named(graph)))


type _Object = ox.NamedNode | ox.Literal | None


def row_iri(record: Record) -> str:
    """IRI of the source row a record was read from; it spells file and line."""
    return resource("row", f"{record.origin.file}#L{record.origin.line}")


def place_of_row(iri: str) -> tuple[str, int]:
    """File and line that a row IRI spells.

    >>> place_of_row("https://w3id.org/clauseway/row/facts/coverage.csv#L17")
    ('facts/coverage.csv', 17)
    """
    path, _, line = iri.partition("/row/")[2].partition("#L")
    return path, int(line or 0)


def claim_iri(record: Record, *parts: str) -> str:
    """IRI of a claim: its file, line and what else tells it from others of the same row."""
    stem = record.origin.file.removesuffix(".csv")
    part = (record.origin.part,) if record.origin.part else ()
    return resource("claim", stem, f"L{record.origin.line}", *part, *parts)


def coding_iri(coding: CodingRecord) -> str:
    """IRI of a coding claim."""
    return claim_iri(coding, coding.clause or "no-clause")


def _span(when: DateSpan | None) -> Iterator[tuple[str, _Object]]:
    if when is not None:
        yield "since", _date(when.first)
        yield "sinceLatest", _date(when.last)
        yield "sincePrecision", _concept("precision", when.precision)


def _text(value: str) -> ox.Literal | None:
    return ox.Literal(value) if value else None


def _date(value: date | None) -> ox.Literal | None:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(f"{XSD}date")) if value else None


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(f"{XSD}boolean"))


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))


def _concept(scheme: str, notation: str | None) -> ox.NamedNode | None:
    return _concept_node(scheme, notation) if notation else None


@cache
def _concept_node(scheme: str, notation: str) -> ox.NamedNode:
    return ox.NamedNode(concept(scheme, notation))


@cache
def _named(iri: str) -> ox.NamedNode:
    """A predicate, class or graph: there are few, and a great many statements name them."""
    return ox.NamedNode(iri)


def _iri(kind: str, key: str) -> ox.NamedNode:
    return ox.NamedNode(resource(kind, key))
