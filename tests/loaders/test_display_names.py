"""Short names of agreements and provisions: what stands on the nodes of a graph."""

from __future__ import annotations

import re

import pytest

from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built
from clauseway.loaders.display_names import LONGEST, agreement_name, provision_name


@pytest.mark.parametrize(
    ("slug", "title", "name"),
    [
        ("depa", "Digital Economy Partnership Agreement", "DEPA"),
        ("afcfta-digital-protocol", "AfCFTA Protocol on Digital Trade", "AfCFTA Protocol on Digital Trade"),
        ("tpsep", "Trans-Pacific Strategic Economic Partnership Agreement (P4)", "TPSEP"),
        ("tota-134", "EU – Overseas Countries and Territories (OCT)", "EU – Overseas Countries and Territories (OCT)"),
        ("aanzfta-2009", "ASEAN-Australia-New Zealand FTA (2009)", "ASEAN-Australia-New Zealand FTA (2009)"),
        ("a-b", "x" * 70, "x" * 59 + "…"),
        ("x-y", f"{'word ' * 11}- and more", f"{'word ' * 11}".rstrip() + "…"),
    ],
)
def test_an_agreement_has_a_short_name(slug: str, title: str, name: str) -> None:
    assert agreement_name(slug, title) == name
    assert len(name) <= LONGEST


def test_a_provision_without_a_subject_is_its_place() -> None:
    assert provision_name("P4", "1", "", "") == "P4 1"


def test_every_node_has_its_caption(small_built: Built) -> None:
    for node in load_schema().nodes:
        unnamed = [n[node.key] for n in small_built.graph.nodes[node.label] if not str(n.get(node.caption) or "")]
        assert not unnamed, node.label


def test_a_name_says_agreement_place_and_clause_type(small_built: Built) -> None:
    named = {str(n["id"]): n["name"] for n in small_built.graph.nodes["Provision"]}
    of = {r.end: r.start for r in small_built.graph.relationships["CONTAINS"]}
    agreements = {str(n["slug"]): n["name"] for n in small_built.graph.nodes["Agreement"]}
    labels = {str(n["slug"]): n["label"] for n in small_built.graph.nodes["ClauseType"]}
    subjects = {r.start: labels[r.end] for r in small_built.graph.relationships["ADDRESSES"]}
    assert subjects
    for key, label in subjects.items():
        assert re.fullmatch(rf"{re.escape(str(agreements[of[key]]))} \S+ {re.escape(str(label))}", str(named[key]))
