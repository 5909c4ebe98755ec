"""Out legs: the life of each call from dialling to its end, its money, and its cut.

In: what the switch tells of legs towards a trunk. Out: cuts. What a reader would get wrong: a leg
towards a trunk without a permit is cut where the site is asked, but only in the classes that caps count:
national calls that the fail policy let pass are not stopped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from veilleur.detection.permits import Permits
from veilleur.detection.questions import CallFacts
from veilleur.detection.state import WatchState, remember
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination

# The life of a call: (state, event) -> state. What is not here changes nothing.
TRANSITIONS = {
    ("requested", "CallStarted"): "dialling",
    ("unknown", "CallStarted"): "dialling",
    ("unknown", "Snapshot"): "dialling",
    ("dialling", "CallAnswered"): "answered",
    ("dialling", "CallEnded"): "ended",
    ("answered", "CallEnded"): "ended",
}


@dataclass(slots=True)
class Call:
    """One out leg that is alive."""

    number: str
    extension: str
    request: str
    state: str = "dialling"
    probability: float = 0.0
    began: float = 0.0
    origin: str = "unknown"
    answered_at: float | None = None


class Legs:
    """The out legs of one site."""

    def __init__(self, state: WatchState, permits: Permits) -> None:
        self._state, self._permits = state, permits
        self.alive: dict[str, Call] = {}
        self._ended: dict[str, None] = {}
        self._early: dict[str, float] = {}  # answered before started

    def started(self, event: ev.CallStarted) -> None:
        """A leg is being dialled."""
        if event.call in self.alive or event.call in self._ended:
            return
        state = self._state
        destination = state.numbering.destination(event.number)
        if destination.number_class in INSIDE_CLASSES:
            return
        call = self.alive[event.call] = Call(
            event.number, event.extension, event.request, began=state.now, origin=event.origin.value
        )
        state.running_to[call.number] = state.running_to.get(call.number, 0) + 1
        has_permit = self._permits.covers(event.request, event.number, destination)
        if destination.is_capped:
            if not (has_permit and self._permits.hand_over(event.request, event.call)):
                code = state.ledger.refusal(state.now, event.extension, destination)
                state.ledger.hold(event.call, state.now, event.extension, destination)
                if code:
                    state.alert_cap(code)
                    self.cut(event.call, (Reason(code),))
            if not has_permit:
                self._judge_leg(event, destination, call)
        if event.priced_from_dialling or event.call in self._early:
            self._early.pop(event.call, None)
            self._run(event.call)

    def _judge_leg(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        state = self._state
        unasked = state.vantage is Vantage.ASKED and not state.is_away
        if state.is_paused and not unasked:
            return
        verdict = state.verdict(event.call, event, destination, not unasked)
        call.probability = verdict.probability
        if unasked:
            self.cut(event.call, (Reason("unasked_leg"), *verdict.reasons))
        elif verdict.kind is not DecisionKind.ALLOW:
            self.cut(event.call, verdict.reasons, state.only_observes(destination, verdict))
            self.reconsider()

    def reconsider(self) -> None:
        """Judge the running calls again: what was let go looks different once an attack shows."""
        state = self._state
        for name, call in list(self.alive.items()):
            destination = state.numbering.destination(call.number)
            if not destination.is_capped or state.is_paused or state.confirmation.is_open("call", name):
                continue
            answered_s = state.now - call.answered_at if call.answered_at is not None else 0.0
            verdict = state.judge.reconsider((name, call.request), state.now, answered_s)
            if verdict.kind is DecisionKind.REFUSE:
                self.cut(name, verdict.reasons, state.only_observes(destination, verdict))

    def answered(self, event: ev.CallAnswered) -> None:
        """The far end answered."""
        if event.call in self.alive:
            self._run(event.call)
        elif event.call not in self._ended:
            remember(self._early, event.call, self._state.now)

    def _run(self, name: str) -> None:
        call = self.alive[name]
        state = TRANSITIONS.get((call.state, "CallAnswered"))
        if state is not None:
            call.state = state
            call.answered_at = self._state.now
            self._state.ledger.answer(name, self._state.now)

    def ended(self, event: ev.CallEnded) -> None:
        """The leg is gone."""
        self._end(event.call)

    def _end(self, name: str) -> None:
        """The one door by which calls end."""
        state = self._state
        call = self.alive.pop(name, None)
        self._early.pop(name, None)
        cost = state.ledger.end(name, state.now)
        if call is not None:
            left = state.running_to.pop(call.number) - 1
            if left:
                state.running_to[call.number] = left
            if call.answered_at is not None and not state.confirmation.is_open("call", name):
                facts = CallFacts(
                    state.calendar.moment(call.began),
                    name,
                    call.extension,
                    state.numbering.destination(call.number),
                    Origin(call.origin),
                    state.vantage,
                    request=call.request,
                )
                state.judge.learn(facts, state.now - call.answered_at, cost)
        state.confirmation.confirm("call", name)
        state.confirmation.confirm("channel", name)
        remember(self._ended, name, None)

    def recorded(self, event: ev.CallRecorded) -> None:
        """A call is over and its record was read."""
        state = self._state
        destination = state.numbering.destination(event.number)
        if event.direction.value != "out" or not destination.is_capped or event.call in self._ended:
            return
        verdict = state.verdict(event.call, event, destination, True)
        state.ledger.hold(event.call, state.now, event.extension, destination)
        if event.billed_s > 0:
            state.ledger.answer(event.call, state.now)
            account = state.ledger.accounts[event.call]
            account.answered_at = state.now - event.billed_s
        self._end(event.call)
        if verdict.kind is not DecisionKind.ALLOW:
            state.say(
                DecisionKind.ALERT,
                Subject.CALL,
                event.call,
                verdict.reasons,
                event.number,
                event.extension,
            )
        if verdict.kind is DecisionKind.REFUSE and not state.only_observes(destination, verdict):
            state.lock_extension(event.extension, verdict.reasons)

    def snapshot(self, event: ev.Snapshot) -> None:
        """All legs alive: unknown ones are adopted and priced, absent ones closed."""
        state = self._state
        alive = {call.call for call in event.calls}
        for name in [name for name in self.alive if name not in alive]:
            self._end(name)
        for leg in event.calls:
            self._ended.pop(leg.call, None)
            if leg.call in self.alive:
                if leg.answered_at is not None:
                    self._run(leg.call)
                continue
            state.is_away = True
            self.started(
                ev.CallStarted(
                    event.at, event.seen_at, leg.call, leg.number, leg.request, leg.extension, leg.origin,
                    trunk=leg.trunk, priced_from_dialling=leg.answered_at is not None,
                )
            )  # fmt: skip
            state.say(DecisionKind.ALERT, Subject.CALL, leg.call, (Reason("passed_unwatched"),), leg.number)
        state.is_away = False

    def make_room(self) -> None:
        """Cut the riskiest running call when an emergency request finds the trunk full."""
        channels = self._state.site.trunk_channels
        if not channels or len(self.alive) < channels:
            return
        destination = self._state.numbering.destination
        running = [
            (call.probability, destination(call.number).risk_db, name)
            for name, call in self.alive.items()
            if not destination(call.number).is_emergency
        ]
        if running:
            self.cut(max(running)[2], (Reason("emergency_needs_line"),))

    def cut(self, name: str, reasons: tuple[Reason, ...], observed: bool = False) -> None:
        """Cut a leg, unless it is an emergency call or its cut is already ordered."""
        state = self._state
        call = self.alive.get(name)
        if call is None or state.numbering.destination(call.number).is_emergency:
            return
        if state.confirmation.is_open("call", name):
            return
        cut = state.say(DecisionKind.CUT, Subject.CALL, name, reasons, call.number, call.extension, observed)
        if not observed:
            state.confirmation.expect(cut)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "alive": {name: asdict(call) for name, call in self.alive.items()},
            "ended": list(self._ended),
            "early": self._early,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.alive = {name: Call(**call) for name, call in data["alive"].items()}
        self._ended = dict.fromkeys(data["ended"])
        self._early = data["early"]
        running_to = self._state.running_to
        for call in self.alive.values():
            running_to[call.number] = running_to.get(call.number, 0) + 1
