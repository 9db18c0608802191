"""Reads the text layer of PDF files."""

from __future__ import annotations

from importlib.util import find_spec

from clauseway.loaders.texts.drafts import PAGE_BREAK, Draft
from clauseway.loaders.texts.encodings import decode
from clauseway.loaders.texts.page_furniture import without_furniture
from clauseway.loaders.texts.pdf_pages import pdf_pages
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import segment


def read_pdf(data: bytes, file: str) -> Draft:
    """Read a PDF.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings, with page numbers.

    Raises:
        TextUnreadable: When it is broken, encrypted, too long, a scan without text, or takes too much time or memory.
    """
    if find_spec("pypdfium2") is None:
        raise TextUnreadable(file, "reading PDF needs pypdfium2", "install clauseway[coder]")
    pages = pdf_pages(data, file)
    length = sum(map(len, pages))
    if length < 20 * len(pages) and length < 2000:
        raise TextUnreadable(
            file, "the PDF has no text, only pictures of pages", "run character recognition on it first"
        )
    text = f"\n{PAGE_BREAK}".join(page.replace("\r\n", "\n").replace("\r", "\n") for page in pages)
    text = text.replace("\ufffe", "-").replace("\x02", "-")  # PDFium's signs for a hyphen at a line end
    text = decode(text.encode("utf-8", errors="replace"), file)
    return Draft("", "", (), segment(without_furniture(text)))
