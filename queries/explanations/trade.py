"""From which flows the trade of an economy or group with a partner in a year is made."""

from __future__ import annotations

from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import Evidence
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.names import UnknownName, members_of
from clauseway.queries.results import as_text
from clauseway.queries.trade_analysis import TradeFacts, reported, trade_facts


def explain_trade(asked: RowAsked) -> Derivation:
    """`trade/ECONOMY/PARTNER/YEAR` or `trade/GROUP/PARTNER/YEAR`: goods sold to a partner, with all beside it."""
    label, members = _who(asked)
    partner, evidence, facts = asked.economy(1), asked.evidence, trade_facts(asked.runner)
    year = int(asked.one_of(2, "year with flows", map(str, facts.years)))
    asked.whole(3)
    members = [each for each in members if each != partner]
    row = reported(facts, members, label, partner, year)
    if row is None:
        raise UnknownName(f"There is no row '{asked.row}': no flow between the two in {year} is in the graph.")
    sold = _flows(evidence, facts, [(each, partner, year) for each in members])
    bought = _flows(evidence, facts, [(partner, each, year) for each in members])
    children = [*sold, Derivation("imports", row["imports_usd"], "US dollars, goods bought from it", bought)]
    if row["balance_usd"] is not None:
        children.append(Derivation("balance", row["balance_usd"], "exports less imports", (*sold, *bought)))
    for way, known, whole in (("export", sold, facts.sold), ("import", bought, facts.bought)):
        if row[f"{way}_share"] is not None:
            how = f"of {whole[label, year]:,} US dollars, all its known {way}s of {year}"
            children.append(Derivation(f"share of {way}s", row[f"{way}_share"], how, known))
    name = facts.names.get(label, label)
    what = f"exports of {name} to {facts.names.get(partner, partner)} in {year}"
    return Derivation(what, row["exports_usd"], f"US dollars, goods; {as_text(row['because'])}", tuple(children))


def _who(asked: RowAsked) -> tuple[str, list[str]]:
    """The economy, or the group with its members."""
    slug = asked.key(0).lower()
    known = [str(row["group"]) for row in asked.runner.rows("groups")]
    known += [str(row["agreement"]) for row in asked.runner.rows("agreements")]
    if slug in known:
        return slug, [code for code, _ in members_of(asked.runner, slug, asked.as_of)]
    iso3 = asked.economy(0)
    return iso3, [iso3]


def _flows(
    evidence: Evidence, facts: TradeFacts, ways: list[tuple[str, str, int]]
) -> tuple[Derivation, ...]:
    nodes = [
        Derivation(
            f"{way[0]} to {way[1]}", facts.usd[way], "US dollars", (evidence.cited(facts.source[way], f"{way[2]}"),)
        )
        for way in ways
        if way in facts.usd
    ]
    missing = [f"{way[0]} to {way[1]}" for way in ways if way not in facts.usd]
    if missing:
        why = evidence.dataset("It holds no such flow; that is not 0.")
        nodes.append(Derivation("flows not known", len(missing), ", ".join(missing), (why,)))
    return tuple(nodes)
