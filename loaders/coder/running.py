"""Codes many files: in processes, with a cache that lets a broken run go on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from clauseway.loaders.coder.coding import Coding
from clauseway.loaders.coder.lexicon import LexiconFaulty, coder_version
from clauseway.loaders.coder.treaty import code_document
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import read_document


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of a file.

    Attributes:
        file: Its name.
        codings: In the order of the text.
        problem: One sentence that says why it could not be coded; empty when it could.
        cached: Whether the codings were kept from an earlier run.
    """

    file: str
    codings: tuple[Coding, ...]
    problem: str = ""
    cached: bool = False


def code_file(path: Path, cache: Path | None = None) -> FileResult:
    """Read and code one file.

    A function of its file alone, so that any pool of workers can run it.

    Args:
        path: The file.
        cache: Folder of kept codings, by the text's checksum and the coder's version; `None` keeps none.
    """
    try:
        kept = cache / coder_version() / f"{checksum}.json" if cache and (checksum := _checksum(path)) else None
        if kept and (codings := _kept(kept, path.name)) is not None:
            return FileResult(path.name, codings, cached=True)  # without reading the text, which takes longest
        document = read_document(path)
        codings = tuple(code_document(document))
    except (TextUnreadable, LexiconFaulty) as error:
        return FileResult(path.name, (), str(error))
    if kept:
        _keep(kept, codings)
    return FileResult(document.file, codings)


def code_files(
    paths: Sequence[Path],
    jobs: int = 1,
    cache: Path | None = None,
    progress: Callable[[int, int, FileResult], None] | None = None,
) -> Iterator[FileResult]:
    """Code files, in the order given whatever the number of processes.

    Args:
        paths: The files.
        jobs: Processes; 1 codes in this one.
        cache: As for `code_file`.
        progress: Called after each file with its count, the number of files and its result.

    Yields:
        A result for each file; one that cannot be read does not stop the others.
    """
    work = partial(code_file, cache=cache)
    if jobs <= 1 or len(paths) < 2:
        yield from _told(map(work, paths), len(paths), progress)
        return
    with ProcessPoolExecutor(jobs) as pool:
        chunk = max(1, min(8, len(paths) // (4 * jobs)))
        yield from _told(pool.map(work, paths, chunksize=chunk), len(paths), progress)


def default_cache() -> Path:
    """Folder of kept codings on this machine."""
    from platformdirs import user_cache_path

    return user_cache_path("clauseway") / "codings"


def _told(
    results: Iterable[FileResult], total: int, progress: Callable[[int, int, FileResult], None] | None
) -> Iterator[FileResult]:
    for count, result in enumerate(results, 1):
        if progress:
            progress(count, total, result)
        yield result


def _checksum(path: Path) -> str:
    """SHA-256 of a file; empty when it is none that can be read, of which the reader says why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _kept(path: Path, file: str) -> tuple[Coding, ...] | None:
    try:
        rows = cast("list[dict[str, Any]]", json.loads(path.read_text("utf-8")))
        for row in rows:
            row["file"] = file  # the same text may lie under another name
        return tuple(Coding(**row) for row in rows)
    except (OSError, ValueError, TypeError):
        return None  # never written, or by a broken run: code the text anew


def _keep(path: Path, codings: Sequence[Coding]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(coding) for coding in codings], file, ensure_ascii=False)
    os.replace(name, path)
