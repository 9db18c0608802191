"""Why a set of economies has the gap it has on a clause type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clauseway.ontology.strength import Grade
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import shortened
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.gap_analysis import CLOSE, ClauseGap, GapsMeasured, gaps_measured
from clauseway.queries.gaps import Move, gap, weakest_links
from clauseway.queries.law_readiness import law_readiness
from clauseway.queries.names import UnknownName, one_of
from clauseway.queries.rules_in_force import Cell, Pair

_MOST_NAMED = 12
"""So many pairs are named in one line; more are counted."""


@dataclass(frozen=True, slots=True)
class GapAsked:
    """The gap that a name of a row is about."""

    asked: RowAsked
    measured: GapsMeasured
    clause: str
    gap: ClauseGap
    grade: Grade
    close: str

    def pairs(self) -> tuple[Derivation, ...]:
        """The pairs bound and missing, and their trade."""
        bound = _bound(self.asked, self.measured, self.clause, self.gap, self.grade)
        trade = _trade(self.asked, self.measured, self.gap)
        return (*((bound,) if bound is not None else ()), *self.missing(), trade)

    def missing(self) -> tuple[Derivation, ...]:
        """The pairs missing, by why."""
        return tuple(_missing(self.asked, self.measured, self.clause, self.gap, self.grade))

    def step(self, step: Move) -> Derivation:
        """A step with the rule it would bring."""
        readiness = law_readiness(self.asked.runner, [self.clause], self.measured.rules.economies)
        return _step(self.asked, self.measured, self.clause, step, readiness.lacking(self.clause, step.economies))

    def row_id(self, clause: str) -> str:
        """Name of the row of a clause type of the same set and grade."""
        grade = [f"grade:{self.grade.value}"] if self.grade is not Grade.QUALIFIED else []
        return self.asked.row_id("gaps", self.asked.key(0), clause, *grade)


def set_asked(asked: RowAsked, clauses: Sequence[str]) -> GapAsked:
    """Work out the gaps of the set a name asks for; `clause` and `gap` are those of the first clause type."""
    economies = asked.economies(0)
    if not economies:
        raise UnknownName(f"'{asked.row}' names no row: gaps are those of a group or of economies, not of all.")
    grades = [each for each in Grade if each.rank > 0]
    grade = one_of(asked.row.options.get("grade", Grade.QUALIFIED.value), grades, "grade")
    close = asked.row.options.get("close", str(CLOSE))
    if not close.replace(".", "", 1).isdigit() or float(close) > 100:
        raise UnknownName(f"'{asked.row}' names no row: {close} is not between 0 and 100 per cent.")
    measured = gaps_measured(
        asked.runner, economies, asked.as_of, grade=grade, close=float(close), clauses=clauses
    )
    clause = next(iter(measured.found))
    return GapAsked(asked, measured, clause, measured.found[clause], grade, close)


def gap_asked(asked: RowAsked) -> GapAsked:
    """Work out the gap of a set on the clause type that a name asks for."""
    asked.economies(0)
    clause = asked.clause(1)
    asked.whole(2)
    return set_asked(asked, [clause])


BREAKDOWNS = ("economy", "pair", "step")
"""Words after the set that name a row of a breakdown."""


def explain_gap(asked: RowAsked) -> Derivation:
    """`gaps/SET/CLAUSE[/grade:GRADE][/close:PERCENT]`: the share of pairs without the rule; or of a breakdown."""
    if asked.key(1) in BREAKDOWNS:
        from clauseway.queries.explanations.gap_breakdowns import explain_breakdown

        return explain_breakdown(asked)
    found = gap_asked(asked)
    bound, pairs = len(found.gap.bound), len(found.gap.bound) + len(found.gap.missing)
    steps = _steps(asked, found.measured, found.clause, found.gap, found.close, found.grade)
    return Derivation(
        f"{found.measured.rules.clauses[found.clause].label}: gap among {asked.key(0)}",
        gap(bound, pairs),
        f"1 - {bound}/{pairs}: a pair is bound when each owes the other at least {found.grade.value}",
        found.pairs() + ((steps,) if steps is not None else ()),
    )


def _named(pairs: Iterable[Pair]) -> str:
    told = [f"{first}-{second}" for first, second in sorted(pairs)]
    rest = len(told) - _MOST_NAMED
    return ", ".join(told[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _rule_below(asked: RowAsked, debtor: str, cell: Cell) -> Derivation:
    assert cell.rule is not None, "a grade above 0 rests on a rule"
    return asked.evidence.duty(asked.evidence.duty_of(debtor, cell.rule.provision), debtor)


def _bound(
    asked: RowAsked, measured: GapsMeasured, clause: str, found: ClauseGap, grade: Grade
) -> Derivation | None:
    """The pairs that are bound, by the rule that is the weaker of the two directions."""
    if not found.bound:
        return None
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    weaker: dict[Pair, tuple[str, Cell]] = {}
    for pair in found.bound:
        debtor, cell = _weaker(measured, pair, clause)
        assert cell is not None and cell.rule is not None, "a pair that is bound owes a rule both ways"
        weaker[pair] = (debtor, cell)
        groups[cell.rule.agreement, cell.rule.provision].append(pair)
    nodes = tuple(
        Derivation(
            f"by {agreement}",
            len(pairs),
            f"{_named(pairs)}; the weaker direction rests on the rule below, as it stands for {weaker[pairs[0]][0]}",
            (_rule_below(asked, *weaker[pairs[0]]), *_their_parties(asked, agreement, pairs)),
        )
        for (agreement, _), pairs in sorted(groups.items(), key=lambda item: -len(item[1]))
    )
    return Derivation("pairs bound", len(found.bound), f"at {grade.value} or above, both ways", nodes)


def _their_parties(asked: RowAsked, agreement: str, pairs: Iterable[Pair]) -> tuple[Derivation, ...]:
    economies = sorted({economy for pair in pairs for economy in pair})
    return (replace(asked.evidence.partners(economies, agreement), label=f"Parties to {agreement} in these pairs"),)


def _weaker(measured: GapsMeasured, pair: Pair, clause: str) -> tuple[str, Cell | None]:
    """Who of a pair owes less, and what."""
    first, second = pair
    ways = [(debtor, measured.rules.between(debtor, other).get(clause)) for debtor, other in (pair, (second, first))]
    return min(ways, key=lambda way: way[1].low if way[1] is not None else -1)


def _missing(
    asked: RowAsked, measured: GapsMeasured, clause: str, found: ClauseGap, grade: Grade
) -> list[Derivation]:
    """The pairs that are missing, by why."""
    rules, evidence = measured.rules, asked.evidence
    perhaps = frozenset(found.perhaps)
    alone: list[Pair] = []
    groups: dict[tuple[str, tuple[str, ...]], list[Pair]] = defaultdict(list)
    for pair in found.missing:
        shared = tuple(agreement for agreement, _ in rules.shared(*pair))
        if not shared:
            alone.append(pair)
        elif pair in perhaps:
            groups["perhaps bound: facts are not known, or a duty may be put off", shared].append(pair)
        elif (_weaker(measured, pair, clause)[1] or Cell()).low > 0:
            groups[f"bound below {grade.value}", shared].append(pair)
        elif _waiting(asked, pair, clause, shared):
            groups["a duty is agreed, and put off", shared].append(pair)
        elif pair in found.hidden:
            groups["not found, but a shared text was not read", shared].append(pair)
        else:
            groups["no duty active on the day, in texts that were all read", shared].append(pair)
    by_reason: dict[str, list[Derivation]] = defaultdict(list)
    for (reason, shared), pairs in groups.items():
        below: dict[Derivation, None] = {}
        debtor = _waiting(asked, pairs[0], clause, shared) or _weaker(measured, pairs[0], clause)[0]
        for slug in shared:
            duties = sorted(evidence.duties_of(debtor, clause, [slug]), key=lambda each: each.strength_key)
            if duties:
                below = {evidence.duty(duties[0], debtor): None, **below}  # what was found goes first
            elif slug in rules.read_whole:
                below |= {shortened(evidence.silent(debtor, slug)): None}
            else:
                below |= {shortened(evidence.unread(debtor, slug)): None}
        by_reason[reason].append(
            Derivation(f"under {', '.join(shared)}", len(pairs), _named(pairs), tuple(below))
        )
    nodes = [
        Derivation(
            f"pairs missing: {reason}",
            sum(node.value for node in below if isinstance(node.value, int)),
            children=tuple(sorted(below, key=lambda node: -node.value if isinstance(node.value, int) else 0)),
        )
        for reason, below in by_reason.items()
    ]
    if alone:
        why = evidence.dataset(f"It holds no agreement in force between them on {asked.as_of}.")
        nodes.append(Derivation("pairs missing: no agreement in force", len(alone), _named(alone), (why,)))
    return sorted(nodes, key=lambda node: -node.value if isinstance(node.value, int) else 0)


def _waiting(asked: RowAsked, pair: Pair, clause: str, shared: Iterable[str]) -> str:
    """Who of a pair has put off a duty on the clause type; empty when neither has."""
    for debtor in pair:
        for each in asked.evidence.duties_of(debtor, clause, shared):
            start = each.standing.active_from
            if each.standing.active is False and start is not None and start > asked.as_of:
                return debtor
    return ""


def _trade(asked: RowAsked, measured: GapsMeasured, found: ClauseGap) -> Derivation:
    missing = sum(measured.trade.get(pair, 0) for pair in found.missing)
    every = missing + sum(measured.trade.get(pair, 0) for pair in found.bound)
    members = frozenset(measured.rules.economies)
    keys = sorted(
        {
            str(flow["source"])
            for flow in asked.runner.rows("trade_flows")
            if flow["exporter"] in members and flow["importer"] in members
        }
    )
    ends = tuple(asked.evidence.cited(key) for key in keys)
    ends = ends or (asked.evidence.dataset("It holds no trade between members of the set."),)
    how = f"{missing:,} / {every:,} US dollars, goods both ways" if every else "no trade of the set is known"
    return Derivation("trade gap", round(missing / every, 6) if every else None, how, ends)


def _steps(
    asked: RowAsked, measured: GapsMeasured, clause: str, found: ClauseGap, close: str, grade: Grade
) -> Derivation | None:
    """The steps of the greedy rule, each with the rule it would bring."""
    if not found.steps:
        return None
    readiness = law_readiness(asked.runner, [clause], measured.rules.economies)
    nodes = [_step(asked, measured, clause, step, readiness.lacking(clause, step.economies)) for step in found.steps]
    cost = sum(step.cost for step in found.steps)
    links = ", ".join(f"{economy} ({number})" for economy, number in weakest_links(found.missing)[:3])
    least = f"; the least cost is {found.least}" if found.least is not None else ""
    how = (
        f"economies that have to act to close {close} % of {len(found.missing)} missing pairs at {grade.value}, by the "
        f"greedy rule{least}. Most pairs lack: {links}"
    )
    return Derivation("cost of steps", cost, how, tuple(nodes))


def _step(
    asked: RowAsked, measured: GapsMeasured, clause: str, step: Move, lacking: dict[str, tuple[str, ...]]
) -> Derivation:
    laws = "; ".join(f"{law}: {', '.join(economies)}" for law, economies in lacking.items())
    how = f"binds {len(step.closes)} pairs, {step.cost} to act{f'; not known to have the law ({laws})' if laws else ''}"
    owing = [
        (party, cell.sure)
        for party in sorted(measured.world.bound.get(step.agreement, {}))
        if (cell := measured.world.owed.get((party, step.agreement), {}).get(clause)) is not None
        and cell.sure is not None
    ]
    if not owing:
        why = asked.evidence.dataset("No agreement on offer holds it, so the two would agree on it anew.")
        return Derivation(step.sentence(), step.cost, how, (why,))
    party, rule = max(owing, key=lambda each: each[1].grade.rank)
    duty = asked.evidence.duty(asked.evidence.duty_of(party, rule.provision), party)
    return Derivation(step.sentence(), step.cost, how, (duty,))
