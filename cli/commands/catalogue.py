"""The query catalogue and plain listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, answer_options, duty_options

if TYPE_CHECKING:
    from clauseway.queries.catalogue_answers import Listing


@click.group(epilog="Examples: clauseway query list | clauseway query show agreements_of_pair | "
             "clauseway query run agreements_of_pair --param first=CHN --param second=NZL")  # fmt: skip
def query() -> None:
    """List, show and run the queries of the catalogue: one `.cypher` file each, the same on both engines."""


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
