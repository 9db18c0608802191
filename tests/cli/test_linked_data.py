"""SPARQL on the shipped dataset: tables in every format, one sentence for what is not answered."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import pytest

from clauseway.ontology.namespaces import BASE, PREFIXES
from clauseway.queries.linked_data import keywords, shortened

type Clauseway = Callable[..., Any]

USAGE = 2
RCEP = f"{BASE}agreement/rcep"
TITLE = "SELECT ?a ?title { ?a cw:slug 'rcep' ; dct:title ?title }"


def asked(clauseway: Clauseway, query: str, *words: object) -> list[dict[str, str]]:
    done = clauseway("sparql", query, "-f", "csv", *words)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


# Answers


def test_select_gives_its_variables_as_columns_in_their_order(clauseway: Clauseway) -> None:
    done = clauseway("sparql", "SELECT ?title ?a { ?a cw:slug 'rcep' ; dct:title ?title }")
    heading, row = (line.split("\t") for line in done.out.splitlines())
    assert (done.code, done.err) == (0, "")
    assert heading == ["title", "a"]
    assert row[1] == RCEP


def test_every_graph_is_asked_as_one(clauseway: Clauseway) -> None:
    """A provision stands in the adopted data, its coding in the graph of a source, the label in the vocabulary."""
    rows = asked(
        clauseway,
        "SELECT DISTINCT ?label { ?p cw:ofAgreement agr:rcep ; cw:article '12.14' ; cw:adoptedCoding ?c ;"
        " cw:addresses/skos:prefLabel ?label . ?c cw:wording wording:hard }",
    )
    assert len(rows) == 1
    assert "locali" in rows[0]["label"].lower()


def test_a_graph_can_be_told_apart(clauseway: Clauseway) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s a ?type }}"
    groups = asked(clauseway, count.format(f"FROM <{BASE}graph/groups>"))
    named = asked(clauseway, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/groups> {{ ?s a ?type }} }}")
    everything = asked(clauseway, count.format(""))
    assert groups == named
    assert 0 < int(groups[0]["n"]) < int(everything[0]["n"])


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_the_prefixes_are_declared(clauseway: Clauseway, prefix: str) -> None:
    assert asked(clauseway, f"SELECT ({prefix}:x AS ?iri) {{}}") == [{"iri": f"{PREFIXES[prefix]}x"}]


def test_a_prefix_of_the_query_goes_first(clauseway: Clauseway) -> None:
    query = "PREFIX cw: <https://example.org/> SELECT (cw:x AS ?mine) (agr:x AS ?ours) {}"
    assert asked(clauseway, query) == [{"mine": "https://example.org/x", "ours": f"{BASE}agreement/x"}]


@pytest.mark.parametrize(("economy", "holds"), [("KHM", True), ("USA", False)])
def test_ask_gives_true_or_false(clauseway: Clauseway, economy: str, holds: bool) -> None:
    query = f"ASK {{ agr:rcep cw:hasParticipation/cw:economy econ:{economy} }}"
    done = clauseway("sparql", query, "-f", "json")
    assert (done.code, json.loads(done.out)) == (0, [{"answer": holds}])


def test_values_are_plain_counts_are_numbers_and_what_is_unbound_is_null(clauseway: Clauseway) -> None:
    query = (
        "SELECT ?n ?mixed ?day ?none { VALUES (?n ?mixed ?day) "
        "{ (7 1 '2026-11-21'^^xsd:date) (UNDEF 'a\\tb' '2027-01-01'^^xsd:date) } OPTIONAL { ?none cw:slug 'no-such' } }"
    )
    assert json.loads(clauseway("sparql", query, "-f", "json").out) == [
        {"n": 7, "mixed": "1", "day": "2026-11-21", "none": None},
        {"n": None, "mixed": "a\tb", "day": "2027-01-01", "none": None},
    ]


def test_nothing_found_is_no_failure(clauseway: Clauseway) -> None:
    done = clauseway("sparql", "SELECT ?a { ?a cw:slug 'no-such' }", "-f", "csv")
    assert (done.code, done.out.split(), done.err.strip()) == (0, ["a"], "The query found nothing.")


# Formats


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "md", "html"])
def test_a_format_gives_the_same_to_a_file_and_a_pipe_with_whole_iris(
    clauseway: Clauseway, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"answer.{form}"
    done = clauseway("sparql", TITLE, "-o", target)
    assert (done.code, done.out) == (0, "")
    assert "Wrote 1 rows" in done.err
    text = target.read_text(encoding="utf-8-sig")
    assert RCEP in text
    assert clauseway("sparql", TITLE, "-f", form).out.removeprefix("\ufeff").splitlines() == text.splitlines()


def test_a_workbook_is_written(clauseway: Clauseway, tmp_path: Path) -> None:
    assert clauseway("sparql", TITLE, "-o", tmp_path / "answer.xlsx").code == 0
    assert is_zipfile(tmp_path / "answer.xlsx")


def test_a_terminal_table_shows_prefixes(clauseway: Clauseway) -> None:
    out = clauseway("sparql", TITLE, "-f", "table").out
    assert "agr:rcep" in out
    assert RCEP not in out
    assert "oxigraph" in out


# Where query and data come from


def test_a_query_is_read_from_a_file(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "question.rq"
    file.write_text(f"\ufeff# what it is called\n{TITLE}\n", encoding="utf-8")
    assert clauseway("sparql", "--file", file).out == clauseway("sparql", TITLE).out


def test_a_sources_folder_is_asked_instead(clauseway: Clauseway, sources: Path) -> None:
    rows = asked(clauseway, "SELECT ?slug { [] a cw:Agreement ; cw:slug ?slug } ORDER BY ?slug", "--sources", sources)
    slugs = {row["slug"] for row in rows}
    assert slugs > {f"test-agreement-{letter}" for letter in "abcd"} and "rcep" not in slugs


# What is not answered


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT ?s WHERE { ?s a ", "not valid SPARQL at line 1, column 24."),
        ("SELECT ?s\nWHERE { ?s a foo:bar }", "not valid SPARQL at line 2, column 21 (Prefix not found)."),
        ("# nothing\n", "not valid SPARQL at line 2, column 1."),
        ("SELECT ?s ?s { ?s a cw:Agreement }", "(Duplicated variable name in SELECT)"),
        ("SELECT * { agr:rcep a cw:Agreement }", "names no variable"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT gives statements"),
        ("PREFIX select: <http://x/> DESCRIBE select:rcep", "DESCRIBE gives statements"),
        ("insert data { agr:rcep a cw:Agreement }", "INSERT would change the data"),
        ("BASE <http://x/> DROP ALL", "DROP would change the data"),
        ("SELECT ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE asks another server"),
        ("SELECT ?s { service silent ?where { ?s ?p ?o } }", "SERVICE asks another server"),
        ("PREFIX : <http://x.invalid/> SELECT ?s { SERVICE:a { ?s ?p ?o } }", "SERVICE asks another server"),
        ("PREFIX : <http://x.invalid/> ASK { ?s ?p 1.SERVICE\n#\n:a\n{ ?s ?p ?o } }", "SERVICE asks another server"),
        ("SELECT ?s { ?s ?p '\udcff' }", "no text in Unicode"),
        ("ASK " + "{" * 9_000 + "}" * 9_000, "nested 9000 brackets deep"),
        ("ASK { FILTER(" + "!" * 60_000 + "1) }", "nested too deeply"),
        ("#" * 1_000_001, "more than the 1,000,000"),
    ],
)
def test_a_query_that_is_not_answered_is_a_usage_error_in_one_sentence(
    clauseway: Clauseway, query: str, says: str
) -> None:
    done = clauseway("sparql", query)
    assert (done.code, done.out) == (USAGE, "")
    assert says in done.message


@pytest.mark.parametrize("query", [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?d = ?g && ?a != ?a) }",
])  # fmt: skip
def test_a_query_without_end_is_given_up(process: Clauseway, query: str) -> None:
    # a process of its own: one in which threads of other tests are at work could not be copied
    done = process("sparql", query, "--time-out", 0.3)
    assert done.code == USAGE
    assert "given up after 0.3 seconds" in done.message


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch, clauseway: Clauseway) -> None:
    monkeypatch.setattr("clauseway.queries.linked_data.MOST_CELLS", 1_000)
    done = clauseway("sparql", "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert done.code == USAGE
    assert "The answer has more than 1,000 cells" in done.message


def test_a_file_that_never_ends_is_not_read(clauseway: Clauseway) -> None:
    for words in (("sparql", "--file"), ("query", "lint")):
        done = clauseway(*words, "/dev/zero")
        assert done.code == USAGE
        assert "no ordinary file" in done.message


def test_words_that_are_no_keywords_refuse_nothing(clauseway: Clauseway) -> None:
    query = (
        "PREFIX service: <http://x/SERVICE#> # SERVICE, CONSTRUCT\n"
        "SELECT ?service { VALUES ?service { 'it\\'s SERVICE <x>' '''a 'SERVICE' ''' service:SERVICE } }"
    )
    assert len(asked(clauseway, query)) == 3


def test_keywords_are_found_whatever_stands_around_them() -> None:
    assert keywords("select ?s from<http://x/#a>where{?s a ex:from}") == ["SELECT", "FROM", "WHERE", "A"]
    assert keywords("ASK { FILTER(1 < 2) SERVICE<x>{} FILTER(3 > 2) }") == ["ASK", "FILTER", "SERVICE", "FILTER"]


def test_an_iri_is_shortened_by_the_nearest_prefix() -> None:
    assert shortened(f"{BASE}ontology#slug") == "cw:slug"
    assert shortened(f"{BASE}agreement/") == f"{BASE}agreement/"
    assert shortened(f"{BASE}provision/rcep/12.14.2/x") == f"{BASE}provision/rcep/12.14.2/x"


def test_a_query_and_a_file_or_neither_is_a_usage_error(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "question.rq"
    file.write_text(TITLE, encoding="utf-8")
    for words in ((), (TITLE, "--file", file)):
        done = clauseway("sparql", *words)
        assert (done.code, done.out) == (USAGE, "")
        assert "one of the two" in done.message


def test_a_file_that_is_missing_or_no_text_is_a_usage_error(clauseway: Clauseway, tmp_path: Path) -> None:
    file = tmp_path / "question.rq"
    assert clauseway("sparql", "--file", file).code == USAGE
    file.write_bytes(b"\xff\xfe\x00")
    done = clauseway("sparql", "--file", file)
    assert done.code == USAGE
    assert "UTF-8" in done.message


@pytest.mark.parametrize("option", ["--as-of=2026-11-21", "--engine=neo4j", "--graph=x"])
def test_options_that_make_no_sense_here_are_refused(clauseway: Clauseway, option: str) -> None:
    assert clauseway("sparql", TITLE, option).code == USAGE
