"""Slow guessing: PINs tried for months, too far apart for any count of a day to see them.

In: wrong and right PINs of outside callers. Out: whether the tries of a year that nobody explained are spent.
Pitfall: honest people key wrong PINs too: those of a call that then gets the PIN right are forgotten, and
whoever has opened a mailbox before counts for little there. A caller's number can be forged, so never for
nothing.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.state.bounded import remember

YEAR_S = 365 * 86_400.0
# With one more for each of thirty mailboxes when their locks have expired, 60 tries are made in a year: a
# chance of 1 in 170 against one PIN of four digits. Expert estimate; a small company's own people leave
# perhaps ten wrong PINs a year without a right one.
TRIES_A_YEAR = 30.0
KNOWN_CALLER_WEIGHT = 0.25  # of a try by whoever opened this mailbox before; expert estimate
SLIPS_MAX = 2  # wrong PINs that a right one in the same call explains
SLOW_LOCK_S = 180 * 86_400.0  # until then, or until the owner opens it
TRIES_MAX = 400  # sizing
MAILBOXES_MAX = 2_000  # sizing
CALLERS_MAX = 8  # of one mailbox; sizing


class SlowGuessing:
    """The unexplained tries of one site; plain lists, so that they save as they are."""

    __slots__ = ("_callers", "_tries")

    def __init__(self) -> None:
        self._tries: list[list[Any]] = []  # at, mailbox, request, weight; oldest first
        self._callers: dict[str, list[str]] = {}  # mailbox -> who opened it

    def record(self, at: float, mailbox: str, caller: str, request: str) -> None:
        """A wrong PIN."""
        while self._tries and at - self._tries[0][0] > YEAR_S:
            del self._tries[0]
        weight = KNOWN_CALLER_WEIGHT if self.knows(mailbox, caller) else 1.0
        self._tries.append([at, mailbox, request, weight])
        if len(self._tries) > TRIES_MAX:
            del self._tries[0]

    def forget_expired(self, at: float) -> None:
        """Tries of more than a year ago."""
        self._tries = [one for one in self._tries if at - one[0] <= YEAR_S]

    def explain(self, mailbox: str, request: str) -> int:
        """A right PIN in the same call: the wrong ones before it were slips; gives how many."""
        slips = [one for one in self._tries if request and one[1:3] == [mailbox, request]][-SLIPS_MAX:]
        for one in slips:
            self._tries.remove(one)
        return len(slips)

    def opened(self, mailbox: str, caller: str) -> None:
        """Somebody opened the mailbox, and nothing speaks against them."""
        if caller:
            callers = [one for one in self._callers.pop(mailbox, []) if one != caller]
            remember(self._callers, mailbox, [*callers, caller][-CALLERS_MAX:], MAILBOXES_MAX)

    def knows(self, mailbox: str, caller: str) -> bool:
        """Whether this caller has opened this mailbox before."""
        return bool(caller) and caller in self._callers.get(mailbox, ())

    @property
    def is_spent(self) -> bool:
        """Whether a whole year's tries were made."""
        return sum(float(one[3]) for one in self._tries) >= TRIES_A_YEAR

    @property
    def mailboxes(self) -> list[str]:
        """The mailboxes that were tried."""
        return list(dict.fromkeys(one[1] for one in self._tries))

    def forget(self, mailbox: str) -> None:
        """The owner says that all is well with this mailbox."""
        self._tries = [one for one in self._tries if one[1] != mailbox]

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [self._tries, self._callers]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._tries, self._callers = data
