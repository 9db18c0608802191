"""Trade of economies with partners, and published figures beside it."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.queries.names import members_cited
from clauseway.queries.published_trade import published_table
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner
from clauseway.queries.trade_analysis import trade_table

TODAY = date(2026, 11, 21)
REGION = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


@pytest.fixture(scope="module")
def series(grafeo: Engine) -> ResultTable:
    return trade_table(Runner(grafeo), REGION, TODAY, partners=["CHN"], group="central-asia")


@pytest.fixture(scope="module")
def published(grafeo: Engine) -> dict[tuple[object, ...], Row]:
    runner = Runner(grafeo)
    table = published_table(runner, TODAY, members_cited(runner, TODAY))
    assert table.provenance.sources
    return {(row["partner"], row["measure"], row["year"]): row for row in table.records()}


def of(table: ResultTable, economy: str, year: int, basis: str) -> Row:
    (row,) = (r for r in table.records() if (r["economy"], r["year"], r["basis"]) == (economy, year, basis))
    return row


def test_a_reported_row_is_the_two_flows_of_the_graph(series: ResultTable, grafeo: Engine) -> None:
    flows = {(f["exporter"], f["importer"], f["year"]): f["usd"] for f in Runner(grafeo).rows("trade_flows")}
    row = of(series, "KAZ", 2016, "reported")
    assert row["exports_usd"] == flows["KAZ", "CHN", 2016]
    assert row["imports_usd"] == flows["CHN", "KAZ", 2016]
    sold = sum(usd for (exporter, _, _), usd in flows.items() if exporter == "KAZ" and isinstance(usd, int))
    assert isinstance(row["exports_usd"], int) and isinstance(row["export_share"], float)
    assert row["export_share"] == pytest.approx(row["exports_usd"] / sold, abs=1e-6)
    assert row["source"] == "trade-2016"


def test_a_group_adds_up_what_is_known_and_says_of_how_many(series: ResultTable) -> None:
    row = of(series, "central-asia", 2016, "reported")
    parts = [of(series, code, 2016, "reported")["imports_usd"] for code in REGION]
    assert row["imports_usd"] == sum(part for part in parts if isinstance(part, int))
    assert row["balance_usd"] is None, "exports of three of the five are not known"
    assert "exports of 2 and imports of 5 of 5 members" in str(row["because"])


def test_what_a_paper_calls_exports_of_china_are_imports_of_the_partner(series: ResultTable) -> None:
    row = of(series, "KAZ", 2017, "cited")
    assert (row["exports_usd"], row["imports_usd"]) == (6_340_000_000, 11_630_000_000)
    assert row["balance_usd"] == -5_290_000_000
    assert "Wenya Huang" in str(row["source"])


def test_an_unknown_flow_is_empty_and_not_zero(series: ResultTable) -> None:
    assert of(series, "UZB", 2016, "reported")["exports_usd"] is None


def test_largest_partners_come_first(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = trade_table(runner, ["SGP"], TODAY)
    found = list(dict.fromkeys(table["partner"]))
    wanted = [row["partner"] for row in runner.rows("trade_partners_of_economy", iso3="SGP", limit=15)]
    assert found == wanted


def test_figures_of_another_year_are_no_difference(published: dict[tuple[object, ...], Row]) -> None:
    row = published["KAZ", "exports", 2017]
    assert (row["published"], row["ours"], row["difference"]) == (11_630, None, None)
    assert (row["nearest_year"], row["nearest"]) == (2016, 8288.824)
    assert row["because"] == "no flow of 2017 in the graph; the nearest year stands beside it"


def test_figures_of_the_paper_are_added_up_again(published: dict[tuple[object, ...], Row]) -> None:
    assert published["central-asia", "exports", 2024]["parts"] == 64_340  # it prints 64,350
    assert published["KAZ", "balance", 2017]["parts"] == 5_290
    assert published["central-asia", "balance", 2019]["parts"] == 16_063
    assert published["TKM", "balance", 2019]["parts"] is None


def test_with_the_flows_of_2019_the_two_customs_differ_by_their_sign(published_in_full: list[Row]) -> None:
    (row,) = (r for r in published_in_full if (r["partner"], r["measure"], r["year"]) == ("KAZ", "balance", 2019))
    assert (row["published"], row["ours"]) == (4_860, 2.295 * -1000)


@pytest.fixture
def published_in_full(monkeypatch: pytest.MonkeyPatch, grafeo: Engine) -> list[Row]:
    """The table on a graph that also holds flows of 2019 as the buyers count them (rounded here to millions)."""
    runner = Runner(grafeo)
    asked = runner.rows
    more: list[Row] = [
        {"exporter": one, "importer": two, "year": 2019, "usd": usd, "source": "comtrade-2019"}
        for one, two, usd in (("CHN", "KAZ", 6_566_000_000), ("KAZ", "CHN", 8_861_000_000))
    ]

    def rows(_: Runner, name: str, **parameters: str) -> list[Row]:
        return asked(name, **parameters) + (more if name == "trade_flows" else [])

    monkeypatch.setattr(Runner, "rows", rows)
    found = published_table(runner, TODAY, {}).records()
    (row,) = (r for r in found if (r["partner"], r["measure"], r["year"]) == ("KAZ", "balance", 2019))
    assert row["because"] == (
        "ours is counted by the customs of CHN or KAZ, each its own side; the paper gives the side of CHN"
    )
    return found
