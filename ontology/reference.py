"""The ontology as a reader meets it: parts, terms, schemes with their concepts, mappings and alignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from clauseway.ontology import (
    ALIGNMENTS_FOLDER,
    MAPPINGS_FOLDER,
    MODULES_FOLDER,
    ONTOLOGY_FOLDER,
    SHAPES_FOLDER,
    VOCABULARY_FOLDER,
)
from clauseway.ontology.files import ontology_files
from clauseway.ontology.namespaces import BASE, CW, DCT, OWL, PREFIXES, RDF, RDFS, SKOS
from clauseway.ontology.seal import require_sealed
from clauseway.ontology.turtle import Description, read_descriptions
from clauseway.ontology.version import ONTOLOGY_IRI

type TermKind = Literal["class", "object property", "datatype property"]

MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""Kinds of match, the closest first."""

_KINDS: dict[str, TermKind] = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "object property",
    f"{OWL}DatatypeProperty": "datatype property",
}
_UNORDERED = 10**6


@dataclass(frozen=True, slots=True)
class Match:
    """A SKOS match.

    Attributes:
        subject: IRI of one of our terms or concepts.
        kind: `exactMatch` to `relatedMatch`.
        target: IRI of an item of another scheme, or of a term of another vocabulary.
    """

    subject: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """The ontology or one of its modules; the hygiene rules see to it that none of these is empty."""

    iri: str
    version_iri: str
    version: str
    title: str
    description: str
    modified: str
    licence: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property.

    Attributes:
        iri: Its IRI.
        kind: Class, object property or datatype property.
        label, definition, example: In English.
        module: IRI of the part that defines it.
        parents: IRIs of the classes or properties it narrows, ours and others'.
        domains: IRIs of the classes it may be said of; several are alternatives. Empty for a class.
        range: IRI of the class or datatype of its values; empty for a class.
    """

    iri: str
    kind: TermKind
    label: str
    definition: str
    example: str
    module: str
    parents: tuple[str, ...]
    domains: tuple[str, ...]
    range: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme.

    Attributes:
        iri: Its IRI.
        scheme: IRI of its scheme.
        notation: Its key in the scheme.
        label, definition, example: In English; an item of a mapped scheme has no example.
        broader: IRI of the concept it stands under, the theme for a clause type; empty at the top.
        source: What an item of a mapped scheme cites.
        not_mapped_because: Why an item of a mapped scheme has no counterpart.
    """

    iri: str
    scheme: str
    notation: str
    label: str
    definition: str
    example: str
    broader: str
    source: str
    not_mapped_because: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its concepts in order; `source` is set for a scheme that stands for somebody else's."""

    iri: str
    label: str
    definition: str
    source: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The matches with one other vocabulary."""

    iri: str
    title: str
    description: str
    source: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything the ontology states.

    Attributes:
        header: The ontology as a whole.
        scope: What the header says of its addresses.
        modules: Its parts.
        terms: Classes first, then properties, each by name.
        schemes: The schemes of the project.
        mapped: The schemes that stand for other codebooks.
        mappings: Matches from our concepts to items of those.
        alignments: Matches with other vocabularies.
    """

    header: Part
    scope: str
    modules: tuple[Part, ...]
    terms: tuple[Term, ...]
    schemes: tuple[Scheme, ...]
    mapped: tuple[Scheme, ...]
    mappings: tuple[Match, ...]
    alignments: tuple[Alignment, ...]

    def of_kind(self, kind: TermKind) -> list[Term]:
        """The terms of one kind."""
        return [term for term in self.terms if term.kind == kind]

    def concepts(self) -> list[Concept]:
        """Concepts of all schemes, ours before the mapped ones."""
        return [concept for scheme in (*self.schemes, *self.mapped) for concept in scheme.concepts]

    def matches_of(self, iri: str) -> list[Match]:
        """Every match that one of our terms or concepts has, or that points to an item."""
        aligned = (match for alignment in self.alignments for match in alignment.matches)
        return [match for match in (*self.mappings, *aligned) if iri in (match.subject, match.target)]


@cache
def read_reference() -> Reference:
    """Read the Turtle files of the ontology."""
    modules = read_descriptions(*sorted(MODULES_FOLDER.glob("*.ttl")))
    header = read_descriptions(ONTOLOGY_FOLDER / "clauseway.ttl")[ONTOLOGY_IRI]
    mappings = read_descriptions(*sorted(MAPPINGS_FOLDER.glob("*.ttl")))
    terms = [_term(d, kind, modules) for d in modules.values() for kind in _kinds(d) if d.subject.startswith(CW)]
    order = list(_KINDS.values())
    return Reference(
        _part(header),
        header.text(f"{SKOS}scopeNote", default=""),
        tuple(_part(modules[iri]) for iri in header.iris(f"{DCT}hasPart") if iri in modules),
        tuple(sorted(terms, key=lambda term: (order.index(term.kind), term.iri))),
        _schemes(read_descriptions(*sorted(VOCABULARY_FOLDER.glob("*.ttl")))),
        _schemes(mappings),
        tuple(_matches(mappings.values())),
        tuple(_alignment(read_descriptions(file)) for file in sorted(ALIGNMENTS_FOLDER.glob("*.ttl"))),
    )


@cache
def file_prefixes() -> dict[str, str]:
    """Prefixes that the files of the ontology declare, those of exports first."""
    import pyoxigraph as ox

    found = dict(PREFIXES)
    for file in (*ontology_files(), *sorted(SHAPES_FOLDER.glob("*.ttl"))):
        require_sealed(file)
        parser = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
        for _ in parser:
            pass
        for prefix, base in parser.prefixes.items():
            found.setdefault(prefix, base)
    return found


def short_name(iri: str) -> str:
    """An IRI by the longest prefix that fits, or in full.

    >>> short_name(CW + "Economy"), short_name(BASE + "mapping/desta/ecommerce_duty"), short_name("urn:x")
    ('cw:Economy', 'desta:ecommerce_duty', 'urn:x')
    """
    fits = [(len(base), prefix) for prefix, base in file_prefixes().items() if iri.startswith(base)]
    if not fits:
        return iri
    length, prefix = max(fits)
    return f"{prefix}:{iri[length:]}"


def named(text: str) -> list[Term | Concept | Scheme]:
    """What goes by a name: an IRI, a prefixed name, a local name or notation, or a label; exact before loose.

    >>> [found.label for found in named("cw:Economy")], len(named("Economy")), named("no such thing")
    (['Economy'], 1, [])
    """
    reference = read_reference()
    things: list[Term | Concept | Scheme] = [*reference.terms, *reference.concepts()]
    things += [*reference.schemes, *reference.mapped]
    rated = [(rate, thing) for thing in things if (rate := _rate(thing, text.strip())) is not None]
    best = min((rate for rate, _ in rated), default=0)
    return [thing for rate, thing in rated if rate == best]


def local_name(iri: str) -> str:
    """What stands after the prefix; the prefix itself for a scheme.

    >>> local_name(CW + "Economy"), local_name(BASE + "clause/smes"), local_name(BASE + "clause/")
    ('Economy', 'smes', 'clause')
    """
    prefix, _, local = short_name(iri).partition(":")
    return local or prefix


def _rate(thing: Term | Concept | Scheme, wanted: str) -> int | None:
    """How loosely a thing goes by a name, 0 being its whole name; None when it does not."""
    short, local = short_name(thing.iri), local_name(thing.iri)
    whole = ((thing.iri, short), (local,), (thing.label,))
    for rate, names in enumerate(whole):
        if wanted in names:
            return rate
    for rate, names in enumerate(((short,), (local, thing.label)), start=len(whole)):
        if wanted.casefold() in (name.casefold() for name in names):
            return rate
    return None


def _kinds(description: Description) -> list[TermKind]:
    return [_KINDS[iri] for iri in description.iris(f"{RDF}type") if iri in _KINDS]


def _part(d: Description) -> Part:
    return Part(
        d.subject,
        next(iter(d.iris(f"{OWL}versionIRI")), ""),
        d.text(f"{OWL}versionInfo"),
        d.text(f"{DCT}title"),
        d.text(f"{DCT}description"),
        d.text(f"{DCT}modified", default=""),
        d.iri(f"{DCT}license"),
    )


def _term(d: Description, kind: TermKind, modules: dict[str, Description]) -> Term:
    domains = [iri for found in d.iris(f"{RDFS}domain") for iri in _alternatives(found, modules)]
    return Term(
        d.subject,
        kind,
        d.text(f"{RDFS}label"),
        d.text(f"{SKOS}definition"),
        d.text(f"{SKOS}example", default=""),
        d.iri(f"{RDFS}isDefinedBy"),
        (*d.iris(f"{RDFS}subClassOf"), *d.iris(f"{RDFS}subPropertyOf")),
        tuple(domains),
        next(iter(d.iris(f"{RDFS}range")), ""),
    )


def _alternatives(iri: str, described: dict[str, Description]) -> list[str]:
    """The members of a union class, or the class itself."""
    if not iri.startswith("_:"):
        return [iri]
    return [member for found in described[iri].iris(f"{OWL}unionOf") for member in list_members(found, described)]


def list_members(head: str, described: dict[str, Description]) -> list[str]:
    """The resources of an RDF list."""
    members: list[str] = []
    while head != f"{RDF}nil":
        members += described[head].iris(f"{RDF}first")
        head = described[head].iri(f"{RDF}rest")
    return members


def _schemes(described: dict[str, Description]) -> tuple[Scheme, ...]:
    concepts: dict[str, list[tuple[int, Concept]]] = defaultdict(list)
    for d in described.values():
        if f"{SKOS}Concept" in d.iris(f"{RDF}type"):
            place = int(d.text(f"{CW}order", default=str(_UNORDERED)))
            concepts[d.iri(f"{SKOS}inScheme")].append((place, _concept(d)))
    heads = [d for d in described.values() if f"{SKOS}ConceptScheme" in d.iris(f"{RDF}type")]
    return tuple(
        Scheme(
            d.subject,
            d.text(f"{SKOS}prefLabel"),
            d.text(f"{SKOS}definition"),
            d.text(f"{DCT}source", default=""),
            tuple(concept for _, concept in sorted(concepts[d.subject], key=lambda pair: (pair[0], pair[1].iri))),
        )
        for d in heads
    )


def _concept(d: Description) -> Concept:
    return Concept(
        d.subject,
        d.iri(f"{SKOS}inScheme"),
        d.text(f"{SKOS}notation"),
        d.text(f"{SKOS}prefLabel"),
        d.text(f"{SKOS}definition"),
        d.text(f"{SKOS}example", default=""),
        next(iter((*d.iris(f"{SKOS}broader"), *d.iris(f"{CW}theme"))), ""),
        d.text(f"{DCT}source", default=""),
        d.text(f"{CW}notMappedBecause", default=""),
    )


def _matches(described: Iterable[Description]) -> list[Match]:
    return [
        Match(d.subject, kind, target) for d in described for kind in MATCHES for target in d.iris(f"{SKOS}{kind}")
    ]


def _alignment(described: dict[str, Description]) -> Alignment:
    head = next(d for iri, d in described.items() if iri.startswith(f"{BASE}alignment/"))
    return Alignment(
        head.subject,
        head.text(f"{DCT}title"),
        head.text(f"{DCT}description"),
        head.text(f"{DCT}source"),
        tuple(_matches(described.values())),
    )
