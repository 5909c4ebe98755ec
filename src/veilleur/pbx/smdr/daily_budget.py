"""How much a line may send in a day: a port that everybody reaches must not fill the disk.

In: sizes and times. Out: whether they are still within the day's budget.
"""

from __future__ import annotations

DAY_S = 86_400.0
BYTES_A_DAY = 32 << 20  # some 250 000 records; a busy hotel prints a few thousand a day


class DailyBudget:
    """Bytes of one line, by day (UTC). passed_over: what was beyond the budget of today."""

    def __init__(self, most: int = BYTES_A_DAY) -> None:
        self._most = most
        self._day, self._spent = -1, 0
        self.passed_over = 0

    def allows(self, length: int, now: float) -> bool:
        """Spend some bytes at a time in seconds since 1970 UTC; False when that is more than the day has."""
        day = int(now // DAY_S)
        if day != self._day:
            self._day, self._spent, self.passed_over = day, 0, 0
        if self._spent + length > self._most:
            self.passed_over += length
            return False
        self._spent += length
        return True
