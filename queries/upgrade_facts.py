"""What next steps are worked out from: the facts of rules, trade, law and readiness, fetched once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from clauseway.graph.engine import Row, Scalar
from clauseway.loaders.tables import read_table
from clauseway.ontology import READINGS_FOLDER
from clauseway.ontology.seal import require_sealed
from clauseway.queries.compliance import MET, NO_DATA, LawAtHome
from clauseway.queries.duties import day, row_on, text
from clauseway.queries.gap_analysis import known_trade
from clauseway.queries.kept import Kept
from clauseway.queries.rules_in_force import Pair, RuleFacts, rule_facts
from clauseway.queries.runner import Runner
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

DIGITAL_ONLY = frozenset({"digital-economy-agreement", "ecommerce-agreement", "wto-text", "memorandum"})
"""Kinds of agreement without tariffs: an economy in a customs union can conclude them by itself, unless its union
concludes such agreements for it."""

CUSTOMS_UNIONS = ("eu", "eaeu", "gcc", "mercosur", "sacu")
"""Groups whose members share a tariff (as `blocs.csv` says of them, recalled for the Mercosur and the EAEU): none of
them can bind its own tariff alone."""

COMMERCIAL_UNION = "eu"
"""The union that concludes agreements without tariffs for its members too."""


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
    trade: Mapping[Pair, int]
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
    # facts that a step changed begin with nothing kept: `replace` makes this field anew
    _kept: Kept = field(default_factory=lambda: Kept(1), init=False, repr=False, compare=False)

    def once[T](self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What a function makes of these facts, kept while they are; it must never be changed."""
        return self._kept.once(key, work_out)

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
    """What steps are worked out from, fetched once for each state of the data and thresholds of the project's own.

    Args:
        runner: Where to ask.
        as_of: The date.
        clauses: Only these clause types (the 51 substantive ones when empty).
        tiers_file: Thresholds of tiers instead of the project's own.

    Raises:
        SourceError: The table of thresholds cannot be used.
    """
    wanted = tuple(clauses)
    if tiers_file is not None:
        return _fetched(runner, as_of, wanted, tiers_file)
    return runner.once("upgrade facts", (as_of, wanted), lambda: _fetched(runner, as_of, wanted, None))


def _fetched(runner: Runner, as_of: date, clauses: tuple[str, ...], tiers_file: Path | None) -> UpgradeFacts:
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
    trade = known_trade(runner)
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
        clauses,
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
    columns = (
        "id", "source", "column", "years", "ship_from", "name", "definition", "unit", "direction", "low", "high",
        "decimals", "citation",
    )  # fmt: skip
    require_sealed(READINGS_FOLDER / "indicators.csv")
    return [row["id"] for row in read_table(READINGS_FOLDER, "indicators.csv", columns)]


def _is_replaced(runner: Runner, slug: str) -> bool:
    links = runner.rows("links_of_agreement", slug=slug)
    return any(row["end"] == slug and row["link"] in ("incorporates", "supersedes") for row in links)


def _values(
    runner: Runner, thresholds: Iterable[Threshold], laws: Mapping[str, Mapping[str, LawAtHome]], known: Collection[str]
) -> dict[str, dict[str, float]]:
    asked = [threshold.indicator for threshold in thresholds]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    indicators: list[Scalar] = [name for name in asked if name != LAWS_ENACTED]
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


def in_union(facts: UpgradeFacts, economy: str, kind: str) -> bool:
    """Whether an economy can conclude an agreement of a kind only with its customs union."""
    union = facts.unions.get(economy)
    return union is not None and (kind not in DIGITAL_ONLY or union[0] == COMMERCIAL_UNION)


def via_of(facts: UpgradeFacts, economy: str, agreement: str) -> str:
    """Union through which an economy takes part in an agreement; empty without one."""
    row = row_on(facts.rules.participations.get((economy, agreement), []), facts.as_of)
    return text(row, "via") if row is not None else ""
