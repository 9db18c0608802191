"""A damaged graph file is refused or answers as before; it never answers otherwise."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from clauseway.graph.engine import GraphDamaged, GraphData, GraphError
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import Schema


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, shared_small_graph: GraphData, schema: Schema) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "small.grafeo"
    write_graph_file(path, shared_small_graph, schema)
    return path.read_bytes()


def answers(path: Path, schema: Schema) -> list[object] | None:
    """Every node and relationship, or nothing where the file is refused or tells of no data version."""
    try:
        with GrafeoEngine.open(path) as engine:
            if not engine.run("MATCH (d:Dataset) RETURN d.version AS version", {}):
                return None
            return [
                sorted(repr(row) for row in engine.run(f"MATCH (n:{n.label}) RETURN {columns}", {}))
                for n in schema.nodes
                for columns in (", ".join(f"n.{p.name} AS {p.name}" for p in n.properties),)
            ]
    except GraphError:
        return None


def test_no_flipped_bit_changes_an_answer(tmp_path: Path, whole: bytes, schema: Schema) -> None:
    """Grafeo checks its file when it opens it; `benchmarks/faults.py` tries more, on the shipped graph."""
    path = tmp_path / "flipped.grafeo"
    path.write_bytes(whole)
    right = answers(path, schema)
    assert right is not None
    dice = random.Random(10)
    refused = 0
    in_use = [place for place, byte in enumerate(whole) if byte]  # a small graph leaves most of its pages empty
    for _ in range(40):
        damaged = bytearray(whole)
        damaged[dice.choice(in_use)] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        now = answers(path, schema)
        assert now is None or now == right
        refused += now is None
    assert refused > 20


@pytest.mark.parametrize("share", [0, 0.1, 0.5])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, whole: bytes, share: float) -> None:
    path = tmp_path / "cut.grafeo"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(GraphDamaged, match="clauseway build"):
        GrafeoEngine.open(path)
