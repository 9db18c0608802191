"""Put an export on disk, or into a pipe, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TextIO

from clauseway.graph.unfinished import clear_abandoned_once, flush_to_disk, under_work
from clauseway.queries.harmless_text import written_out


class ExportError(Exception):
    """An export could not be written. The text is one sentence a user can act on."""


class PipeClosed(Exception):
    """The reader of the pipe (`| head`) had enough. Nothing went wrong and nothing should be printed."""


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its target and swap it in: the target is the old or the new file, never half.

    Args:
        path: The target. A symbolic link is followed; an existing file keeps its permissions.
        write: Fills the (empty, existing) file it is given.

    Raises:
        ExportError: The folder is missing, no folder or read-only; the target is a folder, read-only or no
            ordinary file; the disk is full. The temporary file is gone and the target untouched.
    """
    _swap_in([(path, write)])


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all of them are complete on the disk before the first is swapped in.

    Raises:
        ExportError: As for `write_atomically`; no target was touched.
    """

    def filling(content: bytes) -> Callable[[Path], None]:
        def fill(beside: Path) -> None:
            beside.write_bytes(content)

        return fill

    _swap_in([(path, filling(content)) for path, content in contents.items()])


def _swap_in(files: Iterable[tuple[Path, Callable[[Path], None]]]) -> None:
    ready: list[tuple[Path, Path, Path]] = []
    path = Path()
    with contextlib.ExitStack() as work:
        try:
            for path, write in files:
                target = Path(os.path.realpath(path))
                mode = _mode_of_existing(path, target)
                clear_abandoned_once(target.parent, _BESIDE)
                beside = work.enter_context(under_work(partial(_new_file, target.parent)))
                ready.append((path, beside, target))
                write(beside)
                if mode is not None:
                    beside.chmod(mode)
                flush_to_disk(beside)
            # the last one first: what tells of a file is there before the file itself
            for asked, beside, target in reversed(ready):
                path = asked
                os.replace(beside, target)
        except BaseException as error:  # also Ctrl-C: nothing half-written stays behind
            for _, beside, _ in ready:
                beside.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise ExportError(_sentence(path, error)) from error
            raise
    if os.name == "posix":
        for folder in {target.parent for _, _, target in ready}:
            with contextlib.suppress(OSError):  # the file is complete; only its name could be lost in a power cut
                flush_to_disk(folder)


_BESIDE = re.compile(r"\.clauseway-[0-9a-f]{16}\.tmp")


def _new_file(folder: Path) -> Path:
    # A short name: the target's own may already have the longest length the file system takes.
    made = folder / f".clauseway-{os.urandom(8).hex()}.tmp"
    # os.open rather than tempfile: tempfile makes private files, an export follows the user's umask.
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return made


def write_to_pipe(text: str, stream: TextIO | None = None) -> None:
    """Write text to standard output as UTF-8, whatever the locale, and see it through.

    A file and a pipe get the text as it is; on a terminal the signs that would drive it are written out.

    Raises:
        PipeClosed: The reader went away. Standard output is silenced, so Python does not complain at exit.
        ExportError: The output does not take more (`/dev/full`, a disk behind a redirection).
    """
    output: TextIO = sys.stdout if stream is None else stream
    try:
        if output.isatty():
            text = written_out(text)
        binary = getattr(output, "buffer", None)
        if binary is None:
            output.write(text)
        else:
            output.flush()
            binary.write(to_bytes(text))
            binary.flush()
        output.flush()
    except BrokenPipeError as error:
        _silence(output)
        raise PipeClosed from error
    except OSError as error:
        _silence(output)
        raise ExportError(f"Cannot write to the output: {error.strerror or error}.") from error


def to_bytes(text: str) -> bytes:
    """UTF-8; half a surrogate pair (a mangled command-line argument) becomes a question mark."""
    return text.encode("utf-8", errors="replace")


def _mode_of_existing(path: Path, target: Path) -> int | None:
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise ExportError(f"Cannot write '{path}': it is a folder; name a file in it.")
    if not stat.S_ISREG(found.st_mode):
        # Swapping a file in would replace the device itself, such as /dev/null.
        raise ExportError(
            f"Cannot write '{path}': it is not an ordinary file; leave out -o to write to a pipe."
        )
    if not os.access(target, os.W_OK):
        raise ExportError(f"Cannot write '{path}': the file is read-only.")
    return stat.S_IMODE(found.st_mode)


def _silence(stream: TextIO) -> None:
    """Point the stream at nothing: Python flushes it once more at exit, and would print a traceback."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _sentence(path: Path, error: OSError) -> str:
    folder = path.parent
    match error.errno:
        case errno.ENOENT:
            return f"Cannot write '{path}': there is no folder '{folder}'; create it first."
        case errno.ENOTDIR:
            return f"Cannot write '{path}': '{folder}' is not a folder."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"Cannot write '{path}': the folder '{folder}' is read-only; name another with -o."
        case errno.ENOSPC | errno.EDQUOT:
            return f"Cannot write '{path}': no space is left on the disk; nothing was written."
        case errno.EFBIG:
            return f"Cannot write '{path}': the system allows no file that large; nothing was written."
        case errno.ENAMETOOLONG:
            return f"Cannot write '{path}': the name is longer than the system takes; choose a shorter one."
        case errno.EISDIR:
            return f"Cannot write '{path}': it is a folder; name a file in it."
        case _:
            return f"Cannot write '{path}': {error.strerror or error}."
