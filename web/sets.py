"""Which economies and clause types a page is about: the parameters that several kinds of pages share."""

from __future__ import annotations

from clauseway.queries import names
from clauseway.web.parameters import Asked, Parameter

GROUP = Parameter(
    name="group", type="group", about="The economies of a group, or the Parties of an agreement.", example="asean"
)
ECONOMIES = Parameter(
    name="economies", type="economies", about="Economies instead of a group, parted by commas.", example="CHN,JPN,KOR"
)
CLAUSES = Parameter(
    name="clauses", type="clauses", title="Clause types", about="Only these clause types, parted by commas.",
    example="cross-border-data-transfer",
)  # fmt: skip

NAMES_TOLD = 8
"""Economies named in a title; more are counted."""


def in_words(asked: Asked) -> str:
    """The set of economies asked about, as a sentence names it."""
    if group := asked.text(GROUP.name):
        return names.group_name(asked.runner, group)
    economies = asked.names(ECONOMIES.name)
    if not economies:
        return "all economies"
    return ", ".join(economies) if len(economies) <= NAMES_TOLD else f"{len(economies)} economies"
