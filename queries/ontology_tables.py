"""The ontology as result tables: everything it names, and one thing in full."""

from __future__ import annotations

import difflib

from clauseway.graph.engine import Row
from clauseway.ontology.reference import (
    Concept,
    Match,
    Reference,
    Scheme,
    Term,
    local_name,
    named,
    read_reference,
    short_name,
)
from clauseway.queries.results import Column, Provenance, ResultTable

KINDS = ("class", "property", "concept", "scheme", "item")
"""What the list can be narrowed to; an item is a concept of a scheme that stands for another codebook."""

_WORDS = {
    "exactMatch": ("the same as", "the same as"),
    "closeMatch": ("close to", "close to"),
    "broadMatch": ("narrower than", "broader than"),
    "narrowMatch": ("broader than", "narrower than"),
    "relatedMatch": ("related to", "related to"),
}
_NEAR = 0.6


class UnknownTerm(ValueError):
    """Nothing, or more than one thing, goes by a name; the text says which in one sentence."""


def ontology_list(kind: str | None = None) -> ResultTable:
    """Every class, property, scheme and concept, or those of one kind of `KINDS`."""
    reference = read_reference()
    rows = [row for row in _rows(reference) if kind is None or row["kind"] == kind or _is_property(row, kind)]
    columns = [
        Column("name", "Name", "string", "name with its prefix"),
        Column("kind", "Kind", "string", "class, object property, datatype property, scheme, concept or item"),
        Column("label", "Label", "string", "English label"),
        Column("definition", "Definition", "string", "what it means"),
        Column("belongs", "Of", "string", "class a property is said of; scheme of a concept; module of a class"),
        Column("range", "Values", "string", "class or datatype of the values of a property"),
        Column("iri", "IRI", "string", "its address"),
    ]
    shown = ("name", "kind", "label", "definition")
    return ResultTable("Ontology", columns, rows, _provenance("ontology list"), "The ontology names nothing.", shown)


def ontology_entry(text: str) -> ResultTable:
    """One term, concept or scheme in full, a row a fact.

    Raises:
        UnknownTerm: Nothing goes by that name, or several things do.
    """
    found = named(text)
    if not found:
        raise UnknownTerm(f"The ontology has no '{text.strip()}'.{_nearest(text)} List: clauseway ontology list")
    if len(found) > 1:
        names = ", ".join(short_name(thing.iri) for thing in found)
        raise UnknownTerm(f"'{text.strip()}' may be {names}; give one of these.")
    thing = found[0]
    rows: list[Row] = [{"fact": fact, "value": value} for fact, value in _facts(thing, read_reference()) if value]
    columns = [
        Column("fact", "Fact", "string", "what is said"),
        Column("value", "Value", "string", "what it is"),
    ]
    provenance = _provenance("ontology show")
    provenance.parameters["term"] = short_name(thing.iri)
    return ResultTable(f"{short_name(thing.iri)}: {thing.label}", columns, rows, provenance)


def match_words(match: Match, *, backwards: bool = False) -> str:
    """A match in words, read from our side or from the other.

    >>> match_words(Match("a", "broadMatch", "b")), match_words(Match("a", "broadMatch", "b"), backwards=True)
    ('narrower than', 'broader than')
    """
    return _WORDS[match.kind][backwards]


def _rows(reference: Reference) -> list[Row]:
    rows: list[Row] = []
    for term in reference.terms:
        belongs = " or ".join(map(short_name, term.domains)) or term.module.rpartition("/")[2]
        rows.append(_row(term, term.kind, belongs, short_name(term.range)))
    for schemes, kind in ((reference.schemes, "concept"), (reference.mapped, "item")):
        for scheme in schemes:
            rows.append(_row(scheme, "scheme", "", ""))
            rows += [_row(concept, kind, short_name(scheme.iri), "") for concept in scheme.concepts]
    return rows


def _row(thing: Term | Concept | Scheme, kind: str, belongs: str, values: str) -> Row:
    return {
        "name": short_name(thing.iri),
        "kind": kind,
        "label": thing.label,
        "definition": thing.definition,
        "belongs": belongs or None,
        "range": values or None,
        "iri": thing.iri,
    }


def _is_property(row: Row, kind: str) -> bool:
    return kind == "property" and str(row["kind"]).endswith(" property")


def _facts(thing: Term | Concept | Scheme, reference: Reference) -> list[tuple[str, str]]:
    facts = [("IRI", thing.iri), ("definition", thing.definition)]
    if isinstance(thing, Term):
        facts = [("kind", thing.kind), *facts, ("example", thing.example)]
        facts += [("narrower than", short_name(iri)) for iri in thing.parents]
        facts += [("said of", " or ".join(map(short_name, thing.domains))), ("values", short_name(thing.range))]
        facts += [("property", short_name(p.iri)) for p in reference.terms if thing.iri in p.domains]
        facts.append(("defined by", thing.module))
    elif isinstance(thing, Concept):
        facts = [("kind", "item" if thing.source else "concept"), *facts, ("example", thing.example)]
        facts.append(("scheme", short_name(thing.scheme)))
        facts += [("under", short_name(thing.broader)), ("source", thing.source)]
        facts.append(("not mapped because", thing.not_mapped_because))
    else:
        facts = [("kind", "scheme"), *facts, ("source", thing.source)]
        facts += [("concept", f"{short_name(c.iri)} ({c.label})") for c in thing.concepts]
    labels = {concept.iri: f" ({concept.label})" for concept in reference.concepts()}
    for match in reference.matches_of(thing.iri):
        backwards = match.target == thing.iri
        other = match.subject if backwards else match.target
        facts.append((match_words(match, backwards=backwards), f"{short_name(other)}{labels.get(other, '')}"))
    return facts


def _nearest(text: str) -> str:
    reference = read_reference()
    names: dict[str, str] = {}
    for thing in (*reference.terms, *reference.schemes, *reference.concepts()):
        for name in (short_name(thing.iri), local_name(thing.iri), thing.label):
            names.setdefault(name.casefold(), short_name(thing.iri))
    near = difflib.get_close_matches(text.strip().casefold(), list(names), 1, _NEAR)
    return f" Did you mean '{names[near[0]]}'?" if near else ""


def _provenance(query: str) -> Provenance:
    return Provenance("", None, f"ontology {read_reference().header.version}", query)
