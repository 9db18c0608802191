"""The evidence ledger."""

from __future__ import annotations

from typing import Literal

import click

from clauseway.cli.options import Asked, answer_options


@click.command(epilog="Examples: clauseway ledger | clauseway ledger --by clause -o ledger.xlsx")
@click.option("--by", type=click.Choice(["agreement", "clause", "economy"]), default="agreement", show_default=True,
              help="What a row is; an economy has the cells of the agreements it is bound by on the day.")
@answer_options
def ledger(by: Literal["agreement", "clause", "economy"], asked: Asked) -> None:
    """How well the cells are known: how many rest on the text, on others, on memory, and how many nobody read.

    A cell is one agreement against one of the 51 counted clause types. read-without: the text was read whole and
    holds no such provision. not-read: nothing is known.
    """
    from clauseway.cli.session import open_runner, show
    from clauseway.queries.ledger import ledger_table

    with open_runner(asked) as runner:
        table = ledger_table(runner, by, asked.as_of)
    show(table, asked)
