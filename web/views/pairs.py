"""Two economies: what binds them, what changes, where their agreements differ, and what each gives others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.queries import names
from clauseway.queries.chains import CAUTION
from clauseway.queries.columns import in_words
from clauseway.queries.names import UnknownName
from clauseway.queries.pair_analysis import pair_table, shared_agreements
from clauseway.queries.pair_facts import changes_ahead, pair_said, shared_table
from clauseway.queries.results import Column, ResultTable
from clauseway.web.kinds import FILES, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.problems import not_found

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_FIRST = Parameter(name="first", type="economy", about="One economy.", required=True, example="CHN")
_SECOND = Parameter(name="second", type="economy", about="The other economy.", required=True, example="NZL")

SHOWN = (
    "label", "direction", "grade", "agreement", "article", "active_from", "wording", "exception", "enforcement",
    "strongest", "verification", "row_id",
)  # fmt: skip


def pairs(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Where one asks for a pair."""
    rows = sorted(asked.runner.rows("economies"), key=lambda row: str(row["name"]).casefold())
    columns = [
        Column("economy", "Code", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("agreements", "Agreements", "integer", "agreements it takes part in, in any state"),
    ]
    kept: list[Row] = [{each.name: row[each.name] for each in columns} for row in rows if row["agreements"]]
    provenance = asked.runner.provenance("economies", None, {}, [])
    table = ResultTable("Economies with an agreement", columns, kept, provenance)
    form = Form("pair", "What binds two economies", "Show what binds them", {}, ("first", "second"))
    asked_often = [("KOR", "NZL"), ("CHN", "NZL"), ("SGP", "AUS"), ("KAZ", "CHN"), ("CHN", "USA")]
    called = {str(row["economy"]): str(row["name"]) for row in rows}
    links = tuple(
        Link(f"{called[one]} and {called[two]}", at.to("pair", first=one, second=two))
        for one, two in asked_often
        if one in called and two in called
    )
    lead = "Name two economies, by code, name or alias, to see every rule in force between them and what it rests on."
    parts = (Part("Ask for a pair", (form, Links(links))), Part("Economies with an agreement", (table,)))
    return View("What binds two economies", table, lead, parts)


def _two(asked: Asked) -> tuple[tuple[str, str], tuple[str, str]]:
    try:
        return names.find_two_economies(asked.runner, asked.text("first"), asked.text("second"))
    except UnknownName as error:
        raise not_found(str(error), "second") from None


def pair(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What binds two economies on a day."""
    runner, day = asked.runner, asked.as_of
    one, other = _two(asked)
    table = pair_table(runner, one, other, day)
    notes: list[str] = []
    shared = shared_agreements(runner, one[0], other[0], day)
    here = {"first": one[0], "second": other[0]}
    words = [in_words(row) for row in table.rows]
    shown = replace(table, rows=words, shown=SHOWN)
    agreements = Part("Agreements they share", (shared_table(runner, shared, one, other, day),))
    if any(each.bound is not False and not each.same_side for each in shared):
        differ = graph.pair_inconsistencies(one[0], other[0], as_of=day)
        favours = graph.favours(one[0], other[0], as_of=day)
        all_apply = "Where agreements in force between them hold different rules, all apply."
        more = "Duties that one of the two owes somebody else at a higher grade than it owes the other."
        parts = [
            Part("Rule by rule", (shown,)),
            agreements,
            Part("What changes ahead", (changes_ahead(table, day),)),
            Part("Where their agreements differ", (differ,), all_apply, at.to("differences", **here), FILES),
            Part("More for others", (favours,), more, at.to("favours", **here), FILES),
        ]
    else:
        chain = graph.chain(one[0], other[0], as_of=day)
        notes = chain.provenance.notes
        parts = [Part("Shortest chains of agreements", (chain,), CAUTION, at.to("chain", **here), FILES), agreements]
    parts.append(Part("Go on from here", (_onward(one, other, at),)))
    lead = " ".join([pair_said(runner, table, shared, one, other, day), *notes[1:2]])
    trail = (Link("Pairs", at.to("pairs")),)
    return View(f"What binds {one[1]} and {other[1]}", table, lead, tuple(parts), tuple(notes), trail)


def _onward(one: tuple[str, str], other: tuple[str, str], at: Addresses) -> Links:
    return Links(
        (
            Link(f"Duties between {one[1]} and {other[1]} that a firm meets",
                 at.to("between", first=one[0], second=other[0]), "by topic, with the dates of change ahead"),
            Link(one[1], at.to("economy", economy=one[0])),
            Link(other[1], at.to("economy", economy=other[0])),
            Link("Another pair", at.to("pairs")),
        )
    )  # fmt: skip


def _part_of(asked: Asked, at: Addresses, table: ResultTable, lead: str = "") -> View:
    """A page that shows one table about two economies."""
    one, other = _two(asked)
    above = Link(f"{one[1]} and {other[1]}", at.to("pair", first=one[0], second=other[0]))
    said = lead if table.rows else table.empty_message
    return View(table.title, table, said, trail=(Link("Pairs", at.to("pairs")), above))


def differences(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Where agreements between the two differ."""
    one, other = _two(asked)
    table = graph.pair_inconsistencies(one[0], other[0], as_of=asked.as_of)
    types = len({str(row["clause"]) for row in table.rows})
    return _part_of(asked, at, table, f"Their agreements hold different rules on {types} clause types; all apply.")


def favours(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What each of the two gives others and not the other."""
    one, other = _two(asked)
    table = graph.favours(one[0], other[0], as_of=asked.as_of)
    gives = Counter(str(row["economy"]) for row in table.rows)
    told = " and ".join(f"{name} gives others more on {gives[code]} clause types" for code, name in (one, other))
    return _part_of(asked, at, table, f"{told}.")


def chain(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The shortest chains of agreements between the two."""
    one, other = _two(asked)
    return _part_of(asked, at, graph.chain(one[0], other[0], as_of=asked.as_of), CAUTION)


def between(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Duties between the two that a firm meets."""
    one, other = _two(asked)
    return _part_of(asked, at, graph.compliance_between(one[0], other[0], as_of=asked.as_of))


_BOTH = (_FIRST, _SECOND, *COMMON)

KINDS = (
    Kind(
        name="pairs", address="/pair", title="Pairs", about="Name two economies to see what binds them.",
        answer=pairs, example="/pair",
    ),
    Kind(
        name="pair", address="/pair/{first}/{second}", title="What binds two economies",
        about="Every rule in force between two economies, clause by clause.",
        parameters=_BOTH, answer=pair, width="wide", example="/pair/CHN/NZL",
    ),
    Kind(
        name="differences", address="/pair/{first}/{second}/differences", title="Where agreements of a pair differ",
        about="Where agreements in force between two economies hold different rules on one clause type.",
        parameters=_BOTH, answer=differences, width="wide", example="/pair/CHN/NZL/differences",
    ),
    Kind(
        name="favours", address="/pair/{first}/{second}/favours", title="What a pair gives others",
        about="What each of two economies owes others at a higher grade than the other of the two.",
        parameters=_BOTH, answer=favours, width="wide", example="/pair/CHN/NZL/favours",
    ),
    Kind(
        name="chain", address="/pair/{first}/{second}/chain", title="Chains between two economies",
        about="The shortest chains of agreements in force that link two economies.",
        parameters=_BOTH, answer=chain, width="wide", example="/pair/KAZ/USA/chain",
    ),
    Kind(
        name="between", address="/pair/{first}/{second}/duties", title="Duties between two economies, for firms",
        about="Duties between two economies that a firm meets, by topic, with the dates of change ahead.",
        parameters=_BOTH, answer=between, width="wide", example="/pair/CHN/NZL/duties",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
