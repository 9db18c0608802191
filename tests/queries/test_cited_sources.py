"""An answer names the sources its rows rest on, each with publisher and licence, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.loaders.sources import SOURCES
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.citations import CitedSource
from clauseway.queries.cited_sources import cited_sources
from clauseway.queries.coverage_analysis import coverage_table
from clauseway.queries.exports import description_path, export, rendered
from clauseway.queries.matrices import economy_matrix
from clauseway.queries.pair_analysis import pair_table
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)
CITED = CitedSource("wto-text", "The text", "WTO <of Geneva>", "WTO terms", 2)


@pytest.fixture
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def test_a_row_rests_on_its_coding_and_on_the_participation(runner: Runner) -> None:
    rows: list[Row] = [{"provision": "rcep/12.14.2/data-localisation-ban", "agreement": "rcep"}]
    found = cited_sources(runner, rows, economies=["KHM"])
    # the text by the project, Cambodia's place among the Parties, and its deferral
    assert [(cited.source, cited.facts) for cited in found] == [("agreements", 2), ("own-readings", 1)]
    records = {module.SOURCE.id: module.SOURCE for module in SOURCES}
    for cited in found:
        record = records[cited.source]
        assert (cited.title, cited.publisher, cited.licence) == (record.title, record.publisher, record.licence)


def test_rows_about_no_claim_rest_on_no_source(runner: Runner) -> None:
    assert cited_sources(runner, [{"clause": "smes"}, {"provision": None, "agreement": None}]) == ()


def test_every_answer_names_its_sources(runner: Runner) -> None:
    answers = [
        coverage_table(runner, "KHM", "Cambodia", DAY).provenance,
        agreement_table(runner, "depa", DAY).provenance,
        pair_table(runner, ("KOR", "Korea"), ("NZL", "New Zealand"), DAY).provenance,
        economy_matrix(runner, [("KHM", "Cambodia"), ("LAO", "Lao PDR")], DAY).provenance,
    ]
    for provenance in answers:
        keys = [cited.source for cited in provenance.sources]
        assert "agreements" in keys and keys == sorted(set(keys))


def test_an_agreement_known_by_its_text_alone_does_not_cite_others(runner: Runner) -> None:
    keys = {cited.source for cited in agreement_table(runner, "asean-ecommerce-agreement", DAY).provenance.sources}
    assert "coverage" in keys and "own-readings" not in keys


def table(*sources: CitedSource) -> ResultTable:
    provenance = replace(Provenance("1a2b3c4d", DAY, "grafeo", "made-up"), sources=sources)
    return ResultTable("Made up", [Column("a", "A")], [{"a": "x"}], provenance)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson"])
def test_rows_alone_get_their_sources_and_licences_in_the_file_beside_them(tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    assert export(table(CITED), target) == description_path(target)
    (source,) = json.loads(description_path(target).read_text(encoding="utf-8"))["dc:source"]
    found = [source[f"dc:{part}"] for part in ("identifier", "title", "publisher", "license")]
    assert found == ["wto-text", "The text", "WTO <of Geneva>", "WTO terms"]
    assert "2 of the facts" in source["schema:description"]
    assert target.read_text(encoding="utf-8") == rendered(table(), form)  # the rows are as ever


def test_without_sources_the_file_beside_names_none(tmp_path: Path) -> None:
    export(table(), tmp_path / "out.csv")
    assert "dc:source" not in json.loads(description_path(tmp_path / "out.csv").read_text(encoding="utf-8"))


def test_a_long_name_leaves_room_for_the_further_suffix(tmp_path: Path) -> None:
    export(table(CITED), tmp_path / ("ü" * 124 + ".csv"))
    assert len(list(tmp_path.iterdir())) == 2


def test_pages_name_publisher_and_licence_without_markup_of_the_data() -> None:
    assert "Source: wto-text: The text. Publisher: WTO \\<of Geneva>. Licence: WTO terms." in rendered(
        table(CITED), "md"
    )
    assert "Publisher: WTO &lt;of Geneva&gt;. Licence: WTO terms." in rendered(table(CITED), "html")
