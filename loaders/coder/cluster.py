"""Codes many files on the workers of a Dask cluster, with the results of one process."""

# pyright: reportUnknownMemberType=false
# The client of the cluster is only partly typed.

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from clauseway.loaders.coder.lexicon import coder_version
from clauseway.loaders.coder.running import (
    FileResult,
    NoAddress,
    PoolFailed,
    code_bytes,
    keep,
    kept_path,
    kept_result,
    told,
)
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import file_bytes

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer, and to have a worker."""
PATIENCE_SECONDS = 30.0
"""How long a cluster may be without any worker in the middle of the work; a restart takes a few seconds."""
TEXTS_A_THREAD = 4
BYTES_AHEAD = 64 * 1024 * 1024
"""Texts under way at once, by the threads of the cluster and by size: memory does not grow with their number."""
PACKAGES = ("lxml", "pypdfium2", "docx", "charset_normalizer", "sentencex", "py3langid")

type WorkerFacts = tuple[str, tuple[str, ...]]
"""Version of a worker's coder, and the packages of the coder it lacks."""

_INSTALL = 'install "clauseway[distributed]" of the same version there'
_ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?([\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}")
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A text under way: its file, where its codings will be kept, its size in bytes."""

    path: Path
    kept: Path | None
    size: int
    future: Future[FileResult]


def code_files_on(
    address: str,
    paths: Sequence[Path],
    cache: Path | None = None,
    progress: Callable[[int, int, FileResult], None] | None = None,
) -> Iterator[FileResult]:
    """Code files on a cluster, in the order given.

    The bytes of a text travel with its task, so workers need no folder of this machine, and a text whose worker died
    is given to another one. What is kept here is not sent.

    Args:
        address: Of the scheduler, `tcp://host:8786`.
        paths: The files.
        cache: Folder of kept codings on this machine, as for `code_file`.
        progress: As for `code_files`.

    Yields:
        A result for each file; one that cannot be read, or that ends every worker it is given to, stops no other.

    Raises:
        PoolFailed: When Dask is not installed, the scheduler is not there or goes away, no worker is left, or a worker
            lacks packages or has another coder; with one sentence.
    """
    with _connected(address) as client:
        _check_workers(client, address)
        yield from told(_coded(client, address, paths, cache), len(paths), progress)


def worker_facts() -> WorkerFacts:
    """What a worker can do, asked on the worker."""
    return coder_version(), tuple(name for name in PACKAGES if not _importable(name))


def refusal(facts: Mapping[str, WorkerFacts | BaseException], here: str) -> str:
    """Why these workers may not code; empty when they may.

    Args:
        facts: By address of the worker; an exception when it could not even answer.
        here: Version of the coder on this machine.

    >>> refusal({"tcp://a:1": ("1-ab", ()), "tcp://b:1": ("1-cd", ())}, "1-ab")
    'Worker tcp://b:1 has the coder 1-cd and this machine 1-ab; install "clauseway[distributed]" of the same version \
there.'
    """
    for worker, found in sorted(facts.items()):
        if isinstance(found, ImportError):
            return f"Worker {worker} lacks the package {found.name or found}; {_INSTALL}."
        if isinstance(found, BaseException):
            return f"Worker {worker} could not say what it has ({type(found).__name__}: {found}); {_INSTALL}."
        version, missing = found
        if missing:
            return f"Worker {worker} lacks {', '.join(missing)}; {_INSTALL}."
        if version != here:
            return f"Worker {worker} has the coder {version} and this machine {here}; {_INSTALL}."
    return ""


def code_sent_text(data: bytes, file: str, version: str) -> FileResult:
    """Code a text on a worker.

    Args:
        data: The whole file.
        file: Its name.
        version: Of the coder that the sender has; a worker may have come after the others were checked.

    Raises:
        PoolFailed: When this worker has another coder.
    """
    if version != coder_version():
        raise PoolFailed(refusal({"that came later": (coder_version(), ())}, version))
    with _ONE_AT_A_TIME:  # PDFium is not made for threads, and threads would not make this work faster
        return code_bytes(data, file)


def _coded(client: Client, address: str, paths: Sequence[Path], cache: Path | None) -> Iterator[FileResult]:
    threads = max(1, sum(cast("dict[str, int]", client.nthreads()).values()))
    waiting: deque[FileResult | _Sent] = deque()
    for path in paths:
        try:
            data = file_bytes(path)
            kept = kept_path(cache, data, path.name)
            waiting.append(kept_result(kept, path.name) or _Sent(path, kept, len(data), _sent(client, data, path.name)))
            del data
        except TextUnreadable as error:
            waiting.append(FileResult(path.name, (), str(error)))
        while (
            len(waiting) > TEXTS_A_THREAD * threads
            or sum(one.size for one in waiting if isinstance(one, _Sent)) > BYTES_AHEAD
        ):
            yield _finished(client, address, waiting.popleft())
    while waiting:
        yield _finished(client, address, waiting.popleft())


def _sent(client: Client, data: bytes, file: str) -> Future[FileResult]:
    return client.submit(code_sent_text, data, file, coder_version(), pure=False)


def _finished(client: Client, address: str, work: FileResult | _Sent) -> FileResult:
    if isinstance(work, FileResult):
        return work
    from distributed import KilledWorker

    path = work.path
    try:
        try:
            return keep(work.kept, _awaited(client, address, work.future))
        except KilledWorker:
            # Dask blames every text that waited on the workers that died; alone, the innocent ones pass
            return keep(work.kept, _awaited(client, address, _sent(client, file_bytes(path), path.name)))
    except KilledWorker:
        size = f"{work.size / 1e6:.1f} MB"
        why = f"{path.name}: every worker that was given this text ({size}) died; give workers more memory"
        return FileResult(path.name, (), why)
    except TextUnreadable as error:
        return FileResult(path.name, (), str(error))
    except ImportError as error:
        raise PoolFailed(refusal({"that came later": error}, coder_version())) from error
    except (OSError, CancelledError) as error:
        raise PoolFailed(
            f"The Dask scheduler at {address} went away; start it and run again (texts coded so far are kept)."
        ) from error


def _awaited(client: Client, address: str, future: Future[FileResult]) -> FileResult:
    """The result of a text, for as long as the cluster has workers."""
    alone_since: float | None = None
    while True:
        try:
            return future.result(timeout=1)
        except TimeoutError:
            now = time.monotonic()
            alone_since = None if client.nthreads() else alone_since or now
            if alone_since is not None and now - alone_since > PATIENCE_SECONDS:
                raise _no_worker(address) from None


@contextmanager
def _connected(address: str) -> Generator[Client]:
    try:
        from distributed import Client
    except ImportError as error:
        raise PoolFailed(
            "Coding on a Dask cluster needs the packages dask and distributed. "
            "Install Clauseway with its extra: clauseway[distributed]."
        ) from error
    import dask.config

    if not _ADDRESS.fullmatch(address):  # the library would wait for it
        raise NoAddress(f"{address!r} is no address of a Dask scheduler; write it as tcp://host:8786.")
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)  # lost connections and large texts are told in our own sentences
    settings = {"distributed.admin.large-graph-warning-threshold": "1 TiB"}
    try:
        with dask.config.set(settings):
            try:
                client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
            except OSError as error:
                raise PoolFailed(
                    f"No Dask scheduler answers at {address}; check the address (tcp://host:8786) or start one with "
                    "`dask scheduler`."
                ) from error
            try:
                yield client
            finally:
                client.close(timeout=2)
    finally:
        log.setLevel(level)


def _check_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise _no_worker(address) from None
    facts = cast("dict[str, WorkerFacts | BaseException]", client.run(worker_facts, on_error="return"))
    if why := refusal(facts, coder_version()):
        raise PoolFailed(why)


def _no_worker(address: str) -> PoolFailed:
    return PoolFailed(f"The Dask scheduler at {address} has no worker; start one with `dask worker {address}`.")


def _importable(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True
