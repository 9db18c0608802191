"""Agreements: the list, and one provision by provision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.catalogue_answers import listing
from clauseway.web.kinds import Kind, View
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

AGREEMENT = Parameter(
    name="agreement", type="agreement", about="Slug or title of an agreement.", required=True, example="depa"
)
_ECONOMY = Parameter(name="economy", type="economy", about="As it stands for this economy.", example="KOR")


def agreements(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every agreement."""
    table = listing(asked.runner, "agreements")
    return View("Agreements", table)


def agreement(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One agreement."""
    economy = asked.text("economy") or None
    table = graph.agreement(asked.text("agreement"), economy=economy, as_of=asked.as_of)
    return View(table.title, table)


KINDS = (
    Kind(
        name="agreements", address="/agreements", title="Agreements", about="Every agreement in the data.",
        answer=agreements, example="/agreements",
    ),
    Kind(
        name="agreement", address="/agreement/{agreement}", title="An agreement",
        about="An agreement provision by provision, with its facts and its parties in time.",
        parameters=(AGREEMENT, _ECONOMY, *COMMON), answer=agreement, width="wide", example="/agreement/depa",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
