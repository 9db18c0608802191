"""A folder of files that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from clauseway.graph.engine import GraphError


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
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield beside
        beside.chmod(0o755)  # a temporary folder is closed to others, such as the user a server runs as
        os.replace(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
