"""Reads a file that may be anything: never more of it than is asked, and nothing that is no ordinary file."""

from __future__ import annotations

import stat
from pathlib import Path


class FileRefused(Exception):
    """A file is not read. The text says why, as the end of a sentence that begins with its name."""


def read_at_most(path: Path, limit: int) -> bytes:
    """The bytes of a file.

    Devices and pipes are refused: some never end, and some wait for ever.

    Args:
        path: The file.
        limit: Most bytes it may have.

    Raises:
        FileRefused: It has more, or is no ordinary file.
        OSError: It cannot be read.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(21, "Is a directory", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise FileRefused("it is no ordinary file")
    if found.st_size > limit:
        raise FileRefused(f"{found.st_size / 1e6:,.0f} MB are more than the {limit / 1e6:,.0f} MB read at once")
    with path.open("rb") as file:
        data = file.read(limit + 1)  # files of the system have no size, and others may grow
    if len(data) > limit:
        raise FileRefused(f"it holds more than the {limit / 1e6:,.0f} MB read at once")
    return data
