"""Instruments that bind nobody are told as such, and a clause leads to what it names."""

from __future__ import annotations

from datetime import date

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.coverage_analysis import coverage_table
from clauseway.queries.pair_analysis import pair_table, shared_agreements
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 22)
UNBOUND = ("memorandum", "programme", "declaration", "standard", "certification-system", "model-law")


@pytest.fixture(scope="module")
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def notes(runner: Runner, slug: str) -> list[str]:
    return list(agreement_table(runner, slug, TODAY).provenance.notes)


def test_a_memorandum_is_said_to_bind_nobody_and_to_be_part_of_the_programme(runner: Runner) -> None:
    told = notes(runner, "srec-mou-khm")
    assert told[0] == "Not meant to bind in law: memorandum."
    assert "Signed or adopted 2017-11-10 (secondary)." in told
    assert "Signed, without being bound: CHN, KHM." in told
    assert "srec-mou-khm is part of srec-mous." in told
    assert not any("orce" in note for note in told), "nothing is in or out of force between its sides"


def test_the_programme_names_its_memoranda_in_one_line(runner: Runner) -> None:
    (line,) = [note for note in notes(runner, "srec-mous") if "srec-mou-chl" in note]
    assert line.startswith("19 agreements, each of which is part of srec-mous: ")


def test_a_text_leads_to_the_articles_that_name_it(runner: Runner) -> None:
    assert "rcep 12.11" in notes(runner, "wto-moratorium")[-1]
    last = notes(runner, "uncitral-mlec")[-1]
    assert last.startswith("Named by ")
    assert {"cptpp 14.5", "depa 2.3", "korea-singapore-dpa 14.7"} <= set(last.removeprefix("Named by ").split("; "))


def test_cptpp_takes_the_tpp_in_and_suspends_parts_of_it(runner: Runner) -> None:
    told = notes(runner, "cptpp")
    assert {"cptpp incorporates tpp from 2018-12-30.", "cptpp suspends tpp from 2018-12-30."} <= set(told)
    assert "Not in force on 2026-11-22." in notes(runner, "tpp")


def test_a_pair_sees_its_memorandum_beside_what_binds_it(runner: Runner) -> None:
    table = pair_table(runner, ("CHN", "China"), ("KHM", "Cambodia"), TODAY)
    (line,) = [note for note in table.provenance.notes if note.startswith("srec-mou-khm")]
    assert line == "srec-mou-khm: memorandum, not meant to bind (signed / signed, both since 2017-11-10 at the latest)."
    assert "srec-mou-khm" not in {row["agreement"] for row in table.rows}


def test_two_partners_of_the_programme_share_no_memorandum(runner: Runner) -> None:
    shared = {found.slug for found in shared_agreements(runner, "KHM", "THA", TODAY)}
    assert "rcep" in shared and not any(slug.startswith("srec") for slug in shared)


def test_a_memorandum_adds_no_partner_and_no_unread_agreement(runner: Runner) -> None:
    table = coverage_table(runner, "RWA", "Rwanda", TODAY)
    assert not any("srec" in str(row["agreement"]) for row in table.rows)


def test_nobody_is_bound_by_what_is_not_meant_to_bind(runner: Runner) -> None:
    found = [row for row in runner.rows("agreements") if row["kind"] in UNBOUND]
    assert {row["kind"] for row in found} == set(UNBOUND)
    for row in found:
        assert row["binding"] is False
        states = {party["state"] for party in runner.rows("parties_of_agreement", slug=str(row["agreement"]))}
        assert states <= {"signed", "candidate"}, row["agreement"]


@pytest.mark.parametrize(
    ("pair", "base", "later"),
    [
        (("CHN", "SGP"), "china-singapore-fta-2008", ["china-singapore-upgrade-2018", "china-singapore-upgrade-2023"]),
        (("CHN", "NZL"), "china-new-zealand-fta-2008", ["china-new-zealand-upgrade"]),
        (("CHL", "CHN"), "china-chile-fta-2005", ["china-chile-upgrade"]),
        (("AUS", "SGP"), "safta-2003", ["safta-amendment-2016", "singapore-australia-dea"]),
    ],
)
def test_a_base_agreement_and_its_renewals_are_both_kept(
    runner: Runner, pair: tuple[str, str], base: str, later: list[str]
) -> None:
    rows = runner.rows("successive_agreements_of_pair", first=pair[0], second=pair[1])
    after = [row["later"] for row in rows if row["earlier"] == base]
    assert [slug for slug in after if slug in later] == later
    linked = {row["start"] for row in runner.rows("links_of_agreement", slug=base)}
    assert set(later) <= linked
