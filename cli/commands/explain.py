"""Explain one number of an analysis, down to its sources."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, duty_options


@click.command(
    epilog="Examples: clauseway explain coverage/CHN/cross-border-data-transfer | clauseway explain "
    "gaps/asean/data-localisation-ban -o gap.html | clauseway explain "
    "pair/CHN/NZL/paperless-trading@2024-05-02 -f json"
)
@click.argument("row_id", metavar="ROW-ID")
@click.option("--all", "everything", is_flag=True, help="Show long lists to the end.")
@duty_options
def explain(row_id: str, everything: bool, asked: Asked) -> None:
    """The derivation of the number that ROW-ID names, as a tree: formula, cells, duties, texts, codings, sources.

    \b
    Names stand in the column row_id of files and of -f csv or json. They are made so:
      coverage/ECONOMY/CLAUSE
      pair/FIRST/SECOND/CLAUSE[/AGREEMENT]
      matrix/ECONOMY/CLAUSE or matrix/AGREEMENT/CLAUSE
      agreement/PROVISION[/economy:ECONOMY]
      fragmentation/SET/MEASURE
      fragmentation/SET/clause/CLAUSE, .../economy/ECONOMY, .../year/YEAR,
        .../agreement/AGREEMENT, .../network/ECONOMY
      gaps/SET/CLAUSE[/grade:GRADE][/close:PERCENT]
      gaps/SET/economy/ECONOMY, .../pair/FIRST/SECOND/CLAUSE, .../step/CLAUSE/NUMBER
      compliance/ECONOMY/CLAUSE/LAW[/under:AGREEMENT]
      rdtii-6.5/ECONOMY
      upgrade/ECONOMY/KIND/TARGET[/CLAUSE]
      whatif/MEASURE/CHANGE, .../duty/ECONOMY/CLAUSE/CHANGE and the like; CHANGE is join:CHN:depa
      trend/ECONOMY/DAY[/CLAUSE]
      group-coverage/SET/CLAUSE[/grade:GRADE]
      inconsistency/FIRST/SECOND/CLAUSE/AGREEMENT/PLACE/OTHER/PLACE
      favour/ECONOMY/PARTNER/CLAUSE
      chain/FIRST/SECOND/CHAIN/LINK
      trade/ECONOMY/PARTNER/YEAR (or a group)

    SET is a group, codes parted by commas, or all. A day may follow an @; else --as-of tells it. The formats are a
    tree (the default), json, md and html. Most analyses take --explain, which prints the trees of their rows.
    """  # noqa: D301 (a raw text would hide from click that the list keeps its lines)
    from clauseway.cli.session import open_runner, show_explanations, usage_errors
    from clauseway.queries.explanations import explain as explain_row

    with open_runner(asked) as runner, usage_errors():
        found = explain_row(runner, row_id, asked.as_of)
    show_explanations([found], asked, everything=everything)
