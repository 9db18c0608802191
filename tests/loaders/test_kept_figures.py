"""Figures that were checked and projected before: the same graph, and never an old or broken result."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built, build_from_sources
from clauseway.loaders.figures import Figures
from clauseway.loaders.figures_rdf import figure_texts
from clauseway.loaders.kept_figures import FIGURE_CLASSES, FiguresProjected, figures_by_source, project_figures
from clauseway.loaders.projection import node_query, relationship_query
from clauseway.loaders.shape_queries import translate
from clauseway.loaders.validation import read_shapes
from clauseway.ontology.namespaces import RDF


def figures_of(built: Built) -> Figures:
    assert built.dataset is not None
    return built.dataset.figures


def projected(built: Built, figures: Figures, kept: Path) -> tuple[FiguresProjected, list[str]]:
    """The figures beside the claims of a build, and the sources whose figures were worked out for it."""
    told: list[str] = []
    found = project_figures(built.quads, figures, built.graph, load_schema(), kept, told.append)
    assert found is not None
    return found, [stage.removeprefix("checking figures of ") for stage in told]


def test_a_build_with_kept_figures_gives_what_a_build_without_gives(
    small_sources: Path, small_built: Built, tmp_path: Path
) -> None:
    for _ in range(2):
        built = build_from_sources(
            small_sources, lambda _: None, readings=small_sources / "readings", kept=tmp_path / "kept"
        )
        assert built.graph == small_built.graph
        assert list(built.graph.relationships) == list(small_built.graph.relationships)
        assert (built.statements, built.findings) == (small_built.statements, small_built.findings)


def test_only_the_source_that_changed_is_worked_out_again(small_built: Built, tmp_path: Path) -> None:
    figures = figures_of(small_built)
    first, worked_out = projected(small_built, figures, tmp_path)
    assert worked_out == list(figures_by_source(figures))
    again, worked_out = projected(small_built, figures, tmp_path)
    assert (again, worked_out) == (first, [])
    farther = replace(figures, distances=[replace(each, km=each.km + 1) for each in figures.distances])
    changed, worked_out = projected(small_built, farther, tmp_path)
    assert worked_out == ["cepii-distances"]
    assert changed.relationships["DISTANCE_TO"] != first.relationships["DISTANCE_TO"]
    assert changed.relationships["OBSERVED"] == first.relationships["OBSERVED"]


def test_all_are_worked_out_again_when_what_they_point_at_changed(small_built: Built, tmp_path: Path) -> None:
    figures = figures_of(small_built)
    projected(small_built, figures, tmp_path)
    named = [quad for quad in small_built.quads if "Falkland" not in str(quad.object)]
    assert len(named) < len(small_built.quads)
    other = replace(small_built, quads=named)
    assert projected(other, figures, tmp_path)[1] == list(figures_by_source(figures))


def test_a_kept_result_that_was_damaged_is_worked_out_again(small_built: Built, tmp_path: Path) -> None:
    figures = figures_of(small_built)
    first, (one, other, *_) = projected(small_built, figures, tmp_path)
    (file,), (wrong,) = (list(tmp_path.glob(f"{source}-*.figures")) for source in (one, other))
    data = file.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    for damaged in (data[:middle], flipped, b"", wrong.read_bytes()):
        file.write_bytes(damaged)
        assert projected(small_built, figures, tmp_path) == (first, [one])
        assert file.read_bytes() == data


def test_of_each_source_only_the_latest_results_are_kept(small_built: Built, tmp_path: Path) -> None:
    figures = figures_of(small_built)
    for more in range(6):
        moved = replace(figures, distances=[replace(each, km=each.km + more) for each in figures.distances])
        projected(small_built, moved, tmp_path)
    assert len(list(tmp_path.glob("cepii-distances-*"))) == 4
    assert len(list(tmp_path.iterdir())) == 4 + len(figures_by_source(figures)) - 1
    assert projected(small_built, figures, tmp_path)[1] == ["cepii-distances"]


def test_figures_that_break_a_shape_are_not_kept(small_built: Built, tmp_path: Path) -> None:
    figures = figures_of(small_built)
    beyond = replace(figures, distances=[replace(each, km=30_000) for each in figures.distances])
    for sources in (list(figures_by_source(figures)), ["cepii-distances"]):
        found, worked_out = projected(small_built, beyond, tmp_path)
        assert worked_out == sources
        assert {each.severity for each in found.findings} == {"violation"}
        assert "longer than half the globe" in found.findings[0].message
        assert found.findings[0].file == "trade/dist_cepii.csv"


def test_a_folder_that_cannot_be_made_keeps_nothing_and_stops_nothing(small_built: Built, tmp_path: Path) -> None:
    kept = tmp_path / "a file"
    kept.write_text("in the way")
    figures = figures_of(small_built)
    assert projected(small_built, figures, kept) == projected(small_built, figures, kept)


def test_nothing_but_the_shapes_and_mappings_of_figures_looks_at_figures(small_built: Built) -> None:
    text = "".join(figure_texts(figures_of(small_built)))
    properties = set(re.findall(r"^<[^>]+> (<[^>]+>) ", text, re.MULTILINE)) - {f"<{RDF}type>"}
    assert len(properties) > 15
    translation = translate(read_shapes())
    assert not translation.left
    schema = load_schema()
    asked = [query.text for query in translation.queries]
    asked += [node_query(m) for m in schema.nodes]
    asked += [relationship_query(m) for m in schema.relationships]
    others = [text for text in asked if not any(f"<{iri}>" in text for iri in FIGURE_CLASSES)]
    assert len(asked) > len(others) > 100
    for text in others:
        for name in properties:
            # from the value of a figure back to the figure, or by the property alone
            assert not re.search(rf"\^\(?{name}|\?targeting {name}|\?node {name} \?targeting", text), text
            short = "cw:" + name.rpartition("#")[2].rstrip(">")
            assert not re.search(rf"\^\(?{short}\b", text), text


@pytest.mark.parametrize("source", ["trade-2016", "world-bank-wdi"])
def test_each_source_has_its_own_figures(small_built: Built, source: str) -> None:
    parts = figures_by_source(figures_of(small_built))
    whole = figures_of(small_built)
    assert sum(len(part.flows) for part in parts.values()) == len(whole.flows)
    assert sum(len(part.observations) for part in parts.values()) == len(whole.observations)
    home = {indicator.id: indicator.source.id for indicator in whole.indicators}
    assert {flow.source for flow in parts[source].flows} <= {source}
    assert {home[each.indicator] for each in parts[source].observations} <= {source}
