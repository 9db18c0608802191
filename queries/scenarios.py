"""What would hold if economies joined or left agreements, or Parties brought an agreement up to the text of another.

A scenario changes the facts in memory; the stored graph is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.queries.duties import holds_on, participation_of, row_on, text
from clauseway.queries.names import UnknownName
from clauseway.queries.rules_in_force import RuleFacts


class ScenarioError(UnknownName):
    """A change that cannot be made; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes to the rules in force, all on one day.

    Attributes:
        joins: (economy, agreement) to bind.
        leaves: (economy, agreement) to release.
        upgrades: (agreement, model): the Parties of the agreement take on the rules of the model among themselves.
        sides: (economy, side) of newcomers that join as one side, such as the members of a union: they owe the
            agreement to the others and not to each other.
    """

    joins: tuple[tuple[str, str], ...] = ()
    leaves: tuple[tuple[str, str], ...] = ()
    upgrades: tuple[tuple[str, str], ...] = ()
    sides: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.joins or self.leaves or self.upgrades)


def is_bound(facts: RuleFacts, economy: str, agreement: str, as_of: date) -> bool:
    """Whether an economy is, or may be, bound by an agreement on a day."""
    row = row_on(facts.participations.get((economy, agreement), []), as_of)
    return row is not None and in_party(participation_of(row), as_of) is not False


def under(facts: RuleFacts, scenario: Scenario, as_of: date) -> RuleFacts:
    """The facts as they would be; those given stay as they are.

    A newcomer is bound from the day on, with none of the deferrals of others. An upgrade adds the rules of the model
    that hold on the day and whose text was read; rules the agreement has already stay, so the stronger one counts.

    Args:
        facts: The facts as they are.
        scenario: The changes; leaving comes before joining.
        as_of: The day of the changes.

    Raises:
        ScenarioError: An economy would join what binds it or leave what does not, or an agreement would be brought up
            to itself.
    """
    participations = dict(facts.participations)
    for economy, agreement in scenario.leaves:
        if not is_bound(facts, economy, agreement, as_of):
            raise ScenarioError(f"{economy} is not bound by {agreement} on {as_of}, so it cannot leave it.")
        del participations[economy, agreement]
    changed = replace(facts, participations=participations)
    sides = dict(scenario.sides)
    for economy, agreement in scenario.joins:
        if is_bound(changed, economy, agreement, as_of):
            raise ScenarioError(f"{economy} is bound by {agreement} on {as_of} already, so it cannot join it.")
        participations[economy, agreement] = [
            _newcomer(facts, economy, agreement, as_of, sides.get(economy))
        ]
    provisions = dict(facts.provisions)
    for agreement, model in scenario.upgrades:
        if agreement == model:
            raise ScenarioError(f"{agreement} cannot be brought up to itself.")
        taken = [row for row in facts.provisions.get(model, []) if row["wording"] is not None and holds_on(row, as_of)]
        provisions[agreement] = [*provisions.get(agreement, []), *(taken_over(row, agreement) for row in taken)]
    return replace(changed, provisions=provisions)


def _newcomer(facts: RuleFacts, economy: str, agreement: str, as_of: date, side: str | None) -> Row:
    former = (text(row, "side") for row in facts.participations.get((economy, agreement), []))
    return {
        "economy": economy,
        "name": facts.names.get(economy, economy),
        "agreement": agreement,
        "state": "in-force",
        "since": as_of,
        "since_latest": as_of,
        "until": None,
        "via": None,
        "side": side or next((each for each in former if each), None),
    }


def taken_over(row: Row, agreement: str) -> Row:
    """A provision of one agreement as it would stand in another."""
    model = text(row, "agreement")
    return {
        **row,
        "agreement": agreement,
        "provision": f"{agreement} as {text(row, 'provision')}",
        "article": f"{model} {text(row, 'article')}",
        "valid_from": None,
    }
