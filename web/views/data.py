"""Data and sources: how well everything is known, who says so, and under which terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.source_files import SourceFile, source_files
from clauseway.ontology.reference import read_reference
from clauseway.ontology.strength import Verification
from clauseway.queries.catalogue import query
from clauseway.queries.catalogue_answers import run_query
from clauseway.queries.ledger import LEDGER_KEYS, LEVELS
from clauseway.queries.names import near_name
from clauseway.queries.pages import Paragraph, paragraph
from clauseway.queries.provenance import ADDRESS, CODINGS_LICENCE, CONTRIBUTORS
from clauseway.queries.results import Column, ResultTable
from clauseway.web.kinds import Facts, Kind, Link, Links, Part, Term, Terms, View
from clauseway.web.parameters import AS_OF, Asked, Parameter
from clauseway.web.problems import not_found

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_LEVELS = frozenset(level.replace("-", "_") for level in LEVELS)
"""Columns of the ledger that count cells."""

_BY = Parameter(
    name="by", type="choice", choices=LEDGER_KEYS, default="agreement", title="A row for each",
    about="What a row of the ledger is.",
)  # fmt: skip
_SOURCE = Parameter(
    name="source", type="text", about="Key of a source.", required=True, longest=80, example="paragraph-readings"
)

_SOURCE_COLUMNS = [
    Column("source", "Source", "string", "key of the source"),
    Column("title", "Title", "string", "what it is"),
    Column("publisher", "Publisher", "string", "who published it"),
    Column("licence", "Licence", "string", "terms it is under"),
    Column("codings", "Codings", "integer", "codings of provisions that the data take from it"),
    Column("participations", "Participations", "integer", "participations of economies in agreements taken from it"),
    Column("deferrals", "Deferrals", "integer", "deferred duties taken from it"),
    Column("shipped", "Shipped", "boolean", "whether its claims are in the data that ship; null where not known"),
    Column("files", "Files", "string", "tables that feed it"),
]


def data(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The evidence ledger, the levels of verification, and how to cite."""
    ledger = graph.ledger(asked.text("by"), as_of=asked.as_of)
    whole = next((row for row in ledger.rows if row.get(asked.text("by")) == "all"), None)
    levels = run_query(asked.runner, query("provisions_by_verification"), {})
    lead = "The graph holds no agreement."
    if whole:
        lead = (
            f"Of {whole['cells']:,} pairs of an agreement and a clause type, {_share(whole, 'text_share')} are known "
            f"from the text itself and {_share(whole, 'coded_share')} hold a rule; of "
            f"{_share(whole, 'not_read_share')} nothing is known, which is not the same as absent."
        )
    levels_shown = tuple(column.name for column in ledger.columns if column.name in _LEVELS)
    shown = replace(ledger, shown=(asked.text("by"), "name", "cells", *levels_shown))
    about = "Pairs with a counted clause type, each counted under the best level by which it is known."
    parts = (
        Part(ledger.title, (shown,), about),
        Part("How facts are known", (_levels(levels),), "Levels of verification, best first.", anchor="levels"),
        Part("Sources", (_source_links(at),)),
        Part("This state of the data, and how to cite it", (_version(asked),), anchor="version"),
    )
    return View("Data and sources", ledger, lead, parts)


def _share(row: Row, name: str) -> str:
    share = row[name]
    return f"{share:.0%}" if isinstance(share, float | int) else "an unknown share"


def _levels(counts: ResultTable) -> Terms:
    """Each level with its meaning and how many provisions are known by it."""
    scheme = next(each for each in read_reference().schemes if each.iri.rstrip("/").endswith("/verification"))
    meanings = {concept.notation: concept.definition for concept in scheme.concepts}
    found = {str(row["verification"]): row for row in counts.rows}
    terms: list[Term] = []
    for level in Verification:
        row = found.get(level.value)
        told = f"{row['provisions']:,} provisions of {row['agreements']:,} agreements" if row else "no provision"
        terms.append(Term(f"level-{level.value}", level.value, meanings[level.value], told))
    return Terms(tuple(terms))


def _source_links(at: Addresses) -> Links:
    return Links((Link("All sources", at.to("sources"), "publisher, licence, and what rests on each"),))


def _version(asked: Asked) -> Facts:
    table = asked.runner.provenance("data", None, {}, [])
    return Facts((
        ("Data version", table.data_version, ""),
        ("Ontology version", table.ontology_version, ""),
        ("Engine", asked.runner.engine.name, ""),
        ("Cite as", f"{CONTRIBUTORS}, Clauseway, data version {table.data_version}, {ADDRESS}", ""),
        ("Licence", CODINGS_LICENCE, ""),
        ("Terms of each source", "kept: see the sources", "/sources"),
    ))  # fmt: skip


def sources(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every source with its publisher and licence, and how many facts rest on it."""
    table = graph.once("sources", lambda state: _source_table(state, asked))
    resting = sum(1 for row in table.rows if row["codings"] or row["participations"] or row["deferrals"])
    lead = (
        f"{len(table.rows)} sources: codings, participations or deferrals rest on {resting} of them; the others give "
        "groups, laws, figures or the lists themselves."
    )
    return View("Sources", table, lead, trail=(Link("Data and sources", at.to("data")),))


def _source_table(graph: ServedGraph, asked: Asked) -> ResultTable:
    runner = graph.runner()
    facts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in runner.rows("sources"):
        for each in runner.rows("facts_of_source", source=row["source"]):
            facts[str(row["source"])][str(each["fact"])] += int(str(each["facts"]))
    known = _records()
    rows: list[Row] = []
    for row in runner.rows("sources"):
        key = str(row["source"])
        record = known.get(key)
        rows.append(
            {
                **{name: row[name] for name in ("source", "title", "publisher", "licence")},
                "codings": facts[key]["coding"],
                "participations": facts[key]["participation"],
                "deferrals": facts[key]["deferral"],
                "shipped": record.in_dataset if record else None,
                "files": "; ".join(record.files) if record else None,
            }
        )
    rows.sort(key=lambda row: -sum(facts[str(row["source"])].values()))
    shown = ("source", "title", "publisher", "licence", "codings", "participations", "deferrals")
    provenance = runner.provenance("sources", None, {}, [])
    return ResultTable("Sources", _SOURCE_COLUMNS, rows, provenance, "The graph names no source.", shown)


def _records() -> dict[str, SourceRecord]:
    from clauseway.loaders.sources import SOURCES

    return {module.SOURCE.id: module.SOURCE for module in SOURCES}


def source(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One source: who published it, its files, and what rests on it."""
    key = asked.text("source")
    listed = {str(row["source"]): row for row in asked.runner.rows("sources")}
    if key not in listed:
        raise not_found(f"There is no source '{key}'.{near_name(key, listed)}", "source")
    row = listed[key]
    table = run_query(asked.runner, query("facts_of_source"), {"source": key})
    table.empty_message = "No coding, participation or deferral rests on it; it gives groups, laws, figures or lists."
    counts: Counter[str] = Counter()
    for each in table.rows:
        counts[str(each["fact"])] += int(str(each["facts"]))
    told = ", ".join(f"{number:,} {fact}{'' if number == 1 else 's'}" for fact, number in counts.items())
    record = _records().get(key)
    facts = [("Publisher", str(row["publisher"]), ""), ("Licence", str(row["licence"]), "")]
    if record:
        facts.append(("In the shipped data", "all or part of it" if record.in_dataset else "no", ""))
    agreements = {str(each["agreement"]) for each in table.rows}
    lead = f"By {row['publisher']}. "
    lead += f"{told} in {len(agreements):,} agreements rest on it." if told else table.empty_message
    files = {each.file: each for each in source_files()}
    of_it = [files[name] for name in record.files if name in files] if record else []
    parts = [Part("What it is", (Facts(tuple(facts)),)), Part("What rests on it", (table,))]
    if of_it:
        parts.append(Part("Files", tuple(_file(each) for each in of_it)))
    own = [name for name in record.files if name not in files] if record else []
    if own:
        parts.append(Part("Tables of this project", (paragraph(", ".join(own), "small"),)))
    trail = (Link("Data and sources", at.to("data")), Link("Sources", at.to("sources")))
    return View(str(row["title"]), table, lead, tuple(parts), trail=trail)


def _file(file: SourceFile) -> Links | Paragraph:
    """A file with its size and checksum; it is a link where it can be fetched from one place."""
    told = f"{file.bytes:,} bytes, SHA-256 {file.sha256}, {file.licence}; feeds {file.feeds}"
    if file.address.startswith("https://") and not any(map(str.isspace, file.address)):
        return Links((Link(file.file, file.address, told),))
    return paragraph(f"{file.file}: {told}", "small")


KINDS = (
    Kind(
        name="data", address="/data", title="Data and sources",
        about="How well each agreement, clause type or economy is known, and by whom.",
        parameters=(_BY, AS_OF), answer=data, example="/data?by=clause", width="wide",
    ),
    Kind(
        name="sources", address="/sources", title="Sources",
        about="Every source: publisher, licence, what rests on it.",
        answer=sources, example="/sources", width="wide",
    ),
    Kind(
        name="source", address="/source/{source}", title="A source",
        about="Publisher, licence and files of a source, and the agreements that rest on it.",
        parameters=(_SOURCE,), answer=source, example="/source/paragraph-readings",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
