"""Whether a query keeps to the portable subset, the schema's names and reading only.

The subset is what Grafeo and Neo4j 5 share; `docs/decisions/0002-portable-cypher.md` gives each trap.
"""

from __future__ import annotations

import re

from clauseway.graph.schema import Schema

_WRITING = re.compile(r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD\s+CSV|CALL)\b", re.IGNORECASE)
_STRING_OR_COMMENT = re.compile(
    r"(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|//[^\n]*|/\*.*?\*/", re.DOTALL
)
_NODE = re.compile(r"\(\s*\w*\s*:\s*(\w+)")
_RELATIONSHIP = re.compile(r"\[\s*\w*\s*:\s*([\w|]+)")
_PROPERTY = re.compile(r"\b[a-z]\w*\.(\w+)")
_MAP = re.compile(r"\{([^{}]*)\}")
_MAP_KEY = re.compile(r"(\w+)\s*:")
_LABEL_TEST = re.compile(r"\b(?:WHERE|AND|OR|XOR|NOT)\s+\(?\s*\w+\s*:\s*(\w+)", re.IGNORECASE)

_NOT_PORTABLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), reason)
    for pattern, reason in (
        (r"\(\s*\w*\s*:\s*\w+\s*\|", "alternatives of labels (a:A|B) are not known to Grafeo; write one query a label"),
        (r"\bCOLLECT\s*\{", "COLLECT { } is not known to Grafeo; use OPTIONAL MATCH and collect()"),
        (r"\bround\s*\([^()]*,", "round(x, n) is not known to Grafeo; round in Python"),
        (r"\|\|", "|| is not known to Grafeo; join texts in Python"),
        (r"\bduration\b", "durations differ between engines; pass dates as parameters"),
        (r"\bisEmpty\s*\(", "isEmpty() is not known to Grafeo; use size(x) = 0"),
        (r"\bSHORTEST\b(?!Path)", "SHORTEST k is not known to Grafeo; use shortestPath()"),
        (r"\(\s*\w*\s*(?::\s*\w+)?\s*(?:\{[^{}]*\})?\s*\bWHERE\b", "WHERE inside a node pattern fails on Grafeo"),
        (r"[)>\]-]\s*(?:\{\s*\d*\s*,\s*\d*\s*\}|\+)\s*\(?", "quantified paths are not known to Grafeo; use *1..n"),
        (r"\bdate\s*\(\s*\)", "today's date makes answers differ from day to day; pass $as_of"),
        (r"\bid\s*\(|\belementId\s*\(", "internal identifiers differ between engines; use keys"),
        (r"\bIN\s*\[", "a literal list in IN is answered wrongly by Neo4j 5.26; pass a parameter"),
        (r"(?<!coalesce\()\bsum\s*\(", "sum() of nothing is null on Grafeo; write coalesce(sum(x), 0)"),
    )
)
_UNDIRECTED = re.compile(r"(?<!<)-\s*\[[^\]]*\]\s*-(?!>)|\)\s*--\s*\(")
_OPTIONAL_WHERE = re.compile(
    r"OPTIONAL\s+MATCH(?:(?!\b(?:MATCH|WITH|RETURN|UNION)\b).)*\bWHERE\b"
    r"(?P<where>(?:(?!\b(?:WITH|RETURN|UNION|OPTIONAL)\b|(?<!\{)(?<!\{\s)\bMATCH\b).)*)",
    re.IGNORECASE | re.DOTALL,
)
_SUBQUERY = re.compile(r"\b(?:EXISTS|COUNT)\s*\{", re.IGNORECASE)
_PATTERN = re.compile(r"\)\s*<?-\s*\[?")


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
    return set(re.findall(r"\$(\w+)", strip_literals(text)))


def returned_columns(text: str) -> list[str]:
    """Aliases of the last RETURN, in order.

    >>> returned_columns("MATCH (a:A) RETURN a.x AS x, count(*) AS n ORDER BY x")
    ['x', 'n']
    """
    clause = re.split(r"\bRETURN\b", strip_literals(text), flags=re.IGNORECASE)[-1]
    clause = re.split(r"\bORDER\s+BY\b|\bSKIP\b|\bLIMIT\b", clause, flags=re.IGNORECASE)[0]
    depth, part, parts = 0, "", list[str]()
    for character in clause:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    parts.append(part)
    aliases: list[str] = []
    for item in parts:
        match = re.search(r"\bAS\s+(\w+)\s*$", item.strip(), re.IGNORECASE)
        aliases.append(match[1] if match else item.strip())
    return aliases


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
    bare = strip_literals(text)
    found = [f"it writes ({match[1].upper()}); catalogue queries only read" for match in _WRITING.finditer(bare)]
    found += [reason for pattern, reason in _NOT_PORTABLE if pattern.search(bare)]
    if _UNDIRECTED.search(bare):
        found.append("an undirected relationship; give it a direction")
    for condition in _OPTIONAL_WHERE.finditer(bare):
        where = condition["where"]
        if _SUBQUERY.search(where):
            found.append("a subquery in the WHERE of an OPTIONAL MATCH drops rows on Grafeo; put it into RETURN")
        elif _PATTERN.search(where):
            found.append("a pattern in the WHERE of an OPTIONAL MATCH drops rows on Grafeo; put it into RETURN")
    for label in (*_NODE.findall(bare), *_LABEL_TEST.findall(bare)):
        if label not in schema.labels:
            found.append(f"the schema has no node label '{label}'")
    for types in _RELATIONSHIP.findall(bare):
        for name in types.split("|"):
            if name and name not in schema.relationship_types:
                found.append(f"the schema has no relationship type '{name}'")
    keys = [key for inside in _MAP.findall(bare) if "MATCH" not in inside.upper() for key in _MAP_KEY.findall(inside)]
    for name in (*_PROPERTY.findall(bare), *keys):
        if name not in schema.property_names:
            found.append(f"the schema has no property '{name}'")
    return list(dict.fromkeys(found))
