"""What a query speaks of: nodes and relationships of its patterns, properties, and which labels a variable can have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clauseway.queries.cypher_text import Statement, Token

_NO_FUNCTIONS = (
    "MATCH", "WHERE", "AND", "OR", "XOR", "NOT", "IN", "RETURN", "WITH", "EXISTS", "COUNT", "COLLECT", "WHEN",
    "THEN", "ELSE", "CASE", "DISTINCT", "BY", "AS", "CREATE", "MERGE", "INSERT", "CALL", "ON", "ALL", "ANY",
    "SHORTEST", "CONTAINS", "UNWIND", "IS", "PATHS", "PATH", "GROUPS", "GROUP", "SHORTESTPATH", "ALLSHORTESTPATHS",
)  # fmt: skip
"""Words before a bracket that is no list of arguments."""
_TESTS = ("WHERE", "AND", "OR", "XOR", "NOT", "WHEN", "RETURN", "WITH", "DISTINCT", "ELSE", "THEN")
_NAMING = ("WITH", "RETURN", "UNWIND", "YIELD", "MATCH", "LET", "FOR", "CSV")
"""Words after which names are given."""
_FOUND_IN_A_LIST = ("ANY", "ALL", "NONE", "SINGLE", "FILTER", "EXTRACT")


@dataclass(frozen=True, slots=True)
class NodePattern:
    """A node of a pattern, or a test of a label that looks like one.

    Attributes:
        start: Index of its opening bracket.
        variable: Its name in the query, None without one.
        labels: The labels it names.
        plain: Whether it has at most one label, or several it must have all (`:A:B`): no alternatives, no `!`.
        operators: Signs and words between labels that are not `:`, with their places.
        keys: Names of the properties it is matched by, each with the index of its token.
        where: Index of a WHERE inside it, None without one.
    """

    start: int
    variable: Token | None
    labels: tuple[Token, ...]
    operators: tuple[Token, ...]
    keys: tuple[tuple[Token, int], ...]
    where: int | None

    @property
    def plain(self) -> bool:
        """Whether it must have each of its labels: no alternatives, no `!`, no `%`."""
        return not any(sign.is_sign("|", "!", "%") for sign in self.operators)


@dataclass(frozen=True, slots=True)
class RelationshipPattern:
    """A relationship of a pattern.

    Attributes:
        index: Index of its opening bracket, or of its second hyphen where it has none.
        variable: Its name in the query, None without one.
        types: The types it names.
        negated: Whether types are named that it must not have.
        operators: Signs between types other than `|` and `:`.
        keys: Names of the properties it is matched by, each with the index of its token.
        to_left, to_right: Which arrow heads it has.
        left, right: Index of the opening bracket of the node before and behind it.
        starred: Whether it stands for several in a row, as `*1..3`.
        quantifier: Index of a quantifier behind it (`{1,3}`, `+`), None without one.
    """

    index: int
    variable: Token | None
    types: tuple[Token, ...]
    operators: tuple[Token, ...]
    keys: tuple[tuple[Token, int], ...]
    to_left: bool
    to_right: bool
    left: int
    right: int
    starred: bool
    quantifier: int | None

    @property
    def negated(self) -> bool:
        """Whether types are named that it must not have."""
        return bool(self.operators)

    @property
    def many(self) -> bool:
        """Whether it stands for several in a row."""
        return self.starred or self.quantifier is not None

    @property
    def directed(self) -> bool:
        """Whether it has exactly one arrow head."""
        return self.to_left != self.to_right


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property of a variable, as in `a.slug`; `index` is that of the property's token."""

    variable: Token
    name: Token
    index: int


@dataclass(slots=True)
class Patterns:
    """What one query speaks of.

    Attributes:
        nodes: Nodes by the index of their opening bracket.
        relationships: In the order of the text.
        label_tests: Labels a variable is tested for outside a pattern.
        properties: In the order of the text.
        values: Variables that are no node and no relationship: a row, an alias, an item of a list, a path.
        aliases: The variable behind a new name (`WITH a AS b`), by the new name.
    """

    nodes: dict[int, NodePattern] = field(default_factory=dict[int, NodePattern])
    relationships: list[RelationshipPattern] = field(default_factory=list[RelationshipPattern])
    label_tests: list[Token] = field(default_factory=list[Token])
    properties: list[PropertyUse] = field(default_factory=list[PropertyUse])
    values: set[str] = field(default_factory=set[str])
    aliases: dict[str, str] = field(default_factory=dict[str, str])


def read_patterns(part: Statement) -> Patterns:
    """What one part of a UNION speaks of.

    >>> from clauseway.queries.cypher_text import read_tokens, statements
    >>> found = read_patterns(statements(read_tokens("MATCH (e:Economy)-[:PARTY_TO]->(a) RETURN a.slug")[0])[0])
    >>> [node.labels[0].text for node in found.nodes.values() if node.labels], found.properties[0].name.text
    (['Economy'], 'slug')
    """
    found = Patterns(relationships=list(_relationships(part)))
    ends = {end for relationship in found.relationships for end in (relationship.left, relationship.right)}
    for start in part.closing:
        if not part[start].is_sign("("):
            continue
        before = part[start - 1]
        adjacent = start in ends
        if before.kind == "word" and not before.is_word(*_NO_FUNCTIONS) and not adjacent:
            continue
        node = _node(part, start)
        if node is None:
            continue
        behind = part[part.closing[start] + 1]
        if not adjacent and (before.is_word(*_TESTS) or before.is_sign("(") or behind.is_sign(".")):
            found.label_tests += node.labels
        else:
            found.nodes[start] = node
    found.label_tests += _label_tests(part, found)
    found.properties = list(_properties(part))
    _bind_values(part, found)
    return found


def _node(part: Statement, start: int) -> NodePattern | None:
    end = part.closing[start]
    at = start + 1
    variable = None
    if part[at].kind == "word" and not part[at].is_word("WHERE") and not part[at].is_word("IS"):
        variable = part[at]
        at += 1
    labels: list[Token] = []
    operators: list[Token] = []
    if part[at].is_sign(":") or (part[at].is_word("IS") and not part[at + 1].is_word("NULL", "NOT")):
        if not part[at].is_sign(":"):
            operators.append(part[at])
        at += 1
        while at < end and (part[at].is_sign(":", "|", "&", "!", "%", "(", ")") or _is_label(part, at)):
            if part[at].kind == "word":
                labels.append(part[at])
            elif not part[at].is_sign(":"):
                operators.append(part[at])
            at += 1
    keys: tuple[tuple[Token, int], ...] = ()
    if part[at].is_sign("{") and at in part.closing:
        keys = tuple(map_keys(part, at))
        at = part.closing[at] + 1
    elif part[at].kind == "parameter":
        at += 1
    where = at if part[at].is_word("WHERE") else None
    if at != end and where is None:
        return None
    return NodePattern(start, variable, tuple(labels), tuple(operators), keys, where)


def _is_label(part: Statement, at: int) -> bool:
    """Whether a word goes on a list of labels: it follows a sign of it."""
    return part[at].kind == "word" and (
        part[at - 1].is_sign(":", "|", "&", "!", "(") or (part[at - 1].is_word("IS") and not part[at].is_word("WHERE"))
    )


def map_keys(part: Statement, start: int) -> Iterator[tuple[Token, int]]:
    """Keys of a map in braces, with their indexes."""
    for index, token in part.inside(start):
        if token.kind == "word" and part[index + 1].is_sign(":") and part[index - 1].is_sign("{", ","):
            yield token, index


def _relationships(part: Statement) -> Iterator[RelationshipPattern]:
    for index, token in enumerate(part):
        if token.is_sign("[") and index in part.closing and part[index - 1].is_sign("-"):
            before, behind = index - 2, part.closing[index] + 1
            bracket: int | None = index
        elif token.is_sign("-") and part[index - 1].is_sign("-"):
            before, behind = index - 2, index
            bracket = None
        else:
            continue
        if not part[behind].is_sign("-"):
            continue
        to_left = part[before].is_sign("<")
        before -= to_left
        behind += 1
        to_right = part[behind].is_sign(">")
        behind += to_right
        quantifier = behind if part[behind].is_sign("+", "*", "{") else None
        if quantifier is not None:
            behind = part.closing.get(behind, behind) + 1
        if not part[before].is_sign(")") or not part[behind].is_sign("("):
            continue
        left = part.opening.get(before, -1)
        yield _relationship(part, index, bracket, (to_left, to_right), (left, behind), quantifier)


def _relationship(
    part: Statement,
    index: int,
    bracket: int | None,
    heads: tuple[bool, bool],
    ends: tuple[int, int],
    quantifier: int | None,
) -> RelationshipPattern:
    variable: Token | None = None
    types: list[Token] = []
    operators: list[Token] = []
    keys: list[tuple[Token, int]] = []
    starred = False
    if bracket is not None:
        at, end = bracket + 1, part.closing[bracket]
        if part[at].kind == "word" and not part[at].is_word("WHERE"):
            variable = part[at]
            at += 1
        naming = part[at].is_sign(":")
        while at < end:
            token = part[at]
            if token.is_sign("{") and at in part.closing:
                keys += map_keys(part, at)
                break
            if token.is_word("WHERE"):
                break
            if token.is_sign("*"):
                starred = True
                naming = False
            if naming and token.kind == "word":
                types.append(token)
            elif naming and token.is_sign("!", "%", "&"):
                operators.append(token)
            at += 1
    return RelationshipPattern(
        index, variable, tuple(types), tuple(operators), tuple(keys), *heads, *ends, starred, quantifier
    )


def _label_tests(part: Statement, found: Patterns) -> Iterator[Token]:
    """Labels behind `variable:` where no pattern and no map stands."""
    named = {id(label) for node in found.nodes.values() for label in node.labels} | {id(t) for t in found.label_tests}
    for index, token in enumerate(part):
        if token.kind != "word" or not part[index - 1].is_sign(":") or id(token) in named:
            continue
        variable, before = part[index - 2], part[index - 3]
        around = part.around[index]
        in_map = part[around].is_sign("{") and part[around + 2].is_sign(":")
        if variable.kind == "word" and not in_map and not before.is_sign("[", "{", ".", ":", "|"):
            yield token


def _properties(part: Statement) -> Iterator[PropertyUse]:
    for index, token in enumerate(part):
        if token.kind != "word" or part[index - 1].is_sign("."):
            continue
        if part[index + 1].is_sign(".") and part[index + 2].kind == "word":
            if not _is_function_path(part, index):
                yield PropertyUse(token, part[index + 2], index + 2)
        elif part[index + 1].is_sign("{") and not token.is_word("EXISTS", "COUNT", "COLLECT", "CALL"):
            for inner, dot in part.inside(index + 1):  # a map projection: e {.iso3, .name}
                if dot.is_sign(".") and part[inner - 1].is_sign("{", ",") and part[inner + 1].kind == "word":
                    yield PropertyUse(token, part[inner + 1], inner + 1)


def _is_function_path(part: Statement, index: int) -> bool:
    """Whether a dotted name is that of a function, as in `date.truncate(`."""
    while part[index + 1].is_sign(".") and part[index + 2].kind == "word":
        index += 2
    return part[index + 1].is_sign("(")


def _bind_values(part: Statement, found: Patterns) -> None:
    """Find the names that stand for something else than a node or relationship of a pattern."""
    patterned = {p.variable.text for p in (*found.nodes.values(), *found.relationships) if p.variable}
    clause = ""
    for index, token in enumerate(part):
        before, behind = part[index - 1], part[index + 1]
        if token.is_word(*_NAMING) and not before.is_sign(".", ":"):
            clause = token.text.upper()
        if token.kind != "word":
            continue
        if before.is_word("AS"):
            old = part[index - 2]
            simple = part[index - 3].is_sign(",") or part[index - 3].is_word("WITH", "DISTINCT")
            if clause == "WITH" and simple and old.kind == "word" and old.text in patterned | found.aliases.keys():
                found.aliases[token.text] = old.text
            elif clause != "RETURN" or token.text not in patterned:
                found.values.add(token.text)
            continue
        item = behind.is_word("IN") and _in_list(part, index, clause)
        assigned = behind.is_sign("=") and _is_assigned(part, index, clause)
        if item or assigned or clause == "YIELD":
            found.values.add(token.text)


def _is_assigned(part: Statement, index: int, clause: str) -> bool:
    """Whether `x =` names a path, or a value, rather than compares."""
    before = part[index - 1]
    outermost = part.around[index] == -1
    return (
        before.is_word("MATCH")
        or before.is_sign("{")
        or (clause == "MATCH" and outermost and before.is_sign(","))
        or clause == "LET"
        or (before.is_sign("(") and part[index - 2].is_word("REDUCE"))
    )


def _in_list(part: Statement, index: int, clause: str) -> bool:
    """Whether `x IN` names the items of a list, rather than asking whether x is one."""
    before = part[index - 1]
    around = part.around[index]
    opened = before.is_sign("(") and part[around - 1].is_word(*_FOUND_IN_A_LIST)
    reduced = before.is_sign(",") and part[around - 1].is_word("REDUCE")
    return before.is_sign("[") or opened or reduced or clause == "FOR"
