"""What a failure says and which exit code it has: 2 for usage, 3 for data, 1 for the rest."""

from __future__ import annotations

import errno

from clauseway.graph.engine import GraphDamaged, GraphError, GraphNotFound
from clauseway.queries.catalogue import CatalogueError
from clauseway.queries.names import UnknownName

_USAGE = frozenset({"NoAddress"})
"""Failures of the floors that write which say that what was asked for cannot be."""

_DATA_MODULES = ("clauseway.loaders",)
_MACHINE = frozenset({"PoolFailed", "CoderMissing"})
"""Failures of the floor that reads data which say nothing about the data."""

_MISNAMED = frozenset({errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EINVAL})
"""What the system says of a path that can be no file, whatever the state of the machine."""

_FAULTY = frozenset({"QueriesFaulty", "SealBroken"})
"""Failures that say what was given is wrong, of floors that else do not read it."""


def exit_code(error: BaseException) -> int:
    """Exit code of a failure.

    >>> exit_code(CatalogueError("no such query")), exit_code(GraphDamaged("cut off")), exit_code(OSError())
    (2, 3, 1)
    """
    if isinstance(error, (CatalogueError, UnknownName)):
        return 2
    if isinstance(error, OSError) and error.errno in _MISNAMED:
        return 2
    if type(error).__name__ in _USAGE:
        return 2
    if type(error).__name__ in _MACHINE:
        return 1
    if type(error).__name__ in _FAULTY:
        return 3
    if isinstance(error, (GraphDamaged, GraphNotFound, RecursionError)):
        return 3
    return 3 if type(error).__module__.startswith(_DATA_MODULES) else 1


def sentence(error: BaseException) -> str:
    """One sentence for a failure."""
    if isinstance(error, (GraphError, CatalogueError)) or type(error).__module__.startswith("clauseway."):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this; ask for less at once, or give what is read in smaller parts."
    if isinstance(error, RecursionError):
        return "What was given is nested too deeply to be read; make it flatter."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}."
    return f"{type(error).__name__}: {error} (run again with --debug for the traceback)."


def is_closed_pipe(error: BaseException) -> bool:
    """Whether the reader of the output simply went away (`| head`)."""
    from clauseway.queries.exports.files import PipeClosed

    return isinstance(error, PipeClosed)
