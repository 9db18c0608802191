"""What a next step wins on each clause type: the rung of today, the new one, its text, and who has accepted it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clauseway.ontology.strength import Grade
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.upgrade_tier import needed_laws
from clauseway.queries.rules_in_force import Cell
from clauseway.queries.upgrade_candidates import Moment
from clauseway.queries.upgrade_steps import LADDER, Gain, Precedent, Step

_MOST_NAMED = 8
"""So many economies are named in one line; more are counted."""


def named(economies: Iterable[str]) -> str:
    """Codes in one line, long lists counted.

    >>> named(["SGP", "CHL"]), named("ABCDEFGHIJ")
    ('CHL, SGP', 'A, B, C, D, E, F, G, H and 2 more')
    """
    told = sorted(economies)
    rest = len(told) - _MOST_NAMED
    return ", ".join(told[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def grade_of(rank: int) -> str:
    """A rung in words, none for 0.

    >>> grade_of(0), grade_of(5)
    ('none', 'binding-enforceable')
    """
    return next(grade.value for grade in Grade if grade.rank == rank) if rank else "none"


@dataclass(frozen=True, slots=True)
class Gains:
    """The gains of a step with the evidence behind them.

    Attributes:
        evidence: Where the facts are asked for.
        moment: The facts and the rules in force that the step was worked out from.
        step: The step.
    """

    evidence: Evidence
    moment: Moment
    step: Step

    def whole(self, gain: Gain) -> tuple[Derivation, ...]:
        """All that a gain rests on, each duty to its end."""
        step, facts = self.step, self.moment.facts
        place = f"{gain.rule.agreement} Article {gain.rule.article}"
        rule = self.evidence.rule(gain.rule, label=f"the rung to reach: {place}")
        laws = needed_laws(self.evidence, facts, step.economy, [gain.clause])
        return (rule, *self.today(gain), *self.precedents(gain), *(laws[:-1] and _grouped(laws)))

    def short(self, gain: Gain, row_id: str) -> Derivation:
        """A gain in one line, its texts, precedents and laws below with their sources."""
        precedents = tuple(shortened(node) for node in self.precedents(gain))
        laws = tuple(self.lacking(gain))
        place = f"{gain.rule.agreement} Article {gain.rule.article}"
        rule = shortened(self.evidence.rule(gain.rule, label=f"text: {place}"))
        node = Derivation(
            gain.clause,
            f"{grade_of(gain.start)} > {gain.rule.grade.value}",
            climb(gain),
            (replace(rule, how=gain.rule.rule), *precedents, *laws),
            row_id=row_id,
        )
        return node

    def today(self, gain: Gain) -> tuple[Derivation, ...]:
        """Where the pairs that gain stand today: partners of one rung and the same agreements together."""
        groups: dict[tuple[int, int, tuple[str, ...]], list[str]] = defaultdict(list)
        for partner, climbed in gain.climbed.items():
            shared = tuple(slug for slug, _ in self.moment.rules.shared(self.step.economy, partner))
            groups[self._weaker(gain.clause, partner)[1].low, climbed, shared].append(partner)
        return tuple(
            Derivation(
                f"today with {named(partners)}",
                grade_of(low),
                f"climbs {climbed} of {LADDER} rungs",
                self._standing(gain.clause, min(partners), shared),
            )
            for (low, climbed, shared), partners in sorted(groups.items(), key=lambda item: -len(item[1]))
        )

    def _weaker(self, clause: str, partner: str) -> tuple[str, Cell]:
        """Who of the pair owes less, and what."""
        rules, economy = self.moment.rules, self.step.economy
        ways = [(a, rules.between(a, b).get(clause, Cell())) for a, b in ((economy, partner), (partner, economy))]
        return min(ways, key=lambda way: way[1].low)

    def _standing(self, clause: str, partner: str, shared: tuple[str, ...]) -> tuple[Derivation, ...]:
        evidence, economy = self.evidence, self.step.economy
        if not shared:
            why = f"It holds no agreement in force between {economy} and {partner} on {evidence.as_of}."
            return (evidence.dataset(why),)
        debtor, cell = self._weaker(clause, partner)
        if cell.rule is not None:
            return (shortened(self.evidence.rule(cell.rule, debtor)),)
        return tuple(shortened(self._without(slug, clause, debtor)) for slug in shared)

    def _without(self, slug: str, clause: str, economy: str) -> Derivation:
        """An agreement without a rule surely active for an economy: what it has, or that it has nothing."""
        found = sorted(self.evidence.duties_of(economy, clause, [slug]), key=lambda each: each.strength_key)
        if found:
            return self.evidence.duty(found[0], economy)
        if slug in self.moment.facts.rules.read_whole:
            return self.evidence.silent(economy, slug)
        return self.evidence.unread(economy, slug)

    def precedents(self, gain: Gain) -> tuple[Derivation, ...]:
        """Own precedent and that of the economy most alike; without an own one the best it owes anybody."""
        found = [
            self.evidence.rule(each.rule, each.economy, f"{kind} precedent: {_place(each)}")
            for kind, each in (("own", gain.own), ("peer", gain.peer))
            if each is not None
        ]
        if gain.own is None and gain.best is not None:
            best = Precedent(self.step.economy, gain.best)
            label = f"best it owes anybody, below it: {_place(best)}"
            found.append(self.evidence.rule(gain.best, self.step.economy, label))
        return tuple(found)

    def lacking(self, gain: Gain) -> Iterable[Derivation]:
        """Laws the clause type needs that are not known to be in force."""
        if gain.laws:
            nodes = needed_laws(self.evidence, self.moment.facts, self.step.economy, [gain.clause])
            yield from (replace(node, label=f"lacks: {node.label}") for node in nodes[: len(gain.laws)])

    def perhaps(self, clause: str, climbed: Mapping[str, int]) -> Derivation:
        """A clause type whose rung of today was not read: what it would win if nothing stood there."""
        economy = self.step.economy
        slugs = sorted({slug for each in climbed for slug, _ in self.moment.rules.shared(economy, each)})
        unread = [slug for slug in slugs if slug not in self.moment.facts.rules.read_whole] or slugs
        below = tuple(shortened(self._without(slug, clause, economy)) for slug in unread)
        why = self.evidence.dataset("It does not tell the rung of today with these partners.")
        return Derivation(clause, sum(climbed.values()), f"rungs with {named(climbed)}", below or (why,))


def climb(gain: Gain) -> str:
    """How far a gain climbs, in words.

    >>> from clauseway.queries.rules_in_force import OwedRule
    >>> rule = OwedRule("x", "1", "x/1/p", Grade.BINDING_ENFORCEABLE, "hard", "", "")
    >>> climb(Gain("p", 2.0, 0, rule, {"A": 5, "B": 3}))
    'weight 2 x 8 rungs (5 with A; 3 with B)'
    """
    by_rungs: dict[int, list[str]] = defaultdict(list)
    for partner, rungs in gain.climbed.items():
        by_rungs[rungs].append(partner)
    told = "; ".join(f"{rungs} with {named(by_rungs[rungs])}" for rungs in sorted(by_rungs, reverse=True))
    return f"weight {gain.weight:g} x {sum(gain.climbed.values())} rungs ({told})"


def _place(found: Precedent) -> str:
    return f"{found.economy} by {found.rule.agreement} Article {found.rule.article}"


def _grouped(laws: tuple[Derivation, ...]) -> tuple[Derivation, ...]:
    return (Derivation("laws it needs at home", len(laws) - 1, "own judgement of which", laws),)
