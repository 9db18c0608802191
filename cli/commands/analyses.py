"""Commands that analyse sets of economies."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import GRADES, Asked, Chosen, analysis_options, set_options


@click.command(
    epilog="Examples: clauseway fragmentation | clauseway fragmentation --group asean --by clause | "
    "clauseway fragmentation --economies CHN,JPN,KOR --by year -o years.csv | "
    "clauseway fragmentation --by network --sources ../data"
)
@click.option(
    "--by", type=click.Choice(["agreement", "clause", "economy", "network", "year"]), default=None, help="A breakdown."
)
@click.option(
    "--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
    help="Folder with treaty texts, whose words are compared too (at large, by agreement, by network).",
)  # fmt: skip
@set_options
@analysis_options
def fragmentation(
    chosen: Chosen,
    by: str | None,
    sources: Path | None,
    asked: Asked,
) -> None:
    """How far digital-trade rules differ among economies: spread, divergence, overlap, conflict, camps.

    Without --by one table of measures; by clause where they differ most; by economy how far it is from the others and
    from five model agreements, and how many rule sets its largest trade partners bring; by agreement its scope and
    depth, and the agreements nearest to it by rules and by words; by network who stands at the centre of the rules
    and, with texts, who wrote them; by year on each 1 January.
    """
    from clauseway.cli.session import economies_of, find_clauses, open_runner, show, tell
    from clauseway.queries.fragmentation_analysis import TEXTUAL, fragmentation_table
    from clauseway.queries.text_distance import text_distances_of

    if sources is not None and (by or "") not in TEXTUAL:
        raise click.UsageError("--sources goes with --by agreement, --by network or no --by: others compare no words.")
    with open_runner(asked) as runner:
        economies = economies_of(runner, chosen, asked)
        table = fragmentation_table(
            runner,
            economies,
            asked.as_of,
            by=by or "",
            name=chosen.group or ", ".join(economies) or "all economies",
            clauses=find_clauses(runner, chosen.clauses),
            texts=text_distances_of(sources, tell) if sources is not None else None,
        )
    show(table, asked)


@click.command(
    epilog="Examples: clauseway gaps --group asean | clauseway gaps --group central-asia --by step --close 100 | "
    "clauseway gaps --economies CHN,JPN,KOR --grade binding-enforceable --by pair"
)
@click.option(
    "--by", type=click.Choice(["clause", "economy", "pair", "step"]), default="clause", show_default=True,
    help="What a row is about.",
)  # fmt: skip
@click.option(
    "--grade", type=click.Choice(GRADES), default="qualified", show_default=True,
    help="The grade a rule has to reach for a pair to count as bound.",
)  # fmt: skip
@click.option(
    "--close", type=click.FloatRange(0, 100), default=80, show_default=True, metavar="PERCENT",
    help="Per cent of the missing pairs that the steps have to close.",
)  # fmt: skip
@set_options
@analysis_options
def gaps(
    chosen: Chosen,
    by: str,
    grade: str,
    close: float,
    asked: Asked,
) -> None:
    """Where a set of economies lacks a common rule, and which few steps would close most of the gap.

    By clause: pairs bound and missing, their trade, the weakest links and the steps; by economy, pair or step one row
    each. Name exactly one of --group and --economies.
    """
    from clauseway.cli.session import economies_of, find_clauses, open_runner, show
    from clauseway.ontology.strength import Grade
    from clauseway.queries.gap_analysis import gaps_table

    if chosen.group is None and chosen.economies is None:
        raise click.UsageError("Name one of --group and --economies.")
    with open_runner(asked) as runner:
        table = gaps_table(
            runner,
            economies_of(runner, chosen, asked),
            asked.as_of,
            by=by,
            grade=Grade(grade),
            close=close,
            name=chosen.group or "",
            clauses=find_clauses(runner, chosen.clauses),
        )
    show(table, asked)
