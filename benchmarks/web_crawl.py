"""Follow every link of the explorer, and say what is wrong with its pages.

    python benchmarks/web_crawl.py [--graph FILE] [--most 40] [--all] [--seed 9]

It serves the graph on a free port of this machine and reads every economy, agreement, clause type, group, query and
source, and of the kinds that are pairs or rows (evidence, derivations, pairs, scenarios) a sample that the seed fixes.
Looked for are links that lead nowhere, faults, names in an address that are not on the page, pages without exactly one
heading, titles that two pages share, and pages of 200 KB or more. Nothing here is timed.
"""

# Long because a page is read, judged and told in one pass; the test of the crawl uses the same pieces.

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import sys
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import urllib3

from clauseway.web.kinds import Kind
from clauseway.web.registry import all_kinds
from clauseway.web.settings import Settings

MOST_BYTES = 200_000
"""A page weighs less; grids have a cell for each pair of things and may weigh more."""

HEAVY = ("matrix", "group-heatmap", "query-", "compare")
"""What the names of kinds begin with whose pages are grids, or the rows of the catalogue as they are."""

DOUBLES = frozenset({"group-heatmap", "group-network"})
"""Kinds that show, at an address of the group, what another kind shows for any set, under the same title."""

WHOLE = frozenset({"economy", "agreement", "clause", "group", "source"})
"""Kinds of which every page is read."""

type Ask = Callable[[str], tuple[int, str, bytes]]
"""Status, address to go on to (empty for none) and body of a page."""


class PageParsed(HTMLParser):
    """What a crawler has to know of a page."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings = 0
        self.title = ""
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, names and headings."""
        told = dict(attrs)
        if anchor := told.get("id"):
            self.anchors.add(anchor)
        if tag == "a" and (href := told.get("href")):
            self.links.append(href)
        self.headings += tag == "h1"
        self._in_title = self._in_title or tag == "title"

    def handle_endtag(self, tag: str) -> None:
        """Note where the title ends."""
        if tag in ("title", "svg"):
            self._in_title = False

    def handle_data(self, data: str) -> None:
        """Note the title; pictures have titles of their own, and come later."""
        if self._in_title and not self.headings:
            self.title += data.strip()


@dataclass(slots=True)
class Crawl:
    """A crawl and what it found.

    Attributes:
        ask: Reads a page.
        cap: Pages read of a kind, by its name; 0 for all.
        chosen: Random choice of the pages of a kind that are read.
        wrong: Sentences, each about an address.
        read: Pages read, by kind.
        known: Addresses that links named, by kind.
    """

    ask: Ask
    cap: Callable[[str], int]
    chosen: random.Random
    wrong: list[str] = field(default_factory=list[str])
    read: Counter[str] = field(default_factory=Counter[str])
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    _titles: dict[str, str] = field(default_factory=dict[str, str])
    _anchors: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _named: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])

    def run(self) -> None:
        """Read the example of each kind, then page after page; of a kind with a cap, those the random choice names."""
        starts = ["/", *(kind.example for kind in all_kinds().values() if kind.example != "/")]
        waiting: deque[tuple[str, str]] = deque((start, "") for start in starts)
        told = set(starts)
        later: dict[str, list[tuple[str, str]]] = defaultdict(list)
        while waiting or any(later.values()):
            if not waiting:
                # what is sampled is chosen among all that the pages read so far link to
                for name, found in later.items():
                    self.chosen.shuffle(found)
                    left = self.cap(name) - self.read[name]
                    waiting.extend(found[: max(left, 0)])
                    found.clear()
                if not waiting:
                    break
            address, by = waiting.popleft()
            for link in self._page(address, by):
                path = urldefrag(link)[0]
                if path in told:
                    continue
                told.add(path)
                kind = kind_of(path)
                name = kind.name if kind else path
                self.known[name].add(path)
                cap = self.cap(name)
                if cap == 0:
                    waiting.append((path, address))
                else:
                    later[name].append((path, address))
        self._check_names()

    def _page(self, address: str, by: str) -> Iterator[str]:
        """Read and judge a page; gives what it links to on this server."""
        kind = kind_of(address)
        name = kind.name if kind else address
        self.read[name] += 1
        whence = f" (linked from {by})" if by else ""
        status, onward, body = self.ask(address)
        if onward:
            yield onward
            return
        if status != 200:
            self.wrong.append(f"{address}: {status}{whence}: {_said(body)}")
            return
        page = PageParsed(body.decode("utf-8"))
        if page.headings != 1:
            self.wrong.append(f"{address}: {page.headings} headings of the first rank")
        if not page.title:
            self.wrong.append(f"{address}: no title")
        elif name not in DOUBLES and _path(other := self._titles.setdefault(page.title, address)) != _path(address):
            # one path may answer several questions under one title: its form tells them apart
            self.wrong.append(f"{address}: the title '{page.title}' is that of {other} too")
        if len(body) >= MOST_BYTES and not name.startswith(HEAVY):
            self.wrong.append(f"{address}: {len(body) // 1000} KB")
        self._anchors[address] = page.anchors
        for href in page.links:
            path, anchor = urldefrag(href)
            if anchor:
                self._named.add((path or address, unquote(anchor), address))
            parts = urlsplit(path)
            if path.startswith("/") and is_page(parts.path):
                yield path
            elif path and not path.startswith("/") and parts.scheme not in ("https", "http", "mailto"):
                self.wrong.append(f"{address}: the link '{href}' is not an address of this server")

    def _check_names(self) -> None:
        told: set[tuple[str, str]] = set()
        for path, anchor, by in sorted(self._named):
            if path in self._anchors and anchor not in self._anchors[path] and (path, anchor) not in told:
                told.add((path, anchor))
                self.wrong.append(f"{by}: nothing on {path} has the name '{anchor}'")


def _path(address: str) -> str:
    return urlsplit(address).path


def is_page(path: str) -> bool:
    """Whether a path is a page, neither a file, nor of the API.

    >>> is_page("/economy/CHN"), is_page("/economy/CHN.csv"), is_page("/evidence/rcep/12.14.2/x"), is_page("/api/v1/")
    (True, False, True, False)
    """
    from clauseway.queries.exports import all_formats

    outside = ("/static/", "/api/", "/go/", "/suggest")
    return not path.startswith(outside) and path.rpartition(".")[2] not in all_formats()


def kind_of(address: str) -> Kind | None:
    """The kind of page at an address."""
    path = _path(address)
    return next((kind for kind in all_kinds().values() if re.fullmatch(_form(kind.address), path)), None)


def _form(address: str) -> str:
    """The address of a kind as a regular expression.

    >>> _form("/explain/{row:path}"), _form("/pair/{first}/{second}")
    ('/explain/.+', '/pair/[^/]+/[^/]+')
    """
    return re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:path\}", ".+", address))


def _said(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    found = re.search(r'<p class="lead">(.*?)</p>|"detail": ?"(.*?)"', text, re.DOTALL)
    return (found[1] or found[2]) if found else re.sub(r"<[^>]+>|\s+", " ", text)[-200:]


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """A server on a free port in a thread of this process; gives its address."""
    import uvicorn

    from clauseway.web.app import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error", server_header=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def asking(server: str) -> Ask:
    """Asks a server; redirects are not followed."""
    pool = urllib3.PoolManager(timeout=120)

    def ask(path: str) -> tuple[int, str, bytes]:
        found = pool.request("GET", server + path, redirect=False, retries=False)
        return found.status, found.headers.get("location", "") if 300 <= found.status < 400 else "", found.data

    return ask


def main() -> None:
    """Crawl, and print what was read and what is wrong; status 1 if something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--most", type=int, default=40, help="pages read of a kind that is sampled")
    parser.add_argument("--all", action="store_true", help="read every page that a link names")
    parser.add_argument("--seed", type=int, default=9)
    asked = parser.parse_args()

    def cap(name: str) -> int:
        return 0 if asked.all or name in WHOLE else asked.most

    with served(Settings(graph=asked.graph, seconds=120)) as server:
        crawl = Crawl(asking(server), cap, random.Random(asked.seed))
        crawl.run()
    print(json.dumps({"seed": asked.seed, "most": asked.most, "all": asked.all}))
    for name, count in sorted(crawl.read.items()):
        print(f"{name}: {count} read of {max(len(crawl.known[name]), count)} linked")
    print(f"{sum(crawl.read.values())} pages, {len(crawl.wrong)} things wrong")
    print("\n".join(crawl.wrong))
    sys.exit(bool(crawl.wrong))


if __name__ == "__main__":
    main()
