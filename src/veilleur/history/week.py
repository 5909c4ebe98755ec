"""One week in figures, as the journal has it: calls, euros, what was blocked, tries, sight, the last drill.

In: a journal, and the bounds of the week. Out: a `Week`. Pitfall: a time without watch is not quiet:
it is counted as not seen; and refusals that were only observed blocked nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.calls import Direction
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import (
    AlertAnswered,
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallStarted,
    DrillRequested,
    FeedLost,
    FeedRestored,
    GuardStarted,
    PinRefused,
)
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering

DRILL_PAST_S = 366 * 86_400.0
WEEK_LEGS_MAX = 20_000
FROM_HOUR, TO_HOUR = 8, 20
_BLOCKS = (DecisionKind.REFUSE, DecisionKind.CUT)


@dataclass(slots=True)
class Week:
    """Figures from `since` to `until`, seconds since 1970 UTC. seen: of that time, from 0 to 1.

    blocked: calls refused or cut. incidents: that were announced. drill_at: of the last rehearsal, 0 for
    none; drill_s: until somebody answered it, None when nobody did.
    """

    since: float
    until: float
    calls: int = 0
    cost: MicroEuro = 0
    blocked: int = 0
    incidents: int = 0
    tries: int = 0
    seen: float = 1.0
    drill_at: float = 0.0
    drill_s: float | None = None


def last_monday(now: float, timezone: str) -> tuple[float, float]:
    """The whole week before this one: from Monday to Monday, as the company lives it."""
    zone = ZoneInfo(timezone)
    today = datetime.fromtimestamp(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone) for day in (monday - timedelta(days=7), monday)
    )
    return begin.timestamp(), end.timestamp()


def week_at(now: float, timezone: str) -> tuple[float, bool]:
    """When the week of a time began, and whether it is day, in which a report wakes nobody."""
    return last_monday(now, timezone)[1], FROM_HOUR <= datetime.fromtimestamp(
        now, ZoneInfo(timezone)
    ).hour < TO_HOUR


def week_of(
    reader: JournalReader, site: str, numbering: Numbering, since: float, until: float
) -> Week | None:
    """The figures of a week; None when nothing of it was journalled.

    Raises:
        JournalError: when the journal cannot be read.
    """
    after = reader.before(since)
    reading: _Reading | None = None
    for entry in reader.entries(after=after, site=site):
        if entry.at >= until:
            break
        if reading is None:
            reading = _Reading(Week(max(since, entry.at), until), numbering)
        reading.take(entry)
    if reading is None:
        return None
    found = reading.finished()
    _last_drill(reader, site, found)
    return found


class _Reading:
    """One pass over a week. Numbers of calls that run over its end are counted in the next."""

    def __init__(self, week: Week, numbering: Numbering) -> None:
        self._week, self._numbering = week, numbering
        self._legs: dict[str, tuple[str, bool, float | None]] = {}
        self._blocked: set[str] = set()
        self._incidents: set[str] = set()
        self._blind: dict[str, float] = {}
        self._gaps: list[tuple[float, float]] = []

    def take(self, entry: Entry) -> None:
        """One entry."""
        try:
            if entry.kind == "decision":
                self._decided(entry)
            elif entry.kind == "event":
                self._happened(entry)
        except (ValueError, TypeError):
            return  # tampered with, or of another version: `verify` says so

    def _decided(self, entry: Entry) -> None:
        decision = entry.decision()
        if decision.observed:
            return
        if decision.kind in _BLOCKS and len(self._blocked) < WEEK_LEGS_MAX:
            self._blocked.add(f"{decision.subject} {decision.target}")
        if decision.kind is DecisionKind.ALERT and decision.incident:
            self._incidents.add(decision.incident)

    def _happened(self, entry: Entry) -> None:
        event = entry.event()
        if isinstance(event, CallStarted):
            if len(self._legs) < WEEK_LEGS_MAX:
                self._legs[event.call] = event.number, event.outside_line_removed, None
        elif isinstance(event, CallAnswered):
            if event.call in self._legs:
                number, is_bare, _ = self._legs[event.call]
                self._legs[event.call] = number, is_bare, event.seen_at
        elif isinstance(event, CallEnded):
            leg = self._legs.pop(event.call, None)
            if leg is not None:
                self._count(leg[0], leg[1], 0.0 if leg[2] is None else event.seen_at - leg[2])
        elif isinstance(event, CallRecorded):
            if event.direction is Direction.OUT:
                self._count(event.number, False, event.billed_s)
        elif isinstance(event, PinRefused):
            self._week.tries += 1
        elif isinstance(event, FeedLost):
            if event.is_asked and not event.calls_are_seen:
                self._blind.setdefault(event.feed, event.seen_at)
        elif isinstance(event, FeedRestored):
            since = self._blind.pop(event.feed, None)
            if since is not None:
                self._gaps.append((since, event.seen_at))
        elif isinstance(event, GuardStarted) and event.last_sign_at:
            self._gaps.append((event.last_sign_at, event.seen_at))

    def _count(self, number: str, is_bare: bool, talked_s: float) -> None:
        self._week.calls += 1
        self._week.cost += self._numbering.destination(number, is_bare).price.cost(talked_s)

    def finished(self) -> Week:
        """The week, with what was not seen."""
        week = self._week
        week.blocked, week.incidents = len(self._blocked), len(self._incidents)
        gaps = sorted(self._gaps + [(since, week.until) for since in self._blind.values()])
        unseen, reached = 0.0, week.since
        for begin, end in gaps:
            unseen += max(0.0, min(end, week.until) - max(begin, reached))
            reached = max(reached, end)
        week.seen = 1.0 - unseen / max(1.0, week.until - week.since)
        return week


def _last_drill(reader: JournalReader, site: str, week: Week) -> None:
    after = reader.before(week.until - DRILL_PAST_S)
    name = ""
    for entry in reader.entries(after=after, site=site, kind="event", holding="drill "):
        if entry.at >= week.until:
            return
        try:
            event = entry.event()
        except (ValueError, TypeError):
            continue
        if isinstance(event, DrillRequested):
            name, week.drill_at, week.drill_s = event.conversation, event.seen_at, None
        elif isinstance(event, AlertAnswered) and event.conversation == name and week.drill_s is None:
            week.drill_s = event.seen_at - week.drill_at
