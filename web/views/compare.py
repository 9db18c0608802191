"""Agreements side by side: how strong at a glance, then provision by provision with facts and evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.comparison import COLUMNS, ComparedArticle, ComparedClause, compared
from clauseway.queries.comparison_page import facts, heading
from clauseway.queries.comparison_said import comparison_said
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.results import ResultTable, as_text
from clauseway.queries.said import listed
from clauseway.web.kinds import Compared, ComparedColumn, ComparedLine, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.problems import bad_parameter
from clauseway.web.sets import CLAUSES

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

FEWEST, FEW, MOST = 2, 3, 5
"""Agreements that can be read side by side; beyond a few a page has to save weight."""

EXAMPLES = (
    ("DEPA and RCEP", "depa,rcep", ""),
    ("CPTPP, RCEP and USMCA on data", "cptpp,rcep,usmca", "cross-border-data-transfer,data-localisation-ban"),
    ("CPTPP, DEPA, RCEP, USMCA and the EU-Japan agreement", "cptpp,depa,rcep,usmca,eu-japan-epa", ""),
)
"""Comparisons to begin with: what they are of, agreements, clause types."""

_UNSAID = re.compile("grade |.* not recorded$|known by primary-text$")
"""Facts left out of a page that may hold hundreds: the grade is the text of the link; the page says the rest once."""

_HOW = (
    "A grade leads to the evidence. Codings are of the primary text unless another level is named; a fact that is not "
    "named is not recorded."
)

_AGREEMENTS = Parameter(
    name="agreements", type="agreements", about="Two to five agreements, parted by commas.", example="depa,rcep"
)


def compare(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Agreements side by side."""
    slugs = asked.names("agreements")
    if not slugs:
        return _empty(asked, at)
    if not FEWEST <= len(slugs) <= MOST:
        raise bad_parameter("agreements", f"Name {FEWEST} to {MOST} agreements to compare; {len(slugs)} is named."
                            if len(slugs) == 1
                            else f"Name {FEWEST} to {MOST} agreements to compare; {len(slugs)} are named.")  # fmt: skip
    runner, day = asked.runner, asked.as_of
    clauses = asked.names("clauses")
    comparison, _ = compared(runner, slugs, clauses, day)
    table = comparison.table
    # the command line names an option here that a page does not have
    table.provenance.notes[:] = [note for note in table.provenance.notes if "--sources" not in note]
    titles = {str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}
    # five long titles would bury the figures
    named = {slug: titles[slug] if len(slugs) == FEWEST else slug for slug in slugs}
    there = at.to("matrix", agreements=",".join(slugs), clauses=",".join(clauses))
    parts: list[Part] = []
    counted = {str(row["clause"]) for row in runner.rows("clauses") if row["counted"] is True}
    if held := [each.clause for each in comparison.clauses if each.clause in counted]:
        glance = asked_matrix(runner, day, agreements=slugs, clauses=held)
        if len(slugs) > FEW:  # the columns below say of these cells that there is no article, or that none is known
            bare = {key: cell if cell.digit else replace(cell, row_id="") for key, cell in glance.cells.items()}
            glance = replace(glance, cells=bare)
        parts.append(Part("At a glance", (glance,), "A digit a grade, each with its evidence.", there, ("xlsx",)))
    themes: dict[str, list[ComparedClause]] = {}
    theme_of = {str(row["clause"]): str(row["theme"]) for row in runner.rows("clauses")}
    for clause in comparison.clauses:
        themes.setdefault(theme_of[clause.clause], []).append(clause)
    for place, (theme, below) in enumerate(themes.items()):
        blocks = tuple(_side(clause, named, at) for clause in below)
        parts.append(Part(theme.replace("-", " ").capitalize(), blocks, "" if place else _HOW))
    parts.append(Part("Compare others", (_form({"agreements": ",".join(slugs), "clauses": ",".join(clauses)}),)))
    lead = comparison_said(table.rows, named)
    return View(f"{listed(list(named.values()))} side by side", table, lead, tuple(parts))


def _side(clause: ComparedClause, named: dict[str, str], at: Addresses) -> Compared:
    columns = tuple(
        ComparedColumn(named[slug], at.to("agreement", agreement=slug), tuple(_lines(articles, at)))
        for slug, _, articles in clause.agreements
    )
    return Compared(clause.label, at.to("clause", clause=clause.clause), columns)


def _lines(articles: tuple[ComparedArticle, ...], at: Addresses) -> list[ComparedLine]:
    made: list[ComparedLine] = []
    for article in articles:
        held = [row for row in article.rows if row.get("provision")]
        made.append(ComparedLine(heading(article), grade="" if held else as_text(article.rows[0].get("grade"))))
        made += [_line(row, at) for row in held]
    return made


def _line(row: Row, at: Addresses) -> ComparedLine:
    mark = f"{as_text(row.get('paragraph'))}: " if row.get("paragraph") else ""
    grade = as_text(row.get("grade"))
    return ComparedLine(
        f"{mark}{as_text(row.get('summary'))}",
        "; ".join(fact for fact in facts(row).split("; ") if not _UNSAID.match(fact)),
        # the paragraph is there; what is absent is a duty in it
        "no duty" if grade == Grade.ABSENT.value else grade,
        at.to("evidence", provision=as_text(row["provision"])),
    )


def _form(filled: dict[str, str]) -> Form:
    return Form("compare", "Agreements to compare", "Compare", filled, ("agreements", "clauses"))


def _empty(asked: Asked, at: Addresses) -> View:
    table = ResultTable(
        "Agreements side by side", list(COLUMNS), [], asked.runner.provenance("compare", asked.as_of, {}, []),
        "No agreement was named: name two to five.",
    )  # fmt: skip
    links = tuple(Link(text, at.to("compare", agreements=slugs, clauses=only)) for text, slugs, only in EXAMPLES)
    parts = (Part("Choose agreements", (_form({}),)), Part("Or begin with one of these", (Links(links),)))
    lead = "Choose two to five agreements: their provisions then stand side by side, clause type by clause type."
    return View("Compare agreements", table, lead, parts)


KINDS = (
    Kind(
        name="compare", address="/compare", title="Compare agreements",
        about="Two to five agreements side by side, provision by provision.",
        parameters=(_AGREEMENTS, CLAUSES, *COMMON), answer=compare, width="wide",
        example="/compare?agreements=depa,rcep",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
