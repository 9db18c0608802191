"""Run the application: one process, or several that share a port; it stops gracefully when told to."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

from clauseway.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_SECONDS = 10
"""Time that requests under way get when the server is told to stop."""

MOST_AT_ONCE = 500
"""Connections one process holds; more are told 503, so that memory stays bounded."""

LONGEST_HEAD = 32_768
"""Bytes of a request before its body: address and headers."""


class CannotServe(Exception):
    """The server cannot start; the text is one sentence."""


def run(
    settings: Settings, host: str, port: int, workers: int, *, quiet: bool = False, tell: Callable[[str], None] = print
) -> None:
    """Serve until told to stop.

    Args:
        settings: How to serve.
        host: Address to listen at.
        port: Port, 0 for any free one.
        workers: Processes, 1 or more.
        quiet: Whether to leave the line for each request away.
        tell: Told the address to open.

    Raises:
        CannotServe: Another program listens there, the address is not one of this machine, or the extra is missing.
        GraphError: The graph cannot be opened.
    """
    try:
        import uvicorn
        from uvicorn.supervisors import Multiprocess

        from clauseway.web.app import create_app
        from clauseway.web.patience import PatientProtocol
    except ModuleNotFoundError as error:
        if error.name not in ("uvicorn", "starlette", "anyio", "h11"):
            raise
        raise CannotServe('Serving needs the extra "serve"; install it with: pip install "clauseway[serve]".') from None
    app = create_app(settings)
    with open_listener(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        tell(f"Serving http://{shown}:{listener.getsockname()[1]}/ - stop with Ctrl-C.")
        config = uvicorn.Config(
            app if workers == 1 else "clauseway.web.app:from_environment",
            factory=workers > 1,
            workers=workers,
            http=PatientProtocol,
            ws="none",
            server_header=False,
            proxy_headers=False,
            log_level="warning" if quiet else "info",
            access_log=not quiet,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=15,
            limit_concurrency=MOST_AT_ONCE,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        if workers > 1:
            # opened once here, so that a graph that cannot be opened is told once and not by each worker
            app.state.answers.close()
            os.environ.update(settings.to_environment())
            Multiprocess(config, sockets=[listener]).run()
            return
        # uvicorn raises the signal that stopped it anew when all is done; told to stop and stopped is a success
        before = signal.signal(signal.SIGTERM, _stop)
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            pass
        finally:
            if app.state.answers.is_busy:  # a thread in an analysis cannot be stopped, and must not hold the exit up
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
            signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        CannotServe: Another program listens there, or the address is not one of this machine.
    """
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.create_server(place[:2], family=family, backlog=2048)  # pyright: ignore[reportArgumentType]
    except OSError as error:
        # a name that cannot be looked up has an error of its own, below zero
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror
        raise CannotServe(f"Cannot listen at {host} port {port}: {why}; choose another --host or --port.") from None
    # answers go out in two pieces, and asyncio sees only sockets that name their protocol: else the second piece waits
    # until the reader has acknowledged the first, some 40 ms
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.set_inheritable(True)
    return made
