"""Which reading of an article is adopted: each rule on a handful of codings, and no coding is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.loaders.locators import parse_locator
from clauseway.loaders.precedence import Verdict, decide
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.reconcile import reconcile
from clauseway.loaders.records import AgreementRecord, CodingRecord, Origin, SourceRecord
from clauseway.ontology.strength import Verification, Wording

SOURCES = ("first", "second", "third")
PREFERENCE = {name: place for place, name in enumerate(SOURCES)}
LEVELS = list(Verification)


def coding(
    source: str,
    article: str = "4.1",
    clause: str = "smes",
    level: Verification = Verification.PRIMARY_TEXT,
    *,
    granularity: Literal["paragraph", "article"] = "article",
    paragraph: str = "",
    line: int = 2,
) -> CodingRecord:
    return CodingRecord(
        origin=Origin(source=source, file=f"{source}.csv", line=line),
        verification=level,
        agreement="test-agreement-a",
        article=article,
        paragraph=paragraph,
        covers=parse_locator(article).covers,
        granularity=granularity,
        clause=clause,
        wording=Wording.HARD,
        coder="test",
    )


def adopted(*codings: CodingRecord) -> list[CodingRecord]:
    """The adopted ones, which must not depend on the order in which the sources were read."""
    found: list[list[str]] = []
    winners: list[CodingRecord] = []
    for order in permutations(codings):
        winners = [verdict.coding for verdict in decide(order, PREFERENCE) if verdict.yields_to is None]
        found.append(sorted(str(each.origin) + each.clause for each in winners))
    assert all(names == found[0] for names in found)
    return sorted(winners, key=codings.index)


def verdict_on(which: CodingRecord, *others: CodingRecord) -> Verdict:
    return next(v for v in decide([which, *others], PREFERENCE) if v.coding is which)


@pytest.mark.parametrize(("better", "worse"), [(LEVELS[i], LEVELS[i + 1]) for i in range(len(LEVELS) - 1)])
def test_the_better_known_reading_is_adopted_even_from_the_less_preferred_source(
    better: Verification, worse: Verification
) -> None:
    good, bad = coding("third", level=better), coding("first", level=worse)
    assert adopted(good, bad) == [good]
    verdict = verdict_on(bad, good)
    assert verdict.yields_to is good
    assert verdict.reason == f"{better.value} is better than {worse.value}"


def test_a_clause_only_the_worse_source_saw_in_the_article_is_not_kept() -> None:
    good = coding("first", clause="smes")
    bad = coding("second", clause="cryptography", level=Verification.RECALLED)
    assert adopted(good, bad) == [good]


def test_the_yielding_reading_yields_to_the_one_of_its_own_clause_where_there_is_one() -> None:
    same = coding("first", clause="cryptography", line=3)
    other = coding("first", clause="smes")
    bad = coding("second", clause="cryptography", level=Verification.RECALLED)
    assert verdict_on(bad, other, same).yields_to is same


def test_a_worse_reading_of_another_article_stands() -> None:
    good, bad = coding("first", "4.1"), coding("second", "4.2", level=Verification.RECALLED)
    assert adopted(good, bad) == [good, bad]


def test_agreements_do_not_meet() -> None:
    good = coding("first")
    bad = coding("second", level=Verification.RECALLED).model_copy(update={"agreement": "test-agreement-b"})
    assert adopted(good, bad) == [good, bad]


def test_among_equals_the_reading_by_paragraph_is_adopted() -> None:
    fine = coding("third", granularity="paragraph", paragraph="1")
    coarse = coding("first")
    assert adopted(fine, coarse) == [fine]
    assert verdict_on(coarse, fine).reason == "read by paragraph"


def test_a_better_known_article_is_adopted_before_a_worse_known_paragraph() -> None:
    fine = coding("first", level=Verification.SECONDARY, granularity="paragraph", paragraph="1")
    coarse = coding("third")
    assert adopted(fine, coarse) == [coarse]


def test_among_equals_of_one_grain_the_preferred_source_is_adopted() -> None:
    codings = [coding(name) for name in SOURCES]
    assert adopted(*codings) == codings[:1]
    assert verdict_on(codings[2], *codings[:2]).yields_to is codings[0]


def test_equals_that_saw_different_clauses_are_both_adopted() -> None:
    codings = [coding("first", clause="smes"), coding("second", clause="cryptography")]
    assert adopted(*codings) == codings


def test_a_coding_without_a_clause_yields_to_an_equal_that_names_one() -> None:
    named, nameless = coding("third"), coding("first", clause="")
    assert adopted(named, nameless) == [named]
    assert verdict_on(nameless, named).reason == "says which clause type it is"


def test_two_equals_without_a_clause_do_not_yield_to_each_other() -> None:
    codings = [coding("first", clause=""), coding("second", clause="")]
    assert adopted(*codings) == codings[:1]
    winners, losers = keep(codings)()
    assert (origins(winners), origins(losers)) == (["first.csv:2"], ["second.csv:2"])


def test_two_paragraphs_of_one_source_are_both_adopted() -> None:
    codings = [coding("first", granularity="paragraph", paragraph=str(n), line=n + 1) for n in (1, 2)]
    assert adopted(*codings) == codings


def test_a_reference_to_a_module_meets_its_articles() -> None:
    good, bad = coding("first", "4.1"), coding("second", "Module 4", level=Verification.RECALLED)
    assert adopted(good, bad) == [good]
    better_module = coding("first", "Module 4")
    assert adopted(better_module, coding("third", "Module 4")) == [better_module]
    worse_article = coding("second", "4.7", level=Verification.RECALLED)
    assert adopted(better_module, worse_article) == [better_module]
    assert len(adopted(better_module, coding("second", "5.7", level=Verification.RECALLED))) == 2


def test_a_range_meets_each_article_in_it() -> None:
    good, bad = coding("first", "4.1-4.3"), coding("second", "4.2", level=Verification.SECONDARY)
    assert adopted(good, bad) == [good]


drawn = st.builds(
    coding,
    st.sampled_from(SOURCES),
    st.sampled_from(["4.1", "4.2", "4.1-4.3", "Module 4", "5.1"]),
    st.sampled_from(["", "smes", "cryptography"]),
    st.sampled_from(LEVELS),
    granularity=st.sampled_from(["paragraph", "article"]),
    paragraph=st.sampled_from(["", "1", "2"]),
    line=st.integers(2, 99),
)


@given(st.lists(drawn, max_size=8))
def test_every_coding_gets_one_verdict_and_something_is_always_adopted(codings: list[CodingRecord]) -> None:
    verdicts = decide(codings, PREFERENCE)
    assert sorted(map(id, codings)) == sorted(id(v.coding) for v in verdicts)
    if codings:
        assert any(v.yields_to is None for v in verdicts)
    for verdict in verdicts:
        winner = verdict.yields_to
        assert winner is None or LEVELS.index(winner.verification) <= LEVELS.index(verdict.coding.verification)
        assert winner is None or winner.origin.source != verdict.coding.origin.source
        assert bool(verdict.reason) is (winner is not None)


def keep(
    codings: list[CodingRecord], log: ProblemLog | None = None
) -> Callable[[], tuple[list[CodingRecord], list[CodingRecord]]]:
    sources = [SourceRecord(id=name, title=name, publisher="p", licence="l", files=()) for name in SOURCES]
    agreement = AgreementRecord(
        origin=Origin(source="first", file="a.csv", line=2), verification=Verification.SECONDARY,
        slug="test-agreement-a", title="Test", kind="bilateral-fta", binding=True,
    )  # fmt: skip

    def run() -> tuple[list[CodingRecord], list[CodingRecord]]:
        dataset = reconcile([agreement, *codings], sources, log or ProblemLog(), {})
        return [p.coding for p in dataset.provisions], [other for p in dataset.provisions for other in p.others]

    return run


def origins(codings: list[CodingRecord]) -> list[str]:
    return sorted(str(each.origin) for each in codings)


def test_the_reading_that_yields_is_kept_beside_the_adopted_one_and_its_difference_is_told() -> None:
    soft = coding("second", level=Verification.RECALLED).model_copy(update={"wording": Wording.SOFT})
    log = ProblemLog()
    winners, losers = keep([coding("first"), soft], log)()
    assert (origins(winners), origins(losers)) == (["first.csv:2"], ["second.csv:2"])
    (told,) = log
    assert (told.severity, told.file, told.line) == ("info", "second.csv", 2)
    assert "'soft'" in told.text
    assert "first.csv:2" in told.text


def test_a_reading_that_agrees_yields_without_a_word() -> None:
    log = ProblemLog()
    keep([coding("first"), coding("second", level=Verification.RECALLED)], log)()
    assert list(log) == []


def test_a_chain_of_yielding_readings_ends_at_the_adopted_one() -> None:
    codings = [
        coding("first"),
        coding("second", "4.1-4.2", level=Verification.SECONDARY),
        coding("third", "4.2", level=Verification.RECALLED),
    ]
    winners, losers = keep(codings)()
    assert origins(winners) == ["first.csv:2"]
    assert origins(losers) == ["second.csv:2", "third.csv:2"]


@given(st.lists(drawn, max_size=8, unique_by=lambda c: (c.origin.source, c.origin.line)))
def test_no_reading_is_lost(codings: list[CodingRecord]) -> None:
    log = ProblemLog()
    winners, losers = keep(codings, log)()
    if not any(problem.severity == "error" for problem in log):
        assert sorted([*origins(winners), *origins(losers)]) == origins(codings)
