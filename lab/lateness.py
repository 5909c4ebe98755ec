"""How late this machine wakes a sleeper, so that a limit in seconds holds on a busy machine too.

In: a stretch of time. Out: the worst delay of a sleeper in it, and what of a reaction is due to the machine.
Pitfall: measured in the same run and on the same processors as what it is compared with; an idle machine adds
a few milliseconds, and a promise stays as sharp as it is written. What is added has a bound: a machine that
stood still for a minute proves no promise.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

NAP_S = 0.02
# From the far end's answer to the end it writes down: SIPp, the switch, its event, the guard, its order, the
# switch, SIPp; one more for the file that is read.
HAND_OVERS = 8
FORGIVEN_S = 2.0  # at most, for each process on the way


class Lateness:
    """Measures while it is entered. worst_s: the latest a sleeper was woken since the start, in seconds."""

    def __init__(self) -> None:
        self.worst_s = 0.0
        self._writing = threading.Lock()
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

    def start_again(self) -> None:
        """Forget what was before: a switch that starts keeps the machine busier than what is measured."""
        with self._writing:
            self.worst_s = 0.0

    def within(self, limit_s: float, hand_overs: int = HAND_OVERS) -> float:
        """The limit and what this machine adds: each process on the way may be woken late, up to a bound."""
        return limit_s + hand_overs * min(self.worst_s, FORGIVEN_S)

    def _measure(self) -> None:
        due = time.monotonic() + NAP_S
        while not self._over.wait(max(0.0, due - time.monotonic())):
            now = time.monotonic()
            with self._writing:
                self.worst_s = max(self.worst_s, now - due)
            due = now + NAP_S
