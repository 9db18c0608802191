"""The RDF behind the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Output, output_options

if TYPE_CHECKING:
    import pyoxigraph as ox

_SOURCES = click.option(
    "--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
    help="Read this sources folder instead of the shipped dataset.",
)  # fmt: skip


@click.group(epilog="Example: clauseway rdf export --format nq -o clauseway.nq")
def rdf() -> None:
    """The RDF dataset: the source of truth that every graph is projected from."""


@rdf.command("export", epilog="Examples: clauseway rdf export -o clauseway.jsonld | clauseway rdf export -f nq | head")
@click.option("--format", "-f", "form", type=click.Choice(["trig", "nq", "ttl", "jsonld"]), default=None,
              help="TriG, N-Quads, Turtle or JSON-LD (default: by the file's suffix, else TriG).")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="File to write; its suffix decides the format (trig, nq, ttl, jsonld).")
@click.option("--vocabularies", is_flag=True, help="Add the vocabularies: the concepts with their labels.")
@_SOURCES
def export(form: str | None, output: Path | None, vocabularies: bool, sources: Path | None) -> None:
    """Write the whole dataset, one named graph a source; the same data gives the same bytes.

    TriG and N-Quads hold everything. JSON-LD does too, with the context of the ontology inside. Turtle knows no named
    graphs: all of them are merged, and which source says what is lost.
    """
    from clauseway.cli.session import tell
    from clauseway.loaders.rdf_files import RDF_SUFFIXES, RdfFormat, serialize_in_parts, vocabulary_quads
    from clauseway.queries.exports.files import write_atomically, write_to_pipe

    suffix = output.suffix.lower() if output else ""
    if form is None and suffix and suffix not in RDF_SUFFIXES:
        known = ", ".join(RDF_SUFFIXES)
        raise click.UsageError(f"Cannot tell the format from the suffix '{suffix}'; use one of {known}, or --format.")
    forms: dict[str, RdfFormat] = {name: name for name in RDF_SUFFIXES.values()}
    chosen = forms[form] if form else RDF_SUFFIXES.get(suffix, "trig")
    quads = _quads(sources)
    if vocabularies:
        quads += vocabulary_quads()
    parts = serialize_in_parts(quads, chosen)
    if chosen == "ttl":
        tell("Turtle merges the named graphs: which source says what is lost. TriG, N-Quads and JSON-LD keep it.")
    if output is None:
        for part in parts:
            write_to_pipe(part.decode())
        return

    def fill(beside: Path) -> None:
        with beside.open("wb") as file:
            file.writelines(parts)

    write_atomically(output, fill)
    tell(f"Wrote {len(quads)} statements to {output}.")


@click.command(
    epilog="Examples: clauseway sparql 'SELECT ?a ?title { ?a a cw:Agreement ; dct:title ?title } ORDER BY ?a' | "
    "clauseway sparql 'ASK { agr:rcep cw:binding true }' | clauseway sparql --file question.rq -o answer.csv"
)
@click.argument("text", metavar="[QUERY]", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=None,
              metavar="FILE", help="Read the query from a file instead.")
@_SOURCES
@click.option("--time-out", "seconds", type=click.FloatRange(0.1, 86_400), default=300.0, show_default=True,
              metavar="SECONDS", help="Time the query may take.")
@output_options
def sparql(text: str | None, file: Path | None, sources: Path | None, seconds: float, asked: Output) -> None:
    """Ask the RDF dataset in SPARQL: SELECT gives a table of its variables, ASK gives true or false.

    Without FROM the adopted data, the claims of every source, the vocabularies and their mappings to other codebooks
    are asked as one graph; GRAPH ?g tells them apart. The prefixes of the exported TriG (cw, dct, skos, prov, agr,
    econ, clause, ...) are declared already; a query may declare its own. A terminal shows IRIs with prefixes, files and
    pipes have them in full.
    Without ORDER BY the rows have no particular order. CONSTRUCT, DESCRIBE, updates and SERVICE are refused.
    """
    from clauseway.cli.session import goes_to_terminal, show
    from clauseway.loaders.bounded_files import FileRefused, read_at_most
    from clauseway.loaders.rdf_files import add_mappings, shipped_store, store_of
    from clauseway.queries.bounded_answers import TakesTooMuch, within_bounds
    from clauseway.queries.linked_data import LONGEST_QUERY, SparqlError, answer

    if (text is None) == (file is None):
        raise click.UsageError("Give a query or --file, one of the two.")
    if text is None:
        assert file is not None
        try:
            text = read_at_most(file, 4 * LONGEST_QUERY).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise click.UsageError(f"{file} is not a text in UTF-8.") from None
        except FileRefused as error:
            raise click.UsageError(f"{file} is not read: {error}.") from None
    try:
        store = shipped_store() if sources is None else store_of(_quads(sources))
        add_mappings(store)
        table = within_bounds(lambda: answer(store, text, prefixed=goes_to_terminal(asked)), seconds)
    except (SparqlError, TakesTooMuch) as error:
        raise click.UsageError(str(error)) from None
    show(table, asked)


def _quads(sources: Path | None) -> list[ox.Quad]:
    """The shipped dataset, or what a sources folder says."""
    from clauseway.loaders.build import read_sources
    from clauseway.loaders.figures_rdf import figure_quads
    from clauseway.loaders.rdf_dataset import dataset_quads
    from clauseway.loaders.rdf_files import read_shipped

    if sources is None:
        return read_shipped()
    dataset, _ = read_sources(sources, lambda stage: None)
    return [*dataset_quads(dataset), *figure_quads(dataset.figures)]
