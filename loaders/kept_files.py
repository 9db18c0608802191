"""What was worked out of a file, kept in the user's cache with its own checksum: a damaged one is worked out anew.

A flipped bit in a kept text would still be good JSON, and would change answers that nobody could trace.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path

from clauseway.graph.unfinished import clear_abandoned_once, under_work

_UNFINISHED = re.compile(r"tmp[a-z0-9_]{8}\.part")


def kept(path: Path) -> object:
    """What is kept there; `None` when nothing is, or when it is not what was written."""
    try:
        digest, _, text = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest.decode("ascii", "replace") != _checksum(text):
        return None
    return json.loads(text)


def keep(path: Path, content: object) -> None:
    """Keep something JSON can hold; a full or closed disk costs time later, never a result."""
    text = json.dumps(content, ensure_ascii=False).encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_abandoned_once(path.parent, _UNFINISHED)
        with under_work(lambda: _new_file(path.parent)) as beside:
            try:
                beside.write_bytes(f"{_checksum(text)}\n".encode() + text)
                os.replace(beside, path)
            finally:
                beside.unlink(missing_ok=True)


def _new_file(folder: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    os.close(handle)
    return Path(name)


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
