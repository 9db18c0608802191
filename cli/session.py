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
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.harmless_text import one_line
from clauseway.queries.names import UnknownName, near_name
from clauseway.queries.opening import open_graph_file, open_server
from clauseway.queries.pages import Page, page_of_tables
from clauseway.queries.results import Matrix, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust

if TYPE_CHECKING:
    from rich.console import Console

    from clauseway.loaders.records import SourceRecord
    from clauseway.queries.derivations import Explanation
    from clauseway.queries.exports.format import Result


def tell(message: str) -> None:
    """Say something on stderr, on one line; what it quotes cannot drive a terminal."""
    click.echo(one_line(message), err=True)


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
    """Give a table out: to a file, as a terminal table, or as text to a pipe; or the derivations of its rows."""
    if isinstance(asked, Asked) and asked.explain:
        _show_derivations(table, asked)
        return
    if goes_to_terminal(asked):
        _to_terminal(table)
        return
    _give_out(table, asked, f"{len(table.rows)} rows")
    if asked.output is None and not table.rows and table.empty_message:
        tell(table.empty_message)


def show_matrix(matrix: Matrix, asked: Asked, *, wide: bool = False) -> None:
    """Give a matrix out, or its derivations; `wide` as a grid in the formats that else have one row a cell."""
    if asked.explain:
        _show_derivations(matrix.long_table(), asked)
        return
    if goes_to_terminal(asked):
        _to_terminal(matrix.long_table())
        return
    _give_out(matrix, asked, f"{len(matrix.row_names)} x {len(matrix.column_names)} cells", wide=wide)


EXPLAINED_ROWS = 10
"""Rows whose derivations `--explain` prints."""


def _show_derivations(table: ResultTable, asked: Asked) -> None:
    """Explain the first rows of a table that have a name."""
    from clauseway.queries.explanations import EXPLAINERS, explain
    from clauseway.queries.row_ids import ROW_ID

    named = [str(row[ROW_ID.name]) for row in table.rows if row.get(ROW_ID.name)]
    if not named:
        known = f"--explain does not know the rows of this table; it explains {', '.join(EXPLAINERS)}."
        raise click.UsageError(known if table.rows else f"No row to explain. {table.empty_message}")
    with open_runner(asked) as runner, usage_errors():
        found = [explain(runner, name, asked.as_of) for name in named[:EXPLAINED_ROWS]]
    show_explanations(found, asked)
    if len(named) > EXPLAINED_ROWS:
        tell(f"Explained {EXPLAINED_ROWS} of {len(named)} rows; narrow the question, or: clauseway explain ROW-ID "
             "(column row_id of -f csv).")  # fmt: skip


def show_explanations(found: Sequence[Explanation], asked: Output, *, everything: bool = False) -> None:
    """Give trees out: to a file, as trees on a terminal, or as text to a pipe."""
    from clauseway.queries.exports.derivations import MOST, export_explanations

    most = 0 if everything else MOST
    if goes_to_terminal(asked) and sys.stdout.isatty():
        from clauseway.cli.derivation_rendering import render_explanation

        for each in found:
            render_explanation(each, console=_window(), most=most)
        return
    export_explanations(found, asked.output, None if asked.format == "table" else asked.format, most=most)
    if asked.output is not None:
        tell(f"Wrote {len(found)} {'tree' if len(found) == 1 else 'trees'} to {asked.output}.")


def show_page(page: ResultTable, sections: Iterable[ResultTable], asked: Output) -> None:
    """Give a page out: section by section where people read it, as one table in formats of plain rows."""
    if goes_to_terminal(asked):
        from clauseway.cli.rendering import render_page

        render_page(page, sections, console=_window())
        return
    _give_out(page_of_tables(page, tuple(sections)), asked, f"{len(page.rows)} rows")


def show_brief(page: Page, asked: Output) -> None:
    """Give a page with drawings and words out: on a terminal and in formats of plain rows as one table."""
    if goes_to_terminal(asked):
        _to_terminal(page.whole)
        return
    _give_out(page, asked, f"{len(page.whole.rows)} rows")


def show_drawing(drawing: Drawing, asked: Output) -> None:
    """Give a drawing out; where nothing can be drawn, its table."""
    if goes_to_terminal(asked):
        _to_terminal(drawing.table)
        return
    _give_out(drawing, asked, f"{len(drawing.table.rows)} rows")


def _give_out(result: Result, asked: Output, size: str, *, wide: bool = False) -> None:
    from clauseway.queries.exports import export

    beside = export(result, asked.output, None if asked.format == "table" else asked.format, wide=wide)
    if asked.output is not None:
        further = f" Columns, sources and licences: {beside}." if beside else ""
        tell(f"Wrote {size} to {asked.output}.{further}")


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
