"""Which next steps are open to an economy, by the data: the facts fetched once, and the candidates of a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Verification
from clauseway.queries.compliance import MET, NO_DATA, LawAtHome
from clauseway.queries.duties import day, row_on, text
from clauseway.queries.gap_analysis import ACCESSION_STATES, trade_of_pairs
from clauseway.queries.rules_in_force import (
    OwedCell,
    OwedRule,
    Pair,
    RuleFacts,
    RulesInForce,
    rule_facts,
    rules_in_force,
)
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.tiers import (
    LAWS_ENACTED,
    TIERS_FILE,
    WEIGHTS_FILE,
    Threshold,
    Tier,
    most_alike,
    positions,
    read_clause_weights,
    read_thresholds,
    tier_of,
)
from clauseway.queries.upgrade_steps import MEMORANDUM_HOST, Standpoint, Step, adopting, deepening, joining

DIGITAL_ONLY = frozenset({"digital-economy-agreement", "ecommerce-agreement", "wto-text", "memorandum"})
"""Kinds of agreement without tariffs: an economy in a customs union can conclude them by itself, unless its union
concludes such agreements for it."""

CUSTOMS_UNIONS = ("eu", "eaeu", "gcc", "mercosur", "sacu")
"""Groups whose members share a tariff (as `blocs.csv` says of them, recalled for the Mercosur and the EAEU): none of
them can bind its own tariff alone."""

COMMERCIAL_UNION = "eu"
"""The union that concludes agreements without tariffs for its members too."""

DEEPENED = DIGITAL_ONLY - {"memorandum"} | {
    "bilateral-fta", "plurilateral-fta", "trade-cooperation-agreement", "framework-agreement",
}  # fmt: skip
"""Kinds of agreement that can be brought up; protocols and letters are parts of them."""

DOOR_STATES = ACCESSION_STATES | {"candidate", "signed"}
"""States of an economy that is on its way to an agreement."""

_NEWCOMER = "a newcomer"


@dataclass(frozen=True, slots=True)
class UpgradeFacts:
    """All facts that steps are worked out from, fetched once.

    Attributes:
        rules: Facts of rules and participations.
        as_of: The date.
        clauses: Clause types that count; all 51 substantive ones when empty.
        agreements: Rows of agreements by slug.
        replaced: Agreements that another one incorporates or supersedes.
        trade: Trade of pairs, US dollars.
        traded: Trade of each economy with all others.
        laws: State of each kind of law by economy.
        law_labels: Name by kind of law.
        required: Kinds of law by clause type.
        doors: Participations that do not bind, by (economy, agreement).
        thresholds: From which value on an indicator speaks for a tier.
        values: Latest values by economy and indicator.
        tiers: Tier of each economy.
        placed: Place of each economy among all, by indicator.
        clause_weights: Weight by tier and clause type.
        unions: Customs union of an economy and its other members.
    """

    rules: RuleFacts
    as_of: date
    clauses: tuple[str, ...]
    agreements: dict[str, Row]
    replaced: frozenset[str]
    trade: dict[Pair, int]
    traded: dict[str, int]
    laws: dict[str, dict[str, LawAtHome]]
    law_labels: dict[str, str]
    required: dict[str, tuple[str, ...]]
    doors: dict[tuple[str, str], list[Row]]
    thresholds: tuple[Threshold, ...]
    values: dict[str, dict[str, float]]
    tiers: dict[str, Tier]
    placed: dict[str, dict[str, float]]
    clause_weights: dict[str, dict[str, float]]
    unions: dict[str, tuple[str, int]]

    def kind(self, agreement: str) -> str:
        """Kind of an agreement."""
        return text(self.agreements.get(agreement, {}), "kind")

    def without_law(self, economy: str) -> dict[str, tuple[str, ...]]:
        """Kinds of law not known to be in force, by clause type that needs them; no data is not taken as law."""
        known = self.laws.get(economy, {})
        found = {
            clause: tuple(law for law in laws if known.get(law, LawAtHome()).status != MET)
            for clause, laws in self.required.items()
        }
        return {clause: laws for clause, laws in found.items() if laws}

    def to_adopt(self, economy: str) -> list[str]:
        """Kinds of law that a source says are missing or in draft."""
        return sorted(law for law, at in self.laws.get(economy, {}).items() if at.status not in (MET, NO_DATA))

    def peers(self, economy: str) -> tuple[str, ...]:
        """The economies most alike, the nearest first."""
        return most_alike(economy, self.placed, self.tiers)

    def weights(self, economy: str) -> dict[str, float]:
        """Weight of each clause type asked about in the tier of an economy."""
        by_clause = self.clause_weights[self.tiers[economy].name]
        asked = self.clauses or tuple(clause for clause in self.rules.clauses if clause in self.rules.counted)
        return {clause: by_clause.get(clause, 0.0) for clause in asked}


def upgrade_facts(
    runner: Runner, as_of: date, *, clauses: Iterable[str] = (), tiers_file: Path | None = None
) -> UpgradeFacts:
    """Fetch what steps are worked out from.

    Args:
        runner: Where to ask.
        as_of: The date.
        clauses: Only these clause types (the 51 substantive ones when empty).
        tiers_file: Thresholds of tiers instead of the project's own.

    Raises:
        SourceError: The table of thresholds cannot be used.
    """
    rules = rule_facts(runner)
    themes = {slug: kind.theme for slug, kind in rules.clauses.items()}
    known = [text(row, "indicator") for row in runner.rows("indicators")] if tiers_file else None
    thresholds = read_thresholds(tiers_file or TIERS_FILE, known or _own_indicators(), set(themes.values()))
    laws: dict[str, dict[str, LawAtHome]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for row in runner.rows("laws"):
        year = row["as_of"] if isinstance(row["as_of"], int) else None
        laws[text(row, "economy")][text(row, "law")] = LawAtHome(text(row, "status"), year, text(row, "source"))
        labels[text(row, "law")] = text(row, "label")
    values = _values(runner, thresholds, laws, rules.names)
    tiers = {economy: tier_of(values.get(economy, {}), thresholds) for economy in rules.names}
    doors: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in runner.rows("accessions"):
        doors[text(row, "economy"), text(row, "agreement")].append(row)
    trade = trade_of_pairs(runner.rows("trade_flows"))
    traded: dict[str, int] = defaultdict(int)
    for pair, usd in trade.items():
        for economy in pair:
            traded[economy] += usd
    counted = [clause for clause in rules.clauses if clause in rules.counted]
    agreements = {text(row, "agreement"): row for row in runner.rows("agreements")}
    at_door = {agreement for _, agreement in doors if agreement in rules.provisions}
    return UpgradeFacts(
        rules,
        as_of,
        tuple(clauses),
        agreements,
        frozenset(slug for slug in at_door if _is_replaced(runner, slug)),
        trade,
        dict(traded),
        dict(laws),
        labels,
        {c: tuple(text(row, "law") for row in runner.rows("laws_required_by_clause", clause=c)) for c in counted},
        dict(doors),
        thresholds,
        values,
        tiers,
        positions(values),
        read_clause_weights(WEIGHTS_FILE, themes),
        _unions(runner, as_of),
    )


def _unions(runner: Runner, as_of: date) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for union in CUSTOMS_UNIONS:
        members = [
            text(row, "economy")
            for row in runner.rows("members_of_group", slug=union)
            if (day(row, "since") or date.min) <= as_of < (day(row, "until") or date.max)
        ]
        found |= {member: (union, len(members) - 1) for member in members}
    return found


def _own_indicators() -> list[str]:
    from clauseway.loaders.tables import read_table
    from clauseway.ontology import READINGS_FOLDER

    columns = (
        "id", "source", "column", "years", "ship_from", "name", "definition", "unit", "direction", "low", "high",
        "decimals", "citation",
    )  # fmt: skip
    return [row["id"] for row in read_table(READINGS_FOLDER, "indicators.csv", columns)]


def _is_replaced(runner: Runner, slug: str) -> bool:
    links = runner.rows("links_of_agreement", slug=slug)
    return any(row["end"] == slug and row["link"] in ("incorporates", "supersedes") for row in links)


def _values(
    runner: Runner, thresholds: Iterable[Threshold], laws: Mapping[str, Mapping[str, LawAtHome]], known: Collection[str]
) -> dict[str, dict[str, float]]:
    asked = [threshold.indicator for threshold in thresholds]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    indicators: list[Value] = [name for name in asked if name != LAWS_ENACTED]
    for row in runner.rows("latest_observations", indicators=indicators):
        value = row["value"]
        if isinstance(value, (int, float)) and row["economy"] in known:
            found[text(row, "economy")][text(row, "indicator")] = float(value)
    if LAWS_ENACTED in asked:
        for economy, states in laws.items():
            told = [at.status for at in states.values() if at.status != NO_DATA]
            if economy in known and told:
                found[economy][LAWS_ENACTED] = float(sum(status == MET for status in told))
    return dict(found)


# ---- a moment -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Open:
    """An agreement that economies can come into.

    Attributes:
        agreement: Its slug.
        newcomer: What a newcomer owes under it.
        parties: What the others owe, by economy: the Parties, or where none is bound those on their way to it.
        bound: Whether there are Parties.
        named: Whether the data name those others; else every economy stands for them.
        actors: Parties that have to agree, blocs counted once.
        to_all: Whether anyone may ask; else only who is on the way.
    """

    agreement: str
    newcomer: dict[str, OwedCell]
    parties: dict[str, dict[str, OwedCell]]
    bound: bool
    named: bool
    actors: int
    to_all: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """The facts with the rules in force by them; a path makes a new one after each step.

    Attributes:
        facts: What is known.
        rules: The rules in force in the world.
        best: The best sure rule of each economy by clause type.
        ladder: Its rules by clause type and rank.
        open: Agreements that can be joined.
    """

    facts: UpgradeFacts
    rules: RulesInForce
    best: dict[str, dict[str, OwedRule]]
    ladder: dict[str, dict[str, dict[int, OwedRule]]]
    open: tuple[Open, ...]


def moment_of(facts: UpgradeFacts) -> Moment:
    """Work out the rules in force and what is open."""
    rules = rules_in_force(facts.rules, facts.as_of, clauses=facts.clauses)
    ladder: dict[str, dict[str, dict[int, OwedRule]]] = defaultdict(lambda: defaultdict(dict))
    for agreement in sorted(rules.bound):
        for economy, party in rules.bound[agreement].items():
            for clause, cell in rules.owed.get((economy, agreement), {}).items() if party.sure else ():
                if cell.sure is not None:
                    held = ladder[economy][clause].get(cell.sure.grade.rank)
                    if held is None or _level(cell.sure) < _level(held):
                        ladder[economy][clause][cell.sure.grade.rank] = cell.sure
    best = {
        economy: {clause: by_rank[max(by_rank)] for clause, by_rank in by_clause.items()}
        for economy, by_clause in ladder.items()
    }
    return Moment(facts, rules, best, dict(ladder), tuple(_open_agreements(facts, rules)))


def _level(rule: OwedRule) -> int:
    """How well a rule is known, 0 the best: among texts of one rung the better known is the better precedent."""
    levels = [level.value for level in Verification]
    return levels.index(rule.verification) if rule.verification in levels else len(levels)


def _open_agreements(facts: UpgradeFacts, rules: RulesInForce) -> Iterable[Open]:
    asked = {agreement for (_, agreement), rows in facts.doors.items() if _states(rows) & ACCESSION_STATES}
    asked |= {
        agreement
        for agreement, rows in facts.rules.provisions.items()
        if any(row["clause"] == "accession-clause" for row in rows)
    }
    waiting: dict[str, list[str]] = defaultdict(list)
    for (economy, agreement), rows in facts.doors.items():
        if _states(rows) & DOOR_STATES and economy in facts.rules.names:
            waiting[agreement].append(economy)
    for agreement in sorted(asked | waiting.keys()):
        row = facts.agreements.get(agreement, {})
        if row.get("binding") is not True or agreement in facts.replaced or agreement not in facts.rules.provisions:
            continue
        if facts.kind(agreement) not in DEEPENED:
            continue
        newcomer = _newcomer_cells(facts, agreement)
        if not any(cell.sure for cell in newcomer.values()):
            continue
        parties = [each for each, party in rules.bound.get(agreement, {}).items() if party.sure]
        if parties:
            owed = {each: rules.owed.get((each, agreement), {}) for each in parties}
            yield Open(agreement, newcomer, owed, True, True, _actors(facts, agreement, parties), agreement in asked)
        else:
            named = waiting.get(agreement, [])
            others = named or list(rules.economies)
            yield Open(agreement, newcomer, dict.fromkeys(others, newcomer), False, bool(named), 0, agreement in asked)


def _states(rows: Iterable[Row]) -> set[str]:
    return {text(row, "state") for row in rows}


def _newcomer_cells(facts: UpgradeFacts, agreement: str) -> dict[str, OwedCell]:
    """What anybody who joined on the day would owe."""
    alone = replace(facts.rules, participations={}, provisions={agreement: facts.rules.provisions[agreement]})
    joined = under(alone, Scenario(joins=((_NEWCOMER, agreement),)), facts.as_of)
    rules = rules_in_force(joined, facts.as_of, (_NEWCOMER,), clauses=facts.clauses)
    return rules.owed.get((_NEWCOMER, agreement), {})


def via_of(facts: UpgradeFacts, economy: str, agreement: str) -> str:
    """Union through which an economy takes part in an agreement; empty without one."""
    row = row_on(facts.rules.participations.get((economy, agreement), []), facts.as_of)
    return text(row, "via") if row is not None else ""


def _actors(facts: UpgradeFacts, agreement: str, parties: Iterable[str]) -> int:
    return len({via_of(facts, party, agreement) or party for party in parties})


def in_union(facts: UpgradeFacts, economy: str, kind: str) -> bool:
    """Whether an economy can conclude an agreement of a kind only with its customs union."""
    union = facts.unions.get(economy)
    return union is not None and (kind not in DIGITAL_ONLY or union[0] == COMMERCIAL_UNION)


def standpoint(moment: Moment, economy: str) -> Standpoint:
    """Where an economy stands."""
    facts = moment.facts
    union, fellows = facts.unions.get(economy, ("", 0))
    return Standpoint(
        moment.rules,
        economy,
        facts.weights(economy),
        moment.best,
        facts.peers(economy),
        facts.without_law(economy),
        moment.ladder,
        union,
        fellows,
    )


def candidates(moment: Moment, economy: str) -> list[Step]:
    """Every step that would change something, unranked."""
    at = standpoint(moment, economy)
    facts = moment.facts
    found: list[Step] = []
    for each in moment.open:
        mine = moment.rules.bound.get(each.agreement, {})
        on_the_way = bool(_states(facts.doors.get((economy, each.agreement), [])) & DOOR_STATES)
        if economy in mine or not (each.to_all or on_the_way):
            continue
        others = {party: owed for party, owed in each.parties.items() if party != economy}
        with_union = in_union(facts, economy, facts.kind(each.agreement))
        found.append(
            joining(
                at, each.agreement, each.newcomer, others, bound=each.bound, actors=each.actors, in_union=with_union
            )
        )
    own_agreements = _own_agreements(moment, economy)
    for agreement, partners in own_agreements.items():
        actors = _actors(facts, agreement, partners)
        with_union = bool(via_of(facts, economy, agreement)) and in_union(facts, economy, facts.kind(agreement))
        found.append(deepening(at, "upgrade", agreement, partners, actors=actors, in_union=with_union))
    for memorandum, partner in _memoranda(facts, economy):
        if (partner,) in own_agreements.values():
            continue  # an agreement of the two alone is where commitments would go
        actors = 1 + (facts.unions[partner][1] if in_union(facts, partner, "memorandum") else 0)
        with_union = in_union(facts, economy, "memorandum")
        found.append(deepening(at, "commit", memorandum, (partner,), actors=actors, in_union=with_union))
    found = [step for step in found if any(gain.weight for gain in step.gains)]
    laws = [adopting(at, law, found) for law in facts.to_adopt(economy)]
    return [*found, *(step for step in laws if step is not None)]


def _own_agreements(moment: Moment, economy: str) -> dict[str, tuple[str, ...]]:
    """Agreements of an economy with those on the other side; of several with the same partners the newest."""
    facts = moment.facts
    by_partners: dict[tuple[str, ...], str] = {}
    for agreement, parties in sorted(moment.rules.bound.items()):
        own = parties.get(economy)
        row = facts.agreements.get(agreement, {})
        if own is None or not own.sure or row.get("binding") is not True or facts.kind(agreement) not in DEEPENED:
            continue
        partners = tuple(
            sorted(
                each
                for each, party in parties.items()
                if each != economy and party.sure and (not own.side or own.side != party.side)
            )
        )
        if not partners:
            continue
        held = by_partners.get(partners)
        if held is None or _began(facts, held) <= _began(facts, agreement):
            by_partners[partners] = agreement
    return {agreement: partners for partners, agreement in sorted(by_partners.items(), key=lambda each: each[1])}


def _began(facts: UpgradeFacts, agreement: str) -> date:
    return day(facts.agreements[agreement], "in_force") or date.min


def _memoranda(facts: UpgradeFacts, economy: str) -> list[tuple[str, str]]:
    """Silk Road e-commerce memoranda of an economy, with the other side."""
    signed = [
        (agreement, each)
        for (each, agreement), rows in sorted(facts.doors.items())
        if facts.kind(agreement) == "memorandum" and "signed" in _states(rows)
    ]
    with_host = {agreement for agreement, each in signed if each == MEMORANDUM_HOST}
    return [
        (agreement, other)
        for agreement, other in signed
        if other != economy and agreement in with_host and (agreement, economy) in signed
    ]
