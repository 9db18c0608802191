"""The examples on the pages, asked of a graph built from the shipped dataset."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clauseway.graph.engine import Row, Value
    from clauseway.queries.runner import Runner

type Table = Callable[[Sequence[str], list[list[str]]], str]

SHOWN_AS_OF = date(2026, 11, 21)


@cache
def runner() -> Runner:
    """A graph of the shipped dataset in a folder that goes when Python ends."""
    from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.projection import project
    from clauseway.loaders.rdf_files import read_shipped, store_of
    from clauseway.queries.runner import Runner

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    graph = folder / "docs.grafeo"
    write_graph_file(graph, project(store_of(read_shipped()), load_schema()), load_schema())
    engine = GrafeoEngine.open(graph)
    atexit.register(engine.close)
    return Runner(engine)


def _text(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _score(row: Row) -> str:
    low, high = _text(row["score_low"]), _text(row["score_high"])
    return low if low == high else f"{low} to {high}"


def _activity(row: Row) -> str:
    return "unknown" if row["active"] is None else _text(row["active"])


def standing_of(
    table: Table, agreement: str, provision: str, cases: Sequence[tuple[str, str]], extra: str
) -> str:
    """A duty as it stands for economies on days.

    Args:
        table: Writes a table.
        agreement: Slug.
        provision: Beginning of the keys of the provisions in question, up to the clause type.
        cases: Economy and day.
        extra: Which further columns to show, parted by blanks.
    """
    from clauseway.queries.agreement_analysis import agreement_table

    further = extra.split()
    rows: list[list[str]] = []
    for economy, day in cases:
        found = agreement_table(runner(), agreement, date.fromisoformat(day), economy=(economy, economy))
        for row in found.rows:
            if _text(row["provision"]).startswith(provision) and row["wording"] in ("hard", "mixed"):
                known = [_text(row["grade"]), _score(row), _activity(row), _text(row["active_from"])]
                rows.append([economy, day, *known, *(_text(row[name]) for name in further)])
    head = ["economy", "as of", "grade", "score", "active", "active from"]
    return table([*head, *(name.replace("_", " ") for name in further)], rows)


def coverage(table: Table, clauses: Sequence[str]) -> str:
    """Some rows of the coverage of China."""
    from clauseway.queries.coverage_analysis import coverage_table

    found = coverage_table(runner(), "CHN", "China", SHOWN_AS_OF, clauses=clauses)
    columns = (
        "label", "grade", "partners", "agreement", "article", "wording", "exception", "enforcement",
        "verification",
    )  # fmt: skip
    return table(columns, [[_text(row[name]) for name in columns] for row in found.rows])


def pair(table: Table, day: str) -> str:
    """What binds Viet Nam and Singapore on data localisation."""
    from clauseway.queries.pair_analysis import pair_table

    two = ("VNM", "Viet Nam"), ("SGP", "Singapore")
    found = pair_table(runner(), *two, date.fromisoformat(day), clauses=["data-localisation-ban"])
    columns = (
        "direction", "agreement", "article", "wording", "exception", "enforcement", "grade", "active",
        "active_from",
    )  # fmt: skip
    return table(
        [name.replace("_", " ") for name in columns],
        [[_text(row[name]) for name in columns] for row in found.rows],
    )


def figures(table: Table) -> str:
    """How much the dataset holds and how well it is known."""
    counts = {row["what"]: row["number"] for row in runner().rows("counts")}
    levels = [
        [f"`{row['verification']}`", _text(row["provisions"]), _text(row["agreements"])]
        for row in runner().rows("provisions_by_verification")
    ]
    reading = Counter(_text(row["reading"]) for row in runner().rows("agreements"))
    extents = ("digital-chapter", "main-text", "partial", "machine-read", "none")
    return "\n\n".join(
        [
            f"{counts['Agreement']} agreements, {counts['Economy']} economies and {counts['Provision']} "
            f"provisions of {counts['ClauseType']} clause types (data version {runner().version}).",
            "How the provisions are known:",
            table(["level", "provisions", "agreements"], levels),
            "How much of the agreements was read:",
            table(
                ["reading extent", "agreements"],
                [[f"`{extent}`", str(reading[extent])] for extent in extents],
            ),
        ]
    )


def formats(table: Table) -> str:
    """What each export format is good for, what it draws in its own way, and which extra it needs."""
    from clauseway.queries.exports import all_formats

    def extra(name: str) -> str:
        return f"`clauseway[{name}]`" if name else ""

    return table(
        ["suffix", "good for", "shows in its own way", "to a pipe", "needs"],
        [
            [
                ", ".join(f"`{suffix}`" for suffix in form.suffixes),
                form.good_for,
                ", ".join(form.writes),
                "yes" if form.text else "",
                extra(form.extra),
            ]
            for form in all_formats().values()
        ],
    )
