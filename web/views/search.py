"""Search: everything by code, name, part of a name, article number, in other scripts and with typing errors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.queries.finding import CODE, LIKE, NAME, THING_KINDS, Find, NameIndex, Thing, ThingKind
from clauseway.queries.results import Column, ResultTable
from clauseway.web.kinds import Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

NAMES: dict[ThingKind, tuple[str, str]] = {
    "economy": ("economy", "Economies"),
    "agreement": ("agreement", "Agreements"),
    "clause": ("clause type", "Clause types"),
    "group": ("group", "Groups"),
    "article": ("article", "Articles"),
    "query": ("query", "Queries of the catalogue"),
}
"""Kind of thing to what one and several of it are called."""

MOST_OF_A_KIND = 20
"""Finds of one kind on the page; the files hold all."""

_HOW = ("code", "name", "beginning", "words", "spelling")

WORDS = Parameter(
    name="q", type="text", title="Search", longest=200, example="China, DEPA, data transfer, 14.11 …", suggests="any",
    about="A code, a name in any language, part of a title, or an article with its agreement (rcep 12.15).",
)  # fmt: skip
_KIND = Parameter(
    name="kind", type="choice", choices=THING_KINDS, title="Only",
    about="Only things of this kind; all where none is chosen.",
)  # fmt: skip

COLUMNS = [
    Column("kind", "Kind", "string", "economy, agreement, clause, group, article or query"),
    Column("key", "Key", "string", "code or slug; of an article the key of its first provision"),
    Column("name", "Name", "string", "name for people"),
    Column("note", "Note", "string", "code, clause types of an article, or question of a query"),
    Column("how", "Found by", "string", "code, name, beginning of a name, words, or spelling; the surest first"),
    Column("why", "Why", "string", "why it was found"),
]


def name_index(graph: ServedGraph) -> NameIndex:
    """The index of names of a graph, made once."""
    return graph.once("names", lambda state: NameIndex.of(state.runner()))


def address_of_thing(thing: Thing, at: Addresses) -> str:
    """The page of a thing."""
    match thing.kind:
        case "article":
            return at.to("evidence", provision=thing.key)
        case "query":
            return at.to(f"query-{thing.key.replace('_', '-')}")
        case kind:
            return at.to(kind, **{kind: thing.key})


def search(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What matches some words, by kind, the likeliest first, and why."""
    typed, only = asked.text("q"), asked.text("kind")
    kinds: list[ThingKind] = [kind for kind in THING_KINDS if not only or kind == only]
    found = name_index(graph).find(typed, kinds)
    table = _table(typed, found, asked)
    if not typed:
        lead = "Type a code, a name in any language, words of a title, or an article such as 'rcep 12.15'."
        return View("Search", table, lead, (Part("Search", (Form("search", "Search", "Search"),)),))
    if not found:
        lead = f"Nothing here is called or spelled like '{typed}'. The lists below hold everything there is."
        return View(f"Search: {typed}", table, lead, (Part("Lists", (_lists(at),)),))
    counts: Counter[ThingKind] = Counter(each.thing.kind for each in found)
    told = ", ".join(_counted(counts[kind], kind) for kind in kinds if counts[kind])
    best = found[0]
    lead = f"'{typed}' finds {told}."
    if best.how >= LIKE:
        lead = f"Nothing is called '{typed}'; spelled nearly like it: {told}."
    parts: list[Part] = []
    direct = [each for each in found if each.how in (CODE, NAME)]
    if direct:
        parts.append(Part("Meant by this name", (Links(tuple(_link(each, at, kind=True) for each in direct)),)))
    for kind in sorted(kinds, key=lambda kind: (kind != best.thing.kind, THING_KINDS.index(kind))):
        finds = [each for each in found if each.thing.kind == kind and each not in direct]
        if not finds:
            continue
        links = Links(tuple(_link(each, at) for each in finds[:MOST_OF_A_KIND]))
        rest = len(finds) - MOST_OF_A_KIND
        more = (Links((Link(f"{rest} more: search {NAMES[kind][1].lower()} only", at.this(kind=kind)),)),)
        if only:
            links, rest = Links(tuple(_link(each, at) for each in finds[:200])), len(finds) - 200
            more = (Links((Link(f"{rest} more are in the files", at.file("csv")),)),)
        parts.append(Part(NAMES[kind][1], (links, *(more if rest > 0 else ()))))
    return View(f"Search: {typed}", table, lead, tuple(parts))


def _counted(number: int, kind: ThingKind) -> str:
    return f"{number} {NAMES[kind][0] if number == 1 else NAMES[kind][1].lower()}"


def _link(find: Find, at: Addresses, *, kind: bool = False) -> Link:
    thing = find.thing
    said = (NAMES[thing.kind][0] if kind else "", thing.note, find.why)
    return Link(thing.name, address_of_thing(thing, at), " · ".join(each for each in said if each))


def _lists(at: Addresses) -> Links:
    names = {"economies": "Economies", "agreements": "Agreements", "clauses": "Clause types", "groups": "Groups"}
    links = [Link(title, at.to(kind)) for kind, title in names.items()]
    return Links((*links, Link("Query catalogue", at.to("queries"))))


def _table(typed: str, found: list[Find], asked: Asked) -> ResultTable:
    rows: list[Row] = [
        {
            "kind": each.thing.kind,
            "key": each.thing.key,
            "name": each.thing.name,
            "note": each.thing.note or None,
            "how": _HOW[each.how],
            "why": each.why,
        }
        for each in found
    ]
    provenance = asked.runner.provenance("search", None, {"q": typed}, [])
    return ResultTable(f"Search: {typed}", COLUMNS, rows, provenance, "Nothing was found.")


KINDS = (
    Kind(
        name="search", address="/search", title="Search",
        about="Economies, agreements, clause types, groups, articles and queries, by code, name or words.",
        parameters=(WORDS, _KIND), answer=search, files=("csv", "json"), example="/search?q=China",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
