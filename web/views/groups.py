"""Groups of economies: where they lack a common rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.catalogue_answers import listing
from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

GROUP = Parameter(
    name="group", type="group", about="A group, or an agreement whose Parties are meant.", required=True,
    example="asean",
)  # fmt: skip


def groups(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every group."""
    return View("Groups", listing(asked.runner, "groups"))


def group(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The gaps of a group."""
    table = graph.gaps(group=asked.text("group"), as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="groups", address="/groups", title="Groups", about="Every group of economies in the data.",
        answer=groups, example="/groups",
    ),
    Kind(
        name="group", address="/group/{group}", title="A group and its gaps",
        about="Where a group lacks a common rule, and the steps that close the gap.",
        parameters=(GROUP, *COMMON), answer=group, example="/group/asean",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
