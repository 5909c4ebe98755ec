"""Several rows of one call -> one record: a call tried over several trunks, or rung at several telephones.

In: records in the order of the file. Out: the same without the attempts that another row overtook.
Pitfall: only rows of one linked id, one direction and one outside number are one call, and an answered one is
dropped only where another covers its whole time: two conversations of one call are both billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar, cast

from veilleur.records.format import ParsedRecord
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded

Outcome = TypeVar("Outcome")  # what a format gives: an event, a bad line, or many events at once
Key: TypeAlias = tuple[str, Direction, str]
COVERED_WITHIN_S = 2.0
NUMBER_TAIL = 8  # digits: trunks want one number written in several ways


# An Enum's member takes its time in a hot path.
_OUT, _IN, _INTERNAL = Direction.OUT, Direction.IN, Direction.INTERNAL


def _key(event: CallRecorded) -> Key | None:
    direction = event.direction
    if direction is _OUT:
        return event.linked or event.call, direction, event.number[-NUMBER_TAIL:]
    if direction is _IN:
        return event.linked or event.call, direction, event.outside_caller[-NUMBER_TAIL:]
    return None


class Attempts:
    """Finds, one by one, the rows that are attempts of one call. only_linked: only those that share an id."""

    def __init__(self, only_linked: bool = False) -> None:
        self._only_linked = only_linked
        self._held: CallRecorded | None = None  # tried and not answered: another attempt may follow
        self._given: CallRecorded | None = None  # the last that was given
        self._held_id: str | None = None
        self._given_id: str | None = None

    def add(self, event: CallRecorded) -> Iterable[CallRecorded]:
        """The records that need wait no longer."""
        call, held = event.linked or (None if self._only_linked else event.call), self._held
        if call is not None and (call == self._given_id or (held is not None and call == self._held_id)):
            return self._compared(event, call)
        if event.answered or call is None or event.direction is _INTERNAL:  # most rows: a call of its own
            self._held, self._given, self._given_id = None, event, call
            return (event,) if held is None else (held, event)
        self._held, self._held_id = event, call
        return () if held is None else (held,)

    def _compared(self, event: CallRecorded, call: str) -> Iterable[CallRecorded]:
        """The same for a row with the linked id of one before it."""
        key, held, given = _key(event), self._held, self._given
        if held is not None and _key(held) == key:
            if not event.answered:
                self._held = _joined(held, event)
                return ()
            self._held, self._given, self._given_id = None, event, call
            return (event,)
        self._held = None
        before = () if held is None else (held,)
        if given is not None and key is not None and call == self._given_id and _key(given) == key:
            if not event.answered or _covers(given, event):
                return before
            self._given = event
            return (*before, event)
        if key is not None and not event.answered:
            self._held, self._held_id = event, call
            return before
        self._given, self._given_id = event, call
        return (*before, event)

    def remaining(self) -> Iterable[CallRecorded]:
        """What still waits; nothing more comes for now."""
        held, self._held = self._held, None
        return () if held is None else (held,)


def merged(events: Iterable[CallRecorded]) -> list[CallRecorded]:
    """One record for each call of a list."""
    attempts = Attempts()
    found = [one for event in events for one in attempts.add(event)]
    found += attempts.remaining()
    return found


def one_each(outcomes: Iterable[Outcome], *, only_linked: bool = False) -> Iterator[Outcome]:
    """The outcomes of a file without the attempts that another row of the same call overtook.

    only_linked: only rows that share an id may be one call.

    None among them: no row came for a while, and no attempt waits for another.
    """
    attempts, line = Attempts(only_linked), 0  # line: of an attempt that waits for another
    for one in outcomes:
        if not isinstance(one, ParsedRecord):
            for event in attempts.remaining():
                yield cast(Outcome, ParsedRecord(line, event))
            yield one
            continue
        for event in attempts.add(one.event):
            yield one if event is one.event else cast(Outcome, ParsedRecord(line, event))
        line = one.line
    for event in attempts.remaining():
        yield cast(Outcome, ParsedRecord(line, event))


def _joined(first: CallRecorded, second: CallRecorded) -> CallRecorded:
    """Two attempts that nobody answered, as one."""
    earlier, later = (first, second) if first.at <= second.at else (second, first)
    seen_at = max(first.seen_at, second.seen_at)
    return later._replace(at=earlier.at, seen_at=seen_at, duration_s=seen_at - earlier.at)


def _covers(given: CallRecorded, event: CallRecorded) -> bool:
    return (
        given.at - COVERED_WITHIN_S <= event.at
        and event.seen_at <= given.seen_at + COVERED_WITHIN_S
        and event.billed_s <= given.billed_s
    )
