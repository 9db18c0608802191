"""Slugs that a source may use, read from the ontology."""

from __future__ import annotations

from functools import cache

from clauseway.ontology import VOCABULARY_FOLDER
from clauseway.ontology.namespaces import CW, RDF, SKOS
from clauseway.ontology.turtle import read_descriptions


@cache
def clause_slugs() -> frozenset[str]:
    """Slugs of the 62 clause types."""
    found = read_descriptions(VOCABULARY_FOLDER / "clause-types.ttl").values()
    return frozenset(slug for d in found for slug in d.texts(f"{CW}clauseSlug"))


@cache
def law_slugs() -> frozenset[str]:
    """Slugs of the kinds of law."""
    found = read_descriptions(VOCABULARY_FOLDER / "laws.ttl").values()
    return frozenset(d.text(f"{SKOS}notation") for d in found if f"{CW}LawKind" in d.iris(f"{RDF}type"))


@cache
def clause_labels() -> dict[str, str]:
    """English name of each clause type by its slug."""
    found = read_descriptions(VOCABULARY_FOLDER / "clause-types.ttl").values()
    return {slug: d.text(f"{SKOS}prefLabel", language="en") for d in found for slug in d.texts(f"{CW}clauseSlug")}
