"""Permits: what an allow leaves behind, and the answers already given.

In: a request that was answered. Out: whether a leg that leaves was asked about. What a reader would get
wrong: a permit holds a reservation in the ledger until its leg takes it over or it runs out.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.state import WatchState, remember
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision
from veilleur.words.destinations import Destination

PERMIT_S = 60.0
_PREFIX = "permit "


class Permits:
    """The open permits of one site, by request."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self._open: dict[str, tuple[str, float]] = {}  # request -> number, until
        self._answers: dict[str, Decision] = {}  # request -> what was answered

    def __len__(self) -> int:
        return len(self._open)

    def answer(self, request: str) -> Decision | None:
        """What was answered to this request."""
        return self._answers.get(request)

    def answered(self, request: str, decision: Decision) -> None:
        """Remember an answer."""
        remember(self._answers, request, decision)

    def grant(self, request: str, number: str, extension: str, destination: Destination) -> None:
        """Let this request dial this number, for a minute."""
        now = self._state.now
        self._open[request] = (number, now + PERMIT_S)
        if destination.is_capped:
            self._state.ledger.hold(_PREFIX + request, now, extension, destination)

    def is_open(self, request: str) -> bool:
        """Whether this request has a permit."""
        return request in self._open

    def covers(self, request: str, number: str, destination: Destination) -> bool:
        """Whether a leg of this request to this number was asked about."""
        permit = self._open.get(request)
        if permit is None:
            return False
        # The switch asks with the outside-line digit and dials the trunk without it.
        if permit[0] == number:
            return True
        permitted = self._state.numbering.destination(permit[0])
        return destination.e164 != "" and permitted.e164 == destination.e164

    def hand_over(self, request: str, call: str) -> bool:
        """The permit's reservation becomes that of its leg; False when it has none."""
        held = _PREFIX + request
        if held not in self._state.ledger.accounts:
            return False
        self._state.ledger.move(held, call)
        return True

    def expire(self) -> None:
        """Close permits that ran out."""
        now = self._state.now
        for request in [request for request, (_number, until) in self._open.items() if until <= now]:
            del self._open[request]
            self._state.ledger.end(_PREFIX + request, now)

    def wake_at(self) -> float | None:
        """When the next one runs out."""
        return min((until for _number, until in self._open.values()), default=None)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "open": self._open,
            "answers": {name: encode_decision(decision) for name, decision in self._answers.items()},
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._open = {request: (number, until) for request, (number, until) in data["open"].items()}
        self._answers = {name: decode_decision(decision) for name, decision in data["answers"].items()}
