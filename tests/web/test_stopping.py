"""The server as a process of its own: it starts or says why not, shares its port, and stops gracefully."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from clauseway.web.server import open_listener

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is told to stop by SIGTERM")

WAIT = 60


@contextmanager
def started(graph: Path, *words: str, code: str = "") -> Generator[tuple[subprocess.Popen[str], str]]:
    """`clauseway serve` on a free port; `code` is run in its process before."""
    run = f"{code}\nfrom clauseway.cli.main import main\nmain()"
    process = subprocess.Popen(
        [sys.executable, "-c", run, "serve", "--port", "0", "--graph", str(graph), "-q", *words],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        address = re.search(r"http://\S+(?=/)", process.stderr.readline())
        assert address is not None
        pool = urllib3.PoolManager(timeout=WAIT, retries=urllib3.Retry(total=40, backoff_factor=0.1, backoff_max=0.5))
        assert pool.request("GET", f"{address[0]}/groups.json").status == 200
        yield process, address[0]
    finally:
        # by SIGTERM, which its workers get too; killed, it would leave them behind
        process.terminate()
        process.wait(WAIT)
        assert process.stderr is not None
        process.stderr.close()


SLOW = """
import time
from clauseway.web import app
real = app.view_of
def slow(kind, *rest):
    if kind.name == "methods":
        print("begun", file=__import__("sys").stderr, flush=True)
        time.sleep({seconds})
    return real(kind, *rest)
app.view_of = slow
"""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_finished_when_the_server_is_told_to_stop(
    graph_file: Path, told: signal.Signals
) -> None:
    found: list[int] = []
    with started(graph_file, code=SLOW.format(seconds=2)) as (process, address):
        asks = threading.Thread(
            target=lambda: found.append(
                urllib3.request("GET", f"{address}/methods", retries=False, timeout=WAIT).status
            )
        )
        asks.start()
        assert process.stderr is not None and process.stderr.readline() == "begun\n"
        process.send_signal(told)
        asks.join(WAIT)
        assert process.wait(WAIT) == 0
    assert found == [200]


def _is_quiet(_: object) -> None:
    """Say nothing of what ended a thread."""


def test_what_takes_longer_than_the_grace_time_does_not_hold_the_stop_up(graph_file: Path) -> None:
    code = "from clauseway.web import server\nserver.GRACE_SECONDS = 1\n" + SLOW.format(seconds=600)
    with started(graph_file, code=code) as (process, address):
        asks = threading.Thread(
            target=lambda: urllib3.PoolManager().request("GET", f"{address}/methods", retries=False, timeout=WAIT),
            daemon=True,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(threading, "excepthook", _is_quiet)  # the connection breaks: that is the point
            asks.start()
            assert process.stderr is not None and process.stderr.readline() == "begun\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            asks.join(20)


def test_several_processes_share_the_port_and_all_stop(graph_file: Path) -> None:
    with started(graph_file, "--workers", "2") as (process, address):
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not listed.exists():
            pytest.skip("children are looked up in /proc, which is not here")

        def workers() -> list[str]:
            """Children that serve: multiprocessing has one of its own beside them."""
            own = listed.read_text().split()
            return [each for each in own if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text()]

        children = workers()
        assert len(children) == 2
        for each in children:
            # while one stands still, the other has to answer
            os.kill(int(each), signal.SIGSTOP)
            try:
                found = urllib3.PoolManager(timeout=20).request("GET", f"{address}/static/mark.svg", retries=False)
            finally:
                os.kill(int(each), signal.SIGCONT)
            assert found.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT) == 0
    assert not any(Path(f"/proc/{each}").exists() for each in children)


def served(*words: str) -> tuple[int, str]:
    """What a server says that cannot start."""
    done = subprocess.run(
        [sys.executable, "-m", "clauseway", "serve", *words], capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_a_port_that_is_taken_is_told(graph_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, told = served("--graph", str(graph_file), "--port", str(port))
    assert code == 1
    assert told == (
        f"Error: Cannot listen at 127.0.0.1 port {port}: Address already in use; choose another --host or --port.\n"
    )


def test_an_address_of_another_machine_is_told(graph_file: Path) -> None:
    code, told = served("--graph", str(graph_file), "--host", "192.0.2.7", "--port", "0")
    assert code == 1
    assert told.startswith("Error: Cannot listen at 192.0.2.7 port 0: Cannot assign requested address")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_graph_that_cannot_be_opened_is_told_once(tmp_path: Path, workers: str) -> None:
    damaged = tmp_path / "damaged.grafeo"
    damaged.write_bytes(b"no graph" * 1000)
    code, told = served("--graph", str(damaged), "--port", "0", "--workers", workers)
    assert (code, told.count("\n")) == (3, 1)
    assert told.startswith(f"Error: {damaged} ") or str(damaged) in told
    missing = tmp_path / "missing.grafeo"
    assert served("--graph", str(missing), "--port", "0")[0] == 3


def test_a_missing_extra_is_told_with_the_command_that_installs_it(graph_file: Path) -> None:
    run = "import sys\nsys.modules['uvicorn'] = None\nfrom clauseway.cli.main import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", run, "serve", "--graph", str(graph_file), "--port", "0"],
        capture_output=True, text=True, timeout=WAIT, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        'Error: Serving needs the extra "serve"; install it with: pip install "clauseway[serve]".\n'
    )


@pytest.mark.parametrize("before", ["", "GET /groups.json HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_client_that_does_not_finish_its_request_is_sent_away(graph_file: Path, before: str) -> None:
    code = "from clauseway.web import patience\npatience.PatientProtocol.request_seconds = 0.5"
    with started(graph_file, code=code) as (_, address):
        host, _, port = address.removeprefix("http://").rpartition(":")
        with socket.create_connection((host, int(port)), timeout=WAIT) as connection:
            connection.sendall(before.encode())
            if before:
                assert connection.recv(100_000).startswith(b"HTTP/1.1 200")
            started_at = time.monotonic()
            with pytest.raises((ConnectionError, EOFError)):
                # a byte now and then keeps a connection alive that is not watched
                for byte in b"GET /groups.json HTTP/1.1\r\nX: " + b"x" * 300:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.05)
            assert time.monotonic() - started_at < 5


def test_an_answer_goes_out_without_waiting_for_the_reader_to_acknowledge_its_first_piece() -> None:
    with open_listener("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
