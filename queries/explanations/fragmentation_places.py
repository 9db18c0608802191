"""How deep an agreement is, and with whom an economy stands in the network of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.bound_pairs import mutual_rules
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import shortened
from clauseway.queries.fragmentation import HIGHEST, extent
from clauseway.queries.fragmentation_measures import agreements_between, depth_of_pairs, ranks_of_agreement
from clauseway.queries.rule_network import places

if TYPE_CHECKING:
    from clauseway.queries.explanations.fragmentation import Measured


def explain_agreement(measured: Measured) -> Derivation:
    """`fragmentation/SET/agreement/AGREEMENT`: the depth of an agreement, by the best grade on each clause type."""
    asked, rules, evidence = measured.asked, measured.rules, measured.evidence
    slug = asked.one_of(2, "agreement of this set", agreements_between(rules))
    profile = ranks_of_agreement(rules, slug)
    told = extent(profile)
    nodes: list[Derivation] = []
    unread: list[str] = []
    for clause, rank in sorted(profile.items(), key=lambda item: -(item[1] or 0)):
        if rank is None:
            unread.append(clause)
        elif rank:
            owed = [(p, rules.owed.get((p, slug), {}).get(clause)) for p in sorted(rules.bound[slug])]
            sure = [(party, cell.sure) for party, cell in owed if cell is not None and cell.sure is not None]
            party, rule = next((party, rule) for party, rule in sure if rule.grade.rank == rank)
            duty = evidence.rule(rule, party)
            node = Derivation(clause, rank, f"{rule.grade.value}: {duty.label}", duty.children)
            nodes.append(shortened(node, measured.row_id("clause", clause)))
    parties = sorted(code for code, party in rules.bound[slug].items() if party.sure)
    nodes.append(evidence.partners(parties, slug))
    if unread:
        gap = shortened(evidence.unread(parties[0], slug))
        nodes.append(Derivation("clause types not read", len(unread), ", ".join(unread), (gap,)))
    total = sum(rank or 0 for rank in profile.values())
    how = (
        f"{total} / ({HIGHEST} rungs x {len(profile)} clause types), {told.scope} of them with a rule; at most "
        f"{told.depth_most} if what was not read were as strong as can be"
    )
    return Derivation(f"depth of {evidence.title(slug)}", told.depth, how, tuple(nodes))


def explain_place(measured: Measured) -> Derivation:
    """`fragmentation/SET/network/ECONOMY`: with how many others an economy is bound, and how deeply with each."""
    asked, rules, evidence = measured.asked, measured.rules, measured.evidence
    iso3 = asked.economy(2)
    if iso3 not in rules.economies:
        raise asked.unknown(2, "economy of this set", rules.economies)
    deep = depth_of_pairs(rules)
    place = places(deep, rules.economies)[iso3]
    nodes: list[Derivation] = []
    for pair, depth in sorted(deep.items(), key=lambda item: -item[1]):
        if iso3 in pair:
            other = pair[1] if pair[0] == iso3 else pair[0]
            slugs = sorted({rule.agreement for rule in mutual_rules(rules, *pair).values()})
            below = tuple(evidence.partners(sorted(pair), slug) for slug in slugs)
            how = f"depth, the mean of grades in the weaker direction, under {', '.join(slugs)}"
            nodes.append(shortened(Derivation(f"with {other}", round(depth, 6), how, below)))
    how = (
        f"economies with which it is bound both ways; depths sum to {place.weighted:g}, betweenness "
        f"{place.betweenness:g}, eigenvector {place.eigenvector if place.eigenvector is not None else 'not known'}"
    )
    nothing = evidence.dataset("It holds no duty that binds it and another member of the set both ways.")
    label = f"degree of {evidence.name(iso3)} in the network of {asked.key(0)}"
    return Derivation(label, place.degree, how, tuple(nodes) or (nothing,))
