"""The days ahead on which the sources say that something changes: participations, deferred duties, versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from clauseway.graph.engine import Row
from clauseway.queries.duties import day
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

COLUMNS = [
    Column("day", "Day", "date", "the day; the first possible one where only a month or year is known"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("title", "Title", "string", "title of the agreement"),
    Column("what", "What changes", "string", "what the sources say of the day"),
    Column("economies", "For", "string", "codes of the economies; null where it is for all Parties"),
    Column("articles", "Articles", "string", "article numbers; null where it is about the agreement as a whole"),
]

_DEFERRALS = (
    ("deferred_until", "deferred duties begin, unless put off further"),
    ("may_extend_until", "deferred duties begin at the latest"),
)
_VERSIONS = (
    ("valid_from", "a new text of the article holds"),
    ("valid_until", "this text of the article holds no longer"),
)


def days_ahead(runner: Runner, today: date) -> ResultTable:
    """What changes after a day, the nearest first; economies and articles of one change are in one row."""
    changes: dict[tuple[date, str, str], tuple[set[str], dict[str, None]]] = {}
    for when, agreement, what, economy, article in _changes(runner):
        if when > today:
            economies, articles = changes.setdefault((when, agreement, what), (set(), {}))
            economies |= {economy} - {""}
            articles |= {article: None} if article else {}
    titles = {str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}
    rows: list[Row] = [
        {
            "day": when,
            "agreement": agreement,
            "title": titles[agreement],
            "what": what,
            "economies": ", ".join(sorted(economies)) or None,
            "articles": ", ".join(articles) or None,
        }
        for (when, agreement, what), (economies, articles) in sorted(changes.items(), key=lambda item: item[0])
    ]
    provenance = runner.provenance("days ahead", today, {}, [])
    return ResultTable("Days ahead", COLUMNS, rows, provenance, f"The sources name no day after {today}.")


def _changes(runner: Runner) -> Iterator[tuple[date, str, str, str, str]]:
    """Day, agreement, what, economy, article."""
    for row in runner.rows("participations"):
        state = str(row["state"])
        for name, what in (("since", f"{state} from this day"), ("until", f"no longer {state}")):
            if when := day(row, name):
                yield when, str(row["agreement"]), what, str(row["economy"]), ""
    places = {str(row["provision"]): row for row in runner.rows("provisions_on_clauses")}
    for row in runner.rows("deferrals"):
        place = places.get(str(row["provision"]))
        for name, what in _DEFERRALS:
            if place and (when := day(row, name)):
                yield when, str(place["agreement"]), what, str(row["economy"]), str(place["article"])
    for place in places.values():
        for name, what in _VERSIONS:
            if when := day(place, name):
                yield when, str(place["agreement"]), what, "", str(place["article"])
