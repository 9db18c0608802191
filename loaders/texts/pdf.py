"""Reads the text layer of PDF files."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false, reportUnknownLambdaType=false
# The library carries no full types.

from __future__ import annotations

from clauseway.loaders.texts.drafts import PAGE_BREAK, Draft
from clauseway.loaders.texts.encodings import decode
from clauseway.loaders.texts.page_furniture import without_furniture
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import segment

MOST_PAGES = 20_000
MOST_CHARACTERS = 200_000_000
"""More text than any treaty has; a file beyond it is refused before memory runs out."""


def read_pdf(data: bytes, file: str) -> Draft:
    """Read a PDF.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings, with page numbers.

    Raises:
        TextUnreadable: When it is broken, encrypted, too long, or a scan without text.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError as error:
        raise TextUnreadable(file, "reading PDF needs pypdfium2", "install clauseway[coder]") from error
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise TextUnreadable(file, "the PDF is encrypted", "save it without a password") from error
        raise TextUnreadable(file, "the PDF is broken", "fetch it again") from error
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise TextUnreadable(file, f"the PDF has {count} pages, more than the {MOST_PAGES} read", "split it")
        pages: list[str] = []
        length = 0
        for at in range(count):
            try:
                page = document[at]
                layer = page.get_textpage()
                pages.append(layer.get_text_bounded())
                layer.close()
                page.close()
            except pdfium.PdfiumError as error:
                raise TextUnreadable(file, f"page {at + 1} of the PDF is broken", "fetch it again") from error
            length += len(pages[-1])
            if length > MOST_CHARACTERS:
                raise TextUnreadable(file, "the PDF holds more text than any treaty", "split it")
    finally:
        document.close()
    if length < 20 * count and length < 2000:
        raise TextUnreadable(
            file, "the PDF has no text, only pictures of pages", "run character recognition on it first"
        )
    text = f"\n{PAGE_BREAK}".join(page.replace("\r\n", "\n").replace("\r", "\n") for page in pages)
    text = text.replace("\ufffe", "-").replace("\x02", "-")  # PDFium's signs for a hyphen at a line end
    text = decode(text.encode("utf-8", errors="replace"), file)
    return Draft("", "", (), segment(without_furniture(text)))
