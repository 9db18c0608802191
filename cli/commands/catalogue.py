"""The query catalogue and plain listings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, Output, answer_options, duty_options, output_options

if TYPE_CHECKING:
    from clauseway.queries.catalogue_answers import Listing


@click.group(epilog="Examples: clauseway query list | clauseway query show agreements_of_pair | "
             "clauseway query run agreements_of_pair --param first=CHN --param second=NZL")  # fmt: skip
def query() -> None:
    """List, show and run the queries of the catalogue: one `.cypher` file each, the same on both engines.

    'clauseway query lint' checks queries of your own.
    """


@query.command("list")
@answer_options
def list_queries(asked: Asked) -> None:
    """Every query with the question it answers."""
    from clauseway.cli.session import show
    from clauseway.queries.catalogue_answers import query_list

    show(query_list(asked.engine), asked)


@query.command("show")
@click.argument("name")
@click.option("--graph", "as_graph", is_flag=True,
              help="Show the GRAPH variant instead: nodes and relationships, to paste into Neo4j Browser.")
def show_query(name: str, as_graph: bool) -> None:
    """The header and text of one query."""
    from clauseway.queries.catalogue import query as find_query

    if as_graph:
        _show_graph_variant(name)
        return

    spec = find_query(name)
    click.echo(f"{spec.title}: {spec.question}\n")
    for parameter in spec.parameters:
        need = "required" if parameter.required else "optional"
        click.echo(f"  --param {parameter.name}=...   {parameter.type}, {need}: {parameter.meaning}")
    click.echo("\nReturns:")
    for column in spec.columns:
        click.echo(f"  {column.name}: {column.type}, {column.meaning}")
    click.echo(f"\n{spec.text}")


def _show_graph_variant(name: str) -> None:
    from datetime import date

    from clauseway.queries.browser_kit import favourite
    from clauseway.queries.graph_variants import graph_view

    click.echo(favourite(graph_view(name), date.today()), nl=False)


@query.command("run")
@click.argument("name")
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter (may be repeated).")
@duty_options
def run_query(name: str, parameters: tuple[str, ...], asked: Asked) -> None:
    """Run one query of the catalogue."""
    from clauseway.cli.session import open_runner, show
    from clauseway.queries.catalogue import query as find_query
    from clauseway.queries.catalogue_answers import query_values, run_query

    given: dict[str, str] = {}
    for text in parameters:
        key, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"'{text}' is not NAME=VALUE.")
        given[key.strip()] = value.strip()
    spec = find_query(name)
    values = query_values(spec, given, asked.as_of)  # before a graph is opened: a wrong word is told at once
    with open_runner(asked) as runner:
        table = run_query(runner, spec, values)
    show(table, asked)


@query.command(
    "lint",
    epilog="Examples: clauseway query lint own.cypher | clauseway query lint queries/ -f json | "
    "echo 'MATCH (e:Economy) RETURN e.iso3 AS economy' | clauseway query lint -",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(path_type=Path, exists=True, allow_dash=True))
@click.option("--neo4j-only", is_flag=True,
              help="For queries that only Neo4j is asked: leave the rules on the Cypher both engines share away.")
@output_options
def lint(files: tuple[Path, ...], neo4j_only: bool, asked: Output) -> None:
    """Check Cypher queries without running them: names of the schema, reading only, and what both engines share.

    A FILE may hold several queries, parted by semicolons; '-' is standard input, a folder stands for its .cypher and
    .cql files. Each problem is a line with file, line, column and rule; docs/cypher.md explains the rules. Where a file
    has a typed header like those of the catalogue, parameters and columns are checked too. Exit code 3 when there are
    problems.
    """
    from clauseway.cli.session import show, tell
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.bounded_files import FileRefused, read_at_most
    from clauseway.queries.harmless_text import one_line
    from clauseway.queries.linting import (
        LONGEST_FILE,
        Problem,
        QueriesFaulty,
        lint_text,
        problem_table,
        query_files,
        read_query_text,
    )

    problems: list[Problem] = []
    number = 0
    for given in files:
        stdin = str(given) == "-"
        found = [given] if stdin else query_files(given)
        if not found:
            raise click.UsageError(f"{given} holds no .cypher or .cql file.")
        number += len(found)
        for path in found:
            name = "<stdin>" if stdin else str(path)
            try:
                content = sys.stdin.buffer.read(LONGEST_FILE) if stdin else read_at_most(path, LONGEST_FILE)
            except FileRefused as error:
                raise click.UsageError(f"{name} is not read: {error}.") from None
            text = read_query_text(content, name)
            if isinstance(text, Problem):
                problems.append(text)
            else:
                problems += lint_text(text, load_schema(), name, neo4j_only=neo4j_only)
    if asked.format is not None or asked.output is not None:
        show(problem_table(problems), asked)
    else:
        for problem in problems:
            click.echo(one_line(str(problem)))
    files_told = f"{number} file{'' if number == 1 else 's'}"
    if problems:
        raise QueriesFaulty(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in {files_told}.")
    tell(f"Clean: {files_told}.")


def _listing(asked: Asked, name: Listing) -> None:
    from clauseway.cli.session import open_runner, show
    from clauseway.queries.catalogue_answers import listing

    with open_runner(asked) as runner:
        table = listing(runner, name)
    show(table, asked)


@click.command(epilog="Example: clauseway economies --format csv")
@answer_options
def economies(asked: Asked) -> None:
    """Every economy with its codes, names and number of agreements."""
    _listing(asked, "economies")


@click.command(epilog="Example: clauseway agreements --format csv -o agreements.csv")
@answer_options
def agreements(asked: Asked) -> None:
    """Every agreement with its dates, Parties and how much of it was read."""
    _listing(asked, "agreements")


@click.command(epilog="Example: clauseway clauses --format md")
@answer_options
def clauses(asked: Asked) -> None:
    """Every clause type with its theme and in how many agreements it occurs."""
    _listing(asked, "clauses")


@click.command(epilog="Example: clauseway groups")
@answer_options
def groups(asked: Asked) -> None:
    """Every group of economies; any agreement's slug is a group too (its Parties)."""
    _listing(asked, "groups")
