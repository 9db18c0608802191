"""The rows of a what-if: measures, economies, clause types, duties, pairs, law at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.compliance import STATUSES
from clauseway.queries.fragmentation_measures import fragmentation_by_clause
from clauseway.queries.gap_analysis import clause_gaps
from clauseway.queries.gaps import gap
from clauseway.queries.rules_in_force import OwedRule
from clauseway.queries.whatif import (
    Measure,
    acting_measures,
    change_of_duty,
    change_of_pair,
    changed_pairs,
    difference,
    set_measures,
    trade_covered,
)
from clauseway.queries.whatif_columns import COLUMNS, MEANINGS
from clauseway.queries.whatif_comparison import Comparison, rule_columns


def _measure_rows(found: Comparison) -> list[Row]:
    before = acting_measures(found.before, found.acting, found.trade)
    after = acting_measures(found.after, found.acting, found.trade)
    for positions, told in ((found.before, before), (found.after, after)):
        counts = Counter(
            str(row["status"])
            for economy in found.acting
            for row in found.held_against_law(economy, positions.of(economy).rules)
        )
        like = told["duties"]
        told |= {f"law-{s}": Measure(like.over, counts[s], like.unread, like.because) for s in STATUSES}
    before |= set_measures(found.inside[0], found.before.grade)
    after |= set_measures(found.inside[1], found.after.grade)
    return [
        {
            "measure": measure,
            "over": after[measure].over,
            "before": _number(before[measure].value),
            "after": _number(after[measure].value),
            "difference": _number(difference(before[measure].value, after[measure].value)),
            "meaning": meaning,
            "because": ", ".join(after[measure].because) or None,
            "not_read": after[measure].unread,
        }
        for measure, meaning in MEANINGS.items()
    ]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _economy_rows(found: Comparison) -> list[Row]:
    pairs = changed_pairs(found.before, found.after, found.acting)
    others = {economy for pair in pairs for economy in pair} - set(found.acting)
    rows: list[Row] = []
    for economy in (*found.acting, *sorted(others)):
        before, after = found.before.of(economy), found.after.of(economy)
        clauses = len(found.after.rules.clauses)
        row: Row = {"economy": economy, "name": found.facts.names.get(economy, economy), "acts": economy not in others}
        for key, one, other in (
            ("duties", len(before.rules), len(after.rules)),
            ("firm", before.in_band("hard"), after.in_band("hard")),
            ("partners", len(before.all_partners), len(after.all_partners)),
            ("bound", sum(map(len, before.bound.values())), sum(map(len, after.bound.values()))),
            (
                "trade",
                trade_covered({economy: before.bound}, found.trade, clauses),
                trade_covered({economy: after.bound}, found.trade, clauses),
            ),
        ):
            row |= _told(key, one, other)
        row["because"] = ", ".join(sorted({rule.agreement for rule in after.rules.values()})) or None
        row["not_read"] = round(len(after.unread) / clauses, 6) if clauses else 0.0
        rows.append(row)
    return rows


def _told(key: str, before: float | None, after: float | None) -> Row:
    return {f"{key}_before": before, f"{key}_after": after, f"{key}_difference": difference(before, after)}


def _clause_rows(found: Comparison) -> list[Row]:
    least = found.before.grade
    gaps = [clause_gaps(rules, least, 0, {}, (), rules) for rules in found.inside]
    spread = [fragmentation_by_clause(rules) for rules in found.inside]
    rows: list[Row] = []
    for clause, kind in found.after.rules.clauses.items():
        rules = [
            [rule for e in found.acting if (rule := positions.of(e).rules.get(clause))]
            for positions in (found.before, found.after)
        ]
        before, after = (each[clause] for each in gaps)
        pairs = len(before.bound) + len(before.missing)
        row = _told("owing", *map(len, rules)) | _told("pairs", len(before.bound), len(after.bound))
        row |= _told("gap", gap(len(before.bound), pairs), gap(len(after.bound), pairs))
        row |= _told("entropy", spread[0][clause].entropy, spread[1][clause].entropy)
        same = {rule.provision for rule in rules[0]} == {rule.provision for rule in rules[1]}
        if same and not any(value for name, value in row.items() if name.endswith("_difference")):
            continue
        hidden = after.hidden.intersection(after.missing)
        rows.append(
            {
                "clause": clause,
                "label": kind.label,
                "theme": kind.theme,
                **row,
                "because": "; ".join(sorted({_short(rule) for rule in rules[1] or rules[0]})) or None,
                "not_read": round(len(hidden) / len(after.missing), 6) if after.missing else 0.0,
            }
        )
    return rows


def _duty_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    for economy in found.acting:
        before, after = found.before.of(economy), found.after.of(economy)
        for clause, kind in found.after.rules.clauses.items():
            one, other = before.rules.get(clause), after.rules.get(clause)
            partners = [len(each.partners.get(clause, ())) for each in (before, after)]
            change = change_of_duty(_rank(one), _rank(other), partners[1] - partners[0])
            told = other or one
            if not change or told is None:
                continue
            hidden = Grade.NOT_READ.value, Grade.ABSENT.value
            rows.append(
                {
                    "economy": economy,
                    "clause": clause,
                    "label": kind.label,
                    "change": change,
                    "grade_before": one.grade.value if one else hidden[clause not in before.unread],
                    "agreement_before": one.agreement if one else None,
                    "article_before": one.article if one else None,
                    "grade_after": other.grade.value if other else hidden[clause not in after.unread],
                    **_told("partners", *partners),
                    **rule_columns(told),
                    "because": f"{_short(told)}: {told.source}",
                    "not_read": float(clause in after.unread),
                }
            )
    return rows


def _pair_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    clauses = found.after.rules.clauses
    for first, second in changed_pairs(found.before, found.after, found.acting):
        before, after = found.before.bound(first, second), found.after.bound(first, second)
        gained, lost = ([c for c in clauses if c in one - other] for one, other in ((after, before), (before, after)))
        rests = {
            _short(rule)
            for positions, changed in ((found.after, gained), (found.before, lost))
            for debtor, creditor in ((first, second), (second, first))
            for clause in changed
            if (rule := positions.owed(debtor, creditor)[clause].rule) is not None
        }
        owed = [found.after.owed(first, second), found.after.owed(second, first)]
        shared = [agreement for agreement, _ in found.after.rules.shared(first, second)]
        unread = [agreement for agreement in shared if agreement not in found.facts.read_whole]
        hidden = sum(
            c not in after and (bool(unread) or any(c in way and not way[c].known for way in owed)) for c in clauses
        )
        rows.append(
            {
                "first": first,
                "second": second,
                "change": change_of_pair(before, after),
                **_told("clauses", len(before), len(after)),
                "usd": found.trade.get((first, second)),
                "gained": ", ".join(gained) or None,
                "lost": ", ".join(lost) or None,
                "unread": ", ".join(unread) or None,
                "because": "; ".join(sorted(rests)) or None,
                "not_read": round(hidden / len(clauses), 6),
            }
        )
    order = {"newly-bound": 0, "released": 1}
    return sorted(
        rows, key=lambda r: (order.get(str(r["change"]), 2), -(r["usd"] if isinstance(r["usd"], int) else 0))
    )


def _law_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    columns = {column.name for column in COLUMNS["law"]}
    for economy in found.acting:
        before, after = found.before.of(economy), found.after.of(economy)
        changed: dict[str, tuple[str, OwedRule]] = {}
        for clause in found.after.rules.clauses:
            one, other = before.rules.get(clause), after.rules.get(clause)
            told = other or one
            if told is not None and (change := change_of_duty(_rank(one), _rank(other))):
                changed[clause] = change, told
        for held in found.held_against_law(economy, {clause: rule for clause, (_, rule) in changed.items()}):
            clause = str(held["clause"])
            change, rule = changed[clause]
            rows.append(
                {
                    **{name: value for name, value in held.items() if name in columns},
                    "economy": economy,
                    "label": found.after.rules.clauses[clause].label,
                    "change": change,
                    "because": f"{_short(rule)}: {rule.source}",
                    "not_read": round(len(after.unread) / len(found.after.rules.clauses), 6),
                }
            )
    return rows


ROWS: dict[str, Callable[[Comparison], list[Row]]] = {
    "": _measure_rows,
    "economy": _economy_rows,
    "clause": _clause_rows,
    "duty": _duty_rows,
    "pair": _pair_rows,
    "law": _law_rows,
}
"""Makes the rows of the table at large and of each breakdown."""


def _rank(rule: OwedRule | None) -> int:
    return rule.grade.rank if rule else 0


def _short(rule: OwedRule) -> str:
    return f"{rule.agreement} {rule.article} ({rule.grade.value})"
