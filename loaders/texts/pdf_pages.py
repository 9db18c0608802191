"""The text layer of a PDF, page by page, read in a process of its own: `python -m clauseway.loaders.texts.pdf_pages`.

PDFium cannot be interrupted, and a small file can lead it in circles or unpack to a thousand times its size; a process
can be ended and is held to its memory. It reads the PDF from standard input and writes one JSON object.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false
# The library carries no full types.

from __future__ import annotations

import json
import subprocess
import sys
from typing import cast

from clauseway.loaders.texts.problems import TextUnreadable

MOST_PAGES = 20_000
MOST_CHARACTERS = 50_000_000
"""More text than any treaty has; a file beyond it is refused before memory runs out."""

MEMORY_BYTES = 2 << 30
"""Address space the process may take; a treaty of 3,000 pages takes a fifth of it."""

SECONDS = 60
SECONDS_A_MEGABYTE = 6
"""Time the process may take: so many seconds, and so many more for each megabyte of the file."""


def pdf_pages(data: bytes, file: str) -> list[str]:
    """The text of each page.

    Args:
        data: The PDF.
        file: Name for messages.

    Raises:
        TextUnreadable: When it is broken, encrypted or too long, or takes too much time or memory.
    """
    seconds = SECONDS + SECONDS_A_MEGABYTE * len(data) // 1_000_000
    command = [sys.executable, "-m", __name__, str(seconds), str(MEMORY_BYTES)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds + 5, check=False)
        found = cast("dict[str, object]", json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError):  # it was ended, by us or by the system it runs on
        raise TextUnreadable(
            file, "the PDF takes more time or memory than any treaty", "save it anew, or give its text"
        ) from None
    if "refused" in found:
        what, advice = cast("tuple[str, str]", found["refused"])
        raise TextUnreadable(file, what, advice)
    return cast("list[str]", found["pages"])


def pages_of(data: bytes) -> dict[str, object]:
    """`pages`, the text of each; or `refused`, what is wrong and what to do."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            return {"refused": ("the PDF is encrypted", "save it without a password")}
        return {"refused": ("the PDF is broken", "fetch it again")}
    if count > MOST_PAGES:
        return {"refused": (f"the PDF has {count} pages, more than the {MOST_PAGES} read", "split it")}
    pages: list[str] = []
    length = 0
    for at in range(count):
        try:
            page = document[at]
            layer = page.get_textpage()
            pages.append(layer.get_text_bounded())
            layer.close()
            page.close()
        except pdfium.PdfiumError:
            return {"refused": (f"page {at + 1} of the PDF is broken", "fetch it again")}
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            return {"refused": ("the PDF holds more text than any treaty", "split it")}
    return {"pages": pages}


def main() -> None:
    """Answer for the PDF on standard input."""
    _hold_to(int(sys.argv[1]), int(sys.argv[2]))
    json.dump(pages_of(sys.stdin.buffer.read()), sys.stdout)
    sys.stdout.flush()


def _hold_to(seconds: int, memory: int) -> None:
    """Bound memory and time, where the system can: an alarm ends the process even if who asked is gone."""
    import signal

    if hasattr(signal, "alarm"):
        signal.alarm(seconds + 2)
    try:
        import resource
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
