"""Permits: what an allow leaves behind, and the answers already given.

In: a request that was answered. Out: whether a leg that leaves was asked about. What a reader would get
wrong: a permit holds a reservation in the ledger until its leg takes it over or it runs out; and only the
classes that caps count need one, for other legs are never cut for want of it.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.state.context import WatchState, remember
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.destinations import Destination

PERMIT_S = 60.0  # from the answer until the leg must be dialled
PERMITS_MAX = 2_000
ANSWERS_MAX = 100
ANSWER_FORGOTTEN_S = 3_600.0
_PREFIX = "permit "


class Permits:
    """The open permits of one site, by request."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        # request -> number, until, probability; in order of `until`, for all last equally long
        self.open: dict[str, tuple[str, float, float]] = {}
        self._answers: dict[str, Decision] = {}  # request -> what was answered

    def __len__(self) -> int:
        return len(self.open)

    @property
    def is_full(self) -> bool:
        """Whether so many are open that no further call may be let out."""
        return len(self.open) >= PERMITS_MAX

    def answer(self, request: str, number: str) -> Decision | None:
        """What was answered to this request for this number, as far as it still holds."""
        known = self._answers.get(request)
        if known is None or known.number != number or self._state.now >= known.at + PERMIT_S:
            return None
        return known

    def was_allowed(self, request: str, number: str, destination: Destination) -> bool:
        """Whether this request was ever allowed to dial this number, however long ago."""
        known = self._answers.get(request)
        if known is None or not (known.kind is DecisionKind.ALLOW or known.observed):
            return False
        return self._is_same(known.number, number, destination)

    def answered(self, request: str, decision: Decision) -> None:
        """Remember an answer."""
        self._answers.pop(request, None)
        while self._answers:
            oldest = next(iter(self._answers))
            if self._state.now - self._answers[oldest].at < ANSWER_FORGOTTEN_S:
                break
            del self._answers[oldest]
        self._forget_why()
        remember(self._answers, request, decision, ANSWERS_MAX)

    def _forget_why(self) -> None:
        """An answer is given again within a minute only; later it matters but whether it was an allow."""
        for request, known in reversed(self._answers.items()):
            if self._state.now < known.at + PERMIT_S:
                continue
            if not known.reasons:
                return
            self._answers[request] = known._replace(reasons=())

    def grant(
        self, request: str, number: str, extension: str, destination: Destination, probability: float
    ) -> None:
        """Let this request dial this number, for a minute."""
        now = self._state.now
        self.withdraw(request)
        self.open[request] = (number, now + PERMIT_S, probability)
        self._state.ledger.hold(_PREFIX + request, now, extension, destination)

    def withdraw(self, request: str) -> None:
        """The permit holds no more, and neither does what it reserved."""
        if self.open.pop(request, None) is not None:
            self._state.ledger.end(_PREFIX + request, self._state.now)

    def covers(self, request: str, number: str, destination: Destination) -> bool:
        """Whether a leg of this request to this number was asked about."""
        permit = self.open.get(request)
        return permit is not None and self._is_same(permit[0], number, destination)

    def probability(self, request: str) -> float:
        """The probability of fraud at which it was granted."""
        permit = self.open.get(request)
        return permit[2] if permit is not None else 0.0

    def hand_over(self, request: str, call: str) -> bool:
        """The permit's reservation becomes that of its leg; False when it has none."""
        held = _PREFIX + request
        if held not in self._state.ledger.accounts:
            return False
        self._state.ledger.move(held, call)
        return True

    def expire(self) -> None:
        """Close permits that ran out."""
        while self.open:
            request = next(iter(self.open))
            if self.open[request][1] > self._state.now:
                return
            self.withdraw(request)

    def wake_at(self) -> float | None:
        """When the next one runs out."""
        return next(iter(self.open.values()))[1] if self.open else None

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "open": self.open,
            "answers": {name: encode_decision(decision) for name, decision in self._answers.items()},
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.open = {request: (n, until, p) for request, (n, until, p) in data["open"].items()}
        self._answers = {name: decode_decision(decision) for name, decision in data["answers"].items()}

    def _is_same(self, permitted: str, number: str, destination: Destination) -> bool:
        # The switch asks with the outside-line digit and dials the trunk without it.
        if permitted == number:
            return True
        asked = self._state.numbering.destination(permitted)
        return destination.e164 != "" and asked.e164 == destination.e164
