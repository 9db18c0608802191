"""The shapes of figures as queries: pySHACL looks at one node at a time, which for tens of thousands takes minutes.

The shapes stay ordinary SHACL in `ontology/shapes`; for the classes of `figures_rdf.BULK_CLASSES` each constraint
becomes one SPARQL query that finds the faulty nodes at once. `tests/loaders/test_bulk_shapes.py` holds the two
against each other. A constraint that is not known here stops the gate, so nothing goes unchecked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from clauseway.loaders.figures_rdf import BULK_CLASSES
from clauseway.ontology.namespaces import CW, RDF, SH

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_SAID_ELSEWHERE = ("path", "message", "severity", "minCount", "maxCount")


@dataclass(frozen=True, slots=True)
class BulkResult:
    """A faulty node, with the words of its shape."""

    node: str
    path: str
    value: str
    message: str
    severity: str


@dataclass(frozen=True, slots=True)
class BulkQuery:
    """One constraint of one property shape; `text` selects ?node and perhaps ?value."""

    text: str
    path: str
    message: str
    severity: str


def bulk_queries(shapes: rdflib.Graph) -> list[BulkQuery]:
    """One query a constraint of the node shapes that target a bulk class.

    Raises:
        NotImplementedError: A constraint has no translation; add it here or say it otherwise.
    """
    import rdflib

    sh = rdflib.Namespace(SH)
    found: list[BulkQuery] = []
    for name in BULK_CLASSES:
        for node_shape in sorted(shapes.subjects(sh.targetClass, rdflib.URIRef(CW + name)), key=str):
            for shape in shapes.objects(node_shape, sh.property):
                path = _path(shapes, shapes.value(shape, sh.path))
                message = str(shapes.value(shape, sh.message))
                severity = str(shapes.value(shape, sh.severity)).rpartition("#")[2].lower()
                shown = path.strip("<>") if path.startswith("<") and "|" not in path else ""
                counts = [shapes.value(shape, sh[bound]) for bound in ("minCount", "maxCount")]
                text = _count_query(f"<{CW}{name}>", path, *(None if c is None else str(c) for c in counts))
                if text:
                    found.append(BulkQuery(text, shown, message, severity))
                for predicate, value in shapes.predicate_objects(shape):
                    constraint = str(predicate).removeprefix(SH)
                    if constraint not in _SAID_ELSEWHERE:
                        text = _query(shapes, f"<{CW}{name}>", path, constraint, value)
                        found.append(BulkQuery(text, shown, message, severity))
    return sorted(found, key=lambda query: (query.message, query.text))


def check_bulk(store: ox.Store, shapes: rdflib.Graph) -> Iterator[BulkResult]:
    """Every fault of the figures in a store, all its graphs as one."""
    for query in bulk_queries(shapes):
        solutions = store.query(query.text, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        with_value = len(solutions.variables) > 1
        for solution in solutions:
            value = solution["value"] if with_value else None
            yield BulkResult(
                _text(solution["node"]), query.path, _text(value) if value is not None else "", query.message,
                query.severity,
            )  # fmt: skip


def _text(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def _path(shapes: rdflib.Graph, path: Node | None) -> str:
    import rdflib
    from rdflib.collection import Collection

    if isinstance(path, rdflib.URIRef):
        return path.n3()
    alternatives = shapes.value(path, rdflib.Namespace(SH).alternativePath) if path is not None else None
    if alternatives is None:
        raise NotImplementedError("a shape of figures has a path that is neither a property nor a choice of some")
    return "(" + "|".join(item.n3() for item in Collection(shapes, alternatives)) + ")"


def _count_query(target: str, path: str, least: str | None, most: str | None) -> str:
    """Nodes with too few or too many values; empty when the shape does not count. Only 1 is known as a bound."""
    node = f"?node <{RDF}type> {target} ."
    match least, most:
        case None, None:
            return ""
        case "1", None:
            return f"SELECT ?node {{ {node} FILTER NOT EXISTS {{ ?node {path} ?any }} }}"
        case None, "1":
            values, bound = f"?node {path} ?any", "?n > 1"
        case "1", "1":
            values, bound = f"OPTIONAL {{ ?node {path} ?any }}", "?n != 1"
        case _:
            raise NotImplementedError(f"shapes of figures cannot count from {least} to {most}")
    counted = f"SELECT ?node (COUNT(DISTINCT ?any) AS ?n) {{ {node} {values} }} GROUP BY ?node"
    return f"SELECT ?node {{ {{ {counted} }} FILTER({bound}) }}"


def _query(shapes: rdflib.Graph, target: str, path: str, constraint: str, value: Node) -> str:
    from rdflib.collection import Collection

    node = f"?node <{RDF}type> {target} ."
    number = value.n3()
    match constraint:
        case "datatype":
            fault = f"FILTER(!COALESCE(DATATYPE(?value) = {number}, false))"
        case "class":
            fault = f"FILTER NOT EXISTS {{ ?value <{RDF}type> {number} }}"
        case "in":
            fault = f"FILTER(?value NOT IN ({', '.join(item.n3() for item in Collection(shapes, value))}))"
        case "minInclusive":
            fault = f"FILTER(!COALESCE(?value >= {number}, false))"
        case "maxInclusive":
            fault = f"FILTER(!COALESCE(?value <= {number}, false))"
        case "minLength":
            fault = f"FILTER(STRLEN(STR(?value)) < {value})"
        case _:
            raise NotImplementedError(f"shapes of figures cannot say sh:{constraint} {value}")
    return f"SELECT DISTINCT ?node ?value {{ {node} ?node {path} ?value {fault} }}"
