"""Distance by words: texts of a few words whose runs of five can be counted by hand."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clauseway.loaders.similarity.collection import ComparedChapter
from clauseway.loaders.similarity.digital_chapters import DigitalChapter
from clauseway.loaders.similarity.precedents import DatedText
from clauseway.loaders.similarity.shingles import shingles, words
from clauseway.queries.text_distance import Copied, Maker, text_distances


def chapter(
    agreement: str, year: int, parties: str, text: str, language: str = "en", file: str = ""
) -> ComparedChapter:
    day = date(year, 1, 1)
    key = file or f"{agreement}.xml"
    dated = DatedText(key, agreement, language, day, day, tuple(parties), shingles(words(text)))
    return ComparedChapter(DigitalChapter(key, language=language), agreement.title(), dated)


X = chapter("x", 2001, "AB", "one two three four five six")
Y = chapter("y", 2002, "AC", "one two three four five seven")
Z = chapter("z", 2003, "CD", "un deux trois quatre cinq six", "fr")


def test_the_distance_of_two_texts_is_that_counted_by_hand() -> None:
    found = text_distances([X, Y, Z])
    assert found.jaccard("x", "y") == found.jaccard("y", "x") == 0.333333  # one run of three
    assert found.nearest("x", ["y", "z"]) == ("y", 0.333333)
    assert found.copied == {"y": Copied("x", 0.5)}  # one of its two runs
    assert found.mean_distance(["x", "y"]) == (0.666667, 0.0)


def test_texts_in_other_languages_and_unknown_texts_are_not_compared() -> None:
    found = text_distances([X, Y, Z])
    assert found.jaccard("x", "z") is None
    assert found.nearest("z", ["x", "y"]) is None
    assert found.mean_distance(["x", "z", "w"]) == (None, 1.0)
    assert text_distances([]).mean_distance(["x"]) == (None, 1.0)


def test_of_several_texts_of_an_agreement_the_likest_and_the_most_copied_count() -> None:
    twin = chapter("y", 2002, "AC", "one two three four five six", file="second.xml")
    for order in ([X, Y, twin], [twin, Y, X]):
        found = text_distances(order)
        assert found.jaccard("x", "y") == 1.0
        assert found.copied["y"] == Copied("x", 1.0)


def test_who_had_said_it_before_is_the_maker() -> None:
    found = text_distances([X, Y, Z]).makers
    assert found["A"] == Maker(1, 0.5, 0.5)  # half of y stands in x, which A signed and C did not
    assert found["C"] == Maker(1, 0.0, -0.5)
    assert "B" not in found  # the Parties of x have no past, so it tells nothing


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=5, max_size=12), min_size=2, max_size=5))
def test_distance_is_symmetric_in_its_range_and_without_order(texts: list[list[str]]) -> None:
    chapters = [chapter(f"t{n}", 2000 + n, "AB", " ".join(text)) for n, text in enumerate(texts)]
    names = [each.text.agreement for each in chapters]
    found, turned = text_distances(chapters), text_distances(chapters[::-1])
    for one in names:
        for other in names:
            like = found.jaccard(one, other)
            assert like == found.jaccard(other, one) == turned.jaccard(one, other)
            assert like is not None
            assert 0 <= like <= 1
    apart, unread = found.mean_distance(names)
    assert apart is not None
    assert 0 <= apart <= 1
    assert unread == 0
