"""What neosemantics is told: names and terms that exist, no pair that puts out another.

That a server with neosemantics makes our graph of it is tested in `test_other_tools.py`, beside the other plug-in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from clauseway.graph.neosemantics import name_pairs, neosemantics_script, neosemantics_statements, untold
from clauseway.graph.neosemantics_graph import UnreadablePath, graph_script, graph_statements
from clauseway.graph.schema import Schema
from clauseway.loaders.rdf_files import shipped_store
from clauseway.ontology import MODULES_FOLDER
from clauseway.ontology.namespaces import CW, SKOS
from clauseway.ontology.turtle import read_descriptions

PREFIX = re.compile(r"CALL n10s\.nsprefixes\.add\('(\w+)', '([^']+)'\)")
PAIR = re.compile(r"CALL n10s\.mapping\.add\('([^']+)', '([^']+)'\)")


def test_no_term_and_no_name_stands_in_two_pairs(schema: Schema) -> None:
    pairs = name_pairs(schema)
    assert max(Counter(pair.iri for pair in pairs).values()) == 1
    assert max(Counter(pair.name for pair in pairs).values()) == 1


def test_every_name_is_one_of_the_schema(schema: Schema) -> None:
    known = schema.labels | schema.relationship_types | schema.property_names
    assert {pair.name for pair in name_pairs(schema)} <= known


def test_every_term_is_declared_here_or_used_by_the_dataset(schema: Schema) -> None:
    declared = read_descriptions(*MODULES_FOLDER.glob("*.ttl")).keys()
    used = {quad.predicate.value for quad in shipped_store()}
    iris = {pair.iri for pair in name_pairs(schema)}
    assert {iri for iri in iris if iri.startswith(CW)} <= declared
    assert {iri for iri in iris if not iri.startswith(CW)} <= used


def test_the_terms_of_the_schema_get_their_names(schema: Schema) -> None:
    names = {pair.iri: pair.name for pair in name_pairs(schema)}
    assert names[f"{CW}Economy"] == "Economy"
    assert names[f"{CW}inForce"] == "in_force"
    assert names[f"{CW}addresses"] == "ADDRESSES"
    assert names[f"{SKOS}prefLabel"] == "label"


def test_what_would_say_something_false_is_not_told(schema: Schema) -> None:
    names = {pair.iri: pair.name for pair in name_pairs(schema)}
    assert f"{SKOS}Concept" not in names  # wordings and grades are concepts too
    assert f"{CW}ofAgreement" not in names  # CONTAINS runs the other way
    assert ("HAS_LAW", "as_of", "cw:year") in untold(schema)  # the year of an observation has that term
    assert ("Economy", "name", "cw:name") not in untold(schema)


def test_each_namespace_gets_its_prefix_before_the_first_pair(schema: Schema) -> None:
    statements = neosemantics_statements(schema)
    kinds = ["prefix" if PREFIX.fullmatch(line) else "pair" if PAIR.fullmatch(line) else "other" for line in statements]
    assert kinds == ["other", "other", *sorted(kinds[2:], reverse=True)]
    namespaces = {found[2] for line in statements if (found := PREFIX.fullmatch(line))}
    assert {re.sub(r"[^#/]+$", "", pair.iri) for pair in name_pairs(schema)} == namespaces


def test_the_script_is_made_of_statements_and_comments(schema: Schema) -> None:
    lines = neosemantics_script(schema).splitlines()
    assert [line.removesuffix(";") for line in lines if not line.startswith("//")] == neosemantics_statements(schema)
    assert all(line.endswith(";") for line in lines if not line.startswith("//"))


def test_every_name_of_the_schema_is_told_or_made_after_the_import(schema: Schema) -> None:
    told = {pair.name for pair in name_pairs(schema)}
    made = "\n".join(graph_statements(schema))
    assert all(f":{kind}]" in made for kind in schema.relationship_types - told)
    assert all(f"x.{name} = " in made for owner, name, _ in untold(schema) if owner in schema.labels)
    assert "SET x:ClauseType" in made  # the one label that is not a class of its own


def test_a_path_of_a_form_that_is_not_known_is_refused(schema: Schema) -> None:
    first, *others = schema.relationships
    strange = replace(first, where="?s cw:since ?day . FILTER(?day > 0)", name="strange")
    with pytest.raises(UnreadablePath, match="strange"):
        graph_statements(replace(schema, relationships=(strange, *others)))


def test_the_script_for_after_the_import_is_made_of_statements_and_comments(schema: Schema) -> None:
    lines = graph_script(schema).splitlines()
    assert [line.removesuffix(";") for line in lines if not line.startswith("//")] == graph_statements(schema)
