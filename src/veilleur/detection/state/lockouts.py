"""Lockouts: wrong PINs and codes counted across calls, and the locks they lead to.

In: a wrong PIN of an outside caller. Out: what is to be locked now. Pitfall: a right PIN resets nothing; a
withheld number counts as a caller of its own; and a lock doubles each time, so that waiting gains an
attacker nothing. Locks on mailboxes bind outside callers only, and every lock expires. All tables are
bounded: the oldest entry goes, and the count of the whole site stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from veilleur.detection.state.bounded import remember
from veilleur.detection.state.slow_guessing import SlowGuessing

WRONG_PINS_PER_MAILBOX = 6  # within MEMORY_S; two calls of three tries
WRONG_PINS_PER_CALLER = 9
MAILBOXES_PER_SWEEP = 3  # mailboxes with a wrong PIN of one caller
MAILBOXES_PER_SITE_SWEEP = 5  # of all callers together, within SWEEP_S
SWEEP_S = 3_600.0
WRONG_PINS_PER_SITE = 60  # from here on each wrong PIN locks its mailbox: no eviction washes this out
WRONG_PINS_SUSPICIOUS = 3  # an honest slip is one or two
WRONG_CODES = 3  # each of them up to three tries
MEMORY_S = 86_400.0
LOCK_S = 1_800.0  # doubles with each lock of the same kind and name, up to LOCK_MAX_S
LOCK_MAX_S = 86_400.0
LOCK_FORGOTTEN_S = 30 * 86_400.0  # without a lock for this time, the next one is short again
ENTRIES_MAX = 2_000
WITHHELD = ""
_OUTSIDE_NAMES = ("caller ", "mailbox ")


class Guessing(NamedTuple):
    """What one more wrong PIN amounts to. wrong: those for this mailbox lately."""

    wrong: int
    lock_mailbox: bool
    lock_caller: bool
    is_sweep: bool


class Lockouts:
    """Counts and locks of one site; plain tables, so that they save as they are."""

    def __init__(self) -> None:
        self._mailboxes: dict[str, list[float]] = {}  # count, last
        self._callers: dict[str, list[Any]] = {}  # count, last, mailboxes
        self._codes: dict[str, list[float]] = {}  # count, last
        self._site: list[float] = [0, 0.0]
        self._swept: dict[str, float] = {}  # mailbox -> last wrong PIN
        self._locks: dict[str, list[float]] = {}  # until, times
        self.slow = SlowGuessing()

    def record_wrong_pin(self, at: float, mailbox: str, caller: str) -> Guessing:
        """Count one of an outside caller."""
        _forget_old(self._mailboxes, at)
        _forget_old(self._callers, at)
        in_box = _count(self._mailboxes, mailbox, at)
        if at - self._site[1] > MEMORY_S:
            self._site[0] = 0
        self._site[0] += 1
        self._site[1] = at
        entry = self._callers.pop(caller, None)
        if entry is None or at - entry[1] > MEMORY_S:
            entry = [0, at, []]
        entry[0] += 1
        entry[1] = at
        if mailbox not in entry[2] and len(entry[2]) < MAILBOXES_PER_SWEEP:
            entry[2].append(mailbox)
        remember(self._callers, caller, entry, ENTRIES_MAX)
        self._swept.pop(mailbox, None)
        while self._swept and at - next(iter(self._swept.values())) > SWEEP_S:
            del self._swept[next(iter(self._swept))]
        remember(self._swept, mailbox, at, ENTRIES_MAX)
        by_caller = caller != WITHHELD and entry[0] >= WRONG_PINS_PER_CALLER
        site_sweep = len(self._swept) >= MAILBOXES_PER_SITE_SWEEP
        # Withheld numbers are many people: only a sweep of the whole site speaks against them.
        sweeps = site_sweep if caller == WITHHELD else len(entry[2]) >= MAILBOXES_PER_SWEEP
        by_mailbox = in_box >= WRONG_PINS_PER_MAILBOX or self._site[0] >= WRONG_PINS_PER_SITE
        return Guessing(
            wrong=int(in_box),
            lock_mailbox=by_mailbox or by_caller or sweeps or site_sweep,
            lock_caller=by_caller or sweeps,
            is_sweep=sweeps or site_sweep,
        )

    def explain(self, mailbox: str, request: str) -> None:
        """A right PIN in the same call as wrong ones: of the site's count these were slips. What the mailbox
        and the caller are held for stays."""
        self._site[0] = max(0, self._site[0] - self.slow.explain(mailbox, request))

    def record_wrong_code(self, at: float, extension: str) -> bool:
        """Count one; whether keying is to be locked now."""
        return _count(self._codes, extension, at) >= WRONG_CODES

    def wrong_pins_behind(self, at: float, mailbox: str, caller: str) -> int:
        """How many wrong PINs stand behind a right one: those of its mailbox, or of its caller anywhere.

        Half of all boxes open within a few tries, but an attacker seldom begins with the right one.
        """
        entry = self._mailboxes.get(mailbox)
        wrong = int(entry[0]) if entry is not None and at - entry[1] <= MEMORY_S else 0
        by_caller = self._callers.get(caller) if caller != WITHHELD else None
        if by_caller is not None and at - by_caller[1] <= MEMORY_S:
            wrong = max(wrong, int(by_caller[0]))
        return wrong

    def is_swept(self, at: float) -> bool:
        """Whether mailbox after mailbox is being tried."""
        return sum(at - tried_at <= SWEEP_S for tried_at in self._swept.values()) >= MAILBOXES_PER_SITE_SWEEP

    def lock(self, at: float, key: str, at_least_s: float = 0.0) -> float:
        """Lock something; gives until when."""
        before, times = self._locks.pop(key, [at, 0.0])
        times = 1 if at - before > LOCK_FORGOTTEN_S else times + 1
        until = at + max(at_least_s, min(LOCK_MAX_S, LOCK_S * 2 ** min(times - 1, 8)))
        if len(self._locks) >= ENTRIES_MAX:
            self._make_room(at)
        self._locks[key] = [until, times]
        return until

    def _make_room(self, at: float) -> None:
        """Forget a lock for another: one that is over, else one of what callers name by themselves.

        Mailboxes and callers can be made up by the thousand in a night; extensions cannot.
        """
        over = (name for name, (until, _times) in self._locks.items() if until <= at)
        made_up = (name for name in self._locks if name.startswith(_OUTSIDE_NAMES))
        del self._locks[next(over, None) or next(made_up, None) or next(iter(self._locks))]

    def unlock(self, key: str) -> None:
        """Open a lock, and forget what led to it."""
        self._locks.pop(key, None)
        kind, _space, name = key.partition(" ")
        if kind == "mailbox":
            self.slow.forget(name)
        {"mailbox": self._mailboxes, "caller": self._callers, "code": self._codes}.get(kind, {}).pop(
            name, None
        )

    def is_locked(self, at: float, key: str) -> bool:
        """Whether a lock holds now."""
        lock = self._locks.get(key)
        return lock is not None and at < lock[0]

    def held(self, at: float) -> Iterator[tuple[str, float]]:
        """The locks that hold now, with the time at which each ends."""
        for key, (until, _times) in self._locks.items():
            if until > at:
                yield key, until

    def forget_expired(self, at: float) -> None:
        """Counts and locks that bind nobody any more; a lock is known for a month: the next is longer."""
        for table in (self._mailboxes, self._callers, self._codes):
            _forget_old(table, at)
        self.slow.forget_expired(at)
        self._swept = {mailbox: when for mailbox, when in self._swept.items() if at - when <= SWEEP_S}
        self._locks = {key: lock for key, lock in self._locks.items() if at - lock[0] <= LOCK_FORGOTTEN_S}

    def save(self) -> list[Any]:
        """Plain JSON data."""
        tables = [self._mailboxes, self._callers, self._codes, self._site, self._swept]
        return [*tables, self.slow.save(), self._locks]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._mailboxes, self._callers, self._codes, self._site, self._swept, slow, self._locks = data
        self.slow.load(slow)


def _count(table: dict[str, list[float]], key: str, at: float) -> float:
    entry = table.pop(key, None)
    if entry is None or at - entry[1] > MEMORY_S:
        entry = [0, at]
    entry[0] += 1
    entry[1] = at
    remember(table, key, entry, ENTRIES_MAX)
    return entry[0]


def _forget_old(table: dict[str, Any], at: float) -> None:
    while table and at - next(iter(table.values()))[1] > MEMORY_S:
        del table[next(iter(table))]
