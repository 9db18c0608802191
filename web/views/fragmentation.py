"""How far rules differ: the measures in sentences, by clause type, in time, and who is bound with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries import names
from clauseway.queries.drawings.asked import network_drawing
from clauseway.queries.fragmentation_said import by_clause_drawing, by_year_drawing, fragmentation_lead, measures_read
from clauseway.queries.results import ResultTable
from clauseway.web.kinds import DRAWN, PICTURES, Kind, Link, Links, Part, View, WebBlock
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.problems import bad_parameter
from clauseway.web.sets import CLAUSES, ECONOMIES, GROUP, in_words

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

BREAKDOWNS = {
    "clause": ("By clause type", "how evenly the agreements spread over the bands of strength"),
    "economy": ("By economy", "how far each stands from the others and from the models"),
    "year": ("By year", "the measures on each 1 January since 2000"),
    "agreement": ("By agreement", "scope, depth and the nearest other agreement"),
    "network": ("By place in the network", "partners, centrality and the agreements behind them"),
}
"""Breakdown, its heading and what it tells."""

MOST_DRAWN = 60
"""Economies of a network that can still be read."""

_BY = Parameter(
    name="by", type="choice", title="Broken down by", choices=tuple(BREAKDOWNS),
    about="One breakdown with all its columns; nothing for the measures at large.", example="clause",
)  # fmt: skip


def fragmentation(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """How far rules differ."""
    if by := asked.text("by"):
        return _breakdown(graph, asked, at, by)
    table = _table(graph, asked)
    said, members = in_words(asked), _members(asked)
    read = Part(
        "The measures",
        (measures_read(table), Links((Link("How each measure is worked out", _methods(at)),))),
        "Each number stands for the whole set; “why” leads to the duties and texts behind it.",
    )
    parts = [read, Part("By clause type", _drawn(graph, asked, "clause"), "", at.this(by="clause"), ("csv", "xlsx"))]
    if members and len(members) <= MOST_DRAWN:
        drawing = network_drawing(asked.runner, members, asked.as_of, name=said, group=asked.text("group"),
                                  clauses=asked.names("clauses"))  # fmt: skip
        shown = drawing if drawing.table.rows else drawing.table
        parts.append(Part("Who is bound with whom", (shown,), "", _to_network(asked, at), PICTURES))
    links = [Link(heading, at.this(by=key), about) for key, (heading, about) in BREAKDOWNS.items()]
    parts.append(Part("Broken down", (Links(tuple(links)), *_other_sets(asked, at))))
    return View(f"Fragmentation: {said}", table, fragmentation_lead(table, said), tuple(parts))


def _methods(at: Addresses) -> str:
    return f"{at.to('methods')}#measures-fragmentation"


def _breakdown(graph: ServedGraph, asked: Asked, at: Addresses, by: str) -> View:
    table = _table(graph, asked, by)
    heading, about = BREAKDOWNS[by]
    above = (Link(f"Fragmentation: {in_words(asked)}", at.this(by=None)),)
    blocks = _drawn(graph, asked, by, table)
    lead = f"{heading}: {about}; {in_words(asked)}, on {asked.as_of}."
    title = f"Fragmentation {heading[:1].lower()}{heading[1:]}: {in_words(asked)}"
    return View(title, table, lead, (Part(heading, blocks),), trail=above)


def _drawn(graph: ServedGraph, asked: Asked, by: str, table: ResultTable | None = None) -> tuple[WebBlock, ...]:
    """The picture of a breakdown where there is one, and its table where the table was given."""
    told = table or _table(graph, asked, by)
    shown: tuple[WebBlock, ...] = (told,) if table is not None else ()
    if by == "clause" and any(row["agreements"] for row in told.rows):
        return by_clause_drawing(told, in_words(asked)), *shown
    if by == "year" and told.rows:
        return by_year_drawing(told, in_words(asked)), *shown
    return shown or (told,)


def network(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Who is bound with whom within a set."""
    members = _members(asked)
    if not 2 <= len(members) <= MOST_DRAWN:
        told = f"there are {len(members)}" if members else "none is named"
        raise bad_parameter(GROUP.name, f"Name a group or 2 to {MOST_DRAWN} economies to draw; {told}.")
    drawing = network_drawing(asked.runner, members, asked.as_of, name=in_words(asked), group=asked.text("group"),
                              clauses=asked.names("clauses"))  # fmt: skip
    parts = () if drawing.table.rows else (Part(drawing.title, (drawing.table,)),)
    above = (Link(f"Fragmentation: {in_words(asked)}", at.to("fragmentation", **_set(asked))),)
    return View(drawing.title, drawing, drawing.reading, parts, trail=above)


def _table(graph: ServedGraph, asked: Asked, by: str = "") -> ResultTable:
    return graph.fragmentation(
        by=by or None,
        group=asked.text("group") or None,
        economies=asked.names("economies"),
        clauses=asked.names("clauses"),
        as_of=asked.as_of,
    )


def _members(asked: Asked) -> list[str]:
    return list(names.set_asked(asked.runner, asked.as_of, asked.text("group") or None, asked.names("economies")))


def _set(asked: Asked) -> dict[str, str]:
    return {name: asked.text(name) for name in ("group", "economies", "clauses")}


def _to_network(asked: Asked, at: Addresses) -> str:
    return at.to("network", **_set(asked))


def _other_sets(asked: Asked, at: Addresses) -> tuple[WebBlock, ...]:
    sets = (("ASEAN", "asean"), ("APEC", "apec"), ("Parties of RCEP", "rcep"), ("Parties of CPTPP", "cptpp"))
    others = [Link(title, at.this(group=key, economies=None)) for title, key in sets if key != asked.text("group")]
    if asked.text("group") or asked.text("economies"):
        others.append(Link("All economies", at.this(group=None, economies=None)))
    return (Links(tuple(others), inline=True),)


_SET = (GROUP, ECONOMIES, CLAUSES)

KINDS = (
    Kind(
        name="fragmentation", address="/fragmentation", title="Fragmentation",
        about="How far rules differ among economies: spread, divergence, overlap, conflict.",
        parameters=(*_SET, _BY, *COMMON), answer=fragmentation, width="wide", example="/fragmentation?group=asean",
    ),
    Kind(
        name="network", address="/fragmentation/network", title="Who is bound with whom",
        about="Which economies of a set owe each other duties, and how deeply.",
        parameters=(*_SET, *COMMON), answer=network, files=DRAWN, example="/fragmentation/network?group=asean",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
