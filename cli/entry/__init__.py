"""Clauseway: the open graph of digital-trade rules.

`clauseway.open()` opens the shipped graph; see `docs/python.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clauseway.queries.facade import Graph, open
    from clauseway.queries.results import Matrix, ResultTable

__version__ = "0.1.0"
__all__ = ["Graph", "Matrix", "ResultTable", "__version__", "open"]

_HOMES = {"Graph": "facade", "open": "facade", "Matrix": "results", "ResultTable": "results"}


def __getattr__(name: str) -> object:
    """Import the Python interface when it is first asked for: the command line starts without it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'clauseway' has no attribute '{name}'")
    from importlib import import_module

    found = getattr(import_module(f"clauseway.queries.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
