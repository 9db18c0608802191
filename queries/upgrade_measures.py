"""What a step is worth and what it costs: criteria, effort and readiness, as pure functions of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clauseway.queries.compliance import MET, LawAtHome
from clauseway.queries.duties import text
from clauseway.queries.rules_in_force import Pair
from clauseway.queries.scenarios import is_bound
from clauseway.queries.upgrade_facts import DIGITAL_ONLY, UpgradeFacts, in_union
from clauseway.queries.upgrade_steps import LADDER, Gain, Step

LAW_EFFORT = 3
"""What a law to adopt counts in the effort, against 1 for a new firm clause type or a Party to convince (ours)."""

MARKET_ACCESS_EFFORT = 10
"""What it adds that an agreement to join also covers tariffs and services, which have to be negotiated (ours)."""

WAITING_SHARE = 0.5
"""What a gain counts that waits for others (ours): under an agreement that binds nobody yet, by an accession that takes
market access or a customs union and has not been asked for, by a memorandum with a member of the union that concludes
such agreements, and by a law, which is no commitment."""

TALKS: dict[str, float] = {
    "signed": 1.0,
    "signed-accession": 1.0,
    "accession-invited": 0.9,
    "accession-working-group": 0.7,
    "applied": 0.4,
    "candidate": 0.2,
}
"""How far talks on joining are, by state; without one 0 (ours)."""

OTHER_TALKS: dict[str, float] = {"upgrade": 0.3, "commit": 0.2, "adopt": 0.3}
"""The least for other steps (ours): an agreement has joint bodies to raise it in, a memorandum a working group. Another
agreement that both sides have signed or work on counts as its state does."""

DRAFT_TALKS = 0.6
"""A law in draft is under way."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A step with its measures.

    Attributes:
        gain: Mean over partners of the weighted share of the ladder surely climbed, in [0, 1].
        gain_most: The same if texts of today that were not read held nothing, in [0, 1].
        trade_gain: Middle of the two, weighted by the share of each partner in the economy's trade, in [0, 1].
        trade_usd: Trade with the partners that gain, US dollars; `None` when the economy's trade is not known.
        trade_share: Its share of all trade of the economy, in [0, 1].
        partners: Partners that gain and are bound today.
        accepted: Share of the weighted rungs with a precedent, a peer's counting half, in [0, 1].
        ready: Share of the weighted rungs that lack no law, in [0, 1].
        effort: New firm clause types, laws to adopt (three each) and Parties to convince, 0 upwards.
        talks: How far talks are, in [0, 1].
        harmony: Share of the rules of the step beside which no different one stands, in [0, 1].
    """

    step: Step
    gain: float
    gain_most: float
    trade_gain: float
    trade_usd: int | None
    trade_share: float | None
    partners: int
    accepted: float
    ready: float
    effort: int
    talks: float
    harmony: float


def gain_with(step: Step, weights: Mapping[str, float], *, at_most: bool = False) -> dict[str, float]:
    """By partner: rungs climbed as a share of the whole ladder over all clause types, by weight, in [0, 1] (ours).

    With `at_most`, cells whose text of today was not read count as if it held nothing.

    >>> from clauseway.ontology.strength import Grade
    >>> from clauseway.queries.rules_in_force import OwedRule
    >>> rule = OwedRule("x", "1", "x/1", Grade.BINDING_ENFORCEABLE, "hard, none_specific, full", "", "")
    >>> step = Step("join", "D", "x", ("A", "B"), True, (Gain("p", 3.0, 0, rule, {"A": 5, "B": 3}),))
    >>> gain_with(step, {"p": 3.0, "q": 1.0})
    {'A': 0.75, 'B': 0.45}
    """
    whole = sum(weights.values()) * LADDER
    found = dict.fromkeys(step.partners, 0.0)
    sure = {gain.clause: gain.climbed for gain in step.gains}
    for climbed in (sure, step.perhaps) if at_most else (sure,):
        for clause, by_partner in climbed.items():
            for partner, rungs in by_partner.items():
                found[partner] += weights.get(clause, 0.0) * rungs / whole if whole else 0.0
    return {partner: round(value, 6) for partner, value in found.items()}


def accepted_share(step: Step) -> float:
    """Share of the weighted rungs that have an own precedent; a peer's counts half, in [0, 1] (ours)."""
    return _share(step, lambda gain: 1.0 if gain.own else 0.5 if gain.peer else 0.0)


def ready_share(step: Step) -> float:
    """Share of the weighted rungs that lack no law, in [0, 1] (ours)."""
    return _share(step, lambda gain: 0.0 if gain.laws else 1.0)


def _share(step: Step, counts: Callable[[Gain], float]) -> float:
    whole = sum(gain.weight * sum(gain.climbed.values()) for gain in step.gains)
    if not whole:
        return 0.0
    return round(sum(counts(g) * g.weight * sum(g.climbed.values()) for g in step.gains) / whole, 6)


def effort(firm_beyond: int, laws: int, actors: int, *, market_access: bool = False) -> int:
    """New firm clause types + 3 for each law to adopt + Parties to convince + 10 where tariffs come with it (ours).

    >>> effort(2, 1, 4), effort(2, 1, 4, market_access=True)
    (9, 19)
    """
    return firm_beyond + LAW_EFFORT * laws + actors + (MARKET_ACCESS_EFFORT if market_access else 0)


def measured(facts: UpgradeFacts, step: Step) -> Measured:
    """Measure a step."""
    weights = facts.weights(step.economy)
    sure = gain_with(step, weights)
    most = gain_with(step, weights, at_most=True)
    counted = WAITING_SHARE if waits(facts, step) else 1.0
    total = facts.traded.get(step.economy, 0)
    reached = step.gaining() if step.bound and step.kind != "adopt" else ()
    usd = sum(_traded(facts.trade, step.economy, partner) for partner in reached)
    shares = {partner: _traded(facts.trade, step.economy, partner) / total for partner in sure} if total else {}
    reaching = shares if step.bound and step.kind != "adopt" else {}
    law = step.kind == "adopt"
    return Measured(
        step,
        round(counted * _mean(sure), 6),
        round(counted * _mean(most), 6),
        round(counted * sum(share * (sure[each] + most[each]) / 2 for each, share in reaching.items()), 6),
        usd if total else None,
        round(usd / total, 6) if total else None,
        len(reached),
        _share_with_law(facts, step) if law else accepted_share(step),
        1.0 if law else ready_share(step),
        effort(
            len(step.new_firm),
            1 if law else len(step.laws()),
            step.actors,
            market_access=with_market_access(facts, step),
        ),
        talks_of(facts, step),
        round(1 - len(step.conflicts) / step.cells, 6) if step.cells else 1.0,
    )


def with_market_access(facts: UpgradeFacts, step: Step) -> bool:
    """Whether tariffs and services are negotiated along with it."""
    return step.kind == "join" and facts.kind(step.target) not in DIGITAL_ONLY


def waits(facts: UpgradeFacts, step: Step) -> bool:
    """Whether the gain waits for others (see `WAITING_SHARE`)."""
    if step.kind == "commit":
        return bool(step.union) or in_union(facts, step.partners[0], facts.kind(step.target))
    if step.kind == "join":
        far = with_market_access(facts, step) or bool(step.union)
        return not step.bound or (far and talks_of(facts, step) < TALKS["applied"])
    return step.kind == "adopt"


def _mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values) if values else 0.0


def _traded(trade: Mapping[Pair, int], one: str, other: str) -> int:
    return trade.get((one, other) if one < other else (other, one), 0)


def _share_with_law(facts: UpgradeFacts, step: Step) -> float:
    peers = facts.peers(step.economy)
    return round(len(with_law(facts, step)) / len(peers), 6) if peers else 0.0


def with_law(facts: UpgradeFacts, step: Step) -> list[str]:
    """Economies most alike that have the law a step is to adopt."""
    laws = ((peer, facts.laws.get(peer, {}).get(step.target, LawAtHome())) for peer in facts.peers(step.economy))
    return [peer for peer, law in laws if law.status == MET]


def talks_of(facts: UpgradeFacts, step: Step) -> float:
    """How far talks are, from 0 to 1."""
    if step.kind == "join":
        return _furthest(facts, step.economy, step.target)
    if step.kind == "adopt" and facts.laws[step.economy][step.target].state == "draft":
        return DRAFT_TALKS
    others = [_furthest(facts, step.economy, agreement) for agreement in under_way_with(facts, step)]
    return max(OTHER_TALKS[step.kind], *others, 0.0)


def _furthest(facts: UpgradeFacts, economy: str, agreement: str) -> float:
    rows = facts.doors.get((economy, agreement), [])
    return max((TALKS.get(text(row, "state"), 0.0) for row in rows), default=0.0)


def under_way_with(facts: UpgradeFacts, step: Step) -> list[str]:
    """Other agreements that the economy and all partners of a step have signed or work on, none bound by them yet."""
    if step.kind not in ("upgrade", "commit"):
        return []
    return [
        agreement
        for economy, agreement in sorted(facts.doors)
        if economy == step.economy
        and agreement not in (*facts.replaced, step.target)
        and facts.agreements[agreement]["binding"] is True
        and all((partner, agreement) in facts.doors for partner in step.partners)
        and not any(is_bound(facts.rules, each, agreement, facts.as_of) for each in (economy, *step.partners))
    ]


def criteria(steps: Iterable[Measured]) -> list[dict[str, float]]:
    """Criteria of the steps of one economy, each in [0, 1], more is better.

    The gain is the middle of its range: what was not read counts half. Gain, trade and partners are parts of the
    largest among the steps; ease is 1 - effort / (effort + the mean effort), so that an average step has 0.5.
    """
    found = list(steps)
    middles = [(each.gain + each.gain_most) / 2 for each in found]
    most = {
        "gain": max(middles, default=0.0),
        "trade": max((each.trade_gain for each in found), default=0.0),
        "partners": float(max((each.partners for each in found), default=0)),
    }
    mean = sum(each.effort for each in found) / len(found) if found else 0.0
    return [
        {
            "gain": part(middle, most["gain"]),
            "trade": part(each.trade_gain, most["trade"]),
            "partners": part(float(each.partners), most["partners"]),
            "precedent": each.accepted,
            "readiness": each.ready,
            "ease": ease(each.effort, mean),
            "talks": each.talks,
            "harmony": each.harmony,
        }
        for each, middle in zip(found, middles, strict=True)
    ]


def part(value: float, most: float) -> float:
    """A value as a part of the largest; 0 when all are 0.

    >>> part(1.0, 4.0), part(0.0, 0.0)
    (0.25, 0.0)
    """
    return round(value / most, 6) if most else 0.0


def ease(effort: float, mean: float) -> float:
    """1 - effort / (effort + mean effort of the economy's steps), in [0, 1] (ours).

    >>> ease(9, 9), ease(0, 9), ease(3, 9)
    (0.5, 1.0, 0.75)
    """
    return round(1 - effort / (effort + mean), 6) if effort + mean else 1.0
