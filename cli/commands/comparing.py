"""Agreements side by side."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import Asked, duty_options


@click.command(
    epilog="Examples: clauseway compare depa rcep cptpp --clause cross-border-data-transfer -o transfer.html | "
    "clauseway compare rcep china-korea-fta --clause paperless-trading --sources ../data -o paperless.docx"
)
@click.argument("agreements", nargs=-1, required=True, metavar="AGREEMENT...")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Folder with the treaty texts: shows the words, with those that differ from the first text marked.")
@duty_options
def compare(agreements: tuple[str, ...], clauses: tuple[str, ...], sources: Path | None, asked: Asked) -> None:
    """AGREEMENTs (two or more slugs) side by side: article, summary, facts, and the words where texts are at hand.

    Pages and documents (-o x.html, x.docx, x.md) have a column an agreement; other formats one row a provision.
    """
    from clauseway.cli.session import find_agreement, find_clauses, open_runner, show_brief, tell
    from clauseway.queries.comparison import compared
    from clauseway.queries.comparison_page import comparison_page

    with open_runner(asked) as runner:
        slugs = list(dict.fromkeys(find_agreement(runner, typed)[0] for typed in agreements))
        if len(slugs) < 2:
            raise click.UsageError("Name at least two agreements.")
        comparison, problems = compared(
            runner, slugs, find_clauses(runner, clauses), asked.as_of, sources=sources
        )
    show_brief(comparison_page(comparison), asked)
    for problem in problems:
        tell(f"Not shown: {problem}")
