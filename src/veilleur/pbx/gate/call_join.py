"""One call seen by the gate and by the PBX behind it is one call (law 4), joined by its SIP Call-ID.

In: the events of both. Out: those that the watch gets. The gate has the last word on calls that pass it: it
says when they begin, are answered and end; the PBX says who placed them. Its request is the call's, so that
leave given to the dialplan is leave at the gate, and asked for once. Pure, no clock; bounded. Pitfall: a leg
of the PBX waits until the gate has seen it too, or for `HOLD_S`: what has not come by then left by another
way, and is passed on as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallStarted,
    CallTransferred,
    Event,
    FeedLost,
    FeedRestored,
    IncomingCall,
    LiveCall,
    Snapshot,
)

HOLD_S = 1.0  # a leg that goes by the gate is there within milliseconds
# and what was answered and the gate has not seen by then went around it; a busy gate is late
AROUND_AFTER_S = 5.0
CALLS_KEPT_MAX = 10_000
SAME_DIGITS = 8  # by which two numbers are one, however the country is written
_T = TypeVar("_T")
_Placed = TypeVar("_Placed", CallRequested, CallStarted)


@dataclass(slots=True)
class _Leg:
    """One out leg of the PBX.

    later: what was reported of it while it waited. is_listed: it was in a list. is_beside: it did not pass
    the gate, or not yet. is_sip: it may have a Call-ID.
    """

    started: CallStarted
    until: float
    call_id: str = ""
    is_listed: bool = False
    is_beside: bool = False
    is_sip: bool = True
    answered_at: float | None = None
    later: list[Event] = field(default_factory=list)


class CallJoin:
    """The calls of one gate and one PBX."""

    def __init__(self, call_id_of: Callable[[str], str], *, asks: bool) -> None:
        """call_id_of: the Call-ID of a call by the gate's name for it, "" when it is gone. asks: the PBX's
        own dialplan asks too, so that a leg beside the gate has leave or proves something."""
        self.is_seeing = False  # the PBX's view is whole
        self.wants_list = False  # legs beside the gate were found: they come with the gate's next list
        self._call_id_of, self._asks = call_id_of, asks
        self._at_gate: dict[
            str, str
        ] = {}  # Call-ID -> the gate's name of the call; also of calls that are over
        self._legs: dict[str, _Leg] = {}  # alive or waiting, by the PBX's name
        self._by_call_id: dict[str, CallStarted] = {}
        self._names: dict[str, str] = {}  # the PBX's name of a leg -> the gate's name of the call
        self._without_leg: dict[
            str, str
        ] = {}  # Call-ID -> number of what the gate has and the PBX did not show
        self._around: dict[str, tuple[float, CallStarted]] = {}  # by the PBX's name, with since when

    # --- the PBX's view ---

    def from_pbx(self, event: Event, now: float) -> list[Event]:
        """What is passed on of an event of the PBX."""
        if isinstance(event, CallStarted):
            return self._leg_began(event, now)
        if isinstance(event, CallAnswered | CallEnded):
            return self._leg_went_on(event, now)
        if isinstance(event, CallTransferred):
            return [event._replace(call=self._names.get(event.call, event.call))]
        if isinstance(event, Snapshot):
            return self._listed(event, now)
        if isinstance(event, FeedLost):
            # Calls are seen and asked about at the gate, whatever the PBX shows or asks.
            self.is_seeing = self.is_seeing and event.calls_are_seen
            return [event._replace(calls_are_seen=True)] if event.is_asked else []
        if isinstance(event, FeedRestored):
            self.is_seeing = True
        return [event]

    def is_unnamed(self, leg: str) -> bool:
        """Whether a leg of the PBX waits for its Call-ID."""
        known = self._legs.get(leg)
        return known is not None and not known.call_id and not known.is_beside

    def named(self, leg: str, call_id: str) -> list[Event]:
        """The Call-ID of a leg of the PBX; "" for one that is none of SIP, and never passes the gate."""
        known = self._legs.get(leg)
        if known is None or known.is_beside:
            return []
        if not call_id:
            known.is_sip = False
            return self._beside(leg, known)
        known.call_id = call_id
        _keep(self._by_call_id, call_id, known.started)
        if call_id in self._at_gate:
            self._join(leg, known)
        return []

    def due(self, now: float) -> list[Event]:
        """Legs that the gate has not seen in time."""
        found: list[Event] = []
        for leg, known in [one for one in self._legs.items() if not one[1].is_beside and one[1].until <= now]:
            found += self._beside(leg, known)
        return found

    def went_around(self, now: float) -> list[CallStarted]:
        """Legs that were answered and that the gate has not seen at all, each once.

        What nobody answered proves no way around: the gate refuses calls of its own before it asks (503).
        """
        gone = [one for one in self._around.items() if one[1][0] + AROUND_AFTER_S <= now]
        for leg, _began in gone:
            del self._around[leg]
        return [started for _leg, (_at, started) in gone]

    # --- the gate's view ---

    def knows(self, call_id: str) -> bool:
        """Whether the leg behind a question is known, or there is nobody to know it."""
        return not self.is_seeing or call_id in self._by_call_id

    def request(self, event: CallRequested, call_id: str) -> tuple[list[Event], CallRequested]:
        """The gate's question with what the PBX knows of the call; first what is to be passed on before."""
        before = self._seen_at_gate(event.request, call_id)
        return before, self._with_leg(event, call_id)

    def from_gate(self, event: Event, call_id: str) -> list[Event]:
        """What is passed on of any other event of the gate. call_id: of the call that it is about."""
        if isinstance(event, CallStarted):
            before = self._seen_at_gate(event.call, call_id)
            if call_id not in self._by_call_id:
                _keep(self._without_leg, call_id, event.number)
                before += self._close_unnamed(event)
            return [*before, self._with_leg(event, call_id)]
        if isinstance(event, IncomingCall) and self.is_seeing:
            return []  # the PBX reports it too, and knows where it goes
        if isinstance(event, Snapshot):
            return self._gates_list(event)
        return [event]

    def _with_leg(self, event: _Placed, call_id: str) -> _Placed:
        """What the PBX knows of who placed the call; the number is what the operator gets."""
        leg = self._by_call_id.get(call_id)
        if leg is None:
            return event
        return event._replace(
            request=leg.request or event.request,
            extension=leg.extension or event.extension,
            origin=leg.origin,
            outside_caller=leg.outside_caller or event.outside_caller,
            address=leg.address or event.address,
            agent=leg.agent or event.agent,
            linked=leg.linked,
        )

    def _seen_at_gate(self, name: str, call_id: str) -> list[Event]:
        """The gate has this call: the PBX's leg of it is no call of its own."""
        if not call_id:
            return []
        _keep(self._at_gate, call_id, name)
        found: list[Event] = []
        for leg, known in [one for one in self._legs.items() if one[1].call_id == call_id]:
            if known.is_beside:  # it came late, and had been passed on
                found.append(CallEnded(known.started.at, known.started.seen_at, leg))
            self._join(leg, known)
        return found

    def _gates_list(self, event: Snapshot) -> list[Event]:
        """All that is alive: at the gate, and beside it."""
        found: list[Event] = []
        for call in event.calls:
            found += self._seen_at_gate(call.call, self._call_id_of(call.call))
        calls = tuple(
            call._replace(
                request=leg.request or call.request,
                extension=leg.extension or call.extension,
                origin=leg.origin,
            )
            if (leg := self._by_call_id.get(self._call_id_of(call.call))) is not None
            else call
            for call in event.calls
        )
        beside = tuple(_alive(leg, known) for leg, known in self._legs.items() if known.is_beside)
        self.wants_list = False
        return [*found, event._replace(calls=calls + beside)]

    # --- legs ---

    def _leg_began(self, event: CallStarted, now: float) -> list[Event]:
        if event.call in self._names or event.call in self._legs:
            return []
        found: list[Event] = []
        if len(self._legs) >= CALLS_KEPT_MAX:
            oldest = next(iter(self._legs))
            found = self._beside(oldest, self._legs[oldest])
            self._legs.pop(oldest, None)
        self._legs[event.call] = _Leg(event, now + HOLD_S)
        return found

    def _leg_went_on(self, event: CallAnswered | CallEnded, now: float) -> list[Event]:
        if event.call in self._names:
            return []  # the gate says it
        known = self._legs.get(event.call)
        if known is None:
            return [event]
        if isinstance(event, CallAnswered):
            known.answered_at = event.at
        if known.is_beside:
            if isinstance(event, CallEnded):
                del self._legs[event.call]
            elif not known.is_listed:
                _keep(self._around, event.call, (now, known.started))
            return [event]
        if isinstance(event, CallEnded) and known.answered_at is None and not known.call_id:
            del self._legs[event.call]  # over before it had a name: refused at the gate, or by nobody
            return []
        known.later.append(event)
        return []

    def _join(self, leg: str, known: _Leg) -> None:
        del self._legs[leg]
        self._around.pop(leg, None)
        self._without_leg.pop(known.call_id, None)
        _keep(self._names, leg, self._at_gate[known.call_id])

    def _beside(self, leg: str, known: _Leg) -> list[Event]:
        """This leg did not pass the gate: it is a call of its own."""
        if known.is_beside:
            return []
        if not known.call_id and known.is_sip:
            # Its Call-ID could not be asked for, as of one that was over at once: the gate's to that number.
            number = known.started.number
            at_gate = (one for one, other in self._without_leg.items() if _is_same(number, other))
            known.call_id = next(at_gate, "")
            if known.call_id:
                self._join(leg, known)
                return []
        known.is_beside = True
        if not known.is_listed and known.answered_at is not None:
            _keep(self._around, leg, (known.until, known.started))
        is_over = any(isinstance(event, CallEnded) for event in known.later)
        if is_over:
            del self._legs[leg]
        elif known.is_listed:
            self.wants_list = True
            return []
        started = known.started if self._asks else known.started._replace(let_pass=True)
        found, known.later = [started, *known.later], []
        return found

    def _close_unnamed(self, event: CallStarted) -> list[Event]:
        """The gate has a call to the number of a leg that was passed on and has no Call-ID: they are one."""
        for leg, known in self._legs.items():
            is_unnamed = known.is_beside and known.is_sip and not known.call_id
            if is_unnamed and _is_same(known.started.number, event.number):
                del self._legs[leg]
                self._around.pop(leg, None)
                _keep(self._names, leg, event.call)
                return [CallEnded(event.at, event.seen_at, leg)]
        return []

    def _listed(self, event: Snapshot, now: float) -> list[Event]:
        """The PBX names its legs: new ones wait as those that begin do, and what it names no more is over."""
        listed = {call.call for call in event.calls}
        gone = [leg for leg in self._legs if leg not in listed]
        found: list[Event] = [
            CallEnded(event.at, event.seen_at, leg) for leg in gone if self._legs.pop(leg).is_beside
        ]
        for call in event.calls:
            if call.call not in self._legs and call.call not in self._names:
                found += self._leg_began(_started(call, event), now)
                self._legs[call.call].is_listed = True
                self._legs[call.call].answered_at = call.answered_at
        return found


def _started(call: LiveCall, event: Snapshot) -> CallStarted:
    return CallStarted(
        at=event.at,
        seen_at=event.seen_at,
        call=call.call,
        number=call.number,
        request=call.request,
        extension=call.extension,
        origin=call.origin,
        trunk=call.trunk,
        linked=call.linked,
    )


def _alive(leg: str, known: _Leg) -> LiveCall:
    started = known.started
    return LiveCall(
        call=leg,
        number=started.number,
        extension=started.extension,
        origin=started.origin,
        trunk=started.trunk,
        answered_at=known.answered_at,
        linked=started.linked,
        request=started.request,
    )


def _is_same(number: str, other: str) -> bool:
    return number[-SAME_DIGITS:] == other[-SAME_DIGITS:]


def _keep(table: dict[str, _T], key: str, value: _T) -> None:
    """The newest are kept."""
    table.pop(key, None)
    while len(table) >= CALLS_KEPT_MAX:
        del table[next(iter(table))]
    table[key] = value
