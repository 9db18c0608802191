"""Options that commands share, as decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

LEVELS = ("primary-text", "secondary", "title-only", "recalled", "machine-coded")
"""Levels of verification, the best first; written here because the ontology is too heavy to import for `--help`."""

GRADES = ("binding-enforceable", "binding-unenforceable", "qualified", "best-endeavour", "reviewable-later")
"""Grades a duty can have, the strongest first."""


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
        engine: `grafeo`, `neo4j` or `py2neo`.
        graph: Graph file, `None` for the default one.
        min_verification: The weakest level of verification that counts.
        count_machine_coded: Whether codings made by rules count.
        explain: Whether the derivations of the rows are wanted instead of the rows.
        profile: Named Neo4j server, `None` for the one the environment names.
    """

    as_of: date
    engine: str
    graph: Path | None
    min_verification: str = LEVELS[-1]
    count_machine_coded: bool = True
    explain: bool = False
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The economies and clause types an analysis is about, as the user wrote them.

    Attributes:
        group: A group of economies or an agreement whose Parties are meant.
        economies: Economies parted by commas.
        clauses: Clause types; all when empty.
    """

    group: str | None
    economies: str | None
    clauses: tuple[str, ...]


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


class FormatName(click.ParamType[str]):
    """A format of the registry, or `table`. The registry is asked when a name is given, not when help is drawn up."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a name, or list all names."""
        return self._choice().convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """All names, for the help of a command."""
        return self._choice().get_metavar(param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Names that begin as the user has."""
        return self._choice().shell_complete(ctx, param, incomplete)

    def _choice(self) -> click.Choice[str]:
        from clauseway.queries.exports.registry import all_formats

        return click.Choice(("table", *all_formats()))


def _checked(form: str | None, output: Path | None) -> None:
    """Refuse a format that only a file can have where no file is named.

    Raises:
        click.BadParameter: It is one.
    """
    if form in (None, "table") or output is not None:
        return
    from clauseway.queries.exports import text_formats

    if form not in text_formats():
        possible = ", ".join(f"'{name}'" for name in ("table", *text_formats()))
        raise click.BadParameter(
            f"'{form}' is for files: name one, for example -o result.{form}, or choose one of {possible}.",
            param_hint="'--format' / '-f'",
        )


_FORMAT = click.option(
    "--format", "-f", "form", type=FormatName(), default=None,
    help="Output format (default: a table on a terminal, TSV in a pipe).",
)  # fmt: skip
ENGINES = ("grafeo", "neo4j", "py2neo")

profile_option = click.option(
    "--profile", default=None, envvar="CLAUSEWAY_NEO4J_PROFILE", metavar="NAME",
    help="A Neo4j server named in the file neo4j.toml, instead of NEO4J_URI (also by CLAUSEWAY_NEO4J_PROFILE).",
)  # fmt: skip
_OUTPUT = click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=True), default=None, metavar="FILE",
    help="Write to a file; its suffix decides the format (.xlsx, .docx, .csv, .html: any name of --format).",
)  # fmt: skip


def output_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command `--format` and `-o`, passed on as one `asked`."""
    import functools

    @_FORMAT
    @_OUTPUT
    @functools.wraps(command)
    def wrapped(*, form: str | None, output: Path | None, **own: Any) -> R:
        _checked(form, output)
        return command(asked=Output(form, output), **own)

    return wrapped


def answer_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command `--format`, `-o`, `--as-of`, `--engine`, `--profile` and `--graph`, passed on as one `asked`."""
    import functools

    @click.option("--as-of", type=IsoDate(), default=None, metavar="DATE", help="Day asked about (default: today).")
    @_FORMAT
    @_OUTPUT
    @click.option("--engine", type=click.Choice(ENGINES), default="grafeo", show_default=True,
                  help="Ask the embedded graph file or a Neo4j server (NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD).")
    @profile_option
    @click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
                  help="Graph file (default: in the user's data folder; also by CLAUSEWAY_GRAPH).")
    @functools.wraps(command)
    def wrapped(
        *,
        as_of: date | None,
        form: str | None,
        output: Path | None,
        engine: str,
        profile: str | None,
        graph: Path | None,
        **own: Any,
    ) -> R:
        _checked(form, output)
        asked = Asked(form, output, as_of or date.today(), engine, graph, profile=profile)
        return command(asked=asked, **own)

    return wrapped


def duty_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command about duties what `answer_options` gives, and which codings count, all in one `asked`."""
    import functools

    @click.option("--min-verification", type=click.Choice(LEVELS), default=LEVELS[-1], show_default=True,
                  help="The weakest level of verification that counts; weaker codings are taken as not read.")
    @click.option("--count-machine-coded/--no-count-machine-coded", default=True, show_default=True,
                  help="Whether codings made by rules count.")
    @answer_options
    @functools.wraps(command)
    def wrapped(*, min_verification: str, count_machine_coded: bool, asked: Asked, **own: Any) -> R:
        trusting = replace(asked, min_verification=min_verification, count_machine_coded=count_machine_coded)
        return command(asked=trusting, **own)

    return wrapped


def explain_option[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give an analysis `--explain`, told by its `asked`; it goes below the options that make that."""
    import functools

    @click.option("--explain", is_flag=True,
                  help="Instead of the rows how each came about, as a tree down to its sources (the first rows).")
    @functools.wraps(command)
    def wrapped(*, explain: bool, asked: Asked, **own: Any) -> R:
        return command(asked=replace(asked, explain=explain), **own)

    return wrapped


def analysis_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give an analysis whose rows have names what `duty_options` gives, and `--explain`, all in one `asked`."""
    return duty_options(explain_option(command))


def set_options[R](command: Callable[..., R]) -> Callable[..., R]:
    """Give a command `--group`, `--economies` and `--clause`, passed on as one `chosen`."""
    import functools

    @click.option("--group", help="The members of a group (asean, bri, eaeu, ...) or the Parties of an agreement.")
    @click.option("--economies", help="Economies: codes or names, parted by commas.")
    @click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
    @functools.wraps(command)
    def wrapped(*, group: str | None, economies: str | None, clauses: tuple[str, ...], **own: Any) -> R:
        if group is not None and economies is not None:
            raise click.UsageError("Name --group or --economies, not both.")
        return command(chosen=Chosen(group, economies, clauses), **own)

    return wrapped
