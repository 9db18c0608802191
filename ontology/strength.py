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
    """The coarse label, strongest first."""

    BINDING_ENFORCEABLE = "binding-enforceable"
    BINDING_UNENFORCEABLE = "binding-unenforceable"
    QUALIFIED = "qualified"
    BEST_ENDEAVOUR = "best-endeavour"
    REVIEWABLE_LATER = "reviewable-later"
    ABSENT = "absent"
    NOT_READ = "not-read"

    @property
    def rank(self) -> int:
        """5 for the strongest, 0 for `absent`, -1 for `not-read` (which says nothing about strength).

        >>> Grade.BINDING_ENFORCEABLE.rank, Grade.ABSENT.rank, Grade.NOT_READ.rank
        (5, 0, -1)
        """
        return _RANKS[self]


_RANKS = {grade: 5 - position for position, grade in enumerate(Grade)}

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
    if facts.wording is None:
        return GradeRange(Grade.NOT_READ, Grade.NOT_READ)
    if facts.clause in REVIEW_ONLY_CLAUSES:
        return GradeRange(Grade.REVIEWABLE_LATER, Grade.REVIEWABLE_LATER)
    if facts.wording is Wording.NONE:
        return GradeRange(Grade.ABSENT, Grade.ABSENT)
    if facts.wording is Wording.SOFT or facts.enforcement is Enforcement.NON_BINDING:
        return GradeRange(Grade.BEST_ENDEAVOUR, Grade.BEST_ENDEAVOUR)
    if facts.wording is Wording.MIXED or facts.exception in SELF_JUDGED:
        return GradeRange(Grade.QUALIFIED, Grade.QUALIFIED)
    enforcement = facts.enforcement or Enforcement.UNKNOWN
    shut_out = enforcement in _UNDISPUTABLE
    high = Grade.BINDING_UNENFORCEABLE if shut_out else Grade.BINDING_ENFORCEABLE
    surely_heard = ENFORCEMENT_RANGE[enforcement][0] == 1.0
    low = Grade.BINDING_ENFORCEABLE if surely_heard else Grade.BINDING_UNENFORCEABLE
    if facts.exception is None:  # the exception not recorded may be a self-judging one
        low = Grade.QUALIFIED
    return GradeRange(low, high)


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
    if facts.wording is None:
        return ScoreRange(0.0, 1.0)
    word = WORDING_FACTOR[facts.wording]
    if facts.exception is None:
        exception_low, exception_high = min(EXCEPTION_FACTOR.values()), 1.0
    else:
        exception_low = exception_high = EXCEPTION_FACTOR[facts.exception]
    enforcement_low, enforcement_high = ENFORCEMENT_RANGE[facts.enforcement or Enforcement.UNKNOWN]
    low = 0.0 if active is None else word * exception_low * enforcement_low
    return ScoreRange(round(low, 4), round(word * exception_high * enforcement_high, 4))
