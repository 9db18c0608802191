"""How the processes of a pool end: with the one that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def end_with_the_parent() -> None:
    """Leave Ctrl-C to the process that was started first, and end when it has ended, however it did.

    The initializer of every pool: a child whose owner was killed would else finish what it was given, beside a new
    run that may be asked something else, and then wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
