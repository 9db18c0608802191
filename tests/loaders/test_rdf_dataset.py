"""The dataset as RDF: the same bytes each time, one graph a source, every claim tied to the row it was read from."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from clauseway.loaders.build import Built, read_sources
from clauseway.loaders.coding_tables import read_coding_table, write_coding_table
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.rdf_dataset import dataset_quads, place_of_row, sort_quads
from clauseway.loaders.rdf_files import read_shipped_claims, serialize, store_of, write_shipped
from clauseway.ontology.namespaces import BASE, CW, DATASET_GRAPH, PROV, RDF, resource

type Read = tuple[Dataset, list[Problem]]

CLAIMS = ("Participation", "Coding", "Deferral", "AgreementLink", "Membership", "DateClaim")


def objects(quads: list[ox.Quad], predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for quad in quads:
        if quad.predicate.value == predicate:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, (ox.NamedNode, ox.Literal))
            found.setdefault(quad.subject.value, []).append(quad.object.value)
    return found


def of_class(quads: list[ox.Quad], name: str) -> set[str]:
    return {subject for subject, kinds in objects(quads, f"{RDF}type").items() if f"{CW}{name}" in kinds}


def test_the_same_sources_give_the_same_bytes(small_sources: Path, small_read: Read) -> None:
    again, _ = read_sources(small_sources, lambda _stage: None, readings=small_sources / "readings")
    for form in ("nq", "trig"):
        assert serialize(dataset_quads(again), form) == serialize(dataset_quads(small_read[0]), form)


def test_the_order_of_statements_does_not_matter(small_built: Built) -> None:
    shuffled = list(small_built.quads)
    random.Random(20261121).shuffle(shuffled)
    assert shuffled != small_built.quads
    assert sort_quads([*shuffled, *shuffled[:50]]) == small_built.quads
    assert serialize(shuffled, "trig") == serialize(small_built.quads, "trig")


def test_trig_and_n_quads_hold_the_same_statements(small_built: Built) -> None:
    trig, lines = serialize(small_built.quads, "trig"), serialize(small_built.quads, "nq")
    assert set(ox.parse(trig, format=ox.RdfFormat.TRIG)) == set(small_built.quads)
    assert set(ox.parse(lines, format=ox.RdfFormat.N_QUADS)) == set(small_built.quads)


def test_n_quads_are_sorted_lines(small_built: Built) -> None:
    lines = serialize(small_built.quads, "nq").decode().splitlines()
    assert len(lines) == len(set(lines)) == len(small_built.quads)
    assert all(line.endswith(" .") for line in lines)


def test_another_dataset_has_another_version(small_read: Read) -> None:
    dataset, _ = small_read
    name = f"{CW}datasetVersion"
    version = objects(dataset_quads(dataset), name)
    fewer = Dataset(
        **{field: getattr(dataset, field) for field in Dataset.__slots__ if field != "memberships"}, memberships=[]
    )
    assert objects(dataset_quads(fewer), name) != version
    assert objects(dataset_quads(dataset), name) == version


@pytest.mark.parametrize("kind", CLAIMS)
def test_every_claim_reaches_the_row_it_was_read_from(small_built: Built, small_sources: Path, kind: str) -> None:
    rows = objects(small_built.quads, f"{PROV}wasDerivedFrom")
    claims = of_class(small_built.quads, kind)
    assert claims
    for claim in claims:
        (row,) = rows[claim]
        file, line = place_of_row(row)
        lines = (small_sources / file).read_text(encoding="utf-8").splitlines()
        assert 2 <= line <= len(lines), f"{claim} points at {file}:{line}"


def test_a_coding_reaches_the_very_row_with_its_article(small_built: Built, small_sources: Path) -> None:
    rows = objects(small_built.quads, f"{PROV}wasDerivedFrom")
    provisions = objects(small_built.quads, f"{CW}codes")
    articles = objects(small_built.quads, f"{CW}article")
    coder = objects(small_built.quads, f"{CW}fromSource")
    for coding in of_class(small_built.quads, "Coding"):
        file, line = place_of_row(rows[coding][0])
        text = (small_sources / file).read_text(encoding="utf-8").splitlines()[line - 1]
        (article,) = articles[provisions[coding][0]]
        if "/machine-coded" not in coder[coding][0]:  # a row of the tables of texts stands for a whole text
            assert article in next(csv.reader([text]))


def test_every_provision_adopts_exactly_one_coding_and_that_coding_codes_it(small_built: Built) -> None:
    adopted = objects(small_built.quads, f"{CW}adoptedCoding")
    codes = objects(small_built.quads, f"{CW}codes")
    provisions = of_class(small_built.quads, "Provision")
    assert set(adopted) == provisions
    assert {len(found) for found in adopted.values()} == {1}
    assert all(codes[coding] == [provision] for provision, (coding,) in adopted.items())


def test_a_coding_that_yields_is_kept_beside_the_adopted_one(small_built: Built) -> None:
    others = objects(small_built.quads, f"{CW}otherCoding")
    provision = resource("provision", "test-agreement-b/9.2/paperless-trading")
    assert {each.rpartition("/claim/")[2] for each in others[provision]} == {
        "facts/coverage/L4/paperless-trading",
        "facts/recalled_coverage/L2/paperless-trading",
    }
    adopted = {coding for found in objects(small_built.quads, f"{CW}adoptedCoding").values() for coding in found}
    yielded = {coding for found in others.values() for coding in found}
    assert adopted | yielded == of_class(small_built.quads, "Coding")
    assert not adopted & yielded


def test_each_source_states_its_claims_in_one_graph_of_its_own(small_built: Built, small_read: Read) -> None:
    graphs: dict[str, set[str]] = {}
    for quad in small_built.quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs.setdefault(quad.subject.value, set()).add(quad.graph_name.value)
    sources = {source.id: source for source in small_read[0].sources}
    rows = objects(small_built.quads, f"{PROV}wasDerivedFrom")
    for kind in CLAIMS:
        for claim in of_class(small_built.quads, kind):
            (graph,) = graphs[claim]
            source = sources[graph.removeprefix(f"{BASE}graph/")]
            assert unquote(place_of_row(rows[claim][0])[0]) in source.files
    for kind in ("Agreement", "Provision", "Economy", "Source", "Dataset"):
        assert {graph for thing in of_class(small_built.quads, kind) for graph in graphs[thing]} == {DATASET_GRAPH}


def test_a_row_iri_spells_file_and_line() -> None:
    assert place_of_row(resource("row", "facts/coverage.csv#L17")) == ("facts/coverage.csv", 17)


def test_written_files_are_one_a_graph_and_read_back_the_same(small_built: Built, tmp_path: Path) -> None:
    (tmp_path / "of-no-graph.trig").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("stays", encoding="utf-8")
    written = write_shipped(small_built.quads, tmp_path)
    graphs = Counter(str(quad.graph_name).rpartition("/")[2].rstrip(">") for quad in small_built.quads)
    assert sorted(path.stem for path in written) == sorted(graphs)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["README.md", *(p.name for p in written)])
    assert small_built.dataset is not None
    write_coding_table(small_built.dataset.provisions, tmp_path / "with-codings")
    assert {*read_shipped_claims(tmp_path), *read_coding_table(tmp_path / "with-codings")} == set(small_built.quads)
    before = {path.name: path.read_bytes() for path in written}
    write_shipped(reversed(small_built.quads), tmp_path)
    assert {path.name: path.read_bytes() for path in written} == before


def test_a_folder_without_a_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no shipped dataset"):
        read_shipped_claims(tmp_path)


def test_a_damaged_file_of_the_dataset_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "facts.trig").write_text("@prefix cw: <https://w3id.org/> .\n\ncw:a cw:b .\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"^facts\.trig:3: ") as caught:
        read_shipped_claims(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_store_keeps_vocabularies_in_a_graph_of_their_own(small_built: Built) -> None:
    store = store_of(small_built.quads)
    names = {str(graph) for graph in store.named_graphs()}
    assert f"<{BASE}graph/vocabulary>" in names
    assert sum(1 for quad in store if str(quad.graph_name) != f"<{BASE}graph/vocabulary>") == len(small_built.quads)
