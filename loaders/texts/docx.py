"""Reads Word files (DOCX): words, headings, automatic numbers and footnotes."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false, reportUnknownLambdaType=false
# The library carries no full types.

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clauseway.loaders.texts.drafts import Draft
from clauseway.loaders.texts.headings import HEADING_SIGN
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import segment

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

UNPACKED_LIMIT = 200 * 1024 * 1024
XML_LIMIT = 32 * 1024 * 1024
"""Most bytes a file may unpack to, pictures and all, and its XML alone, which takes thirty times its size in memory;
a Word file of a treaty stays below 20 MB and its XML below 8."""

MOST_PARTS = 5_000
DEEPEST_LEVEL = 8
LARGEST_START = 32_767
"""What Word itself allows for the depth of a list and its first number; a counter is kept for each level."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"heading|title|überschrift|título|titre|제목|标题", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<\0{0,3}!\0{0,3}D\0{0,3}O\0{0,3}C\0{0,3}T\0{0,3}Y\0{0,3}P\0{0,3}E")
"""In every encoding of Unicode that an XML parser takes."""

_PLACEHOLDER = re.compile(r"%(\d)")
_LONGEST_PATTERN = 100
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def read_docx(data: bytes, file: str) -> Draft:
    """Read a Word file.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings.

    Raises:
        TextUnreadable: When it is broken, encrypted or unpacks to too much.
    """
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
        from lxml.etree import XMLSyntaxError
    except ImportError as error:
        raise TextUnreadable(file, "reading DOCX needs python-docx", "install clauseway[coder]") from error
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TextUnreadable(file, "it is an old or encrypted Word file", "save it as DOCX without a password")
    _refuse_bombs(data, file)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_lines(document))
        title = (document.core_properties.title or "").strip()
    except (
        PackageNotFoundError, KeyError, ValueError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error,
        lzma.LZMAError, XMLSyntaxError, RuntimeError, OSError,
    ) as error:  # fmt: skip
        # a part that is XML of another kind lacks what the library asks of it
        raise TextUnreadable(file, "the Word file is broken", "open it in Word and save it again") from error
    if not text.strip():
        raise TextUnreadable(file, "the Word file holds no text", "check that it is the right file")
    return Draft(title, "", (), segment(text))


def _refuse_bombs(data: bytes, file: str) -> None:
    """Sizes are read from the archive's own list, and declared entities are looked for, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
            for size, limit in ((total, UNPACKED_LIMIT), (xml, XML_LIMIT)):
                if size > limit:
                    raise TextUnreadable(
                        file, f"it unpacks to {size / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB read", "split it"
                    )
            if len(entries) > MOST_PARTS:
                raise TextUnreadable(
                    file, f"it holds {len(entries)} parts, more than the {MOST_PARTS} of any Word file", "save it again"
                )
            if "word/document.xml" not in archive.namelist():
                raise TextUnreadable(file, "the archive holds no Word document", "save it as DOCX")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        if _DOCTYPE.search(part.read()):
                            raise TextUnreadable(
                                file, "its XML declares a DOCTYPE, which is refused", "save it again in Word"
                            )
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, NotImplementedError, RuntimeError, EOFError, OSError
    ) as error:  # fmt: skip
        raise TextUnreadable(file, "the Word file is broken", "open it in Word and save it again") from error


def _lines(document: WordDocument) -> Iterator[str]:
    numbers = _Numbers(document)
    notes = _notes(document)
    root: Any = document.element
    styles: Any = document.styles.element
    for paragraph in root.body.iter(f"{_W}p"):
        if not len(paragraph):
            continue
        words, called = _words(paragraph)
        if not words.strip():
            continue
        style = paragraph.style or ""
        name = styles.get_by_id(style)
        heading = HEADING_SIGN if name is not None and _HEADING_STYLE.search(name.name_val or "") else ""
        yield f"{heading}{numbers.mark(paragraph)}{words}"
        for mark in called:
            if mark in notes:
                yield f"[^{mark}]: {notes[mark]}"


def _words(paragraph: Any) -> tuple[str, list[str]]:
    parts: list[str] = []
    called: list[str] = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}footnoteReference", f"{_W}noBreakHyphen"):
        tag = element.tag.removeprefix(_W)
        if tag == "t":
            parts.append(element.text or "")
        elif tag == "footnoteReference":
            called.append(element.get(f"{_W}id", ""))
            parts.append(f"[^{called[-1]}]")
        else:
            parts.append({"tab": "\t", "br": "\n"}.get(tag, "-"))
    return "".join(parts).replace(HEADING_SIGN, ""), called


def _notes(document: WordDocument) -> dict[str, str]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes"):
            root = parse_xml(relation.target_part.blob)
            return {
                note.get(f"{_W}id", ""): " ".join("".join(t.text or "" for t in note.iter(f"{_W}t")).split())
                for note in root.iter(f"{_W}footnote")
                if note.get(f"{_W}type") is None
            }
    return {}


class _Numbers:
    """Automatic numbers, which a Word file does not hold as text."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        kinds = {abstract.get(f"{_W}abstractNumId"): abstract for abstract in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            link = number.find(f"{_W}abstractNumId")
            kind = kinds.get(link.get(f"{_W}val")) if link is not None else None
            for level in kind.iter(f"{_W}lvl") if kind is not None else ():
                depth = int(level.get(f"{_W}ilvl", "0"))
                if not 0 <= depth <= DEEPEST_LEVEL:
                    continue
                self._levels[number.get(f"{_W}numId", ""), depth] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    min(int(_value(level, "start", "1")), LARGEST_START),
                )
        for style in document.styles.element.iter(f"{_W}style"):
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                self._by_style[style.get(f"{_W}styleId", "")] = (
                    _value(properties, "numId", ""),
                    int(_value(properties, "ilvl", "0")),
                )

    def mark(self, paragraph: Any) -> str:
        """The number Word shows before a paragraph, with a space; empty when it shows none."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is not None:
            number, depth = _value(properties, "numId", ""), int(_value(properties, "ilvl", "0"))
        else:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            number, depth = self._by_style.get("" if style is None else style.get(f"{_W}val", ""), ("", 0))
        if (number, depth) not in self._levels:
            return ""
        counts = self._counts.setdefault(number, [])
        while len(counts) <= depth:
            counts.append(self._levels.get((number, len(counts)), ("", "", 1))[2] - 1)
        counts[depth] += 1
        del counts[depth + 1 :]
        pattern = self._levels[number, depth][1][:_LONGEST_PATTERN]
        shown = _PLACEHOLDER.sub(lambda match: self._shown(number, counts, int(match[1]) - 1), pattern)
        return f"{shown} " if shown.strip() else ""

    def _shown(self, number: str, counts: list[int], depth: int) -> str:
        if not 0 <= depth < len(counts):
            return ""
        value = counts[depth]
        kind = self._levels.get((number, depth), ("decimal", "", 1))[0]
        if kind in ("lowerLetter", "upperLetter") and value > 0:
            letter = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter if kind == "lowerLetter" else letter.upper()
        if kind in ("lowerRoman", "upperRoman") and 0 < value < 40:
            roman = ""
            for worth, sign in _ROMAN:
                while value >= worth:
                    roman, value = roman + sign, value - worth
            return roman if kind == "lowerRoman" else roman.upper()
        return "•" if kind == "bullet" else str(value)


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return default if child is None else child.get(f"{_W}val", default)
