"""No link of the explorer leads nowhere: a sample of every kind of page; `CLAUSEWAY_CRAWL=all` reads them all."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from types import ModuleType

import pytest

from clauseway.web.registry import all_kinds

SEED = 9
OF_EACH = 1
"""Pages read of a kind besides those that lead to it."""

EVERYTHING = os.environ.get("CLAUSEWAY_CRAWL") == "all"


def of_each(kind: object) -> int:
    return 0 if EVERYTHING else OF_EACH


def all_of(kind: object) -> int:
    return 0


@pytest.fixture(scope="module")
def crawler(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("benchmarks/web_crawl.py")


def test_every_link_of_a_sample_of_all_kinds_of_pages_is_answered(crawler: ModuleType, address: str) -> None:
    """Statuses, names within pages, one heading, titles of their own, weight."""
    crawl = crawler.Crawl(crawler.asking(address), of_each, random.Random(SEED))
    crawl.run()
    assert not crawl.wrong, "\n".join(crawl.wrong)
    assert set(crawl.read) >= set(all_kinds())


def test_the_crawler_finds_what_is_wrong(crawler: ModuleType) -> None:
    pages = {
        "/": b"<title>One</title><h1>A</h1><a href='/groups#there'>x</a><a href='/economy/XYZ'>y</a><a href='b'>z</a>",
        "/groups": b"<title>One</title><h1>B</h1><h1 id='here'>C</h1>",
    }

    def ask(path: str) -> tuple[int, str, bytes]:
        return (200, "", pages[path]) if path in pages else (404, "", b'{"detail": "There is none."}')

    crawl = crawler.Crawl(ask, all_of, random.Random(SEED))
    crawl.run()
    told = "\n".join(crawl.wrong)
    assert "/groups: 2 headings of the first rank" in told
    assert "/groups: the title 'One' is that of / too" in told
    assert "/economy/XYZ: 404 (linked from /): There is none." in told
    assert "/: nothing on /groups has the name 'there'" in told
    assert "/: the link 'b' is not an address of this server" in told
