"""Trade in goods between economies, and how far apart they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clauseway.loaders.figures import DISTANCE_FILE, DISTANCE_SOURCE, TRADE_FILES, Distance, Figure, Flow
from clauseway.loaders.loading import Loading
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.sources.figure_rows import Codes, number, whole_year
from clauseway.loaders.tables import TableRow

_PROVISIONS = (
    "ad_prov_14", "cp_prov_23", "tbt_prov_07", "tbt_prov_33", "tf_prov_41", "tf_prov_45", "env_prov_18", "et_prov_38",
    "inv_prov_22", "ipr_prov_15", "ipr_prov_44", "lm_prov_10", "moc_prov_21", "ser_prov_47", "ste_prov_30",
    "cp_prov_26",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TradeFile:
    """A file of flows; a source module of its own.

    Attributes:
        columns: Every column of the file.
        exporter, importer, year, usd: Columns of the flow; the amounts are US dollars.
    """

    SOURCE: SourceRecord
    columns: tuple[str, ...]
    exporter: str
    importer: str
    year: str
    usd: str

    def load(self, loading: Loading) -> Iterator[Figure]:
        """Every flow of at least a thousand dollars between two economies, to the nearest thousand."""
        file = self.SOURCE.files[0]
        codes = Codes(file)
        seen: dict[tuple[str, str, int], int] = {}
        at_home = small = 0
        for row in loading.rows(file, self.columns):
            exporter, importer = codes.economy(row[self.exporter]), codes.economy(row[self.importer])
            year = whole_year(loading, row, row[self.year])
            usd = number(loading, row, self.usd, 0, None)
            if exporter is None or importer is None or year is None or usd is None:
                continue
            if exporter == importer:
                at_home += 1
                continue
            first = seen.setdefault((exporter, importer, year), row.line)
            if first != row.line:
                loading.log.error(
                    row.file, row.line, f"{exporter} to {importer} in {year} stands already in line {first}.",
                    "Keep one of the two rows.",
                )  # fmt: skip
                continue
            thousands = round(usd / 1000)
            if not thousands:
                small += usd > 0
                continue
            yield Flow(self.SOURCE.id, exporter, importer, year, thousands * 1000, row.line)
        codes.tell(loading)
        if at_home or small:
            loading.log.info(
                file, 0, f"{at_home} flows of an economy to itself and {small} below 500 dollars are left out."
            )


TRADE_2016 = TradeFile(
    # The file names no unit: its flows add up to 13.9 trillion, China to the United States is 385 billion, so
    # these are US dollars, not thousands.
    SourceRecord(
        id="trade-2016",
        title="Exports of goods 2016, as packed with the Deep Trade Agreements data in penppml",
        publisher="UN Comtrade and World Bank, by way of the penppml package",
        licence="MIT (package)",
        files=(TRADE_FILES["trade-2016"],),
    ),
    ("exp", "imp", "time", "export", "id", "agreement", *_PROVISIONS),
    exporter="exp", importer="imp", year="time", usd="export",
)  # fmt: skip
COMTRADE_2019 = TradeFile(
    SourceRecord(
        id="comtrade-2019",
        title="Imports of goods 2019 among 86 economies",
        publisher="UN Comtrade",
        licence="UN Comtrade terms on redistribution (table: CC0)",
        files=(TRADE_FILES["comtrade-2019"],),
        ships=False,
    ),
    ("importer", "exporter", "year", "imports_usd"),
    exporter="exporter", importer="importer", year="year", usd="imports_usd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DistanceFile:
    """Distances of pairs of economies; a source module of its own."""

    SOURCE: SourceRecord

    def load(self, loading: Loading) -> Iterator[Figure]:
        """Each pair once, in the order of codes; a pair whose two directions differ is a warning."""
        codes = Codes(DISTANCE_FILE)
        columns = (
            "iso_o", "iso_d", "contig", "comlang_off", "comlang_ethno", "colony", "comcol", "curcol", "col45",
            "smctry", "dist", "distcap", "distw", "distwces",
        )  # fmt: skip
        found: dict[tuple[str, str], Distance] = {}
        directions: set[tuple[str, str]] = set()
        for row in loading.rows(DISTANCE_FILE, columns):
            one, other = codes.economy(row["iso_o"]), codes.economy(row["iso_d"])
            km = number(loading, row, "dist", 0, 20_100)  # half the circumference of the Earth, rounded up
            if one is None or other is None or one == other or km is None:
                continue
            if (one, other) in directions:
                loading.log.error(row.file, row.line, f"{one} to {other} stands twice.", "Keep one of the rows.")
                continue
            directions.add((one, other))
            distance = Distance(
                min(one, other), max(one, other), round(km), _flag(loading, row, "contig"),
                _flag(loading, row, "comlang_off"), row.line,
            )  # fmt: skip
            known = found.setdefault((distance.first, distance.second), distance)
            if (known.km, known.contiguous, known.common_language) != (
                distance.km, distance.contiguous, distance.common_language,
            ):  # fmt: skip
                loading.log.warning(
                    row.file, row.line, f"{one} to {other} is not the same as the other way round (line {known.line})."
                )
        codes.tell(loading)
        yield from found.values()


def _flag(loading: Loading, row: TableRow, column: str) -> bool:
    return number(loading, row, column, 0, 1) == 1


DISTANCES = DistanceFile(
    SourceRecord(
        id=DISTANCE_SOURCE,
        title="GeoDist: distances, borders and languages of pairs of countries",
        publisher="CEPII",
        licence="CC0 (package); Etalab open licence (CEPII)",
        files=(DISTANCE_FILE,),
    )
)
