"""Clause types: the list by theme; and one: what it is, who owes it, how strongly it is written, the best precedents.

The picture of the world is made of tiles, not of outlines. Four packages with outlines were looked at: one ships a map
under the LGPL and had its last release years ago, one holds them only as data of its own tests beside 100 MB of
libraries, and two fetch them from another host when first asked. None is small, kept up and there without a network.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.ontology.reference import Concept, local_name, read_reference
from clauseway.queries.catalogue_answers import listing
from clauseway.queries.clause_holders import ClauseHolders, best_texts, clause_holders, laws_needed
from clauseway.queries.drawings.of_clauses import holders_drawing, holders_said, texts_drawing
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.pages import paragraph
from clauseway.queries.results import Column, ResultTable
from clauseway.web.kinds import DRAWN, PICTURES, Facts, Kind, Link, Links, Part, View, WebBlock
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

CLAUSE = Parameter(
    name="clause", type="clause", about="Slug or name of a clause type.", required=True,
    example="cross-border-data-transfer",
)  # fmt: skip


def _concepts() -> dict[str, Concept]:
    """Concepts of the vocabularies by key."""
    return {concept.notation: concept for scheme in read_reference().schemes for concept in scheme.concepts}


def _theme_label(slug: str) -> str:
    found = _concepts().get(slug)
    return found.label if found else slug.replace("-", " ").capitalize()


def clauses(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every clause type, a part a theme."""
    table = listing(asked.runner, "clauses")
    known = _concepts()
    titles = {"clause": "Key", "label": "Clause type", "counted": "Counted", "theme": "Theme"}
    columns = [
        Column(each.name, titles.get(each.name, each.title.capitalize()), each.type, each.comment)
        for each in table.columns
    ]
    columns.append(Column("definition", "What it is", "string", "definition in the ontology"))
    rows = [{**row, "definition": _definition(known, str(row["clause"]))} for row in table.rows]
    whole = ResultTable(table.title, columns, rows, table.provenance, table.empty_message)
    by_theme: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_theme[str(row["theme"])].append(row)
    shown = ("label", "definition", "agreements", "provisions", "counted")
    parts = tuple(
        Part(_theme_label(theme), (ResultTable(_theme_label(theme), columns, found, table.provenance, "", shown),))
        for theme, found in by_theme.items()
    )
    counted = sum(row["counted"] is True for row in rows)
    lead = (
        f"{len(rows)} clause types in {len(by_theme)} themes: {counted} are counted when agreements are compared, the "
        f"other {len(rows) - counted} qualify them or set up institutions."
    )
    return View("Clause types", whole, lead, parts)


def _definition(known: dict[str, Concept], slug: str) -> str | None:
    return known[slug].definition if slug in known else None


def clause(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One clause type on a day."""
    slug, runner = asked.text("clause"), asked.runner
    found = clause_holders(runner, slug, asked.as_of)
    concept = _concepts()[slug]
    owing = [row for row in found.economies.rows if row["grade"] not in ("absent", "not-read")]
    silent = [str(row["name"]) for row in found.economies.rows if row["grade"] == "absent"]
    table = found.economies
    nobody = f"Nobody surely owes it on {asked.as_of}."
    shown = replace(table, rows=owing, empty_message=nobody)
    who: list[WebBlock] = [shown]
    if silent:
        who.append(paragraph(f"Read and absent ({len(silent)}): {', '.join(silent)}.", "small"))
    theme = local_name(concept.broader)
    example = (paragraph(f"Example: {concept.example}", "small"),) if concept.example else ()
    what = Facts(
        (
            ("Theme", _theme_label(theme), ""),
            ("Agreements with it", str(len(found.texts.rows)), ""),
            ("Economies that owe it or will", str(len(owing)), ""),
            ("In the ontology", f"clause:{slug}", ""),
        )
    )
    world, written = at.to("holders", clause=slug), at.to("texts", clause=slug)
    laws = laws_needed(runner, slug, [str(row["economy"]) for row in owing])
    ladder = texts_drawing(found, asked.title) if found.texts.rows else found.texts
    said = "A law counts where a source says that it is in force; no data is not taken as law."
    parts = (
        Part("What it is", (paragraph(concept.definition), *example, what)),
        Part("Across the world", (_with_short_table(holders_drawing(found, asked.title)),), "", world, PICTURES),
        Part("Who owes it", tuple(who)),
        Part("Best precedents", (best_texts(runner, found.texts),), "The strongest texts that a person read."),
        Part("Ladder of wording", (ladder,), "", written, PICTURES),
        Part("Laws it needs at home", (laws,), said if laws.rows else ""),
        Part("Go on from here", (_onward(found, at),)),
    )
    return View(found.label, table, holders_said(found, asked.title), parts, trail=_trail(at))


def _with_short_table(drawing: Drawing) -> Drawing:
    """The picture with the few columns of its table that fit beside the others; its own page has all."""
    kept = [column for column in drawing.table.columns if column.name in ("economy", "name", "grade", "agreement")]
    rows: list[Row] = [{c.name: row[c.name] for c in kept} for row in drawing.table.rows if row["agreements"]]
    shown = ("name", "grade", "agreement")
    return replace(drawing, table=ResultTable(drawing.title, kept, rows, drawing.provenance, shown=shown))


def _trail(at: Addresses, slug: str = "", label: str = "") -> tuple[Link, ...]:
    above = (Link("Clause types", at.to("clauses")),)
    return (*above, Link(label, at.to("clause", clause=slug))) if slug else above


def _onward(found: ClauseHolders, at: Addresses) -> Links:
    links = [Link("All clause types", at.to("clauses"))]
    two = [str(row["agreement"]) for row in found.texts.rows[:2]]
    if len(two) == 2:
        names = " and ".join(str(row["title"]) for row in found.texts.rows[:2])
        links.insert(0, Link("The two strongest texts side by side", at.to("compare", agreements=",".join(two)), names))
    return Links(tuple(links))


def holders(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Who owes a clause type, as a picture."""
    found = clause_holders(asked.runner, asked.text("clause"), asked.as_of)
    drawing = holders_drawing(found, asked.title)
    return View(drawing.title, drawing, holders_said(found, asked.title), trail=_trail(at, found.clause, found.label))


def texts(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """How strongly agreements word a clause type, as a picture."""
    found = clause_holders(asked.runner, asked.text("clause"), asked.as_of)
    drawing = texts_drawing(found, asked.title)
    return View(drawing.title, drawing, drawing.reading, trail=_trail(at, found.clause, found.label))


_ONE = (CLAUSE, *COMMON)

KINDS = (
    Kind(
        name="clauses", address="/clauses", title="Clause types",
        about="Every clause type in the data, by theme, with its definition.",
        answer=clauses, example="/clauses",
    ),
    Kind(
        name="clause", address="/clause/{clause}", title="A clause type",
        about="Who owes a clause type, how strongly, and the best precedents.",
        parameters=_ONE, answer=clause, width="wide", example="/clause/cross-border-data-transfer",
    ),
    Kind(
        name="holders", address="/clause/{clause}/world", title="A clause type across the world",
        about="How firmly each economy owes a clause type, region by region.",
        parameters=_ONE, answer=holders, files=DRAWN, example="/clause/cross-border-data-transfer/world",
    ),
    Kind(
        name="texts", address="/clause/{clause}/texts", title="A clause type in the texts",
        about="How strongly each agreement words a clause type.",
        parameters=_ONE, answer=texts, files=DRAWN, example="/clause/cross-border-data-transfer/texts",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
