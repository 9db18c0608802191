"""Next steps of an economy: ranked, with what each wins and needs, and what-if to try one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.queries import names
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.names import UnknownName
from clauseway.queries.pages import paragraph
from clauseway.queries.reports import step_drawing
from clauseway.queries.results import ResultTable
from clauseway.queries.tiers import TIERS, UNKNOWN
from clauseway.queries.upgrade_analysis import upgrade_tables
from clauseway.queries.upgrade_said import (
    TIER_MEANS,
    as_change,
    steps_read,
    steps_said,
    tiers_said,
    tiers_table,
    weights_table,
)
from clauseway.web.kinds import PICTURES, Form, Kind, Link, Links, Part, View, WebBlock
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.views.economies import ECONOMY, trail

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

MOST_TRIED = 6
"""Steps offered to be tried."""

_STEPS = Parameter(
    name="steps", type="integer", title="Steps of a path",
    about="A path of so many steps, each worked out after the one before; nothing ranks single steps.",
    least=1, most=5, example="3",
)  # fmt: skip
_BY = Parameter(
    name="by", type="choice", title="A row for each", choices=("step", "clause"), default="step",
    about="A row a step, or a row a clause type that a step gains.",
)  # fmt: skip


def upgrades(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Whose next steps to show, and the tier of each economy."""
    table = tiers_table(asked.runner, asked.as_of)
    form = Form("upgrade", "Next steps of an economy", "Show the steps", only=("economy", "steps"))
    parts = [Part("Choose an economy", (form,))]
    for tier in (*TIERS, UNKNOWN):
        there = [row for row in table.rows if row["tier"] == tier]
        links = [Link(str(row["name"]), at.to("upgrade", economy=str(row["economy"]))) for row in there]
        means = TIER_MEANS[tier].partition(": ")[2]
        block: WebBlock = Links(tuple(links), inline=True) if links else paragraph("No economy is in this tier.")
        parts.append(Part(f"{tier.capitalize()} ({len(there)})", (block,), f"{means[:1].upper()}{means[1:]}."))
    lead = (
        "Which agreements to join, which to bring up and which laws to adopt next, ranked for each economy by its "
        f"readiness: {tiers_said(table.rows)}."
    )
    return View("Next steps of an economy", table, lead, tuple(parts))


def upgrade(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Next steps, ranked."""
    runner, day = asked.runner, asked.as_of
    code, name = names.find_economy(runner, asked.text("economy"))
    length = asked.integer("steps") or 0
    tables = upgrade_tables(runner, [code], day, steps=length, name=name)
    steps, rungs = tables["step"], tables["clause"]
    main = tables[asked.text("by")]
    heading = f"A path of {length} steps" if length else "Steps, the best first"
    parts = [Part(heading, (steps_read(steps),), _path_said(length))]
    tier = str(steps.rows[0]["tier"]) if steps.rows else UNKNOWN
    if steps.rows:
        parts.append(Part("Try a step", _tries(steps, at), "What would change, before and after; nothing is stored."))
        if not length and (drawing := _ladder(asked, code, name, rungs)):
            there = at.to("rungs", economy=code, step=1)
            parts.append(Part("What the first step climbs", (drawing,), "", there, PICTURES))
        gains = [row for row in rungs.rows if row["rank"] == steps.rows[0]["rank"]]
        shown = replace(
            rungs, title=f"Clause types of: {steps.rows[0]['step']}", rows=gains,
            shown=("label", "from_grade", "to_grade", "partners", "agreement", "article", "verification",
                   "own_precedent", "peer_precedent", "laws"),
        )  # fmt: skip
        parts.append(Part("Clause types of the first step", (shown,), "", at.this(by="clause"), ("csv", "xlsx")))
        said = f"{TIER_MEANS[tier][:1].upper()}{TIER_MEANS[tier][1:]}."
        blocks = (weights_table(steps, tier), Links((Link("Tiers, criteria and formulas", _methods(at)),)))
        parts.append(Part("Tier and weights", blocks, f"{name} counts as {said[:1].lower()}{said[1:]}"))
    parts.append(Part("Go on from here", _onward(at, code, name, length)))
    return View(
        f"Next steps of {name} ({code})" if not length else f"A path of {length} steps of {name} ({code})",
        main, steps_said(name, steps) if not length else _path_lead(name, steps), tuple(parts),
        trail=(*trail(at, code, name), Link("Next steps", at.to("upgrades"))),
    )  # fmt: skip


def _methods(at: Addresses) -> str:
    return f"{at.to('methods')}#measures-upgrade-paths"


def _path_said(length: int) -> str:
    return "Each step is worked out on the rules after the one before." if length else ""


def _path_lead(name: str, steps: ResultTable) -> str:
    if not steps.rows:
        return f"For {name} no step would surely gain anything in the texts that were read."
    told = "; then ".join(str(row["step"]) for row in steps.rows)
    return f"For {name}: {told}. A better order of the same steps may exist."


def _ladder(asked: Asked, code: str, name: str, rungs: ResultTable) -> Drawing | None:
    """The ladder of the first step; none where it gains no rung of its own."""
    try:
        return step_drawing(asked.runner, code, name, asked.as_of, rungs=rungs)
    except UnknownName:
        return None


def _tries(steps: ResultTable, at: Addresses) -> tuple[WebBlock, ...]:
    links = [
        Link(f"What if: {row['step']}", at.to("whatif", **change), f"gains {row['clauses']} clause types")
        for row in steps.rows
        if (change := as_change(row))
    ][:MOST_TRIED]
    if not links:
        return (paragraph("None of these steps is a change that a what-if can make: only accessions are."),)
    return (Links(tuple(links)),)


def _onward(at: Addresses, code: str, name: str, length: int) -> tuple[WebBlock, ...]:
    links = [
        Link(f"{name}: what it owes today", at.to("economy", economy=code)),
        Link(f"{name}: duties and law at home", at.to("laws", economy=code)),
    ]
    links.append(
        Link("Single steps, ranked", at.this(steps=None)) if length
        else Link("A path of three steps", at.this(steps="3"), "takes some seconds the first time")
    )  # fmt: skip
    return (Links(tuple(links)),)


KINDS = (
    Kind(
        name="upgrades", address="/upgrade", title="Next steps", about="Whose next steps to show; tiers of economies.",
        parameters=COMMON, answer=upgrades, example="/upgrade",
    ),
    Kind(
        name="upgrade", address="/upgrade/{economy}", title="Next steps of an economy",
        about="Which steps an economy could take next, ranked, with what each wins and needs.",
        parameters=(ECONOMY, _STEPS, _BY, *COMMON), answer=upgrade, width="wide", example="/upgrade/KAZ",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
