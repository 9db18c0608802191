"""RDF that comes in parts gives the graph and the findings of the whole, or is refused with the thing named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import batched

import pyoxigraph as ox
import pytest

from clauseway.graph.engine import GraphError, GraphSource
from clauseway.graph.schema import Schema, load_schema
from clauseway.loaders.build import Built
from clauseway.loaders.parted_build import PartedGraph, build_in_parts
from clauseway.loaders.problems import SourceError
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import read_shipped_claims, store_of
from clauseway.loaders.validation import ShapesRefused, check_shapes
from clauseway.ontology.namespaces import BASE, CW, DATASET_GRAPH, resource

TO_AGREEMENT = {f"{CW}agreement", f"{CW}ofAgreement"}
TO_PROVISION = {f"{CW}codes", f"{CW}provision"}
POINTED_AT = {f"{CW}refersToInstrument", f"{CW}fromAgreement", f"{CW}toAgreement"}
"""Agreements that others point at are common here, with all that is said of them."""

type Parted = tuple[list[ox.Quad], list[list[ox.Quad]]]


def parted(quads: Iterable[ox.Quad], agreements_each: int) -> Parted:
    """What is common, and parts of so many agreements each."""
    everything = list(quads)
    pointed_at = {str(q.object) for q in everything if q.predicate.value in POINTED_AT}
    home = {str(q.subject): str(q.object) for q in everything if q.predicate.value in TO_AGREEMENT}
    home |= {str(q.subject): home[str(q.object)] for q in everything if q.predicate.value in TO_PROVISION}
    common: list[ox.Quad] = []
    by_agreement: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in everything:
        subject = str(quad.subject)
        agreement = subject if subject.startswith(f"<{BASE}agreement/") else home.get(subject, "")
        (by_agreement[agreement] if agreement and agreement not in pointed_at else common).append(quad)
    some = batched(by_agreement.values(), agreements_each)
    return common, [[quad for quads in together for quad in quads] for together in some]


def contents(graph: GraphSource, schema: Schema) -> tuple[object, ...]:
    """Everything but the version, in an order of its own."""
    nodes = [
        (label, sorted(str(sorted(node.items())) for node in graph.nodes_of(label)))
        for label in sorted(schema.labels - {"Dataset"})
    ]
    relationships = [
        (m.name, sorted(str((r.start, r.end, sorted(r.properties.items()))) for r in graph.relationships_of(m.name)))
        for m in schema.relationships
    ]
    return tuple(nodes), tuple(relationships)


@pytest.fixture(scope="module")
def small_parts(small_built: Built) -> Parted:
    return parted(small_built.quads, 1)


def build(common: Iterable[ox.Quad], parts: Iterable[Iterable[ox.Quad]]) -> PartedGraph:
    return build_in_parts(common, parts, held=100)


def test_the_shipped_dataset_in_parts_is_the_shipped_dataset(schema: Schema) -> None:
    quads = read_shipped_claims()
    common, parts = parted(quads, 120)
    assert len(parts) == 2
    store = store_of(quads)
    graph = build(common, parts)
    assert contents(graph, schema) == contents(project(store, schema), schema)
    assert graph.findings == check_shapes(store)
    assert graph.statements == len(set(quads)) - 3, "all but those of the version"


def test_the_version_depends_on_what_is_said_and_not_on_the_parts(small_parts: Parted) -> None:
    common, parts = small_parts
    one_by_one, at_once = build(common, parts), build(common, [[quad for part in reversed(parts) for quad in part]])
    assert one_by_one.version == at_once.version
    assert (one_by_one.parts, at_once.parts) == (len(parts), 1)
    fewer = build(common, parts[:-1])
    assert fewer.version != at_once.version
    assert [node["version"] for node in fewer.nodes_of("Dataset")] == [fewer.version]


def test_a_fault_in_a_later_part_refuses_the_build(small_parts: Parted) -> None:
    common, parts = small_parts
    slug = ox.NamedNode(f"{CW}binding")
    *sound, last = parts
    with pytest.raises(ShapesRefused, match="It is not said whether the agreement binds in law"):
        build(common, [*sound, [quad for quad in last if quad.predicate != slug]])


def test_a_thing_described_in_two_parts_is_refused(small_parts: Parted) -> None:
    common, (first, second, *_) = small_parts
    strayed = next(quad for quad in first if quad.predicate.value == f"{CW}state")
    with pytest.raises(SourceError, match=f"part 2: error: describes {str(strayed.subject)[1:-1]}, as part 1 does"):
        build(common, [first, [*second, strayed]])


def test_a_part_must_not_describe_what_is_common(small_parts: Parted) -> None:
    common, (first, *_) = small_parts
    economy = next(quad for quad in common if quad.predicate.value == f"{CW}iso3")
    with pytest.raises(SourceError, match=f"part 1: error: describes {str(economy.subject)[1:-1]}, which is common"):
        build(common, [[*first, economy]])


def test_a_part_must_not_point_at_what_another_part_holds(small_parts: Parted) -> None:
    common, (first, second, *_) = small_parts
    agreement = next(q.object for q in second if q.predicate.value == f"{CW}agreement")
    claim = next(q for q in first if q.predicate.value == f"{CW}agreement")
    astray = ox.Quad(claim.subject, claim.predicate, agreement, claim.graph_name)
    with pytest.raises(SourceError, match=r"part 1: error: points at .*, which is neither in it nor common"):
        build(common, [[*first, astray], second])


def test_keys_that_two_parts_share_are_refused(small_parts: Parted) -> None:
    """Each part is sound by itself: only the whole tells."""
    common, (first, *_) = small_parts
    agreement = next(q.subject for q in first if q.predicate.value == f"{CW}slug")
    told = [q for q in first if q.subject == agreement and q.predicate.value != f"{CW}hasParticipation"]
    twin = ox.NamedNode(resource("agreement", "another-name"))
    copy = [ox.Quad(twin, q.predicate, q.object, ox.NamedNode(DATASET_GRAPH)) for q in told]
    with pytest.raises(GraphError, match="two Agreement nodes with the slug"):
        build(common, [first, [q for q in copy if not q.predicate.value.endswith("hasLink")]])


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()
