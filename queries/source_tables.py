"""The sources of the dataset: who made them, what they claim, and how much of it is adopted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from clauseway.graph.engine import Row
from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.source_files import source_files
from clauseway.ontology.namespaces import BASE, CW, DATASET_GRAPH, PREFIXES, resource
from clauseway.ontology.version import ontology_version
from clauseway.queries.linked_data import ENGINE, data_version
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.source_file_tables import file_notes

ADOPTED, YIELDED, BESIDE = "adopted", "yielded", "beside"

SAMPLE = 10
"""Rows that are shown of one source."""

# A coding may be adopted for one paragraph and stand behind another's for the next: adopted is said of both.
_CLAIMS = """
SELECT ?claim (MIN(?type) AS ?kind) (MIN(?from) AS ?row) (MIN(?of) AS ?about) (MIN(?concept) AS ?clause)
       (MIN(?who) AS ?economy) (MIN(?cited) AS ?citation)
       (COUNT(?adopter) > 0 AS ?adopted) (COUNT(?other) > 0 AS ?yielded)
WHERE {
  GRAPH ?source { ?claim a ?type ; prov:wasDerivedFrom ?from . OPTIONAL { ?claim dct:source ?cited }
                 OPTIONAL { ?claim cw:economy ?who } }
  GRAPH ?source { ?claim cw:codes|cw:provision|cw:agreement|cw:fromAgreement|cw:group|cw:indicator|cw:lawKind
                         |cw:exporter|cw:firstEconomy ?of }
  OPTIONAL { GRAPH ?dataset { ?of cw:addresses ?concept } }
  OPTIONAL { GRAPH ?dataset {
    ?adopter cw:adoptedCoding|cw:hasParticipation|cw:hasDeferral|cw:hasLink|cw:hasMembership ?claim } }
  OPTIONAL { GRAPH ?dataset { ?other cw:otherCoding ?claim } }
}
GROUP BY ?claim
"""

_ADOPTING = "cw:adoptedCoding|cw:hasParticipation|cw:hasDeferral|cw:hasLink|cw:hasMembership"
# Counted in the store: figures are so many that reading them one by one takes seconds.
_COUNTS = {
    "claims": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?claim prov:wasDerivedFrom ?row } } GROUP BY ?g",
    ADOPTED: f"""SELECT ?g (COUNT(DISTINCT ?claim) AS ?n) {{
        GRAPH ?dataset {{ ?adopter {_ADOPTING} ?claim }} GRAPH ?g {{ ?claim prov:wasDerivedFrom ?row }}
    }} GROUP BY ?g""",
    YIELDED: """SELECT ?g (COUNT(DISTINCT ?claim) AS ?n) {
        GRAPH ?dataset { ?other cw:otherCoding ?claim } GRAPH ?g { ?claim prov:wasDerivedFrom ?row }
        FILTER NOT EXISTS { GRAPH ?dataset { ?adopter cw:adoptedCoding ?claim } }
    } GROUP BY ?g""",
}

_NONE = "The source made no claim."
_UNSHIPPED = "The claims of this source are not shipped; 'clauseway build --sources DIR' reads them."

_NOTE = "A date beside the one an agreement has, and a figure, count as claims, but as neither adopted nor yielded."


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One claim of a source, in the order of its rows.

    Attributes:
        file: File of the row it was read from.
        line: Line of the row.
        kind: Class of the claim, e.g. `Coding`.
        about: What it speaks of: a provision, agreement, group, indicator, kind of law or economy.
        economy: Code of the economy it speaks of; empty when it speaks of none.
        clause: Slug of the clause type; empty when it speaks of none.
        standing: `adopted`, `yielded` to a better claim, or kept `beside` the facts (dates, figures).
        citation: What the source cites.
    """

    file: str
    line: int
    kind: str
    about: str
    economy: str
    clause: str
    standing: str
    citation: str


def claims_of(store: ox.Store, source: str) -> list[Claim]:
    """Every claim that a source made, by file and line."""
    text = _CLAIMS.replace("?source", f"<{resource('graph', source)}>").replace("?dataset", f"<{DATASET_GRAPH}>")
    found = store.query(text, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(_claims(found))


def _claims(found: ox.QuerySolutions) -> Iterator[Claim]:
    for solution in found:

        def text(name: str, solution: ox.QuerySolution = solution) -> str:
            term = solution[name]
            return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""

        adopted, yielded = text("adopted") == "true", text("yielded") == "true"
        file, line = place_of_row(text("row"))
        yield Claim(
            file,
            line,
            text("kind").removeprefix(CW),
            _key(text("about")),
            _key(text("economy")),
            _key(text("clause")),
            ADOPTED if adopted else YIELDED if yielded else BESIDE,
            text("citation"),
        )


def _key(iri: str) -> str:
    """What is left of one of our IRIs without its base and kind."""
    return iri.removeprefix(BASE).partition("/")[2]


def _counted(store: ox.Store, query: str) -> Counter[str]:
    """Numbers by source, of a query that counts by graph."""
    found = store.query(query.replace("?dataset", f"<{DATASET_GRAPH}>"), prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    numbers: Counter[str] = Counter()
    for solution in found:
        graph, number = solution["g"], solution["n"]
        assert isinstance(graph, ox.NamedNode) and isinstance(number, ox.Literal)
        numbers[_key(graph.value)] = int(number.value)
    return numbers


def source_list(store: ox.Store, sources: Sequence[SourceRecord]) -> ResultTable:
    """Every source with what it claims, in the order in which equally good readings are preferred."""
    started = time.perf_counter()
    counts = {what: _counted(store, query) for what, query in _COUNTS.items()}
    rows: list[Row] = []
    for source in sources:
        numbers = {what: found[source.id] if source.in_dataset else None for what, found in counts.items()}
        rows.append(
            {
                "source": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "licence": source.licence,
                "files": "; ".join(source.files),
                "ships": source.in_dataset,
                **numbers,
            }
        )
    columns = [
        Column("source", "Source", "string", "name of the source and of its named graph"),
        Column("title", "Title", "string", "what it is"),
        Column("publisher", "Publisher", "string", "who published it"),
        Column("licence", "Licence", "string", "terms it is under"),
        Column("files", "Files", "string", "tables that feed it"),
        Column("ships", "Shipped", "boolean", "whether its claims are in the shipped dataset"),
        Column("claims", "Claims", "integer", "claims it made, null where they are not shipped"),
        Column("adopted", "Adopted", "integer", "claims the dataset adopts"),
        Column("yielded", "Yielded", "integer", "codings that gave way to a better one of the same place"),
    ]
    shown = ("source", "ships", "claims", "adopted", "yielded", "title", "publisher", "licence")
    return ResultTable("Sources", columns, rows, _provenance(store, "sources list", started, [_NOTE]), "", shown)


def source_sample(store: ox.Store, source: SourceRecord) -> ResultTable:
    """One source: its facts as notes, and claims taken evenly from all it made."""
    started = time.perf_counter()
    claims = claims_of(store, source.id)
    counts = Counter(claim.standing for claim in claims)
    rows: list[Row] = [
        {
            "file": claim.file,
            "line": claim.line,
            "kind": claim.kind,
            "about": claim.about,
            "economy": claim.economy or None,
            "clause": claim.clause or None,
            "standing": claim.standing,
            "citation": claim.citation or None,
        }
        for claim in evenly(claims, SAMPLE)
    ]
    columns = [
        Column("file", "File", "string", "file of the row the claim was read from"),
        Column("line", "Line", "integer", "line of the row"),
        Column("kind", "Kind", "string", "class of the claim"),
        Column("about", "About", "string", "what it speaks of, e.g. a provision, agreement, group or indicator"),
        Column("economy", "Economy", "string", "code of the economy the claim speaks of"),
        Column("clause", "Clause type", "string", "slug of the clause type"),
        Column("standing", "Standing", "string", "adopted, yielded to a better claim, or kept beside the facts"),
        Column("citation", "Cites", "string", "what the source cites"),
    ]
    notes = [
        f"{source.id}: {source.title}. Publisher: {source.publisher}. Licence: {source.licence}.",
        f"Files: {', '.join(source.files)}.",
        *file_notes(source, source_files()),
        f"{counts.total()} claims: {counts[ADOPTED]} adopted, {counts[YIELDED]} yielded, {counts[BESIDE]} dates or"
        f" figures kept beside; {len(rows)} shown.",
    ]
    provenance = _provenance(store, "sources show", started, notes)
    provenance.parameters["name"] = source.id
    return ResultTable(source.title, columns, rows, provenance, _NONE if source.in_dataset else _UNSHIPPED)


def evenly[T](items: Sequence[T], number: int) -> list[T]:
    """At most so many items, the first and the last among them, at even distances.

    >>> evenly(range(10), 4), evenly("ab", 4)
    ([0, 3, 6, 9], ['a', 'b'])

    Args:
        items: What to take from.
        number: How many to take, at least 2.
    """
    if len(items) <= number:
        return list(items)
    return [items[index * (len(items) - 1) // (number - 1)] for index in range(number)]


def _provenance(store: ox.Store, query: str, started: float, notes: list[str]) -> Provenance:
    took = (time.perf_counter() - started) * 1000
    return Provenance(data_version(store), None, ENGINE, query, {}, took, notes, ontology_version=ontology_version())
