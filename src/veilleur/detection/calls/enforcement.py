"""Stopping: cuts, and what follows when the judge has stopped a call.

In: calls that run, verdicts. Out: cuts, locks, alerts. What a reader would get wrong: an emergency call is
never cut by anything; and a call that was let go is judged again once an attack shows, so that the first
call of a pump does not run on while the second is refused.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.calls.active_calls import RunningCalls, touched_by
from veilleur.detection.calls.grace_budget import Doubts
from veilleur.detection.judge_port import Verdict
from veilleur.detection.state.context import FRAUD_CALL_S, WatchState
from veilleur.detection.state.incident_tracker import Level
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination

RECONSIDER_S = 1.0  # running calls are judged again at most so often
PATIENT_BELOW = 0.6  # what is likelier a thief's than not is cut at once; by hand
_OWN_ORIGINS = frozenset({Origin.EXTENSION.value, Origin.UNKNOWN.value})
CONGESTION_S = 60.0  # for so long a full trunk is taken to be full


class Stopping:
    """Stops the calls of one site."""

    def __init__(self, state: WatchState, calls: RunningCalls) -> None:
        self._state, self._calls = state, calls
        self._reconsidered_at = 0.0
        self._congested_until = 0.0
        self.doubts = Doubts()

    def cut(self, name: str, reasons: tuple[Reason, ...], observed: bool = False, incident: str = "") -> None:
        """Cut a leg, unless it is an emergency call or its cut is already ordered."""
        state = self._state
        call = self._calls.alive.get(name)
        if call is None or state.confirmation.is_open("call", name):
            return
        destination = self._calls.destination(call)
        if destination.is_emergency:
            return
        touched = touched_by(call)
        incident = incident or state.incident_of(touched)
        answered_s = call.answered_s(state.now)
        price = destination.price
        spared = max(0, price.cost(FRAUD_CALL_S) - price.cost(answered_s)) if call.is_capped else 0
        decision = state.say(
            DecisionKind.CUT, Subject.CALL, name, reasons, call.number, call.extension, observed, None,
            incident, spared,
        )  # fmt: skip
        if not observed:
            state.incidents.stopped(incident, state.now, touched, spared)
            state.confirmation.expect(decision)

    def may_wait(self, name: str, destination: Destination, verdict: Verdict) -> bool:
        """Whether a leg that the judge would cut may first spend a little: it may be honest, and soon over.

        Only where nobody can be asked: a call that is cut is worse than one refused with a word.
        """
        call = self._calls.alive[name]
        if (
            self._state.vantage is not Vantage.LIVE
            or verdict.proven
            or verdict.probability >= PATIENT_BELOW
            or call.origin not in _OWN_ORIGINS
            or verdict.is_precaution
        ):
            return False
        return self.doubts.take(
            name, destination.price, verdict.probability, verdict.reasons, self._state.now
        )

    def time_passed(self) -> None:
        """Cut the doubted legs that have spent what they may."""
        state = self._state
        for name, doubt in self.doubts.take_due(state.now):
            call = self._calls.alive.get(name)
            if call is None or state.is_paused:
                continue
            verdict = Verdict(DecisionKind.REFUSE, doubt.probability, 0.0, doubt.reasons)
            self.cut(name, doubt.reasons, incident=state.stopping(verdict, touched_by(call), False))

    def after_refusal(self, extension: str, verdict: Verdict, incident: str, observed: bool) -> None:
        """The judge stopped a call: lock what is proven broken into, and look at what runs."""
        state = self._state
        if verdict.proven and extension and not owner_refuses(verdict):
            state.lock(Subject.EXTENSION, extension, verdict.reasons, incident)
            for name, call in self._calls.capped():
                if call.extension == extension:
                    self.cut(name, (Reason("extension_locked"), *verdict.reasons), incident=incident)
        self.announce(verdict, incident, observed)
        self.look_again()

    def announce(self, verdict: Verdict, incident: str, observed: bool) -> bool:
        """Wake the owner when a stopped call is hostile; gives whether he was woken now."""
        if incident and self._state.is_hostile(verdict, observed):
            return self._state.announce(incident, Level.CALLING)
        return False

    def look_again(self) -> None:
        """Judge the running calls again: what was let go looks different once an attack shows."""
        state = self._state
        if state.is_paused or state.now < self._reconsidered_at + RECONSIDER_S:
            return
        self._reconsidered_at = state.now
        for name, call in self._calls.capped():
            if state.confirmation.is_open("call", name):
                continue
            answered_s = call.answered_s(state.now)
            if answered_s <= 0 and name in self.doubts.open:
                continue  # it rings and costs nothing: judged again once it is answered
            verdict = state.judge.reconsider((name, call.request), state.now, answered_s)
            if verdict.kind is DecisionKind.REFUSE:
                destination = self._calls.destination(call)
                observed = state.only_observes(destination, verdict)
                incident = state.stopping(verdict, touched_by(call), observed)
                call.probability = max(call.probability, verdict.probability)
                self.cut(name, verdict.reasons, observed, incident)

    def transferred(self, event: ev.CallTransferred) -> None:
        """An outside caller was joined to a call that already runs: judge that call anew."""
        state = self._state
        if state.is_paused or not (event.call or (event.attended and event.number and event.extension)):
            return
        for name, call in self._calls.capped():
            if name != event.call and (event.call or call.extension != event.extension):
                continue
            if call.origin == Origin.TRANSFER.value or state.confirmation.is_open("call", name):
                continue
            call.origin = Origin.TRANSFER.value
            call.outside_caller = event.outside_caller or call.outside_caller
            destination = self._calls.destination(call)
            leg = ev.CallStarted(
                at=event.at,
                seen_at=event.seen_at,
                call=name,
                number=call.number,
                request=call.request,
                extension=call.extension,
                origin=Origin.TRANSFER,
                outside_caller=call.outside_caller,
                address=call.address,
                agent=call.agent,
            )
            verdict = state.verdict(name, leg, destination, True, event.attended)
            if verdict.kind is DecisionKind.REFUSE:
                observed = state.only_observes(destination, verdict)
                incident = state.stopping(verdict, touched_by(call), observed)
                self.cut(name, verdict.reasons, observed, incident)
                self.after_refusal(call.extension, verdict, incident, observed)

    def owner_refused(self, scope: str, value: str) -> None:
        """The owner said no: what runs of that kind is cut, whatever the mode."""
        for name, call in self._calls.capped():
            destination = self._calls.destination(call)
            found = {
                "number": destination.e164,
                "territory": destination.territory,
                "extension": call.extension,
            }.get(scope)
            if value and found == value:
                self.cut(name, (Reason("owner_refused"),))

    def make_room(self, is_full: bool = False) -> None:
        """Cut the riskiest running call when an emergency request finds the trunk full.

        is_full: the switch itself says so; calls that came in take lines too, and are not counted here.
        Where the trunk's channels are not known, it is full when the switch has just told of congestion;
        then only a call that caps count is cut.
        """
        state, channels = self._state, self._state.site.trunk_channels
        leaving = [name for name in self._calls.alive if state.confirmation.is_open("call", name)]
        congested = state.now < self._congested_until
        full = is_full or (channels > 0 and len(self._calls.alive) - len(leaving) >= channels)
        if is_full and leaving:
            return  # a line is being freed already
        if not full and not (congested and not leaving):
            return
        best: tuple[tuple[float, bool, int, float], str] | None = None
        for name, call in self._calls.alive.items():
            destination = self._calls.destination(call)
            if destination.is_emergency or name in leaving or not (full or call.is_capped):
                continue
            risk = (call.probability, call.is_capped, destination.risk_db, call.began)
            if best is None or risk > best[0]:
                best = risk, name
        if best is not None:
            self.cut(best[1], (Reason("emergency_needs_line"),))

    def congested(self) -> None:
        """The switch found no free line just now."""
        self._congested_until = self._state.now + CONGESTION_S

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [self._reconsidered_at, self._congested_until, self.doubts.save()]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._reconsidered_at, self._congested_until, doubts = data
        self.doubts.load(doubts)


def owner_accepts(verdict: Verdict) -> bool:
    """Whether the owner's own word lets this call pass."""
    return verdict.kind is DecisionKind.ALLOW and _says(verdict, "owner_accepted")


def owner_refuses(verdict: Verdict) -> bool:
    """Whether the owner's own word stops this call: then nothing is proven of an attack."""
    return _says(verdict, "owner_refused")


def _says(verdict: Verdict, code: str) -> bool:
    return bool(verdict.reasons) and verdict.reasons[0].code == code
