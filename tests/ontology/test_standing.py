"""A provision is active only inside a participation, from the exact day, and never earlier for a longer deferral."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clauseway.ontology.standing import BINDING_STATES, Deferral, Participation, in_party, standing, years_after

DAY = timedelta(days=1)
START = date(2022, 1, 1)
PARTY = Participation("in-force", START, START)
OTHER_STATES = ("signed", "applied", "candidate", "withdrawn")

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
maybe_days = st.none() | days


@st.composite
def participations(draw: st.DrawFn) -> Participation:
    since = draw(maybe_days)
    latest = None if since is None else since + timedelta(days=draw(st.integers(0, 400)))
    return Participation(draw(st.sampled_from([*BINDING_STATES, *OTHER_STATES])), since, latest, draw(maybe_days))


@st.composite
def delays(draw: st.DrawFn) -> Deferral:
    if draw(st.integers(0, 4)) == 0:
        return Deferral(event="a made-up review")
    until = draw(days)
    extra = draw(st.none() | st.integers(1, 2000))
    return Deferral(until, may_extend_until=None if extra is None else until + timedelta(days=extra))


@given(participations(), days, maybe_days, maybe_days, st.lists(delays(), max_size=3))
def test_a_provision_is_active_only_inside_a_participation(
    party: Participation, day: date, first: date | None, end: date | None, deferrals: list[Deferral]
) -> None:
    found = standing(party, day, valid_from=first, valid_until=end, deferrals=deferrals)
    inside = in_party(party, day)
    if found.active is True:
        assert inside is True
        assert first is None or day >= first
        assert end is None or day < end
    if inside is False:
        assert found.active is False
    if found.active is not True:
        assert found.why.endswith("."), "a no or a perhaps says why"


@given(participations(), days, st.lists(delays(), max_size=3), delays())
def test_one_more_deferral_never_makes_a_duty_more_active(
    party: Participation, day: date, deferrals: list[Deferral], further: Deferral
) -> None:
    order = {False: 0, None: 1, True: 2}
    before = standing(party, day, deferrals=deferrals)
    after = standing(party, day, deferrals=[*deferrals, further])
    assert order[after.active] <= order[before.active]


@given(participations(), days, days, days)
def test_a_longer_deferral_never_makes_a_duty_more_active(
    party: Participation, day: date, one: date, other: date
) -> None:
    order = {False: 0, None: 1, True: 2}
    shorter = standing(party, day, deferrals=[Deferral(min(one, other))])
    longer = standing(party, day, deferrals=[Deferral(max(one, other))])
    assert order[longer.active] <= order[shorter.active]


@given(participations(), days, st.lists(delays(), max_size=3), st.lists(delays(), max_size=2))
def test_a_shield_from_panels_never_touches_the_duty(
    party: Participation, day: date, deferrals: list[Deferral], shields: list[Deferral]
) -> None:
    plain = standing(party, day, deferrals=deferrals)
    shielded = standing(party, day, deferrals=deferrals, shields=shields)
    assert (shielded.active, shielded.active_from, shielded.why) == (plain.active, plain.active_from, plain.why)


@given(participations(), days, days, maybe_days, st.lists(delays(), max_size=3))
def test_what_is_active_stays_active_until_participation_or_version_ends(
    party: Participation, one: date, other: date, end: date | None, deferrals: list[Deferral]
) -> None:
    early, late = min(one, other), max(one, other)
    assume(party.until is None or late < party.until)
    assume(end is None or late < end)
    if standing(party, early, valid_until=end, deferrals=deferrals).active is True:
        assert standing(party, late, valid_until=end, deferrals=deferrals).active is True


@given(participations(), days, maybe_days, st.lists(delays(), max_size=3))
def test_active_from_is_the_first_active_day_wherever_it_is_given(
    party: Participation, day: date, first: date | None, deferrals: list[Deferral]
) -> None:
    found = standing(party, day, valid_from=first, deferrals=deferrals)
    if found.active is not True:
        return
    assert found.active_from is not None
    assert found.active_from <= day
    before = standing(party, found.active_from - DAY, valid_from=first, deferrals=deferrals)
    assert before.active is not True


@pytest.mark.parametrize("state", OTHER_STATES)
def test_states_without_duties_are_never_active(state: str) -> None:
    found = standing(Participation(state, START, START), START + 1000 * DAY)
    assert found.active is False
    assert state in found.why


def test_who_is_no_party_owes_nothing() -> None:
    assert standing(None, START).active is False


def test_participation_begins_and_ends_on_the_exact_day() -> None:
    party = Participation("in-force", START, START, date(2025, 7, 1))
    days_asked = [date(2021, 12, 31), START, date(2025, 6, 30), date(2025, 7, 1)]
    assert [standing(party, day).active for day in days_asked] == [False, True, True, False]


def test_a_date_known_to_the_year_leaves_that_year_open() -> None:
    party = Participation("in-force", date(2020, 1, 1), date(2020, 12, 31))
    days_asked = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 30), date(2020, 12, 31)]
    assert [standing(party, day).active for day in days_asked] == [False, None, None, True]


def test_an_undated_participation_is_open_until_its_end() -> None:
    party = Participation("in-force", until=START)
    assert [standing(party, day).active for day in (START - DAY, START)] == [None, False]


def test_a_deferral_ends_on_the_exact_day() -> None:
    delay = Deferral(date(2027, 1, 1))
    found = [standing(PARTY, date(2027, 1, 1) + shift * DAY, deferrals=[delay]) for shift in (-1, 0)]
    assert [f.active for f in found] == [False, True]
    assert {f.active_from for f in found} == {date(2027, 1, 1)}


def test_of_several_deferrals_the_last_to_end_counts() -> None:
    delays = [Deferral(date(2027, 1, 1)), Deferral(date(2025, 1, 1))]
    days_asked = [date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    for order in (delays, delays[::-1]):
        assert [standing(PARTY, day, deferrals=order).active for day in days_asked] == [False, False, True]


def test_a_deferral_that_may_be_extended_leaves_the_extension_open() -> None:
    delay = Deferral(date(2027, 1, 1), may_extend_until=date(2030, 1, 1))
    days_asked = [date(2026, 12, 31), date(2027, 1, 1), date(2029, 12, 31), date(2030, 1, 1)]
    assert [standing(PARTY, day, deferrals=[delay]).active for day in days_asked] == [False, None, None, True]


def test_a_deferral_that_ends_by_an_event_stays_open() -> None:
    found = standing(PARTY, date(2050, 1, 1), deferrals=[Deferral(event="a review")])
    assert found.active is None
    assert "a review" in found.why


def test_two_versions_meet_without_gap_or_overlap() -> None:
    change = date(2024, 3, 19)
    for shift, expected in ((-1, (True, False)), (0, (False, True))):
        day = change + shift * DAY
        old, new = standing(PARTY, day, valid_until=change), standing(PARTY, day, valid_from=change)
        assert (old.active, new.active) == expected


def test_who_joined_after_a_version_was_replaced_never_owed_it() -> None:
    late = Participation("in-force", date(2024, 5, 3), date(2024, 5, 3))
    for day in (date(2024, 3, 1), date(2024, 3, 19), date(2024, 5, 3)):
        assert standing(late, day, valid_until=date(2024, 3, 19)).active is False
    assert standing(late, date(2024, 3, 1), valid_until=date(2024, 3, 19)).active_from is None


def test_a_shield_runs_to_the_exact_day_and_an_open_one_stays() -> None:
    two_years = Deferral(date(2024, 1, 1))
    found = [standing(PARTY, date(2024, 1, 1) + shift * DAY, shields=[two_years]).shielded for shift in (-1, 0)]
    assert found == [True, False]
    assert standing(PARTY, date(2040, 1, 1), shields=[Deferral(event="a review")]).shielded


@given(days, st.integers(0, 60))
def test_a_period_of_years_ends_on_the_anniversary(start: date, years: int) -> None:
    end = years_after(start, years)
    assert end.year == start.year + years
    leap_day_lost = (start.month, start.day) == (2, 29) and not calendar.isleap(end.year)
    assert (end.month, end.day) == ((3, 1) if leap_day_lost else (start.month, start.day))


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_more_years_end_later_and_a_later_start_ends_no_earlier(start: date, years: int, more: int) -> None:
    assert years_after(start, years + more) >= years_after(start, years)
    assert years_after(start + DAY, years) >= years_after(start, years)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2020, 2, 29), 1, date(2021, 3, 1)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2096, 2, 29), 4, date(2100, 3, 1)),
        (date(2022, 1, 1), 5, date(2027, 1, 1)),
        (date(2021, 12, 31), 3, date(2024, 12, 31)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
    ],
)
def test_anniversaries_around_the_leap_day(start: date, years: int, end: date) -> None:
    assert years_after(start, years) == end
