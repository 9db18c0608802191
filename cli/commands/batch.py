"""Many files at once."""

from __future__ import annotations

from pathlib import Path

import click

from clauseway.cli.options import LEVELS, IsoDate

KINDS = ("report", "economy", "coverage", "upgrade")
FORMATS = ("html", "docx", "md", "csv", "tsv", "json", "xlsx")


@click.command(
    name="export",
    epilog="Examples: clauseway export --all-economies --kind report -o reports --jobs 2 | "
    "clauseway export --group asean --kind coverage --format xlsx -o asean",
)
@click.option("--all-economies", is_flag=True, help="Every economy that is no union.")
@click.option("--economies", help="Economies: codes or names, parted by commas.")
@click.option("--group", help="The members of a group, or the Parties of an agreement.")
@click.option("--kind", type=click.Choice(KINDS), default="report", show_default=True, help="What is asked for each.")
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), default="html", show_default=True,
              help="Format of the files.")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="Folder for the files, one an economy, named by its code.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--as-of", type=IsoDate(), default=None, metavar="DATE", help="Day asked about (default: today).")
@click.option("--min-verification", type=click.Choice(LEVELS), default=LEVELS[-1], show_default=True,
              help="The weakest level of verification that counts.")
@click.option("--count-machine-coded/--no-count-machine-coded", default=True, show_default=True,
              help="Whether codings made by rules count.")
@click.option("--graph", type=click.Path(path_type=Path), default=None, envvar="CLAUSEWAY_GRAPH", metavar="FILE",
              help="Graph file (default: in the user's data folder; also by CLAUSEWAY_GRAPH).")
def export(
    all_economies: bool,
    economies: str | None,
    group: str | None,
    kind: str,
    form: str,
    output: Path,
    jobs: int,
    as_of: object,
    min_verification: str,
    count_machine_coded: bool,
    graph: Path | None,
) -> None:
    """Write an answer for each of many economies: reports, pages, coverage, next steps.

    A run that was stopped goes on where it stopped; files of another day, version or question are written anew.
    """
    import sys
    from datetime import date

    from clauseway.cli.options import Asked, Chosen
    from clauseway.cli.session import economies_of, open_runner, tell
    from clauseway.queries.batches import Batch, left_over, written

    if sum((all_economies, economies is not None, group is not None)) != 1:
        raise click.UsageError("Name one of --all-economies, --economies and --group.")
    if output.is_file():
        raise click.UsageError(f"'{output}' is a file; name a folder.")
    day = as_of if isinstance(as_of, date) else date.today()
    asked = Asked(None, None, day, "grafeo", graph, min_verification, count_machine_coded)
    with open_runner(asked) as runner:
        names = {str(row["economy"]): str(row["name"]) for row in runner.rows("economies") if row["kind"] != "union"}
        chosen = list(names) if all_economies else economies_of(runner, Chosen(group, economies, ()), asked)
        batch = Batch(kind, form, day, runner.version, min_verification, count_machine_coded)
    every = [(code, names.get(code, code)) for code in chosen]
    waiting = left_over(batch, output, every, names)
    with click.progressbar(length=len(waiting), label="Writing", file=sys.stderr) as bar:
        for _ in written(batch, output, waiting, graph, jobs):
            bar.update(1)
    tell(f"{len(waiting)} written, {len(every) - len(waiting)} there already, in {output}.")
