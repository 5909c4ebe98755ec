"""What the journal says, read beside the guard and kept for all readers until there is more.

In: settings. Out: incidents, open permissions. Pitfall: reading a long journal takes a moment, so it is done
in a thread, once for all, and the longer it takes the less often: nobody's page waits for it twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import NamedTuple

from veilleur.config import Settings
from veilleur.history import incidents
from veilleur.history.permissions import Permission, answers_in_force
from veilleur.journal import JournalReader
from veilleur.words.errors import JournalError
from veilleur.words.incidents import Attack

LEAST_PAUSE_S = 1.0
HEARD = ("OwnerAnswered", "AnswerWithdrawn", "AlertAnswered", "UndoRequested")
DRILLS = "drill "  # how their conversations are named
PAUSE_TIMES = 3.0  # as long as the last reading took


class Journalled(NamedTuple):
    """What was read. attacks: oldest first. closed: incidents that somebody has read and put away.

    permissions: every yes that holds; refusals: every no. is_drilled: a rehearsal was answered. last: the
    number of the last entry then.
    """

    attacks: tuple[Attack, ...] = ()
    permissions: tuple[Permission, ...] = ()
    closed: frozenset[str] = frozenset()
    last: int = 0
    refusals: tuple[Permission, ...] = ()
    is_drilled: bool = False


class Past:
    """Reads one site's journal. now: seconds since 1970 UTC."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._settings, self._now = settings, now
        self._kept = Journalled()
        self._next_at = float("-inf")
        self._reading = asyncio.Lock()

    async def read(self, *, must_be_new: bool = False) -> Journalled:
        """What the journal holds; a moment old where reading it is long. must_be_new: whatever it takes."""
        async with self._reading:
            loop = asyncio.get_running_loop()
            began = loop.time()
            if must_be_new or began >= self._next_at:
                with contextlib.suppress(JournalError):  # not there yet, or in trouble: `status` says so
                    self._kept = await asyncio.to_thread(self._read)
                took = loop.time() - began
                self._next_at = began + took + max(LEAST_PAUSE_S, PAUSE_TIMES * took)
            now = self._now()
            yes, no = (
                tuple(one for one in some if one.until is None or one.until > now)
                for some in (self._kept.permissions, self._kept.refusals)
            )
            return self._kept._replace(permissions=yes, refusals=no)

    def _is_news(self, reader: JournalReader) -> bool:
        """Whether something was added that changes an incident, a permission or what was put away."""
        site, after = self._settings.site.name, self._kept.last
        wanted = [("decision", '"incident":'), *(("event", f'"event":"{name}"') for name in HEARD)]
        return any(
            next(iter(reader.entries(after=after, site=site, kind=kind, holding=text)), None) is not None
            for kind, text in wanted
        )

    def _read(self) -> Journalled:
        reader = JournalReader(self._settings.journal.file)
        try:
            last = reader.last()[0]
            if last == self._kept.last:
                return self._kept
            if self._kept.last and not self._is_news(reader):
                return self._kept._replace(last=last)
            holding = answers_in_force(reader, self._settings.site.name, self._now())
            answers = reader.entries(
                site=self._settings.site.name, kind="event", holding='"event":"AlertAnswered"'
            )
            closed = frozenset(
                str(entry.data.get("conversation")) for entry in answers if entry.data.get("answer") == "seen"
            )
        finally:
            reader.close()
        return Journalled(
            attacks=tuple(incidents.read(self._settings)),
            permissions=tuple(one for one in holding if one.accepted),
            closed=closed,
            last=last,
            refusals=tuple(one for one in holding if not one.accepted),
            is_drilled=any(one.startswith(DRILLS) for one in closed),
        )
