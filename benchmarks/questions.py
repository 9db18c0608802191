"""The same questions asked of other tools, as somebody without Clauseway would ask them.

SPARQL over the RDF that Clauseway ships, pandas over four tables that it writes as CSV, networkx over the graph of
participations. Each road answers with a set of tuples, so that answers can be held equal before anything is timed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clauseway.graph.engine import Engine, Value

type Answer = set[tuple[object, ...]]
type Ask = Callable[[Any], Answer]

DAY = date(2026, 11, 22)
TABLES = ("economies", "participations", "provisions_on_clauses")
BINDING = ("in-force", "provisional")
BOUND_CYPHER = (
    "p.state IN ['in-force', 'provisional'] AND p.since_latest <= $day AND (p.until IS NULL OR p.until > $day)"
)
PREFIXES = """PREFIX cw: <https://w3id.org/clauseway/ontology#>
PREFIX state: <https://w3id.org/clauseway/state/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
BOUND_SPARQL = """cw:state ?state{0} ; cw:sinceLatest ?since{0} . OPTIONAL {{ ?p{0} cw:until ?until{0} }}
  FILTER(?state{0} IN (state:in-force, state:provisional) && ?since{0} <= "2026-11-22"^^xsd:date)
  FILTER(!BOUND(?until{0}) || ?until{0} > "2026-11-22"^^xsd:date)"""


@dataclass(frozen=True)
class Question:
    """One question, in Cypher and SPARQL, and in Python for tables and for a graph."""

    asked: str
    cypher: str
    parameters: Mapping[str, Value]
    sparql: str
    pandas: Ask
    networkx: Ask | None = None


def bound(table: Any) -> Any:
    """Participations that surely bind on the day."""
    day = DAY.isoformat()  # days as text stand in the order of time
    return table[
        table.state.isin(BINDING) & (table.since_latest <= day) & (table.until.isna() | (table.until > day))
    ]


def tuples(table: Any) -> Answer:
    return {tuple(None if value != value else value for value in row) for row in table.itertuples(index=False)}


def of_one_economy(tables: Any) -> Answer:
    parts = bound(tables["participations"])
    return tuples(parts[parts.economy == "SGP"][["agreement"]])


def of_two_economies(tables: Any) -> Answer:
    parts = bound(tables["participations"])
    two = parts[parts.economy == "SGP"].merge(parts[parts.economy == "KOR"], on="agreement")
    return tuples(two[["agreement"]])


def of_one_agreement(tables: Any) -> Answer:
    found = tables["provisions_on_clauses"]
    return tuples(found[found.agreement == "rcep"][["provision", "clause", "wording"]])


def partners(tables: Any) -> Answer:
    parts = tables["participations"]
    mine = parts[parts.economy == "SGP"].agreement.unique()
    others = parts[parts.agreement.isin(mine) & (parts.economy != "SGP")]
    return tuples(others[["economy"]])


def by_clause(tables: Any) -> Answer:
    found = tables["provisions_on_clauses"].groupby("clause").agreement.nunique()
    return {(str(clause), int(number)) for clause, number in found.items()}


def hard_parties(tables: Any) -> Answer:
    found = tables["provisions_on_clauses"]
    held = found[(found.clause == "data-localisation-ban") & (found.wording == "hard")]
    return tuples(bound(tables["participations"]).merge(held, on="agreement")[["economy"]])


def two_steps(tables: Any) -> Answer:
    parts = tables["participations"][["economy", "agreement"]]
    reached = parts[parts.economy == "KAZ"]
    for _ in range(2):
        agreements = parts[parts.economy.isin(reached.economy)].agreement
        reached = parts[parts.agreement.isin(agreements)]
    return tuples(reached[["economy"]])


def graph_partners(graph: Any) -> Answer:
    return {(other,) for agreement in graph["SGP"] for other in graph[agreement] if other != "SGP"}


def graph_two_steps(graph: Any) -> Answer:
    import networkx

    near = networkx.single_source_shortest_path_length(graph, "KAZ", cutoff=4)
    return {(name,) for name in near if graph.nodes[name]["economy"]}


def graph_of_one_economy(graph: Any) -> Answer:
    return {(agreement,) for agreement, edge in graph["SGP"].items() if edge["bound"]}


QUESTIONS = (
    Question(
        "Which agreements bind Singapore today?",
        f"MATCH (e:Economy {{iso3: 'SGP'}})-[p:PARTY_TO]->(a:Agreement) WHERE {BOUND_CYPHER} "
        "RETURN DISTINCT a.slug AS agreement",
        {"day": DAY},
        "SELECT DISTINCT ?agreement { ?a cw:slug ?agreement ; cw:hasParticipation ?p . ?p cw:economy/cw:iso3 'SGP' ; "
        + BOUND_SPARQL.format("") + " }",
        of_one_economy,
        graph_of_one_economy,
    ),
    Question(
        "Which bind both Singapore and Korea?",
        f"MATCH (e:Economy {{iso3: 'SGP'}})-[p:PARTY_TO]->(a:Agreement) WHERE {BOUND_CYPHER} "
        f"MATCH (a)<-[q:PARTY_TO]-(f:Economy {{iso3: 'KOR'}}) WHERE {BOUND_CYPHER.replace('p.', 'q.')} "
        "RETURN DISTINCT a.slug AS agreement",
        {"day": DAY},
        "SELECT DISTINCT ?agreement { ?a cw:slug ?agreement ; cw:hasParticipation ?p1, ?p2 . "
        "?p1 cw:economy/cw:iso3 'SGP' ; " + BOUND_SPARQL.format("1")
        + " ?p2 cw:economy/cw:iso3 'KOR' ; " + BOUND_SPARQL.format("2") + " }",
        of_two_economies,
    ),
    Question(
        "What does RCEP say, on what, in which wording?",
        "MATCH (a:Agreement {slug: 'rcep'})-[:CONTAINS]->(v:Provision)-[:ADDRESSES]->(c:ClauseType) "
        "RETURN v.id AS provision, c.slug AS clause, v.wording AS wording",
        {},
        "SELECT ?provision ?clause ?wording { ?v cw:ofAgreement/cw:slug 'rcep' ; cw:provisionId ?provision ; "
        "cw:addresses/cw:clauseSlug ?clause OPTIONAL { ?v cw:adoptedCoding/cw:wording/skos:notation ?wording } }",
        of_one_agreement,
    ),
    Question(
        "Who takes part in agreements of Singapore?",
        "MATCH (e:Economy {iso3: 'SGP'})-[:PARTY_TO]->(a:Agreement) MATCH (a)<-[:PARTY_TO]-(o:Economy) "
        "WHERE o.iso3 <> 'SGP' RETURN DISTINCT o.iso3 AS partner",
        {},
        "SELECT DISTINCT ?partner { ?a cw:hasParticipation/cw:economy/cw:iso3 'SGP' ; "
        "cw:hasParticipation/cw:economy/cw:iso3 ?partner FILTER(?partner != 'SGP') }",
        partners,
        graph_partners,
    ),
    Question(
        "How many agreements hold each clause type?",
        "MATCH (a:Agreement)-[:CONTAINS]->(:Provision)-[:ADDRESSES]->(c:ClauseType) "
        "RETURN c.slug AS clause, count(DISTINCT a.slug) AS agreements",
        {},
        "SELECT ?clause (COUNT(DISTINCT ?a) AS ?agreements) "
        "{ ?v cw:ofAgreement ?a ; cw:addresses/cw:clauseSlug ?clause } GROUP BY ?clause",
        by_clause,
    ),
    Question(
        "Whom does a hard ban on data localisation bind?",
        "MATCH (c:ClauseType {slug: 'data-localisation-ban'})<-[:ADDRESSES]-(v:Provision)<-[:CONTAINS]-(a:Agreement) "
        f"WHERE v.wording = 'hard' MATCH (a)<-[p:PARTY_TO]-(e:Economy) WHERE {BOUND_CYPHER} "
        "RETURN DISTINCT e.iso3 AS economy",
        {"day": DAY},
        "SELECT DISTINCT ?economy { ?v cw:addresses/cw:clauseSlug 'data-localisation-ban' ; "
        "cw:adoptedCoding/cw:wording/skos:notation 'hard' ; cw:ofAgreement ?a . ?a cw:hasParticipation ?p . "
        "?p cw:economy/cw:iso3 ?economy ; " + BOUND_SPARQL.format("") + " }",
        hard_parties,
    ),
    Question(
        "Whom does Kazakhstan reach over two agreements?",
        "MATCH (e:Economy {iso3: 'KAZ'})-[:PARTY_TO]->(a:Agreement)<-[:PARTY_TO]-(m:Economy) WITH DISTINCT m "
        "MATCH (m)-[:PARTY_TO]->(b:Agreement) WITH DISTINCT b MATCH (b)<-[:PARTY_TO]-(x:Economy) "
        "RETURN DISTINCT x.iso3 AS economy",
        {},
        "SELECT DISTINCT ?economy { { SELECT DISTINCT ?b { ?a cw:hasParticipation/cw:economy/cw:iso3 'KAZ' ; "
        "cw:hasParticipation/cw:economy ?m . ?b cw:hasParticipation/cw:economy ?m } } "
        "?b cw:hasParticipation/cw:economy/cw:iso3 ?economy }",
        two_steps,
        graph_two_steps,
    ),
)  # fmt: skip


def by_engine(engine: Engine, question: Question) -> Answer:
    """In Cypher."""
    return {tuple(row.values()) for row in engine.run(question.cypher, question.parameters)}


def by_pyoxigraph(store: Any, question: Question) -> Answer:
    """In SPARQL."""
    found = store.query(PREFIXES + question.sparql, use_default_graph_as_union=True)
    return {tuple(None if term is None else _plain(term.value) for term in row) for row in found}


def by_rdflib(graph: Any, question: Question) -> Answer:
    """In SPARQL."""
    found = graph.query(PREFIXES + question.sparql)
    return {tuple(None if term is None else _plain(str(term)) for term in row) for row in found}


def _plain(text: str) -> object:
    return int(text) if text.isdigit() else text


def stores() -> tuple[Any, Any]:
    """The shipped claims and the vocabularies in pyoxigraph and in rdflib, without the tables of figures."""
    import pyoxigraph as ox
    from rdflib import Graph

    from clauseway.loaders.rdf_files import read_shipped_claims, store_of

    store = store_of(read_shipped_claims())
    merged = "".join(f"{quad.triple} .\n" for quad in store)
    graph = Graph().parse(data=merged, format="nt")
    assert isinstance(store, ox.Store)
    return store, graph


def write_tables(engine: Engine, folder: Path) -> None:
    """What `clauseway query run NAME -o NAME.csv` writes of each table, without the lines about its making."""
    from clauseway.queries.catalogue import query

    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        rows = engine.run(query(name).text, {})
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def read_tables(folder: Path) -> dict[str, Any]:
    """The tables as pandas reads them."""
    import pandas

    return {name: pandas.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""]) for name in TABLES}


def read_graph(tables: Mapping[str, Any]) -> Any:
    """Economies and agreements in networkx; an edge says whether a participation surely binds on the day."""
    import networkx

    graph = networkx.Graph()
    binding = set(bound(tables["participations"]).index)
    for row in tables["participations"].itertuples():
        graph.add_node(row.economy, economy=True)
        graph.add_node(row.agreement, economy=False)
        known = graph.get_edge_data(row.economy, row.agreement, {"bound": False})["bound"]
        graph.add_edge(row.economy, row.agreement, bound=known or row.Index in binding)
    return graph
