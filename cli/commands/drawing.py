"""Drawings: networks, timelines, heat maps."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, Chosen, duty_options, set_options


@click.group(
    epilog="Examples: clauseway draw ego CHN -o china.svg | clauseway draw group asean --clause paperless-trading "
    "-o asean.svg | clauseway draw timeline KAZ -o kaz.html | "
    "clauseway draw ladder KAZ -o rungs.png"
)
def draw() -> None:
    """Draw networks of rules, timelines, ladders and heat maps.

    Write to x.svg or x.html, and with the extra 'charts' to x.png or x.pdf. Formats that hold no picture get the table
    that says the same.
    """


@draw.command(epilog="Examples: clauseway draw ego CHN -o china.svg | clauseway draw ego SGP --group asean -o sgp.html")
@click.argument("economy")
@set_options
@duty_options
def ego(economy: str, chosen: Chosen, asked: Asked) -> None:
    """With whom ECONOMY is bound, how deeply, and by which agreements."""
    from clauseway.cli.session import economies_of, find_clauses, find_economy, open_runner, show_drawing
    from clauseway.queries.drawings.asked import network_drawing

    with open_runner(asked) as runner:
        iso3, name = find_economy(runner, economy)
        drawing = network_drawing(
            runner,
            economies_of(runner, chosen, asked),
            asked.as_of,
            name=name,
            clauses=find_clauses(runner, chosen.clauses),
            centre=iso3,
        )
    show_drawing(drawing, asked)


@draw.command(epilog="Examples: clauseway draw group asean -o asean.svg | clauseway draw group bri --as-of 2020-01-01")
@click.argument("group_name", metavar="GROUP")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@duty_options
def group(group_name: str, clauses: tuple[str, ...], asked: Asked) -> None:
    """Who is bound with whom within GROUP (asean, bri, ... or an agreement whose Parties are meant)."""
    from clauseway.cli.session import find_clauses, members_of, open_runner, show_drawing
    from clauseway.queries.drawings.asked import network_drawing

    with open_runner(asked) as runner:
        members = [code for code, _ in members_of(runner, group_name, asked.as_of)]
        drawing = network_drawing(
            runner, members, asked.as_of, name=group_name, clauses=find_clauses(runner, clauses), group=group_name
        )
    show_drawing(drawing, asked)


@draw.command(name="timeline", epilog="Examples: clauseway draw timeline CHN -o china.svg")
@click.argument("economy")
@duty_options
def timeline(economy: str, asked: Asked) -> None:
    """The agreements of ECONOMY in time, and the days on which its duties change."""
    from clauseway.cli.session import find_economy, open_runner, show_drawing
    from clauseway.queries.drawings.asked import timeline_drawing

    with open_runner(asked) as runner:
        drawing = timeline_drawing(runner, *find_economy(runner, economy), asked.as_of)
    show_drawing(drawing, asked)


@draw.command(epilog="Examples: clauseway draw ladder KAZ -o kaz.svg | clauseway draw ladder KAZ --step 2 -o kaz.html")
@click.argument("economy")
@click.option("--step", type=click.IntRange(0, 20), default=1, show_default=True,
              help="Place of the next step to draw, as 'clauseway upgrade' ranks them; 0 draws today alone.")
@duty_options
def ladder(economy: str, step: int, asked: Asked) -> None:
    """The rungs on which ECONOMY stands, and where one of its next steps would take it."""
    from clauseway.cli.session import find_economy, open_runner, show_drawing, usage_errors
    from clauseway.queries.reports import step_drawing

    with open_runner(asked) as runner:
        iso3, name = find_economy(runner, economy)
        with usage_errors():
            drawing = step_drawing(runner, iso3, name, asked.as_of, step)
    show_drawing(drawing, asked)


@draw.command(name="heatmap", epilog="Examples: clauseway draw heatmap --group asean -o asean.svg")
@set_options
@duty_options
def heatmap(chosen: Chosen, asked: Asked) -> None:
    """Clause types against economies, a grade digit in each cell: the picture of 'clauseway matrix'."""
    from clauseway.cli.session import open_runner, show_matrix, usage_errors
    from clauseway.queries.matrix_questions import asked_matrix

    if chosen.group is None and chosen.economies is None:
        raise click.UsageError("Name one of --group and --economies.")
    with open_runner(asked) as runner, usage_errors():
        made = asked_matrix(
            runner,
            asked.as_of,
            economies=None if chosen.economies is None else chosen.economies.split(","),
            group=chosen.group,
            agreements=None,
            clauses=chosen.clauses,
        )
    show_matrix(made, asked)
