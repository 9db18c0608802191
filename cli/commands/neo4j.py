"""Files for a Neo4j server and for those who look at it, made without one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from clauseway.cli.options import IsoDate


@click.group(epilog="Example: clauseway neo4j dump --format csv -o import")
def neo4j() -> None:
    """Write the graph as files for a Neo4j server; to load one that runs, see: clauseway load --help."""


_SUFFIXES = {".graphml": "graphml", ".jsonl": "jsonl"}


@neo4j.command(epilog="Examples: clauseway neo4j dump --format csv -o tables | "
                      "clauseway neo4j dump -o clauseway.graphml | clauseway neo4j dump -o clauseway.jsonl")
@click.option("--format", "-f", "form", type=click.Choice(["csv", "graphml", "jsonl"]), default=None,
              help="Form: csv, tables with typed headers for 'neo4j-admin database import'; graphml, for networkx, "
                   "Gephi and Cytoscape; jsonl, JSON Lines as APOC has them (default: by the suffix, else csv).")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="PATH",
              help="For csv a folder to make, which must not hold anything yet; else a file.")
@click.option("--sources", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Read this sources folder instead of the shipped dataset.")
def dump(form: str | None, output: Path, sources: Path | None) -> None:
    """Write the whole graph as files: tables for the bulk import of Neo4j, GraphML or JSON Lines.

    The tables fill a stopped Neo4j in seconds. Their folder also gets import.args, which names every table to the tool,
    and constraints.cypher, to run once the server is up. The imported database answers at once, and 'clauseway load'
    keeps it up to date.

    GraphML and JSON Lines are one file each, for other programs and for APOC. They hold the same nodes, relationships
    and properties; days are text (2021-01-07), since neither form has dates.
    """
    chosen = _form(form, output)
    if chosen == "csv":
        _dump_tables(output, sources)
    else:
        _dump_file(chosen, output, sources)


def _form(asked: str | None, output: Path) -> str:
    """The form asked for, or else that of the suffix."""
    import difflib

    suffix = output.suffix.lower()
    if asked is not None:
        return asked
    if not suffix:
        return "csv"
    if suffix not in _SUFFIXES:
        near = difflib.get_close_matches(suffix, _SUFFIXES, n=1)
        hint = f"did you mean '{near[0]}'? Else name it by --format." if near else "name it by --format."
        raise click.UsageError(f"Cannot tell the form from the suffix '{suffix}'; {hint}")
    return _SUFFIXES[suffix]


def _dump_tables(output: Path, sources: Path | None) -> None:
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
    from clauseway.cli.session import tell
    from clauseway.graph.schema import load_schema
    from clauseway.queries.browser_kit import GUIDE, write_kit

    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise click.UsageError(f"{output} is there and is not an empty folder; name a new one.")
    written = write_kit(output, load_schema(), as_of or date.today())
    tell(f"Wrote {len(written)} files; begin with {output / GUIDE}.")


def _dump_file(form: str, output: Path, sources: Path | None) -> None:
    from clauseway.cli.commands.operations import build_graph
    from clauseway.graph.graphml import graphml_lines
    from clauseway.graph.json_lines import json_lines
    from clauseway.graph.schema import load_schema
    from clauseway.queries.exports.files import write_atomically

    if output.is_dir():
        raise click.UsageError(f"{output} is a folder; {form} is one file, so name a file.")
    built = build_graph(sources)
    lines = {"graphml": graphml_lines, "jsonl": json_lines}[form](built.graph, load_schema())

    def fill(beside: Path) -> None:
        with beside.open("wb") as file:
            file.writelines(lines)

    write_atomically(output, fill)
    nodes, relationships = built.graph.nodes.values(), built.graph.relationships.values()
    click.echo(
        f"Wrote {sum(map(len, nodes))} nodes and {sum(map(len, relationships))} relationships to {output} "
        f"({output.stat().st_size / 1e6:.1f} MB), data version {built.graph.version}.",
        err=True,
    )


@neo4j.command(epilog="Examples: clauseway neo4j neosemantics -o names.cypher | "
                      "clauseway neo4j neosemantics --after -o graph.cypher")  # fmt: skip
@click.option("--after", is_flag=True, help="The script for after the import, which makes our graph out of the RDF.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="File to write (default: standard output).")
def neosemantics(after: bool, output: Path | None) -> None:
    """Write the Cypher that makes neosemantics call our RDF terms by the names of our graph.

    neosemantics (n10s) is a plug-in of Neo4j that imports RDF. Run the script on an empty database that has it, import
    what 'clauseway rdf export --vocabularies' wrote, and run the script of --after, with which our queries answer too.
    docs/neo4j.md says what you get and what 'clauseway load' does better.
    """
    from clauseway.graph.neosemantics import neosemantics_script
    from clauseway.graph.neosemantics_graph import graph_script
    from clauseway.graph.schema import load_schema
    from clauseway.queries.exports.files import write_atomically, write_to_pipe

    script = (graph_script if after else neosemantics_script)(load_schema())
    if output is None:
        write_to_pipe(script)
        return

    def fill(beside: Path) -> None:
        beside.write_text(script, encoding="utf-8")

    write_atomically(output, fill)
