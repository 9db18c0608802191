"""SPARQL on the RDF behind the graph: SELECT and ASK as result tables."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

import pyoxigraph as ox

from clauseway.graph.engine import Row, Value
from clauseway.ontology.namespaces import PREFIXES, XSD
from clauseway.ontology.version import ontology_version
from clauseway.queries.results import Column, Provenance, ResultTable

ENGINE = "oxigraph"
"""What answers SPARQL, as the provenance line names it."""

_QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_NOT_KEYWORDS = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""  # long strings
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""  # strings
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*"  # IRIs, then comments: an IRI may hold a number sign
    r"|[?$]\w+|[\w.-]*:[\w.:%-]*",  # variables and prefixed names
    re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PROSE = re.compile(r"(?:expected (?:one of )?|, )([A-Z][A-Za-z]+(?: [\w-]+)+)(?=,|$)")
_SERVICE_CLAUSE = re.compile(
    r"(?<![\w:?$-])SERVICE\s*(?:SILENT\s*)?(?:[?$]\w+|<[^<>]*>|[\w.-]*:[^\s{]*)\s*\{", re.IGNORECASE
)
LONGEST_QUERY = 1_000_000
DEEPEST_NESTING = 200
"""Characters of a query, and brackets open at one place or signs before one: the parser calls itself for each of these
and would end the process."""
_SIGNS = re.compile(r"[!+^-][!+^\s-]*")
MOST_CELLS = 5_000_000
"""Cells of an answer: each takes some hundred bytes, and no workbook or page takes as many."""
_LONGEST_INTEGER = 15
"""Digits that every format and spreadsheet keeps; a longer number stays text."""


class SparqlError(ValueError):
    """A query that is not answered; the text says why in one sentence."""


def data_version(store: ox.Store) -> str:
    """Version the data in a store say they are; empty when they do not say."""
    found = store.query("SELECT ?v { GRAPH ?g { ?d cw:datasetVersion ?v } }", prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return next((_plain(solution[0], prefixed=False) for solution in found), "")


def answer(store: ox.Store, text: str, *, prefixed: bool = False) -> ResultTable:
    """Answer a SELECT or ASK query; without FROM all named graphs are asked as if they were one.

    The prefixes of `clauseway.ontology.namespaces` are declared already; the query may declare its own.

    Args:
        store: The data.
        text: The query.
        prefixed: Whether IRIs are shortened by those prefixes; files want them in full.

    Raises:
        SparqlError: The query is not valid, is of another form, or wants to ask another server.
    """
    if len(text) > LONGEST_QUERY:
        raise SparqlError(f"The query has {len(text):,} characters, more than the {LONGEST_QUERY:,} that are read.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SparqlError("The query holds a character that is no text in Unicode.") from None
    words = keywords(text)
    _refuse_other_forms(text, words)
    _refuse_deep_nesting(text)
    started = time.perf_counter()
    try:
        found = store.query(text, prefixes=PREFIXES, use_default_graph_as_union="FROM" not in words)
    except SyntaxError as error:
        raise SparqlError(_syntax_sentence(str(error))) from None
    if isinstance(found, ox.QueryBoolean):
        columns = [Column("answer", "Answer", "boolean", "whether the data hold the pattern")]
        rows: list[Row] = [{"answer": bool(found)}]
    else:
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        if not names:
            raise SparqlError("The query names no variable to select; ASK says whether a pattern is there.")
        solutions: list[list[_Term]] = []
        for solution in found:
            solutions.append([solution[index] for index in range(len(names))])
            if len(solutions) * len(names) > MOST_CELLS:
                raise SparqlError(f"The answer has more than {MOST_CELLS:,} cells; ask for less, or use LIMIT.")
        columns, rows = _table(names, solutions, prefixed)
    took = (time.perf_counter() - started) * 1000
    provenance = Provenance(
        data_version(store), None, ENGINE, "sparql", {"query": text.strip()}, took, ontology_version=ontology_version()
    )
    return ResultTable("SPARQL", columns, rows, provenance, "The query found nothing.")


def keywords(text: str) -> list[str]:
    r"""The bare words of a query in capitals: no strings, IRIs, comments, variables or prefixed names.

    >>> keywords('select ?from { ?from a cw:Service # ask\n}')
    ['SELECT', 'A']
    """
    return re.findall(r"[A-Z]+", _NOT_KEYWORDS.sub(" ", text).upper())


def shortened(iri: str) -> str:
    """An IRI with the prefix that leaves the least of it, or in full.

    >>> shortened("https://w3id.org/clauseway/agreement/rcep"), shortened("https://example.org/x")
    ('agr:rcep', 'https://example.org/x')
    """
    fits = [(prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base) and iri != base]
    if not fits:
        return iri
    prefix, base = max(fits, key=lambda fit: len(fit[1]))
    return f"{prefix}:{iri[len(base) :]}"


def _refuse_other_forms(text: str, words: list[str]) -> None:
    form = next((word for word in words if word in (*_QUERIES, *_UPDATES)), "")
    if form in _UPDATES:
        raise SparqlError(f"{form} would change the data; only SELECT and ASK are answered.")
    if form in ("CONSTRUCT", "DESCRIBE"):
        raise SparqlError(f"{form} gives statements, not a table; only SELECT and ASK are answered.")
    # the store would send the request; in `SERVICE:x {` that word stands before a name with the empty prefix
    if "SERVICE" in words or _SERVICE_CLAUSE.search(_NOT_KEYWORDS.sub(_without_strings, text)):
        raise SparqlError("SERVICE asks another server; only the dataset is asked here.")


def _without_strings(found: re.Match[str]) -> str:
    return " " if found[0][0] in "'\"#" else found[0]


def _refuse_deep_nesting(text: str) -> None:
    bare = _NOT_KEYWORDS.sub(" ", text)
    if any(sum(map(len, signs[0].split())) > DEEPEST_NESTING for signs in _SIGNS.finditer(bare)):
        raise SparqlError(f"The query is nested too deeply: at most {DEEPEST_NESTING} signs in a row are read.")
    depth = deepest = 0
    for sign in bare:
        depth += (sign in "({[") - (sign in ")}]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST_NESTING:
        raise SparqlError(f"The query is nested {deepest} brackets deep; at most {DEEPEST_NESTING} are read.")


def _syntax_sentence(message: str) -> str:
    place = _PLACE.search(message)
    if place is None:
        return f"The query is not valid SPARQL: {' '.join(message.split())}."
    line, column, expected = place.groups()
    # the parser lists every sign that could stand there; only what it says in words helps a reader
    prose = _PROSE.search(expected)
    why = f" ({prose[1]})" if prose else ""
    return f"The query is not valid SPARQL at line {line}, column {column}{why}."


type _Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


def _table(names: list[str], solutions: list[list[_Term]], prefixed: bool) -> tuple[list[Column], list[Row]]:
    counts = [_is_integer(solution[index] for solution in solutions) for index in range(len(names))]
    columns = [
        Column(name, name, "integer" if count else "string", "variable of the query")
        for name, count in zip(names, counts, strict=True)
    ]
    rows: list[Row] = []
    for solution in solutions:
        row: Row = {}
        for name, count, term in zip(names, counts, solution, strict=True):
            row[name] = _value(term, count, prefixed)
        rows.append(row)
    return columns, rows


def _is_integer(terms: Iterable[_Term]) -> bool:
    bound = [term for term in terms if term is not None]
    return bool(bound) and all(
        isinstance(term, ox.Literal)
        and term.datatype.value == f"{XSD}integer"
        and len(term.value) <= _LONGEST_INTEGER
        and re.fullmatch(r"[+-]?[0-9]+", term.value)
        for term in bound
    )


def _value(term: _Term, count: bool, prefixed: bool) -> Value:
    if term is None:
        return None
    text = _plain(term, prefixed=prefixed)
    return int(text) if count else text


def _plain(term: _Term, *, prefixed: bool) -> str:
    if isinstance(term, ox.NamedNode):
        return shortened(term.value) if prefixed else term.value
    return term.value if isinstance(term, ox.Literal) else str(term or "")
