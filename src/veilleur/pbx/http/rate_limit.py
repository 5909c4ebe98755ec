"""How much one token may send: a bucket that fills at a steady rate."""

from __future__ import annotations

RATE_BURST_S = 2.0  # what was not used for this long may be used at once
RATED_TOKENS_MAX = 1_000


class RateLimit:
    """One kind of request. per_second: of each token."""

    def __init__(self, per_second: float) -> None:
        self._per_second, self._most = per_second, per_second * RATE_BURST_S
        self._left: dict[str, tuple[float, float]] = {}  # token -> what is left, seen when

    def admits(self, owner: str, at: float, count: int = 1) -> bool:
        """Whether so much more is within the rate; what is refused is not counted."""
        left, seen = self._left.pop(owner, (self._most, at))
        left = min(self._most, left + max(0.0, at - seen) * self._per_second)
        fits = count <= left
        while len(self._left) >= RATED_TOKENS_MAX:
            del self._left[next(iter(self._left))]
        self._left[owner] = (left - count if fits else left, at)
        return fits
