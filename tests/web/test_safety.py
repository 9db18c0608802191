"""What every answer says to browsers, what is not let in, and what is never told."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from clauseway.web import app as application
from clauseway.web.kinds import Kind
from clauseway.web.registry import all_kinds
from clauseway.web.safety import HEADERS, LONGEST_ADDRESS
from clauseway.web.settings import Settings

type Get = Callable[..., urllib3.BaseHTTPResponse]
type Serve = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture
def ask(address: str) -> Iterator[Callable[..., tuple[int, dict[str, str], bytes]]]:
    """Sends a request as it is written: nothing is escaped, and no header is added but those given."""
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=60)

    def send(method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        connection.request(method, path, headers=headers or {})
        found = connection.getresponse()
        return found.status, {name.lower(): text for name, text in found.getheaders()}, found.read()

    yield send
    connection.close()


def at(address: str) -> tuple[str, int]:
    """Host and port of an address."""
    parts = urlsplit(address)
    assert parts.hostname is not None and parts.port is not None
    return parts.hostname, parts.port


ANSWERS = {
    "a page": ("/economies", 200),
    "a file": ("/economies.csv", 200),
    "a workbook": ("/economies.xlsx", 200),
    "the API": ("/api/v1/economies", 200),
    "a style sheet": ("/static/clauseway.css", 200),
    "a missing file": ("/static/nothing.css", 404),
    "a missing page": ("/nothing", 404),
    "a name that means nothing": ("/economy/Singapor", 404),
    "a bad parameter": ("/economies?colour=red", 400),
    "a name that leads on": ("/economy/china", 308),
    "an address too long": (f"/economies?as_of={'1' * LONGEST_ADDRESS}", 414),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_has_the_safety_headers_and_no_cookie(get: Get, what: str) -> None:
    path, status = ANSWERS[what]
    found = get(path)
    assert found.status == status
    assert {name: found.headers.get(name) for name in HEADERS} == HEADERS
    assert "'unsafe-inline'" not in found.headers["content-security-policy"]
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "set-cookie" not in found.headers
    assert "server" not in found.headers


def test_an_answer_that_has_not_changed_has_the_safety_headers(get: Get) -> None:
    tag = get("/economies").headers["etag"]
    found = get("/economies", if_none_match=f'"other", {tag}')
    assert (found.status, found.data, found.headers["etag"]) == (304, b"", tag)
    assert {name: found.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_a_page_holds_no_script_and_no_style_but_those_its_policy_names(get: Get, name: str) -> None:
    found = get(all_kinds()[name].example)
    body, told = found.data.decode(), found.headers["content-security-policy"]
    assert "'unsafe-" not in told
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", body)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)\s*=\s*[\"']", body)
    assert "javascript:" not in body
    for text in re.findall(r"<style[^>]*>(.*?)</style>", body, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in told


def test_a_picture_opened_alone_can_run_nothing(get: Get) -> None:
    drawn = next(kind for kind in all_kinds().values() if "svg" in kind.files)
    path, mark, query = drawn.example.partition("?")
    found = get(f"{path}.svg{mark}{query}")
    assert found.status == 200
    assert found.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sandbox" in found.headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["rules.example", "localhost.rules.example", "127.0.0.1.rules.example:80", "", "[::2]"]
)
def test_a_host_that_is_not_served_is_refused(get: Get, host: str) -> None:
    found = get("/economies", host=host)
    assert found.status == 421
    assert {name: found.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8642", "127.0.0.1:1", "[::1]:8642", "[::1]"])
def test_this_machine_is_served_under_each_of_its_names(get: Get, host: str) -> None:
    assert get("/economies", host=host).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "CONNECT", "BREW"])
@pytest.mark.parametrize("path", ["/economies", "/static/clauseway.css", "/api/v1/economies", "/cypher", "/nothing"])
def test_what_would_change_something_is_refused_with_what_may_be_asked(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], method: str, path: str
) -> None:
    status, headers, _ = ask(method, path)
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_options_tell_what_may_be_asked(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    status, headers, body = ask("OPTIONS", "/economies")
    assert (status, headers["allow"], body) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("path", ["/economies", "/economies.csv", "/static/clauseway.css", "/nothing"])
def test_head_tells_the_same_as_get_without_a_body(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], path: str
) -> None:
    status, headers, body = ask("HEAD", path)
    got, got_headers, got_body = ask("GET", path)
    assert (status, body) == (got, b"")
    # a HEAD may leave out what only the making of the body brings
    assert {**headers, "date": "", "vary": ""} == {**got_headers, "date": "", "vary": ""}
    assert int(headers["content-length"]) == len(got_body) > 0


@pytest.mark.parametrize("encodings", ["gzip", "br, gzip;q=0.4", "GZIP"])
def test_a_body_comes_compressed_to_those_who_take_it(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], encodings: str
) -> None:
    _, plain_headers, plain = ask("GET", "/economies")
    _, headers, body = ask("GET", "/economies", {"accept-encoding": encodings})
    assert headers["content-encoding"] == "gzip" and "content-encoding" not in plain_headers
    assert headers["vary"] == plain_headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == plain
    assert len(body) * 3 < len(plain)
    assert "content-encoding" not in ask("GET", "/economies", {"accept-encoding": "br, gzip;q=0"})[1]


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static", "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%00",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5capp.py", "/static/" + "a" * 300, "/../app.py",
        "/static/clauseway.css/", "/templates/base.html.j2", "/static/....//app.py", "/source/..%2f..%2fapp.py",
    ],
)  # fmt: skip
def test_there_is_no_listing_and_no_way_out_of_the_folder(
    ask: Callable[..., tuple[int, dict[str, str], bytes]], path: str
) -> None:
    status, headers, body = ask("GET", path)
    assert status in (400, 404), body[:200]
    assert b"import" not in body and b"root:" not in body and b"Index of" not in body
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_a_slash_at_the_end_leads_to_the_address_without_it_and_never_to_another_host(
    ask: Callable[..., tuple[int, dict[str, str], bytes]],
) -> None:
    status, headers, _ = ask("GET", "/economies/?as_of=2020-01-01")
    assert (status, headers["location"]) == (308, "/economies?as_of=2020-01-01")
    for path in ("//evil.example/", "//evil.example", "/\\evil.example/", "/%2fevil.example/", "///evil.example//"):
        status, headers, _ = ask("GET", path)
        assert (status, "location" in headers) == (404, False), path


@pytest.mark.parametrize(
    "query",
    [
        f"economies={'CHN,' * 200}",
        "&".join(f"p{number}=1" for number in range(101)),
        "as_of=2020-01-01&as_of=2020-01-01",
        "as_of=%ff",
        "as_of=1947-12-31",
        "as_of=2101-01-01",
        "as_of=99999999999999999999",
    ],
)
def test_parameters_have_limits(get: Get, query: str) -> None:
    found = get(f"/economies.json?{query}")
    assert found.status == 400
    assert found.headers["content-type"] == "application/problem+json"


# What takes long, and what fails


def slow(seconds: float, began: list[float]) -> Callable[..., object]:
    """An answer that takes long."""
    real = application.view_of

    def work(kind: Kind, *rest: object) -> object:
        if kind.name == "methods":
            began.append(time.monotonic())
            time.sleep(seconds)
        return real(kind, *rest)  # pyright: ignore[reportArgumentType]

    return work


def test_what_takes_too_long_is_told_and_holds_up_nobody(
    serve: Serve, graph_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[float] = []
    monkeypatch.setattr(application, "view_of", slow(3, began))
    pool = urllib3.PoolManager(timeout=60)
    with serve(Settings(graph=graph_file, seconds=1, at_once=2)) as address:
        assert pool.request("GET", f"{address}/economies.json", retries=False).status == 200
        started = time.monotonic()
        found = pool.request("GET", f"{address}/methods", retries=False)
        assert found.status == 503
        assert found.headers["retry-after"] == "5"
        assert "took longer than 1 seconds" in found.data.decode()
        # it goes on in its thread; another thread answers
        assert pool.request("GET", f"{address}/groups.json", retries=False).status == 200
        assert time.monotonic() - started < 3
        # who asks again waits for the one under way; begun anew it would time out
        time.sleep(max(0.0, began[0] + 2.6 - time.monotonic()))
        assert pool.request("GET", f"{address}/methods", retries=False).status == 200
    assert len(began) == 1


def test_a_fault_is_told_in_one_sentence_with_the_safety_headers(
    serve: Serve, graph_file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr(application, "view_of", fails)
    pool = urllib3.PoolManager(timeout=60)
    with serve(Settings(graph=graph_file)) as address:
        page, file = (pool.request("GET", address + path, retries=False) for path in ("/economies", "/economies.csv"))
    for found in (page, file):
        assert found.status == 500
        assert {name: found.headers.get(name) for name in HEADERS} == HEADERS
        assert "default-src 'none'" in found.headers["content-security-policy"]
        assert b"secret" not in found.data and b"Traceback" not in found.data and b"ZeroDivision" not in found.data
    assert file.json()["detail"] == "This page could not be made; the server's log says why."
    assert [record.name for record in caplog.records if record.exc_info] == ["clauseway.web"] * 2


# What is no request


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /economies HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",
        b"GET /\r\nfoo: bar HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_the_connection_closed(address: str, sent: bytes) -> None:
    with socket.create_connection(at(address), timeout=30) as connection:
        connection.sendall(sent)
        answer = b""
        while len(part := connection.recv(65_536)):
            answer += part
    assert re.match(rb"HTTP/1\.[01] 4\d\d", answer), answer[:200]
    assert b"Traceback" not in answer
