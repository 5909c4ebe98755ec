"""What a thief may have had already: money that was allowed under doubt, held against the next call.

In: calls that were allowed, with the probability that they were a thief's and what such a call burns. Out:
what this attack, if it is one, will burn still. What a reader would get wrong: nobody is accused here. An
attack that went on for so long goes on as long again, so the next doubtful call has more at stake than the
first of the same odds; honest calls are hardly doubted and add next to nothing.
"""

from __future__ import annotations

HALF_LIFE_S = 3 * 86_400.0  # by hand: attacks go on over a weekend
LEAST_PROBABILITY = 0.002  # less is every company's day


class Lost:
    """Money of one site under doubt, fading. All in micro-euros."""

    __slots__ = ("_at", "_euros", "_most")

    def __init__(self) -> None:
        self._euros = self._most = self._at = 0.0

    def add(self, at: float, probability: float, burn: float) -> None:
        """A call was allowed."""
        if probability < LEAST_PROBABILITY:
            return
        left = self._left(at)
        self._euros = self._euros * left + probability * burn
        self._most = max(self._most * left, probability)
        self._at = max(self._at, at)

    def ahead(self, at: float) -> float:
        """What an attack that took all this will still take: as much again."""
        return self._euros / self._most * self._left(at) if self._euros > 0.0 else 0.0

    def forgive(self) -> None:
        """Somebody vouched for what was doubted."""
        self._euros = self._most = 0.0

    def _left(self, at: float) -> float:
        return float(2.0 ** (-max(0.0, at - self._at) / HALF_LIFE_S))

    def save(self) -> list[float]:
        """Plain JSON data."""
        return [self._euros, self._most, self._at]

    def load(self, data: list[float]) -> None:
        """Go on from saved data."""
        self._euros, self._most, self._at = data
