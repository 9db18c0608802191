"""Read small Turtle files of the ontology into plain descriptions, quickly (no rdflib: it costs 0.13 s)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clauseway.ontology.seal import require_sealed


@dataclass(slots=True)
class Description:
    """What a file says of one resource: literal values and IRIs by predicate, in file order."""

    subject: str
    literals: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict[str, list[tuple[str, str | None]]])
    links: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def text(self, predicate: str, *, language: str | None = None, default: str | None = None) -> str:
        """First literal of a predicate (in a language, if one is named).

        Raises:
            KeyError: There is none and no default was given.
        """
        for value, tag in self.literals.get(predicate, []):
            if language is None or tag == language:
                return value
        if default is None:
            raise KeyError(f"{self.subject} has no {predicate}")
        return default

    def texts(self, predicate: str) -> list[str]:
        """All literals of a predicate."""
        return [value for value, _ in self.literals.get(predicate, [])]

    def iris(self, predicate: str) -> list[str]:
        """All resources a predicate points to; blank nodes as `_:id`."""
        return self.links.get(predicate, [])

    def iri(self, predicate: str) -> str:
        """The first resource a predicate points to.

        Raises:
            KeyError: There is none.
        """
        found = self.iris(predicate)
        if not found:
            raise KeyError(f"{self.subject} has no {predicate}")
        return found[0]


def read_descriptions(*files: Path) -> dict[str, Description]:
    """Read Turtle files into descriptions by subject IRI (blank nodes as `_:id`).

    Raises:
        SealBroken: A file of the ontology is not the one that was sealed.
    """
    import pyoxigraph as ox

    require_sealed(*files)
    found: dict[str, Description] = {}
    for file in files:
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            subject = _name(quad.subject)
            description = found.setdefault(subject, Description(subject))
            predicate = quad.predicate.value
            if isinstance(quad.object, ox.Literal):
                description.literals.setdefault(predicate, []).append((quad.object.value, quad.object.language))
            else:
                description.links.setdefault(predicate, []).append(_name(quad.object))
    return found


def _name(term: object) -> str:
    import pyoxigraph as ox

    return term.value if isinstance(term, ox.NamedNode) else str(term)
