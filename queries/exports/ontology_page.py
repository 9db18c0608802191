"""The ontology as one HTML page that opens without a network."""

from __future__ import annotations

from dataclasses import dataclass

from clauseway.graph.schema import load_schema
from clauseway.ontology.reference import Concept, Match, Reference, Scheme, file_prefixes, read_reference, short_name
from clauseway.ontology.shape_words import shape_rules
from clauseway.queries.exports.class_diagram import BOX_HEIGHT, BOX_WIDTH, WIDTH, class_diagram
from clauseway.queries.exports.templating import environment
from clauseway.queries.ontology_tables import match_words

PAGE_NAME = "index.html"

EXAMPLE = """\
@prefix cw: <https://w3id.org/clauseway/ontology#> .
@prefix clause: <https://w3id.org/clauseway/clause/> .
@prefix wording: <https://w3id.org/clauseway/wording/> .
@prefix my: <https://example.org/my-data/> .

my:art-5 a cw:Provision ;
    cw:article "5" ;
    cw:addresses clause:cross-border-data-transfer ;
    cw:adoptedCoding [ a cw:Coding ; cw:codes my:art-5 ; cw:wording wording:soft ; cw:coder "my team" ] .
"""
"""A provision coded with our terms by somebody else, in Turtle."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree of a scheme: a concept, or the concept of another scheme that heads a group."""

    concept: Concept
    children: tuple[Branch, ...]
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the index."""

    label: str
    name: str
    kind: str
    anchor: str


def ontology_page() -> str:
    """The whole page; the same ontology gives the same bytes."""
    reference = read_reference()
    concepts = {concept.iri: concept for concept in reference.concepts()}
    known = {thing.iri for thing in (*reference.terms, *reference.schemes, *reference.mapped, *concepts.values())}
    matched: dict[str, list[Match]] = {iri: reference.matches_of(iri) for iri in known}

    def href(iri: str) -> str:
        return f"#{anchor(iri)}" if iri in known else iri

    return environment().get_template("ontology.html.j2").render(
        ontology=reference,
        trees={scheme.iri: tree(scheme, concepts) for scheme in reference.schemes},
        matched=matched,
        said_of={
            term.iri: [other.iri for other in reference.terms if term.iri in other.domains]
            for term in reference.of_kind("class")
        },
        concepts=concepts,
        rules=shape_rules(),
        schema=load_schema(),
        diagram=class_diagram(reference),
        box=(BOX_WIDTH, BOX_HEIGHT, WIDTH),
        example=EXAMPLE,
        prefixes=sorted(file_prefixes().items()),
        index=index(reference),
        name=short_name,
        anchor=anchor,
        href=href,
        words=match_words,
    )


def anchor(iri: str) -> str:
    """Where on the page a term, concept or scheme stands.

    >>> anchor("https://w3id.org/clauseway/ontology#Economy"), anchor("https://w3id.org/clauseway/clause/")
    ('cw-Economy', 'clause-')
    """
    return short_name(iri).replace(":", "-", 1)


def tree(scheme: Scheme, concepts: dict[str, Concept]) -> tuple[Branch, ...]:
    """The concepts of a scheme as a tree; those under concepts of another scheme are grouped by these."""
    within = {concept.iri for concept in scheme.concepts}

    def branch(concept: Concept) -> Branch:
        below = tuple(branch(other) for other in scheme.concepts if other.broader == concept.iri)
        return Branch(concept, below, concept.iri not in within)

    tops: dict[str, Concept] = {}
    for concept in scheme.concepts:
        if concept.broader in within:
            continue
        top = concepts.get(concept.broader, concept)
        tops.setdefault(top.iri, top)
    return tuple(branch(top) for top in tops.values())


def index(reference: Reference) -> list[IndexEntry]:
    """Every term, scheme and concept by label."""
    entries = [IndexEntry(term.label, short_name(term.iri), term.kind, anchor(term.iri)) for term in reference.terms]
    for scheme in (*reference.schemes, *reference.mapped):
        entries.append(IndexEntry(scheme.label, short_name(scheme.iri), "scheme", anchor(scheme.iri)))
        kind = "item" if scheme in reference.mapped else "concept"
        entries += [IndexEntry(c.label, short_name(c.iri), kind, anchor(c.iri)) for c in scheme.concepts]
    return sorted(entries, key=lambda entry: (entry.label.casefold(), entry.name))
