"""What the desk hears of the journal: decisions, answers, blindness, in order.

In: the journal that the guard writes. Out: decisions and events since the last look. Pitfall: at the start a
week may hold a million entries, so only those that matter are read then; later all new ones are few.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from veilleur.history.incidents import decision_of
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.decisions import Decision
from veilleur.words.events import Event

HEARD = ("AlertSent", "AlertAnswered", "OwnerAnswered", "DrillRequested", "FeedLost", "FeedRestored")
ALERT_PAST_S = 7 * 86_400.0


class JournalFeed:
    """One site's entries. Every method may raise JournalError."""

    def __init__(self, path: Path, site: str) -> None:
        self._reader = JournalReader(path)
        self._site = site
        self._read = 0

    def past(self, now: float) -> list[Decision | Event]:
        """What the last week holds."""
        last, begin = self._reader.last()[0], self._reader.before(now - ALERT_PAST_S)
        streams = [self._reader.entries(after=begin, site=self._site, kind="decision")]
        streams += [
            self._reader.entries(after=begin, site=self._site, kind="event", holding=f'"event":"{name}"')
            for name in HEARD
        ]
        merged = heapq.merge(*streams, key=attrgetter("seq"))
        self._read = last
        return [heard for entry in merged if entry.seq <= last for heard in _heard(entry)]

    def news(self) -> list[Decision | Event]:
        """What came since the last look."""
        found: list[Decision | Event] = []
        for entry in self._reader.entries(after=self._read):
            self._read = entry.seq
            if entry.site == self._site:
                found += _heard(entry)
        return found

    def close(self) -> None:
        """Let the file go."""
        self._reader.close()


def _heard(entry: Entry) -> Iterator[Decision | Event]:
    if entry.kind == "decision":
        decision = decision_of(entry)
        if decision is not None:
            yield decision
    elif entry.kind == "event" and entry.data.get("event") in HEARD:
        try:
            yield entry.event()
        except (ValueError, TypeError):
            return  # tampered with, or of another version: `verify` says so
