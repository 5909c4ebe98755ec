"""Limited tries of passwords and codes, in memory.

In: who tries, and the time. Out: whether this try is looked at. Pitfall: a try counts before it is looked at,
whoever is shut out reads the same sentence as whoever was wrong, and the table is bounded: many addresses
must not fill the memory.
"""

from __future__ import annotations

from collections import deque

MOST, WITHIN_S = 5, 900.0
TRIED_MAX = 2_000


class Tries:
    """Counts tries by any key. most: within within_s seconds."""

    def __init__(self, most: int = MOST, within_s: float = WITHIN_S) -> None:
        self._most, self._within_s = most, within_s
        self._times: dict[str, deque[float]] = {}

    def begin(self, keys: tuple[str, ...], now: float) -> bool:
        """Count one try under each key; False when one of them had too many."""
        for key in keys:
            times = self._times.setdefault(key, deque())
            while times and times[0] <= now - self._within_s:
                times.popleft()
        is_allowed = all(len(self._times[key]) < self._most for key in keys)
        if is_allowed:
            for key in keys:
                self._times[key].append(now)
        self._forget(now)
        return is_allowed

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """The try was right: the ones before it were mistakes."""
        for key in keys:
            self._times.pop(key, None)

    def _forget(self, now: float) -> None:
        if len(self._times) <= TRIED_MAX:
            return
        over = [key for key, times in self._times.items() if not times or times[-1] <= now - self._within_s]
        for key in over:
            del self._times[key]
        while len(self._times) > TRIED_MAX:
            del self._times[next(iter(self._times))]
