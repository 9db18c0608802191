"""The Python interface on both engines: one question, one answer."""

from __future__ import annotations

import pytest

import clauseway
from clauseway import Graph
from clauseway.graph.engine import Engine
from clauseway.graph.neo4j_settings import Neo4jSettings

DAY = "2026-11-21"


def test_a_graph_opened_on_a_server_answers_as_the_graph_file_does(
    grafeo: Engine, neo4j: Engine, neo4j_settings: Neo4jSettings
) -> None:
    """`neo4j` is asked for because it fills the server."""
    on_file = Graph(grafeo)
    server = {"uri": neo4j_settings.uri, "username": neo4j_settings.username, "database": neo4j_settings.database}
    with clauseway.open("neo4j", password=neo4j_settings.password, **server) as on_server:
        assert (on_file.engine, on_server.engine) == (grafeo.name, neo4j.name)
        assert on_server.version == on_file.version
        one, other = (graph.coverage("Singapore", as_of=DAY) for graph in (on_file, on_server))
        assert list(one) == list(other)
        assert one.sources == other.sources
        grids = [graph.matrix(group="asean", as_of=DAY) for graph in (on_file, on_server)]
        assert list(grids[0]) == list(grids[1])
        pairs = [graph.query("agreements_of_pair", first="SGP", second="NZL") for graph in (on_file, on_server)]
        assert list(pairs[0]) == list(pairs[1])


def test_a_graph_that_trusts_only_texts_answers_with_what_was_read(grafeo: Engine) -> None:
    everything = Graph(grafeo)
    strict = everything.trusting("primary-text")
    known = {row["clause"]: row["grade"] for row in everything.coverage("CHN", as_of="2026-11-21")}
    table = strict.coverage("CHN", as_of="2026-11-21")
    assert {str(row["verification"]) for row in table if row["grade"] not in ("not-read", "absent")} == {"primary-text"}
    assert {row["clause"]: row["grade"] for row in table} != known
    assert table.provenance.parameters["min_verification"] == "primary-text"
    assert "Codings weaker than primary-text are taken as not read." in table.provenance.notes
    with pytest.raises(ValueError, match="Unknown level of verification 'heard'"):
        everything.trusting("heard")


@pytest.mark.parametrize("given", ["CHN' OR '1'='1", "asean'}) DETACH DELETE (n) //", "$slug", "\udcff", "\u202enaesa"])
def test_a_name_is_a_value_and_never_part_of_a_query(grafeo: Engine, given: str) -> None:
    graph = Graph(grafeo)
    agreements = len(graph.agreements())
    for ask in (graph.coverage, graph.agreement, graph.economy):
        with pytest.raises(ValueError, match="Unknown"):
            ask(given)
    with pytest.raises(ValueError, match="Unknown"):
        graph.matrix(group=given)
    if given.isprintable() or "\u202e" in given:
        assert list(graph.query("members_of_group", slug=given)) == []
    else:
        with pytest.raises(ValueError, match="'slug' is not a string"):
            graph.query("members_of_group", slug=given)
    assert len(graph.agreements()) == agreements
