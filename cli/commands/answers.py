"""Answers: coverage of an economy, what binds a pair, an agreement."""

from __future__ import annotations

import click

from clauseway.cli.options import GRADES, Asked, Chosen, analysis_options, duty_options, set_options


@click.command(
    epilog="Examples: clauseway coverage CHN | clauseway coverage Singapore --min-grade qualified -o sgp.csv | "
    "clauseway coverage KHM --clause data-localisation-ban --as-of 2027-01-02 --format json | "
    "clauseway coverage trend CHN | clauseway coverage trend CHN --by clause | clauseway coverage --group asean"
)
@click.argument("words", nargs=-1, metavar="[trend] [ECONOMY]")
@click.option("--min-grade", type=click.Choice(GRADES),
              help="Only clause types active at this grade or above; of a set, the grade that counts as bound "
              "(default there: qualified).")
@click.option("--qualifiers", is_flag=True, help="Add the 11 qualifying and institutional clause types.")
@click.option("--by", type=click.Choice(["year", "clause"]), default=None,
              help="Of a trend: a row a year (default), or each rise of a clause type.")
@set_options
@analysis_options
def coverage(
    words: tuple[str, ...], min_grade: str | None, qualifiers: bool, by: str | None, chosen: Chosen, asked: Asked
) -> None:
    """Clause coverage of ECONOMY (ISO code, name or alias): the best active grade of each clause type.

    Each row names the agreement and article it rests on, the strength facts, how they are known, with how many
    partners the economy is bound at that grade, their share of its trade, and since when. A type without a provision
    is absent only where every agreement in force was read; else it is not-read.

    `coverage trend ECONOMY` shows how it grew from 2000. With --group or --economies instead of ECONOMY: the share of
    the pairs of the set that owe each other each clause type, with the best and the worst pair.
    """
    from clauseway.cli.session import economies_of, find_clauses, find_economy, open_runner, show
    from clauseway.ontology.strength import Grade
    from clauseway.queries.coverage_analysis import coverage_table
    from clauseway.queries.coverage_trend import coverage_trend_table
    from clauseway.queries.group_coverage import group_coverage_table

    trend = words[:1] == ("trend",)
    named = list(words)[trend:]
    of_set = chosen.group is not None or chosen.economies is not None
    if of_set == bool(named):
        raise click.UsageError("Name one of ECONOMY, --group and --economies.")
    if len(named) > 1:
        raise click.UsageError(f"Name one economy; a name of several words goes in quotes: '{' '.join(named)}'.")
    if trend and (of_set or min_grade or qualifiers):
        raise click.UsageError("A trend is of one ECONOMY, with --by and --clause alone.")
    if (by and not trend) or (qualifiers and of_set):
        raise click.UsageError("--by goes with trend, --qualifiers with one ECONOMY.")
    with open_runner(asked) as runner:
        clauses = find_clauses(runner, chosen.clauses)
        least = Grade(min_grade) if min_grade else None
        if of_set:
            economies = economies_of(runner, chosen, asked)
            table = group_coverage_table(
                runner, economies, asked.as_of, grade=least or Grade.QUALIFIED, name=chosen.group or "",
                clauses=clauses,
            )  # fmt: skip
        else:
            iso3, name = find_economy(runner, named[0])
            if trend:
                table = coverage_trend_table(runner, iso3, name, asked.as_of, by=by or "year", clauses=clauses)
            else:
                table = coverage_table(
                    runner, iso3, name, asked.as_of, clauses=clauses, min_grade=least, qualifiers=qualifiers
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
    "clauseway pair SGP VNM --clause cross-border-data-transfer --paragraphs | "
    "clauseway pair SGP NZL --inconsistencies | clauseway pair CHN NZL --favours | clauseway pair KAZ SGP --chain"
)
@click.argument("first")
@click.argument("second")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option("--paragraphs", is_flag=True, help="Every paragraph instead of the strongest of each clause.")
@click.option("--inconsistencies", is_flag=True,
              help="Only where agreements of the two differ in grade or exception on one clause type.")
@click.option("--favours", is_flag=True, help="What each gives others at a higher grade than the other of the two.")
@click.option("--chain", is_flag=True,
              help="The shortest chains of agreements that link the two, the deepest first, link by link.")
@analysis_options
def pair(
    first: str,
    second: str,
    clauses: tuple[str, ...],
    paragraphs: bool,
    inconsistencies: bool,
    favours: bool,
    chain: bool,
    asked: Asked,
) -> None:
    """What binds FIRST and SECOND: every shared agreement in force, clause by clause, the strongest marked.

    A rule both owe each other alike is one row (mutual); where one of them has put it off, each gets its own row.
    Where no agreement in force links the two, the answer is the shortest chains of agreements that do.
    """
    from clauseway.cli.session import find_clauses, find_two_economies, open_runner, show
    from clauseway.queries.chains import chain_table, with_chain
    from clauseway.queries.favours import favours_table
    from clauseway.queries.pair_analysis import pair_table
    from clauseway.queries.pair_inconsistencies import inconsistency_table

    if sum((paragraphs, inconsistencies, favours, chain)) > 1:
        raise click.UsageError("Name only one of --paragraphs, --inconsistencies, --favours and --chain.")
    if chain and clauses:
        raise click.UsageError("--chain looks at all clause types; leave --clause out.")
    with open_runner(asked) as runner:
        one, other = find_two_economies(runner, first, second)
        wanted = find_clauses(runner, clauses)
        if chain:
            table = chain_table(runner, one, other, asked.as_of)
        elif favours:
            table = favours_table(runner, one, other, asked.as_of, clauses=wanted)
        elif inconsistencies:
            table = inconsistency_table(runner, one, other, asked.as_of, clauses=wanted)
        else:
            plain = pair_table(runner, one, other, asked.as_of, clauses=wanted, paragraphs=paragraphs)
            table = with_chain(runner, plain, one, other, asked.as_of)
    show(table, asked)


@click.command(
    epilog="Examples: clauseway agreement depa | clauseway agreement rcep --economy KHM --as-of 2027-01-02 | "
    "clauseway agreement depa --economy SGP --as-of 2024-03-18 --format json"
)
@click.argument("agreement_slug", metavar="AGREEMENT")
@click.option("--economy", help="As it stands for this economy (its entry into force, deferrals, bloc).")
@click.option("--all-versions", is_flag=True, help="Also the versions that do not hold on the date.")
@analysis_options
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
