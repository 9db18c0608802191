"""Obligations against law at home: which duties an economy owes rest on a kind of law, and how that law stands.

Which kind of law a clause type rests on is the project's own judgement (`ontology/readings/law_requirements.csv`);
how the law stands is what the tracker of the source says. `met` means that a law of the kind is there, not that it
does what the treaty asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Grade
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.citations import CitedSource
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.columns import dates_ahead
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import duties_by_provision, one_each, participation_of, text
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

MET, DRAFT, MISSING, NO_DATA = "met", "draft", "missing", "no-data"
STATUSES = (MET, DRAFT, MISSING, NO_DATA)
"""How a duty stands against the law it rests on."""

_OF_LAW = {"legislation": MET, "draft": DRAFT, "none": MISSING}
_NO_DUTY = frozenset({Grade.ABSENT.value, Grade.NOT_READ.value})

COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code of the economy that owes, or would owe, the duty"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("status", "Status", "string", "met (a law of the kind is there), draft, missing or no-data"),
    Column("law", "Law", "string", "kind of law the clause type rests on"),
    Column("law_label", "Kind of law", "string", "name of the kind of law"),
    Column("law_state", "State of law", "string", "legislation, draft, none or no-data as the source says"),
    Column("law_year", "Law as of", "integer", "year of that source"),
    Column("law_source", "Source of law", "string", "key of that source"),
    Column("reason", "Why needed", "string", "why the clause type rests on this kind of law (own judgement)"),
    Column("planned", "Planned", "boolean", "whether the economy would owe it only by joining the agreement"),
    Column("agreement", "Agreement", "string", "slug of the agreement with the strongest such duty"),
    Column("article", "Article", "string", "article number"),
    Column("paragraph", "Para", "string", "paragraph; null when the article was coded as a whole"),
    Column("grade", "Grade", "string", "grade of the duty that is sure by the text"),
    Column("active", "Active", "boolean", "whether it applies on the date; null when the sources do not tell"),
    Column("active_from", "From", "date", "first day on which it applies or applied; null when not known"),
    Column("may_extend_until", "May wait until", "date", "last day to which the economy may put it off"),
    Column("also_in", "Also in", "string", "other agreements by which the economy owes the clause type"),
    Column("verification", "Known by", "string", "how the coding of the duty is known"),
    Column("source", "Source of duty", "string", "citation of the coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("why", "Why", "string", "one sentence when it is not plainly owed"),
)
SHOWN = (
    "label", "status", "law_label", "law_year", "agreement", "article", "grade", "active", "active_from", "planned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LawAtHome:
    """How a kind of law stands in an economy.

    Attributes:
        state: `legislation`, `draft`, `none` or `no-data`.
        year: Year of the source, when there is one.
        source: Key of the source, empty without one.
    """

    state: str = NO_DATA
    year: int | None = None
    source: str = ""

    @property
    def status(self) -> str:
        """How a duty stands against it.

        >>> LawAtHome("legislation").status, LawAtHome("none").status, LawAtHome().status
        ('met', 'missing', 'no-data')
        """
        return _OF_LAW.get(self.state, NO_DATA)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A kind of law that a clause type rests on, with the reason."""

    law: str
    label: str
    reason: str


def held_against_law(
    duties: Mapping[str, list[Row]], requirements: Mapping[str, list[Requirement]], laws: Mapping[str, LawAtHome]
) -> list[Row]:
    """One row for each clause type owed and each kind of law it rests on; arithmetic without a graph.

    Args:
        duties: Rows of duties by clause type, the strongest first; types without a duty are left out.
        requirements: Kinds of law by clause type.
        laws: How each kind of law stands; one that is not there is `no-data`, never `missing`.

    >>> owed = {"unsolicited-messages": [{"agreement": "depa", "grade": "qualified"}, {"agreement": "rcep"}]}
    >>> needs = {"unsolicited-messages": [Requirement("consumer-protection", "Consumer protection", "Consent.")]}
    >>> [row] = held_against_law(owed, needs, {"consumer-protection": LawAtHome("none", 2026, "tracker")})
    >>> row["status"], row["agreement"], row["also_in"], row["law_source"]
    ('missing', 'depa', 'rcep', 'tracker')
    """
    rows: list[Row] = []
    for clause, owed in duties.items():
        best = owed[0]
        others = sorted({str(row["agreement"]) for row in owed} - {str(best["agreement"])})
        for needed in requirements.get(clause, []):
            law = laws.get(needed.law, LawAtHome())
            rows.append(
                {
                    **{column.name: best.get(column.name) for column in COLUMNS},
                    "clause": clause,
                    "status": law.status,
                    "law": needed.law,
                    "law_label": needed.label,
                    "law_state": law.state,
                    "law_year": law.year,
                    "law_source": law.source or None,
                    "reason": needed.reason,
                    "also_in": "; ".join(others) or None,
                }
            )
    return rows


def compliance_table(
    runner: Runner, iso3: str, name: str, as_of: date, *, obligation_from: tuple[str, str] | None = None
) -> ResultTable:
    """Duties of an economy against its law at home.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name, for the title.
        as_of: The date.
        obligation_from: Slug and title of one agreement; if the economy is no Party, its duties count as planned.
    """
    slug = obligation_from[0] if obligation_from else ""
    owed = _owed(runner, iso3, as_of, slug)
    planned = bool(slug) and not owed and not _bound(runner, iso3, slug, as_of)
    if planned:
        owed = _planned(runner, iso3, slug, as_of)
    duties = {clause: found for clause in _clause_order(runner) if (found := owed.get(clause))}
    requirements = {clause: requirements_of(runner, clause) for clause in duties}
    rows = held_against_law(duties, requirements, laws_at_home(runner, iso3))
    named = obligation_from[1] if obligation_from else ""
    what = f"under {slug} " if slug else ""
    empty = f"No obligation of {name} {what}on {as_of} that rests on a kind of law is in the data."
    notes = _notes(runner, iso3, name, as_of, duties, rows, slug=slug, named=named, planned=planned)
    table = ResultTable(
        title=f"Obligations of {name} {what}against its law at home on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance("compliance", as_of, {"economy": iso3, "obligation_from": slug or None}, notes),
        empty_message=empty,
        shown=SHOWN,
    )
    table = with_row_ids(
        table, runner.trust, lambda row: ("compliance", iso3, row["clause"], row["law"]), under=slug or None
    )
    table = with_sources(runner, table, agreements=[slug] if slug else [], economies=[iso3])
    table.provenance = citing_laws(runner, table.provenance, rows)
    return table


def requirements_of(runner: Runner, clause: str) -> list[Requirement]:
    """Kinds of law a clause type rests on."""
    return [
        Requirement(text(row, "law"), text(row, "label"), text(row, "reason"))
        for row in runner.rows("laws_required_by_clause", clause=clause)
    ]


def laws_at_home(runner: Runner, iso3: str) -> dict[str, LawAtHome]:
    """How each kind of law stands in an economy; kinds no source tells of are left out."""
    return {
        text(row, "law"): LawAtHome(
            text(row, "status"), row["as_of"] if isinstance(row["as_of"], int) else None, text(row, "source")
        )
        for row in runner.rows("laws_of_economy", iso3=iso3)
    }


def citing_laws(runner: Runner, provenance: Provenance, rows: Iterable[Row]) -> Provenance:
    """The provenance with the sources that the column `law_source` names."""
    facts = Counter(str(row["law_source"]) for row in rows if row.get("law_source"))
    cited = {source.source: source for source in provenance.sources}
    for row in runner.rows("sources"):
        key = str(row["source"])
        if key in facts:
            kept = CitedSource(key, str(row["title"]), str(row["publisher"]), str(row["licence"]), facts[key])
            cited.setdefault(key, kept)
    return replace(provenance, sources=tuple(cited[key] for key in sorted(cited)))


def _clause_order(runner: Runner) -> list[str]:
    return [str(row["clause"]) for row in runner.rows("clauses")]


def _owed(runner: Runner, iso3: str, as_of: date, slug: str) -> dict[str, list[Row]]:
    """Duties that apply, may apply, or will from a known day, by clause type, the strongest first."""
    found = [
        each
        for each in duties_by_provision(runner.rows("provisions_of_economy", iso3=iso3), as_of)
        if each.row["counted"] is True
        and each.grade.low.value not in _NO_DUTY
        and (not slug or each.row["agreement"] == slug)
        and (each.standing.active is not False or _comes(each.standing.active_from, as_of))
    ]
    by_clause: dict[str, list[Row]] = defaultdict(list)
    for each in sorted(found, key=lambda duty: duty.strength_key):
        stand = each.standing
        by_clause[text(each.row, "clause")].append(
            {
                **each.row, "economy": iso3, "grade": each.grade.low.value, "active": stand.active,
                "active_from": stand.active_from, "may_extend_until": stand.may_extend_until, "planned": False,
                "why": stand.why or None,
            }
        )  # fmt: skip
    return by_clause


def _planned(runner: Runner, iso3: str, slug: str, as_of: date) -> dict[str, list[Row]]:
    """Duties the economy would owe as a Party, by clause type, the strongest first."""
    counted = {str(row["clause"]) for row in runner.rows("clauses") if row["counted"] is True}
    by_clause: dict[str, list[Row]] = defaultdict(list)
    for row in agreement_table(runner, slug, as_of).rows:
        if row["clause"] in counted and row["grade"] not in _NO_DUTY:
            as_party: Row = {
                "economy": iso3, "planned": True, "active": False, "active_from": None, "may_extend_until": None,
                "why": "Owed only if it became a Party.",
            }  # fmt: skip
            by_clause[str(row["clause"])].append({**row, **as_party})
    for rows in by_clause.values():
        rows.sort(key=lambda row: -Grade(str(row["grade"])).rank)
    return by_clause


def _comes(start: date | None, as_of: date) -> bool:
    return start is not None and start > as_of


def _bound(runner: Runner, iso3: str, slug: str, as_of: date) -> bool:
    """Whether the economy is, or may be, a Party on the day."""
    rows = [row for row in runner.rows("agreements_of_economy", iso3=iso3) if row["agreement"] == slug]
    return any(in_party(participation_of(row), as_of) is not False for row in rows)


def _notes(
    runner: Runner,
    iso3: str,
    name: str,
    as_of: date,
    duties: Mapping[str, list[Row]],
    rows: list[Row],
    *,
    slug: str,
    named: str,
    planned: bool,
) -> list[str]:
    notes: list[str] = []
    agreements = one_each(runner.rows("agreements_of_economy", iso3=iso3), as_of, "agreement")
    in_play = [row for row in agreements if in_party(participation_of(row), as_of) is not False]
    if planned:
        notes.append(f"{name} is no Party to {named} on {as_of}: what it would owe as one, by the text of that day.")
    elif not in_play:
        notes.append(f"No agreement in force for {name} on {as_of} is in the data.")
    if rows:
        counts = Counter(str(row["status"]) for row in rows)
        told = ", ".join(f"{status} {counts[status]}" for status in STATUSES if counts[status])
        notes.append(f"{told}. met: a law of the kind is there; whether it does what the text asks was not examined.")
    free = len(duties) - len({str(row["clause"]) for row in rows})
    if free:
        types = "clause type with a duty rests" if free == 1 else "clause types with a duty rest"
        notes.append(f"{free} further {types} on none of the five kinds of law.")
    own = [text(row, "agreement") for row in in_play]
    looked_at = [slug] if planned else [each for each in own if slug in ("", each)]
    whole = {str(row["agreement"]) for row in runner.rows("agreements") if row["reading"] in READ_WHOLE}
    unread = [each for each in looked_at if each not in whole]
    if unread:
        notes.append(f"Digital text not or only partly read, so duties may be missing here: {', '.join(unread)}.")
    ahead = dates_ahead(rows, as_of)
    if ahead:
        notes.append(f"Something changes on {', '.join(day.isoformat() for day in ahead)}.")
    return notes
