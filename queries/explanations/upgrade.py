"""Why a next step of an economy has its score: weights, criteria, and what each rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.explanations.upgrade_criteria import CRITERIA_NODES, Weighed
from clauseway.queries.explanations.upgrade_gains import Gains
from clauseway.queries.explanations.upgrade_tier import tier_node
from clauseway.queries.names import UnknownName
from clauseway.queries.upgrade_analysis import sentence
from clauseway.queries.upgrade_candidates import Moment, moment_of
from clauseway.queries.upgrade_facts import upgrade_facts
from clauseway.queries.upgrade_paths import RankedStep, after, path, ranked_steps
from clauseway.queries.upgrade_ranking import CRITERIA, weights_for, weights_given

KINDS = ("join", "upgrade", "commit", "adopt")
"""Kinds of step."""


def explain_upgrade(asked: RowAsked) -> Derivation:
    """`upgrade/ECONOMY/KIND/TARGET[/CLAUSE]`: the score of a step, or the rung it reaches on a clause type."""
    economy = asked.economy(0)
    kind = asked.one_of(1, "kind of step", KINDS)
    target = asked.key(2)
    asked.whole(4)
    given = weights_given(asked.row.options.get("weights", ""))
    moment, steps = _steps(asked, economy, given)
    chosen = next((each for each in steps if (each.step.kind, each.step.target) == (kind, target)), None)
    if chosen is None:
        raise asked.unknown(2, f"target of a step to {kind}", [s.step.target for s in steps if s.step.kind == kind])
    gains = Gains(asked.evidence, moment, chosen.step)
    if len(asked.row.keys) > 3:  # the analysis names clause types by slug
        return _clause(asked, gains)
    weights = weights_for(moment.facts.tiers[economy].name, given)
    weighed = Weighed(gains, chosen, steps, lambda clause: _row_id(asked, economy, kind, target, clause))
    return _score(asked, weighed, weights)


def _steps(
    asked: RowAsked, economy: str, given: Mapping[str, float]
) -> tuple[Moment, Sequence[RankedStep]]:
    """The steps beside each other, after those that come before on a path."""
    facts = upgrade_facts(asked.runner, asked.as_of, clauses=asked.clauses())
    place = asked.row.options.get("path", "1")
    if not place.isdigit() or not 1 <= int(place) <= 10:
        raise UnknownName(f"'{asked.row}' names no row: {place} is no place on a path of 1 to 10 steps.")
    for done in path(facts, economy, int(place) - 1, given):
        facts = after(facts, done.step)
    moment = moment_of(facts)
    return moment, ranked_steps(moment, economy, given)


def _row_id(asked: RowAsked, *keys: str) -> str:
    return asked.row_id("upgrade", *keys, *(f"path:{p}" for p in [asked.row.options.get("path", "")] if p))


def _score(asked: RowAsked, weighed: Weighed, weights: Mapping[str, float]) -> Derivation:
    chosen, gains = weighed.chosen, weighed.gains
    facts, step = gains.moment.facts, gains.step
    terms = " + ".join(f"{weights[name]:g} x {name} {chosen.criteria[name]:g}" for name in CRITERIA)
    where = f"; place {chosen.rank} of {len(weighed.steps)}" if chosen.rank else ""
    stays = f", among the first three under {chosen.stays:.0%} of random weights" if chosen.stays is not None else ""
    how = f"{terms}{where}{stays}" if chosen.score is not None else f"not scored without the extra 'analysis': {terms}"
    nodes = tuple(CRITERIA_NODES[name](weighed) for name in CRITERIA)
    tier = tier_node(asked.evidence, facts, step.economy)
    name = asked.evidence.name(step.economy)
    return Derivation(f"{name}: {sentence(facts, step)}: score", chosen.score, how, (*nodes, tier))


def _clause(asked: RowAsked, gains: Gains) -> Derivation:
    clause = asked.clause(3)
    found = {gain.clause: gain for gain in gains.step.gains}
    if clause not in found:
        raise asked.unknown(3, "clause type this step gains", found)
    gain = found[clause]
    tier = gains.moment.facts.tiers[gains.step.economy].name
    label = gains.moment.rules.clauses[clause].label
    how = f"the rung that {gains.step.kind} {gains.step.target} reaches; weighs {gain.weight:g} of 3 in tier {tier}"
    what = f"{label}: rung of {asked.evidence.name(gains.step.economy)}"
    return Derivation(what, gain.rule.grade.value, how, gains.whole(gain))
