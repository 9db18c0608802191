"""The sources of the shipped dataset: what each claims, what became of it, and where it was read."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from clauseway.loaders.rdf_files import read_shipped
from clauseway.loaders.sources import SOURCES
from clauseway.ontology.namespaces import CW, PROV, resource

type Clauseway = Callable[..., Any]

USAGE = 2
NAMES = [module.SOURCE.id for module in SOURCES if module.SOURCE.in_dataset]
UNSHIPPED = [module.SOURCE.id for module in SOURCES if not module.SOURCE.in_dataset]


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    return read_shipped()


@pytest.fixture
def listed(clauseway: Clauseway) -> dict[str, dict[str, str]]:
    done = clauseway("sources", "list", "-f", "csv")
    assert (done.code, done.err) == (0, "")
    return {row["source"]: row for row in csv_rows(done.out)}


def test_every_source_is_listed_in_order_of_preference_with_what_it_is(listed: dict[str, dict[str, str]]) -> None:
    assert list(listed) == [module.SOURCE.id for module in SOURCES]
    for module in SOURCES:
        row = listed[module.SOURCE.id]
        assert row["title"] == module.SOURCE.title
        assert row["publisher"] == module.SOURCE.publisher
        assert row["licence"] == module.SOURCE.licence
        assert row["files"].split("; ") == list(module.SOURCE.files)


def test_the_counts_are_those_of_the_statements(
    listed: dict[str, dict[str, str]], quads: list[ox.Quad], clauseway: Clauseway
) -> None:
    """Counted once more without SPARQL."""
    dataset = resource("graph", "dataset")
    derived = [q for q in quads if q.predicate.value == f"{PROV}wasDerivedFrom" and _graph(q) != dataset]
    adopting = {f"{CW}{name}" for name in ("hasParticipation", "hasDeferral", "hasLink", "hasMembership")}
    adopting.add(f"{CW}adoptedCoding")
    adopted = {str(q.object) for q in quads if q.predicate.value in adopting}
    others = {str(q.object) for q in quads if q.predicate.value == f"{CW}otherCoding"}
    made = Counter(_graph(q) for q in derived)
    taken = Counter(_graph(q) for q in derived if str(q.subject) in adopted)
    behind = Counter(_graph(q) for q in derived if str(q.subject) in others - adopted)
    for name in UNSHIPPED:
        assert (listed[name]["ships"], listed[name]["claims"]) == ("false", "")
        assert "not shipped" in clauseway("sources", "show", name, "-f", "table").out
    for name in NAMES:
        row = listed[name]
        graph = resource("graph", name)
        counted = (made[graph], taken[graph], behind[graph])
        assert (int(row["claims"]), int(row["adopted"]), int(row["yielded"])) == counted, name
    assert sum(taken.values()) == len(adopted)


def _graph(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)
    return quad.graph_name.value


@pytest.mark.parametrize("name", NAMES)
def test_a_source_is_shown_with_its_files_and_ten_of_its_rows(clauseway: Clauseway, name: str) -> None:
    source = next(module.SOURCE for module in SOURCES if module.SOURCE.id == name)
    done = clauseway("sources", "show", name, "-f", "csv")
    rows = csv_rows(done.out)
    assert done.code == 0
    assert len(rows) == (10 if source.in_dataset else 0)
    assert ("keeps it out of the shipped dataset" in done.err) is not source.in_dataset
    assert {row["file"] for row in rows} <= set(source.files)
    assert all(int(row["line"]) > 1 and row["kind"] and row["about"] for row in rows)
    assert {row["standing"] for row in rows} <= {"adopted", "yielded", "beside"}
    assert [(row["file"], int(row["line"])) for row in rows] == sorted((r["file"], int(r["line"])) for r in rows)
    for fact in (source.title, source.publisher, source.licence, *source.files):
        assert fact in done.err


def test_a_source_goes_by_its_title_too(clauseway: Clauseway) -> None:
    title = SOURCES[0].SOURCE.title
    assert clauseway("sources", "show", title.upper()).out == clauseway("sources", "show", NAMES[0]).out


def test_on_a_terminal_the_facts_stand_below_the_rows(clauseway: Clauseway) -> None:
    done = clauseway("sources", "show", "recalled", "-f", "table")
    assert (done.code, done.err) == (0, "")
    assert "facts/recalled_dates.csv" in done.out.partition("oxigraph")[2]


@pytest.mark.parametrize("words", [("list",), ("show", "groups")])
def test_every_format_can_be_had(clauseway: Clauseway, tmp_path: Path, words: tuple[str, ...]) -> None:
    for form in ("csv", "tsv", "json", "ndjson", "md", "html"):
        assert clauseway("sources", *words, "-f", form).out.strip()
    assert len(json.loads(clauseway("sources", *words, "-f", "json").out)) == (10 if len(words) > 1 else len(SOURCES))
    assert clauseway("sources", *words, "-o", tmp_path / "sources.xlsx").code == 0


@pytest.mark.parametrize(("typed", "near"), [("wto", "wto-text"), ("recaled", "recalled"), ("Agreement", "agreements")])
def test_an_unknown_source_is_a_usage_error_with_the_nearest(clauseway: Clauseway, typed: str, near: str) -> None:
    done = clauseway("sources", "show", typed)
    assert (done.code, done.out) == (USAGE, "")
    assert f"Unknown source '{typed}'. Did you mean '{near}'? List: clauseway sources list" in done.message


def test_a_name_near_to_nothing_offers_nothing(clauseway: Clauseway) -> None:
    done = clauseway("sources", "show", "xyzzy")
    assert done.code == USAGE
    assert "Did you mean" not in done.message
