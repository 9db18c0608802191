"""A load of any size holds the same: the source is a stream, and a stand-in for the server streams too."""

from __future__ import annotations

import tracemalloc
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from clauseway.graph.engine import GraphData, GraphError, Properties, Relationship
from clauseway.graph.neo4j_csv import dump
from clauseway.graph.neo4j_differences import Changes
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_marks import READ_MARK
from clauseway.graph.neo4j_rows import check_data
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import Records, Statement
from clauseway.graph.schema import Schema

HELD = 64
SMALL, LARGE = 1_000, 6_000
"""Both fill as many temporary files as are ever open at once."""
NOWHERE = Neo4jSettings("bolt://127.0.0.1:1")


class MadeUpGraph:
    """Economies in a ring and as many participations, made when they are asked for."""

    version = "made-up"

    def __init__(self, number: int) -> None:
        self._number = number

    def labels(self) -> Sequence[str]:
        return ("Economy", "Agreement", "Dataset")

    def mappings(self) -> Sequence[str]:
        return ("PARTY_TO",)

    def nodes_of(self, label: str) -> Iterator[Properties]:
        if label == "Economy":
            for n in range(self._number):
                yield {"iso3": _code(n), "name": f"Made up {n}"}
        elif label == "Agreement":
            yield {"slug": "pact", "title": "Pact"}
        elif label == "Dataset":
            yield {"version": self.version, "ontology_version": "0"}

    def relationships_of(self, mapping: str) -> Iterator[Relationship]:
        if mapping == "PARTY_TO":
            yield from (Relationship(_code(n), "pact", {"state": "signed"}) for n in range(self._number))


def _code(number: int) -> str:
    """In another order than the numbers."""
    return f"{number * 7919 % 1_000_003:07}"


class StandInWriter:
    """Answers as a server that holds other economies and participations, as many as it is told."""

    def __init__(self, stored: int) -> None:
        self._stored = stored
        self.created = self.removed = 0

    def write(self, statements: Sequence[Statement]) -> list[Records]:
        for text, given in statements:
            rows = given.get("rows")
            if isinstance(rows, list):
                lines = cast("list[list[list[int]]]", rows)
                number = sum(len(line[1]) if "$ends" in text else 1 for line in lines)
                self.created += number * ("CREATE" in text)
                self.removed += number * ("DELETE" in text)
        if any(text == READ_MARK for text, _ in statements):
            return [[{"state": "complete", "generation": 1, "version": "other", "started": ""}]]
        return [[{"name": "load"}] for _ in statements]

    def read(self, text: str) -> Iterator[list[object]]:
        rows: Iterator[list[object]] = iter(())
        numbers = range(self._stored)
        if "UNION ALL" in text and "IS NULL" not in text:
            rows = ([name, self._stored] for name in ("Economy", "PARTY_TO"))
        elif "(x:Economy)" in text:
            empty: list[object] = [None] * (text.count("x.") - 2)
            rows = ([f"id{n}", f"old{n:07}", *empty] for n in numbers)
        elif "[x:PARTY_TO]" in text:
            empty = [None] * (text.count(", x.") - 1)
            rows = ([f"id{n}", "PARTY_TO", f"old{n:07}", "pact", None, *empty] for n in numbers)
        return rows

    @contextmanager
    def lock(self, wait_seconds: float) -> Generator[None]:
        assert wait_seconds > 0
        yield

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little data is enough to need every file, and to merge more than once."""
    monkeypatch.setattr("clauseway.graph.sorted_on_disk._WIDEST", 8)


def _peak_of_load(number: int, schema: Schema, monkeypatch: pytest.MonkeyPatch) -> int:
    """Most bytes that Python held during a load of so many things over as many others."""

    def there(*_: object) -> None:
        """The stand-in has every constraint."""

    monkeypatch.setattr("clauseway.graph.neo4j_load._require_constraints", there)
    writer = StandInWriter(number)
    tracemalloc.start()
    try:
        summary = load(
            NOWHERE, MadeUpGraph(number), schema, batch_size=100, at_once=100, held=HELD,
            open_writer=lambda _settings: writer,
        )  # fmt: skip
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert summary.total == Changes(created=2 * number + 2, removed=2 * number)
    assert (writer.created, writer.removed) == (2 * number + 1, 2 * number)
    return peak


def test_the_memory_of_a_load_does_not_grow_with_the_data(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    _peak_of_load(HELD, schema, monkeypatch)  # what is imported at first use does not count
    small, large = (_peak_of_load(number, schema, monkeypatch) for number in (SMALL, LARGE))
    # the least that holding one side would take: as many keys more, of 56 bytes and a place each
    assert large - small < (LARGE - SMALL) * 64
    assert large < 1.5 * small


def test_the_memory_of_a_dump_does_not_grow_with_the_data(schema: Schema, tmp_path: Path) -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        try:
            dump(MadeUpGraph(number), schema, tmp_path / str(number), started="", held=HELD)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(HELD)
    small, large = peak(SMALL), peak(LARGE)
    assert large < 1.5 * small
    assert len((tmp_path / str(LARGE) / "PARTY_TO.csv").read_text("utf-8").splitlines()) == LARGE


@pytest.mark.parametrize("held", [1, 2, 1000])
def test_faults_are_found_however_little_is_held(held: int, small_graph: GraphData, schema: Schema) -> None:
    counts = check_data(small_graph, schema, held)
    assert {name: number for name, number in counts.items() if number} == small_graph.counts()
    small_graph.relationships["PARTY_TO"].append(Relationship("XAA", "third-pact"))
    with pytest.raises(GraphError, match="PARTY_TO from 'XAA' to 'third-pact': no Agreement is 'third-pact'"):
        check_data(small_graph, schema, held)
    small_graph.relationships["PARTY_TO"].pop()
    small_graph.nodes["Economy"].append({"iso3": "XAA"})
    with pytest.raises(GraphError, match="two Economy nodes with the iso3 'XAA'"):
        check_data(small_graph, schema, held)


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, small_graph: GraphData, schema: Schema) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pickle.dump", full)
    with pytest.raises(GraphError, match=r"temporary files, .* cannot be written to \(No space left on device\)"):
        check_data(small_graph, schema, held=1)
