"""The Neo4j engine against a real server: every sentence it has for what goes wrong."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from clauseway.graph.engine import GraphData, GraphError, GraphNotFound, GraphUnreachable, QueryRefused
from clauseway.graph.neo4j_engine import Neo4jEngine, open_driver
from clauseway.graph.neo4j_errors import refusal
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema

PASSWORD_NOBODY_MAY_SEE = "correct-horse-battery"
type Cypher = Callable[..., list[dict[str, Any]]]


def told(kind: type[GraphError], settings: Neo4jSettings) -> str:
    """The sentence with which connecting fails; it must be one, and must not hold the password."""
    with pytest.raises(kind) as caught:
        Neo4jEngine.connect(settings)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert settings.password is None or settings.password not in sentence
    return sentence


# ---- connecting ---------------------------------------------------------------------------------


def test_names_the_address_when_no_server_answers(caplog: pytest.LogCaptureFixture) -> None:
    settings = Neo4jSettings(uri=f"bolt://127.0.0.1:{_free_port()}", password=PASSWORD_NOBODY_MAY_SEE)
    with caplog.at_level(logging.DEBUG):
        sentence = told(GraphUnreachable, settings)
    assert (
        sentence == f"No Neo4j answers at {settings.uri}; start the server, or name another one in NEO4J_URI."
    )
    assert PASSWORD_NOBODY_MAY_SEE not in caplog.text


def test_a_program_without_logging_prints_nothing_beside_its_own_sentence() -> None:
    program = (
        "from clauseway.graph.neo4j_engine import *\n"
        f"try: Neo4jEngine.connect(Neo4jSettings('neo4j://127.0.0.1:{_free_port()}'))\n"
        "except GraphUnreachable: print('told')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("told\n", "")


def test_asks_for_the_plain_scheme_when_a_server_does_not_encrypt(neo4j_settings: Neo4jSettings) -> None:
    place = neo4j_settings.uri.partition("://")[2]
    for scheme in ("bolt", "neo4j"):
        for plus in ("+s", "+ssc"):
            sentence = told(GraphUnreachable, replace(neo4j_settings, uri=f"{scheme}{plus}://{place}"))
            assert f"does not encrypt; name it as {scheme}://" in sentence


def test_asks_for_encryption_when_the_server_answers_as_tls_does() -> None:
    with Answering(b"\x15\x03\x03\x00\x02\x02\x46") as port:
        sentence = told(GraphUnreachable, Neo4jSettings(f"bolt://127.0.0.1:{port}"))
    assert "does not speak Bolt in the clear; name it as bolt+s://... in NEO4J_URI if it encrypts" in sentence


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_names_the_scheme_for_aura(scheme: str) -> None:
    sentence = told(GraphUnreachable, Neo4jSettings(f"{scheme}://0a1b2c3d.databases.neo4j.io"))
    assert sentence.endswith("only speaks encrypted; write neo4j+s://0a1b2c3d.databases.neo4j.io.")


def test_says_that_a_first_password_must_be_changed(neo4j_settings: Neo4jSettings) -> None:
    _require_password(neo4j_settings)
    with open_driver(neo4j_settings) as driver:
        driver.execute_query(
            "CREATE USER carol SET PASSWORD $password CHANGE REQUIRED",
            {"password": PASSWORD_NOBODY_MAY_SEE},
            database_="system",
        )
        try:
            carol = replace(neo4j_settings, username="carol", password=PASSWORD_NOBODY_MAY_SEE)
            assert "wants the first password of the user 'carol' changed" in told(GraphUnreachable, carol)
        finally:
            driver.execute_query("DROP USER carol", database_="system")


def test_the_server_sees_whose_query_it_is_and_that_it_only_reads(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema
) -> None:
    load(empty_database, small_graph, schema)
    with Neo4jEngine.connect(empty_database) as engine:
        (row,) = engine.run(
            "SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE currentQuery CONTAINS 'a mark to find it by' "
            "RETURN metaData.app AS app",
            {},
        )
        assert row == {"app": "clauseway"}
        with pytest.raises(QueryRefused, match="reading only"):
            engine.run("CREATE (:Economy {iso3: 'XZZ'})", {})


@pytest.mark.parametrize("scheme", ["neo4j", "bolt+s"])
def test_says_so_under_every_scheme(scheme: str) -> None:
    assert "No Neo4j answers at" in told(
        GraphUnreachable, Neo4jSettings(f"{scheme}://127.0.0.1:{_free_port()}")
    )


def test_asks_for_another_address_when_something_else_answers() -> None:
    with Answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert "No Neo4j answers at" in told(GraphUnreachable, Neo4jSettings(f"bolt://127.0.0.1:{port}"))


def test_asks_for_a_newer_server_when_it_speaks_an_old_bolt() -> None:
    with Answering(b"\x00\x00\x04\x04") as port:
        sentence = told(GraphError, Neo4jSettings(f"bolt://127.0.0.1:{port}"))
    assert sentence.endswith("Clauseway needs 5.26 or newer.")


def test_asks_for_a_newer_server_when_its_version_is_too_old(
    empty_database: Neo4jSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clauseway.graph.neo4j_engine.OLDEST_VERSION", (9999, 0))
    assert "is Neo4j 5.26" in told(GraphError, empty_database)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:7474", "127.0.0.1:7687", "localhost", "", "bolt://", "bolt://h:0"]
)
def test_refuses_an_address_that_is_not_bolt(uri: str) -> None:
    assert "is none of bolt://HOST:7687 and neo4j://HOST:7687" in told(GraphUnreachable, Neo4jSettings(uri))


@pytest.mark.parametrize("uri", ["bolt://localhost:abc", "bolt://localhost:99999"])
def test_refuses_an_address_with_an_impossible_port(uri: str) -> None:
    assert "has no usable port" in told(GraphUnreachable, Neo4jSettings(uri))


@pytest.mark.parametrize("start", ["bolt://", "neo4j://", ""])
def test_never_repeats_a_password_that_stands_in_the_address(start: str) -> None:
    settings = Neo4jSettings(f"{start}me:{PASSWORD_NOBODY_MAY_SEE}@127.0.0.1:7687")
    assert PASSWORD_NOBODY_MAY_SEE not in told(GraphUnreachable, settings)
    assert PASSWORD_NOBODY_MAY_SEE not in f"{settings!r} {settings}"


def test_says_that_the_password_is_wrong(
    neo4j_settings: Neo4jSettings, caplog: pytest.LogCaptureFixture
) -> None:
    _require_password(neo4j_settings)
    with caplog.at_level(logging.DEBUG):
        sentence = told(GraphUnreachable, replace(neo4j_settings, password=PASSWORD_NOBODY_MAY_SEE))
    assert "refuses the password of the user 'neo4j'; correct NEO4J_USERNAME and NEO4J_PASSWORD" in sentence
    assert PASSWORD_NOBODY_MAY_SEE not in caplog.text


def test_asks_for_a_password_where_none_was_given(neo4j_settings: Neo4jSettings) -> None:
    _require_password(neo4j_settings)
    assert "asks for a password; give it in NEO4J_PASSWORD" in told(
        GraphUnreachable, replace(neo4j_settings, password=None)
    )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_says_that_there_is_no_such_database(scheme: str, neo4j_settings: Neo4jSettings) -> None:
    uri = f"{scheme}://{neo4j_settings.uri.partition('://')[2]}"
    sentence = told(GraphNotFound, replace(neo4j_settings, uri=uri, database="elsewhere"))
    assert "has no database 'elsewhere'; name one in NEO4J_DATABASE" in sentence


def test_says_how_to_load_when_the_database_is_empty(empty_database: Neo4jSettings) -> None:
    sentence = told(GraphNotFound, empty_database)
    assert sentence.startswith("There is no Clauseway graph in the database 'neo4j'")
    assert sentence.endswith("load it with: clauseway load --to neo4j")


def test_somebody_elses_dataset_node_is_no_clauseway_graph(
    empty_database: Neo4jSettings, cypher: Cypher
) -> None:
    cypher("CREATE (:Dataset {version: '7'})")
    assert "There is no Clauseway graph" in told(GraphNotFound, empty_database)


def test_settings_never_show_the_password() -> None:
    settings = Neo4jSettings(password=PASSWORD_NOBODY_MAY_SEE)
    assert PASSWORD_NOBODY_MAY_SEE not in f"{settings!r} {settings} {[settings]}"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URI", "USERNAME", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"NEO4J_{name}", raising=False)
    assert Neo4jSettings.from_environment() == Neo4jSettings("bolt://127.0.0.1:7687", "neo4j", None, "neo4j")
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://db.example")
    monkeypatch.setenv("NEO4J_USERNAME", "reader")
    monkeypatch.setenv("NEO4J_PASSWORD", "12345678")
    monkeypatch.setenv("NEO4J_DATABASE", "rules")
    assert Neo4jSettings.from_environment() == Neo4jSettings(
        "neo4j+s://db.example", "reader", "12345678", "rules"
    )


# ---- running ------------------------------------------------------------------------------------


@pytest.fixture
def engine(empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema) -> Iterator[Neo4jEngine]:
    """The small graph, open."""
    load(empty_database, small_graph, schema)
    with Neo4jEngine.connect(empty_database) as engine:
        yield engine


def test_gives_a_query_up_after_its_time_limit(engine: Neo4jEngine) -> None:
    endless = "UNWIND range(1, 100000000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS total"
    with pytest.raises(
        QueryRefused, match=r"^The query was given up after its time limit of 0\.3 seconds\.$"
    ):
        engine.run(endless, {}, timeout=0.3)
    assert engine.run("RETURN 1 AS one", {}) == [{"one": 1}]


def test_a_cluster_may_send_queries_to_readers_and_none_sees_an_older_state_than_the_one_before(
    empty_database: Neo4jSettings, small_graph: GraphData, schema: Schema, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes over the wire to the one server of the tests under the address of a cluster."""
    load(empty_database, small_graph, schema)
    routed = replace(empty_database, uri=empty_database.uri.replace("bolt://", "neo4j://"))
    with caplog.at_level(logging.DEBUG, "neo4j.io"), Neo4jEngine.connect(routed) as engine:
        assert engine.run("RETURN 1 AS one", {}) == [{"one": 1}]
    sent = [record.getMessage() for record in caplog.records]
    assert any(" C: ROUTE " in message for message in sent)
    first, *later = [message for message in sent if " C: BEGIN " in message]
    assert all("'mode': 'r'" in message for message in (first, *later))
    assert "bookmarks" not in first
    assert later
    assert all("'bookmarks': ['" in message for message in later)


def test_says_what_is_wrong_with_a_query_and_where(engine: Neo4jEngine) -> None:
    with pytest.raises(QueryRefused) as caught:
        engine.run("RETRUN 1", {})
    assert str(caught.value) == "Neo4j refused the query: Invalid input 'RETRUN' (line 1, column 1)."


def test_refuses_a_parameter_it_cannot_send(engine: Neo4jEngine) -> None:
    with pytest.raises(QueryRefused, match="cannot be sent to Neo4j"):
        engine.run("RETURN $n AS n", {"n": 2**64})


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("Neo.ClientError.Security.Forbidden", QueryRefused, "does not allow the user 'neo4j'"),
        (
            "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
            QueryRefused,
            "is open for reading only",
        ),
        ("Neo.DatabaseError.Transaction.TransactionCommitFailed", QueryRefused, "its disk may be full. Make room"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", QueryRefused, "A constraint .* forbids it: reason."),
        ("Neo.ClientError.Statement.AccessMode", QueryRefused, "open for reading only"),
        ("Neo.ClientError.Security.AuthenticationRateLimit", GraphUnreachable, "wrong passwords too often"),
        ("Neo.ClientError.Security.CredentialsExpired", GraphUnreachable, "changed before any use"),
        ("Neo.ClientError.Security.TokenExpired", GraphUnreachable, "refuses the user 'neo4j': reason."),
        ("Neo.TransientError.General.DatabaseUnavailable", GraphUnreachable, "is stopped"),
        ("Neo.TransientError.General.OutOfMemoryError", QueryRefused, "refused the query: reason."),
    ],
)
def test_has_a_sentence_for_what_only_other_servers_say(
    code: str, kind: type[GraphError], words: str
) -> None:
    error = refusal(code, "reason.\nand more", Neo4jSettings())
    assert type(error) is kind
    assert re.search(words, str(error))


# ---- what the tests stand on --------------------------------------------------------------------


def _require_password(settings: Neo4jSettings) -> None:
    if settings.password is None:
        pytest.skip("the server given in CLAUSEWAY_TEST_NEO4J_URI asks for no password")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answering:
    """A server that answers every connection with the same bytes and hangs up."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(64)
                connection.sendall(self._answer)

    def __enter__(self) -> int:
        self._thread.start()
        return self._socket.getsockname()[1]

    def __exit__(self, *_: object) -> None:
        # wakes the accept of the thread, which a plain close would leave waiting
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)
