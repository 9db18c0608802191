"""What would change if economies joined or left agreements, or Parties brought an agreement up to another."""

from __future__ import annotations

import click

from clauseway.cli.options import GRADES, Asked, Chosen, analysis_options, set_options


@click.command(
    epilog="Examples: clauseway whatif --join CHN:depa | clauseway whatif --leave GBR:cptpp --by pair | "
    "clauseway whatif --upgrade china-korea-fta:cptpp --by duty | clauseway whatif --join asean:depa --group asean"
)
@click.option("--join", "joins", multiple=True, metavar="WHO:AGREEMENT",
              help="An economy joins an agreement; of a group, the members not bound yet (may be repeated).")
@click.option("--leave", "leaves", multiple=True, metavar="WHO:AGREEMENT",
              help="An economy leaves an agreement (may be repeated).")
@click.option("--upgrade", "upgrades", multiple=True, metavar="AGREEMENT:MODEL",
              help="The Parties of an agreement take on the rules of another among themselves (may be repeated).")
@click.option("--by", type=click.Choice(["economy", "clause", "duty", "pair", "law"]), default=None,
              help="A breakdown.")
@click.option("--grade", type=click.Choice(GRADES), default="qualified", show_default=True,
              help="The grade a rule has to reach for a pair to count as bound.")
@set_options
@analysis_options
def whatif(
    joins: tuple[str, ...],
    leaves: tuple[str, ...],
    upgrades: tuple[str, ...],
    by: str | None,
    grade: str,
    chosen: Chosen,
    asked: Asked,
) -> None:
    """What would change in coverage, pairs bound, gaps, fragmentation and compliance; the graph stays as it is.

    Without --by the measures before and after with their difference; by economy; by clause type; by duty of those
    that act; by pair newly or no longer bound; by law at home that the changed duties rest on. --group or --economies
    is the set over which gaps and fragmentation are measured (default: those that act, with the Parties of the
    agreements).
    """
    from clauseway.cli.session import economies_of, find_clauses, open_runner, show, usage_errors
    from clauseway.ontology.strength import Grade
    from clauseway.queries.asked_scenarios import scenario_asked
    from clauseway.queries.rules_in_force import rule_facts
    from clauseway.queries.whatif_analysis import whatif_table

    if not (joins or leaves or upgrades):
        raise click.UsageError(
            "Name a change: --join ECONOMY:AGREEMENT, --leave ECONOMY:AGREEMENT or --upgrade AGREEMENT:MODEL."
        )
    with open_runner(asked) as runner:
        facts = rule_facts(runner)
        with usage_errors():
            changes = scenario_asked(runner, joins, leaves, upgrades, asked.as_of, facts=facts)
        economies = economies_of(runner, chosen, asked)
        table = whatif_table(
            runner,
            changes,
            asked.as_of,
            by=by or "",
            grade=Grade(grade),
            economies=economies,
            name=chosen.group or "",
            clauses=find_clauses(runner, chosen.clauses),
            facts=facts,
        )
    show(table, asked)
