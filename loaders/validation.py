"""The SHACL gate: what does not hold to the shapes does not become a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

import pyoxigraph as ox

from clauseway.loaders.bulk_shapes import check_bulk
from clauseway.loaders.figures_rdf import BULK_CLASSES
from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.ontology import SHAPES_FOLDER
from clauseway.ontology.namespaces import BASE, CW, PROV, RDF, SH

if TYPE_CHECKING:
    import rdflib

_TYPE = ox.NamedNode(f"{RDF}type")

type FindingSeverity = Literal["violation", "warning", "info"]


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

    severity: FindingSeverity
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


def check_shapes(store: ox.Store, shapes: rdflib.Graph | None = None) -> list[Finding]:
    """Validate the data of a store (all named graphs as one) against the project's shapes.

    Figures, which are many, are checked by queries made from their shapes; everything else by pySHACL.

    Args:
        store: Data and vocabularies.
        shapes: Other shapes than the project's own.

    Returns:
        Findings, violations first, in a stable order.
    """
    import rdflib

    pyshacl: Any = import_module("pyshacl")

    figures = {
        quad.subject
        for name in BULK_CLASSES
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(CW + name))
    }
    data = ox.Store()
    data.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in store if q.subject not in figures)
    own = shapes if shapes is not None else read_shapes()
    bulk = check_figures(store, own) if figures else []
    shapes = own if shapes is not None else lift_property_shapes(own)
    report: object = pyshacl.validate(
        _never_counted(data), shacl_graph=shapes, inference="none", inplace=True, allow_infos=True
    )[1]
    if not isinstance(report, rdflib.Graph):
        raise TypeError("pySHACL gave no report graph")
    findings: set[Finding] = set(bulk)
    for solution in report.query(_RESULTS):
        node, path, value, message, severity = cast("tuple[object, ...]", solution)
        file, line = _place(store, str(node))
        name = str(severity).rpartition("#")[2].lower()
        findings.add(
            Finding(
                severity=_severity(name),
                file=file,
                line=line,
                node=_short(str(node)),
                path=_short(str(path)) if isinstance(path, rdflib.URIRef) else "",
                value=_short(str(value)) if value is not None else "",
                message=str(message),
            )
        )
    return in_order(findings)


def check_figures(store: ox.Store, shapes: rdflib.Graph | None = None) -> list[Finding]:
    """Check only the figures of a store, by queries.

    Args:
        store: Data and vocabularies.
        shapes: Other shapes than the project's own.

    Returns:
        Findings in the order of [`check_shapes`][clauseway.loaders.validation.check_shapes].
    """
    findings: set[Finding] = set()
    for result in check_bulk(store, shapes if shapes is not None else read_shapes()):
        file, line = _place(store, result.node)
        findings.add(
            Finding(
                _severity(result.severity), file, line, _short(result.node), _short(result.path),
                _short(result.value), result.message,
            )
        )  # fmt: skip
    return in_order(findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Violations first, then warnings, then what is only to know; each by place."""
    order = ("violation", "warning", "info")
    return sorted(findings, key=lambda f: (order.index(f.severity), f))


def _never_counted(store: ox.Store) -> object:
    """The store as pySHACL's data graph, always true.

    pySHACL 0.40 asks `datagraph or shapes` for every result, which without `__bool__` counts all triples of the
    store each time: two to three times the whole run on our data.
    """
    base: Any = import_module("pyshacl.graph_abstraction").OxigraphDataGraph
    counted_never: Any = type("NeverCounted", (base,), {"__bool__": lambda self: True})  # pyright: ignore[reportUnknownLambdaType]
    return counted_never(store)


def read_shapes() -> rdflib.Graph:
    """The project's shapes as written."""
    import rdflib

    shapes = rdflib.Graph()
    for file in sorted(SHAPES_FOLDER.glob("*.ttl")):
        shapes.parse(str(file), format="turtle")
    return shapes


def lift_property_shapes(shapes: rdflib.Graph) -> rdflib.Graph:
    """Give each property shape of a targeted node shape the target itself.

    The meaning is the same, but pySHACL then takes all focus nodes of a property shape at once instead of one by
    one: half the time of the whole gate on our data. The graph is changed and returned.
    """
    from rdflib.namespace import RDF
    from rdflib.namespace import SH as SHACL

    kinds = (SHACL.targetClass, SHACL.targetNode, SHACL.targetSubjectsOf, SHACL.targetObjectsOf)
    for node, shape in list(shapes.subject_objects(SHACL.property)):
        targets = [(kind, target) for kind in kinds for target in shapes.objects(node, kind)]
        if not targets:
            continue
        shapes.remove((node, SHACL.property, shape))
        shapes.add((shape, RDF.type, SHACL.PropertyShape))
        for kind, target in targets:
            shapes.add((shape, kind, target))
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


def _severity(name: str) -> FindingSeverity:
    return "violation" if name == "violation" else "warning" if name == "warning" else "info"


def _short(iri: str) -> str:
    return iri.removeprefix(CW).removeprefix(BASE)
