"""Why an economy is of its readiness tier, and how its laws stand: what the criteria of next steps rest on."""

from __future__ import annotations

from collections.abc import Iterable

from clauseway.graph.engine import Row
from clauseway.queries.citations import CitedSource
from clauseway.queries.compliance import MET, NO_DATA, LawAtHome
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.explanations.evidence import Evidence
from clauseway.queries.tiers import LAWS_ENACTED, TIERS, UNKNOWN
from clauseway.queries.upgrade_facts import UpgradeFacts

REQUIREMENTS = "law-requirements"
"""Source of which clause type needs which law."""


def tier_node(evidence: Evidence, facts: UpgradeFacts, economy: str) -> Derivation:
    """The tier of an economy: every observation with its thresholds, and those that are missing."""
    tier, values = facts.tiers[economy], facts.values.get(economy, {})
    observed = {
        text(row, "indicator"): row
        for row in evidence.runner.rows("observations_of_economy", iso3=economy)
        if row["partner"] is None
    }
    nodes: list[Derivation] = []
    for threshold in facts.thresholds:
        key = threshold.indicator
        way = "at most" if threshold.advanced < threshold.middle else "from"
        lines = f"middle {way} {threshold.middle:g}, advanced {way} {threshold.advanced:g}. {threshold.reason}"
        if key not in values:
            missing = evidence.dataset(f"It holds no value of {key} for {economy}.")
            nodes.append(Derivation(key, "not known", f"may speak for any tier; {lines}", (missing,)))
            continue
        ends = _laws(evidence, facts, economy) if key == LAWS_ENACTED else (_observed(evidence, observed[key]),)
        nodes.append(Derivation(key, f"{values[key]:g}", f"speaks for {TIERS[tier.levels[key]]}: {lines}", ends))
    known = f"{len(tier.levels)} of {len(facts.thresholds)} observations known"
    how = f"the highest tier that more than half of the observations reach; {known}"
    if tier.low != tier.high:
        how += f", so between {tier.low} and {tier.high}"
    if tier.name == UNKNOWN:
        how += "; too few to tell"
    return Derivation(f"tier of {evidence.name(economy)}", tier.name, how, tuple(nodes))


def _observed(evidence: Evidence, row: Row) -> Derivation:
    """An observation as an end of the tree, by the source that published it."""
    told = f"{text(row, 'name')}, {row['year']}: {row['value']} {text(row, 'unit')}"
    citation, publisher = text(row, "source"), text(row, "publisher")
    for source in evidence.runner.rows("sources"):
        if citation.endswith(text(source, "title")):
            return evidence.cited(text(source, "source"), told)
    cited = CitedSource(text(row, "indicator"), citation, publisher, text(row, "licence"), 1)
    return Derivation(f"source {cited.source}", how=told, source=cited)


def _laws(evidence: Evidence, facts: UpgradeFacts, economy: str) -> tuple[Derivation, ...]:
    told: dict[tuple[str, int | None], list[str]] = {}
    for law, at in facts.laws.get(economy, {}).items():
        if at.status != NO_DATA:
            told.setdefault((at.source, at.year), []).append(f"{law} {at.state}")
    return tuple(
        evidence.cited(source, f"as of {year}: {', '.join(laws)}") for (source, year), laws in sorted(told.items())
    )


def law_node(evidence: Evidence, facts: UpgradeFacts, economy: str, law: str, why: str = "") -> Derivation:
    """How a kind of law stands in an economy."""
    at = facts.laws.get(economy, {}).get(law, LawAtHome())
    end = (
        evidence.cited(at.source, f"as of {at.year}")
        if at.source
        else evidence.dataset(f"No source in it tells of this kind of law in {economy}; no data is not missing.")
    )
    return Derivation(f"{economy}, {facts.law_labels.get(law, law)} law", at.state, why, (end,))


def needed_laws(
    evidence: Evidence, facts: UpgradeFacts, economy: str, clauses: Iterable[str]
) -> tuple[Derivation, ...]:
    """The laws that clause types need, those not known to be in force first."""
    needing: dict[str, list[str]] = {}
    for clause in clauses:
        for law in facts.required.get(clause, ()):
            needing.setdefault(law, []).append(clause)
    known = facts.laws.get(economy, {})
    order = sorted(needing, key=lambda law: (known.get(law, LawAtHome()).status == MET, law))
    nodes = [law_node(evidence, facts, economy, law, f"needed for {', '.join(needing[law])}") for law in order]
    which = evidence.cited(REQUIREMENTS, "which clause type needs which kind of law")
    return (*nodes, which)
