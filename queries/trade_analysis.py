"""Trade in goods of economies with their partners, year by year, and figures from papers held against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.loaders.figures import TRADE_REPORTERS
from clauseway.loaders.sources.indicators import SEED_FIGURES
from clauseway.queries.cited_sources import with_named_sources
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

type Way = tuple[str, str, int]
"""Exporter, importer and year."""

PARTNERS_SHOWN = 15
"""Largest partners of an economy that are shown when none is named."""

CITED_FLOWS = {"cited-exports": "exports", "cited-imports": "imports", "cited-import-share": "import-share"}
"""Indicator of a figure cited from a paper to what it measures, seen from the economy it is about."""

_USD_OF = {"USD billion": 1_000_000_000, "USD million": 1_000_000}

SHIPPED_ONLY = (
    "The shipped graph holds flows of 2016; those of 2019 among 86 economies (UN Comtrade) are not shipped, because of "
    "the terms they are under. With them: clauseway build --sources FOLDER"
)
"""What to do where a flow is missing."""

_SIDES = (
    Column("economy", "Economy", "string", "ISO3 code, or slug of the group as a whole"),
    Column("name", "Name", "string", "its name"),
    Column("partner", "Partner", "string", "ISO3 code"),
    Column("partner_name", "Partner name", "string", "its name"),
    Column("year", "Year", "integer", "calendar year"),
)
SERIES_COLUMNS: tuple[Column, ...] = (
    *_SIDES,
    Column("exports_usd", "Exports", "integer", "goods sold to the partner, US dollars; null when not known"),
    Column("imports_usd", "Imports", "integer", "goods bought from the partner, US dollars; null when not known"),
    Column("balance_usd", "Balance", "integer", "exports less imports, US dollars; null when either is not known"),
    Column("export_share", "Share of exports", "number", "of all its known exports of the year, in [0, 1]"),
    Column("import_share", "Share of imports", "number", "of all its known imports of the year, in [0, 1]"),
    Column("basis", "Basis", "string", "reported: flows of the graph; cited: figures a paper gives, seen from here"),
    Column("because", "Rests on", "string", "who counted, and of how many members of a group"),
    Column("source", "Source", "string", "key of the source, or citation of the paper"),
)
SERIES_SHOWN = ("economy", "partner", "year", "exports_usd", "imports_usd", "balance_usd", "export_share",
                "import_share", "basis", "because")  # fmt: skip
PUBLISHED_COLUMNS: tuple[Column, ...] = (
    Column("economy", "Economy", "string", "ISO3 code of the economy the figure is about"),
    Column("partner", "Partner", "string", "ISO3 code of the partner, or slug of the group"),
    Column("measure", "Measure", "string", "exports, imports, or import-share (of all imports of the economy)"),
    Column("year", "Year", "integer", "calendar year"),
    Column("unit", "Unit", "string", "unit of the figures: USD million or %"),
    Column("published", "Published", "number", "what the paper gives"),
    Column("ours", "Ours", "number", "what the flows of the graph give for the year; null when not known"),
    Column("difference", "Difference", "number", "ours less published"),
    Column("relative", "Relative", "number", "difference as a share of the published figure"),
    Column("parts", "Sum of parts", "number", "of a group: sum of the figures the same paper gives for each member"),
    Column("nearest_year", "Nearest year", "integer", "nearest year with a flow in the graph, where it is another one"),
    Column("nearest", "Then", "number", "what the flows of that year give"),
    Column("because", "Why", "string", "why the figures differ or cannot be compared"),
    Column("note", "Note", "string", "what the paper says of its figure"),
    Column("source", "Source", "string", "key of the source of ours"),
    Column("published_source", "Paper", "string", "citation of the published figure"),
)
PUBLISHED_SHOWN = ("economy", "partner", "measure", "year", "unit", "published", "ours", "difference", "parts",
                   "nearest_year", "nearest", "because")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """Flows of a year in one direction, between an economy or several and a partner.

    Attributes:
        usd: Their sum, US dollars; `None` when none is known.
        known: How many of the economies a flow is known of.
        asked: How many there are.
    """

    usd: int | None
    known: int
    asked: int


def side(flows: Mapping[Way, int], ways: Sequence[Way]) -> Side:
    """The flows of several directions together; unknown ones are counted, not taken as 0.

    >>> side({("A", "C", 2016): 5}, [("A", "C", 2016), ("B", "C", 2016)])
    Side(usd=5, known=1, asked=2)
    >>> side({}, [("A", "C", 2016)])
    Side(usd=None, known=0, asked=1)
    """
    known = [flows[way] for way in ways if way in flows]
    return Side(sum(known) if known else None, len(known), len(ways))


def balance(exports: int | None, imports: int | None) -> int | None:
    """Exports less imports; `None` when either is not known.

    >>> balance(5, 7), balance(None, 7)
    (-2, None)
    """
    return None if exports is None or imports is None else exports - imports


def share(part: float | None, whole: float | None) -> float | None:
    """A part of a whole in [0, 1]; `None` when either is not known or the whole is 0.

    >>> share(1, 4), share(None, 4), share(1, 0)
    (0.25, None, None)
    """
    return None if part is None or not whole else round(part / whole, 6)


def nearest_year(years: Iterable[int], wanted: int) -> int | None:
    """The year nearest to one asked for, the later of two; `None` without a year.

    >>> nearest_year([2016, 2019], 2017), nearest_year([2016, 2018], 2017), nearest_year([], 2017)
    (2016, 2018, None)
    """
    return min(years, key=lambda year: (abs(year - wanted), -year), default=None)


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """All flows of the graph and all figures with a partner.

    Attributes:
        usd: US dollars by exporter, importer and year.
        source: Key of the source, likewise.
        sold, bought: All known exports and imports by economy and year.
        cited: Figures of papers, with a column `measure`.
        names: Name by code.
    """

    usd: dict[Way, int]
    source: dict[Way, str]
    sold: dict[tuple[str, int], int]
    bought: dict[tuple[str, int], int]
    cited: list[Row]
    names: dict[str, str]

    @property
    def years(self) -> list[int]:
        """Years with a flow."""
        return sorted({year for _, _, year in self.usd})

    def told_by(self, ways: Iterable[Way]) -> str | None:
        """Sources of flows."""
        return ", ".join(sorted({self.source[way] for way in ways if way in self.source})) or None


def trade_facts(runner: Runner) -> TradeFacts:
    """Fetch every flow and every cited figure."""
    facts = TradeFacts({}, {}, defaultdict(int), defaultdict(int), [], {})
    for row in runner.rows("trade_flows"):
        year, usd = row["year"], row["usd"]
        assert isinstance(year, int) and isinstance(usd, int)
        way = (str(row["exporter"]), str(row["importer"]), year)
        facts.usd[way], facts.source[way] = usd, str(row["source"])
        facts.sold[way[0], year] += usd
        facts.bought[way[1], year] += usd
    for row in runner.rows("figures_with_partner"):
        if row["indicator"] in CITED_FLOWS:
            facts.cited.append({**row, "measure": CITED_FLOWS[str(row["indicator"])]})
    facts.names.update((str(row["economy"]), str(row["name"])) for row in runner.rows("economies"))
    return facts


def trade_table(
    runner: Runner, economies: Sequence[str], as_of: date, *, partners: Sequence[str] = (), group: str = ""
) -> ResultTable:
    """Trade of economies with partners, year by year.

    Args:
        runner: Where to ask.
        economies: Codes.
        as_of: The day asked about; the figures are of years, so only the members of a group depend on it.
        partners: Codes; none for the largest partners of one economy, or for the trade of several among themselves.
        group: Slug of the group the economies are the members of; it then has rows of its own.
    """
    facts = trade_facts(runner)
    others = list(partners) or (_largest(facts, economies[0]) if len(economies) == 1 else list(economies))
    rows: list[Row] = []
    for partner in others:
        members = [economy for economy in economies if economy != partner]
        for year in facts.years:
            rows += [row for economy in members if (row := _reported(facts, [economy], economy, partner, year))]
            if group and len(members) > 1 and (row := _reported(facts, members, group, partner, year)):
                rows.append(row)
        wanted = [*members, group] if group else members
        rows += _cited(facts, wanted, partner)
    place = {code: number for number, code in enumerate([*economies, group])}
    order = {code: number for number, code in enumerate(others)}
    rows.sort(key=lambda row: (order[str(row["partner"])], place[str(row["economy"])], str(row["year"]), row["basis"] != "reported"))
    missing = sorted({code for code in economies if not any((code, year) in facts.sold for year in facts.years)})
    notes = [
        "Goods only, in US dollars of the year. The two sides of a flow seldom count the same, so figures of different "
        "reporters do not make one series.",
        f"{SHIPPED_ONLY}." if facts.years == [2016] else f"The graph holds flows of {', '.join(map(str, facts.years))}.",
    ]
    if missing:
        notes.append(f"No export is known of {', '.join(missing)}: their customs are not among the reporters.")
    parameters: dict[str, Value] = {"economies": ",".join(economies), "with": ",".join(partners) or None}
    who = group or ", ".join(economies)
    table = ResultTable(
        title=f"Trade in goods of {who} with {', '.join(partners) or ('its largest partners' if len(economies) == 1 else 'one another')}",
        columns=list(SERIES_COLUMNS),
        rows=rows,
        provenance=runner.provenance("trade", as_of, parameters | {"group": group or None}, notes),
        empty_message=f"No flow between them is in the graph. {SHIPPED_ONLY}",
        shown=SERIES_SHOWN,
    )
    return with_named_sources(runner, table, _facts_of(rows))


def _facts_of(rows: Iterable[Row], column: str = "source") -> Counter[str]:
    """How many rows each source made; a cited paper stands under the table that cites it."""
    found: Counter[str] = Counter()
    for row in rows:
        told = str(row[column] or "")
        keys = [part for part in told.split(", ") if part in TRADE_REPORTERS] if told else []
        found.update(keys or ([SEED_FIGURES.id] if told else []))
    return found


def _largest(facts: TradeFacts, economy: str) -> list[str]:
    total: Counter[str] = Counter()
    years = [year for exporter, importer, year in facts.usd if economy in (exporter, importer)]
    latest = max(years, default=0)
    for (exporter, importer, year), usd in facts.usd.items():
        if year == latest and economy in (exporter, importer):
            total[importer if exporter == economy else exporter] += usd
    return [code for code, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS_SHOWN]]


def _reported(facts: TradeFacts, economies: Sequence[str], label: str, partner: str, year: int) -> Row | None:
    out = [(economy, partner, year) for economy in economies]
    back = [(partner, economy, year) for economy in economies]
    exports, imports = side(facts.usd, out), side(facts.usd, back)
    if exports.usd is None and imports.usd is None:
        return None
    whole = len(economies) == 1
    complete = exports.known == exports.asked and imports.known == imports.asked
    counted = [
        f"{name} counted by the {TRADE_REPORTERS.get(facts.source[way], 'reporting')}"
        for name, ways in (("exports", out), ("imports", back))
        if (way := next((way for way in ways if way in facts.source), None)) is not None
    ]
    if not whole:
        counted.append(f"exports of {exports.known} and imports of {imports.known} of {exports.asked} members")
    return {
        "economy": label,
        "name": facts.names.get(label, label),
        "partner": partner,
        "partner_name": facts.names.get(partner, partner),
        "year": year,
        "exports_usd": exports.usd,
        "imports_usd": imports.usd,
        "balance_usd": balance(exports.usd, imports.usd) if complete else None,
        "export_share": share(exports.usd, sum(facts.sold.get((e, year), 0) for e in economies)) if whole else None,
        "import_share": share(imports.usd, sum(facts.bought.get((e, year), 0) for e in economies)) if whole else None,
        "basis": "reported",
        "because": "; ".join(counted),
        "source": facts.told_by([*out, *back]),
    }


def _cited(facts: TradeFacts, wanted: Sequence[str], partner: str) -> list[Row]:
    """Figures a paper gives for two sides, seen from the side asked about."""
    found: dict[tuple[str, int, str], Row] = {}
    told: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for row in facts.cited:
        usd, measure = _usd(row), str(row["measure"])
        about, other, year = str(row["economy"]), str(row["partner"]), row["year"]
        assert isinstance(year, int)
        if usd is None or {about, other} != {partner, other if about == partner else about}:
            continue
        economy = other if about == partner else about
        if economy not in wanted:
            continue
        flipped = about == partner
        column = "imports_usd" if (measure == "exports") == flipped else "exports_usd"
        key = (economy, year, str(row["source"]))
        told[key].append(f"{measure} of {about}" + (f" ({row['note']})" if row["note"] else ""))
        line = found.setdefault(
            key,
            {
                "economy": economy,
                "name": facts.names.get(economy, economy),
                "partner": partner,
                "partner_name": facts.names.get(partner, partner),
                "year": year,
                "basis": "cited",
                "source": row["source"],
            },
        )
        line[column] = usd
    for key, line in found.items():
        exports, imports = line.get("exports_usd"), line.get("imports_usd")
        if isinstance(exports, int) and isinstance(imports, int):
            line["balance_usd"] = balance(exports, imports)
        line["because"] = f"a paper gives {', '.join(told[key])}"
    return list(found.values())


def _usd(row: Row) -> int | None:
    value, unit = row["value"], str(row["unit"])
    return round(value * _USD_OF[unit]) if isinstance(value, (int, float)) and unit in _USD_OF else None


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
    ]
    if facts.years == [2016]:
        notes.append(f"{SHIPPED_ONLY}.")
    table = ResultTable(
        title=f"Published figures of trade{f' with {facts.names.get(economy, economy)}' if economy else ''} beside ours",
        columns=list(PUBLISHED_COLUMNS),
        rows=rows,
        provenance=runner.provenance("trade published", as_of, {"economy": economy or None}, notes),
        empty_message="No published figure of trade is about this economy.",
        shown=PUBLISHED_SHOWN,
    )
    counts = _facts_of(rows) + Counter({SEED_FIGURES.id: len(rows)})
    return with_named_sources(runner, table, counts)


def _compared(facts: TradeFacts, row: Row, members: Mapping[str, Sequence[str]]) -> Row:
    about, partner, measure = str(row["economy"]), str(row["partner"]), str(row["measure"])
    year, value = row["year"], row["value"]
    assert isinstance(year, int) and isinstance(value, (int, float))
    codes = members.get(partner, [partner])
    sells = measure == "exports"

    def ways(of: int) -> list[Way]:
        return [(about, code, of) if sells else (code, about, of) for code in codes]

    def figure(of: int) -> float | None:
        found = side(facts.usd, ways(of)).usd
        if measure == "import-share":
            part = share(found, facts.bought.get((about, of)))
            return None if part is None else round(part * 100, 3)
        return None if found is None else round(found / 1_000_000, 3)

    usd = _usd(row)
    published = round(value, 3) if usd is None else round(usd / 1_000_000, 3)
    ours, found = figure(year), side(facts.usd, ways(year))
    whole = found.known == found.asked
    near = nearest_year([of for of in facts.years if of != year and figure(of) is not None], year) if ours is None else None
    then = side(facts.usd, ways(near)) if near is not None else None
    difference = round(ours - published, 3) if ours is not None and whole else None
    return {
        "economy": about,
        "partner": partner,
        "measure": measure,
        "year": year,
        "unit": "%" if usd is None else "USD million",
        "published": published,
        "ours": ours,
        "difference": difference,
        "relative": share(difference, published),
        "parts": _parts(facts, row, members),
        "nearest_year": near,
        "nearest": figure(near) if near is not None else None,
        "because": _why(facts, ways(year), found, about, then),
        "note": row["note"],
        "source": facts.told_by(ways(year if near is None else near)),
        "published_source": row["source"],
    }


def _parts(facts: TradeFacts, row: Row, members: Mapping[str, Sequence[str]]) -> float | None:
    """Sum of what the same paper gives for each member in the year; `None` unless it gives all."""
    same = {
        str(other["partner"]): usd
        for other in facts.cited
        if all(other[name] == row[name] for name in ("economy", "measure", "year", "source"))
        and (usd := _usd(other)) is not None
    }
    codes = members.get(str(row["partner"]), [])
    return round(sum(same[code] for code in codes) / 1_000_000, 3) if codes and same.keys() >= set(codes) else None


def _why(facts: TradeFacts, ways: Sequence[Way], found: Side, about: str, then: Side | None) -> str:
    year = ways[0][2]
    if not found.known:
        partial = f", for {then.known} of {then.asked} members" if then and then.asked > 1 else ""
        return f"no flow of {year} in the graph" + (f"; the nearest year stands beside it{partial}" if then else "")
    if found.known < found.asked:
        return f"flows of {found.known} of {found.asked} members are known for {year}"
    way = next(way for way in ways if way in facts.source)
    reporter = way[0] if TRADE_REPORTERS.get(facts.source[way]) == "exporter" else way[1]
    if reporter == about:
        return f"both are counted by the customs of {about}; the paper may use a later revision"
    return f"ours is counted by the customs of {reporter}, the paper's by those of {about}"
