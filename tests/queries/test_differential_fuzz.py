"""Read queries nobody thought of: made up by a seeded generator, run on both engines, answers compared.

`CLAUSEWAY_FUZZ_QUERIES` says how many (120), `CLAUSEWAY_FUZZ_SEED` which. Every query is in the portable subset, so
a difference is a trap of an engine that the subset does not yet shut out: it belongs into
`tests/graph/test_engine_traps.py` and into `queries/lint_rules.py`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from clauseway.graph.engine import Engine, GraphData, Properties, QueryRefused, Relationship, Row, Value
from clauseway.graph.schema import PropertyMapping, RelationshipMapping, Schema, load_schema
from clauseway.loaders.build import Built
from clauseway.queries.portability import faults, returned_columns, used_parameters

type Tell = Callable[[str], None]
type Way = tuple[RelationshipMapping, bool, Relationship]

QUERIES = int(os.environ.get("CLAUSEWAY_FUZZ_QUERIES", "120"))
SEED = int(os.environ.get("CLAUSEWAY_FUZZ_SEED", "20261121"))
MOST_ROWS = 8_000
"""Estimated rows a pattern may give: what is slow finds nothing that what is quick does not."""
WEIGHTS = {"PARTY_TO": 5, "CONTAINS": 5, "ADDRESSES": 5, "DEFERRED": 3, "MEMBER_OF": 2}
"""How often a hop takes a relationship type, 1 for the others: what the catalogue asks most is asked most here."""


@dataclass(slots=True)
class Question:
    """A query with its parameters."""

    text: str
    parameters: dict[str, Value]
    ordered: bool


@dataclass(slots=True)
class Generator:
    """Makes one query after the other; the same seed makes the same ones.

    Attributes:
        values: Values that occur, by label or relationship type and property.
        degree: How many relationships of a mapping a node has that is reached by one, by mapping and direction
            (nodes with many are reached often, so this is more than the mean).
        hops: What starts or ends at a node, by label and key: the mapping, whether it starts, the relationship.
        parameters: Parameters of the query in the making.
        variables: Its variables, with their label or type.
        witness: Properties of a node or relationship for each variable, which together fit the pattern. Most
            conditions are true of them, for a query that finds nothing compares little.
        rows: About how many rows its pattern has.
    """

    schema: Schema
    data: GraphData
    draw: random.Random
    values: dict[tuple[str, str], list[Value]] = field(default_factory=dict[tuple[str, str], list[Value]])
    degree: dict[tuple[str, bool], float] = field(default_factory=dict[tuple[str, bool], float])
    hops: dict[tuple[str, str], list[Way]] = field(default_factory=dict[tuple[str, str], list[Way]])
    parameters: dict[str, Value] = field(default_factory=dict[str, Value])
    variables: dict[str, str] = field(default_factory=dict[str, str])
    witness: dict[str, Properties] = field(default_factory=dict[str, Properties])
    rows: float = 1.0

    def __post_init__(self) -> None:
        """Take stock of the data."""
        for node in self.schema.nodes:
            for p in node.properties:
                self.values[node.label, p.name] = [n.get(p.name) for n in self.data.nodes[node.label]]
        for mapping in self.schema.relationships:
            found = self.data.relationships[mapping.name]
            for p in mapping.properties:
                self.values[mapping.type, p.name] = [r.properties.get(p.name) for r in found]
            for forward, label in ((True, mapping.start), (False, mapping.end)):
                ends = Counter(r.start if forward else r.end for r in found)
                self.degree[mapping.name, forward] = sum(n * n for n in ends.values()) / max(1, len(found))
                for r in found:
                    self.hops.setdefault((label, r.start if forward else r.end), []).append((mapping, forward, r))

    # -- parts

    def some(self, chance: float) -> bool:
        return self.draw.random() < chance

    def properties(self, variable: str) -> list[PropertyMapping]:
        kind = self.variables[variable]
        found = next((n.properties for n in self.schema.nodes if n.label == kind), None)
        return list(found or next(r.properties for r in self.schema.relationships if r.type == kind))

    def parameter(self, value: Value) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def value(self, variable: str, p: PropertyMapping) -> Value:
        """A value of the property's type: mostly that of the witness, else one that occurs or lies beside it."""
        own = self.witness.get(variable, {}).get(p.name)
        if own is not None and self.some(0.7):
            return own
        known = [v for v in self.values[self.variables[variable], p.name] if v is not None]
        value = self.draw.choice(known) if known else {"date": date(2020, 1, 1), "integer": 1}.get(p.type, "none")
        if isinstance(value, date) and self.some(0.4):
            return value + timedelta(days=self.draw.choice((-1, 1)))
        if type(value) is int and self.some(0.3):
            return value + self.draw.choice((-1, 1))
        return value

    def condition(self, among: list[str]) -> str:
        variable = self.draw.choice([v for v in among if self.properties(v)] or ["n0"])
        p = self.draw.choice(self.properties(variable))
        place = f"{variable}.{p.name}"
        form = self.draw.random()
        self.rows *= 0.8
        if form < 0.12:
            absent = self.witness.get(variable, {}).get(p.name) is None
            return f"{place} IS {'' if absent != self.some(0.1) else 'NOT '}NULL"
        value = self.value(variable, p)
        if form < 0.3:
            values = [value, *(self.value(variable, p) for _ in range(self.draw.randint(0, 3)))]
            self.draw.shuffle(values)
            within = f"{place} IN {self.parameter([v for v in values if not isinstance(v, list)])}"
            return f"NOT {within}" if self.some(0.2) else within
        if p.type == "string" and form < 0.45:
            text = str(value)
            start = self.draw.randrange(max(1, len(text)))
            part = text[start : start + self.draw.randint(1, 4)]
            word, piece = self.draw.choice((("CONTAINS", part), ("STARTS WITH", text[:3]), ("ENDS WITH", text[-3:])))
            return f"{place} {word} {self.parameter(piece)}"
        signs = ("=", "<>") if p.type == "boolean" else ("=", "<=", ">=", "<=", ">=", "<", ">", "<>")
        sign = self.draw.choice(signs)
        twin = [v for v in among if v != variable and any(q.name == p.name for q in self.properties(v))]
        if twin and self.some(0.2):
            return f"{place} {sign} {self.draw.choice(twin)}.{p.name}"
        return f"{place} {sign} {self.parameter(value)}"

    def conditions(self, among: list[str], most: int) -> str:
        parts = [self.condition(among) for _ in range(self.draw.randint(1, most))]
        text = parts[0]
        for part in parts[1:]:
            negated = f"NOT ({part})" if self.some(0.15) else part
            text = f"({text} OR {negated})" if self.some(0.3) else f"{text} AND {negated}"
        return text

    def chain(self, start: str, hops: int, *, known: bool) -> str:
        """A pattern of so many hops from a variable, which stands in an earlier clause if it is known."""
        label, here = self.variables[start], self.witness.get(start, {})
        text = f"({start})" if known else f"({start}:{label})"
        gone: list[Relationship | None] = []  # a pattern takes a relationship once
        for _ in range(hops):
            taken = self.ways(label, here)
            taken = [way for way in taken if not any(way[2] is step for step in gone)]
            if taken and self.some(0.93):
                kinds = sorted({(m.name, forward) for m, forward, _ in taken})
                weights = [WEIGHTS.get(name, 1) for name, _ in kinds]
                kind = self.draw.choices(kinds, weights)[0]
                mapping, forward, step = self.draw.choice([way for way in taken if (way[0].name, way[1]) == kind])
            else:
                ways = [(m, True) for m in self.schema.relationships if m.start == label]
                ways += [(m, False) for m in self.schema.relationships if m.end == label]
                (mapping, forward), step = self.draw.choice(ways), None
            gone.append(step)
            label = mapping.end if forward else mapping.start
            self.rows *= max(1.0, self.degree[mapping.name, forward])
            text += self.hop(mapping, forward, step.properties if step else {})
            here = self.found(label, (step.end if forward else step.start) if step else None)
            text += self.node(label, here)
        return text

    def ways(self, label: str, node: Properties) -> list[Way]:
        return self.hops.get((label, str(node.get(self.schema.node(label).key))), [])

    def found(self, label: str, key: str | None) -> Properties:
        """Properties of a node, none of one that is not there."""
        name = self.schema.node(label).key
        return next((node for node in self.data.nodes[label] if node[name] == key), dict[str, Value]())

    def hop(self, mapping: RelationshipMapping, forward: bool, witness: Properties) -> str:
        name = ""
        if mapping.properties and self.some(0.5):
            name = f"r{len(self.variables)}"
            self.variables[name], self.witness[name] = mapping.type, witness
        inside = f"[{name}:{mapping.type}]"
        return f"-{inside}->" if forward else f"<-{inside}-"

    def node(self, label: str, witness: Properties) -> str:
        if self.some(0.1):
            return f"(:{label})"
        name = f"n{len(self.variables)}"
        self.variables[name], self.witness[name] = label, witness
        return f"({name}:{label})"

    # -- the whole

    def question(self) -> Question:
        while True:
            self.parameters, self.variables, self.witness, self.rows = {}, {}, {}, 1.0
            text, ordered = self.query()
            if self.rows <= MOST_ROWS:
                return Question(text, self.parameters, ordered)

    def query(self) -> tuple[str, bool]:
        self.variables["n0"] = self.draw.choice(("Economy", "Agreement", "Provision", "ClauseType", "Group"))
        self.rows = len(self.data.nodes[self.variables["n0"]])
        nodes = self.data.nodes[self.variables["n0"]]
        connected = [node for node in nodes if len(self.ways(self.variables["n0"], node)) > 1]
        self.witness["n0"] = self.draw.choice(connected if self.some(0.9) else nodes)
        lines = [f"MATCH {self.chain('n0', self.draw.randint(1, 4), known=False)}"]
        filters = [self.anchor()] if self.some(0.6) else []
        if self.some(0.5):
            filters.append(self.conditions(list(self.variables), 3))
        if filters:
            lines.append(f"WHERE {' AND '.join(filters)}")
        if self.some(0.25):
            joint = self.draw.choice(self.nodes())
            lines.append(f"MATCH {self.chain(joint, self.draw.randint(1, 2), known=True)}")
            if self.some(0.5):
                lines.append(f"WHERE {self.conditions(list(self.variables), 2)}")
        for chance in (0.35, 0.3):
            if not self.some(chance):
                break
            joint, before = self.draw.choice(self.nodes()), set(self.variables)
            lines.append(f"OPTIONAL MATCH {self.chain(joint, self.draw.randint(1, 2), known=True)}")
            new = [v for v in self.variables if v not in before and self.properties(v)]
            if new and self.some(0.5):
                lines.append(f"WHERE {self.conditions([*new, joint], 2)}")
        return self.answer(lines)

    def anchor(self) -> str:
        """A condition that leaves a few nodes to start from, so that long chains stay small."""
        label = self.variables["n0"]
        key = self.schema.node(label).key
        known = [value for value in self.values[label, key] if isinstance(value, str)]
        chosen = self.draw.sample(known, self.draw.randint(0, 5))
        if (own := self.witness["n0"][key]) not in chosen and isinstance(own, str):
            chosen.append(own)
        self.rows *= len(chosen) / len(known)
        if len(chosen) == 1:
            return f"n0.{key} = {self.parameter(chosen[0])}"
        return f"n0.{key} IN {self.parameter(list[str | int | float | bool | date | None](chosen))}"

    def nodes(self) -> list[str]:
        return [v for v in self.variables if v.startswith("n")]

    def column(self, kinds: tuple[str, ...] = ()) -> str:
        """A property of a variable; of one of these types, where any are named."""
        fitting = [f"{v}.{p.name}" for v in self.variables for p in self.properties(v) if not kinds or p.type in kinds]
        return self.draw.choice(fitting)

    def answer(self, lines: list[str]) -> tuple[str, bool]:
        groups = list(dict.fromkeys(self.column() for _ in range(self.draw.randint(1, 4))))
        form = self.draw.random()
        if form < 0.4:
            groups = groups[: self.draw.randint(0, 2)]
            values = [*groups, *(self.aggregate() for _ in range(self.draw.randint(1, 3)))]
            if groups and self.some(0.3):
                named = ", ".join(f"{value} AS w{i}" for i, value in enumerate(values))
                lines.append(f"WITH {named} WHERE w0 IS NOT NULL AND w{len(groups)} IS NOT NULL")
                values = [f"w{i}" for i in range(len(values))]
        elif form < 0.6:
            values = [*groups, self.counted()]
        else:
            values = groups
        distinct = "DISTINCT " if form >= 0.6 and self.some(0.4) else ""
        lines.append(f"RETURN {distinct}" + ", ".join(f"{value} AS c{i}" for i, value in enumerate(values)))
        ordered = self.some(0.5)
        if ordered:
            lines.append("ORDER BY " + ", ".join(f"c{i}{self.draw.choice(('', ' DESC'))}" for i in range(len(values))))
            if self.some(0.6):
                lines.append(f"LIMIT {self.draw.randint(1, 30)}")
        return "\n".join(lines), ordered

    def aggregate(self) -> str:
        return self.draw.choice(
            (
                "count(*)",
                f"count({self.draw.choice(self.nodes())})",
                f"count({self.column()})",
                f"count(DISTINCT {self.column()})",
                f"count(DISTINCT {self.draw.choice(self.nodes())})",
                f"min({self.column(('string', 'date', 'integer'))})",
                f"max({self.column(('string', 'date', 'integer'))})",
            )
        )

    def counted(self) -> str:
        joint, before = self.draw.choice(self.nodes()), dict(self.variables)
        pattern = self.chain(joint, self.draw.randint(1, 2), known=True)
        new = [v for v in self.variables if v not in before and self.properties(v)]
        where = f" WHERE {self.conditions([*new, joint], 2)}" if new and self.some(0.5) else ""
        self.variables = before
        return f"COUNT {{ MATCH {pattern}{where} }}"


def answer_of(engine: Engine, question: Question) -> list[Row] | str:
    try:
        return engine.run(question.text, question.parameters)
    except QueryRefused as refusal:
        return str(refusal)


def typed(row: Row) -> tuple[tuple[str, str, Value], ...]:
    return tuple((column, type(value).__name__, value) for column, value in row.items())


def difference(one: list[Row] | str, other: list[Row] | str, *, ordered: bool) -> str:
    if isinstance(one, str) or isinstance(other, str):
        return "" if one == other else f"{str(one)[:200]} / {str(other)[:200]}"
    first, second = list(map(typed, one)), list(map(typed, other))
    if Counter(first) != Counter(second):
        left, right = Counter(first) - Counter(second), Counter(second) - Counter(first)
        return f"{len(one)} / {len(other)} rows; only on one side: {list(left)[:2]} / {list(right)[:2]}"
    return "the same rows in another order" if ordered and first != second else ""


@pytest.fixture(scope="module")
def questions(shipped: Built) -> list[Question]:
    """So many queries of this seed."""
    generator = Generator(load_schema(), shipped.graph, random.Random(SEED))
    return [generator.question() for _ in range(QUERIES)]


def test_the_same_seed_asks_the_same(shipped: Built, questions: list[Question]) -> None:
    again = Generator(load_schema(), shipped.graph, random.Random(SEED))
    assert [again.question() for _ in range(10)] == questions[:10]


def test_the_questions_are_portable(questions: list[Question]) -> None:
    for question in questions:
        assert faults(question.text, load_schema()) == [], question.text
        assert used_parameters(question.text) == set(question.parameters)
        assert returned_columns(question.text)


@pytest.fixture(scope="module")
def embedded_answers(grafeo: Engine, questions: list[Question]) -> list[list[Row] | str]:
    """What the embedded engine says to each query."""
    return [answer_of(grafeo, question) for question in questions]


def test_the_embedded_engine_takes_every_question(
    questions: list[Question], embedded_answers: list[list[Row] | str]
) -> None:
    for number, (question, found) in enumerate(zip(questions, embedded_answers, strict=True)):
        assert not isinstance(found, str), f"query {number} of seed {SEED}: {found}\n{question.text}"


def test_both_engines_answer_alike(
    neo4j: Engine, questions: list[Question], embedded_answers: list[list[Row] | str], tell: Tell
) -> None:
    wrong: list[str] = []
    rows = filled = 0
    for number, (question, one) in enumerate(zip(questions, embedded_answers, strict=True)):
        other = answer_of(neo4j, question)
        rows += len(other)
        filled += bool(other)
        if told := difference(one, other, ordered=question.ordered):
            wrong.append(f"query {number}: {told}\n{question.text}\n{question.parameters}")
    tell(f"made-up queries, seed {SEED}: {len(questions):,} asked, {filled:,} found something, {rows:,} rows")
    assert not wrong, (
        f"{len(wrong)} of {len(questions)} answers differ (grafeo / neo4j). Ask them again with "
        f"CLAUSEWAY_FUZZ_SEED={SEED} CLAUSEWAY_FUZZ_QUERIES={len(questions)}\n\n" + "\n\n".join(wrong[:10])
    )
