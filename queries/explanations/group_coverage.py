"""Why a share of the pairs of a set is bound on a clause type."""

from __future__ import annotations

from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.gaps import gap_asked
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.group_coverage import pair_grades


def explain_group_coverage(asked: RowAsked) -> Derivation:
    """`group-coverage/SET/CLAUSE[/grade:GRADE]`: the share of pairs that owe each other the clause type."""
    found = gap_asked(asked)
    bound, pairs = len(found.gap.bound), len(found.gap.bound) + len(found.gap.missing)
    rules = found.measured.rules
    grades = [each for each in pair_grades(rules)[found.clause] if each.rule is not None]
    most = max((each.rank for each in grades), default=0)
    best = sorted("-".join(each.pair) for each in grades if each.rank == most)
    firmest = f"; most firmly {', '.join(best[:3])}{' and others' if len(best) > 3 else ''}" if best else ""
    return Derivation(
        f"{rules.clauses[found.clause].label}: share of pairs bound among {asked.key(0)}",
        round(bound / pairs, 6) if pairs else None,
        f"{bound}/{pairs}: a pair is bound when each owes the other at least {found.grade.value}{firmest}",
        found.pairs(),
    )
