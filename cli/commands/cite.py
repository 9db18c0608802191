"""How to cite Clauseway."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from clauseway.cli.options import Asked, IsoDate

_STYLES = ("text", "bibtex", "cff", "csl")


@click.command(
    epilog="Examples: clauseway cite | clauseway cite --bibtex >> paper.bib | clauseway cite -f csl -o clauseway.json"
)
@click.option("--format", "-f", "style", type=click.Choice(_STYLES), default=None,
              help="A sentence, BibTeX, a Citation File or CSL-JSON (default: text).")
@click.option("--bibtex", is_flag=True, help="The same as --format bibtex.")
@click.option("--as-of", type=IsoDate(), default=None, metavar="DATE", help="Day the answers are for (default: today).")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=True), default=None, metavar="FILE",
              help="File to write (default: standard output).")
@click.option("--engine", type=click.Choice(["grafeo", "neo4j"]), default="grafeo", show_default=True, help="Engine.")
@click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
              help="Graph file.")
def cite(
    style: str | None, bibtex: bool, as_of: date | None, output: Path | None, engine: str, graph: Path | None
) -> None:
    """Print how to cite the data that answer here: versions, day, address, licence.

    Every export carries the same in itself or in the file beside it, with the sources its rows rest on.
    """
    from clauseway import __version__
    from clauseway.cli.session import open_runner, tell
    from clauseway.queries.citing import STYLES, Cited
    from clauseway.queries.exports.files import to_bytes, write_to_pipe, write_together

    if bibtex and style not in (None, "bibtex"):
        raise click.UsageError(f"--bibtex and --format {style} are two wishes; give one.")
    today = date.today()
    asked = Asked(None, output, as_of or today, engine, graph)
    with open_runner(asked) as runner:
        made = runner.provenance("cite", asked.as_of, {}, [])
    cited = Cited(__version__, made.data_version, made.ontology_version, asked.as_of, today)
    text = STYLES["bibtex" if bibtex else style or "text"](cited)
    if output is None:
        write_to_pipe(text)
        return
    write_together({output: to_bytes(text)})
    tell(f"Wrote {output}.")
