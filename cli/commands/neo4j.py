"""Files for a Neo4j server and for those who look at it, made without one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from clauseway.cli.options import IsoDate


@click.group(epilog="Example: clauseway neo4j dump --format csv -o import")
def neo4j() -> None:
    """Write the graph as files for a Neo4j server; to load one that runs, see: clauseway load --help."""


@neo4j.command(epilog="Example: clauseway neo4j dump --format csv -o tables")
@click.option("--format", "-f", "form", type=click.Choice(["csv"]), default="csv", show_default=True,
              help="Form of the files: tables with typed headers for 'neo4j-admin database import'.")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="Folder to make; it must not hold anything yet.")
@click.option("--sources", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Read this sources folder instead of the shipped dataset.")
def dump(form: str, output: Path, sources: Path | None) -> None:
    """Write the whole graph as tables for the bulk import of Neo4j, which fills a stopped database in seconds.

    The folder also gets import.args, which names every table to the tool, and constraints.cypher, to run once the
    server is up. The imported database answers at once, and 'clauseway load' keeps it up to date.
    """
    from datetime import UTC, datetime

    from clauseway.cli.commands.operations import build_graph
    from clauseway.graph.neo4j_csv import ARGUMENTS_FILE, CONSTRAINTS_FILE
    from clauseway.graph.neo4j_csv import dump as dump_csv
    from clauseway.graph.schema import load_schema

    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise click.UsageError(f"{output} is there and is not an empty folder; name a new one.")
    built = build_graph(sources)
    written = dump_csv(
        built.graph, load_schema(), output, started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    size = sum(file.stat().st_size for file in written)
    click.echo(
        f"Wrote {len(written)} files ({size / 1e6:.1f} MB), data version {built.graph.version}. With the server "
        f"stopped, in {output}: neo4j-admin database import full neo4j --overwrite-destination @{ARGUMENTS_FILE}; then "
        f"start it and run {CONSTRAINTS_FILE}.",
        err=True,
    )


@neo4j.command("browser-kit", epilog="Example: clauseway neo4j browser-kit -o kit")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="Folder to make; it must not hold anything yet.")
@click.option("--as-of", type=IsoDate(), default=None, metavar="DATE",
              help="Day that the queries about a day ask about (default: today).")
def browser_kit(output: Path, as_of: date | None) -> None:
    """Write saved queries, a style sheet and a guide of ten questions for Neo4j Browser.

    The guide (guide.md) says where each file goes. Every query returns nodes and relationships; as a table each is a
    query of the catalogue.
    """
    from clauseway.graph.schema import load_schema
    from clauseway.queries.browser_kit import GUIDE, write_kit

    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise click.UsageError(f"{output} is there and is not an empty folder; name a new one.")
    written = write_kit(output, load_schema(), as_of or date.today())
    click.echo(f"Wrote {len(written)} files; begin with {output / GUIDE}.", err=True)
