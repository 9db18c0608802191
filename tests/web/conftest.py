"""The explorer over the shipped dataset, served for real on a free port of this machine."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
import urllib3
import uvicorn

from clauseway.graph.grafeo_engine import write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped
from clauseway.web.app import create_app
from clauseway.web.settings import Settings

type Get = Callable[..., urllib3.BaseHTTPResponse]
"""Asks for a path; keywords are headers. Redirects are not followed."""

START_SECONDS = 30


@dataclass(frozen=True)
class PageRead:
    """A page as a test reads it; `text` is its markup with the entities resolved."""

    text: str

    @property
    def lead(self) -> str:
        """The sentence at the top."""
        found = re.search('<p class="lead">(.*?)</p>', self.text, re.DOTALL)
        assert found is not None, "the page has no lead"
        return found[1]

    def part(self, title: str) -> str:
        """The part under a heading."""
        found = re.search(rf"<h2[^>]*>{re.escape(title)}</h2>(.*?)</section>", self.text, re.DOTALL)
        assert found is not None, re.findall("<h2[^>]*>(.*?)</h2>", self.text)
        return found[1]


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset as a graph file."""
    path = tmp_path_factory.mktemp("web") / "shipped.grafeo"
    write_graph_file(path, build_from_shipped(lambda _stage: None, trust_seal=True).graph, load_schema())
    return path


@pytest.fixture(scope="session")
def serve() -> Callable[[Settings], AbstractContextManager[str]]:
    """Serves with some settings for as long as the context lasts, and gives the address."""
    return serving


@pytest.fixture(scope="session")
def address(graph_file: Path) -> Iterator[str]:
    """Address of a server with the default settings."""
    with serving(Settings(graph=graph_file)) as served:
        yield served


@pytest.fixture(scope="session")
def get(address: str) -> Get:
    """Asks the server with the default settings."""
    pool = urllib3.PoolManager(timeout=60)

    def ask(path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return pool.request("GET", address + path, headers=told, redirect=False, retries=False)

    return ask


@pytest.fixture(scope="session")
def read(get: Get) -> Callable[[str], PageRead]:
    """Reads a page that is there."""

    def page(path: str) -> PageRead:
        found = get(path)
        assert found.status == 200, found.data.decode()[-600:]
        return PageRead(unescape(found.data.decode("utf-8")))

    return page


@contextmanager
def serving(settings: Settings) -> Generator[str]:
    """A server in a thread of this process."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(START_SECONDS)
        assert not thread.is_alive(), "the server does not stop"
