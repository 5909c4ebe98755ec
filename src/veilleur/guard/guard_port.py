"""What the guard's commands and its status need of the guard, so that neither knows the process itself.

Pitfall: `order` puts an event on its way at once, before it is on disk; whoever answers a person waits for
the journal first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from veilleur.config import Settings
from veilleur.detection import Watch
from veilleur.guard.alerting.alert_calls import AlertCalls
from veilleur.guard.protection.monitor import ProtectionMonitor
from veilleur.guard.upkeep.journal_care import JournalCare
from veilleur.journal import Journal
from veilleur.pbx.adapter import Inspection
from veilleur.words.decisions import Decision
from veilleur.words.events import Event, FeedLost, FeedRestored
from veilleur.words.ports import Clock, Numbering


class GuardPort(Protocol):
    """A running guard, as far as people may ask and order."""

    @property
    def settings(self) -> Settings:
        """What it was configured with."""
        ...

    @property
    def clock(self) -> Clock:
        """Its time."""
        ...

    @property
    def numbering(self) -> Numbering:
        """The plan of numbers of its site."""
        ...

    @property
    def watch(self) -> Watch:
        """What it knows of the site."""
        ...

    @property
    def journal(self) -> Journal:
        """What it has kept."""
        ...

    @property
    def journal_care(self) -> JournalCare:
        """Its upkeep."""
        ...

    @property
    def protection(self) -> ProtectionMonitor:
        """What protects the site, and whether it is there."""
        ...

    @property
    def alert_calls(self) -> AlertCalls:
        """Calls to people."""
        ...

    @property
    def inspection(self) -> Inspection:
        """What was seen of the switch itself."""
        ...

    @property
    def feeds(self) -> Mapping[str, FeedLost | FeedRestored]:
        """Each feed's last word on whether it sees."""
        ...

    @property
    def started_at(self) -> float:
        """Since when it runs, seconds since 1970 UTC."""
        ...

    @property
    def error_count(self) -> int:
        """How many faults of Veilleur's own there were."""
        ...

    def gap_trouble(self) -> str:
        """Why calls of a gap in the watch would stay unknown; "" when they would not."""
        ...

    def keep_state(self) -> None:
        """Keep the watch's state now."""
        ...

    def restart(self) -> None:
        """Stop well, and begin again with the configuration as it stands."""
        ...

    def order(self, event: Event) -> list[Decision]:
        """An event that a person ordered; gives the decisions it led to."""
        ...
