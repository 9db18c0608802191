"""Made-up data of any size: seeded, shaped like the shipped data, streamed, and good enough for the real gate."""

from __future__ import annotations

import hashlib
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph as ox
import pytest

import clauseway
from clauseway.graph.grafeo_engine import write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.parted_build import PartedGraph, build_in_parts

SIZE = 0.04
"""About as many provisions as are shipped."""
PER_PART = 20


@pytest.fixture(scope="module")
def synthetic(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("benchmarks/synthetic.py")


@pytest.fixture(scope="module")
def made(synthetic: ModuleType) -> Any:
    return synthetic.Synthetic(SIZE, per_part=PER_PART)


@pytest.fixture(scope="module")
def parts(made: Any) -> list[Dataset]:
    return list(made.datasets())


@pytest.fixture(scope="module")
def graph(made: Any) -> PartedGraph:
    """All the way through the real gate and projection."""
    return build_in_parts(made.common_quads(), made.quads())


def digest(quads: Iterable[ox.Quad]) -> str:
    return hashlib.sha256("\n".join(map(str, quads)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(synthetic: ModuleType) -> None:
    def first_part(seed: int) -> str:
        return digest(next(synthetic.Synthetic(SIZE, seed, per_part=PER_PART // 2).quads()))

    def common(seed: int) -> str:
        return digest(synthetic.Synthetic(SIZE, seed).common_quads())

    assert first_part(10) == first_part(10) != first_part(11)
    assert common(10) == common(10) != common(11)


def test_any_part_can_be_made_alone(made: Any, parts: list[Dataset]) -> None:
    alone = made.part(range(PER_PART, 2 * PER_PART))
    assert alone.provisions == parts[1].provisions
    assert alone.participations == parts[1].participations


def test_what_is_made_is_spread_as_what_is_shipped(synthetic: ModuleType, parts: list[Dataset]) -> None:
    """Drawn at random, so shares differ by chance: by less than 5 in 100 among some 2,000 provisions."""
    models = synthetic.shipped_models()
    provisions = [p for part in parts for p in part.provisions]
    assert len(provisions) > 1_000
    facts = {
        "clause": (Counter(m.clause for m in models.provisions), Counter(p.coding.clause for p in provisions)),
        "verification": (
            Counter(m.node["verification"] for m in models.provisions),
            Counter(p.coding.verification.value for p in provisions),
        ),
        "others": (Counter(m.others for m in models.provisions), Counter(len(p.others) for p in provisions)),
    }
    for name in ("wording", "exception", "enforcement"):
        facts[name] = (
            Counter(m.node.get(name) for m in models.provisions),
            Counter(getattr(p.coding, name) for p in provisions),
        )
    for name, (shipped, drawn) in facts.items():
        for value, number in shipped.items():
            share = drawn[value] / drawn.total()
            assert share == pytest.approx(number / shipped.total(), abs=0.05), (name, value)


def test_agreements_have_few_to_many_parties_accessions_and_deferrals(synthetic: ModuleType) -> None:
    made = synthetic.Synthetic(0.4, per_part=400)
    numbers = range(made.agreements)
    state_of: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for number in numbers:
        dice = synthetic.Random(f"{made.seed}/{number}")
        model = dice.choice(made.models.agreements)
        for party in made._parties(dice, f"pact-{number}", number + 2, model, None):
            state_of[party.state] += 1
            sizes[party.agreement] += 1
    assert {"in-force", "signed", "candidate", "applied", "provisional"} <= set(state_of)
    assert Counter(sizes.values()).most_common(1)[0][0] == 2, "most agreements are of two"
    assert max(sizes.values()) >= 40
    shipped = Counter(state for model in made.models.agreements for state, _, _ in model.parties)
    for state in shipped:
        assert state_of[state] / state_of.total() == pytest.approx(shipped[state] / shipped.total(), abs=0.1), state


def test_the_real_gate_has_nothing_to_say(graph: PartedGraph, made: Any) -> None:
    assert graph.findings == []
    assert graph.parts == made.parts
    assert sum(1 for _ in graph.relationships_of("DEFERRED")) > 10
    assert {"AMENDS", "PART_OF", "UPGRADES", "SUPERSEDES", "SIDE_LETTER_OF"} & {
        name for name in graph.mappings() if any(True for _ in graph.relationships_of(name))
    }


def test_files_of_quads_give_the_same_graph(
    synthetic: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["synthetic.py", str(tmp_path), "--size", "0.02"])
    synthetic.main()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["common.nq", "part-00001.nq"]
    common, part = (ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS) for file in files)
    made = synthetic.Synthetic(0.02)
    assert build_in_parts(common, [part]).version == build_in_parts(made.common_quads(), made.quads()).version


def test_coverage_is_what_the_records_say(graph: PartedGraph, parts: list[Dataset], made: Any, tmp_path: Path) -> None:
    write_graph_file(tmp_path / "made.grafeo", graph, load_schema())
    with clauseway.open(tmp_path / "made.grafeo") as opened:
        for economy in made.economies[::10]:
            own = {p.agreement for part in parts for p in part.participations if p.economy == economy}
            told = Counter(
                p.coding.clause
                for part in parts for p in part.provisions if p.coding.agreement in own and p.coding.clause
            )  # fmt: skip
            rows = opened.query("provisions_of_economy", iso3=economy).rows
            # one that is deferred twice has two rows
            assert Counter(clause for clause, _ in {(row["clause"], row["provision"]) for row in rows}) == told


def test_memory_does_not_grow_with_the_size(synthetic: ModuleType) -> None:
    """One part is held at a time: six times the agreements take less than three times the memory."""

    def peak(size: float) -> int:
        made = synthetic.Synthetic(size, per_part=PER_PART)
        parts = made.quads()
        next(parts)  # what is read and imported at first use does not count
        tracemalloc.start()
        try:
            for _ in parts:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(0.04), peak(0.24)
    assert large < 3 * small
