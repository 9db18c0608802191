"""Clause coverage of an economy: the best active grade of each clause type, with how many partners, on what.

A clause type without any provision is `absent` only where every agreement in force was read; else it is
`not-read`. A type known from a title alone is `not-read` too, with the article that needs reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.columns import DUTY_COLUMNS, dates_ahead, duty_row, empty_duty_row
from clauseway.queries.duties import (
    Duty,
    duties_by_provision,
    is_read,
    one_each,
    participation_of,
    strongest,
    text,
)
from clauseway.queries.duty_spells import duty_spells, first_day, held_since
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

EVERY_PARTNER = 1000
"""More trade partners than there are economies: the query wants a limit."""

READ_WHOLE = frozenset({"digital-chapter", "main-text"})
"""Reading extents after which a clause type that was not found is absent."""

COVERAGE_COLUMNS = (
    *DUTY_COLUMNS[:13],
    Column("partners", "Partners", "integer", "economies bound by this clause with this economy at this grade"),
    Column("trade_share", "Of its trade", "number", "their share of its trade in goods, both ways, in [0, 1]"),
    Column("first_date", "First owed", "date", "first day on which it surely owed the clause type, at any grade"),
    Column("grade_since", "Grade since", "date", "since when, without a break, it surely owes it so firmly"),
    *DUTY_COLUMNS[13:],
)
SHOWN = (
    "label", "grade", "partners", "trade_share", "agreement", "article", "active", "first_date", "grade_since",
    "verification", "wording", "exception", "enforcement", "active_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """What an economy has accepted on one clause type.

    Attributes:
        best: The strongest duty, or `None` when no provision speaks of the type.
        grade: Best sure grade on the date.
        reached: Economies bound with it at that grade, surely on the date, by the agreement that binds them.
        why: A sentence where there is no duty.
        duties: All duties on it that were weighed.
    """

    clause: str
    label: str
    theme: str
    best: Duty | None
    grade: Grade
    reached: Mapping[str, frozenset[str]]
    why: str = ""
    duties: tuple[Duty, ...] = ()

    @property
    def partners(self) -> frozenset[str]:
        """Economies bound with it at that grade, surely on the date."""
        return frozenset[str]().union(*self.reached.values())


@dataclass(frozen=True, slots=True)
class EconomyCoverage:
    """Coverage of one economy on a date, by clause slug in the order of the taxonomy.

    Attributes:
        unread: Agreements whose digital text was not, or not wholly, read.
        agreements: Agreements in force or perhaps in force.
        provisions: Rows of all provisions it ever accepted, to tell since when; none where that was not asked.
    """

    economy: str
    clauses: Mapping[str, ClauseCoverage]
    unread: tuple[str, ...]
    agreements: tuple[str, ...]
    provisions: tuple[Row, ...] = field(default=(), repr=False)


def economy_coverage(runner: Runner, iso3: str, as_of: date, *, qualifiers: bool = False) -> EconomyCoverage:
    """Work out the coverage of an economy; those asked for last are kept, for a page asks for one several times.

    Args:
        runner: Where to ask.
        iso3: The economy.
        as_of: The date.
        qualifiers: Whether to include the 11 qualifying and institutional types.
    """
    about = (iso3, as_of, qualifiers)
    return runner.once("coverage", about, lambda: _worked_out(runner, iso3, as_of, qualifiers=qualifiers))


def _worked_out(runner: Runner, iso3: str, as_of: date, *, qualifiers: bool) -> EconomyCoverage:
    names, unread = agreements_in_play(runner.rows("agreements_of_economy", iso3=iso3), as_of)
    partners = partners_by_agreement(runner.rows("partners_of_economy", iso3=iso3), as_of)
    provisions = tuple(runner.rows("provisions_of_economy", iso3=iso3))
    by_clause: dict[str, list[Duty]] = defaultdict(list)
    for found in duties_by_provision(provisions, as_of):
        if is_in_play(found, as_of):
            by_clause[text(found.row, "clause")].append(found)
    clauses: dict[str, ClauseCoverage] = {}
    for kind in runner.rows("clauses"):
        if kind["counted"] is not True and not qualifiers:
            continue
        slug = text(kind, "clause")
        clauses[slug] = clause_coverage(kind, by_clause.get(slug, []), partners, names, unread)
    return EconomyCoverage(iso3, clauses, unread, names, provisions)


def agreements_in_play(rows: Iterable[Row], as_of: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Agreements of an economy in force or perhaps in force on a date, and those of them not wholly read.

    Args:
        rows: Rows of the query `agreements_of_economy`.
        as_of: The date.
    """
    in_play = [a for a in one_each(rows, as_of, "agreement") if in_party(participation_of(a), as_of) is not False]
    unread = (text(a, "agreement") for a in in_play if text(a, "reading") not in READ_WHOLE)
    return tuple(text(a, "agreement") for a in in_play), tuple(unread)


def coverage_table(
    runner: Runner,
    iso3: str,
    name: str,
    as_of: date,
    *,
    clauses: Iterable[str] = (),
    min_grade: Grade | None = None,
    qualifiers: bool = False,
) -> ResultTable:
    """Coverage of an economy as a table, one row a clause type.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name, for the title.
        as_of: The date.
        clauses: Only these clause types (all when empty); a named one is shown even if it is a qualifier.
        min_grade: Only types whose active grade is at least this one.
        qualifiers: Whether to include the 11 qualifying types.
    """
    wanted = list(clauses)
    coverage = economy_coverage(runner, iso3, as_of, qualifiers=qualifiers or bool(wanted))
    rows: list[Row] = []
    for found in coverage.clauses.values():
        if wanted and found.clause not in wanted:
            continue
        if min_grade is not None and not _reaches(found, min_grade):
            continue
        rows.append(_row(iso3, found))
    trade = partner_trade(runner, iso3)
    spells = duty_spells(coverage.provisions, as_of)
    for row in rows:
        found = coverage.clauses[str(row["clause"])]
        row["trade_share"] = None if found.grade is Grade.NOT_READ else trade_share(trade.usd, found.partners)
        row["first_date"] = first_day(spells, found.clause)
        row["grade_since"] = held_since(spells, found.clause, found.grade, as_of) if found.grade.rank > 0 else None
    parameters: dict[str, Value] = {
        "economy": iso3,
        "clauses": ",".join(wanted) or None,
        "min_grade": min_grade.value if min_grade else None,
    }
    where = f"{name} ({iso3}) on {as_of}"
    none = f"No agreement in force for {where} is in the data."
    empty = f"No clause type of {where} matches." if coverage.agreements else none
    notes = _notes(coverage, rows, as_of, none)
    table = ResultTable(
        title=f"Clause coverage of {name} on {as_of}",
        columns=list(COVERAGE_COLUMNS),
        rows=rows,
        provenance=runner.provenance("coverage", as_of, parameters, [*notes, trade.told] if rows else notes),
        empty_message=empty,
        shown=SHOWN,
    )
    table = with_row_ids(table, runner.trust, lambda row: ("coverage", iso3, row["clause"]))
    return with_sources(runner, table, agreements=coverage.agreements, economies=[iso3])


@dataclass(frozen=True, slots=True)
class PartnerTrade:
    """Trade in goods of an economy with each partner, both ways, US dollars, in the latest year it has.

    Attributes:
        told: Year and source in a sentence; it says so when no trade is known.
    """

    usd: dict[str, int]
    told: str


def trade_partners(runner: Runner, iso3: str) -> list[Row]:
    """All trade partners of an economy in the latest year, the largest first: asked once for whoever needs some."""
    return runner.rows("trade_partners_of_economy", iso3=iso3, limit=EVERY_PARTNER)


def partner_trade(runner: Runner, iso3: str) -> PartnerTrade:
    """Ask for the trade of an economy."""
    rows = trade_partners(runner, iso3)
    usd = {text(row, "partner"): total for row in rows if isinstance(total := row["total"], int)}
    of = ", ".join(sorted({f"{row['year']} ({row['source']})" for row in rows}))
    return PartnerTrade(usd, f"Trade is goods, both ways, of {of}." if of else "Its trade is not in the data.")


def trade_share(trade: Mapping[str, int], partners: Iterable[str]) -> float | None:
    """Share of trade with some partners in all trade, in [0, 1]; `None` when no trade is known.

    >>> trade_share({"B": 60, "C": 30, "D": 10}, {"B", "D", "E"})
    0.7
    >>> trade_share({}, {"B"}) is None
    True
    """
    total = sum(trade.values())
    return round(sum(trade.get(partner, 0) for partner in partners) / total, 6) if total else None


def _notes(coverage: EconomyCoverage, rows: list[Row], as_of: date, none: str) -> list[str]:
    if not coverage.agreements:
        return [none]
    notes = [f"{len(coverage.agreements)} agreements in force or perhaps in force: {', '.join(coverage.agreements)}."]
    if coverage.unread:
        notes.append(
            f"Digital text not or only partly read: {', '.join(coverage.unread)}. A clause type without a provision "
            "is therefore not-read, not absent."
        )
    ahead = dates_ahead(rows, as_of)
    if ahead:
        notes.append(f"Something changes on {', '.join(d.isoformat() for d in ahead)}.")
    return notes


def is_in_play(found: Duty, as_of: date) -> bool:
    """Whether a duty belongs into the picture: active, perhaps active, or inactive because it is put off."""
    start = found.standing.active_from
    put_off = start is not None and start > as_of and bool(text(found.row, "deferral_kind"))
    return found.standing.active is not False or put_off


def partners_by_agreement(rows: Iterable[Row], as_of: date) -> dict[str, frozenset[str]]:
    """Partners surely bound, by agreement; members of a union count, the union itself does not.

    Args:
        rows: Rows of the query `partners_of_economy`.
        as_of: The date.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        side, own = text(row, "side"), text(row, "own_side")
        if row["partner_kind"] == "union" or (side and side == own):
            continue
        if in_party(participation_of(row), as_of) is True:
            found[text(row, "agreement")].add(text(row, "partner"))
    return {agreement: frozenset(partners) for agreement, partners in found.items()}


def clause_coverage(
    kind: Row,
    duties: list[Duty],
    partners: Mapping[str, frozenset[str]],
    agreements: tuple[str, ...],
    unread: tuple[str, ...],
) -> ClauseCoverage:
    """What an economy has accepted on one clause type.

    Args:
        kind: Key, label and theme of the type.
        duties: Its duties on it that are in play.
        partners: Economies surely bound with it, by agreement.
        agreements: The agreements it is, or may be, bound by.
        unread: Those of them that were not read whole.
    """
    slug, label, theme = text(kind, "clause"), text(kind, "label"), text(kind, "theme")
    held = tuple(duties)
    owed = [d for d in held if d.grade.low not in (Grade.NOT_READ, Grade.ABSENT)]
    best = strongest(owed) if owed else None
    if best is not None:
        grade = best.grade.low
        bound = {
            agreement: partners[agreement]
            for d in owed
            if d.grade.low is grade and d.standing.active is best.standing.active
            and (agreement := text(d.row, "agreement")) in partners
        }
        return ClauseCoverage(slug, label, theme, best, grade, bound, "", held)
    titled = strongest(d for d in held if not is_read(d)) if held else None
    if titled is not None:
        why = "Only the title of the article is known."
        return ClauseCoverage(slug, label, theme, titled, Grade.NOT_READ, {}, why, held)
    if unread:
        why = f"{len(unread)} of {len(agreements)} agreements not or partly read."
        return ClauseCoverage(slug, label, theme, None, Grade.NOT_READ, {}, why, held)
    if not agreements:
        why = "No agreement of it in force is in the data, so nothing was read."
        return ClauseCoverage(slug, label, theme, None, Grade.NOT_READ, {}, why, held)
    silent = strongest(held) if held else None
    why = "The text speaks of it without a duty." if silent else "No agreement in force holds it."
    return ClauseCoverage(slug, label, theme, silent, Grade.ABSENT, {}, why, held)


def _reaches(found: ClauseCoverage, least: Grade) -> bool:
    active = found.best is not None and found.best.standing.active is True
    return active and found.grade.rank >= least.rank


def _row(iso3: str, found: ClauseCoverage) -> Row:
    if found.best is None:
        row = empty_duty_row(
            economy=iso3,
            clause=found.clause,
            label=found.label,
            theme=found.theme,
            grade=found.grade.value,
            grade_high=found.grade.value,
            score_low=0.0,
            score_high=1.0 if found.grade is Grade.NOT_READ else 0.0,
            why=found.why,
        )
    else:
        row = duty_row(found.best, economy=iso3, why=found.why)
    row["grade"] = found.grade.value
    row["partners"] = len(found.partners)
    return row
