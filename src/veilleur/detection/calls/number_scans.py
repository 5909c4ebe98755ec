"""Number scans: short calls and calls to many ranges, by which an attacker finds out what gets through.

In: capped calls that ended. Out: evidence. Pitfall: nothing is decided here, and an honest call that reaches
a voicemail is short too; only several ranges in a row say something.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.calls.parameters import (
    SCAN_WINDOW_S,
    SCANNED_RANGES,
    SUBSCRIBER_DIGITS,
    TEST_CALL_S,
)
from veilleur.detection.judge_port import Entity
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.words.destinations import Destination


class NumberScans:
    """What each extension tried lately."""

    __slots__ = ("_context", "_reporter", "_tried")

    def __init__(self, context: WatchContext, reporter: IncidentReporter) -> None:
        self._context, self._reporter = context, reporter
        self._tried: dict[str, list[list[Any]]] = {}  # extension -> range, when; oldest first

    def call_ended(self, extension: str, destination: Destination, answered_s: float) -> None:
        """A capped call of this extension ended, answered for this time (0: not at all)."""
        if answered_s > TEST_CALL_S:
            return
        now = self._context.now
        touched = ((Entity.EXTENSION, extension), (Entity.DESTINATION, destination.e164))
        if answered_s > 0:
            self._reporter.witness("short_test_call", *touched)
        number = destination.e164 or destination.dialled
        while self._tried and now - next(iter(self._tried.values()))[-1][1] > SCAN_WINDOW_S:
            del self._tried[next(iter(self._tried))]
        tried = [one for one in self._tried.pop(extension, []) if now - one[1] <= SCAN_WINDOW_S]
        range_ = number[:-SUBSCRIBER_DIGITS]
        tried = [one for one in tried if one[0] != range_][-(SCANNED_RANGES - 1) :]
        tried.append([range_, now])
        remember(self._tried, extension, tried)
        if len(tried) >= SCANNED_RANGES:
            self._reporter.report("prefix_enumeration", touched[0])
            del self._tried[extension]

    def forget_expired(self, now: float) -> None:
        """Ranges that were tried longer ago than a scan lasts."""
        self._tried = {
            extension: tried
            for extension, tried in self._tried.items()
            if now - tried[-1][1] <= SCAN_WINDOW_S
        }

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {extension: [list(one) for one in tried] for extension, tried in self._tried.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._tried = data
