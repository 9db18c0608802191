"""One document model out of every format, or one clear sentence."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauseway.loaders.texts.document import Article, Document
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import SIZE_LIMIT, read_document

PLAIN = """A TREATY ON SAMPLE MATTERS

The two Parties want to trade more samples,

have agreed as follows:

CHAPTER 1
GENERAL MATTERS

Article 1.1: Purpose

1. The Parties want more samples.2

2. Each Party shall:

(a) keep its samples; and

(b) show them, where:

(i) the other asks; or

(ii) a fair is held,

without delay.

2 Samples are small goods.

Article 1.2: Scope

This Chapter covers the samples named in
Article 9.4 (Other Samples) and no others.

CHAPTER 2
DIGITAL SAMPLES

Article 2.1: Duties

Neither Party may tax digital samples.
"""

TOTA = """<?xml version="1.0" encoding="UTF-8"?>
<treaty><meta><name>Aland - Bland</name><language>en</language>
<parties><partyisocode n="1">AAA</partyisocode><partyisocode n="2">BBB</partyisocode></parties></meta>
<body>
<chapter name="Preamble"><article>The Parties agree.</article></chapter>
<chapter number="CHAPTER XII" name="Services And Digital Trade">
<article number="ARTICLE12.1" name="Purpose">1. One aim. 2. Another aim.

Digital trade</article>
<article number="ARTICLE 12.2" name="Duties">Neither Party may tax bytes12-1 sent.
12-1 Bytes are eight bits.
Article 12.3
Review
The Parties shall review this Chapter.</article>
</chapter>
</body></treaty>
"""


def read(tmp_path: Path, name: str, content: str | bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path)


def article(document: Document, number: str) -> Article:
    return next(article for _, article in document.articles() if article.number == number)


def check_offsets(document: Document) -> None:
    eids: list[str] = []
    for _, one in document.articles():
        eids.append(one.eid)
        assert 0 <= one.start <= one.end <= len(document.text)
        for paragraph in one.paragraphs:
            eids.append(paragraph.eid)
            assert document.text[paragraph.start : paragraph.end] == paragraph.text
            assert one.start <= paragraph.start
            for note in paragraph.footnotes:
                assert document.text[note.start : note.end] == note.text
    assert len(eids) == len(set(eids))


def test_plain_text_gives_chapters_articles_and_nested_list_items(tmp_path: Path) -> None:
    document = read(tmp_path, "treaty.txt", PLAIN)
    assert [(c.number, c.title) for c in document.chapters if c.part == "chapter"] == [
        ("1", "GENERAL MATTERS"),
        ("2", "DIGITAL SAMPLES"),
    ]
    purpose = article(document, "1.1")
    assert purpose.title == "Purpose"
    assert [p.number for p in purpose.paragraphs] == ["1", "2", "2(a)", "2(b)", "2(b)(i)", "2(b)(ii)", "2(b)"]
    assert purpose.paragraphs[4].full_text == "Each Party shall: show them, where: the other asks; or"
    assert purpose.paragraphs[4].eid == "chp_1__art_1.1__para_2__list_1__point_b__list_1__point_i"
    assert document.language == "en"
    check_offsets(document)


def test_a_footnote_leaves_the_words_and_stays_with_the_paragraph_that_calls_it(tmp_path: Path) -> None:
    first = article(read(tmp_path, "treaty.txt", PLAIN), "1.1").paragraphs[0]
    assert first.text == "The Parties want more samples."
    assert [(note.mark, note.text) for note in first.footnotes] == [("2", "Samples are small goods.")]


def test_a_reference_at_the_start_of_a_line_is_no_heading(tmp_path: Path) -> None:
    document = read(tmp_path, "treaty.txt", PLAIN)
    assert [a.number for _, a in document.articles() if a.number] == ["1.1", "1.2", "2.1"]
    assert article(document, "1.2").text.endswith("Article 9.4 (Other Samples) and no others.")


def test_tota_gives_name_parties_sections_and_articles_left_inside_others(tmp_path: Path) -> None:
    document = read(tmp_path, "pta_0.xml", TOTA)
    assert (document.title, document.parties, document.language) == ("Aland - Bland", ("AAA", "BBB"), "en")
    assert [(c.number, c.title, c.within) for c in document.chapters[1:]] == [
        ("12", "Services And Digital Trade", ()),
        ("", "Digital trade", ("Services And Digital Trade",)),
    ]
    assert [(a.number, a.title) for _, a in document.articles()][1:] == [
        ("12.1", "Purpose"),
        ("12.2", "Duties"),
        ("12.3", "Review"),
    ]
    assert [p.number for p in article(document, "12.1").paragraphs] == ["1", "2"]
    duty = article(document, "12.2").paragraphs[0]
    assert (duty.text, duty.footnotes[0].text) == ("Neither Party may tax bytes sent.", "Bytes are eight bits.")
    check_offsets(document)


def test_articles_counted_anew_are_numbered_with_their_chapter(tmp_path: Path) -> None:
    text = "".join(
        f"\nCHAPTER {number}\nMATTERS {number}\n\nArticle 1: Scope\n\nThis covers it.\n\nArticle 2: Duties\n\nDo it.\n"
        for number in ("I", "II", "III")
    )
    numbers = [a.number for _, a in read(tmp_path, "treaty.txt", text).articles()]
    assert numbers == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]


def test_a_table_of_contents_is_not_taken_for_articles(tmp_path: Path) -> None:
    contents = (
        "CONTENTS\nChapter 1 General Matters\nArticle 1.1 Purpose .... 2\nArticle 1.2 Scope .... 3\n"
        "Chapter 2 Digital Samples\n"
    )
    document = read(tmp_path, "treaty.txt", contents + PLAIN)
    assert [a.number for _, a in document.articles() if a.number] == ["1.1", "1.2", "2.1"]


def test_running_headers_and_page_numbers_vanish_and_sentences_go_on_across_pages(tmp_path: Path) -> None:
    goods = ["soap", "tea", "wool", "salt", "rope", "glass"]
    pages = [
        f"TREATY ON SAMPLES\n\nArticle {n}: Duty {n}\n\nEach Party shall keep {good}\n\n- {n} -\n"
        for n, good in enumerate(goods, start=1)
    ]
    rest = [
        page.replace("TREATY ON SAMPLES\n", f"TREATY ON SAMPLES\nand {goods[at]} in its stores.\n")
        for at, page in enumerate(pages)
    ]
    document = read(tmp_path, "treaty.txt", "\f".join([pages[0], *rest[1:]]))
    assert "TREATY" not in document.text
    assert article(document, "1").text == "Each Party shall keep soap and tea in its stores."
    assert article(document, "3").paragraphs[0].page == 3


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("제1장 총칙\n\n제1.1조 목적\n\n\t1.\t각 당사국은 다음을 한다.\n"
         "\t\t가.\t보호\n\t\t나.\t협력\n\n제1.2조(정의)\n\n제1.1조에 따라 정한다.\n",
         [("1.1", "목적", ["1", "1(가)", "1(나)"]), ("1.2", "정의", [""])], "ko"),
        ("第一章 总则\n\n第一条 目标\n\n一、促进贸易。\n\n二、促进合作。\n\n第二条 定义\n\n第一条规定的定义适用。\n",
         [("1", "目标", ["1", "2"]), ("2", "定义", [""])], "zh"),
        ("Kapitel 5: Digitaler Handel\n\nArt. 5.1 Zweck\n\n1. Die Parteien fördern den Handel.\n\n"
         "Artikel 5.2: Zölle\n\nKeine Partei erhebt Zölle auf das nach\nArtikel 3 Genannte.\n",
         [("5.1", "Zweck", ["1"]), ("5.2", "Zölle", [""])], "de"),
        ("CAPÍTULO QUINCE\nCOMERCIO DIGITAL\n\nArtículo 15-01: Definiciones\n\n"
         "Para los efectos de este Capítulo:\n\na) muestra: un bien; y\n\nb) parte: una persona.\n",
         [("15-01", "Definiciones", ["", "(a)", "(b)"])], "es"),
    ],
)  # fmt: skip
def test_headings_and_lists_are_read_in_each_language(
    tmp_path: Path, text: str, expected: list[tuple[str, str, list[str]]], language: str
) -> None:
    document = read(tmp_path, "treaty.txt", text)
    found = [(a.number, a.title, [p.number for p in a.paragraphs]) for _, a in document.articles()]
    assert found == expected
    assert document.language == language
    check_offsets(document)


def test_markdown_headings_emphasis_lists_and_footnotes_become_plain(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'A treaty'\nlanguage: en\n---\n# A treaty\n\n### Chapter 3: Digital Goods\n\n"
        "##### **Art. 3.1** Duties[^1]\n\n"
        "<sup>1.</sup> Each Party _shall_:\n\n"
        "- (a) act; and\n\n- (b) report[^2].\n\n[^1]: On titles.\n\n[^2]: Each year.\n"
    )
    document = read(tmp_path, "treaty.md", text)
    duties = article(document, "3.1")
    assert (document.title, duties.title) == ("A treaty", "Duties")
    assert [(p.number, p.text) for p in duties.paragraphs] == [
        ("1", "Each Party shall:"),
        ("1(a)", "act; and"),
        ("1(b)", "report."),
    ]
    assert [note.text for p in duties.paragraphs for note in p.footnotes] == ["On titles.", "Each year."]


def test_html_lists_get_the_marks_a_browser_shows(tmp_path: Path) -> None:
    page = (
        "<html lang='en'><head><title>A treaty</title><script>Article 9</script></head>"
        "<body><h2>Chapter 4</h2><p>Digital Goods</p>"
        "<h3>Article 4.1 Duties</h3><ol><li>Each Party shall:<ol type='a'><li>act;</li><li>report.</li></ol></li>"
        "<li>Nothing more.</li></ol></body></html>"
    )
    document = read(tmp_path, "treaty.html", page)
    assert [(p.number, p.text) for p in article(document, "4.1").paragraphs] == [
        ("1", "Each Party shall:"),
        ("1(a)", "act;"),
        ("1(b)", "report."),
        ("2", "Nothing more."),
    ]


def test_word_files_give_their_headings_and_automatic_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Chapter 6", 1)
    word.add_heading("Article 6.1 Duties", 2)
    word.add_paragraph("Each Party shall act.", style="List Number")
    word.add_paragraph("Each Party shall report.", style="List Number")
    word.save(str(tmp_path / "treaty.docx"))
    document = read_document(tmp_path / "treaty.docx")
    assert [(p.number, p.text) for p in article(document, "6.1").paragraphs] == [
        ("1", "Each Party shall act."),
        ("2", "Each Party shall report."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "Artículo 1: Protección\n\nLas Partes protegen a los niños y la información según su legislación.\n"
    assert article(read(tmp_path, "t.txt", text.encode(encoding)), "1").title == "Protección"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("euc-kr", "제1조 목적\n\n각 당사국은 전자상거래 이용자의 정보를 보호한다.\n"),
        ("gb18030", "第一条 目标\n\n本协议的目标是促进缔约方之间的贸易。\n"),
        ("utf-16-le", "第一条 目标\n\n本协议的目标是促进缔约方之间的贸易。\n"),
    ],
)
def test_east_asian_encodings_are_told_apart(tmp_path: Path, encoding: str, text: str) -> None:
    assert read(tmp_path, "t.txt", text.encode(encoding)).text.splitlines()[0] == text.splitlines()[0]


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", b" \n", "the file is empty"),
        ("noise.txt", bytes(range(256)) * 40, "binary file"),
        ("broken.pdf", b"%PDF-1.7\nno more", "the PDF is broken"),
        ("open.xml", b"<treaty><body>", "no well-formed XML"),
        ("other.xml", b"<law/>", "not a ToTA <treaty>"),
        (
            "bomb.xml",
            b'<!DOCTYPE t [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><treaty><body>&b;</body></treaty>',
            "entities",
        ),
        ("deep.xml", b"<treaty>" + b"<a>" * 5000, "no well-formed XML"),
        ("bomb.docx", zipped("word/document.xml", b"0" * (301 * 1024 * 1024)), "it unpacks to"),
        ("odd.docx", zipped("word/document.xml", b"<x/>"), "the Word file is broken"),
        ("other.docx", zipped("readme", b"hello"), "holds no Word document"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "old or encrypted Word file"),
        ("frame.html", b"<html><body><script>1</script></body></html>", "holds no text"),
        ("picture.png", b"\x89PNG\r\n", "files ending in .png are not read"),
    ],
)
def test_what_cannot_be_read_ends_in_one_sentence_with_file_and_advice(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(TextUnreadable) as raised:
        read(tmp_path, name, content)
    message = str(raised.value)
    assert message.startswith(f"{name}: ") and sentence in message and "; " in message
    assert "\n" not in message


def test_missing_files_folders_and_files_too_large_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(TextUnreadable, match="there is no such file"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(TextUnreadable, match="it is a folder"):
        read_document(tmp_path)
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    with pytest.raises(TextUnreadable, match="split it"):
        read_document(tmp_path / "huge.txt")


def test_no_file_outside_is_opened_for_a_doctype(tmp_path: Path) -> None:
    page = f'<!DOCTYPE treaty SYSTEM "file://{tmp_path}/none.dtd">' + TOTA.partition("?>")[2]
    assert article(read(tmp_path, "pta_0.xml", page), "12.1")


LINE = st.sampled_from(
    [
        *("Article 1", "Article 2: Scope", "CHAPTER I", "SECTION A", "ANNEX 1-A", "Each Party shall:", "and;"),
        *("1. ", "(a) ", "(i) ", "2bis. ", "• ", "가. ", "一、", "제1조 ", "第二条"),
        *("\f", "\n", "[^1]: ", "3 The", "16-1 For", "word16-1 ", "12-\n"),
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    parts=st.lists(st.one_of(LINE, st.text(max_size=20)), max_size=60), ending=st.sampled_from([".txt", ".md", ".html"])
)
def test_any_text_is_read_with_right_offsets_or_refused(tmp_path: Path, parts: list[str], ending: str) -> None:
    content = "\n".join(parts).encode("utf-8", errors="surrogatepass")
    try:
        document = read(tmp_path, f"any{ending}", content)
    except TextUnreadable:
        return
    check_offsets(document)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.html", "a.xml", "a.pdf", "a.docx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    head = {"a.pdf": b"%PDF-1.4\n", "a.docx": b"PK\x03\x04"}.get(name, b"")
    try:
        check_offsets(read(tmp_path, name, head + content))
    except TextUnreadable as error:
        assert str(error).startswith(f"{name}: ")


@pytest.mark.parametrize(
    "unit",
    [
        "(a) ",
        "\n[1] Note",
        "word1 \n1 Note",
        "ab-\ncd ",
        "\nArticle 1\n",
        "1. a: (b) ",
        "\n\n\n\n",
        " " * 50,
        "Article 1 (Title) ",
        "\n제1조 ",
    ],
)
def test_crafted_texts_take_linear_time(tmp_path: Path, unit: str) -> None:
    def seconds(size: int) -> float:
        path = tmp_path / "crafted.txt"
        path.write_text("Words. " + unit * (size // len(unit)) + "x", encoding="utf-8")
        before = os.times().user
        with contextlib.suppress(TextUnreadable):
            read_document(path)
        return os.times().user - before

    seconds(10_000)
    small, large = seconds(60_000), seconds(480_000)
    assert large < max(8 * 3 * small, 1.5), f"{small:.2f} s for 60 kB, {large:.2f} s for 480 kB"


def test_a_list_mark_without_words_makes_no_article(tmp_path: Path) -> None:
    document = read(tmp_path, "treaty.txt", "CHAPTER I\n1. ")
    assert [(c.number, c.articles) for c in document.chapters] == [("1", ())]
