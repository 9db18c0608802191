"""The rules before and after a change of who is bound by what; the facts are changed in memory, the graph only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.compliance import LawAtHome, Requirement, held_against_law, laws_at_home, requirements_of
from clauseway.queries.gap_analysis import known_trade
from clauseway.queries.rules_in_force import OwedRule, Pair, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.whatif import Positions


@dataclass(slots=True)
class Comparison:
    """The rules before and after, and what the tables of a what-if are made of.

    Attributes:
        runner: Where law at home is asked for.
        facts: The facts as they are.
        scenario: The changes.
        acting: Economies that act, in alphabetical order.
        members: The set gaps and fragmentation are measured over.
        before: Positions of economies as the rules are.
        after: The same as they would be.
        inside: Rules within the set, before and after.
        trade: Trade of pairs, US dollars.
    """

    runner: Runner
    facts: RuleFacts
    scenario: Scenario
    acting: tuple[str, ...]
    members: tuple[str, ...]
    before: Positions
    after: Positions
    inside: tuple[RulesInForce, RulesInForce]
    trade: Mapping[Pair, int]
    _needs: dict[str, list[Requirement]] = field(default_factory=dict[str, list[Requirement]])
    _laws: dict[str, dict[str, LawAtHome]] = field(default_factory=dict[str, dict[str, LawAtHome]])

    def held_against_law(self, economy: str, rules: Mapping[str, OwedRule]) -> list[Row]:
        """Rules an economy owes against its law at home, one row a clause type and kind of law."""
        for clause in rules:
            if clause not in self._needs:
                self._needs[clause] = requirements_of(self.runner, clause)
        if economy not in self._laws:
            self._laws[economy] = laws_at_home(self.runner, economy)
        owed = {clause: [rule_columns(rules[clause])] for clause in self.after.rules.clauses if clause in rules}
        return held_against_law(owed, self._needs, self._laws[economy])


def touched_agreements(scenario: Scenario) -> tuple[str, ...]:
    """Agreements joined, left or brought up."""
    moved = {agreement for _, agreement in (*scenario.joins, *scenario.leaves)}
    return tuple(sorted(moved | {agreement for agreement, _ in scenario.upgrades}))


def compare(
    runner: Runner,
    scenario: Scenario,
    as_of: date,
    *,
    economies: Iterable[str] = (),
    clauses: Iterable[str] = (),
    grade: Grade = Grade.QUALIFIED,
    facts: RuleFacts | None = None,
) -> Comparison:
    """Work the rules out before and after.

    Args:
        runner: Where to ask.
        scenario: The changes.
        as_of: The day of the changes and of the rules.
        economies: The set; when empty, the acting economies with the Parties of the agreements touched, and all
            economies where nothing changes.
        clauses: Only these clause types (the 51 substantive ones when empty).
        grade: The grade a rule has to reach for a pair to count as bound.
        facts: The facts as they are, if they were fetched before.

    Raises:
        ScenarioError: A change cannot be made.
    """
    known, wanted = facts or rule_facts(runner), tuple(clauses)
    changed = under(known, scenario, as_of) if scenario else known
    before = rules_in_force(known, as_of, clauses=wanted)
    after = rules_in_force(changed, as_of, clauses=wanted) if scenario else before
    acting = {economy for economy, _ in (*scenario.joins, *scenario.leaves)}
    for agreement, _ in scenario.upgrades:
        acting |= after.bound.get(agreement, {}).keys()
    parties = {
        party
        for agreement in touched_agreements(scenario)
        for rules in (before, after)
        for party in rules.bound.get(agreement, {})
    }
    members = tuple(sorted(set(economies) or acting | parties))
    inside = rules_in_force(known, as_of, members, clauses=wanted)
    inside_after = rules_in_force(changed, as_of, members, clauses=wanted) if scenario else inside
    return Comparison(
        runner,
        known,
        scenario,
        tuple(sorted(acting)),
        members or before.economies,
        Positions(before, grade),
        Positions(after, grade),
        (inside, inside_after),
        known_trade(runner),
    )


def rule_columns(rule: OwedRule) -> Row:
    """The columns that tell a rule and how it is known."""
    return {
        "agreement": rule.agreement,
        "article": rule.article,
        "grade": rule.grade.value,
        "verification": rule.verification,
        "source": rule.source,
        "provision": rule.provision,
    }
