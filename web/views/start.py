"""The start page: a search box, what is in the data, and questions to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.catalogue import query
from clauseway.queries.catalogue_answers import run_query
from clauseway.web.kinds import Facts, Kind, Link, Links, Part, View
from clauseway.web.parameters import Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses


def start(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What there is, and where to begin."""
    counts = run_query(asked.runner, query("counts"), {})
    facts = Facts(tuple((str(row["what"]), f"{row['number']:,}", "") for row in counts.rows))
    questions = (
        Link("Which digital-trade rules bind China today?", at.to("economy", economy="CHN")),
        Link("What binds Korea and New Zealand, and since when?", at.to("pair", first="KOR", second="NZL")),
        Link("Where does ASEAN lack a common rule?", at.to("group", group="asean")),
    )
    lead = "Which economy owes which digital-trade duty to whom, how strongly, and since when: with article and source."
    parts = (Part("Begin with a question", (Links(questions),)), Part("What is in the data", (facts,)))
    return View("Rules of digital trade", counts, lead, parts)


KINDS = (
    Kind(
        name="start", address="/", title="Start", about="What is in the data, and questions to begin with.",
        answer=start, files=(), example="/",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
