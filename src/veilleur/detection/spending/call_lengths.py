"""How long calls of a class may last: which have lasted long enough by now, and when the next will have.

In: calls that are answered, by their key, class and order. Out: keys.
Pitfall: a call that ended is passed over when its moment comes, so the ledger says which calls still run.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping


class CallLengths:
    """The ends that calls will reach. runs: whether a call with this key and order runs and is not cut."""

    def __init__(self, longest_s: Mapping[str, int], runs: Callable[[str, int], bool]) -> None:
        self._longest_s, self._runs = longest_s, runs
        self._ends: list[tuple[float, int, str]] = []

    def answered(self, key: str, order: int, number_class: str, at: float, cut_s: float) -> None:
        """A call runs since `at`; a cut takes `cut_s`, so it is due that much before its end."""
        longest_s = self._longest_s.get(number_class)
        if longest_s is not None:
            heapq.heappush(self._ends, (at + longest_s - cut_s, order, key))

    def drain_due(self, at: float) -> Iterator[str]:
        """Calls that have lasted long enough; each is given once."""
        while self._ends and self._ends[0][0] <= at:
            _when, order, key = heapq.heappop(self._ends)
            if self._runs(key, order):
                yield key

    def next_due(self) -> float | None:
        """When the next call has; None when none will."""
        while self._ends:
            when, order, key = self._ends[0]
            if self._runs(key, order):
                return when
            heapq.heappop(self._ends)
        return None
