"""Permits: what an allow leaves behind, and the answers already given.

In: a request that was answered. Out: what a leg that leaves may rest on. Pitfall: a permit holds a
reservation in the ledger until its leg takes it over or it runs out; and only the classes that caps count
need one, for other legs are never cut for want of it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.calls.parameters import ANSWER_FORGOTTEN_S, ANSWERS_MAX, PERMIT_S
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.destinations import Destination

_PREFIX = "permit "


class Permit(NamedTuple):
    """Leave to dial one number. until: seconds since 1970 UTC; probability: of fraud, when it was given.

    is_vouched: the judge believes that the call is honest.
    """

    number: str
    until: float
    probability: float
    is_vouched: bool = False


class Claim(NamedTuple):
    """What a leg may rest on.

    is_covered: it was asked about, now or however long ago. is_reserved: its permit's reservation is now its
    own. probability: of fraud, at which its request was allowed. is_vouched: as the permit says.
    """

    is_covered: bool
    is_reserved: bool
    probability: float
    is_vouched: bool


_NO_PERMIT = Permit(number="", until=0.0, probability=0.0)


class Permits:
    """The open permits of one site, by request."""

    __slots__ = ("_answers", "_context", "_ledger", "open")

    def __init__(self, context: WatchContext, ledger: Ledger) -> None:
        self._context, self._ledger = context, ledger
        self.open: dict[str, Permit] = {}  # in order of `until`, for all last equally long
        self._answers: dict[str, Decision] = {}  # request -> what was answered

    def __len__(self) -> int:
        return len(self.open)

    def answer(self, request: str, number: str) -> Decision | None:
        """What was answered to this request for this number, as far as it still holds."""
        known = self._answers.get(request)
        if known is None or known.number != number or self._context.now >= known.at + PERMIT_S:
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
            if self._context.now - self._answers[oldest].at < ANSWER_FORGOTTEN_S:
                break
            del self._answers[oldest]
        self._forget_reasons()
        remember(self._answers, request, decision, ANSWERS_MAX)

    def _forget_reasons(self) -> None:
        """An answer is given again within a minute only; later only its kind matters."""
        for request, known in reversed(self._answers.items()):
            if self._context.now < known.at + PERMIT_S:
                continue
            if not known.reasons:
                return
            self._answers[request] = known._replace(reasons=())

    def grant(
        self,
        request: str,
        *,
        number: str,
        extension: str,
        destination: Destination,
        probability: float = 0.0,
        is_vouched: bool = False,
        by_code: bool = False,
    ) -> None:
        """Let this request dial this number, for a minute. by_code: for a right code."""
        now = self._context.now
        self.withdraw(request)
        self.open[request] = Permit(
            number=number, until=now + PERMIT_S, probability=probability, is_vouched=is_vouched
        )
        self._ledger.hold(_PREFIX + request, now, extension, destination, by_code=by_code)

    def withdraw(self, request: str) -> None:
        """The permit holds no more, and neither does what it reserved."""
        if self.open.pop(request, None) is not None:
            self._ledger.end(_PREFIX + request, self._context.now)

    def claim(self, request: str, call: str, number: str, destination: Destination) -> Claim:
        """A leg leaves: what it may rest on. A reservation that its permit holds becomes its own."""
        permit = self.open.get(request, _NO_PERMIT)
        has_permit = permit is not _NO_PERMIT and self._is_same(permit.number, number, destination)
        is_reserved = has_permit and self._hand_over(request, call)
        is_covered = has_permit or self.was_allowed(request, number, destination)
        return Claim(
            is_covered=is_covered,
            is_reserved=is_reserved,
            probability=permit.probability,
            is_vouched=has_permit and permit.is_vouched,
        )

    def _hand_over(self, request: str, call: str) -> bool:
        held = _PREFIX + request
        if held not in self._ledger.accounts:
            return False
        self._ledger.move(held, call)
        return True

    def expire(self) -> None:
        """Close permits that ran out."""
        while self.open:
            request = next(iter(self.open))
            if self.open[request].until > self._context.now:
                return
            self.withdraw(request)

    def forget_expired(self, now: float) -> None:
        """Answers that nobody may rest on any more."""
        kept = self._answers.items()
        self._answers = {request: one for request, one in kept if now - one.at < ANSWER_FORGOTTEN_S}

    def wake_at(self) -> float | None:
        """When the next one runs out."""
        return next(iter(self.open.values())).until if self.open else None

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "open": {request: tuple(permit) for request, permit in self.open.items()},
            "answers": {name: encode_decision(decision) for name, decision in self._answers.items()},
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.open = {request: Permit(*permit) for request, permit in data["open"].items()}
        self._answers = {name: decode_decision(decision) for name, decision in data["answers"].items()}

    def _is_same(self, permitted: str, number: str, destination: Destination) -> bool:
        # The switch asks with the outside-line digit and dials the trunk without it.
        if permitted == number:
            return True
        asked = self._context.numbering.destination(permitted)
        return destination.e164 != "" and asked.e164 == destination.e164
