"""Exposure: cost of calls that were allowed while suspicious, carried into the next decision.

In: calls that were allowed, with the probability that they were fraud and what such a call burns. Out: what
this attack, if it is one, will still burn: E(t) = sum(p_i * burn_i * 2 ** (-(t - t_i) / h)) / max(p_i), with
the half-life h = `EXPOSURE_HALF_LIFE_S`. Pitfall: an attack that went on for some time goes on as long
again, so the next suspicious call has more at stake than the first of the same odds; honest calls are hardly
suspicious and add next to nothing.
"""

from __future__ import annotations

from veilleur.detection.judge.parameters import EXPOSED_PROBABILITY, EXPOSURE_HALF_LIFE_S


class Exposure:
    """Expected loss of one site, decaying. All in micro-euros."""

    __slots__ = ("_at", "_euros", "_most")

    def __init__(self) -> None:
        self._euros = self._most = self._at = 0.0

    def add(self, at: float, probability: float, burn: float) -> None:
        """A call was allowed."""
        if probability < EXPOSED_PROBABILITY:
            return
        left = self._left(at)
        self._euros = self._euros * left + probability * burn
        self._most = max(self._most * left, probability)
        self._at = max(self._at, at)

    def ahead(self, at: float) -> float:
        """What an attack that took all this will still take: as much again."""
        return self._euros / self._most * self._left(at) if self._euros > 0.0 else 0.0

    def reset(self) -> None:
        """Somebody confirmed what was suspicious."""
        self._euros = self._most = 0.0

    def _left(self, at: float) -> float:
        return float(2.0 ** (-max(0.0, at - self._at) / EXPOSURE_HALF_LIFE_S))

    def save(self) -> list[float]:
        """Plain JSON data."""
        return [self._euros, self._most, self._at]

    def load(self, data: list[float]) -> None:
        """Go on from saved data."""
        self._euros, self._most, self._at = data
