"""Running calls: the table of out legs alive, and how many go to the same number.

In: legs that begin and end. Out: the legs, found by name or by what caps count. What a reader would get
wrong: a leg whose end was never told must not stay for ever, but one that costs money is never forgotten
for its age: its cut is ordered when the cap is reached, and only the switch may say that it is gone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.context import WatchState
from veilleur.detection.state.incident_tracker import Touched
from veilleur.words.destinations import Destination

CALLS_MAX = 5_000  # alive at once; beyond, the oldest that costs nothing is forgotten
_EXTENSION, _CALLER = Entity.EXTENSION, Entity.CALLER
_ADDRESS, _DESTINATION = Entity.ADDRESS, Entity.DESTINATION
FREE_CALL_FORGOTTEN_S = 86_400.0  # a leg without money whose end was never told


@dataclass(slots=True)
class Call:
    """One out leg that is alive. Times are the watch's, in seconds since 1970 UTC."""

    number: str
    extension: str
    request: str
    origin: str
    began: float
    is_capped: bool
    key: str  # under which legs to the same number are counted
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    probability: float = 0.0
    answered_at: float | None = None
    outside_line_removed: bool = False

    def answered_s(self, now: float) -> float:
        """How long it has been answered; 0 while it rings."""
        return now - self.answered_at if self.answered_at is not None else 0.0


class RunningCalls:
    """The out legs alive on one site."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self.alive: dict[str, Call] = {}
        self._free: dict[str, None] = {}  # those that no cap counts, oldest first

    def add(self, name: str, call: Call) -> str:
        """A leg is alive; gives the name of one that is to be forgotten for it, "" when none is."""
        self.alive[name] = call
        self._count(call, 1)
        if not call.is_capped:
            self._free[name] = None
        oldest = next(iter(self._free)) if self._free else ""
        if len(self.alive) > CALLS_MAX:
            return oldest or next(iter(self.alive))
        if oldest and self._state.now > self.alive[oldest].began + FREE_CALL_FORGOTTEN_S:
            return oldest
        return ""

    def remove(self, name: str) -> Call | None:
        """A leg is gone."""
        call = self.alive.pop(name, None)
        if call is not None:
            self._free.pop(name, None)
            self._count(call, -1)
        return call

    def capped(self) -> list[tuple[str, Call]]:
        """The legs that caps count, with their names."""
        return [(name, self.alive[name]) for name in self._state.ledger.accounts if name in self.alive]

    def destination(self, call: Call) -> Destination:
        """Where a leg goes."""
        numbering = self._state.numbering
        if call.outside_line_removed:
            return numbering.destination(call.number, True)
        return numbering.destination(call.number)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {name: asdict(call) for name, call in self.alive.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.alive.update({name: Call(**call) for name, call in data.items()})
        self._free = {name: None for name, call in self.alive.items() if not call.is_capped}
        for call in self.alive.values():
            self._count(call, 1)

    def _count(self, call: Call, step: int) -> None:
        running_to = self._state.running_to
        left = running_to.pop(call.key, 0) + step
        if left > 0:
            running_to[call.key] = left


def touched_by(call: Call) -> Touched:
    """Whom a call touches."""
    pairs = (
        (_EXTENSION, call.extension),
        (_CALLER, call.outside_caller),
        (_ADDRESS, call.address),
        (_DESTINATION, call.key),
    )
    return tuple([pair for pair in pairs if pair[1]])
