"""Commands that analyse sets of economies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Asked, answer_options

if TYPE_CHECKING:
    from clauseway.queries.runner import Runner
    from clauseway.queries.text_distance import TextDistances

LEVELS = ("primary-text", "secondary", "title-only", "recalled", "machine-coded")
READERS = 2
"""Processes that read texts which are not kept yet."""

GRADES = ("binding-enforceable", "binding-unenforceable", "qualified", "best-endeavour", "reviewable-later")


def _chosen(runner: Runner, group: str | None, economies: str | None, asked: Asked) -> list[str]:
    """Codes of the economies that `--group` or `--economies` names; none when neither was given."""
    from clauseway.cli.session import find_economy, members_of

    if group is not None:
        return [code for code, _ in members_of(runner, group, asked.as_of)]
    if economies is None:
        return []
    found = list(dict.fromkeys(find_economy(runner, part)[0] for part in economies.split(",") if part.strip()))
    if len(found) < 2:
        raise click.UsageError("Name at least two economies.")
    return found


def _words_of(sources: Path) -> TextDistances:
    """Compare the texts of a sources folder; a text that cannot be read is told and left out."""
    from clauseway.cli.session import tell
    from clauseway.loaders.similarity.collection import compared_chapters
    from clauseway.loaders.similarity.digital_chapters import default_cache
    from clauseway.queries.text_distance import text_distances

    chapters, problems = compared_chapters(sources, (), READERS, default_cache())
    for problem in problems:
        tell(f"Not compared: {problem}")
    return text_distances(chapters)


@click.command(
    epilog="Examples: clauseway fragmentation | clauseway fragmentation --group asean --by clause | "
    "clauseway fragmentation --economies CHN,JPN,KOR --by year -o years.csv | "
    "clauseway fragmentation --by network --sources ../data"
)
@click.option("--group", help="The members of a group (asean, bri, eaeu, ...) or the Parties of an agreement.")
@click.option("--economies", help="Economies: codes or names, parted by commas (default: all).")
@click.option("--by", type=click.Choice(["agreement", "clause", "economy", "network", "year"]), default=None,
              help="A breakdown.")
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Folder with treaty texts, whose words are compared too (at large, by agreement, by network).")
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option(
    "--min-verification", type=click.Choice(LEVELS), default="machine-coded", show_default=True,
    help="The weakest level of verification that counts; weaker codings are taken as not read.",
)  # fmt: skip
@click.option(
    "--count-machine-coded/--no-count-machine-coded", default=True, show_default=True,
    help="Whether codings made by rules count.",
)  # fmt: skip
@answer_options
def fragmentation(
    group: str | None,
    economies: str | None,
    by: str | None,
    sources: Path | None,
    clauses: tuple[str, ...],
    min_verification: str,
    count_machine_coded: bool,
    asked: Asked,
) -> None:
    """How far digital-trade rules differ among economies: spread, divergence, overlap, conflict, camps.

    Without --by one table of measures; by clause where they differ most; by economy how far it is from the others and
    from five model agreements, and how many rule sets its largest trade partners bring; by agreement its scope and
    depth, and the agreements nearest to it by rules and by words; by network who stands at the centre of the rules
    and, with texts, who wrote them; by year on each 1 January.
    """
    from clauseway.cli.session import find_clauses, open_runner, show
    from clauseway.ontology.strength import Verification
    from clauseway.queries.fragmentation_analysis import TEXTUAL, fragmentation_table
    from clauseway.queries.rules_in_force import Trust

    if group is not None and economies is not None:
        raise click.UsageError("Name --group or --economies, not both.")
    if sources is not None and (by or "") not in TEXTUAL:
        raise click.UsageError("--sources goes with --by agreement, --by network or no --by: others compare no words.")
    texts = _words_of(sources) if sources is not None else None
    with open_runner(asked) as runner:
        chosen = _chosen(runner, group, economies, asked)
        table = fragmentation_table(
            runner,
            chosen,
            asked.as_of,
            by=by or "",
            name=group or (", ".join(chosen) if chosen else "all economies"),
            clauses=find_clauses(runner, clauses),
            texts=texts,
            trust=Trust(Verification(min_verification), count_machine_coded),
        )
    show(table, asked)


@click.command(
    epilog="Examples: clauseway gaps --group asean | clauseway gaps --group central-asia --by step --close 100 | "
    "clauseway gaps --economies CHN,JPN,KOR --grade binding-enforceable --by pair"
)
@click.option("--group", help="The members of a group (asean, bri, eaeu, ...) or the Parties of an agreement.")
@click.option("--economies", help="Economies: codes or names, parted by commas.")
@click.option(
    "--by", type=click.Choice(["clause", "economy", "pair", "step"]), default="clause", show_default=True,
    help="What a row is about.",
)  # fmt: skip
@click.option(
    "--grade", type=click.Choice(GRADES), default="qualified", show_default=True,
    help="The grade a rule has to reach for a pair to count as bound.",
)  # fmt: skip
@click.option(
    "--close", type=click.FloatRange(0, 100), default=80, show_default=True, metavar="PERCENT",
    help="Per cent of the missing pairs that the steps have to close.",
)  # fmt: skip
@click.option("--clause", "clauses", multiple=True, metavar="SLUG", help="Only this clause type (may be repeated).")
@click.option(
    "--min-verification", type=click.Choice(LEVELS), default="machine-coded", show_default=True,
    help="The weakest level of verification that counts; weaker codings are taken as not read.",
)  # fmt: skip
@click.option(
    "--count-machine-coded/--no-count-machine-coded", default=True, show_default=True,
    help="Whether codings made by rules count.",
)  # fmt: skip
@answer_options
def gaps(
    group: str | None,
    economies: str | None,
    by: str,
    grade: str,
    close: float,
    clauses: tuple[str, ...],
    min_verification: str,
    count_machine_coded: bool,
    asked: Asked,
) -> None:
    """Where a set of economies lacks a common rule, and which few steps would close most of the gap.

    By clause: pairs bound and missing, their trade, the weakest links and the steps; by economy, pair or step one row
    each. Name exactly one of --group and --economies.
    """
    from clauseway.cli.session import find_clauses, open_runner, show
    from clauseway.ontology.strength import Grade, Verification
    from clauseway.queries.gap_analysis import gaps_table
    from clauseway.queries.rules_in_force import Trust

    if (group is None) == (economies is None):
        raise click.UsageError("Name one of --group and --economies.")
    with open_runner(asked) as runner:
        table = gaps_table(
            runner,
            _chosen(runner, group, economies, asked),
            asked.as_of,
            by=by,
            grade=Grade(grade),
            close=close,
            name=group or "",
            clauses=find_clauses(runner, clauses),
            trust=Trust(Verification(min_verification), count_machine_coded),
        )
    show(table, asked)
