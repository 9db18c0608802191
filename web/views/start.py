"""The start page: a search box, what is in the data, and questions to begin with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clauseway.ontology.strength import Verification
from clauseway.queries.catalogue import query
from clauseway.queries.catalogue_answers import run_query
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.days_ahead import days_ahead
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner
from clauseway.web.kinds import Facts, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import Asked
from clauseway.web.registry import kind_named

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

def start(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What there is, and where to begin."""
    counts = run_query(asked.runner, query("counts"), {})
    lead = "Which economy owes which digital-trade duty to whom, how strongly and since when, with article and source."
    questions = (
        Link("Which digital-trade rules bind China today?", at.to("economy", economy="CHN")),
        Link("What binds Korea and New Zealand, and since when?", at.to("pair", first="KOR", second="NZL")),
        Link("Where does ASEAN lack a common rule?", at.to("group", group="asean")),
    )
    ahead = days_ahead(asked.runner, date.today())
    parts = [
        Part("Search", (Form("search", "Search", "Search", only=("q",)),), anchor="find"),
        Part("Begin with a question", (Links(questions),)),
        Part("What is in the data", (_facts(asked.runner, counts, at),)),
        Part("Days ahead", (ahead,), "What the sources say will change next; each page follows on the day."),
        Part("Everything", (_everything(at),)),
    ]
    return View("Rules of digital trade", counts, lead, tuple(parts))


def _facts(runner: Runner, counts: ResultTable, at: Addresses) -> Facts:
    number = {str(row["what"]): int(str(row["number"])) for row in counts.rows}
    agreements = runner.rows("agreements")
    whole = sum(row["reading"] in READ_WHOLE for row in agreements)
    coded = sum(bool(row["provisions"]) for row in agreements)
    by_level = runner.rows("provisions_by_verification")
    levels = {str(row["verification"]): int(str(row["provisions"])) for row in by_level}
    words = f"{at.to('methods')}#verification-"
    known = [
        (f"Provisions known: {level.value}", f"{levels[level.value]:,}", f"{words}{level.value}")
        for level in Verification
        if level.value in levels
    ]
    return Facts((
        ("Economies", f"{number['Economy']:,}", at.to("economies")),
        ("Agreements", f"{number['Agreement']:,}", at.to("agreements")),
        ("Agreements read whole", f"{whole:,}", at.to("data")),
        ("Agreements with a coded provision", f"{coded:,}", at.to("data")),
        ("Clause types", f"{number['ClauseType']:,}", at.to("clauses")),
        ("Groups", f"{number['Group']:,}", at.to("groups")),
        ("Participations", f"{number['PARTY_TO']:,}", at.to("query-participations")),
        ("Provisions", f"{number['Provision']:,}", at.to("data", by="clause")),
        *known,
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
    return Links(tuple(Link(kind_named(name).title, at.to(name), note) for name, note in kinds.items()))


KINDS = (
    Kind(
        name="start", address="/", title="Start", about="What is in the data, and questions to begin with.",
        answer=start, files=(), example="/",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
