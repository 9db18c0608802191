"""An answer that may take too much: worked out in a copy of this process, which can be ended.

The stores behind SPARQL cannot be interrupted, not even by Ctrl-C, and a query that is nested too deeply ends the
process it runs in. A copy shares the data already read, so that nothing is read twice.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

MEMORY_BYTES = 4 << 30
"""Address space that the copy may take beyond that of the process it was made from."""


class TakesTooMuch(ValueError):
    """An answer was given up. The text is one sentence."""


def within_bounds[T](answer: Callable[[], T], seconds: float) -> T:
    """What a function gives, if it does so in time and memory.

    Where the system cannot copy a process, or other threads are at work in it, the function is just called.

    Args:
        answer: The function; what it gives or raises must be such that it can be pickled.
        seconds: Time it may take.

    Raises:
        TakesTooMuch: It took too long or too much memory, or ended the process.
        Exception: What the function raised.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return answer()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer_and_end(answer, seconds, reading, writing)
    os.close(writing)
    deadline = time.monotonic() + seconds
    try:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()  # until the child ends, which its alarm sees to
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if told:
        gave, found = pickle.loads(told)
        if gave:
            return found
        raise found
    if time.monotonic() >= deadline or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM):
        raise TakesTooMuch(f"The query was given up after {seconds:g} seconds; ask for less, or allow it more time.")
    raise TakesTooMuch(
        f"The query was given up: it needs more than {MEMORY_BYTES >> 30} GB of memory, or is nested too deeply."
    )


def _answer_and_end(answer: Callable[[], object], seconds: float, reading: int, writing: int) -> NoReturn:
    """In the copy: work the answer out, write it, and end without what an end of this process would do."""
    try:
        os.close(reading)
        _hold_to(seconds)
        try:
            told = pickle.dumps((True, answer()))
        except Exception as error:
            told = pickle.dumps((False, error))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(told)
    finally:
        os._exit(0)


def _hold_to(seconds: float) -> None:
    """Bound memory and time, and say nothing when the system ends the process for it."""
    import faulthandler
    import resource

    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the space in use is not to be had so simply
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123
            used = int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
