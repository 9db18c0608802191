"""Agreements side by side as a page: an agreement a column, its facts and its words."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.graph.engine import Row
from clauseway.queries.comparison import ComparedArticle, Comparison
from clauseway.queries.pages import Page, Paragraph, Section, SideBySide, paragraph
from clauseway.queries.results import as_text

FACTS = (
    ("wording", "wording"), ("exception", "exception"), ("enforcement", "dispute settlement"), ("active", "in force"),
    ("grade", "grade"), ("verification", "known by"),
)  # fmt: skip
"""The facts of a provision that a page tells, with their names."""


def comparison_page(comparison: Comparison) -> Page:
    """A section a clause type with a column an agreement; words that the first text does not have are marked."""
    sections = [
        Section(
            clause.label,
            (
                SideBySide(
                    tuple(
                        (f"{title} ({slug})", tuple(line for article in articles for line in _article(article)))
                        for slug, title, articles in clause.agreements
                    )
                ),
            ),
        )
        for clause in comparison.clauses
    ]
    return Page(comparison.table, tuple(sections))


def heading(article: ComparedArticle) -> str:
    """Number and title of an article, or that there is none.

    >>> heading(ComparedArticle("x", "", "", ({"grade": "not-read"},)))
    'No article known: the text was not read whole.'
    """
    if article.article:
        return f"Article {article.article}{f': {article.title}' if article.title else ''}"
    if article.rows[0].get("grade") == "absent":
        return "No article: the text was read and holds none."
    return "No article known: the text was not read whole."


def facts(row: Row) -> str:
    """The facts of a provision in one line; empty where there is no provision.

    >>> facts({"provision": "rcep/12.15/2", "wording": "hard", "active": True, "grade": "qualified"})
    'wording hard; exception not recorded; dispute settlement not recorded; in force yes; grade qualified'
    """
    if not row.get("provision"):
        return ""
    return "; ".join(f"{title} {_told(row, name)}" for name, title in FACTS if name != "verification" or row.get(name))


def _told(row: Row, name: str) -> str:
    if name != "active":
        return as_text(row.get(name)).replace("_", " ") or "not recorded"
    active = row.get("active")
    said = ("yes" if active else "no") if isinstance(active, bool) else "not known"
    since = as_text(row.get("active_from"))
    return f"{said}, from {since}" if since else said


def _article(article: ComparedArticle) -> Iterator[Paragraph]:
    yield paragraph(heading(article), "strong")
    for row in article.rows:
        place = f"{as_text(row.get('paragraph'))}: " if row.get("paragraph") else ""
        if row.get("summary"):
            yield paragraph(f"{place}{as_text(row.get('summary'))}")
        if told := facts(row):
            yield paragraph(f"{told}.", "small")
    for source in dict.fromkeys(as_text(row.get("source")) for row in article.rows if row.get("source")):
        yield paragraph(f"Source: {source}", "small")
    if article.copied is not None:
        yield paragraph(f"{article.copied:.0%} of its runs of five words stand in the first text.", "small")
    for mark, pieces in article.paragraphs:
        yield Paragraph(((f"{mark} ", False), *pieces) if mark else pieces, "quote", article.language)
