"""The commands of the ontology, and the RDF export in each of its formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib

from clauseway.loaders import build
from clauseway.loaders.figures_rdf import figure_quads
from clauseway.loaders.rdf_dataset import dataset_quads
from clauseway.loaders.rdf_files import RDF_SUFFIXES, VOCABULARY_GRAPH, vocabulary_quads
from clauseway.ontology.context import CONTEXT_FILE

type Clauseway = Callable[..., Any]

USAGE = 2


def test_the_list_comes_in_any_format(clauseway: Clauseway, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(clauseway("ontology", "list", "--kind", "class", "-f", "csv").out)))
    assert "cw:Provision" in {row["name"] for row in rows} and {row["kind"] for row in rows} == {"class"}
    assert clauseway("ontology", "list", "-o", tmp_path / "all.xlsx").code == 0
    assert (tmp_path / "all.xlsx").read_bytes()[:2] == b"PK"


def test_a_term_is_shown_with_its_definition_and_what_it_is_close_to(clauseway: Clauseway) -> None:
    done = clauseway("ontology", "show", "data-localisation-ban", "-f", "json")
    shown = {row["fact"]: row["value"] for row in json.loads(done.out)}
    assert shown["definition"].startswith("Bars a Party")
    assert shown["close to"].startswith("desta:data_flow_limit_prohibit")


def test_a_typo_is_answered_with_the_nearest_name(clauseway: Clauseway) -> None:
    done = clauseway("ontology", "show", "Provison")
    assert done.code == USAGE
    assert done.message == "The ontology has no 'Provison'. Did you mean 'cw:Provision'? List: clauseway ontology list"


def test_the_page_is_written_whole_into_a_folder_that_need_not_be_there(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("ontology", "docs", "-o", tmp_path / "site" / "deep")
    page = tmp_path / "site" / "deep" / "index.html"
    assert done.code == 0 and str(page) in done.err
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [file.name for file in page.parent.iterdir()] == ["index.html"]


def test_a_file_in_place_of_the_folder_is_a_mistake_of_usage(clauseway: Clauseway, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = clauseway("ontology", "docs", "-o", tmp_path / "taken")
    assert done.code == USAGE and "taken" in done.message
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_one_sentence(clauseway: Clauseway, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = clauseway("ontology", "docs", "-o", tmp_path / "taken" / "site")
    assert done.code == 1 and done.message.startswith("Cannot make the folder '")


def test_the_context_is_printed_and_written(clauseway: Clauseway, tmp_path: Path) -> None:
    assert clauseway("ontology", "context").out == CONTEXT_FILE.read_text(encoding="utf-8")
    clauseway("ontology", "context", "-o", tmp_path / "context.jsonld")
    assert (tmp_path / "context.jsonld").read_bytes() == CONTEXT_FILE.read_bytes()


@pytest.mark.parametrize("suffix", [".trig", ".nq", ".ttl", ".jsonld"])
def test_the_suffix_decides_the_format_of_the_export(
    clauseway: Clauseway, sources: Path, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"clauseway{suffix.upper()}"
    done = clauseway("rdf", "export", "--sources", sources, "-o", file)
    form = {"trig": "trig", "nq": "nquads", "ttl": "turtle", "jsonld": "json-ld"}[RDF_SUFFIXES[suffix]]
    read = (rdflib.Graph() if suffix == ".ttl" else rdflib.Dataset(default_union=True)).parse(file, format=form)
    dataset, _ = build.read_sources(sources, lambda _stage: None)  # as the command is made to read them
    quads = [*dataset_quads(dataset), *figure_quads(dataset.figures)]
    assert done.code == 0 and f"Wrote {len(quads)} statements" in done.err
    assert len(read) == len({quad.triple for quad in quads})


def test_the_vocabularies_go_along_where_they_are_asked_for(clauseway: Clauseway, sources: Path) -> None:
    export = ("rdf", "export", "--sources", sources, "-f", "nq")
    plain = set(clauseway(*export).out.splitlines())
    added = set(clauseway(*export, "--vocabularies").out.splitlines()) - plain
    assert len(added) == len(set(vocabulary_quads())) > 1000
    assert all(line.endswith(f"<{VOCABULARY_GRAPH}> .") for line in added)


def test_turtle_says_what_it_loses(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    export = ("rdf", "export", "--sources", sources, "-o")
    assert "which source says what is lost" in clauseway(*export, tmp_path / "x.ttl").err
    assert "lost" not in clauseway(*export, tmp_path / "x.jsonld").err


def test_the_option_wins_over_the_suffix(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    clauseway("rdf", "export", "--sources", sources, "-f", "nq", "-o", tmp_path / "x.jsonld")
    assert (tmp_path / "x.jsonld").read_text(encoding="utf-8").startswith("<https://")


def test_a_suffix_that_says_nothing_is_refused_and_nothing_is_written(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("rdf", "export", "-o", tmp_path / "x.csv")
    assert done.code == USAGE and ".jsonld" in done.message and not (tmp_path / "x.csv").exists()


def test_data_coded_by_another_codebook_can_be_asked_for(clauseway: Clauseway) -> None:
    """Which agreements have a provision that answers the DESTA item on duties?"""
    query = """SELECT DISTINCT ?slug { ?clause skos:closeMatch ?item . ?item skos:notation 'ecommerce_duty' .
        ?provision cw:addresses ?clause ; cw:ofAgreement/cw:slug ?slug }"""
    found = {row["slug"] for row in csv.DictReader(io.StringIO(clauseway("sparql", query, "-f", "csv").out))}
    assert {"rcep", "cptpp", "depa"} <= found
