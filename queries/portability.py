"""Whether a query keeps to the portable subset, the schema's names and reading only.

The subset is what Grafeo and Neo4j 5 share: `docs/decisions/0002-portable-cypher.md` says why, `docs/cypher.md` gives
every rule of the linter, which is what judges here too.
"""

from __future__ import annotations

import re

from clauseway.graph.schema import Schema
from clauseway.queries.cypher_text import columns_of, parts_of_union, read_tokens, statements
from clauseway.queries.linting import lint_text

_STRING_OR_COMMENT = re.compile(
    r"(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|//[^\n]*|/\*.*?\*/", re.DOTALL
)


def strip_literals(text: str) -> str:
    r"""The query without comments and with its string literals emptied.

    >>> strip_literals("MATCH (a) // note\nWHERE a.x = 'b' RETURN a.x AS x").splitlines()[1]
    "WHERE a.x = '' RETURN a.x AS x"
    """
    emptied = _STRING_OR_COMMENT.sub(lambda found: "''" if found["string"] else "", text)
    return "\n".join(line.rstrip() for line in emptied.splitlines())


def used_parameters(text: str) -> set[str]:
    """Names of the `$parameters` a query uses.

    >>> sorted(used_parameters("WHERE a.x = $x AND a.y = $y"))
    ['x', 'y']
    """
    return {token.text for token in read_tokens(text)[0] if token.kind == "parameter"}


def returned_columns(text: str) -> list[str]:
    """Aliases of the last RETURN, in order.

    >>> returned_columns("MATCH (a:A) RETURN a.x AS x, count(*) AS n ORDER BY x")
    ['x', 'n']
    """
    parts = [part for one in statements(read_tokens(text)[0]) for part in parts_of_union(one)]
    return columns_of(parts[-1]) if parts else []


_BEGINNINGS = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN"})
_OTHER_STATEMENTS = re.compile(
    r"\b(INSERT|SHOW|TERMINATE|USE|CALL|CREATE|MERGE|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD|SET)\b",
    re.IGNORECASE,
)


def why_not_only_reading(text: str) -> str:
    """Why a text is not one statement that only reads; empty when it is.

    It refuses rather too much than too little: such a word is refused as a name as well, and so are names in
    backquotes, in which a quotation mark would hide what stands behind it.

    >>> why_not_only_reading("MATCH (e:Economy) RETURN e.iso3 AS economy;")
    ''
    >>> why_not_only_reading("MATCH (e:Economy) SET e.name = 'x'")
    'The query holds SET: this page only reads.'
    >>> why_not_only_reading("MATCH (`'`) DELETE `'`")
    'The query holds a name in backquotes: write names without them.'
    >>> why_not_only_reading("RETURN 1 AS one; RETURN 2 AS two")
    'The query holds several statements: send one at a time.'
    >>> why_not_only_reading("SHOW USERS")
    'A query begins with MATCH, OPTIONAL MATCH, WITH, UNWIND or RETURN.'
    """
    if "`" in text:
        return "The query holds a name in backquotes: write names without them."
    bare = strip_literals(text).strip().rstrip(";").strip()
    if ";" in bare:
        return "The query holds several statements: send one at a time."
    first = re.match(r"\w+", bare)
    if first is None or first[0].upper() not in _BEGINNINGS:
        return "A query begins with MATCH, OPTIONAL MATCH, WITH, UNWIND or RETURN."
    if found := _OTHER_STATEMENTS.search(bare):
        return f"The query holds {found[1].upper()}: this page only reads."
    return ""


def faults(text: str, schema: Schema) -> list[str]:
    """What keeps a query from being read-only, portable and in the schema; empty when it is all three."""
    return [problem.message for problem in lint_text(text, schema)]
