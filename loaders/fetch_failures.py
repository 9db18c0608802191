"""What a fetch says when the network or the disk fails it."""

from __future__ import annotations

import errno
from pathlib import Path


def network_words(error: Exception) -> str:
    """What went wrong between here and the server, as part of a sentence."""
    from urllib3 import exceptions as kinds

    match error:
        case kinds.ConnectTimeoutError():
            return "the server cannot be reached in time"
        case kinds.ReadTimeoutError():
            return "the server fell silent"
        case kinds.NameResolutionError():
            return "the name of the server is not known"
        case kinds.NewConnectionError() | kinds.ProxyError():
            return "the server cannot be reached"
        case kinds.SSLError():
            return "the encrypted connection is not to be trusted"
        case _:
            return "the connection was cut"


def disk_sentence(target: Path, error: OSError) -> str:
    """Why a file could not be written, as a sentence."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"No space is left for {target}; what came is kept, free some space and fetch again."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{target} cannot be written: {target.parent} is read-only for you."
        case errno.ENOTDIR | errno.EEXIST:
            return f"{target} cannot be written: a file is in the way of its folder."
        case _:
            return f"{target} cannot be written: {error.strerror or error}."
