"""Every query and analysis on both engines

Cold is the first answer of a graph that was just opened, with nothing kept; for Neo4j, on a new connection after the
server has forgotten its plans. Warm is each further answer; analyses are asked of ten economies in turn, of others
than the analysis before, so that no answer is simply given again, save where the question names no economy. Times are
those of the Python interface, rows and all; the start of a process is measured elsewhere.

    python benchmarks/queries.py [--runs 5]     starts a Neo4j of its own (Java and Maven), and stops it
    python benchmarks/queries.py --quick        the embedded engine alone, no estimate of gravity, no other tools
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import questions
from graph_load import running_server, session_of
from measuring import ROOT, Asked, Figure, Measured, in_turn, percentile, run_alone

if TYPE_CHECKING:
    from clauseway.graph.engine import Engine, Value
    from clauseway.queries.facade import Graph

    type Ask = Callable[[Graph, str], object]
    type Open = Callable[[], Engine]
    type Times = dict[str, tuple[list[float], list[float]]]

GOAL = 50
MATRIX_GOAL = 100
ECONOMIES = (
    "SGP", "CHN", "KAZ", "KEN", "NZL", "KOR", "MYS", "THA", "IDN", "PHL", "CHL", "PER", "CAN", "MEX", "USA", "UZB",
    "KGZ", "ARM", "BRN", "KHM", "LAO", "ISR", "IND", "TUR", "CHE", "NOR", "UKR", "GEO", "ARE", "COL", "PAN",
)  # fmt: skip
ASKED_OF = 10
"""Economies of which an analysis is asked; the next one is asked of the next ones, all of them in a ring."""
OTHER, FIRST = "VNM", "AUS"
COLD_RUNS = 3
SLOWEST = 10
LONG = ("gravity",)
"""Left out of short runs: its first fit takes seconds."""

ANALYSES: dict[str, Ask] = {
    "coverage": lambda g, e: g.coverage(e),
    "coverage, trend": lambda g, e: g.coverage_trend(e),
    "coverage of a group": lambda g, e: g.group_coverage(group="rcep"),
    "pair": lambda g, e: g.pair(e, OTHER),
    "pair, inconsistencies": lambda g, e: g.pair_inconsistencies(e, OTHER),
    "pair, favours": lambda g, e: g.favours(e, OTHER),
    "chain": lambda g, e: g.chain(e, "MNG"),
    "agreement": lambda g, e: g.agreement("rcep"),
    "agreement for an economy": lambda g, e: g.agreement("rcep", economy=e),
    "economy": lambda g, e: g.economy(e),
    "matrix, Parties of RCEP": lambda g, e: g.matrix(group="rcep"),
    "matrix, 200 x 51": lambda g, e: g.matrix(economies=two_hundred(g)),
    "matrix, all agreements": lambda g, e: g.matrix(agreements="all"),
    "matrix, divergence": lambda g, e: g.matrix(kind="divergence", group="rcep"),
    "matrix, agreements between": lambda g, e: g.matrix(kind="agreements", group="rcep"),
    "matrix, grades": lambda g, e: g.matrix(kind="grades", group="rcep"),
    "matrix, compared to 2020": lambda g, e: g.matrix(group="rcep", compare_to="2020-01-01"),
    "ledger by agreement": lambda g, e: g.ledger(),
    "ledger by economy": lambda g, e: g.ledger("economy"),
    "compare three agreements": lambda g, e: g.compare("rcep", "cptpp", "depa"),
    "report": lambda g, e: g.report(e),
    "report on a group": lambda g, e: g.report(group="asean"),
    "fragmentation": lambda g, e: g.fragmentation(),
    **{
        f"fragmentation by {by}": lambda g, e, by=by: g.fragmentation(by=by, group="rcep")
        for by in ("agreement", "clause", "economy", "network", "year")
    },
    **{
        f"gaps by {by}": lambda g, e, by=by: g.gaps(by=by, group="rcep")
        for by in ("clause", "economy", "pair", "step")
    },
    "whatif": lambda g, e: g.whatif(joins=f"{e}:eu-japan-epa"),
    "whatif by pair": lambda g, e: g.whatif(joins=f"{e}:eu-japan-epa", by="pair"),
    "compliance": lambda g, e: g.compliance(e),
    "compliance between": lambda g, e: g.compliance_between(e, OTHER),
    "explain": lambda g, e: g.explain(f"coverage/{e}/paperless-trading"),
    "rdtii-6.5": lambda g, e: g.rdtii_6_5(),
    "trade": lambda g, e: g.trade(e),
    "trade as published": lambda g, e: g.trade_published(),
    "gravity": lambda g, e: g.gravity(e),
    "upgrade": lambda g, e: g.upgrade(e),
    "upgrade by clause": lambda g, e: g.upgrade(e, by="clause"),
    "upgrade path": lambda g, e: g.upgrade_path(e),
    "economies": lambda g, e: g.economies(),
    "agreements": lambda g, e: g.agreements(),
    "clauses": lambda g, e: g.clauses(),
    "groups": lambda g, e: g.groups(),
}
"""Every method of the interface that asks the graph; sources and sparql ask the RDF."""


def two_hundred(graph: Graph) -> list[str]:
    """Codes of 200 economies, none a union."""
    return [str(row["economy"]) for row in graph.economies().rows if row["kind"] != "union"][:200]


def measure(asked: Asked) -> Measured:
    """Ask everything of each engine that can be had, then a few questions of other tools too."""
    from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
    from clauseway.graph.neo4j_engine import Neo4jEngine
    from clauseway.graph.neo4j_load import load
    from clauseway.graph.schema import load_schema
    from clauseway.loaders.build import build_from_shipped

    graph, schema = build_from_shipped(lambda _stage: None, trust_seal=True).graph, load_schema()
    figures: list[Figure] = []
    details: list[Figure] = []
    remarks: list[str] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        file = folder / "shipped.grafeo"
        write_graph_file(file, graph, schema)
        opens: dict[str, Open] = {"Grafeo": lambda: GrafeoEngine.open(file)}
        forget: dict[str, Callable[[], object]] = {}
        if not asked.quick:
            server = stack.enter_context(running_server(folder / "server", plugins=False))
            if isinstance(server, str):
                figures.append(Figure("Neo4j", "ms", note=server))
            else:
                load(server, graph, schema)
                session = stack.enter_context(session_of(server))
                opens["Neo4j"] = lambda: Neo4jEngine.connect(server)
                forget["Neo4j"] = lambda: session.run("CALL db.clearQueryCaches()").consume()
        rows: dict[str, set[int]] = {}
        for name, open_engine in opens.items():
            before = forget.get(name, lambda: None)
            queries = ask_catalogue(open_engine, before, asked, rows)
            analyses = ask_analyses(open_engine, before, asked)
            figures += summary(name, queries, analyses)
            details += [*kept(name, "query", queries, rows), *kept(name, "analysis", analyses, {})]
            remarks.append(slowest(name, queries, analyses))
        assert all(len(found) == 1 for found in rows.values()), f"engines give other numbers of rows: {rows}"
        if not asked.quick:
            engines = {name: open_engine() for name, open_engine in opens.items()}
            compared, table = against_others(engines, folder, asked)
            details += compared
            remarks.append(table)
    return Measured("queries", "Every query and analysis", figures, [*remarks, *MENDED], details=details)


MENDED = (
    "Mended for this comparison; milliseconds of processor time of one warm answer on Grafeo, the mean of two, before "
    "and after, on a machine that did other work: matrix of all agreements 766 and 148, of 246 economies 467 and 83, "
    "of the Parties of RCEP 107 and 11; report on an economy 627 and 258, on a group 336 and 76; next steps 132 and "
    "53, a path of three 365 and 238; fragmentation by economy 155 and 16; trade 136 and 17; gravity 8,871 and 39. "
    "Rows that were asked for before come from memory, bounded by their number; what steps, trade and gravity are "
    "worked out from is kept with the data, as rules were before; a gravity fit serves all economies. 295 answers, "
    "with their sentences and sources, were the same to the byte before and after.",
    "Mended after that, the median of ten, before and after, likewise: a path of three steps 220 and 100, trade as "
    "published 136 and less than 10, gaps by pair 106 and 40, a question of what if 102 and 52, by pair 79 and 25, a "
    "report 118 and 80, all agreements 109 and 56, fragmentation of all 100 and, asked again, less than 10. What a "
    "text makes its Parties owe on a day is kept and goes over to what a scenario changes, and patterns of queries "
    "begin at what is known ([why](cypher.md#where-to-begin-a-pattern)); 335 answers were the same.",
    "What stays above 50 ms, and why. A path of three steps ranks all steps three times, twice after the rules of the "
    "world have changed: some 35 ms each. A report is ten analyses, steps among them. On Neo4j each query is one more "
    "journey of some 4 ms, with a look at the load mark before and after it, and the driver takes some 23 µs to "
    "decode a row: what is fetched by the table (20,000 flows or distances) takes half a second there, once for each "
    "state of the data.",
)


# ---- the catalogue and the analyses ---------------------------------------------------------------


def ask_catalogue(
    open_engine: Open, forget: Callable[[], object], asked: Asked, rows: dict[str, set[int]]
) -> Times:
    """Milliseconds of each query, cold and warm, with the parameters that the tests of the catalogue ask with."""
    from clauseway.queries.catalogue import catalogue

    sample = parameters_of_the_tests()
    found: Times = {}
    warm = open_engine()
    for name, spec in catalogue().items():
        parameters = sample(spec)
        cold: list[float] = []
        for _ in range(1 if asked.quick else COLD_RUNS):
            forget()
            with open_engine() as engine:
                cold.append(milliseconds(engine.run, spec.text, parameters))
        rows.setdefault(name, set()).add(len(warm.run(spec.text, parameters)))
        runs = 3 if asked.quick else asked.runs * 2
        found[name] = cold, [milliseconds(warm.run, spec.text, parameters) for _ in range(runs)]
    warm.close()
    return found


def ask_analyses(open_engine: Open, forget: Callable[[], object], asked: Asked) -> Times:
    """Milliseconds of each analysis, cold and warm."""
    from clauseway.queries.facade import Graph

    import_first(open_engine)
    found: Times = {}
    with Graph(open_engine()) as warm:
        ring = cycle(ECONOMIES)
        for name, ask in ANALYSES.items():
            if asked.quick and name in LONG:
                continue
            economies = list(islice(ring, 2 if asked.quick else ASKED_OF))
            cold: list[float] = []
            for economy in economies[: 0 if asked.quick else 1 if name in LONG else COLD_RUNS]:
                forget()
                with Graph(open_engine()) as graph:
                    cold.append(milliseconds(ask, graph, economy))
            ask(warm, FIRST)
            found[name] = cold, [milliseconds(ask, warm, economy) for economy in economies]
    return found


def import_first(open_engine: Open) -> None:
    """Import what the analyses import, so that the first cold answer is not charged for all of it."""
    from clauseway.queries.facade import Graph

    with Graph(open_engine()) as graph:
        graph.report("SGP")
        graph.upgrade("SGP")


def parameters_of_the_tests() -> Callable[[Any], dict[str, Value]]:
    """The function of tests/queries/test_catalogue.py that gives a query parameters with which it finds something."""
    spec = spec_from_file_location("test_catalogue", ROOT / "tests" / "queries" / "test_catalogue.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.sample


def milliseconds(ask: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    ask(*given)
    return (time.perf_counter() - begun) * 1000


# ---- what is told ---------------------------------------------------------------------------------


def summary(engine: str, queries: Times, analyses: Times) -> list[Figure]:
    """Medians of all queries and of all analyses, how many are above the goal, and the matrix that has its own."""
    found: list[Figure] = []
    for kind, times in (("queries of the catalogue", queries), ("analyses", analyses)):
        for heat, place in (("warm", 1), ("cold", 0)):
            medians = tuple(statistics.median(each[place]) for each in times.values() if each[place])
            if medians:
                about = f"{len(medians)} {kind}, {heat}, {engine}"
                found.append(Figure(about, "ms", medians, note="spread of their medians"))
        slow = sum(statistics.median(warm) > GOAL for _, warm in times.values())
        found.append(Figure(f"{kind} above {GOAL} ms warm, {engine}", f"of {len(times)}", (float(slow),), "<= 0"))
    name = "matrix, 200 x 51"
    cold, warm = analyses[name]
    found.append(Figure(f"{name}, warm, {engine}", "ms", tuple(warm), f"<= {MATRIX_GOAL}"))
    if cold:
        found.append(Figure(f"{name}, cold, {engine}", "ms", tuple(cold)))
    return found


def kept(engine: str, kind: str, times: Times, rows: Mapping[str, set[int]]) -> list[Figure]:
    """Every run, for the JSON."""
    return [
        Figure(f"{kind} {name}, {heat}, {engine}", "ms", tuple(round(each, 3) for each in runs),
               note=f"{', '.join(map(str, rows[name]))} rows" if name in rows else "")
        for name, both in times.items() for heat, runs in zip(("cold", "warm"), both, strict=True) if runs
    ]  # fmt: skip


def slowest(engine: str, queries: Times, analyses: Times) -> str:
    """The slowest warm answers as a table; the JSON has all."""
    every = {**{f"`{name}`": each for name, each in queries.items()}, **analyses}
    lines = [
        f"The slowest {SLOWEST} on {engine}, in ms; in code letters queries of the catalogue:",
        "",
        "| asked | warm p50 | warm p95 | cold p50 |",
        "|---|---:|---:|---:|",
    ]
    for name, (cold, warm) in sorted(every.items(), key=lambda pair: -statistics.median(pair[1][1]))[:SLOWEST]:
        first = f"{statistics.median(cold):.1f}" if cold else ""
        lines.append(f"| {name} | {statistics.median(warm):.1f} | {percentile(warm, 0.95):.1f} | {first} |")
    return "\n".join(lines)


# ---- other tools ----------------------------------------------------------------------------------


def against_others(engines: Mapping[str, Engine], folder: Path, asked: Asked) -> tuple[list[Figure], str]:
    """Questions asked of every road in turn, once their answers were found equal."""
    questions.write_tables(engines["Grafeo"], folder / "tables")
    store, graph = questions.stores()
    tables = questions.read_tables(folder / "tables")
    network = questions.read_graph(tables)
    roads = [*engines, "pyoxigraph", "rdflib", "pandas", "networkx"]
    details: list[Figure] = []
    lines = [
        "The same questions asked of other tools, warm, p50 in ms, in turn; their answers were equal. SPARQL over the "
        f"{len(graph):,} statements of the claims and vocabularies, without the tables of figures; pandas over CSV "
        "files that were read before; networkx over economies and agreements:",
        "",
        f"| question | answers | {' | '.join(roads)} |",
        f"|---|---:|{'---:|' * len(roads)}",
    ]
    for question in questions.QUESTIONS:
        asks: dict[str, Callable[[], questions.Answer]] = {
            name: partial(questions.by_engine, engine, question) for name, engine in engines.items()
        }
        asks["pyoxigraph"] = partial(questions.by_pyoxigraph, store, question)
        asks["rdflib"] = partial(questions.by_rdflib, graph, question)
        asks["pandas"] = partial(question.pandas, tables)
        if question.networkx:
            asks["networkx"] = partial(question.networkx, network)
        answers = {name: ask() for name, ask in asks.items()}
        for name, answer in answers.items():
            assert answer and answer == answers["Grafeo"], f"{question.asked} {name} gives another answer"
        taken = in_turn(asks, asked.runs)
        details += [
            Figure(f"{question.asked} {name}", "ms", tuple(round(each * 1000, 3) for each in times))
            for name, times in taken.items()
        ]
        cells = [f"{statistics.median(taken[name]) * 1000:.2f}" if name in taken else "" for name in roads]
        lines.append(f"| {question.asked} | {len(answers['Grafeo'])} | {' | '.join(cells)} |")
    for engine in engines.values():
        engine.close()
    return details, re.sub(r"\| +\|", "| |", "\n".join(lines))


if __name__ == "__main__":
    run_alone(measure)
