"""Reads a treaty text, whatever its format, into the document model."""

from __future__ import annotations

import hashlib
from pathlib import Path

from clauseway.loaders.texts.assembling import assemble
from clauseway.loaders.texts.document import Document
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.tota import read_tota

SIZE_LIMIT = 256 * 1024 * 1024
"""Largest file read, in bytes; the longest treaties known here stay below 5 MB."""


def read_document(path: Path) -> Document:
    """Read a treaty text.

    Args:
        path: The file.

    Returns:
        The text in chapters, articles and paragraphs.

    Raises:
        TextUnreadable: When it cannot be read, with one sentence that says what to do.
    """
    file = path.name
    data = _bytes(path)
    draft = read_tota(data, file)
    return assemble(draft, file, hashlib.sha256(data).hexdigest(), draft.language)


def _bytes(path: Path) -> bytes:
    file = path.name
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise TextUnreadable(
                file, f"{size / 1e6:.0f} MB is more than the {SIZE_LIMIT / 1e6:.0f} MB read at once", "split it"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise TextUnreadable(file, "there is no such file", "check the path") from error
    except IsADirectoryError as error:
        raise TextUnreadable(file, "it is a folder", "name the files in it") from error
    except OSError as error:
        raise TextUnreadable(file, f"it cannot be opened ({error.strerror})", "check its permissions") from error
    if not data.strip():
        raise TextUnreadable(file, "the file is empty", "fetch it again")
    return data
