"""Probing: short calls and calls to many ranges, by which a thief finds out what gets through.

In: capped calls that ended. Out: evidence. What a reader would get wrong: nothing is decided here, and an
honest call that reaches a voicemail is short too; only several ranges in a row say something.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.context import WatchState, remember
from veilleur.words.destinations import Destination

SHORT_S = 8.0  # answered and gone: long enough to hear that it works
WINDOW_S = 1_800.0
RANGES = 5  # ranges of numbers tried without a conversation within the window
SUBSCRIBER_DIGITS = 5  # what is left of a number without these is its range


class Probing:
    """What each extension tried lately."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self._tried: dict[str, list[list[Any]]] = {}  # extension -> range, when; oldest first

    def ended(self, extension: str, destination: Destination, answered_s: float) -> None:
        """A capped call of this extension ended after so many answered seconds."""
        state = self._state
        if answered_s > SHORT_S:
            return
        touched = ((Entity.EXTENSION, extension), (Entity.DESTINATION, destination.e164))
        if answered_s > 0:
            state.witness("short_test_call", *touched)
        number = destination.e164 or destination.dialled
        while self._tried and state.now - next(iter(self._tried.values()))[-1][1] > WINDOW_S:
            del self._tried[next(iter(self._tried))]
        tried = [one for one in self._tried.pop(extension, []) if state.now - one[1] <= WINDOW_S]
        range_ = number[:-SUBSCRIBER_DIGITS]
        tried = [one for one in tried if one[0] != range_][-(RANGES - 1) :]
        tried.append([range_, state.now])
        remember(self._tried, extension, tried)
        if len(tried) >= RANGES:
            state.evidence("prefix_enumeration", touched[0])
            del self._tried[extension]

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {extension: [list(one) for one in tried] for extension, tried in self._tried.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._tried = data
