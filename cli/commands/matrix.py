"""Comparison matrices: rows against clause types, economies against economies, clause types against grades."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, IsoDate, analysis_options

if TYPE_CHECKING:
    from clauseway.queries.matrix_orders import Order
    from clauseway.queries.matrix_questions import MatrixKind

KINDS = ("clauses", "divergence", "agreements", "grades")
ORDERS = ("given", "alphabetical", "region", "total", "similarity")


@click.command(
    epilog="Examples: clauseway matrix --economies CHN,SGP,KHM -o matrix.xlsx | clauseway matrix --group asean "
    "--order similarity --margins -o asean.html | clauseway matrix --agreements depa,rcep,cptpp --clauses "
    "paperless-trading,electronic-invoicing | clauseway matrix --kind divergence --group rcep -o apart.xlsx | "
    "clauseway matrix --kind grades --agreements all | clauseway matrix --group asean --compare-to 2019-12-31 | "
    "clauseway matrix --group central-asia --what-if 'join KAZ:depa' -o joined.html"
)
@click.option("--kind", type=click.Choice(KINDS), default="clauses", show_default=True,
              help="clauses: rows against clause types; divergence, agreements: economies against economies; grades: "
              "clause types against grades, with the number of rows at each.")  # fmt: skip
@click.option("--economies", help="Economies as rows: codes or names, parted by commas.")
@click.option("--group", help="The members of a group (asean, bri, eaeu, ...) or the Parties of an agreement as rows.")
@click.option("--all-economies", is_flag=True, help="Every economy as a row.")
@click.option("--agreements", help="Agreements as rows: slugs parted by commas, or 'all'.")
@click.option("--clauses", "clauses", multiple=True, metavar="SLUGS", help="Only these clause types.")
@click.option("--order", type=click.Choice(ORDERS), default="given", show_default=True,
              help="Order of the rows, and of columns if they are the same. similarity needs scipy.")  # fmt: skip
@click.option("--order-columns", type=click.Choice(ORDERS), help="Order of the columns.")
@click.option("--margins", is_flag=True, help="Totals of rows and columns (html, xlsx, md).")
@click.option("--compare-to", type=IsoDate(), metavar="DATE",
              help="What changed from the earlier of this day and --as-of to the later.")  # fmt: skip
@click.option("--what-if", "what_if", multiple=True, metavar="CHANGE",
              help="What a change would bring: 'join WHO:AGREEMENT', 'leave WHO:AGREEMENT' (an economy or a group) or "
              "'upgrade AGREEMENT:MODEL' (may be repeated).")  # fmt: skip
@click.option("--wide", is_flag=True, help="CSV and TSV as a grid, a column a clause type, instead of a row a cell.")
@analysis_options
def matrix(
    kind: MatrixKind,
    economies: str | None,
    group: str | None,
    all_economies: bool,
    agreements: str | None,
    clauses: tuple[str, ...],
    order: Order,
    order_columns: Order | None,
    margins: bool,
    compare_to: date | None,
    what_if: tuple[str, ...],
    wide: bool,
    asked: Asked,
) -> None:
    """Comparison matrix of economies or agreements: grades, distances or counts, every cell with what it rests on.

    Name exactly one of --economies, --group, --all-economies and --agreements. A digit is a grade, 5 the strongest, 0
    absent; ? was not read; brackets: not owed yet. With --compare-to or --what-if a cell shows before, after and the
    change. The workbook (-o x.xlsx) holds the evidence of every cell, the agreements, the sources and a codebook;
    -o x.docx, .svg, .png and .pdf draw the grid.
    """
    from clauseway.cli.session import open_runner, show_matrix, usage_errors
    from clauseway.queries.matrix_questions import asked_matrix

    if asked.explain and (kind != "clauses" or compare_to is not None or what_if):
        raise click.UsageError("--explain explains grades; leave out --kind, --compare-to and --what-if.")
    with open_runner(asked) as runner, usage_errors():
        made = asked_matrix(
            runner,
            asked.as_of,
            kind=kind,
            economies=None if economies is None else economies.split(","),
            group=group,
            agreements=None if agreements is None else agreements.split(","),
            all_economies=all_economies,
            clauses=clauses,
            order=order,
            order_columns=order_columns,
            margins=margins,
            compare_to=compare_to,
            what_if=what_if,
        )
    show_matrix(made, asked, wide=wide)
