"""A connection that does not bring its request in time is closed, so that slow clients cannot hold them all."""

from __future__ import annotations

import asyncio
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

REQUEST_SECONDS = 10.0
"""Time in which a request has to arrive whole, counted from the connection or from its first byte: once to twice."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it; uvicorn itself waits for the rest of a request without end."""

    request_seconds = REQUEST_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Begin to watch the connection."""
        super().connection_made(transport)
        self._watch(None, False)

    def _watch(self, seen: RequestResponseCycle | None, was_waiting: bool) -> None:
        self.loop.call_later(self.request_seconds, self._look, seen, was_waiting)

    def _look(self, seen: RequestResponseCycle | None, was_waiting: bool) -> None:
        if self.transport.is_closing():
            return
        cycle = cast("RequestResponseCycle | None", self.cycle)  # none before the first request
        answering = cycle is not None and not cycle.response_complete
        begun = cycle is None or bool(self.conn.trailing_data[0]) or self.conn.their_state is not h11.IDLE
        waiting = begun and not answering
        # between requests the first look may come just after a request has begun; the second one may not
        if waiting and (cycle is None or (was_waiting and cycle is seen)):
            self.transport.close()
        else:
            self._watch(cycle, waiting)
