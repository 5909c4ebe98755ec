"""Backfill: what passed while nobody watched, from the switch's own call records, each call once.

After each return of the feed the records of the gap are read, and again a little later, since a switch may
write them late. In: the records and the journal. Out: `CallRecorded` for each call that the journal does
not know, then `GapRead`. Pitfall: a record bears the channel that dialled, the journal the leg that was
dialled and, as its request, that channel; and one channel may dial more than once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

from veilleur.detection import Watch
from veilleur.detection.view import unwatched_since, wall_ahead_s
from veilleur.guard.number_normalisation import NumberNormaliser
from veilleur.journal import Journal, JournalReader
from veilleur.pbx.adapter import PastCall, PastCalls
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.errors import VeilleurError
from veilleur.words.events import (
    CallRecorded,
    CallStarted,
    Event,
    FeedLost,
    FeedRestored,
    GapRead,
    Snapshot,
)
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

READ_AFTER_S = (0.5, 5.0, 60.0, 330.0)  # after the return; a switch may keep records back for 300 s
CLOCKS_DIFFER_S = 3.0  # a record has whole seconds, and its clock may be a little off
STALLED_S = 5.0  # without any work of the guard: it was stopped or starved
STALL_REMEMBERED_S = 60.0
ON_DISK_WITHIN_S = 5.0
KNOWN_BEFORE_S = 86_400.0  # a call that is over now began no longer ago


class Known(NamedTuple):
    """A call the journal knows: what a record may name it by, its number, and when it was seen alive."""

    names: frozenset[str]
    number: str
    at: float


class Backfill:
    """The gaps of one guard. past_calls: the switch's own records; step: takes an event on its way."""

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        watch: Watch,
        journal: Journal,
        past_calls: PastCalls,
        *,
        step: Callable[[Event], object],
        now: Callable[[], float],
    ) -> None:
        self._site, self._numbering, self._watch, self._journal = site, numbering, watch, journal
        self._normaliser = NumberNormaliser(site, numbering)
        self._past_calls, self._step, self._now = past_calls, step, now
        self._returned_at: float | None = None
        self._returned = asyncio.Event()
        self._reported: set[str] = set()  # records that were reported since the start
        self._alive_at: float | None = None
        self._stall: tuple[float, float] | None = None  # began, ended

    def alive(self, now: float) -> None:
        """The guard does its work; called about every second."""
        if self._alive_at is not None and now - self._alive_at >= STALLED_S:
            self._stall = (self._alive_at, now)
        self._alive_at = now

    def with_true_loss(self, event: Event) -> Event:
        """The event of a feed; one that is lost after we stood still was lost since then, for all we know."""
        if isinstance(event, FeedLost):
            self.alive(event.seen_at)
            if self._stall is not None and event.seen_at - self._stall[1] < STALL_REMEMBERED_S:
                return event._replace(since=min(event.since or event.seen_at, self._stall[0]))
        return event

    def came_back(self, event: FeedRestored) -> None:
        """The calls of the switch are seen again."""
        self._returned_at = event.seen_at
        self._returned.set()

    async def run(self) -> None:
        """Read the records of each gap, until cancelled."""
        while True:
            await self._returned.wait()
            self._returned.clear()
            waited_s = 0.0
            for reading, after_s in enumerate(READ_AFTER_S, 1):
                if await self._comes_back_within(after_s - waited_s):
                    break  # lost and back again meanwhile: this starts over
                waited_s = after_s
                await self._read(is_final=reading == len(READ_AFTER_S))

    async def _comes_back_within(self, wait_s: float) -> bool:
        try:
            # Not `wait_for`: before Python 3.12 it swallows a cancellation that meets the event, and a guard
            # that is stopped at the moment at which its switch returns would never end.
            async with asyncio.timeout(wait_s):
                await self._returned.wait()
        except TimeoutError:
            return False
        return True

    async def _read(self, *, is_final: bool) -> None:
        began, ended = unwatched_since(self._watch), self._returned_at
        if began is None or ended is None:
            return
        why = self.trouble()
        calls: list[CallRecorded] = []
        if not why:
            try:
                calls = await asyncio.to_thread(self._unseen, began, ended, wall_ahead_s(self._watch))
            except VeilleurError as error:
                why = error.message
        for call in calls:
            self._reported.add(call.call)
            now = self._now()
            self._step(call._replace(seen_at=now))
            await asyncio.sleep(0)  # a question of the switch goes first
        now = self._now()
        if self._returned.is_set():
            is_final = False
        self._step(GapRead(at=now, seen_at=now, began_at=began, ended_at=ended, why=why, is_final=is_final))

    def trouble(self) -> str:
        """Why the records of a gap could not be read now; "" when they could."""
        return self._past_calls.trouble()

    def _unseen(self, began: float, ended: float, ahead_s: float) -> list[CallRecorded]:
        self._journal.flush(ON_DISK_WITHIN_S)
        rows = self._past_calls.between(began + ahead_s - CLOCKS_DIFFER_S, ended + ahead_s + CLOCKS_DIFFER_S)
        if not rows:
            return []
        reader = JournalReader(self._journal.path)
        try:
            known, reported = self._known(reader, began - KNOWN_BEFORE_S)
        finally:
            reader.close()
        found = [self._normalised(row, ahead_s) for row in rows]
        found = [row for row in found if row.record.call not in self._reported | reported]
        return [row.record for row in self._unknown(found, known)]

    def _normalised(self, row: PastCall, ahead_s: float) -> PastCall:
        record = row.record
        number = self._normaliser.normalise_number(record.number) if row.sent else record.number
        return row._replace(record=record._replace(number=number, at=record.at - ahead_s))

    def _unknown(self, rows: list[PastCall], known: list[Known]) -> list[PastCall]:
        """The rows that no known call is; each known call is one row at most."""
        left = list(known)
        unknown = []
        for row in rows:
            fitting = [one for one in left if self._fits(one, row)]
            if fitting:
                left.remove(min(fitting, key=lambda one: self._distance(one, row)))
            else:
                unknown.append(row)
        return unknown

    def _fits(self, one: Known, row: PastCall) -> bool:
        record = row.record
        if not record.at - CLOCKS_DIFFER_S <= one.at <= record.at + record.duration_s + CLOCKS_DIFFER_S:
            return False
        if row.channel:
            return row.channel in one.names
        return self._is_same_number(one, row)

    def _is_same_number(self, one: Known, row: PastCall) -> bool:
        known, recorded = self._meaning(one.number), self._meaning(row.record.number)
        seen = known.rstrip(HIDDEN_DIGIT)  # of a line that is not monitored by name
        return known == recorded or (seen != known and recorded[: len(seen)] == seen)

    def _distance(self, one: Known, row: PastCall) -> tuple[bool, float]:
        return not self._is_same_number(one, row), abs(one.at - row.record.at)

    def _meaning(self, number: str) -> str:
        return self._numbering.destination(number).e164 or number

    def _known(self, reader: JournalReader, since: float) -> tuple[list[Known], set[str]]:
        """The calls that began since, and the names of the records that were reported before."""
        calls: list[Known] = []
        reported: set[str] = set()
        after = reader.before(since)
        for entry in chain.from_iterable(
            reader.entries(after=after, site=self._site.name, kind="event", holding=f'"event":"{name}"')
            for name in _SHOWS_A_CALL
        ):
            try:
                event = entry.event()
            except (ValueError, TypeError, KeyError, AttributeError):
                continue  # of another version, or tampered with: `verify` says so
            if isinstance(event, CallRecorded):
                reported.add(event.call)
            else:
                calls += _calls_of(event)
        return calls, reported


_SHOWS_A_CALL = ("CallStarted", "Snapshot", "CallRecorded")


def _calls_of(event: Event) -> Iterable[Known]:
    if isinstance(event, CallStarted):
        yield Known(frozenset({event.call, event.request}) - {""}, event.number, event.seen_at)
    elif isinstance(event, Snapshot):
        for leg in event.calls:
            yield Known(frozenset({leg.call, leg.request}) - {""}, leg.number, event.seen_at)
