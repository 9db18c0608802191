"""An economy's way to an agreement is one step after the other, and each step is told once."""

from __future__ import annotations

from datetime import date

from clauseway.loaders.participations import adopt_memberships, begun_by_the_other_side, in_sequence
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import (
    DateSpan,
    MembershipRecord,
    Origin,
    ParticipationRecord,
    ParticipationState,
)
from clauseway.ontology.strength import Verification


def step(
    state: ParticipationState, since: str | None = None, until: str | None = None, *, line: int = 2, file: str = "f.csv"
) -> ParticipationRecord:
    first = date.fromisoformat(since) if since else None
    return ParticipationRecord(
        origin=Origin(source="s", file=file, line=line),
        verification=Verification.SECONDARY,
        agreement="a",
        economy="GBR",
        state=state,
        since=DateSpan(first=first, last=first, precision="day") if first else None,
        until=date.fromisoformat(until) if until else None,
    )


def told(*steps: ParticipationRecord) -> tuple[list[tuple[str, date | None]], ProblemLog]:
    log = ProblemLog()
    return [(s.state, s.until) for s in in_sequence(steps, log)], log


def test_each_step_ends_where_the_next_dated_one_begins() -> None:
    found, _ = told(
        step("in-force", "2024-12-15"), step("applied", "2021-02-01"), step("signed-accession", "2023-07-16")
    )
    assert found == [
        ("applied", date(2023, 7, 16)),
        ("signed-accession", date(2024, 12, 15)),
        ("in-force", None),
    ]


def test_an_undated_step_ends_with_the_next_dated_one_too() -> None:
    found, _ = told(step("applied"), step("accession-working-group", "2025-11-21"))
    assert found == [("applied", date(2025, 11, 21)), ("accession-working-group", None)]


def test_a_step_before_an_undated_one_stays_open() -> None:
    found, _ = told(step("applied", "2022-01-01"), step("accession-working-group"))
    assert found == [("applied", None), ("accession-working-group", None)]


def test_a_step_that_would_begin_after_the_next_one_is_left_out() -> None:
    found, _ = told(step("applied", "2025-01-01"), step("in-force", "2024-01-01"))
    assert found == [("in-force", None)]


def test_a_signature_that_was_taken_back_ends() -> None:
    found, _ = told(step("signed", "2016-02-04"), step("withdrawn", "2017-01-30"))
    assert found == [("signed", date(2017, 1, 30)), ("withdrawn", None)]


def test_of_two_tellings_of_one_step_the_dated_one_is_kept_and_the_other_is_told() -> None:
    found, log = told(step("applied", line=3), step("applied", "2021-11-01", line=9))
    assert found == [("applied", None)]
    assert [(p.line, p.severity) for p in log.problems] == [(3, "info")]


def test_two_tellings_that_contradict_each_other_are_a_warning() -> None:
    _, log = told(step("applied", "2021-11-01", line=3), step("applied", "2022-01-01", line=9))
    assert [(p.line, p.severity) for p in log.problems] == [(9, "warning")]
    assert "contradicts 2021-11-01 (f.csv:3)" in log.problems[0].text


def test_an_economy_bound_twice_at_once_is_refused() -> None:
    _, log = told(step("in-force", "2020-01-01", line=3), step("in-force", "2021-01-01", line=9))
    assert [(p.line, p.severity) for p in log.problems] == [(9, "error")]


def test_provisional_application_and_entry_into_force_follow_each_other() -> None:
    found, log = told(step("provisional", "2022-01-01", "2022-09-01"), step("in-force", "2022-09-01"))
    assert found == [("provisional", date(2022, 9, 1)), ("in-force", None)]
    assert not log.problems


def member(since: str | None, verification: Verification, file: str, line: int = 2) -> MembershipRecord:
    return MembershipRecord(
        origin=Origin(source="s", file=file, line=line),
        verification=verification,
        group="eu",
        group_name="European Union",
        economy="DEU",
        since=date.fromisoformat(since) if since else None,
    )


def test_a_dated_membership_is_kept_before_an_undated_one() -> None:
    dated = member("1958-01-01", Verification.RECALLED, "readings/groups.csv")
    assert adopt_memberships([member(None, Verification.SECONDARY, "blocks.csv"), dated], ProblemLog()) == [dated]


def test_two_dated_memberships_keep_the_better_verified_and_tell_the_other() -> None:
    log = ProblemLog()
    better = member("1958-01-01", Verification.SECONDARY, "blocks.csv")
    assert adopt_memberships([better, member("1957-01-01", Verification.RECALLED, "own.csv")], log) == [better]
    assert "contradicts 1958-01-01 (blocks.csv:2)" in log.problems[0].text


def on_side(economy: str, side: str, since: str | None) -> ParticipationRecord:
    return step("in-force", since).model_copy(update={"economy": economy, "side": side})


def begun(*parties: ParticipationRecord, as_one: frozenset[str] = frozenset()) -> dict[str, DateSpan | None]:
    signed = DateSpan(first=date(2009, 12, 17), last=date(2009, 12, 17), precision="day")
    return {p.economy: p.since for p in begun_by_the_other_side(parties, {"a": signed}, as_one)}


def test_a_lone_party_is_bound_no_later_than_the_first_day_known_on_the_other_side() -> None:
    found = begun(on_side("CHE", "EFTA", "2010-11-01"), on_side("NOR", "EFTA", None), on_side("ALB", "", None))
    assert found["NOR"] is None
    assert found["ALB"] == DateSpan(first=date(2009, 12, 17), last=date(2010, 11, 1), precision="year")


def test_between_two_parties_the_day_is_the_same_for_both() -> None:
    found = begun(on_side("KOR", "", "2014-06-01"), on_side("DEU", "EU", None), as_one=frozenset({"EU"}))
    assert found["DEU"] == found["KOR"]


def test_nothing_follows_from_one_date_among_many_parties() -> None:
    found = begun(on_side("KOR", "", "2006-09-01"), on_side("CHN", "", None), on_side("IND", "", None))
    assert found["CHN"] is found["IND"] is None
