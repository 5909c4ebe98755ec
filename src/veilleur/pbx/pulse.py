"""The pulse of a feed: a sign that its own work goes on, whether or not the switch is there.

In: `beat` from each of its loops. Out: for how long there was none. Pitfall: a feed that waits for a switch
is alive and says so at each try; only one that waits for nothing that ends is still.
"""

from __future__ import annotations

import time


class Pulse:
    """Of one loop, from the moment it is made."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def beat(self) -> None:
        """The loop has come round."""
        self._at = time.monotonic()

    @property
    def still_s(self) -> float:
        """Seconds since it last did."""
        return time.monotonic() - self._at
