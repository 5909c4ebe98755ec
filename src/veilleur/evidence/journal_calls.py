"""The outgoing calls that a guard's journal holds, and the times in which calls may have passed unseen.

In: a journal, a site. Out: calls with the number of the entry that ended each; spans of time.
Pitfall: a leg whose end nobody saw, and a call whose number retention has deleted, are no calls here: their
time is unseen, so that nothing is claimed of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from veilleur.journal import JournalReader
from veilleur.words.calls import Direction
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallStarted,
    FeedLost,
    FeedRestored,
    GapRead,
    GuardStarted,
)

_LEGS_MOST = 10_000  # alive at once; more are no company's
AROUND_S = 90.0  # of a call that is known in part
Span = tuple[float, float]


class JournalCall(NamedTuple):
    """A call and the entry by which it is known whole."""

    entry: int
    call: CallRecorded


def ended_calls(reader: JournalReader, site: str, until: float = inf) -> Iterator[JournalCall]:
    """All calls whose end was seen or recorded before a time, in the order of their ends. A number that was
    deleted is "".

    Raises:
        JournalError: when the journal cannot be read.
    """
    return _Legs().calls(reader, site, until)


class SeenCalls(NamedTuple):
    """Calls with their numbers, and the spans of which nothing can be claimed."""

    calls: list[JournalCall]
    unseen: list[Span]


def seen_calls(reader: JournalReader, site: str) -> SeenCalls:
    """The calls that can be held against another's list.

    Raises:
        JournalError: when the journal cannot be read.
    """
    legs, calls, unseen = _Legs(), list[JournalCall](), list[Span]()
    deleted: Span | None = None
    for one in legs.calls(reader, site, inf):
        at = one.call.at
        if one.call.number:
            deleted = None
            calls.append(one)
            continue
        first = deleted[0] if deleted is not None else at - AROUND_S
        if deleted is not None:
            unseen.pop()
        deleted = (first, max(at, first) + AROUND_S)
        unseen.append(deleted)
    unseen += [(at - AROUND_S, at + AROUND_S) for at in legs.unended]
    return SeenCalls(calls, unseen + list(_blind(reader, site)))


class _Legs:
    """The legs alive while a journal is walked. unended: the starts of those whose end nobody saw."""

    def __init__(self) -> None:
        self._alive: dict[str, tuple[CallStarted, float | None]] = {}
        self.unended: list[float] = []

    def calls(self, reader: JournalReader, site: str, until: float) -> Iterator[JournalCall]:
        for entry in reader.entries(site=site, kind="event", holding='"event":"Call'):
            if entry.at >= until:
                break
            try:
                event = entry.event()
            except (ValueError, TypeError):
                continue  # tampered with, or of another version: `verify` says so
            if isinstance(event, CallStarted):
                self._start(event)
            elif isinstance(event, CallAnswered) and event.call in self._alive:
                started, before = self._alive[event.call]
                self._alive[event.call] = started, event.seen_at if before is None else before
            elif isinstance(event, CallEnded) and event.call in self._alive:
                started, answered_at = self._alive.pop(event.call)
                seconds = max(0.0, event.seen_at - answered_at) if answered_at is not None else 0.0
                yield JournalCall(entry.seq, _record(started, seconds))
            elif isinstance(event, CallRecorded):
                yield JournalCall(entry.seq, event)
        self.unended += [started.seen_at for started, _answered_at in self._alive.values()]

    def _start(self, event: CallStarted) -> None:
        if len(self._alive) >= _LEGS_MOST:
            self.unended.append(self._alive.pop(next(iter(self._alive)))[0].seen_at)
        self._alive[event.call] = event, None


def _blind(reader: JournalReader, site: str) -> Iterator[Span]:
    """The spans in which calls were not seen and the switch's own records of which were not read."""
    lost: dict[str, float] = {}
    spans, read = list[Span](), list[Span]()
    for holding in ('"event":"Feed', '"event":"GuardStarted"', '"event":"GapRead"'):
        for entry in reader.entries(site=site, kind="event", holding=holding):
            try:
                event = entry.event()
            except (ValueError, TypeError):
                continue
            if isinstance(event, FeedLost) and not event.calls_are_seen:
                lost.setdefault(event.feed, event.since or event.seen_at)
            elif isinstance(event, FeedRestored) and event.feed in lost:
                spans.append((lost.pop(event.feed), event.seen_at))
            elif isinstance(event, GuardStarted) and event.last_sign_at:
                spans.append((event.last_sign_at, event.seen_at))
            elif isinstance(event, GapRead) and not event.why:
                read.append((event.began_at, event.ended_at))
    spans += [(since, inf) for since in lost.values()]
    for first, last in spans:
        if not any(began <= first and last <= ended for began, ended in read):
            yield first, last


def _record(started: CallStarted, seconds: float) -> CallRecorded:
    return CallRecorded(
        at=started.seen_at,
        seen_at=started.seen_at + seconds,
        call=started.call,
        direction=Direction.OUT,
        extension=started.extension,
        number=started.number,
        billed_s=seconds,
        answered=seconds > 0,
    )
