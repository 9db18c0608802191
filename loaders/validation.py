"""The SHACL gate: what does not hold to the shapes does not become a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, cast

import pyoxigraph as ox

from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.loaders.shape_queries import Fault, ResultSeverity, Translation, find_faults, translate
from clauseway.ontology import SHAPES_FOLDER
from clauseway.ontology.namespaces import BASE, CW, PROV, RDFS, SH
from clauseway.ontology.seal import require_sealed


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of a shape.

    Attributes:
        severity: `violation` refuses the build; `warning` and `info` are shown.
        node: The resource in question.
        path: The property, or an empty string.
        value: The value found, or an empty string.
        message: What is wrong and what to do, in words.
        file, line: Where the record was read (an empty name when the resource has no row of its own).
    """

    severity: ResultSeverity
    file: str
    line: int
    node: str
    path: str
    value: str
    message: str


class ShapesRefused(Exception):
    """Some statements break a shape of severity violation."""

    def __init__(self, findings: list[Finding]) -> None:
        """Take the findings; the first is the message."""
        self.findings = findings
        first = findings[0]
        place = f"{first.file}:{first.line}: " if first.file else ""
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{place}{first.message}{more}")


_RESULTS = f"""
SELECT ?node ?path ?value ?message ?severity WHERE {{
  ?result a <{SH}ValidationResult> ; <{SH}focusNode> ?node ; <{SH}resultMessage> ?message ;
          <{SH}resultSeverity> ?severity .
  OPTIONAL {{ ?result <{SH}resultPath> ?path }}
  OPTIONAL {{ ?result <{SH}value> ?value }}
}}"""


def check_shapes(store: ox.Store, shapes: ox.Store | None = None) -> list[Finding]:
    """Validate the data of a store (all named graphs as one) against the project's shapes.

    Shapes are asked as queries; what cannot be said as a query is left to pySHACL.

    Args:
        store: Data and vocabularies.
        shapes: Other shapes than the project's own, in the default graph.

    Returns:
        Findings, violations first, in a stable order.
    """
    translation = _translated(store, shapes)
    faults = set(find_faults(store, translation.queries))
    if translation.left:
        left = ox.Store()
        left.extend(ox.Quad(*triple) for triple in translation.left)
        faults.update(faults_by_pyshacl(store, left))
    return _findings(store, faults)


def check_classes(store: ox.Store, classes: Collection[str]) -> list[Finding] | None:
    """As [`check_shapes`][clauseway.loaders.validation.check_shapes], but only by the shapes that name some classes.

    Args:
        store: Data and vocabularies.
        classes: IRIs.

    Returns:
        Findings; nothing where a shape cannot be said as a query, so that it is not known what it looks at.
    """
    translation = _translated(store, None)
    if translation.left:
        return None
    named = [f"<{iri}>" for iri in classes]
    asked = tuple(query for query in translation.queries if any(name in query.text for name in named))
    return _findings(store, set(find_faults(store, asked)))


def _translated(store: ox.Store, shapes: ox.Store | None) -> Translation:
    subclasses = next(store.quads_for_pattern(None, ox.NamedNode(f"{RDFS}subClassOf"), None), None) is not None
    return _own_translation(subclasses) if shapes is None else translate(shapes, subclasses=subclasses)


@cache
def _own_translation(subclasses: bool) -> Translation:
    """The project's own shapes as queries."""
    return translate(read_shapes(), subclasses=subclasses)


def check_shapes_by_pyshacl(store: ox.Store, shapes: ox.Store | None = None) -> list[Finding]:
    """As [`check_shapes`][clauseway.loaders.validation.check_shapes], all by pySHACL: slow, and a second opinion."""
    return _findings(store, set(faults_by_pyshacl(store, shapes if shapes is not None else read_shapes())))


def faults_by_pyshacl(store: ox.Store, shapes: ox.Store) -> Iterator[Fault]:
    """What pySHACL finds in the data of a store, all named graphs as one.

    Args:
        store: Data and vocabularies.
        shapes: The shapes, in the default graph.
    """
    import rdflib

    pyshacl: Any = import_module("pyshacl")
    data = ox.Store()
    data.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in store)
    written = shapes.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    report: object = pyshacl.validate(
        _data_graph(data), shacl_graph=rdflib.Graph().parse(data=written, format="nt"), inference="none",
        inplace=True, allow_infos=True,
    )[1]  # fmt: skip
    if not isinstance(report, rdflib.Graph):
        raise TypeError("pySHACL gave no report graph")
    for solution in report.query(_RESULTS):
        node, path, value, message, severity = cast("tuple[object, ...]", solution)
        yield Fault(
            str(node),
            str(path) if isinstance(path, rdflib.URIRef) else "",
            str(value) if value is not None else "",
            str(message),
            _severity(str(severity).rpartition("#")[2].lower()),
        )


def _findings(store: ox.Store, faults: Iterable[Fault]) -> list[Finding]:
    return in_order(
        Finding(f.severity, *_place(store, f.node), _short(f.node), _short(f.path), _short(f.value), f.message)
        for f in faults
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Violations first, then warnings, then what is only to know; each by place."""
    order = ("violation", "warning", "info")
    return sorted(findings, key=lambda f: (order.index(f.severity), f))


def _data_graph(store: ox.Store) -> object:
    """The store as pySHACL's data graph, mended in two places where pySHACL 0.40 lets it down.

    pySHACL asks `datagraph or shapes` for every result, which without `__bool__` counts all triples of the store each
    time: two to three times the whole run on our data. And it asks the store for properties of literals, which the
    store refuses: a literal that stands where a resource should would end the run with a `TypeError`.
    """
    base: Any = import_module("pyshacl.graph_abstraction").OxigraphDataGraph
    literal: Any = import_module("rdflib").Literal

    def always(_graph: object) -> bool:
        return True

    def objects(graph: object, subject: object, predicate: object, unique: bool = False) -> Iterator[object]:
        return iter(()) if isinstance(subject, literal) else base.objects(graph, subject, predicate, unique)

    mended: Any = type("MendedDataGraph", (base,), {"__bool__": always, "objects": objects})
    return mended(store)


def read_shapes() -> ox.Store:
    """The project's shapes as written, in the default graph of a store."""
    shapes = ox.Store()
    for file in sorted(SHAPES_FOLDER.glob("*.ttl")):
        require_sealed(file)
        shapes.load(path=str(file), format=ox.RdfFormat.TURTLE)
    return shapes


def refuse_violations(findings: list[Finding]) -> None:
    """Stop when a shape is broken.

    Raises:
        ShapesRefused: With every violation.
    """
    broken = [f for f in findings if f.severity == "violation"]
    if broken:
        raise ShapesRefused(broken)


def _place(store: ox.Store, node: str) -> tuple[str, int]:
    """Row of a resource; for a provision, the row of the coding it adopts."""
    query = (
        f"SELECT ?row WHERE {{ {{ <{node}> <{PROV}wasDerivedFrom> ?row }} UNION "
        f"{{ <{node}> <{CW}adoptedCoding>/<{PROV}wasDerivedFrom> ?row }} }} LIMIT 1"
    )
    if not node.startswith("http"):
        return "", 0
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        row = solution["row"]
        if isinstance(row, ox.NamedNode):
            return place_of_row(row.value)
    return "", 0


def _severity(name: str) -> ResultSeverity:
    return "violation" if name == "violation" else "warning" if name == "warning" else "info"


def _short(iri: str) -> str:
    return iri.removeprefix(CW).removeprefix(BASE)
