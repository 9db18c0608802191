"""Ask a running `clauseway serve` what nobody should: no 5xx, nothing given back unescaped, the same every time.

    python benchmarks/web_hostile.py http://127.0.0.1:8642 [--requests 1200] [--seed 9]

The requests are made from the kinds of pages and their parameters: each takes each hostile text, in the path and after
the question mark, as page, file and API answer; beside them wrong methods, broken escapes, odd names of parameters,
wrong headers, and what is no HTTP at all. `tests/web/test_hostile.py` asks some hundred of them.
"""

from __future__ import annotations

import argparse
import random
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from clauseway.web.api import API
from clauseway.web.registry import all_kinds

MARK = "zqx"
"""Stands in every text with markup, so that it is found again in answers."""

MARKUP = (
    f"<script>{MARK}(1)</script>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg onload={MARK}>",
    f"</title><{MARK}>",
    f"javascript:{MARK}(1)",
    f"{{{{7*7}}}}{MARK}",
    f"${{{MARK}}}",
    f"<!--{MARK}-->",
    f"]]><{MARK}>",
    f"\\u003c{MARK}>",
)
TEXTS = (
    *MARKUP,
    "' OR 1=1 --",
    "1; DROP TABLE economy",
    '") MATCH (n) DETACH DELETE n //',
    "$iso3",
    "}) RETURN n //",
    "`",
    "CHN' RETURN 1 AS x UNION MATCH (n) RETURN n",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "\x00",
    "CHN\x00",
    "\r\nSet-Cookie: a=b",
    "\n",
    "\t",
    " ",
    "",
    ".",
    "..",
    "%",
    "%25",
    "%00",
    "A" * 499,
    "A" * 501,
    "A" * 3_000,
    "\U0001f600" * 50,
    "\u202eNHC",
    "\ufeffCHN",
    "\ud7ff\ue000",
    "CHN," * 120,
    ",,,,",
    "*",
    "null",
    "None",
    "NaN",
    "inf",
    "-1",
    "0",
    "1e308",
    "1e-400",
    "9" * 300,
    "-" + "9" * 40,
    "0x10",
    "１２",
    "²",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "-2026-01-01",
    "2026-01-01T00:00:00Z",
    "20260101",
    "2026-W01-1",
    "1948-01-01",
    "2100-12-31",
    "true",
    "中国",
    "SİNGAPUR",
    "ß" * 30,
    "e\u0301" * 40,
    "a/b/c/d",
    "?",
    "#",
    "CHN.csv",
    ".csv",
    "CHN.json.json",
    "CHN.exe",
    "(" * 200,
    "[" * 200,
    "\\" * 100,
    "a" * 30 + "!",
)
METHODS = ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "G" * 40)
RAW = (
    "/%",
    "/%zz",
    "/%c0%ae%c0%ae/",
    "/economy/%ff%fe",
    "/economy/%ed%a0%80",
    "//",
    "///economies",
    "/./economies",
    "/economies/../economies",
    "/economies?%",
    "/economies?%ff=1",
    "/economies?as_of=%ff",
    "/economies?=1",
    "/economies?&&&",
    "/economies?as_of",
    "/economies?" + "a=1&" * 200,
    "/economies?as_of=2026-01-01&as_of=2026-01-02",
    "/economies?[]=1",
    "/economies?as_of[]=2026-01-01",
    "/economies?as_of=2026-01-01#x",
    "/economies;jsessionid=1",
    "/ECONOMIES",
    "/.git/config",
    "/.env",
    "/wp-login.php",
    "/static/..%2f..%2f",
    "/static/%00",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/go/",
    "/go/pair",
    "/go/nothing?first=CHN",
    "/go/pair?first=CHN&second=<b>",
    "/go/economy?economy=//evil.example",
    "/api",
    "/api/v1",
    "/api/v2/economies",
    "/api/v1//economies",
    "/api/v1/economies?limit=1e3",
    "/api/v1/economies?offset=-1",
    "*",
    "/api/v1/economies?limit=%2b5",
    "/api/v1/economies?limit=5&limit=6",
    "/api/v1/economies?limit=٣",
    "/" + "a/" * 1_500,
    "/" + "x" * 3_990,
    "/" + "x" * 5_000,
    "/economies?" + "as_of=2026-01-01" * 400,
    "http://evil.example/economies",
)
HEADERS = (
    "Host: evil.example",
    "Host: localhost:99999999",
    "Host: [::1",
    "Host: localhost\r\nX-Forwarded-Host: evil.example",
    "Host: localhost\r\nAccept-Encoding: gzip;q=x,,,;q=0,*",
    "Host: localhost\r\nIf-None-Match: " + '"a",' * 500,
    "Host: localhost\r\nRange: bytes=5-1,0-",
    "Host: localhost\r\nOrigin: null",
    "Host: localhost\r\nContent-Length: -1",
    "Host: localhost\r\nContent-Length: 5",
    "Host: localhost\r\nTransfer-Encoding: chunked",
    "Host: localhost\r\nX: " + "x" * 40_000,
    "Host: localhost\r\nUpgrade: websocket\r\nConnection: upgrade",
    "Host: localhost\r\nExpect: 100-continue",
    "Host: localhost\r\nCookie: " + "a=b;" * 500,
    "Host: localhost\r\nIf-Modified-Since: yesterday",
    "X: y",
)


def requests(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Method, address as it is sent, and headers; always the same ones for a seed."""
    chosen = random.Random(seed)
    fixed = [("GET", path, "Host: localhost") for path in RAW]
    fixed += [("GET", path, head) for head in HEADERS for path in ("/economies", "/static/clauseway.css")]
    fixed += [(method, path, "Host: localhost") for method in METHODS for path in ("/economies", "/api/v1/groups")]
    woven = list(_woven())
    chosen.shuffle(woven)
    return [*fixed, *woven[: max(0, count - len(fixed))]]


def _woven() -> Iterator[tuple[str, str, str]]:
    for kind in all_kinds().values():
        path, _, query = kind.example.partition("?")
        for text in TEXTS:
            said = quote(text, safe="")
            for name in kind.in_path:
                example = next(each.example for each in kind.parameters if each.name == name)
                # the text in the place of this one, the others as in the example
                pattern = kind.address.replace(":path", "")
                filled = re.escape(pattern)
                for other in kind.in_path:
                    filled = filled.replace(re.escape(f"{{{other}}}"), f"(?P<{other}>.+)", 1)
                found = re.fullmatch(filled, path)
                texts = dict(found.groupdict()) if found else {name: example}
                for other in kind.in_path:
                    pattern = pattern.replace(f"{{{other}}}", said if other == name else texts.get(other, "x"))
                yield "GET", f"{pattern}?{query}", "Host: localhost"
                yield "GET", f"{API}{pattern}?{query}", "Host: localhost"
            for each in kind.parameters:
                if each.name not in kind.in_path:
                    others = "&".join(
                        part for part in query.split("&") if part and not part.startswith(f"{each.name}=")
                    )
                    yield "GET", f"{path}?{others}&{each.name}={said}", "Host: localhost"
                    yield "GET", f"{API}{path}?{each.name}={said}&{others}", "Host: localhost"
            yield "GET", f"{path}?{said}=1", "Host: localhost"
            yield "GET", f"{path}{said}", "Host: localhost"


def ask(address: str, method: str, path: str, head: str) -> tuple[int, bytes]:
    """Send a request as it is written; status (0 when the connection is closed without an answer) and body."""
    parts = urlsplit(address)
    assert parts.hostname is not None and parts.port is not None
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        sent = f"{method} {path} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n".encode()
        answer = b""
        try:
            connection.sendall(sent)
            while part := connection.recv(1 << 16):
                answer += part
        except ConnectionError:
            pass  # it was refused before all was sent; what it said counts
    told, _, body = answer.partition(b"\r\n\r\n")
    return (int(told[9:12]) if told.startswith(b"HTTP/1.") else 0), body


def wrong(status: int, body: bytes) -> str:
    """What is wrong with an answer; empty for nothing."""
    if status >= 500:
        return f"status {status}: {body[:300]!r}"
    if b"Traceback (most recent" in body or b"root:x:0" in body:
        return "it tells of the inside"
    markup = re.search(rb"<script>zqx|<img src=x|<svg onload=zqx|<zqx|<!--zqx|href=\"javascript:|49zqx", body)
    if markup and body.lstrip()[:9].lower() == b"<!doctype":
        return f"markup is given back: {body[max(0, markup.start() - 100) : markup.end() + 50]!r}"
    return ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("address")
    arguments.add_argument("--requests", type=int, default=1_200)
    arguments.add_argument("--seed", type=int, default=9)
    asked = arguments.parse_args()
    statuses: Counter[int] = Counter()
    failures = 0
    started = time.monotonic()
    for method, path, head in requests(asked.requests, asked.seed):
        status, body = ask(asked.address, method, path, head)
        statuses[status] += 1
        if said := wrong(status, body):
            failures += 1
            print(f"{method} {path[:300]} [{head[:80]!r}]: {said}")
    print(
        f"{statuses.total()} requests in {time.monotonic() - started:.0f} s; statuses {dict(sorted(statuses.items()))}"
    )
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
