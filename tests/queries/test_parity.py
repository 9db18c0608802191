"""Every catalogue query on Grafeo and on a real Neo4j: equal rows, with their types and their order.

Hypothesis draws the parameters from the typed header of each query: keys that occur, keys nobody has, and days on
and beside every day on which something in the dataset begins or ends. `CLAUSEWAY_PARITY_EXAMPLES` says how many a
query (25), `CLAUSEWAY_PARITY_SEED` which. That the rows are right as well is shown by `test_three_answers.py`. What
is computed from rows in Python needs no day of its own here: equal rows make equal tables.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from clauseway.graph.engine import Engine, GraphData, Properties, Row, Value
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built
from clauseway.queries.catalogue import QueryParameter, QuerySpec, catalogue, query

type Tell = Callable[[str], None]
type Parameters = dict[str, Value]
type Drawn = SearchStrategy[Value]

EXAMPLES = int(os.environ.get("CLAUSEWAY_PARITY_EXAMPLES", "25"))
SEED = int(os.environ.get("CLAUSEWAY_PARITY_SEED", "20261122"))
DAY = timedelta(days=1)
KEYS_OF = {
    "clause type": "ClauseType",
    "provision": "Provision",
    "indicator": "Indicator",
    "agreement": "Agreement",
    "instrument": "Agreement",
    "group": "Group",
    "ISO": "Economy",
    "source": "Source",
}
"""Node label whose keys a parameter takes, by a word of its meaning; the first that stands there counts."""

HELD_OFTEN = 10
"""Agreements that hold a clause type whose answer may well change on one day."""


def label_of(parameter: QueryParameter) -> str | None:
    """Whose keys a parameter takes; none for numbers and dates."""
    if parameter.type not in ("string", "list of string"):
        return None
    found = [label for word, label in KEYS_OF.items() if word in parameter.meaning]
    assert found, f"'{parameter.name}' means '{parameter.meaning}': say in KEYS_OF whose keys that are"
    return found[0]


# ---- what can be asked --------------------------------------------------------------------------


@dataclass(slots=True)
class Dated:
    """A day of the dataset.

    Attributes:
        properties: Names of the properties that hold it.
        agreements: Agreements with such a property on a node or relationship of theirs, by property.
    """

    properties: set[str] = field(default_factory=set[str])
    agreements: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))


class Known:
    """The shipped graph as parameters are drawn from it."""

    def __init__(self, data: GraphData) -> None:
        self.data = data
        self.schema = load_schema()
        self.keys = {
            node.label: sorted(str(properties[node.key]) for properties in data.nodes[node.label])
            for node in self.schema.nodes
        }
        self.agreement_of = {r.end: r.start for r in data.relationships["CONTAINS"]}
        self.parts = {label: self.parts_of(label) for label in set(KEYS_OF.values())}

    def parts_of(self, label: str) -> list[list[str]]:
        """All keys of a label, then those that share something: a kind, a relationship, or the want of it.

        Drawn part by part, the few that have something rare come as often as the many that have not.
        """
        key = self.schema.node(label).key
        kinds: dict[Value, list[str]] = defaultdict(list)
        for node in self.data.nodes[label]:
            kinds[node.get("kind")].append(str(node[key]))
        parts = [self.keys[label], *kinds.values()]
        for mapping in self.schema.relationships:
            for end, other in ((mapping.start, "start"), (mapping.end, "end")):
                if end == label:
                    having = {str(getattr(r, other)) for r in self.data.relationships[mapping.name]}
                    parts += [sorted(having), sorted(set(self.keys[label]) - having)]
        if label == "Economy":
            parts.append(sorted({r.start for r in self.data.relationships["PARTY_TO"] if r.properties.get("via")}))
            parts += self.together("MEMBER_OF")
        return list(map(list, dict.fromkeys(tuple(part) for part in parts if part)))

    def together(self, relationship: str) -> list[list[str]]:
        """Economies that meet in one agreement or group, for each where two do."""
        met: dict[str, set[str]] = defaultdict(set)
        for r in self.data.relationships[relationship]:
            met[r.end].add(r.start)
        return [sorted(economies) for _, economies in sorted(met.items()) if len(economies) > 1]

    @cached_property
    def dated(self) -> dict[date, Dated]:
        """Every day that a property of a node or relationship holds."""
        found: dict[date, Dated] = defaultdict(Dated)

        def note(properties: Properties, *keys: str) -> None:
            for name, value in properties.items():
                if isinstance(value, date):
                    found[value].properties.add(name)
                    slugs = {self.agreement_of.get(key, key) for key in keys}
                    found[value].agreements[name] |= slugs.intersection(self.keys["Agreement"])

        for node in self.schema.nodes:
            for properties in self.data.nodes[node.label]:
                note(properties, str(properties[node.key]))
        for relationships in self.data.relationships.values():
            for r in relationships:
                note(r.properties, r.start, r.end)
        return dict(sorted(found.items()))

    # -- by Hypothesis

    def parameters(self, spec: QuerySpec) -> SearchStrategy[Parameters]:
        """Parameters of a query; where it asks about two economies, mostly two that share an agreement."""
        drawn = st.fixed_dictionaries({p.name: self.value(p) for p in spec.parameters})
        two = [p.name for p in spec.parameters if label_of(p) == "Economy"]
        if len(two) != 2:
            return drawn
        met = st.sampled_from(self.together("PARTY_TO"))
        pairs = met.flatmap(lambda some: st.tuples(st.sampled_from(some), st.sampled_from(some)))

        def with_pair(values: dict[str, Value], pair: tuple[str, str]) -> dict[str, Value]:
            return {**values, **dict(zip(two, pair, strict=True))}

        of_one = st.builds(with_pair, drawn, pairs)
        return st.one_of(of_one, drawn)

    def value(self, parameter: QueryParameter) -> Drawn:
        """Values of one parameter, null among them where it is optional."""
        drawn = self.required_value(parameter)
        return drawn if parameter.required else st.one_of(st.none(), drawn)

    def required_value(self, parameter: QueryParameter) -> Drawn:
        label = label_of(parameter)
        match parameter.type:
            case "string":
                assert label
                return self.key(label)
            case "list of string":
                assert label
                everything: list[Value] = [list[str | int | float | bool | date | None](self.keys[label])]
                some = (st.lists(self.key(label), max_size=most) for most in (1, 4, 12))
                return st.one_of(*some, st.sampled_from(everything))
            case "date":
                beside = [day + n * DAY for day in self.dated for n in (-1, 0, 1)]
                near = st.dates(min(beside), max(beside))
                return st.one_of(st.sampled_from(sorted(set(beside))), near, st.dates())
            case "integer":
                return st.one_of(st.integers(0, 20), st.integers(0, 2**63 - 1))
            case "number":
                return st.floats(allow_nan=False, allow_infinity=False)
            case "boolean":
                return st.booleans()

    def key(self, label: str) -> SearchStrategy[str]:
        """A key of the label, or a text that is none: one written otherwise, or any."""
        known = st.sampled_from(self.keys[label])
        odd = st.one_of(known.map(str.swapcase), known.map(lambda key: f"{key} "), st.text(max_size=8))
        return st.one_of(*map(st.sampled_from, self.parts[label]), odd)

    # -- at every boundary

    @cached_property
    def clauses(self) -> list[str]:
        """Clause types, those first whose pairs of Parties are fewest: a question about them is answered soonest."""
        parties = Counter(r.end for r in self.data.relationships["PARTY_TO"])
        pairs = Counter(dict.fromkeys(self.keys["ClauseType"], 0))
        for r in self.data.relationships["ADDRESSES"]:
            pairs[r.end] += parties[self.agreement_of[r.start]] ** 2
        return sorted(pairs, key=lambda clause: (pairs[clause], clause))

    @cached_property
    def holders(self) -> dict[str, set[str]]:
        """Agreements that hold a clause type, by clause type."""
        found: dict[str, set[str]] = {clause: set() for clause in self.clauses}
        for r in self.data.relationships["ADDRESSES"]:
            found[r.end].add(self.agreement_of[r.start])
        return found

    def boundary_questions(self, spec: QuerySpec) -> Iterator[tuple[date, list[Parameters]]]:
        """What is asked on every boundary, and on the day before it where a date the query reads is one.

        There, a clause type is asked about that an agreement holds for which something begins or ends on that day,
        unless only the third of the clause types is left that takes longest.
        """
        read = set(re.findall(r"\.(\w+)", spec.text))
        days = [p.name for p in spec.parameters if p.type == "date"]
        soon = self.clauses[: 2 * len(self.clauses) // 3]
        for place, (day, dated) in enumerate(self.dated.items()):
            touched = set[str]().union(*(dated.agreements.get(name, ()) for name in dated.properties & read))
            told = [c for c in soon if self.holders[c] & touched and len(self.holders[c]) >= HELD_OFTEN]
            fixed: Parameters = {}
            for p in spec.parameters:
                if p.name not in days:
                    label = label_of(p)
                    assert label and p.type == "string", f"say what to ask for '{p.name}' of {spec.name} on each day"
                    keys = told[:1] or soon if label == "ClauseType" else self.keys[label]
                    fixed[p.name] = keys[place % len(keys)]
            asked = (day - DAY, day) if told else (day,)
            yield day, [{**fixed, **dict.fromkeys(days, one)} for one in asked]


@pytest.fixture(scope="module")
def known(shipped: Built) -> Known:
    """The shipped graph to draw from."""
    return Known(shipped.graph)


# ---- the comparison -----------------------------------------------------------------------------


def typed(row: Row) -> tuple[tuple[str, type, Value], ...]:
    """A row whose equality tells True from 1, and 1 from 1.0."""
    return tuple((column, type(value), value) for column, value in row.items())


def difference(one: list[Row], other: list[Row], *, ordered: bool, sides: tuple[str, str] = ("one", "other")) -> str:
    """The first rows that are not equal; empty when all are."""
    if not ordered:
        one, other = sorted(one, key=str), sorted(other, key=str)
    if list(map(typed, one)) == list(map(typed, other)):
        return ""
    places = range(max(len(one), len(other)))
    rows = ((one[n] if n < len(one) else None, other[n] if n < len(other) else None) for n in places)
    for place, (left, right) in enumerate(rows):
        if left is None or right is None or typed(left) != typed(right):
            shown = f"\n  {sides[0]}: {left}\n  {sides[1]}: {right}"
            return f"{len(one)} and {len(other)} rows; row {place} is the first that differs:{shown}"
    raise AssertionError("equal rows cannot make different lists")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ([{"a": 1}], [{"a": 1.0}], "1 and 1 rows; row 0"),
        ([{"a": 1}], [{"a": True}], "1 and 1 rows; row 0"),
        ([{"a": 1, "b": 2}], [{"b": 2, "a": 1}], "1 and 1 rows; row 0"),
        ([{"a": "x"}, {"a": "y"}], [{"a": "x"}], "2 and 1 rows; row 1"),
        ([{"a": "x"}, {"a": "y"}], [{"a": "y"}, {"a": "x"}], "2 and 2 rows; row 0"),
    ],
)
def test_rows_differ_by_value_type_columns_number_and_order(one: list[Row], other: list[Row], told: str) -> None:
    assert difference(one, one, ordered=True) == ""
    assert difference(one, other, ordered=True).startswith(told)


def test_rows_without_a_promised_order_may_come_in_any() -> None:
    one: list[Row] = [{"a": "x"}, {"a": None}]
    assert difference(one, one[::-1], ordered=False) == ""
    assert difference(one, one[1:], ordered=False).startswith("2 and 1 rows")


@dataclass(slots=True)
class Parity:
    """Two engines, and how much was compared on them so far.

    Attributes:
        asked: Parameters already found to give equal rows, by query, as text.
        rows: Rows compared, by query.
        filled: Comparisons in which rows were found.
        differing: Queries and parameters whose rows differ, as text.
    """

    one: Engine
    other: Engine
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    rows: Counter[str] = field(default_factory=Counter[str])
    filled: int = 0
    differing: set[str] = field(default_factory=set[str])

    def compare(self, spec: QuerySpec, parameters: Parameters) -> list[Row] | None:
        """Ask both engines one question; what was asked before is not asked again.

        Returns:
            The rows; nothing when they were compared before.

        Raises:
            AssertionError: The rows differ.
        """
        if (question := repr(parameters)) in self.asked[spec.name]:
            return None
        one, other = (engine.run(spec.text, parameters) for engine in (self.one, self.other))
        ordered = "ORDER BY" in spec.text.rpartition("RETURN")[2]
        if told := difference(one, other, ordered=ordered, sides=(self.one.name, self.other.name)):
            self.differing.add(f"{spec.name} {question}")
            raise AssertionError(f"{spec.name} {question}: {told}")
        self.asked[spec.name].add(question)
        self.rows[spec.name] += len(one)
        self.filled += bool(one)
        return one

    def told(self) -> str:
        """How much was compared, in one line."""
        number = sum(map(len, self.asked.values())) + len(self.differing)
        return (
            f"parity of {self.one.name} and {self.other.name}: {number:,} comparisons of {len(self.asked)} queries "
            f"({self.filled:,} found something), {self.rows.total():,} rows, {len(self.differing)} differ; "
            f"up to {EXAMPLES} examples a query, seed {SEED}"
        )


@pytest.fixture(scope="module")
def parity(grafeo: Engine, neo4j: Engine, tell: Tell) -> Iterator[Parity]:
    """The two engines; at the end, how much was compared is told."""
    made = Parity(grafeo, neo4j)
    yield made
    tell(made.told())


def on_a_date(specs: Iterable[QuerySpec]) -> list[str]:
    """Names of the queries that take a date."""
    return [spec.name for spec in specs if any(p.type == "date" for p in spec.parameters)]


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_both_engines_answer_alike(name: str, known: Known, parity: Parity) -> None:
    spec = query(name)

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(known.parameters(spec))
    def rows_are_equal(parameters: Parameters) -> None:
        parity.compare(spec, parameters)

    rows_are_equal()
    assert parity.rows[name], f"no answer to {name} has a row: nothing was compared"


@pytest.mark.parametrize("name", on_a_date(catalogue().values()))
def test_both_engines_answer_alike_on_every_boundary(name: str, known: Known, parity: Parity, tell: Tell) -> None:
    spec = query(name)
    wrong: list[str] = []
    days = changed = 0
    for _, questions in known.boundary_questions(spec):
        days += 1
        try:
            answers = [parity.compare(spec, parameters) for parameters in questions]
        except AssertionError as error:
            wrong.append(str(error))
        else:
            changed += None not in answers and any(answer != answers[0] for answer in answers)
    tell(f"parity of {name}: asked on all {days} boundary days; on {changed} the answer is not that of the day before")
    assert not wrong, f"{len(wrong)} of {days} boundaries:\n" + "\n".join(wrong[:5])
    assert days == len(known.dated)
    assert changed, "no answer changes on any boundary: the days asked show nothing"
