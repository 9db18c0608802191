"""One page an economy: it can be had for every one of them, and says what it does not know."""

from __future__ import annotations

import re
from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.queries.economy_page import COLUMNS, SECTIONS, economy_page, sections
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


@pytest.fixture(scope="module")
def kazakhstan(runner: Runner) -> ResultTable:
    return economy_page(runner, "KAZ", "Kazakhstan", TODAY)


def of(page: ResultTable, section: str) -> dict[str, Row]:
    return {str(row["key"]): row for row in page.rows if row["section"] == section}


def test_one_economy_in_five_has_its_page(runner: Runner) -> None:
    names = [column.name for column in COLUMNS]
    economies = runner.rows("economies")
    assert len(economies) > 200
    for economy in economies[::5]:  # a crawler looks at all of them
        page = economy_page(runner, str(economy["economy"]), str(economy["name"]), TODAY)
        assert all(list(row) == names for row in page.rows)
        filled = {row["section"] for row in page.rows}
        told = " ".join(page.provenance.notes)
        assert len(page.provenance.notes) == len(SECTIONS) - len(filled), (economy["economy"], told)
        assert [section.title for section in sections(page)], "a section without rows is shown as well"


def test_the_page_is_the_same_on_both_engines(runner: Runner, neo4j: Engine) -> None:
    for iso3 in ("KAZ", "GBR", "SGP", "DEU", "TWN", "EUU"):
        ours, theirs = (economy_page(r, iso3, iso3, TODAY) for r in (runner, Runner(neo4j)))
        assert ours.rows == theirs.rows
        assert ours.provenance.sources == theirs.provenance.sources


def test_memberships_have_their_time(runner: Runner, kazakhstan: ResultTable) -> None:
    assert of(kazakhstan, "memberships")["eaeu"]["since"] == date(2015, 1, 1)
    assert "not known" in str(of(kazakhstan, "memberships")["central-asia"]["value"])
    britain = of(economy_page(runner, "GBR", "United Kingdom", TODAY), "memberships")["eu"]
    assert (britain["value"], britain["until"]) == ("left", date(2020, 1, 31))
    assert "until 2020-12-31" in str(britain["detail"])
    italy = of(economy_page(runner, "ITA", "Italy", TODAY), "memberships")["bri"]
    assert italy["value"] == "left"


def test_agreements_are_shown_with_what_holds_and_what_is_over(runner: Runner) -> None:
    rows = [r for r in economy_page(runner, "GBR", "United Kingdom", TODAY).rows if r["section"] == "agreements"]
    cptpp = [(r["value"], r["until"]) for r in rows if r["key"] == "cptpp"]
    assert cptpp[0] == ("in-force", None), "what answers for the day comes first"
    assert ("signed-accession, ended", date(2024, 12, 14)) in cptpp
    korea = next(r for r in rows if r["key"] == "eu-korea-fta")
    assert (korea["value"], korea["until"], korea["via"]) == ("in-force, ended", date(2020, 12, 31), "EU")


def test_the_clause_types_of_the_coverage_add_up(kazakhstan: ResultTable) -> None:
    assert sum(int(str(row["value"])) for row in of(kazakhstan, "coverage").values()) == 51


def test_readiness_has_unit_and_year_and_laws_their_state(kazakhstan: ResultTable) -> None:
    users = of(kazakhstan, "readiness")["internet-users"]
    assert (users["unit"], users["year"]) == ("% of population", 2023)
    assert re.fullmatch(r"\d+(\.\d+)?", str(users["value"]))
    laws = of(kazakhstan, "laws")
    assert laws["privacy"]["value"] == "legislation"
    assert laws["indirect-taxation"]["value"] == "none"


def test_partners_say_whether_an_agreement_is_in_force(kazakhstan: ResultTable) -> None:
    partners = of(kazakhstan, "partners")
    assert len(partners) == 10
    assert partners["CHN"]["detail"] == "in force with it: eaeu-china-etca"
    assert "no agreement in force" in str(partners["RUS"]["detail"]), "both stand on one side of those of the EAEU"


def test_sources_and_licences_of_figures_are_named(kazakhstan: ResultTable) -> None:
    cited = {source.source: source for source in kazakhstan.provenance.sources}
    assert {"agreements", "groups", "trade-2016", "unctad-cyberlaw"} <= set(cited)
    assert any("CC BY 4.0" in source.licence and "World Bank" in source.publisher for source in cited.values())


def test_an_economy_without_agreements_is_said_to_have_none(runner: Runner) -> None:
    page = economy_page(runner, "ABW", "Aruba", TODAY)
    assert "No agreement is in the data." in page.provenance.notes
    assert "No agreement in force, so no clause type is covered." in page.provenance.notes
