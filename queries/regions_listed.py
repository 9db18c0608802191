"""The economies with the region of each, for lists that people read."""

from __future__ import annotations

from clauseway.queries.catalogue_answers import listing
from clauseway.queries.regions import region
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

SHOWN = ("economy", "name", "region", "kind", "iso2", "agreements", "aliases")


def economies_with_regions(runner: Runner) -> ResultTable:
    """Every economy with its codes, other names, region and number of agreements, by name."""
    table = listing(runner, "economies")
    titles = {"economy": "Code", "iso2": "ISO2", "name": "Name", "kind": "Kind", "aliases": "Other names"}
    columns = [
        Column(each.name, titles.get(each.name, each.title.capitalize()), each.type, each.comment)
        for each in table.columns
    ]
    place = next(n for n, each in enumerate(columns) if each.name == "name") + 1
    columns.insert(place, Column("region", "Region", "string", "sub-region of the United Nations M49 list"))
    rows = [{**row, "region": region(str(row["economy"]))} for row in table.rows]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    for row in rows:
        row["aliases"] = str(row["aliases"] or "").replace("|", ", ") or None
    return ResultTable(table.title, columns, rows, table.provenance, table.empty_message, SHOWN)
