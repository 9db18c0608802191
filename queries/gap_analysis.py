"""Harmonisation gaps of a set of economies on a date, as tables: by clause type, economy, pair or step."""

# Long because each breakdown has its rows here, beside the gaps that they tell.

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import BoundPairs, bound_pairs, mutual_rule
from clauseway.queries.duties import text
from clauseway.queries.gap_columns import COLUMNS, SHOWN
from clauseway.queries.gaps import (
    EXACT_UP_TO,
    Move,
    exact_cost,
    gap,
    greedy_cover,
    moves,
    pairs_to_close,
    plan_sentence,
    weakest_links,
)
from clauseway.queries.group_tables import group_table
from clauseway.queries.law_readiness import LawReadiness, law_readiness
from clauseway.queries.results import ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rules_in_force import Pair, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

ACCESSION_STATES = frozenset({"applied", "accession-working-group", "accession-invited", "signed-accession"})
"""States that show an agreement to be open: somebody has asked to join it."""

WEAKEST_SHOWN = 3

CLOSE = 80
"""Per cent of the missing pairs that steps close unless another share is asked for."""


@dataclass(frozen=True, slots=True)
class ClauseGap(BoundPairs):
    """The gap of a set on one clause type.

    Attributes:
        offered: Accessions that would close missing pairs.
        steps: The steps of the greedy rule.
        least: Cost of the cheapest steps; `None` when not worked out.
    """

    offered: tuple[Move, ...]
    steps: tuple[Move, ...]
    least: int | None


def trade_of_pairs(flows: Iterable[Row]) -> dict[Pair, int]:
    """Trade in goods between two economies, both ways, US dollars, in the latest year of the data."""
    rows = [(str(f["exporter"]), str(f["importer"]), f["year"], f["usd"]) for f in flows]
    latest = max((year for _, _, year, _ in rows if isinstance(year, int)), default=0)
    found: dict[Pair, int] = defaultdict(int)
    for one, other, year, usd in rows:
        if year == latest and isinstance(usd, int):
            found[min(one, other), max(one, other)] += usd
    return dict(found)


def known_trade(runner: Runner) -> Mapping[Pair, int]:
    """The same for all pairs of the graph, added up once for each state of the data."""
    return runner.once("trade of pairs", None, lambda: trade_of_pairs(runner.rows("trade_flows")))


def clause_gaps(
    rules: RulesInForce,
    grade: Grade,
    close: float,
    trade: Mapping[Pair, int],
    open_agreements: Iterable[str],
    world: RulesInForce,
) -> dict[str, ClauseGap]:
    """The gap on every clause type, with the steps that close a share of it.

    Args:
        rules: The rules among the set.
        grade: The grade a rule has to reach.
        close: Per cent of the missing pairs to close, 0 to 100; with 0 no step is looked for, which takes the most time
            and memory of large sets.
        trade: Trade of pairs, US dollars.
        open_agreements: Agreements that can be joined.
        world: The rules among all economies: an agreement may hold the rule though no member of the set has joined.
    """
    open_names = tuple(open_agreements)
    found: dict[str, ClauseGap] = {}
    for clause, pairs in bound_pairs(rules, grade).items():
        holding = [name for name in open_names if _owing(world, name, clause, grade)]
        owing = {name: _owing(rules, name, clause, grade) for name in holding}
        need = pairs_to_close(len(pairs.missing), close)
        offered = moves(pairs.missing, owing, world.bound) if need else []
        small = len(rules.economies) <= EXACT_UP_TO
        found[clause] = ClauseGap(
            pairs.bound,
            pairs.perhaps,
            pairs.missing,
            pairs.hidden,
            tuple(offered),
            tuple(greedy_cover(pairs.missing, offered, need, trade)),
            exact_cost(pairs.missing, offered, need) if small else None,
        )
    return found


def _owing(rules: RulesInForce, agreement: str, clause: str, grade: Grade) -> frozenset[str]:
    """Economies surely bound by an agreement that owe its rule at a grade or above."""
    return frozenset(
        economy
        for economy, party in rules.bound.get(agreement, {}).items()
        if party.sure
        and (cell := rules.owed.get((economy, agreement), {}).get(clause)) is not None
        and cell.sure is not None
        and cell.sure.grade.rank >= grade.rank
    )


def _told(lacking: Mapping[str, Iterable[str]]) -> str | None:
    return "; ".join(f"{law}: {', '.join(economies)}" for law, economies in lacking.items()) or None


@dataclass(frozen=True, slots=True)
class GapsMeasured:
    """The gaps of a set with all that they are worked out from.

    Attributes:
        facts: What was fetched.
        rules: The rules among the set.
        world: The rules among all economies.
        trade: Trade of pairs, US dollars.
        open_agreements: Agreements that somebody has asked to join.
        found: The gap by clause type.
    """

    facts: RuleFacts
    rules: RulesInForce
    world: RulesInForce
    trade: Mapping[Pair, int]
    open_agreements: tuple[str, ...]
    found: dict[str, ClauseGap]


def gaps_measured(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    grade: Grade = Grade.QUALIFIED,
    close: float = CLOSE,
    clauses: Iterable[str] = (),
) -> GapsMeasured:
    """Work out the gaps of a set; arguments as for `gaps_table`."""
    facts = rule_facts(runner)
    wanted = tuple(clauses)
    rules = rules_in_force(facts, as_of, economies, clauses=wanted)
    world = rules_in_force(facts, as_of, clauses=wanted)
    trade = known_trade(runner)
    asked_for = {
        agreement
        for (_, agreement), rows in facts.participations.items()
        if any(text(row, "state") in ACCESSION_STATES for row in rows)
    }
    open_agreements = tuple(sorted(asked_for))
    found = clause_gaps(rules, grade, close, trade, open_agreements, world)
    return GapsMeasured(facts, rules, world, trade, open_agreements, found)


def gaps_table(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    by: str = "clause",
    grade: Grade = Grade.QUALIFIED,
    close: float = CLOSE,
    name: str = "",
    clauses: Iterable[str] = (),
    measured: GapsMeasured | None = None,
) -> ResultTable:
    """Gaps of a set of economies as a table.

    Args:
        runner: Where to ask.
        economies: Codes of the set.
        as_of: The date.
        by: `clause`, `economy`, `pair` or `step`.
        grade: The grade a rule has to reach to count.
        close: Per cent of the missing pairs that the steps have to close.
        name: The set in words, for the title.
        clauses: Only these clause types (the 51 substantive ones when empty).
        measured: The same gaps, where they were worked out already for another breakdown.
    """
    wanted = tuple(clauses)
    measured = measured or gaps_measured(runner, economies, as_of, grade=grade, close=close, clauses=wanted)
    facts, rules, world, trade = measured.facts, measured.rules, measured.world, measured.trade
    asked_for, found = measured.open_agreements, measured.found
    laws = law_readiness(runner, rules.clauses, rules.economies)
    if by == "economy":
        rows = economy_rows(rules, found, facts, trade, laws)
    elif by == "pair":
        rows = [row for clause, each in found.items() for row in _pair_rows(rules, clause, each, trade)]
    elif by == "step":
        rows = [row for clause, each in found.items() for row in step_rows(rules, world, clause, each, laws)]
    else:
        rows = [_clause_row(rules, clause, each, trade, laws) for clause, each in found.items()]
    shared = sorted({agreement for pair in rules.pairs() for agreement, _ in rules.shared(*pair)})
    unread = [agreement for agreement in shared if agreement not in rules.read_whole]
    pairs = list(rules.pairs())
    dated = sum(pair in trade for pair in pairs)
    steps = (
        f"Steps close {close:g} % of the missing pairs: accessions to {', '.join(asked_for) or 'no agreement'} "
        "(others have asked to join them), or a new rule among some of them. They are found by the greedy rule, whose "
        "cost is at most 1 + ln n times the least, n being the most pairs one step closes."
    )
    notes = [
        f"A pair counts as bound when each owes the other at least {grade.value}. {len(unread)} of {len(shared)} "
        "shared agreements are not or only partly read, so a missing pair may be bound by a text not read.",
        steps if close else "No steps were looked for.",
        f"Trade is known for {dated} of {len(pairs)} pairs.",
    ]
    if len(rules.economies) > EXACT_UP_TO:
        notes.append(f"The least cost is worked out for sets of up to {EXACT_UP_TO} economies.")
    elif any(each.least is None for each in found.values()):
        notes.append("The least cost needs scipy; install the extra 'analysis'.")
    parameters: dict[str, Value] = {"economies": ",".join(rules.economies), "by": by, "grade": grade.value}
    parameters |= {"close": float(close), "clauses": ",".join(wanted) or None}
    group = set_key(name, tuple(rules.economies))
    table = group_table(
        runner,
        f"Harmonisation gaps among {name or ', '.join(rules.economies)}{_told_by(by)} on {as_of}",
        (COLUMNS[by], SHOWN[by]),
        rows,
        runner.provenance("gaps", as_of, parameters, notes),
        empty_message="There is no gap: every pair is bound at the grade.",
        agreements=shared,
        economies=rules.economies,
    )
    return with_row_ids(
        table,
        runner.trust,
        lambda row: ("gaps", group, *([] if by == "clause" else [by]), *(row[key] for key in _KEYS[by])),
        grade=grade.value if grade is not Grade.QUALIFIED else None,
        close=f"{close:g}" if close != CLOSE and by in ("clause", "step") else None,
        clauses=parameters["clauses"] if by == "economy" else None,
    )


_KEYS = {"clause": ("clause",), "economy": ("economy",), "pair": ("first", "second", "clause"),
         "step": ("clause", "step")}  # fmt: skip
"""Columns that name a row of each table."""


def _told_by(by: str) -> str:
    return "" if by == "clause" else f", by {by},"


def _share_hidden(found: ClauseGap) -> float:
    return round(len(found.hidden.intersection(found.missing)) / len(found.missing), 6) if found.missing else 0.0


def _clause_row(
    rules: RulesInForce, clause: str, found: ClauseGap, trade: Mapping[Pair, int], laws: LawReadiness
) -> Row:
    kind = rules.clauses[clause]
    pairs = len(found.bound) + len(found.missing)
    missing_usd = sum(trade.get(pair, 0) for pair in found.missing)
    all_usd = missing_usd + sum(trade.get(pair, 0) for pair in found.bound)
    rests = {
        f"{rule.agreement} {rule.article} ({rule.grade.value})"
        for first, second in found.bound
        for one, other in ((first, second), (second, first))
        if (rule := rules.between(one, other)[clause].rule) is not None
    }
    acting = {economy for step in found.steps for economy in step.economies}
    return {
        "clause": clause,
        "label": kind.label,
        "theme": kind.theme,
        "pairs": pairs,
        "bound": len(found.bound),
        "perhaps": len(found.perhaps),
        "gap": gap(len(found.bound), pairs),
        "trade_gap": round(missing_usd / all_usd, 6) if all_usd else None,
        "missing_usd": missing_usd,
        "weakest": ", ".join(f"{e} ({n})" for e, n in weakest_links(found.missing)[:WEAKEST_SHOWN]) or None,
        "steps": plan_sentence(found.steps) or None,
        "cost": sum(step.cost for step in found.steps),
        "exact_cost": found.least,
        "laws": _told(laws.lacking(clause, acting)),
        "because": "; ".join(sorted(rests)) or None,
        "not_read": _share_hidden(found),
    }


def economy_rows(
    rules: RulesInForce,
    found: Mapping[str, ClauseGap],
    facts: RuleFacts,
    trade: Mapping[Pair, int],
    laws: LawReadiness,
) -> list[Row]:
    """One row an economy of the set, who lacks most first."""
    missing: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    usd: Counter[str] = Counter()
    lacking: dict[str, set[str]] = defaultdict(set)
    for clause, each in found.items():
        own = Counter(economy for pair in each.missing for economy in pair)
        missing.update(own)
        hidden.update(economy for pair in each.hidden.intersection(each.missing) for economy in pair)
        for pair in each.missing:
            if dollars := trade.get(pair):
                for economy in pair:
                    usd[economy] += dollars
        for economy in own:
            lacking[economy].update(laws.lacking(clause, [economy]))
    cells = (len(rules.economies) - 1) * len(found)
    ordered = sorted(rules.economies, key=lambda economy: (-missing[economy], -usd[economy], economy))
    return [
        {
            "economy": economy,
            "name": facts.names.get(economy, economy),
            "missing": missing[economy],
            "gap": gap(cells - missing[economy], cells),
            "missing_usd": round(usd[economy] / len(found)) if found else 0,
            "laws": ", ".join(sorted(lacking[economy])) or None,
            "not_read": round(hidden[economy] / missing[economy], 6) if missing[economy] else 0.0,
        }
        for economy in ordered
    ]


def _pair_rows(rules: RulesInForce, clause: str, found: ClauseGap, trade: Mapping[Pair, int]) -> list[Row]:
    rows: list[Row] = []
    for first, second in sorted(found.missing, key=lambda pair: (-trade.get(pair, 0), pair)):
        rule = mutual_rule(rules, first, second, clause)
        hidden = (first, second) in found.hidden
        none = Grade.NOT_READ if hidden or not rules.shared(first, second) else Grade.ABSENT
        rows.append(
            {
                "clause": clause,
                "label": rules.clauses[clause].label,
                "first": first,
                "second": second,
                "grade": rule.grade.value if rule else none.value,
                "usd": trade.get((first, second)),
                "agreement": rule.agreement if rule else None,
                "article": rule.article if rule else None,
                "source": rule.source if rule else None,
                "provision": rule.provision if rule else None,
                "not_read": float(hidden),
            }
        )
    return rows


def step_rows(
    rules: RulesInForce, world: RulesInForce, clause: str, found: ClauseGap, laws: LawReadiness
) -> list[Row]:
    """One row a step of the greedy rule on a clause type."""
    rows: list[Row] = []
    left = set(found.missing)
    for number, step in enumerate(found.steps, 1):
        new = step.closes & left
        left -= step.closes
        parties = world.bound.get(step.agreement, {})
        cells = [world.owed.get((party, step.agreement), {}).get(clause) for party in parties]
        told = [cell.sure for cell in cells if cell is not None and cell.sure is not None]
        best = max(told, key=lambda rule: rule.grade.rank, default=None)
        rows.append(
            {
                "clause": clause,
                "label": rules.clauses[clause].label,
                "step": number,
                "move": step.sentence(),
                "agreement": step.agreement or None,
                "cost": step.cost,
                "closes": len(new),
                "closed": round(1 - len(left) / len(found.missing), 6),
                "laws": _told(laws.lacking(clause, step.economies)),
                "because": f"{best.agreement} {best.article} ({best.grade.value}): {best.source}" if best else None,
                "not_read": _share_hidden(found),
            }
        )
    return rows
