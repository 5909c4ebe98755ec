"""Repeats joined before they reach the watch and the journal: a scan must not fill the disk.

The first tries of a source in a minute pass one by one, so that guessing is seen at once; what
follows in the same minute is counted and comes as one event with `tries` when the minute is over.
"""

from __future__ import annotations

from veilleur.words.events import RegistrationRefused

PASS_SINGLY_PER_MINUTE = 20
MINUTE_S = 60.0
SOURCES_MAX = 10_000


class RefusalCoalescer:
    """Counts refused registrations per address."""

    def __init__(self) -> None:
        self._minute = -1
        self._seen: dict[str, int] = {}
        self._held: dict[str, RegistrationRefused] = {}

    def take(self, event: RegistrationRefused) -> list[RegistrationRefused]:
        """The events to pass on now: this one, or none, or those of the minute that has ended."""
        due = self.due(event.seen_at)
        # Beyond the most sources that are told apart, all others count as one crowd.
        source = event.address
        if source not in self._seen and len(self._seen) >= SOURCES_MAX:
            source = ""
        count = self._seen.get(source, 0) + 1
        self._seen[source] = count
        if count <= PASS_SINGLY_PER_MINUTE:
            return [*due, event]
        held = self._held.get(source)
        total = event.tries + (held.tries if held else 0)
        self._held[source] = event._replace(tries=total)
        return due

    def due(self, seen_at: float) -> list[RegistrationRefused]:
        """What was held of a minute that has ended."""
        minute = int(seen_at // MINUTE_S)
        if minute == self._minute:
            return []
        held = [event._replace(seen_at=max(event.seen_at, seen_at)) for event in self._held.values()]
        self._minute = minute
        self._seen.clear()
        self._held.clear()
        return held
