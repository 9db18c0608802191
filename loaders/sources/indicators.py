"""Indicators of readiness: one table says which files are read, another (a reading) which columns are which measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clauseway.loaders.figures import Direction, Figure, Indicator, Observation, decimal_text
from clauseway.loaders.loading import Loading, spelling_advice
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.sources.figure_rows import Codes, number, whole_year
from clauseway.loaders.tables import TableRow

INDICATOR_TABLE = "readings/indicators.csv"
_TABLE_COLUMNS = (
    "id", "source", "column", "years", "ship_from", "name", "definition", "unit", "direction", "low", "high",
    "decimals", "citation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndicatorFile:
    """A file of figures and how it is laid out; a source module of its own.

    Attributes:
        columns: Every column of the file.
        code: Column of the economy's code.
        year: Column of the year; empty when the year is fixed or told by the indicator's column.
        fixed_year: Year of all rows.
        naming: Column that names the measure when there is one row a value; then `value` holds it.
        quality: Column that is kept as a note.
        is_economy: Column that is 1 for economies, where codes of aggregates look like codes of economies.
    """

    SOURCE: SourceRecord
    columns: tuple[str, ...]
    code: str
    year: str = ""
    fixed_year: int = 0
    naming: str = ""
    value: str = ""
    quality: str = ""
    is_economy: str = ""

    @property
    def file(self) -> str:
        """The file, relative to the sources folder."""
        return self.SOURCE.files[0]

    def load(self, loading: Loading) -> Iterator[Figure]:
        """The indicators of this source, then every value."""
        indicators = [i for i in indicator_table(loading, self.SOURCE) if self._has_columns(loading, i)]
        yield from indicators
        codes = Codes(self.file)
        seen: dict[tuple[str, str, int], int] = {}
        for row in loading.rows(self.file, self.columns):
            aggregate = self.is_economy and row[self.is_economy] != "1"
            economy = codes.drop(row[self.code]) if aggregate else codes.economy(row[self.code])
            if economy is None:
                continue
            for found in self._values(loading, row, economy, indicators):
                key = (found.indicator, economy, found.year)
                first = seen.setdefault(key, row.line)
                if first != row.line:
                    loading.log.error(
                        row.file, row.line,
                        f"{found.indicator} of {economy} in {found.year} stands already in line {first}.",
                        "Keep one of the two rows.",
                    )  # fmt: skip
                    continue
                yield found
        codes.tell(loading)

    def _has_columns(self, loading: Loading, indicator: Indicator) -> bool:
        """Whether the file has the columns that an indicator is read from; a column it lacks is an error."""
        lacking = [] if self.naming else [name for name, _ in indicator.columns if name not in self.columns]
        for name in lacking:
            loading.log.error(
                INDICATOR_TABLE, indicator.line, f"{self.file} has no column '{name}'.",
                spelling_advice(name, self.columns),
            )  # fmt: skip
        return not lacking

    def _values(
        self, loading: Loading, row: TableRow, economy: str, indicators: list[Indicator]
    ) -> Iterator[Observation]:
        for indicator in indicators:
            for column, column_year in indicator.columns:
                if self.naming and row[self.naming] != column:
                    continue
                year = column_year or self.fixed_year or whole_year(loading, row, row[self.year])
                if year is None or not indicator.is_of(year):
                    continue
                value = number(loading, row, self.value or column, indicator.low, indicator.high)
                if value is not None:
                    note = row[self.quality] if self.quality else ""
                    text = decimal_text(value, indicator.decimals)
                    yield Observation(indicator.id, economy, "", year, text, note, row.line)


def indicator_table(loading: Loading, only: SourceRecord | None = None) -> Iterator[Indicator]:
    """The table of indicators, for the sources that are known or only one; a wrong cell is an error."""
    known = {source.id: source for source in (*(f.SOURCE for f in INDICATOR_FILES), SEED_FIGURES, PUBLISHED_TRADE)}
    for row in loading.rows(INDICATOR_TABLE, _TABLE_COLUMNS):
        if row["source"] not in known:
            loading.unknown(row, "source of figures", row["source"], known)
            continue
        source = known[row["source"]]
        if only is not None and source is not only:
            continue
        first, _, last = row["years"].partition("-")
        try:
            yield Indicator(
                id=row["id"],
                name=row["name"],
                definition=row["definition"],
                unit=row["unit"],
                direction=_direction(loading, row),
                source=source,
                file=source.files[0],
                columns=tuple(_column(part) for part in row["column"].split("|")),
                first_year=int(first or 0),
                last_year=int(last or 0),
                ship_from=int(row["ship_from"] or 0),
                low=float(row["low"]) if row["low"] else None,
                high=float(row["high"]) if row["high"] else None,
                decimals=_decimals(row["decimals"]),
                citation=row["citation"] or f"{source.publisher}: {source.title}",
                line=row.line,
            )
        except ValueError as error:
            loading.log.error(
                row.file, row.line, f"a number of this row cannot be read ({error}).",
                "Write years as 2010-2020, whole numbers in ship_from and decimals, numbers in low and high.",
            )  # fmt: skip


def _column(text: str) -> tuple[str, int]:
    """Column and the year it is of.

    >>> _column("gci_2020@2020"), _column("lpi_score")
    (('gci_2020', 2020), ('lpi_score', 0))
    """
    name, _, year = text.partition("@")
    return name, int(year or 0)


def _decimals(text: str) -> int:
    """How many digits of a value are kept, 0 to 15.

    Raises:
        ValueError: The text is no such number.
    """
    if (decimals := int(text)) not in range(16):
        raise ValueError(f"{decimals} decimals")
    return decimals


def _direction(loading: Loading, row: TableRow) -> Direction:
    match row["direction"]:
        case "higher-is-better" | "lower-is-better" | "" as direction:
            return direction
        case other:
            loading.unknown(row, "direction", other, ("higher-is-better", "lower-is-better"))
            return ""


def _source(
    key: str, title: str, publisher: str, licence: str, file: str, *, ships: bool = True
) -> SourceRecord:
    return SourceRecord(
        id=key, title=title, publisher=publisher, licence=licence, files=(file, INDICATOR_TABLE), ships=ships
    )


SEED_FIGURES = SourceRecord(
    id="seed-figures",
    title="Figures cited from papers and a news report on trade along the Belt and Road",
    publisher="The authors named with each indicator; table by Clauseway contributors",
    licence="Cited facts; own table, CC BY 4.0",
    files=("facts/seed_figures.csv", INDICATOR_TABLE),
)
PUBLISHED_TRADE = SourceRecord(
    id="published-trade",
    title="Trade balances cited from papers",
    publisher="The authors named with each indicator; table by Clauseway contributors",
    licence="Cited facts; own table, CC BY 4.0",
    files=("readings/published_trade.csv", INDICATOR_TABLE),
    own=True,
)

_LPI_PARTS = (
    "customs", "infrastructure", "international_shipments", "logistics_competence_and_quality", "timeliness",
    "tracking_and_tracing",
)  # fmt: skip
_DTRI_CHAPTERS = (
    "ch1_tariffs_trade_defence", "ch2_taxation_subsidies", "ch3_public_procurement", "ch4_foreign_investment",
    "ch5_ipr", "ch6_competition", "ch7_business_mobility", "ch8_data_policies", "ch9_intermediary_liability",
    "ch10_content_access", "ch11_quantitative_trade_restrictions", "ch12_standards", "ch13_online_sales_transactions",
)  # fmt: skip

INDICATOR_FILES: tuple[IndicatorFile, ...] = (
    IndicatorFile(
        _source("world-bank-wdi", "World Development Indicators 2018 to 2022", "World Bank", "CC BY 4.0",
                "indicators/wb_wdi_2024.csv"),
        ("ind_id", "ind_nm", "cty_id", "cty_nm", "cty_iso", "date", "value", "unit", "obs_sttus", "decimal"),
        code="cty_iso", year="date", naming="ind_id", value="value",
    ),
    IndicatorFile(
        _source("internet-users", "Individuals using the internet, 2000 to 2023 (WDI IT.NET.USER.ZS)",
                "World Bank, from the International Telecommunication Union", "CC BY 4.0",
                "indicators/internet_users_pct_2000_2023.csv"),
        ("country", "iso3", "year", "internet_users_pct"), code="iso3", year="year",
    ),
    IndicatorFile(
        _source("findex", "Global Findex: account ownership, with estimates from before", "World Bank", "CC BY 4.0",
                "indicators/findex_account_ownership.csv"),
        ("iso3", "country", "year", "account_pct", "quality"), code="iso3", year="year", quality="quality",
    ),
    IndicatorFile(
        _source("imf-fas", "Financial Access Survey, 2004 to 2018", "International Monetary Fund",
                "IMF terms: attribution", "indicators/imf_fas_2004_2018.csv"),
        ("iso3", "economy", "year", "i_deposit_acc_A1_pop", "i_mob_acc_registered_pop", "i_mob_acc_active_pop",
         "i_mob_transactions_value_GDP", "i_mob_internet_number_A1_pop", "i_mob_internet_value_A1_GDP"),
        code="iso3", year="year",
    ),
    IndicatorFile(
        _source("world-bank-lpi", "Logistics Performance Index, 2012 to 2023", "World Bank", "CC BY 4.0",
                "indicators/lpi_2012_2023_iso3.csv"),
        ("iso3", "country", "lpi_score", "lpi_rank", *(f"{p}_{w}" for p in _LPI_PARTS for w in ("score", "rank")),
         "year"),
        code="iso3", year="year",
    ),
    IndicatorFile(
        _source("world-bank-gtmi", "GovTech Maturity Index 2022", "World Bank", "CC BY 4.0",
                "indicators/gtmi_2022.csv"),
        ("cc_iso3c", "ref_year", "variable", "value"), code="cc_iso3c", year="ref_year", naming="variable",
        value="value",
    ),
    IndicatorFile(
        _source("unctad-digital-services", "Digitally deliverable services, 2010 to 2023",
                "UNCTAD (UNCTADstat)", "UNCTAD terms; facts cited with attribution",
                "indicators/unctad_digital_services_2010_2023.csv"),
        ("country", "iso3", "year", "dig_services_exports_usd_millions", "dig_services_imports_usd_millions"),
        code="iso3", year="year",
    ),
    IndicatorFile(
        _source("itu-gci", "Global Cybersecurity Index, 2014 to 2024", "International Telecommunication Union",
                "ITU terms: non-commercial and educational use", "indicators/gci_2014_2024_iso3.csv", ships=False),
        ("iso3", "country", *(f"{w}_{y}" for y in (2014, 2017, 2018, 2020, 2024) for w in ("gci", "rank"))),
        code="iso3",
    ),
    IndicatorFile(
        _source("upu-2ipd", "Integrated Index for Postal Development 2019", "Universal Postal Union",
                "Copyright UPU", "indicators/upu_2ipd_2019.csv", ships=False),
        ("rank", "country", "iipd_2019", "change", "iso3"), code="iso3", fixed_year=2019,
    ),
    IndicatorFile(
        _source("addi", "ASEAN Digital Integration Index 2021", "ASEAN", "Copyright ASEAN",
                "indicators/addi_2021.csv", ships=False),
        ("iso3", "Country", "Digital Trade & Logistics", "Data Protection & Cybersecurity",
         "Digital Payments & Identities", "Digital Skills & Talent'", "Innovation & Enterpreneurship",
         "Institutional & Infrastructural Readiness"),
        code="iso3", fixed_year=2021,
    ),
    IndicatorFile(
        _source("dii", "Digital Intelligence Index 2019", "The Fletcher School at Tufts University",
                "Copyright Tufts University", "indicators/dii_2019.csv", ships=False),
        ("Year", "ISO2C", "ISO3C", "Entity", "Region", "Income Group", "Digital Evolution Zone", "Is Country",
         "Digital Evolution Score", "Digital Evolution Momentum", "Digital Evolution Score Rank",
         "Digital Evolution Momentum Rank", "Supply Conditions Score", "Supply Conditions Momentum",
         "Supply Conditions Score Rank", "Supply Conditions Momentum Rank", "Supply Zone", "Demand Conditions Score",
         "Demand Momentum", "Demand Conditions Score Rank", "Demand Momentum Rank", "Demand Zone",
         "Institutional Environment Score", "Institutional Environment Momentum",
         "Institutional Environment Score Rank", "Institutional Environment Momentum Rank",
         "Institutional Environment Zone", "Innovation and Change Score", "Innovation and Change Momentum",
         "Innovation and Change Score Rank", "Innovation and Change Momentum Rank", "Innovation and Change Zone"),
        code="ISO3C", year="Year", is_economy="Is Country",  # NAM is also their North America
    ),
    IndicatorFile(
        _source("dtri", "Digital Trade Restrictiveness Index 2018",
                "European Centre for International Political Economy",
                "Copyright ECIPE", "indicators/dtri_2018.csv", ships=False),
        ("iso3", "dtri_index", "dtri_rank",
         *(f"{c}_{w}" for c in ("a_fiscal", "b_establishment", "c_data", "d_trading") for w in ("index", "rank")),
         *(f"{c}_rank" for c in _DTRI_CHAPTERS)),
        code="iso3", fixed_year=2018,
    ),
)  # fmt: skip
"""The files, in the order they are read."""
