"""Similarity of treaty texts."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import Output, output_options


@click.command(
    epilog="Examples: clauseway similar --sources ../data | clauseway similar --sources ../data --with rcep | "
    "clauseway similar draft.docx --sources ../data --with draft --article 14.11 --earlier-only | "
    "clauseway similar --sources ../data --makers -o makers.xlsx"
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Folder with the treaty texts, and the tables that date them.")
@click.option("--with", "with_name", default="", metavar="NAME",
              help="Compare one text with each other: its file, agreement or name.")
@click.option("--article", default="", metavar="NUMBER", help="Nearest precedents of this article of that text.")
@click.option("--pairs", is_flag=True, help="Every two digital chapters.")
@click.option("--makers", is_flag=True, help="Economies as makers and takers of rules, over time.")
@click.option("--period", type=click.IntRange(1, 100), default=5, show_default=True, metavar="YEARS",
              help="Length of the periods of --makers.")
@click.option("--earlier-only", is_flag=True, help="Only texts that were surely signed before.")
@click.option("--jobs", "-j", type=click.IntRange(1, 256), default=2, show_default=True,
              help="Processes that read texts at the same time.")
@click.option("--no-cache", is_flag=True, help="Read every text anew and keep nothing.")
@output_options
def similar(
    files: tuple[Path, ...],
    sources: Path | None,
    with_name: str,
    article: str,
    pairs: bool,
    makers: bool,
    period: int,
    earlier_only: bool,
    jobs: int,
    no_cache: bool,
    asked: Output,
) -> None:
    """How alike digital chapters are, word by word, and which took its words from which.

    Without an option of its own: each digital chapter of the texts (files, folders, or a sources folder) with the
    earlier one that holds the largest part of it. Texts are compared exactly, by runs of five words.
    """
    from clauseway.cli.session import show, tell
    from clauseway.loaders.coder.evaluation import texts_of
    from clauseway.loaders.similarity.collection import compared_chapters
    from clauseway.loaders.similarity.digital_chapters import default_cache
    from clauseway.queries.similarity_tables import (
        UnknownText,
        article_table,
        chapter_table,
        maker_table,
        pair_table,
    )

    if not files and sources is None:
        raise click.UsageError("Name texts to compare, or a sources folder with --sources DIR.")
    if sum(map(bool, (pairs, makers, with_name))) > 1:
        raise click.UsageError("Name only one of --with, --pairs and --makers.")
    if article and not with_name:
        raise click.UsageError("--article needs --with, which names the text that holds it.")
    if earlier_only and not (pairs or with_name):
        raise click.UsageError("--earlier-only goes with --with or --pairs; other tables look at earlier texts anyway.")
    chapters, problems = compared_chapters(sources, texts_of(files), jobs, None if no_cache else default_cache())
    try:
        if article:
            table = article_table(chapters, with_name, article, earlier_only=earlier_only)
        elif with_name or pairs:
            table = pair_table(chapters, with_name=with_name, earlier_only=earlier_only)
        elif makers:
            table = maker_table(chapters, period)
        else:
            table = chapter_table(chapters)
    except UnknownText as error:
        raise click.UsageError(str(error)) from None
    show(table, asked)
    for problem in problems:
        tell(f"Not compared: {problem}")
