"""Questions analysts ask: each is answered by the shipped RDF, and many the same by the property graph in Cypher.

A question is one file of `ontology/competency`. Its head says `# question:`, for each parameter `# param NAME TERM`
(written `$NAME` in the text) and for each column that may be empty `# optional NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.graph.engine import Engine, Value
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built, build_from_shipped
from clauseway.loaders.rdf_files import store_of
from clauseway.ontology import ONTOLOGY_FOLDER
from clauseway.ontology.namespaces import XSD

QUESTIONS = {file.stem: file for file in sorted((ONTOLOGY_FOLDER / "competency").glob("*.rq"))}

# The same question to the property graph; the columns stand in the order of the SPARQL text.
IN_CYPHER: dict[str, str] = {
    "parties-of-agreement": """
        MATCH (e:Economy)-[r:PARTY_TO]->(a:Agreement {slug: $slug})
        RETURN e.iso3 AS iso3, e.name AS name, r.state AS standing, r.since AS since""",
    "agreements-with-a-hard-clause": """
        MATCH (a:Agreement)-[:CONTAINS]->(p:Provision {wording: 'hard'})-[:ADDRESSES]->(c:ClauseType {slug: $clause})
        RETURN a.slug AS agreement, p.id AS provision""",
    "self-judging-provisions": """
        MATCH (p:Provision) WHERE p.exception IN ['self_judging', 'self_judging_security_no_review']
        RETURN p.id AS provision, p.exception AS exception""",
    "deferrals-of-economy": """
        MATCH (e:Economy {iso3: $iso3})-[d:DEFERRED {kind: 'duty'}]->(p:Provision)
        RETURN p.id AS provision, d.until AS until, d.event AS event""",
    "members-of-group-on-date": """
        MATCH (e:Economy)-[m:MEMBER_OF]->(g:Group {slug: $slug})
        WHERE (m.since IS NULL OR m.since <= $day) AND (m.until IS NULL OR m.until > $day)
        RETURN e.iso3 AS iso3""",
    "agreements-that-amend": """
        MATCH (a:Agreement)-[l:AMENDS]->(b:Agreement)
        RETURN a.slug AS acting, b.slug AS affected, l.date AS effect""",
    "deferrals-that-wait-for-an-event": """
        MATCH (e:Economy)-[d:DEFERRED]->(p:Provision) WHERE d.event IS NOT NULL AND d.until IS NULL
        RETURN e.iso3 AS iso3, p.id AS provision, d.event AS event""",
    "agreements-not-in-force": """
        MATCH (a:Agreement)
        OPTIONAL MATCH (e:Economy)-[r:PARTY_TO]->(a) WHERE r.state IN ['in-force', 'provisional']
        WITH a.slug AS agreement, a.status AS status, count(e) AS bound
        WHERE bound = 0
        RETURN agreement, status""",
    "agreements-between-two-economies": """
        MATCH (x:Economy {iso3: $first})-[p:PARTY_TO]->(a:Agreement)
        MATCH (y:Economy {iso3: $second})-[q:PARTY_TO]->(a)
        WHERE p.state IN ['in-force', 'provisional'] AND q.state IN ['in-force', 'provisional']
          AND p.since_latest <= $day AND q.since_latest <= $day
          AND (p.until IS NULL OR p.until > $day) AND (q.until IS NULL OR q.until > $day)
        RETURN a.slug AS agreement""",
    "agreements-read-in-part": """
        MATCH (a:Agreement) WHERE a.reading IN ['partial', 'none']
        RETURN a.slug AS agreement, a.reading AS extent""",
    "provisions-known-by-title-only": """
        MATCH (a:Agreement)-[:CONTAINS]->(p:Provision {verification: 'title-only'})
        RETURN a.slug AS agreement, p.id AS provision""",
    "provisions-by-verification": """
        MATCH (p:Provision) RETURN p.verification AS level, count(p) AS provisions""",
    "economies-bound-through-a-union": """
        MATCH (e:Economy)-[r:PARTY_TO]->(a:Agreement) WHERE r.via IS NOT NULL
        RETURN e.iso3 AS iso3, a.slug AS agreement, r.via AS via""",
    "economies-at-the-door": """
        MATCH (e:Economy)-[r:PARTY_TO]->(a:Agreement)
        WHERE r.state IN ['applied', 'candidate', 'accession-working-group', 'accession-invited', 'signed-accession']
        RETURN e.iso3 AS iso3, a.slug AS agreement, r.state AS standing""",
    "provisions-beyond-dispute-settlement": """
        MATCH (a:Agreement {slug: $slug})-[:CONTAINS]->(p:Provision)
        WHERE p.enforcement IN ['excluded', 'excluded_with_review', 'non_binding']
        RETURN p.id AS provision, p.enforcement AS reach""",
    "versions-of-provisions": """
        MATCH (p:Provision) WHERE p.version IS NOT NULL
        RETURN p.id AS provision, p.version AS version, p.valid_from AS valid_from, p.valid_until AS valid_until""",
    "parties-without-an-exact-start": """
        MATCH (e:Economy)-[r:PARTY_TO]->(a:Agreement) WHERE r.since < r.since_latest
        RETURN e.iso3 AS iso3, a.slug AS agreement, r.since AS since, r.since_latest AS latest""",
    "agreements-by-theme": """
        MATCH (a:Agreement)-[:CONTAINS]->(:Provision)-[:ADDRESSES]->(c:ClauseType)
        RETURN c.theme AS theme, count(DISTINCT a.slug) AS agreements""",
    "texts-a-provision-points-to": """
        MATCH (a:Agreement {slug: $slug})-[:CONTAINS]->(p:Provision) WHERE p.refers_to IS NOT NULL
        RETURN p.id AS provision, p.refers_to AS texts""",
    "memoranda": """
        MATCH (a:Agreement {binding: false}) RETURN a.slug AS agreement, a.kind AS kind""",
    "instruments-named-by-provisions": """
        MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)-[:REFERS_TO]->(i:Agreement {slug: $slug})
        RETURN a.slug AS agreement, p.id AS provision""",
    "agreements-that-upgrade": """
        MATCH (a:Agreement)-[l:UPGRADES]->(b:Agreement)
        RETURN a.slug AS acting, b.slug AS affected, l.date AS effect""",
}


@dataclass(frozen=True)
class Question:
    """A question file.

    Attributes:
        asked: The question in words.
        text: The SPARQL, its parameters put in.
        parameters: The parameters as plain values.
        optional: Columns that may be empty.
    """

    asked: str
    text: str
    parameters: Mapping[str, Value]
    optional: frozenset[str]


def plain(term: object) -> Value:
    """An RDF term as the property graph holds it."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return term.value
    assert isinstance(term, ox.Literal), term
    match term.datatype.value.removeprefix(XSD):
        case "integer":
            return int(term.value)
        case "boolean":
            return term.value == "true"
        case "date":
            return date.fromisoformat(term.value)
        case _:
            return term.value


def read_term(text: str) -> ox.NamedNode | ox.Literal:
    """The term a parameter line gives: an IRI, a text or a date."""
    if found := re.fullmatch(r"<(.+)>", text):
        return ox.NamedNode(found[1])
    found = re.fullmatch(r'"([^"]*)"(?:\^\^xsd:(\w+))?', text)
    assert found, text
    return ox.Literal(found[1], datatype=ox.NamedNode(XSD + (found[2] or "string")))


def read_question(path: Path) -> Question:
    """Read a question file and put its parameters in."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"# question: (.+\?)\n", text)
    assert head, f"{path.name} does not begin with its question"
    given = {name: read_term(term) for name, term in re.findall(r"^# param (\w+) (.+)$", text, re.MULTILINE)}
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert set(re.findall(r"\$(\w+)", body)) == set(given), f"{path.name}: parameters of head and text differ"
    filled = re.sub(r"\$(\w+)", lambda found: str(given[found[1]]), body)
    optional = frozenset(re.findall(r"^# optional (\w+)$", text, re.MULTILINE))
    return Question(head[1], filled, {name: plain(term) for name, term in given.items()}, optional)


def answers(store: ox.Store, question: Question) -> tuple[list[str], list[tuple[Value, ...]]]:
    """Columns and rows of the question, over the union of all graphs."""
    found = store.query(question.text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return columns, [tuple(plain(row[column]) for column in columns) for row in found]


@pytest.fixture(scope="module")
def shipped() -> Built:
    return build_from_shipped(lambda _stage: None, trust_seal=True)


@pytest.fixture(scope="module")
def store(shipped: Built) -> ox.Store:
    return store_of(shipped.quads)


@pytest.fixture(scope="module")
def graph(shipped: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("competency") / "shipped.grafeo"
    write_graph_file(path, shipped.graph, load_schema())
    with GrafeoEngine.open(path) as engine:
        yield engine


def test_there_are_questions_and_each_asks_something_else() -> None:
    asked = {read_question(file).asked for file in QUESTIONS.values()}
    assert len(asked) == len(QUESTIONS) >= 20
    assert set(IN_CYPHER) <= set(QUESTIONS) and len(IN_CYPHER) >= 10


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_dataset_answers(name: str, store: ox.Store) -> None:
    question = read_question(QUESTIONS[name])
    columns, rows = answers(store, question)
    assert rows, f"no answer to: {question.asked}"
    assert question.optional <= set(columns)
    for place, column in enumerate(columns):
        if column not in question.optional:
            assert all(row[place] not in (None, "") for row in rows), f"?{column} is empty in some row"


@pytest.mark.parametrize("name", IN_CYPHER)
def test_the_property_graph_answers_the_same(name: str, store: ox.Store, graph: Engine) -> None:
    question = read_question(QUESTIONS[name])
    _, rows = answers(store, question)
    assert {tuple(row.values()) for row in graph.run(IN_CYPHER[name], question.parameters)} == set(rows)
