"""The guard's time: wall time at the start, monotonic from then on.

Money is counted on it, so that neither NTP nor a machine that starts without a clock can stretch or
shrink a call. How far the wall clock has moved against it reaches the watch as `ClockStepped`,
because opening hours follow the wall.
"""

from __future__ import annotations

import time

STEP_MIN_S = 1.0  # smaller differences are drift, slewed by NTP, and mean nothing for opening hours


def uptime() -> float:
    """Seconds since this machine started, a suspend included: what passed meanwhile was not watched."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self._offset_s = time.time() - uptime()

    def begin_after(self, at: float) -> None:
        """Read `at` (seconds since 1970 UTC) at least: a machine that starts without a clock must not
        begin before what is journalled, where the watch's time would stand still and no money run."""
        self._offset_s = max(self._offset_s, at - uptime())

    def now(self) -> float:
        """Seconds since 1970 UTC, never going back."""
        return uptime() + self._offset_s

    def wall(self) -> float:
        """Seconds since 1970 UTC as the machine's wall clock says now."""
        return time.time()

    def wait_s(self, until: float) -> float:
        """Real seconds until `now()` reads `until`."""
        return max(0.0, until - self.now())


class StepDetector:
    """Notices that the wall clock was set.

    known_s: how far the watch believes the wall clock to be ahead of the guard's time, in seconds.
    """

    def __init__(self, known_s: float = 0.0) -> None:
        self._known_s = known_s

    def step_s(self, now: float, wall: float) -> float:
        """Seconds the wall clock was set forward (negative: back) since it was last looked at, or 0."""
        step = wall - now - self._known_s
        if abs(step) < STEP_MIN_S:
            return 0.0
        self._known_s += step
        return step
