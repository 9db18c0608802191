"""Every catalogue query, on the whole shipped dataset: Grafeo = Neo4j = an answer that never saw a graph.

Rows are compared one by one with their order and the types of their values. The third answer is `oracle.py`. Grafeo
is asked everything, Neo4j a part: `test_parity.py` holds the two engines against each other.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations
from types import ModuleType
from typing import Any

import pyoxigraph as ox
import pytest

from clauseway.graph.engine import Engine, Row, Value
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import read_shipped, store_of
from clauseway.queries.catalogue import catalogue, query

type Tell = Callable[[str], None]
type Parameters = dict[str, Value]
type Typed = tuple[tuple[str, type, Value], ...]

SEED = 20261121
STRANGERS = ("ZZZ", "", "sgp", "KOR' OR 1=1 //")
"""What no economy, agreement, group or clause type is called."""
DATES = (
    date(1960, 1, 1), date(2010, 1, 1), date(2019, 12, 31), date(2021, 11, 22), date(2021, 11, 23),
    date(2022, 1, 1), date(2024, 3, 18), date(2024, 3, 19), date(2024, 5, 2), date(2024, 5, 3),
    date(2025, 1, 1), date(2026, 11, 21), date(2027, 1, 1), date(2030, 1, 1),
)  # fmt: skip
EVERY_DATE_FOR = ("data-localisation-ban", "source-code-protection")
"""Clause types asked on days when something begins or ends, and on the days beside them."""

EVERY = {"grafeo": 1, "neo4j": 5} if os.environ.get("CLAUSEWAY_EVERY_QUESTION") else {"grafeo": 3, "neo4j": 9}
"""Each so many-th question is asked, by engine; with CLAUSEWAY_EVERY_QUESTION the embedded one is asked them all."""

COSTLY = {"trade_partners_of_economy": 3, "overlapping_agreements": 3}
"""Of queries whose oracle takes long, only each so many-th question is asked."""

MOST_LIMITS = 24
"""Such days that are asked, taken evenly from all of them."""


@pytest.fixture(scope="module")
def statements(oracle: ModuleType, store: ox.Store) -> Any:
    """The RDF as the oracles read it."""
    return oracle.Statements(store)


# ---- what is asked ------------------------------------------------------------------------------


def no_parameters(_: Any) -> list[Parameters]:
    return [{}]


def each_economy(s: Any) -> list[Parameters]:
    taking_part = {economy for parties in s.parties.values() for economy, _ in parties}
    others = sorted(set(s.economies) - taking_part)
    return [{"iso3": iso3} for iso3 in (*sorted(taking_part), *others[:: max(1, len(others) // 5)], *STRANGERS)]


def each_agreement(s: Any) -> list[Parameters]:
    return [{"slug": slug} for slug in (*sorted(s.agreements), *STRANGERS)]


def each_group(s: Any) -> list[Parameters]:
    return [{"slug": slug} for slug in (*sorted(s.groups), *STRANGERS)]


def many_pairs(s: Any) -> list[Parameters]:
    shares = Counter(economy for parties in s.parties.values() for economy, _ in parties)
    most = [economy for economy, _ in sorted(shares.items(), key=lambda item: (-item[1], item[0]))][:25]
    pairs = list(combinations(most, 2))
    pairs += [(other, one) for one, other in pairs[::4]]
    draw = random.Random(SEED)
    everyone = [*sorted(s.economies), *STRANGERS]
    pairs += [(draw.choice(sorted(shares)), draw.choice(sorted(shares))) for _ in range(250)]
    pairs += [(draw.choice(everyone), draw.choice(everyone)) for _ in range(50)]
    pairs += [("SGP", "SGP"), ("", "")]
    return [{"first": first, "second": second} for first, second in pairs]


def clauses_on_dates(s: Any) -> list[Parameters]:
    # some dates for each clause type, so that all dates and all types come
    asked = {(clause, day) for n, clause in enumerate((*s.clauses, *STRANGERS)) for day in DATES[n % 4 :: 4]}
    limits = {
        found
        for kind, names in (("Participation", ("sinceLatest", "until")), ("Provision", ("validFrom", "validUntil")))
        for thing in s.things(kind)
        for name in names
        if (found := s.one(thing, name))
    }
    some = sorted(limits)[:: max(1, len(limits) // MOST_LIMITS)]
    near = {limit + timedelta(days=days) for limit in some for days in (-1, 0, 1)}
    asked |= {(clause, day) for clause in EVERY_DATE_FOR for day in near}
    return [{"clause": clause, "as_of": day} for clause, day in sorted(asked)]


def top_of_each_economy(s: Any) -> list[Parameters]:
    return [{**asked, "limit": (1, 10)[place % 2]} for place, asked in enumerate(each_economy(s))]


def each_group_by_name(s: Any) -> list[Parameters]:
    return [{"group": asked["slug"]} for asked in each_group(s)]


def each_clause(s: Any) -> list[Parameters]:
    return [{"clause": clause} for clause in (*s.clauses, *STRANGERS)]


def lists_of_agreements(s: Any) -> list[Parameters]:
    draw = random.Random(SEED)
    everything = sorted(s.agreements)
    lists = [[], ["rcep"], ["rcep", "cptpp", "depa"], ["depa", "rcep", "depa"], list(STRANGERS), everything]
    lists += [draw.sample(everything, size) for size in (2, 5, 13, 40)]
    return [{"agreements": list[Any](names)} for names in lists]


def lists_of_indicators(s: Any) -> list[Parameters]:
    known = sorted(s.text(indicator, "indicatorId") for indicator in s.things("Indicator"))
    return [{"indicators": list[Any](names)} for names in (known, [], STRANGERS, ["lpi", "internet-users"])]


def each_source(s: Any) -> list[Parameters]:
    return [{"source": key} for key in (*sorted(s.text(found, "sourceId") for found in s.things("Source")), *STRANGERS)]


def provisions_and_agreements(s: Any) -> list[Parameters]:
    draw = random.Random(SEED)
    known = sorted(s.text(provision, "provisionId") for provision in s.things("Provision"))
    drawn = [draw.sample(known, size) for size in (1, 3, 50)]
    lists: list[Value] = [list[Any](names) for names in ([], STRANGERS, *drawn, known)]
    agreements: list[Value] = [[], *(found["agreements"] for found in lists_of_agreements(s))]
    return [{"provisions": one, "agreements": other} for one in lists for other in agreements[::3]]


ASKED: dict[tuple[str, ...], Callable[[Any], list[Parameters]]] = {
    (): no_parameters,
    ("iso3",): each_economy,
    ("slug",): each_agreement,
    ("first", "second"): many_pairs,
    ("clause", "as_of"): clauses_on_dates,
    ("agreements",): lists_of_agreements,
    ("indicators",): lists_of_indicators,
    ("provisions", "agreements"): provisions_and_agreements,
    ("iso3", "limit"): top_of_each_economy,
    ("group",): each_group_by_name,
    ("clause",): each_clause,
    ("source",): each_source,
}
"""What is asked, by the parameters of a query."""


def test_every_query_has_an_oracle_and_every_oracle_a_query(oracle: ModuleType) -> None:
    assert set(oracle.ORACLES) == set(catalogue())


# ---- the comparison -----------------------------------------------------------------------------


def typed(row: Row) -> Typed:
    """A row whose equality tells True from 1."""
    return tuple((column, type(value), value) for column, value in row.items())


def difference(found: list[Row], answer: list[tuple[Any, Row]], columns: list[str]) -> str:
    """What is not equal, in a few lines; empty when all is."""
    ordered = all(key is not None for key, _ in answer)
    if ordered:
        answer = sorted(answer, key=lambda pair: pair[0])
        first = dict[Any, Row]()
        if alike := [row for key, row in answer if first.setdefault(key, row) != row]:
            return f"ORDER BY leaves open whether this row or an other one comes first: {alike[0]}"
    wanted: Iterable[Typed] = [typed({column: row[column] for column in columns}) for _, row in answer]
    got: Iterable[Typed] = [typed(row) for row in found]
    if not ordered:
        wanted, got = sorted(wanted, key=str), sorted(got, key=str)
    if wanted == got:
        return ""
    for place, (right, wrong) in enumerate(zip(wanted, got, strict=False)):
        if right != wrong:
            cells = [f"{r[0]}: {w[2]!r}, not {r[2]!r}" for r, w in zip(right, wrong, strict=False) if r != w]
            return f"{len(found)} rows for {len(answer)}; row {place}: {'; '.join(cells)}"
    return f"{len(found)} rows for {len(answer)}"


def compare(engine: Engine, name: str, oracle: ModuleType, statements: Any, every: int = 1) -> tuple[int, int]:
    """Ask one query everything (or each so many-th thing) and hold the rows against the oracle's.

    Returns:
        How many questions and how many rows were compared.
    """
    spec = query(name)
    columns = [column.name for column in spec.columns]
    asks = each_group if spec.group == "groups" else ASKED[tuple(p.name for p in spec.parameters)]
    asked = asks(statements)[::every]
    wrong: list[str] = []
    rows = 0
    for parameters in asked:
        answer = list(oracle.ORACLES[name](statements, **parameters))
        assert all(row.keys() == set(columns) for _, row in answer), "the oracle has other columns"
        found = engine.run(spec.text, parameters)
        assert all(list(row) == columns for row in found), parameters
        rows += len(found)
        if told := difference(found, answer, columns):
            wrong.append(f"{parameters}: {told}")
    assert not wrong, f"{len(wrong)} of {len(asked)} answers differ on {engine.name}:\n" + "\n".join(wrong[:5])
    assert rows, "nothing was compared"
    return len(asked), rows


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_engine_answers_as_the_oracle(
    engine: Engine, name: str, oracle: ModuleType, statements: Any, tell: Tell
) -> None:
    asked, rows = compare(engine, name, oracle, statements, every=EVERY[engine.name] * COSTLY.get(name, 1))
    tell(f"{engine.name:6} {name:28} {asked:6,} questions {rows:8,} rows")


# ---- cases the shipped data does not have -------------------------------------------------------


def altered(quads: Iterable[ox.Quad], oracle: ModuleType) -> list[ox.Quad]:
    """The dataset with made-up withdrawals, inexact dates and participations without duties.

    The facts are wrong on purpose: the shipped ones hardly have such cases yet, and queries have to be right on the
    day the first one comes.
    """
    draw = random.Random(SEED)
    quads = list(quads)
    day = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    state, latest, until = (ox.NamedNode(f"{oracle.CW}{name}") for name in ("state", "sinceLatest", "until"))
    parties = {q.subject: q.graph_name for q in quads if q.predicate == latest}
    changed: dict[tuple[Any, ox.NamedNode], ox.NamedNode | ox.Literal] = {}
    for claim in parties:
        form = draw.random()
        if form < 0.15:
            changed[claim, until] = ox.Literal(draw.choice(DATES[4:]).isoformat(), datatype=day)
        elif form < 0.3:
            changed[claim, latest] = ox.Literal(draw.choice(DATES[5:]).isoformat(), datatype=day)
        elif form < 0.4:
            changed[claim, state] = ox.NamedNode(f"{oracle.VOCABULARY}state/{draw.choice(('signed', 'withdrawn'))}")
    kept = [quad for quad in quads if (quad.subject, quad.predicate) not in changed]
    return kept + [ox.Quad(claim, name, value, parties[claim]) for (claim, name), value in changed.items()]


@pytest.fixture(scope="module")
def altered_store(oracle: ModuleType) -> ox.Store:
    """The altered dataset as RDF."""
    return store_of(altered(read_shipped(), oracle))


@pytest.fixture(scope="module")
def altered_graph(altered_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The altered dataset in the embedded engine."""
    path = tmp_path_factory.mktemp("altered") / "altered.grafeo"
    write_graph_file(path, project(altered_store, load_schema()), load_schema())
    with GrafeoEngine.open(path) as engine:
        yield engine


@pytest.fixture(scope="module")
def altered_statements(altered_store: ox.Store, oracle: ModuleType) -> Any:
    """The altered dataset as the oracle reads it."""
    return oracle.Statements(altered_store)


@pytest.mark.parametrize("name", sorted(n for n, spec in catalogue().items() if spec.parameters))
def test_the_answer_is_right_on_altered_data(
    altered_graph: Engine, altered_statements: Any, name: str, oracle: ModuleType, tell: Tell
) -> None:
    asked, rows = compare(altered_graph, name, oracle, altered_statements, every=5)
    tell(f"altered data {name:28} {asked:6,} questions {rows:8,} rows")
