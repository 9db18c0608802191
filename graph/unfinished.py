"""Files and folders that are being written: held while somebody works on them, cleared away when nobody does.

What a killed process leaves has a name that nothing reads, so it is never taken for whole; but it takes room. Whoever
writes in the same place next asks the system whether its maker still lives: a lock ends with its process.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


@contextmanager
def under_work(make: Callable[[], Path]) -> Generator[Path]:
    """What a function makes, a file or a folder with a new name, held until the block ends.

    Raises:
        OSError: It cannot be made.
    """
    handle: int | None = None
    while True:
        path = make()
        with contextlib.suppress(BlockingIOError, FileNotFoundError):
            handle = _hold(path)
            if path.exists():
                break
            if handle is not None:
                os.close(handle)
        # else somebody who cleared the place came between the making and the holding
    try:
        yield path
    finally:
        if handle is not None:
            os.close(handle)


def clear_abandoned(folder: Path, name: re.Pattern[str]) -> None:
    """Remove what lies in a folder under such a name and is held by nobody.

    Nothing happens where the system has no locks, or does not let us: what lies there is harmless.

    Args:
        folder: Where to look; it may be missing.
        name: The whole name.
    """
    with contextlib.suppress(OSError):
        with os.scandir(folder) as entries:
            found = [Path(entry) for entry in entries if name.fullmatch(entry.name)]
        for path in found:
            with contextlib.suppress(OSError):
                handle = _hold(path)
                if handle is None:
                    continue
                try:
                    if path.is_dir():
                        shutil.rmtree(path)
                    else:
                        path.unlink()
                finally:
                    os.close(handle)


@cache
def clear_abandoned_once(folder: Path, name: re.Pattern[str]) -> None:
    """As `clear_abandoned`, at the first asking of this process: for those who write many files into one folder."""
    clear_abandoned(folder, name)


def flush_to_disk(path: Path) -> None:
    """See a file, or the names in a folder, through to the disk: a power cut after this loses nothing of it.

    Raises:
        OSError: The disk refuses.
    """
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hold(path: Path) -> int | None:
    """An open handle with a lock on it; nothing where there are no locks.

    Raises:
        BlockingIOError: Another process has it.
        OSError: It is gone.
    """
    try:
        import fcntl
    except ModuleNotFoundError:
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:  # a file system without locks
        os.close(handle)
        return None
    return handle
