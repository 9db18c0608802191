"""Operations: build the graph, load it into a server, validate, write the shipped dataset, see what is there."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import ENGINES, Output, output_options, profile_option

if TYPE_CHECKING:
    from clauseway.loaders.build import Built, Progress
    from clauseway.loaders.problems import Problem
    from clauseway.loaders.validation import Finding

MOST_TOLD = 200
"""Problems of a refused build that are printed: a table of another kind has one in every row."""

_SOURCES = click.option(
    "--sources", type=click.Path(path_type=Path), default=None, metavar="DIR",
    help="Read this sources folder instead of the shipped dataset.",
)  # fmt: skip
_VERBOSE = click.option("--verbose", "-v", is_flag=True, help="Also show how differences between sources were settled.")


@click.command(
    epilog="Examples: clauseway build | clauseway build --sources ../data --graph my.grafeo | clauseway build -v"
)
@_SOURCES
@click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
              help="Graph file to write (default: in the user's data folder; also by CLAUSEWAY_GRAPH).")
@click.option("--anew", is_flag=True, help="Check and project the figures of every source anew, none from the cache.")
@_VERBOSE
def build(sources: Path | None, graph: Path | None, anew: bool, verbose: bool) -> None:
    """Build the embedded graph: sources to RDF, the SHACL gate, then a new graph file swapped in for the old one.

    Without --sources the dataset that comes with Clauseway is built. When anything is wrong the old graph stays. Of
    --sources, figures that are as they were in an earlier build are taken as it checked and projected them.
    """
    from clauseway.graph.grafeo_engine import write_graph_file
    from clauseway.graph.schema import load_schema
    from clauseway.queries.opening import default_graph

    started = time.perf_counter()
    progress = _progress()
    built = _build(sources, progress, trust_seal=True, keeping=not anew)
    target = graph or default_graph()
    progress("writing the graph file")
    write_graph_file(target, built.graph, load_schema())
    _print_problems(built.problems, verbose=verbose)
    _print_findings(built.findings, verbose=verbose)
    if built.gate:
        click.echo(built.gate, err=True)
    counts = built.graph.counts()
    click.echo(
        f"Built {target}: data version {built.graph.version}, {counts['Agreement']} agreements, "
        f"{counts['Provision']} provisions, {counts['Economy']} economies, in {time.perf_counter() - started:.1f} s.",
        err=True,
    )


@click.command(
    epilog="Examples: NEO4J_URI=bolt://127.0.0.1:7687 NEO4J_PASSWORD=... clauseway load --to neo4j | "
    "clauseway load --to neo4j --dry-run | clauseway load --to neo4j --profile work -v"
)
@click.option("--to", "target", type=click.Choice(["neo4j"]), required=True, help="Where to load.")
@_SOURCES
@profile_option
@click.option("--driver", type=click.Choice(["neo4j", "py2neo"]), default="neo4j", show_default=True,
              help="Library to load with: Neo4j's own, or py2neo, which is end-of-life (extra 'py2neo').")
@click.option("--dry-run", is_flag=True, help="Only say what would change; the database is read and not written.")
@_VERBOSE
def load(
    target: str, sources: Path | None, profile: str | None, driver: str, dry_run: bool, verbose: bool
) -> None:
    """Make a Neo4j database equal to the dataset: add what is new, change what differs, remove what is gone.

    Only what an earlier load wrote is changed or removed; nodes, relationships and properties of others are left
    alone. The server is named by NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, or by a profile; a
    missing password is asked for on a terminal. While a load is under way queries of Clauseway wait or say so; one
    that was interrupted is completed by the next.
    """
    from clauseway.cli.connection import neo4j_settings
    from clauseway.graph.neo4j_load import load as load_neo4j
    from clauseway.graph.neo4j_load import writer_of
    from clauseway.graph.schema import load_schema

    progress = _progress()
    settings = neo4j_settings(profile)
    open_writer = writer_of(driver)
    built = _build(sources, progress, trust_seal=True)
    progress(f"comparing with {target}" if dry_run else f"loading into {target}")

    def batch_done(name: str, done: int, whole: int) -> None:
        progress(f"loading {name} {done}/{whole}")

    summary = load_neo4j(
        settings, built.graph, load_schema(), progress=batch_done, dry_run=dry_run, open_writer=open_writer
    )
    _print_problems(built.problems, verbose=verbose)
    for name, changes in summary.by_name.items():
        if verbose or changes.any:
            click.echo(f"  {name}: {changes}", err=True)
    would = "would then hold" if dry_run else "now holds"
    click.echo(f"{settings.shown_uri} {would} data version {built.graph.version}: {summary.total}.", err=True)


@click.command(
    epilog="Examples: clauseway validate | clauseway validate --sources ../data -v | "
    "clauseway validate --report -o contradictions.xlsx"
)
@_SOURCES
@_VERBOSE
@click.option("--report", is_flag=True, help="Also list the contradictions between sources (in any format, with -o).")
@output_options
def validate(sources: Path | None, verbose: bool, report: bool, asked: Output) -> None:
    """Check a sources folder (or the shipped dataset) without writing a graph; exit 3 when anything refuses it.

    The report has a row for each two sources that say different things (dates, Parties, codings, silence where
    another speaks): both sides with file and line, the one that is adopted, and why.
    """
    if not report and (asked.format or asked.output):
        raise click.UsageError("--format and -o are for the report; add --report.")
    built = _build(sources, _progress())
    if report:
        from clauseway.cli.session import show
        from clauseway.loaders.rdf_files import store_of
        from clauseway.queries.contradictions import contradiction_table

        show(contradiction_table(store_of(built.quads)), asked)
    _print_problems(built.problems, verbose=verbose)
    _print_findings(built.findings, verbose=verbose)
    click.echo(
        f"Valid: data version {built.graph.version}, {built.statements} statements, "
        f"{len(built.findings)} findings of the shapes, {len(built.problems)} of the sources.",
        err=True,
    )


@click.command(epilog="Example: clauseway dataset --sources ../data -o ontology/dataset")
@click.option("--sources", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Sources folder.")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=Path("ontology/dataset"), show_default=True,
              metavar="DIR", help="Folder for the files.")
def dataset(sources: Path, output: Path) -> None:
    """Write the shipped dataset anew: one TriG file a named graph, tables of figures, and the seal of the gate.

    The same sources give the same bytes. Sources that are not shipped are not read.
    """
    from clauseway.loaders.build import read_sources, ship
    from clauseway.ontology.seal import being_edited

    progress = _progress()
    with being_edited(), _told_in_full(sources):
        read, problems = read_sources(sources, progress, shipping=True)
        written, version = ship(read, output, progress)
    _print_problems(problems, verbose=False)
    size = sum(file.stat().st_size for file in written)
    click.echo(f"Wrote {len(written)} files ({size / 1e6:.1f} MB), data version {version}.", err=True)


@click.command(epilog="Example: clauseway doctor")
@click.option("--engine", type=click.Choice(ENGINES), default="grafeo", show_default=True, help="Engine.")
@profile_option
@click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
              help="Graph file.")
def doctor(engine: str, profile: str | None, graph: Path | None) -> None:
    """Say which versions are installed, which graph answers, what it holds and how well its provisions are known."""
    import platform
    from datetime import date

    from clauseway import __version__
    from clauseway.cli.options import Asked
    from clauseway.cli.session import open_runner
    from clauseway.ontology.version import ontology_version
    from clauseway.queries.opening import default_graph

    click.echo(f"clauseway {__version__}, ontology {ontology_version()}, Python {platform.python_version()}")
    names = ("grafeo", "neo4j", "pyoxigraph", "rdflib", "pyshacl", "pydantic")
    click.echo("  " + ", ".join(f"{name} {_version(name)}" for name in names))
    asked = Asked(None, None, date.today(), engine, graph, profile=profile)
    click.echo(f"graph: {graph or default_graph() if engine == 'grafeo' else 'a Neo4j server'}")
    with open_runner(asked) as runner:
        click.echo(f"  data version {runner.version}")
        for row in runner.rows("counts"):
            click.echo(f"  {row['what']}: {row['number']}")
        click.echo("provisions by verification:")
        for row in runner.rows("provisions_by_verification"):
            click.echo(f"  {row['verification']}: {row['provisions']} in {row['agreements']} agreements")
        started = time.perf_counter()
        found = len(runner.rows("provisions_of_economy", iso3="CHN"))
        click.echo(f"sample query: {found} rows for CHN in {(time.perf_counter() - started) * 1000:.0f} ms")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def build_graph(sources: Path | None) -> Built:
    """Build from the shipped dataset or a sources folder, with progress on a terminal and every problem told."""
    return _build(sources, _progress(), trust_seal=True)


def _build(sources: Path | None, progress: Progress, *, trust_seal: bool = False, keeping: bool = False) -> Built:
    from clauseway.loaders.build import build_from_shipped, build_from_sources, default_kept

    with _told_in_full(sources):
        if sources is not None:
            return build_from_sources(sources, progress, kept=default_kept() if keeping else None)
        return build_from_shipped(progress, trust_seal=trust_seal)


@contextmanager
def _told_in_full(sources: Path | None) -> Generator[None]:
    """Refuse a folder that is not there, and print every problem of a refusal before its last sentence."""
    from clauseway.cli.session import tell
    from clauseway.loaders.problems import SourceError
    from clauseway.loaders.validation import ShapesRefused

    if sources is not None and not sources.is_dir():
        raise click.UsageError(f"There is no folder '{sources}' to read sources from.")
    try:
        yield
    except SourceError as error:
        for problem in error.problems[1 : MOST_TOLD + 1]:
            tell(str(problem))
        if len(error.problems) > MOST_TOLD + 1:
            tell(f"... and {len(error.problems) - MOST_TOLD - 1} more.")
        raise
    except ShapesRefused as error:
        _print_findings(error.findings, verbose=True)
        raise


def _progress() -> Progress:
    """A line on a terminal that is written over; nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda stage: None

    def show(stage: str) -> None:
        click.echo(f"\r\033[K{stage} ...\r", nl=False, err=True)

    return show


def _print_problems(problems: list[Problem], *, verbose: bool) -> None:
    from clauseway.cli.session import tell

    for problem in problems:
        if verbose or problem.severity != "info":
            tell(str(problem))
    hidden = sum(problem.severity == "info" for problem in problems)
    if hidden and not verbose:
        tell(f"{hidden} differences between sources were settled by rule; see them with -v.")


def _print_findings(findings: list[Finding], *, verbose: bool) -> None:
    """A table of findings; the same message about many nodes of one row is one line unless verbose."""
    if not findings:
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from clauseway.queries.harmless_text import without_hidden

    table = Table(title="Findings of the shapes", title_justify="left")
    for column in ("severity", "file", "line", "node", "path", "value", "message"):
        table.add_column(column, overflow="fold")
    seen: set[tuple[str, str, int, str]] = set()
    for finding in findings:
        key = (finding.severity, finding.file, finding.line, finding.message)
        if key in seen and not verbose:
            continue
        seen.add(key)
        line = str(finding.line) if finding.file else ""
        cells = (
            finding.severity, finding.file, line, finding.node, finding.path, finding.value, finding.message
        )  # fmt: skip
        # as Text: a value such as [/] would be taken for markup
        table.add_row(*(Text(without_hidden(cell)) for cell in cells))
    Console(stderr=True).print(table)
