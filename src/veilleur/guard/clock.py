"""The guard's time: wall time at the start, monotonic from then on.

Money is counted on it, so that neither NTP nor a machine that starts without a clock can stretch or
shrink a call. How far the wall clock has moved against it is told to the watch as `ClockStepped`,
because opening hours follow the wall.
"""

from __future__ import annotations

import time

STEP_MIN_S = 1.0  # smaller differences are drift, slewed by NTP, and mean nothing for opening hours


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self._offset_s = time.time() - time.monotonic()

    def now(self) -> float:
        """Seconds since 1970 UTC, never going back."""
        return time.monotonic() + self._offset_s

    def wall(self) -> float:
        """Seconds since 1970 UTC as the machine's wall clock says now."""
        return time.time()

    def wait_s(self, until: float) -> float:
        """Real seconds until `now()` reads `until`."""
        return max(0.0, until - self.now())


class StepDetector:
    """Notices that the wall clock was set. `step_s()` is the change since the last call, or 0."""

    def __init__(self) -> None:
        self._known_s: float | None = None

    def step_s(self, now: float, wall: float) -> float:
        """Seconds the wall clock was set forward (negative: back) since it was last looked at."""
        difference = wall - now
        if self._known_s is None:
            self._known_s = difference
            # The guard started on a wrong clock only if it was set between its start and now.
            return difference if abs(difference) >= STEP_MIN_S else 0.0
        step = difference - self._known_s
        if abs(step) < STEP_MIN_S:
            return 0.0
        self._known_s = difference
        return step
