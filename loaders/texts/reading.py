"""Reads a treaty text, whatever its format, into the document model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from clauseway.loaders.bounded_files import FileRefused, read_at_most
from clauseway.loaders.texts.assembling import assemble
from clauseway.loaders.texts.document import Document
from clauseway.loaders.texts.docx import read_docx
from clauseway.loaders.texts.drafts import Draft
from clauseway.loaders.texts.html import read_html
from clauseway.loaders.texts.languages import language_of
from clauseway.loaders.texts.pdf import read_pdf
from clauseway.loaders.texts.plain import read_markdown, read_plain
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.tota import read_tota

SIZE_LIMIT = 128 * 1024 * 1024
"""Largest file read, in bytes. Reading takes about twelve times its size in memory; treaties stay below 5 MB."""

_BY_ENDING: dict[str, Callable[[bytes, str], Draft]] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".text": read_plain,
}
FORMATS = (".xml", *_BY_ENDING)
"""Endings of names that are read."""


def read_document(path: Path) -> Document:
    """Read a treaty text.

    Args:
        path: The file.

    Returns:
        The text in chapters, articles and paragraphs.

    Raises:
        TextUnreadable: When it cannot be read, with one sentence that says what to do.
    """
    return document_of(file_bytes(path), path.name)


def document_of(data: bytes, file: str) -> Document:
    """Read a treaty text from its bytes, which may have come from elsewhere.

    Args:
        data: The whole file.
        file: Its name; the ending helps to tell the format.

    Raises:
        TextUnreadable: As for `read_document`.
    """
    draft = _reader(data, file)(data, file)
    document = assemble(draft, file, hashlib.sha256(data).hexdigest(), draft.language)
    if not document.chapters or not document.text.strip():
        raise TextUnreadable(file, "no words were found in it", "check that it is the right file")
    return document if document.language else replace(document, language=language_of(document.text))


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that may be a treaty text.

    Raises:
        TextUnreadable: When it is missing, a folder, empty, closed to us or larger than `SIZE_LIMIT`.
    """
    file = path.name
    try:
        data = read_at_most(path, SIZE_LIMIT)
    except FileRefused as error:
        raise TextUnreadable(file, str(error), "give an ordinary file, or split it") from error
    except FileNotFoundError as error:
        raise TextUnreadable(file, "there is no such file", "check the path") from error
    except IsADirectoryError as error:
        raise TextUnreadable(file, "it is a folder", "name the files in it") from error
    except OSError as error:
        raise TextUnreadable(file, f"it cannot be opened ({error.strerror})", "check its permissions") from error
    if not data.strip():
        raise TextUnreadable(file, "the file is empty", "fetch it again")
    return data


def _reader(data: bytes, file: str) -> Callable[[bytes, str], Draft]:
    """The reader for a file: by its first bytes, then by the end of its name."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:1024].find(b"%PDF-") >= 0:
        return read_pdf
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_docx
    lower = head[:1024].lower()
    if b"<html" in lower or b"<!doctype html" in lower:
        return read_html
    ending = Path(file).suffix.lower()
    if head.startswith(b"<?xml") or b"<treaty" in head or ending == ".xml":
        return read_tota
    if reader := _BY_ENDING.get(ending):
        return reader
    raise TextUnreadable(
        file, f"files ending in {ending or 'nothing'} are not read", f"give one of {', '.join(FORMATS)}"
    )
