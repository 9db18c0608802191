"""What was worked out of one state of the data, kept for the next one who needs it.

The rules in force on a day are behind most answers, and a page or a report about one economy asks for them several
times. What is kept is shared between answers, and perhaps between threads, so it must never be changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST = 16
"""So many results are kept; the one asked for longest ago goes first."""


class Kept:
    """The results asked for last, by key; threads may share it.

    >>> kept = Kept(2)
    >>> [kept.once(key, lambda: key.upper()) for key in "aba"], len(kept)
    (['A', 'B', 'A'], 2)
    >>> kept.once("c", lambda: "C"), "a" in kept, "b" in kept
    ('C', True, False)
    """

    def __init__(self, most: int = MOST) -> None:
        """Keep so many results."""
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
