"""The Turtle files of the ontology: every term is named and explained, and the lists are the agreed ones."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.graph.schema import NodeMapping, RelationshipMapping, load_schema
from clauseway.loaders.records import LINK_KINDS
from clauseway.ontology import (
    ALIGNMENTS_FOLDER,
    MAPPINGS_FOLDER,
    MODULES_FOLDER,
    ONTOLOGY_FOLDER,
    SHAPES_FOLDER,
    VOCABULARY_FOLDER,
)
from clauseway.ontology.namespaces import BASE, CW, DCT, OWL, PREFIXES, RDF, RDFS, SKOS, VOCABULARIES, concept
from clauseway.ontology.strength import Enforcement, Grade, RuleException, Verification, Wording
from clauseway.ontology.turtle import Description, read_descriptions

ONTOLOGY = BASE + "ontology"
MODULES = ("agreements", "parties", "provisions", "coverage", "provenance", "readiness")
CLASSES = {
    "Agreement", "AgreementLink", "Claim", "ClauseType", "Coding", "Dataset", "DateClaim", "Deferral",
    "Economy", "Group", "ItemClaim", "Membership", "Participation", "PartyClaim", "Provision", "Source",
    "Distance", "Indicator", "LawKind", "LawRequirement", "LawStatus", "Observation", "TradeFlow",
}  # fmt: skip
SCHEMES: dict[str, tuple[str, ...]] = {
    "wording": tuple(Wording),
    "enforcement": tuple(Enforcement),
    "verification": tuple(Verification),
    "grade": tuple(Grade),
    "kind": (
        "bilateral-fta", "plurilateral-fta", "digital-economy-agreement", "ecommerce-agreement",
        "amending-protocol", "framework-agreement", "trade-cooperation-agreement", "implementing-arrangement",
        "memorandum", "wto-text", "draft", "programme", "declaration", "decision", "standard",
        "certification-system", "model-law", "convention", "side-letter",
    ),
    "state": (
        "in-force", "provisional", "signed", "withdrawn", "applied", "candidate", "accession-working-group",
        "accession-invited", "signed-accession",
    ),
    "extent": ("digital-chapter", "main-text", "partial", "machine-read", "none"),
    "link": ("amends", "supersedes", "incorporates", "suspends", "upgrades", "side-letter-of", "part-of"),
    "precision": ("day", "month", "year"),
    "law": ("e-transactions", "consumer-protection", "privacy", "cybercrime", "indirect-taxation"),
    "law-state": ("legislation", "draft", "none", "no-data"),
}  # fmt: skip
GRAPH: dict[str, tuple[str, ...]] = {
    "Economy": ("iso3", "iso2", "name", "kind", "aliases"),
    "Agreement": (
        "slug", "title", "kind", "signed", "signed_precision", "in_force", "in_force_precision",
        "date_verification", "ended", "binding", "status", "reading", "chapter", "dispute_settlement",
        "source", "name",
    ),
    "Provision": (
        "id", "number", "paragraph", "version", "valid_from", "valid_until", "title", "wording", "exception",
        "enforcement", "basis", "verification", "coder", "summary", "note", "refers_to", "source", "position",
        "from_source", "name",
    ),
    "ClauseType": ("slug", "label", "theme", "counted", "position", "name"),
    "Group": ("slug", "name", "practice"),
    "Source": ("id", "title", "publisher", "licence"),
    "Dataset": ("version", "ontology_version"),
    "Indicator": ("id", "name", "definition", "unit", "direction", "publisher", "licence", "source"),
    "LawKind": ("slug", "label", "position", "name"),
}  # fmt: skip
RELATIONSHIPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "PARTY_TO": (
        "Economy", "Agreement",
        (
            "state", "since", "since_latest", "since_precision", "until", "via", "side", "verification",
            "source", "from_source",
        ),
    ),
    "CONTAINS": ("Agreement", "Provision", ()),
    "ADDRESSES": ("Provision", "ClauseType", ()),
    "DEFERRED": (
        "Economy", "Provision",
        ("kind", "until", "event", "may_extend_until", "note", "verification", "source", "from_source"),
    ),
    **dict.fromkeys(
        ("AMENDS", "SUPERSEDES", "INCORPORATES", "SUSPENDS", "UPGRADES", "SIDE_LETTER_OF", "PART_OF"),
        ("Agreement", "Agreement", ("date", "note", "source")),
    ),
    "MEMBER_OF": ("Economy", "Group", ("since", "until", "bound_until", "from_source")),
    "REFERS_TO": ("Provision", "Agreement", ()),
    "OBSERVED": ("Economy", "Indicator", ("year", "value", "partner", "note")),
    "GROUP_OBSERVED": ("Group", "Indicator", ("year", "value", "partner", "note")),
    "HAS_LAW": ("Economy", "LawKind", ("status", "as_of", "source")),
    "REQUIRES": ("ClauseType", "LawKind", ("reason",)),
    "EXPORTS_TO": ("Economy", "Economy", ("year", "usd", "source")),
    "DISTANCE_TO": ("Economy", "Economy", ("km", "contiguous", "common_language")),
}  # fmt: skip


def turtle_files() -> list[Path]:
    """Every Turtle file this package edits by hand (the dataset is built, and tested elsewhere)."""
    folders = (
        ONTOLOGY_FOLDER, MODULES_FOLDER, VOCABULARY_FOLDER, MAPPINGS_FOLDER, ALIGNMENTS_FOLDER, SHAPES_FOLDER
    )  # fmt: skip
    return [file for folder in folders for file in sorted(folder.glob("*.ttl"))]


@cache
def modules() -> dict[str, Description]:
    return read_descriptions(*sorted(MODULES_FOLDER.glob("*.ttl")))


@cache
def vocabulary() -> dict[str, Description]:
    return read_descriptions(*sorted(VOCABULARY_FOLDER.glob("*.ttl")))


def of_type(descriptions: dict[str, Description], *types: str) -> list[Description]:
    return [d for d in descriptions.values() if set(types) & set(d.iris(f"{RDF}type"))]


def terms() -> list[Description]:
    """Classes and properties of the modules."""
    kinds = (f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty")
    return [d for d in of_type(modules(), *kinds) if d.subject.startswith(BASE)]


def concepts(scheme: str) -> list[Description]:
    found = [
        d
        for d in of_type(vocabulary(), f"{SKOS}Concept")
        if d.iris(f"{SKOS}inScheme") == [f"{BASE}{scheme}/"]
    ]
    return sorted(found, key=lambda d: int(d.text(f"{CW}order")))


def notations(scheme: str) -> tuple[str, ...]:
    return tuple(d.text(f"{SKOS}notation") for d in concepts(scheme))


@pytest.mark.parametrize("file", turtle_files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_parses_in_both_libraries_to_as_many_triples(file: Path) -> None:
    import rdflib

    fast = sum(1 for _ in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
    assert fast == len(rdflib.Graph().parse(file)) > 0
    assert "owl:imports" not in file.read_text(encoding="utf-8")


def test_header_names_version_licence_and_the_modules_that_exist() -> None:
    header = read_descriptions(ONTOLOGY_FOLDER / "clauseway.ttl")[ONTOLOGY]
    assert header.iri(f"{OWL}versionIRI") == f"{ONTOLOGY}/{header.text(f'{OWL}versionInfo')}"
    assert header.iri(f"{DCT}license").startswith("https://creativecommons.org/licenses/by/4.0")
    assert set(header.iris(f"{DCT}hasPart")) == {f"{ONTOLOGY}/{name}" for name in MODULES}
    for name in MODULES:
        module = read_descriptions(MODULES_FOLDER / f"{name}.ttl")[f"{ONTOLOGY}/{name}"]
        assert module.iri(f"{DCT}isPartOf") == ONTOLOGY


def test_classes_are_the_agreed_ones() -> None:
    found = {
        d.subject.removeprefix(CW) for d in of_type(modules(), f"{OWL}Class") if d.subject.startswith(CW)
    }
    assert found == CLASSES


def test_every_term_has_one_label_and_one_definition_in_english() -> None:
    for d in terms():
        assert [tag for _, tag in d.literals[f"{RDFS}label"]] == ["en"], d.subject
        assert [tag for _, tag in d.literals[f"{SKOS}definition"]] == ["en"], d.subject


def test_every_property_has_domain_and_range() -> None:
    for d in of_type(modules(), f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"):
        assert len(d.iris(f"{RDFS}domain")) == len(d.iris(f"{RDFS}range")) == 1, d.subject


def test_no_two_terms_share_a_label() -> None:
    labels = Counter(d.text(f"{RDFS}label").casefold() for d in terms())
    assert [label for label, times in labels.items() if times > 1] == []


def test_terms_used_by_vocabularies_and_graph_schema_are_declared() -> None:
    declared = {d.subject for d in terms()}
    used = {predicate for d in vocabulary().values() for predicate in (*d.literals, *d.links)}
    schema = load_schema()
    paths = [p.path for m in (*schema.nodes, *schema.relationships) for p in m.properties]
    for relationship in schema.relationships:
        paths += [relationship.start_path, relationship.end_path, relationship.where]
    used |= {CW + name for name in re.findall(r"\bcw:(\w+)", " ".join(paths))}
    used |= {m.rdf_class for m in schema.nodes} | {m.subject_class for m in schema.relationships}
    for file in SHAPES_FOLDER.glob("*.ttl"):
        used |= {CW + name for name in re.findall(r"\bcw:(\w+)", file.read_text(encoding="utf-8"))}
    assert {term for term in used if term.startswith(CW)} <= declared


@pytest.mark.parametrize("scheme", VOCABULARIES)
def test_concepts_are_complete_and_in_place(scheme: str) -> None:
    head = vocabulary()[f"{BASE}{scheme}/"]
    assert f"{SKOS}ConceptScheme" in head.iris(f"{RDF}type")
    members = concepts(scheme)
    assert [int(d.text(f"{CW}order")) for d in members] == list(range(1, len(members) + 1))
    for d in (head, *members):
        assert [tag for _, tag in d.literals[f"{SKOS}prefLabel"]] == ["en"], d.subject
        definition = d.text(f"{SKOS}definition", language="en")
        assert definition == definition.strip() and definition.endswith("."), d.subject
        assert definition.casefold() != d.text(f"{SKOS}prefLabel").casefold()
    assert [d.subject for d in members] == [concept(scheme, notation) for notation in notations(scheme)]
    assert max(Counter(d.text(f"{SKOS}prefLabel").casefold() for d in members).values()) == 1
    assert max(Counter(d.text(f"{SKOS}definition").casefold() for d in members).values()) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scheme_lists_the_agreed_values_in_order(scheme: str) -> None:
    assert notations(scheme) == SCHEMES[scheme]


def test_kinds_of_link_are_those_the_records_take() -> None:
    assert notations("link") == LINK_KINDS


def test_every_pilot_practice_has_a_source_and_clause_types_it_bears_on() -> None:
    clauses = {d.subject for d in concepts("clause")}
    for d in concepts("practice"):
        assert d.text(f"{DCT}source")
        matches = d.iris(f"{SKOS}relatedMatch")
        assert matches and set(matches) <= clauses, d.subject


def test_exception_scheme_has_every_value_of_the_code() -> None:
    assert set(notations("exception")) == set(RuleException)


def test_grades_are_ranked_from_strong_to_weak() -> None:
    ranks = [int(d.text(f"{CW}rank")) for d in concepts("grade")]
    assert ranks == [grade.rank for grade in Grade] == [5, 4, 3, 2, 1, 0, -1]


def test_there_are_62_clause_types_of_which_51_count() -> None:
    types = concepts("clause")
    assert len(types) == 62 and len(concepts("theme")) == 12
    assert sum(d.text(f"{CW}counted") == "true" for d in types) == 51
    uncounted = {d.iri(f"{CW}theme") for d in types if d.text(f"{CW}counted") == "false"}
    assert uncounted == {concept("theme", "exceptions"), concept("theme", "institutions")}
    sizes = Counter(d.iri(f"{CW}theme") for d in types)
    assert [sizes[d.subject] for d in concepts("theme")] == [5, 5, 5, 6, 8, 4, 4, 5, 4, 5, 6, 5]
    for d in types:
        assert d.text(f"{CW}clauseSlug") == d.text(f"{SKOS}notation")
        assert f"{CW}ClauseType" in d.iris(f"{RDF}type")
        assert d.text(f"{SKOS}example", language="en")


def test_every_clause_type_has_cues_that_compile() -> None:
    cues = read_descriptions(VOCABULARY_FOLDER / "cues-en.ttl")
    assert set(cues) == {d.subject for d in concepts("clause")}
    for d in cues.values():
        assert d.text(f"{CW}cuesChecked") in {"true", "false"}
        patterns = [
            text for kind in ("title", "hard", "mixed", "soft", "body") for text in d.texts(f"{CW}{kind}Cue")
        ]
        assert patterns, d.subject
        for pattern in patterns:
            re.compile(pattern, re.IGNORECASE)
    assert sum(d.text(f"{CW}cuesChecked") == "false" for d in cues.values()) == 24


def test_graph_schema_has_the_agreed_labels_types_and_properties() -> None:
    schema = load_schema()
    assert {n.label: tuple(p.name for p in n.properties) for n in schema.nodes} == GRAPH
    assert all(n.key == n.properties[0].name for n in schema.nodes)
    found = {r.name: (r.start, r.end, tuple(p.name for p in r.properties)) for r in schema.relationships}
    assert found == RELATIONSHIPS
    assert len(found) == len(schema.relationships)
    assert {r.name: r.type for r in schema.relationships if r.name != r.type} == {"GROUP_OBSERVED": "OBSERVED"}
    assert all(
        m.comment and all(p.comment for p in m.properties) for m in (*schema.nodes, *schema.relationships)
    )


SMALL = """
GRAPH <https://w3id.org/clauseway/graph/facts> {
  agr:aa a cw:Agreement ; cw:slug "aa" ; dct:title "A" ; cw:agreementKind kind:memorandum .
  agr:bb a cw:Agreement ; cw:slug "bb" .
  econ:SGP a cw:Economy ; cw:iso3 "SGP" .
  group:gg a cw:Group ; cw:slug "gg" .
  <urn:p> a cw:Participation ; cw:economy econ:SGP ; cw:agreement agr:aa ; cw:state state:signed .
  <urn:not-adopted> a cw:Participation ; cw:economy econ:SGP ; cw:agreement agr:bb ; cw:state state:applied .
  <urn:l> a cw:AgreementLink ; cw:fromAgreement agr:aa ; cw:toAgreement agr:bb ; cw:linkKind link:amends .
  <urn:m> a cw:Membership ; cw:economy econ:SGP ; cw:group group:gg .
  <urn:v> a cw:Provision ; cw:provisionId "aa/1/smes" ; cw:ofAgreement agr:aa ; cw:addresses clause:smes .
  <urn:c> a cw:Coding ; cw:codes <urn:v> ; cw:wording wording:soft .
  <urn:d> a cw:Deferral ; cw:economy econ:SGP ; cw:provision <urn:v> ; cw:deferralKind "duty" .
  econ:CHL a cw:Economy ; cw:iso3 "CHL" .
  <urn:i> a cw:Indicator ; cw:indicatorId "lpi" ; cw:name "I" .
  <urn:o> a cw:Observation ; cw:economy econ:SGP ; cw:indicator <urn:i> ; cw:partnerEconomy econ:CHL .
  <urn:g> a cw:Observation ; cw:observedGroup group:gg ; cw:indicator <urn:i> ; cw:partnerGroup group:gg .
  <urn:s> a cw:LawStatus ; cw:economy econ:SGP ; cw:lawKind law:privacy ; cw:lawState law-state:none .
  <urn:r> a cw:LawRequirement ; cw:requiringClause clause:smes ; cw:lawKind law:privacy .
  <urn:f> a cw:TradeFlow ; cw:exporter econ:SGP ; cw:importer econ:CHL .
  <urn:x> a cw:Distance ; cw:firstEconomy econ:CHL ; cw:secondEconomy econ:SGP .
}
GRAPH <https://w3id.org/clauseway/graph/dataset> {
  agr:aa cw:hasParticipation <urn:p> ; cw:hasLink <urn:l> .
  group:gg cw:hasMembership <urn:m> .
  <urn:v> cw:adoptedCoding <urn:c> ; cw:hasDeferral <urn:d> ; cw:refersToInstrument agr:bb .
  <urn:set> a cw:Dataset ; cw:datasetVersion "1" .
}
"""


@cache
def small_store() -> ox.Store:
    store = ox.Store()
    for file in sorted(VOCABULARY_FOLDER.glob("*.ttl")):
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load((heads + SMALL).encode(), format=ox.RdfFormat.TRIG)
    return store


def select(pattern: str, *variables: str) -> set[tuple[str, ...]]:
    heads = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    query = f"{heads} SELECT DISTINCT {' '.join('?' + v for v in variables)} WHERE {{ {pattern} }}"
    solutions = small_store().query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return {tuple(str(getattr(row[v], "value", row[v])) for v in variables) for row in solutions}


@pytest.mark.parametrize("node", load_schema().nodes, ids=lambda n: n.label)
def test_node_paths_run_and_find_their_nodes(node: NodeMapping) -> None:
    expected = {
        "Economy": 2, "Agreement": 2, "Provision": 1, "ClauseType": 62, "Group": 1, "Source": 0, "Dataset": 1,
        "Indicator": 1, "LawKind": 5,
    }  # fmt: skip
    for p in node.properties:
        found = select(f"?s a <{node.rdf_class}> . ?s {p.path} ?value", "s", "value")
        if p.name == node.key:
            assert len(found) == expected[node.label]
        if (node.label, p.name) == ("Provision", "wording"):
            assert found == {("urn:v", "soft")}
        if (node.label, p.name) == ("Agreement", "kind"):
            assert found == {(f"{BASE}agreement/aa", "memorandum")}
        if (node.label, p.name) == ("ClauseType", "theme"):
            assert (concept("clause", "smes"), "inclusion-cooperation") in found


@pytest.mark.parametrize("mapping", load_schema().relationships, ids=lambda r: r.name)
def test_relationship_paths_run_and_take_adopted_claims_only(mapping: RelationshipMapping) -> None:
    expected = {
        "PARTY_TO": {("SGP", "aa")},
        "CONTAINS": {("aa", "aa/1/smes")},
        "ADDRESSES": {("aa/1/smes", "smes")},
        "DEFERRED": {("SGP", "aa/1/smes")},
        "AMENDS": {("aa", "bb")},
        "REFERS_TO": {("aa/1/smes", "bb")},
        "MEMBER_OF": {("SGP", "gg")},
        "OBSERVED": {("SGP", "lpi")},
        "GROUP_OBSERVED": {("gg", "lpi")},
        "HAS_LAW": {("SGP", "privacy")},
        "REQUIRES": {("smes", "privacy")},
        "EXPORTS_TO": {("SGP", "CHL")},
        "DISTANCE_TO": {("CHL", "SGP")},
    }
    subject = f"?s a <{mapping.subject_class}> . {mapping.where}"
    ends = f"{subject} ?s {mapping.start_path} ?start . ?s {mapping.end_path} ?end"
    assert select(ends, "start", "end") == expected.get(mapping.name, set())
    for p in mapping.properties:
        found = select(f"{subject} ?s {p.path} ?value", "s", "value")
        if p.name == "partner":
            assert found == {("urn:o", "CHL"), ("urn:g", "gg")}
