"""The threads that work answers out."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from clauseway.web.workers import Workers


def test_equal_questions_are_worked_out_once() -> None:
    asked: list[int] = []
    release = threading.Event()

    def work() -> int:
        asked.append(1)
        release.wait(10)
        return len(asked)

    async def main() -> list[int]:
        workers = Workers[int](2)
        waiting = [asyncio.create_task(workers.run("a", work, 10)) for _ in range(5)]
        await asyncio.sleep(0.1)
        release.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(main()) == [1] * 5


def test_what_is_given_up_keeps_its_thread_and_what_has_not_begun_is_never_begun() -> None:
    began: list[str] = []
    release = threading.Event()

    def work(name: str) -> Callable[[], str]:
        def run() -> str:
            began.append(name)
            release.wait(10)
            return name

        return run

    async def main() -> str:
        workers = Workers[str](1)
        for name in ("first", "second"):
            with pytest.raises(TimeoutError):
                await workers.run(name, work(name), 0.1)
        assert workers.is_busy
        release.set()
        last = await workers.run("third", work("third"), 10)
        assert not workers.is_busy
        workers.close()
        return last

    assert asyncio.run(main()) == "third"
    assert began == ["first", "third"]


def test_a_failure_is_told_to_all_who_wait_and_forgotten() -> None:
    def fails() -> int:
        time.sleep(0.1)
        raise ZeroDivisionError

    async def main() -> list[int | BaseException]:
        workers = Workers[int](1)
        found = await asyncio.gather(*(workers.run("a", fails, 10) for _ in range(2)), return_exceptions=True)
        return [*found, await workers.run("a", lambda: 7, 10)]

    first, second, third = asyncio.run(main())
    assert isinstance(first, ZeroDivisionError) and isinstance(second, ZeroDivisionError)
    assert third == 7
