"""Fragmentation among a set of economies on a date, as tables: at large, by clause type, by economy, by year."""

# Long because each breakdown has its documented columns beside the rows that fill them.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.fragmentation import Camps, Load, Profile, camps, clause_entropy, divergence, load, mean
from clauseway.queries.fragmentation import model_distance as distance_to
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rules_in_force import Cell, Pair, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

MODELS = {"cptpp": "cptpp", "rcep": "rcep", "eu": "eu-japan-epa", "depa": "depa", "us": "usmca"}
"""Reference agreement of each model. Those of the EU and the US are their most widely read agreements here."""

TOP_PARTNERS = 20
"""Trade partners whose rule sets are counted for each economy."""

FIRST_YEAR = 2000
"""First year of the time series: the oldest digital chapters are of about that time."""

_BECAUSE = (
    Column("agreement", "Agreement", "string", "slug of the agreement the strongest rule rests on"),
    Column("article", "Article", "string", "its article"),
    Column("grade", "Grade", "string", "its grade"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
)
_UNREAD = Column("not_read", "Not read", "number", "share of the cells behind the row not read, in [0, 1]")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "": (
        Column("measure", "Measure", "string", "key of the measure"),
        Column("value", "Value", "number", "its value; null when nothing behind it was read"),
        Column("low", "From", "number", "lowest value it can have"),
        Column("high", "To", "number", "highest value it can have; null when it has no bound"),
        Column("meaning", "Meaning", "string", "what it says"),
        Column("because", "Rests on", "string", "agreements in force between members of the set"),
        _UNREAD,
    ),
    "clause": (
        Column("clause", "Clause", "string", "slug of the clause type"),
        Column("label", "Clause type", "string", "name of the clause type"),
        Column("theme", "Theme", "string", "slug of its theme"),
        Column("entropy", "Entropy", "number", "spread of the agreements over four bands of strength, in [0, 1]"),
        Column("agreements", "Agreements", "integer", "agreements in force in the set that hold the clause type"),
        Column("grades", "Grades", "integer", "different grades among them"),
        Column("rules", "Rules", "integer", "different combinations of wording, exception and dispute settlement"),
        Column("pairs", "Pairs", "integer", "pairs with at least one of these agreements"),
        Column("overlapping", "Overlapping", "integer", "pairs with two or more of them"),
        Column("conflicting", "Conflicting", "integer", "pairs of which one agreement is weaker than the best"),
        Column("overlap", "Overlap", "number", "mean number of agreements over the pairs that have one"),
        *_BECAUSE,
        _UNREAD,
    ),
    "economy": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("clauses", "Clauses", "integer", "clause types on which it surely owes a duty"),
        Column("divergence", "Divergence", "number", "mean divergence from the other members, in [0, 1]"),
        Column("model", "Nearest model", "string", "model at the smallest distance; null when none can be compared"),
        *(Column(f"to_{m}", f"To {m.upper()}", "number", f"distance to {a}, in [0, 1]") for m, a in MODELS.items()),
        Column("camp", "Camp", "integer", "number of its camp, 1 for the largest; null without any rule"),
        Column("rule_sets", "Rule sets", "integer", "different rule sets among its largest trade partners"),
        Column("partners", "Partners", "integer", f"trade partners looked at, {TOP_PARTNERS} at most"),
        Column("without", "Without", "integer", "those of them with which no rule in force is known"),
        Column("because", "Rests on", "string", "agreements its duties rest on"),
        _UNREAD,
    ),
    "year": (
        Column("year", "Year", "integer", "year, on its 1 January"),
        Column("agreements", "Agreements", "integer", "agreements surely in force between members"),
        Column("pairs", "Pairs", "integer", "pairs that owe each other at least one duty, one way or both"),
        Column("entropy", "Entropy", "number", "mean clause entropy, in [0, 1]"),
        Column("divergence", "Divergence", "number", "mean pair divergence, in [0, 1]"),
        Column("overlap", "Overlap", "number", "mean overlap load"),
        Column("conflict", "Conflict", "number", "mean conflict load"),
        Column("modularity", "Modularity", "number", "quality of the division into camps"),
        Column("because", "Rests on", "string", "agreements that hold a rule in force"),
        _UNREAD,
    ),
}
"""Columns of the table at large and of each breakdown."""

SHOWN: dict[str, tuple[str, ...]] = {
    "": ("measure", "value", "low", "high", "meaning", "not_read"),
    "clause": ("label", "entropy", "agreements", "grades", "rules", "pairs", "overlapping", "conflicting", "agreement",
               "article", "grade", "not_read"),
    "economy": ("economy", "name", "clauses", "divergence", "model", "camp", "rule_sets", "partners", "without",
                "not_read"),
    "year": ("year", "agreements", "pairs", "entropy", "divergence", "overlap", "conflict", "modularity", "not_read"),
}  # fmt: skip


KEYS = {"": "measure", "clause": "clause", "economy": "economy", "year": "year"}
"""Column that names a row, by breakdown."""


@dataclass(frozen=True, slots=True)
class ClauseFragmentation:
    """How one clause type is spread over the agreements of a set.

    Attributes:
        entropy: Spread over the bands; `None` when no text was read.
        ranks: Grade by agreement; `None` where the text was not read.
        rules: Different combinations of the facts of the text.
        loads: Overlap and conflict of each pair with at least one rule.
        best: The strongest rule.
        unread: Share of agreements not read on it.
    """

    entropy: float | None
    ranks: dict[str, int | None]
    rules: frozenset[str]
    loads: tuple[Load, ...]
    best: Cell
    unread: float


def ranks_of_agreement(rules: RulesInForce, agreement: str) -> dict[str, int | None]:
    """The best grade any economy of the set owes under an agreement, by clause type; `None` where not read."""
    found: dict[str, int | None] = {}
    for clause in rules.clauses:
        cells = [
            cell
            for party in rules.bound.get(agreement, {})
            if (cell := rules.owed.get((party, agreement), {}).get(clause)) is not None
        ]
        sure = max((cell.sure.grade.rank for cell in cells if cell.sure), default=0)
        read = agreement in rules.read_whole and not any(cell.titled for cell in cells)
        found[clause] = sure or (0 if read else None)
    return found


def agreements_between(rules: RulesInForce) -> tuple[str, ...]:
    """Agreements that surely bind at least one pair of the set."""
    return tuple(sorted({a for pair in rules.pairs() for a, sure in rules.shared(*pair) if sure}))


def fragmentation_by_clause(rules: RulesInForce) -> dict[str, ClauseFragmentation]:
    """Entropy, number of rules and load of every clause type among the agreements of a set."""
    between = agreements_between(rules)
    ranks = {agreement: ranks_of_agreement(rules, agreement) for agreement in between}
    held: dict[str, dict[Pair, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pair in rules.pairs():
        for agreement, sure in rules.shared(*pair):
            if not sure:
                continue
            one, other = (rules.owed.get((side, agreement), {}) for side in pair)
            for clause in one.keys() | other.keys():
                cells = [side[clause].sure for side in (one, other) if clause in side]
                if rank := max((rule.grade.rank for rule in cells if rule), default=0):
                    held[clause][pair].append(rank)
    found: dict[str, ClauseFragmentation] = {}
    for clause in rules.clauses:
        texts = {agreement: ranks[agreement][clause] for agreement in between}
        sure = [
            cell.sure
            for agreement in between
            for party in rules.bound[agreement]
            if (cell := rules.owed.get((party, agreement), {}).get(clause)) is not None and cell.sure is not None
        ]
        best = max(sure, key=lambda rule: (rule.grade.rank, rule.agreement), default=None)
        found[clause] = ClauseFragmentation(
            clause_entropy(texts.values()),
            texts,
            frozenset(rule.rule for rule in sure),
            tuple(load(values) for values in held[clause].values()),
            Cell(best.grade.rank, best.grade.rank, best) if best else Cell(),
            sum(rank is None for rank in texts.values()) / len(texts) if texts else 1.0,
        )
    return found


def ranks_of_economy(rules: RulesInForce, economy: str) -> dict[str, int | None]:
    """The best grade an economy owes anybody, by clause type; `None` where not read."""
    return {clause: cell.low or (0 if cell.known else None) for clause, cell in rules.profile(economy).items()}


def depth_of_pairs(rules: RulesInForce) -> dict[Pair, float]:
    """How deeply each pair is bound: mean grade over clause types, the weaker direction, in (0, 1]."""
    most = 5 * len(rules.clauses)
    found: dict[Pair, float] = {}
    for first, second in rules.pairs():
        if rules.shared(first, second):
            own, other = rules.between(first, second), rules.between(second, first)
            total = sum(min(cell.low, other[clause].low) for clause, cell in own.items() if clause in other)
            if total:
                found[first, second] = total / most
    return found


def mean_divergence(profiles: Mapping[str, Profile]) -> tuple[float | None, dict[str, float | None]]:
    """Mean divergence over the pairs of which each holds a rule, and the same for each economy."""
    by_economy: dict[str, list[float]] = {economy: [] for economy in profiles}
    told = [economy for economy in profiles if any(profiles[economy].values())]
    every: list[float] = []
    for place, first in enumerate(told):
        for second in told[place + 1 :]:
            apart = divergence(profiles[first], profiles[second])
            if apart is not None:
                every.append(apart)
                by_economy[first].append(apart)
                by_economy[second].append(apart)
    return mean(every), {economy: mean(values) for economy, values in by_economy.items()}


def largest_partners(flows: Iterable[Row], limit: int = TOP_PARTNERS) -> dict[str, tuple[str, ...]]:
    """The largest trade partners of each economy, exports and imports of its latest year together."""
    latest: dict[str, int] = defaultdict(int)
    rows = [(str(f["exporter"]), str(f["importer"]), f["year"], f["usd"]) for f in flows]
    for one, other, year, _ in rows:
        assert isinstance(year, int)
        latest[one], latest[other] = max(latest[one], year), max(latest[other], year)
    total: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, other, year, usd in rows:
        assert isinstance(usd, int)
        for own, partner in ((one, other), (other, one)):
            if year == latest[own]:
                total[own][partner] += usd
    return {
        economy: tuple(sorted(partners, key=lambda p: (-partners[p], p))[:limit])
        for economy, partners in total.items()
    }


def rule_sets(rules: RulesInForce, economy: str, partners: Iterable[str]) -> tuple[int, int]:
    """Different rule sets an economy meets among partners, and partners with which no rule in force is known.

    A rule set is what the partner owes, by clause type: grade, wording, exception and reach of dispute settlement.
    """
    met: set[frozenset[tuple[str, str]]] = set()
    without = 0
    for partner in partners:
        owed = rules.between(partner, economy)
        told = frozenset((clause, f"{c.rule.grade.value}: {c.rule.rule}") for clause, c in owed.items() if c.rule)
        without += not told
        met |= {told} if told else set()
    return len(met), without


def fragmentation_table(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    by: str = "",
    name: str = "all economies",
    clauses: Iterable[str] = (),
) -> ResultTable:
    """Fragmentation among a set of economies, at large or by clause type, economy or year.

    Args:
        runner: Where to ask.
        economies: Codes of the set; all that are no union when empty.
        as_of: The date.
        by: Empty, `clause`, `economy` or `year`.
        name: The set in words, for the title.
        clauses: Only these clause types (the 51 substantive ones when empty).
    """
    facts = rule_facts(runner)
    chosen, wanted = tuple(economies), tuple(clauses)
    rules = rules_in_force(facts, as_of, chosen, clauses=wanted)
    if by == "clause":
        rows = _clause_rows(rules)
    elif by == "economy":
        world = rules_in_force(facts, as_of, clauses=wanted)
        rows = _economy_rows(rules, world, facts, runner.rows("trade_flows"))
    elif by == "year":
        days = [date(year, 1, 1) for year in range(FIRST_YEAR, as_of.year + 1)]
        rows = [_year_row(rules_in_force(facts, day, chosen, clauses=wanted)) for day in days]
    else:
        rows = _headline_rows(rules)
    between = agreements_between(rules)
    unread = [agreement for agreement in between if agreement not in rules.read_whole]
    notes = [
        f"{len(rules.economies)} economies, {len(between)} agreements in force between them, of which {len(unread)} "
        "are not or only partly read. What was not read is left out of every measure and never counts as absent."
    ]
    if by == "economy":
        notes.append(f"Models: {', '.join(f'{model} = {agreement}' for model, agreement in MODELS.items())}.")
    parameters: dict[str, Value] = {"economies": ",".join(chosen) or None, "by": by or None}
    parameters["clauses"] = ",".join(wanted) or None
    table = ResultTable(
        title=f"Fragmentation of digital-trade rules, {name}, on {as_of}",
        columns=list(COLUMNS[by]),
        rows=rows,
        provenance=runner.provenance("fragmentation", as_of, parameters, notes),
        empty_message="The set has no economy.",
        shown=SHOWN[by],
    )
    group = set_key(name, chosen)
    table = with_row_ids(
        table,
        runner.trust,
        lambda row: ("fragmentation", group, by, row[KEYS[by]]) if by in KEYS else None,
        clauses=parameters["clauses"],
    )
    return with_sources(runner, table, agreements=between, economies=rules.economies)


def _clause_rows(rules: RulesInForce) -> list[Row]:
    rows: list[Row] = []
    for clause, found in fragmentation_by_clause(rules).items():
        kind, rule = rules.clauses[clause], found.best.rule
        rows.append(
            {
                "clause": clause,
                "label": kind.label,
                "theme": kind.theme,
                "entropy": found.entropy,
                "agreements": sum(bool(rank) for rank in found.ranks.values()),
                "grades": len({rank for rank in found.ranks.values() if rank}),
                "rules": len(found.rules),
                "pairs": len(found.loads),
                "overlapping": sum(each.overlap > 1 for each in found.loads),
                "conflicting": sum(each.conflict > 0 for each in found.loads),
                "overlap": mean(float(each.overlap) for each in found.loads),
                "agreement": rule.agreement if rule else None,
                "article": rule.article if rule else None,
                "grade": rule.grade.value if rule else (Grade.NOT_READ if found.unread else Grade.ABSENT).value,
                "source": rule.source if rule else None,
                "provision": rule.provision if rule else None,
                "not_read": round(found.unread, 6),
            }
        )
    return rows


def _economy_rows(rules: RulesInForce, world: RulesInForce, facts: RuleFacts, flows: Iterable[Row]) -> list[Row]:
    profiles = {economy: ranks_of_economy(rules, economy) for economy in rules.economies}
    _, apart = mean_divergence(profiles)
    models = {model: ranks_of_agreement(world, agreement) for model, agreement in MODELS.items()}
    divided = _numbers(camps(depth_of_pairs(rules)))
    partners = largest_partners(flows)
    rows: list[Row] = []
    for economy, profile in profiles.items():
        far = {model: distance_to(profile, vector) for model, vector in models.items()} if any(profile.values()) else {}
        near = min(((d, model) for model, d in far.items() if d is not None), default=None)
        top = partners.get(economy, ())
        different, without = rule_sets(world, economy, top)
        resting = {cell.rule.agreement for cell in rules.profile(economy).values() if cell.rule}
        rows.append(
            {
                "economy": economy,
                "name": facts.names.get(economy, economy),
                "clauses": sum(bool(rank) for rank in profile.values()),
                "divergence": apart[economy],
                "model": near[1] if near else None,
                **{f"to_{model}": far.get(model) for model in MODELS},
                "camp": divided.get(economy),
                "rule_sets": different,
                "partners": len(top),
                "without": without,
                "because": ", ".join(sorted(resting)) or None,
                "not_read": round(sum(rank is None for rank in profile.values()) / len(profile), 6),
            }
        )
    return rows


def _numbers(found: Camps) -> dict[str, int]:
    return {economy: number for number, camp in enumerate(found.members, 1) for economy in camp}


@dataclass(frozen=True, slots=True)
class Headline:
    """The measures of a set on a date; means are `None` when nothing behind them was read.

    Attributes:
        agreements: Agreements surely in force between members.
        pairs: Pairs that owe each other at least one duty.
        entropy: Mean clause entropy over clause types held by an agreement.
        divergence: Mean pair divergence.
        overlap: Mean overlap load over pairs and clause types with a rule.
        conflict: Mean conflict load over the same.
        rules: Mean number of different rules of a clause type held.
        camps: The camps.
        resting: Agreements that hold a rule in force.
        unread: Share of cells (agreement and clause type) not read.
    """

    agreements: int
    pairs: int
    entropy: float | None
    divergence: float | None
    overlap: float | None
    conflict: float | None
    rules: float | None
    camps: Camps
    resting: tuple[str, ...]
    unread: float


def headline(rules: RulesInForce) -> Headline:
    """All measures of a set on a date."""
    found = fragmentation_by_clause(rules)
    held = [each for each in found.values() if each.best.rule]
    loads = [each for clause in held for each in clause.loads]
    profiles = {economy: ranks_of_economy(rules, economy) for economy in rules.economies}
    owing = [
        (one, other)
        for one, other in rules.pairs()
        if any(cell.low for way in ((one, other), (other, one)) for cell in rules.between(*way).values())
    ]
    return Headline(
        len(agreements_between(rules)),
        len(owing),
        mean(each.entropy for each in held),
        mean_divergence(profiles)[0],
        mean(float(each.overlap) for each in loads),
        mean(float(each.conflict) for each in loads),
        mean(float(len(each.rules)) for each in held),
        camps(depth_of_pairs(rules)),
        tuple(sorted({agreement for each in held for agreement, rank in each.ranks.items() if rank})),
        round(sum(each.unread for each in found.values()) / len(found), 6) if found else 1.0,
    )


def _headline_rows(rules: RulesInForce) -> list[Row]:
    told = headline(rules)
    all_pairs = len(rules.economies) * (len(rules.economies) - 1) // 2
    measures: tuple[tuple[str, float | None, float, float | None, str], ...] = (
        ("agreements", float(told.agreements), 0, None, "agreements surely in force between members"),
        ("pairs-with-rules", float(told.pairs), 0, float(all_pairs), "pairs that owe each other at least one duty"),
        ("clause-entropy", told.entropy, 0, 1, "mean over clause types: 0 one band of strength, 1 evenly split"),
        ("pair-divergence", told.divergence, 0, 1, "mean over economies with rules: 0 alike, 1 nothing in common"),
        ("overlap-load", told.overlap, 1, None, "agreements that hold the same clause type for one pair, mean"),
        ("conflict-load", told.conflict, 0, None, "those of them that grade it weaker than the best, mean"),
        ("rules-per-clause", told.rules, 1, None, "different combinations of the facts of the text, mean"),
        ("camps", float(len(told.camps.members)), 0, None, "communities of the network of rules (Louvain)"),
        ("modularity", told.camps.modularity, -0.5, 1, "quality of that division: above 0.3 well parted"),
    )
    because = ", ".join(told.resting) or None
    return [
        {
            "measure": measure,
            "value": value,
            "low": float(low),
            "high": None if high is None else float(high),
            "meaning": meaning,
            "because": because,
            "not_read": told.unread,
        }
        for measure, value, low, high, meaning in measures
    ]


def _year_row(rules: RulesInForce) -> Row:
    told = headline(rules)
    return {
        "year": rules.as_of.year,
        "agreements": told.agreements,
        "pairs": told.pairs,
        "entropy": told.entropy,
        "divergence": told.divergence,
        "overlap": told.overlap,
        "conflict": told.conflict,
        "modularity": told.camps.modularity,
        "because": ", ".join(told.resting) or None,
        "not_read": told.unread,
    }
