"""Faults of our own: said once in one sentence, counted, and kept in the journal without personal data.

In: an exception. Out: a sentence to say, or none when it was said lately. Easily got wrong: a fault
that comes with every event must fill neither the disk nor the screen, and its text may hold a number
or a secret, so only its kind and place are told.
"""

from __future__ import annotations

import traceback
from typing import NamedTuple

AGAIN_S = 3600.0  # the same fault is told once in so many seconds
KINDS_MAX = 100


class Fault(NamedTuple):
    """A fault to be told: during what, which kind of exception, at which line of ours."""

    during: str
    kind: str
    place: str
    times: int

    @property
    def sentence(self) -> str:
        """For the person who runs the guard."""
        return (
            f"A fault of Veilleur's own while handling {self.during} ({self.kind} at {self.place}); "
            "it watches on and refuses what it could not judge. Please report this line."
        )


class Faults:
    """What went wrong so far. count: faults in all."""

    def __init__(self) -> None:
        self.count = 0
        self._told: dict[tuple[str, str, str], tuple[float, int]] = {}

    def note(self, during: str, error: BaseException, now: float) -> Fault | None:
        """Count a fault; gives it when it is to be told now."""
        self.count += 1
        key = (during, type(error).__name__, _place(error))
        told_at, times = self._told.get(key, (float("-inf"), 0))
        if now - told_at < AGAIN_S or (key not in self._told and len(self._told) >= KINDS_MAX):
            if key in self._told:
                self._told[key] = (told_at, times + 1)
            return None
        self._told[key] = (now, 0)
        return Fault(*key, times + 1)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
