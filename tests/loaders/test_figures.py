"""Figures: read from their files, told apart where measures differ, shipped as tables, lifted into statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built, build_from_sources, read_sources, ship, shipped_part
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.figure_tables import figure_tables, read_figure_tables, write_figure_tables
from clauseway.loaders.figures_rdf import figure_quads
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.rdf_files import read_shipped, read_shipped_claims
from clauseway.loaders.sources import SOURCES
from clauseway.ontology import DATASET_FOLDER
from clauseway.ontology.namespaces import CW

type Read = tuple[Dataset, list[Problem]]

LICENCE_BOUND = {"itu-gci", "upu-2ipd", "addi", "dii", "dtri", "comtrade-2019"}


def quiet(_stage: str) -> None:
    """Progress that nobody wants to see."""


def read(folder: Path) -> Read:
    return read_sources(folder, quiet, readings=folder / "readings")


def values(dataset: Dataset, area: str) -> dict[tuple[str, int], str]:
    return {(o.indicator, o.year): o.value for o in dataset.figures.observations if o.area == area}


def test_each_layout_gives_its_values(small_read: Read) -> None:
    found = values(small_read[0], "FLK")
    assert found["gdp", 2018] == "164"
    assert ("population", 2022) not in found, "NA is no value"
    assert found["internet-users", 2020] == "99.12"
    assert found["gtmi-admin", 2022] == "8"
    assert found["lpi", 2018] == "3.5"
    assert found["addi-institutions", 2021] == "10.5"
    assert found["postal-development", 2019] == "100"
    assert found["dtri", 2018] == "0.7"


def test_measures_that_differ_are_indicators_of_their_own(small_read: Read) -> None:
    found = values(small_read[0], "FLK")
    assert found["account-ownership-estimate", 2005] == "25"
    assert found["account-ownership-bank", 2014] == "50.12"
    assert found["account-ownership", 2017] == "61"
    assert found["gci-0-1", 2014] == "0.265"
    assert found["gci", 2020] == "64.3"


def test_an_aggregate_with_the_code_of_an_economy_is_not_that_economy(small_read: Read) -> None:
    assert values(small_read[0], "NAM") == {("digital-evolution", 2019): "30"}


def test_aggregates_are_left_out_and_counted(small_read: Read) -> None:
    dataset, problems = small_read
    assert "AFE" not in {o.area for o in dataset.figures.observations}
    said = {p.file: p.text for p in problems if "no economy of ISO 3166" in p.text}
    assert said["indicators/wb_wdi_2024.csv"].startswith("1 rows of 1 codes")
    assert "(BUN)" in said["trade/trade_2016_with_provisions.csv"]


def test_cited_figures_keep_group_partner_and_note(small_read: Read) -> None:
    cited = {o.indicator: o for o in small_read[0].figures.observations if o.indicator.startswith("cited-")}
    assert (cited["cited-imports"].area, cited["cited-imports"].partner) == ("FLK", "central-asia")
    assert (cited["cited-balance"].partner, cited["cited-balance"].value) == ("SHN", "-0.5")
    assert (cited["cited-cybersecurity"].area, cited["cited-cybersecurity"].note) == ("world", "mean")


def test_no_data_on_a_law_is_not_the_lack_of_one(small_read: Read) -> None:
    states = {law.law: law.status for law in small_read[0].figures.laws}
    assert states == {
        "e-transactions": "legislation", "consumer-protection": "no-data", "privacy": "draft", "cybercrime": "none",
        "indirect-taxation": "none",
    }  # fmt: skip


def test_flows_are_rounded_to_thousands_and_old_codes_are_today_s(small_read: Read) -> None:
    flows = {(f.source, f.exporter, f.importer): f.usd for f in small_read[0].figures.flows}
    assert flows == {
        ("trade-2016", "FLK", "SHN"): 1000,
        ("trade-2016", "FLK", "ROU"): 2_500_000,
        ("comtrade-2019", "SHN", "FLK"): 7000,
    }


def test_a_pair_has_one_distance_in_the_order_of_codes(small_read: Read) -> None:
    (distance,) = small_read[0].figures.distances
    assert (distance.first, distance.second, distance.km) == ("FLK", "SHN", 6098)
    assert (distance.contiguous, distance.common_language) == (False, True)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("indicators/internet_users_pct_2000_2023.csv", "99.123", "101", "101 is impossible; it must be from 0 to 100"),
        ("indicators/internet_users_pct_2000_2023.csv", "99.123", "-1", "-1 is impossible"),
        ("indicators/internet_users_pct_2000_2023.csv", "99.123", "many", "'many' is not a number"),
        ("indicators/internet_users_pct_2000_2023.csv", "FLK,2020", "FLK,20", "'20' is not a year"),
        ("indicators/internet_users_pct_2000_2023.csv", "FLK,2020", "FLK,2001", "stands already in line 2"),
        ("indicators/unctad_cyberlaw_2026_iso3.csv", "Draft Legislation", "Draft", "is not a known state of law"),
        ("facts/seed_figures.csv", "000_7f64f0b294131656.txt", "003_0637b32e208924cc.txt", "is not the text that"),
        ("facts/seed_figures.csv", "cybersecurity_index", "cyber", "'cyber' is not a known series"),
        ("readings/law_requirements.csv", "smes,e-transactions", "smes,e-trans", "Did you mean 'e-transactions'?"),
        ("readings/indicators.csv", "persons,,0,,0", "persons,,low,,0", "a number of this row cannot"),
        ("readings/indicators.csv", "persons,,0,,0", "persons,,0,,99", "be read (99 decimals)"),
        ("readings/indicators.csv", "-lpi,lpi_score,", "-lpi,lpi_scores,", "Did you mean 'lpi_score'?"),
        ("readings/published_trade.csv", "balance,FLK", "surplus,FLK", "'surplus' is not a known series"),
        ("readings/published_trade.csv", "-0.5", "much", "'much' is not a number"),
        ("trade/comtrade_imports_2019_86x86.csv", "2019,7000", "2019,-7000", "-7000 is impossible"),
    ],
)  # fmt: skip
def test_an_impossible_figure_is_a_problem_with_its_line(
    sources: Path, change: Callable[[str, str, str], None], file: str, old: str, new: str, says: str
) -> None:
    change(file, old, new)
    with pytest.raises(SourceError) as caught:
        read(sources)
    told = [p for p in caught.value.problems if says in str(p)]
    assert told
    assert (told[0].file, told[0].line > 1) == (file, True)


def test_a_pair_that_differs_from_its_other_direction_is_a_warning(
    sources: Path, change: Callable[[str, str, str], None]
) -> None:
    change("trade/dist_cepii.csv", "SHN,FLK,0.0,1.0", "SHN,FLK,1.0,1.0")
    assert any("not the same as the other way round" in p.text for p in read(sources)[1])


def test_tables_give_back_the_figures_they_were_made_from(small_read: Read, tmp_path: Path) -> None:
    part = shipped_part(small_read[0]).figures
    write_figure_tables(part, tmp_path)
    back = read_figure_tables(tmp_path)
    assert figure_tables(back) == figure_tables(part)
    assert list(figure_quads(back)) == list(figure_quads(part))


def test_a_damaged_table_is_refused_with_its_line(small_read: Read, tmp_path: Path) -> None:
    write_figure_tables(shipped_part(small_read[0]).figures, tmp_path)
    file = tmp_path / "figures" / "distances.csv"
    file.write_text(file.read_text("utf-8").replace("6098", "far"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"figures/distances\.csv:2: error: the row cannot be read"):
        read_figure_tables(tmp_path)


def test_what_ships_is_the_short_series_and_the_latest_value(small_read: Read) -> None:
    kept = shipped_part(small_read[0])
    assert values(kept, "FLK").keys() >= {("gdp", 2022), ("internet-users", 2020), ("deposit-accounts", 2010)}
    assert ("gdp", 2018) not in values(kept, "FLK")
    assert ("internet-users", 2001) not in values(kept, "FLK")
    assert values(kept, "SHN")["internet-users", 2002] == "12", "the latest value ships however old"


def test_sources_whose_licence_forbids_it_are_not_shipped(small_read: Read) -> None:
    unshipped = {module.SOURCE.id for module in SOURCES if not module.SOURCE.ships}
    assert unshipped - {"desta", "desta-items"} == LICENCE_BOUND, "DESTA is left out for its size"
    kept = shipped_part(small_read[0])
    assert not LICENCE_BOUND & {source.id for source in kept.sources}
    assert not LICENCE_BOUND & {i.source.id for i in kept.figures.indicators}
    assert {f.source for f in kept.figures.flows} == {"trade-2016"}


def test_nothing_of_a_licence_bound_source_is_in_the_shipped_dataset() -> None:
    graphs = {str(quad.graph_name).rpartition("/")[2].rstrip(">") for quad in read_shipped()}
    assert graphs >= {"trade-2016", "unctad-cyberlaw", "world-bank-wdi", "cepii-distances"}
    assert not LICENCE_BOUND & graphs
    for file in (path for path in DATASET_FOLDER.rglob("*") if path.is_file()):
        text = file.read_text(encoding="utf-8")
        assert not [source for source in LICENCE_BOUND if f"source/{source}" in text or f"graph/{source}" in text]


def test_figures_that_are_shipped_stay_below_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in (DATASET_FOLDER / "figures").iterdir()) < 2_000_000


def test_shipping_writes_claims_and_tables_that_read_back(small_read: Read, tmp_path: Path) -> None:
    written, version = ship(small_read[0], tmp_path, quiet)
    assert {path.name for path in written} >= {"dataset.trig", "laws.csv", "seal.csv"}
    assert version in {getattr(q.object, "value", "") for q in read_shipped_claims(tmp_path)}
    assert any(q.predicate.value == f"{CW}km" for q in read_shipped(tmp_path))


def test_numbers_stay_numbers_with_a_fraction_on_the_embedded_engine(small_built: Built, tmp_path: Path) -> None:
    path = tmp_path / "small.grafeo"
    write_graph_file(path, small_built.graph, load_schema())
    text = (
        "MATCH (e:Economy)-[o:OBSERVED]->(i:Indicator) WHERE o.value >= $low AND e.iso3 = 'FLK' "
        "RETURN i.id AS id, o.value AS value ORDER BY o.value, i.id"
    )
    with GrafeoEngine.open(path) as engine:
        rows = engine.run(text, {"low": 60.0})
    assert [type(row["value"]) for row in rows] == [float] * len(rows)
    assert [row["value"] for row in rows] == sorted(row["value"] for row in rows)  # pyright: ignore[reportArgumentType]
    assert {("gci", 64.3), ("account-ownership", 61.0)} <= {(row["id"], row["value"]) for row in rows}


def test_the_whole_way_from_sources_has_figures_in_rdf_and_graph(sources: Path) -> None:
    built = build_from_sources(sources, quiet, readings=sources / "readings")
    counts = built.graph.counts()
    assert (counts["HAS_LAW"], counts["EXPORTS_TO"], counts["DISTANCE_TO"], counts["GROUP_OBSERVED"]) == (5, 3, 1, 1)
    assert built.statements > len(built.quads)
