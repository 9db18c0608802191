"""The sources behind the dataset."""

from __future__ import annotations

import click

from clauseway.cli.options import Output, output_options


@click.group(epilog="Examples: clauseway sources list | clauseway sources show wto-text -f md")
def sources() -> None:
    """The sources of the shipped dataset: who made them, under which licence, and what became of their claims."""


@sources.command("list", epilog="Example: clauseway sources list -o sources.csv")
@output_options
def list_sources(asked: Output) -> None:
    """Every source with its files, how many claims it made, and how many of them are adopted or yielded.

    They stand in the order in which equally good readings are preferred. A claim yields to a better one of the same
    place; it stays in the data.
    """
    from clauseway.cli.session import show
    from clauseway.loaders.rdf_files import read_shipped, store_of
    from clauseway.loaders.sources import SOURCES
    from clauseway.queries.source_tables import source_list

    show(source_list(store_of(read_shipped()), [module.SOURCE for module in SOURCES]), asked)


@sources.command("show", epilog="Example: clauseway sources show recalled")
@click.argument("name")
@output_options
def show_source(name: str, asked: Output) -> None:
    """One source: its publisher, licence and files, and ten of its claims with the rows they were read from."""
    from clauseway.cli.session import find_source, goes_to_terminal, show, tell
    from clauseway.loaders.rdf_files import read_shipped, store_of
    from clauseway.queries.source_tables import source_sample

    source = find_source(name)
    table = source_sample(store_of(read_shipped()), source)
    if not goes_to_terminal(asked):  # most formats have no room for notes
        for note in table.provenance.notes:
            tell(note)
    show(table, asked)
