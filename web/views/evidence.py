"""Evidence: a provision with its facts and sources, and the derivation of any number of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.queries.derivations import Derivation, Explanation
from clauseway.queries.exports.derivations import shown
from clauseway.queries.names import UnknownName
from clauseway.queries.provenance import Provenance
from clauseway.queries.results import Column, ResultTable, as_text
from clauseway.web.kinds import Kind, Link, Links, Part, Tree, View
from clauseway.web.parameters import AS_OF, Asked, Parameter, without_command
from clauseway.web.problems import not_found

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

MOST_PROVISIONS = 12
"""Provisions that the page of a number leads to at once; the tree names all it was made from."""

_ROW = Parameter(
    name="row", type="text", about="Name of a row of any table, from its column row_id.", required=True,
    example="coverage/CHN/paperless-trading",
)  # fmt: skip
_PROVISION = Parameter(
    name="provision", type="text", about="Key of a provision: agreement, article and clause type.", required=True,
    example="rcep/12.14.2/data-localisation-ban",
)  # fmt: skip

COLUMNS = [
    Column("depth", "Depth", "integer", "0 for the number that is explained, 1 for what it was made from, and so on"),
    Column("label", "What", "string", "what the value is of"),
    Column("value", "Value", "string", "the value; null where nothing is known, or where the row only gathers others"),
    Column("how", "How", "string", "the formula with the numbers put in, or the rule that decided"),
    Column("source", "Source", "string", "key of the source, at the ends of the tree"),
    Column("publisher", "Publisher", "string", "who published it"),
    Column("address", "Address", "string", "where it is"),
    Column("row_id", "Row", "string", "name of the row that explains this one further"),
]


def explain(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """How a number came about."""
    found = _explanation(graph, asked.text("row"), asked, "row")
    behind = dict(_provisions(found.tree))
    links = [Link(key, at.to("evidence", provision=key), how) for key, how in behind.items()][:MOST_PROVISIONS]
    title = "Provisions behind it" if len(links) == len(behind) else f"The first {len(links)} provisions behind it"
    return _view(found, asked, more=(Part(title, (Links(tuple(links)),)),) if links else ())


def evidence(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """A provision: its words in ours, its facts, how it was graded, and who says so."""
    key = asked.text("provision")
    found = _explanation(graph, f"agreement/{key}", asked, "provision")
    agreement = key.partition("/")[0]
    return _view(found, asked, (Link(agreement, at.to("agreement", agreement=agreement)),))


def _explanation(graph: ServedGraph, row: str, asked: Asked, parameter: str) -> Explanation:
    try:
        return graph.explain(row, as_of=asked.as_of if AS_OF.name in asked.given else None)
    except UnknownName as error:
        raise not_found(without_command(str(error)), parameter) from None


def _provisions(node: Derivation) -> Iterator[tuple[str, str]]:
    """(Key, what it says) of every provision in a tree, in its order; one may come twice."""
    kind, _, key = node.label.partition(" ")
    if kind == "provision" and "/" in key:
        yield key, node.how
    for child in node.children:
        yield from _provisions(child)


def _view(found: Explanation, asked: Asked, trail: tuple[Link, ...] = (), more: tuple[Part, ...] = ()) -> View:
    tree = found.tree
    title = f"{tree.label[:1].upper()}{tree.label[1:]}"
    part = Part("How it came about", (Tree(shown(tree)),), found.facts())
    value = as_text(tree.value)
    lead = f"{value[:1].upper()}{value[1:]}{': ' if value and tree.how else ''}{tree.how}"
    return View(title, _table(title, found, asked), lead, (*more, part), found.notes, trail)


def _table(title: str, found: Explanation, asked: Asked) -> ResultTable:
    sources = tuple(found.sources().values())
    provenance = Provenance(
        found.data_version, found.as_of, asked.runner.engine.name, "explain", {"row": found.row_id},
        notes=list(found.notes), sources=sources,
    )  # fmt: skip
    return ResultTable(title, COLUMNS, list(_rows(found.tree, 0)), provenance)


def _rows(node: Derivation, depth: int) -> list[Row]:
    cited = node.source
    row: Row = {
        "depth": depth,
        "label": node.label,
        "value": as_text(node.value) or None,
        "how": node.how or None,
        "source": cited.source if cited else None,
        "publisher": cited.publisher if cited else None,
        "address": (cited.address or None) if cited else None,
        "row_id": node.row_id or None,
    }
    return [row, *(each for child in node.children for each in _rows(child, depth + 1))]


KINDS = (
    Kind(
        name="explain", address="/explain/{row:path}", title="How a number came about",
        about="The derivation of a row of any table: formula, cells, duties, texts, sources.",
        parameters=(_ROW, AS_OF), answer=explain, files=("csv", "json"),
        example="/explain/coverage/CHN/paperless-trading",
    ),
    Kind(
        name="evidence", address="/evidence/{provision:path}", title="Evidence of a provision",
        about="What a provision says, in our words, how it was graded, and from which source.",
        parameters=(_PROVISION, AS_OF), answer=evidence, files=("csv", "json"),
        example="/evidence/rcep/12.14.2/data-localisation-ban",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
