"""The shapes pass sound records, report planted faults in plain words, and agree with the vocabularies.

One small sound graph and one with a fault per resource are validated once each, as in a load: named graphs in
a store, vocabularies beside them, no inference.
"""

# Long because every shape has its planted fault here.
# ruff: noqa: E501  (Turtle records and their messages read better unbroken)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from clauseway.ontology import SHAPES_FOLDER, VOCABULARY_FOLDER
from clauseway.ontology.namespaces import BASE, DCT, PREFIXES, PROV, SKOS

HEADS = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + (
    f"@prefix p: <{BASE}provision/> .\n@prefix c: <{BASE}claim/> .\n@prefix row: <{BASE}row/> .\n"
)

SOUND = """
GRAPH <https://w3id.org/clauseway/graph/facts> {
  source:facts a cw:Source ; cw:sourceId "facts" ; dct:title "Facts" ; dct:publisher "P" ; dct:license "CC0" .
  econ:SGP a cw:Economy ; cw:iso3 "SGP" ; cw:iso2 "SG" ; cw:name "Singapore" ; cw:economyKind "state" .
  econ:CHL a cw:Economy ; cw:iso3 "CHL" ; cw:name "Chile" ; cw:economyKind "state" .
  agr:base a cw:Agreement ; cw:slug "base" ; dct:title "Base" ; cw:agreementKind kind:digital-economy-agreement ;
    cw:signed "2020-06-12"^^xsd:date ; cw:signedPrecision precision:day ;
    cw:inForce "2020-01-01"^^xsd:date ; cw:inForcePrecision precision:year ;
    cw:dateVerification verification:secondary ; cw:binding true ; cw:readingExtent extent:digital-chapter .
  agr:protocol-1.1 a cw:Agreement ; cw:slug "protocol-1.1" ; dct:title "Protocol" ; cw:binding true ;
    cw:agreementKind kind:amending-protocol ; cw:readingExtent extent:none .
  group:base a cw:Group ; cw:slug "base" ; cw:name "A group with the slug of an agreement" .
  c:party a cw:Participation ; cw:economy econ:SGP ; cw:agreement agr:base ; cw:state state:in-force ;
    cw:since "2021-01-07"^^xsd:date ; cw:sinceLatest "2021-01-07"^^xsd:date ; cw:sincePrecision precision:day ;
    cw:verification verification:secondary ; prov:wasDerivedFrom <https://w3id.org/clauseway/row/facts.csv#L2> .
  c:left a cw:Participation ; cw:economy econ:CHL ; cw:agreement agr:base ; cw:state state:in-force ;
    cw:since "2021-01-01"^^xsd:date ; cw:sinceLatest "2021-12-31"^^xsd:date ; cw:until "2023-01-01"^^xsd:date ;
    cw:verification verification:secondary ; dct:source "page" .
  c:back a cw:Participation ; cw:economy econ:CHL ; cw:agreement agr:base ; cw:state state:in-force ;
    cw:since "2024-01-01"^^xsd:date ; cw:sinceLatest "2024-01-01"^^xsd:date ;
    cw:verification verification:secondary ; dct:source "page" .
  c:asks a cw:Participation ; cw:economy econ:CHL ; cw:agreement agr:protocol-1.1 ; cw:state state:applied ;
    cw:verification verification:recalled ; dct:source "memory" .
  c:link a cw:AgreementLink ; cw:fromAgreement agr:protocol-1.1 ; cw:toAgreement agr:base ;
    cw:linkKind link:amends ; cw:verification verification:secondary ; dct:source "page" .
  c:member a cw:Membership ; cw:economy econ:SGP ; cw:group group:base ; dct:source "page" .
  c:reading a cw:Coding ; cw:codes p:one ; cw:title "Small firms" ; cw:wording wording:soft ;
    cw:exception exception:none_specific ; cw:enforcement enforcement:unknown ;
    cw:verification verification:primary-text ; cw:coder "reader" ; dct:source "text" .
  c:heading a cw:Coding ; cw:codes p:one ; cw:enforcement enforcement:unknown ;
    cw:verification verification:title-only ; cw:coder "list" ; dct:source "list" .
  c:delay a cw:Deferral ; cw:economy econ:SGP ; cw:provision p:one ; cw:deferralKind "duty" ;
    cw:until "2026-01-01"^^xsd:date ; cw:mayExtendUntil "2029-01-01"^^xsd:date ;
    cw:verification verification:primary-text ; dct:source "text" .
}
GRAPH <https://w3id.org/clauseway/graph/figures> {
  c:lpi a cw:Indicator ; cw:indicatorId "lpi" ; cw:name "Logistics" ; skos:definition "How goods move."@en ;
    cw:unit "score" ; cw:direction "higher-is-better" ; dct:publisher "P" ; dct:license "CC0" ; dct:source "page" .
  c:value a cw:Observation ; cw:indicator c:lpi ; cw:economy econ:SGP ; cw:year 2023 ; cw:value 4.3 ;
    prov:wasDerivedFrom row:a .
  c:group-value a cw:Observation ; cw:indicator c:lpi ; cw:observedGroup group:base ; cw:partnerEconomy econ:CHL ;
    cw:year 2023 ; cw:value 4.0 ; cw:note "projected" ; prov:wasDerivedFrom row:a .
  c:law a cw:LawStatus ; cw:economy econ:SGP ; cw:lawKind law:privacy ; cw:lawState law-state:no-data ; cw:year 2026 ;
    prov:wasDerivedFrom row:a .
  c:needs a cw:LawRequirement ; cw:requiringClause clause:smes ; cw:lawKind law:privacy ; cw:reason "So." .
  c:flow a cw:TradeFlow ; cw:exporter econ:SGP ; cw:importer econ:CHL ; cw:year 2016 ; cw:usd 1000 ;
    prov:wasDerivedFrom row:a .
  c:far a cw:Distance ; cw:firstEconomy econ:CHL ; cw:secondEconomy econ:SGP ; cw:km 16400 ; cw:contiguous false ;
    cw:commonLanguage false ; prov:wasDerivedFrom row:a .
}
GRAPH <https://w3id.org/clauseway/graph/dataset> {
  <https://w3id.org/clauseway/dataset> a cw:Dataset ; cw:datasetVersion "1" ; cw:ontologyVersion "0.1.0" .
  agr:base cw:slug "base" ; dct:title "Base" ; cw:hasParticipation c:party , c:left , c:back .
  agr:protocol-1.1 cw:hasLink c:link .
  group:base cw:hasMembership c:member .
  p:one a cw:Provision ; cw:provisionId "base/12.4.1-a/smes@as-amended-2023" ; cw:ofAgreement agr:base ;
    cw:article "12.4" ; cw:paragraph "1(a)" ; cw:position 1 ; cw:version "as-amended-2023" ; cw:validFrom "2023-01-01"^^xsd:date ;
    cw:addresses clause:smes ; cw:adoptedCoding c:reading ; cw:otherCoding c:heading ; cw:hasDeferral c:delay .
}
"""


@dataclass(frozen=True)
class Fault:
    """A faulty record added to the sound graph.

    Attributes:
        focus: The resource that must be reported.
        says: A part of the message that must be given.
        turtle: The record.
        severity: Level the fault must be reported at.
    """

    focus: str
    says: str
    turtle: str
    severity: str = "Violation"


DATED = 'cw:since "2021-01-01"^^xsd:date ; cw:sinceLatest "2021-01-01"^^xsd:date'
PARTY = (
    "a cw:Participation ; cw:economy econ:CHL ; cw:state state:signed ; "
    'cw:verification verification:recalled ; dct:source "x" ; cw:agreement agr:base'
)
AGREEMENT = "a cw:Agreement ; cw:agreementKind kind:draft ; cw:binding true ; cw:readingExtent extent:none"
CODING = 'a cw:Coding ; cw:coder "x" ; dct:source "x" ; cw:enforcement enforcement:unknown ; cw:codes p:one'
DEFERRAL = (
    'a cw:Deferral ; cw:provision p:one ; cw:deferralKind "duty" ; dct:source "x" ; '
    "cw:verification verification:recalled"
)
LINK = 'a cw:AgreementLink ; cw:fromAgreement agr:base ; dct:source "x" ; cw:linkKind link:amends'


def provision(name: str, rest: str, *, clause: str = "clause:smes", coded: bool = True) -> str:
    """Write a provision with a coding of its own, and the statements under test."""
    own = f" ; cw:adoptedCoding c:of-{name}" if coded else ""
    coding = f"c:of-{name} {CODING.replace('p:one', f'p:{name}')} ; cw:verification verification:title-only ."
    return (
        f'p:{name} a cw:Provision ; cw:article "1" ; cw:ofAgreement agr:base ; cw:addresses {clause}{own} ; {rest} .'
        + (coding if coded else "")
    )


FAULTS = [
    Fault(
        "econ:low", "three capital letters",
        'econ:low a cw:Economy ; cw:iso3 "low" ; cw:name "L" ; cw:economyKind "state" .'
    ),
    Fault(
        "econ:CHL2", "share this three-letter code",
        'econ:CHL2 a cw:Economy ; cw:iso3 "CHL" ; cw:name "C" ; cw:economyKind "state" .'
    ),
    Fault(
        "econ:odd", "kind of economy",
        'econ:odd a cw:Economy ; cw:iso3 "ODD" ; cw:name "O" ; cw:economyKind "club" .'
    ),
    Fault("agr:titled", "exactly one title", f'agr:titled {AGREEMENT} ; cw:slug "titled" ; dct:title "A", "B" .'),
    Fault("agr:upper", "no single valid slug", f'agr:upper {AGREEMENT} ; cw:slug "Upper case" ; dct:title "A" .'),
    Fault("agr:twin", "agreements share this slug", f'agr:twin {AGREEMENT} ; cw:slug "base" ; dct:title "A" .'),
    Fault(
        "agr:early", "takes effect before it was signed",
        f'agr:early {AGREEMENT} ; cw:slug "early" ; dct:title "A" ; cw:signed "2020-02-02"^^xsd:date ; ' 'cw:signedPrecision precision:day ; cw:inForce "2019-02-02"^^xsd:date ; cw:inForcePrecision precision:day .', "Warning"
    ),
    Fault(
        "agr:vague", "precision of the date of signature is missing",
        f'agr:vague {AGREEMENT} ; cw:slug "vague" ; dct:title "A" ; cw:signed "2020-01-01"^^xsd:date .', "Warning"
    ),
    Fault(
        "agr:kindless", "kind of the agreement",
        'agr:kindless a cw:Agreement ; cw:slug "kindless" ; dct:title "A" ; cw:binding false ; ' "cw:agreementKind kind:pact ; cw:readingExtent extent:none ."
    ),
    Fault(
        "c:self", "linked to itself",
        f"c:self {LINK} ; cw:toAgreement agr:base ; cw:verification verification:recalled ."
    ),
    Fault(
        "c:unsure", "how the link was established",
        f"c:unsure {LINK} ; cw:toAgreement agr:protocol-1.1 .", "Warning"
    ),
    Fault(
        "c:stray-link", "under another agreement than the one that acts",
        f"c:stray-link {LINK} ; cw:toAgreement agr:protocol-1.1 ; cw:verification verification:recalled . " "agr:protocol-1.1 cw:hasLink c:stray-link ."
    ),
    Fault(
        "c:nowhere", "economy of the participation",
        f"c:nowhere {PARTY.replace('econ:CHL', 'econ:XXX')} ; {DATED} ."
    ),
    Fault("c:twostates", "participation state", f"c:twostates {PARTY} ; cw:state state:applied ; {DATED} ."),
    Fault(
        "c:backwards", "comes after the last possible one",
        f'c:backwards {PARTY} ; cw:since "2022-01-02"^^xsd:date ; cw:sinceLatest "2022-01-01"^^xsd:date .'
    ),
    Fault(
        "c:ended", "ends on or before the day it starts",
        f'c:ended {PARTY} ; {DATED} ; cw:until "2021-01-01"^^xsd:date .'
    ),
    Fault("c:half", "Only one of the two start days", f'c:half {PARTY} ; cw:since "2022-01-01"^^xsd:date .'),
    Fault(
        "agr:someday", "signature date is not a single date",
        f'agr:someday {AGREEMENT} ; cw:slug "someday" ; dct:title "A" ; cw:signed "soon" ; cw:signedPrecision precision:day .'
    ),
    Fault(
        "c:which", "which date is meant",
        'c:which a cw:DateClaim ; cw:agreement agr:base ; cw:dateField "sealed" ; cw:since "2020-01-01"^^xsd:date ; ' 'cw:verification verification:recalled ; dct:source "x" .'
    ),
    Fault("c:gone", "on a day that is not given", f"c:gone {PARTY.replace('state:signed', 'state:withdrawn')} .", "Warning"),
    Fault(
        "c:whose", "economy of the claimed Party is missing",
        'c:whose a cw:PartyClaim ; cw:agreement agr:base ; cw:verification verification:secondary ; dct:source "x" .'
    ),
    Fault(
        "c:too-soon", "starts before the agreement was signed",
        f'c:too-soon {PARTY} ; cw:since "2019-01-01"^^xsd:date ; cw:sinceLatest "2019-01-01"^^xsd:date .', "Warning"
    ),
    Fault("c:lost", "names no origin", f"c:lost {PARTY.replace('dct:source', 'cw:via')} ; {DATED} ."),
    Fault(
        "c:stray-party", "under another agreement than its own",
        f"c:stray-party {PARTY} ; {DATED} . agr:protocol-1.1 cw:hasParticipation c:stray-party ."
    ),
    Fault(
        "agr:twice", "two participations of one economy",
        f'agr:twice {AGREEMENT} ; cw:slug "twice" ; dct:title "A" ; cw:hasParticipation c:t1 , c:t2 . ' f"c:t1 {PARTY.replace('agr:base', 'agr:twice')} ; {DATED} . c:t2 {PARTY.replace('agr:base', 'agr:twice')} ; {DATED} ."
    ),
    Fault(
        "c:endless", "Nothing ends the deferral",
        f"c:endless {DEFERRAL} ; cw:economy econ:SGP ."
    ),
    Fault(
        "c:shortened", "does not end after the plain one",
        f'c:shortened {DEFERRAL} ; cw:economy econ:SGP ; cw:until "2026-01-01"^^xsd:date ; ' 'cw:mayExtendUntil "2025-01-01"^^xsd:date .'
    ),
    Fault(
        "c:outsider", "takes no part in the agreement",
        f'c:outsider {DEFERRAL} ; cw:event "A law" ; cw:economy econ:KOR . ' 'econ:KOR a cw:Economy ; cw:iso3 "KOR" ; cw:name "Korea" ; cw:economyKind "state" .', "Warning"
    ),
    Fault("group:nameless", "exactly one name", 'group:nameless a cw:Group ; cw:slug "nameless" .'),
    Fault(
        "c:joined", "group of the membership",
        'c:joined a cw:Membership ; cw:economy econ:SGP ; dct:source "x" ; cw:group econ:SGP .'
    ),
    Fault("p:keyless", "no single valid key", provision("keyless", 'cw:provisionId "12.4"')),
    Fault(
        "p:same", "provisions share this key",
        provision("same", 'cw:provisionId "base/12.4.1-a/smes@as-amended-2023"')
    ),
    Fault(
        "p:homeless", "agreement of the provision",
        provision("homeless", 'cw:provisionId "x/1/smes"').replace("agr:base", "agr:none")
    ),
    Fault(
        "p:offtopic", "not one of the 62 clause types",
        provision("offtopic", 'cw:provisionId "base/2/x"', clause="clause:pancakes")
    ),
    Fault(
        "p:themed", "not one of the 62 clause types",
        provision("themed", 'cw:provisionId "base/3/x"', clause="theme:data")
    ),
    Fault(
        "p:turned", "ends on or before the day it starts",
        provision( "turned", 'cw:provisionId "base/4/x" ; cw:validFrom "2022-01-01"^^xsd:date ; cw:validUntil "2021-01-01"^^xsd:date', )
    ),
    Fault(
        "p:versioned", "no day on which it starts or ends",
        provision("versioned", 'cw:provisionId "base/5/x" ; cw:version "old"'), "Warning"
    ),
    Fault(
        "p:twocodings", "exactly one adopted coding",
        provision("twocodings", 'cw:provisionId "base/6/x" ; cw:adoptedCoding c:heading')
    ),
    Fault(
        "c:heading", "coding is about another provision",
        provision("borrowed", 'cw:provisionId "base/7/x" ; cw:adoptedCoding c:heading', coded=False)
    ),
    Fault(
        "c:graded", "Only the title was seen",
        f"c:graded {CODING} ; cw:verification verification:title-only ; cw:wording wording:hard .", "Warning"
    ),
    Fault(
        "c:ungraded", "does not grade the wording",
        f"c:ungraded {CODING} ; cw:verification verification:primary-text .", "Warning"
    ),
    Fault(
        "c:firm", "wording is given twice or unknown",
        f"c:firm {CODING} ; cw:verification verification:secondary ; cw:wording wording:firm ."
    ),
    Fault(
        "c:dodgy", "exception is given twice or unknown",
        f"c:dodgy {CODING} ; cw:verification verification:secondary ; cw:exception wording:hard ."
    ),
    Fault("c:unverified", "verification level is missing", f"c:unverified {CODING} ."),
    Fault(
        "clause:copy", "differs from its notation",
        'clause:copy a skos:Concept, cw:ClauseType ; cw:clauseSlug "copy" ; skos:notation "kopy" ; skos:inScheme clause: ; ' 'skos:prefLabel "Copy"@en ; skos:definition "A copy."@en ; cw:theme theme:data ; cw:counted true ; cw:order 63 .'
    ),
    Fault(
        "kind:bare", "no definition",
        'kind:bare a skos:Concept ; skos:notation "bare" ; skos:inScheme kind: ; skos:prefLabel "Bare"@en .'
    ),
    Fault(
        "source:free", "names no licence",
        'source:free a cw:Source ; cw:sourceId "free" ; dct:title "F" ; dct:publisher "P" .', "Warning"
    ),
]  # fmt: skip


VALUE = "a cw:Observation ; cw:indicator c:lpi ; prov:wasDerivedFrom row:a"
FLOW = "a cw:TradeFlow ; cw:exporter econ:SGP ; cw:importer econ:CHL ; prov:wasDerivedFrom row:a"
FAR = "a cw:Distance ; cw:firstEconomy econ:CHL ; cw:contiguous false ; prov:wasDerivedFrom row:a"
LAW = "a cw:LawStatus ; cw:lawKind law:privacy ; cw:year 2026 ; prov:wasDerivedFrom row:a"
INDICATOR = (
    'a cw:Indicator ; cw:name "N" ; skos:definition "What it is."@en ; dct:publisher "P" ; dct:license "CC0" ; '
    'dct:source "page"'
)
FIGURE_FAULTS = [
    Fault("c:no-unit", "unit is missing", f'c:no-unit {INDICATOR} ; cw:indicatorId "no-unit" .'),
    Fault(
        "c:upwards", "direction is given twice or unknown",
        f'c:upwards {INDICATOR} ; cw:indicatorId "upwards" ; cw:unit "%" ; cw:direction "up" .'
    ),
    Fault("c:lpi2", "Two indicators share this key", f'c:lpi2 {INDICATOR} ; cw:indicatorId "lpi" ; cw:unit "%" .'),
    Fault("c:of-nobody", "whom the value is about", f"c:of-nobody {VALUE} ; cw:year 2023 ; cw:value 1.0 ."),
    Fault(
        "c:of-both", "whom the value is about",
        f"c:of-both {VALUE} ; cw:economy econ:SGP ; cw:observedGroup group:base ; cw:year 2023 ; cw:value 1.0 ."
    ),
    Fault("c:undated", "The year is missing", f"c:undated {VALUE} ; cw:economy econ:SGP ; cw:value 1.0 ."),
    Fault("c:far-off", "The year is missing", f"c:far-off {VALUE} ; cw:economy econ:SGP ; cw:year 20230 ; cw:value 1.0 ."),
    Fault(
        "c:in-words", "no decimal number", f'c:in-words {VALUE} ; cw:economy econ:SGP ; cw:year 2023 ; cw:value "much" .'
    ),
    Fault(
        "c:twice", "no decimal number", f"c:twice {VALUE} ; cw:economy econ:SGP ; cw:year 2023 ; cw:value 1.0, 2.0 ."
    ),
    Fault(
        "c:stranger", "economy is not described", f"c:stranger {VALUE} ; cw:economy econ:XXX ; cw:year 2023 ; cw:value 1.0 ."
    ),
    Fault(
        "c:mute", "note is not a single",
        f'c:mute {VALUE} ; cw:economy econ:SGP ; cw:year 2023 ; cw:value 1.0 ; cw:note "" .'
    ),
    Fault("c:perhaps", "state of the law", f"c:perhaps {LAW} ; cw:economy econ:SGP ; cw:lawState law-state:perhaps ."),
    Fault("c:nothing", "amount is missing", f"c:nothing {FLOW} ; cw:year 2016 ; cw:usd 0 ."),
    Fault("c:too-far", "longer than half the globe", f"c:too-far {FAR} ; cw:secondEconomy econ:SGP ; cw:km 30000 ; cw:commonLanguage true ."),
    Fault("c:one-end", "second economy is missing", f"c:one-end {FAR} ; cw:km 30 ; cw:commonLanguage true ."),
    Fault("c:why", "no single reason", "c:why a cw:LawRequirement ; cw:requiringClause clause:smes ; cw:lawKind law:privacy ."),
]  # fmt: skip
FAULTS.extend(FIGURE_FAULTS)


def report(trig: str) -> set[tuple[str, str, str]]:
    """Focus node, severity and message of every result."""
    store = ox.Store()
    for file in sorted(VOCABULARY_FOLDER.glob("*.ttl")):
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    store.load((HEADS + trig).encode(), format=ox.RdfFormat.TRIG)
    _, results, _ = pyshacl.validate(store, shacl_graph=shapes(), inference="none")  # pyright: ignore[reportArgumentType, reportUnknownMemberType, reportUnknownVariableType]
    assert isinstance(results, Graph)
    found: set[tuple[str, str, str]] = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        severity = str(results.value(result, SH.resultSeverity)).removeprefix(str(SH))
        messages = [str(m) for m in results.objects(result, SH.resultMessage)]
        assert messages, "a result without a message"
        found |= {(str(results.value(result, SH.focusNode)), severity, message) for message in messages}
    return found


def shapes() -> Graph:
    graph = Graph()
    for file in sorted(SHAPES_FOLDER.glob("*.ttl")):
        graph.parse(file)
    return graph


def expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return {"c": BASE + "claim/", "p": BASE + "provision/", **PREFIXES}[prefix] + local


def reported_shapes(graph: Graph) -> Iterator[Node]:
    """Every shape whose results a user can see: property shapes of node shapes, and SPARQL constraints."""
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        yield from graph.objects(shape, SH.property)
        if graph.value(shape, SH.sparql) is not None:
            yield shape


@pytest.fixture(scope="module")
def faulty() -> set[tuple[str, str, str]]:
    return report(SOUND + "\n".join(fault.turtle for fault in FAULTS))


def test_sound_records_give_no_result_at_all() -> None:
    assert report(SOUND) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.focus)
def test_planted_fault_is_reported_in_plain_words(fault: Fault, faulty: set[tuple[str, str, str]]) -> None:
    at_focus = {(severity, message) for focus, severity, message in faulty if focus == expand(fault.focus)}
    assert any(severity == fault.severity and fault.says in message for severity, message in at_focus), (
        at_focus
    )


def test_nothing_else_is_reported_where_one_fault_was_planted(faulty: set[tuple[str, str, str]]) -> None:
    planted = [(expand(fault.focus), fault.says) for fault in FAULTS]
    # The other end of a pair that shares a key is rightly named too.
    partners = {expand(name) for name in ("econ:CHL", "agr:base", "p:one", "c:lpi")}
    extra = {
        (focus, message)
        for focus, _, message in faulty
        if not any(focus == at and says in message for at, says in planted) and focus not in partners
    }
    assert extra == set()


def test_every_reported_shape_has_a_message_and_a_severity() -> None:
    graph = shapes()
    visible = list(reported_shapes(graph))
    assert len(visible) > 100
    for shape in visible:
        message = graph.value(shape, SH.message)
        where = graph.value(shape, SH.path) or shape
        assert message is not None and len(str(message)) > 30, where
        assert getattr(message, "language", None) == "en", where
        assert graph.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}, where


def test_no_shape_uses_logic_that_is_slow_when_an_alternative_fails() -> None:
    graph = shapes()
    used = {name for name in ("or", "and", "not", "xone") if (None, SH[name], None) in graph}
    assert used == set()


def test_lists_in_shapes_are_the_schemes_of_the_vocabularies() -> None:
    vocabulary = Graph()
    for file in sorted(VOCABULARY_FOLDER.glob("*.ttl")):
        vocabulary.parse(file)
    schemes: dict[str, set[str]] = {}
    for concept, scheme in vocabulary.subject_objects(URIRef(SKOS + "inScheme")):
        schemes.setdefault(str(scheme), set()).add(str(concept))
    graph = shapes()
    seen: set[str] = set()
    for shape in graph.subjects(SH["in"]):
        head = graph.value(shape, SH["in"])
        assert head is not None
        listed = {str(member) for member in Collection(graph, head) if isinstance(member, URIRef)}
        if not listed or SH.NodeShape not in {
            graph.value(s, RDF.type) for s in graph.subjects(SH.property, shape)
        }:
            continue  # a list of words, or a part of a scheme inside a condition
        scheme = next(iter(listed)).rpartition("/")[0] + "/"
        assert listed == schemes[scheme]
        seen.add(scheme.removeprefix(BASE).rstrip("/"))
    assert seen == {
        "wording",
        "exception",
        "enforcement",
        "verification",
        "kind",
        "state",
        "extent",
        "link",
        "precision",
        "law-state",
    }


def test_shapes_target_every_record_class_and_have_their_own_namespace() -> None:
    graph = shapes()
    targets = {str(c).rpartition("#")[2] for c in graph.objects(None, SH.targetClass)}
    assert targets >= {
        "Agreement", "AgreementLink", "ClauseType", "Coding", "Dataset", "DateClaim", "Deferral", "Economy",
        "Group", "Membership", "Participation", "PartyClaim", "Provision", "Source", "Distance", "Indicator",
        "LawRequirement",
        "LawStatus", "Observation", "TradeFlow",
    }  # fmt: skip
    assert all(str(s).startswith(BASE + "shape/") for s in graph.subjects(RDF.type, SH.NodeShape))
    assert {URIRef(DCT + "source"), URIRef(PROV + "wasDerivedFrom")} <= set(graph.objects(None, SH.path))
