"""Queries made from the shapes of figures find what pySHACL finds with the same shapes."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
from rdflib import Graph

from clauseway.loaders.bulk_shapes import bulk_queries, check_bulk
from clauseway.loaders.figures_rdf import BULK_CLASSES
from clauseway.loaders.rdf_files import store_of
from clauseway.loaders.validation import check_shapes, read_shapes
from clauseway.ontology.namespaces import BASE


@pytest.fixture(scope="module")
def planted() -> ModuleType:
    """The sound and faulty records of the tests of the shapes, which use pySHACL alone."""
    path = Path(__file__).parent.parent / "ontology" / "test_shapes.py"
    spec = spec_from_file_location("clauseway_planted", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def store(planted: ModuleType, turtle: str) -> ox.Store:
    return store_of(ox.parse(input=planted.HEADS + turtle, format=ox.RdfFormat.TRIG))


def test_sound_figures_pass(planted: ModuleType) -> None:
    assert list(check_bulk(store(planted, planted.SOUND), read_shapes())) == []


def test_the_queries_find_each_fault_that_pyshacl_finds_in_figures(planted: ModuleType) -> None:
    text = planted.SOUND + "\n".join(fault.turtle for fault in planted.FIGURE_FAULTS)
    messages = {query.message for query in bulk_queries(read_shapes())}
    by_pyshacl = {(node, message) for node, _, message in planted.report(text) if message in messages}
    by_queries = {(result.node, result.message) for result in check_bulk(store(planted, text), read_shapes())}
    assert by_queries == by_pyshacl
    assert len(by_queries) >= 12


def test_the_gate_reports_faults_of_figures_and_of_everything_else(planted: ModuleType) -> None:
    text = planted.SOUND + "\n".join(fault.turtle for fault in planted.FIGURE_FAULTS)
    found = {(f.node, f.message) for f in check_shapes(store(planted, text)) if f.severity == "violation"}
    for fault in planted.FIGURE_FAULTS:
        node = planted.expand(fault.focus).removeprefix(BASE)
        assert [m for n, m in found if n == node and fault.says in m], fault.focus


def test_every_bulk_class_has_queries() -> None:
    texts = " ".join(query.text for query in bulk_queries(read_shapes()))
    assert [name for name in BULK_CLASSES if f"#{name}>" not in texts] == []


@pytest.mark.parametrize(
    "constraint", ['sh:pattern "a"', "sh:minCount 2", "sh:path [ sh:inversePath cw:note ]", "sh:nodeKind sh:IRI"]
)
def test_a_constraint_without_a_translation_stops_the_gate(constraint: str) -> None:
    path = "" if constraint.startswith("sh:path") else "sh:path cw:note ; "
    shapes = Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cw: <https://w3id.org/clauseway/ontology#> . "
        f"<urn:s> a sh:NodeShape ; sh:targetClass cw:Distance ; sh:property [ {path}{constraint} ] .",
        format="turtle",
    )
    with pytest.raises(NotImplementedError):
        bulk_queries(shapes)
