"""Derivations of a what-if: both sides, and the cells that make the difference."""

from __future__ import annotations

import pytest

from clauseway import Graph
from clauseway.graph.engine import Engine
from clauseway.queries.derivations import Derivation

DAY = "2026-11-21"


@pytest.fixture(scope="module")
def graph(grafeo: Engine) -> Graph:
    return Graph(grafeo)


def child(tree: Derivation, label: str) -> Derivation:
    return next(node for node in tree.children if node.label.startswith(label))


def test_the_difference_is_what_lies_between_the_sides(graph: Graph) -> None:
    tree = graph.explain("whatif/partners/join:CHN:depa", as_of=DAY).tree
    row = next(row for row in graph.whatif("CHN:depa", as_of=DAY) if row["measure"] == "partners")
    assert (tree.value, child(tree, "before").value, child(tree, "after").value) == (
        row["difference"], row["before"], row["after"],
    )  # fmt: skip
    new = [node for node in child(tree, "changed").children if node.how.startswith("new: ")]
    assert [node.label for node in new] == ["CHN to Chile (CHL)"]
    assert len(new) == row["difference"]


def test_a_changed_cell_is_explained_further(graph: Graph) -> None:
    tree = graph.explain("whatif/duties/join:CHN:depa", as_of=DAY).tree
    cells = child(tree, "changed").children
    new = [node for node in cells if node.how.startswith("new: ")]
    assert len(new) == tree.value
    below = graph.explain(new[0].row_id, as_of=DAY)
    assert below.value == new[0].value
    assert "CHN would owe by depa Article" in " ".join(node.label for node in below.tree.walk())


def test_an_upgrade_rests_on_the_text_of_the_model(graph: Graph) -> None:
    rows = list(graph.whatif(upgrades="china-korea-fta:cptpp", by="duty", as_of=DAY))
    named = next(str(row["row_id"]) for row in rows if row["change"] == "new")
    labels = " ".join(node.label for node in graph.explain(named).tree.walk())
    assert "would owe by china-korea-fta Article cptpp 14" in labels
    assert "provision cptpp/14" in labels


def test_a_union_and_a_group_stay_short_in_the_name(graph: Graph) -> None:
    named = graph.whatif("asean:depa", group="asean", as_of=DAY)["row_id"][0]
    assert named == f"whatif/duties/join:asean:depa/set:asean@{DAY}"
