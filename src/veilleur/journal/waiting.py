"""What waits for the writer thread: entries, states to be kept, personal parts to be deleted.

Plain data; a Ticket is the only way back from the writer to whoever appended.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple


class Ticket:
    """A promise for one entry: `wait()` until it is committed."""

    __slots__ = ("_done", "seq")

    def __init__(self) -> None:
        self._done = threading.Event()
        self.seq: int | None = None

    @property
    def committed(self) -> bool:
        """Whether the entry is on disk."""
        return self._done.is_set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Block until the entry is on disk; False when the time ran out first."""
        return self._done.wait(timeout_s)

    def settle(self, seq: int) -> None:
        """Say that the entry is on disk as number `seq`."""
        self.seq = seq
        self._done.set()


class Row(NamedTuple):
    """An entry that waits. kind "flush" is none: only its ticket counts."""

    site: str
    at: float
    kind: str
    public: dict[str, Any]
    personal: dict[str, Any]
    ticket: Ticket | None = None


class State(NamedTuple):
    """A state that waits, to be kept with an entry that vouches for it."""

    site: str
    at: float
    state: str


class Forget(NamedTuple):
    """Personal parts to be deleted. counted: how many were, for whom waits on the ticket.

    kept: stretches of time under a legal hold, from and until, whose parts stay.
    """

    site: str
    before: float
    at: float
    ticket: Ticket
    counted: list[int]
    kept: tuple[tuple[float, float], ...] = ()


class ForgetPerson(NamedTuple):
    """Personal parts of these entries to be deleted, and the pseudonyms of these names."""

    site: str
    entries: tuple[int, ...]
    names: tuple[str, ...]
    at: float
    ticket: Ticket
    counted: list[int]


class Seal(NamedTuple):
    """A seal over all that was appended before it."""

    site: str
    at: float


Item = Row | State | Forget | ForgetPerson | Seal


class Trouble(NamedTuple):
    """Something that a person must know of the journal's files. why: of the system's own words, or a count.

    kind: unwritable | written_again | head_unwritable | head_written_again | file_gone | file_replaced |
    rescued | rescue_failed | seal_unusable | seal_usable_again | lost_at_stop.
    """

    kind: str
    why: str = ""
