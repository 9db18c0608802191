"""Kinds of matrices, their orders, totals and changes, each held against a computation of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.ontology.standing import in_party
from clauseway.queries.asked_changes import changes_asked, parted, plainly
from clauseway.queries.coverage_analysis import coverage_table, economy_coverage
from clauseway.queries.coverage_of_many import coverage_of_many
from clauseway.queries.duties import one_each, participation_of
from clauseway.queries.matrix_differences import difference
from clauseway.queries.matrix_margins import with_margins
from clauseway.queries.matrix_orders import ORDERS, Order, ordered, similarity_order
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.names import UnknownName
from clauseway.queries.regions import region
from clauseway.queries.results import GRADE_DIGITS, Matrix
from clauseway.queries.rules_in_force import rule_facts
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario
from clauseway.queries.trust import Trust

DAY = date(2026, 11, 21)
SAMPLE = ("CHN", "DEU", "EUU", "GBR", "HKG", "KHM", "KOR", "NZL", "SGP", "USA", "VNM", "ZAF", "AFG")
ASKED = ("KHM", "SGP", "NZL", "CHN", "VNM", "AFG")


@pytest.fixture(scope="module")
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


@pytest.fixture(scope="module")
def coverage(runner: Runner) -> Matrix:
    return asked_matrix(runner, DAY, economies=ASKED)


def digits(matrix: Matrix) -> dict[tuple[str, str], str]:
    return {place: cell.glyph() for place, cell in matrix.cells.items()}


# ---- all economies at once ------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2019, 12, 31), DAY, date(2027, 1, 2)])
def test_many_economies_at_once_have_the_coverage_each_has_alone(runner: Runner, day: date) -> None:
    many = coverage_of_many(rule_facts(runner), SAMPLE, day, qualifiers=True)
    for economy in SAMPLE:
        alone = economy_coverage(runner, economy, day, qualifiers=True)
        assert (many[economy].agreements, many[economy].unread) == (alone.agreements, alone.unread)
        for clause, expected in alone.clauses.items():
            found = many[economy].clauses[clause]
            assert (found.grade, found.partners, found.why) == (expected.grade, expected.partners, expected.why)
            for side in (found, expected):
                assert (side.best is None) == (expected.best is None)
            if found.best and expected.best:
                assert found.best.standing == expected.best.standing
                assert found.best.row["provision"] == expected.best.row["provision"]


def test_cells_of_a_matrix_are_the_rows_of_coverage(runner: Runner, coverage: Matrix) -> None:
    evidence = coverage.evidence_positions()
    for economy in ASKED:
        for row in coverage_table(runner, economy, economy, DAY).rows:
            cell = coverage[economy, str(row["clause"])]
            assert (cell.grade, cell.agreement or None) == (row["grade"], row["agreement"])
            assert (cell.partners or 0) == row["partners"]
            if cell.evidence_id:
                found = coverage.evidence.rows[evidence[cell.evidence_id]]
                for name in ("provision", "active", "active_from", "via", "title", "version", "date_verification"):
                    assert found[name] == row[name], (economy, name)


def test_trust_holds_in_a_matrix_too(grafeo: Engine) -> None:
    wary = Runner(grafeo, Trust(machine_coded=False))
    found = coverage_of_many(rule_facts(wary), ("KAZ", "SGP"), DAY)
    for economy in ("KAZ", "SGP"):
        alone = economy_coverage(wary, economy, DAY)
        assert {c: x.grade for c, x in found[economy].clauses.items()} == {c: x.grade for c, x in alone.clauses.items()}


# ---- economies against economies ------------------------------------------------------------------


def test_divergence_is_one_less_shared_over_joint_grades(runner: Runner) -> None:
    """Worked out anew from the tables of coverage: only what is surely owed on the day has a grade."""
    economies = ("SGP", "NZL", "KHM")
    matrix = asked_matrix(runner, DAY, kind="divergence", economies=economies)
    ranks: dict[str, dict[str, int | None]] = {}
    for economy in economies:
        rows = coverage_table(runner, economy, economy, DAY).rows
        ranks[economy] = {
            str(r["clause"]): (GRADE_DIGITS[str(r["grade"])] if r["active"] is True or r["grade"] == "absent" else None)
            for r in rows
        }
    for one, other in (("SGP", "NZL"), ("NZL", "SGP")):
        # where neither has put anything off, the two ways must agree exactly
        both = [(x, y) for c, x in ranks[one].items() if x is not None and (y := ranks[other][c]) is not None]
        apart = 1 - sum(min(p) for p in both) / sum(max(p) for p in both)
        assert matrix[one, other].value == pytest.approx(apart, abs=1e-6)
        assert f"over {len(both)} clause types" in matrix[one, other].label
    assert matrix["KHM", "SGP"] == matrix["SGP", "KHM"]
    assert matrix["SGP", "SGP"].glyph() == "–"


def test_agreements_between_two_are_those_that_bind_both(runner: Runner) -> None:
    economies = ("SGP", "NZL", "KHM", "DEU", "FRA")
    matrix = asked_matrix(runner, DAY, kind="agreements", economies=economies)
    bound: dict[str, dict[str, str]] = {}
    for economy in economies:
        rows = one_each(runner.rows("agreements_of_economy", iso3=economy), DAY, "agreement")
        bound[economy] = {
            str(row["agreement"]): str(row["side"] or "")
            for row in rows
            if in_party(participation_of(row), DAY) is True
        }
    for one in economies:
        for other in economies:
            if one != other:
                both = bound[one].keys() & bound[other].keys()
                shared = {a for a in both if not bound[one][a] or bound[one][a] != bound[other][a]}
                assert matrix[one, other].value == len(shared)
                assert set(filter(None, matrix[one, other].agreement.split("; "))) == shared


# ---- clause types against grades ------------------------------------------------------------------


def test_counts_by_grade_are_those_of_the_cells_and_add_up(runner: Runner, coverage: Matrix) -> None:
    counts = asked_matrix(runner, DAY, kind="grades", economies=ASKED)
    for clause, _ in coverage.column_names:
        cells = [coverage[economy, clause] for economy in ASKED]
        expected = Counter("put-off" if c.active is False and c.digit else c.grade for c in cells)
        found = {grade: int(counts[clause, grade].value or 0) for grade, _ in counts.column_names}
        assert {grade: n for grade, n in found.items() if n} == expected
        assert sum(found.values()) == len(ASKED)
    assert counts["data-localisation-ban", "put-off"].value == 1  # Cambodia, under RCEP


def test_agreements_can_be_counted_as_well(runner: Runner) -> None:
    three, clauses = ["rcep", "cptpp", "depa"], ["source-code-protection"]
    counts = asked_matrix(runner, DAY, kind="grades", agreements=three, clauses=clauses)
    assert counts["source-code-protection", "binding-enforceable"].agreement == "cptpp"


# ---- orders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["clauses", "divergence"])
def test_an_order_moves_rows_and_columns_and_changes_no_cell(runner: Runner, order: Order, kind: str) -> None:
    if order == "similarity":
        pytest.importorskip("scipy")
    given_ = asked_matrix(runner, DAY, kind="divergence" if kind == "divergence" else "clauses", economies=ASKED)
    moved = ordered(given_, order)
    assert sorted(moved.row_names) == sorted(given_.row_names)
    assert sorted(moved.column_names) == sorted(given_.column_names)
    assert digits(moved) == digits(given_)
    if kind == "divergence":
        assert moved.row_names == moved.column_names


def test_orders_are_what_their_names_say(coverage: Matrix) -> None:
    names = [label for _, label in ordered(coverage, "alphabetical").row_names]
    assert names == sorted(names)
    regions = [region(code) for code, _ in ordered(coverage, "region").row_names]
    assert regions == ["Eastern Asia", "South-eastern Asia", "South-eastern Asia", "South-eastern Asia",
                       "Southern Asia", "Australia and New Zealand"]  # fmt: skip
    by_total = ordered(coverage, "given", "total")
    totals = [sum(coverage[row, column].owed or 0 for row in ASKED) for column, _ in by_total.column_names]
    assert totals == sorted(totals, reverse=True)


lines = st.lists(st.lists(st.none() | st.integers(0, 5), min_size=4, max_size=4), min_size=0, max_size=9)


@settings(deadline=None, max_examples=60)
@given(lines)
def test_similarity_gives_each_line_one_place(found: list[list[int | None]]) -> None:
    pytest.importorskip("scipy")
    assert sorted(similarity_order(found)) == list(range(len(found)))


def test_similarity_puts_like_beside_like() -> None:
    pytest.importorskip("scipy")
    order = similarity_order([[5, 5, 0], [0, 0, 5], [5, 4, 0], [0, 1, 5]])
    assert abs(order.index(0) - order.index(2)) == 1 == abs(order.index(1) - order.index(3))


def test_columns_without_a_region_are_not_ordered_by_it(coverage: Matrix) -> None:
    with pytest.raises(UnknownName, match="columns of this matrix are no economies"):
        ordered(coverage, "given", "region")


# ---- totals ----------------------------------------------------------------------------------------


def test_totals_are_those_of_the_cells(coverage: Matrix) -> None:
    owed, total, unread = with_margins(coverage).margins
    for economy in ASKED:
        cells = [coverage[economy, clause] for clause, _ in coverage.column_names]
        assert owed.by_row[economy] == sum(bool(c.digit) and c.active is not False for c in cells)
        assert unread.by_row[economy] == sum(c.digit is None for c in cells)
    assert sum(x or 0 for x in total.by_row.values()) == sum(x or 0 for x in total.by_column.values())


# ---- changes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["clauses", "divergence", "agreements", "grades"])
def test_a_day_held_against_itself_shows_no_change(runner: Runner, kind: str) -> None:
    one = asked_matrix(runner, DAY, kind=kind, economies=ASKED)  # pyright: ignore[reportArgumentType]
    same = difference(one, one, ("a", "b"), title="t", parameters={})
    assert {cell.value for cell in same.cells.values()} <= {0, None}
    assert digits(same) == digits(one)
    for place, cell in same.cells.items():
        assert (cell.value is None) == (one.number(one.cells[place]) is None)


def test_the_two_sides_of_a_change_are_the_matrices_of_the_two_days(runner: Runner) -> None:
    later, clause = date(2027, 1, 2), "data-localisation-ban"
    matrix = asked_matrix(runner, later, economies=["VNM"], clauses=[clause], compare_to=DAY)
    for day, side in ((DAY, matrix["VNM", clause].before), (later, matrix["VNM", clause].after)):
        assert asked_matrix(runner, day, economies=["VNM"], clauses=[clause])["VNM", clause].glyph() == side
    assert matrix.title == "Change of clause coverage by economy from 2026-11-21 to 2027-01-02"
    turned = asked_matrix(runner, DAY, economies=["VNM"], clauses=[clause], compare_to=later)
    assert digits(turned) == digits(matrix), "the earlier day comes first, whichever is named first"


def test_changes_are_after_less_before(runner: Runner) -> None:
    first, last = date(2019, 12, 31), DAY
    matrix = with_margins(asked_matrix(runner, last, economies=ASKED, compare_to=first))
    old, new = (asked_matrix(runner, day, economies=ASKED) for day in (first, last))
    for place, cell in matrix.cells.items():
        one, other = old.cells[place].owed, new.cells[place].owed
        assert cell.value == (None if one is None or other is None else other - one)
        assert (cell.before, cell.after) == (old.cells[place].glyph(), new.cells[place].glyph())
        if cell.before != cell.after and cell.value is not None:
            assert cell.glyph().startswith(f"{cell.before}→{cell.after} ")
            assert cell.glyph()[len(cell.before + cell.after) + 2] in "+−±", "a sign, never colour alone"
    positions = matrix.evidence_positions()
    assert {c.evidence_id for c in matrix.cells.values() if c.evidence_id} <= set(positions)
    rose, fell, net = matrix.margins
    assert sum(x or 0 for x in net.by_row.values()) == sum(c.value or 0 for c in matrix.cells.values())
    assert sum(x or 0 for x in rose.by_row.values()) > 0 == sum(x or 0 for x in fell.by_row.values())


def test_what_if_changes_the_newcomer_and_leaves_the_others(runner: Runner) -> None:
    matrix = asked_matrix(runner, DAY, economies=["KAZ", "MNG"], what_if=["join KAZ:depa"])
    assert {cell.before == cell.after for (row, _), cell in matrix.cells.items() if row == "MNG"} == {True}
    gained = [cell for (row, _), cell in matrix.cells.items() if row == "KAZ" and cell.before != cell.after]
    assert gained
    assert {cell.agreement for cell in gained} == {"depa"}
    more = asked_matrix(runner, DAY, kind="agreements", economies=["KAZ", "NZL"], what_if=["join KAZ:depa"])
    assert more["KAZ", "NZL"].value == 1


def test_a_group_joins_through_its_members_and_who_is_bound_already_is_told(runner: Runner) -> None:
    matrix = asked_matrix(runner, DAY, kind="agreements", economies=["IDN", "MYS"], what_if=["join asean:depa"])
    assert matrix["IDN", "MYS"].value == 1
    assert matrix.title.endswith("if 10 economies join depa")
    assert matrix.provenance.parameters["what_if"] == ["join asean:depa"]
    assert matrix.provenance.notes[0] == "Of asean, SGP is bound already by depa; 10 join it."


def test_changes_are_read_as_they_are_told(runner: Runner) -> None:
    typed = ["join Kazakhstan: DEPA", "leave:SGP:rcep", "upgrade china-korea-fta:cptpp"]
    found = changes_asked(runner, typed, DAY)
    assert found.scenario == Scenario((("KAZ", "depa"),), (("SGP", "rcep"),), (("china-korea-fta", "cptpp"),))
    assert changes_asked(runner, map(plainly, typed), DAY) == found
    assert parted("leave SGP:rcep") == ("leave", "SGP", "rcep")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Name one of --economies, --group, --all-economies and --agreements."),
        ({"economies": ["SGP"], "group": "asean"}, "Name one of"),
        ({"agreements": ["rcep"], "kind": "divergence"}, "sets economies against economies"),
        ({"economies": ["SGP"], "kind": "agreements"}, "at least two economies"),
        ({"group": "asean", "compare_to": DAY, "what_if": ["join KAZ:depa"]}, "not both"),
        ({"agreements": ["rcep"], "what_if": ["join KAZ:depa"]}, "not what agreements say"),
        ({"group": "asean", "what_if": ["jion KAZ:depa"]}, "Did you mean 'join'?"),
        ({"group": "asean", "what_if": ["join KAZ"]}, "write two names with a colon between: join ECONOMY:AGREEMENT"),
        ({"group": "asean", "what_if": ["join SGP:depa"]}, "SGP is bound by depa on 2026-11-21 already"),
        ({"group": "asean", "what_if": ["join KAZ:dpea"]}, "Did you mean 'depa'?"),
    ],
)
def test_questions_that_mean_nothing_are_one_sentence(runner: Runner, asked: dict[str, object], says: str) -> None:
    with pytest.raises(UnknownName) as failed:
        asked_matrix(runner, DAY, **asked)  # pyright: ignore[reportArgumentType]
    assert says in str(failed.value)


def test_every_economy_and_every_agreement_can_be_named_at_once(runner: Runner) -> None:
    matrix = asked_matrix(runner, DAY, all_economies=True, clauses=["source-code-protection"])
    assert len(matrix.row_names) > 200
    assert "EUU" not in dict(matrix.row_names)
    assert matrix["SGP", "source-code-protection"].digit == 5
    listed = asked_matrix(runner, DAY, agreements=["all"], clauses=["source-code-protection"])
    assert len(listed.row_names) == len(runner.rows("agreements"))
    assert listed["cptpp", "source-code-protection"].digit == 5
