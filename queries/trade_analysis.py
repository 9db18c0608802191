"""Trade in goods of economies with their partners, year by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.loaders.figures import TRADE_REPORTERS
from clauseway.loaders.sources.indicators import PUBLISHED_TRADE, SEED_FIGURES
from clauseway.queries.cited_sources import with_named_sources
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

type Way = tuple[str, str, int]
"""Exporter, importer and year."""

PARTNERS_SHOWN = 15
"""Largest partners of an economy that are shown when none is named."""

CITED_FLOWS = {
    "cited-exports": "exports",
    "cited-imports": "imports",
    "cited-balance": "balance",
    "cited-import-share": "import-share",
}
"""Indicator of a figure cited from a paper to what it measures, seen from the economy it is about."""

_USD_OF = {"USD billion": 1_000_000_000, "USD million": 1_000_000}

SHIPPED_ONLY = (
    "The shipped graph holds flows of 2016; those of 2019 among 86 economies (UN Comtrade) are not shipped, because of "
    "the terms they are under. With them: clauseway build --sources FOLDER"
)
"""What to do where a flow is missing."""

SERIES_COLUMNS: tuple[Column, ...] = (
    Column("economy", "Economy", "string", "ISO3 code, or slug of the group as a whole"),
    Column("name", "Name", "string", "its name"),
    Column("partner", "Partner", "string", "ISO3 code"),
    Column("partner_name", "Partner name", "string", "its name"),
    Column("year", "Year", "integer", "calendar year"),
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


def what_is_held(years: Sequence[int]) -> str:
    """Which years of flows there are, and how to get more where only the shipped ones are.

    >>> what_is_held([2016, 2019])
    'The graph holds flows of 2016, 2019.'
    """
    if years == [2016]:
        return f"{SHIPPED_ONLY}."
    return f"The graph holds flows of {', '.join(map(str, years)) or 'no year'}."


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
        years: Years with a flow, in order.
    """

    usd: dict[Way, int]
    source: dict[Way, str]
    sold: dict[tuple[str, int], int]
    bought: dict[tuple[str, int], int]
    cited: list[Row]
    names: dict[str, str]
    years: list[int]

    def told_by(self, ways: Iterable[Way]) -> str | None:
        """Sources of flows."""
        return ", ".join(sorted({self.source[way] for way in ways if way in self.source})) or None


def trade_facts(runner: Runner) -> TradeFacts:
    """Every flow and every cited figure, fetched once for each state of the data."""
    return runner.once("trade facts", None, lambda: _fetched(runner))


def _fetched(runner: Runner) -> TradeFacts:
    facts = TradeFacts({}, {}, defaultdict(int), defaultdict(int), [], {}, [])
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
    facts.years.extend(sorted({year for _, _, year in facts.usd}))
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
    years = facts.years
    others = list(partners) or (_largest(facts, economies[0]) if len(economies) == 1 else list(economies))
    rows: list[Row] = []
    for partner in others:
        members = [economy for economy in economies if economy != partner]
        for year in years:
            rows += [row for economy in members if (row := reported(facts, [economy], economy, partner, year))]
            if group and len(members) > 1 and (row := reported(facts, members, group, partner, year)):
                rows.append(row)
        wanted = [*members, group] if group else members
        rows += _cited(facts, wanted, partner)
    place = {code: number for number, code in enumerate([*economies, group])}
    order = {code: number for number, code in enumerate(others)}
    rows.sort(
        key=lambda row: (
            order[str(row["partner"])], place[str(row["economy"])], str(row["year"]), row["basis"] == "cited"
        )
    )  # fmt: skip
    missing = sorted({code for code in economies if not any((code, year) in facts.sold for year in years)})
    notes = [
        "Goods only, in US dollars of the year. The two sides of a flow seldom count the same, so figures counted by "
        "different sides do not make one series.",
        what_is_held(years),
    ]
    if missing:
        notes.append(f"No export is known of {', '.join(missing)}: their customs are not among the reporters.")
    parameters: dict[str, Value] = {"economies": ",".join(economies), "with": ",".join(partners) or None}
    who = group or ", ".join(economies)
    among = "its largest partners" if len(economies) == 1 else "one another"
    table = ResultTable(
        title=f"Trade in goods of {who} with {', '.join(partners) or among}",
        columns=list(SERIES_COLUMNS),
        rows=rows,
        provenance=runner.provenance("trade", as_of, parameters | {"group": group or None}, notes),
        empty_message=f"No flow between them is in the graph. {SHIPPED_ONLY}",
        shown=SERIES_SHOWN,
    )
    with_row_ids(table, runner.trust, _row_key)
    return with_named_sources(runner, table, facts_by_source(rows))


def _row_key(row: Row) -> tuple[Value, ...] | None:
    """What names a row; a figure that a paper gives rests on the paper alone, which its row cites."""
    return None if row["basis"] == "cited" else ("trade", row["economy"], row["partner"], row["year"])


def facts_by_source(rows: Iterable[Row], column: str = "source") -> Counter[str]:
    """How many rows each source made; a cited paper stands under the table that cites it."""
    found: Counter[str] = Counter()
    for row in rows:
        told = str(row[column] or "")
        if row.get("basis") == "cited":
            measures = str(row["because"])
            found[PUBLISHED_TRADE.id] += "balance" in measures
            found[SEED_FIGURES.id] += "exports" in measures or "imports" in measures
        elif told:
            found.update(part for part in told.split(", ") if part in TRADE_REPORTERS)
    return +found


def _largest(facts: TradeFacts, economy: str) -> list[str]:
    total: Counter[str] = Counter()
    years = [year for exporter, importer, year in facts.usd if economy in (exporter, importer)]
    latest = max(years, default=0)
    for (exporter, importer, year), usd in facts.usd.items():
        if year == latest and economy in (exporter, importer):
            total[importer if exporter == economy else exporter] += usd
    return [code for code, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS_SHOWN]]


def reported(facts: TradeFacts, economies: Sequence[str], label: str, partner: str, year: int) -> Row | None:
    """Trade of an economy, or of several together under a label, with a partner in a year; `None` without a flow."""
    out = [(economy, partner, year) for economy in economies]
    back = [(partner, economy, year) for economy in economies]
    exports, imports = side(facts.usd, out), side(facts.usd, back)
    if exports.usd is None and imports.usd is None:
        return None
    whole = len(economies) == 1
    complete = exports.known == exports.asked and imports.known == imports.asked
    counting = {TRADE_REPORTERS.get(facts.source[way], "reporter") for way in (*out, *back) if way in facts.source}
    counted = [f"counted by the {' or the '.join(sorted(counting))}"]
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
    sides: dict[tuple[str, int, str], str] = {}
    for row in facts.cited:
        usd, measure = usd_of(row), str(row["measure"])
        about, other, year = str(row["economy"]), str(row["partner"]), row["year"]
        assert isinstance(year, int)
        flipped = about == partner
        economy = other if flipped else about
        if usd is None or partner not in (about, other) or economy not in wanted:
            continue
        column = f"{measure}_usd"
        if flipped:  # what one side sells, the other buys
            column = {"exports_usd": "imports_usd", "imports_usd": "exports_usd"}.get(column, column)
            usd = -usd if measure == "balance" else usd
        key = (economy, year, str(row["source"]))
        sides[key] = about
        told[key].append(measure + (f" ({row['note']})" if row["note"] else ""))
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
        if line.get("balance_usd") is None and isinstance(exports, int) and isinstance(imports, int):
            line["balance_usd"] = balance(exports, imports)
        line["because"] = f"a paper, seen from {sides[key]}: {', '.join(told[key])}"
    return list(found.values())


def usd_of(row: Row) -> int | None:
    """A cited figure in US dollars; `None` when it is in another unit."""
    value, unit = row["value"], str(row["unit"])
    return round(value * _USD_OF[unit]) if isinstance(value, (int, float)) and unit in _USD_OF else None
