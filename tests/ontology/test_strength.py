"""Grade and score move with each fact in one direction, and never say more than is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.ontology.strength import (
    ENFORCEMENT_RANGE,
    EXCEPTION_FACTOR,
    REVIEW_ONLY_CLAUSES,
    SELF_JUDGED,
    WORDING_FACTOR,
    Enforcement,
    Facts,
    Grade,
    RuleException,
    Wording,
    grade,
    score,
)

HARDEST_FIRST = (Wording.HARD, Wording.MIXED, Wording.SOFT, Wording.NONE)
MILDEST_FIRST = (
    # the groups of equal weight; inside a group no order is claimed
    (RuleException.NONE_SPECIFIC, RuleException.CLOSED_LIST, RuleException.REVIEWABLE_TWO_LIMB),
    (RuleException.REVIEWABLE_ONE_LIMB, RuleException.PUBLIC_POLICY_NO_LIMB),
    (RuleException.SELF_JUDGING, RuleException.SELF_JUDGING_SECURITY_NO_REVIEW),
)
BEST_ENFORCED_FIRST = (
    (Enforcement.FULL, Enforcement.TIMED),
    (Enforcement.PARTIAL, Enforcement.UNKNOWN),
    (Enforcement.EXCLUDED, Enforcement.EXCLUDED_WITH_REVIEW),
    (Enforcement.NON_BINDING,),
)
CLAUSES = ("", "data-localisation-ban", "smes", *sorted(REVIEW_ONLY_CLAUSES))
ACTIVE = (True, False, None)

wordings = st.sampled_from(Wording)
exceptions = st.none() | st.sampled_from(RuleException)
enforcements = st.none() | st.sampled_from(Enforcement)
facts = st.builds(
    Facts, st.none() | wordings, exceptions, enforcements, st.sampled_from(CLAUSES) | st.text(max_size=8)
)


def place(groups: tuple[tuple[object, ...], ...], value: object) -> int:
    return next(index for index, group in enumerate(groups) if value in group)


def check_not_stronger(weaker: Facts, stronger: Facts) -> None:
    """Neither end of grade and score of the first may lie above that of the second."""
    low, high = grade(weaker), grade(stronger)
    assert low.low.rank <= high.low.rank
    assert low.high.rank <= high.high.rank
    for active in ACTIVE:
        least, most = score(weaker, active=active), score(stronger, active=active)
        assert least.low <= most.low
        assert least.high <= most.high


@given(facts, wordings, wordings)
def test_a_harder_wording_never_lowers_grade_or_score(text: Facts, one: Wording, other: Wording) -> None:
    harder, softer = sorted((one, other), key=HARDEST_FIRST.index)
    check_not_stronger(replace(text, wording=softer), replace(text, wording=harder))


@given(facts.filter(lambda f: f.wording is not None), st.sampled_from(RuleException), st.sampled_from(RuleException))
def test_a_milder_exception_never_lowers_grade_or_score(
    text: Facts, one: RuleException, other: RuleException
) -> None:
    milder, graver = sorted((one, other), key=lambda e: place(MILDEST_FIRST, e))
    check_not_stronger(replace(text, exception=graver), replace(text, exception=milder))


@given(facts.filter(lambda f: f.wording is not None), st.sampled_from(Enforcement), st.sampled_from(Enforcement))
def test_a_better_enforcement_never_lowers_grade_or_score(text: Facts, one: Enforcement, other: Enforcement) -> None:
    better, worse = sorted((one, other), key=lambda e: place(BEST_ENFORCED_FIRST, e))
    check_not_stronger(replace(text, enforcement=worse), replace(text, enforcement=better))


def test_each_step_of_each_fact_weakens_a_firm_duty() -> None:
    firm = Facts(Wording.HARD, RuleException.NONE_SPECIFIC, Enforcement.FULL)
    steps = [
        [replace(firm, wording=wording) for wording in HARDEST_FIRST],
        [replace(firm, exception=group[0]) for group in MILDEST_FIRST],
        [replace(firm, enforcement=group[0]) for group in BEST_ENFORCED_FIRST],
    ]
    for chain in steps:
        for stronger, weaker in pairwise(chain):
            assert (score(weaker).low, score(weaker).high) < (score(stronger).low, score(stronger).high)


@given(facts, st.sampled_from(ACTIVE))
def test_a_score_is_a_range_inside_0_and_1(text: Facts, active: bool | None) -> None:
    found = score(text, active=active)
    assert 0 <= found.low <= found.high <= 1


@given(facts)
def test_an_inactive_provision_scores_nothing(text: Facts) -> None:
    assert score(text, active=False).high == 0


@given(facts)
def test_a_perhaps_inactive_provision_scores_from_nothing_to_what_it_scores_when_active(text: Facts) -> None:
    perhaps, surely = score(text, active=None), score(text, active=True)
    assert perhaps.low == 0
    assert perhaps.high == surely.high


@given(facts)
def test_the_sure_grade_is_not_above_the_best_grade(text: Facts) -> None:
    found = grade(text)
    assert found.low.rank <= found.high.rank


@pytest.mark.parametrize("wording", [Wording.HARD, Wording.MIXED, Wording.SOFT])
@pytest.mark.parametrize("exception", [None, *RuleException])
@pytest.mark.parametrize("enforcement", [None, Enforcement.UNKNOWN])
def test_an_unknown_enforcement_leaves_a_range(
    wording: Wording, exception: RuleException | None, enforcement: Enforcement | None
) -> None:
    found = score(Facts(wording, exception, enforcement))
    assert found.low < found.high


@given(facts)
def test_a_missing_enforcement_counts_as_unknown(text: Facts) -> None:
    missing, unknown = replace(text, enforcement=None), replace(text, enforcement=Enforcement.UNKNOWN)
    assert grade(missing) == grade(unknown)
    assert score(missing) == score(unknown)


@given(wordings, st.sampled_from(Enforcement), st.sampled_from(RuleException), st.sampled_from(CLAUSES))
def test_what_is_not_recorded_holds_every_value_it_may_have(
    wording: Wording, enforcement: Enforcement, exception: RuleException, clause: str
) -> None:
    known = Facts(wording, exception, enforcement, clause)
    vaguer = [replace(known, exception=None)]
    if enforcement is not Enforcement.NON_BINDING:  # an instrument that binds nobody says so: it is never unknown
        vaguer += [replace(known, enforcement=None), Facts(wording, clause=clause)]
    for vague in vaguer:
        assert grade(vague).low.rank <= grade(known).low.rank
        assert grade(vague).high.rank >= grade(known).high.rank
        assert score(vague).low <= score(known).low
        assert score(vague).high >= score(known).high


@given(facts.filter(lambda f: f.wording is None), st.sampled_from([True, None]))
def test_a_text_that_was_not_read_is_neither_absent_nor_weak(text: Facts, active: bool | None) -> None:
    assert grade(text).low is grade(text).high is Grade.NOT_READ
    assert (score(text, active=active).low, score(text, active=active).high) == (0, 1)


@pytest.mark.parametrize(("wording", "enforcement"), list(product(Wording, Enforcement)))
def test_a_promise_to_look_again_is_only_reviewable_later(wording: Wording, enforcement: Enforcement) -> None:
    for clause in REVIEW_ONLY_CLAUSES:
        found = grade(Facts(wording, RuleException.NONE_SPECIFIC, enforcement, clause))
        assert found.low is found.high is Grade.REVIEWABLE_LATER


@pytest.mark.parametrize("exception", sorted(SELF_JUDGED))
@pytest.mark.parametrize("enforcement", [e for e in Enforcement if e is not Enforcement.NON_BINDING])
def test_a_hard_duty_with_a_self_judging_exception_is_qualified(
    exception: RuleException, enforcement: Enforcement
) -> None:
    assert grade(Facts(Wording.HARD, exception, enforcement)).high is Grade.QUALIFIED


def test_the_same_hard_sentence_scores_by_its_exception_and_its_panel() -> None:
    """The four cases the method is argued with."""
    cases = {
        (RuleException.NONE_SPECIFIC, Enforcement.FULL): (1.0, Grade.BINDING_ENFORCEABLE),
        (RuleException.REVIEWABLE_ONE_LIMB, Enforcement.FULL): (0.9, Grade.BINDING_ENFORCEABLE),
        (RuleException.NONE_SPECIFIC, Enforcement.EXCLUDED): (0.6, Grade.BINDING_UNENFORCEABLE),
        (RuleException.SELF_JUDGING, Enforcement.EXCLUDED): (0.3, Grade.QUALIFIED),
        (RuleException.NONE_SPECIFIC, Enforcement.NON_BINDING): (0.2, Grade.BEST_ENDEAVOUR),
    }
    for (exception, enforcement), (number, label) in cases.items():
        text = Facts(Wording.HARD, exception, enforcement)
        assert (score(text).low, score(text).high, grade(text).low) == (number, number, label)


def test_every_value_of_every_fact_has_a_factor() -> None:
    assert set(WORDING_FACTOR) == set(Wording)
    assert set(EXCEPTION_FACTOR) == set(RuleException)
    assert set(ENFORCEMENT_RANGE) == set(Enforcement)


def test_the_order_of_the_grades_is_the_order_of_the_enum() -> None:
    ranks = [member.rank for member in Grade]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)
    assert [member.value for member in Grade] == [
        "binding-enforceable", "binding-unenforceable", "qualified", "best-endeavour", "reviewable-later", "absent",
        "not-read",
    ]  # fmt: skip
    assert Grade.ABSENT.rank == 0
    assert Grade.NOT_READ.rank < 0
