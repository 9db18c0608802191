"""Documented columns of the tables of harmonisation gaps, one set for each breakdown."""

from __future__ import annotations

from clauseway.queries.results import Column

_CLAUSE = (
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
)
_UNREAD = Column("not_read", "Not read", "number", "share of the missing pairs with a shared text not read, in [0, 1]")
_BECAUSE = Column("because", "Rests on", "string", "agreement, article and grade the pairs bound rest on")
_LAWS = Column("laws", "Laws lacking", "string", "kinds of law it needs and economies not known to have them")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "clause": (
        *_CLAUSE,
        Column("theme", "Theme", "string", "slug of its theme"),
        Column("pairs", "Pairs", "integer", "pairs of the set"),
        Column("bound", "Bound", "integer", "pairs that surely owe it each other at the grade or above"),
        Column("perhaps", "Perhaps", "integer", "further pairs that may, by facts not known; texts not read apart"),
        Column("gap", "Gap", "number", "1 - bound / pairs, in [0, 1]"),
        Column("trade_gap", "Trade gap", "number", "share of the trade between members that the missing pairs have"),
        Column("missing_usd", "Missing trade", "integer", "trade of the missing pairs, US dollars, goods both ways"),
        Column("weakest", "Weakest links", "string", "economies that lack most pairs, with their number"),
        Column("steps", "Steps", "string", "steps that close the share asked for, by the greedy rule"),
        Column("cost", "Cost", "integer", "economies that have to act in these steps, each time counted"),
        Column("exact_cost", "Least cost", "integer", "cost of the cheapest such steps; null for large sets"),
        _LAWS,
        _BECAUSE,
        _UNREAD,
    ),
    "economy": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("missing", "Missing", "integer", "pairs and clause types it lacks"),
        Column("gap", "Gap", "number", "share of all its pairs and clause types, in [0, 1]"),
        Column("missing_usd", "Missing trade", "integer", "its trade in missing pairs, US dollars, mean over types"),
        Column("laws", "Laws lacking", "string", "kinds of law the missing types need, not known to be there"),
        _UNREAD,
    ),
    "pair": (
        *_CLAUSE,
        Column("first", "First", "string", "ISO3 code of one economy"),
        Column("second", "Second", "string", "ISO3 code of the other"),
        Column("grade", "Grade", "string", "best sure grade in the weaker direction; not-read where it may be hidden"),
        Column("usd", "Trade", "integer", "trade of the pair, US dollars, goods both ways; null when not known"),
        Column("agreement", "Agreement", "string", "agreement the grade rests on"),
        Column("article", "Article", "string", "its article"),
        Column("source", "Source", "string", "citation of its coding"),
        Column("provision", "Provision", "string", "key of the provision"),
        _UNREAD,
    ),
    "step": (
        *_CLAUSE,
        Column("step", "Step", "integer", "place of the step, the first is 1"),
        Column("move", "Move", "string", "what is done"),
        Column("agreement", "Agreement", "string", "agreement joined; null for a new rule"),
        Column("cost", "Cost", "integer", "economies that have to act"),
        Column("closes", "Closes", "integer", "pairs newly bound"),
        Column("closed", "Closed", "number", "share of the missing pairs closed so far, in [0, 1]"),
        _LAWS,
        Column("because", "Rests on", "string", "article and grade of the agreement joined"),
        _UNREAD,
    ),
}
"""Columns of each table."""

SHOWN: dict[str, tuple[str, ...]] = {
    "clause": ("label", "pairs", "bound", "perhaps", "gap", "trade_gap", "weakest", "steps", "cost", "exact_cost",
               "not_read"),
    "economy": ("economy", "name", "missing", "gap", "missing_usd", "laws", "not_read"),
    "pair": ("label", "first", "second", "grade", "usd", "agreement", "article", "not_read"),
    "step": ("label", "step", "move", "cost", "closes", "closed", "laws", "because"),
}  # fmt: skip
