"""Files made to do harm: refused in one sentence or read as if nothing were, with nothing opened and memory kept."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import socket
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from clauseway.loaders.bounded_files import FileRefused, read_at_most
from clauseway.loaders.coder.sentences import LONGEST_PIECE, sentences
from clauseway.loaders.texts import docx as word_reader
from clauseway.loaders.texts import pdf_pages
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import SIZE_LIMIT, document_of, read_document

BROKEN = "a.docx: the Word file is broken; open it in Word and save it again"
BESIDE_THE_TEXT = (
    "docProps/app", "word/stylesWith", "word/settings", "word/webSettings", "word/fontTable", "word/theme",
    "word/numbering", "customXml/item",
)  # fmt: skip
"""Parts of a Word file that the text does not need."""
BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def made() -> Iterator[Any]:
    """`benchmarks/hostile_texts.py`, which makes thousands of such files."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("hostile_texts")
    finally:
        sys.path.remove(str(BENCHMARKS))


def taken(content: bytes | str, name: str) -> str:
    """What is said of a file that is refused; empty for one that is read."""
    try:
        document_of(content.encode() if isinstance(content, str) else content, name)
    except TextUnreadable as refused:
        message = str(refused)
        assert message.startswith(f"{name}: ") and "; " in message
        assert "\n" not in message
        return message
    return ""


@contextlib.contextmanager
def unopened(path: Path) -> Generator[None]:
    """Fails when the file is opened by anybody, C libraries too: the system itself watches it."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells who opens a file")
    library: Any = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init1(os.O_NONBLOCK)
    opened, read = 0x20, 0x01
    assert library.inotify_add_watch(watch, os.fsencode(path), opened | read) > 0
    try:
        yield
        with pytest.raises(BlockingIOError):
            os.read(watch, 4096)
    finally:
        os.close(watch)


def test_the_watch_notices_a_file_that_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("x")
    with pytest.raises(pytest.fail.Exception), unopened(path):
        path.read_text()


# XML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-7"])
def test_entities_that_multiply_are_refused_in_every_encoding(made: Any, encoding: str) -> None:
    treaty = made.TOTA.partition("?>")[2].replace('name="Digital Trade"', 'name="&z;"')
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + made.laughs() + treaty
    assert taken(text.encode(encoding), "a.xml")


def test_an_entity_repeated_a_thousand_times_is_refused(made: Any) -> None:
    treaty = made.TOTA.partition("?>")[2].replace("No", "&z;" * 20_000)
    assert "entities" in taken(f'<!DOCTYPE treaty [<!ENTITY z "{"a" * 100_000}">]>{treaty}', "a.xml")


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE treaty [<!ENTITY x SYSTEM "{}">]>', '<!DOCTYPE treaty [<!ENTITY % x SYSTEM "{}"> %x;]>',
    '<!DOCTYPE treaty SYSTEM "{}">', '<!DOCTYPE treaty PUBLIC "-//x" "{}">', '<?xml-stylesheet href="{}"?>',
])  # fmt: skip
@pytest.mark.parametrize("name", ["a.xml", "a.html", "a.docx"])
def test_no_file_and_no_address_of_a_doctype_is_opened(made: Any, tmp_path: Path, name: str, doctype: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        for target in (f"file://{secret}", str(secret), f"http://127.0.0.1:{server.getsockname()[1]}/x"):
            head = doctype.replace("{}", target)
            inside = made.TOTA.partition("?>")[2].replace("No Party", "&x; No Party")
            content = {
                "a.xml": (head + inside).encode(),
                "a.html": (head + made.PAGE.partition(">")[2].replace("No Party", "&x; No Party")).encode(),
                "a.docx": made.word(document=made.word_body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head)),
            }[name]
            with unopened(secret):
                taken(content, name)
            with pytest.raises(TimeoutError):
                server.accept()


# Word


def test_a_word_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_reader, "XML_LIMIT", 1_000_000)
    monkeypatch.setattr(word_reader, "UNPACKED_LIMIT", 2_000_000)
    parts = made.word_parts()
    for name, size in (("word/document.xml", 1_100_000), ("word/media/a.bin", 2_100_000)):
        assert "it unpacks to" in taken(made.packed(parts | {name: b" " * size}), "a.docx")
    inner = made.packed({"x": b" " * 50_000_000})
    assert taken(made.packed(parts | {"word/embeddings/a.docx": inner}), "a.docx") == "", "what is nested stays packed"
    assert "parts" in taken(made.packed(parts | {f"x{n}": b"" for n in range(word_reader.MOST_PARTS)}), "a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_a_word_file_is_found_wherever_it_stands(made: Any, encoding: str) -> None:
    late = f"<?xml version='1.0'?><!--{'x' * 70_000}-->{made.laughs()}<w:document/>"
    assert "DOCTYPE" in taken(made.word(document=late.encode(encoding)), "a.docx")


def test_a_list_without_end_in_a_word_file_costs_nothing(made: Any) -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1."/></w:lvl>'
    for depth, start in ((10**9, 1), (-1, 1), (0, 10**11)):
        content = made.word(
            document=made.word_body(made.numbered(str(depth))),
            numbering=made.word_numbering(level.format(depth, start)),
        )
        assert "broken" not in taken(content, "a.docx")


def test_parts_of_a_word_file_that_are_something_else_are_a_broken_file(made: Any) -> None:
    parts = made.word_parts()
    for name in parts:
        if name.endswith((".xml", ".rels")):
            beside = name.startswith(BESIDE_THE_TEXT)
            assert taken(made.packed(parts | {name: b"<x/>"}), "a.docx") == ("" if beside else BROKEN), name
    whole = made.word()
    for at in range(40, len(whole), len(whole) // 60):
        assert taken(whole[:at], "a.docx") == BROKEN
        assert taken(whole[:30] + whole[at:], "a.docx") == BROKEN


# PDF


@pytest.mark.parametrize(("name", "said"), [
    ("kids-of-themselves", "page 2 of the PDF is broken"), ("kids-in-a-ring", "page 1 of the PDF is broken"),
    ("count", ""), ("count-19999", "page 2 of the PDF is broken"), ("parent-ring", ""),
    ("contents-of-itself", "the PDF has no text, only pictures of pages"),
    ("reference-ring", "the PDF has no text, only pictures of pages"),
    ("length-of-itself", "the PDF has no text, only pictures of pages"), ("previous-of-itself", ""), ("deep-array", ""),
])  # fmt: skip
def test_a_pdf_that_leads_in_circles_is_read_or_refused(made: Any, name: str, said: str) -> None:
    found = taken(made.harmful_pdf(b"")[f"{name}.pdf"], f"{name}.pdf")
    assert found.partition("; ")[0] == (f"{name}.pdf: {said}" if said else "")


def test_a_pdf_that_takes_too_much_is_given_up(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MEMORY_BYTES", 300_000_000)
    said = taken(made.harmful_pdf(b"")["form-of-itself.pdf"], "a.pdf")
    assert said == "a.pdf: the PDF takes more time or memory than any treaty; save it anew, or give its text"


# Plain files


def test_a_gigabyte_in_one_line_is_refused_unread(tmp_path: Path) -> None:
    for name in ("huge.txt", "huge.xml", "huge.pdf"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 30)  # a sparse file: it takes no room on the disk
        with unopened(tmp_path / name), pytest.raises(TextUnreadable, match=r"1,074 MB are more than the 134 MB read"):
            read_document(tmp_path / name)


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path in (Path("/dev/zero"), pipe):
        with pytest.raises(TextUnreadable, match="no ordinary file"):
            read_document(path)
    growing = tmp_path / "growing"
    growing.write_bytes(b"12345")
    assert read_at_most(growing, 5) == b"12345"
    with pytest.raises(FileRefused, match="more than"):
        read_at_most(growing, 4)
    assert SIZE_LIMIT < 1 << 28


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "unicode_escape", "utf-7", "zlib_codec", "rot13"])
def test_a_page_cannot_choose_a_codec_that_is_no_encoding(charset: str) -> None:
    words = "<h2>Chapter 1</h2><h3>Article 1 Duties</h3><p>Die Parteien erheben keine Zölle auf Daten.</p>"
    page = f"<html lang='de'><head><meta charset='{charset}'></head><body>{words}\\ud800</body></html>"
    text = document_of(page.encode("cp1252"), "a.html").text
    assert "Zölle" in text and "\\ud800" in text


def test_signs_that_turn_the_direction_of_writing_are_left_out() -> None:
    text = document_of("Article 1: \u202eseituD\u202c\n\nEach \u2066Party\u2069 shall act.\n".encode(), "a.txt").text
    assert text.splitlines()[0] == "Article 1: seituD"
    assert "Each Party shall act." in text


def test_a_paragraph_without_end_is_split_into_sentences_piece_by_piece() -> None:
    text = "<!--" * 30_000
    found = sentences(text, "en")
    assert "".join(found) == text
    assert max(map(len, found)) <= LONGEST_PIECE
    assert sentences("One duty. Another duty.", "en") == ["One duty.", "Another duty."]
