"""GRAPH variants: their headers, and on a real server the same keys as the table each is the drawing of."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, LiteralString, cast

import neo4j as driver_library
import pytest

from clauseway.graph.engine import Engine, Value
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import CatalogueError, catalogue, query
from clauseway.queries.graph_variants import GraphView, graph_view, graph_views, literal, parse_view, with_values
from clauseway.queries.portability import faults, returned_columns, used_parameters

AS_OF = date(2026, 11, 22)
VIEWS = graph_views()
OTHER_VALUES: dict[str, dict[str, str]] = {
    "agreements_of_economy": {"iso3": "CHN"},
    "agreements_of_pair": {"first": "JPN", "second": "AUS"},
    "provisions_of_agreement": {"slug": "rcep"},
    "commitments_on_clause": {"clause": "digital-identities"},
    "overlapping_agreements": {"clause": "data-localisation-ban"},
    "links_of_agreement": {"slug": "depa"},
    "members_of_group": {"slug": "eu", "clause": "cross-border-data-transfer"},
    "parties_of_agreement": {"slug": "cptpp"},
    "memberships_of_economy": {"iso3": "GBR"},
    "laws_of_economy": {"iso3": "SGP"},
}
"""A second set of values, so that agreement is no accident of the example."""

each_view = pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)


@each_view
def test_the_header_is_whole_and_fits_the_text(view: GraphView) -> None:
    assert view.question.endswith("?")
    assert {p.name for p in view.parameters} == used_parameters(view.text)
    assert {p.type for p in view.parameters} <= {"string", "date"}
    assert set(view.examples) == {p.name for p in view.parameters if p.type == "string"}
    assert returned_columns(view.text) == [column.name for column in view.columns]
    assert (view.guide is not None) == bool(view.see) == bool(view.read)


@each_view
def test_the_text_is_portable_and_in_the_schema(view: GraphView) -> None:
    assert faults(view.text, load_schema()) == []


@each_view
def test_it_has_the_name_of_its_table_and_keys_among_the_columns(view: GraphView) -> None:
    assert view.name == view.table
    assert view.keys
    assert set(view.keys) <= {column.name for column in query(view.table).columns}
    assert {p.name for p in query(view.table).parameters} <= {p.name for p in view.parameters}


def test_the_guide_has_ten_places() -> None:
    assert [view.guide for view in VIEWS.values()][:11] == [*range(1, 11), None]


def test_a_drawing_is_not_in_the_catalogue() -> None:
    assert all(spec.group != "graph_views" for spec in catalogue().values())


def test_a_query_without_a_variant_says_which_have_one() -> None:
    assert graph_view("agreements_of_pair").table == "agreements_of_pair"
    with pytest.raises(CatalogueError, match=r"'economies' has no GRAPH variant; these have one: accessions, "):
        graph_view("economies")
    with pytest.raises(CatalogueError, match="Did you mean 'agreements_of_pair'"):
        graph_view("agreements_of_pairs")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("// title: Something\n// what: ever", r"odd.cypher:2: does not have the form"),
        ("// returns e Economy, x", r"odd.cypher:1: does not have the form"),
        ("// param e: strng, required, code", r"odd.cypher:1: "),
        ("// title: Something", r"odd.cypher: the header: question: Field required"),
    ],
)
def test_a_wrong_header_is_named_with_its_file(tmp_path: Path, header: str, message: str) -> None:
    path = tmp_path / "odd.cypher"
    path.write_text(f"{header}\nMATCH (e:Economy)\nRETURN e\n")
    with pytest.raises(CatalogueError, match=message):
        parse_view(path)


# ---- on the server ------------------------------------------------------------------------------


def records(settings: Neo4jSettings, text: str, values: dict[str, Any]) -> list[driver_library.Record]:
    with open_driver(settings) as driver:
        found, _, _ = driver.execute_query(cast(LiteralString, text), values, database_=settings.database)
        return found


def key_of(record: driver_library.Record, place: str) -> object:
    variable, _, name = place.partition(".")
    item = record[variable]
    value: Any = None if item is None else item.get(name)
    return value.to_native() if hasattr(value, "to_native") else value


def value_sets(view: GraphView) -> list[dict[str, Any]]:
    example = dict(view.values(AS_OF))
    return [example, {**example, **OTHER_VALUES[view.name]}] if view.name in OTHER_VALUES else [example]


@each_view
def test_drawing_and_table_have_the_same_keys(view: GraphView, neo4j: Engine, neo4j_settings: Neo4jSettings) -> None:
    spec = query(view.table)
    for values in value_sets(view):
        drawn = records(neo4j_settings, view.text, values)
        asked: dict[str, Value] = {p.name: values[p.name] for p in spec.parameters}
        rows = neo4j.run(spec.text, asked)
        assert rows, values
        assert {tuple(key_of(r, place) for place in view.keys.values()) for r in drawn} == {
            tuple(row[column] for column in view.keys) for row in rows
        }


@each_view
def test_a_drawing_holds_what_its_header_declares(
    view: GraphView, neo4j: Engine, neo4j_settings: Neo4jSettings
) -> None:
    drawn = records(neo4j_settings, view.text, dict(view.values(AS_OF)))
    for column in view.columns:
        kinds = set(re.sub("^list of ", "", column.kind).split("|"))
        held: list[Any] = [record[column.name] for record in drawn]
        items: list[Any] = [item for v in held for item in (cast("list[Any]", v) if isinstance(v, list) else [v])]
        found = {kind for item in items if item is not None for kind in kinds_of(item)}
        assert found
        assert found <= kinds, column.name
        assert all(isinstance(value, list) for value in held) == column.kind.startswith("list of")


def kinds_of(item: Any) -> set[str]:
    """Labels of a node, those of the schema alone, or the type of a relationship."""
    if isinstance(item, driver_library.graph.Node):
        return set(item.labels) & load_schema().labels
    assert isinstance(item, driver_library.graph.Relationship)
    return {item.type}


@each_view
def test_values_in_the_first_line_and_parameters_give_the_same(
    view: GraphView, neo4j: Engine, neo4j_settings: Neo4jSettings
) -> None:
    values = dict(view.values(AS_OF))
    with_parameters = records(neo4j_settings, view.text, values)
    as_written = records(neo4j_settings, with_values(view.text, values), {})
    assert [r.data() for r in as_written] == [r.data() for r in with_parameters]
    assert len(as_written) > 0


def test_a_text_with_quotes_stays_one_value(neo4j_settings: Neo4jSettings) -> None:
    odd = "it's \\ a 'trap'"
    assert records(neo4j_settings, f"RETURN {literal(odd)} AS x", {})[0]["x"] == odd
