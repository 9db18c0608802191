"""The linter of Cypher texts: schema names, reading only, portability, and a typed header where there is one.

Nothing is run and no graph is opened. What an engine says of a query that it is given, this says beforehand, and also
what no engine says: that a name is not in the schema, or that the two engines would answer differently.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clauseway.graph.engine import Row
from clauseway.graph.schema import Schema
from clauseway.queries.catalogue import HeaderError, QueryColumn, QueryParameter, header_entry
from clauseway.queries.cypher_patterns import read_patterns
from clauseway.queries.cypher_text import (
    Statement,
    Token,
    columns_of,
    last_clause,
    parts_of_union,
    read_tokens,
    statements,
)
from clauseway.queries.lint_rules import rule
from clauseway.queries.portable_rules import portable_findings, reading_findings
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.schema_names import Finding, Meanings, schema_findings

QUERY_SUFFIXES = (".cypher", ".cql")
_BEGINNINGS = (
    "MATCH", "OPTIONAL", "WITH", "RETURN", "UNWIND", "CALL", "EXPLAIN", "PROFILE", "CYPHER", "LET", "FOR", "SHOW",
    "USE", "ALTER", "GRANT", "DENY", "REVOKE", "TERMINATE", "CREATE", "MERGE", "INSERT", "DROP", "LOAD", "FOREACH",
    "START", "STOP", "FINISH", "FILTER",
)  # fmt: skip
_OFFERED = ("MATCH", "OPTIONAL MATCH", "WITH", "RETURN", "UNWIND", "WHERE", "ORDER BY")
_WITHOUT_ANSWER = frozenset({"writes", "procedure", "administration", "load-csv", "newer-clause"})


class QueriesFaulty(ValueError):
    """A text has problems, which have been told one by one."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of one text.

    Attributes:
        file: Where the text was read from, `<stdin>` for standard input, empty for a text by itself.
        line, column: Where it is, counted from 1.
        rule: Name of the rule of `lint_rules.RULES`.
        message: What is wrong and what to write instead, one sentence.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str

    def __str__(self) -> str:
        """As compilers say it: `file:line:column: rule: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.rule}: {self.message}"


@dataclass(slots=True)
class _Header:
    """The typed header of a text: what could be read of it, and the line it begins in (0 without one)."""

    line: int
    parameters: dict[str, tuple[QueryParameter, int]]
    columns: list[QueryColumn]
    problems: list[Problem]


def lint_text(text: str, schema: Schema, file: str = "", *, neo4j_only: bool = False) -> list[Problem]:
    r"""Problems of a text with one query or several, in the order of the text; any text can be given.

    Args:
        text: The Cypher, with or without a typed header.
        schema: The schema it is held against.
        file: Name for the problems.
        neo4j_only: Leave away the rules that only Grafeo, or keeping answers alike, makes necessary.

    >>> from clauseway.graph.schema import load_schema
    >>> for problem in lint_text("MATCH (e:Economi)\nRETURN e.iso3 AS economy", load_schema(), "own.cypher"):
    ...     print(problem)
    own.cypher:1:10: label: the schema has no node label 'Economi'; did you mean 'Economy'?
    """
    tokens, unreadable = read_tokens(text)
    header = _read_header(text, tokens, file)
    problems = header.problems + [Problem(file, f.line, f.column, "syntax", f.message) for f in unreadable]
    found: list[Finding] = []
    parts = statements(tokens)
    for statement in parts:
        problems += [Problem(file, f.line, f.column, "syntax", f.message) for f in statement.faults]
        found += _of_statement(statement, schema, header, whole=not unreadable)
    if not parts and not problems:
        problems.append(Problem(file, 1, 1, "syntax", "there is no query in it"))
    if header.line and not problems:
        problems += _of_header(header, tokens, parts, file)
    if neo4j_only:
        found = [one for one in found if _holds_on_neo4j(one.rule)]
    problems += [Problem(file, one.token.line, one.token.column, one.rule, one.message) for one in found]
    return sorted(set(problems))


@cache
def _holds_on_neo4j(name: str) -> bool:
    one = rule(name)
    return one.kind != "portable" or one.engine == "Neo4j"


def _of_statement(statement: Statement, schema: Schema, header: _Header, *, whole: bool) -> Iterator[Finding]:
    first = statement[0]
    if not first.is_word(*_BEGINNINGS) and not first.is_sign("(", "{"):
        near = _near_clause(first.text)
        yield Finding("syntax", first, f"a query cannot begin with '{first.text}'{near}")
        return
    beyond = list(reading_findings(statement))
    yield from beyond
    if statement.faults or not whole or any(one.rule == "administration" for one in beyond):
        return  # patterns that are cut off say little
    types = {name: str(parameter.type) for name, (parameter, _) in header.parameters.items()}
    parts = parts_of_union(statement)
    for part in parts:
        patterns = read_patterns(part)
        meanings = Meanings(patterns, schema)
        yield from schema_findings(part, patterns, meanings, schema, types)
        for finding in portable_findings(part, patterns, meanings):
            misspelt = _misspelt_clause(part, finding) if finding.rule == "function" else None
            yield misspelt or finding
    answers = parts and all(last_clause(part, "RETURN") is not None for part in parts)
    if not answers and not any(one.rule in _WITHOUT_ANSWER for one in beyond):
        last = statement[len(statement) - 1]
        if not last.is_word("FINISH"):
            yield Finding("syntax", last, "the query ends without RETURN, so it answers nothing")


def _near_clause(word: str) -> str:
    near = difflib.get_close_matches(word.upper(), [one.split()[0] for one in _OFFERED], 1, 0.6)
    return f"; did you mean '{near[0]}'?" if near else f"; begin with {', '.join(_OFFERED[:5])}"


def _misspelt_clause(part: Statement, finding: Finding) -> Finding | None:
    """A word where no function can stand, right behind a pattern or a value, as the clause it was meant to be."""
    index = next(i for i, token in enumerate(part) if token is finding.token)
    if not part[index - 1].is_sign(")", "]", "}") and part[index - 1].kind not in ("string", "number", "parameter"):
        return None
    return Finding("syntax", finding.token, f"'{finding.token.text}' is no clause{_near_clause(finding.token.text)}")


def _read_header(text: str, tokens: Sequence[Token], file: str) -> _Header:
    """The typed header: comment lines above the query that begin as those of the catalogue do."""
    header = _Header(0, {}, [], [])
    before = tokens[0].line if tokens else None
    for number, line in enumerate(text.split("\n")[: None if before is None else before - 1], 1):
        entry = line.strip().removeprefix("//").strip() if line.startswith("//") else ""
        if not entry.startswith(("param ", "returns ", "title: ", "question: ")):
            continue
        header.line = header.line or number
        try:
            read = header_entry(entry)
        except HeaderError as error:
            header.problems.append(Problem(file, number, 1, "header", f"{error}: {entry}"))
            continue
        if isinstance(read, QueryParameter):
            header.parameters[read.name] = (read, number)
        elif isinstance(read, QueryColumn):
            header.columns.append(read)
    return header


def _of_header(header: _Header, tokens: Sequence[Token], parts: Sequence[Statement], file: str) -> Iterator[Problem]:
    """Where header and text say different things."""
    used: dict[str, Token] = {}
    for token in tokens:
        if token.kind == "parameter":
            used.setdefault(token.text, token)
    unused = header.parameters.keys() - used.keys()
    for name, token in used.items():
        if name not in header.parameters:
            near = difflib.get_close_matches(name, list(unused), 1)
            add = f"; add: // param {name}: TYPE, required, MEANING"
            hint = f"; it declares ${near[0]}, which is not used" if near else add
            yield Problem(file, token.line, token.column, "parameter", f"the header does not declare ${name}{hint}")
    for name in sorted(unused):
        line = header.parameters[name][1]
        yield Problem(file, line, 1, "parameter", f"the query does not use ${name}, which the header declares")
    declared = [column.name for column in header.columns]
    for part in parts_of_union(parts[-1]) if declared and parts else ():
        start = last_clause(part, "RETURN")
        returned = columns_of(part)
        if start is not None and returned != declared and "*" not in returned:
            told = f"it returns {', '.join(returned)}; the header says {', '.join(declared)}"
            yield Problem(file, part[start].line, part[start].column, "columns", told)


LONGEST_FILE = 4_000_000
"""Bytes of a file of queries; the whole catalogue has a tenth of it."""


def read_query_text(content: bytes, file: str) -> str | Problem:
    """The text of a file, or the problem that it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        told = f"the byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        return Problem(file, line, column, "syntax", told)


def query_files(path: Path) -> list[Path]:
    """A file itself, or the query files in a folder and the folders in it, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in QUERY_SUFFIXES and file.is_file())


def problem_table(problems: Iterable[Problem]) -> ResultTable:
    """Problems as a table, for every format that a table can have."""
    started = time.perf_counter()
    rows: list[Row] = [
        {"file": p.file, "line": p.line, "column": p.column, "rule": p.rule, "problem": p.message} for p in problems
    ]
    columns = [
        Column("file", "File", "string", "where the text was read from"),
        Column("line", "Line", "integer", "line of the problem, from 1"),
        Column("column", "Column", "integer", "its column in characters, from 1"),
        Column("rule", "Rule", "string", "name of the rule, as in docs/cypher.md"),
        Column("problem", "Problem", "string", "what is wrong and what to write instead"),
    ]
    provenance = Provenance("", None, "", "query lint", {}, (time.perf_counter() - started) * 1000)
    return ResultTable("Problems of Cypher texts", columns, rows, provenance, "No problems.")
