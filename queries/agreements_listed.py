"""The agreements as they stand on a day: in force or not, for how many, and how far their texts were read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.queries.catalogue_answers import listing
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import one_each, participation_of, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

READ_AS = {
    "digital-chapter": "digital chapter read",
    "main-text": "main text read",
    "partial": "read in part",
    "machine-read": "read by rules",
    "none": "not read",
}
"""Reading extents in words."""

_TITLES = {
    "agreement": "Key", "title": "Title", "kind": "Kind", "binding": "Meant to bind", "signed": "Signed",
    "in_force": "In force from", "date_verification": "Dates known by", "status": "Status", "provisions": "Provisions",
}  # fmt: skip
SHOWN = ("title", "agreement", "kind", "standing", "in_force", "bound", "reading", "provisions", "date_verification")


_ORDER = {"in force": 0, "perhaps in force": 1, "not in force": 2, "not meant to bind": 3}


def agreements_on(runner: Runner, as_of: date) -> ResultTable:
    """Every agreement: those with provisions first, those read whole before the others, the youngest in force first.

    Args:
        runner: Where to ask.
        as_of: The day asked about.
    """
    table = listing(runner, "agreements")
    bound, perhaps = economies_bound(runner, as_of)
    columns = [
        Column(each.name, _TITLES.get(each.name, each.title.replace("_", " ").capitalize()), each.type, each.comment)
        for each in table.columns
    ]
    columns += [
        Column("bound", "Bound now", "integer", "economies surely bound on the day, a union not counted"),
        Column("standing", "On the day", "string", "in force, perhaps in force, not in force, or not meant to bind"),
    ]
    rows = [
        {**row, "bound": bound[text(row, "agreement")], "standing": _standing(row, bound, perhaps)}
        for row in table.rows
    ]
    rows.sort(key=lambda row: text(row, "title").casefold())
    rows.sort(key=lambda row: str(row["in_force"] or row["signed"] or ""), reverse=True)
    rows.sort(
        key=lambda row: (
            not row["provisions"], text(row, "reading") not in READ_WHOLE, _ORDER[str(row["standing"])]
        )
    )  # fmt: skip
    for row in rows:
        row["reading"] = READ_AS.get(text(row, "reading"), text(row, "reading"))
        row["kind"] = text(row, "kind").replace("-", " ")
    provenance = replace(runner.provenance("agreements", as_of, {}, []), sources=table.provenance.sources)
    return ResultTable(f"Agreements on {as_of}", columns, rows, provenance, table.empty_message, SHOWN)


def economies_bound(runner: Runner, as_of: date) -> tuple[Counter[str], Counter[str]]:
    """Economies surely and perhaps bound on a day, by agreement."""
    kinds = {text(row, "economy"): text(row, "kind") for row in runner.rows("economies")}
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("participations"):
        if kinds.get(text(row, "economy")) != "union":
            grouped[text(row, "agreement")].append(row)
    sure: Counter[str] = Counter()
    perhaps: Counter[str] = Counter()
    for slug, rows in grouped.items():
        for row in one_each(rows, as_of, "economy"):
            answer = in_party(participation_of(row), as_of)
            sure[slug] += answer is True
            perhaps[slug] += answer is None
    return sure, perhaps


def _standing(row: Row, bound: Counter[str], perhaps: Counter[str]) -> str:
    slug = text(row, "agreement")
    if row["binding"] is False:
        return "not meant to bind"
    # between two economies at least: one that waits for a partner owes nothing yet
    if bound[slug] >= 2:
        return "in force"
    return "perhaps in force" if bound[slug] + perhaps[slug] >= 2 else "not in force"
