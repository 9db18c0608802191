"""The ontology, and the shipped dataset beside it, break no rule of `ontology/hygiene`; each rule finds its fault.

The rules see the ontology as the default graph, the shapes as the graph `shapes` and the dataset as its own named
graphs. Every rule must find the fault planted for it, and nothing else: a rule that never speaks is no rule.
"""

# ruff: noqa: E501  (planted statements read better unbroken)

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from clauseway.loaders.rdf_files import read_shipped
from clauseway.ontology import ONTOLOGY_FOLDER, SHAPES_FOLDER
from clauseway.ontology.files import ontology_files
from clauseway.ontology.namespaces import BASE, OWL, PG, PREFIXES, SH

RULES = {file.stem: file for file in sorted((ONTOLOGY_FOLDER / "hygiene").glob("*.rq"))}
SHAPES_GRAPH = ox.NamedNode(f"{BASE}graph/shapes")
HEADS = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + (
    f"@prefix owl: <{OWL}> .\n@prefix pg: <{PG}> .\n@prefix sh: <{SH}> .\n@prefix graph: <{BASE}graph/> .\n"
    f"@prefix row: <{BASE}row/> .\n@prefix p: <{BASE}provision/> .\n@prefix x: <urn:x:> .\n"
)


@dataclass(frozen=True)
class Planted:
    """A fault.

    Attributes:
        statements: TriG added to what is sound.
        faults: What the rule must name, as prefixed names.
    """

    statements: str
    faults: tuple[str, ...] = ("x:a",)


PLANTED: dict[str, Planted] = {
    # header
    "ontology-header-complete": Planted('x:a a owl:Ontology ; dct:title "T"@en ; dct:description "D"@en ; owl:versionInfo "1" .'),
    "ontology-version-iri": Planted('x:a a owl:Ontology ; owl:versionInfo "2" ; owl:versionIRI <urn:x:a/1> . x:b a owl:Ontology .', ("x:a", "x:b")),
    "ontology-parts-share-version": Planted('x:a a owl:Ontology ; dct:isPartOf x:b ; owl:versionInfo "1" . x:b owl:versionInfo "2" .'),
    "ontology-parts-agree": Planted("x:a a owl:Ontology ; dct:isPartOf x:b . x:c dct:hasPart x:d .", ("x:a", "x:c")),
    # terms
    "term-defined-by-a-part": Planted("x:a a owl:Class . x:b a owl:ObjectProperty ; rdfs:isDefinedBy x:nothing .", ("x:a", "x:b")),
    "term-name-case": Planted("cw:small a owl:Class . cw:Big a owl:ObjectProperty .", ("cw:small", "cw:Big")),
    "label-present": Planted('x:a a owl:Class . x:b a skos:Concept ; rdfs:label "B"@en .', ("x:a", "x:b")),
    "label-one-per-language": Planted('x:a rdfs:label "One"@en, "Eins"@de . x:b rdfs:label "One"@en, "Two"@en .', ("x:b",)),
    "label-unique-among-terms": Planted('x:a a owl:Class ; rdfs:label "provision"@en .', ("x:a", "cw:Provision")),
    "label-unique-in-scheme": Planted('x:a skos:inScheme wording: ; skos:prefLabel "hard"@en .', ("x:a", "wording:hard")),
    "label-language-tag": Planted('x:a rdfs:label "A" . x:b skos:definition "What it is."@en .'),
    "label-no-full-stop": Planted('x:a skos:prefLabel "Name."@en .'),
    "definition-present": Planted("x:a a owl:Class . x:b a skos:ConceptScheme .", ("x:a", "x:b")),
    "example-present": Planted("x:a a owl:Class . x:b a skos:Concept ; skos:inScheme x:s . x:c a skos:Concept ; skos:inScheme x:t ; dct:source <urn:x:page> . x:t dct:source <urn:x:book> .", ("x:a", "x:b")),
    "definition-not-circular": Planted('x:a rdfs:label "Big thing"@en ; skos:definition "A big thing."@en . x:b rdfs:label "Claim"@en ; skos:definition "Claim is what it is."@en .', ("x:a", "x:b")),
    "definition-unique": Planted('x:a skos:inScheme theme: ; skos:definition "Some of it."@en . x:b skos:inScheme theme: ; skos:definition "Some of it."@en . x:c skos:inScheme clause: ; skos:definition "Some of it."@en .', ("x:a", "x:b")),
    "definition-full-stop": Planted('x:a skos:definition "It just ends"@en .'),
    "definition-capital": Planted('x:a skos:definition "it just begins."@en .'),
    "definition-long-enough": Planted('x:a a owl:Class ; skos:definition "A thing."@en .'),
    "definition-not-a-comment": Planted('x:a a owl:Class ; rdfs:comment "A remark."@en .'),
    "literal-no-outer-blanks": Planted('x:a rdfs:label " A"@en . x:b rdfs:label "B "@en . GRAPH graph:coverage { x:c cw:note "A  C" }', ("x:a", "x:b", "x:c")),
    "literal-not-empty": Planted('x:a skos:note ""@en . GRAPH graph:coverage { x:b cw:note "" }', ("x:a", "x:b")),
    "subclass-no-cycle": Planted("x:a rdfs:subClassOf x:b . x:b rdfs:subClassOf x:c . x:c rdfs:subClassOf x:a . x:d rdfs:subClassOf x:a .", ("x:a", "x:b", "x:c")),
    "subproperty-no-cycle": Planted("x:a rdfs:subPropertyOf x:a ."),
    "property-domain-and-range": Planted("x:a a owl:ObjectProperty ; rdfs:domain cw:Claim . x:b a owl:DatatypeProperty ; rdfs:domain cw:Claim, cw:Economy ; rdfs:range xsd:string .", ("x:a", "x:b")),
    "property-range-fits-kind": Planted("x:a a owl:ObjectProperty ; rdfs:range xsd:date . x:b a owl:DatatypeProperty ; rdfs:range cw:Claim .", ("x:a", "x:b")),
    "domain-and-range-declared": Planted("x:a rdfs:range cw:Nowhere . x:b rdfs:domain [ owl:unionOf ( cw:Claim cw:Nowhere ) ] .", ("x:a", "x:b")),
    "no-punning": Planted("x:a a owl:Class, owl:ObjectProperty . x:b a owl:Class, skos:Concept .", ("x:a", "x:b")),
    "no-deprecated-term-used": Planted("cw:Economy owl:deprecated true . x:a owl:deprecated true . x:b owl:deprecated true . GRAPH graph:shapes { x:shape sh:path x:b } x:unused owl:deprecated true . GRAPH graph:dataset { x:s x:a x:o }", ("cw:Economy", "x:a", "x:b")),
    "term-used-in-vocabularies-declared": Planted('x:a cw:misspelt "1" . x:b a cw:Mistyped .', ("cw:misspelt", "cw:Mistyped")),
    "term-used-in-shapes-declared": Planted("GRAPH graph:shapes { x:s sh:path cw:misspelt ; sh:targetClass cw:Mistyped }", ("cw:misspelt", "cw:Mistyped")),
    "term-used-in-graph-schema-declared": Planted('x:m pg:fromClass cw:Mistyped ; pg:path "cw:one/^cw:two/skos:notation" ; pg:where "?s cw:economy ?e . ?e cw:iso3 ?c . ?e cw:three ?o ." .', ("cw:Mistyped", "cw:one", "cw:two", "cw:three")),
    "term-used-in-data-declared": Planted('GRAPH graph:dataset { x:s cw:misspelt "1" . x:t a cw:Mistyped }', ("cw:misspelt", "cw:Mistyped")),
    # concepts
    "concept-in-one-scheme": Planted("x:a a skos:Concept . x:b a skos:Concept ; skos:inScheme x:none . x:c a skos:Concept ; skos:inScheme theme:, clause: .", ("x:a", "x:b", "x:c")),
    "concept-notation-is-its-name": Planted('theme:a a skos:Concept ; skos:inScheme theme: ; skos:notation "b" . theme:c a skos:Concept ; skos:inScheme theme: .', ("theme:a", "theme:c")),
    "concept-order-unique": Planted("x:a a skos:Concept ; skos:inScheme wording: ; cw:order 1 . x:b a skos:Concept ; skos:inScheme wording: .", ("x:a", "x:b", "wording:hard")),
    "concept-order-unbroken": Planted("x:a skos:inScheme wording: ; cw:order 9 .", ("wording:",)),
    "scheme-has-concepts": Planted("x:a a skos:ConceptScheme ; dct:isPartOf <https://w3id.org/clauseway/ontology> . x:b a skos:ConceptScheme . x:c skos:inScheme x:b .", ("x:a", "x:b")),
    "broader-stays-in-scheme": Planted("x:a skos:inScheme theme: ; skos:broader clause:smes . x:b a skos:Concept ; skos:broader x:b .", ("x:a", "x:b")),
    "top-concept-consistent": Planted("x:a skos:topConceptOf theme: . theme: skos:hasTopConcept theme:data . theme:data skos:broader theme:trust .", ("x:a", "theme:data")),
    "clause-type-complete": Planted('x:a a cw:ClauseType ; cw:theme theme:data ; cw:clauseSlug "a" ; cw:order 63 ; cw:counted true .'),
    "clause-type-in-the-scheme": Planted("x:a a cw:ClauseType . x:b skos:inScheme clause: .", ("x:a", "x:b")),
    "clause-theme-is-a-theme": Planted("x:a cw:theme clause:smes . clause:smes cw:theme theme:data .", ("x:a", "clause:smes")),
    "clause-key-is-its-notation": Planted('x:a cw:clauseSlug "a" ; skos:notation "b" .'),
    "theme-counted-as-one": Planted("x:c cw:theme theme:data ; cw:counted false .", ("theme:data",)),
    "theme-has-clause-types": Planted("x:a skos:inScheme theme: ."),
    # data
    "claim-in-a-source-graph": Planted("GRAPH graph:dataset { x:a a cw:Coding } GRAPH graph:nobody { x:b a cw:Membership }", ("x:a", "x:b")),
    "claim-in-one-graph": Planted("GRAPH graph:coverage { x:a a cw:Coding } GRAPH graph:groups { x:a a cw:Coding }"),
    "claim-sourced": Planted('GRAPH graph:coverage { x:a a cw:Coding ; dct:source "page" ; cw:verification verification:secondary }'),
    "claim-row-in-a-file-of-its-source": Planted("GRAPH graph:coverage { x:a a cw:Coding ; prov:wasDerivedFrom <https://w3id.org/clauseway/row/facts/agreements.csv#L3> }"),
    "claim-names-the-source-of-its-graph": Planted("GRAPH graph:coverage { x:a a cw:Coding . x:b a cw:Coding ; cw:fromSource source:coverage, source:groups }", ("x:a", "x:b")),
    "provision-one-adopted-coding": Planted("GRAPH graph:dataset { x:a a cw:Provision . x:b a cw:Provision ; cw:adoptedCoding x:one, x:two }", ("x:a", "x:b")),
    "coding-codes-its-provision": Planted("GRAPH graph:dataset { x:a cw:adoptedCoding x:c } GRAPH graph:coverage { x:c a cw:Coding ; cw:codes x:b }"),
    "coding-placed-once": Planted("GRAPH graph:coverage { x:c a cw:Coding ; cw:codes x:a } GRAPH graph:dataset { x:b cw:adoptedCoding x:d ; cw:otherCoding x:d }", ("x:a", "x:b")),
    "adopted-claim-is-about-its-adopter": Planted("GRAPH graph:dataset { x:a cw:hasParticipation x:c } GRAPH graph:agreements { x:c cw:agreement x:b }"),
    "value-in-its-scheme": Planted("GRAPH graph:coverage { x:a cw:wording exception:self_judging . x:b cw:wording wording:iron . x:c cw:wording wording:soft }", ("x:a", "x:b")),
    "value-of-the-declared-datatype": Planted('GRAPH graph:coverage { x:a cw:since "2020" . x:b cw:binding "true" . x:c cw:note x:d }', ("x:a", "x:b", "x:c")),
    "value-of-the-declared-class": Planted("GRAPH graph:coverage { x:a cw:economy agr:rcep }"),
    "provision-key-is-its-iri": Planted('GRAPH graph:dataset { p:rcep%2Fz cw:provisionId "rcep/1/smes" ; cw:ofAgreement agr:rcep . <https://w3id.org/clauseway/provision/depa/1/smes> cw:provisionId "depa/1/smes" ; cw:ofAgreement agr:rcep }', ("<https://w3id.org/clauseway/provision/rcep%2Fz>", "<https://w3id.org/clauseway/provision/depa/1/smes>")),
    "provision-place-unique": Planted("GRAPH graph:dataset { x:a cw:ofAgreement x:t ; cw:position 1 . x:b cw:ofAgreement x:t ; cw:position 1 . x:c cw:ofAgreement x:t ; cw:position 2 }", ("x:a", "x:b")),
    "dataset-built-with-this-ontology": Planted('GRAPH graph:dataset { x:a cw:ontologyVersion "9.9.9" }'),
}  # fmt: skip


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The ontology, its shapes and the shipped dataset."""
    filled = ox.Store()
    filled.bulk_extend(read_shipped())
    for file in ontology_files():
        filled.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    for file in sorted(SHAPES_FOLDER.glob("*.ttl")):
        filled.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, to_graph=SHAPES_GRAPH)
    return filled


@contextmanager
def planted(store: ox.Store, statements: str) -> Generator[None]:
    """The store with the statements in it, and afterwards as it was: far cheaper than a copy of the dataset."""
    quads = list(ox.parse(input=HEADS + statements, format=ox.RdfFormat.TRIG))
    assert not [quad for quad in quads if quad in store], "a planted statement must be a new one"
    store.extend(quads)
    try:
        yield
    finally:
        for quad in quads:
            store.remove(quad)


def found(store: ox.Store, rule: str) -> dict[str, str]:
    """What the rule finds: the faulty thing and the detail."""
    solutions = store.query(RULES[rule].read_text(encoding="utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    return {getattr(row["fault"], "value", ""): str(row["detail"]) for row in solutions}


def full(name: str) -> str:
    """The IRI of a prefixed name, as the planted statements would read it."""
    quad = next(iter(ox.parse(input=f"{HEADS} {name} a x:Thing .", format=ox.RdfFormat.TRIG)))
    assert isinstance(quad.subject, ox.NamedNode)
    return quad.subject.value


def test_every_rule_has_a_planted_fault_and_a_sentence_of_its_own() -> None:
    assert set(PLANTED) == set(RULES) and len(RULES) >= 20
    heads = [file.read_text(encoding="utf-8").partition("\n")[0] for file in RULES.values()]
    assert all(re.fullmatch(r"# rule: [A-Z].+\.", head) for head in heads)
    assert len(set(heads)) == len(heads)


@pytest.mark.parametrize("rule", RULES)
def test_nothing_breaks_the_rule(rule: str, store: ox.Store) -> None:
    assert found(store, rule) == {}


@pytest.mark.parametrize("rule", PLANTED)
def test_the_rule_finds_a_planted_fault(rule: str, store: ox.Store) -> None:
    fault = PLANTED[rule]
    with planted(store, fault.statements):
        assert set(found(store, rule)) == {full(name) for name in fault.faults}
