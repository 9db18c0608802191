"""The dataset in the repository: made from the sources, whole, traceable, and the one the graph answers from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.graph.engine import GraphData
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import read_sources, ship
from clauseway.loaders.figure_tables import read_figure_tables, write_figure_tables
from clauseway.loaders.figures_rdf import figure_quads
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.loaders.rdf_files import read_shipped, read_shipped_claims, serialize, store_of, write_shipped
from clauseway.loaders.sources import SOURCES
from clauseway.ontology import DATASET_FOLDER, ONTOLOGY_FOLDER
from clauseway.ontology.namespaces import BASE, DCT, PREFIXES, PROV
from clauseway.queries.runner import Runner

LONGEST_LINE = 20_000
"""Characters. An agreement of many Parties stands on one line; twice the longest today is still a readable diff."""

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + f"PREFIX prov: <{PROV}>\n"


@pytest.fixture(scope="module")
def store(shipped_quads: list[ox.Quad]) -> ox.Store:
    return store_of(shipped_quads)


@pytest.fixture(scope="module")
def graph(store: ox.Store) -> GraphData:
    return project(store, load_schema())


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows: list[tuple[str, ...]] = []
    for solution in found:
        terms = [solution[name] for name in names]
        rows.append(tuple(t.value if isinstance(t, (ox.NamedNode, ox.Literal)) else str(t) for t in terms))
    return rows


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_sources_give_the_shipped_files_byte_for_byte(shared_data: Path, tmp_path: Path) -> None:
    dataset, _ = read_sources(shared_data, lambda _stage: None, shipping=True)
    ship(dataset, tmp_path, lambda _stage: None)
    shipped = files_of(DATASET_FOLDER)
    made = files_of(tmp_path)
    assert sorted(made) == sorted(shipped)
    different = [name for name in made if made[name] != shipped[name]]
    assert not different, "make the dataset anew: clauseway dataset --sources ../shared/data"


def test_every_row_a_claim_names_is_there(shared_data: Path, store: ox.Store) -> None:
    lines: dict[str, int] = {}
    for (row,) in ask(store, "SELECT DISTINCT ?row WHERE { ?claim prov:wasDerivedFrom ?row }"):
        file, line = place_of_row(row)
        folder = ONTOLOGY_FOLDER if file.startswith("readings/") else shared_data
        if file not in lines:
            with (folder / file).open(encoding="utf-8-sig", newline="") as opened:
                reader = csv.reader(opened)
                lines[file] = max(reader.line_num for _ in reader)
        assert 2 <= line <= lines[file], row
    assert len(lines) >= 12


def test_every_file_is_readable_and_holds_one_graph_of_its_name() -> None:
    files = sorted(DATASET_FOLDER.glob("*.trig"))
    figures = {quad.graph_name for quad in figure_quads(read_figure_tables(DATASET_FOLDER))}
    in_tables = {str(graph).rpartition("/")[2].rstrip(">") for graph in figures}
    assert in_tables
    shipped = {m.SOURCE.id for m in SOURCES if m.SOURCE.in_dataset}
    assert [file.stem for file in files] == sorted([*(shipped - in_tables), "dataset"])
    for file in files:
        quads = list(ox.parse(path=str(file), format=ox.RdfFormat.TRIG))
        assert {str(quad.graph_name) for quad in quads} == {f"<{BASE}graph/{file.stem}>"}


def test_the_shipped_files_are_what_writing_them_again_gives(tmp_path: Path) -> None:
    written = write_shipped(read_shipped_claims(), tmp_path)
    written += write_figure_tables(read_figure_tables(DATASET_FOLDER), tmp_path)
    for path in written:
        assert path.read_bytes() == (DATASET_FOLDER / path.relative_to(tmp_path)).read_bytes(), path.name


def test_the_n_quads_export_is_the_same_twice(shipped_quads: list[ox.Quad]) -> None:
    once, again = serialize(shipped_quads, "nq"), serialize(read_shipped(), "nq")
    assert once == again
    assert once.count(b"\n") == len(set(shipped_quads))


def test_lines_are_short_enough_to_compare() -> None:
    for file in DATASET_FOLDER.glob("*.trig"):
        longest = max(len(line) for line in file.read_text(encoding="utf-8").splitlines())
        assert longest <= LONGEST_LINE, f"{file.name} has a line of {longest} characters"


def test_every_provision_adopts_one_coding_with_a_row_a_citation_and_a_coder(store: ox.Store) -> None:
    (total,) = ask(store, "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a cw:Provision }")
    traced = ask(
        store,
        "SELECT ?p ?row WHERE { ?p a cw:Provision ; cw:adoptedCoding ?c . "
        "?c a cw:Coding ; cw:codes ?p ; cw:coder ?coder ; cw:verification ?v ; dct:source ?cited ; "
        "prov:wasDerivedFrom ?row }",
    )
    assert len(traced) == len({provision for provision, _ in traced}) == int(total[0]) > 500


@pytest.mark.parametrize(
    ("what", "query"),
    [
        ("provision without an agreement", "?x a cw:Provision FILTER NOT EXISTS { ?x cw:ofAgreement/cw:slug ?s }"),
        ("provision of an unknown clause type",
         "?x a cw:Provision ; cw:addresses ?c FILTER NOT EXISTS { ?c cw:clauseSlug ?s }"),
        ("coding no provision knows", "?x a cw:Coding FILTER NOT EXISTS { ?p cw:adoptedCoding|cw:otherCoding ?x }"),
        ("coding adopted and not adopted", "?p cw:adoptedCoding ?x . ?q cw:otherCoding ?x"),
        ("participation of an unknown economy",
         "?x a cw:Participation FILTER NOT EXISTS { ?x cw:economy/cw:iso3 ?s }"),
        ("participation in an unknown agreement",
         "?x a cw:Participation FILTER NOT EXISTS { ?x cw:agreement/cw:slug ?s }"),
        ("participation nobody adopted", "?x a cw:Participation FILTER NOT EXISTS { ?a cw:hasParticipation ?x }"),
        ("agreement without a Party, but for two whose Parties no source lists, and what nobody joins or is only named",
         "?x a cw:Agreement ; cw:agreementKind ?kind FILTER NOT EXISTS { ?p a cw:Participation ; cw:agreement ?x } "
         "FILTER (?x NOT IN (agr:wto-jsi-ecommerce, agr:afcfta-digital-protocol)) "
         "FILTER (?kind NOT IN (kind:programme, kind:declaration, kind:decision, kind:standard, kind:model-law)) "
         "FILTER (!(?kind = kind:convention && EXISTS { ?v cw:refersToInstrument ?x }))"),
        ("memorandum in force",
         "?x cw:state state:in-force ; cw:agreement/cw:agreementKind kind:memorandum"),
        ("provision that refers to an unknown instrument",
         "?x cw:refersToInstrument ?i FILTER NOT EXISTS { ?i a cw:Agreement }"),
        ("deferral of an unknown provision",
         "?x a cw:Deferral FILTER NOT EXISTS { ?x cw:provision/cw:provisionId ?s }"),
        ("deferral for an economy that is no Party",
         "?x a cw:Deferral ; cw:economy ?e ; cw:provision/cw:ofAgreement ?a "
         "FILTER NOT EXISTS { ?m a cw:Participation ; cw:economy ?e ; cw:agreement ?a }"),
        ("membership of an unknown economy", "?x a cw:Membership FILTER NOT EXISTS { ?x cw:economy/cw:iso3 ?s }"),
        ("link to an unknown agreement", "?x a cw:AgreementLink FILTER NOT EXISTS { ?x cw:toAgreement/cw:slug ?s }"),
        ("claim without a row", "?x cw:verification ?v FILTER NOT EXISTS { ?x prov:wasDerivedFrom ?r }"),
        ("claim outside the graph of its source",
         "GRAPH ?g { ?x a cw:Coding } FILTER (?g = <https://w3id.org/clauseway/graph/dataset>)"),
    ],
)  # fmt: skip
def test_nothing_hangs_in_the_air(store: ox.Store, what: str, query: str) -> None:
    assert not ask(store, f"SELECT DISTINCT ?x WHERE {{ {query} }} LIMIT 3"), what


def test_every_source_says_who_published_it_and_under_which_licence(store: ox.Store) -> None:
    found = ask(
        store, "SELECT ?id ?p ?l WHERE { ?s a cw:Source ; cw:sourceId ?id ; dct:publisher ?p ; dct:license ?l }"
    )
    assert {row[0] for row in found} == {module.SOURCE.id for module in SOURCES if module.SOURCE.in_dataset}


def test_sparql_and_the_graph_count_the_same(store: ox.Store, graph: GraphData, tmp_path: Path) -> None:
    """What `doctor` prints, counted in the RDF."""
    path = tmp_path / "shipped.grafeo"
    write_graph_file(path, graph, load_schema())
    with GrafeoEngine.open(path) as engine:
        runner = Runner(engine)
        printed = {str(row["what"]): row["number"] for row in runner.rows("counts")}
        levels = {str(row["verification"]): row["provisions"] for row in runner.rows("provisions_by_verification")}
        version = runner.version
    classes = {
        "Economy": "cw:Economy", "Agreement": "cw:Agreement", "Provision": "cw:Provision",
        "ClauseType": "cw:ClauseType", "Group": "cw:Group", "PARTY_TO": "cw:Participation", "DEFERRED": "cw:Deferral",
        "Indicator": "cw:Indicator", "LawKind": "cw:LawKind", "HAS_LAW": "cw:LawStatus",
        "REQUIRES": "cw:LawRequirement", "EXPORTS_TO": "cw:TradeFlow", "DISTANCE_TO": "cw:Distance",
    }  # fmt: skip
    counted = {
        name: int(ask(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a {kind} }}")[0][0])
        for name, kind in classes.items()
    }
    counted["ADDRESSES"] = len(ask(store, "SELECT DISTINCT ?p ?c WHERE { ?p a cw:Provision ; cw:addresses ?c }"))
    counted["OBSERVED"] = len(ask(store, "SELECT ?o WHERE { ?o a cw:Observation ; cw:economy ?e }"))
    assert printed == counted
    rows = ask(store, "SELECT DISTINCT ?p ?v WHERE { ?p cw:adoptedCoding/cw:verification ?v }")
    assert levels == Counter(value.rpartition("/")[2] for _, value in rows)
    assert [(version,)] == ask(store, "SELECT ?v WHERE { ?d cw:datasetVersion ?v }")


def test_titles_and_citations_are_clean_text(store: ox.Store) -> None:
    for (text,) in ask(store, f"SELECT DISTINCT ?t WHERE {{ ?x <{DCT}title>|<{DCT}source> ?t }}"):
        assert text == text.strip()
        assert text.replace("\n", " ").isprintable(), repr(text)
