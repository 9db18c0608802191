"""Files and pages: a matrix, a report, one table in every format, and each kind of page of the explorer.

    python benchmarks/exports.py [--runs 5] [--quick]

The graph is the shipped one, opened once; what files are made of is worked out before, so each figure is the making of
the file alone. Pages are asked of one process of the explorer over a connection that stays open, after every page was
asked once. First with nothing kept, so that each page is worked out and drawn anew; then as a server keeps them.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path

from measuring import Asked, Figure, Measured, clauseway, in_turn, percentile, run_alone, run_process

AS_OF = date(2026, 11, 22)
ECONOMIES = 200
START_SECONDS = 30


def measure(asked: Asked) -> Measured:
    """Files, then pages."""
    with tempfile.TemporaryDirectory(prefix="clauseway-exports-") as folder:
        graph = Path(folder) / "shipped.grafeo"
        run_process(clauseway("build", "--graph", graph))
        asked = replace(asked, runs=1) if asked.quick else asked
        figures = [*_files(graph, asked), *_pages(graph, asked)]
    found = Measured("exports", "Files and pages", figures)
    found.remarks.append(
        "A page that was kept took 44 ms over an open connection, because its second piece waited until the reader had "
        "acknowledged the first; the listening socket of `clauseway serve` now sends without waiting."
    )
    return found


def _files(graph: Path, asked: Asked) -> list[Figure]:
    from clauseway.graph.grafeo_engine import GrafeoEngine
    from clauseway.queries.coverage_analysis import coverage_table
    from clauseway.queries.exports import all_formats, content_of
    from clauseway.queries.matrix_questions import asked_matrix
    from clauseway.queries.names import members_of
    from clauseway.queries.reports import economy_report, group_report
    from clauseway.queries.runner import Runner

    with GrafeoEngine.open(graph) as engine:
        runner = Runner(engine)
        economies = [str(row["economy"]) for row in runner.rows("economies")][: 40 if asked.quick else ECONOMIES]
        matrix = asked_matrix(runner, AS_OF, economies=economies)
        table = coverage_table(runner, "CHN", "China", AS_OF)
        report = economy_report(runner, "KAZ", "Kazakhstan", AS_OF)
        members = [code for code, _ in members_of(runner, "central-asia", AS_OF)]
        size = f"{len(matrix.row_names)} x {len(matrix.column_names)}"
        forms = {name: form for name, form in all_formats().items() if form.table}
        made: dict[str, Callable[[], object]] = {
            f"matrix {size} as {form}": partial(content_of, matrix, form) for form in ("xlsx", "html", "csv")
        }
        made |= {
            "report on an economy, worked out": lambda: economy_report(Runner(engine), "KAZ", "Kazakhstan", AS_OF),
            "report on a group, worked out": lambda: group_report(Runner(engine), members, "central-asia", AS_OF),
        }
        made |= {f"report on an economy as {form}": partial(content_of, report, form) for form in ("html", "docx")}
        name = f"table of {len(table.rows)} rows as"
        made |= {f"{name} {form}": partial(content_of, table, form) for form in forms}
        made["large table as csv, rows of the matrix"] = partial(content_of, matrix.long_table(), "csv")
        taken = in_turn(made, asked.runs)
    beside = f"{name} csv"
    others = {each for each in taken if each.startswith(name)} - {beside}
    return [
        Figure(each, "ms", tuple(1000 * second for second in seconds), against=beside if each in others else "")
        for each, seconds in taken.items()
    ]


def _pages(graph: Path, asked: Asked) -> list[Figure]:
    if find_spec("uvicorn") is None:
        return [Figure("pages", "ms", note="the extra 'serve' is not installed")]
    from clauseway.web.registry import all_kinds

    kinds = [kind for kind in all_kinds().values() if not kind.name.startswith("query-")]
    listed = [kind for kind in all_kinds().values() if kind.name.startswith("query-")]
    if asked.quick:
        kinds, listed = kinds[::12], listed[::12]
    anew = _asked_of(graph, 0, [kind.example for kind in (*kinds, *listed)], asked.runs)
    kept = _asked_of(graph, 64_000_000, [kind.example for kind in (*kinds, *listed)], asked.runs)
    shown = sorted(kinds, key=lambda kind: -percentile(anew[kind.example], 0.5))
    of_queries = zip(*(anew[kind.example] for kind in listed), strict=True)
    return [
        *(Figure(f"page {kind.name}: {kind.example}", "ms", anew[kind.example]) for kind in shown),
        Figure(f"pages of {len(listed)} catalogue queries, the middle one", "ms", _middle(of_queries)),
        Figure(f"any of {len(anew)} pages, the middle one", "ms", _middle(zip(*anew.values(), strict=True))),
        Figure(f"any of {len(kept)} pages kept, the middle one", "ms", _middle(zip(*kept.values(), strict=True))),
    ]


def _middle(turns: zip[tuple[float, ...]]) -> tuple[float, ...]:
    """Median over the pages, for each turn."""
    return tuple(percentile(turn, 0.5) for turn in turns)


def _asked_of(graph: Path, cache_bytes: int, addresses: list[str], runs: int) -> dict[str, tuple[float, ...]]:
    """Milliseconds of each address from asking to the last byte."""
    with _serving(graph, cache_bytes) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)

        def ask(address: str) -> None:
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address}: {answer.status}")

        taken = in_turn({address: partial(ask, address) for address in addresses}, runs)
        connection.close()
    return {address: tuple(1000 * second for second in seconds) for address, seconds in taken.items()}


@contextmanager
def _serving(graph: Path, cache_bytes: int) -> Generator[int]:
    """The explorer in a thread of this process; its port."""
    import uvicorn

    from clauseway.web.app import create_app
    from clauseway.web.settings import Settings

    app = create_app(Settings(graph=graph, cache_bytes=cache_bytes))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `clauseway serve` does
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + START_SECONDS
        while not server.started:
            if time.monotonic() > until:
                raise RuntimeError("the explorer does not start")
            time.sleep(0.02)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(START_SECONDS)


if __name__ == "__main__":
    run_alone(measure)
