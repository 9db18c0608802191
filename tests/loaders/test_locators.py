"""Article references: every spelling names the articles it covers, and a provision's key stands for one place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clauseway.loaders.locators import Locator, parse_locator, provision_id

ODD_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.text(
    "0123456789.-;() abfnModulechapterAnnex٣²", max_size=30
)


@given(ODD_TEXTS)
@example("")
@example("Module 8")
@example("1-99999999999")
@example("3.1-3.999999999999")
@example("9-1")
@example("²")
@example("12.4.1(a)(i)")
def test_any_text_gives_a_reference_that_covers_something(text: str) -> None:
    found = parse_locator(text)
    assert found.covers
    assert len(found.covers) == len(set(found.covers))


@given(st.integers(1, 99), st.integers(1, 99))
def test_an_article_covers_itself_only(chapter: int, number: int) -> None:
    article = f"{chapter}.{number}"
    assert parse_locator(article) == Locator(article, "", (article,))
    assert parse_locator(article).meets(article)
    assert not parse_locator(article).meets(f"{chapter}.{number}0")


@given(st.integers(1, 99), st.integers(1, 50), st.integers(0, 20))
def test_a_range_covers_each_article_between_its_ends(chapter: int, first: int, length: int) -> None:
    found = parse_locator(f"{chapter}.{first}-{chapter}.{first + length}")
    assert found.covers == tuple(f"{chapter}.{number}" for number in range(first, first + length + 1))
    assert found.meets(f"{chapter}.{first + length}")
    assert not found.meets(f"{chapter}.{first + length + 1}")


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_module_meets_its_articles_and_no_others(module: int, other: int) -> None:
    for text in (f"Module {module}", f"chapter {module}", f"{module} and Annex 2"):
        found = parse_locator(text)
        assert found.covers == (f"{module}.*",)
        assert found.meets(f"{module}.7")
        assert found.meets(f"{other}.7") is (other == module)


@pytest.mark.parametrize(
    ("text", "article", "paragraph", "covers"),
    [
        ("12.4.1(a)", "12.4", "1(a)", ("12.4",)),
        ("12.4.1-3", "12.4", "1-3", ("12.4",)),
        ("12.4(b)", "12.4", "(b)", ("12.4",)),
        ("8.61-A", "8.61-A", "", ("8.61-A",)),
        ("19.6A", "19.6A", "", ("19.6A",)),
        ("139.3", "139", "3", ("139",)),
        ("7", "7", "", ("7",)),
        ("4-6", "4-6", "", ("4", "5", "6")),
        ("12.14.3(a); 12.15.3(a)", "12.14.3(a); 12.15.3(a)", "", ("12.14", "12.15")),
        ("12.14.1; 12.14.2", "12.14.1; 12.14.2", "", ("12.14",)),
        (" 12.4 ", "12.4", "", ("12.4",)),
        ("Annex 2", "Annex 2", "", ("Annex 2",)),
    ],
)
def test_spellings_of_the_sources(text: str, article: str, paragraph: str, covers: tuple[str, ...]) -> None:
    assert parse_locator(text) == Locator(article, paragraph, covers)


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from(["", "1", "1(a)", "2-3"]))
def test_a_key_tells_places_clauses_and_versions_apart(chapter: int, number: int, paragraph: str) -> None:
    article = f"{chapter}.{number}"
    keys = {
        provision_id("test-agreement-a", article, paragraph, "smes"),
        provision_id("test-agreement-b", article, paragraph, "smes"),
        provision_id("test-agreement-a", article, paragraph, "cryptography"),
        provision_id("test-agreement-a", article, paragraph, ""),
        provision_id("test-agreement-a", article, paragraph, "smes", "as-amended"),
        provision_id("test-agreement-a", article, paragraph + "9", "smes"),
    }
    assert len(keys) == 6


def test_every_reference_of_the_sources_names_articles(shared_data: Path) -> None:
    """A text that fits no form falls back to itself: that is right for an annex, wrong for an article number."""
    odd: set[str] = set()
    cells = 0
    for name, column in (
        ("coverage.csv", "article_number"), ("secondary_articles.csv", "article"), ("chapter_articles.csv", "article"),
        ("recalled_coverage.csv", "article_number"), ("rcep_ch12.csv", "article"), ("depa_articles.csv", "article"),
        ("ksdpa_articles.csv", "article"), ("wto_jsi_ecommerce.csv", "article"),
    ):  # fmt: skip
        with (shared_data / "facts" / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if text := row[column].strip():
                    cells += 1
                    found = parse_locator(text)
                    if found.covers == (text,) and not text.replace(".", "").replace("-", "").isalnum():
                        odd.add(f"{name}: {text}")
    assert cells > 900
    assert not {text for text in odd if text.partition(": ")[2][:1].isdigit()}
