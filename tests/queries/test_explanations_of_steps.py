"""Derivations of next steps: the criteria make the score, the clause types the gain, the observations the tier."""

from __future__ import annotations

import re

import pytest

from clauseway import Graph
from clauseway.graph.engine import Engine
from clauseway.queries.derivations import Derivation
from clauseway.queries.upgrade_ranking import CRITERIA, WEIGHTS

DAY = "2026-11-21"


@pytest.fixture(scope="module")
def graph(grafeo: Engine) -> Graph:
    return Graph(grafeo)


@pytest.fixture(scope="module")
def joining(graph: Graph) -> Derivation:
    return graph.explain("upgrade/KAZ/join/depa", as_of=DAY).tree


def child(tree: Derivation, label: str) -> Derivation:
    return next(node for node in tree.children if node.label.startswith(label))


def number(node: Derivation) -> float:
    assert isinstance(node.value, (int, float))
    return float(node.value)


def test_the_weighted_criteria_add_up_to_the_score(joining: Derivation) -> None:
    weights = WEIGHTS[str(child(joining, "tier of Kazakhstan").value)]
    assert number(joining) == pytest.approx(
        sum(weights[name] * number(child(joining, name)) for name in CRITERIA), abs=2e-6
    )


def test_the_criteria_are_those_of_the_table(graph: Graph, joining: Derivation) -> None:
    row = next(row for row in graph.upgrade("KAZ", as_of=DAY) if row["target"] == "depa")
    assert {name: child(joining, name).value for name in CRITERIA} == {name: row[f"by_{name}"] for name in CRITERIA}
    gain = child(joining, "gain")
    assert child(gain, "climbed surely").value == row["gain"]
    assert sum(number(node) for node in child(joining, "trade").children) == row["trade_usd"]
    assert child(child(joining, "partners"), "by depa").value == row["partners"]
    assert f"= {row['effort']}" in child(joining, "ease").how


def test_the_weighted_rungs_of_the_clause_types_make_the_gain(joining: Derivation) -> None:
    sure = child(child(joining, "gain"), "climbed surely")
    told = [re.match(r"weight ([\d.]+) x (\d+) rungs", node.how) for node in sure.children]
    rungs = sum(float(each[1]) * int(each[2]) for each in told if each)
    made = re.match(r"([\d.]+) weighted rungs / \(5 rungs x weights ([\d.]+) x (\d+) partners\)", sure.how)
    assert made
    assert rungs == float(made[1])
    assert number(sure) == pytest.approx(rungs / (5 * float(made[2]) * int(made[3])), abs=1e-6)


def test_a_clause_type_of_the_gain_is_explained_further(graph: Graph, joining: Derivation) -> None:
    first = child(child(joining, "gain"), "climbed surely").children[0]
    below = graph.explain(first.row_id).tree
    assert str(first.value).endswith(f"> {below.value}")
    assert child(below, "the rung to reach: depa Article").value == below.value
    assert str(child(below, "today with").value) == str(first.value).partition(" > ")[0]


def test_precedents_and_laws_are_told_with_who_has_them(graph: Graph) -> None:
    tree = graph.explain("upgrade/KAZ/join/depa/customs-duties-electronic-transmissions", as_of=DAY).tree
    row = next(
        row
        for row in graph.upgrade("KAZ", by="clause", as_of=DAY)
        if (row["target"], row["clause"]) == ("depa", "customs-duties-electronic-transmissions")
    )
    peer = child(tree, "peer precedent: ")
    assert str(row["peer_precedent"]).startswith(peer.label.removeprefix("peer precedent: ")[:3])
    assert child(child(tree, "laws it needs at home"), "KAZ, Indirect taxation").value == "none"


def test_the_tier_rests_on_observations_and_their_publishers(joining: Derivation) -> None:
    tier = child(joining, "tier of Kazakhstan")
    internet = child(tier, "internet-users")
    assert "speaks for advanced: middle from 60, advanced from 85" in internet.how
    (end,) = internet.children
    assert end.source is not None
    assert end.source.publisher.startswith("World Bank")
    assert "2023" in end.how
    assert child(tier, "laws-enacted").children[0].label == "source unctad-cyberlaw"


def test_what_waits_for_others_says_so(graph: Graph) -> None:
    tree = graph.explain("upgrade/KAZ/adopt/indirect-taxation", as_of=DAY).tree
    assert ", x 0.5 because it waits for others" in child(child(tree, "gain"), "climbed surely").how
    assert child(tree, "readiness").how == "1: the step is the law itself"
