"""A folder of files that is there whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from clauseway.graph.engine import GraphError
from clauseway.graph.unfinished import clear_abandoned, under_work


@contextmanager
def new_folder(folder: Path) -> Generator[Path]:
    """A folder beside the wanted one, to fill; it takes its place when the block ends without an error.

    Args:
        folder: The folder to make; it may be there if it is empty.

    Raises:
        GraphError: The folder holds something, or is none.
        OSError: It cannot be written; nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GraphError(f"{folder} is there and is not an empty folder; name a new one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with workshop_beside(folder) as beside:
        yield beside
        beside.chmod(0o755)  # a temporary folder is closed to others, such as the user a server runs as
        os.replace(beside, folder)


@contextmanager
def workshop_beside(target: Path) -> Generator[Path]:
    """A hidden folder beside a target, to prepare it in; gone when the block ends, and those of killed processes too.

    Raises:
        OSError: It cannot be made.
    """
    prefix, suffix = f".{target.name}.", ".part"
    clear_abandoned(target.parent, re.compile(f"{re.escape(prefix)}[a-z0-9_]{{8}}{re.escape(suffix)}"))

    def make() -> Path:
        return Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=target.parent))

    with under_work(make) as workshop:
        try:
            yield workshop
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
