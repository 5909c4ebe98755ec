"""What all rooms of one watch share: the site, its numbers, and the watch's time.

In: the time of each event. Out: now, since when the site is watched, whether it is paused or unseen.
Pitfall: `now` is the watch's own time, the largest `seen_at` so far; the time `at` of an event is never
used here.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.business_hours import Calendar
from veilleur.detection.state.bounded import remember
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

FIRST_LOOK_S = 600.0  # by then a new watch has seen what is there
LONG_AWAY_S = 86_400.0  # after this time without an event what is found may be old again
AWAY_S = 60.0  # a switch without snapshots is taken to be seen again after this
BLIND_MAX = 100


class WatchContext:
    """The common ground of one site's watch: what it knows of the site and of the time."""

    __slots__ = (
        "away_until",
        "began",
        "blind",
        "calendar",
        "learning_until",
        "not_asked",
        "now",
        "numbering",
        "paused_until",
        "site",
        "vantage",
    )

    def __init__(self, site: Site, numbering: Numbering, vantage: Vantage) -> None:
        self.site, self.numbering, self.vantage = site, numbering, vantage
        self.calendar = Calendar(site)
        self.now = 0.0
        self.began: float | None = None
        self.paused_until = 0.0
        self.learning_until = 0.0  # what is found to be there before this may be as old as the site
        self.away_until = 0.0  # legs that began while we did not look were not asked about
        self.blind: dict[str, None] = {}  # feeds that are down, so that calls are not seen
        self.not_asked: dict[str, None] = {}  # why the switch may not ask before it dials, by source

    def time_is(self, seen_at: float) -> None:
        """Time has come this far; it never goes back."""
        if self.began is None:
            self.began = seen_at
        if seen_at > self.now:
            if seen_at > self.now + LONG_AWAY_S:
                self.learning_until = seen_at + FIRST_LOOK_S
            self.now = seen_at

    @property
    def is_paused(self) -> bool:
        """Whether the owner made the judge stand aside."""
        return self.now < self.paused_until

    @property
    def is_away(self) -> bool:
        """Whether a snapshot has still to show what passed while we did not look."""
        return self.now < self.away_until

    @property
    def asks_before_each_call(self) -> bool:
        """Whether a call of a telephone that was not asked about proves something."""
        return self.vantage is Vantage.ASKED and not self.not_asked

    def paused(self, event: ev.Paused) -> None:
        """The owner makes the judge stand aside for a time."""
        self.paused_until = event.until

    def resumed(self, event: ev.Resumed) -> None:
        """The judge acts again."""
        self.paused_until = 0.0

    def guard_started(self) -> None:
        """What passed before is not known until a snapshot shows it."""
        self.away_until = self.now + AWAY_S

    def feed_lost(self, feed: str, *, is_asked: bool = True) -> None:
        """Calls are not seen by this feed any more, or the switch asks no more."""
        if not is_asked:
            remember(self.not_asked, feed, None, BLIND_MAX)
        elif feed in self.blind or len(self.blind) < BLIND_MAX:
            self.blind[feed] = None

    def feed_restored(self, event: ev.FeedRestored) -> None:
        """Calls are seen again."""
        self.blind.pop(event.feed, None)
        self.not_asked.pop(event.feed, None)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "now": self.now,
            "began": self.began,
            "paused_until": self.paused_until,
            "away_until": self.away_until,
            "learning_until": self.learning_until,
            "wall_ahead_s": self.calendar.ahead_s,
            "ordered_open": list(self.calendar.ordered),
            "blind": list(self.blind),
            "not_asked": list(self.not_asked),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.now, self.began, self.paused_until = data["now"], data["began"], data["paused_until"]
        self.away_until, self.learning_until = data["away_until"], data["learning_until"]
        self.calendar.clock_set(data["wall_ahead_s"])
        since, until = data.get("ordered_open", (0.0, 0.0))  # not known before version 10
        self.calendar.order_open(since, until)
        self.blind = dict.fromkeys(data["blind"])
        self.not_asked = dict.fromkeys(data["not_asked"])
