"""When a head is due at one witness, and since when the witness is out of reach: pure, on a given clock.

In: heads as they come, what became of each delivery, and the time in seconds. Out: the head that is due.
Pitfall: only the newest head is ever delivered, since it vouches for all before it; what a witness missed is
a gap in time that `verify` names.
"""

from __future__ import annotations

from typing import NamedTuple

AGAIN_FIRST_S, AGAIN_AT_MOST_S = 5.0, 60.0
UNREACHED_AFTER_S = 180.0
# What an alert adds to the journal is committed within milliseconds; a head that leaves earlier lacks it.
SETTLES_S = 0.5


class OwnHead(NamedTuple):
    """Number and hash of the last entry, and the guard's time then."""

    seq: int
    hash: str
    at: float


class Timetable:
    """Of one witness. every_s: between two heads; least_s: also where incidents press."""

    def __init__(self, every_s: float, least_s: float) -> None:
        self._every_s, self._least_s = every_s, least_s
        self._head: OwnHead | None = None
        self._hurried_at: float | None = None
        self._urgent_seq: int | None = None
        self._sent_at = self._not_before = float("-inf")
        self._failures = 0
        self._failing_since: float | None = None
        self.last: OwnHead | None = None
        self.why: object = ""

    def hurry(self, now: float) -> None:
        """Something happened that the next head must vouch for."""
        if self._hurried_at is None:
            self._hurried_at = now

    def offer(self, head: OwnHead, now: float) -> None:
        """The head as it is now."""
        self._head = head
        if self._hurried_at is not None and now - self._hurried_at >= SETTLES_S:
            self._urgent_seq, self._hurried_at = head.seq, None

    def last_call(self, head: OwnHead) -> None:
        """The guard ends: this head leaves now, however short ago the one before left."""
        self._head, self._urgent_seq, self._not_before = head, head.seq, float("-inf")

    def due(self, now: float) -> OwnHead | None:
        """The head to be delivered now; None while none is."""
        if self._head is None or now < self._not_before:
            return None
        if self._urgent_seq is not None or now - self._sent_at >= self._every_s:
            return self._head
        return None

    def delivered(self, head: OwnHead, now: float) -> None:
        """A head was taken."""
        self.last, self._sent_at, self._not_before = head, now, now + self._least_s
        if self._urgent_seq is not None and head.seq >= self._urgent_seq:
            self._urgent_seq = None
        self._failures, self._failing_since, self.why = 0, None, ""

    def failed(self, why: object, now: float) -> None:
        """A head was not taken: again soon, then less often."""
        self._failures += 1
        if self._failing_since is None:
            self._failing_since = now
        pause_s = AGAIN_FIRST_S * 2 ** min(self._failures - 1, 10)
        self._not_before = now + max(self._least_s, min(AGAIN_AT_MOST_S, pause_s))
        self.why = why

    def is_blind(self, now: float) -> bool:
        """Whether it has been out of reach long enough that somebody should know."""
        return self._failing_since is not None and now - self._failing_since >= UNREACHED_AFTER_S
