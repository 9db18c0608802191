"""Reports: what there is to know of an economy or a group on one page, in plain sentences, pictures and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import RANK_OF, Grade
from clauseway.queries.citations import CitedSource
from clauseway.queries.columns import dates_ahead
from clauseway.queries.compliance import STATUSES, compliance_table
from clauseway.queries.coverage_analysis import coverage_table, trade_partners
from clauseway.queries.drawings.asked import network_drawing, timeline_drawing
from clauseway.queries.drawings.bars import bars
from clauseway.queries.drawings.ladder import Climb, ladder
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.economy_page import PARTNERS, economy_page
from clauseway.queries.fragmentation_analysis import fragmentation_table
from clauseway.queries.gap_analysis import gaps_table
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.names import UnknownName, group_name
from clauseway.queries.pages import Block, Page, Section, paragraph
from clauseway.queries.partner_gaps import partner_gaps
from clauseway.queries.results import Provenance, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.said import listed, number
from clauseway.queries.upgrade_analysis import upgrade_table

MOST_STEPS = 5
"""Next steps that a report shows."""

COVERAGE_SHOWN = ("label", "grade", "partners", "trade_share", "agreement", "article", "grade_since", "verification")
"""Columns of the coverage that a page has room for."""

MOST_NAMES = 6
"""Names that a sentence tells one by one."""

MOST_BARS = 20
"""Bars of a ranked chart."""



def economy_report(runner: Runner, iso3: str, name: str, as_of: date) -> Page:
    """Everything about one economy that a briefing needs.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name.
        as_of: The date.
    """
    coverage = coverage_table(runner, iso3, name, as_of)
    about = economy_page(runner, iso3, name, as_of)
    partners = network_drawing(runner, [], as_of, name=name, centre=iso3)
    time = timeline_drawing(runner, iso3, name, as_of)
    steps = upgrade_table(runner, [iso3], as_of, name=name)
    rungs = upgrade_table(runner, [iso3], as_of, by="clause", name=name)
    laws = compliance_table(runner, iso3, name, as_of)
    trade = trade_partners(runner, iso3)[:PARTNERS]
    largest = [(str(row["partner"]), _whole_number(row["total"])) for row in trade]
    lacking = partner_gaps(runner, iso3, name, largest, as_of)
    first = _part(steps, steps.rows[:MOST_STEPS])
    sections = (
        Section("In short", _words(_economy_said(name, as_of, coverage, partners, steps, laws))),
        Section("Clause coverage", _coverage_blocks(name, as_of, coverage)),
        Section("Partners", _partner_blocks(name, partners, lacking)),
        Section("Agreements in time", (time, *_dates(time))),
        Section("Next steps", _step_blocks(name, as_of, coverage, first, rungs)),
        Section("Law at home", (laws,)),
    )
    tables = (coverage, about, partners.table, lacking, time.table, steps, laws)
    return Page(_whole(runner, f"Report on {name} ({iso3}) on {as_of}", coverage, tables, {"economy": iso3}), sections)


def step_drawing(
    runner: Runner, iso3: str, name: str, as_of: date, step: int = 1, *, rungs: ResultTable | None = None
) -> Drawing:
    """The ladder of an economy with one of its next steps.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name.
        as_of: The date.
        step: Place of the step, from 1; 0 for the rungs of today alone.
        rungs: Its next steps by clause type, where they were worked out before.

    Raises:
        UnknownName: It has no such step.
    """
    coverage = coverage_table(runner, iso3, name, as_of)
    if step == 0:
        return _rungs(f"Rungs of {name} on {as_of}", coverage, [])
    known = rungs or upgrade_table(runner, [iso3], as_of, by="clause", name=name)
    gained = [row for row in known.rows if row["rank"] == step]
    if not gained:
        raise UnknownName(f"{name} has no step {step} that gains a rung on {as_of}; list: clauseway upgrade {iso3}")
    drawing = _rungs(f"Rungs of {name} on {as_of}, and after: {gained[0]['target']}", coverage, gained)
    return replace(drawing, table=_part(known, gained))


def group_report(runner: Runner, economies: Sequence[str], group: str, as_of: date) -> Page:
    """What binds a group and where it lacks a common rule.

    Args:
        runner: Where to ask.
        economies: Codes of its members.
        group: Slug of the group, or of an agreement whose Parties are meant.
        as_of: The date.
    """
    name = group_name(runner, group)
    gaps = gaps_table(runner, economies, as_of, name=name)
    members = gaps_table(runner, economies, as_of, by="economy", name=name)
    measures = fragmentation_table(runner, economies, as_of, name=name)
    apart = fragmentation_table(runner, economies, as_of, by="economy", name=name)
    network = network_drawing(runner, economies, as_of, name=name, group=group)
    ranked = sorted(gaps.rows, key=lambda row: (-number(row["bound"]), str(row["label"])))
    bound = [row for row in ranked[:MOST_BARS] if row["bound"]]
    widest = bars(
        f"Share of pairs bound in {name} on {as_of}",
        "Clause types with most pairs bound",
        [(str(row["label"]), 1 - number(row["gap"]), f"{1 - number(row['gap']):.0%}") for row in bound],
        gaps,
        most=1.0,
    )
    sections = (
        Section("In short", _words(_group_said(name, as_of, economies, gaps, members, network))),
        Section("Who is bound with whom", (network if network.table.rows else paragraph(network.table.empty_message),)),
        Section("Clause coverage", (asked_matrix(runner, as_of, economies=economies),)),
        Section("Harmonisation gaps", (widest,) if bound else (gaps,)),
        Section("Weakest links", (members,)),
        Section("Fragmentation", (measures, apart)),
    )
    tables = (gaps, members, measures, apart, network.table)
    return Page(_whole(runner, f"Report on {name} on {as_of}", gaps, tables, {"group": group}), sections)


def _words(sentences: Iterable[str]) -> tuple[Block, ...]:
    return tuple(paragraph(said) for said in sentences)


def coverage_said(
    name: str, as_of: date, coverage: ResultTable, titles: Mapping[str, str] | None = None
) -> Iterable[str]:
    """What the coverage of an economy says, in a sentence or two.

    Args:
        name: The economy.
        as_of: The date.
        coverage: Its clause coverage, one row a clause type.
        titles: Titles of agreements by slug; without them the slugs stand in the sentence.
    """
    owed = [row for row in coverage.rows if row["active"] is True and RANK_OF.get(str(row["grade"]), 0) > 0]
    firm = sum(RANK_OF[str(row["grade"])] >= Grade.BINDING_UNENFORCEABLE.rank for row in owed)
    if not owed:
        yield f"No duty of {name} on a digital clause type is surely in force on {as_of} in the data."
    else:
        agreements = sorted({(titles or {}).get(slug := str(row["agreement"]), slug) for row in owed})
        yield (
            f"On {as_of} {name} owes a duty on {len(owed)} of {len(coverage.rows)} clause types, on "
            f"{firm or 'none'} of them a firm one. The duties rest on {listed(agreements, MOST_NAMES)}."
        )
    if unread := sum(row["grade"] == "not-read" for row in coverage.rows):
        yield f"On {unread} clause types nothing is known, as the texts were not read: that is not the same as no duty."


def _economy_said(
    name: str, as_of: date, coverage: ResultTable, partners: Drawing, steps: ResultTable, laws: ResultTable
) -> Iterable[str]:
    """Plain sentences, each made of figures that stand in a table below."""
    yield from coverage_said(name, as_of, coverage)
    yield partners.reading
    if steps.rows:
        best = steps.rows[0]
        own = f", of which {best['own_precedents']} it accepts elsewhere already" if best.get("own_precedents") else ""
        yield f"First of its next steps, for an economy of the {best['tier']} tier: {best['step']}, which gains " + (
            f"{best['clauses']} clause types{own}."
        )
    states = Counter(str(row["status"]) for row in laws.rows)
    if states:
        told = ", ".join(f"{states[state]} {state}" for state in STATUSES if states[state])
        yield f"Duties that rest on a kind of law at home: {told}."
    if ahead := dates_ahead(coverage.rows, as_of):
        yield f"Dates ahead: {listed([str(each) for each in ahead], MOST_NAMES)}."


def _group_said(
    name: str, as_of: date, economies: Sequence[str], gaps: ResultTable, members: ResultTable, network: Drawing
) -> Iterable[str]:
    pairs = len(economies) * (len(economies) - 1) // 2
    whole = [row for row in gaps.rows if row["gap"] == 0]
    none = [row for row in gaps.rows if row["bound"] == 0]
    yield f"{name} has {len(economies)} members on {as_of}, which make {pairs:,} pairs. {network.reading}"
    yield (
        f"At the grade qualified or above, {len(whole)} of {len(gaps.rows)} clause types bind all pairs and "
        f"{len(none)} bind none."
    )
    lacking = [row["missing"] for row in members.rows]
    if len(set(lacking)) > 1:
        weakest = [f"{row['name']} ({row['missing']})" for row in members.rows[:3]]
        yield f"Most pairs and clause types are missing for {listed(weakest, MOST_NAMES)}."
    steps = Counter(step.strip() for row in gaps.rows if row["steps"] for step in str(row["steps"]).split(";"))
    if steps:
        step, times = steps.most_common(1)[0]
        yield f"The step that closes most of the gap on the most clause types: {step} ({times} clause types)."
    hidden = [row for row in gaps.rows if number(row["not_read"]) > 0]
    if hidden:
        most = max(number(row["not_read"]) for row in hidden)
        yield f"Up to {most:.0%} of the missing pairs share a text that was not read, so they may be bound after all."


def _coverage_blocks(name: str, as_of: date, coverage: ResultTable) -> tuple[Block, ...]:
    """The clause types of which something is known, and a sentence on the others."""
    known = [row for row in coverage.rows if row["grade"] != "not-read"]
    unread = [str(row["label"]) for row in coverage.rows if row["grade"] == "not-read"]
    told = paragraph(f"Not read ({len(unread)}): {', '.join(unread)}.", "small")
    if not known:
        return (paragraph(coverage.empty_message) if not coverage.rows else told,)
    table = _part(coverage, known, COVERAGE_SHOWN)
    return _rungs(f"Clause types of {name} on {as_of}", table, []), table, *((told,) if unread else ())


def _part(table: ResultTable, rows: Sequence[Row], shown: tuple[str, ...] = ()) -> ResultTable:
    """Some rows of a table, and the columns it shows if others than before."""
    return replace(table, rows=list(rows), shown=shown or table.shown)


def _partner_blocks(name: str, partners: Drawing, lacking: ResultTable) -> tuple[Block, ...]:
    """Who is bound, and the gaps with the largest trade partners, bound or not."""
    if not lacking.rows:
        return (partners, paragraph(lacking.empty_message))
    millions = [number(row["usd"]) / 1e6 for row in lacking.rows]
    values = [
        (str(row["name"]), usd, f"{usd:,.0f}; {row['bound']} clause types bound")
        for row, usd in zip(lacking.rows, millions, strict=True)
    ]
    return partners, bars(f"Largest trade partners of {name}", "Exports and imports, USD million", values, lacking)


def _dates(time: Drawing) -> tuple[Block, ...]:
    coming = [row for row in time.table.rows if row["changes"]]
    return tuple(paragraph(f"{row['title']} ({row['agreement']}) changes on {row['changes']}.") for row in coming)


def _step_blocks(
    name: str, as_of: date, coverage: ResultTable, steps: ResultTable, rungs: ResultTable
) -> tuple[Block, ...]:
    if not steps.rows:
        return (steps,)
    first = [row for row in rungs.rows if row["rank"] == steps.rows[0]["rank"]]
    title = f"Rungs of {name} on {as_of} and after the first step: {steps.rows[0]['step']}"
    return steps, _rungs(title, coverage, first), *(paragraph(note, "small") for note in steps.provenance.notes)


def _rungs(title: str, coverage: ResultTable, gained: Sequence[Row]) -> Drawing:
    """Clause types on the ladder: all of them, or those a step takes up."""
    after = {str(row["clause"]): row for row in gained}
    climbs = [
        Climb(
            str(row["label"]),
            None if row["grade"] == "not-read" else RANK_OF[str(row["grade"])] if row["active"] is not False else 0,
            RANK_OF.get(str(after[str(row["clause"])]["to_grade"])) if str(row["clause"]) in after else None,
            str(after[str(row["clause"])]["target"]) if str(row["clause"]) in after else "",
        )
        for row in coverage.rows
        if not gained or str(row["clause"]) in after
    ]
    return ladder(title, climbs, coverage)


def _whole(
    runner: Runner, title: str, table: ResultTable, tables: Iterable[ResultTable], asked: dict[str, str]
) -> ResultTable:
    """The main table under the title of the report, with the notes and sources of all tables."""
    parts = list(tables)
    cited: dict[str, CitedSource] = {}
    for part in parts:
        for source in part.provenance.sources:
            cited.setdefault(source.source, source)
    notes = list(dict.fromkeys(note for part in parts for note in part.provenance.notes))
    provenance: Provenance = replace(
        runner.provenance("report", table.provenance.as_of, {**asked}, notes),
        sources=tuple(cited[key] for key in sorted(cited)),
    )
    return replace(table, title=title, provenance=provenance)


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) else None
