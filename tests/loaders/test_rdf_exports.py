"""Every RDF export can be read back by another library, and holds what went in."""

from __future__ import annotations

import json
from itertools import permutations

import pyoxigraph as ox
import pytest
import rdflib

from clauseway.loaders.build import Built
from clauseway.loaders.rdf_files import RDF_SUFFIXES, RdfFormat, serialize, serialize_in_parts
from clauseway.ontology.context import CONTEXT_FILE, build_context, context_text
from clauseway.ontology.namespaces import BASE, CW, DCT, SKOS, XSD

RDFLIB_NAMES: dict[RdfFormat, str] = {"trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
GRAPH = ox.NamedNode(f"{BASE}graph/odd")
ODD = [
    (f"{CW}since", ox.Literal("2020-01-01", datatype=ox.NamedNode(f"{XSD}date"))),
    (f"{CW}since", ox.Literal("a string where a date is due")),
    (f"{CW}binding", ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean"))),
    (f"{CW}binding", ox.Literal("1", datatype=ox.NamedNode(f"{XSD}boolean"))),
    (f"{CW}position", ox.Literal("7", datatype=ox.NamedNode(f"{XSD}integer"))),
    (f"{CW}position", ox.Literal("12345678901234567890", datatype=ox.NamedNode(f"{XSD}integer"))),
    (f"{CW}title", ox.Literal("Überschrift \"A\" \\ B\nzwei", language="de")),
    (f"{CW}title", ox.NamedNode("https://example.org/a thing".replace(" ", "-"))),
    (f"{CW}state", ox.Literal("a string where a concept is due")),
    (f"{CW}economy", ox.NamedNode("urn:isbn:0451450523")),
    (f"{CW}hasLink", ox.BlankNode("b1")),
    (f"{SKOS}altLabel", ox.Literal("alone, with a language", language="en")),
    (f"{SKOS}prefLabel", ox.Literal("without a language")),
    (f"{SKOS}prefLabel", ox.Literal("with one", language="en")),
    (f"{DCT}source", ox.Literal("1.50", datatype=ox.NamedNode(f"{XSD}decimal"))),
    (f"{BASE}new/property", ox.NamedNode(f"{BASE}//two-slashes")),
]  # fmt: skip


def odd_quads() -> list[ox.Quad]:
    subject = ox.NamedNode(f"{BASE}agreement/odd")
    return [ox.Quad(subject, ox.NamedNode(predicate), value, GRAPH) for predicate, value in ODD]


def canonical(read: rdflib.Dataset) -> set[tuple[str, str, str, str]]:
    """Statements as text; blank nodes lose their names, which no format keeps."""
    found: set[tuple[str, str, str, str]] = set()
    for s, p, o, g in read.quads():
        if g is not None:
            found.add((str(g), s.n3(), p.n3(), "_:" if isinstance(o, rdflib.BNode) else o.n3()))
    return found


def by_rdflib(content: bytes, form: str) -> set[tuple[str, str, str, str]]:
    return canonical(rdflib.Dataset().parse(data=content, format=form))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("form", ["trig", "jsonld"])
def test_rdflib_reads_the_same_statements_of_the_same_graphs(form: RdfFormat, small_built: Built) -> None:
    expected = by_rdflib(serialize(small_built.quads, "nq"), "nquads")
    assert len(expected) == len(set(small_built.quads))
    assert by_rdflib(serialize(small_built.quads, form), RDFLIB_NAMES[form]) == expected


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_values_that_are_not_what_their_property_says_come_back_as_they_are(form: RdfFormat) -> None:
    lexical = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False  # type: ignore[misc]  # else rdflib itself makes true of 1
    try:
        read = by_rdflib(serialize(odd_quads(), form), RDFLIB_NAMES[form])
        expected = by_rdflib("".join(f"{quad} .\n" for quad in odd_quads()).encode(), "nquads")
    finally:
        rdflib.NORMALIZE_LITERALS = lexical  # type: ignore[misc]
    assert len(expected) == len(ODD)
    assert read == expected


def test_turtle_holds_every_statement_once_and_no_graph(small_built: Built) -> None:
    first = small_built.quads[0]
    elsewhere = ox.Quad(first.subject, first.predicate, first.object, GRAPH)
    written = serialize([*small_built.quads, elsewhere], "ttl")
    read = rdflib.Graph().parse(data=written, format="turtle")
    assert len(read) == len({quad.triple for quad in small_built.quads})
    assert b"GRAPH" not in written


@pytest.mark.parametrize("form", sorted(set(RDF_SUFFIXES.values())))
def test_the_order_of_the_statements_changes_no_byte(form: RdfFormat) -> None:
    some = odd_quads()[:4]
    assert len({serialize(order, form) for order in permutations(some)}) == 1


def test_the_parts_of_an_export_are_the_export(small_built: Built) -> None:
    parts = list(serialize_in_parts(small_built.quads, "jsonld"))
    assert len(parts) > 10 and b"".join(parts) == serialize(small_built.quads, "jsonld")


def test_json_ld_reads_like_records_and_needs_nothing_from_elsewhere(small_built: Built) -> None:
    document = json.loads(serialize(small_built.quads, "jsonld"))
    agreement = next(q.subject for q in small_built.quads if q.predicate.value == f"{CW}hasParticipation")
    assert isinstance(agreement, ox.NamedNode)
    assert document["@context"] == json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))["@context"]
    graphs = {graph["id"]: graph["@graph"] for graph in document["@graph"]}
    nodes = {node["id"]: node for node in graphs["clauseway:graph/dataset"]}
    node = nodes[agreement.value.replace(BASE, "clauseway:")]
    assert list(node)[:2] == ["id", "type"] and node["type"] == "Agreement"
    assert node["binding"] in (True, False) and node["agreementKind"].startswith("clauseway:kind/")
    assert isinstance(node["hasParticipation"], list)


def test_the_shipped_context_is_current() -> None:
    """`clauseway ontology context -o ontology/context.jsonld` writes it anew."""
    assert CONTEXT_FILE.read_text(encoding="utf-8") == context_text()


def test_the_context_says_what_the_ontology_says() -> None:
    context = build_context()
    assert context["since"] == {"@id": "cw:since", "@type": "xsd:date"}
    assert context["hasParticipation"] == {"@id": "cw:hasParticipation", "@type": "@id", "@container": "@set"}
    assert context["Agreement"] == "cw:Agreement"
    assert context["iso3"] == {"@id": "cw:iso3"}, "a string is what JSON says anyway"


def test_a_record_written_by_hand_with_the_context_is_the_rdf_it_looks_like() -> None:
    record = {"@context": build_context(), "id": "clauseway:agreement/new", "type": "Agreement", "signed": "2026-01-31"}
    read = rdflib.Graph().parse(data=json.dumps(record), format="json-ld")
    signed = rdflib.Literal("2026-01-31", datatype=rdflib.XSD.date)
    new = rdflib.URIRef(f"{BASE}agreement/new")
    assert set(read) == {
        (new, rdflib.RDF.type, rdflib.URIRef(f"{CW}Agreement")),
        (new, rdflib.URIRef(f"{CW}signed"), signed),
    }
