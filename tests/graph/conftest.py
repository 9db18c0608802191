"""A small graph for both engines. Its codes and names are made up: nothing here is a fact of law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, LiteralString

import pytest

from clauseway.graph.engine import GraphData, Properties, Relationship
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema, load_schema


def make_small_graph(version: str = "small-1") -> GraphData:
    """5 economies, 3 agreements, 6 provisions, deferrals, parallel relationships, open dates and Unicode."""
    economies: list[Properties] = [
        {"iso3": "XAA", "iso2": "XA", "name": "Alpha", "kind": "state"},
        {"iso3": "XBB", "iso2": "XB", "name": "Bêta d’Été", "kind": "state"},
        {"iso3": "XCC", "name": "Γάμμα", "kind": "customs-territory"},
        {"iso3": "XDD", "iso2": "XD", "name": "デルタ 🌏", "kind": "state"},
        {"iso3": "XEE", "name": "Épsilon", "kind": "union", "aliases": 'quote " and \\ and \n line'},
    ]
    agreements: list[Properties] = [
        {
            "slug": "first-pact",
            "title": "First Pact",
            "kind": "digital-agreement",
            "signed": date(2020, 2, 29),
            "in_force": date(2021, 1, 1),
            "binding": True,
        },
        {"slug": "second-pact", "title": "Second Pact", "kind": "trade-agreement", "binding": True},
        {
            "slug": "soft-code",
            "title": "Soft Code",
            "kind": "memorandum",
            "signed": date(1999, 12, 31),
            "binding": False,
        },
    ]
    clauses: list[Properties] = [
        {"slug": "free-flow", "label": "Free flow", "theme": "data", "counted": True, "position": 1},
        {
            "slug": "no-localisation",
            "label": "No localisation",
            "theme": "data",
            "counted": True,
            "position": 2,
        },
        {"slug": "preamble", "label": "Preamble", "theme": "frame", "counted": False, "position": 3},
    ]
    contents = [
        ("first-pact", "4.1", "free-flow", "hard"),
        ("first-pact", "4.2", "no-localisation", "hard"),
        ("first-pact", "1.1", "preamble", "none"),
        ("second-pact", "8.10", "free-flow", "mixed"),
        ("second-pact", "8.9", "preamble", None),
        ("soft-code", "2", "free-flow", "soft"),
    ]
    provisions: list[Properties] = [
        {"id": f"{slug}/{number}/{clause}", "number": number, "wording": wording}
        for slug, number, clause, wording in contents
    ]
    return GraphData(
        nodes={
            "Economy": economies,
            "Agreement": agreements,
            "Provision": provisions,
            "ClauseType": clauses,
            "Group": [{"slug": "circle", "name": "The Circle"}],
            "Dataset": [{"version": version, "ontology_version": "0"}],
        },
        relationships={
            "PARTY_TO": [
                Relationship("XAA", "first-pact", {"state": "in-force", "since": date(2021, 1, 1)}),
                Relationship("XBB", "first-pact", {"state": "in-force", "since": date(2021, 1, 7)}),
                Relationship("XBB", "second-pact", {"state": "signed"}),
                Relationship("XCC", "second-pact", {"state": "in-force", "since": date(2019, 6, 1)}),
                # left and came back: two relationships between the same two nodes
                Relationship(
                    "XDD",
                    "first-pact",
                    {"state": "in-force", "since": date(2021, 1, 1), "until": date(2022, 1, 1)},
                ),
                Relationship("XDD", "first-pact", {"state": "in-force", "since": date(2023, 5, 4)}),
                Relationship("XDD", "soft-code", {"state": "applied"}),
            ],
            "CONTAINS": [Relationship(c[0], f"{c[0]}/{c[1]}/{c[2]}") for c in contents],
            "ADDRESSES": [Relationship(f"{c[0]}/{c[1]}/{c[2]}", c[2]) for c in contents],
            "DEFERRED": [
                Relationship(
                    "XBB", "first-pact/4.2/no-localisation", {"kind": "duty", "until": date(2026, 1, 7)}
                ),
                Relationship(
                    "XBB", "first-pact/4.2/no-localisation", {"kind": "dispute-settlement", "event": "review"}
                ),
            ],
            "SUPERSEDES": [Relationship("first-pact", "soft-code", {"date": date(2021, 1, 1)})],
            "MEMBER_OF": [
                Relationship("XAA", "circle", {"since": date(2001, 1, 1)}),
                Relationship("XCC", "circle"),
                # told by two sources in the same words
                Relationship("XEE", "circle"),
                Relationship("XEE", "circle"),
            ],
        },
        version=version,
    )


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The schema of the ontology."""
    return load_schema()


@pytest.fixture(scope="session")
def shared_small_graph() -> GraphData:
    """The small graph for tests that only read it."""
    return make_small_graph()


@pytest.fixture
def small_graph() -> GraphData:
    """A small graph of the test's own, to change as it likes."""
    return make_small_graph()


def _dates_as_text(properties: Properties) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in properties.items()
        if value is not None
    }


@pytest.fixture
def nodes_in_a_file(shared_small_graph: GraphData, schema: Schema) -> dict[str, tuple[str, dict[str, object]]]:
    """Label and properties by identifier, as a file of the small graph must hold them, told from the data alone."""
    return {
        f"{label}/{item[schema.node(label).key]}": (label, _dates_as_text(item))
        for label, items in shared_small_graph.nodes.items()
        for item in items
    }


@pytest.fixture
def relationships_in_a_file(
    shared_small_graph: GraphData, schema: Schema
) -> list[tuple[str, str, str, dict[str, object]]]:
    """Type, identifiers of both ends, and properties, as a file of the small graph must hold them."""
    return [
        (kind.type, f"{kind.start}/{item.start}", f"{kind.end}/{item.end}", _dates_as_text(item.properties))
        for kind in schema.relationships
        for item in shared_small_graph.relationships.get(kind.name, [])
    ]


@pytest.fixture
def empty_database(neo4j_settings: Neo4jSettings) -> Iterator[Neo4jSettings]:
    """A Neo4j database without a single node, emptied again afterwards."""
    with open_driver(neo4j_settings) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings.database)
        yield neo4j_settings
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings.database)


@pytest.fixture
def cypher(empty_database: Neo4jSettings) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Runs statements past the engine, as any user of the server may."""
    with open_driver(empty_database) as driver:

        def run(text: LiteralString, **parameters: object) -> list[dict[str, Any]]:
            records, _, _ = driver.execute_query(text, parameters, database_=empty_database.database)
            return [record.data() for record in records]

        yield run
