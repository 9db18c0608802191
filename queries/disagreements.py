"""Two sides of a disagreement between sources, and how they are read from the RDF dataset."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.ontology.namespaces import BASE, PREFIXES


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One side of a contradiction.

    Attributes:
        value: What the source says.
        source: Identifier of the source.
        place: File and line, joined by a colon.
        verification: How the source knows it.
    """

    value: str
    source: str
    place: str
    verification: str


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """Two sources that cannot both be right, or of which one is silent where the other speaks.

    Attributes:
        kind: `date`, `party`, `coding`, `silence` or `item`.
        agreement: Slug of the agreement.
        article: Article it is about; empty when it is about the whole agreement.
        clause: Slug of the clause type; empty when it is about none.
        economy: Codes of the economies concerned; empty when it is about all.
        subject: What is told differently.
        preferred: The side the dataset adopts.
        other: The side that yields.
        why: The rule that decided.
    """

    kind: str
    agreement: str
    article: str
    clause: str
    economy: str
    subject: str
    preferred: Statement
    other: Statement
    why: str


def rows_of(store: ox.Store, query: str) -> list[dict[str, str]]:
    """Solutions as texts: a concept or source is its last part, what is unbound is empty."""
    found = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: _text(solution[name]) for name in names} for solution in found]


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value if "/row/" in term.value else term.value.removeprefix(BASE).rpartition("/")[2]
    return term.value if isinstance(term, ox.Literal) else ""


def place_of(iri: str) -> str:
    """File and line of a row IRI, joined by a colon.

    >>> place_of("https://w3id.org/clauseway/row/facts/coverage.csv#L17")
    'facts/coverage.csv:17'
    """
    file, line = place_of_row(iri)
    return f"{file}:{line}"


def origin_of(row: dict[str, str]) -> tuple[str, str, str]:
    """Source, place and verification level of a solution."""
    return row["source"], place_of(row["row"]), row["level"]
