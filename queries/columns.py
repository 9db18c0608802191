"""The columns that every answer about duties shares: stable keys, in one order, documented once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Wording
from clauseway.queries.catalogue import QuerySpec
from clauseway.queries.duties import Duty, day
from clauseway.queries.results import Column

DUTY_COLUMNS: tuple[Column, ...] = (
    Column("economy", "Economy", "string", "ISO3 code of the economy that owes the duty"),
    Column("partner", "Partner", "string", "ISO3 code of the economy it is owed to; null when not about one partner"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("theme", "Theme", "string", "slug of the theme the clause type belongs to"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("article", "Article", "string", "article number"),
    Column("paragraph", "Para", "string", "paragraph; null when the article was coded as a whole"),
    Column("title", "Title", "string", "title of the article"),
    Column("wording", "Wording", "string", "hard, mixed, soft or none; null when the text was not read"),
    Column("exception", "Exception", "string", "exception written for this rule; null when not recorded"),
    Column("enforcement", "Enforcement", "string", "reach of dispute settlement on the date; unknown is a range"),
    Column("grade", "Grade", "string", "grade that is sure by the text; null for a qualifier without a duty"),
    Column("grade_high", "At best", "string", "the best grade it may have where a fact is not known"),
    Column("score_low", "Score", "number", "lowest score in [0, 1]; 0 when inactive or perhaps inactive"),
    Column("score_high", "to", "number", "highest score in [0, 1]; 0 when inactive"),
    Column("active", "Active", "boolean", "whether it applies on the date; null when the sources do not tell"),
    Column("active_from", "From", "date", "first day on which it applies or applied; null when not known"),
    Column("may_extend_until", "May wait until", "date", "last day to which the economy may put it off"),
    Column("verification", "Known by", "string", "primary-text, secondary, title-only, recalled or machine-coded"),
    Column("date_verification", "Date known by", "string", "how the entry into force for the economy is known"),
    Column("source", "Source", "string", "citation of the coding"),
    Column("via", "Via", "string", "bloc through which the economy is bound"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("version", "Version", "string", "version of the provision, when it has several"),
    Column("why", "Why", "string", "one sentence when the answer is not plainly yes"),
)
"""Columns of every table of duties."""


def duty_row(found: Duty, *, economy: str | None, partner: str | None = None, why: str = "") -> Row:
    """One row of a table of duties."""
    row, stand = found.row, found.standing
    # an exception or an institution grades other rules and is no duty itself: "absent" would mislead
    graded = row.get("counted") is not False or found.facts.wording is not Wording.NONE
    return {
        "economy": economy,
        "partner": partner,
        "clause": row.get("clause"),
        "label": row.get("label"),
        "theme": row.get("theme"),
        "agreement": row.get("agreement"),
        "article": row.get("article"),
        "paragraph": row.get("paragraph"),
        "title": row.get("title"),
        "wording": row.get("wording"),
        "exception": row.get("exception"),
        "enforcement": row.get("enforcement"),
        "grade": found.grade.low.value if graded else None,
        "grade_high": found.grade.high.value if graded else None,
        "score_low": found.score.low,
        "score_high": found.score.high,
        "active": stand.active,
        "active_from": stand.active_from,
        "may_extend_until": stand.may_extend_until,
        "verification": row.get("verification"),
        "date_verification": row.get("date_verification"),
        "source": row.get("source"),
        "via": row.get("via"),
        "provision": row.get("provision"),
        "version": row.get("version"),
        "why": stand.why or why or None,
    }


def empty_duty_row(**values: Value) -> Row:
    """A row of a table of duties that names no provision."""
    return {column.name: values.get(column.name) for column in DUTY_COLUMNS}


def spec_columns(spec: QuerySpec) -> list[Column]:
    """Columns of a catalogue query."""
    return [Column(c.name, c.name.replace("_", " "), c.type, c.meaning) for c in spec.columns]


NO_DUTY = "no duty"
"""What people read for the grade of a paragraph that is there and holds no duty: `absent` would mislead."""


def in_words(row: Row) -> Row:
    """A row of a table of duties as people read it; files keep the keys.

    >>> in_words({"grade": "absent", "wording": "none", "exception": None})["grade"]
    'no duty'
    >>> in_words({"grade": "qualified", "exception": "self_judging"})["exception"]
    'self judging'
    >>> in_words({"grade": "qualified", "enforcement": "excluded_with_review"})["enforcement"]
    'excluded with review'
    """
    told: Row = {**row, "exception": row.get("exception")}
    for name in ("exception", "enforcement"):
        if isinstance(value := told.get(name), str):
            told[name] = value.replace("_", " ")
    told["grade"] = NO_DUTY if row.get("wording") == Wording.NONE.value else row.get("grade")
    return told


def dates_ahead(rows: Iterable[Row], today: date) -> list[date]:
    """Days after `today` on which a row changes, in order."""
    found = {d for row in rows for name in ("active_from", "may_extend_until") if (d := day(row, name)) and d > today}
    return sorted(found)


