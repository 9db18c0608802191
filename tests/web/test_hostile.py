"""Some hundred requests that nobody should send; `benchmarks/web_hostile.py` has thousands."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


def test_hostile_requests_are_refused_without_a_fault(
    address: str, caplog: pytest.LogCaptureFixture, module: Callable[[str], ModuleType]
) -> None:
    hostile = module("benchmarks/web_hostile.py")
    asked = hostile.requests(300, 9)
    assert len(asked) == 300 == len(set(asked))
    found = {each: hostile.ask(address, *each) for each in asked}
    wrong = {each: said for each, answer in found.items() if (said := hostile.wrong(*answer))}
    assert wrong == {}
    assert {400, 404, 405, 414, 421} <= {status for status, _ in found.values()}
    assert not [record for record in caplog.records if record.exc_info]
