"""Steps in their order, and paths: sequences in which what a step needs has been done before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.queries.compliance import LawAtHome
from clauseway.queries.duties import text
from clauseway.queries.rules_in_force import RuleFacts
from clauseway.queries.scenarios import Scenario, is_bound, taken_over, under
from clauseway.queries.upgrade_candidates import Moment, candidates, moment_of
from clauseway.queries.upgrade_facts import UpgradeFacts
from clauseway.queries.upgrade_measures import Measured, criteria, measured, under_way_with
from clauseway.queries.upgrade_ranking import ranked, weights_for
from clauseway.queries.upgrade_steps import Step


@dataclass(frozen=True, slots=True)
class RankedStep:
    """A step in its place.

    Attributes:
        measured: The step with its measures.
        criteria: Its criteria, each in [0, 1].
        rank: Its place, 1 for the best; `None` when it could not be scored.
        score: Nearness to the ideal, in [0, 1]; `None` without pymcdm.
        stays: Share of random weights under which it is among the first three; `None` without pymcdm.
    """

    measured: Measured
    criteria: dict[str, float]
    rank: int | None
    score: float | None
    stays: float | None

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.measured.step


def ranked_steps(moment: Moment, economy: str, given: Mapping[str, float]) -> list[RankedStep]:
    """All steps of an economy, the best first; worked out once for the same moment.

    Args:
        moment: The facts and the rules in force.
        economy: Its code.
        given: Weights of criteria that replace those of its tier.

    Returns:
        Without pymcdm the steps by gain, not ranked.
    """
    key = "steps", economy, tuple(sorted(given.items()))
    return moment.once(key, lambda: _ranked(moment, economy, given))


def _ranked(moment: Moment, economy: str, given: Mapping[str, float]) -> list[RankedStep]:
    found = [measured(moment.facts, step) for step in candidates(moment, economy)]
    values = criteria(found)
    answer = ranked(values, weights_for(moment.facts.tiers[economy].name, given))
    if not answer.scores:
        order = sorted(range(len(found)), key=lambda i: (-values[i]["gain"], found[i].step.target))
        return [RankedStep(found[i], values[i], None, None, None) for i in order]
    order = sorted(range(len(found)), key=lambda i: (-answer.scores[i], -found[i].gain, found[i].step.target))
    return [
        RankedStep(found[i], values[i], place, answer.scores[i], answer.stays[i]) for place, i in enumerate(order, 1)
    ]


def path(facts: UpgradeFacts, economy: str, length: int, given: Mapping[str, float]) -> list[RankedStep]:
    """A sequence of steps, each the best open one when its turn comes.

    Greedy: the best step by rank; while a source says that a law it needs is missing or in draft, the adoption of
    that law comes first, of several the one that ranks best. After each step the rules in force are worked out anew,
    so later steps bring only what is still new, and agreements joined earlier can be brought up. Tiers stay as they
    were.

    Returns:
        Fewer than `length` steps when nothing is left to gain.
    """
    found: list[RankedStep] = []
    for _ in range(length):
        steps = ranked_steps(moment_of(facts), economy, given)
        if not steps:
            break
        chosen = _next(steps)
        found.append(chosen)
        facts = after(facts, chosen.step)
    return found


def _next(steps: list[RankedStep]) -> RankedStep:
    best = steps[0]
    needed = {law for gain in best.step.gains if gain.weight for law in gain.laws}
    return next((each for each in steps if each.step.kind == "adopt" and each.step.target in needed), best)


def after(facts: UpgradeFacts, step: Step) -> UpgradeFacts:
    """The facts as they would be once a step is taken; those given stay as they are."""
    if step.kind == "adopt":
        own = {**facts.laws[step.economy], step.target: LawAtHome("legislation")}
        return replace(facts, laws={**facts.laws, step.economy: own})
    joins = [(step.economy, step.target)] if step.kind == "join" else []
    if step.kind == "commit":
        joins = [(economy, step.target) for economy in sorted({step.economy, *step.partners})]
    waiting = tuple(each for each in joins if not is_bound(facts.rules, *each, facts.as_of))
    rules = under(facts.rules, Scenario(joins=waiting), facts.as_of)
    if step.kind != "join":
        rules = _deepened(rules, step)
    return replace(facts, rules=rules)


def _deepened(rules: RuleFacts, step: Step) -> RuleFacts:
    taken: list[Row] = []
    for gain in step.gains:
        rows = rules.provisions[gain.rule.agreement]
        row = next(r for r in rows if r["provision"] == gain.rule.provision and r["clause"] == gain.clause)
        taken.append(taken_over(row, step.target))
    provisions = {**rules.provisions, step.target: [*rules.provisions.get(step.target, []), *taken]}
    whole = rules.read_whole | {step.target} if step.kind == "commit" else rules.read_whole
    return replace(rules, provisions=provisions, read_whole=whole)


def state_of_talks(facts: UpgradeFacts, step: Step) -> str | None:
    """What the data know of talks on a step, with day and source; of other agreements too that both sides work on."""
    told: list[str] = []
    if step.kind == "adopt":
        at = facts.laws[step.economy][step.target]
        return f"{'in draft' if at.state == 'draft' else 'no law'} as of {at.year}: {at.source}"
    for row in facts.doors.get((step.economy, step.target), []):
        told.append(f"{row['state']}{_since(row)}: {row['source']}")
    for agreement in under_way_with(facts, step):
        row = facts.doors[step.economy, agreement][0]
        told.append(f"{agreement} {row['state']}{_since(row)}: {row['source']}")
    return "; ".join(told) or None


def _since(row: Row) -> str:
    since = row["since"]
    if not isinstance(since, date):
        return ", undated"
    digits = {"year": 4, "month": 7}.get(text(row, "since_precision"), 10)
    return f" since {since.isoformat()[:digits]}"


