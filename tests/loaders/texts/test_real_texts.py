"""The readers on the treaties themselves, and against what people found in them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from clauseway.loaders.texts.document import Document
from clauseway.loaders.texts.reading import read_document

TEXTS = ("texts", "texts/chapters")


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Path]:
    """Every text, and every ninth ToTA treaty to save time."""
    others = [
        p for folder in TEXTS for p in sorted((shared_data / folder).iterdir()) if p.suffix in (".pdf", ".md", ".txt")
    ]
    return [*others, *sorted((shared_data / "tota" / "xml").glob("*.xml"))[::9]]


def test_every_paragraph_of_every_text_stands_where_it_says(real: list[Path]) -> None:
    for path in real:
        document = read_document(path)
        eids = [a.eid for _, a in document.articles()] + [p.eid for _, a in document.articles() for p in a.paragraphs]
        assert len(eids) == len(set(eids)), path.name
        for _, article in document.articles():
            for part in (*article.paragraphs, *(note for p in article.paragraphs for note in p.footnotes)):
                assert document.text[part.start : part.end] == part.text, path.name


FILES = {
    "depa": "texts/depa-and-protocol-2023.ko.md",
    "depa-protocol-2023": "texts/depa-and-protocol-2023.ko.md",
    "korea-singapore-dpa": "texts/korea-singapore-dpa.ko.md",
    "efta-moldova-fta": "texts/efta-moldova-fta.de.md",
    "us-peru-tpa": "texts/chapters/us-peru-tpa.es.md",
    "eu-korea-framework-agreement": "texts/chapters/eu-korea-framework-agreement.ko.md",
}


def normal(title: str) -> str:
    return re.sub(r"\W", "", title).lower()


def test_articles_that_people_read_are_found_with_their_titles(shared_data: Path) -> None:
    with (shared_data / "facts" / "chapter_articles.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            r for r in csv.DictReader(file) if r["agreement"] in FILES and re.fullmatch(r"\d+(\.\d+)?", r["article"])
        ]
    assert len(rows) > 100
    documents: dict[str, Document] = {name: read_document(shared_data / path) for name, path in FILES.items()}
    missed = [
        (row["agreement"], row["article"])
        for row in rows
        if not any(
            article.number == row["article"] and normal(row["title_original"]) in normal(article.title)
            for _, article in documents[row["agreement"]].articles()
        )
    ]
    assert len(missed) <= 0.01 * len(rows), missed


def test_the_same_chapter_reads_alike_from_pdf_and_from_text(shared_data: Path) -> None:
    folder = shared_data / "texts"
    of_pdf = {
        a.number: a for _, a in read_document(folder / "rcep_all_chapters.pdf").articles() if a.number.startswith("12.")
    }
    of_text = {
        a.number: a for _, a in read_document(folder / "rcep_ch12_electronic_commerce.txt").articles() if a.number
    }
    assert sorted(of_pdf) == sorted(of_text) == sorted(f"12.{n}" for n in range(1, 18))
    for number, article in of_text.items():
        assert normal(article.title) == normal(of_pdf[number].title)
        assert {p.number for p in article.paragraphs} == {p.number for p in of_pdf[number].paragraphs}, number
