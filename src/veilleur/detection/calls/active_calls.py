"""Active calls: the table of out legs alive, and how many go to the same number.

In: legs that begin and end. Out: the legs, found by name or by what caps count. Pitfall: a leg whose end was
never reported must not stay for ever, but one that costs money is never forgotten for its age: its cut is
ordered when the cap is reached, and only the switch may say that it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from veilleur.detection.calls.parameters import CALLS_MAX, FREE_CALL_FORGOTTEN_S
from veilleur.detection.judge_port import EXPECTED_FRAUD_CALL_S, Entity
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.incident_tracker import Touched
from veilleur.words.calls import ORIGIN_WORDS
from veilleur.words.destinations import CAPPED_CLASSES, Destination
from veilleur.words.events import CallStarted
from veilleur.words.money import MicroEuro

_EXTENSION, _CALLER = Entity.EXTENSION, Entity.CALLER
_ADDRESS, _DESTINATION = Entity.ADDRESS, Entity.DESTINATION


@dataclass(slots=True)
class Call:
    """One out leg that is alive. Times are the watch's, in seconds since 1970 UTC.

    is_vouched: the judge let it pass and believes that it is honest; what nobody judged is not.
    key: under which legs to the same number are counted. The destination is not saved: it follows.
    """

    number: str
    extension: str
    request: str
    origin: str
    began: float
    is_capped: bool
    key: str
    destination: Destination
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    probability: float = 0.0
    answered_at: float | None = None
    outside_line_removed: bool = False
    is_vouched: bool = False

    @property
    def touched(self) -> Touched:
        """Whom it touches, for its incident."""
        return touched_by(self.extension, self.outside_caller, self.address, self.destination)

    def answered_s(self, now: float) -> float:
        """How long it has been answered; 0 while it rings."""
        return now - self.answered_at if self.answered_at is not None else 0.0

    def saved_by_cut(self, now: float) -> MicroEuro:
        """What a cut is expected to save, if the call is an attacker's."""
        if not self.is_capped:
            return 0
        expected = self.destination.price.cost(EXPECTED_FRAUD_CALL_S)
        if self.answered_at is None:
            return expected
        return max(0, expected - self.destination.price.cost(now - self.answered_at))

    def transferred(self, origin: str, outside_caller: str) -> None:
        """It now carries an outside party who was transferred."""
        self.origin = origin
        self.outside_caller = outside_caller or self.outside_caller

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "number": self.number,
            "extension": self.extension,
            "request": self.request,
            "origin": self.origin,
            "began": self.began,
            "is_capped": self.is_capped,
            "key": self.key,
            "outside_caller": self.outside_caller,
            "address": self.address,
            "agent": self.agent,
            "probability": self.probability,
            "answered_at": self.answered_at,
            "outside_line_removed": self.outside_line_removed,
            "is_vouched": self.is_vouched,
        }


class ActiveCalls:
    """The out legs alive on one site."""

    __slots__ = ("_context", "_free", "_ledger", "alive", "running_to")

    def __init__(self, context: WatchContext, ledger: Ledger) -> None:
        self._context, self._ledger = context, ledger
        self.alive: dict[str, Call] = {}
        self.running_to: dict[str, int] = {}  # number -> out legs alive
        self._free: dict[str, None] = {}  # those that no cap counts, oldest first

    def begin(self, leg: CallStarted, destination: Destination) -> tuple[Call, str]:
        """A leg is alive; gives it, and the name of one that is to be forgotten for it ("": none is)."""
        call = Call(
            number=leg.number,
            extension=leg.extension,
            request=leg.request,
            origin=ORIGIN_WORDS[leg.origin],
            began=self._context.now,
            is_capped=destination.number_class in CAPPED_CLASSES,
            key=destination.e164 or destination.dialled,
            destination=destination,
            outside_caller=leg.outside_caller,
            address=leg.address,
            agent=leg.agent,
            outside_line_removed=leg.outside_line_removed,
        )
        self.alive[leg.call] = call
        self._count(call.key, 1)
        if not call.is_capped:
            self._free[leg.call] = None
        oldest = next(iter(self._free)) if self._free else ""
        if len(self.alive) > CALLS_MAX:
            return call, oldest or next(iter(self.alive))
        if oldest and call.began > self.alive[oldest].began + FREE_CALL_FORGOTTEN_S:
            return call, oldest
        return call, ""

    def remove(self, name: str) -> Call | None:
        """A leg is gone."""
        call = self.alive.pop(name, None)
        if call is not None:
            self._free.pop(name, None)
            self._count(call.key, -1)
        return call

    def capped(self) -> list[tuple[str, Call]]:
        """The legs that caps count, with their names."""
        return [(name, self.alive[name]) for name in self._ledger.accounts if name in self.alive]

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {name: call.save() for name, call in self.alive.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        numbering = self._context.numbering
        for name, saved in data.items():
            fields = dict(saved)
            destination = (
                numbering.destination(fields["number"], True)
                if fields["outside_line_removed"]
                else numbering.destination(fields["number"])
            )
            fields |= {"destination": destination, "key": destination.e164 or destination.dialled}
            self.alive[name] = Call(**fields)
        self._free = {name: None for name, call in self.alive.items() if not call.is_capped}
        for call in self.alive.values():
            self._count(call.key, 1)

    def _count(self, key: str, step: int) -> None:
        running_to = self.running_to
        left = running_to.pop(key, 0) + step
        if left > 0:
            running_to[key] = left


def touched_by(extension: str, outside_caller: str, address: str, destination: Destination) -> Touched:
    """Whom a call touches: its extension, outside caller, network address and number, as far as known."""
    pairs = (
        (_EXTENSION, extension),
        (_CALLER, outside_caller),
        (_ADDRESS, address),
        (_DESTINATION, destination.e164 or destination.dialled),
    )
    return tuple([pair for pair in pairs if pair[1]])
