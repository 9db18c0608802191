"""Coverage in time: spells worked out on paper, laws that hold for any facts, and the shipped data day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine, Row
from clauseway.ontology.strength import Grade
from clauseway.queries.coverage_analysis import coverage_table, economy_coverage
from clauseway.queries.coverage_trend import COLUMNS, coverage_on, coverage_trend_table
from clauseway.queries.duty_spells import duty_spells, first_day, held_since, owed_on, steps_up
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust

TODAY = date(2026, 11, 21)
DATES = (date(2005, 1, 1), date(2015, 12, 19), date(2015, 12, 20), date(2021, 11, 23), date(2024, 5, 3), TODAY)
WHO = ("CHN", "SGP", "KAZ", "KHM", "GBR", "DEU")


def provision(agreement: str, wording: str | None, since: date, until: date | None = None, **more: object) -> Row:
    """A row of the query `provisions_of_economy`, full dispute settlement, without an exception."""
    row: dict[str, object] = {
        "clause": "p", "agreement": agreement, "provision": f"{agreement}/1", "article": "1", "wording": wording,
        "exception": "none_specific", "enforcement": "full", "state": "in-force", "since": since,
        "since_latest": since, "until": until, "verification": "primary-text", "source": "a text",
        "deferral_kind": None, **more,
    }  # fmt: skip
    return row  # pyright: ignore[reportReturnType]


# ---- on paper -----------------------------------------------------------------------------------

Y = provision("y", "mixed", date(2010, 1, 1), date(2020, 1, 1))
X = provision("x", "hard", date(2012, 7, 1), date(2015, 1, 1))
LATER = provision(
    "r", "hard", date(2022, 1, 1), deferral_kind="duty", deferred_until=date(2024, 1, 1), deferral_event=None,
    may_extend_until=date(2025, 1, 1),
)  # fmt: skip


def test_the_spells_are_those_on_paper() -> None:
    """y is qualified 2010 to 2019, x firm from July 2012 to 2014, r is put off to 2024 and sure only from 2025."""
    spells = duty_spells([Y, X, LATER], TODAY)
    assert [(s.agreement, s.grade.rank, s.start, s.end) for s in spells] == [
        ("y", 3, date(2010, 1, 1), date(2020, 1, 1)),
        ("x", 5, date(2012, 7, 1), date(2015, 1, 1)),
        ("r", 5, date(2025, 1, 1), None),
    ]
    best = {year: owed_on(spells, date(year, 12, 31)) for year in (2009, 2010, 2013, 2015, 2021, 2024, 2025)}
    told = {year: owed["p"].agreement if owed else None for year, owed in best.items()}
    assert told == {2009: None, 2010: "y", 2013: "x", 2015: "y", 2021: None, 2024: None, 2025: "r"}


def test_the_first_day_and_the_unbroken_time_are_those_on_paper() -> None:
    spells = duty_spells([Y, X, LATER], TODAY)
    assert first_day(spells, "p") == date(2010, 1, 1)
    assert held_since(spells, "p", Grade.BINDING_ENFORCEABLE, TODAY) == date(2025, 1, 1)
    assert held_since(spells, "p", Grade.QUALIFIED, TODAY) == date(2025, 1, 1), "nothing was owed from 2020 to 2024"
    assert held_since(spells, "p", Grade.QUALIFIED, date(2019, 12, 31)) == date(2010, 1, 1)
    assert held_since(spells, "p", Grade.BINDING_ENFORCEABLE, date(2019, 12, 31)) is None


def test_the_steps_up_are_those_on_paper() -> None:
    """From nothing to y, from y to x, and after a time without any duty to r; the fall back to y is no step."""
    found = steps_up(duty_spells([Y, X, LATER], TODAY), "p", TODAY)
    assert [(up.day, up.before, up.spell.agreement) for up in found] == [
        (date(2010, 1, 1), None, "y"),
        (date(2012, 7, 1), Grade.QUALIFIED, "x"),
        (date(2025, 1, 1), None, "r"),
    ]


def test_what_was_not_read_is_hidden_and_never_owed() -> None:
    spells = duty_spells([provision("t", None, date(2010, 1, 1)), {**X, "clause": "q", "provision": "x/2"}], TODAY)
    found = coverage_on(spells, date(2013, 1, 1), "pq", {"t": "AB", "x": "C"}, all_read=True)
    assert (set(found.owed), found.hidden, found.partners) == ({"q"}, {"p"}, {"C"})
    assert coverage_on([], date(2013, 1, 1), "pq", {}, all_read=False).hidden == {"p", "q"}


# ---- what holds for any facts -------------------------------------------------------------------

days = st.dates(date(2000, 1, 1), date(2026, 1, 1))


@st.composite
def provisions(draw: st.DrawFn, name: str = "") -> Row:
    since = draw(days)
    until = draw(st.none() | days)
    wording = draw(st.sampled_from(["hard", "mixed", "soft", "none", None]))
    return provision(name or draw(st.sampled_from("abcdef")), wording, since, until)


def best(rows: list[Row], asked: date) -> int:
    owed = owed_on(duty_spells(rows, TODAY), asked)
    return owed["p"].grade.rank if owed else 0


@given(st.lists(provisions(), max_size=5, unique_by=lambda row: row["agreement"]), provisions("new"), days)
def test_joining_never_lowers_coverage_nor_dates_it_later(rows: list[Row], joined: Row, asked: date) -> None:
    assert best([*rows, joined], asked) >= best(rows, asked)
    before, after = first_day(duty_spells(rows, TODAY), "p"), first_day(duty_spells([*rows, joined], TODAY), "p")
    assert before is None or (after is not None and after <= before)


@given(st.lists(provisions(), max_size=5, unique_by=lambda row: row["agreement"]), days)
def test_the_unbroken_time_is_unbroken_and_cannot_be_longer(rows: list[Row], asked: date) -> None:
    rank = best(rows, asked)
    since = held_since(duty_spells(rows, TODAY), "p", Grade.ABSENT, asked)
    assert (since is None) == (rank == 0)
    if since is not None:
        turns = {d for row in rows for name in ("since", "until") if isinstance(d := row[name], date)}
        assert all(best(rows, turn) > 0 for turn in turns if since <= turn <= asked)
        assert best(rows, since) > 0
        assert best(rows, since - timedelta(days=1)) == 0


# ---- the shipped data ---------------------------------------------------------------------------


@pytest.mark.parametrize("iso3", WHO)
def test_the_spells_say_what_the_coverage_of_each_day_says(grafeo: Engine, iso3: str) -> None:
    runner = Runner(grafeo)
    spells = duty_spells(runner.rows("provisions_of_economy", iso3=iso3), TODAY)
    for day in DATES:
        expected = {
            clause: found.grade.rank
            for clause, found in economy_coverage(runner, iso3, day, qualifiers=True).clauses.items()
            if found.best and found.best.standing.active is True and found.grade.rank > 0
        }
        assert {clause: spell.grade.rank for clause, spell in owed_on(spells, day).items()} == expected, day


def test_a_row_a_year_equals_the_coverage_of_that_day(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = coverage_trend_table(runner, "CHN", "China", TODAY)
    assert [row["year"] for row in table.rows] == [*range(2000, 2027), 2026]
    for row in table.rows[::9]:
        day = row["day"]
        assert isinstance(day, date)
        found = coverage_table(runner, "CHN", "China", day).rows
        owed = [r for r in found if r["active"] is True and r["grade"] not in ("absent", "not-read")]
        assert row["clauses"] == len(owed) == sum(int(str(row[name])) for name in ("hard", "mixed", "soft"))
        unread = sum(r["grade"] == "not-read" for r in found)
        assert row["not_read"] == pytest.approx(unread / 51, abs=1e-6)


def test_china_owed_little_before_its_agreements_of_december_2015(grafeo: Engine) -> None:
    rows = {row["day"]: row for row in coverage_trend_table(Runner(grafeo), "CHN", "China", TODAY).rows}
    assert rows[date(2015, 1, 1)]["clauses"] == 4
    assert rows[date(2016, 1, 1)]["clauses"] == 12
    assert "Personal data protection (binding-unenforceable)" in str(rows[date(2016, 1, 1)]["steps_up"])
    ups = coverage_trend_table(Runner(grafeo), "CHN", "China", TODAY, by="clause", clauses=["paperless-trading"]).rows
    assert [(row["year"], row["before"], row["grade"], row["agreement"]) for row in ups] == [
        (2008, None, "qualified", "china-new-zealand-fta-2008"),
        (2014, "qualified", "binding-enforceable", "switzerland-china-fta"),
    ]


def test_coverage_tells_the_trade_reached_and_since_when(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = coverage_table(runner, "CHN", "China", TODAY)
    rows = {row["clause"]: row for row in table.rows}
    paperless = rows["paperless-trading"]
    swiss = next(r for r in runner.rows("trade_partners_of_economy", iso3="CHN", limit=300) if r["partner"] == "CHE")
    every = sum(int(str(r["total"])) for r in runner.rows("trade_partners_of_economy", iso3="CHN", limit=300))
    assert paperless["trade_share"] == pytest.approx(int(str(swiss["total"])) / every, abs=1e-6)
    assert (paperless["first_date"], paperless["grade_since"]) == (date(2008, 10, 1), date(2014, 7, 1))
    assert rows["digital-identities"]["trade_share"] is None, "not read is not a share of 0"
    assert any("2016 (trade-2016)" in note for note in table.provenance.notes)


def test_an_economy_without_a_duty_gets_a_sentence(grafeo: Engine) -> None:
    table = coverage_trend_table(Runner(grafeo), "AFG", "Afghanistan", TODAY)
    assert table.rows == []
    assert table.empty_message.startswith("No duty of Afghanistan (AFG) that is surely in force")


def test_codings_that_do_not_count_are_not_read_in_any_year(grafeo: Engine) -> None:
    strict = Runner(grafeo, Trust(machine_coded=False))
    for one, other in zip(
        coverage_trend_table(strict, "SGP", "Singapore", TODAY).rows,
        coverage_trend_table(Runner(grafeo), "SGP", "Singapore", TODAY).rows,
        strict=True,
    ):
        assert int(str(one["clauses"])) <= int(str(other["clauses"]))
    by = coverage_trend_table(strict, "SGP", "Singapore", TODAY, by="clause").rows
    assert "machine-coded" not in {row["verification"] for row in by}


@pytest.mark.parametrize("by", ["year", "clause"])
def test_both_engines_give_the_same_trend(grafeo: Engine, neo4j: Engine, by: str) -> None:
    for iso3 in ("CHN", "KAZ"):
        one, other = (coverage_trend_table(Runner(e), iso3, iso3, TODAY, by=by) for e in (grafeo, neo4j))
        assert one.rows == other.rows
        assert one.records() == one.rows, "all columns"
        assert [column.name for column in one.columns] == [*(column.name for column in COLUMNS[by]), "row_id"]
