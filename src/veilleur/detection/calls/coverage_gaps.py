"""Times without watch: since when calls may have passed unseen, and what the switch's records told of them.

In: the guard's start, feeds that are lost, records of calls that nobody saw, and the word that such a time
was read. Out: one alert with their number and their money. Easily got wrong: a gap is closed only by its
final reading, so that a guard that dies while it reads begins again where the gap began.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.context import WatchState
from veilleur.detection.state.incident_tracker import Touched
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.money import MicroEuro

NOTICED_LATE_S = 10.0  # a feed that gives no sign is called lost after so long at most
UNKNOWN_TOLD_S = 60.0  # a shorter time of which nothing can be known wakes nobody


class GapTold(NamedTuple):
    """The last time without watch, as far as it is known. Times in seconds since 1970 UTC.

    calls: those that caps count and that nobody saw; cost: what they cost, in micro-euros. why: why it is
    not known what passed, "" when it is.
    """

    began_at: float
    ended_at: float
    calls: int = 0
    cost: MicroEuro = 0
    why: str = ""


class Gaps:
    """The times without watch of one site."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self.open_since: float | None = None
        self.last: GapTold | None = None
        self._untold: list[int] = [0, 0]  # calls, micro-euros: read, and not yet part of an alert
        self._incident = ""
        self._touched: Touched = ()

    def guard_started(self, event: ev.GuardStarted) -> None:
        """Nobody watched since the journal ended."""
        if event.last_sign_at:
            self._begin(event.last_sign_at)

    def feed_lost(self, event: ev.FeedLost) -> None:
        """Calls are not seen from here on, or since a moment ago."""
        if not event.calls_are_seen:
            self._begin(event.since or event.seen_at - NOTICED_LATE_S)

    def _begin(self, at: float) -> None:
        if self._state.vantage is Vantage.RECORDS:
            return  # the PABX's records are all that is ever seen, and they wait
        self.open_since = at if self.open_since is None else min(self.open_since, at)

    def passed(self, cost: MicroEuro, incident: str, touched: Touched) -> None:
        """A record told of an answered call that caps count."""
        if self._state.vantage is Vantage.RECORDS:
            return
        self._untold[0] += 1
        self._untold[1] += cost
        self._incident = incident or self._incident
        self._touched = self._touched or touched

    def was_read(self, event: ev.GapRead) -> None:
        """All records of the time that are there now have been told."""
        calls, cost = self._untold
        before = self.last
        if before is not None and before.began_at == event.began_at:
            calls, cost = calls + before.calls, cost + before.cost
        self.last = GapTold(event.began_at, event.ended_at, calls, cost, event.why)
        if event.is_final:
            self.open_since = None
        if self._untold[0]:
            self._tell("unwatched_calls", event, calls=str(self._untold[0]), cost=str(self._untold[1]))
        elif event.why and event.is_final and event.ended_at - event.began_at >= UNKNOWN_TOLD_S:
            self._tell("unwatched_unknown", event)
        self._untold, self._incident, self._touched = [0, 0], "", ()

    def _tell(self, code: str, event: ev.GapRead, **values: str) -> None:
        state = self._state
        calendar = state.calendar
        began, ended = (at + calendar.ahead_s for at in (event.began_at, event.ended_at))
        zone = state.site.timezone
        values = {"from": f"{began:.0f}", "to": f"{ended:.0f}", "zone": zone, **values}
        reason = Reason(code, 0, tuple(values.items()))
        incident = self._incident or state.incidents.current(state.now)
        if not incident and self._touched:
            incident = state.incidents.evidence(state.now, reason, self._touched)
        state.say(DecisionKind.ALERT, Subject.SITE, state.site.name, (reason,), incident=incident)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "open_since": self.open_since,
            "last": None if self.last is None else list(self.last),
            "untold": self._untold,
            "incident": self._incident,
            "touched": [[entity.value, name] for entity, name in self._touched],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.open_since = data["open_since"]
        self.last = None if data["last"] is None else GapTold(*data["last"])
        self._untold, self._incident = data["untold"], data["incident"]
        self._touched = tuple((Entity(entity), name) for entity, name in data["touched"])
