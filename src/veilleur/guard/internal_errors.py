"""Internal errors: faults of our own, reported once in one sentence, counted, and kept in the journal.

In: an exception. Out: a sentence to say, or none when it was said lately. Pitfall: a fault that comes with
every event must fill neither the disk nor the screen, and its text may hold a number or a secret, so only
its kind and place are reported.
"""

from __future__ import annotations

import traceback
from typing import NamedTuple

from veilleur.words.messages import Message

REPEATED_AFTER_S = 3600.0  # the same fault is reported once in this time
KINDS_MAX = 100


class InternalError(NamedTuple):
    """A fault to be reported: during what, which kind of exception, at which line of ours."""

    during: str
    kind: str
    place: str
    times: int

    @property
    def sentence(self) -> Message:
        """For the person who runs the guard."""
        return Message(
            "A fault of Veilleur's own while handling {what} ({kind} at {place}); "
            "it watches on and refuses what it could not judge. Please report this line.",
            what=self.during,
            kind=self.kind,
            place=self.place,
        )


class InternalErrors:
    """What went wrong so far. count: faults in all."""

    def __init__(self) -> None:
        self.count = 0
        self._reported: dict[tuple[str, str, str], tuple[float, int]] = {}

    def record(self, during: str, error: BaseException, now: float) -> InternalError | None:
        """Count a fault; gives it when it is to be reported now."""
        self.count += 1
        key = (during, type(error).__name__, _place(error))
        reported_at, times = self._reported.get(key, (float("-inf"), 0))
        is_known = key in self._reported
        if now - reported_at < REPEATED_AFTER_S or (not is_known and len(self._reported) >= KINDS_MAX):
            if is_known:
                self._reported[key] = (reported_at, times + 1)
            return None
        self._reported[key] = (now, 0)
        return InternalError(*key, times + 1)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
