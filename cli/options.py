"""Options that commands share, as decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

FORMATS = ("table", "csv", "tsv", "json", "ndjson", "md", "html")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a result goes, and how.

    Attributes:
        format: Output format, `None` for the default of the place it goes to.
        output: File to write, `None` for standard output.
    """

    format: str | None
    output: Path | None


@dataclass(frozen=True, slots=True)
class Asked(Output):
    """What the shared options of an answering command say.

    Attributes:
        as_of: The date asked about, today when not given.
        engine: `grafeo` or `neo4j`.
        graph: Graph file, `None` for the default one.
    """

    as_of: date
    engine: str
    graph: Path | None


class IsoDate(click.ParamType[date]):
    """A calendar day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or say what is wrong with it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day of the calendar; write YYYY-MM-DD.", param, ctx)


_FORMAT = click.option(
    "--format", "-f", "form", type=click.Choice(FORMATS), default=None,
    help="Output format (default: a table on a terminal, TSV in a pipe).",
)  # fmt: skip
_OUTPUT = click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=True), default=None, metavar="FILE",
    help="Write to a file; its suffix decides the format (csv, tsv, json, ndjson, md, html, xlsx).",
)  # fmt: skip


def output_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command `--format` and `-o`, passed on as one `asked`."""
    import functools

    @_FORMAT
    @_OUTPUT
    @functools.wraps(command)
    def wrapped(*, form: str | None, output: Path | None, **own: Any) -> R:
        return command(asked=Output(form, output), **own)

    return wrapped


def answer_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command `--format`, `-o`, `--as-of`, `--engine` and `--graph`, passed on as one `asked`."""
    import functools

    @click.option("--as-of", type=IsoDate(), default=None, metavar="DATE", help="Day asked about (default: today).")
    @_FORMAT
    @_OUTPUT
    @click.option("--engine", type=click.Choice(["grafeo", "neo4j"]), default="grafeo", show_default=True,
                  help="Ask the embedded graph file or a Neo4j server (NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD).")
    @click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
                  help="Graph file (default: in the user's data folder; also by CLAUSEWAY_GRAPH).")
    @functools.wraps(command)
    def wrapped(
        *,
        as_of: date | None,
        form: str | None,
        output: Path | None,
        engine: str,
        graph: Path | None,
        **own: Any,
    ) -> R:
        asked = Asked(form, output, as_of or date.today(), engine, graph)
        return command(asked=asked, **own)

    return wrapped
