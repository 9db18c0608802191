"""The linter's advice holds: what it calls portable runs on both engines, and gives one answer."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine, Value
from clauseway.queries.lint_rules import PORTABLE_FUNCTIONS, RULES, Rule
from clauseway.queries.portability import used_parameters

VALUES: dict[str, Value] = {
    "iso3": "SGP",
    "codes": ["SGP", "NZL"],
    "wordings": ["hard", "soft"],
    "slug": "aanzfta-first-protocol",
    "end": "aanzfta-2009",
    "day": date(2020, 1, 1),
    "as_of": date(2020, 1, 1),
}

_DEPA = "MATCH p = (e:Economy {iso3: 'NZL'})-[r:MEMBER_OF]->(a:Group {slug: 'apec'}) RETURN"
_PATH = "((e:Economy {iso3: 'NZL'})-[:MEMBER_OF*1..2]->(g:Group {slug: 'apec'}))"
FUNCTIONS: dict[str, tuple[str, Value]] = {
    "abs": ("RETURN abs(-2) AS x", 2),
    "all": ("RETURN all(i IN [1, 2] WHERE i > 0) AS x", True),
    "allShortestPaths": (f"MATCH p = allShortestPaths{_PATH} RETURN length(p) AS x", 1),
    "any": ("RETURN any(i IN [1, 2] WHERE i = 2) AS x", True),
    "avg": ("UNWIND [1, 2] AS i RETURN avg(i) AS x", 1.5),
    "ceil": ("RETURN ceil(1.2) AS x", 2.0),
    "coalesce": ("RETURN coalesce(null, 1) AS x", 1),
    "collect": ("UNWIND [1, 2] AS i RETURN collect(i) AS x", [1, 2]),
    "count": ("UNWIND [1, null] AS i RETURN count(i) AS x", 1),
    "date": ("RETURN date('2024-02-29') AS x", date(2024, 2, 29)),
    "endNode": (f"{_DEPA} endNode(r).slug AS x", "apec"),
    "exp": ("RETURN exp(0) AS x", 1.0),
    "floor": ("RETURN floor(1.8) AS x", 1.0),
    "head": ("RETURN head([1, 2]) AS x", 1),
    "keys": (f"{_DEPA} 'iso3' IN keys(e) AS x", True),
    "labels": (f"{_DEPA} labels(e) AS x", ["Economy"]),
    "last": ("RETURN last([1, 2]) AS x", 2),
    "left": ("RETURN left('abc', 2) AS x", "ab"),
    "length": (f"{_DEPA} length(p) AS x", 1),
    "log": ("RETURN log(1) AS x", 0.0),
    "log10": ("RETURN log10(100) AS x", 2.0),
    "lTrim": ("RETURN lTrim(' a ') AS x", "a "),
    "max": ("UNWIND [1, 2] AS i RETURN max(i) AS x", 2),
    "min": ("UNWIND [1, 2] AS i RETURN min(i) AS x", 1),
    "nodes": (f"{_DEPA} size(nodes(p)) AS x", 2),
    "none": ("RETURN none(i IN [1, 2] WHERE i > 2) AS x", True),
    "nullIf": ("RETURN nullIf(1, 1) AS x", None),
    "percentileCont": ("UNWIND [1, 2] AS i RETURN percentileCont(i, 0.5) AS x", 1.5),
    "properties": (f"{_DEPA} properties(e).iso3 AS x", "NZL"),
    "range": ("RETURN range(1, 3) AS x", [1, 2, 3]),
    "reduce": ("RETURN reduce(t = 0, i IN [1, 2] | t + i) AS x", 3),
    "relationships": (f"{_DEPA} size(relationships(p)) AS x", 1),
    "replace": ("RETURN replace('aba', 'a', 'c') AS x", "cbc"),
    "reverse": ("RETURN reverse('ab') AS x", "ba"),
    "right": ("RETURN right('abc', 2) AS x", "bc"),
    "round": ("RETURN round(1.6) AS x", 2.0),
    "rTrim": ("RETURN rTrim(' a ') AS x", " a"),
    "shortestPath": (f"MATCH p = shortestPath{_PATH} RETURN length(p) AS x", 1),
    "sign": ("RETURN sign(-3) AS x", -1),
    "single": ("RETURN single(i IN [1, 2] WHERE i = 2) AS x", True),
    "size": ("RETURN size('ab') + size([1, 2, 3]) AS x", 5),
    "split": ("RETURN split('a,b', ',') AS x", ["a", "b"]),
    "sqrt": ("RETURN sqrt(4.0) AS x", 2.0),
    "startNode": (f"{_DEPA} startNode(r).iso3 AS x", "NZL"),
    "stDev": ("UNWIND [1, 2, 3] AS i RETURN stDev(i) AS x", 1.0),
    "stDevP": ("UNWIND [1, 3] AS i RETURN stDevP(i) AS x", 1.0),
    "substring": ("RETURN substring('abc', 1, 1) AS x", "b"),
    "sum": ("UNWIND [1, 2] AS i RETURN coalesce(sum(i), 0) AS x", 3),
    "tail": ("RETURN tail([1, 2]) AS x", [2]),
    "toBoolean": ("RETURN toBoolean('true') AS x", True),
    "toFloat": ("RETURN toFloat('1.5') AS x", 1.5),
    "toInteger": ("RETURN toInteger('12') AS x", 12),
    "toLower": ("RETURN toLower('AB') AS x", "ab"),
    "toString": ("RETURN toString(12) AS x", "12"),
    "toUpper": ("RETURN toUpper('ab') AS x", "AB"),
    "trim": ("RETURN trim(' a ') AS x", "a"),
    "type": (f"{_DEPA} type(r) AS x", "MEMBER_OF"),
}
"""A question with each portable function, and its answer."""


def test_every_portable_function_is_tried() -> None:
    assert FUNCTIONS.keys() == PORTABLE_FUNCTIONS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_portable_function_gives_the_right_answer(engine: Engine, name: str) -> None:
    text, right = FUNCTIONS[name]
    (row,) = engine.run(text, {})
    assert (row["x"], type(row["x"])) == (right, type(right))


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_the_good_example_of_a_rule_finds_something(engine: Engine, one: Rule) -> None:
    rows = engine.run(one.good, {name: VALUES[name] for name in used_parameters(one.good)})
    assert rows, "choose values that find something"


def test_the_good_examples_are_answered_alike(grafeo: Engine, neo4j: Engine) -> None:
    for one in RULES:
        values = {name: VALUES[name] for name in used_parameters(one.good)}
        mine, theirs = (sorted(map(repr, engine.run(one.good, values))) for engine in (grafeo, neo4j))
        assert mine == theirs, one.name
