"""How strongly a provision binds: one small, pure derivation from five recorded facts.

Strength is never stored. A provision stores its wording, its exception and its enforcement; the party-and-date
facts (participation, version, deferral) say whether it is active for an economy on a date. `grade` gives the
label, `score` the number; both give a *range* where a fact is not known, never a guess. The tables below are
printed in `docs/strength.md`, which a test holds equal to this module. Layers and factors: the project's own
proposal, argued in `docs/decisions/0004-strength-as-five-facts.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import prod
from typing import Self


class Wording(StrEnum):
    """How firmly the operative sentence is worded."""

    HARD = "hard"
    MIXED = "mixed"
    SOFT = "soft"
    NONE = "none"


class RuleException(StrEnum):
    """The exception written for this very rule (general exceptions of the agreement stand beside it)."""

    NONE_SPECIFIC = "none_specific"
    CLOSED_LIST = "closed_list"
    REVIEWABLE_TWO_LIMB = "reviewable_two_limb"
    REVIEWABLE_ONE_LIMB = "reviewable_one_limb"
    PUBLIC_POLICY_NO_LIMB = "public_policy_no_limb"
    SELF_JUDGING = "self_judging"
    SELF_JUDGING_SECURITY_NO_REVIEW = "self_judging_security_no_review"


class Enforcement(StrEnum):
    """Whether a panel can hear a complaint about the rule."""

    FULL = "full"
    TIMED = "timed"
    PARTIAL = "partial"
    EXCLUDED = "excluded"
    EXCLUDED_WITH_REVIEW = "excluded_with_review"
    NON_BINDING = "non_binding"
    UNKNOWN = "unknown"


class Verification(StrEnum):
    """How the fact is known, best first."""

    PRIMARY_TEXT = "primary-text"
    SECONDARY = "secondary"
    TITLE_ONLY = "title-only"
    RECALLED = "recalled"
    MACHINE_CODED = "machine-coded"


class Grade(StrEnum):
    """The coarse label, strongest first.

    Attributes:
        rank: 5 for the strongest, 0 for `absent`, -1 for `not-read` (which says nothing about strength).

    >>> Grade.BINDING_ENFORCEABLE.rank, Grade.ABSENT.rank, Grade.NOT_READ.rank
    (5, 0, -1)
    >>> Grade("qualified").rank
    3
    """

    rank: int

    def __new__(cls, word: str, rank: int) -> Self:
        """A label by its word, with its rank: an attribute, since the analyses compare millions."""
        grade = str.__new__(cls, word)
        grade._value_ = word
        grade.rank = rank
        return grade

    BINDING_ENFORCEABLE = "binding-enforceable", 5
    BINDING_UNENFORCEABLE = "binding-unenforceable", 4
    QUALIFIED = "qualified", 3
    BEST_ENDEAVOUR = "best-endeavour", 2
    REVIEWABLE_LATER = "reviewable-later", 1
    ABSENT = "absent", 0
    NOT_READ = "not-read", -1


RANK_OF = {grade.value: grade.rank for grade in Grade}
"""Rank of a grade by its word, as rows hold it."""

WORDING_FACTOR = {Wording.HARD: 1.0, Wording.MIXED: 0.6, Wording.SOFT: 0.3, Wording.NONE: 0.0}
"""Factor by wording."""

EXCEPTION_FACTOR = {
    RuleException.NONE_SPECIFIC: 1.0,
    RuleException.CLOSED_LIST: 1.0,
    RuleException.REVIEWABLE_TWO_LIMB: 1.0,
    RuleException.REVIEWABLE_ONE_LIMB: 0.9,
    RuleException.PUBLIC_POLICY_NO_LIMB: 0.9,
    RuleException.SELF_JUDGING: 0.5,
    RuleException.SELF_JUDGING_SECURITY_NO_REVIEW: 0.5,
}
"""Factor by exception; an exception that is not recorded gives the range from the least to 1."""

ENFORCEMENT_RANGE = {
    Enforcement.FULL: (1.0, 1.0),
    Enforcement.TIMED: (1.0, 1.0),
    Enforcement.PARTIAL: (0.6, 1.0),
    Enforcement.EXCLUDED: (0.6, 0.6),
    Enforcement.EXCLUDED_WITH_REVIEW: (0.6, 0.6),
    Enforcement.NON_BINDING: (0.2, 0.2),
    Enforcement.UNKNOWN: (0.6, 1.0),
}
"""Lowest and highest factor by enforcement. `timed` stands at its end value: while the shield of an economy
runs, its provision is read as `excluded` (see `Standing.shielded`). `partial` without an article list and
`unknown` are ranges."""

SELF_JUDGED = frozenset({RuleException.SELF_JUDGING, RuleException.SELF_JUDGING_SECURITY_NO_REVIEW})
"""Exceptions whose need the invoking Party decides alone."""

REVIEW_ONLY_CLAUSES = frozenset({"data-flow-review", "review-clause"})
"""Clause types that promise only to look at the matter again."""

_UNDISPUTABLE = frozenset({Enforcement.EXCLUDED, Enforcement.EXCLUDED_WITH_REVIEW})


@dataclass(frozen=True, slots=True)
class Facts:
    """The three facts of the text.

    Attributes:
        wording: `None` when the text was not read.
        exception: `None` when it was not recorded.
        enforcement: `None` counts as unknown.
        clause: Slug of the clause type, or an empty string.
    """

    wording: Wording | None
    exception: RuleException | None = None
    enforcement: Enforcement | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class GradeRange:
    """The grade that is sure (`low`) and the best it may be (`high`)."""

    low: Grade
    high: Grade


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """Lowest and highest score, each in [0, 1]."""

    low: float
    high: float


def grade(facts: Facts) -> GradeRange:
    """Label of a provision by its text, wherever it is active.

    >>> grade(Facts(Wording.HARD, RuleException.NONE_SPECIFIC, Enforcement.FULL)).low.value
    'binding-enforceable'
    >>> grade(Facts(Wording.HARD, RuleException.SELF_JUDGING, Enforcement.EXCLUDED_WITH_REVIEW)).low.value
    'qualified'
    >>> unknown = grade(Facts(Wording.HARD, RuleException.NONE_SPECIFIC, Enforcement.UNKNOWN))
    >>> unknown.low.value, unknown.high.value
    ('binding-unenforceable', 'binding-enforceable')
    >>> grade(Facts(None)).low.value
    'not-read'
    """
    return grade_with_rule(facts)[0]


@cache
def grade_with_rule(facts: Facts) -> tuple[GradeRange, str]:
    """The label with the rule that gave it, in a sentence; the first rule that fits decides.

    >>> grade_with_rule(Facts(Wording.HARD, RuleException.SELF_JUDGING, Enforcement.FULL))[1]
    'A Party judges alone whether it needs the exception: qualified.'
    """

    def one(only: Grade, because: str) -> tuple[GradeRange, str]:
        return GradeRange(only, only), f"{because}: {only.value}."

    if facts.wording is None:
        return one(Grade.NOT_READ, "The text was not read")
    if facts.clause in REVIEW_ONLY_CLAUSES:
        return one(Grade.REVIEWABLE_LATER, "Its clause type only promises to look at the matter again")
    if facts.wording is Wording.NONE:
        return one(Grade.ABSENT, "The text speaks of it without a duty")
    if facts.wording is Wording.SOFT:
        return one(Grade.BEST_ENDEAVOUR, "The wording is soft")
    if facts.enforcement is Enforcement.NON_BINDING:
        return one(Grade.BEST_ENDEAVOUR, "The instrument is not meant to bind in law")
    if facts.wording is Wording.MIXED:
        return one(Grade.QUALIFIED, "The wording is mixed")
    if facts.exception in SELF_JUDGED:
        return one(Grade.QUALIFIED, "A Party judges alone whether it needs the exception")
    enforcement = facts.enforcement or Enforcement.UNKNOWN
    shut_out = enforcement in _UNDISPUTABLE
    high = Grade.BINDING_UNENFORCEABLE if shut_out else Grade.BINDING_ENFORCEABLE
    surely_heard = ENFORCEMENT_RANGE[enforcement][0] == 1.0
    low = Grade.BINDING_ENFORCEABLE if surely_heard else Grade.BINDING_UNENFORCEABLE
    if facts.exception is None:  # the exception not recorded may be a self-judging one
        told = "The wording is hard and the exception not recorded, which may be a self-judging one"
        return GradeRange(Grade.QUALIFIED, high), f"{told}: {Grade.QUALIFIED.value} to {high.value}."
    if low is high:
        heard = "is shut out of" if shut_out else "can be brought to"
        return one(low, f"The wording is hard, no exception is self-judging, and the rule {heard} dispute settlement")
    told = "The wording is hard, no exception is self-judging, and the reach of dispute settlement is not known"
    return GradeRange(low, high), f"{told}: {low.value} to {high.value}."


@cache
def score(facts: Facts, *, active: bool | None = True) -> ScoreRange:
    """Number in [0, 1]: wording x exception x enforcement, 0 when not active.

    A text that was not read scores from 0 to 1: nothing is known of it.

    Args:
        facts: The facts of the text.
        active: Whether the provision is active; `None` (not known) lets the range start at 0.

    >>> score(Facts(Wording.HARD, RuleException.NONE_SPECIFIC, Enforcement.FULL))
    ScoreRange(low=1.0, high=1.0)
    >>> score(Facts(Wording.HARD, RuleException.NONE_SPECIFIC, Enforcement.UNKNOWN))
    ScoreRange(low=0.6, high=1.0)
    >>> score(Facts(Wording.HARD, RuleException.SELF_JUDGING, Enforcement.EXCLUDED), active=None)
    ScoreRange(low=0.0, high=0.3)
    >>> score(Facts(Wording.HARD), active=False)
    ScoreRange(low=0.0, high=0.0)
    """
    if active is False:
        return ScoreRange(0.0, 0.0)
    found = factors(facts)
    if found is None:
        return ScoreRange(0.0, 1.0)
    low, high = (prod(each) for each in zip(*found, strict=True))
    return ScoreRange(0.0 if active is None else round(low, 4), round(high, 4))


def factors(facts: Facts) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]] | None:
    """Lowest and highest factor of wording, exception and enforcement; `None` when the text was not read.

    >>> factors(Facts(Wording.MIXED, RuleException.CLOSED_LIST, Enforcement.UNKNOWN))
    ((0.6, 0.6), (1.0, 1.0), (0.6, 1.0))
    """
    if facts.wording is None:
        return None
    word = WORDING_FACTOR[facts.wording]
    known = (min(EXCEPTION_FACTOR.values()), 1.0)
    if facts.exception is not None:
        known = (EXCEPTION_FACTOR[facts.exception], EXCEPTION_FACTOR[facts.exception])
    return (word, word), known, ENFORCEMENT_RANGE[facts.enforcement or Enforcement.UNKNOWN]
