"""Many answers of one kind, each in a file of its own: made side by side, and taken up again where a run stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from clauseway.graph.engine import GraphDamaged
from clauseway.loaders.child_processes import end_with_the_parent
from clauseway.queries.coverage_analysis import coverage_table
from clauseway.queries.economy_page import economy_page, sections
from clauseway.queries.exports import export
from clauseway.queries.exports.description import description_path
from clauseway.queries.exports.files import write_atomically
from clauseway.queries.opening import open_graph_file
from clauseway.queries.pages import Page, page_of_tables
from clauseway.queries.reports import economy_report
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust
from clauseway.queries.upgrade_analysis import upgrade_table

STAMP = ".clauseway-batch.json"
"""File in the folder that says what the files there answer; files of another question are written anew."""


def _page(runner: Runner, iso3: str, name: str, as_of: date) -> Page:
    page = economy_page(runner, iso3, name, as_of)
    return page_of_tables(page, tuple(sections(page)))


def _steps(runner: Runner, iso3: str, name: str, as_of: date) -> ResultTable:
    return upgrade_table(runner, [iso3], as_of, name=name)


KINDS: dict[str, Callable[[Runner, str, str, date], Page | ResultTable]] = {
    "report": economy_report,
    "economy": _page,
    "coverage": coverage_table,
    "upgrade": _steps,
}
"""Answers about one economy that can be made for many."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A question to ask for many economies.

    Attributes:
        kind: One of `KINDS`.
        format: Format of the files, which is their suffix too.
        as_of: The date.
        data_version: Version of the data that answer.
        min_verification: The weakest level of verification that counts.
        count_machine_coded: Whether codings made by rules count.
    """

    kind: str
    format: str
    as_of: date
    data_version: str
    min_verification: str
    count_machine_coded: bool

    def stamp(self) -> str:
        """The question as text: equal for equal questions."""
        return json.dumps({**asdict(self), "as_of": self.as_of.isoformat()}, sort_keys=True) + "\n"


def left_over(
    batch: Batch, folder: Path, economies: Sequence[tuple[str, str]], known: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """The economies whose file is not there yet; all where the folder answers another question.

    Args:
        batch: The question.
        folder: Where the files go; made when missing.
        economies: Code and name of each.
        known: Codes of all economies there are: their files of another question go too, or a later batch that asks
            for more of them would take those for its own.

    Raises:
        GraphDamaged: A code of the graph is no name for a file, such as one that leads out of the folder.
    """
    for code in (*known, *(code for code, _ in economies)):
        if not code.isalnum():
            raise GraphDamaged(f"The graph has an economy {code!r}, a code that can name no file; build it again.")
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / STAMP
    same = stamp.is_file() and stamp.read_bytes() == batch.stamp().encode()
    if not same:
        # in this order: a run killed between two steps must not leave old files under the new stamp
        stamp.unlink(missing_ok=True)
        for code in {*known, *(code for code, _ in economies)}:
            file = folder / f"{code}.{batch.format}"
            file.unlink(missing_ok=True)
            description_path(file).unlink(missing_ok=True)
        write_atomically(stamp, lambda beside: _write(beside, batch.stamp()))
    return [each for each in economies if not (folder / f"{each[0]}.{batch.format}").exists()]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def written(
    batch: Batch, folder: Path, economies: Sequence[tuple[str, str]], graph: Path | None, jobs: int = 1
) -> Iterator[str]:
    """Write a file for each economy and give its code when it is there.

    Args:
        batch: The question.
        folder: Where the files go.
        economies: Code and name of each.
        graph: Graph file; `None` for the default one.
        jobs: Processes; each opens the graph for itself.
    """
    parts = [list(economies[start::jobs]) for start in range(min(jobs, len(economies)))]
    if len(parts) <= 1:
        yield from _make(batch, folder, economies, graph)
        return
    # started anew and not forked: an open graph is not for a child
    with ProcessPoolExecutor(len(parts), get_context("spawn"), end_with_the_parent) as pool:
        waiting = [pool.submit(_all, batch, folder, part, graph) for part in parts]
        for done in as_completed(waiting):
            yield from done.result()


def _all(batch: Batch, folder: Path, economies: Sequence[tuple[str, str]], graph: Path | None) -> list[str]:
    os.nice(5)  # the one who asked goes on working
    return list(_make(batch, folder, economies, graph))


def _make(batch: Batch, folder: Path, economies: Sequence[tuple[str, str]], graph: Path | None) -> Iterator[str]:
    from clauseway.ontology.strength import Verification

    trust = Trust(Verification(batch.min_verification), batch.count_machine_coded)
    with open_graph_file(graph, lambda _: None) as engine:
        for code, name in economies:
            answer = KINDS[batch.kind](Runner(engine, trust), code, name, batch.as_of)
            export(answer, folder / f"{code}.{batch.format}")
            yield code
