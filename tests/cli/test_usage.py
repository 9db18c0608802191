"""A word that means nothing, a server that is not there and what nobody foresaw: one sentence each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clauseway.cli.main import main
from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.queries import catalogue
from clauseway.queries.catalogue import QuerySpec
from clauseway.queries.runner import Runner

type Clauseway = Callable[..., Any]

OTHER, USAGE, DATA = 1, 2, 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("coverage", "Singapor"), "Did you mean SGP Singapore?"),
        (("coverage", "Viet Nm"), "Did you mean VNM Viet Nam?"),
        (("pair", "CHN", "New Zeland"), "Did you mean NZL New Zealand?"),
        (("coverage", "CHN", "--clause", "data-localization-ban"), "Did you mean 'data-localisation-ban'?"),
        (("agreement", "cptp"), "Did you mean 'cptpp'?"),
        (("agreement", "rcep", "--economy", "Cambodja"), "Did you mean KHM Cambodia?"),
        (("matrix", "--group", "asian"), "Did you mean 'asean'?"),
        (("matrix", "--agreements", "depa,rcpe"), "Did you mean 'rcep'?"),
        (("matrix", "--economies", "CHN,Singapor"), "Did you mean SGP Singapore?"),
        (("matrix",), "Name one of"),
        (("matrix", "--group", "asean", "--economies", "CHN"), "Name one of"),
        (("query", "run", "agreements_of_pairs"), "Did you mean 'agreements_of_pair'?"),
        (("query", "show", "../../secret"), "There is no query"),
        (("covrage", "CHN"), "Did you mean 'coverage'?"),
        (("coverage", "CHN", "--format", "cvs"), "'csv'"),
        (("coverage", "CHN", "--format", "xlsx"), "'csv'"),
        (("coverage", "CHN", "--min-grade", "bindng"), "'binding-enforceable'"),
        (("coverage", "CHN", "--as-of", "2026-02-30"), "'2026-02-30' is not a day of the calendar"),
        (("coverage", "CHN", "--as-of", "tomorrow"), "YYYY-MM-DD"),
        (("coverage", "CHN", "--engine", "neo5j"), "'neo4j'"),
        (("coverage",), "ECONOMY"),
        (("pair", "CHN", "China"), "given twice"),
        (("coverage", "CHN", "--claus", "smes"), "--clause"),
        (("query", "run", "agreements_of_pair", "--param", "first=CHN"), "needs --param second="),
        (("query", "run", "agreements_of_pair", "--param", "first"), "NAME=VALUE"),
        (("query", "run", "agreements_of_pair", "--param", "first=CHN", "--param", "second=NZL", "--param", "x=1"),
         "has no parameter 'x'"),
    ],
)  # fmt: skip
def test_a_word_that_means_nothing_is_a_usage_error_with_the_nearest_one(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], says: str
) -> None:
    done = clauseway(*words)
    assert done.code == USAGE
    assert done.out == ""
    assert says in done.message


def test_a_parameter_of_another_type_is_a_usage_error(
    clauseway: Clauseway, on_shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = catalogue.query("members_of_group")
    typed = text.model_copy(update={"parameters": (text.parameters[0].model_copy(update={"type": "integer"}),)})

    def find(_name: str) -> QuerySpec:
        return typed

    monkeypatch.setattr(catalogue, "query", find)
    done = clauseway("query", "run", "members_of_group", "--param", f"{typed.parameters[0].name}=many")
    assert done.code == USAGE
    assert "is not a integer: 'many'" in done.message


HIDDEN = ["\x1b[2J\x1b]0;t\x07", "\u202eNHC", "C\u2066H\u2069N", "\r\x1b[K", "\x9b31m", "a\nError: b", "\udcff\udcfe"]
"""Arguments that would drive the terminal, turn the letters round, begin a line of their own, or are no text."""


ASKED = [
    ("coverage", "CHN", "--as-of"), ("matrix", "--group"), ("explain",), ("query", "show"), ("whatif", "--join"),
    ("agreements", "--graph"), ("sources", "fetch", "--to", "x"), ("economies", "-f"), ("-",), ("compare", "rcep"),
    ("query", "run", "members_of_group", "--param"), ("upgrade", "CHN", "--weights"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "given"), [*((("coverage",), each) for each in HIDDEN), *((words, "".join(HIDDEN)) for words in ASKED)]
)
def test_a_message_shows_hidden_signs_for_what_they_are(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], given: str
) -> None:
    done = clauseway(*words, given)
    assert done.code in (USAGE, DATA)
    assert done.err.count("\n") == 1
    assert done.message.replace("\x85", "").isprintable()


def test_a_parameter_that_is_no_text_is_a_usage_error(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("query", "run", "members_of_group", "--param", "slug=\udcff")
    assert done.code == USAGE
    assert "'slug' is not a string" in done.message


INJECTIONS = [
    "CHN' OR '1'='1", "CHN'}) DETACH DELETE (n) //", "asean' RETURN 1 UNION MATCH (n) RETURN n //", "$slug", "`",
    "\\u0027", '" . ?s ?p ?o . #', "*", "%",
]  # fmt: skip


@pytest.mark.parametrize("given", INJECTIONS)
def test_a_parameter_is_a_value_and_never_part_of_a_query(clauseway: Clauseway, on_shipped: Path, given: str) -> None:
    """Every parameter of every query takes it: nothing is found, nothing is changed."""
    before = on_shipped.read_bytes()
    with GrafeoEngine.open(on_shipped) as engine:
        for spec in catalogue.catalogue().values():
            texts = [parameter for parameter in spec.parameters if parameter.type == "string"]
            values = {parameter.name: given for parameter in texts}
            if len(texts) == len(spec.parameters) and any(parameter.required for parameter in texts):
                assert Runner(engine).rows(spec.name, **values) == [], spec.name
    for words in (("coverage", given), ("matrix", "--group", given), ("agreement", given), ("pair", "CHN", given)):
        assert clauseway(*words).code == USAGE
    assert on_shipped.read_bytes() == before


@pytest.mark.parametrize("given", ["2026-13-01", "2026-1-1", "20261121x"])
def test_a_bad_date_shows_no_answer(clauseway: Clauseway, on_shipped: Path, given: str) -> None:
    done = clauseway("coverage", "CHN", "--as-of", given)
    assert (done.code, done.out) == (USAGE, "")


# A server


@pytest.mark.parametrize("words", [("coverage", "CHN"), ("doctor",), ("query", "run", "counts")])
def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(
    process: Clauseway, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "correct-horse")
    done = process(*words, "--engine", "neo4j")
    assert done.code == OTHER
    assert "NEO4J_URI" in done.message
    assert "127.0.0.1:9" in done.message
    assert "correct-horse" not in done.out + done.err


@pytest.mark.parametrize("uri", ["bolt://me:correct-horse@127.0.0.1:9", "nonsense://127.0.0.1", "not an address"])
def test_an_address_with_a_password_or_no_sense_is_refused_without_showing_the_password(
    process: Clauseway, monkeypatch: pytest.MonkeyPatch, uri: str
) -> None:
    monkeypatch.setenv("NEO4J_URI", uri)
    done = process("economies", "--engine", "neo4j")
    assert done.code == OTHER
    assert done.message.startswith("The Neo4j address ")
    assert "correct-horse" not in done.out + done.err


def test_loading_into_a_server_that_does_not_answer_is_one_sentence(
    clauseway: Clauseway, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "correct-horse")
    done = clauseway("load", "--to", "neo4j", "--sources", sources)
    assert done.code == OTHER
    assert "NEO4J_URI" in done.message
    assert "correct-horse" not in done.err


# What nobody foresaw


def test_an_unforeseen_failure_is_one_sentence_and_a_traceback_only_on_request(
    clauseway: Clauseway, on_shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr("clauseway.cli.session.find_economy", fail)
    done = clauseway("coverage", "CHN")
    assert done.code == OTHER
    assert "the moon is full" in done.message
    assert "--debug" in done.message
    monkeypatch.setattr(sys, "argv", ["clauseway", "--debug", "coverage", "CHN"])
    with pytest.raises(RuntimeError, match="the moon is full"):
        main()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_its_completion_script(
    clauseway: Clauseway, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setenv("_CLAUSEWAY_COMPLETE", f"{shell}_source")
    done = clauseway()
    assert done.code == 0
    assert "_CLAUSEWAY_COMPLETE" in done.out
