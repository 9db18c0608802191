"""Coverage of a set of economies: the share of its pairs that owe each other a clause type, the best and worst pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import BoundPairs, bound_pairs, mutual_rules
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.gap_analysis import known_trade
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rules_in_force import OwedRule, Pair, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

COLUMNS = (
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("theme", "Theme", "string", "slug of its theme"),
    Column("pairs", "Pairs", "integer", "pairs of the set"),
    Column("bound", "Bound", "integer", "pairs that surely owe it each other at the grade or above"),
    Column("share", "Share", "number", "bound / pairs, in [0, 1]; 1 minus the gap"),
    Column("trade_share", "Of trade", "number", "their share of the trade between members; null when none is known"),
    Column("best_pair", "Best pair", "string", "codes of the pair bound most firmly; of equals that with most trade"),
    Column("best_grade", "Best grade", "string", "its sure grade, in the weaker direction; null when no pair owes it"),
    Column("agreement", "Agreement", "string", "agreement the best grade rests on"),
    Column("article", "Article", "string", "its article"),
    Column("verification", "Known by", "string", "how its coding is known"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("worst_pair", "Worst pair", "string", "pair with an agreement that is bound least; null when none is known"),
    Column("worst_grade", "Worst grade", "string", "its grade; absent where the two do not both owe it"),
    Column("worst_agreement", "By", "string", "agreement the worst grade rests on; null when absent"),
    Column("worst_article", "Its article", "string", "its article"),
    Column("not_read", "Not read", "number", "share of the pairs: not bound, and a shared text was not read, 0 to 1"),
)
SHOWN = (
    "label", "pairs", "bound", "share", "trade_share", "not_read", "best_pair", "best_grade", "agreement", "article",
    "worst_pair", "worst_grade",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairGrade:
    """A pair and how it stands on a clause type.

    Attributes:
        rule: The rule in the weaker direction; `None` when the texts were read and hold none for both.
    """

    pair: Pair
    rule: OwedRule | None

    @property
    def rank(self) -> int:
        """Rank of the grade, 0 for none."""
        return self.rule.grade.rank if self.rule else 0


def pair_grades(rules: RulesInForce) -> dict[str, list[PairGrade]]:
    """How every pair with an agreement stands, by clause type; a pair that a text or a date leaves open is not in."""
    any_duty = bound_pairs(rules, Grade.REVIEWABLE_LATER)
    unsure = {clause: each.hidden.union(each.perhaps) for clause, each in any_duty.items()}
    found: dict[str, list[PairGrade]] = {clause: [] for clause in rules.clauses}
    for pair in rules.pairs():
        if not rules.shared(*pair):
            continue
        mutual = mutual_rules(rules, *pair)
        for clause in rules.clauses:
            rule = mutual.get(clause)
            if rule is not None or pair not in unsure[clause]:
                found[clause].append(PairGrade(pair, rule))
    return found


def group_coverage_table(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    grade: Grade = Grade.QUALIFIED,
    name: str = "",
    clauses: Iterable[str] = (),
) -> ResultTable:
    """Coverage of a set of economies as a table, one row a clause type.

    Args:
        runner: Where to ask.
        economies: Codes of the set.
        as_of: The date.
        grade: The grade a rule has to reach to count.
        name: The set in words, for the title.
        clauses: Only these clause types (the 51 substantive ones when empty).
    """
    wanted = tuple(clauses)
    rules = rules_in_force(rule_facts(runner), as_of, economies, clauses=wanted)
    trade = known_trade(runner)
    grades = pair_grades(rules)
    rows = [_row(rules, clause, pairs, grades[clause], trade) for clause, pairs in bound_pairs(rules, grade).items()]
    pairs = list(rules.pairs())
    shared = sorted({agreement for pair in pairs for agreement, _ in rules.shared(*pair)})
    unread = [agreement for agreement in shared if agreement not in rules.read_whole]
    apart = sum(not rules.shared(*pair) for pair in pairs)
    notes = [
        f"A pair counts as bound when each owes the other at least {grade.value}. {len(unread)} of {len(shared)} "
        "shared agreements are not or only partly read, so a pair that is not bound may be so by a text not read.",
        f"{apart} of {len(pairs)} pairs have no agreement in force between them in the data.",
        f"Trade is known for {sum(pair in trade for pair in pairs)} of {len(pairs)} pairs.",
    ]
    parameters: dict[str, Value] = {"economies": ",".join(rules.economies), "min_grade": grade.value}
    parameters["clauses"] = ",".join(wanted) or None
    table = ResultTable(
        title=f"Clause coverage among {name or ', '.join(rules.economies)} on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance("coverage of a group", as_of, parameters, notes),
        empty_message="No clause type was asked for.",
        shown=SHOWN,
    )
    with_row_ids(
        table, runner.trust, lambda row: ("group-coverage", set_key(name, rules.economies), row["clause"]),
        grade=grade.value if grade is not Grade.QUALIFIED else None,
    )  # fmt: skip
    return with_sources(runner, table, agreements=shared, economies=rules.economies)


def _row(
    rules: RulesInForce, clause: str, pairs: BoundPairs, known: Iterable[PairGrade], trade: Mapping[Pair, int]
) -> Row:
    kind = rules.clauses[clause]
    every = len(pairs.bound) + len(pairs.missing)
    bound_usd = sum(trade.get(pair, 0) for pair in pairs.bound)
    all_usd = bound_usd + sum(trade.get(pair, 0) for pair in pairs.missing)
    by_trade = sorted(known, key=lambda one: (-trade.get(one.pair, 0), one.pair))
    best = max((one for one in by_trade if one.rule), key=lambda one: one.rank, default=None)
    worst = min(by_trade, key=lambda one: one.rank, default=None)
    rule = best.rule if best else None
    least = worst.rule if worst else None
    return {
        "clause": clause,
        "label": kind.label,
        "theme": kind.theme,
        "pairs": every,
        "bound": len(pairs.bound),
        "share": round(len(pairs.bound) / every, 6) if every else None,
        "trade_share": round(bound_usd / all_usd, 6) if all_usd else None,
        "best_pair": "-".join(best.pair) if best else None,
        "best_grade": rule.grade.value if rule else None,
        "agreement": rule.agreement if rule else None,
        "article": rule.article if rule else None,
        "verification": rule.verification if rule else None,
        "source": rule.source if rule else None,
        "provision": rule.provision if rule else None,
        "worst_pair": "-".join(worst.pair) if worst else None,
        "worst_grade": (least.grade if least else Grade.ABSENT).value if worst else None,
        "worst_agreement": least.agreement if least else None,
        "worst_article": least.article if least else None,
        "not_read": round(len(pairs.hidden.intersection(pairs.missing)) / every, 6) if every else 0.0,
    }
