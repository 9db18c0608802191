"""From RDF to the property graph: every fact arrives, absent facts are absent, and what does not fit is refused."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.figures_rdf import figure_quads
from clauseway.loaders.problems import Problem
from clauseway.loaders.projection import ProjectionError, project
from clauseway.loaders.rdf_files import store_of
from clauseway.ontology.namespaces import CW, DATASET_GRAPH, resource


def with_statement(built: Built, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Store:
    graph = ox.NamedNode(DATASET_GRAPH)
    return store_of([*built.quads, ox.Quad(ox.NamedNode(subject), ox.NamedNode(CW + predicate), value, graph)])


def test_every_thing_of_the_dataset_is_a_node_or_a_relationship(
    small_built: Built, small_read: tuple[Dataset, list[Problem]]
) -> None:
    dataset, counts = small_read[0], small_built.graph.counts()
    assert counts["Economy"] == len(dataset.economies)
    assert counts["Agreement"] == len(dataset.agreements)
    assert counts["Provision"] == counts["CONTAINS"] == len(dataset.provisions)
    assert counts["ADDRESSES"] == sum(bool(p.coding.clause) for p in dataset.provisions)
    assert counts["PARTY_TO"] == len(dataset.participations)
    assert counts["DEFERRED"] == len(dataset.deferrals)
    assert counts["MEMBER_OF"] == len(dataset.memberships)
    assert counts["SUPERSEDES"] == 1
    assert counts["ClauseType"] == 62


def test_a_provision_carries_its_adopted_coding(small_built: Built) -> None:
    provisions = {str(p["id"]): p for p in small_built.graph.nodes["Provision"]}
    found = provisions["test-agreement-b/9.2/paperless-trading"]
    assert (found["wording"], found["enforcement"], found["verification"]) == ("soft", "excluded", "primary-text")
    assert found["number"] == "9.2"


def test_dates_are_dates_and_absent_facts_are_absent(small_built: Built) -> None:
    agreements = {str(a["slug"]): a for a in small_built.graph.nodes["Agreement"]}
    assert agreements["test-agreement-a"]["signed"] == date(2020, 1, 15)
    assert agreements["test-agreement-a"]["binding"] is True
    assert "in_force" not in agreements["test-agreement-c"]
    parties = {(r.start, r.end): r.properties for r in small_built.graph.relationships["PARTY_TO"]}
    assert parties["TKL", "test-agreement-a"]["since"] == date(2022, 3, 1)
    assert parties["SJM", "test-agreement-b"]["since_latest"] == date(2020, 12, 31)
    assert "since" not in parties["SJM", "test-agreement-d"]
    assert parties["PCN", "test-agreement-a"]["side"] == "north"
    assert "side" not in parties["TKL", "test-agreement-a"]


def test_projecting_again_gives_the_same_graph(small_built: Built) -> None:
    assert small_built.dataset is not None
    quads = [*small_built.quads, *figure_quads(small_built.dataset.figures)]
    assert project(store_of(quads), load_schema()) == small_built.graph


def test_a_second_value_of_a_single_property_is_refused(small_built: Built) -> None:
    store = with_statement(small_built, resource("agreement", "test-agreement-a"), "status", ox.Literal("another"))
    with pytest.raises(ProjectionError, match="test-agreement-a"):
        project(store, load_schema())


def test_a_relationship_to_nothing_is_refused(small_built: Built) -> None:
    nowhere = ox.NamedNode(resource("agreement", "test-agreement-x"))
    provision = ox.NamedNode(resource("provision", "test-agreement-a/3.1/online-consumer-protection"))
    belongs, slug, graph = ox.NamedNode(f"{CW}ofAgreement"), ox.NamedNode(f"{CW}slug"), ox.NamedNode(DATASET_GRAPH)
    quads = [q for q in small_built.quads if (q.subject, q.predicate) != (provision, belongs)]
    quads += [
        ox.Quad(provision, belongs, nowhere, graph),
        ox.Quad(nowhere, slug, ox.Literal("test-agreement-x"), graph),
    ]
    with pytest.raises(ProjectionError, match="test-agreement-x"):
        project(store_of(quads), load_schema())
