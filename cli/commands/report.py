"""Reports."""

from __future__ import annotations

import click

from clauseway.cli.options import Asked, duty_options


@click.command(
    epilog="Examples: clauseway report --economy KAZ -o kaz.html | clauseway report --group central-asia -o group.docx"
)
@click.option("--economy", help="The economy it is about: code, name or alias.")
@click.option("--group", help="The group it is about (asean, bri, ...), or an agreement whose Parties are meant.")
@duty_options
def report(economy: str | None, group: str | None, asked: Asked) -> None:
    """One page to mail: summary, coverage, partners, dates, next steps, law at home, sources.

    Write it to a file (-o x.html, x.docx, x.md); the HTML page needs no network. Name --economy or --group.
    """
    from clauseway.cli.session import find_economy, members_of, open_runner, show_brief
    from clauseway.queries.reports import economy_report, group_report

    if (economy is None) == (group is None):
        raise click.UsageError("Name one of --economy and --group.")
    with open_runner(asked) as runner:
        if economy is not None:
            page = economy_report(runner, *find_economy(runner, economy), asked.as_of)
        else:
            assert group is not None
            members = [code for code, _ in members_of(runner, group, asked.as_of)]
            page = group_report(runner, members, group, asked.as_of)
    show_brief(page, asked)
