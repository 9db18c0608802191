"""Commands that analyse sets of economies."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, answer_options

LEVELS = ("primary-text", "secondary", "title-only", "recalled", "machine-coded")


@click.command(
    epilog="Examples: clauseway fragmentation | clauseway fragmentation --group asean --by clause | "
    "clauseway fragmentation --economies CHN,JPN,KOR --by year -o years.csv"
)
@click.option("--group", help="The members of a group (asean, bri, eaeu, ...) or the Parties of an agreement.")
@click.option("--economies", help="Economies: codes or names, parted by commas (default: all).")
@click.option("--by", type=click.Choice(["clause", "economy", "year"]), default=None, help="A breakdown.")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option(
    "--min-verification", type=click.Choice(LEVELS), default="machine-coded", show_default=True,
    help="The weakest level of verification that counts; weaker codings are taken as not read.",
)  # fmt: skip
@click.option(
    "--count-machine-coded/--no-count-machine-coded", default=True, show_default=True,
    help="Whether codings made by rules count.",
)  # fmt: skip
@answer_options
def fragmentation(
    group: str | None,
    economies: str | None,
    by: str | None,
    clauses: tuple[str, ...],
    min_verification: str,
    count_machine_coded: bool,
    asked: Asked,
) -> None:
    """How far digital-trade rules differ among economies: spread, divergence, overlap, conflict, camps.

    Without --by one table of measures; by clause where they differ most; by economy how far it is from the others and
    from five model agreements, and how many rule sets its largest trade partners bring; by year on each 1 January.
    """
    from clauseway.cli.session import find_clauses, find_economy, members_of, open_runner, show
    from clauseway.ontology.strength import Verification
    from clauseway.queries.fragmentation_analysis import fragmentation_table
    from clauseway.queries.rules_in_force import Trust

    if group is not None and economies is not None:
        raise click.UsageError("Name --group or --economies, not both.")
    with open_runner(asked) as runner:
        chosen: list[str] = []
        if group is not None:
            chosen = [code for code, _ in members_of(runner, group, asked.as_of)]
        elif economies is not None:
            named = [find_economy(runner, part)[0] for part in economies.split(",") if part.strip()]
            chosen = list(dict.fromkeys(named))
            if len(chosen) < 2:
                raise click.UsageError("Name at least two economies.")
        table = fragmentation_table(
            runner,
            chosen,
            asked.as_of,
            by=by or "",
            name=group or (", ".join(chosen) if chosen else "all economies"),
            clauses=find_clauses(runner, clauses),
            trust=Trust(Verification(min_verification), count_machine_coded),
        )
    show(table, asked)
