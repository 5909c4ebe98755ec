"""How late this machine wakes a sleeper, so that a limit in seconds holds on a busy machine too.

In: a stretch of time. Out: the worst delay of a sleeper in it, and what of a reaction is due to the machine.
Pitfall: measured in the same run and on the same processors as what it is compared with; an idle machine adds
a few milliseconds, and a promise stays as sharp as it is written.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

NAP_S = 0.02
# From the far end's answer to the end it writes down: SIPp, the switch, its event, the guard, its order, the
# switch, SIPp; one more for the file that is read.
HAND_OVERS = 8


class Lateness:
    """Measures while it is entered. worst_s: the latest that a sleeper was woken so far, in seconds."""

    def __init__(self) -> None:
        self.worst_s = 0.0
        self._over = threading.Event()
        self._sleeper = threading.Thread(target=self._measure, daemon=True)

    def __enter__(self) -> Lateness:
        self._sleeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._sleeper.join()

    def within(self, limit_s: float, hand_overs: int = HAND_OVERS) -> float:
        """The limit, and what this machine adds to it: each process on the way may be woken as late."""
        return limit_s + hand_overs * self.worst_s

    def _measure(self) -> None:
        due = time.monotonic() + NAP_S
        while not self._over.wait(max(0.0, due - time.monotonic())):
            now = time.monotonic()
            self.worst_s = max(self.worst_s, now - due)
            due = now + NAP_S
