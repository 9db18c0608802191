"""Methods: what the words and numbers mean, from the ontology, the rules of strength and the table of measures.

Every term has an anchor of its own: `/methods#grade-qualified`, `/methods#wording-hard`,
`/methods#fragmentation-clause-entropy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.ontology.reference import Scheme, read_reference
from clauseway.ontology.strength import ENFORCEMENT_RANGE, EXCEPTION_FACTOR, WORDING_FACTOR
from clauseway.queries.measures import SECTIONS, Measure, measures, without_marks
from clauseway.queries.pages import paragraph
from clauseway.queries.provenance import Provenance
from clauseway.queries.results import GRADE_DIGITS, NOT_READ_GLYPH, Column, ResultTable
from clauseway.web.kinds import Kind, Link, Links, Part, Term, Terms, View
from clauseway.web.parameters import Asked

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

_FIRST = ("grade", "wording", "exception", "enforcement", "verification")
"""Schemes of which strength is made, and how it is known, by the last part of their address."""

_THEN = ("state", "extent", "kind", "link", "precision", "law", "law-state", "theme", "practice")

_ABOUT = {
    "grade": "Derived for an economy on a day from the facts below; the first rule that fits decides. Never stored.",
    "wording": "The factor is the part of the wording in the score.",
    "exception": "The factor is the part of the exception in the score; one that is not recorded gives a range.",
    "enforcement": "The factor is the part of dispute settlement in the score; a range where articles are not listed.",
    "verification": "Best first. Any page counts only codings of a level and better when told so.",
}

COLUMNS = [
    Column("section", "Section", "string", "scheme or analysis it belongs to"),
    Column("key", "Key", "string", "its key; with the section its anchor on the page"),
    Column("term", "Term", "string", "what it is called"),
    Column("meaning", "Meaning", "string", "definition, or formula of a measure"),
    Column("range", "Range", "string", "values a measure may take, or factor in the score"),
    Column("origin", "Origin", "string", "whose measure it is"),
    Column("example", "Example", "string", "example of the term, or value of a measure in the example of its section"),
]


def methods(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """What the words and numbers mean."""
    schemes = {scheme.iri.rstrip("/").rpartition("/")[2]: scheme for scheme in read_reference().schemes}
    parts = [
        Part(
            "How to read an answer",
            (
                paragraph(_READING),
                paragraph(_NOT_READ),
                Links((
                    Link("Clause types", at.to("clauses"), "the 62 subjects a rule can be about, with definitions"),
                    Link("Data and sources", at.to("data"), "how well each agreement is known"),
                )),
            ),
        )
    ]  # fmt: skip
    rows: list[Row] = []
    for key in (*_FIRST, *_THEN):
        scheme, factors = schemes[key], _factors(key)
        rows += _scheme_rows(key, scheme, factors)
        about = _ABOUT.get(key, scheme.definition)
        parts.append(Part(scheme.label, (_terms(key, scheme, factors),), about, anchor=key))
    for section, title in SECTIONS.items():
        found = [each for each in measures() if each.section == section]
        rows += [_measure_row(each) for each in found]
        terms = Terms(tuple(Term(m.anchor, m.measure, without_marks(m.formula), _more(m)) for m in found))
        parts.append(Part(f"Measures: {title}", (terms,), anchor=f"measures-{section}"))
    provenance = Provenance("", None, "", "methods")
    table = ResultTable("Methods", COLUMNS, rows, provenance)
    lead = (
        f"Strength is never one stored number: {len(rows)} words and measures, each with its meaning, its range and "
        "an example that can be checked by hand."
    )
    return View("Methods", table, lead, tuple(parts))


_READING = (
    "A cell is what an economy owes on one clause type on a day, as a grade from 5 (binding-enforceable) to 0 "
    "(absent). Only what is surely in force counts: a duty that is put off, or whose first day no source tells, "
    "counts as absent and shows in the best possible grade beside it."
)
_NOT_READ = (
    f"A text that nobody read has no grade ({NOT_READ_GLYPH}): nothing is known of it, which is not the same as "
    "absent. It is left out of every mean, and each row gives the share of such cells."
)


def _factors(scheme: str) -> Mapping[str, str]:
    """What stands beside a concept: its factor in the score, or its digit in a matrix."""
    match scheme:
        case "grade":
            return {key: f"In a matrix {NOT_READ_GLYPH if d is None else d}" for key, d in GRADE_DIGITS.items()}
        case "wording":
            return {key.value: f"Factor {factor:g}" for key, factor in WORDING_FACTOR.items()}
        case "exception":
            return {key.value: f"Factor {factor:g}" for key, factor in EXCEPTION_FACTOR.items()}
        case "enforcement":
            return {
                key.value: f"Factor {low:g}" if low == high else f"Factor {low:g} to {high:g}"
                for key, (low, high) in ENFORCEMENT_RANGE.items()
            }
        case _:
            return {}


def _terms(key: str, scheme: Scheme, factors: Mapping[str, str]) -> Terms:
    return Terms(
        tuple(
            Term(
                f"{key}-{concept.notation}",
                concept.notation,
                concept.definition,
                " ".join(each for each in (f"{factor}." if factor else "", _example(concept.example)) if each),
            )
            for concept in scheme.concepts
            for factor in [factors.get(concept.notation, "")]
        )
    )


def _example(text: str) -> str:
    return f"Example: {text}" if text else ""


def _scheme_rows(key: str, scheme: Scheme, factors: Mapping[str, str]) -> list[Row]:
    return [
        {
            "section": key,
            "key": concept.notation,
            "term": concept.label,
            "meaning": concept.definition,
            "range": factors.get(concept.notation) or None,
            "origin": None,
            "example": concept.example or None,
        }
        for concept in scheme.concepts
    ]


def _more(measure: Measure) -> str:
    told = (("Range", measure.range), ("Origin", measure.source), ("In the example", measure.example))
    return ". ".join(f"{name}: {without_marks(text)}" for name, text in told if text) + "."


def _measure_row(measure: Measure) -> Row:
    return {
        "section": measure.section,
        "key": measure.anchor.removeprefix(f"{measure.section}-"),
        "term": measure.measure,
        "meaning": without_marks(measure.formula),
        "range": without_marks(measure.range),
        "origin": without_marks(measure.source),
        "example": without_marks(measure.example),
    }


KINDS = (
    Kind(
        name="methods", address="/methods", title="Methods", about="What the words and numbers mean.",
        answer=methods, files=("csv", "json"), example="/methods",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
