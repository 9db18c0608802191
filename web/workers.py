"""Threads that work answers out: so many at once, equal questions once, and nobody waits longer than told."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass


@dataclass(slots=True)
class _Work[T]:
    """A question under way, and how many wait for its answer."""

    future: Future[T]
    waiting: asyncio.Future[T]
    waiters: int = 0


class Workers[T]:
    """A fixed number of threads with one queue, used from one event loop.

    A thread cannot be interrupted: an answer that nobody waits for any more is worked out to its end and keeps its
    thread until then, so that slow questions can never take more than these threads. The threads are daemons: a
    process that stops does not wait for them.
    """

    def __init__(self, most: int) -> None:
        """Start the threads.

        Args:
            most: How many, 1 or more.
        """
        self._queue: queue.SimpleQueue[tuple[Future[T], Callable[[], T]] | None] = queue.SimpleQueue()
        self._under_way: dict[Hashable, _Work[T]] = {}
        self._most = most
        for number in range(most):
            threading.Thread(target=self._work, name=f"answers-{number}", daemon=True).start()

    async def run(self, key: Hashable, work: Callable[[], T], seconds: float) -> T:
        """What a function gives, or what it gives to an equal question that is under way.

        Args:
            key: The question.
            work: Works the answer out, in a thread.
            seconds: How long to wait at most.

        Raises:
            TimeoutError: It takes longer. What has begun goes on, what has not is given up when nobody waits for it.
        """
        mine = self._under_way.get(key)
        if mine is None:
            future: Future[T] = Future()
            mine = _Work(future, asyncio.wrap_future(future))
            mine.waiting.add_done_callback(lambda done: self._over(key, done))
            self._under_way[key] = mine
            self._queue.put((future, work))
        mine.waiters += 1
        try:
            done, _ = await asyncio.wait({mine.waiting}, timeout=seconds)
        finally:
            mine.waiters -= 1
            if not mine.waiters and not mine.waiting.done() and mine.future.cancel():
                self._under_way.pop(key, None)
        if not done:
            raise TimeoutError
        return mine.waiting.result()

    def close(self) -> None:
        """End the threads, each when it has done what it does."""
        for _ in range(self._most):
            self._queue.put(None)

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way, be it that nobody waits for it."""
        return bool(self._under_way)

    def _over(self, key: Hashable, done: asyncio.Future[T]) -> None:
        self._under_way.pop(key, None)
        if not done.cancelled():
            done.exception()  # asked for here, or asyncio complains of a failure that came when nobody waited

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            future, work = task
            del task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            del future, work  # or an idle thread would hold the last answer
