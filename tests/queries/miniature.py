"""A world of four economies, small enough to work out on paper, for the analyses of groups.

| agreement | Parties | read | p | q |
|---|---|---|---|---|
| w | A, D | whole | 2 | absent |
| x | A, B, C | whole | 5 | 2 |
| y | A, B | whole | 3 | absent |
| z | C, D | title of an article on p only | not read | not read |
"""

from __future__ import annotations

from datetime import date

from clauseway.ontology.strength import Grade
from clauseway.queries.rules_in_force import Bound, ClauseKind, OwedCell, OwedRule, RulesInForce

BY_RANK = {grade.rank: grade for grade in Grade}
PARTIES = {"w": "AD", "x": "ABC", "y": "AB", "z": "CD"}
GRADES = {"w": {"p": 2}, "x": {"p": 5, "q": 2}, "y": {"p": 3}}


def cell(agreement: str, rank: int) -> OwedCell:
    rule = OwedRule(agreement, "1", f"{agreement}/1", BY_RANK[rank], f"rule {rank}", "primary-text", "a text")
    return OwedCell(rule, rank, titled=False)


def world(parties: dict[str, str] = PARTIES, grades: dict[str, dict[str, int]] = GRADES) -> RulesInForce:
    """The miniature, or one with other agreements."""
    owed = {
        (economy, agreement): {clause: cell(agreement, rank) for clause, rank in grades.get(agreement, {}).items()}
        for agreement, members in parties.items()
        for economy in members
    }
    for economy in parties.get("z", ""):
        owed[economy, "z"] = {"p": OwedCell(None, 0, titled=True)}
    return RulesInForce(
        date(2026, 1, 1),
        ("A", "B", "C", "D"),
        {clause: ClauseKind(clause, clause.upper(), "theme") for clause in ("p", "q")},
        {agreement: {economy: Bound(True, "") for economy in members} for agreement, members in parties.items()},
        owed,
        frozenset(parties) - {"z"},
    )
