"""Serve the browser explorer."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import ENGINES


@click.command(
    epilog="Examples: clauseway serve | clauseway serve --port 9000 --graph my.grafeo | "
    "clauseway serve --engine neo4j --workers 2 | clauseway serve --host 0.0.0.0 --allow-host rules.example.org"
)
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen at; this machine alone unless told.")
@click.option("--port", "-p", type=click.IntRange(0, 65535), default=8642, show_default=True,
              help="Port; 0 for any free one.")
@click.option("--graph", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Graph file; when another one takes its place, the next request sees it.")
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True,
              help="Serve from the embedded graph or from a Neo4j server.")
@click.option("--profile", default=None, metavar="NAME", help="Named Neo4j server of neo4j.toml.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Processes that share the port.")
@click.option("--allow-cypher", is_flag=True, help="Add a page for queries of one's own, which can only read.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME",
              help="Also answer requests for this host name ('*' for any; may be repeated).")
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN",
              help="Let scripts of this origin read the API ('*' for any; may be repeated).")
@click.option("--time-out", "seconds", type=click.FloatRange(0.1, 600), default=30.0, show_default=True,
              metavar="SECONDS", help="Time a request may take.")
@click.option("--quiet", "-q", is_flag=True, help="No line for each request.")
def serve(
    host: str,
    port: int,
    graph: Path | None,
    engine: str,
    profile: str | None,
    workers: int,
    allow_cypher: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    seconds: float,
    quiet: bool,
) -> None:
    """Serve the explorer: pages, pictures, files and an API for a browser.

    Open the address it prints. Every page is also a file (.json, .csv, .xlsx, ...), and its address holds the whole
    question. Nothing can be changed through it. Stop it with Ctrl-C.
    """
    from clauseway.web import LOCAL_HOSTS, Settings, run

    settings = Settings(
        graph=graph, engine=engine, profile=profile, hosts=(*LOCAL_HOSTS, *(name.lower() for name in hosts)),
        origins=origins, allow_cypher=allow_cypher, seconds=seconds,
    )  # fmt: skip
    run(settings, host, port, workers, quiet=quiet, tell=lambda said: click.echo(said, err=True))
