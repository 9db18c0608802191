"""Gravity: an example worked out on paper, what any estimate has to hold, the shipped data."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.gravity import (
    AnalysisMissing,
    Direction,
    FlowCell,
    GravityEstimate,
    NoEstimate,
    estimate,
    log_distance,
    rectangle,
    untapped,
)
from clauseway.queries.gravity_analysis import COEFFICIENT_COLUMNS, FLOW_COLUMNS, WARNING, gravity_table
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 21)
APART = {("A", "B"): 2, ("C", "D"): 2, ("A", "C"): 4, ("B", "D"): 4, ("A", "D"): 8, ("B", "C"): 8}
TRAITS = {pair: (log_distance(km),) for pair, km in APART.items()}
LIKE_PAPER: dict[Direction, int] = {
    way: 8_000_000 // km for pair, km in APART.items() for way in (pair, (pair[1], pair[0]))
}
"""Trade of four economies of one size that halves when the distance doubles: the coefficient is -1."""


def estimated(flows: dict[Direction, int]) -> GravityEstimate:
    pytest.importorskip("statsmodels")
    return estimate(rectangle(flows, TRAITS), ["log_distance"], list(flows))


@pytest.mark.filterwarnings("ignore::statsmodels.tools.sm_exceptions.PerfectSeparationWarning")
def test_the_coefficient_and_the_expected_flows_are_those_on_paper() -> None:
    found = estimated(LIKE_PAPER)
    (distance,) = found.coefficients
    assert distance.value == pytest.approx(-1, abs=1e-6)
    assert {way: round(each.usd) for way, each in found.expected.items()} == LIKE_PAPER
    assert (found.observations, found.zeros, found.pairs, found.exporters) == (12, 0, 6, 4)
    assert found.r2 == pytest.approx(1)


def test_a_pair_that_trades_less_than_the_others_has_untapped_trade() -> None:
    held_back = LIKE_PAPER | {("A", "B"): 1_000_000}
    found = estimated(held_back)
    short = {way: untapped(held_back[way], each.usd) for way, each in found.expected.items()}
    assert max(short, key=lambda way: short[way]) == ("A", "B")
    assert found.expected["A", "B"].low < found.expected["A", "B"].usd < found.expected["A", "B"].high


def test_expectations_add_up_to_what_each_economy_sells_and_buys() -> None:
    flows = LIKE_PAPER | {("A", "B"): 1_000_000, ("D", "A"): 0}
    found = estimated(flows)
    for side in (0, 1):
        for economy in "ABCD":
            expected = sum(each.usd for way, each in found.expected.items() if way[side] == economy)
            observed = sum(usd for way, usd in flows.items() if way[side] == economy)
            assert expected == pytest.approx(observed, rel=1e-6)


def test_the_unit_of_the_flows_does_not_move_the_coefficient() -> None:
    flows = LIKE_PAPER | {("A", "B"): 1_000_000}
    larger = {way: usd * 1000 for way, usd in flows.items()}
    one, other = estimated(flows).coefficients[0], estimated(larger).coefficients[0]
    assert one.value == pytest.approx(other.value, rel=1e-6)
    assert one.error == pytest.approx(other.error, rel=1e-4)


def test_an_economy_without_a_known_export_has_no_made_up_zeros() -> None:
    cells = rectangle({("A", "B"): 5, ("A", "C"): 1, ("B", "A"): 2}, TRAITS)
    assert {cell.exporter for cell in cells} == {"A", "B"}
    assert FlowCell("B", "C", 0, TRAITS["B", "C"]) in cells


def test_a_regressor_that_the_effects_take_up_is_refused() -> None:
    pytest.importorskip("statsmodels")
    size = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 4.0}
    cells = [FlowCell(one, two, usd, (size[one],)) for (one, two), usd in LIKE_PAPER.items()]
    with pytest.raises(NoEstimate, match="'size' does not vary"):
        estimate([*cells, *cells], ["size"])


def test_too_few_flows_are_refused() -> None:
    pytest.importorskip("statsmodels")
    with pytest.raises(NoEstimate, match="too few"):
        estimate(rectangle({("A", "B"): 5, ("B", "A"): 3}, TRAITS), ["log_distance"])


def test_a_missing_library_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(AnalysisMissing, match=r'pip install "clauseway\[analysis\]"'):
        estimate(rectangle(LIKE_PAPER, TRAITS), ["log_distance"])


# ---- the shipped data ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(grafeo: Engine) -> ResultTable:
    pytest.importorskip("statsmodels")
    return gravity_table(Runner(grafeo), ["KAZ", "KGZ", "UZB"], TODAY, partners=["CHN"], name="three")


def test_a_row_holds_the_flow_of_the_graph_and_what_is_short_of_the_expected(
    asked: ResultTable, grafeo: Engine
) -> None:
    flows = {(f["exporter"], f["importer"], f["year"]): f["usd"] for f in Runner(grafeo).rows("trade_flows")}
    told = [row for row in asked.records() if row["expected_usd"] is not None]
    assert len(told) == 5
    for row in told:
        numbers = [row[name] for name in ("observed_usd", "expected_usd", "low_usd", "high_usd", "untapped_usd")]
        observed, expected, low, high, short = (n for n in numbers if isinstance(n, int))
        assert observed == flows[row["exporter"], row["importer"], row["year"]]
        assert low < expected < high
        assert abs(short - max(0, expected - observed)) <= 1


def test_an_exporter_that_does_not_report_has_a_reason_and_no_estimate(asked: ResultTable) -> None:
    (row,) = (row for row in asked.records() if row["exporter"] == "UZB")
    assert row["expected_usd"] is None
    assert row["untapped_usd"] is None
    assert row["because"] == "no export of UZB is known in 2016, so no estimate"


def test_the_warning_the_fit_and_the_sources_are_told(asked: ResultTable) -> None:
    assert asked.provenance.notes[0] == WARNING
    assert "Pseudo-R2" in asked.provenance.notes[1]
    assert [cited.source for cited in asked.provenance.sources] == ["cepii-distances", "trade-2016"]


def test_the_coefficients_have_the_signs_the_trade_knows(grafeo: Engine) -> None:
    pytest.importorskip("statsmodels")
    table = gravity_table(Runner(grafeo), ["KAZ", "CHN"], TODAY, by="coefficient")
    value = {str(row["term"]): row["value"] for row in table.rows}
    distance, border = value["log_distance"], value["contiguous"]
    assert isinstance(distance, float) and isinstance(border, float)
    assert -1.2 < distance < -0.5
    assert border > 0
    assert table.records() == [{column.name: row.get(column.name) for column in COEFFICIENT_COLUMNS} for row in table]


def test_flows_that_cannot_be_estimated_give_no_row_and_say_how_to_get_them(grafeo: Engine) -> None:
    table = gravity_table(Runner(grafeo), ["UZB", "TKM"], TODAY)
    assert table.rows == []
    assert [column.name for column in table.columns] == [column.name for column in FLOW_COLUMNS]
    assert "clauseway build --sources" in table.empty_message
