"""One page about an economy: memberships and agreements in time, coverage, readiness, laws, trade partners."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import BINDING_STATES, in_party
from clauseway.ontology.strength import Grade
from clauseway.queries.citations import CitedSource
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import READ_WHOLE, economy_coverage, trade_partners
from clauseway.queries.duties import day, participation_of, row_on, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

PARTNERS = 10
"""Trade partners that are shown."""

SECTIONS = ("memberships", "agreements", "coverage", "readiness", "laws", "partners")
"""What the page holds, in order."""

COLUMNS = (
    Column("section", "Section", "string", f"one of {', '.join(SECTIONS)}"),
    Column("key", "Key", "string", "slug or code of what the row is about"),
    Column("name", "Name", "string", "its name"),
    Column("value", "Value", "string", "standing, state of law, number of clause types, or figure"),
    Column("unit", "Unit", "string", "unit of a figure"),
    Column("year", "Year", "integer", "year of a figure or of a state of law"),
    Column("since", "Since", "date", "first day on which it surely holds"),
    Column("until", "Until", "date", "last day on which it holds or held"),
    Column("via", "Via", "string", "bloc through which the economy is bound"),
    Column("detail", "Detail", "string", "what else there is to know"),
    Column("verification", "Known by", "string", "how it is known"),
    Column("source", "Source", "string", "key of the source, or its publisher"),
)
_SHOWN = {
    "memberships": ("name", "value", "since", "until"),
    "agreements": ("key", "value", "since", "until", "via", "detail", "verification"),
    "coverage": ("name", "value", "detail"),
    "readiness": ("name", "value", "unit", "year", "detail"),
    "laws": ("name", "value", "year"),
    "partners": ("name", "value", "unit", "year", "detail"),
}
_TITLES = {
    "memberships": "Memberships",
    "agreements": "Agreements, in time",
    "coverage": "Clause types by best grade in force",
    "readiness": "Readiness: latest figures",
    "laws": "Digital laws at home",
    "partners": f"Largest trade partners (at most {PARTNERS})",
}
_NOTHING = {
    "memberships": "No membership of a group is in the data.",
    "agreements": "No agreement is in the data.",
    "coverage": "No agreement in force, so no clause type is covered.",
    "readiness": "No figure is in the data; sources that are not shipped come in by 'clauseway build --sources DIR'.",
    "laws": "The state of its laws is not in the data.",
    "partners": "No trade flow is in the data.",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    runner: Runner
    iso3: str
    as_of: date


def economy_page(runner: Runner, iso3: str, name: str, as_of: date) -> ResultTable:
    """Everything known of an economy as one table, a section after the other.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name, for the title.
        as_of: The date.
    """
    asked = _Asked(runner, iso3, as_of)
    rows = [
        *_memberships(asked), *_agreements(asked), *_coverage(asked), *_readiness(asked), *_laws(asked),
        *_partners(asked),
    ]  # fmt: skip
    filled = {str(row["section"]) for row in rows}
    notes = [_NOTHING[section] for section in SECTIONS if section not in filled]
    named = [{column.name: row.get(column.name) for column in COLUMNS} for row in rows]
    table = ResultTable(
        title=f"{name} ({iso3}) on {as_of}",
        columns=list(COLUMNS),
        rows=named,
        provenance=runner.provenance("economy", as_of, {"economy": iso3}, notes),
        empty_message=f"Nothing about {name} is in the data.",
    )
    agreements = sorted({str(row["key"]) for row in rows if row["section"] == "agreements"})
    table = with_sources(runner, table, agreements=agreements, economies=[iso3])
    cited = {source.source: source for source in table.provenance.sources}
    for source in (*_named_sources(asked, rows), *_publishers(asked)):
        cited.setdefault(source.source, source)
    table.provenance = replace(table.provenance, sources=tuple(cited[key] for key in sorted(cited)))
    return table


def sections(page: ResultTable) -> Iterator[ResultTable]:
    """The sections of a page as tables of their own; the empty ones say what is missing."""
    for section in SECTIONS:
        yield ResultTable(
            title=_TITLES[section],
            columns=page.columns,
            rows=[row for row in page.rows if row["section"] == section],
            provenance=page.provenance,
            empty_message=_NOTHING[section],
            shown=_SHOWN[section],
        )


def _memberships(asked: _Asked) -> Iterator[Row]:
    for row in asked.runner.rows("memberships_of_economy", iso3=asked.iso3):
        since, until = day(row, "since"), day(row, "until")
        if until is not None and until <= asked.as_of:
            value = "left"
        elif since is not None and since > asked.as_of:
            value = "not yet"
        else:
            value = "member" if since else "member, day of joining not known"
        bound = day(row, "bound_until")
        detail = f"bound by the group's agreements until {bound - timedelta(days=1)}" if bound else None
        yield {
            "section": "memberships", "key": row["group"], "name": row["group_name"], "value": value, "since": since,
            "until": _last_day(until), "detail": detail, "source": row["source"],
        }  # fmt: skip


def _agreements(asked: _Asked) -> Iterator[Row]:
    """Every participation; of an agreement with several, the one that answers for the day comes first."""
    repeated: dict[str, list[Row]] = defaultdict(list)
    for row in asked.runner.rows("agreements_of_economy", iso3=asked.iso3):
        repeated[text(row, "agreement")].append(row)
    for rows in repeated.values():
        now = row_on(rows, asked.as_of)
        for row in sorted(rows, key=lambda r: (r is not now, str(r["since"]))):
            yield {
                "section": "agreements", "key": row["agreement"], "name": row["title"],
                "value": _standing(row, asked.as_of), "since": day(row, "since_latest") or day(row, "since"),
                "until": _last_day(day(row, "until")), "via": row["via"], "detail": _detail(row),
                "verification": row["date_verification"],
            }  # fmt: skip


def _standing(row: Row, as_of: date) -> str:
    state = text(row, "state")
    until = day(row, "until")
    if until is not None and until <= as_of:
        return f"{state}, ended"
    if state not in BINDING_STATES:
        return state
    bound = in_party(participation_of(row), as_of)
    if bound is None:
        return f"{state}, day not known" if row["since"] is None else f"{state}, perhaps already"
    return state if bound else f"{state}, not yet"


def _detail(row: Row) -> str:
    kind = text(row, "kind").replace("-", " ")
    binds = "" if row["binding"] is True else ", not meant to bind"
    read = "" if text(row, "reading") in READ_WHOLE else f", text read: {row['reading']}"
    return f"{kind}{binds}{read}"


def _coverage(asked: _Asked) -> Iterator[Row]:
    coverage = economy_coverage(asked.runner, asked.iso3, asked.as_of)
    if not coverage.agreements:
        return
    clauses = list(coverage.clauses.values())
    counts = Counter(found.grade for found in clauses)
    for grade in Grade:
        if counts[grade]:
            of_grade = [found for found in clauses if found.grade is grade]
            partners = {partner for found in of_grade for partner in found.partners}
            told = ", ".join(found.label for found in of_grade[:3]) + (" ..." if len(of_grade) > 3 else "")
            reach = f"; with {len(partners)} partner{'s' if len(partners) > 1 else ''}" if partners else ""
            yield {
                "section": "coverage", "key": grade.value, "name": grade.value, "value": str(counts[grade]),
                "unit": "clause types", "detail": told + reach,
            }  # fmt: skip


def _readiness(asked: _Asked) -> Iterator[Row]:
    for row in asked.runner.rows("observations_of_economy", iso3=asked.iso3):
        direction = text(row, "direction").replace("-", " ")
        parts = [part for part in (f"with {row['partner']}" if row["partner"] else "", text(row, "note")) if part]
        yield {
            "section": "readiness", "key": row["indicator"], "name": row["name"], "value": _figure(row["value"]),
            "unit": row["unit"], "year": row["year"], "detail": "; ".join([*parts, direction]) or None,
            "verification": "secondary", "source": row["publisher"],
        }  # fmt: skip


def _laws(asked: _Asked) -> Iterator[Row]:
    for row in asked.runner.rows("laws_of_economy", iso3=asked.iso3):
        yield {
            "section": "laws", "key": row["law"], "name": row["label"], "value": row["status"], "year": row["as_of"],
            "verification": "secondary", "source": row["source"],
        }  # fmt: skip


def _partners(asked: _Asked) -> Iterator[Row]:
    bound = _bound_partners(asked)
    for row in trade_partners(asked.runner, asked.iso3)[:PARTNERS]:
        shared = bound.get(text(row, "partner"), [])
        told = f"in force with it: {', '.join(shared)}" if shared else "no agreement in force with it in the data"
        yield {
            "section": "partners", "key": row["partner"], "name": row["name"], "value": _millions(row["total"]),
            "unit": "USD million, exports and imports", "year": row["year"], "detail": told,
            "verification": "secondary", "source": row["source"],
        }  # fmt: skip


def _bound_partners(asked: _Asked) -> dict[str, list[str]]:
    """Agreements surely in force with each partner."""
    own: dict[str, list[Row]] = defaultdict(list)
    for row in asked.runner.rows("agreements_of_economy", iso3=asked.iso3):
        own[text(row, "agreement")].append(row)
    standing = {
        slug
        for slug, rows in own.items()
        if any(in_party(participation_of(row), asked.as_of) is True for row in rows)
    }
    found: dict[str, set[str]] = defaultdict(set)
    for row in asked.runner.rows("partners_of_economy", iso3=asked.iso3):
        side = text(row, "side")
        if text(row, "agreement") not in standing or (side and side == text(row, "own_side")):
            continue
        if in_party(participation_of(row), asked.as_of) is True:
            found[text(row, "partner")].add(text(row, "agreement"))
    return {partner: sorted(slugs) for partner, slugs in found.items()}


def _named_sources(asked: _Asked, rows: Iterable[Row]) -> Iterator[CitedSource]:
    facts = Counter(str(row["source"]) for row in rows if row.get("source"))
    for row in asked.runner.rows("sources"):
        key = str(row["source"])
        if key in facts:
            yield CitedSource(key, str(row["title"]), str(row["publisher"]), str(row["licence"]), facts[key])


def _publishers(asked: _Asked) -> Iterator[CitedSource]:
    """Publishers of the figures, each with the terms its figures are under."""
    terms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in asked.runner.rows("observations_of_economy", iso3=asked.iso3):
        terms[text(row, "publisher"), text(row, "licence")].append(text(row, "indicator"))
    for (publisher, licence), names in sorted(terms.items()):
        key = re.sub(r"[^a-z0-9]+", "-", publisher.lower()).strip("-")
        yield CitedSource(key, ", ".join(sorted(set(names))), publisher, licence, len(names))


def _figure(value: Value) -> str:
    """A figure without needless digits.

    >>> _figure(82.44), _figure(250000000.0), _figure(None)
    ('82.44', '250,000,000', '')
    """
    if not isinstance(value, (int, float)):
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _millions(value: Value) -> str:
    """US dollars as millions.

    >>> _millions(59920760832), _millions(400000)
    ('59,921', '0.4')
    """
    if not isinstance(value, (int, float)):
        return ""
    return f"{value / 1e6:,.0f}" if value >= 1e7 else f"{value / 1e6:,.1f}"


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None
