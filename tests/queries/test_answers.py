"""What users ask: the same answer from both engines, and the facts of law the answers have to get right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date

import pytest

from clauseway.graph.engine import Engine, Row, Value
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.coverage_analysis import coverage_table, economy_coverage
from clauseway.queries.matrices import agreement_matrix, economy_matrix
from clauseway.queries.pair_analysis import pair_table, shared_agreements
from clauseway.queries.results import Matrix, ResultTable
from clauseway.queries.runner import Runner

type Tell = Callable[[str], None]

TODAY = date(2026, 11, 21)
DATES = (
    date(2010, 6, 1), date(2019, 12, 31), date(2021, 11, 22), date(2021, 11, 23), date(2022, 1, 1),
    date(2024, 3, 18), date(2024, 3, 19), date(2024, 5, 2), date(2024, 5, 3), date(2024, 12, 31),
    date(2025, 1, 1), TODAY, date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2), date(2030, 1, 1),
)  # fmt: skip
ECONOMIES = (
    "SGP", "VNM", "KHM", "MMR", "BRN", "KOR", "NZL", "CHL", "CHN", "HKG", "DEU", "EUU", "TUR", "USA", "ZAF", "AFG",
)  # fmt: skip
PAIRS = (
    ("SGP", "VNM"), ("VNM", "SGP"), ("KHM", "AUS"), ("BRN", "MYS"), ("KOR", "NZL"), ("NZL", "CHL"), ("NZL", "SGP"),
    ("SGP", "AUS"), ("DEU", "FRA"), ("DEU", "SGP"), ("SGP", "EUU"), ("GBR", "JPN"), ("TUR", "SGP"), ("USA", "AFG"),
)  # fmt: skip
AGREEMENTS = ("rcep", "cptpp", "depa", "eu-singapore-dta", "aanzfta-2009", "safta-2003", "apta-2005")
LEAST_DEVELOPED = ("KHM", "LAO", "MMR")


def content(table: ResultTable) -> dict[str, object]:
    """All of a table that may not depend on the engine, with the type of each value."""
    told = asdict(table.provenance)
    del told["engine"], told["milliseconds"]
    rows = [[(column.name, type(row[column.name]), row[column.name]) for column in table.columns] for row in table.rows]
    return {"title": table.title, "rows": rows, "told": told, "empty": table.empty_message}


def content_of_matrix(matrix: Matrix) -> dict[str, object]:
    tables = (matrix.evidence, matrix.agreements, matrix.sources, matrix.long_table())
    names = (matrix.row_names, matrix.column_names, matrix.column_groups)
    return {"title": matrix.title, "names": names, "tables": [content(table) for table in tables]}


def different(rows: Iterable[Row], column: str) -> list[Value]:
    """The values of a column, each once."""
    found: list[Value] = []
    for row in rows:
        if row[column] not in found:
            found.append(row[column])
    return found


@pytest.fixture(scope="module")
def both(grafeo: Engine, neo4j: Engine) -> tuple[Runner, Runner]:
    """The two engines, ready to be asked."""
    return Runner(grafeo), Runner(neo4j)


@pytest.fixture(scope="module")
def runner(engine: Engine) -> Runner:
    """One engine after the other, ready to be asked."""
    return Runner(engine)


# ---- both engines, one answer -------------------------------------------------------------------


def on_some_days[T](things: Sequence[T]) -> list[tuple[T, date]]:
    """Each thing with every eighth day, so that all things and all days come."""
    return [(thing, day) for place, thing in enumerate(things) for day in DATES[place % 8 :: 8]]


def test_coverage_is_the_same_on_both(both: tuple[Runner, Runner], tell: Tell) -> None:
    one, other = both
    for iso3, day in on_some_days(ECONOMIES):
        tables = [coverage_table(r, iso3, iso3, day, qualifiers=day == TODAY) for r in (one, other)]
        assert content(tables[0]) == content(tables[1]), (iso3, day)
    tell(f"coverage: {len(on_some_days(ECONOMIES))} tables the same on both engines")


def test_pairs_are_the_same_on_both(both: tuple[Runner, Runner], tell: Tell) -> None:
    one, other = both
    for (first, second), day in on_some_days(PAIRS):
        whole = day in (TODAY, date(2024, 3, 18))
        tables = [pair_table(r, (first, first), (second, second), day, paragraphs=whole) for r in (one, other)]
        assert content(tables[0]) == content(tables[1]), (first, second, day)
    tell(f"pair: {len(on_some_days(PAIRS))} tables the same on both engines")


def test_agreements_are_the_same_on_both(both: tuple[Runner, Runner], tell: Tell) -> None:
    one, other = both
    for slug, day in on_some_days(AGREEMENTS):
        for economy in (None, ("VNM", "Viet Nam"), ("KHM", "Cambodia"), ("SGP", "Singapore")):
            whole = day.month == 1
            tables = [agreement_table(r, slug, day, economy=economy, all_versions=whole) for r in (one, other)]
            assert content(tables[0]) == content(tables[1]), (slug, day, economy)
    tell(f"agreement: {len(on_some_days(AGREEMENTS)) * 4} tables the same on both engines")


def test_matrices_are_the_same_on_both(both: tuple[Runner, Runner], tell: Tell) -> None:
    one, other = both
    for day in (date(2024, 3, 18), TODAY, date(2027, 1, 2)):
        economies = [(iso3, iso3) for iso3 in ECONOMIES]
        matrices = [economy_matrix(r, economies, day) for r in (one, other)]
        assert content_of_matrix(matrices[0]) == content_of_matrix(matrices[1]), day
        matrices = [agreement_matrix(r, [(slug, slug) for slug in AGREEMENTS], day) for r in (one, other)]
        assert content_of_matrix(matrices[0]) == content_of_matrix(matrices[1]), day
    tell("matrix: 6 matrices the same on both engines")


# ---- RCEP: duties that come later ---------------------------------------------------------------


def under_rcep(runner: Runner, economy: str, article: str, paragraph: str, day: date) -> Row:
    rows = agreement_table(runner, "rcep", day, economy=(economy, economy)).rows
    (row,) = [r for r in rows if (r["article"], r["paragraph"]) == (article, paragraph)]
    return row


@pytest.mark.parametrize("article", ["12.14", "12.15"])
def test_rcep_data_rules_bind_viet_nam_from_2027(runner: Runner, article: str) -> None:
    before = under_rcep(runner, "VNM", article, "2", date(2026, 12, 31))
    assert (before["active"], before["active_from"]) == (False, date(2027, 1, 1))
    assert before["score_low"] == before["score_high"] == 0.0
    assert before["may_extend_until"] is None
    for day in (date(2027, 1, 1), date(2027, 1, 2)):
        after = under_rcep(runner, "VNM", article, "2", day)
        assert (after["active"], after["active_from"]) == (True, date(2027, 1, 1))
        assert after["why"] is None
    for day in (date(2026, 12, 31), date(2027, 1, 2)):
        singapore = under_rcep(runner, "SGP", article, "2", day)
        assert (singapore["active"], singapore["active_from"]) == (True, date(2022, 1, 1))


@pytest.mark.parametrize("economy", LEAST_DEVELOPED)
@pytest.mark.parametrize("article", ["12.14", "12.15"])
def test_rcep_data_rules_may_be_put_off_to_2030(runner: Runner, economy: str, article: str) -> None:
    assert under_rcep(runner, economy, article, "2", date(2026, 12, 31))["active"] is False
    for day in (date(2027, 1, 1), date(2027, 1, 2), date(2029, 12, 31)):
        row = under_rcep(runner, economy, article, "2", day)
        assert row["active"] is None
        assert row["may_extend_until"] == date(2030, 1, 1)
        assert row["score_low"] == 0.0
        assert isinstance(row["score_high"], float) and row["score_high"] > 0
        why = row["why"]
        assert isinstance(why, str) and why.endswith(".") and ". " not in why
        assert "2030-01-01" in why
    last = under_rcep(runner, economy, article, "2", date(2030, 1, 1))
    assert (last["active"], last["active_from"], last["may_extend_until"]) == (True, date(2030, 1, 1), None)
    assert isinstance(last["score_low"], float) and last["score_low"] > 0


@pytest.mark.parametrize(
    ("economy", "article", "paragraph"),
    [
        *((e, a, p) for e in LEAST_DEVELOPED for a, p in (("12.5", "1(a)"), ("12.6", "1"), ("12.7", "2"))),
        *((e, a, p) for e in LEAST_DEVELOPED for a, p in (("12.8", "1"), ("12.9", "2"))),
        ("KHM", "12.10", "1"),
    ],
)
def test_other_rcep_delays_end_cleanly_in_2027(runner: Runner, economy: str, article: str, paragraph: str) -> None:
    before = under_rcep(runner, economy, article, paragraph, date(2026, 12, 31))
    assert (before["active"], before["active_from"]) == (False, date(2027, 1, 1))
    after = under_rcep(runner, economy, article, paragraph, date(2027, 1, 1))
    assert (after["active"], after["why"], after["may_extend_until"]) == (True, None, None)
    assert under_rcep(runner, "SGP", article, paragraph, date(2026, 12, 31))["active"] is True


@pytest.mark.parametrize("economy", ["LAO", "MMR"])
def test_only_cambodia_delays_the_framework_for_transactions(runner: Runner, economy: str) -> None:
    assert under_rcep(runner, economy, "12.10", "1", date(2026, 12, 31))["active"] is True


def test_brunei_owes_the_rule_on_unsolicited_messages_from_2025(runner: Runner) -> None:
    before = under_rcep(runner, "BRN", "12.9", "2", date(2024, 12, 31))
    assert (before["active"], before["active_from"]) == (False, date(2025, 1, 1))
    assert under_rcep(runner, "BRN", "12.9", "2", date(2025, 1, 1))["active"] is True
    assert under_rcep(runner, "BRN", "12.9", "1", date(2024, 12, 31))["active"] is True


def test_a_delay_shows_in_the_coverage_and_between_a_pair(runner: Runner) -> None:
    for day, active in ((date(2026, 12, 31), False), (date(2027, 1, 2), True)):
        table = pair_table(runner, ("VNM", "VNM"), ("CHN", "CHN"), day, clauses=["data-localisation-ban"])
        owed = {row["economy"]: row["active"] for row in table.rows if row["agreement"] == "rcep"}
        assert owed["VNM"] is active
        assert owed.get("CHN", owed["VNM"]) is True
    table = coverage_table(runner, "KHM", "Cambodia", date(2027, 1, 2), clauses=["data-localisation-ban"])
    (row,) = table.rows
    assert (row["agreement"], row["active"], row["score_low"]) == ("rcep", None, 0.0)


# ---- DEPA: accession and versions ---------------------------------------------------------------


def between(runner: Runner, first: str, second: str, day: date) -> dict[str, bool | None]:
    return {shared.slug: shared.bound for shared in shared_agreements(runner, first, second, day)}


def test_rules_of_several_agreements_are_all_kept_and_told_to_differ(runner: Runner) -> None:
    table = pair_table(
        runner, ("NZL", "New Zealand"), ("SGP", "Singapore"), TODAY, clauses=["cross-border-data-transfer"]
    )
    rows = {str(row["agreement"]): row for row in table.rows}
    assert {"rcep", "cptpp", "depa"} <= set(rows)
    assert (rows["rcep"]["grade"], rows["rcep"]["strongest"]) == ("qualified", False)
    assert (rows["cptpp"]["grade"], rows["cptpp"]["strongest"]) == ("binding-enforceable", True)
    assert "cptpp (binding-enforceable, " in str(rows["rcep"]["differs_from"])
    assert "rcep (qualified, self_judging)" in str(rows["cptpp"]["differs_from"])
    assert any("different rules on cross-border-data-transfer" in note for note in table.provenance.notes)


def test_one_agreement_alone_differs_from_nothing(runner: Runner) -> None:
    table = pair_table(runner, ("CHN", "China"), ("KHM", "Cambodia"), TODAY)
    alone = [row for row in table.rows if row["agreement"] == "rcep"]
    assert alone and {row["differs_from"] for row in alone} == {None}


@pytest.mark.parametrize(
    ("first", "second", "last_without", "first_with"),
    [
        ("KOR", "NZL", date(2024, 5, 2), date(2024, 5, 3)),
        ("KOR", "SGP", date(2024, 5, 2), date(2024, 5, 3)),
        ("NZL", "CHL", date(2021, 11, 22), date(2021, 11, 23)),
    ],
)
def test_depa_binds_a_pair_from_the_later_day(
    runner: Runner, first: str, second: str, last_without: date, first_with: date
) -> None:
    for one, other in ((first, second), (second, first)):
        assert between(runner, one, other, last_without)["depa"] is False
        assert between(runner, one, other, first_with)["depa"] is True
        before = pair_table(runner, (one, one), (other, other), last_without).rows
        after = pair_table(runner, (one, one), (other, other), first_with).rows
        assert "depa" not in different(before, "agreement")
        held = [row for row in after if row["agreement"] == "depa"]
        assert held
        assert different((row for row in held if row["active"]), "active_from") == [first_with]


@pytest.mark.parametrize(
    ("day", "facts"),
    [
        (date(2024, 3, 18), ("mixed", "excluded", "qualified", "original-2020")),
        (date(2024, 3, 19), ("hard", "full", "binding-enforceable", "as-amended-2023")),
    ],
)
def test_depa_on_data_transfer_changes_overnight(runner: Runner, day: date, facts: tuple[str, ...]) -> None:
    asked = "cross-border-data-transfer"
    table = pair_table(runner, ("NZL", "New Zealand"), ("SGP", "Singapore"), day, clauses=[asked])
    (row,) = [r for r in table.rows if r["agreement"] == "depa"]
    assert row["article"] == "4.3"
    assert (row["wording"], row["enforcement"], row["grade"], row["version"]) == facts
    assert row["active"] is True
    rows = [r for r in agreement_table(runner, "depa", day).rows if r["article"] == "4.3"]
    assert different(rows, "version") == [facts[-1]]


# ---- the European Union -------------------------------------------------------------------------


def test_members_of_a_union_owe_each_other_nothing_under_its_agreements(runner: Runner) -> None:
    table = pair_table(runner, ("DEU", "Germany"), ("FRA", "France"), TODAY)
    assert "eu-singapore-dta" not in different(table.rows, "agreement")
    assert "eu-singapore-dta" in " ".join(table.provenance.notes)
    sides = {s.slug: s.same_side for s in shared_agreements(runner, "DEU", "FRA", TODAY)}
    assert sides["eu-singapore-dta"] and sides["eu-singapore-fta"]


def test_a_member_and_the_other_side_are_bound(runner: Runner) -> None:
    for one, other in (("DEU", "SGP"), ("SGP", "DEU"), ("EUU", "SGP")):
        table = pair_table(runner, (one, one), (other, other), TODAY)
        found = different(table.rows, "agreement")
        assert "eu-singapore-dta" in found and "eu-singapore-fta" in found
    assert between(runner, "DEU", "SGP", date(2026, 1, 31))["eu-singapore-dta"] is False
    assert between(runner, "DEU", "SGP", date(2026, 2, 1))["eu-singapore-dta"] is True


def test_a_union_and_its_members_are_not_counted_twice(runner: Runner) -> None:
    rows = runner.rows("economies")
    unions = {str(row["economy"]) for row in rows if row["kind"] == "union"}
    partners = runner.rows("partners_of_economy", iso3="EUU")
    members = {str(row["partner"]) for row in partners if row["via"] == "EU" and row["until"] is None}
    assert unions and len(members) == 27
    reached = set[str]()
    for iso3 in ("SGP", "JPN", "KOR", "NZL", "CHL", "GEO"):
        for found in economy_coverage(runner, iso3, TODAY).clauses.values():
            assert not found.partners & (unions | {iso3}), (iso3, found.clause)
            reached |= found.partners & members
    assert reached == members, "and not the United Kingdom, which left"
    for iso3 in ("DEU", "FRA", "EUU"):
        for found in economy_coverage(runner, iso3, TODAY).clauses.values():
            assert not found.partners & (unions | members), (iso3, found.clause)


# ---- absent, or not read ------------------------------------------------------------------------


def test_absent_is_said_only_where_everything_was_read(runner: Runner) -> None:
    seen = set[str]()
    for row in runner.rows("economies"):
        coverage = economy_coverage(runner, str(row["economy"]), TODAY)
        for found in coverage.clauses.values():
            if found.best is None:
                wanted = "absent" if coverage.agreements and not coverage.unread else "not-read"
                assert found.grade.value == wanted, (row["economy"], found.clause)
                assert found.why
                seen.add(wanted)
            elif found.grade.value == "not-read":
                assert found.best.facts.wording is None
                seen.add("title only")
    assert seen == {"not-read", "absent", "title only"}


def test_what_was_not_read_has_no_point_score(runner: Runner) -> None:
    table = coverage_table(runner, "SGP", "Singapore", TODAY)
    unread = [row for row in table.rows if row["grade"] == "not-read" and row["provision"] is None]
    assert unread
    assert all((row["score_low"], row["score_high"], row["wording"]) == (0.0, 1.0, None) for row in unread)
    assert "not-read, not absent" in " ".join(table.provenance.notes)


# ---- evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2024, 3, 18), TODAY, date(2027, 1, 2)], ids=str)
def test_the_evidence_of_every_cell_is_a_provision_of_the_graph(runner: Runner, day: date) -> None:
    known = {str(row["id"]) for row in runner.text("MATCH (p:Provision) RETURN p.id AS id", {})}
    held = [str(row["agreement"]) for row in runner.rows("agreements") if row["provisions"]]
    matrices = (
        economy_matrix(runner, [(iso3, iso3) for iso3 in ECONOMIES], day),
        agreement_matrix(runner, [(slug, slug) for slug in held], day),
    )
    for matrix in matrices:
        positions = matrix.evidence_positions()
        assert positions
        assert {str(row["provision"]) for row in matrix.evidence.rows} <= known
        used = set[str]()
        for (row_key, column), cell in matrix.cells.items():
            if not cell.evidence_id:
                assert cell.grade in ("absent", "not-read"), (row_key, column)
                continue
            used.add(cell.evidence_id)
            row = matrix.evidence.rows[positions[cell.evidence_id]]
            assert (row["clause"], row["agreement"]) == (column, cell.agreement)
            assert (row["grade"], row["active"], row["verification"]) == (cell.grade, cell.active, cell.verification)
            assert row_key in (row["economy"], row["agreement"])
        assert used == set(positions), "no evidence without a cell"
