"""Which personal parts of the journal may be deleted now: never on the word of one clock.

In: the last journalled time before the start, and how the guard's time goes on. Out: the time before which
numbers may go. Pitfall: deletion overwrites and has no undo, and a clock that is years ahead (a dead
battery, a forged answer of NTP, a year typed wrong) makes everything look old. So time is believed only as
far as the journal and the guard's own uptime bear it out, until a person says that the clock is right or a
week has passed; and one run never deletes more than some weeks' worth from the oldest on.
"""

from __future__ import annotations

WEEK_S = 7 * 86_400.0
JUMP_MAX_S = (
    30 * 86_400.0
)  # expert estimate: a PBX that was off for longer is rarer than a clock that is wrong
DELETED_AT_ONCE_S = 28 * 86_400.0  # of the past, from the oldest kept part on, in one run
RUN_EVERY_S = 86_400.0


class Retention:
    """The retention of one guard, from its start.

    keep_s: how long personal parts are kept. last_at: time of the journal's last entry before the start, 0
    when there was none. started_at: the guard's time then. All in seconds since 1970 UTC.
    """

    def __init__(self, keep_s: float, last_at: float, started_at: float) -> None:
        self._keep_s, self._last_at, self._started_at = keep_s, last_at, started_at
        self._is_confirmed = False
        self._ran_at: float | None = None

    @property
    def jump_s(self) -> float:
        """How far the time at the start lies after the last entry, in seconds; 0 for a new journal."""
        return max(0.0, self._started_at - self._last_at) if self._last_at else 0.0

    @property
    def has_past(self) -> bool:
        """Whether the journal vouches for the time at all: a new one does not."""
        return self._last_at > 0

    def is_held(self, now: float) -> bool:
        """Whether a jump of the clock keeps anything from being deleted until somebody confirms it."""
        return self.jump_s > JUMP_MAX_S and not self._is_believed(now)

    def confirm_clock(self) -> None:
        """A person says that this machine's clock is right."""
        self._is_confirmed = True
        self._ran_at = None

    def is_due(self, now: float) -> bool:
        """Whether it is time for a run; asking starts the day until the next."""
        if self._ran_at is not None and now - self._ran_at < RUN_EVERY_S:
            return False
        self._ran_at = now
        return True

    def before(self, now: float, oldest_at: float | None) -> float | None:
        """Personal parts older than this may go; None when none may.

        oldest_at: time of the oldest entry whose personal part is still there, None when there is none.
        """
        kept_from = self.kept_from(now)
        if oldest_at is None or kept_from is None:
            return None
        before = min(kept_from, oldest_at + DELETED_AT_ONCE_S)
        return before if before > oldest_at else None

    def kept_from(self, now: float) -> float | None:
        """What is younger than this is kept; None while nothing may go."""
        if self.is_held(now):
            return None
        believed = now
        if self._last_at and not self._is_believed(now):
            believed = min(now, self._last_at + (now - self._started_at))
        return believed - self._keep_s

    def _is_believed(self, now: float) -> bool:
        return self._is_confirmed or now - self._started_at >= WEEK_S
