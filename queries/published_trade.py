"""Figures that papers give of trade, held against the flows of the graph, with the reason where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row
from clauseway.loaders.figures import TRADE_REPORTERS
from clauseway.loaders.sources.indicators import PUBLISHED_TRADE, SEED_FIGURES
from clauseway.queries.cited_sources import with_named_sources
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.trade_analysis import (
    TradeFacts,
    balance,
    facts_by_source,
    nearest_year,
    share,
    side,
    trade_facts,
    usd_of,
    what_is_held,
)

PUBLISHED_COLUMNS: tuple[Column, ...] = (
    Column("economy", "Economy", "string", "ISO3 code of the economy the figure is about"),
    Column("partner", "Partner", "string", "ISO3 code of the partner, or slug of the group"),
    Column("measure", "Measure", "string", "exports, imports, balance, or import-share (of all its imports)"),
    Column("year", "Year", "integer", "calendar year"),
    Column("unit", "Unit", "string", "unit of the figures: USD mn (millions) or %"),
    Column("published", "Published", "number", "what the paper gives"),
    Column("ours", "Ours", "number", "what the flows of the graph give for the year; null when not known"),
    Column("difference", "Difference", "number", "ours less published"),
    Column("relative", "Relative", "number", "difference as a share of the published figure"),
    Column("parts", "Sum of parts", "number", "of other figures of the paper: members, or exports less imports"),
    Column("nearest_year", "Nearest year", "integer", "nearest year with a flow in the graph, where it is another one"),
    Column("nearest", "Then", "number", "what the flows of that year give"),
    Column("because", "Why", "string", "why the figures differ or cannot be compared"),
    Column("note", "Note", "string", "what the paper says of its figure"),
    Column("source", "Source", "string", "key of the source of ours"),
    Column("published_source", "Paper", "string", "citation of the published figure"),
)
PUBLISHED_SHOWN = ("economy", "partner", "measure", "year", "unit", "published", "ours", "difference", "parts",
                   "nearest_year", "nearest", "because")  # fmt: skip


def published_table(
    runner: Runner, as_of: date, members: Mapping[str, Sequence[str]], *, economy: str = ""
) -> ResultTable:
    """Figures that papers give of trade, each beside what the flows of the graph give.

    Args:
        runner: Where to ask.
        as_of: The day asked about.
        members: Codes by slug of the groups that figures speak of.
        economy: Only figures with this economy on one side.
    """
    facts = trade_facts(runner)
    kept = [row for row in facts.cited if not economy or economy in (row["economy"], row["partner"])]
    rows = [_compared(facts, row, members) for row in kept]
    compared = [row for row in rows if row["ours"] is not None and row["difference"] is not None]
    notes = [
        f"{len(compared)} of {len(rows)} published figures have a flow of the same year in the graph (years: "
        f"{', '.join(map(str, facts.years)) or 'none'}). A figure of another year stands beside them and is no "
        "difference.",
        "Customs of the two sides count differently: buyers by origin and with freight, sellers by last known "
        "destination and without it, so goods that go on to a third economy are counted by the seller only.",
        "Our import shares are of the imports the graph knows of the economy, which are not all.",
    ]
    notes.append(what_is_held(facts.years))
    about = f" with {facts.names.get(economy, economy)}" if economy else ""
    table = ResultTable(
        title=f"Published figures of trade{about} beside ours",
        columns=list(PUBLISHED_COLUMNS),
        rows=rows,
        provenance=runner.provenance("trade published", as_of, {"economy": economy or None}, notes),
        empty_message="No published figure of trade is about this economy.",
        shown=PUBLISHED_SHOWN,
    )
    counts = facts_by_source(rows) + Counter({SEED_FIGURES.id: len(rows), PUBLISHED_TRADE.id: len(rows)})
    return with_named_sources(runner, table, counts)


@dataclass(frozen=True, slots=True)
class _Ours:
    """What the flows of a year give for a published figure.

    Attributes:
        value: In the unit of the published figure; `None` when not known.
        complete: Whether a flow of every member is known, in each direction it takes.
        known: Members of which every flow it takes is known.
        reporters: Economies whose customs counted.
        source: Keys of the sources.
    """

    value: float | None
    complete: bool
    known: int
    reporters: tuple[str, ...]
    source: str | None


def _ours(facts: TradeFacts, about: str, codes: Sequence[str], measure: str, year: int) -> _Ours:
    out = [(about, code, year) for code in codes] if measure in ("exports", "balance") else []
    back = [(code, about, year) for code in codes] if measure != "exports" else []
    sold, bought = side(facts.usd, out), side(facts.usd, back)
    complete = (sold.known, bought.known) == (len(out), len(back))
    if measure == "balance":
        usd = balance(sold.usd, bought.usd) if complete else None
        known = sum((about, code, year) in facts.usd and (code, about, year) in facts.usd for code in codes)
    else:
        usd, known = (sold.usd, sold.known) if measure == "exports" else (bought.usd, bought.known)
    value = None if usd is None else round(usd / 1_000_000, 3)
    if measure == "import-share":
        part = share(usd, facts.bought.get((about, year)))
        value = None if part is None else round(part * 100, 3)
    counted = {
        exporter if TRADE_REPORTERS.get(facts.source[way]) == "exporter" else importer
        for way in (*out, *back)
        if way in facts.source
        for exporter, importer, _ in (way,)
    }
    return _Ours(value, complete, known, tuple(sorted(counted)), facts.told_by([*out, *back]))


def _compared(facts: TradeFacts, row: Row, members: Mapping[str, Sequence[str]]) -> Row:
    about, partner, measure = str(row["economy"]), str(row["partner"]), str(row["measure"])
    year, value = row["year"], row["value"]
    assert isinstance(year, int) and isinstance(value, (int, float))
    codes = members.get(partner, [partner])
    usd = usd_of(row)
    published = round(value, 3) if usd is None else round(usd / 1_000_000, 3)
    ours = _ours(facts, about, codes, measure, year)
    others = {of: _ours(facts, about, codes, measure, of) for of in facts.years if of != year}
    near = nearest_year([of for of, each in others.items() if each.value is not None], year)
    then = others[near] if near is not None and ours.value is None else None
    difference = round(ours.value - published, 3) if ours.value is not None and ours.complete else None
    return {
        "economy": about,
        "partner": partner,
        "measure": measure,
        "year": year,
        "unit": "%" if usd is None else "USD mn",
        "published": published,
        "ours": ours.value,
        "difference": difference,
        "relative": share(difference, abs(published)),
        "parts": _parts(facts, row, members),
        "nearest_year": near if then else None,
        "nearest": then.value if then else None,
        "because": _why(about, ours, then, year, len(codes)),
        "note": row["note"],
        "source": (then or ours).source,
        "published_source": row["source"],
    }


def _parts(facts: TradeFacts, row: Row, members: Mapping[str, Sequence[str]]) -> float | None:
    """What other figures of the same paper add up to; `None` unless it gives them all.

    Of a group the sum over its members; of the balance with one economy the exports less the imports.
    """
    same = {
        (str(other["partner"]), str(other["measure"])): usd
        for other in facts.cited
        if all(other[name] == row[name] for name in ("economy", "year", "source"))
        and (usd := usd_of(other)) is not None
    }
    partner, measure = str(row["partner"]), str(row["measure"])
    if partner in members:
        wanted = [same.get((code, measure)) for code in members[partner]]
    elif measure == "balance":
        imports = same.get((partner, "imports"))
        wanted = [same.get((partner, "exports")), None if imports is None else -imports]
    else:
        return None
    known = [usd for usd in wanted if usd is not None]
    return round(sum(known) / 1_000_000, 3) if wanted and len(known) == len(wanted) else None


def _why(about: str, ours: _Ours, then: _Ours | None, year: int, asked: int) -> str:
    some = f" of {(then or ours).known} of {asked} members" if asked > 1 and not (then or ours).complete else ""
    if ours.value is None and not ours.known:
        return f"no flow of {year} in the graph" + (f"; the nearest year{some} stands beside it" if then else "")
    if not ours.complete:
        return f"only the flows{some} are known for {year}"
    if ours.reporters == (about,):
        return f"ours is counted by the customs of {about} too; the paper may use a later revision"
    counted = " or ".join(ours.reporters) + (", each its own side" if len(ours.reporters) > 1 else "")
    return f"ours is counted by the customs of {counted}; the paper gives the side of {about}"
