"""Why an economy or a pair lacks a common rule, and what a step of the plan closes: the breakdowns of a gap."""

from __future__ import annotations

from dataclasses import replace

from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import mutual_rule
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import shortened
from clauseway.queries.explanations.gaps import GapAsked, set_asked
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.gap_analysis import ClauseGap, economy_rows, step_rows
from clauseway.queries.law_readiness import law_readiness


def explain_breakdown(asked: RowAsked) -> Derivation:
    """`gaps/SET/economy/ECONOMY`, `gaps/SET/pair/FIRST/SECOND/CLAUSE` or `gaps/SET/step/CLAUSE/NUMBER`."""
    kind = asked.key(1)
    if kind == "economy":
        return _economy(asked)
    return _pair(asked) if kind == "pair" else _step(asked)


def _economy(asked: RowAsked) -> Derivation:
    iso3 = asked.economy(2)
    asked.whole(3)
    found = set_asked(asked, asked.clauses())
    measured = found.measured
    if iso3 not in measured.rules.economies:
        raise asked.unknown(2, "economy of this set", measured.rules.economies)
    laws = law_readiness(asked.runner, measured.rules.clauses, measured.rules.economies)
    rows = economy_rows(measured.rules, measured.found, measured.facts, measured.trade, laws)
    row = next(row for row in rows if row["economy"] == iso3)
    nodes: list[Derivation] = []
    for clause, each in measured.found.items():
        own = tuple(pair for pair in each.missing if iso3 in pair)
        if own:
            below = GapAsked(asked, measured, clause, _only(each, own), found.grade, found.close).missing()
            node = Derivation(clause, len(own), f"of {len(measured.rules.economies) - 1} partners", below)
            nodes.append(shortened(node, found.row_id(clause)))
    nodes.sort(key=lambda node: -node.value if isinstance(node.value, int) else 0)
    cells = (len(measured.rules.economies) - 1) * len(measured.found)
    how = f"pairs and clause types it lacks of {cells}, a gap of {row['gap']}; laws lacking: {row['laws'] or 'none'}"
    label = f"missing with {asked.evidence.name(iso3)} among {asked.key(0)}"
    nothing = asked.evidence.dataset("Every pair of it is bound at the grade.")
    return Derivation(label, row["missing"], how, tuple(nodes) or (nothing,))


def _only(found: ClauseGap, pairs: tuple[tuple[str, str], ...]) -> ClauseGap:
    return replace(found, bound=(), missing=pairs)


def _pair(asked: RowAsked) -> Derivation:
    first, second = sorted((asked.economy(2), asked.economy(3)))
    clause = asked.clause(4)
    asked.whole(5)
    found = set_asked(asked, [clause])
    rules, gap = found.measured.rules, found.measured.found[clause]
    if (first, second) not in gap.missing:
        own = [pair for pair in gap.missing if first in pair]
        others = [pair[1] if pair[0] == first else pair[0] for pair in own]
        raise asked.unknown(3, "pair that is missing", others)
    rule = mutual_rule(rules, first, second, clause)
    none = Grade.NOT_READ if (first, second) in gap.hidden or not rules.shared(first, second) else Grade.ABSENT
    below = GapAsked(asked, found.measured, clause, _only(gap, ((first, second),)), found.grade, found.close).missing()
    label = f"{rules.clauses[clause].label}: grade between {first} and {second}"
    how = f"in the weaker direction, below {found.grade.value}"
    return Derivation(label, (rule.grade if rule else none).value, how, below)


def _step(asked: RowAsked) -> Derivation:
    clause = asked.clause(2)
    asked.whole(4)
    found = set_asked(asked, [clause])
    measured = found.measured
    gap = measured.found[clause]
    numbers = [str(number) for number in range(1, len(gap.steps) + 1)]
    number = int(asked.one_of(3, "step", numbers))
    laws = law_readiness(asked.runner, [clause], measured.rules.economies)
    row = step_rows(measured.rules, measured.world, clause, gap, laws)[number - 1]
    step = replace(found, clause=clause, gap=gap).step(gap.steps[number - 1])
    missing = replace(found, clause=clause, gap=gap).missing()
    how = f"pairs newly bound; with it {row['closed']:.1%} of {len(gap.missing)} missing pairs are closed"
    told = Derivation("missing before the first step", len(gap.missing), "pairs", missing)
    return Derivation(f"step {number}, {row['move']}: pairs closed", row["closes"], how, (step, told))
