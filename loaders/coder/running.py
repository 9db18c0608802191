"""Codes many files: in processes, with a cache that lets a broken run go on where it stopped."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from clauseway.loaders import kept_files
from clauseway.loaders.child_processes import end_with_the_parent
from clauseway.loaders.coder.coding import Coding
from clauseway.loaders.coder.lexicon import LexiconFaulty, coder_version
from clauseway.loaders.coder.treaty import code_document
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import document_of, file_bytes


class PoolFailed(Exception):
    """The processes or machines that should code are missing, gone or not alike. The message is one sentence."""


class NoAddress(PoolFailed, ValueError):
    """What was given as the address of a scheduler is none. The message is one sentence."""


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
        data = file_bytes(path)
    except TextUnreadable as error:
        return FileResult(path.name, (), str(error))
    kept = kept_path(cache, data, path.name)
    return kept_result(kept, path.name) or keep(kept, code_bytes(data, path.name))


def code_bytes(data: bytes, file: str) -> FileResult:
    """Read and code a text of which the bytes are at hand.

    Args:
        data: The whole file.
        file: Its name; the ending helps to tell the format.
    """
    try:
        return FileResult(file, tuple(code_document(document_of(data, file))))
    except TextUnreadable as error:
        return FileResult(file, (), str(error))
    except LexiconFaulty as error:
        return FileResult(file, (), f"{file}: {error}")


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

    Raises:
        PoolFailed: When a process was killed.
    """
    work = partial(code_file, cache=cache)
    if jobs <= 1 or len(paths) < 2:
        yield from told(map(work, paths), len(paths), progress)
        return
    others = set(multiprocessing.active_children())
    # fork would copy locks that other threads hold at that moment
    context = multiprocessing.get_context("spawn") if threading.active_count() > 1 else None
    pool = ProcessPoolExecutor(min(jobs, len(paths)), context, initializer=end_with_the_parent)
    try:
        chunk = max(1, min(8, len(paths) // (4 * jobs)))
        yield from told(pool.map(work, paths, chunksize=chunk), len(paths), progress)
    except BrokenProcessPool as error:
        raise PoolFailed(
            "A process that codes was ended from outside, perhaps for want of memory; run again with fewer --jobs "
            "(texts coded so far are kept)."
        ) from error
    except KeyboardInterrupt:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()  # they leave Ctrl-C to this process, and a long text would keep them
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def default_cache() -> Path:
    """Folder of kept codings on this machine."""
    from platformdirs import user_cache_path

    return user_cache_path("clauseway") / "codings"


def told(
    results: Iterable[FileResult], total: int, progress: Callable[[int, int, FileResult], None] | None
) -> Iterator[FileResult]:
    """Pass results on and tell `progress` of each."""
    for count, result in enumerate(results, 1):
        if progress:
            progress(count, total, result)
        yield result


def kept_path(cache: Path | None, data: bytes, file: str) -> Path | None:
    """Where the codings of a text are kept.

    The ending of the name belongs to the key: the same bytes are read otherwise as Markdown than as plain text.
    """
    if cache is None:
        return None
    return cache / coder_version() / f"{hashlib.sha256(data).hexdigest()}{Path(file).suffix.lower()}.json"


def kept_result(path: Path | None, file: str) -> FileResult | None:
    """The codings kept there, under the name that the text has now."""
    if path is None:
        return None
    rows = cast("list[dict[str, Any]] | None", kept_files.kept(path))
    if rows is None:
        return None
    for row in rows:
        row["file"] = file  # the same text may lie under another name
    return FileResult(file, tuple(Coding(**row) for row in rows), cached=True)


def keep(path: Path | None, result: FileResult) -> FileResult:
    """Keep the codings of a text, unless it could not be read; gives the result back."""
    if path is None or result.problem:
        return result
    kept_files.keep(path, [asdict(coding) for coding in result.codings])
    return result
