"""The words of single articles, out of texts written for this test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clauseway.loaders.article_texts import article_texts
from clauseway.loaders.loading import Loading

SMALL = Path(__file__).parent / "sources_small"
CHAPTER = """CHAPTER 12
ELECTRONIC COMMERCE

Article 12.6
Electronic Signature

1. No Party shall refuse a signature merely because it is electronic.
2. Parties are to work together on authentication.

Article 12.7
Consumers

1. Each Party shall keep a law that protects those who buy online.
"""


@pytest.fixture
def loading(tmp_path: Path) -> Loading:
    made = tmp_path / "sources"
    shutil.copytree(SMALL, made)
    (made / "texts").mkdir()
    (made / "texts" / "not-there.md").write_text(CHAPTER, encoding="utf-8")
    return Loading(made, readings=made / "readings")


def test_an_article_is_given_in_its_paragraphs(loading: Loading) -> None:
    found, problems = article_texts(loading, {"test-agreement-a": ["12.6"]})
    assert not problems
    article = found["test-agreement-a", "12.6"]
    assert article.title == "Electronic Signature"
    assert article.language == "en"
    assert article.paragraphs == (
        ("1", "No Party shall refuse a signature merely because it is electronic."),
        ("2", "Parties are to work together on authentication."),
    )
    assert list(found) == [("test-agreement-a", "12.6")]


def test_an_article_that_no_text_holds_is_left_out(loading: Loading) -> None:
    assert article_texts(loading, {"test-agreement-a": ["12.99"], "depa": ["4.3"]}) == ({}, [])


def test_a_text_that_cannot_be_read_is_told(loading: Loading) -> None:
    (loading.folder / "texts" / "not-there.md").write_bytes(b"\x00\x01\x02" * 400)
    found, [problem] = article_texts(loading, {"test-agreement-a": ["12.6"]})
    assert not found
    assert problem.startswith("not-there.md: ")
