"""Answers kept in memory while their data last: bounded by size, the one asked longest ago goes first."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

OVERHEAD = 1_000
"""Bytes counted for an entry besides its body: key, headers, links of the list."""

WORTH_PACKING = 1_000
"""Bytes from which a body is compressed."""

_PACKABLE = re.compile(r"text/|image/svg|application/(?:x-nd|[\w.-]+\+)?json|application/(?:[\w.-]+\+)?xml")
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer.

    Attributes:
        body: The bytes; compressed by gzip where `is_packed`.
        media_type: Content type.
        status: HTTP status.
        filename: Name to save it under; empty for what a browser shows.
        styles: Hashes of the style elements in the body, for the content security policy: drawings bring their own.
        moved_to: The canonical address, where it is another one.
        is_packed: Whether the body is compressed.
    """

    body: bytes
    media_type: str
    status: int = 200
    filename: str = ""
    styles: tuple[str, ...] = ()
    moved_to: str = ""
    is_packed: bool = False

    def packed(self) -> Kept:
        """The same answer compressed, where that is worth while: once for all who ask, and several times as many fit.

        >>> page = Kept(b"<p>word</p>" * 500, "text/html").packed()
        >>> page.is_packed, len(page.body) < 100, page.unpacked() == b"<p>word</p>" * 500
        (True, True, True)
        >>> Kept(b"word", "text/html").packed().is_packed
        False
        """
        if self.is_packed or len(self.body) < WORTH_PACKING or not _PACKABLE.match(self.media_type):
            return self
        return replace(self, body=gzip.compress(self.body, 5, mtime=0), is_packed=True)

    def unpacked(self) -> bytes:
        """The body as it is meant."""
        return gzip.decompress(self.body) if self.is_packed else self.body


def style_hashes(body: bytes) -> tuple[str, ...]:
    """Hashes of the style elements of a page, each once, as a content security policy writes them.

    >>> style_hashes(b"<p>no style</p>")
    ()
    """
    found = dict.fromkeys(_STYLE.findall(body))
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'" for text in found)


def takes_gzip(encodings: str) -> bool:
    """Whether a client takes bodies compressed by gzip, by its header Accept-Encoding.

    >>> [takes_gzip(each) for each in ("gzip, br", "br", "gzip;q=0", "GZIP; q=0.5", "")]
    [True, False, False, True, False]
    """
    for each in encodings.lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False


class AnswersKept:
    """A store of answers, at most so many bytes large; threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        """Make an empty store; 0 bytes keep nothing."""
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Kept | None:
        """The answer of a key, which counts as asked now."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], answer: Kept) -> None:
        """Keep an answer, unless it alone would fill a quarter of the store."""
        size = _size(key, answer)
        if size * 4 > self._most:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self._bytes += size - (_size(key, old) if old else 0)
            self._kept[key] = answer
            while self._bytes > self._most:
                gone, last = self._kept.popitem(last=False)
                self._bytes -= _size(gone, last)

    def clear(self) -> None:
        """Forget all: the data are others."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def _size(key: tuple[str, ...], answer: Kept) -> int:
    return len(answer.body) + sum(map(len, key)) + OVERHEAD
