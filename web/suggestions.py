"""Suggestions while somebody types: `/suggest?q=sing&type=economy` as a short JSON list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clauseway.queries.finding import THING_KINDS, ThingKind
from clauseway.web.answers_kept import Kept
from clauseway.web.kinds import Kind
from clauseway.web.links import Addresses
from clauseway.web.parameters import Asked, Parameter, read_asked
from clauseway.web.registry import kind_named
from clauseway.web.views.search import NAMES, address_of_thing, name_index

if TYPE_CHECKING:
    from clauseway.web.graphs import OpenGraph

MOST = 8
"""Suggestions at most: what one looks over at a glance."""

_OF_TYPE: dict[str, tuple[ThingKind, ...]] = {
    "any": THING_KINDS,
    "economy": ("economy",),
    "economies": ("economy",),
    "agreement": ("agreement",),
    "agreements": ("agreement",),
    "clause": ("clause",),
    "clauses": ("clause",),
    "group": ("group", "agreement"),  # the Parties of an agreement are a group as well
}

PARAMETERS = (
    Parameter(name="q", type="text", about="What was typed so far.", longest=100, example="sing"),
    Parameter(
        name="type", type="choice", about="What is meant to be named.", choices=tuple(_OF_TYPE), default="any"
    ),
)  # fmt: skip


def suggestions(state: OpenGraph, query: Sequence[tuple[str, str]]) -> Kept:
    """The likeliest things a text may mean, as JSON.

    Raises:
        Problem: A parameter does not fit.
    """
    asked = read_asked(state.graph.runner(), PARAMETERS, {}, query)
    at = _addresses(asked)
    found = name_index(state.graph).find(asked.text("q"), _OF_TYPE[asked.text("type")], MOST)
    told = [
        {
            "kind": NAMES[each.thing.kind][0],
            "key": each.thing.key,
            "name": each.thing.name,
            "note": each.thing.note if each.thing.kind != "query" else "",
            "address": address_of_thing(each.thing, at),
        }
        for each in found
    ]
    return Kept(json.dumps(told, ensure_ascii=False).encode(), "application/json")


def _addresses(asked: Asked) -> Addresses:
    search: Kind = kind_named("search")
    return Addresses(search, asked)
