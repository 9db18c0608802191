"""Next steps in plain sentences: the tier of an economy, what the steps win, and how the criteria are weighed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clauseway.graph.engine import Row
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.said import share
from clauseway.queries.tiers import TIERS, UNKNOWN
from clauseway.queries.upgrade_facts import upgrade_facts
from clauseway.queries.upgrade_ranking import CRITERIA, weights_for

TIER_MEANS = {
    "early": "early: what is within reach counts most, such as signatures, consumer protection and paperless trade",
    "middle": "middle: privacy and wider cooperation join the basics",
    "advanced": "advanced: what is won counts most, such as rules on data and the modules of digital agreements",
    UNKNOWN: "unknown: too few observations, so all clause types weigh alike",
}
"""Tier to what it means for the steps."""

CRITERIA_MEAN = {
    "gain": "how far the step climbs the ladder of grades, over the clause types that weigh in the tier",
    "trade": "the trade with the partners that gain",
    "partners": "how many partners gain",
    "precedent": "how much of it the economy, or one most alike, accepts elsewhere already",
    "readiness": "how much of it lacks no law at home",
    "ease": "how little new law and how few Parties to convince it needs",
    "talks": "how far talks have come",
    "harmony": "how few rules in force would stand beside the new ones and differ",
}
"""Criterion to what it measures."""

TIER_COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code"),
    Column("name", "Name", "string", "name of the economy"),
    Column("tier", "Tier", "string", "early, middle, advanced or unknown"),
    Column("low", "At least", "string", "the tier if all that is not known spoke for early"),
    Column("high", "At most", "string", "the tier if all that is not known spoke for advanced"),
    Column("known", "Known", "integer", "observations known"),
    Column("of", "Of", "integer", "observations asked for"),
)
WEIGHT_COLUMNS = (
    Column("criterion", "Criterion", "string", "key of the criterion"),
    Column("weight", "Weight", "number", "its weight in the tier, in [0, 1]; all sum to 1"),
    Column("meaning", "What it measures", "string", "what it measures, 0 worst to 1 best"),
)

READ_COLUMNS = (
    Column("rank", "Rank", "integer", "place among its steps, on a path place in the sequence"),
    Column("step", "Step", "string", "what is done"),
    Column("wins", "Wins", "string", "clause types on which a rung is surely gained, and who accepts it already"),
    Column("trade", "Of its trade", "string", "share of the economy's trade that is with the partners that gain"),
    Column("needs", "Needs", "string", "laws not known to be there, low capacity, rules that differ, talks"),
    Column("effort", "Effort", "integer", "new firm types + 3 a law + Parties to convince, + 10 for market access"),
    Column("gain", "Gain", "string", "weighted share of the ladder surely climbed, mean over partners"),
    Column("score", "Score", "string", "nearness to the ideal by the weights, 0 to 1"),
    Column("top3", "Top 3", "string", "share of random weights under which it is among the first three"),
    Column("unread", "Not read", "string", "share of its cells whose rung, old or new, was not read"),
    Column("row_id", "Row", "string", "name of the row, for clauseway explain"),
)
"""Columns of the steps as people read them."""


def tiers_table(runner: Runner, as_of: date) -> ResultTable:
    """The readiness tier of every economy that is no union.

    Args:
        runner: Where to ask.
        as_of: The date of the answer; observations are the latest there are.
    """
    facts = upgrade_facts(runner, as_of)
    rows: list[Row] = [
        {
            "economy": code,
            "name": facts.rules.names[code],
            "tier": tier.name,
            "low": tier.low,
            "high": tier.high,
            "known": len(tier.levels),
            "of": len(facts.thresholds),
        }
        for code, tier in sorted(facts.tiers.items(), key=lambda each: facts.rules.names[each[0]])
    ]
    notes = ["A tier is the highest that more than half of the observations reach; see the methods for thresholds."]
    return ResultTable(
        f"Readiness tiers on {as_of}",
        list(TIER_COLUMNS),
        rows,
        runner.provenance("tiers", as_of, {}, notes),
        "No economy is in the data.",
    )


def tiers_said(rows: Iterable[Row]) -> str:
    """How many economies stand in each tier.

    >>> tiers_said([{"tier": "early"}, {"tier": "unknown"}, {"tier": "early"}])
    '2 early, 0 middle, 0 advanced, 1 unknown'
    """
    told = [str(row["tier"]) for row in rows]
    return ", ".join(f"{told.count(tier)} {tier}" for tier in (*TIERS, UNKNOWN))


def weights_table(steps: ResultTable, tier: str) -> ResultTable:
    """The weights of the criteria in a tier, the heaviest first.

    Args:
        steps: The table of steps, for its provenance.
        tier: The tier.
    """
    weights = weights_for(tier, {})
    rows: list[Row] = [
        {"criterion": name, "weight": weights[name], "meaning": CRITERIA_MEAN[name]}
        for name in sorted(CRITERIA, key=lambda name: -weights[name])
    ]
    return ResultTable(f"Weights of the criteria, tier {tier}", list(WEIGHT_COLUMNS), rows, steps.provenance)


def steps_said(name: str, steps: ResultTable) -> str:
    """The first step and what it wins, in a sentence or two.

    Args:
        name: The economy.
        steps: The table of its next steps, or of a path.
    """
    day = steps.provenance.as_of
    if not steps.rows:
        return f"For {name} no step on {day} would surely gain anything in the texts that were read."
    first = steps.rows[0]
    kinds = [str(row["kind"]) for row in steps.rows]
    count = f"{len(kinds)} steps are open to {name} on {day}" if len(kinds) > 1 else f"One step is open to {name}"
    said = f"{count}. First: {first['step']}, which gains {first['clauses']} clause types"
    if first["partners"]:
        said += f" with {first['partners']} partners"
    if first["own_precedents"]:
        said += f"; {first['own_precedents']} of them it accepts elsewhere already"
    return f"{said}."


def steps_read(steps: ResultTable) -> ResultTable:
    """The steps as people read them: what each wins, what it needs, and how sure its place is.

    Args:
        steps: The table of next steps, or of a path.
    """
    rows: list[Row] = [
        {
            "rank": row["rank"],
            "step": row["step"],
            "wins": _wins(row),
            "trade": share(row["trade_share"], 1),
            "needs": _needs(row),
            "effort": row["effort"],
            "gain": share(row["gain"]),
            "score": "not ranked" if row["score"] is None else f"{row['score']:.2f}",
            "top3": share(row["top3"]),
            "unread": share(row["not_read"]),
            "row_id": row.get("row_id"),
        }
        for row in steps.rows
    ]
    return ResultTable(steps.title, list(READ_COLUMNS), rows, steps.provenance, steps.empty_message)


def _wins(row: Row) -> str:
    said = f"{row['clauses']} clause types"
    if row["partners"]:
        said += f" with {row['partners']} partner{'s' if row['partners'] != 1 else ''}"
    own, peers = row["own_precedents"], row["peer_precedents"]
    if own:
        said += f"; {own} it accepts elsewhere"
    if peers:
        adopted = row["kind"] == "adopt"
        said += f"; {peers} economies most alike have it" if adopted else f"; {peers} that economies most alike accept"
    return said


def _needs(row: Row) -> str:
    """Laws, capacity, others to act with, the number of rules it would stand beside, and how far talks have come."""
    told = [str(row[name]) for name in ("laws", "capacity") if row[name]]
    told += [part for part in str(row["conflict"] or "").split("; ") if "acts only with" in part]
    if row["conflicts"]:
        told.append(f"{row['conflicts']} rules in force beside it differ")
    if row["talks"]:
        told.append(f"talks: {row['talks']}" if row["kind"] != "adopt" else str(row["talks"]))
    return "; ".join(told) or "no law that is not there"


def as_change(row: Row) -> dict[str, str]:
    """A step as a change that a what-if can make: kind of change and its text; empty where it can make none.

    A join is one; so is a memorandum turned into commitments, which is a join of both sides. A law at home and rungs
    that come from several texts are not.

    >>> as_change({"kind": "join", "economy": "KAZ", "target": "depa"})
    {'join': 'KAZ:depa'}
    >>> as_change({"kind": "adopt", "economy": "KAZ", "target": "privacy"})
    {}
    """
    return {"join": f"{row['economy']}:{row['target']}"} if row["kind"] == "join" else {}
