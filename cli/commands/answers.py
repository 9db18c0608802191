"""Answers: coverage of an economy, what binds a pair, an agreement."""

from __future__ import annotations

import click

from clauseway.cli.options import GRADES, Asked, duty_options


@click.command(
    epilog="Examples: clauseway coverage CHN | clauseway coverage Singapore --min-grade qualified -o sgp.csv | "
    "clauseway coverage KHM --clause data-localisation-ban --as-of 2027-01-02 --format json"
)
@click.argument("economy")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option("--min-grade", type=click.Choice(GRADES), help="Only clause types active at this grade or above.")
@click.option("--qualifiers", is_flag=True, help="Add the 11 qualifying and institutional clause types.")
@duty_options
def coverage(economy: str, clauses: tuple[str, ...], min_grade: str | None, qualifiers: bool, asked: Asked) -> None:
    """Clause coverage of ECONOMY (ISO code, name or alias): the best active grade of each clause type.

    Each row names the agreement and article it rests on, the strength facts, how they are known and with how many
    partners the economy is bound at that grade. A type without a provision is absent only where every agreement in
    force was read; else it is not-read.
    """
    from clauseway.cli.session import find_clauses, find_economy, open_runner, show
    from clauseway.ontology.strength import Grade
    from clauseway.queries.coverage_analysis import coverage_table

    with open_runner(asked) as runner:
        iso3, name = find_economy(runner, economy)
        wanted = find_clauses(runner, clauses)
        least = Grade(min_grade) if min_grade else None
        table = coverage_table(
            runner, iso3, name, asked.as_of, clauses=wanted, min_grade=least, qualifiers=qualifiers
        )
    show(table, asked)


@click.command(
    epilog="Examples: clauseway economy KAZ | clauseway economy Singapore --as-of 2020-12-31 -o sgp.html | "
    "clauseway economy KAZ -f json"
)
@click.argument("economy")
@duty_options
def economy(economy: str, asked: Asked) -> None:
    """One page about ECONOMY: memberships and agreements in time, clause coverage, readiness, laws, trade partners.

    A terminal shows a table a section, files and pipes get one table whose first column names the section. Figures
    whose licence keeps them out of the shipped dataset come in by 'clauseway build --sources DIR'.
    """
    from clauseway.cli.session import find_economy, open_runner, show_page
    from clauseway.queries.economy_page import economy_page, sections

    with open_runner(asked) as runner:
        iso3, name = find_economy(runner, economy)
        page = economy_page(runner, iso3, name, asked.as_of)
    show_page(page, sections(page), asked)


@click.command(
    epilog="Examples: clauseway pair CHN NZL | clauseway pair KOR NZL --as-of 2024-05-02 | "
    "clauseway pair SGP VNM --clause cross-border-data-transfer --paragraphs"
)
@click.argument("first")
@click.argument("second")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option("--paragraphs", is_flag=True, help="Every paragraph instead of the strongest of each clause.")
@duty_options
def pair(first: str, second: str, clauses: tuple[str, ...], paragraphs: bool, asked: Asked) -> None:
    """What binds FIRST and SECOND: every shared agreement in force, clause by clause, the strongest marked.

    A rule both owe each other alike is one row (mutual); where one of them has put it off, each gets its own row.
    """
    from clauseway.cli.session import find_clauses, find_two_economies, open_runner, show
    from clauseway.queries.pair_analysis import pair_table

    with open_runner(asked) as runner:
        one, other = find_two_economies(runner, first, second)
        table = pair_table(
            runner, one, other, asked.as_of, clauses=find_clauses(runner, clauses), paragraphs=paragraphs
        )
    show(table, asked)


@click.command(
    epilog="Examples: clauseway agreement depa | clauseway agreement rcep --economy KHM --as-of 2027-01-02 | "
    "clauseway agreement depa --economy SGP --as-of 2024-03-18 --format json"
)
@click.argument("agreement_slug", metavar="AGREEMENT")
@click.option("--economy", help="As it stands for this economy (its entry into force, deferrals, bloc).")
@click.option("--all-versions", is_flag=True, help="Also the versions that do not hold on the date.")
@duty_options
def agreement(agreement_slug: str, economy: str | None, all_versions: bool, asked: Asked) -> None:
    """AGREEMENT (its slug, such as rcep or depa) provision by provision, with the five strength facts.

    With --economy, `active` says whether the provision applies to it on the date: true, false, or empty where the
    sources do not tell; `active_from` is the first day it does.
    """
    from clauseway.cli.session import find_agreement, find_economy, open_runner, show
    from clauseway.queries.agreement_analysis import agreement_table

    with open_runner(asked) as runner:
        slug, _ = find_agreement(runner, agreement_slug)
        who = find_economy(runner, economy) if economy else None
        table = agreement_table(runner, slug, asked.as_of, economy=who, all_versions=all_versions)
    show(table, asked)
