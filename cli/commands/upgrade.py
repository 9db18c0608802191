"""Next steps of an economy, ranked, and paths of several steps."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import Asked, Chosen, analysis_options, set_options


@click.command(
    epilog="Examples: clauseway upgrade KAZ | clauseway upgrade KAZ --by clause | clauseway upgrade UZB --steps 3 | "
    "clauseway upgrade CHN --weights gain=0.5,trade=0.3 | clauseway upgrade --all -o steps.csv"
)
@click.argument("economy", required=False)
@click.option("--all", "everyone", is_flag=True, help="Every economy instead of one.")
@click.option("--by", type=click.Choice(["step", "clause"]), default="step", show_default=True,
              help="A row for each step, or for each clause type of each step.")
@click.option("--steps", type=click.IntRange(1, 10), default=None, metavar="NUMBER",
              help="A path of so many steps, each with what it needs done before it.")
@click.option("--weights", default="", metavar="CRITERION=NUMBER,...",
              help="Weights of gain, trade, partners, precedent, readiness, ease, talks, harmony; "
              "those not named keep that of the tier, and all are scaled to sum 1.")
@click.option("--tiers", "tiers_file", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Thresholds of the readiness tiers (CSV: indicator, middle, advanced, themes, reason).")
@set_options
@analysis_options
def upgrade(
    chosen: Chosen,
    economy: str | None,
    everyone: bool,
    by: str,
    steps: int | None,
    weights: str,
    tiers_file: Path | None,
    asked: Asked,
) -> None:
    """Next steps of ECONOMY, ranked: join, upgrade, commit or adopt a law, with what each wins and needs.

    join: an agreement that is open by the data; upgrade: an agreement in force, up to rungs the other side accepts
    elsewhere; commit: a Silk Road e-commerce memorandum, into commitments; adopt: a law that steps need. Only rungs
    of texts that were read are offered. What counts depends on the readiness tier.
    """
    from clauseway.cli.session import economies_of, find_clauses, find_economy, open_runner, show, usage_errors
    from clauseway.queries.upgrade_analysis import upgrade_table
    from clauseway.queries.upgrade_ranking import weights_given

    several = chosen.group is not None or chosen.economies is not None
    if sum((economy is not None, everyone, several)) != 1:
        raise click.UsageError("Name an economy, or give --all, --group or --economies; one of them.")
    with usage_errors():
        given = weights_given(weights)
    with open_runner(asked) as runner:
        if economy is not None:
            codes, name = [find_economy(runner, economy)[0]], find_economy(runner, economy)[1]
        else:
            codes = list(economies_of(runner, chosen, asked)) if several else []
            name = chosen.group or ", ".join(codes) or "all economies"
        with usage_errors():
            table = upgrade_table(
                runner,
                codes,
                asked.as_of,
                by=by,
                steps=steps or 0,
                weights=given,
                tiers_file=tiers_file,
                clauses=find_clauses(runner, chosen.clauses),
                name=name,
            )
    show(table, asked)
