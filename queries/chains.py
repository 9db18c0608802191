"""The shortest chains of agreements in force that link two economies, and what each link holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import import_module
from itertools import islice, pairwise
from typing import Any

from clauseway.graph.engine import Row, Value
from clauseway.queries.bound_pairs import depth, mutual_rules
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.pair_analysis import shared_agreements
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.rules_in_force import OwedRule, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

MOST_CHAINS = 3
"""Chains that are listed; the note tells how many more are as short."""

COLUMNS = (
    Column("chain", "Chain", "integer", "number of the chain, the deepest of the shortest first"),
    Column("link", "Link", "integer", "place of the link in the chain"),
    Column("first", "First", "string", "ISO3 code of the economy the link starts from"),
    Column("first_name", "From", "string", "its name"),
    Column("second", "Second", "string", "ISO3 code of the economy it leads to"),
    Column("second_name", "To", "string", "its name"),
    Column("agreements", "Agreements", "string", "agreements in force between them, with clause types each is best on"),
    Column("sure", "Sure", "boolean", "whether one of them surely binds both on the date; else a date is not known"),
    Column("depth", "Depth", "number", "mean of grades, the weaker direction, 0 to 1; null if not read"),
    Column("clauses", "Clause types", "integer", "clause types both surely owe each other"),
    Column("throughout", "On all links", "integer", "clause types owed both ways on every link of the chain"),
    Column("agreement", "Agreement", "string", "agreement of the strongest rule, or the first where none is known"),
    Column("article", "Article", "string", "article of the strongest rule"),
    Column("clause", "Clause", "string", "clause type of the strongest rule"),
    Column("grade", "Grade", "string", "its grade, in the weaker direction; not-read where none is known"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("not_read", "Not read", "number", "share of the agreements of the link not wholly read, in [0, 1]"),
)
SHOWN = (
    "chain", "link", "first_name", "second_name", "agreements", "sure", "depth", "clauses", "throughout", "clause",
    "grade", "agreement", "article", "not_read",
)  # fmt: skip

CAUTION = "A chain gives its two ends no rights against each other: each agreement binds its own Parties."


@dataclass(frozen=True, slots=True)
class Chains:
    """Shortest ways from one economy to another.

    Attributes:
        paths: Economies of each listed chain, both ends included.
        number: How many chains are as short, listed or not.
        sure: Whether every link surely is in force.
    """

    paths: tuple[tuple[str, ...], ...]
    number: int
    sure: bool = True

    @property
    def links(self) -> int:
        """Links of each chain; 0 when there is none."""
        return len(self.paths[0]) - 1 if self.paths else 0


def shortest_chains(
    links: Iterable[Sequence[str]],
    first: str,
    second: str,
    depth_of: Callable[[str, str], float],
    most: int = MOST_CHAINS,
) -> Chains:
    """Chains with the fewest links; of these the ones with the greatest sum of depths.

    Breadth-first predecessors give all chains with the fewest links, shortest paths among them with 1 - depth as the
    length of a link give their order (networkx). Depth is asked only for links that lie on such a chain.

    Args:
        links: Pairs of economies with an agreement in force.
        first: One end.
        second: The other end.
        depth_of: How deeply a link is bound, 0 to 1.
        most: How many chains to list.

    >>> deep = {("A", "B"): 0.2, ("B", "D"): 0.2, ("A", "C"): 0.7, ("C", "D"): 0.1}
    >>> found = shortest_chains(deep, "A", "D", lambda one, other: deep[min(one, other), max(one, other)])
    >>> found.paths, found.number
    ((('A', 'C', 'D'), ('A', 'B', 'D')), 2)
    >>> shortest_chains([("A", "B")], "A", "D", lambda one, other: 1.0)
    Chains(paths=(), number=0, sure=True)
    """
    networkx: Any = import_module("networkx")
    network = networkx.Graph(sorted((str(one), str(other)) for one, other in links))
    if first not in network or second not in network or not networkx.has_path(network, first, second):
        return Chains((), 0)
    before: dict[str, list[str]] = networkx.predecessor(network, first)
    shortest = networkx.DiGraph()
    waiting = [second]
    while waiting:
        economy = waiting.pop()
        for earlier in sorted(before[economy]):
            if not shortest.has_edge(earlier, economy):
                shortest.add_edge(earlier, economy, length=1 - depth_of(earlier, economy))
                waiting.append(earlier)

    @cache
    def ways_to(economy: str) -> int:
        return sum(map(ways_to, before[economy])) if before[economy] else 1

    ranked = islice(networkx.shortest_simple_paths(shortest, first, second, weight="length"), most)
    return Chains(tuple(tuple(path) for path in ranked), ways_to(second))


def chains_between(rules: RulesInForce, first: str, second: str) -> Chains:
    """Shortest chains over agreements surely in force; where there is none, over those perhaps in force too."""
    sure: list[tuple[str, str]] = []
    perhaps: list[tuple[str, str]] = []
    for pair in rules.pairs():
        if shared := rules.shared(*pair):
            perhaps.append(pair)
            if any(both_sure for _, both_sure in shared):
                sure.append(pair)
    found = shortest_chains(sure, first, second, lambda one, other: depth(rules, one, other))
    if found.paths:
        return found
    return replace(shortest_chains(perhaps, first, second, lambda one, other: depth(rules, one, other)), sure=False)


def chain_table(runner: Runner, first: tuple[str, str], second: tuple[str, str], as_of: date) -> ResultTable:
    """The shortest chains between two economies as a table, one row a link.

    Args:
        runner: Where to ask.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The date.
    """
    facts = rule_facts(runner)
    rules = rules_in_force(facts, as_of)
    found = chains_between(rules, first[0], second[0])
    rows = [row for number, path in enumerate(found.paths, 1) for row in _rows(rules, facts, number, path)]
    told = chain_sentences(rules, facts, first, second, as_of)
    parameters: dict[str, Value] = {"first": first[0], "second": second[0]}
    table = ResultTable(
        title=f"Chains of agreements between {first[1]} and {second[1]} on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance("chain", as_of, parameters, told),
        empty_message=" ".join(told),
        shown=SHOWN,
    )
    with_row_ids(table, runner.trust, lambda row: ("chain", first[0], second[0], row["chain"], row["link"]))
    on_chain = {economy for path in found.paths for economy in path}
    agreements = {a for path in found.paths for one, other in pairwise(path) for a, _ in rules.shared(one, other)}
    return with_sources(runner, table, agreements=sorted(agreements), economies=on_chain)


def chain_sentences(
    rules: RulesInForce, facts: RuleFacts, first: tuple[str, str], second: tuple[str, str], as_of: date
) -> list[str]:
    """What links two economies, in sentences: whether an agreement does, else the chains, else why there is none."""
    found = chains_between(rules, first[0], second[0])
    shared = rules.shared(first[0], second[0])
    if names := [name for name, sure in shared if sure]:
        return [f"{first[1]} and {second[1]} are linked directly on {as_of}: {', '.join(names)}."]
    told = [no_agreement(first[1], second[1], as_of)]
    if shared:
        names = [name for name, _ in shared]
        told = [f"No source tells whether {first[1]} and {second[1]} are bound on {as_of} by {', '.join(names)}."]
    if not found.paths:
        alone = [name for code, name in (first, second) if not any(code in parties for parties in rules.bound.values())]
        has = "have" if len(alone) > 1 else "has"
        none = [f"{' and '.join(alone)} {has} no agreement in force with anybody in the data."] if alone else []
        return [*told, "No chain of agreements links them either.", *none]
    if not found.sure:
        told.append("No chain surely in force links them either; one whose dates are not all known may.")
    for number, path in enumerate(found.paths, 1):
        links = (_link_sentence(rules, facts, one, other) for one, other in pairwise(path))
        told.append(f"Chain {number}: {'; '.join(links)}.")
    if common := sorted(_throughout(rules, found.paths[0])):
        told.append(f"Owed on every link of chain 1: {', '.join(common)}.")
    if found.number > len(found.paths):
        told.append(f"{found.number - len(found.paths)} more chains of {found.links} links are not listed.")
    return [*told, CAUTION]


def _link_sentence(rules: RulesInForce, facts: RuleFacts, one: str, other: str) -> str:
    deep = known_depth(rules, one, other)
    dated = any(sure for _, sure in rules.shared(one, other))
    known = f"depth {deep:.2f}" if deep is not None else "no rule read"
    told = known if dated else f"{known}, entry into force not known"
    return f"{facts.names[one]} to {facts.names[other]} by {_by_agreement(rules, one, other)[0][0]} ({told})"


def known_depth(rules: RulesInForce, one: str, other: str) -> float | None:
    """Depth of a link; `None` where no rule is known and a text was not read."""
    deep = depth(rules, one, other)
    return round(deep, 6) if deep or rules.is_known(one, other) else None


def no_agreement(first: str, second: str, as_of: date) -> str:
    """The sentence for two economies, by name, without an agreement in force."""
    return f"No agreement in force between {first} and {second} on {as_of} is in the data."


def with_chain(
    runner: Runner, table: ResultTable, first: tuple[str, str], second: tuple[str, str], as_of: date
) -> ResultTable:
    """The table of a pair; where no agreement is in force between the two, it tells the chains that link them."""
    shared = [] if table.rows else shared_agreements(runner, first[0], second[0], as_of)
    if table.rows or any(s.bound is not False and not s.same_side for s in shared):
        return table
    facts = rule_facts(runner)
    told = chain_sentences(rules_in_force(facts, as_of), facts, first, second, as_of)
    table.empty_message = " ".join(told)
    table.provenance = replace(table.provenance, notes=[*told, *table.provenance.notes[1:]])
    return table


def _throughout(rules: RulesInForce, path: Iterable[str]) -> frozenset[str]:
    held = [frozenset(mutual_rules(rules, one, other)) for one, other in pairwise(path)]
    return frozenset[str].intersection(*held)


def _strongest(rules: RulesInForce, one: str, other: str) -> tuple[str, OwedRule] | None:
    """Clause type and rule of the highest grade on a link."""
    return max(mutual_rules(rules, one, other).items(), key=lambda item: item[1].grade.rank, default=None)


def _by_agreement(rules: RulesInForce, one: str, other: str) -> list[tuple[str, int]]:
    """Agreements of a link with the number of clause types on which each is the best, largest first, then by name."""
    best = Counter(rule.agreement for rule in mutual_rules(rules, one, other).values())
    return sorted(((name, best[name]) for name, _ in rules.shared(one, other)), key=lambda item: (-item[1], item[0]))


def _rows(rules: RulesInForce, facts: RuleFacts, number: int, path: Sequence[str]) -> list[Row]:
    throughout = len(_throughout(rules, path))
    rows: list[Row] = []
    for place, (one, other) in enumerate(pairwise(path), 1):
        shared = rules.shared(one, other)
        strongest = _strongest(rules, one, other)
        rule = strongest[1] if strongest else None
        unread = sum(name not in rules.read_whole for name, _ in shared)
        rows.append(
            {
                "chain": number,
                "link": place,
                "first": one,
                "first_name": facts.names[one],
                "second": other,
                "second_name": facts.names[other],
                "agreements": ", ".join(f"{name} ({count})" for name, count in _by_agreement(rules, one, other)),
                "sure": any(sure for _, sure in shared),
                "depth": known_depth(rules, one, other),
                "clauses": len(mutual_rules(rules, one, other)),
                "throughout": throughout,
                "agreement": rule.agreement if rule else _by_agreement(rules, one, other)[0][0],
                "article": rule.article if rule else None,
                "clause": strongest[0] if strongest else None,
                "grade": rule.grade.value if rule else ("not-read" if unread else "absent"),
                "source": rule.source if rule else None,
                "provision": rule.provision if rule else None,
                "not_read": round(unread / len(shared), 6),
            }
        )
    return rows
