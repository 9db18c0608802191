"""The RDF behind the graph."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(epilog="Example: clauseway rdf export --format nq -o clauseway.nq")
def rdf() -> None:
    """The RDF dataset: the source of truth that every graph is projected from."""


@rdf.command("export", epilog="Examples: clauseway rdf export -o clauseway.trig | clauseway rdf export -f nq | head")
@click.option("--format", "-f", "form", type=click.Choice(["trig", "nq"]), default=None,
              help="TriG with prefixes, or sorted N-Quads (default: by the file's suffix, else trig).")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=None, metavar="FILE", help="File to write.")
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Read this sources folder instead of the shipped dataset.")
def export(form: str | None, output: Path | None, sources: Path | None) -> None:
    """Write the whole dataset, one named graph a source; the same data gives the same bytes."""
    from clauseway.cli.session import tell
    from clauseway.loaders.build import read_sources
    from clauseway.loaders.rdf_dataset import dataset_quads
    from clauseway.loaders.rdf_files import read_shipped, serialize
    from clauseway.queries.exports.files import write_atomically, write_to_pipe

    quads = read_shipped() if sources is None else dataset_quads(read_sources(sources, lambda stage: None)[0])
    suffix = output.suffix.lower() if output else ""
    chosen = form or ("nq" if suffix in (".nq", ".nquads") else "trig")
    content = serialize(quads, "nq" if chosen == "nq" else "trig")
    if output is None:
        write_to_pipe(content.decode())
        return

    def fill(beside: Path) -> None:
        beside.write_bytes(content)

    write_atomically(output, fill)
    tell(f"Wrote {len(quads)} statements to {output}.")
