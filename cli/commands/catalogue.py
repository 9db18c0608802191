"""The query catalogue and plain listings."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, answer_options


@click.group(epilog="Examples: clauseway query list | clauseway query show agreements_of_pair | "
             "clauseway query run agreements_of_pair --param first=CHN --param second=NZL")  # fmt: skip
def query() -> None:
    """List, show and run the queries of the catalogue: one `.cypher` file each, the same on both engines."""


@query.command("list")
@answer_options
def list_queries(asked: Asked) -> None:
    """Every query with the question it answers."""
    from clauseway.cli.session import show
    from clauseway.graph.engine import Row
    from clauseway.queries.catalogue import catalogue
    from clauseway.queries.results import Column, Provenance, ResultTable

    rows: list[Row] = [
        {
            "query": spec.name,
            "group": spec.group,
            "title": spec.title,
            "question": spec.question,
            "parameters": ", ".join(p.name for p in spec.parameters) or None,
        }
        for spec in catalogue().values()
    ]
    columns = [
        Column("query", "Query", "string", "name of the query"),
        Column("group", "Group", "string", "folder of the query"),
        Column("title", "Title", "string", "a few words"),
        Column("question", "Question", "string", "question it answers"),
        Column("parameters", "Parameters", "string", "names of its parameters"),
    ]
    provenance = Provenance("", None, asked.engine, "query list")
    shown = ("query", "question", "parameters")
    show(ResultTable("Query catalogue", columns, rows, provenance, "", shown), asked)


@query.command("show")
@click.argument("name")
def show_query(name: str) -> None:
    """The header and text of one query."""
    from clauseway.queries.catalogue import query as find_query

    spec = find_query(name)
    click.echo(f"{spec.title}: {spec.question}\n")
    for parameter in spec.parameters:
        need = "required" if parameter.required else "optional"
        click.echo(f"  --param {parameter.name}=...   {parameter.type}, {need}: {parameter.meaning}")
    click.echo("\nReturns:")
    for column in spec.columns:
        click.echo(f"  {column.name}: {column.type}, {column.meaning}")
    click.echo(f"\n{spec.text}")


@query.command("run")
@click.argument("name")
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter (may be repeated).")
@answer_options
def run_query(name: str, parameters: tuple[str, ...], asked: Asked) -> None:
    """Run one query of the catalogue."""
    from clauseway.cli.session import open_runner, show
    from clauseway.queries.catalogue import parameter_values
    from clauseway.queries.catalogue import query as find_query
    from clauseway.queries.cited_sources import with_sources
    from clauseway.queries.columns import spec_columns
    from clauseway.queries.results import ResultTable

    given: dict[str, str] = {}
    for text in parameters:
        key, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"'{text}' is not NAME=VALUE.")
        given[key.strip()] = value.strip()
    spec = find_query(name)
    if "as_of" in {p.name for p in spec.parameters}:
        given.setdefault("as_of", asked.as_of.isoformat())
    values = parameter_values(spec, given)
    with open_runner(asked) as runner:
        rows = runner.text(spec.text, values)
        provenance = runner.provenance(spec.name, None, values, [])
        table = ResultTable(spec.title, spec_columns(spec), rows, provenance, "The query found nothing.")
        table = with_sources(runner, table)
    show(table, asked)


def _listing(asked: Asked, name: str, shown: tuple[str, ...]) -> None:
    from clauseway.cli.session import open_runner, show
    from clauseway.queries.catalogue import query as find_query
    from clauseway.queries.cited_sources import with_sources
    from clauseway.queries.columns import spec_columns
    from clauseway.queries.results import ResultTable

    spec = find_query(name)
    with open_runner(asked) as runner:
        rows = runner.rows(name)
        provenance = runner.provenance(name, None, {}, [])
        table = ResultTable(spec.title, spec_columns(spec), rows, provenance, "There are none.", shown)
        table = with_sources(runner, table)
    show(table, asked)


@click.command(epilog="Example: clauseway economies --format csv")
@answer_options
def economies(asked: Asked) -> None:
    """Every economy with its codes, names and number of agreements."""
    _listing(asked, "economies", ("economy", "iso2", "name", "kind", "agreements"))


@click.command(epilog="Example: clauseway agreements --format csv -o agreements.csv")
@answer_options
def agreements(asked: Asked) -> None:
    """Every agreement with its dates, Parties and how much of it was read."""
    shown = ("agreement", "title", "kind", "in_force", "date_verification", "reading", "parties", "provisions")
    _listing(asked, "agreements", shown)


@click.command(epilog="Example: clauseway clauses --format md")
@answer_options
def clauses(asked: Asked) -> None:
    """Every clause type with its theme and in how many agreements it occurs."""
    _listing(asked, "clauses", ("clause", "label", "theme", "counted", "agreements", "provisions"))


@click.command(epilog="Example: clauseway groups")
@answer_options
def groups(asked: Asked) -> None:
    """Every group of economies; any agreement's slug is a group too (its Parties)."""
    _listing(asked, "groups", ("group", "name", "members"))
