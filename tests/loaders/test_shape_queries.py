"""Queries made from the shapes find exactly what pySHACL finds with the same shapes; the rest is left to pySHACL."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pyoxigraph as ox
import pytest

from clauseway.loaders.rdf_files import read_shipped_claims, store_of
from clauseway.loaders.shape_queries import find_faults, translate
from clauseway.loaders.validation import Finding, check_shapes, check_shapes_by_pyshacl, faults_by_pyshacl, read_shapes
from clauseway.ontology.namespaces import BASE, CW, DATASET_GRAPH, PREFIXES, XSD, resource

PREFIXED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix e: <urn:example:> .\n"
)

DATA = """
e:one a e:Thing ; e:name "One"@en , "Eins"@de ; e:first "2020-01-01"^^xsd:date ; e:last "2021-01-01"^^xsd:date ;
  e:size 1 ; e:near e:two ; e:also e:two ; e:key "a" .
e:two a e:Thing ; e:name "Two"@en , "Deux"@EN ; e:first "2022-01-01"^^xsd:date ; e:last "2021-01-01"^^xsd:date ,
  "2023-01-01"^^xsd:date ; e:size 5 , 6.5 ; e:near e:one , "text" ; e:also e:one ; e:key "a" .
e:three a e:Thing ; e:name "Three" ; e:first "soon"^^xsd:date ; e:last "2021" ; e:size "big" ; e:near [ ] ; e:key "" .
e:four a e:Special ; e:first "2021-02-30"^^xsd:date ; e:size "07"^^xsd:integer .
e:five a e:Thing ; e:size "x"^^xsd:integer , "1.50"^^xsd:decimal ; e:truth true , "yes" ; e:near e:five .
"""
"""Resources with one of everything that a constraint may look at, good and bad; `Special` may be under `Thing`."""

PROPERTY_SHAPES = [
    "sh:path e:name ; sh:minCount 1",
    "sh:path e:name ; sh:minCount 2",
    "sh:path e:name ; sh:maxCount 1",
    "sh:path e:name ; sh:minCount 1 ; sh:maxCount 1",
    "sh:path e:name ; sh:minCount 2 ; sh:maxCount 3 ; sh:datatype rdf:langString",
    "sh:path e:name ; sh:uniqueLang true",
    "sh:path e:name ; sh:datatype xsd:string",
    "sh:path e:name ; sh:nodeKind sh:Literal ; sh:minLength 4 ; sh:maxLength 4",
    'sh:path e:name ; sh:pattern "^[A-Z]\\\\w{2}$"',
    "sh:path e:first ; sh:datatype xsd:date",
    "sh:path e:size ; sh:datatype xsd:integer ; sh:minInclusive 2 ; sh:maxInclusive 5",
    "sh:path e:size ; sh:minExclusive 1 ; sh:maxExclusive 6.5",
    "sh:path e:size ; sh:datatype xsd:decimal",
    "sh:path e:truth ; sh:datatype xsd:boolean",
    "sh:path e:near ; sh:class e:Thing",
    "sh:path e:near ; sh:in ( e:one e:three )",
    "sh:path e:near ; sh:nodeKind sh:IRI",
    "sh:path e:near ; sh:nodeKind sh:BlankNodeOrIRI",
    "sh:path e:near ; sh:nodeKind sh:IRIOrLiteral",
    'sh:path e:near ; sh:pattern "urn"',
    "sh:path e:near ; sh:minLength 1",
    "sh:path e:near ; sh:equals e:also",
    "sh:path e:near ; sh:disjoint e:also",
    "sh:path e:first ; sh:lessThan e:last",
    "sh:path e:first ; sh:lessThanOrEquals e:last",
    "sh:path [ sh:inversePath e:near ] ; sh:minCount 1 ; sh:equals e:also",
    "sh:path [ sh:alternativePath ( e:near e:key ) ] ; sh:maxCount 1 ; sh:nodeKind sh:IRI",
    "sh:path ( e:near e:first ) ; sh:lessThan e:last",
    "sh:path ( e:key [ sh:inversePath e:key ] ) ; sh:maxCount 1",
    "sh:path ( e:key [ sh:inversePath e:key ] ) ; sh:qualifiedValueShape [ sh:class e:Thing ] ; sh:qualifiedMaxCount 1",
]
LEFT = [
    "sh:path e:size ; sh:hasValue 1",
    "sh:path [ sh:zeroOrMorePath e:near ] ; sh:maxCount 2",
    'sh:path e:name ; sh:pattern "one" ; sh:flags "i"',
    "sh:path e:size ; sh:in ( 1 5 )",
    "sh:path e:name ; sh:not [ sh:datatype xsd:string ]",
    "sh:path e:near ; sh:node [ sh:property [ sh:path e:name ; sh:minCount 1 ] ]",
    "sh:path e:name ; sh:minCount 1 ; sh:deactivated true",
]
"""Property shapes that are not translated."""
TARGETS = [
    "sh:targetClass e:Thing", "sh:targetNode e:one , e:six", "sh:targetSubjectsOf e:near", "sh:targetObjectsOf e:near",
]  # fmt: skip


def shapes(turtle: str) -> ox.Store:
    store = ox.Store()
    store.load(PREFIXED + turtle, format=ox.RdfFormat.TURTLE)
    return store


def data(turtle: str = DATA) -> ox.Store:
    """A store as in a build: statements in named graphs only, some of them in two."""
    store = ox.Store()
    for graph in ("one", "two"):
        store.load(PREFIXED + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(BASE + "graph/" + graph))
        turtle = turtle.partition("e:three")[0]
    return store


def shape(body: str, target: str = TARGETS[0]) -> str:
    severity = "sh:severity sh:Warning ; sh:message 'Wrong.'@en"
    return f"e:shape a sh:NodeShape ; {target} ; sh:property [ {body} ; {severity} ] .\n"


@pytest.fixture(scope="module")
def planted(module: Callable[[str], ModuleType]) -> ModuleType:
    """The sound and faulty records of the tests of the shapes, which use pySHACL alone."""
    return module("tests/ontology/test_shapes.py")


def records(planted: ModuleType, turtle: str) -> ox.Store:
    return store_of(ox.parse(planted.HEADS + turtle, format=ox.RdfFormat.TRIG))


def test_every_shape_of_the_project_becomes_queries() -> None:
    translation = translate(read_shapes())
    assert translation.left == ()
    assert len({query.message for query in translation.queries}) > 150


def test_sound_records_pass(planted: ModuleType) -> None:
    assert check_shapes(records(planted, planted.SOUND)) == []


@pytest.mark.parametrize("name", ["FAULTS", "FIGURE_FAULTS"])
def test_both_roads_find_the_same_planted_faults(planted: ModuleType, name: str) -> None:
    faults = getattr(planted, name)
    store = records(planted, planted.SOUND + "\n".join(fault.turtle for fault in faults))
    by_queries = check_shapes(store)
    assert by_queries == check_shapes_by_pyshacl(store)
    found = {(f.node, f.severity, f.message) for f in by_queries}
    for fault in faults:
        node = planted.expand(fault.focus)
        node = node.removeprefix(CW).removeprefix(BASE)
        assert [1 for n, level, m in found if (n, level) == (node, fault.severity.lower()) and fault.says in m], node


def test_both_roads_find_the_same_in_an_agreement_of_the_shipped_dataset_made_faulty() -> None:
    quads = [q for q in read_shipped_claims() if "asean-defa" in str(q.subject) or "/economy/" in str(q.subject)]
    graph, day = ox.NamedNode(DATASET_GRAPH), ox.NamedNode(f"{XSD}date")
    agreement = ox.NamedNode(resource("agreement", "asean-defa"))
    for subject, name, value in (
        (ox.NamedNode(resource("economy", "SGP")), "iso3", ox.Literal("Singapore")),
        (agreement, "signed", ox.Literal("2030-01-01", datatype=day)),
        (agreement, "inForce", ox.Literal("2020-01-01", datatype=day)),
    ):
        quads.append(ox.Quad(subject, ox.NamedNode(CW + name), value, graph))
    by_queries: list[Finding] = check_shapes(store_of(quads))
    assert len(by_queries) >= 3
    assert by_queries == check_shapes_by_pyshacl(store_of(quads))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("body", PROPERTY_SHAPES)
def test_a_translated_constraint_finds_what_pyshacl_finds(body: str, target: str) -> None:
    written = shapes(shape(body, target))
    translation = translate(written)
    assert (bool(translation.queries), translation.left) == (True, ())
    found = {(f.node, f.path, f.value) for f in find_faults(data(), translation.queries)}
    assert no_blank(found) == no_blank({(f.node, f.path, f.value) for f in faults_by_pyshacl(data(), written)})


def no_blank(found: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Blank nodes get new names with each reading: keep only that there is one."""
    named = ("urn:", "http")
    return {
        (node if node.startswith(named) else "_", path, value if len(value) < 30 or value.startswith(named) else "_")
        for node, path, value in found
    }


@pytest.mark.parametrize("body", PROPERTY_SHAPES)
def test_each_translated_constraint_finds_a_fault(body: str) -> None:
    assert list(find_faults(data(), translate(shapes(shape(body))).queries))


@pytest.mark.parametrize("body", ["sh:path e:name ; sh:minCount 1", "sh:path e:near ; sh:class e:Thing"])
def test_instances_of_a_class_under_the_target_are_checked_too(body: str) -> None:
    store = data(DATA + "e:Special rdfs:subClassOf e:Thing . e:one e:near e:four .")
    written = shapes(shape(body))
    assert check_shapes(store, written) == check_shapes_by_pyshacl(store, written) != check_shapes(data(), written)


@pytest.mark.parametrize("body", LEFT)
def test_a_constraint_without_a_translation_is_left_to_pyshacl_with_all_its_shape(body: str) -> None:
    written = shapes(shape(body))
    translation = translate(written)
    assert translation.queries == ()
    assert set(translation.left) == {quad.triple for quad in written}
    store = data()
    assert check_shapes(store, written) == check_shapes_by_pyshacl(store, written)


def test_only_the_part_without_a_translation_is_left() -> None:
    words = "sh:severity sh:Violation ; sh:message"
    written = shapes(
        shape(PROPERTY_SHAPES[0])
        + f"e:shape sh:property [ {LEFT[0]} ; {words} 'Left.' ] , "
        + f"[ sh:path e:size ; sh:maxCount 1 ; {words} 'Asked.' ] ."
    )
    translation = translate(written)
    assert {query.message for query in translation.queries} == {"Wrong.", "Asked."}
    assert not {"Wrong.", "Asked."} & {t.object.value for t in translation.left if isinstance(t.object, ox.Literal)}
    found = check_shapes(data(), written)
    assert {f.message for f in found} == {"Wrong.", "Asked.", "Left."}
    assert found == check_shapes_by_pyshacl(data(), written)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("SELECT $this ?value WHERE { $this e:near ?value . ?value e:near $this }", True),
        ("SELECT $this WHERE { $this e:near ?union FILTER NOT EXISTS { $this e:key ?key } }", True),
        ("SELECT $this ?value WHERE { { $this e:near ?value } UNION { $this e:also ?value } }", False),
        ("SELECT $this ?value WHERE { $this a e:Thing OPTIONAL { $this e:key ?value } }", False),
        ("SELECT $this ?path WHERE { $this ?path e:one }", False),
        ("SELECT $this ?value WHERE { $this e:near ?value } LIMIT 1", False),
        ("SELECT $this ?value WHERE { $this $PATH ?value }", False),
    ],
)
def test_a_sparql_constraint_is_asked_of_all_nodes_at_once_when_that_means_the_same(text: str, asked: bool) -> None:
    written = shapes(
        "e:shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:severity sh:Info ; sh:message 'Wrong.' ; sh:sparql "
        f"[ a sh:SPARQLConstraint ; sh:prefixes e:prefixes ; sh:select '''{text}''' ] . "
        "e:prefixes sh:declare [ sh:prefix 'e' ; sh:namespace 'urn:example:'^^xsd:anyURI ] ."
    )
    translation = translate(written)
    assert (bool(translation.queries), bool(translation.left)) == (asked, not asked)
    if "$PATH" not in text:
        found = check_shapes(data(DATA.replace("[ ]", "e:six")), written)
        assert found
        assert found == check_shapes_by_pyshacl(data(DATA.replace("[ ]", "e:six")), written)
