"""What is normal on one site, learned from honest finished calls only, with fading memory.

In: calls that were paid for and part of no incident. Out: how usual a number, a territory or an
hour is. Easily read wrong: a key gains at most one day of credit per calendar day (UTC), and a
quarter at closed hours, so that a thief cannot teach a habit by calling often in one night.
"""

from __future__ import annotations

from typing import Any

HALF_LIFE_S = 8 * 7 * 86400.0  # eight weeks, chosen by hand
MOST_KEYS = 1000  # bounds the state; the key not seen for longest goes first
CLOSED_CREDIT = 0.25


class Profile:
    """Fading counts of days, keyed by kind and value ("n:+3312", "t:CU", "x:104:CU", "h:14:1")."""

    def __init__(self) -> None:
        self._days: dict[str, tuple[float, float]] = {}  # key -> (days of credit, when)

    def days(self, key: str, at: float) -> float:
        """Days of credit left of a key at a time (seconds since 1970 UTC)."""
        kept = self._days.get(key)
        if kept is None:
            return 0.0
        return float(kept[0] * 2.0 ** (-max(0.0, at - kept[1]) / HALF_LIFE_S))

    def learn(self, keys: tuple[str, ...], at: float, is_open: bool) -> None:
        """Give each key its credit for this day, if it has not had it yet."""
        for key in keys:
            kept = self._days.pop(key, None)
            if kept is not None and at // 86400 <= kept[1] // 86400:
                self._days[key] = kept
                continue
            credit = 1.0 if is_open else CLOSED_CREDIT
            faded = kept[0] * 2.0 ** (-(at - kept[1]) / HALF_LIFE_S) if kept else 0.0
            self._days[key] = (faded + credit, at)
        while len(self._days) > MOST_KEYS:
            del self._days[next(iter(self._days))]

    def save(self) -> list[list[Any]]:
        """The counts as JSON data, in order of last sight."""
        return [[key, *kept] for key, kept in self._days.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved counts."""
        self._days = {key: (days, at) for key, days, at in data}
