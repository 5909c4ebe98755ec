"""Coalescing of repeated events before they reach the watch and the journal: a scan must not fill the disk.

The first tries of a source in a minute pass one by one, so that guessing is seen at once; what
follows in the same minute is counted and comes as one event with `tries` when the minute is over.
Sources can be forged by the thousand, so all sources together are bounded too. A telephone that
registers again and again from the same place says nothing new and passes once in ten minutes.
"""

from __future__ import annotations

from collections.abc import Sequence

from veilleur.words.events import Event, Registered, RegistrationRefused

SINGLY_PER_SOURCE = 20  # in one minute
SINGLY_IN_ALL = 200
HELD_SOURCES = 100  # distinguished in one minute; all others count as one crowd
MINUTE_S = 60.0
SOURCES_MAX = 10_000
REPEATED_WITHIN_S = 600.0
TELEPHONES_MAX = 5_000


class EventCoalescer:
    """What comes from a feed, without the repeats that say nothing new."""

    def __init__(self) -> None:
        self._minute = -1
        self._passed = 0
        self._seen: dict[str, int] = {}
        self._held: dict[str, RegistrationRefused] = {}
        self._telephones: dict[tuple[str, str, str], float] = {}

    def admit(self, event: Event) -> Sequence[Event]:
        """The events to pass on now: this one, or none, or those of the minute that has ended."""
        if isinstance(event, RegistrationRefused):
            return self._refused(event)
        if isinstance(event, Registered) and not (event.request or event.number) and self._is_repeat(event):
            return ()
        return (event,)

    def drain_due(self, seen_at: float) -> list[Event]:
        """What was held of a minute that has ended."""
        minute = int(seen_at // MINUTE_S)
        if minute == self._minute:
            return []
        held: list[Event] = [
            event._replace(seen_at=max(event.seen_at, seen_at)) for event in self._held.values()
        ]
        self._minute, self._passed = minute, 0
        self._seen.clear()
        self._held.clear()
        return held

    def _refused(self, event: RegistrationRefused) -> list[Event]:
        due = self.drain_due(event.seen_at)
        source = event.address
        if source not in self._seen and len(self._seen) >= SOURCES_MAX:
            source = ""
        count = self._seen.get(source, 0) + 1
        self._seen[source] = count
        if count <= SINGLY_PER_SOURCE and self._passed < SINGLY_IN_ALL:
            self._passed += 1
            return [*due, event]
        if source not in self._held and len(self._held) >= HELD_SOURCES:
            source = ""
            event = event._replace(address="", account="", agent="")
        held = self._held.get(source)
        self._held[source] = event._replace(tries=event.tries + (held.tries if held else 0))
        return due

    def _is_repeat(self, event: Registered) -> bool:
        key = (event.account, event.address, event.agent)
        last = self._telephones.get(key)
        if last is not None and 0 <= event.seen_at - last < REPEATED_WITHIN_S:
            return True
        self._telephones.pop(key, None)
        if len(self._telephones) >= TELEPHONES_MAX:
            del self._telephones[next(iter(self._telephones))]
        self._telephones[key] = event.seen_at
        return False
