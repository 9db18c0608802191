"""The network of rules: a world worked out on paper, and what holds for any network."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.queries.fragmentation_measures import depth_of_pairs
from clauseway.queries.rule_network import places

depths = st.dictionaries(
    st.sampled_from([(one, other) for one in "ABCDEF" for other in "ABCDEF" if one < other]), st.floats(0.01, 1)
)


def test_the_centralities_of_the_miniature_are_those_on_paper(miniature: ModuleType) -> None:
    rules = miniature.world()
    found = places(depth_of_pairs(rules), rules.economies)
    assert {economy: place.degree for economy, place in found.items()} == {"A": 3, "B": 2, "C": 2, "D": 1}
    assert {economy: place.weighted for economy, place in found.items()} == {"A": 1.6, "B": 1.4, "C": 1.4, "D": 0.2}
    # of the three pairs without A two (B-D, C-D) have their only shortest path through A
    assert [found[economy].betweenness for economy in "ABCD"] == [pytest.approx(2 / 3, abs=1e-6), 0, 0, 0]
    # b = 0.7 a / (v - 0.7) and d = 0.2 a / v, with v = 1.40954 the largest root of v = 0.98 / (v - 0.7) + 0.04 / v
    a = found["A"].eigenvector
    assert a is not None
    assert found["B"].eigenvector == found["C"].eigenvector == pytest.approx(a * 0.7 / 0.70954, abs=1e-5)
    assert found["D"].eigenvector == pytest.approx(a * 0.2 / 1.40954, abs=1e-5)
    assert sum((place.eigenvector or 0) ** 2 for place in found.values()) == pytest.approx(1, abs=1e-5)


@given(depths)
def test_every_tie_counts_for_both_ends_and_the_unbound_stand_outside(depth: dict[tuple[str, str], float]) -> None:
    found = places(depth, "ABCDEFG")
    assert sum(place.degree for place in found.values()) == 2 * len(depth)
    assert sum(place.weighted for place in found.values()) == pytest.approx(2 * sum(depth.values()), abs=1e-4)
    assert (found["G"].degree, found["G"].weighted, found["G"].betweenness) == (0, 0, 0)
    assert all(0 <= place.betweenness <= 1 for place in found.values())
    assert not found["G"].eigenvector


@given(depths, st.permutations("ABCDEF"))
def test_names_do_not_decide_who_is_central(depth: dict[tuple[str, str], float], names: list[str]) -> None:
    other = dict(zip("ABCDEF", names, strict=True))
    renamed = {
        (min(other[one], other[two]), max(other[one], other[two])): weight for (one, two), weight in depth.items()
    }
    before, after = places(depth, "ABCDEF"), places(renamed, "ABCDEF")
    for name, place in before.items():
        assert after[other[name]].betweenness == pytest.approx(place.betweenness, abs=1e-6)
        assert after[other[name]].degree == place.degree


@given(depths.filter(bool), st.floats(1.1, 5))
def test_deeper_rules_everywhere_leave_the_centre_where_it_was(
    depth: dict[tuple[str, str], float], times: float
) -> None:
    before = places(depth, "ABCDEF")
    after = places({pair: weight * times for pair, weight in depth.items()}, "ABCDEF")
    for name, place in before.items():
        assert (after[name].degree, after[name].betweenness) == (place.degree, place.betweenness)
        assert after[name].weighted == pytest.approx(place.weighted * times, abs=1e-4)
