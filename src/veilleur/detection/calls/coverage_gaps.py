"""Coverage gaps: since when calls may have passed unseen, and what the switch's records show of them.

In: the guard's start, feeds that are lost, records of calls that nobody saw, and the word that such a time
was read. Out: one alert with their number and their money. Pitfall: a gap is closed only by its final
reading, so that a guard that dies while it reads begins again where the gap began.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.calls.parameters import NOTICED_LATE_S, UNKNOWN_ALERTED_S
from veilleur.detection.judge_port import Entity
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_tracker import IncidentTracker, Touched
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Reason
from veilleur.words.money import MicroEuro


class CoverageGap(NamedTuple):
    """The last time without watch, as far as it is known. Times in seconds since 1970 UTC.

    calls: those that caps count and that nobody saw; cost: what they cost, in micro-euros. why: why it is
    not known what passed, "" when it is.
    """

    began_at: float
    ended_at: float
    calls: int = 0
    cost: MicroEuro = 0
    why: str = ""


class CoverageGaps:
    """The times without watch of one site."""

    __slots__ = (
        "_context",
        "_decisions",
        "_incident",
        "_touched",
        "_tracker",
        "_unreported",
        "last",
        "open_since",
    )

    def __init__(self, context: WatchContext, decisions: DecisionBook, tracker: IncidentTracker) -> None:
        self._context, self._decisions, self._tracker = context, decisions, tracker
        self.open_since: float | None = None
        self.last: CoverageGap | None = None
        self._unreported: list[int] = [0, 0]  # calls, micro-euros: read, and not yet part of an alert
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
        if self._context.vantage is Vantage.RECORDS:
            return  # the PABX's records are all that is ever seen, and they wait
        self.open_since = at if self.open_since is None else min(self.open_since, at)

    def call_passed(self, cost: MicroEuro, incident: str, touched: Touched) -> None:
        """A record shows an answered call that caps count."""
        if self._context.vantage is Vantage.RECORDS:
            return
        self._unreported[0] += 1
        self._unreported[1] += cost
        self._incident = incident or self._incident
        self._touched = self._touched or touched

    def was_read(self, event: ev.GapRead) -> None:
        """All records of the time that are there now have been read."""
        calls, cost = self._unreported
        before = self.last
        if before is not None and before.began_at == event.began_at:
            calls, cost = calls + before.calls, cost + before.cost
        self.last = CoverageGap(
            began_at=event.began_at, ended_at=event.ended_at, calls=calls, cost=cost, why=event.why
        )
        if event.is_final:
            self.open_since = None
        if self._unreported[0]:
            self._alert(
                "unwatched_calls", event, calls=str(self._unreported[0]), cost=str(self._unreported[1])
            )
        elif event.why and event.is_final and event.ended_at - event.began_at >= UNKNOWN_ALERTED_S:
            self._alert("unwatched_unknown", event)
        self._unreported, self._incident, self._touched = [0, 0], "", ()

    def _alert(self, code: str, event: ev.GapRead, **values: str) -> None:
        now, calendar = self._context.now, self._context.calendar
        began, ended = (at + calendar.ahead_s for at in (event.began_at, event.ended_at))
        zone = self._context.site.timezone
        values = {"from": f"{began:.0f}", "to": f"{ended:.0f}", "zone": zone, **values}
        reason = Reason(code, 0, tuple(values.items()))
        incident = self._incident or self._tracker.current(now)
        if not incident and self._touched:
            incident = self._tracker.add(now, reason, self._touched)
        self._decisions.alert(because=(reason,), incident=incident)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "open_since": self.open_since,
            "last": None if self.last is None else list(self.last),
            "untold": self._unreported,
            "incident": self._incident,
            "touched": [[entity.value, name] for entity, name in self._touched],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.open_since = data["open_since"]
        self.last = None if data["last"] is None else CoverageGap(*data["last"])
        self._unreported, self._incident = data["untold"], data["incident"]
        self._touched = tuple((Entity(entity), name) for entity, name in data["touched"])
