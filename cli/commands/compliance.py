"""Compliance: duties against law at home, what a firm meets between two economies, and an index question."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, analysis_options


@click.command(
    epilog="Examples: clauseway compliance KAZ | clauseway compliance UZB --obligation-from rcep | "
    "clauseway compliance --between SGP VNM | clauseway compliance --rdtii-6.5 -o rdtii.xlsx"
)
@click.argument("economy", required=False)
@click.option("--obligation-from", metavar="AGREEMENT",
              help="Only the duties of this agreement; what it would owe if the economy is no Party.")
@click.option("--between", nargs=2, metavar="FIRST SECOND",
              help="Duties between two economies that a firm meets, by topic, with the dates of change ahead.")
@click.option("--rdtii-6.5", "rdtii", is_flag=True,
              help="RDTII indicator 6.5 (bound on data transfer: 0, else 1) for all economies, with and without RCEP.")
@analysis_options
def compliance(
    economy: str | None, obligation_from: str | None, between: tuple[str, str] | None, rdtii: bool, asked: Asked
) -> None:
    """Obligations of ECONOMY against its law at home: met, draft, missing or no-data, each with both sources.

    Which kind of law a clause type rests on is our own judgement, given in each row. met says that a law of the kind
    is there, not that it does what the text asks.
    """
    from clauseway.cli.session import find_agreement, find_economy, find_two_economies, open_runner, show
    from clauseway.queries.compliance import compliance_table
    from clauseway.queries.compliance_between import between_table
    from clauseway.queries.data_transfer_indicator import indicator_table

    if sum((economy is not None, between is not None, rdtii)) != 1:
        raise click.UsageError("Name an economy, or give --between or --rdtii-6.5; one of the three.")
    if obligation_from is not None and economy is None:
        raise click.UsageError("--obligation-from goes with an economy.")
    with open_runner(asked) as runner:
        if rdtii:
            table = indicator_table(runner, asked.as_of)
        elif between is not None:
            table = between_table(runner, *find_two_economies(runner, *between), asked.as_of)
        else:
            iso3, name = find_economy(runner, economy or "")
            slug = find_agreement(runner, obligation_from) if obligation_from else None
            table = compliance_table(runner, iso3, name, asked.as_of, obligation_from=slug)
    show(table, asked)
