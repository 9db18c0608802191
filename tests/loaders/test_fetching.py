"""Files are fetched whole and right or not at all, from a server on this machine that misbehaves on request."""

# Long because the misbehaving server is in it: test modules stand alone.

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clauseway.loaders import fetching
from clauseway.loaders.fetching import FetchError, FetchSettings, address_of, fetch_file
from clauseway.loaders.source_files import SourceFile

BODY = b"".join(number.to_bytes(4, "big") for number in range(76_800))
"""What the server has: 307,200 bytes, so that a cut leaves a good part."""


@dataclass
class Asked:
    """One request and what was sent for it."""

    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0


type Answer = Callable[["Handler", Asked, int], None]
"""Answers a request; the number counts them from 0."""


@dataclass
class Server:
    """The server as a test sees it."""

    base: str
    asked: list[Asked] = field(default_factory=list[Asked])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: Answer
    asked: list[Asked]

    def do_GET(self) -> None:
        request = Asked(self.path, {key.lower(): value for key, value in self.headers.items()})
        self.asked.append(request)
        type(self).answer(self, request, len(self.asked) - 1)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read `asked`."""

    def head(self, request: Asked, status: int, length: int, **headers: str) -> None:
        request.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def body(self, request: Asked, content: bytes) -> None:
        request.sent += len(content)
        self.wfile.write(content)
        self.wfile.flush()

    def cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)


def whole(handler: Handler, request: Asked, number: int) -> None:
    handler.head(request, 200, len(BODY), ETag='"one"')
    handler.body(request, BODY)


def with_ranges(handler: Handler, request: Asked, number: int) -> None:
    asked = request.headers.get("range")
    if asked is None or request.headers.get("if-range", '"one"') != '"one"':
        whole(handler, request, number)
        return
    start = int(asked.removeprefix("bytes=").removesuffix("-"))
    rest = BODY[start:]
    handler.head(request, 206, len(rest), ETag='"one"', Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
    handler.body(request, rest)


def cut_first(then: Answer, at: int = 100_000, etag: str = '"one"') -> Answer:
    """The first answer is cut in its middle."""

    def answer(handler: Handler, request: Asked, number: int) -> None:
        if number:
            then(handler, request, number)
            return
        handler.head(request, 200, len(BODY), ETag=etag)
        handler.body(request, BODY[:at])
        handler.cut()

    return answer


def status(code: int, **headers: str) -> Answer:
    def answer(handler: Handler, request: Asked, number: int) -> None:
        handler.head(request, code, 0, **headers)

    return answer


def slow(seconds: float) -> Answer:
    def answer(handler: Handler, request: Asked, number: int) -> None:
        handler.head(request, 200, len(BODY))
        handler.body(request, BODY[:1000])
        time.sleep(seconds)
        handler.cut()

    return answer


@contextmanager
def serving(answer: Answer) -> Generator[Server]:
    """A server on a free port of 127.0.0.1 for as long as the block runs."""
    asked: list[Asked] = []
    handler = type("OneHandler", (Handler,), {"answer": staticmethod(answer), "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


QUICK = FetchSettings(timeout=5, retries=2, pause=0.01)


def expected(content: bytes = BODY, **changes: str) -> SourceFile:
    facts: dict[str, object] = {
        "file": "groups/some.csv",
        "publisher": "A publisher",
        "address": "https://example.org/some.csv",
        "licence": "CC BY 4.0",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "derived": "no",
        "feeds": "tests",
        "ships": "no",
    }
    return SourceFile.model_validate(facts | changes)


def fetch(folder: Path, base: str, settings: FetchSettings = QUICK, file: SourceFile | None = None) -> str:
    wanted = file or expected()
    return fetch_file(wanted, folder, address_of(wanted, base), settings, lambda name, done, whole: None)


def left(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_arrives_whole_with_nothing_beside_it(tmp_path: Path) -> None:
    seen: list[int] = []
    with serving(whole) as server:
        wanted = expected()
        address = address_of(wanted, server.base)
        assert fetch_file(wanted, tmp_path, address, QUICK, lambda name, done, of: seen.append(done)) == "fetched"
        assert server.asked[0].path == "/groups/some.csv"
        assert server.asked[0].headers["accept-encoding"] == "identity"
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY
    assert left(tmp_path) == ["groups/some.csv"]
    assert seen == sorted(seen) and seen[-1] == len(BODY)


def test_a_cut_fetch_goes_on_where_it_ended(tmp_path: Path) -> None:
    with serving(cut_first(with_ranges)) as server:
        with pytest.raises(FetchError, match="cut after 100,000 of 307,200 bytes; the next fetch goes on"):
            fetch(tmp_path, server.base, FetchSettings(timeout=5, retries=0))
        assert left(tmp_path) == ["groups/.some.csv.part", "groups/.some.csv.part.json"]
        assert fetch(tmp_path, server.base) == "resumed"
        second = server.asked[1]
        assert (second.headers["range"], second.headers["if-range"]) == ("bytes=100000-", '"one"')
        assert (second.status, second.sent) == (206, len(BODY) - 100_000)
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY
    assert left(tmp_path) == ["groups/some.csv"]


def test_a_cut_is_mended_by_a_further_try_of_the_same_fetch(tmp_path: Path) -> None:
    with serving(cut_first(with_ranges)) as server:
        assert fetch(tmp_path, server.base) == "resumed"
        assert [(a.status, a.sent) for a in server.asked] == [(200, 100_000), (206, len(BODY) - 100_000)]


def test_a_server_that_ignores_ranges_is_taken_from_the_start(tmp_path: Path) -> None:
    with serving(cut_first(whole)) as server:
        assert fetch(tmp_path, server.base) == "fetched"
        assert "range" in server.asked[1].headers
        assert server.asked[1].sent == len(BODY)
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY


def test_a_file_that_changed_since_the_cut_is_taken_from_the_start(tmp_path: Path) -> None:
    with serving(cut_first(with_ranges, etag='"older"')) as server:
        assert fetch(tmp_path, server.base) == "fetched"
        assert server.asked[1].headers["if-range"] == '"older"'
        assert (server.asked[1].status, server.asked[1].sent) == (200, len(BODY))


def test_a_beginning_that_does_not_fit_is_dropped_and_the_whole_taken(tmp_path: Path) -> None:
    with serving(cut_first(with_ranges)) as server:
        with pytest.raises(FetchError):
            fetch(tmp_path, server.base, FetchSettings(timeout=5, retries=0))
        part = tmp_path / "groups/.some.csv.part"
        part.write_bytes(b"x" * part.stat().st_size)
        assert fetch(tmp_path, server.base) == "fetched"
        assert [a.status for a in server.asked] == [200, 206, 200]
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY


def test_a_weak_tag_is_no_ground_to_go_on(tmp_path: Path) -> None:
    with serving(cut_first(with_ranges, etag='W/"one"')) as server:
        assert fetch(tmp_path, server.base) == "resumed"  # the checksum of the whole is what counts
        assert "if-range" not in server.asked[1].headers


def test_a_wrong_checksum_leaves_nothing(tmp_path: Path) -> None:
    other = BODY[::-1]
    with serving(whole) as server, pytest.raises(FetchError, match=r"another file than the catalogue .* was removed"):
        fetch(tmp_path, server.base, file=expected(other))
    assert left(tmp_path) == []


@pytest.mark.parametrize(("content", "words"), [(BODY[:-1], "sends more than"), (BODY + b"x", "has only 307,200 of")])
def test_another_length_leaves_nothing(tmp_path: Path, content: bytes, words: str) -> None:
    with serving(whole) as server, pytest.raises(FetchError, match=words):
        fetch(tmp_path, server.base, file=expected(content))
    assert left(tmp_path) == []


def test_a_missing_file_is_said_and_not_asked_for_again(tmp_path: Path) -> None:
    with serving(status(404)) as server:
        with pytest.raises(FetchError, match=r"There is no groups/some.csv at http://127.0.0.1:\d+/groups/some"):
            fetch(tmp_path, server.base)
        assert len(server.asked) == 1
    assert not (tmp_path / "groups/some.csv").exists()


def test_a_forbidden_file_is_not_asked_for_again(tmp_path: Path) -> None:
    with serving(status(403)) as server:
        with pytest.raises(FetchError, match="answers 403"):
            fetch(tmp_path, server.base)
        assert len(server.asked) == 1


def test_an_overloaded_server_is_asked_again(tmp_path: Path) -> None:
    def answer(handler: Handler, request: Asked, number: int) -> None:
        (whole if number else status(503, Retry_After="0"))(handler, request, number)

    with serving(answer) as server:
        assert fetch(tmp_path, server.base) == "fetched"
        assert [a.status for a in server.asked] == [503, 200]


def test_no_server_can_ask_for_a_pause_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST_WAIT", 0.05)
    started = time.monotonic()
    with serving(status(503, Retry_After="86400")) as server, pytest.raises(FetchError, match="answers 503"):
        fetch(tmp_path, server.base)
    assert time.monotonic() - started < 10
    assert len(server.asked) == 1 + QUICK.retries


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    with serving(slow(1.0)) as server, pytest.raises(FetchError, match="fell silent after 1,000 of 307,200 bytes"):
        fetch(tmp_path, server.base, FetchSettings(timeout=0.2, retries=0))
    assert not (tmp_path / "groups/some.csv").exists()


def test_nobody_at_the_address_is_said(tmp_path: Path) -> None:
    with serving(whole) as server:
        base = server.base
    with pytest.raises(FetchError, match="the server cannot be reached"):
        fetch(tmp_path, base, FetchSettings(timeout=2, retries=1, pause=0.01))


def test_a_redirect_is_followed(tmp_path: Path) -> None:
    def answer(handler: Handler, request: Asked, number: int) -> None:
        (whole if number else status(302, Location="/elsewhere"))(handler, request, number)

    with serving(answer) as server:
        assert fetch(tmp_path, server.base) == "fetched"
        assert [a.path for a in server.asked] == ["/groups/some.csv", "/elsewhere"]


def test_a_loop_of_redirects_ends(tmp_path: Path) -> None:
    with serving(status(302, Location="/again")) as server:
        with pytest.raises(FetchError, match="more than 5 times"):
            fetch(tmp_path, server.base)
        assert len(server.asked) == fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://example.org/some.csv", "data:,x"])
def test_a_redirect_to_anything_but_the_web_is_refused(tmp_path: Path, location: str) -> None:
    with serving(status(302, Location=location)) as server:
        with pytest.raises(FetchError, match="only http and https addresses are"):
            fetch(tmp_path, server.base)
        assert len(server.asked) == 1


def test_an_encoded_answer_is_refused(tmp_path: Path) -> None:
    def answer(handler: Handler, request: Asked, number: int) -> None:
        handler.head(request, 200, len(BODY), Content_Encoding="gzip")
        handler.body(request, BODY)

    with serving(answer) as server, pytest.raises(FetchError, match="encoded as gzip"):
        fetch(tmp_path, server.base)


def test_what_is_right_already_is_left_alone_and_nobody_asked(tmp_path: Path) -> None:
    target = tmp_path / "groups/some.csv"
    target.parent.mkdir()
    target.write_bytes(BODY)
    before = target.stat()
    with serving(whole) as server:
        assert fetch(tmp_path, server.base, FetchSettings(replace=True)) == "already there"
        assert server.asked == []
    assert target.stat().st_mtime_ns == before.st_mtime_ns and target.stat().st_ino == before.st_ino


def test_what_differs_is_replaced_only_on_request(tmp_path: Path) -> None:
    target = tmp_path / "groups/some.csv"
    target.parent.mkdir()
    target.write_bytes(b"mine")
    with serving(whole) as server:
        with pytest.raises(FetchError, match="differs from the catalogue; replace it with --replace"):
            fetch(tmp_path, server.base)
        assert target.read_bytes() == b"mine" and server.asked == []
        assert fetch(tmp_path, server.base, FetchSettings(replace=True)) == "fetched"
    assert target.read_bytes() == BODY


def test_two_fetches_of_one_file_do_not_meet(tmp_path: Path) -> None:
    part = tmp_path / "groups/.some.csv.part"
    part.parent.mkdir()
    with part.open("wb") as other, serving(whole) as server:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(FetchError, match=r"Another fetch of groups/some.csv is at work"):
            fetch(tmp_path, server.base)
        assert server.asked == []
    with serving(whole) as server:
        assert fetch(tmp_path, server.base) == "fetched"


def test_many_fetches_at_once_give_one_right_file(tmp_path: Path) -> None:
    outcomes: list[str] = []

    def one(base: str) -> None:
        try:
            outcomes.append(fetch(tmp_path, base))
        except FetchError as error:
            assert "Another fetch" in str(error)
            outcomes.append("refused")

    with serving(whole) as server:
        threads = [threading.Thread(target=one, args=(server.base,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(outcomes) == 8 and "fetched" in outcomes
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY
    assert left(tmp_path) == ["groups/some.csv"]


def test_a_killed_fetch_leaves_no_half_file_and_can_be_gone_on_with(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from clauseway.loaders.fetching import FetchSettings, fetch_file\n"
        "from clauseway.loaders.source_files import SourceFile\n"
        "file = SourceFile.model_validate_json(sys.argv[1])\n"
        "fetch_file(file, Path(sys.argv[2]), sys.argv[3], FetchSettings(), lambda *told: None)\n"
    )
    part = tmp_path / "groups/.some.csv.part"

    def answer(handler: Handler, request: Asked, number: int) -> None:
        if number:
            with_ranges(handler, request, number)
            return
        handler.head(request, 200, len(BODY), ETag='"one"')
        handler.body(request, BODY[:200_000])
        killed.wait(30)

    killed = threading.Event()
    with serving(answer) as server:
        words = [expected().model_dump_json(), str(tmp_path), f"{server.base}/groups/some.csv"]
        with subprocess.Popen([sys.executable, "-c", code, *words]) as child:
            deadline = time.monotonic() + 30
            while not (part.exists() and part.stat().st_size > 50_000) and time.monotonic() < deadline:
                time.sleep(0.02)
            child.send_signal(signal.SIGKILL)
        killed.set()
        assert not (tmp_path / "groups/some.csv").exists()
        had = part.stat().st_size
        assert had > 50_000
        assert fetch(tmp_path, server.base) == "resumed"
        assert server.asked[1].sent == len(BODY) - had
    assert (tmp_path / "groups/some.csv").read_bytes() == BODY


def test_a_full_disk_is_said_before_anything_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 10

    def usage(path: Path) -> Full:
        return Full()

    monkeypatch.setattr("shutil.disk_usage", usage)
    with serving(whole) as server:
        with pytest.raises(FetchError, match=r"needs 307,200 bytes, and the disk of .* has 10"):
            fetch(tmp_path, server.base)
        assert server.asked == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_not_write_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "groups").mkdir(mode=0o500)
    with serving(whole) as server, pytest.raises(FetchError, match="read-only for you"):
        fetch(tmp_path, server.base)


def test_a_file_in_the_way_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "groups").write_text("not a folder")
    with serving(whole) as server, pytest.raises(FetchError, match="in the way of its folder"):
        fetch(tmp_path, server.base)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"derived": "yes"}, "was converted"), ({"derived": "yes", "address": ""}, "was made by this project")],
)
def test_a_file_without_an_upstream_copy_needs_a_mirror(changes: dict[str, str], words: str) -> None:
    file = expected().model_copy(update=changes)
    with pytest.raises(FetchError, match=words):
        address_of(file, None)
    assert address_of(file, "http://127.0.0.1:9/data/") == "http://127.0.0.1:9/data/groups/some.csv"


@pytest.mark.parametrize("mirror", ["file:///data", "ftp://example.org", "/data", "example.org/data"])
def test_a_mirror_is_on_the_web(mirror: str) -> None:
    with pytest.raises(FetchError, match="only http and https"):
        address_of(expected(), mirror)
