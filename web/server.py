"""Run the application: one process, or several that share a port; it stops gracefully when told to."""

from __future__ import annotations

import os
import socket

from clauseway.web.settings import Settings

GRACE_SECONDS = 10
"""Time that requests under way get when the server is told to stop."""

MOST_AT_ONCE = 500
"""Connections one process holds; more are told 503, so that memory stays bounded."""


class CannotServe(Exception):
    """The server cannot start; the text is one sentence."""


def run(settings: Settings, host: str, port: int, workers: int, *, quiet: bool = False) -> None:
    """Serve until told to stop.

    Args:
        settings: How to serve.
        host: Address to listen at.
        port: Port, 0 for any free one.
        workers: Processes, 1 or more.
        quiet: Whether to leave the line for each request away.

    Raises:
        CannotServe: Another program listens there, the address is not one of this machine, or the extra is missing.
        GraphError: The graph cannot be opened.
    """
    try:
        import uvicorn

        from clauseway.web.app import create_app
    except ModuleNotFoundError as error:
        if error.name not in ("uvicorn", "starlette", "anyio"):
            raise
        raise CannotServe('Serving needs the extra "serve"; install it with: pip install "clauseway[serve]".') from None
    _require_free(host, port)
    told = {
        "host": host,
        "port": port,
        "server_header": False,
        "proxy_headers": False,
        "log_level": "warning" if quiet else "info",
        "access_log": not quiet,
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "timeout_keep_alive": 15,
        "limit_concurrency": MOST_AT_ONCE,
    }
    if workers == 1:
        uvicorn.run(create_app(settings), **told)  # pyright: ignore[reportArgumentType]
        return
    create_app(settings).state.answers.graphs.close()  # a graph that cannot be opened is told once, not by each worker
    os.environ.update(settings.to_environment())
    uvicorn.run("clauseway.web.app:from_environment", factory=True, workers=workers, **told)  # pyright: ignore[reportArgumentType]


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"Cannot listen at {host} port {port}: {error.strerror}; choose another --port."
            raise CannotServe(reason) from None
