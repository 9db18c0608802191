"""A build of any size: the RDF comes in parts, which are checked and projected one after the other and then let go.

What every part may point at (economies, groups, sources, clause types, instruments that many texts name) is common
and stands beside each part. A part holds some agreements with all that is said of them.

Checking part by part finds what checking the whole would find, as long as nothing is described in two places and
nothing is pointed at that is not there; both are refused. Keys that must be unique in the whole graph (the only thing
the shapes look for beyond what a claim, its agreement and its economies say) are gone through once more in the end.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched, chain, pairwise
from operator import itemgetter

import pyoxigraph as ox

from clauseway.graph.engine import GraphData, Properties, Relationship
from clauseway.graph.neo4j_marks import DATASET_LABEL
from clauseway.graph.neo4j_rows import check_data
from clauseway.graph.schema import Schema, load_schema
from clauseway.graph.sorted_on_disk import HELD, Spool, sorted_on_disk
from clauseway.loaders.build import uncollected
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import store_of
from clauseway.loaders.validation import Finding, check_shapes, in_order, refuse_violations
from clauseway.ontology.namespaces import BASE, CW, DATASET_GRAPH, PROV, RDF
from clauseway.ontology.version import ontology_version

MOST_FINDINGS = 1_000
"""Warnings and infos that are kept; the others are counted."""

_BLOCK = 500
"""Items that are written to a temporary file together."""

_THIS = ox.NamedNode(f"{DATASET_GRAPH}#this")
_TYPE = ox.NamedNode(f"{RDF}type")
_DATASET_CLASS = ox.NamedNode(f"{CW}Dataset")
_ROW = f"<{PROV}wasDerivedFrom>".encode()
_DESCRIBED = tuple(f"{BASE}{kind}/" for kind in ("agreement", "claim", "economy", "group", "provision", "source"))
"""Where the IRIs begin that must be described in the data; those of source rows and of concepts need not be."""


@dataclass(slots=True)
class PartedGraph:
    """A property graph that lies in temporary files, gone when it is; a `GraphSource`.

    Attributes:
        version: Data version: the same statements, however parted, have the same one.
        statements: How many statements the RDF has, the vocabularies left out.
        parts: How many parts it came in.
        findings: What the shapes said short of refusing: the first `MOST_FINDINGS`.
        more_findings: How many others there were; those on what is common count for each part.
    """

    version: str = ""
    statements: int = 0
    parts: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    more_findings: int = 0
    _nodes: dict[str, Spool[list[Properties]]] = field(default_factory=dict[str, Spool[list[Properties]]])
    _relationships: dict[str, Spool[list[Relationship]]] = field(
        default_factory=dict[str, Spool[list[Relationship]]]
    )

    def labels(self) -> Collection[str]:
        """See `GraphSource.labels`."""
        return self._nodes.keys()

    def mappings(self) -> Collection[str]:
        """See `GraphSource.mappings`."""
        return self._relationships.keys()

    def nodes_of(self, label: str) -> Iterator[Properties]:
        """See `GraphSource.nodes_of`; two iterators of one label must not be used in turn."""
        for block in self._nodes.get(label, ()):
            yield from block

    def relationships_of(self, mapping: str) -> Iterator[Relationship]:
        """See `GraphSource.relationships_of`; two iterators of one mapping must not be used in turn."""
        for block in self._relationships.get(mapping, ()):
            yield from block

    def add(self, data: GraphData, *, but: GraphData | None = None, schema: Schema) -> None:
        """Append a part of the graph, without what another graph holds already."""
        for node in schema.nodes:
            known = {str(item[node.key]) for item in but.nodes_of(node.label)} if but else set[str]()
            new = (item for item in data.nodes_of(node.label) if str(item[node.key]) not in known)
            spool = self._nodes.setdefault(node.label, Spool[list[Properties]]())
            for block in batched(new, _BLOCK):
                spool.append(list(block))
        for mapping in schema.relationships:
            spooled = self._relationships.setdefault(mapping.name, Spool[list[Relationship]]())
            there = but.relationships_of(mapping.name) if but else ()
            for some in batched(_without(data.relationships_of(mapping.name), there), _BLOCK):
                spooled.append(list(some))


@uncollected()
def build_in_parts(
    common: Iterable[ox.Quad], parts: Iterable[Iterable[ox.Quad]], *, held: int = HELD
) -> PartedGraph:
    """Check RDF that comes in parts and project it, holding one part at a time.

    Args:
        common: What every part may point at. A statement of the version of the dataset is left out: it is made anew.
        parts: The parts, each read once; for a size see docs/scale.md.
        held: Items that a sorting may hold in memory, 1 or more; the rest lies in temporary files.

    Returns:
        The graph, ready to be written or loaded.

    Raises:
        SourceError: Two parts describe one thing, or something is pointed at that is neither in its part nor common.
        ShapesRefused: A part breaks a shape; the parts after it were not looked at.
        GraphError: A key stands twice in the whole, or temporary files have no room.
    """
    schema = load_schema()
    graph = PartedGraph()
    subjects: Spool[list[tuple[str, int]]] = Spool()
    shared = [quad for quad in common if not _is_version(quad)]
    lines = _lines(shared)
    described, _ = _mentioned(lines)
    digest = _digest(lines)
    graph.statements = len(lines)
    beside = [*shared, *dataset_statements("none yet")]
    base = project(store_of(beside), schema)
    base.nodes[DATASET_LABEL] = []
    graph.add(base, schema=schema)
    seen: set[Finding] = set()
    for part in parts:
        graph.parts += 1
        number = graph.parts
        quads = [quad for quad in part if not _is_version(quad)]
        lines = _lines(quads)
        for block in batched(_closed(lines, described, number), _BLOCK):
            subjects.append([(subject, number) for subject in block])
        digest = (digest + _digest(lines)) % (1 << 256)
        graph.statements += len(lines)
        store = store_of(chain(quads, beside))
        # the statements are in the store now, and both would be too much; `enumerate` would keep the part as well
        del quads, part, lines
        findings = check_shapes(store)
        refuse_violations(findings)
        for finding in findings:
            if finding in seen:
                continue
            if len(seen) < MOST_FINDINGS:
                seen.add(finding)
                graph.findings.append(finding)
            else:
                graph.more_findings += 1
        projected = project(store, schema)
        projected.nodes[DATASET_LABEL] = []
        graph.add(projected, but=base, schema=schema)
    graph.findings = in_order(graph.findings)
    _refuse_shared(subjects, held)
    graph.version = f"{digest:064x}"[:12]
    graph.add(
        GraphData({DATASET_LABEL: [{"version": graph.version, "ontology_version": ontology_version()}]}, {}, ""),
        schema=schema,
    )
    check_data(graph, schema, held)
    return graph


def _is_version(quad: ox.Quad) -> bool:
    return quad.subject == _THIS


def dataset_statements(version: str) -> list[ox.Quad]:
    """Statements of the one node that tells the version, which the shapes and the projection look for."""
    told = {"datasetVersion": version, "ontologyVersion": ontology_version()}
    graph = ox.NamedNode(DATASET_GRAPH)
    return [
        ox.Quad(_THIS, _TYPE, _DATASET_CLASS, graph),
        *(ox.Quad(_THIS, ox.NamedNode(CW + name), ox.Literal(text), graph) for name, text in told.items()),
    ]


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Statements as lines of N-Quads, once each: what is asked of all of them is asked of text, which is fast."""
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    return list(set(written.splitlines()))


def _mentioned(lines: Iterable[bytes]) -> tuple[set[str], set[str]]:
    """IRIs that are described, and those that are pointed at, source rows left out."""
    subjects: set[bytes] = set()
    objects: set[bytes] = set()
    for line in lines:
        subject, predicate, value = line.split(b" ", 3)[:3]
        subjects.add(subject)
        if value.startswith(b"<") and predicate != _ROW:
            objects.add(value)
    return _iris(subjects), _iris(objects)


def _iris(terms: Iterable[bytes]) -> set[str]:
    return {term[1:-1].decode() for term in terms if term.startswith(b"<")}


def _closed(lines: Iterable[bytes], described: set[str], number: int) -> set[str]:
    """Subjects of a part, once it is sure that it describes nothing common and points at nothing beyond."""
    subjects, objects = _mentioned(lines)
    if twice := subjects & described:
        raise SourceError([_problem(number, f"describes {min(twice)}, which is common", "Describe it in one place.")])
    if lost := [iri for iri in objects - subjects - described if iri.startswith(_DESCRIBED)]:
        what = f"points at {min(lost)}, which is neither in it nor common"
        raise SourceError([_problem(number, what, "Put the two into one part, or what is pointed at into the common.")])
    return subjects


def _refuse_shared(subjects: Spool[list[tuple[str, int]]], held: int) -> None:
    ordered = sorted_on_disk((each for block in subjects for each in block), itemgetter(0), held)
    for (one, first), (other, second) in pairwise(ordered):
        if one == other:
            raise SourceError([_problem(second, f"describes {one}, as part {first} does", "Put it into one part.")])


def _problem(number: int, text: str, advice: str) -> Problem:
    return Problem(f"part {number}", 0, "error", f"{text}.", advice)


def _digest(lines: Iterable[bytes]) -> int:
    """Sum of the digests of the statements: it depends neither on their order nor on how they are parted."""
    return sum(int.from_bytes(hashlib.sha256(line).digest()) for line in lines) % (1 << 256)


def _without(items: Iterable[Relationship], others: Iterable[Relationship]) -> Iterator[Relationship]:
    """The items but for those that equal one of the others, each taken out once."""
    out: Counter[Hashable] = Counter(map(_told, others))
    for item in items:
        if out and out[key := _told(item)] > 0:
            out[key] -= 1
        else:
            yield item


def _told(item: Relationship) -> Hashable:
    return item.start, item.end, frozenset((name, str(value)) for name, value in item.properties.items())
