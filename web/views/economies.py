"""An economy: coverage, partners, agreements in time, and where to go from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.queries import names
from clauseway.queries.coverage_analysis import coverage_table
from clauseway.queries.drawings.asked import network_drawing, timeline_drawing
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.economy_page import economy_page, sections
from clauseway.queries.pages import paragraph
from clauseway.queries.regions_listed import economies_with_regions
from clauseway.queries.reports import COVERAGE_SHOWN, coverage_said, step_drawing
from clauseway.queries.results import ResultTable
from clauseway.web.kinds import DRAWN, PICTURES, Form, Kind, Link, Links, Part, View, WebBlock
from clauseway.web.parameters import AS_OF, COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

ECONOMY = Parameter(
    name="economy", type="economy", about="Code, name or alias of an economy.", required=True, example="CHN"
)
"""Files offered for a part that is a picture, and for a page that is one."""


def trail(at: Addresses, code: str = "", name: str = "") -> tuple[Link, ...]:
    """The pages above one on an economy."""
    above = (Link("Economies", at.to("economies")),)
    return (*above, Link(name, at.to("economy", economy=code))) if code else above


def economies(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every economy."""
    table = economies_with_regions(asked.runner)
    taking = sum(row["agreements"] != 0 for row in table.rows)
    lead = f"{len(table.rows)} economies are in the data; {taking} take part in at least one of its agreements."
    return View("Economies", table, lead)


def economy(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One economy on a day."""
    runner, day = asked.runner, asked.as_of
    code, name = names.find_economy(runner, asked.text("economy"))
    coverage = coverage_table(runner, code, name, day)
    about = economy_page(runner, code, name, day)
    known = [row for row in coverage.rows if row["grade"] != "not-read"]
    unread = [str(row["label"]) for row in coverage.rows if row["grade"] == "not-read"]
    shown = replace(coverage, rows=known, shown=(*COVERAGE_SHOWN, "row_id"))
    missing = f"Not read, so not known ({len(unread)}): {', '.join(unread)}." if known and unread else ""
    blocks: tuple[WebBlock, ...] = (shown, paragraph(missing, "small")) if missing else (shown,)
    partners = network_drawing(runner, [], day, name=name, centre=code)
    time = timeline_drawing(runner, code, name, day)
    there = {"economy": code}
    parts = [
        Part("Clause coverage", blocks, "", at.to("coverage", **there), ("csv", "xlsx")),
        Part("Partners", (_or_empty(partners),), "", at.to("partners", **there), PICTURES),
        Part("Agreements in time", (_or_empty(time),), "", at.to("timeline", **there), PICTURES),
    ]
    taken = ("coverage", "agreements")  # told above, in more detail
    for table in sections(about):
        if table.rows and table.rows[0]["section"] not in taken:
            parts.append(Part(table.title, (table,)))
    parts.append(Part("Go on from here", _onward(code, name, at)))
    notes = tuple(dict.fromkeys((*coverage.provenance.notes, *about.provenance.notes)))
    lead = " ".join(coverage_said(name, day, coverage, names.agreement_titles(runner)))
    return View(f"{name} ({code})", about, lead, tuple(parts), notes, trail(at))


def _or_empty(drawing: Drawing) -> Drawing | ResultTable:
    """The drawing, or the sentence of its table where there is nothing to draw."""
    return drawing if drawing.table.rows else drawing.table


def _onward(code: str, name: str, at: Addresses) -> tuple[WebBlock, ...]:
    links = (
        Link(f"Next steps of {name}", at.to("upgrade", economy=code), "ranked, with what each wins and needs"),
        Link(f"What if {name} joined DEPA", at.to("whatif", join=f"{code}:depa"), "before and after"),
        Link("Duties and law at home", at.to("laws", economy=code)),
        Link("Coverage over the years", at.to("trend", economy=code)),
        Link("Trade in goods", at.to("trade", economy=code)),
    )
    pair = Form("pair", f"What binds {name} and another economy", "Show the pair", {"first": code}, ("first", "second"))
    return Links(links), pair


def coverage(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The coverage alone, with every column."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    table = coverage_table(asked.runner, code, name, asked.as_of)
    lead = " ".join(coverage_said(name, asked.as_of, table, names.agreement_titles(asked.runner)))
    return View(table.title, table, lead, trail=trail(at, code, name))


def timeline(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Agreements in time."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    drawing = timeline_drawing(asked.runner, code, name, asked.as_of)
    return View(drawing.title, drawing, trail=trail(at, code, name))


def partners(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """With whom the economy is bound."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    drawing = network_drawing(asked.runner, [], asked.as_of, name=name, centre=code)
    return View(drawing.title, drawing, trail=trail(at, code, name))


def rungs(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Clause types on the ladder of grades."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    drawing = step_drawing(asked.runner, code, name, asked.as_of, asked.integer("step") or 0)
    return View(drawing.title, drawing, trail=trail(at, code, name))


def laws(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Duties against law at home."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    table = graph.compliance(code, as_of=asked.as_of)
    return View(table.title, table, trail=trail(at, code, name))


def trend(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Coverage over the years."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    table = graph.coverage_trend(code, as_of=asked.as_of)
    return View(table.title, table, trail=trail(at, code, name))


def trade(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Trade in goods."""
    code, name = names.find_economy(asked.runner, asked.text("economy"))
    table = graph.trade(code, as_of=asked.as_of)
    return View(table.title, table, trail=trail(at, code, name))


_STEP = Parameter(
    name="step", type="integer", about="Which of its next steps to draw; 0 draws today alone.",
    default="0", least=0, most=20,
)  # fmt: skip
_ONE = (ECONOMY, *COMMON)

KINDS = (
    Kind(
        name="economies", address="/economies", title="Economies", about="Every economy in the data.",
        answer=economies, example="/economies",
    ),
    Kind(
        name="economy", address="/economy/{economy}", title="An economy",
        about="What an economy owes, to whom, since when, and what is known of it besides.",
        parameters=_ONE, answer=economy, example="/economy/CHN",
    ),
    Kind(
        name="coverage", address="/economy/{economy}/coverage", title="Clause coverage of an economy",
        about="The best grade of each clause type that the economy owes on the day.",
        parameters=_ONE, answer=coverage, width="wide", example="/economy/CHN/coverage",
    ),
    Kind(
        name="timeline", address="/economy/{economy}/timeline", title="Agreements of an economy in time",
        about="When each agreement began and ended for the economy, and when its duties change.",
        parameters=_ONE, answer=timeline, files=DRAWN, example="/economy/CHN/timeline",
    ),
    Kind(
        name="partners", address="/economy/{economy}/partners", title="Partners of an economy",
        about="With whom the economy is bound, how deeply, and by which agreements.",
        parameters=_ONE, answer=partners, files=DRAWN, example="/economy/CHN/partners",
    ),
    Kind(
        name="rungs", address="/economy/{economy}/rungs", title="Rungs of an economy",
        about="The rung of each clause type, and where a next step would take it.",
        parameters=(ECONOMY, _STEP, *COMMON), answer=rungs, files=DRAWN, example="/economy/KAZ/rungs?step=1",
    ),
    Kind(
        name="laws", address="/economy/{economy}/laws", title="Duties of an economy and its law at home",
        about="Which duties rest on a kind of law, and whether that law is there.",
        parameters=_ONE, answer=laws, width="wide", example="/economy/UZB/laws",
    ),
    Kind(
        name="trend", address="/economy/{economy}/trend", title="Coverage of an economy over the years",
        about="On how many clause types the economy owed a duty at the end of each year.",
        parameters=_ONE, answer=trend, example="/economy/CHN/trend",
    ),
    Kind(
        name="trade", address="/economy/{economy}/trade", title="Trade in goods of an economy",
        about="With whom the economy trades, and what binds them.",
        parameters=(ECONOMY, AS_OF), answer=trade, width="wide", example="/economy/KAZ/trade",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
