"""Trade of pairs of economies beside what a gravity equation expects, as tables: by flow, or by coefficient."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from clauseway.graph.engine import Row, Value
from clauseway.loaders.figures import DISTANCE_SOURCE, TRADE_REPORTERS
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_named_sources
from clauseway.queries.gravity import (
    Direction,
    FlowCell,
    GravityEstimate,
    estimate,
    log_distance,
    rectangle,
    untapped,
)
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.rules_in_force import RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.trade_analysis import SHIPPED_ONLY

REGRESSORS: dict[str, str] = {
    "log_distance": "natural logarithm of the kilometres between the largest cities",
    "contiguous": "1 where the two share a border",
    "common_language": "1 where they share an official language",
}
"""Regressors that are always there, with their meaning."""

RULES = "clause_types_bound"
"""Regressor of the rules between two economies."""

_RULES_MEANING = "clause types on which each surely owes the other a commitment on 31 December of the year"

WARNING = (
    "Not a forecast and not the effect of any rule: the estimate says what two economies would trade if they dealt "
    "with each other as the others do, given all they sell and buy. What is special to a pair (oil and gas, sanctions, "
    "goods in transit) shows as untapped or as above expectation. Goods only; no causal claim."
)

FLOW_COLUMNS: tuple[Column, ...] = (
    Column("exporter", "Exporter", "string", "ISO3 code of the economy that sells"),
    Column("importer", "Importer", "string", "ISO3 code of the economy that buys"),
    Column("year", "Year", "integer", "year of the flows and of the estimate"),
    Column("observed_usd", "Observed", "integer", "goods sold, US dollars; 0 where the reporting side names none"),
    Column("expected_usd", "Expected", "integer", "what the equation expects, US dollars; null: no estimate"),
    Column("low_usd", "Low", "integer", "lower end of the 95 % interval of the expected value, US dollars"),
    Column("high_usd", "High", "integer", "upper end, US dollars; single flows scatter far more"),
    Column("ratio", "Observed / expected", "number", "observed as a multiple of expected"),
    Column("untapped_usd", "Untapped", "integer", "expected less observed, US dollars, never below 0"),
    Column("untapped_low_usd", "At the low end", "integer", "the same from the lower end of the interval, US dollars"),
    Column("km", "Distance", "integer", "kilometres between the largest cities"),
    Column(RULES, "Clause types bound", "integer", f"{_RULES_MEANING}; null when not asked for"),
    Column("because", "Rests on", "string", "what the expectation rests on, or why there is none"),
    Column("source", "Source", "string", "keys of the sources of the flow and of the distance"),
)
FLOW_SHOWN = ("exporter", "importer", "year", "observed_usd", "expected_usd", "low_usd", "high_usd", "ratio",
              "untapped_usd", "because")  # fmt: skip
COEFFICIENT_COLUMNS: tuple[Column, ...] = (
    Column("term", "Term", "string", "regressor, or measure of the fit"),
    Column("kind", "Kind", "string", "coefficient or fit"),
    Column("value", "Value", "number", "the coefficient; of the fit a number or share"),
    Column("error", "Standard error", "number", "robust, clustered by pair of economies"),
    Column("z", "z", "number", "coefficient / standard error"),
    Column("p", "p", "number", "probability of such a z by chance, in [0, 1]"),
    Column("low", "Low", "number", "lower end of the 95 % interval"),
    Column("high", "High", "number", "upper end"),
    Column("meaning", "Meaning", "string", "what it is"),
    Column("source", "Source", "string", "keys of the sources"),
)

COEFFICIENT_SHOWN = ("term", "value", "error", "z", "p", "low", "high", "meaning")


@dataclass(frozen=True, slots=True)
class _Sample:
    """The sample of one year."""

    year: int
    cells: list[FlowCell]
    source: str
    rules: Mapping[Direction, int]

    @property
    def sides(self) -> tuple[set[str], set[str]]:
        return {cell.exporter for cell in self.cells}, {cell.importer for cell in self.cells}


def directions(economies: Sequence[str], partners: Sequence[str] = ()) -> list[Direction]:
    """Directions of trade between economies and partners, or among the economies; nobody trades with itself.

    >>> directions(["A", "B"])
    [('A', 'B'), ('B', 'A')]
    >>> directions(["A", "B"], ["C", "A"])
    [('A', 'C'), ('C', 'A'), ('B', 'C'), ('C', 'B'), ('B', 'A'), ('A', 'B')]
    """
    if not partners:
        return list(permutations(dict.fromkeys(economies), 2))
    both = [way for one in economies for two in partners if one != two for way in ((one, two), (two, one))]
    return list(dict.fromkeys(both))


def best_year(known: Mapping[int, int]) -> int | None:
    """The year in which most of the flows asked for can be estimated, the latest of equals; `None` when none can.

    >>> best_year({2016: 7, 2019: 2}), best_year({2016: 2, 2019: 2}), best_year({2016: 0})
    (2016, 2019, None)
    """
    best = max(known, key=lambda year: (known[year], year), default=None)
    return best if best is not None and known[best] else None


def bound_types(rules: RulesInForce) -> dict[Direction, int]:
    """Clause types on which each of two economies surely owes the other a commitment, by pair in order of codes."""
    found: dict[Direction, int] = {}
    for first, second in rules.pairs():
        if rules.shared(first, second):
            own, other = rules.between(first, second), rules.between(second, first)
            both = sum(min(own[c].low, other[c].low) >= Grade.BEST_ENDEAVOUR.rank for c in own.keys() & other.keys())
            if both:
                found[first, second] = both
    return found


def gravity_table(
    runner: Runner,
    economies: Sequence[str],
    as_of: date,
    *,
    partners: Sequence[str] = (),
    by: str = "flow",
    year: int | None = None,
    rules: bool = False,
    name: str = "",
) -> ResultTable:
    """What a gravity equation expects of the trade of economies, beside what there is.

    Args:
        runner: Where to ask.
        economies: Codes; one alone is asked about with every partner.
        as_of: The day asked about; the estimate is of a year, so only the members of a group depend on it.
        partners: Codes; none for the trade of the economies among themselves.
        by: `flow` or `coefficient`.
        year: Year of the flows; the one in which most flows asked for can be estimated when not given.
        rules: Whether the number of clause types bound is a regressor.
        name: The economies in words, for the title.

    Raises:
        NoEstimate: The sample is too small.
        AnalysisMissing: statsmodels is not installed.
    """
    held = runner.once("gravity samples", year, lambda: _held(runner, year))
    flows, told, distances, samples = held.flows, held.told, held.distances, held.samples
    if len(economies) == 1 and not partners:
        partners = sorted({code for found in flows.values() for way in found for code in way} - set(economies))
    asked = directions(economies, partners)
    known = {of: len({cell.direction for cell in cells}.intersection(asked)) for of, cells in samples.items()}
    chosen = best_year(known)
    parameters: dict[str, Value] = {"economies": ",".join(economies), "by": by, "year": year, "rules": rules or None}
    who = name or ", ".join(economies)
    title = f"Trade of {who} beside a gravity estimate"
    if chosen is None:
        years = ", ".join(map(str, sorted(flows))) or "no year"
        return ResultTable(
            title, list(FLOW_COLUMNS if by == "flow" else COEFFICIENT_COLUMNS), [],
            runner.provenance("trade gravity", as_of, parameters, [WARNING]),
            f"None of these flows can be estimated{f' for {year}' if year else ''}: the graph holds flows of {years}, "
            f"none of them sold by the exporters asked about. {SHIPPED_ONLY}",
            FLOW_SHOWN if by == "flow" else (),
        )  # fmt: skip
    names = list(REGRESSORS)
    cells, bound, agreements = samples[chosen], dict[Direction, int](), set[str]()
    if rules:
        in_force = rules_in_force(rule_facts(runner), date(chosen, 12, 31))
        bound = bound_types(in_force)
        agreements |= {agreement for way in asked for agreement, _ in in_force.shared(*way)}
        names.append(RULES)
        cells = [
            FlowCell(c.exporter, c.importer, c.usd, (*c.traits, float(bound.get(_pair(c.direction), 0)))) for c in cells
        ]
    # the fit takes seconds and depends on no economy asked about, so the expectations of all directions are kept
    found = runner.once(
        "gravity estimate", (chosen, rules), lambda: estimate(cells, names, [cell.direction for cell in cells])
    )
    sample = _Sample(chosen, cells, ", ".join(sorted(told[chosen])), bound)
    if by == "coefficient":
        rows = _coefficient_rows(found, sample)
    else:
        rows = _flow_rows(found, sample, asked, distances, rules=rules)
        if len(partners) > 1 and len(economies) == 1:
            rows = [row for row in rows if row.get("expected_usd") is not None]
    table = ResultTable(
        title=f"{title}, {chosen}",
        columns=list(FLOW_COLUMNS if by == "flow" else COEFFICIENT_COLUMNS),
        rows=rows,
        provenance=runner.provenance("trade gravity", as_of, parameters, _notes(found, sample, rows, by)),
        shown=FLOW_SHOWN if by == "flow" else COEFFICIENT_SHOWN,
    )
    counts = Counter({key: len(rows) for key in (*told[chosen], DISTANCE_SOURCE)})
    return with_named_sources(runner, table, counts, agreements=agreements)


@dataclass(frozen=True, slots=True)
class _Held:
    """Flows in US dollars by year, whose they are, distances of pairs, and the samples that they make, by year."""

    flows: dict[int, dict[Direction, int]]
    told: dict[int, set[str]]
    distances: dict[Direction, tuple[int, bool, bool]]
    samples: dict[int, list[FlowCell]]


def _held(runner: Runner, year: int | None) -> _Held:
    flows: dict[int, dict[Direction, int]] = defaultdict(dict)
    told: dict[int, set[str]] = defaultdict(set)
    for row in runner.rows("trade_flows"):
        of, usd = row["year"], row["usd"]
        assert isinstance(of, int) and isinstance(usd, int)
        flows[of][str(row["exporter"]), str(row["importer"])] = usd
        told[of].add(str(row["source"]))
    distances = _distances(runner)
    traits = {pair: (log_distance(km), float(c), float(t)) for pair, (km, c, t) in distances.items()}
    samples = {of: rectangle(found, traits) for of, found in flows.items() if year in (None, of)}
    return _Held(dict(flows), dict(told), distances, samples)


def _pair(way: Direction) -> Direction:
    return min(way), max(way)


def _distances(runner: Runner) -> dict[Direction, tuple[int, bool, bool]]:
    found: dict[Direction, tuple[int, bool, bool]] = {}
    for row in runner.rows("distances"):
        km = row["km"]
        assert isinstance(km, int)
        found[str(row["first"]), str(row["second"])] = km, row["contiguous"] is True, row["common_language"] is True
    return found


def _flow_rows(
    found: GravityEstimate,
    sample: _Sample,
    asked: Iterable[Direction],
    distances: Mapping[Direction, tuple[int, bool, bool]],
    *,
    rules: bool,
) -> list[Row]:
    usd = {cell.direction: cell.usd for cell in sample.cells}
    sides = sample.sides
    rows: list[Row] = []
    for way in asked:
        row: Row = {"exporter": way[0], "importer": way[1], "year": sample.year, "source": None}
        if (apart := distances.get(_pair(way))) is not None:
            row["km"] = apart[0]
        if rules:
            row[RULES] = sample.rules.get(_pair(way), 0)
        expected = found.expected.get(way)
        if expected is None or apart is None:
            rows.append(row | {"because": _why_not(way, sides, sample.year, apart is not None)})
            continue
        observed = usd[way]
        traits = [f"{apart[0]:,} km", "a border" if apart[1] else "no border"]
        traits.append("a common language" if apart[2] else "no common language")
        if rules:
            traits.append(f"{row[RULES]} clause types bound")
        rows.append(
            row
            | {
                "observed_usd": observed,
                "expected_usd": round(expected.usd),
                "low_usd": round(expected.low),
                "high_usd": round(expected.high),
                "ratio": round(observed / expected.usd, 3),
                "untapped_usd": round(untapped(observed, expected.usd)),
                "untapped_low_usd": round(untapped(observed, expected.low)),
                "because": ", ".join(traits),
                "source": f"{sample.source}, {DISTANCE_SOURCE}",
            }
        )
    rows.sort(key=lambda row: -int(str(row.get("untapped_usd", -1))))
    return rows


def _why_not(way: Direction, sides: tuple[set[str], set[str]], year: int, measured: bool) -> str:
    exporters, importers = sides
    if not measured:
        return "no distance between the two is known"
    if way[0] not in exporters:
        return f"no export of {way[0]} is known in {year}, so no estimate"
    if way[1] not in importers:
        return f"no import of {way[1]} is known in {year}, so no estimate"
    return "no estimate"


def _coefficient_rows(found: GravityEstimate, sample: _Sample) -> list[Row]:
    meanings = {**REGRESSORS, RULES: _RULES_MEANING}
    sources = f"{sample.source}, {DISTANCE_SOURCE}"
    rows: list[Row] = [
        {
            "term": term.name, "kind": "coefficient", "value": round(term.value, 6), "error": round(term.error, 6),
            "z": round(term.z, 3), "p": float(f"{term.p:.3g}"), "low": round(term.low, 6), "high": round(term.high, 6),
            "meaning": meanings[term.name], "source": sources,
        }
        for term in found.coefficients
    ]  # fmt: skip
    fit = (
        ("observations", found.observations, "directions of trade in the sample"),
        ("zeros", found.zeros, "of them without a flow"),
        ("exporters", found.exporters, "effects of exporters"),
        ("importers", found.importers, "effects of importers"),
        ("pairs", found.pairs, "clusters of the standard errors"),
        ("pseudo_r2", round(found.pseudo_r2, 6), "1 - log-likelihood / that of a constant; mostly the effects"),
        ("r2", round(found.r2, 6), "squared correlation of flows and expectations"),
    )
    for term, value, meaning in fit:
        rows.append({"term": term, "kind": "fit", "value": float(value), "meaning": meaning, "source": sources})
    return rows


def _notes(found: GravityEstimate, sample: _Sample, rows: Sequence[Row], by: str) -> list[str]:
    told = "; ".join(f"{c.name} {c.value:.3f} ({c.error:.3f})" for c in found.coefficients)
    reporters = sorted({TRADE_REPORTERS.get(key, "reporter") for key in sample.source.split(", ")})
    notes = [
        WARNING,
        f"PPML with effects of {found.exporters} exporters and {found.importers} importers, {sample.year}, "
        f"{found.observations:,} flows of which {found.zeros:,} are 0: {told}; standard errors clustered by pair in "
        f"brackets. Pseudo-R2 {found.pseudo_r2:.3f}, most of it the effects.",
        f"Flows are as the {' and '.join(reporters)} counts them; a partner it does not name counts as 0.",
    ]
    estimated = [row for row in rows if row.get("expected_usd") is not None]
    if by == "flow" and len(estimated) > 1:
        observed, expected, short = (
            sum(int(str(row[name])) for row in estimated) / 1e9
            for name in ("observed_usd", "expected_usd", "untapped_usd")
        )
        notes.append(
            f"Together, {len(estimated)} flows of {len(rows)}: observed {observed:,.2f}, expected {expected:,.2f}, "
            f"untapped {short:,.2f} billion US dollars (untapped adds up the flows that fall short only)."
        )
    return notes
