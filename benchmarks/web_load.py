"""Load on `clauseway serve`: requests a second, times, errors and memory, over a mix of pages and files.

    python benchmarks/web_load.py [--workers 2] [--seconds 30] [--connections 8]     warm pages, one after the other
    python benchmarks/web_load.py --minutes 10 --swap-every 60                        endurance: the data change
    python benchmarks/web_load.py ... --at-least 200 --p95 100 --growth 10            fail where it falls short

Starts the server on the shipped graph (or `--graph FILE`) and a free port, asks every page of the mix once, then asks
in a fixed random order from another process over connections that stay open; each connection asks again as soon as it
has its answer. The mix: economies, agreements, clause types, pairs, groups, their files, search, the API, what lies
still, one in ten with the ETag it had before. With `--swap-every` a graph of another data version takes the place of
the file again and again, as `clauseway build` does it: pages are then worked out anew, so the times are those of cold
pages too. Memory is that of all processes of the server; its growth is counted from the first full round after the
warm-up (with swaps: after the second swap, when both versions have been open) to the end. Linux only (`/proc`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO
from urllib.parse import quote
from urllib.request import urlopen

from clauseway.graph.grafeo_engine import write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Seen:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    tags: dict[str, str] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)
    bytes: int = 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--graph", type=Path, help="graph file; the shipped dataset where none is given")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--connections", type=int, default=8)
    arguments.add_argument("--addresses", type=int, default=300, help="different ones in the mix, at most")
    arguments.add_argument("--seconds", type=float, default=30)
    arguments.add_argument("--minutes", type=float, help="instead of --seconds")
    arguments.add_argument("--swap-every", type=float, metavar="SECONDS", help="put another data version there")
    arguments.add_argument("--at-least", type=float, default=0, help="fail below so many requests a second")
    arguments.add_argument("--p95", type=float, help="fail above so many milliseconds")
    arguments.add_argument("--growth", type=float, help="fail if memory grows by more percent")
    asked = arguments.parse_args()
    seconds = asked.minutes * 60 if asked.minutes else asked.seconds
    with tempfile.TemporaryDirectory(prefix="clauseway-load-") as folder:
        place = Path(folder)
        versions = make_graphs(place, asked.graph, bool(asked.swap_every))
        served = place / "served.grafeo"
        shutil.copy(versions[0], served)
        with (place / "log").open("w") as log:
            server, address = start(served, asked.workers, log)
            try:
                mix = addresses(address)[: asked.addresses]
                print(f"{len(mix)} addresses, {asked.workers} workers, {asked.connections} connections")
                mix = warm_up(address, mix, asked.workers)
                before = processor_seconds(server.pid)
                seen, memory = asyncio.run(
                    run(address, mix, asked.connections, seconds, server.pid, served, versions, asked.swap_every)
                )
                used = processor_seconds(server.pid) - before
            finally:
                server.send_signal(signal.SIGTERM)
                code = server.wait(60)
        told = (place / "log").read_text()
    each = used / max(1, len(seen.milliseconds)) * 1000
    print(f"processor time of the server: {used:.1f} s, {each:.2f} ms an answer")
    failures = report(seen, memory, seconds, asked)
    if code:
        failures.append(f"the server ended with {code}")
    if re.search("Traceback|ERROR", told):
        failures.append(f"the log tells of faults:\n{told[-2000:]}")
    for failure in failures:
        print(f"FAILED: {failure}")
    sys.exit(bool(failures))


def make_graphs(place: Path, graph: Path | None, two: bool) -> list[Path]:
    """The graph, and the same one under another data version."""
    if graph is not None and not two:
        return [graph]
    data = build_from_shipped(lambda _stage: None, trust_seal=True).graph
    made: list[Path] = []
    for number in range(2 if two else 1):
        version = "01"[number] + data.version[1:] if two else data.version  # the ETag holds the first digits
        nodes = {**data.nodes, "Dataset": [{**each, "version": version} for each in data.nodes["Dataset"]]}
        made.append(place / f"{number}.grafeo")
        write_graph_file(made[-1], replace(data, version=version, nodes=nodes), load_schema())
    return made


def start(graph: Path, workers: int, log: IO[str]) -> tuple[subprocess.Popen[str], str]:
    """A server on a free port, and its address."""
    words = ["serve", "--port", "0", "--graph", str(graph), "--workers", str(workers), "-q"]
    server = subprocess.Popen(
        [sys.executable, "-m", "clauseway", *words], stderr=subprocess.PIPE, stdout=log, text=True
    )
    assert server.stderr is not None
    address = re.search(r"http://[\d.:]+", server.stderr.readline())
    assert address is not None, "the server does not start"
    # what it says from now on goes to the log; the pipe must not fill
    subprocess.Popen(["cat"], stdin=server.stderr, stdout=log)
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"{address[0]}/api/v1/", timeout=60):
                return server, address[0]
        except OSError:
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.2)


def addresses(address: str) -> list[str]:
    """The mix."""

    def keys(what: str, column: str) -> list[str]:
        with urlopen(f"{address}/{what}.json", timeout=60) as found:
            return [row[column] for row in json.load(found)]

    economies, agreements = keys("economies", "economy"), keys("agreements", "agreement")
    clauses, groups = keys("clauses", "clause"), keys("groups", "group")
    order = random.Random(9)
    some, texts = order.sample(economies, 40), order.sample(agreements, 40)
    # the pairs people ask for are those of economies that have rules
    pairs = [(a, b) for a in ("CHN", "SGP", "KOR", "NZL", "AUS", "JPN", "CHL", "GBR") for b in ("VNM", "CAN", "MYS")]
    made = [
        *(f"/economy/{each}" for each in economies),
        *(f"/economy/{each}.{form}" for each in some for form in ("csv", "json")),
        *(f"/agreement/{each}" for each in agreements),
        *(f"/agreement/{each}.csv" for each in texts),
        *(f"/clause/{each}" for each in clauses),
        *(f"/clause/{each}.json" for each in clauses),
        *(f"/pair/{a}/{b}" for a, b in pairs),
        *(f"/group/{each}" for each in groups[:5]),
        *(f"/search?q={quote(each)}" for each in ("China", "DEPA", "data transfer", "Singapor", "中国")),
        *(f"/api/v1/economy/{each}" for each in some),
        "/", "/economies", "/agreements", "/clauses", "/groups", "/data", "/economies.csv", "/api/v1/openapi.json",
        *("/static/clauseway.css", "/static/clauseway.js", "/static/mark.svg") * 10,
    ]  # fmt: skip
    order.shuffle(made)
    return made


def warm_up(address: str, mix: list[str], workers: int) -> list[str]:
    """Ask everything, several times when several processes have to see it; what is answered, the rest is told."""
    started = time.monotonic()
    seen = Seen()
    for _ in range(1 if workers == 1 else 3):
        asyncio.run(ask_all(address, mix, seen))
    refused = {error.rpartition(" at ")[2] for error in seen.errors}
    print(f"warm-up {time.monotonic() - started:.0f} s; left out: {dict(seen.errors)}")
    return [path for path in mix if path not in refused]


async def ask_all(address: str, mix: list[str], seen: Seen) -> None:
    left = iter(mix)
    await asyncio.gather(*(client(address, left, seen, lambda: True) for _ in range(4)))


async def run(
    address: str, mix: list[str], connections: int, seconds: float, pid: int, served: Path, versions: list[Path],
    swap_every: float | None,
) -> tuple[Seen, list[tuple[float, int]]]:  # fmt: skip
    """Ask for so long; memory by time, in bytes."""
    seen, order = Seen(), random.Random(10)
    until = time.monotonic() + seconds
    memory: list[tuple[float, int]] = []

    async def watch() -> None:
        swap_at, number, started = time.monotonic() + (swap_every or seconds * 2), 0, time.monotonic()
        while time.monotonic() < until:
            memory.append((time.monotonic() - started, resident(pid)))
            if time.monotonic() > swap_at:
                number, swap_at = number + 1, swap_at + (swap_every or 0)
                beside = served.with_suffix(".new")
                shutil.copy(versions[number % 2], beside)
                beside.replace(served)
                at, size = memory[-1]
                print(f"{at:5.0f} s  {size >> 20} MiB  {len(seen.milliseconds)} answers; swap {number}", flush=True)
            await asyncio.sleep(1)
        memory.append((time.monotonic() - started, resident(pid)))

    def endless() -> Iterator[str]:
        while True:
            yield order.choice(mix)

    left = endless()
    clients = [client(address, left, seen, lambda: time.monotonic() < until) for _ in range(connections)]
    await asyncio.gather(watch(), *clients)
    return seen, memory


async def client(address: str, left: Iterator[str], seen: Seen, goes_on: Callable[[], bool]) -> None:
    """One connection that asks and asks."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader = writer = None
    count = 0
    for path in left:
        if not goes_on():
            break
        count += 1
        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n"
        if count % 10 == 0 and path in seen.tags:
            head += f"If-None-Match: {seen.tags[path]}\r\n"
        started = time.perf_counter()
        try:
            if writer is None or reader is None:
                reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(head.encode() + b"\r\n")
            told = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)).decode("latin-1").lower()
            status = int(told[9:12])
            length = re.search(r"\r\ncontent-length: (\d+)", told)
            body = await reader.readexactly(int(length[1])) if length and status != 304 else b""
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            seen.errors[f"{type(error).__name__} at {path}"] += 1
            if writer is not None:
                writer.close()
            reader = writer = None
            continue
        seen.milliseconds.append((time.perf_counter() - started) * 1000)
        seen.statuses[status] += 1
        seen.bytes += len(body)
        if status >= 400:
            seen.errors[f"{status} at {path}"] += 1
        if tag := re.search(r"\r\netag: (w/\S+)", told):
            seen.tags[path] = original_tag(tag[1])
            seen.versions.add(tag[1][3:15])
    if writer is not None:
        writer.close()


def original_tag(lowered: str) -> str:
    """An ETag of the server, whose only capital is the W of a weak one."""
    return "W" + lowered[1:]


def resident(pid: int) -> int:
    """Bytes of memory of a process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0
    return own + sum(resident(int(each)) for each in children)


def processor_seconds(pid: int) -> float:
    """Time that a process and its children have used."""
    try:
        own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    ticks = (int(own[11]) + int(own[12])) / os.sysconf("SC_CLK_TCK")
    return ticks + sum(processor_seconds(int(each)) for each in children)


def report(seen: Seen, memory: list[tuple[float, int]], seconds: float, asked: argparse.Namespace) -> list[str]:
    """Print what was seen; what falls short."""
    times = sorted(seen.milliseconds)
    cuts = statistics.quantiles(times, n=100)
    rate = len(times) / seconds
    print(f"{len(times)} answers in {seconds:.0f} s: {rate:.0f} requests/s, {seen.bytes / seconds / 1e6:.1f} MB/s")
    print(f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, longest {times[-1]:.0f} ms")
    print(f"statuses {dict(sorted(seen.statuses.items()))}, errors {dict(seen.errors.most_common(5))}")
    print(f"data versions seen: {len(seen.versions)}")
    after = asked.swap_every * 2.9 if asked.swap_every else min(10.0, seconds / 4)
    window = asked.swap_every or seconds / 4
    early = max((size for at, size in memory if after - window <= at <= after), default=memory[0][1])
    late = max(size for at, size in memory if at >= seconds - window)
    growth = (late / early - 1) * 100
    print(f"memory, most in a round: {early >> 20} MiB after the warm-up, {late >> 20} MiB at the end: {growth:+.1f} %")
    found: list[str] = []
    if seen.errors:
        found.append(f"{sum(seen.errors.values())} errors")
    if rate < asked.at_least:
        found.append(f"{rate:.0f} requests/s, less than {asked.at_least:.0f}")
    if asked.p95 is not None and cuts[94] > asked.p95:
        found.append(f"p95 {cuts[94]:.0f} ms, more than {asked.p95:.0f}")
    if asked.growth is not None and growth > asked.growth:
        found.append(f"memory grew by {growth:.1f} %, more than {asked.growth:g}")
    if asked.swap_every and seconds > asked.swap_every and len(seen.versions) < 2:
        found.append("a swap was not seen")
    return found


if __name__ == "__main__":
    main()
