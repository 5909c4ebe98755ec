"""Doors: wrong PINs counted across calls, and the locks they lead to.

In: a wrong PIN of an outside caller. Out: the mailboxes to lock. What a reader would get wrong: a
right PIN resets nothing, and a withheld number counts per mailbox all the same. Locks bind outside
callers only. Every table is bounded: the oldest goes, and the count of the site stays.
"""

from __future__ import annotations

from typing import Any

WRONG_PINS_PER_MAILBOX = 6  # within MEMORY_S; two calls of three tries
WRONG_PINS_PER_CALLER = 9
MAILBOXES_PER_SWEEP = 3
WRONG_PINS_PER_SITE = 60  # from here on each wrong PIN locks its mailbox: no eviction washes this out
MEMORY_S = 86_400.0
LOCK_S = 1_800.0  # doubles with each lock of the same mailbox, up to LOCK_MAX_S
LOCK_MAX_S = 86_400.0
ENTRIES_MAX = 2_000


class Doors:
    """Counts and locks of one site; plain tables, so that they save as they are."""

    def __init__(self) -> None:
        self._mailboxes: dict[str, list[float]] = {}  # count, last
        self._callers: dict[str, list[Any]] = {}  # count, last, mailboxes
        self._site: list[float] = [0, 0.0]
        self._locks: dict[str, list[float]] = {}  # until, times

    def wrong_pin(self, at: float, mailbox: str, caller: str) -> float | None:
        """Count one; gives until when the mailbox is now to be locked, or None."""
        in_box = _count(self._mailboxes, mailbox, at)
        if at - self._site[1] > MEMORY_S:
            self._site[0] = 0
        self._site[0] += 1
        self._site[1] = at
        by_caller, swept = 0.0, 0
        if caller:
            entry = self._callers.pop(caller, None)
            if entry is None or at - entry[1] > MEMORY_S:
                entry = [0, at, []]
            entry[0] += 1
            entry[1] = at
            if mailbox not in entry[2] and len(entry[2]) < MAILBOXES_PER_SWEEP:
                entry[2].append(mailbox)
            _keep(self._callers, caller, entry)
            by_caller, swept = entry[0], len(entry[2])
        if (
            in_box < WRONG_PINS_PER_MAILBOX
            and by_caller < WRONG_PINS_PER_CALLER
            and swept < MAILBOXES_PER_SWEEP
            and self._site[0] < WRONG_PINS_PER_SITE
        ) or self.is_locked(at, mailbox):
            return None
        return self.lock(at, mailbox)

    def was_guessed(self, at: float, mailbox: str) -> bool:
        """Whether so many wrong PINs were keyed lately that a right one is no honest slip."""
        entry = self._mailboxes.get(mailbox)
        return entry is not None and entry[0] >= WRONG_PINS_PER_MAILBOX and at - entry[1] <= MEMORY_S

    def lock(self, at: float, key: str) -> float:
        """Lock a mailbox or extension; gives until when."""
        times = self._locks.pop(key, [0.0, 0.0])[1] + 1
        until = at + min(LOCK_MAX_S, LOCK_S * 2 ** min(times - 1, 8))
        _keep(self._locks, key, [until, times])
        return until

    def unlock(self, key: str) -> None:
        """Open a lock."""
        self._locks.pop(key, None)

    def is_locked(self, at: float, key: str) -> bool:
        """Whether a lock holds now."""
        lock = self._locks.get(key)
        return lock is not None and at < lock[0]

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [self._mailboxes, self._callers, self._site, self._locks]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._mailboxes, self._callers, self._site, self._locks = data


def _count(table: dict[str, list[float]], key: str, at: float) -> float:
    entry = table.pop(key, None)
    if entry is None or at - entry[1] > MEMORY_S:
        entry = [0, at]
    entry[0] += 1
    entry[1] = at
    _keep(table, key, entry)
    return entry[0]


def _keep(table: dict[str, Any], key: str, entry: Any) -> None:
    if len(table) >= ENTRIES_MAX:
        del table[next(iter(table))]
    table[key] = entry
