"""Whether a query speaks the schema's language: labels, types, properties, directions and types of values."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from clauseway.graph.schema import NodeMapping, PropertyType, RelationshipMapping, Schema
from clauseway.queries.cypher_patterns import NodePattern, Patterns, RelationshipPattern
from clauseway.queries.cypher_text import Statement, Token

type Pairs = frozenset[tuple[str, str]]

_COMPARED = ("=", "<>", "<", ">", "<=", ">=", "=~")
_ARITHMETIC = ("+", "-", "*", "/", "%", "^", ".", "[", "(", "||")
_FITTING = {
    "string": {"string"},
    "integer": {"integer", "number"},
    "number": {"integer", "number"},
    "boolean": {"boolean"},
    "date": {"date"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its name, the token it found it at, and a sentence without its full stop."""

    rule: str
    token: Token
    message: str


def nearest(name: str, known: Iterable[str]) -> str:
    """The nearest known name as the end of a sentence, empty when none is near; capitals count little.

    >>> nearest("party_to", ["PARTY_TO", "PART_OF"]), nearest("x", ["slug"])
    ("; did you mean 'PARTY_TO'?", '')
    """
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    near = difflib.get_close_matches(name.casefold(), list(folded), 1, 0.6)
    return f"; did you mean '{folded[near[0]]}'?" if near else ""


class Meanings:
    """What the variables of one part of a query can be, by what its patterns say of them.

    Attributes:
        labels: Labels a variable can have; all where nothing is said, or something the schema does not know.
        types: Relationship types a variable can have.
    """

    def __init__(self, patterns: Patterns, schema: Schema) -> None:
        """Take the labels that are named, then follow the relationships."""
        self._patterns = patterns
        self._schema = schema
        self.labels: dict[str, frozenset[str]] = {}
        self.types: dict[str, frozenset[str]] = {}
        named: dict[str, set[str]] = {}
        for node in patterns.nodes.values():
            if node.variable is not None:
                own = self._own_labels(node)
                self.labels.setdefault(node.variable.text, schema.labels)
                named.setdefault(node.variable.text, set()).update(own)
        self._fixed = {variable for variable, own in named.items() if own}
        self.labels |= {variable: frozenset(own) for variable, own in named.items() if own}
        for relationship in patterns.relationships:
            if relationship.variable is not None:
                before = self.types.get(relationship.variable.text, frozenset[str]())
                self.types[relationship.variable.text] = before | self._own_types(relationship)
        for _ in patterns.relationships:  # each round can tell more; there are no more rounds than relationships
            if not self._follow():
                break
        for new, old in patterns.aliases.items():
            if new not in self.labels and new not in self.types:
                self._alias(new, old)

    def _alias(self, new: str, old: str) -> None:
        seen: set[str] = set()
        while old in self._patterns.aliases and old not in seen and old not in self.labels | self.types:
            seen.add(old)
            old = self._patterns.aliases[old]
        if old in self.labels:
            self.labels[new] = self.labels[old]
        elif old in self.types:
            self.types[new] = self.types[old]

    def _own_labels(self, node: NodePattern) -> set[str]:
        """Labels a node names, empty where it names none, or says what it is not."""
        names = {label.text for label in node.labels}
        negated = any(sign.is_sign("!", "%") for sign in node.operators)
        return set(self._schema.labels) if negated or not names <= self._schema.labels else names

    def _own_types(self, relationship: RelationshipPattern) -> frozenset[str]:
        names = frozenset(name.text for name in relationship.types)
        known = self._schema.relationship_types
        return known if relationship.negated or not names or not names <= known else names

    def labels_at(self, start: int) -> frozenset[str]:
        """Labels that the node at an opening bracket can have."""
        node = self._patterns.nodes.get(start)
        if node is None:
            return self._schema.labels
        if node.variable is not None and not (node.labels and node.plain):
            return self.labels[node.variable.text]
        return frozenset(self._own_labels(node)) or self._schema.labels

    def possible(self, relationship: RelationshipPattern) -> Pairs:
        """Labels of left and right end that its types and its direction allow."""
        types = self._own_types(relationship)
        pairs = {(m.start, m.end) for m in self._schema.relationships if m.type in types}
        if relationship.many:
            pairs = set(product({start for start, _ in pairs}, {end for _, end in pairs}))
        turned = {(end, start) for start, end in pairs}
        if not relationship.directed:
            return frozenset(pairs | turned)
        return frozenset(turned if relationship.to_left else pairs)

    def fitting(self, relationship: RelationshipPattern) -> Pairs:
        """Those of them that its two nodes can have."""
        left, right = self.labels_at(relationship.left), self.labels_at(relationship.right)
        return frozenset((a, b) for a, b in self.possible(relationship) if a in left and b in right)

    def _follow(self) -> bool:
        """Leave each nameless end only the labels its relationship allows; whether that told anything."""
        told = False
        for relationship in self._patterns.relationships:
            pairs = self.fitting(relationship)
            for end, can_be in (
                (relationship.left, frozenset(a for a, _ in pairs)),
                (relationship.right, frozenset(b for _, b in pairs)),
            ):
                node = self._patterns.nodes.get(end)
                if node is None or node.variable is None or node.variable.text in self._fixed:
                    continue
                before = self.labels[node.variable.text]
                if can_be and before & can_be < before:
                    self.labels[node.variable.text] = before & can_be
                    told = True
        return told

    def mappings(self, variable: str) -> tuple[NodeMapping | RelationshipMapping, ...]:
        """What a variable can stand for; empty when it is none of the patterns."""
        if variable in self.labels:
            return tuple(n for n in self._schema.nodes if n.label in self.labels[variable])
        if variable in self.types:
            return tuple(r for r in self._schema.relationships if r.type in self.types[variable])
        return ()

    def mappings_of(
        self, pattern: NodePattern | RelationshipPattern
    ) -> tuple[NodeMapping | RelationshipMapping, ...]:
        """What one pattern can stand for."""
        if isinstance(pattern, NodePattern):
            can_be = self.labels_at(pattern.start)
            return tuple(n for n in self._schema.nodes if n.label in can_be)
        types = self._own_types(pattern)
        return tuple(r for r in self._schema.relationships if r.type in types)

    def property_type(self, variable: str, name: str) -> PropertyType | None:
        """Type of a property, None where it is not known or not the same everywhere."""
        if variable in self._patterns.values:
            return None
        return _one_type(self.mappings(variable), name)

    def knows(self, variable: str) -> bool:
        """Whether anything in the query has that name."""
        others = self._patterns.values | self._patterns.aliases.keys()
        return variable in self.labels or variable in self.types or variable in others


def schema_findings(
    part: Statement, patterns: Patterns, meanings: Meanings, schema: Schema, parameters: Mapping[str, str]
) -> Iterator[Finding]:
    """Where one part of a query leaves the schema.

    Args:
        part: Its tokens.
        patterns: What it speaks of.
        meanings: What its variables can be.
        schema: The schema.
        parameters: Types of the parameters its header declares, by name.
    """
    labels = [label for node in patterns.nodes.values() for label in node.labels] + patterns.label_tests
    for label in labels:
        if label.text not in schema.labels:
            told = f"the schema has no node label '{label.text}'{nearest(label.text, schema.labels)}"
            yield Finding("label", label, told)
    for relationship in patterns.relationships:
        for name in relationship.types:
            if name.text not in schema.relationship_types:
                near = nearest(name.text, schema.relationship_types)
                yield Finding("relationship-type", name, f"the schema has no relationship type '{name.text}'{near}")
        yield from _wrong_ends(part, relationship, meanings)
    yield from _property_findings(patterns, meanings, schema)
    yield from _type_findings(part, patterns, meanings, parameters)


def _wrong_ends(part: Statement, relationship: RelationshipPattern, meanings: Meanings) -> Iterator[Finding]:
    possible = meanings.possible(relationship)
    if not possible or meanings.fitting(relationship):
        return
    left, right = meanings.labels_at(relationship.left), meanings.labels_at(relationship.right)
    token = relationship.types[0] if relationship.types else part[relationship.index]
    name = " or ".join(t.text for t in relationship.types) or "a relationship"
    runs = "; ".join(f"from {a} to {b}" for a, b in sorted(_forward(relationship, possible))[:3])
    runs = f"{name} runs {runs}" if relationship.types else "no relationship of the schema does that"
    start, end = (right, left) if relationship.to_left else (left, right)
    here = f"here it runs{_known(' from', start)}{_known(' to', end)}"
    if relationship.directed and any(b in left and a in right for a, b in possible):
        yield Finding("direction", token, f"{runs}; {here}: turn the arrow")
    else:
        yield Finding("ends", token, f"{runs}; {here}")


def _forward(relationship: RelationshipPattern, pairs: Pairs) -> set[tuple[str, str]]:
    return {(b, a) for a, b in pairs} if relationship.to_left else set(pairs)


def _known(preposition: str, labels: frozenset[str]) -> str:
    """Which labels an end has, as the end of a sentence; empty where it can have nearly any."""
    return f"{preposition} {' or '.join(sorted(labels))}" if len(labels) < 4 else ""


def _property_findings(patterns: Patterns, meanings: Meanings, schema: Schema) -> Iterator[Finding]:
    for use in patterns.properties:
        variable = use.variable.text
        if variable in patterns.values:
            continue
        if not meanings.knows(variable):
            near = nearest(variable, meanings.labels.keys() | meanings.types.keys() | patterns.values)
            yield Finding("variable", use.variable, f"nothing in the query is called '{variable}'{near}")
        elif mappings := meanings.mappings(variable):
            yield from _unknown_property(use.name, mappings, schema)
    for pattern in (*patterns.nodes.values(), *patterns.relationships):
        for key, _ in pattern.keys:
            yield from _unknown_property(key, meanings.mappings_of(pattern), schema)


def _one_type(mappings: Iterable[NodeMapping | RelationshipMapping], name: str) -> PropertyType | None:
    """The type a property has in all of them, None where there is none or several."""
    found: list[PropertyType] = [p.type for mapping in mappings for p in mapping.properties if p.name == name]
    return found[0] if len(set(found)) == 1 else None


def _kind(mapping: NodeMapping | RelationshipMapping) -> str:
    return mapping.label if isinstance(mapping, NodeMapping) else mapping.type


def _unknown_property(
    name: Token, mappings: tuple[NodeMapping | RelationshipMapping, ...], schema: Schema
) -> Iterator[Finding]:
    known = {p.name for mapping in mappings for p in mapping.properties}
    if name.text in known:
        return
    kinds = sorted({_kind(mapping) for mapping in mappings})
    whose = f"{' or '.join(kinds) if len(kinds) < 4 else 'the schema'} has no property"
    if len(kinds) >= 4 and name.text in schema.property_names:
        whose = "nothing that can stand here has a property"
    if name.text in schema.property_names:
        everything = (*schema.nodes, *schema.relationships)
        owners = {_kind(m) for m in everything if any(p.name == name.text for p in m.properties)}
        more = ", ..." if len(owners) > 3 else ""
        other = f" ({', '.join(sorted(owners)[:3])}{more} {'have' if len(owners) > 1 else 'has'} it)"
    else:
        other = ""
    has = nearest(name.text, known)
    if not has and known and len(kinds) < 4:
        has = f"; it has {', '.join(sorted(known)[:12])}"
    elif not known:
        has = "; it has none"
    yield Finding("property", name, f"{whose} '{name.text}'{other}{has}")


def _type_findings(
    part: Statement, patterns: Patterns, meanings: Meanings, parameters: Mapping[str, str]
) -> Iterator[Finding]:
    for use in patterns.properties:
        kind = meanings.property_type(use.variable.text, use.name.text)
        at = use.index + 1
        if kind is None or part[use.index - 3].is_sign(*_ARITHMETIC[:6]):
            continue
        in_list = part[at].is_word("IN")
        if part[at].is_word("STARTS", "ENDS", "CONTAINS") and kind != "string":
            told = f"{use.variable.text}.{use.name.text} is {_a(kind)}; {part[at].text} is for texts"
            yield Finding("type", part[at], told)
        elif part[at].is_sign(*_COMPARED) or in_list:
            shown = f"{use.variable.text}.{use.name.text}"
            yield from _compared(part, at + 1, shown, kind, parameters, in_list=in_list)
    for pattern in (*patterns.nodes.values(), *patterns.relationships):
        for key, index in pattern.keys:
            kind = _one_type(meanings.mappings_of(pattern), key.text)
            if kind is not None:
                yield from _compared(part, index + 2, key.text, kind, parameters, in_list=False)


def _compared(
    part: Statement, at: int, shown: str, kind: PropertyType, parameters: Mapping[str, str], *, in_list: bool
) -> Iterator[Finding]:
    """Whether the value at an index, when it stands alone there, can be equal to a property of a type."""
    token = part[at]
    given = _type_of(token, parameters)
    if given is None or part[at + 1].is_sign(*_ARITHMETIC):
        return
    if in_list:
        if not given.startswith("list of "):
            return
        given = given.removeprefix("list of ")
    if given in _FITTING[kind]:
        return
    name = f"${token.text}" if token.kind == "parameter" else token.text
    advice = ""
    if kind == "date":
        advice = f"; write date({name})" if token.kind == "string" else "; give it as a date parameter"
    yield Finding("type", token, f"{shown} is {_a(kind)}, {name} is {_a(given)}{advice}")


def _type_of(token: Token, parameters: Mapping[str, str]) -> str | None:
    match token.kind:
        case "string":
            return "string"
        case "number":
            return "number" if "." in token.text else "integer"
        case "parameter":
            return parameters.get(token.text)
        case _:
            return "boolean" if token.is_word("TRUE", "FALSE") else None


def _a(kind: str) -> str:
    shown = kind.replace("string", "text")
    return shown if kind == "string" else f"{'an' if kind == 'integer' else 'a'} {shown}"
