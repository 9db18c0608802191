"""What was worked out of one state of the data, kept for the next one who needs it.

The rules in force on a day are behind most answers, and a page or a report about one economy asks for them several
times. What is kept is shared between answers, and perhaps between threads, so it must never be changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from clauseway.graph.engine import Row

MOST = 16
"""So many results are kept; the one asked for longest ago goes first."""

MOST_ROWS = 20_000
"""So many rows of queries are kept, some 10 MB: what analyses of one economy ask for, but no whole table of flows."""


class KeptRows:
    """The rows of the queries asked for last, as many as have room; threads may share it.

    >>> kept = KeptRows(most=8)
    >>> first = kept.once("a", lambda: [{"n": 1}, {"n": 2}])
    >>> first[0]["n"] = 9
    >>> kept.once("a", lambda: []), len(kept)
    ([{'n': 1}, {'n': 2}], 3)
    >>> kept.once("b", lambda: [{"n": 3}] * 3), len(kept)
    ([{'n': 3}, {'n': 3}, {'n': 3}], 3)
    """

    def __init__(self, most: int = MOST_ROWS) -> None:
        """Keep so many rows, 0 or more."""
        self._most = most
        self._found: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._number = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._number

    def once(self, key: Hashable, ask: Callable[[], list[Row]]) -> list[Row]:
        """The rows kept under a key, or else those that the function gives; they are the caller's to change."""
        with self._lock:
            rows = self._found.get(key)
            if rows is not None:
                self._found.move_to_end(key)
        if rows is None:
            rows = ask()
            if len(rows) > self._most // 4:  # it would put out all the others
                return rows
            with self._lock:
                if key not in self._found:
                    self._found[key] = rows
                    self._number += len(rows) + 1  # to know that there is none takes room too
                while self._number > self._most:
                    _, gone = self._found.popitem(last=False)
                    self._number -= len(gone) + 1
        return [row.copy() for row in rows]


class Kept:
    """The results asked for last, by key, and the rows of queries; threads may share it.

    >>> kept = Kept(2)
    >>> [kept.once(key, lambda: key.upper()) for key in "aba"], len(kept)
    (['A', 'B', 'A'], 2)
    >>> kept.once("c", lambda: "C"), "a" in kept, "b" in kept
    ('C', True, False)
    """

    def __init__(self, most: int = MOST) -> None:
        """Keep so many results."""
        self.rows = KeptRows()
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._under_work: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._found

    def once[T](self, key: Hashable, work_out: Callable[[], T]) -> T:
        """The result kept under a key, or else what the function gives, which is kept.

        Who asks for what is just being worked out waits for it; a function that fails leaves nothing behind.
        """
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
            mine = self._under_work.setdefault(key, threading.Lock())
        with mine:
            with self._lock:
                if key in self._found:
                    return self._found[key]
            try:
                made = work_out()
                with self._lock:
                    self._found[key] = made
                    while len(self._found) > self._most:
                        self._found.popitem(last=False)
                return made
            finally:
                with self._lock:
                    self._under_work.pop(key, None)
