"""The ontology that others can adopt."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import Output, output_options

_KINDS = ("class", "property", "concept", "scheme", "item")


@click.group(epilog="Examples: clauseway ontology show cw:Coding | clauseway ontology docs -o site")
def ontology() -> None:
    """The ontology: classes, properties, concept schemes, and how they map to other codebooks."""


@ontology.command("list", epilog="Examples: clauseway ontology list --kind class | clauseway ontology list -o all.csv")
@click.option("--kind", type=click.Choice(_KINDS), default=None,
              help="Only these; an item is a concept that stands for an entry of another codebook.")
@output_options
def list_terms(kind: str | None, asked: Output) -> None:
    """Every class, property, scheme and concept with its label and definition."""
    from clauseway.cli.session import show
    from clauseway.queries.ontology_tables import ontology_list

    show(ontology_list(kind), asked)


@ontology.command("show", epilog="Examples: clauseway ontology show Coding | clauseway ontology show clause:smes -f md")
@click.argument("term")
@output_options
def show_term(term: str, asked: Output) -> None:
    """One term, concept or scheme: definition, example, and what it is close to elsewhere.

    TERM is a name with or without prefix (cw:Coding, Coding, data-localisation-ban), a label or an IRI. Items of other
    codebooks can be shown as well: desta:ecommerce_duty.
    """
    from clauseway.cli.session import show
    from clauseway.queries.ontology_tables import UnknownTerm, ontology_entry

    try:
        table = ontology_entry(term)
    except UnknownTerm as error:
        raise click.UsageError(str(error)) from None
    show(table, asked)


@ontology.command("docs", epilog="Example: clauseway ontology docs -o site")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
              help="Folder for the page index.html; made if it is not there.")
def docs(output: Path) -> None:
    """Write the documentation of the ontology as one HTML page that needs no network and no script."""
    from clauseway.cli.session import tell
    from clauseway.queries.exports.files import ExportError, write_atomically
    from clauseway.queries.exports.ontology_page import PAGE_NAME, ontology_page

    page = ontology_page()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"Cannot make the folder '{output}': {error.strerror or error}.") from None

    def fill(beside: Path) -> None:
        beside.write_text(page, encoding="utf-8")

    write_atomically(output / PAGE_NAME, fill)
    tell(f"Wrote {output / PAGE_NAME}, {len(page.encode()) // 1000} kB.")


@ontology.command("context", epilog="Example: clauseway ontology context -o context.jsonld")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="File to write (default: standard output).")
def context(output: Path | None) -> None:
    """Print the JSON-LD context: short names and types for every class and property."""
    from clauseway.cli.session import tell
    from clauseway.ontology.context import context_text
    from clauseway.queries.exports.files import write_atomically, write_to_pipe

    text = context_text()
    if output is None:
        write_to_pipe(text)
        return

    def fill(beside: Path) -> None:
        beside.write_text(text, encoding="utf-8")

    write_atomically(output, fill)
    tell(f"Wrote {output}.")
