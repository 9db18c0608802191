"""What the linter finds of clauses that do more than read, and of Cypher that Grafeo and Neo4j 5 do not share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from clauseway.queries.cypher_patterns import Patterns
from clauseway.queries.cypher_text import Statement
from clauseway.queries.lint_rules import BETTER_FUNCTIONS, PORTABLE_FUNCTIONS, rule
from clauseway.queries.schema_names import Finding, Meanings, nearest

_WRITES = ("CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "DROP", "FOREACH", "INSERT")
_ADMINISTERS = ("SHOW", "USE", "ALTER", "GRANT", "DENY", "REVOKE", "TERMINATE")
_CLAUSES = ("MATCH", "OPTIONAL", "WITH", "RETURN", "UNION", "UNWIND", "CALL", "ORDER", "SKIP", "LIMIT")
_NOT_CALLED = frozenset((
    "match", "where", "and", "or", "xor", "not", "in", "return", "with", "exists", "count", "collect", "when",
    "then", "else", "case", "distinct", "by", "as", "create", "merge", "insert", "call", "on", "union", "unwind",
    "foreach", "is", "contains", "starts", "ends", "skip", "limit", "order", "using", "delete", "set", "remove",
    "end", "detach", "optional", "all", "any", "shortest", "yield", "path", "paths", "group", "groups", "for",
    "let", "filter",
))  # fmt: skip
"""Words that may stand before a bracket and are no functions there."""
_NOW = ("DATE", "DATETIME", "LOCALDATETIME", "TIME", "LOCALTIME")
_CHANGING = ("TIMESTAMP", "RAND", "RANDOMUUID")


def reading_findings(statement: Statement) -> Iterator[Finding]:
    """Clauses of a statement that do more than read."""
    for index, token in enumerate(statement):
        before, behind = statement[index - 1], statement[index + 1]
        if token.kind != "word" or token.quoted or before.is_sign(".", ":", "&", "$") or before.is_word("AS"):
            continue
        if behind.is_sign(":", ".", "=", ",", ")"):
            continue  # a name that is written like a keyword
        word = token.text.upper()
        if word in _WRITES and not before.is_word("ON") and not (word == "DELETE" and before.is_word("DETACH")):
            yield Finding("writes", token, f"it writes ({word}); {rule('writes').instead}")
        elif word == "LOAD" and behind.is_word("CSV"):
            yield Finding("load-csv", token, rule("load-csv").sentence)
        elif word == "CALL":
            name = "call-subquery" if behind.is_sign("{", "(") else "procedure"
            yield Finding(name, token, rule(name).sentence)
        elif word in _ADMINISTERS and index == 0:
            yield Finding("administration", token, rule("administration").sentence)


def portable_findings(part: Statement, patterns: Patterns, meanings: Meanings) -> Iterator[Finding]:
    """What one part of a query asks that not both engines answer, or not alike."""
    for name, index in (
        *_of_patterns(part, patterns),
        *_of_optional_matches(part, patterns),
        *_of_functions(part, meanings),
        *_of_lists(part),
    ):
        yield Finding(name, part[index], rule(name).sentence)
    yield from _unknown_functions(part)


def _of_patterns(part: Statement, patterns: Patterns) -> Iterator[tuple[str, int]]:
    for node in patterns.nodes.values():
        if node.operators:
            yield "label-expression", node.start
        if node.where is not None:
            yield "where-in-node", node.where
    for relationship in patterns.relationships:
        if relationship.operators:
            yield "label-expression", relationship.index
        if not relationship.directed:
            yield "undirected", relationship.index
        if relationship.quantifier is not None:
            yield "quantified-path", relationship.quantifier
    holding = {part.around[relationship.index - 1] for relationship in patterns.relationships}
    for start, end in part.closing.items():
        holds = part[start].is_sign("(") and start in holding
        path = part[start - 1].is_word("SHORTESTPATH", "ALLSHORTESTPATHS")
        if holds and not path and part[end + 1].is_sign("{", "+", "*"):
            yield "quantified-path", end + 1
    for index, token in enumerate(part):
        named = part[index - 1].is_sign(".", ":") or part[index + 1].is_sign(":", ".", ",", ")")
        if token.is_word("SHORTEST") and not named:
            yield "shortest", index
        elif _is_newer(part, index):
            yield "newer-clause", index
        elif token.is_word("ANY", "ALL") and index + 1 in patterns.nodes and part[index - 1].is_sign("="):
            yield "shortest", index


def _is_newer(part: Statement, index: int) -> bool:
    """Whether a clause begins that is younger than the subset, or the version of the language is said."""
    token, behind = part[index], part[index + 1]
    if part.around[index] != -1 or part[index - 1].is_sign(".", ":", ",") or part[index - 1].is_word("AS"):
        return False
    return (
        (index == 0 and token.is_word("CYPHER"))
        or (token.is_word("LET") and part[index + 2].is_sign("="))
        or (token.is_word("FOR") and part[index + 2].is_word("IN"))
        or (token.is_word("FILTER") and behind.kind == "word" and not behind.is_word(*_CLAUSES, "AS", "IN", "WHERE"))
        or (token.is_word("FINISH") and index == len(part) - 1 and index > 0)
    )


def _of_optional_matches(part: Statement, patterns: Patterns) -> Iterator[tuple[str, int]]:
    """Subqueries and patterns in the WHERE of an OPTIONAL MATCH."""
    for index, token in enumerate(part):
        if not (token.is_word("OPTIONAL") and part[index + 1].is_word("MATCH")):
            continue
        depth = part.around[index]
        where = None
        for at, word in part.between(index + 2, part.closing.get(depth, len(part))):
            if part.around[at] == depth and word.is_word(*_CLAUSES) and not part[at - 1].is_sign(".", ":"):
                break
            if part.around[at] == depth and word.is_word("WHERE"):
                where = at
            if where is None:
                continue
            if word.is_word("EXISTS", "COUNT", "COLLECT") and part[at + 1].is_sign("{"):
                yield "optional-subquery", at
                break
            if any(r.index == at for r in patterns.relationships):
                yield "optional-pattern", at
                break


def _of_functions(part: Statement, meanings: Meanings) -> Iterator[tuple[str, int]]:
    for index, token in enumerate(part):
        if token.is_sign("||"):
            yield "joined-text", index
        elif token.is_word("COLLECT") and part[index + 1].is_sign("{") and not part[index - 1].is_sign(".", ":"):
            yield "collect-subquery", index
        elif token.is_word("DURATION") and part[index + 1].is_sign("(", ".") and not part[index - 1].is_sign(".", ":"):
            yield "duration", index
        elif part.is_call(index, "ROUND"):
            if any(inner.is_sign(",") for _, inner in part.inside(index + 1)):
                yield "rounding", index
        elif part.is_call(index, *_CHANGING) or (part.is_call(index, *_NOW) and part[index + 2].is_sign(")")):
            yield "today", index
        elif part.is_call(index, "ID", "ELEMENTID"):
            yield "internal-identifier", index
        elif part.is_call(index, "SUM"):
            if not (part[index - 1].is_sign("(") and part[index - 2].is_word("COALESCE")):
                yield "bare-sum", index
        elif part.is_call(index, "TOSTRING"):
            if _is_number(part, index + 2, meanings):
                yield "number-as-text", index
        elif part.is_call(index, "DATE") and _is_wrong_day(part, index + 2):
            yield "date-text", index


def _is_number(part: Statement, at: int, meanings: Meanings) -> bool:
    """Whether the argument at an index is a number with decimals, or arithmetic, which may be one."""
    if part[at].kind == "number":
        return "." in part[at].text
    single = part[at + 1].is_sign(".") and part[at + 3].is_sign(")")
    return single and meanings.property_type(part[at].text, part[at + 2].text) == "number"


def _is_wrong_day(part: Statement, at: int) -> bool:
    """Whether the one argument at an index is a text, and no day."""
    return part[at].kind == "string" and part[at + 1].is_sign(")") and not _is_day(part[at].text[1:-1])


def _is_day(text: str) -> bool:
    """Whether a text is a day written YYYY-MM-DD.

    >>> _is_day("2024-02-29"), _is_day("20240229"), _is_day("2023-02-29")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _of_lists(part: Statement) -> Iterator[tuple[str, int]]:
    for index, token in enumerate(part):
        if not token.is_sign("[") or index not in part.closing:
            continue
        inside = list(part.inside(index))
        made = part[index + 2].is_word("IN") or any(inner.is_sign("|") for _, inner in inside)
        if part[index - 1].is_word("IN") and not made and not part[index - 3].is_sign("["):
            yield "literal-list", index
        for at, inner in inside:
            alone = part[at - 1].is_sign("[", ",") and part[at + 1].is_sign("]", ",")
            if inner.is_word("NULL") and alone and not made:
                yield "null-in-list", at


def _unknown_functions(part: Statement) -> Iterator[Finding]:
    known = {name.lower() for name in PORTABLE_FUNCTIONS}
    listed = rule("function").instead.replace("`", "")
    ruled = {"round", "duration", "id", "elementid", *(w.lower() for w in (*_NOW, *_CHANGING))}
    for index, token in enumerate(part):
        if token.kind != "word" or not part[index + 1].is_sign("(") or part[index - 1].is_sign(":", "|", "&", "!"):
            continue
        if part[index - 1].is_sign(".") or part[index - 1].is_word("CALL"):
            continue  # the end of a dotted name is looked at from its beginning
        name = token.text
        if name.lower() in known | ruled or (not token.quoted and name.lower() in _NOT_CALLED):
            continue
        better = BETTER_FUNCTIONS.get(name.lower())
        advice = f"; write {better}" if better else nearest(name, PORTABLE_FUNCTIONS) or f"; {listed}"
        yield Finding("function", token, f"{name}() is not known to both engines{advice}")
    for index, token in enumerate(part):
        dotted = token.kind == "word" and part[index + 1].is_sign(".") and not part[index - 1].is_sign(".")
        if not dotted or token.is_word("DURATION") or part[index - 1].is_word("CALL"):
            continue
        name, at = token.text, index
        while part[at + 1].is_sign(".") and part[at + 2].kind == "word":
            at += 2
            name += f".{part[at].text}"
        if part[at + 1].is_sign("("):
            yield Finding("function", token, f"{name}() is not known to both engines; {listed}")
