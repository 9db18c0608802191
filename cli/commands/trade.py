"""Trade between economies: flows, published figures beside them, a gravity estimate."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, answer_options, explain_option


class FlowsByDefault(click.Group):
    """A group whose first word, when it names none of its commands, belongs to `flows`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `flows` before economies and options."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["flows", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=FlowsByDefault,
    context_settings={"help_option_names": ["-h", "--help"]},  # the same for whoever takes this group by itself
    epilog="Examples: clauseway trade KAZ | clauseway trade --group central-asia --with CHN | "
    "clauseway trade published KAZ | clauseway trade gravity KAZ CHN",
)
def trade() -> None:
    """Trade in goods: what economies sell each other, published figures beside it, and a gravity estimate.

    `clauseway trade KAZ` is short for `clauseway trade flows KAZ`.
    """


@trade.command(
    epilog="Examples: clauseway trade KAZ | clauseway trade flows KAZ --with CHN | "
    "clauseway trade --group central-asia --with CHN -o central-asia.csv"
)
@click.argument("economy", required=False)
@click.option("--group", help="The members of a group (central-asia, asean, ...) or the Parties of an agreement.")
@click.option("--with", "partners", metavar="ECONOMIES", help="Partners: codes or names, parted by commas.")
@answer_options
@explain_option
def flows(economy: str | None, group: str | None, partners: str | None, asked: Asked) -> None:
    """What an economy or the members of a group trade with partners, year by year.

    Without --with: the largest partners of the economy, or the trade of the members among themselves. Figures that
    papers give for years the graph has no flows of stand beside them as `cited`.
    """
    from clauseway.cli.session import find_economy, members_of, open_runner, show
    from clauseway.queries.trade_analysis import trade_table

    if (economy is None) == (group is None):
        raise click.UsageError("Name one economy, or --group.")
    with open_runner(asked) as runner:
        chosen = [find_economy(runner, economy)[0]] if economy else []
        if group is not None:
            chosen = [code for code, _ in members_of(runner, group, asked.as_of)]
        others = [find_economy(runner, part)[0] for part in (partners or "").split(",") if part.strip()]
        if chosen == others:
            raise click.UsageError("An economy does not trade with itself; name two different ones.")
        slug = (group or "").strip().lower()
        table = trade_table(runner, chosen, asked.as_of, partners=list(dict.fromkeys(others)), group=slug)
    show(table, asked)


@trade.command(epilog="Examples: clauseway trade published | clauseway trade published Kazakhstan -f md")
@click.argument("economy", required=False)
@answer_options
@explain_option
def published(economy: str | None, asked: Asked) -> None:
    """Figures that papers give of trade, each beside what the flows of the graph give, and why they differ."""
    from clauseway.cli.session import find_economy, open_runner, show
    from clauseway.queries.names import members_cited
    from clauseway.queries.published_trade import published_table

    with open_runner(asked) as runner:
        code = find_economy(runner, economy)[0] if economy else ""
        table = published_table(runner, asked.as_of, members_cited(runner, asked.as_of), economy=code)
    show(table, asked)


@trade.command(
    epilog="Examples: clauseway trade gravity KAZ CHN | clauseway trade gravity KAZ | "
    "clauseway trade gravity --group central-asia --with CHN | clauseway trade gravity KAZ CHN --by coefficient --rules"
)
@click.argument("economies", nargs=-1, metavar="[ECONOMY [PARTNER]]")
@click.option("--group", help="The members of a group (central-asia, asean, ...) or the Parties of an agreement.")
@click.option("--with", "partners", metavar="ECONOMIES", help="Partners of the group: codes or names, with commas.")
@click.option(
    "--by", type=click.Choice(["flow", "coefficient"]), default="flow", show_default=True, help="What a row is about."
)
@click.option(
    "--year", type=click.IntRange(1900, 2100), default=None,
    help="Year of the flows (default: the one in which most flows asked for can be estimated).",
)  # fmt: skip
@click.option("--rules", is_flag=True, help="Add the number of clause types that bind the pair as a regressor.")
@answer_options
@explain_option
def gravity(
    economies: tuple[str, ...],
    group: str | None,
    partners: str | None,
    by: str,
    year: int | None,
    rules: bool,
    asked: Asked,
) -> None:
    """What a gravity equation expects two economies to trade, beside what they do; needs the extra `analysis`.

    One economy alone is held against every partner, two against each other, a group against --with or among itself.
    The gap is called untapped where trade falls short; it is not the effect of a rule and no forecast.
    """
    from clauseway.cli.session import find_economy, find_two_economies, members_of, open_runner, show
    from clauseway.queries.gravity_analysis import gravity_table

    if bool(economies) == (group is not None) or len(economies) > 2:
        raise click.UsageError("Name one or two economies, or --group.")
    if partners and group is None:
        raise click.UsageError("--with goes with --group; name two economies instead.")
    with open_runner(asked) as runner:
        if group is not None:
            chosen = [code for code, _ in members_of(runner, group, asked.as_of)]
        elif len(economies) == 2:
            chosen = [code for code, _ in find_two_economies(runner, *economies)]
        else:
            chosen = [find_economy(runner, name)[0] for name in economies]
        others = [find_economy(runner, part)[0] for part in (partners or "").split(",") if part.strip()]
        table = gravity_table(
            runner, chosen, asked.as_of, partners=others, by=by, year=year, rules=rules, name=group or ""
        )
    show(table, asked)
