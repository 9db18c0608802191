"""Reads Word files (DOCX): words, headings, automatic numbers and footnotes."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false, reportUnknownLambdaType=false
# The library carries no full types.

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clauseway.loaders.texts.drafts import Draft
from clauseway.loaders.texts.headings import HEADING_SIGN
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import segment

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

UNPACKED_LIMIT = 300 * 1024 * 1024
"""Most bytes a file may unpack to; a Word file of a treaty stays below 20 MB."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"heading|title|überschrift|título|titre|제목|标题", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%(\d)")
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
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, XMLSyntaxError, RuntimeError) as error:
        raise TextUnreadable(file, "the Word file is broken", "open it in Word and save it again") from error
    if not text.strip():
        raise TextUnreadable(file, "the Word file holds no text", "check that it is the right file")
    return Draft((document.core_properties.title or "").strip(), "", (), segment(text))


def _refuse_bombs(data: bytes, file: str) -> None:
    """Sizes are read from the archive's own list, and declared entities are looked for, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
            if total > UNPACKED_LIMIT:
                raise TextUnreadable(
                    file,
                    f"it unpacks to {total / 1e6:.0f} MB, more than the {UNPACKED_LIMIT / 1e6:.0f} MB read",
                    "split it",
                )
            if "word/document.xml" not in archive.namelist():
                raise TextUnreadable(file, "the archive holds no Word document", "save it as DOCX")
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        if b"<!DOCTYPE" in part.read(65536):
                            raise TextUnreadable(
                                file, "its XML declares a DOCTYPE, which is refused", "save it again in Word"
                            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise TextUnreadable(file, "the Word file is broken", "open it in Word and save it again") from error


def _lines(document: WordDocument) -> Iterator[str]:
    numbers = _Numbers(document)
    notes = _notes(document)
    root: Any = document.element
    styles: Any = document.styles.element
    for paragraph in root.body.iter(f"{_W}p"):
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
                self._levels[number.get(f"{_W}numId", ""), depth] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1")),
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
        pattern = self._levels[number, depth][1]
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
