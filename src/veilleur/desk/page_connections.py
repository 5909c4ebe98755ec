"""Connections of the page that ask nothing or read nothing, bounded in time and number.

In: what uvicorn gives a protocol. Out: the same, and an end of whatever does not move. Pitfall: the desk that
serves the page also sends the alerts; connections that nobody ends would take its last file descriptor, and
no mail would leave.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PAGE_CONNECTIONS_MAX = 1_000
PAGE_REQUEST_WITHIN_S = 10.0  # from its first moment to the last byte of its body, however slowly it comes
RESPONSE_READ_WITHIN_S = 60.0  # without the other side taking what was sent
DESCRIPTORS_WANTED = 4_096  # for the connections, and for all that the desk does beside them


class BoundedProtocol(H11Protocol):
    """One connection. It ends when its request takes too long, or its answer is not read."""

    _request_timer: asyncio.TimerHandle | None = None
    _reading_timer: asyncio.TimerHandle | None = None

    @property
    def waits_until(self) -> float:
        """When the request must be there, by the loop's clock; 0 when none is waited for."""
        return self._request_timer.when() if self._request_timer is not None else 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request; where there are too many, whoever has waited longest makes room."""
        super().connection_made(transport)
        self._wait_for_request()
        if len(self.connections) > PAGE_CONNECTIONS_MAX:
            known = (one for one in self.connections if isinstance(one, BoundedProtocol))
            waiting = [one for one in known if one.waits_until]  # itself at least
            min(waiting, key=lambda one: one.waits_until).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the deadlines."""
        self._end_request_timer()
        self._end_reading_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take some bytes; the deadline of a request's first byte is that of its last."""
        if self._request_timer is None:
            self._wait_for_request()
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._end_request_timer()

    def on_response_complete(self) -> None:
        """All was sent; when the connection closes behind it, it waits until that is read."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait_until_read()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more is asked, and what was sent is waited for once more."""
        super().timeout_keep_alive_handler()
        self._wait_until_read()

    def pause_writing(self) -> None:
        """The other side does not read."""
        super().pause_writing()
        self._wait_until_read()

    def resume_writing(self) -> None:
        """It reads."""
        if not self.transport.is_closing():
            self._end_reading_timer()
        super().resume_writing()

    def _wait_for_request(self) -> None:
        self._request_timer = self.loop.call_later(PAGE_REQUEST_WITHIN_S, self.transport.abort)

    def _wait_until_read(self) -> None:
        if self._reading_timer is None:
            self._reading_timer = self.loop.call_later(RESPONSE_READ_WITHIN_S, self.transport.abort)

    def _end_request_timer(self) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _end_reading_timer(self) -> None:
        if self._reading_timer is not None:
            self._reading_timer.cancel()
            self._reading_timer = None


def allow_descriptors() -> None:
    """Raise this process's own bound of open files, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_WANTED if hard == resource.RLIM_INFINITY else min(DESCRIPTORS_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
