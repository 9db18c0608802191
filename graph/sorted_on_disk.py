"""Sorting and keeping more than memory should hold: what is too much goes to temporary files.

A load compares two streams, what is wanted and what is stored, by going along both in the same order. Each is sorted
here and not by the server, since the two would have to agree on the order of every character.
"""

from __future__ import annotations

import heapq
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import batched, islice
from typing import IO, Any, cast

from clauseway.graph.engine import GraphError

HELD = 50_000
"""Items that one sorting holds in memory, at most: some 50 MB of usual nodes."""

_WIDEST = 64
"""Sorted runs that are merged at once, and so the files that are open."""

_KEPT_BYTES = 1 << 20


def sorted_on_disk[T](items: Iterable[T], key: Callable[[T], Any], held: int = HELD) -> Iterator[T]:
    """The items in the order of a key, equal ones as they came; all are taken before the first is given.

    A merge sort: runs of `held` items are sorted in memory and written to temporary files, then merged. Fewer than
    `held` items never touch a disk.

    Args:
        items: Read once; they can be pickled.
        key: What they are sorted by.
        held: Items in memory at most, 1 or more; while runs are merged, as many of them together.

    Raises:
        GraphError: The folder for temporary files has no room.

    >>> list(sorted_on_disk([3, 1, 2, 5, 4], lambda n: n, held=2))
    [1, 2, 3, 4, 5]
    >>> list(sorted_on_disk(["bb", "a", "cc", "d"], len, held=1))
    ['a', 'd', 'bb', 'cc']
    """
    source = iter(items)
    run = sorted(islice(source, held), key=key)
    if len(run) < held:
        yield from run
        return
    block = max(1, held // _WIDEST)
    runs: list[Iterator[T]] = []
    while run:
        if len(runs) == _WIDEST:
            runs = [_on_disk(heapq.merge(*runs, key=key), block)]
        runs.append(_on_disk(run, block))
        run = sorted(islice(source, held), key=key)
    yield from heapq.merge(*runs, key=key)


class Spool[T]:
    """Items that are read again later, in the order they came; more than 1 MB of them lie in a temporary file.

    >>> spool = Spool[int]()
    >>> spool.append(1); spool.append(2)
    >>> list(spool)
    [1, 2]
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_KEPT_BYTES)  # noqa: SIM115 - it ends with its owner

    def append(self, item: T) -> None:
        """Put an item at the end.

        Raises:
            GraphError: The folder for temporary files has no room.
        """
        self._file.seek(0, os.SEEK_END)
        _write(item, cast("IO[bytes]", self._file))

    def __iter__(self) -> Iterator[T]:
        self._file.seek(0)
        yield from _read(cast("IO[bytes]", self._file))


def _on_disk[T](run: Iterable[T], block: int) -> Iterator[T]:
    """The same items, from a temporary file that is gone when they are read; so many are in memory at once."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever reads it
    for together in batched(run, block):
        _write(together, file)
    file.seek(0)
    return _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[Any]:
    with file:
        for block in _read(file):
            yield from block


def _read(file: IO[bytes]) -> Iterator[Any]:
    while True:
        try:
            # ours: an unnamed file that nobody else can open
            item = pickle.load(file)
        except EOFError:
            return
        yield item


def _write(item: object, file: IO[bytes]) -> None:
    try:
        pickle.dump(item, file, pickle.HIGHEST_PROTOCOL)
    except OSError as error:
        raise GraphError(
            f"The folder for temporary files, {tempfile.gettempdir()}, cannot be written to ({error.strerror}); make "
            "room there, or name another one in TMPDIR."
        ) from error
