"""SHACL shapes as SPARQL: a validator looks at one node at a time, a query finds the faulty nodes of all at once.

The shapes stay ordinary SHACL in `ontology/shapes`. What is known here becomes queries; a property shape or SPARQL
constraint with anything else in it is handed back untouched, for pySHACL, so nothing goes unchecked.
`tests/loaders/test_shape_queries.py` holds the two roads against each other.

The meaning of each constraint is that of SHACL 1.0, sections 2 (targets, paths), 4 (core constraints) and 5 (SPARQL).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from clauseway.ontology.namespaces import RDF, RDFS, SH, XSD

type _Node = ox.NamedNode | ox.BlankNode
type _Term = ox.NamedNode | ox.BlankNode | ox.Literal
type ResultSeverity = Literal["violation", "warning", "info"]

_TYPE = ox.NamedNode(f"{RDF}type")
_SHAPE_TYPES = {f"{SH}NodeShape", f"{SH}PropertyShape"}
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SEVERITIES: dict[str, ResultSeverity] = {"Violation": "violation", "Warning": "warning", "Info": "info"}
_NODE_KINDS = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "BlankNodeOrIRI": "!isLiteral(?value)",
    "BlankNodeOrLiteral": "!isIRI(?value)",
    "IRIOrLiteral": "!isBlank(?value)",
}
_BOUNDS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
_LENGTHS = {"minLength": ">=", "maxLength": "<="}
_ORDERS = {"lessThan": "<", "lessThanOrEquals": "<="}
_CAST = {f"{XSD}{name}" for name in ("boolean", "date", "dateTime", "decimal", "integer")}
"""Datatypes whose text can be wrong, and whose cast in SPARQL tells."""
_PLAIN = {f"{XSD}string", f"{RDF}langString"}
"""Datatypes of which every text is a value."""
_SIMPLE_SELECT = re.compile(r"\s*SELECT\s+\$this(?P<value>\s+\?value)?\s+WHERE\s*\{(?P<body>.*)\}\s*", re.DOTALL)
_NESTING = re.compile(
    r"(?<![?$:\w])(UNION|OPTIONAL|MINUS|BIND|VALUES|SELECT|SERVICE|GRAPH|GROUP|HAVING|LIMIT|OFFSET)\b|\$(?!this\b)",
    re.IGNORECASE,
)
"""Where binding `$this` before and joining it are not the same, or where more is bound before than `$this`."""


class _Unknown(Exception):
    """A part of a shape that has no translation here."""


@dataclass(frozen=True, slots=True)
class ShapeQuery:
    """A part of a shape as a query; `text` selects ?node, and ?value when the fault has one."""

    text: str
    path: str
    message: str
    severity: ResultSeverity


@dataclass(frozen=True, slots=True)
class Fault:
    """A faulty node, with the words of its shape; `path` and `value` are empty when there is none."""

    node: str
    path: str
    value: str
    message: str
    severity: ResultSeverity


@dataclass(frozen=True, slots=True)
class Translation:
    """Shapes, parted.

    Attributes:
        queries: What could be translated.
        left: Shapes with what could not, whole statements for a validator; empty when all could.
    """

    queries: tuple[ShapeQuery, ...]
    left: tuple[ox.Triple, ...]


def translate(shapes: ox.Store, *, subclasses: bool = False) -> Translation:
    """Part shapes into queries and what has to be left to a validator.

    Args:
        shapes: The shapes, in the default graph.
        subclasses: Whether the data say that some class is under another, so that instances may be of either.
    """
    return _Translator(shapes, subclasses).run()


def find_faults(store: ox.Store, queries: tuple[ShapeQuery, ...]) -> Iterator[Fault]:
    """Every fault in a store, all its graphs as one."""
    for query in queries:
        solutions = store.query(query.text, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        with_value = len(solutions.variables) > 1
        for solution in solutions:
            value = _text(solution["value"]) if with_value else ""
            yield Fault(_text(solution["node"]), query.path, value, query.message, query.severity)


def _text(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode, ox.Literal)) else ""


class _Translator:
    def __init__(self, shapes: ox.Store, subclasses: bool) -> None:
        self._shapes = shapes
        self._is_a = f"<{RDF}type>/<{RDFS}subClassOf>*" if subclasses else f"<{RDF}type>"
        self._queries: list[ShapeQuery] = []
        self._done: set[ox.Triple] = set()
        self._some_left = False

    def run(self) -> Translation:
        # a class that is a shape targets itself
        targeted = {q.subject for q in self._shapes.quads_for_pattern(None, _TYPE, ox.NamedNode(f"{RDFS}Class"))}
        for name in (*_TARGETS, "target"):
            targeted |= {q.subject for q in self._shapes.quads_for_pattern(None, ox.NamedNode(SH + name), None)}
        for shape in sorted(targeted, key=str):
            assert not isinstance(shape, ox.Triple)
            self._node_shape(shape)
        left = [q.triple for q in self._shapes if q.triple not in self._done] if self._some_left else []
        return Translation(tuple(sorted(set(self._queries), key=lambda q: (q.message, q.text))), tuple(left))

    def _node_shape(self, shape: _Node) -> None:
        said = self._said(shape)
        known = {f"{SH}{name}" for name in (*_TARGETS, "property", "sparql", "severity", "message")} | {_TYPE.value}
        if set(said) - known or {_text(t) for t in said.get(_TYPE.value, ())} - _SHAPE_TYPES:
            self._some_left = True
            return
        targets = [self._target(name, term) for name in _TARGETS for term in said.get(f"{SH}{name}", ())]
        complete = True
        for name, part in (("property", self._property_shape), ("sparql", self._sparql)):
            for value in said.get(f"{SH}{name}", ()):
                try:
                    if not isinstance(value, (ox.NamedNode, ox.BlankNode)):
                        raise _Unknown
                    self._queries.extend([q for target in targets for q in part(shape, value, target)])
                except _Unknown:
                    complete = False
                else:
                    self._done.add(ox.Triple(shape, ox.NamedNode(SH + name), value))
                    if isinstance(value, ox.BlankNode):  # it can be no part of another shape
                        self._done |= {q.triple for q in self._shapes.quads_for_pattern(value, None, None)}
        if complete:
            self._done |= {q.triple for q in self._shapes.quads_for_pattern(shape, None, None)}
        else:
            self._some_left = True

    def _target(self, name: str, term: _Term) -> str:
        match name:
            case "targetClass":
                return f"?node {self._is_a} {term} ."
            case "targetNode":
                return f"VALUES ?node {{ {term} }}"
            case "targetSubjectsOf":
                return f"?node {term} ?targeting ."
            case _:
                return f"?targeting {term} ?node ."

    def _property_shape(self, _node: _Node, shape: _Node, target: str) -> list[ShapeQuery]:
        said = self._said(shape)
        if {_text(t) for t in said.pop(_TYPE.value, ())} - _SHAPE_TYPES:
            raise _Unknown
        message, severity = self._words(said)
        given = _only(said.pop(f"{SH}path", ()))
        path = self._path(given)
        shown = given.value if isinstance(given, ox.NamedNode) else ""
        patterns: list[str] = []  # each finds faulty nodes
        tests: list[str] = []  # each holds of a sound value
        count: dict[str, int] = {}
        terms = {key.removeprefix(SH): values for key, values in said.items()}
        if "qualifiedValueShape" in terms:
            shaped = self._said(_node_of(_only(terms.pop("qualifiedValueShape"))))
            most = int(_text(_only(terms.pop("qualifiedMaxCount", ()))))
            if set(shaped) != {f"{SH}class"}:
                raise _Unknown
            of_class = f"{path} ?any . ?any {self._is_a} {_only(shaped[f'{SH}class'])}"
            patterns.append(_counted(target, f"?node {of_class}", f"?n > {most}"))
        for name, values in terms.items():
            for value in values:
                if name in ("minCount", "maxCount"):
                    count[name] = int(_text(_only(values)))
                elif name in ("equals", "disjoint", "uniqueLang", *_ORDERS):
                    patterns.append(self._pair(name, value, target, path))
                else:
                    tests.append(self._test(name, value, terms))
        patterns.extend(_count_query(target, path, count.get("minCount", 0), count.get("maxCount")))
        if tests:
            faulty = " || ".join(f"!({test})" for test in tests)
            patterns.append(f"SELECT DISTINCT ?node ?value {{ {target} ?node {path} ?value FILTER({faulty}) }}")
        return [ShapeQuery(pattern, shown, message, severity) for pattern in patterns]

    def _sparql(self, shape: _Node, constraint: _Node, target: str) -> list[ShapeQuery]:
        said = self._said(constraint)
        message, severity = self._words(self._said(shape))
        if set(said) - {_TYPE.value, f"{SH}prefixes", f"{SH}select"}:
            raise _Unknown
        found = _SIMPLE_SELECT.fullmatch(_text(_only(said.get(f"{SH}select", ()))))
        if found is None or _NESTING.search(found["body"]):
            raise _Unknown
        prologue = ""
        for prefixes in said.get(f"{SH}prefixes", ()):
            for declared in self._said(_node_of(prefixes)).get(f"{SH}declare", ()):
                parts = self._said(_node_of(declared))
                prefix, namespace = (_text(_only(parts.get(SH + part, ()))) for part in ("prefix", "namespace"))
                prologue += f"PREFIX {prefix}: <{namespace}>\n"
        # without a ?value the value of the fault is the node itself (SHACL 5.3.2)
        shown = "?value" if found["value"] else "(?node AS ?value)"
        body = found["body"].replace("$this", "?node")
        return [ShapeQuery(f"{prologue}SELECT DISTINCT ?node {shown} {{ {target} {body} }}", "", message, severity)]

    def _words(self, said: dict[str, list[_Term]]) -> tuple[str, ResultSeverity]:
        """Message and severity of a shape, taken out of what it says."""
        message = _text(_only(said.pop(f"{SH}message", ())))
        level = _text(_only(said.pop(f"{SH}severity", [ox.NamedNode(f"{SH}Violation")]))).removeprefix(SH)
        if level not in _SEVERITIES or "{" in message:
            raise _Unknown
        return message, _SEVERITIES[level]

    def _path(self, path: _Term) -> str:
        """A SHACL path as a SPARQL path, in brackets."""
        if isinstance(path, ox.NamedNode):
            return str(path)
        said = self._said(_node_of(path))
        match sorted(key.removeprefix(SH) for key in said):
            case ["inversePath"]:
                return f"(^{self._path(_only(said[f'{SH}inversePath']))})"
            case ["alternativePath"]:
                return "(" + "|".join(map(self._path, self._list(_only(said[f"{SH}alternativePath"])))) + ")"
            case [*names] if set(names) == {f"{RDF}first", f"{RDF}rest"}:
                return "(" + "/".join(map(self._path, self._list(path))) + ")"
            case _:
                raise _Unknown

    def _pair(self, name: str, other: _Term, target: str, path: str) -> str:
        """Query for a constraint that compares the values of two paths."""
        if name == "uniqueLang":
            if _text(other) != "true":
                raise _Unknown
            same = "LCASE(LANG(?one)) = LCASE(LANG(?two)) && LANG(?one) != '' && !sameTerm(?one, ?two)"
            return f"SELECT DISTINCT ?node {{ {target} ?node {path} ?one , ?two FILTER({same}) }}"
        here, there = f"?node {path} ?value", f"?node {other} ?value"
        match name:
            case "equals":
                lacking = "{{ {} FILTER NOT EXISTS {{ {} }} }}"
                fault = f"{lacking.format(here, there)} UNION {lacking.format(there, here)}"
            case "disjoint":
                fault = f"{here} . {there}"
            case _:
                fault = f"{here} . ?node {other} ?other FILTER(!COALESCE(?value {_ORDERS[name]} ?other, false))"
        return f"SELECT DISTINCT ?node ?value {{ {target} {fault} }}"

    def _test(self, name: str, value: _Term, terms: dict[str, list[_Term]]) -> str:
        """Expression that is true of a sound ?value, and never an error."""
        match name:
            case "datatype" if _text(value) in _PLAIN:
                return f"COALESCE(DATATYPE(?value) = {value}, false)"
            case "datatype" if _text(value) in _CAST:
                return f"COALESCE(DATATYPE(?value) = {value} && {value}(?value) = ?value, false)"
            case "class":
                return f"EXISTS {{ ?value {self._is_a} {value} }}"
            case "nodeKind" if _text(value).removeprefix(SH) in _NODE_KINDS:
                return _NODE_KINDS[_text(value).removeprefix(SH)]
            case "in":
                members = self._list(value)
                if not all(isinstance(member, ox.NamedNode) for member in members):
                    raise _Unknown
                return f"?value IN ({', '.join(map(str, members))})"
            case "pattern" if "flags" not in terms:
                return f"COALESCE(REGEX(STR(?value), {ox.Literal(_text(value))}), false)"
            case "minLength" | "maxLength":
                return f"COALESCE(STRLEN(STR(?value)) {_LENGTHS[name]} {_text(value)}, false)"
            case "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive":
                return f"COALESCE(?value {_BOUNDS[name]} {value}, false)"
            case _:
                raise _Unknown

    def _said(self, subject: _Node) -> dict[str, list[_Term]]:
        """What the shapes say of a node: values by predicate, in a stable order."""
        found: dict[str, list[_Term]] = {}
        for quad in sorted(self._shapes.quads_for_pattern(subject, None, None), key=str):
            assert not isinstance(quad.object, ox.Triple)
            found.setdefault(quad.predicate.value, []).append(quad.object)
        return found

    def _list(self, head: _Term) -> list[_Term]:
        members: list[_Term] = []
        while _text(head) != f"{RDF}nil":
            said = self._said(_node_of(head))
            members.append(_only(said.get(f"{RDF}first", ())))
            head = _only(said.get(f"{RDF}rest", ()))
        return members


def _only(values: Sequence[_Term]) -> _Term:
    """The one value there is; several, or none, are not understood here."""
    if len(values) != 1:
        raise _Unknown
    return values[0]


def _node_of(term: _Term) -> _Node:
    if isinstance(term, ox.Literal):
        raise _Unknown
    return term


def _count_query(target: str, path: str, least: int, most: int | None) -> Iterator[str]:
    """Query for nodes with too few or too many values; none when any number will do."""
    if not least and most is None:
        return
    if least == 1 and most is None:
        yield f"SELECT DISTINCT ?node {{ {target} FILTER NOT EXISTS {{ ?node {path} ?any }} }}"
    elif not least:
        yield _counted(target, f"?node {path} ?any", f"?n > {most}")
    else:
        bound = f"?n < {least}" if most is None else f"?n < {least} || ?n > {most}"
        yield _counted(target, f"OPTIONAL {{ ?node {path} ?any }}", bound)


def _counted(target: str, values: str, bound: str) -> str:
    counted = f"SELECT ?node (COUNT(DISTINCT ?any) AS ?n) {{ {target} {values} }} GROUP BY ?node"
    return f"SELECT ?node {{ {{ {counted} }} FILTER({bound}) }}"
