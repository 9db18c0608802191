"""Why rules among a set of economies are as fragmented as a measure says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clauseway.graph.engine import Value
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.fragmentation_places import explain_agreement, explain_place
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.fragmentation import BANDS, Load, band, divergence, mean
from clauseway.queries.fragmentation_measures import (
    ClauseFragmentation,
    Headline,
    agreements_between,
    fragmentation_by_clause,
    headline,
    mean_divergence,
    ranks_of_economy,
)
from clauseway.queries.rules_in_force import Cell, RulesInForce, rule_facts, rules_in_force


@dataclass(frozen=True, slots=True)
class Measured:
    """A set on a day with all that its measures are made from."""

    asked: RowAsked
    evidence: Evidence
    rules: RulesInForce
    by_clause: dict[str, ClauseFragmentation]
    told: Headline
    profiles: dict[str, dict[str, Cell]]

    def row_id(self, *keys: str) -> str:
        """Name of another row of the same set and day."""
        return self.asked.row_id("fragmentation", self.asked.key(0), *keys)


def explain_fragmentation(asked: RowAsked) -> Derivation:
    """`fragmentation/SET/MEASURE`, or a breakdown and a name after the set, as `clause/CLAUSE`."""
    kind = asked.one_of(1, "measure", [*MEASURES, *PLACES, "clause", "economy", "year"])
    asked.whole(2 if kind in MEASURES else 3)
    if kind == "year":
        year = asked.key(2)
        if not (year.isdigit() and 1900 < int(year) <= asked.as_of.year):
            raise asked.unknown(2, "year", [str(each) for each in range(2000, asked.as_of.year + 1)])
        measured = _measured(asked, date(int(year), 1, 1))
        nodes = [MEASURES[name](measured) for name in MEASURES]
        # the year's own names hold its 1 January, so that what they explain is that day
        below = tuple(shortened(node, measured.row_id(name)) for name, node in zip(MEASURES, nodes, strict=True))
        what = f"entropy among {asked.key(0)} on 1 January {year}"
        return Derivation(what, measured.told.entropy, "mean of the clause types; the other measures beside it", below)
    measured = _measured(asked, asked.as_of)
    if kind in PLACES:
        return PLACES[kind](measured)
    if kind == "clause":
        return _clause(measured, asked.clause(2))
    if kind == "economy":
        return _economy(measured, asked.economy(2))
    return MEASURES[kind](measured)


def _measured(asked: RowAsked, day: date) -> Measured:
    facts = rule_facts(asked.runner)
    rules = rules_in_force(facts, day, asked.economies(0), clauses=asked.clauses())
    evidence = asked.evidence if day == asked.as_of else Evidence(asked.runner, day)
    there = replace(asked, evidence=evidence)
    profiles = {economy: rules.profile(economy) for economy in rules.economies}
    return Measured(there, evidence, rules, fragmentation_by_clause(rules), headline(rules), profiles)


# ---- one clause type ----------------------------------------------------------------------------


def _clause(measured: Measured, clause: str) -> Derivation:
    """Entropy of a clause type: the agreements of each band."""
    rules, evidence = measured.rules, measured.evidence
    if clause not in measured.by_clause:
        raise measured.asked.unknown(2, "clause type of this set", measured.by_clause)
    found = measured.by_clause[clause]
    banded: dict[str, list[Derivation]] = {name: [] for name in reversed(BANDS)}
    unread: list[Derivation] = []
    for agreement, rank in found.ranks.items():
        party = _speaker(rules, agreement, clause)
        if rank is None:
            unread.append(shortened(evidence.unread(party, agreement)))
        elif rank == 0:
            banded[band(0)].append(shortened(evidence.silent(party, agreement)))
        else:
            banded[band(rank)].append(_rule(measured, party, agreement, clause))
    read = sum(len(nodes) for nodes in banded.values())
    children = [
        Derivation(
            "without a rule" if name == BANDS[0] else f"{name} rules",
            len(nodes),
            f"{len(nodes)} of {read} agreements read",
            tuple(nodes),
        )
        for name, nodes in banded.items()
        if nodes
    ]
    if unread:
        how = "left out of the measure, never counted as absent"
        children.append(Derivation("agreements not read on it", len(unread), how, tuple(unread)))
    shares = [f"{len(nodes)}/{read} log {len(nodes)}/{read}" for nodes in banded.values() if nodes]
    how = f"-({' + '.join(shares)}) / log {len(BANDS)}" if read else "no agreement was read on it"
    return Derivation(
        f"{rules.clauses[clause].label}: entropy among {measured.asked.key(0)}",
        found.entropy,
        how,
        tuple(children) or (_no_agreement(measured),),
    )


def _speaker(rules: RulesInForce, agreement: str, clause: str) -> str:
    """The economy of the set that owes most under an agreement on a clause type, or the first Party without any."""

    def rank(party: str) -> int:
        cell = rules.owed.get((party, agreement), {}).get(clause)
        return cell.sure.grade.rank if cell is not None and cell.sure is not None else 0

    return min(rules.bound[agreement], key=lambda party: (-rank(party), party))


def _rule(measured: Measured, party: str, agreement: str, clause: str) -> Derivation:
    cell = measured.rules.owed[party, agreement][clause]
    assert cell.sure is not None, "a grade above 0 rests on a rule"
    duty = measured.evidence.duty_of(party, cell.sure.provision)
    return measured.evidence.duty(duty, party)


def _no_agreement(measured: Measured) -> Derivation:
    day = measured.evidence.as_of
    return measured.evidence.dataset(f"It holds no agreement surely in force between members of the set on {day}.")


# ---- means over clause types --------------------------------------------------------------------


def _over_clauses(
    measured: Measured,
    label: str,
    value: float | None,
    parts: Mapping[str, tuple[float | None, str]],
    how: str,
) -> Derivation:
    """A mean, with the part of each clause type and the sources behind it."""
    nodes: list[Derivation] = []
    for clause, (part, told) in parts.items():
        below = replace(_clause(measured, clause), label=clause, value=part, how=told)
        nodes.append(shortened(below, measured.row_id("clause", clause)))
    ordered = sorted(nodes, key=lambda node: -node.value if isinstance(node.value, float) else 1)
    where = f"{label} among {measured.asked.key(0)}"
    return Derivation(where, value, how, tuple(ordered) or (_no_agreement(measured),))


def _entropy(measured: Measured) -> Derivation:
    held = _held(measured)
    known = [each.entropy for each in held.values() if each.entropy is not None]
    how = f"{sum(known):.6g} / {len(known)}: mean over the clause types that an agreement holds"
    parts = {clause: (each.entropy, "") for clause, each in held.items()}
    return _over_clauses(measured, "clause entropy", measured.told.entropy, parts, how)


def _rules_per_clause(measured: Measured) -> Derivation:
    held = _held(measured)
    total = sum(len(each.rules) for each in held.values())
    how = f"{total} / {len(held)}: different rules, mean over the clause types that an agreement holds"
    parts = {clause: (float(len(each.rules)), "; ".join(sorted(each.rules))) for clause, each in held.items()}
    return _over_clauses(measured, "rules per clause type", measured.told.rules, parts, how)


def _loaded(measured: Measured, label: str, value: float | None, of: Callable[[Load], int]) -> Derivation:
    held = {clause: each for clause, each in _held(measured).items() if each.loads}
    parts: dict[str, tuple[float | None, str]] = {}
    total = cells = 0
    for clause, each in held.items():
        own = sum(of(load) for load in each.loads)
        total, cells = total + own, cells + len(each.loads)
        parts[clause] = (mean(float(of(load)) for load in each.loads), f"{own} / {len(each.loads)} pairs")
    how = f"{total} / {cells}: mean over pairs and clause types with a rule"
    return _over_clauses(measured, label, value, parts, how)


def _held(measured: Measured) -> dict[str, ClauseFragmentation]:
    return {clause: each for clause, each in measured.by_clause.items() if each.best.rule}


# ---- economies ----------------------------------------------------------------------------------


def _profiles(measured: Measured) -> dict[str, dict[str, int | None]]:
    return {economy: ranks_of_economy(measured.rules, economy) for economy in measured.rules.economies}


def _divergence(measured: Measured) -> Derivation:
    told = {economy: found for economy, found in _profiles(measured).items() if any(found.values())}
    value, by_economy = mean_divergence(told)
    nodes = tuple(
        shortened(
            Derivation(economy, by_economy[economy], "mean of its divergences", tuple(_profile(measured, economy))),
            measured.row_id("economy", economy),
        )
        for economy in sorted(told, key=lambda each: -(by_economy[each] or 0))
    )
    pairs = [(one, other) for one in told for other in told if one < other]
    known = [apart for one, other in pairs if (apart := divergence(told[one], told[other])) is not None]
    how = f"{sum(known):.6g} / {len(known)}: mean over the pairs of economies of which each holds a rule"
    where = f"pair divergence among {measured.asked.key(0)}"
    return Derivation(where, value, how, nodes or (_no_agreement(measured),))


def _economy(measured: Measured, iso3: str) -> Derivation:
    profiles = _profiles(measured)
    if iso3 not in profiles:
        raise measured.asked.unknown(2, "economy of this set", profiles)
    own = profiles[iso3]
    _, by_economy = mean_divergence(profiles)
    nodes: list[Derivation] = []
    for other, theirs in profiles.items():
        if other == iso3 or not any(theirs.values()) or (apart := divergence(own, theirs)) is None:
            continue
        known = [(x, y) for clause, x in own.items() if x is not None and (y := theirs[clause]) is not None]
        least, most = sum(min(pair) for pair in known), sum(max(pair) for pair in known)
        how = f"1 - {least}/{most} over {len(known)} clause types known for both"
        below = [
            _cells(measured, {iso3: own[clause], other: theirs[clause]}, clause)
            for clause in own
            if own[clause] is not None and theirs[clause] is not None and (own[clause] or theirs[clause])
        ]
        below.sort(key=lambda node: node.how != "")  # what differs goes first
        nodes.append(Derivation(f"from {other}", apart, how, tuple(below) or (_no_agreement(measured),)))
    how = f"mean over {len(nodes)} other economies that hold a rule"
    label = f"divergence of {measured.evidence.name(iso3)} in {measured.asked.key(0)}"
    nothing = not any(own.values())
    if nothing or not nodes:
        how = "it surely owes no duty, so nothing is compared" if nothing else "no other economy can be compared"
    ends = tuple(nodes) if nodes and not nothing else (_no_agreement(measured),)
    return Derivation(label, by_economy[iso3], how, ends)


def _cells(measured: Measured, ranks: Mapping[str, int | None], clause: str) -> Derivation:
    """One clause type of two profiles, with the sources of both."""
    ends: list[Derivation] = []
    places: list[str] = []
    for economy, rank in ranks.items():
        cell = measured.profiles[economy][clause]
        ends.extend(_ends(measured, economy, cell))
        places.append(f"{economy} {rank}{f' by {cell.rule.agreement} {cell.rule.article}' if cell.rule else ''}")
    same = "alike" if len(set(ranks.values())) == 1 else ""
    return shortened(Derivation(clause, " against ".join(places), same, tuple(ends)))


def _ends(measured: Measured, economy: str, cell: Cell) -> Iterable[Derivation]:
    evidence = measured.evidence
    if cell.rule is not None:
        return shortened(evidence.duty(evidence.duty_of(economy, cell.rule.provision), economy)).children
    under = [slug for slug, parties in measured.rules.bound.items() if economy in parties]
    return [end for slug in under for end in evidence.participation(economy, slug).children]


def _profile(measured: Measured, economy: str) -> Iterable[Derivation]:
    for cell in measured.profiles[economy].values():
        if cell.rule is not None:
            yield from _ends(measured, economy, cell)


# ---- agreements, pairs and camps ----------------------------------------------------------------


def _agreement_nodes(measured: Measured, agreements: Iterable[str]) -> tuple[Derivation, ...]:
    nodes: list[Derivation] = []
    for slug in agreements:
        parties = sorted(code for code, party in measured.rules.bound[slug].items() if party.sure)
        node = measured.evidence.partners(parties, slug)
        nodes.append(replace(node, label=measured.evidence.title(slug)))
    return tuple(nodes) or (_no_agreement(measured),)


def _agreements(measured: Measured) -> Derivation:
    between = agreements_between(measured.rules)
    how = "surely in force between two members or more, with the members they bind"
    nodes = _agreement_nodes(measured, between)
    return Derivation(f"agreements among {measured.asked.key(0)}", float(len(between)), how, nodes)


def _pairs(measured: Measured) -> Derivation:
    how = "pairs that owe each other at least one duty, one way or both, under the agreements below"
    return _resting(measured, "pairs with rules", float(measured.told.pairs), how)


def _camps(measured: Measured) -> Derivation:
    found = measured.told.camps
    told = "; ".join(f"{number}: {', '.join(camp)}" for number, camp in enumerate(found.members, 1))
    how = f"communities of the network of pairs weighted by depth (Louvain, fixed seed). {told}"
    return _resting(measured, "camps", float(len(found.members)), how)


def _modularity(measured: Measured) -> Derivation:
    how = "Newman's modularity of the division into camps, which rests on the agreements below"
    return _resting(measured, "modularity", measured.told.camps.modularity, how)


def _resting(measured: Measured, label: str, value: Value, how: str) -> Derivation:
    nodes = _agreement_nodes(measured, measured.told.resting)
    return Derivation(f"{label} among {measured.asked.key(0)}", value, how, nodes)


MEASURES: dict[str, Callable[[Measured], Derivation]] = {
    "agreements": _agreements,
    "pairs-with-rules": _pairs,
    "clause-entropy": _entropy,
    "pair-divergence": _divergence,
    "overlap-load": lambda m: _loaded(m, "overlap load", m.told.overlap, lambda load: load.overlap),
    "conflict-load": lambda m: _loaded(m, "conflict load", m.told.conflict, lambda load: load.conflict),
    "rules-per-clause": _rules_per_clause,
    "camps": _camps,
    "modularity": _modularity,
}
"""What explains each measure of the headline table."""

PLACES: dict[str, Any] = {"agreement": explain_agreement, "network": explain_place}
"""What explains the rows of breakdowns that look at one agreement or at the network."""
