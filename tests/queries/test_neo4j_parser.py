"""Neo4j's own parser and checker of names, without a server: the catalogue, and the linter's verdicts beside theirs.

The npm package `@neo4j-cypher/language-support` is no part of this project; without it, or without Node, these tests
are skipped. `CLAUSEWAY_CYPHER_PARSER` names the folder it is installed in, else it is looked for where `.ci/run` puts
it. It says what Neo4j would say of a text, so the linter may be neither more lenient about names nor about syntax.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import catalogue
from clauseway.queries.lint_rules import RULES
from clauseway.queries.linting import lint_text
from clauseway.queries.portability import used_parameters

PACKAGE = Path.home() / ".cache" / "clauseway-npm" / "node_modules" / "@neo4j-cypher" / "language-support"
SCRIPT = Path(__file__).with_name("neo4j_parser.cjs")
ERROR = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What the package says of a place in a query; severity 1 is an error, 2 a warning."""

    severity: int
    message: str
    line: int
    column: int


type Ask = Callable[[Sequence[str]], list[list[Diagnostic]]]


@pytest.fixture(scope="module")
def lint_cases(module: Callable[[str], ModuleType]) -> ModuleType:
    """The texts of the tests of the linter."""
    return module("tests/queries/test_linting.py")


@pytest.fixture(scope="module")
def ask(require_or_skip: Callable[[str, str], NoReturn]) -> Iterator[Ask]:
    """Ask the package about queries. It is started once for all of this file: it takes seconds to grow quick."""
    node = shutil.which("node")
    if node is None:
        require_or_skip("cypher-parser", "there is no Node")
    folder = Path(os.environ.get("CLAUSEWAY_CYPHER_PARSER") or PACKAGE)
    if not (folder / "package.json").is_file():
        require_or_skip("cypher-parser", f"there is no {folder}; name the package's folder in CLAUSEWAY_CYPHER_PARSER")
    schema = load_schema()
    names = {
        "labels": sorted(schema.labels),
        "relationshipTypes": sorted(schema.relationship_types),
        "propertyKeys": sorted(schema.property_names),
        "graphSchema": [{"from": r.start, "to": r.end, "relType": r.type} for r in schema.relationships],
        "defaultLanguage": "CYPHER 5",
    }

    process = subprocess.Popen([node, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps({"module": str(folder), "schema": names}) + "\n")

    def asked(texts: Sequence[str]) -> list[list[Diagnostic]]:
        assert process.stdin and process.stdout
        queries = [{"text": text, "parameters": dict.fromkeys(used_parameters(text), 1)} for text in texts]
        process.stdin.write(json.dumps(queries) + "\n")
        process.stdin.flush()
        return [[Diagnostic(**one) for one in found] for found in json.loads(process.stdout.readline())]

    yield asked
    process.stdin.close()
    assert process.wait(timeout=60) == 0


def refused(texts: Sequence[str], said: Sequence[list[Diagnostic]]) -> list[tuple[str, list[Diagnostic]]]:
    """The texts with an error, and what is said of each."""
    return [(text, found) for text, found in zip(texts, said, strict=True) if any(d.severity == ERROR for d in found)]


def test_neo4j_says_nothing_against_any_query_of_the_catalogue(ask: Ask) -> None:
    found = ask([spec.text for spec in catalogue().values()])
    said = {name: diagnostics for name, diagnostics in zip(catalogue(), found, strict=True) if diagnostics}
    assert len(found) >= 44
    assert not said


def test_neo4j_finds_the_names_that_the_linter_finds_and_at_the_same_place(ask: Ask) -> None:
    named = {"label", "relationship-type", "property", "variable"}
    own = {
        text: {(p.line, p.column) for p in lint_text(text, load_schema()) if p.rule in named}
        for text in (
            "MATCH (e:Economi) RETURN e.iso3 AS x",
            "MATCH (e:Economy)\nWHERE e:Country RETURN e.iso3 AS x",
            "MATCH (e:Economy)-[:PARTY]->(a:Agreement) RETURN a.slug AS x",
            "MATCH (a:Agreement)-[:AMENDS|ENDS]->(b:Agreement) RETURN a.slug AS x",
            "MATCH (e:Economy) RETURN e.izo3 AS x",
            "MATCH (e:Economy {code: $code}) RETURN e.iso3 AS x",
            "MATCH (e:Economy) RETURN b.slug AS x",
            "MATCH (e:Economi)-[:PARTY]->(a:Agrement)\nWHERE a.signd IS NULL RETURN e.izo3 AS x",
        )
    }
    said = ask(list(own))
    told = "not present in the database", "not defined"
    theirs = [{(d.line, d.column) for d in found if any(word in d.message for word in told)} for found in said]
    assert theirs == list(own.values())
    assert all(theirs)


def test_neo4j_sees_a_wrong_direction_where_the_linter_does(ask: Ask) -> None:
    wrong = {
        "MATCH (e:Economy)-[:PARTY_TO]->(a:Agreement) RETURN a.slug AS x": False,
        "MATCH (e:Economy)<-[:PARTY_TO]-(a:Agreement) RETURN a.slug AS x": True,
        "MATCH (a:Agreement)-[:PARTY_TO]->(e:Economy) RETURN a.slug AS x": True,
        "MATCH (c:ClauseType)<-[:ADDRESSES]-(p:Provision) RETURN c.slug AS x": False,
        "MATCH (a:Agreement)-[:ADDRESSES]->(c:ClauseType) RETURN c.slug AS x": True,
    }
    assert [bool(said) for said in ask(list(wrong))] == list(wrong.values())
    assert [bool(lint_text(text, load_schema())) for text in wrong] == list(wrong.values())


def test_neo4j_refuses_what_the_linter_calls_a_fault_of_syntax(ask: Ask, lint_cases: ModuleType) -> None:
    texts = [text for text, name in lint_cases.PLANTED if name == "syntax" and text]  # of no text it says nothing
    assert len(texts) >= 6
    assert [text for text, _ in refused(texts, ask(texts))] == texts


def test_what_the_linter_lets_through_neo4j_can_read(ask: Ask, lint_cases: ModuleType) -> None:
    texts = [*lint_cases.RIGHT, *(one.good for one in RULES)]
    assert refused(texts, ask(texts)) == []


def test_what_is_refused_for_the_other_engine_neo4j_can_read(ask: Ask) -> None:
    texts = [one.bad for one in RULES if one.kind == "portable"]
    assert refused(texts, ask(texts)) == []
