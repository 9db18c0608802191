"""Fetch files of the sources over HTTP: resumed where a fetch broke off, checked before they get their name.

The bytes go into a hidden `.NAME.part` beside the target; only when size and checksum are those of the catalogue is
it renamed. A lock on that file keeps two fetches apart and goes with the process that holds it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import quote, urljoin, urlsplit

from clauseway.loaders.fetch_failures import disk_sentence, network_words
from clauseway.loaders.source_files import FileProgress, SourceFile, checksum

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager, Retry

MOST_REDIRECTS = 5
LONGEST_WAIT = 60.0
"""Seconds that a server may ask to be left alone before the next try; a longer wish is cut to this."""

_BLOCK = 1 << 16
_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")

type Outcome = Literal["already there", "fetched", "resumed"]


class FetchError(Exception):
    """A file could not be fetched. The text is one sentence a user can act on."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How to fetch.

    Attributes:
        timeout: Longest silence of a server, in seconds.
        retries: Further tries after one that failed in a way another may not (cut connections, time-outs, 429, 5xx).
        pause: Seconds before the second further try; each later pause is twice as long, up to `LONGEST_WAIT`.
        replace: Whether a file that differs from the catalogue is replaced.
    """

    timeout: float = 30.0
    retries: int = 3
    pause: float = 0.5
    replace: bool = False


class _Broken(Exception):
    """A try failed in a way that another may not; the text says how."""

    def __init__(self, text: str, response: BaseHTTPResponse | None = None) -> None:
        super().__init__(text)
        self.response = response


def address_of(file: SourceFile, mirror: str | None) -> str:
    """Where to fetch a file: at its own address, or under the base address of a mirror of the sources folder.

    Raises:
        FetchError: It has no address that gives it byte for byte, or an address is not http or https.
    """
    if mirror is None:
        if not file.can_be_fetched:
            made = "was converted from what the publisher offers" if file.address else "was made by this project"
            raise FetchError(f"{file.file} {made}, so no address gives it as it is; name a mirror with --from.")
        return _web_address(file.address, file.file)
    return _web_address(f"{mirror.rstrip('/')}/{quote(file.file)}", file.file)


def fetch_file(
    file: SourceFile, folder: Path, address: str, settings: FetchSettings, progress: FileProgress
) -> Outcome:
    """Fetch one file into a sources folder.

    Args:
        file: What is expected.
        folder: The sources folder; folders in it are made.
        address: Where to fetch it.
        settings: How to fetch.
        progress: Told of each block.

    Raises:
        FetchError: It was not fetched. The target is as it was; a `.part` file is kept when it can be resumed.
    """
    target = folder / file.file
    try:
        if target.exists():
            if not target.is_file():
                raise FetchError(f"{target} is in the way: it is not a file.")
            if target.stat().st_size == file.bytes and checksum(target) == file.sha256:
                return "already there"
            if not settings.replace:
                raise FetchError(f"{target} is there and differs from the catalogue; replace it with --replace.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with _Part.open(target, file) as part:
            resumed = _fill(part, file, address, settings, progress)
            part.become(target)
        return "resumed" if resumed else "fetched"
    except OSError as error:
        raise FetchError(disk_sentence(target, error)) from error


class _Part:
    """The unfinished file, locked while it is filled, and the note of what it is the beginning of."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.path = path
        self.note = path.with_name(path.name + ".json")
        self.stream = stream

    @classmethod
    @contextlib.contextmanager
    def open(cls, target: Path, file: SourceFile) -> Generator[_Part]:
        path = target.with_name(f".{target.name}.part")
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b") as stream:
            _lock(stream, path, file)
            part = cls(path, stream)
            free = shutil.disk_usage(path.parent).free
            if free < file.bytes - part.size:
                raise FetchError(f"{file.file} needs {file.bytes:,} bytes, and the disk of {path.parent} has {free:,}.")
            yield part

    @property
    def size(self) -> int:
        return self.stream.seek(0, os.SEEK_END)

    def restart(self) -> None:
        self.stream.seek(0)
        self.stream.truncate()

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def remember(self, address: str, response: BaseHTTPResponse) -> None:
        """Keep what tells this version of the file from a later one at the same address."""
        etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        # If-Range takes no weak tag: it says the same meaning, not the same bytes
        validator = etag if etag and not etag.startswith("W/") else modified
        self.note.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")

    def validator(self, address: str) -> str | None:
        """What the server called the version that was begun; `None` when it was begun elsewhere or is not known."""
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
            return str(noted["validator"]) if noted["address"] == address else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def hash(self) -> str:
        digest = hashlib.sha256()
        self.stream.flush()
        self.stream.seek(0)
        while block := self.stream.read(_BLOCK):
            digest.update(block)
        return digest.hexdigest()

    def become(self, target: Path) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        os.replace(self.path, target)
        self.note.unlink(missing_ok=True)


def _lock(stream: BinaryIO, path: Path, file: SourceFile) -> None:
    busy = FetchError(f"Another fetch of {file.file} is at work; wait for it, or stop it.")
    if os.name == "posix":  # elsewhere the system itself refuses to rename a file that is open
        import fcntl

        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise busy from None
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP):  # a file system without locks
                raise
    # the other fetch may have renamed the file between our opening and our locking it
    if not path.exists() or not os.path.samestat(path.stat(), os.fstat(stream.fileno())):
        raise busy


def _fill(part: _Part, file: SourceFile, address: str, settings: FetchSettings, progress: FileProgress) -> bool:
    """Bring the part to the whole and check it; says whether anything from an earlier try was of use."""
    resumed = False
    tries = _tries(settings)
    with _pool(address, settings) as pool:
        while True:
            try:
                begun = part.size
                kept = _get(pool, part, file, address, progress)
                resumed = resumed or (kept and begun > 0)
                found = part.hash()
                if found == file.sha256:
                    return resumed
                if resumed:  # the beginning was of another version: take it all anew
                    part.restart()
                    resumed = False
                    raise _Broken("what an earlier fetch left does not fit what the server has now")
                part.discard()
                raise FetchError(
                    f"{address} gives another file than the catalogue knows as {file.file} "
                    f"(checksum {found[:12]}..., not {file.sha256[:12]}...); what came was removed."
                )
            except _Broken as error:
                tries = _next_try(tries, error, address)


def _get(pool: PoolManager, part: _Part, file: SourceFile, address: str, progress: FileProgress) -> bool:
    """One try: ask for what is lacking and write it; says whether the beginning was kept."""
    start = part.size
    if start == file.bytes:
        return True
    validator = part.validator(address)
    if start > file.bytes or (start and validator is None):
        part.restart()
        start = 0
    # identity: a compressed answer has other bytes, and its ranges are ranges of those
    headers = {"Accept-Encoding": "identity", "User-Agent": "clauseway"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if validator:
            headers["If-Range"] = validator
    response = _open(pool, address, headers, file)
    try:
        kept = _place(part, response, start, file)
        if not kept:
            part.remember(address, response)
        _copy(part, response, file, progress)
    finally:
        response.close()
    return kept


def _open(pool: PoolManager, address: str, headers: dict[str, str], file: SourceFile) -> BaseHTTPResponse:
    """The answer to a request, redirects followed one by one so that each new address is looked at."""
    from urllib3.exceptions import HTTPError, LocationParseError

    for _ in range(MOST_REDIRECTS + 1):
        try:
            response = pool.request(
                "GET", address, headers=headers, redirect=False, retries=False, preload_content=False
            )
        except LocationParseError as error:
            raise FetchError(f"'{address}' is not an address.") from error
        except HTTPError as error:
            raise _Broken(network_words(error)) from error
        if response.status not in (301, 302, 303, 307, 308):
            return _answered(response, address, file)
        location = response.headers.get("Location", "")
        response.close()
        following = _web_address(urljoin(address, location), file.file)
        if urlsplit(address).scheme == "https" and urlsplit(following).scheme != "https":
            raise FetchError(f"{address} leads to {following}, which is not encrypted; that is not followed.")
        address = following
    raise FetchError(f"{address} leads from one address to the next more than {MOST_REDIRECTS} times.")


def _answered(response: BaseHTTPResponse, address: str, file: SourceFile) -> BaseHTTPResponse:
    status = response.status
    if status in (200, 206, 416):
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            response.close()
            raise FetchError(f"{address} sends {file.file} encoded as {encoding}, though it was asked not to.")
        return response
    response.close()
    words = f"{status} {response.reason or ''}".strip()
    if status in _WORTH_ANOTHER_TRY:
        raise _Broken(f"the server answers {words}", response)
    if status in (404, 410):
        raise FetchError(f"There is no {file.file} at {address} ({words}).")
    raise FetchError(f"{address} does not give {file.file}: the server answers {words}.")


def _place(part: _Part, response: BaseHTTPResponse, start: int, file: SourceFile) -> bool:
    """Put the part where the answer goes on; says whether what it holds was kept."""
    if response.status == 416:  # our beginning is no beginning of theirs
        part.restart()
        raise _Broken("the server cannot go on where the last fetch ended")
    if response.status == 206 and start:
        told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if told and int(told[1]) == start and int(told[3]) == file.bytes:
            part.stream.seek(start)
            return True
        part.restart()
        raise _Broken("the server sends another part than the one asked for")
    part.restart()
    return False


def _copy(part: _Part, response: BaseHTTPResponse, file: SourceFile, progress: FileProgress) -> None:
    from urllib3.exceptions import HTTPError

    done = part.stream.tell()
    try:
        while block := response.read1(_BLOCK, decode_content=False):
            done += len(block)
            if done > file.bytes:
                part.discard()
                raise FetchError(f"The server sends more than the {file.bytes:,} bytes of {file.file}.")
            part.stream.write(block)
            progress(file.file, done, file.bytes)
    except HTTPError as error:
        raise _Broken(f"{network_words(error)} after {done:,} of {file.bytes:,} bytes") from error
    finally:
        part.stream.flush()  # what came can be gone on with
    if done < file.bytes:
        if response.length_remaining == 0 and "Content-Length" in response.headers:  # it sent all it has
            part.discard()
            raise FetchError(f"The server has only {done:,} of the {file.bytes:,} bytes of {file.file}.")
        raise _Broken(f"the connection was cut after {done:,} of {file.bytes:,} bytes")


def _pool(address: str, settings: FetchSettings) -> PoolManager:
    """A pool for an address, through the proxy that the environment names for it."""
    from urllib.request import getproxies, proxy_bypass

    from urllib3 import PoolManager, ProxyManager, Timeout

    parts = urlsplit(address)
    timeout = Timeout(connect=settings.timeout, read=settings.timeout)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        return ProxyManager(proxy, timeout=timeout)
    return PoolManager(timeout=timeout)


def _tries(settings: FetchSettings) -> Retry:
    from urllib3 import Retry

    class Bounded(Retry):
        """The budget of tries and the pauses between them; no server can ask for a pause without end."""

        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            asked = super().get_retry_after(response)
            return None if asked is None else min(asked, LONGEST_WAIT)

    return Bounded(
        total=settings.retries, backoff_factor=settings.pause, backoff_max=LONGEST_WAIT, raise_on_status=False
    )


def _next_try(tries: Retry, error: _Broken, address: str) -> Retry:
    """The budget after a failure, when the pause is over.

    Raises:
        FetchError: There is no try left.
    """
    from urllib3.exceptions import MaxRetryError, ProtocolError

    try:
        tries = tries.increment("GET", address, error=ProtocolError(str(error)))
    except MaxRetryError:
        again = "; the next fetch goes on where this one ended" if "after" in str(error) else ""
        raise FetchError(f"Fetching {address} failed: {error}{again}.") from error
    tries.sleep(error.response)
    return tries


def _web_address(address: str, file: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{file} is not fetched from '{address}': only http and https addresses are.")
    return address
