"""Scenarios as a user writes them (`CHN:depa`), resolved to keys and checked against the facts; the rules under them.

The command line, the Python interface and the analyses that compare steps share these functions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from clauseway.queries import names
from clauseway.queries.names import UnknownName
from clauseway.queries.rules_in_force import RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, ScenarioError, is_bound, under

NAMES_TOLD = 6
"""Economies named in a sentence; more are counted."""

GROUP_LIKENESS = 0.75
"""How like a group's name a word has to be for the group to be offered; else the nearest economy is."""


@dataclass(frozen=True, slots=True)
class AskedScenario:
    """A scenario that can be made, with what a reader has to know of how it was understood.

    Attributes:
        scenario: The changes.
        notes: One sentence for each group of which not every member acts.
        changes: The changes as they can be asked for again, by kind (join, leave, upgrade), parted by commas.
    """

    scenario: Scenario
    notes: tuple[str, ...] = ()
    changes: dict[str, str] = field(default_factory=dict[str, str])


def scenario_asked(
    runner: Runner,
    joins: Iterable[str],
    leaves: Iterable[str],
    upgrades: Iterable[str],
    as_of: date,
    *,
    facts: RuleFacts | None = None,
) -> AskedScenario:
    """Read the changes a user asks for.

    Args:
        runner: Where to ask.
        joins: `ECONOMY:AGREEMENT` each; a group or union stands for those of its members that are not bound yet.
        leaves: The same; a group stands for those of its members that are bound.
        upgrades: `AGREEMENT:MODEL` each.
        as_of: The day of the changes.
        facts: The facts as they are, if they were fetched before.

    Raises:
        UnknownName: A change is not two names with a colon between, or a name means nothing.
        ScenarioError: An economy would join what binds it, leave what does not, or do both.
    """
    known = facts or rule_facts(runner)
    joining = _moves(runner, known, joins, as_of, "join")
    leaving = _moves(runner, known, leaves, as_of, "leave")
    for economy, agreement in joining.pairs:
        if (economy, agreement) in leaving.pairs:
            raise ScenarioError(f"{economy} cannot both join and leave {agreement}; name one of the two.")
    brought: dict[tuple[str, str], None] = {}
    for typed in upgrades:
        agreement, model = (names.find_agreement(runner, part)[0] for part in two_names(typed, "upgrade"))
        if agreement == model:
            raise ScenarioError(f"{agreement} cannot be brought up to itself; name another model.")
        brought[agreement, model] = None
    scenario = Scenario(tuple(joining.pairs), tuple(leaving.pairs), tuple(brought), tuple(joining.sides.items()))
    told = {"join": joining.asked, "leave": leaving.asked, "upgrade": [":".join(each) for each in brought]}
    changes = {kind: ",".join(each) for kind, each in told.items() if each}
    return AskedScenario(scenario, (*joining.notes, *leaving.notes), changes)


def rules_under(
    runner: Runner,
    scenario: Scenario,
    as_of: date,
    economies: Iterable[str] = (),
    *,
    clauses: Iterable[str] = (),
    facts: RuleFacts | None = None,
) -> RulesInForce:
    """The rules among a set of economies as they would be; the stored graph is only read.

    Args:
        runner: Where to ask.
        scenario: The changes; an empty one gives the rules as they are.
        as_of: The day, of the changes and of the rules.
        economies: Only these (all that are no union when empty).
        clauses: Only these clause types (the 51 substantive ones when empty).
        facts: The facts as they are, if they were fetched before.

    Raises:
        ScenarioError: A change cannot be made.
    """
    return rules_in_force(under(facts or rule_facts(runner), scenario, as_of), as_of, economies, clauses=clauses)


def two_names(typed: str, change: str) -> tuple[str, str]:
    """The two names of a change.

    >>> two_names("CHN:depa", "join")
    ('CHN', 'depa')

    Raises:
        UnknownName: There is no colon, or nothing on one side of it.
    """
    first, colon, second = (part.strip() for part in typed.partition(":"))
    if not (first and colon and second) or ":" in second:
        form = "china-korea-fta:cptpp" if change == "upgrade" else "CHN:depa"
        raise UnknownName(f"'{typed}' is no change to {change}; write two names with a colon between, such as {form}.")
    return first, second


def scenario_sentence(scenario: Scenario) -> str:
    """The changes in words; many economies that do the same are counted.

    >>> scenario_sentence(Scenario((("CHN", "depa"), ("KAZ", "depa")), (("GBR", "cptpp"),), (("x", "depa"),)))
    'CHN, KAZ join depa; GBR leaves cptpp; the Parties of x take on the rules of depa'
    >>> scenario_sentence(Scenario())
    'nothing changes'
    """
    told: list[str] = []
    for moves, one, many in ((scenario.joins, "joins", "join"), (scenario.leaves, "leaves", "leave")):
        for agreement in dict.fromkeys(slug for _, slug in moves):
            acting = [economy for economy, slug in moves if slug == agreement]
            who = ", ".join(acting) if len(acting) <= NAMES_TOLD else f"{len(acting)} economies"
            told.append(f"{who} {one if len(acting) == 1 else many} {agreement}")
    told += [f"the Parties of {agreement} take on the rules of {model}" for agreement, model in scenario.upgrades]
    return "; ".join(told) or "nothing changes"


@dataclass(frozen=True, slots=True)
class _Moves:
    pairs: dict[tuple[str, str], None]
    sides: dict[str, str]
    notes: list[str]
    asked: list[str]


def _moves(runner: Runner, facts: RuleFacts, typed: Iterable[str], as_of: date, change: str) -> _Moves:
    """Accessions or withdrawals, those of a group member by member."""
    found = _Moves({}, {}, [], [])
    for each in typed:
        who, what = two_names(each, change)
        key, actors, side = _actors(runner, facts, who, as_of)
        agreement, _ = names.find_agreement(runner, what)
        able = [economy for economy in actors if is_bound(facts, economy, agreement, as_of) is (change == "leave")]
        if not able:
            raise ScenarioError(_cannot(who, actors, agreement, as_of, change))
        if rest := [economy for economy in actors if economy not in able]:
            verb = "is" if len(rest) == 1 else "are"
            state = "bound already" if change == "join" else "not bound"
            told = ", ".join(rest) if len(rest) <= NAMES_TOLD else f"{len(rest)} economies"
            found.notes.append(f"Of {who}, {told} {verb} {state} by {agreement}; {len(able)} {change} it.")
        found.asked.append(f"{key}:{agreement}")
        found.pairs.update(dict.fromkeys((economy, agreement) for economy in able))
        if side:
            found.sides.update(dict.fromkeys(able, side))
    return found


def _cannot(who: str, actors: Sequence[str], agreement: str, as_of: date, change: str) -> str:
    if change == "join":
        if len(actors) > 1:
            return f"All members of {who} are bound by {agreement} on {as_of} already, so none can join it."
        return f"{actors[0]} is bound by {agreement} on {as_of} already, so it cannot join it."
    if len(actors) > 1:
        return f"No member of {who} is bound by {agreement} on {as_of}, so none can leave it."
    return f"{actors[0]} is not bound by {agreement} on {as_of}, so it cannot leave it."


def _actors(runner: Runner, facts: RuleFacts, typed: str, as_of: date) -> tuple[str, list[str], str]:
    """Key of what a name stands for, codes of the economies, and the side they are on as members of a union."""
    groups = {str(row["group"]) for row in runner.rows("groups")}
    side = ""
    try:
        iso3, _ = names.find_economy(runner, typed)
    except UnknownName as unknown:
        wanted = typed.strip().lower()
        agreements = {str(row["agreement"]) for row in runner.rows("agreements")}
        if wanted not in groups | agreements:
            if near := difflib.get_close_matches(wanted, groups, 1, GROUP_LIKENESS):
                told = f"Unknown economy or group '{typed}'. Did you mean '{near[0]}'? List: clauseway groups"
                raise UnknownName(told) from None
            raise unknown
        key = group = wanted
    else:
        if iso3 in facts.names:
            return iso3, [iso3], ""
        # a union acts for its members, and the group of the members goes by the short code of the union
        union = next(row for row in runner.rows("economies") if row["economy"] == iso3)
        key, group = iso3, str(union["iso2"])
        side = group
    members = [code for code, _ in names.members_of(runner, group, as_of)]
    return key, sorted(set(members) & facts.names.keys()), side
