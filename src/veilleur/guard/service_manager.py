"""What the guard says to systemd: that it is ready, that it is alive, that it stops (sd_notify(3)).

In: NOTIFY_SOCKET and WATCHDOG_USEC, as systemd sets them for a unit with `Type=notify` and `WatchdogSec=`.
Out: datagrams to that socket. Pitfall: a ping says that the guard works, not that it exists: it is sent by
the loop's own upkeep, and only while the journal's writer and the feed move too, so whatever hangs is started
again.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping

JOURNAL_STILL_MAX_S = 60.0  # a busy disk may hold a commit for seconds; what takes longer hangs
FEED_STILL_MAX_S = 60.0  # a busy switch is asked for a dozen lists at most, each for some seconds


class ServiceManager:
    """The socket of the service manager; without one every word is dropped.

    environment: usually `os.environ`.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        pid = environment.get("WATCHDOG_PID", "")
        is_ours = not pid or pid == str(os.getpid())
        microseconds = environment.get("WATCHDOG_USEC", "") if is_ours else ""
        self._ping_every_s = int(microseconds) / 2e6 if microseconds.isdecimal() else 0.0
        self._pinged_at = float("-inf")

    def ready(self) -> None:
        """The guard watches."""
        self._send("READY=1")

    def stopping(self) -> None:
        """The guard was asked to stop and does."""
        self._send("STOPPING=1")

    def ping(self, uptime_s: float, journal_still_s: float, feed_still_s: float = 0.0) -> None:
        """Say that the guard is alive, as often as systemd wants it.

        uptime_s: monotonic seconds. journal_still_s, feed_still_s: since the journal's writer, and the feed,
        last moved.
        """
        is_due = self._ping_every_s and uptime_s - self._pinged_at >= self._ping_every_s
        moves = journal_still_s < JOURNAL_STILL_MAX_S and feed_still_s < FEED_STILL_MAX_S
        if is_due and moves:
            self._pinged_at = uptime_s
            self._send("WATCHDOG=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # A service manager that does not listen is no reason to watch less.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.setblocking(False)
            connection.sendto(state.encode(), address)
