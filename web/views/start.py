"""The start page: a search box, what is in the data, and questions to begin with."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Verification
from clauseway.queries.catalogue import query
from clauseway.queries.catalogue_answers import run_query
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner
from clauseway.web.kinds import Facts, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

MOST_DATES = 10
"""Dates ahead that the page shows."""

_AHEAD = [
    Column("day", "Day", "date", "first possible day"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("title", "Title", "string", "title of the agreement"),
    Column("what", "What happens", "string", "what the sources say of the day"),
    Column("economies", "For", "string", "codes of the economies it happens to"),
    Column("verification", "Known by", "string", "how the day is known"),
]


def start(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What there is, and where to begin."""
    counts = run_query(asked.runner, query("counts"), {})
    lead = "Which economy owes which digital-trade duty to whom, how strongly, and since when: with article and source."
    questions = (
        Link("Which digital-trade rules bind China today?", at.to("economy", economy="CHN")),
        Link("What binds Korea and New Zealand, and since when?", at.to("pair", first="KOR", second="NZL")),
        Link("Where does ASEAN lack a common rule?", at.to("group", group="asean")),
    )
    ahead = dates_ahead(asked.runner, date.today())
    parts = [
        Part("Find", (Form("search", "Search", "Search", only=("q",)),)),
        Part("Begin with a question", (Links(questions),)),
        Part("What is in the data", (_facts(asked.runner, counts, at),)),
        Part("Dates ahead", (ahead,), "What the sources say will change next; the pages take each day into account."),
        Part("Everything", (_everything(at),)),
    ]
    return View("Rules of digital trade", counts, lead, tuple(parts))


def dates_ahead(runner: Runner, today: date) -> ResultTable:
    """The next days on which a participation begins or ends, the nearest first; economies of one day together."""
    titles = {str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}
    happens: dict[tuple[date, str, str, str], list[str]] = {}
    for row in runner.rows("participations"):
        for name, what in (("since", f"{row['state']} from this day"), ("until", f"no longer {row['state']}")):
            found = row[name]
            if isinstance(found, date) and found > today:
                key = (found, str(row["agreement"]), what, str(row["date_verification"]))
                happens.setdefault(key, []).append(str(row["economy"]))
    rows: list[Row] = [
        {
            "day": day,
            "agreement": agreement,
            "title": titles[agreement],
            "what": what,
            "economies": ", ".join(sorted(economies)),
            "verification": known,
        }
        for (day, agreement, what, known), economies in sorted(happens.items())[:MOST_DATES]
    ]
    provenance = runner.provenance("participations", today, {}, [])
    return ResultTable("Dates ahead", _AHEAD, rows, provenance, f"The sources name no day after {today}.")


def _facts(runner: Runner, counts: ResultTable, at: Addresses) -> Facts:
    number = {str(row["what"]): int(str(row["number"])) for row in counts.rows}
    agreements = runner.rows("agreements")
    whole = sum(row["reading"] in READ_WHOLE for row in agreements)
    coded = sum(bool(row["provisions"]) for row in agreements)
    levels: Counter[str] = Counter()
    for row in runner.rows("provisions_by_verification"):
        levels[str(row["verification"])] += int(str(row["provisions"]))
    told = [f"{levels[level.value]:,} {level.value}" for level in Verification if levels[level.value]]
    return Facts((
        ("Economies", f"{number['Economy']:,}", at.to("economies")),
        ("Agreements", f"{number['Agreement']:,}", at.to("agreements")),
        ("of which read whole", f"{whole:,}; with a coded provision {coded:,}", at.to("data")),
        ("Provisions", f"{number['Provision']:,}", at.to("data", by="clause")),
        ("known by", ", ".join(told), at.to("methods") + "#verification"),
        ("Clause types", f"{number['ClauseType']:,}", at.to("clauses")),
        ("Groups", f"{number['Group']:,}", at.to("groups")),
        ("Participations", f"{number['PARTY_TO']:,}", at.to("query-participations")),
        ("Data version", runner.version, at.to("data") + "#version"),
    ))  # fmt: skip


def _everything(at: Addresses) -> Links:
    kinds = {
        "matrix": "every economy or agreement against every clause type",
        "compare": "two to five agreements side by side",
        "fragmentation": "how far rules differ",
        "whatif": "what would change if economies joined",
        "queries": "every question as a form",
        "data": "how well everything is known",
        "sources": "who says so, under which terms",
        "methods": "what the words and numbers mean",
    }
    from clauseway.web.registry import kind_named

    return Links(tuple(Link(kind_named(name).title, at.to(name), note) for name, note in kinds.items()))


KINDS = (
    Kind(
        name="start", address="/", title="Start", about="What is in the data, and questions to begin with.",
        answer=start, files=(), example="/",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
