"""The criteria of a next step, each with its formula in figures and what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import day, text
from clauseway.queries.explanations.evidence import shortened
from clauseway.queries.explanations.upgrade_gains import Gains, named
from clauseway.queries.explanations.upgrade_tier import law_node, needed_laws
from clauseway.queries.rules_in_force import OwedRule
from clauseway.queries.upgrade_measures import (
    LAW_EFFORT,
    MARKET_ACCESS_EFFORT,
    WAITING_SHARE,
    Measured,
    gain_with,
    under_way_with,
    waits,
    with_law,
    with_market_access,
)
from clauseway.queries.upgrade_paths import RankedStep
from clauseway.queries.upgrade_steps import LADDER, Gain, Step


@dataclass(frozen=True, slots=True)
class Weighed:
    """A step among the steps of its economy.

    Attributes:
        gains: What it wins.
        chosen: The step in its place.
        steps: All steps of the economy, which the criteria compare it with.
        clause_row: Name of the row of a clause type of the step.
    """

    gains: Gains
    chosen: RankedStep
    steps: Sequence[RankedStep]
    clause_row: Callable[[str], str]

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.chosen.step

    @property
    def found(self) -> Measured:
        """The step with its measures."""
        return self.chosen.measured

    def most(self, of: Callable[[Measured], float]) -> str:
        """The largest of a measure among the steps, with the step that has it."""
        top = max((each.measured for each in self.steps), key=of)
        return f"{of(top):g}, the largest of {len(self.steps)} steps ({top.step.kind} {top.step.target})"

    def node(self, name: str, how: str, children: Sequence[Derivation]) -> Derivation:
        """The node of a criterion."""
        return Derivation(name, self.chosen.criteria[name], how, tuple(children))

    def dataset(self, why: str) -> Derivation:
        """The dataset as the end of a branch."""
        return self.gains.evidence.dataset(why)


def _middle(each: Measured) -> float:
    return round((each.gain + each.gain_most) / 2, 6)


def _weighted(gains: Sequence[Gain]) -> float:
    return sum(gain.weight * sum(gain.climbed.values()) for gain in gains)


def _gain(at: Weighed) -> Derivation:
    step, facts = at.step, at.gains.moment.facts
    weights = facts.weights(step.economy)
    whole = f"({LADDER} rungs x weights {sum(weights.values()):g} x {len(step.partners)} partners)"
    waiting = f", x {WAITING_SHARE:g} because it waits for others or is no commitment yet" if waits(facts, step) else ""
    weighing = [gain for gain in step.gains if gain.weight]
    nodes = [at.gains.short(gain, at.clause_row(gain.clause)) for gain in weighing]
    sure = Derivation(
        "climbed surely", at.found.gain, f"{_weighted(weighing):g} weighted rungs / {whole}{waiting}", tuple(nodes)
    )
    children = [sure]
    perhaps = {clause: climbed for clause, climbed in step.perhaps.items() if weights.get(clause)}
    if perhaps:
        more = sum(weights[clause] * sum(climbed.values()) for clause, climbed in perhaps.items())
        how = f"with {more:g} more weighted rungs if texts of today that were not read held nothing{waiting}"
        below = tuple(at.gains.perhaps(clause, climbed) for clause, climbed in perhaps.items())
        children.append(Derivation("climbed at most", at.found.gain_most, how, below))
    how = f"{_middle(at.found):g}, middle of {at.found.gain:g} and {at.found.gain_most:g}, as a part of "
    return at.node("gain", how + at.most(_middle), children)


def _trade(at: Weighed) -> Derivation:
    step, facts = at.step, at.gains.moment.facts
    how = f"{at.found.trade_gain:g} / {at.most(lambda each: each.trade_gain)}: gain weighted by share of trade"
    sources = _trade_sources(at)
    total = facts.traded.get(step.economy, 0)
    if not total or step.kind == "adopt" or not step.bound:
        why = "no trade of the economy is known" if not total else "it binds no partner by itself, so no trade counts"
        return at.node("trade", f"{how}; {why}", sources)
    weights = facts.weights(step.economy)
    sure, most = gain_with(step, weights), gain_with(step, weights, at_most=True)
    flows = {partner: facts.trade.get(_pair(step.economy, partner), 0) for partner in sure}
    nodes = [
        Derivation(
            f"with {partner}",
            usd,
            f"US dollars, {usd / total:.2%} of all trade ({total:,}) x gain {(sure[partner] + most[partner]) / 2:g}",
            sources,
        )
        for partner, usd in sorted(flows.items(), key=lambda item: -item[1])
    ]
    return at.node("trade", how, nodes)


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _trade_sources(at: Weighed) -> tuple[Derivation, ...]:
    flows = at.gains.evidence.runner.rows("trade_flows")
    latest = max((row["year"] for row in flows if isinstance(row["year"], int)), default=0)
    keys = sorted({text(row, "source") for row in flows if row["year"] == latest})
    found = tuple(at.gains.evidence.cited(key, f"goods both ways, {latest}") for key in keys)
    return found or (at.dataset("It holds no trade flows."),)


def _partners(at: Weighed) -> Derivation:
    step, evidence = at.step, at.gains.evidence
    how = f"{at.found.partners} / {at.most(lambda each: float(each.partners))}"
    if step.kind == "adopt":
        law = law_node(evidence, at.gains.moment.facts, step.economy, step.target)
        return at.node("partners", f"{how}; a law binds to no partner", (law,))
    if not step.bound:
        return at.node("partners", how, (at.dataset(f"It holds no Party bound by {step.target} that could gain."),))
    if step.kind == "commit":
        return at.node("partners", how, [evidence.participation(each, step.target) for each in step.gaining()])
    return at.node("partners", how, (evidence.partners(step.gaining(), step.target),))


def _precedent(at: Weighed) -> Derivation:
    step, facts, evidence = at.step, at.gains.moment.facts, at.gains.evidence
    if step.kind == "adopt":
        peers = facts.peers(step.economy)
        told = with_law(facts, step)
        how = f"{len(told)} / {len(peers)} economies most alike have the law: {', '.join(told) or 'none'}"
        return at.node("precedent", how, [law_node(evidence, facts, each, step.target) for each in peers])
    weighing = [gain for gain in step.gains if gain.weight]
    own = [gain for gain in weighing if gain.own]
    peer = [gain for gain in weighing if gain.peer and not gain.own]
    rest = [gain for gain in weighing if not gain.own and not gain.peer]
    how = (
        f"(own {_weighted(own):g} + half of peers' {_weighted(peer):g}) / {_weighted(weighing):g} weighted rungs; most "
        f"alike: {', '.join(facts.peers(step.economy)) or 'none'}"
    )
    nodes: list[Derivation] = []
    for label, gains, first in (("own precedent", own, True), ("precedent of a peer alone", peer, False)):
        if gains:
            below = tuple(shortened(at.gains.precedents(gain)[0]) for gain in gains)
            told = "accepted elsewhere at that rung or above" if first else "the economy most alike that accepts it"
            nodes.append(Derivation(label, len(gains), f"clause types; {told}", below))
    if rest:
        why = at.dataset(f"No such rung is among the rules read of it and its peers: {named(g.clause for g in rest)}.")
        nodes.append(Derivation("without precedent", len(rest), "clause types", (why,)))
    return at.node("precedent", how, nodes)


def _readiness(at: Weighed) -> Derivation:
    step, facts, evidence = at.step, at.gains.moment.facts, at.gains.evidence
    if step.kind == "adopt":
        law = law_node(evidence, facts, step.economy, step.target)
        return at.node("readiness", "1: the step is the law itself", (law,))
    weighing = [gain for gain in step.gains if gain.weight]
    ready = [gain for gain in weighing if not gain.laws]
    how = f"{_weighted(ready):g} / {_weighted(weighing):g} weighted rungs lack no law"
    return at.node(
        "readiness", how, needed_laws(evidence, facts, step.economy, [gain.clause for gain in weighing])
    )


def _ease(at: Weighed) -> Derivation:
    step, facts, evidence = at.step, at.gains.moment.facts, at.gains.evidence
    mean = sum(each.measured.effort for each in at.steps) / len(at.steps)
    laws = (step.target,) if step.kind == "adopt" else step.laws()
    nodes: list[Derivation] = []
    if step.new_firm:
        below = tuple(at.gains.evidence.rule(rule) for rule in step.new_firm)
        where = dict.fromkeys(f"{rule.agreement} {rule.article}" for rule in step.new_firm)
        told = f"accepted nowhere before at that rung: {', '.join(where)}"
        nodes.append(shortened(Derivation("new firm clause types", len(below), told, below)))
    if laws:
        below = tuple(law_node(evidence, facts, step.economy, law) for law in laws)
        nodes.append(Derivation("laws to adopt", len(laws), f"{LAW_EFFORT} each", below))
    if step.actors:
        told = f"; and the other members of the {step.union} group" if step.union else ""
        others = _parties(at)
        nodes.append(Derivation("who has to agree", step.actors, f"blocs counted once{told}", others))
    market = with_market_access(facts, step)
    if market:
        why = at.dataset(f"{step.target} is of the kind {facts.kind(step.target)}.")
        nodes.append(Derivation("market access", MARKET_ACCESS_EFFORT, "tariffs and services come with it", (why,)))
    terms = [str(len(step.new_firm)), f"{LAW_EFFORT} x {len(laws)}", str(step.actors)]
    terms += [str(MARKET_ACCESS_EFFORT)] if market else []
    effort = at.found.effort
    how = f"1 - {effort} / ({effort} + mean effort {mean:.6g}); effort {' + '.join(terms)} = {effort}"
    return at.node("ease", how, nodes or (at.dataset("Nothing in it has to be done first."),))


def _parties(at: Weighed) -> tuple[Derivation, ...]:
    """How those on the other side of a step take part in its agreement."""
    step, evidence = at.step, at.gains.evidence
    if step.kind == "commit":
        return tuple(evidence.participation(each, step.target) for each in step.partners)
    if step.bound:
        return (evidence.partners(step.partners, step.target),)
    return (at.dataset(f"It holds no Party bound by {step.target}."),)


def _talks(at: Weighed) -> Derivation:
    step, facts, evidence = at.step, at.gains.moment.facts, at.gains.evidence
    if step.kind == "adopt":
        law = law_node(evidence, facts, step.economy, step.target)
        return at.node("talks", "by the state of the law", (law,))
    nodes: list[Derivation] = []
    for agreement in (step.target, *under_way_with(facts, step)):
        nodes += [
            _state(at, agreement, row)
            for row in evidence.parties(agreement)
            if row["economy"] == step.economy and text(row, "state") not in ("in-force", "provisional")
        ]
    if not nodes:
        why = f"No request or talks of {step.economy} on {step.target} are in it."
        return at.node("talks", f"the least for a step to {step.kind}", (at.dataset(why),))
    return at.node("talks", "the furthest state", nodes)


def _state(at: Weighed, agreement: str, row: Row) -> Derivation:
    since = day(row, "since")
    when = f"since {_date(since, text(row, 'since_precision'))}" if since else "undated"
    end = at.gains.evidence.cited(text(row, "from_source"), text(row, "source"))
    return Derivation(f"{at.step.economy} and {agreement}", text(row, "state"), when, (end,))


def _date(told: date, precision: str) -> str:
    return told.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _harmony(at: Weighed) -> Derivation:
    step = at.step
    how = f"1 - {len(step.conflicts)} rules in force that differ / {step.cells} cells (partners and clause types)"
    if not step.conflicts:
        why = "Among the rules in force with these partners none differs from one of the step."
        return at.node("harmony", how, (at.dataset(why),))
    counted: Counter[tuple[OwedRule, OwedRule]] = Counter((each.today, each.then) for each in step.conflicts)
    nodes = [
        Derivation(
            f"{today.agreement} {today.article} beside {then.agreement} {then.article}",
            number,
            f"partners; {today.grade.value} ({today.rule}) beside {then.grade.value} ({then.rule})",
            (shortened(at.gains.evidence.rule(today, step.economy)), shortened(at.gains.evidence.rule(then))),
        )
        for (today, then), number in counted.most_common()
    ]
    return at.node("harmony", how, nodes)


CRITERIA_NODES: dict[str, Callable[[Weighed], Derivation]] = {
    "gain": _gain,
    "trade": _trade,
    "partners": _partners,
    "precedent": _precedent,
    "readiness": _readiness,
    "ease": _ease,
    "talks": _talks,
    "harmony": _harmony,
}
"""What explains each criterion."""
