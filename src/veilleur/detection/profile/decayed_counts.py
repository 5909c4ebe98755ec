"""Exponentially decayed counts of days, in little memory: how often something was seen on a site lately.

In: a key and a day. Out: days of credit left, c(d) = sum over i of credit_i * 2 ** (-(d - d_i) / h), with the
half-life h = `COUNT_HALF_LIFE_DAYS`. Pitfall: a key gains at most one credit per calendar day (UTC), so that
nobody can teach a habit by calling often in one night; and keys are kept as 32-bit checksums, so two keys in
some four thousand million may share a count.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import Any
from zlib import crc32

from veilleur.detection.profile.parameters import COUNT_HALF_LIFE_DAYS, LEAST_DAYS, MOST_KEYS

_DECAY: tuple[float, ...] = tuple(2.0 ** (-days / COUNT_HALF_LIFE_DAYS) for days in range(801))
_LAST = len(_DECAY) - 1


def decay(days: int) -> float:
    """The share of a count that is left after this many days: 2 ** (-days / half-life), at most 1."""
    return _DECAY[min(max(0, days), _LAST)]


class DecayedCounts:
    """A bounded table: 10 bytes for each key. Days are whole days since 1970 UTC."""

    __slots__ = ("_credit", "_day", "_keys")

    def __init__(self) -> None:
        self._keys = array("I")
        self._credit = array("f")
        self._day = array("H")

    def __len__(self) -> int:
        return len(self._keys)

    def days(self, key: str, day: int) -> float:
        """Days of credit left of a key."""
        code = crc32(key.encode())
        keys = self._keys
        at = bisect_left(keys, code)
        if at == len(keys) or keys[at] != code:
            return 0.0
        gone = day - self._day[at]
        return self._credit[at] * (_DECAY[gone] if 0 <= gone <= _LAST else decay(gone))

    def days_of_each(self, keys: tuple[str, ...], day: int) -> list[float]:
        """`days` of several keys at once, which takes less time."""
        codes, credits_, last = self._keys, self._credit, self._day
        size, counts = len(codes), []
        for key in keys:
            code = crc32(key.encode())
            at = bisect_left(codes, code)
            if at == size or codes[at] != code:
                counts.append(0.0)
                continue
            gone = day - last[at]
            counts.append(credits_[at] * (_DECAY[gone] if 0 <= gone <= _LAST else decay(gone)))
        return counts

    def last_day(self, key: str) -> int:
        """The day a key gained credit last; -1 when it is not kept."""
        code = crc32(key.encode())
        at = bisect_left(self._keys, code)
        return self._day[at] if at < len(self._keys) and self._keys[at] == code else -1

    def learn(self, key: str, day: int, credit: float, daily: bool = True) -> float:
        """Give a key its credit for this day, unless it has had it; gives what was added.

        credit: 0 to 1; more where daily is False, which adds up however often a day.
        """
        if credit <= 0.0:
            return 0.0
        code = crc32(key.encode())
        at = bisect_left(self._keys, code)
        if at < len(self._keys) and self._keys[at] == code:
            if daily and day <= self._day[at]:
                return 0.0
            self._credit[at] = self._credit[at] * decay(day - self._day[at]) + credit
            self._day[at] = day
            return credit
        if len(self._keys) >= MOST_KEYS:
            self._evict(day)
            at = bisect_left(self._keys, code)
        self._keys.insert(at, code)
        self._credit.insert(at, credit)
        self._day.insert(at, day)
        return credit

    def forget(self, *keys: str) -> None:
        """Remove keys."""
        for key in keys:
            code = crc32(key.encode())
            at = bisect_left(self._keys, code)
            if at < len(self._keys) and self._keys[at] == code:
                del self._keys[at], self._credit[at], self._day[at]

    def _evict(self, day: int) -> None:
        # The weakest tenth goes at once, so that eviction costs little for each key learned.
        left = [credit * decay(day - seen) for credit, seen in zip(self._credit, self._day, strict=True)]
        floor = max(LEAST_DAYS, sorted(left)[MOST_KEYS // 10])
        kept = [n for n, credit in enumerate(left) if credit > floor] or [left.index(max(left))]
        self._keys = array("I", (self._keys[n] for n in kept))
        self._credit = array("f", (self._credit[n] for n in kept))
        self._day = array("H", (self._day[n] for n in kept))

    def save(self) -> list[list[Any]]:
        """Plain JSON data."""
        return [list(self._keys), list(self._credit), list(self._day)]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved data."""
        self._keys, self._credit, self._day = array("I", data[0]), array("f", data[1]), array("H", data[2])
