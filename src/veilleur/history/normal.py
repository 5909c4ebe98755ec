"""What is normal here, as the journal of the last eight weeks has it: hours, countries, prices, extensions.

In: a journal. Out: a `Normal`. Pitfall: what was stopped as an attack is no habit and is left out; an hour in
which nobody watched is unknown, never empty; and everything is bounded, whoever calls.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.detection.business_hours import Calendar
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.calls import Direction
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallStarted,
    FeedLost,
    FeedRestored,
    GuardStarted,
)
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

WEEKS = 8
SPAN_S = WEEKS * 7 * 86_400.0
HOUR_SECONDS = 3_600.0
NAMES_MOST = 500  # of extensions and of countries
ALIVE_MOST = 20_000
_HEARD = {
    kind.__name__
    for kind in (CallAnswered, CallEnded, CallRecorded, CallStarted, FeedLost, FeedRestored, GuardStarted)
}


@dataclass(slots=True)
class Use:
    """What somebody or some place was called: calls out, seconds of talk, euros, and when.

    hours: (weekday from Monday, hour) -> calls.
    """

    calls: int = 0
    seconds: float = 0.0
    cost: MicroEuro = 0
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    territories: Counter[str] = field(default_factory=Counter)

    def add(self, when: tuple[int, int], territory: str, seconds: float, cost: MicroEuro) -> None:
        """One call out."""
        self.calls += 1
        self.seconds += seconds
        self.cost += cost
        self.hours[when] += 1
        self.territories[territory] += 1


@dataclass(slots=True)
class Normal:
    """Eight weeks at most; seconds since 1970 UTC. watched: (weekday, hour) -> hours that were seen.

    closed: the beginning of a closed period -> what its calls cost.
    """

    since: float
    until: float
    all: Use = field(default_factory=Use)
    territories: dict[str, Use] = field(default_factory=dict)
    extensions: dict[str, Use] = field(default_factory=dict)
    watched: Counter[tuple[int, int]] = field(default_factory=Counter)
    closed: Counter[int] = field(default_factory=Counter)

    @property
    def days(self) -> float:
        """How long that was."""
        return max(1.0, (self.until - self.since) / 86_400.0)


@dataclass(slots=True)
class _Leg:
    number: str
    extension: str
    began_at: float
    is_bare: bool
    answered_at: float | None = None


def normal_of(
    reader: JournalReader, site: Site, numbering: Numbering, now: float, hostile: frozenset[str]
) -> Normal:
    """What is normal. hostile: calls that belong to incidents.

    Raises:
        JournalError: when the journal cannot be read.
    """
    begin = now - SPAN_S
    after = reader.before(begin)
    first = next(iter(reader.entries(after=after, site=site.name)), None)
    found = Normal(since=first.at if first is not None else now, until=now)
    reading = _Reading(found, numbering, site, hostile)
    for entry in reader.entries(after=after, site=site.name, kind="event"):
        if entry.data.get("event") in _HEARD:
            reading.take(entry)
    reading.finish()
    return found


class _Reading:
    """One pass over a journal."""

    def __init__(self, found: Normal, numbering: Numbering, site: Site, hostile: frozenset[str]) -> None:
        self._found, self._numbering, self._hostile = found, numbering, hostile
        self._zone, self._calendar = ZoneInfo(site.timezone), Calendar(site)
        self._alive: dict[str, _Leg] = {}
        self._blind_since: dict[str, float] = {}
        self._gaps: list[tuple[float, float]] = []

    def take(self, entry: Entry) -> None:
        """One event."""
        try:
            event = entry.event()
        except (ValueError, TypeError):
            return  # tampered with, or of another version: `verify` says so
        if isinstance(event, CallStarted):
            if len(self._alive) < ALIVE_MOST:
                self._alive[event.call] = _Leg(
                    number=event.number,
                    extension=event.extension,
                    began_at=event.seen_at,
                    is_bare=event.outside_line_removed,
                )
        elif isinstance(event, CallAnswered):
            if event.call in self._alive:
                self._alive[event.call].answered_at = event.seen_at
        elif isinstance(event, CallEnded):
            leg = self._alive.pop(event.call, None)
            if leg is not None and event.call not in self._hostile:
                talked = event.seen_at - leg.answered_at if leg.answered_at is not None else 0.0
                self._count(leg.number, leg.extension, leg.began_at, talked, leg.is_bare)
        elif isinstance(event, CallRecorded):
            if event.direction is Direction.OUT and event.call not in self._hostile:
                self._count(event.number, event.extension, event.at, event.billed_s, False)
        elif isinstance(event, FeedLost):
            if event.is_asked and not event.calls_are_seen:
                self._blind_since.setdefault(event.feed, event.seen_at)
        elif isinstance(event, FeedRestored):
            since = self._blind_since.pop(event.feed, None)
            if since is not None:
                self._gaps.append((since, event.seen_at))
        elif isinstance(event, GuardStarted) and event.last_sign_at:
            self._gaps.append((event.last_sign_at, event.seen_at))

    def finish(self) -> None:
        """Count the hours in which somebody watched."""
        gaps = self._gaps + [(since, self._found.until) for since in self._blind_since.values()]
        at = self._found.since
        while at < self._found.until:
            if not any(begin <= at + HOUR_SECONDS / 2 < end for begin, end in gaps):
                self._found.watched[self._hour(at)] += 1
            at += HOUR_SECONDS

    def _hour(self, at: float) -> tuple[int, int]:
        moment = datetime.fromtimestamp(at, self._zone)
        return moment.weekday(), moment.hour

    def _count(self, number: str, extension: str, at: float, talked: float, is_bare: bool) -> None:
        meant = self._numbering.destination(number, is_bare)
        cost = meant.price.cost(talked) if meant.is_capped else 0
        when, territory = self._hour(at), meant.territory or meant.number_class.value
        self._found.all.add(when, territory, talked, cost)
        moment = self._calendar.moment(at)
        if cost and not moment.is_open:
            self._found.closed[moment.period] += cost
        for kept, name in ((self._found.territories, territory), (self._found.extensions, extension)):
            if name and (name in kept or len(kept) < NAMES_MOST):
                kept.setdefault(name, Use()).add(when, territory, talked, cost)
