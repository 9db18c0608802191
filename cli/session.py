"""Open the graph a command asks, resolve what the user typed, and hand the answer out."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, Chosen, Output
from clauseway.graph.engine import Engine
from clauseway.ontology.strength import Verification
from clauseway.queries import names
from clauseway.queries.names import UnknownName, near_name
from clauseway.queries.opening import open_graph_file, open_server
from clauseway.queries.results import Matrix, Provenance, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust

if TYPE_CHECKING:
    from rich.console import Console

    from clauseway.loaders.records import SourceRecord


def tell(message: str) -> None:
    """Say something on stderr."""
    click.echo(message, err=True)


@contextmanager
def open_runner(asked: Asked) -> Generator[Runner]:
    """The graph a command asks; a missing embedded one is built from the shipped dataset first."""
    with _open(asked) as engine:
        runner = Runner(engine, Trust(Verification(asked.min_verification), asked.count_machine_coded))
        _ = runner.version  # a foreign or half-made graph is refused before any question
        yield runner


def _open(asked: Asked) -> Engine:
    if asked.engine != "grafeo":
        from clauseway.cli.connection import neo4j_settings

        return open_server(neo4j_settings(asked.profile), asked.engine)
    return open_graph_file(asked.graph, tell)


@contextmanager
def usage_errors() -> Generator[None]:
    """Turn a name that means nothing into a usage error with the same sentence.

    Raises:
        click.UsageError: Instead of `UnknownName`.
    """
    try:
        yield
    except UnknownName as error:
        raise click.UsageError(str(error)) from None


def find_economy(runner: Runner, typed: str) -> tuple[str, str]:
    """As `names.find_economy`, with a usage error."""
    with usage_errors():
        return names.find_economy(runner, typed)


def find_two_economies(runner: Runner, first: str, second: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """As `names.find_two_economies`, with a usage error."""
    with usage_errors():
        return names.find_two_economies(runner, first, second)


def find_agreement(runner: Runner, typed: str) -> tuple[str, str]:
    """As `names.find_agreement`, with a usage error."""
    with usage_errors():
        return names.find_agreement(runner, typed)


def find_clauses(runner: Runner, typed: Iterable[str]) -> list[str]:
    """As `names.find_clauses`, with a usage error."""
    with usage_errors():
        return names.find_clauses(runner, typed)


def members_of(runner: Runner, group: str, as_of: date) -> list[tuple[str, str]]:
    """As `names.members_of`, with a usage error."""
    with usage_errors():
        return names.members_of(runner, group, as_of)


def economies_of(runner: Runner, chosen: Chosen, asked: Asked) -> Sequence[str]:
    """Codes of the economies that `--group` or `--economies` names; none when neither was given.

    Raises:
        click.UsageError: A name means nothing, or there are fewer than two economies.
    """
    with usage_errors():
        return names.set_asked(runner, asked.as_of, chosen.group, chosen.economies or ())


def find_source(typed: str) -> SourceRecord:
    """A source of the dataset by its name or title.

    Raises:
        click.UsageError: There is none; the nearest is offered.
    """
    from clauseway.loaders.sources import SOURCES

    known = {module.SOURCE.id: module.SOURCE for module in SOURCES}
    wanted = typed.strip().casefold()
    for name, source in known.items():
        if wanted in (name, source.title.casefold()):
            return source
    raise click.UsageError(f"Unknown source '{typed}'.{near_name(wanted, known)} List: clauseway sources list")


def goes_to_terminal(asked: Output) -> bool:
    """Whether a result is drawn as a terminal table: asked for, or the default where a terminal is."""
    return asked.output is None and (asked.format == "table" or (asked.format is None and sys.stdout.isatty()))


def show(table: ResultTable, asked: Output) -> None:
    """Give a table out: to a file, as a terminal table, or as text to a pipe."""
    from clauseway.queries.exports import export_table

    if asked.output is not None:
        export_table(table, asked.output, None if asked.format == "table" else asked.format)
        tell(f"Wrote {len(table.rows)} rows to {asked.output}.{_licences_beside(table.provenance, asked)}")
        return
    if goes_to_terminal(asked):
        _to_terminal(table)
        return
    export_table(table, None, asked.format)
    if not table.rows and table.empty_message:
        tell(table.empty_message)


def show_matrix(matrix: Matrix, asked: Output) -> None:
    """Give a matrix out."""
    from clauseway.queries.exports import export_matrix

    if asked.output is not None:
        export_matrix(matrix, asked.output, None if asked.format == "table" else asked.format)
        size = f"{len(matrix.row_names)} x {len(matrix.column_names)}"
        tell(f"Wrote {size} cells to {asked.output}.{_licences_beside(matrix.provenance, asked)}")
        return
    if goes_to_terminal(asked):
        _to_terminal(matrix.long_table())
        return
    export_matrix(matrix, None, asked.format)


def _licences_beside(provenance: Provenance, asked: Output) -> str:
    """A sentence on the file of sources and licences, where one was written."""
    from clauseway.queries.exports import PLAIN_FORMATS, licences_path
    from clauseway.queries.exports.files import format_for

    if asked.output is None or not provenance.sources:
        return ""
    form = format_for(asked.output, asked.format)
    return f" Sources and licences: {licences_path(asked.output)}." if form in PLAIN_FORMATS else ""


def show_page(page: ResultTable, sections: Iterable[ResultTable], asked: Output) -> None:
    """Give a page out: section by section on a terminal, else as one table."""
    if not goes_to_terminal(asked):
        show(page, asked)
        return
    from clauseway.cli.rendering import render_page

    render_page(page, sections, console=_window())


def _to_terminal(table: ResultTable) -> None:
    from clauseway.cli.rendering import render_to_terminal

    render_to_terminal(table, console=_window())


def _window() -> Console:
    import contextlib

    from rich.console import Console

    class Window(Console):
        """A console whose reader may go away early (`| head`): that is no failure."""

        def on_broken_pipe(self) -> None:
            with contextlib.suppress(SystemExit):  # rich silences standard output and wants to end with 1
                super().on_broken_pipe()

    return Window()
