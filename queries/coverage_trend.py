"""How the coverage of an economy grew: by year, or by clause type with each day its best grade rose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import (
    PartnerTrade,
    agreements_in_play,
    partner_trade,
    partners_by_agreement,
    trade_share,
)
from clauseway.queries.duties import text
from clauseway.queries.duty_spells import Spell, StepUp, duty_spells, owed_on, steps_up
from clauseway.queries.fragmentation import band
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

FIRST_YEAR = 2000
"""First year of the trend: the oldest digital chapters are of about that time."""

COLUMNS: dict[str, tuple[Column, ...]] = {
    "year": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("year", "Year", "integer", "calendar year"),
        Column("day", "Day", "date", "its 1 January; in the last row the day asked about"),
        Column("clauses", "Types", "integer", "clause types on which it surely owed a duty"),
        Column("hard", "Hard", "integer", "those of them at best binding-enforceable or binding-unenforceable"),
        Column("mixed", "Mixed", "integer", "those at best qualified"),
        Column("soft", "Soft", "integer", "those at best best-endeavour or reviewable-later"),
        Column("partners", "Partners", "integer", "economies surely bound by an agreement with such a duty"),
        Column("trade_share", "Of trade", "number", "their share of its trade today, not of that year, 0 to 1"),
        Column("steps_up", "Steps up", "string", "clause types whose best grade rose since the row before, to what"),
        Column("because", "Rests on", "string", "agreement, article and grade of each duty it owed"),
        Column("not_read", "Not read", "number", "share of clause types a text not read may hold, none owed, 0 to 1"),
    ),
    "clause": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("clause", "Clause", "string", "slug of the clause type"),
        Column("label", "Clause type", "string", "name of the clause type"),
        Column("theme", "Theme", "string", "slug of its theme"),
        Column("year", "Year", "integer", "year in which the best grade rose"),
        Column("day", "Day", "date", "first day of the higher grade"),
        Column("before", "Before", "string", "best grade on the day before; null when no duty was surely owed"),
        Column("grade", "Grade", "string", "best grade from then on"),
        Column("agreement", "Agreement", "string", "slug of the agreement it rests on"),
        Column("article", "Article", "string", "its article"),
        Column("verification", "Known by", "string", "how the coding is known"),
        Column("source", "Source", "string", "citation of the coding"),
        Column("provision", "Provision", "string", "key of the provision"),
        Column("not_read", "Not read", "number", "share of its agreements on that day not wholly read, 0 to 1"),
    ),
}
"""Columns of each table."""

SHOWN: dict[str, tuple[str, ...]] = {
    "year": ("day", "clauses", "hard", "mixed", "soft", "partners", "trade_share", "steps_up", "not_read"),
    "clause": ("label", "day", "before", "grade", "agreement", "article", "verification", "not_read"),
}


@dataclass(frozen=True, slots=True)
class CoverageOnDay:
    """Coverage on one day, counted.

    Attributes:
        owed: The strongest duty surely owed, by clause type.
        partners: Economies surely bound by an agreement behind any duty owed.
        hidden: Clause types without a duty that a text not read may hold.
    """

    owed: dict[str, Spell]
    partners: frozenset[str]
    hidden: frozenset[str]

    def by_band(self) -> Counter[str]:
        """Clause types owed, by band of strength."""
        return Counter(band(spell.grade.rank) for spell in self.owed.values())


def coverage_on(
    spells: Iterable[Spell],
    day: date,
    clauses: Iterable[str],
    partners: Mapping[str, Iterable[str]],
    *,
    all_read: bool,
) -> CoverageOnDay:
    """Count what was owed on a day.

    Args:
        spells: Duties of one economy.
        day: The day.
        clauses: Clause types to count.
        partners: Partners surely bound on the day, by agreement.
        all_read: Whether there was an agreement in force and each was read to the end.

    >>> spell = Spell("p", "x", "1", "x/1", "", "", Grade.QUALIFIED, date(2010, 1, 1), None)
    >>> found = coverage_on([spell], date(2012, 1, 1), ["p", "q"], {"x": "BC"}, all_read=False)
    >>> sorted(found.partners), sorted(found.hidden), found.by_band()
    (['B', 'C'], ['q'], Counter({'mixed': 1}))
    """
    wanted = frozenset(clauses)
    own = [spell for spell in spells if spell.clause in wanted and spell.covers(day)]
    owed = owed_on(own, day)
    reached = {p for spell in own if spell.grade.rank > 0 for p in partners.get(spell.agreement, ())}
    titled = {spell.clause for spell in own if spell.grade is Grade.NOT_READ}
    hidden = wanted - owed.keys() if not all_read else frozenset(titled - owed.keys())
    return CoverageOnDay(owed, frozenset(reached), hidden)


def trend_days(as_of: date) -> list[date]:
    """Each 1 January from 2000 up to a day, and the day itself.

    >>> trend_days(date(2001, 5, 1))
    [datetime.date(2000, 1, 1), datetime.date(2001, 1, 1), datetime.date(2001, 5, 1)]
    """
    days = [date(year, 1, 1) for year in range(FIRST_YEAR, as_of.year + 1)]
    return days if days and days[-1] == as_of else [*days, as_of]


def coverage_trend_table(
    runner: Runner, iso3: str, name: str, as_of: date, *, by: str = "year", clauses: Iterable[str] = ()
) -> ResultTable:
    """The coverage of an economy in time, as a table.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name, for the title.
        as_of: The last day.
        by: `year`, or `clause` for each step up.
        clauses: Only these clause types (the 51 substantive ones when empty).
    """
    named = list(clauses)
    kinds = {
        text(k, "clause"): k
        for k in runner.rows("clauses")
        if (text(k, "clause") in named if named else k["counted"] is True)
    }
    agreements = runner.rows("agreements_of_economy", iso3=iso3)
    spells = duty_spells(runner.rows("provisions_of_economy", iso3=iso3), as_of)
    ups = {clause: steps_up(spells, clause, as_of) for clause in kinds}
    trade = partner_trade(runner, iso3)
    if by == "clause":
        rows = [_step_row(iso3, kinds[clause], up, agreements) for clause, each in ups.items() for up in each]
    else:
        others = runner.rows("partners_of_economy", iso3=iso3)
        counted: list[tuple[date, CoverageOnDay]] = []
        for day in trend_days(as_of):
            in_play, unread = agreements_in_play(agreements, day)
            bound = partners_by_agreement(others, day)
            counted.append((day, coverage_on(spells, day, kinds, bound, all_read=bool(in_play) and not unread)))
        rows = _year_rows(iso3, kinds, counted, ups, trade)
    behind = sorted({spell.agreement for spell in spells if spell.clause in kinds})
    none = f"No duty of {name} ({iso3}) that is surely in force up to {as_of} is in the data."
    notes = _notes(by, trade) if any(ups.values()) else [none]
    parameters: dict[str, Value] = {"economy": iso3, "by": by, "clauses": ",".join(named) or None}
    table = ResultTable(
        title=f"Clause coverage of {name} in time, up to {as_of}",
        columns=list(COLUMNS[by]),
        rows=rows if any(ups.values()) else [],
        provenance=runner.provenance("coverage trend", as_of, parameters, notes),
        empty_message=none,
        shown=SHOWN[by],
    )
    with_row_ids(
        table, runner.trust, lambda row: ("trend", iso3, row["day"], row.get("clause")),
        clauses=parameters["clauses"] if by == "year" else None,
    )  # fmt: skip
    return with_sources(runner, table, agreements=behind, economies=[iso3])


def _notes(by: str, trade: PartnerTrade) -> list[str]:
    started = "Days on which a duty perhaps began are not counted, and a text not read may have held it earlier."
    if by == "clause":
        return [f"A clause type may fall again when an agreement ends; only rises are listed. {started}"]
    return [f"Partners are weighed by today's trade in every row, so only the rules change. {trade.told}", started]


def _year_rows(
    iso3: str,
    kinds: Mapping[str, Row],
    counted: Iterable[tuple[date, CoverageOnDay]],
    ups: Mapping[str, Iterable[StepUp]],
    trade: PartnerTrade,
) -> list[Row]:
    rows: list[Row] = []
    before = date.min
    for day, found in counted:
        bands = found.by_band()
        risen = {
            clause: f"{kinds[clause]['label']} ({last[-1].spell.grade.value})"
            for clause, each in ups.items()
            if (last := [up for up in each if before < up.day <= day])
        }
        rows.append(
            {
                "economy": iso3,
                "year": day.year,
                "day": day,
                "clauses": len(found.owed),
                "hard": bands["hard"],
                "mixed": bands["mixed"],
                "soft": bands["soft"],
                "partners": len(found.partners),
                "trade_share": trade_share(trade.usd, found.partners),
                "steps_up": ", ".join(risen.values()) or None,
                "because": "; ".join(
                    f"{clause}: {s.agreement} {s.article} ({s.grade.value})" for clause, s in found.owed.items()
                )
                or None,
                "not_read": round(len(found.hidden) / len(kinds), 6),
            }
        )
        before = day
    return rows


def _step_row(iso3: str, kind: Row, up: StepUp, agreements: Iterable[Row]) -> Row:
    in_play, unread = agreements_in_play(agreements, up.day)
    return {
        "economy": iso3,
        "clause": up.spell.clause,
        "label": kind["label"],
        "theme": kind["theme"],
        "year": up.day.year,
        "day": up.day,
        "before": up.before.value if up.before else None,
        "grade": up.spell.grade.value,
        "agreement": up.spell.agreement,
        "article": up.spell.article,
        "verification": up.spell.verification,
        "source": up.spell.source,
        "provision": up.spell.provision,
        "not_read": round(len(unread) / len(in_play), 6),
    }
