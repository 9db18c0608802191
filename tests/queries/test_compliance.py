"""Duties against law at home, duties between two economies, and the index question on data transfer."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.queries.compliance import (
    STATUSES,
    LawAtHome,
    Requirement,
    compliance_table,
    held_against_law,
    laws_at_home,
    requirements_of,
)
from clauseway.queries.compliance_between import TOPICS, between_table, next_change
from clauseway.queries.coverage_analysis import economy_coverage
from clauseway.queries.data_transfer_indicator import CLAUSE, Commitments, indicator, indicator_table
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 22)
KAZ, UZB, SGP, VNM = ("KAZ", "Kazakhstan"), ("UZB", "Uzbekistan"), ("SGP", "Singapore"), ("VNM", "Viet Nam")
RCEP = ("rcep", "Regional Comprehensive Economic Partnership")


@pytest.fixture(scope="module")
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


@pytest.fixture(scope="module")
def rdtii(runner: Runner) -> dict[str, Row]:
    return {str(row["economy"]): row for row in indicator_table(runner, TODAY)}


def notes(table: ResultTable) -> str:
    return " ".join(table.provenance.notes)


# ---- miniatures, worked out by hand -------------------------------------------------------------


def test_each_state_of_law_gives_its_status_and_silence_is_no_data() -> None:
    duties: dict[str, list[Row]] = {clause: [{"agreement": "a", "grade": "qualified"}] for clause in "pqrst"}
    needs = {clause: [Requirement(f"law-{clause}", clause, "because")] for clause in "pqrs"}
    laws = {
        "law-p": LawAtHome("legislation", 2026, "tracker"),
        "law-q": LawAtHome("draft", 2026, "tracker"),
        "law-r": LawAtHome("none", 2026, "tracker"),
    }
    rows = held_against_law(duties, needs, laws)
    assert [(row["clause"], row["status"]) for row in rows] == list(zip("pqrs", STATUSES, strict=True))
    assert [row["law_source"] for row in rows] == ["tracker", "tracker", "tracker", None]


def test_a_clause_type_that_rests_on_two_laws_has_two_rows_and_the_strongest_duty_leads() -> None:
    duties: dict[str, list[Row]] = {"p": [{"agreement": "strong"}, {"agreement": "weak"}, {"agreement": "strong"}]}
    needs = {"p": [Requirement("one", "One", ""), Requirement("two", "Two", "")]}
    rows = held_against_law(duties, needs, {"two": LawAtHome("none", 2026, "s")})
    assert [(row["law"], row["status"], row["agreement"], row["also_in"]) for row in rows] == [
        ("one", "no-data", "strong", "weak"),
        ("two", "missing", "strong", "weak"),
    ]


def test_the_next_change_is_the_first_date_ahead_and_a_delay_counts_for_its_holder_only() -> None:
    held: Row = {"deferred_until": date(2027, 1, 1), "may_extend_until": date(2030, 1, 1), "until": date(2028, 6, 1)}
    assert next_change([(held, True)], TODAY) == date(2027, 1, 1)
    assert next_change([(held, False)], TODAY) == date(2028, 6, 1)
    assert next_change([(held, True)], date(2027, 1, 1)) == date(2028, 6, 1)
    assert next_change([(held, True)], date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    ("known", "with_rcep", "without"),
    [
        (Commitments(firm=frozenset({"cptpp", "rcep"}), unread=frozenset({"old"}), agreements=3), 0, 0),
        (Commitments(firm=frozenset({"rcep"}), unread=frozenset({"old"}), agreements=2), 0, None),
        (Commitments(firm=frozenset({"rcep"}), agreements=2), 0, 1),
        (Commitments(undecided=frozenset({"rcep"}), agreements=1), None, 1),
        (Commitments(undecided=frozenset({"depa"}), agreements=1), None, None),
        (Commitments(agreements=4), 1, 1),
        (Commitments(), None, None),
    ],
)
def test_the_indicator_is_known_only_from_what_was_read(
    known: Commitments, with_rcep: int | None, without: int | None
) -> None:
    assert (indicator(known), indicator(known, without=frozenset({"rcep"}))) == (with_rcep, without)


# ---- the shipped graph: obligations against law -------------------------------------------------


def test_an_economy_without_an_agreement_has_no_obligation_and_the_note_says_so(runner: Runner) -> None:
    table = compliance_table(runner, *UZB, TODAY)
    assert len(table) == 0
    assert "No agreement in force for Uzbekistan" in notes(table)


def test_what_uzbekistan_would_owe_under_rcep_is_planned_and_never_active(runner: Runner) -> None:
    table = compliance_table(runner, *UZB, TODAY, obligation_from=RCEP)
    assert set(table["planned"]) == {True}
    assert set(table["active"]) == {False}
    assert {"personal-data-protection", "unsolicited-messages", "cross-border-data-transfer"} <= set(table["clause"])
    assert "is no Party" in notes(table)


def test_a_party_owes_what_it_owes_and_a_delay_shows_its_day(runner: Runner) -> None:
    table = compliance_table(runner, *VNM, TODAY, obligation_from=RCEP)
    assert set(table["agreement"]) == {"rcep"}
    assert set(table["planned"]) == {False}
    [transfer] = [row for row in table if row["clause"] == CLAUSE]
    assert (transfer["active"], transfer["active_from"]) == (False, date(2027, 1, 1))
    assert "Something changes on 2027-01-01." in notes(table)


@pytest.mark.parametrize("who", [KAZ, SGP, VNM], ids=lambda who: who[0])
def test_every_row_rests_on_a_duty_in_force_and_on_what_the_tracker_says(runner: Runner, who: tuple[str, str]) -> None:
    table = compliance_table(runner, *who, TODAY)
    coverage = economy_coverage(runner, who[0], TODAY)
    laws = laws_at_home(runner, who[0])
    assert len(table) > 3
    for row in table:
        best = coverage.clauses[str(row["clause"])]
        assert best.best is not None
        assert (row["grade"], row["provision"]) == (best.grade.value, best.best.row["provision"])
        law = laws[str(row["law"])]
        assert (row["law_state"], row["law_year"], row["law_source"]) == (law.state, law.year, law.source)
        assert row["source"] and row["verification"] and row["reason"]
    owed = {clause for clause, found in coverage.clauses.items() if found.grade.rank > 0}
    assert set(table["clause"]) == {clause for clause in owed if requirements_of(runner, clause)}
    assert {cited.source for cited in table.sources} >= {"unctad-cyberlaw"}


def test_kazakhstan_owes_what_its_two_agreements_say(runner: Runner) -> None:
    table = compliance_table(runner, *KAZ, TODAY)
    assert set(table["agreement"]) == {"eaeu-vietnam-fta", "eaeu-china-etca"}
    assert "eaeu-china-etca" in notes(table), "read in part, so duties may be missing"


def test_compliance_can_be_asked_for_every_economy(runner: Runner) -> None:
    counts: Counter[str] = Counter()
    for row in runner.rows("economies"):
        table = compliance_table(runner, str(row["economy"]), str(row["name"]), TODAY)
        counts.update(str(status) for status in table["status"])
    assert set(counts) <= set(STATUSES)
    assert counts["met"] > counts["missing"] > 0
    assert counts["no-data"] > 0


# ---- the shipped graph: between two economies ---------------------------------------------------


def test_every_topic_is_answered_and_viet_nam_owes_the_transfer_of_rcep_from_2027(runner: Runner) -> None:
    table = between_table(runner, SGP, VNM, TODAY)
    assert list(dict.fromkeys(table["topic"])) == list(TOPICS)
    rcep = {row["direction"]: row for row in table if row["clause"] == CLAUSE and row["agreement"] == "rcep"}
    assert (rcep["SGP to VNM"]["active"], rcep["SGP to VNM"]["changes_on"]) == (True, None)
    assert (rcep["VNM to SGP"]["active"], rcep["VNM to SGP"]["changes_on"]) == (False, date(2027, 1, 1))
    assert any(row["agreement"] == "cptpp" and row["clause"] == "source-code-protection" for row in table)
    assert "2027-01-01" in notes(table)


def test_where_a_shared_agreement_was_not_read_silence_is_not_absence(runner: Runner) -> None:
    silent = [row for row in between_table(runner, SGP, VNM, TODAY) if row.get("agreement") is None]
    assert silent
    assert {str(row["grade"]) for row in silent} == {"not-read"}
    strangers = between_table(runner, ("TKL", "Tokelau"), ("PCN", "Pitcairn"), TODAY)
    assert {str(row["grade"]) for row in strangers} == {"not-read"}


def test_asking_the_other_way_round_gives_the_same_duties(runner: Runner) -> None:
    def duties(table: ResultTable) -> set[tuple[object, ...]]:
        names = ("topic", "clause", "agreement", "article", "paragraph", "grade", "active", "changes_on")
        return {tuple(row[name] for name in names) for row in table}

    assert duties(between_table(runner, SGP, VNM, TODAY)) == duties(between_table(runner, VNM, SGP, TODAY))


# ---- the shipped graph: RDTII 6.5 ---------------------------------------------------------------


def test_leaving_rcep_out_never_binds_anybody_more(rdtii: dict[str, Row]) -> None:
    assert len(rdtii) > 200
    for row in rdtii.values():
        if row["without_rcep"] == 0:
            assert row["with_rcep"] == 0, row
        if row["with_rcep"] == 1:
            assert row["without_rcep"] == 1, row


def test_bound_means_an_active_firm_commitment_by_the_economys_own_coverage(
    runner: Runner, rdtii: dict[str, Row]
) -> None:
    for code in ("SGP", "CHN", "KAZ", "DEU", "USA", "NZL", "KHM", "ZAF"):
        best = economy_coverage(runner, code, TODAY).clauses[CLAUSE].best
        firm = best is not None and best.standing.active is True and best.row["wording"] in ("hard", "mixed")
        assert (rdtii[code]["with_rcep"] == 0) == firm, code


def test_rcep_alone_binds_china_and_what_it_has_not_shown_stays_unknown(rdtii: dict[str, Row]) -> None:
    china, singapore = rdtii["CHN"], rdtii["SGP"]
    assert (china["with_rcep"], china["without_rcep"], china["agreement"]) == (0, None, "rcep")
    assert (singapore["with_rcep"], singapore["without_rcep"]) == (0, 0)
    assert "cptpp 14.11" in str(singapore["commitments"])
    for row in rdtii.values():
        assert (row["provision"] is not None) == (row["with_rcep"] == 0), row
        if row["with_rcep"] == 1:
            assert row["unread"] == 0, "an unread text is no proof of silence"


# ---- both engines -------------------------------------------------------------------------------


def test_compliance_is_the_same_on_both_engines(runner: Runner, neo4j: Engine) -> None:
    other = Runner(neo4j)
    for who in (KAZ, UZB, SGP):
        for origin in (None, RCEP):
            one, two = (compliance_table(r, *who, TODAY, obligation_from=origin) for r in (runner, other))
            assert (one.rows, one.provenance.notes) == (two.rows, two.provenance.notes)
    assert between_table(runner, SGP, VNM, TODAY).rows == between_table(other, SGP, VNM, TODAY).rows
    assert indicator_table(runner, TODAY).rows == indicator_table(other, TODAY).rows
