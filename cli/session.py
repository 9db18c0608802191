"""Open the graph a command asks, resolve what the user typed, and hand the answer out."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, Output
from clauseway.graph.engine import Engine, Row
from clauseway.queries.results import Matrix, Provenance, ResultTable
from clauseway.queries.runner import Runner

if TYPE_CHECKING:
    from rich.console import Console

    from clauseway.loaders.records import SourceRecord


def default_graph() -> Path:
    """Graph file in the user's data folder (or `CLAUSEWAY_GRAPH`)."""
    from platformdirs import user_data_path

    named = os.environ.get("CLAUSEWAY_GRAPH")
    return Path(named) if named else user_data_path("clauseway", appauthor=False) / "clauseway.grafeo"


def tell(message: str) -> None:
    """Say something on stderr."""
    click.echo(message, err=True)


@contextmanager
def open_runner(asked: Asked) -> Generator[Runner]:
    """The graph a command asks; a missing embedded one is built from the shipped dataset first."""
    with _open(asked) as engine:
        runner = Runner(engine)
        _ = runner.version  # a foreign or half-made graph is refused before any question
        yield runner


def _open(asked: Asked) -> Engine:
    if asked.engine == "neo4j":
        from clauseway.cli.connection import neo4j_settings
        from clauseway.graph.neo4j_engine import Neo4jEngine

        return Neo4jEngine.connect(neo4j_settings())
    from clauseway.graph.grafeo_engine import GrafeoEngine

    path = asked.graph or default_graph()
    if not path.exists():
        if path != default_graph():
            return GrafeoEngine.open(path)  # a named file that is missing is a mistake: say so
        build_shipped(path)
    return GrafeoEngine.open(path)


def build_shipped(path: Path) -> None:
    """Build the shipped dataset into a graph file, saying so."""
    from clauseway.graph.grafeo_engine import write_graph_file
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.build import build_from_shipped

    tell(f"No graph at {path} yet: building the shipped dataset (some seconds, once).")
    built = build_from_shipped(lambda stage: None, trust_seal=True)
    write_graph_file(path, built.graph, load_schema())
    tell(f"Built data version {built.graph.version}.")


def find_economy(runner: Runner, typed: str) -> tuple[str, str]:
    """Code and name of an economy by ISO3, ISO2, name or alias.

    Raises:
        click.UsageError: There is none; the nearest are offered.
    """
    wanted = typed.strip().casefold()
    rows = runner.rows("economies")
    for row in rows:
        if wanted in (str(row["economy"]).casefold(), str(row["iso2"]).casefold()):
            return str(row["economy"]), str(row["name"])
    for row in rows:
        if wanted in (name.casefold() for name in _names(row)):
            return str(row["economy"]), str(row["name"])
    raise click.UsageError(f"Unknown economy '{typed}'.{_nearest_economy(typed, rows)} List: clauseway economies")


def _names(row: Row) -> list[str]:
    aliases = str(row["aliases"] or "")
    return [str(row["name"]), *(alias for alias in aliases.split("|") if alias)]


def _nearest_economy(typed: str, rows: list[Row]) -> str:
    from rapidfuzz import fuzz, process

    names: dict[str, Row] = {}
    for row in rows:
        for name in (str(row["economy"]), *_names(row)):
            names.setdefault(name, row)
    found = process.extractOne(
        typed, list(names), scorer=fuzz.WRatio, processor=lambda s: str(s).casefold(), score_cutoff=60
    )
    if found is None:
        return ""
    row = names[found[0]]
    return f" Did you mean {row['economy']} {row['name']}?"


def find_agreement(runner: Runner, typed: str) -> tuple[str, str]:
    """Slug and title of an agreement.

    Raises:
        click.UsageError: There is none; the nearest is offered.
    """
    titles = {str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}
    wanted = typed.strip().lower()
    if wanted in titles:
        return wanted, titles[wanted]
    for slug, title in titles.items():
        if title.lower() == wanted:
            return slug, title
    raise click.UsageError(f"Unknown agreement '{typed}'.{_near(wanted, titles)} List: clauseway agreements")


def find_clauses(runner: Runner, typed: Iterable[str]) -> list[str]:
    """Clause slugs, each checked; commas part several.

    Raises:
        click.UsageError: One is unknown; the nearest is offered.
    """
    known = {str(row["clause"]): str(row["label"]) for row in runner.rows("clauses")}
    by_label = {label.lower(): slug for slug, label in known.items()}
    found: list[str] = []
    for text in typed:
        for part in text.split(","):
            name = part.strip().lower()
            slug = name if name in known else by_label.get(name)
            if slug is None:
                raise click.UsageError(f"Unknown clause type '{part}'.{_near(name, known)} List: clauseway clauses")
            found.append(slug)
    return found


def members_of(runner: Runner, group: str, as_of: date) -> list[tuple[str, str]]:
    """Economies of a group on a date; a group named after an agreement is its Parties then.

    Raises:
        click.UsageError: There is no such group, or it has no member on that date.
    """
    from clauseway.ontology.standing import in_party
    from clauseway.queries.duties import day, participation_of

    slug = group.strip().lower()
    members = runner.rows("members_of_group", slug=slug)
    if members:
        found = [
            (str(row["economy"]), str(row["name"]))
            for row in members
            if (day(row, "since") or date.min) <= as_of < (day(row, "until") or date.max)
        ]
    else:
        known = [str(row["group"]) for row in runner.rows("groups")]
        agreements = [str(row["agreement"]) for row in runner.rows("agreements")]
        if slug not in agreements:
            near = _near(slug, [*known, *agreements])
            raise click.UsageError(f"Unknown group '{group}'.{near} List: clauseway groups")
        found = [
            (str(row["economy"]), str(row["name"]))
            for row in runner.rows("parties_of_agreement", slug=slug)
            if row["kind"] != "union" and in_party(participation_of(row), as_of) is not False
        ]
    if not found:
        raise click.UsageError(f"The group '{group}' has no member on {as_of}.")
    return found


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
    raise click.UsageError(f"Unknown source '{typed}'.{_near(wanted, known)} List: clauseway sources list")


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


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
